// SPDX-License-Identifier: GPL-2.0-or-later
/* sign.c - OpenPGP through gpgme: the only file that knows it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "sign.h"

#ifdef HAVE_GPGME

#include <ctype.h>
#include <gpgme.h>

#define FINGERPRINT	40
#define KEYRING(home)	((home) ? (home) : "the user's keyring")

struct signer {
	gpgme_ctx_t context;
	gpgme_key_t key;
	char fingerprint[FINGERPRINT + 1];
};

/* gpgme's messages name its components; these say what to do. */
static const char *reason(gpgme_error_t code)
{
	switch (gpgme_err_code(code)) {
	case GPG_ERR_NO_SECKEY:
	case GPG_ERR_UNUSABLE_SECKEY:
		return "the secret key is missing";
	case GPG_ERR_NO_AGENT:
	case GPG_ERR_AGENT:
		return "gpg-agent is not running and cannot be started";
	case GPG_ERR_NO_PIN_ENTRY:
	case GPG_ERR_NO_PASSPHRASE:
	case GPG_ERR_BAD_PASSPHRASE:
	case GPG_ERR_CANCELED:
	case GPG_ERR_FULLY_CANCELED:
		return "it has a passphrase that gpg-agent does not have (unlock it in the agent first, or sign with a key without passphrase)";
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

/* A context with that keyring; its output is ASCII armor. */
static gpgme_error_t open_context(gpgme_ctx_t *context, const char *home)
{
	gpgme_error_t code;

	gpgme_check_version(NULL);
	code = gpgme_engine_check_version(GPGME_PROTOCOL_OpenPGP);
	if (!code)
		code = gpgme_new(context);
	if (!code && home)
		code = gpgme_ctx_set_engine_info(*context,
						 GPGME_PROTOCOL_OpenPGP, NULL,
						 home);
	if (!code)
		gpgme_set_armor(*context, 1);
	return code;
}

/* There is nobody to type a passphrase: fail rather than wait. */
static int open_signing(struct signer *signer, const char *home,
			struct error *error)
{
	gpgme_error_t code = open_context(&signer->context, home);

	if (!code)
		code = gpgme_set_pinentry_mode(signer->context,
					       GPGME_PINENTRY_MODE_CANCEL);
	return code ? error_set(error, "cannot sign: %s", reason(code)) : 0;
}

static int find_key(struct signer *signer, const char *home,
		    struct error *error)
{
	const char *what = NULL;
	gpgme_error_t code = gpgme_get_key(signer->context, signer->fingerprint,
					   &signer->key, 1);

	if (code || !signer->key)
		return error_set(error, "there is no secret key %s in %s%s%s",
				 signer->fingerprint, KEYRING(home),
				 gpgme_err_code(code) == GPG_ERR_EOF ? "" : ": ",
				 gpgme_err_code(code) == GPG_ERR_EOF ? "" :
				 reason(code));
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
	return what ? error_set(error, "the key %s %s", signer->fingerprint,
				what) : 0;
}

struct signer *signer_open(const char *key, const char *home, struct error *error)
{
	struct signer *signer = calloc(1, sizeof(*signer));

	if (!signer) {
		error_no_memory(error);
		return NULL;
	}
	if (read_fingerprint(signer->fingerprint, key))
		error_set(error, "a key is named by its fingerprint: 40 hex digits (gpg --list-secret-keys shows it)");
	else if (!open_signing(signer, home, error) &&
		 !find_key(signer, home, error))
		return signer;
	signer_close(signer);
	return NULL;
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

/* All that gpg wrote, in memory of malloc() and with a NUL after it; frees @data. */
static char *take(gpgme_data_t data, size_t *length, struct error *error)
{
	char *own, *text = gpgme_data_release_and_get_mem(data, length);

	own = text ? malloc(*length + 1) : NULL;
	if (own) {
		memcpy(own, text, *length);
		own[*length] = 0;
	}
	gpgme_free(text);
	if (!own)
		error_no_memory(error);
	return own;
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
	error_set(error, "the key %s cannot sign: %s", signer->fingerprint,
		  code ? reason(code) : "gpg made no signature");
	return NULL;
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
	error_set(error, "the key %s cannot be exported: %s",
		  signer->fingerprint, reason(code));
	return NULL;
}

/* Why a key cannot be encrypted to; NULL: it can. */
static const char *unfit(gpgme_key_t key)
{
	if (key->revoked)
		return "is revoked";
	if (key->expired)
		return "has expired";
	if (key->disabled || key->invalid)
		return "is not valid";
	return key->can_encrypt ? NULL : "is not for encryption";
}

static char *encrypt(gpgme_ctx_t context, gpgme_key_t key, const void *bytes,
		     size_t n, size_t *length, struct error *error)
{
	gpgme_key_t keys[] = { key, NULL };
	gpgme_data_t in = NULL, out = NULL;
	gpgme_error_t code;

	code = gpgme_data_new_from_mem(&in, bytes, n, 0);
	if (!code)
		code = gpgme_data_new(&out);
	if (!code)
		code = gpgme_op_encrypt(context, keys,
					GPGME_ENCRYPT_ALWAYS_TRUST, in, out);
	gpgme_data_release(in);
	if (!code)
		return take(out, length, error);
	gpgme_data_release(out);
	error_set(error, "cannot encrypt to %s: %s", key->fpr,
		  gpgme_strerror(code));
	return NULL;
}

char *encrypt_to(const char *name, const char *home, const void *bytes,
		 size_t n_bytes, size_t *length, struct error *error)
{
	gpgme_ctx_t context = NULL;
	gpgme_key_t key = NULL;
	gpgme_error_t code = open_context(&context, home);
	char *text = NULL;

	if (!code)
		code = gpgme_get_key(context, name, &key, 0);
	if (code || !key)
		error_set(error, "there is no public key %s in %s", name,
			  KEYRING(home));
	else if (unfit(key))
		error_set(error, "the key %s %s", name, unfit(key));
	else
		text = encrypt(context, key, bytes, n_bytes, length, error);
	if (key)
		gpgme_key_unref(key);
	if (context)
		gpgme_release(context);
	return text;
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

char *encrypt_to(const char *name, const char *home, const void *bytes,
		 size_t n_bytes, size_t *length, struct error *error)
{
	error_set(error, "this slammer-advisory was built without gpgme: it does not encrypt");
	return NULL;
}

#endif /* HAVE_GPGME */
