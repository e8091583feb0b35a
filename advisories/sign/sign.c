// SPDX-License-Identifier: GPL-2.0-or-later
/* sign.c - OpenPGP through gpgme, the only file that knows it */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "sign.h"

#ifdef HAVE_GPGME

#include <ctype.h>
#include <gpgme.h>

#define FINGERPRINT	40

struct signer {
	gpgme_ctx_t context;
	gpgme_key_t key;
	char fingerprint[FINGERPRINT + 1];
};

__attribute__((format(printf, 2, 3)))
static void *fail(struct error *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_vset(error, format, args);
	va_end(args);
	return NULL;
}

/* gpgme's own sentences name its parts; these name what to do. */
static const char *reason(gpgme_error_t code)
{
	switch (gpgme_err_code(code)) {
	case GPG_ERR_NO_SECKEY:
	case GPG_ERR_UNUSABLE_SECKEY:
		return "the secret key is not there";
	case GPG_ERR_NO_AGENT:
	case GPG_ERR_AGENT:
		return "gpg-agent does not run and cannot be started";
	case GPG_ERR_NO_PIN_ENTRY:
	case GPG_ERR_NO_PASSPHRASE:
	case GPG_ERR_BAD_PASSPHRASE:
	case GPG_ERR_CANCELED:
	case GPG_ERR_FULLY_CANCELED:
		return "it has a passphrase, and gpg-agent does not know it (give it to the agent first, or sign with a key that has none)";
	case GPG_ERR_KEY_EXPIRED:
		return "the key has expired";
	case GPG_ERR_CERT_REVOKED:
		return "the key is revoked";
	case GPG_ERR_INV_ENGINE:
		return "gpg is not installed";
	default:
		return gpgme_strerror(code);
	}
}

static int read_fingerprint(char *hex, const char *key)
{
	size_t n = 0;

	for (; *key; key++) {
		if (*key == ' ')
			continue;
		if (!isxdigit((unsigned char)*key) || n == FINGERPRINT)
			return -1;
		hex[n++] = (char)toupper((unsigned char)*key);
	}
	hex[n] = 0;
	return n == FINGERPRINT ? 0 : -1;
}

static int open_context(struct signer *signer, const char *home,
			struct error *error)
{
	gpgme_error_t code;

	gpgme_check_version(NULL);
	code = gpgme_engine_check_version(GPGME_PROTOCOL_OpenPGP);
	if (!code)
		code = gpgme_new(&signer->context);
	if (!code && home)
		code = gpgme_ctx_set_engine_info(signer->context,
						 GPGME_PROTOCOL_OpenPGP, NULL,
						 home);
	/* Nobody is there to type a passphrase: fail rather than wait. */
	if (!code)
		code = gpgme_set_pinentry_mode(signer->context,
					       GPGME_PINENTRY_MODE_CANCEL);
	if (code) {
		fail(error, "cannot sign: %s", reason(code));
		return -1;
	}
	gpgme_set_armor(signer->context, 1);
	return 0;
}

static int find_key(struct signer *signer, const char *home,
		    struct error *error)
{
	const char *what = NULL;
	gpgme_error_t code = gpgme_get_key(signer->context, signer->fingerprint,
					   &signer->key, 1);

	if (code || !signer->key) {
		fail(error, "there is no secret key %s in %s%s%s",
		     signer->fingerprint, home ? home : "the user's keyring",
		     gpgme_err_code(code) == GPG_ERR_EOF ? "" : ": ",
		     gpgme_err_code(code) == GPG_ERR_EOF ? "" : reason(code));
		return -1;
	}
	if (signer->key->revoked)
		what = "is revoked";
	else if (signer->key->expired)
		what = "has expired";
	else if (signer->key->disabled || signer->key->invalid)
		what = "is not valid";
	else if (!signer->key->can_sign)
		what = "is not for signing";
	else if (gpgme_signers_add(signer->context, signer->key))
		what = "cannot be used: out of memory";
	if (!what)
		return 0;
	fail(error, "the key %s %s", signer->fingerprint, what);
	return -1;
}

