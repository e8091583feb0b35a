// SPDX-License-Identifier: GPL-2.0-or-later
/* encrypt.c - one message to one key */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "encrypt.h"

#ifdef HAVE_GPGME

#include <gpgme.h>

static gpgme_error_t open_context(gpgme_ctx_t *context, const char *home)
{
	gpgme_error_t code;

	gpgme_check_version(NULL);
	code = gpgme_new(context);
	if (!code && home)
		code = gpgme_ctx_set_engine_info(*context,
						 GPGME_PROTOCOL_OpenPGP, NULL,
						 home);
	if (!code)
		gpgme_set_armor(*context, 1);
	return code;
}

/* NULL, or what is wrong with it. */
static const char *fault_of(gpgme_key_t key)
{
	if (key->revoked)
		return "is revoked";
	if (key->expired)
		return "has expired";
	if (key->disabled || key->invalid)
		return "is not valid";
	return key->can_encrypt ? NULL : "is not for encryption";
}

static char *take(gpgme_data_t data, size_t *length)
{
	char *own, *text = gpgme_data_release_and_get_mem(data, length);

	own = text ? malloc(*length + 1) : NULL;
	if (own) {
		memcpy(own, text, *length);
		own[*length] = '\0';
	}
	gpgme_free(text);
	return own;
}

static char *encrypt(gpgme_ctx_t context, gpgme_key_t key, const void *bytes,
		     size_t n, size_t *length, gpgme_error_t *code)
{
	gpgme_key_t keys[] = { key, NULL };
	gpgme_data_t in = NULL, out = NULL;
	char *text = NULL;

	*code = gpgme_data_new_from_mem(&in, bytes, n, 0);
	if (!*code)
		*code = gpgme_data_new(&out);
	if (!*code)
		*code = gpgme_op_encrypt(context, keys,
					 GPGME_ENCRYPT_ALWAYS_TRUST, in, out);
	gpgme_data_release(in);
	if (!*code)
		text = take(out, length);
	else
		gpgme_data_release(out);
	return text;
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
			 home ? home : "the user's keyring");
	else if (fault_of(key))
		error_set(error, "the key %s %s", name, fault_of(key));
	else
		text = encrypt(context, key, bytes, n_bytes, length, &code);
	if (!text && key && !fault_of(key))
		error_set(error, "cannot encrypt to %s: %s", name,
			 code ? gpgme_strerror(code) : "out of memory");
	if (key)
		gpgme_key_unref(key);
	if (context)
		gpgme_release(context);
	return text;
}

#else

char *encrypt_to(const char *name, const char *home, const void *bytes,
		 size_t n_bytes, size_t *length, struct error *error)
{
	error_set(error, "this slammer-advisory was built without gpgme: it does not encrypt");
	return NULL;
}

#endif