struct signer *signer_open(const char *key, const char *home, struct error *error)
{
	struct signer *signer = calloc(1, sizeof(*signer));

	if (!signer)
		return fail(error, "out of memory");
	if (read_fingerprint(signer->fingerprint, key)) {
		free(signer);
		return fail(error, "a key is named by its fingerprint: 40 hex digits (gpg --list-secret-keys shows it)");
	}
	if (open_context(signer, home, error) ||
	    find_key(signer, home, error)) {
		signer_close(signer);
		return NULL;
	}
	return signer;
}

void signer_close(struct signer *signer)
{
	if (!signer)
		return;
	if (signer->key)
		gpgme_key_unref(signer->key);
	if (signer->context)
		gpgme_release(signer->context);
	free(signer);
}

const char *signer_fingerprint(const struct signer *signer)
{
	return signer->fingerprint;
}

/* All that gpg wrote, in memory of malloc() and with a NUL behind it. */
static char *take(gpgme_data_t data, size_t *length,
		  struct error *error)
{
	char *own, *text = gpgme_data_release_and_get_mem(data, length);

	own = text ? malloc(*length + 1) : NULL;
	if (own) {
		memcpy(own, text, *length);
		own[*length] = 0;
	}
	gpgme_free(text);
	return own ? own : fail(error, "out of memory");
}

static char *sign(struct signer *signer, gpgme_sig_mode_t mode,
		  const void *bytes, size_t n, size_t *length,
		  struct error *error)
{
	gpgme_data_t in = NULL, out = NULL;
	gpgme_sign_result_t result;
	gpgme_error_t code;

	code = gpgme_data_new_from_mem(&in, bytes, n, 0);
	if (!code)
		code = gpgme_data_new(&out);
	if (!code)
		code = gpgme_op_sign(signer->context, in, out, mode);
	gpgme_data_release(in);
	result = code ? NULL : gpgme_op_sign_result(signer->context);
	if (result && result->signatures)
		return take(out, length, error);
	gpgme_data_release(out);
	return fail(error, "the key %s cannot sign: %s", signer->fingerprint,
		    code ? reason(code) : "gpg made no signature");
}

char *sign_clear(struct signer *signer, const void *text, size_t text_length,
		 size_t *length, struct error *error)
{
	return sign(signer, GPGME_SIG_MODE_CLEAR, text, text_length, length,
		    error);
}

char *sign_detached(struct signer *signer, const void *bytes, size_t n_bytes,
		    size_t *length, struct error *error)
{
	return sign(signer, GPGME_SIG_MODE_DETACH, bytes, n_bytes, length,
		    error);
}

char *sign_public_key(struct signer *signer, size_t *length, struct error *error)
{
	gpgme_data_t out = NULL;
	gpgme_error_t code = gpgme_data_new(&out);

	if (!code)
		code = gpgme_op_export(signer->context, signer->fingerprint,
				       GPGME_EXPORT_MODE_MINIMAL, out);
	if (!code)
		return take(out, length, error);
	gpgme_data_release(out);
	return fail(error, "the key %s cannot be exported: %s",
		    signer->fingerprint, reason(code));
}

#else /* HAVE_GPGME */

static char *missing(struct error *error)
{
	error_set(error, "cannot sign: built without gpgme (libgpgme-dev was missing)");
	return NULL;
}

struct signer *signer_open(const char *key, const char *home, struct error *error)
{
	missing(error);
	return NULL;
}

void signer_close(struct signer *signer)
{
}

const char *signer_fingerprint(const struct signer *signer)
{
	return "";
}

char *sign_clear(struct signer *signer, const void *text, size_t text_length,
		 size_t *length, struct error *error)
{
	return missing(error);
}

char *sign_detached(struct signer *signer, const void *bytes, size_t n_bytes,
		    size_t *length, struct error *error)
{
	return missing(error);
}

char *sign_public_key(struct signer *signer, size_t *length, struct error *error)
{
	return missing(error);
}

#endif /* HAVE_GPGME */
