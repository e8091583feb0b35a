/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sign.h - OpenPGP through gpgme: signatures by the publisher's key, encryption
 *
 * Without gpgme at build time all of it fails and says so: nothing is sent in the
 * clear that was to be encrypted.
 */
#ifndef SIGN_SIGN_H
#define SIGN_SIGN_H

#include <stddef.h>

#include "common/error.h"

struct signer;

/**
 * signer_open - a secret key, ready to sign
 * @key:  its fingerprint, 40 hex digits (blanks between them do not matter)
 * @home: GNUPGHOME, NULL: the user's own
 *
 * No passphrase is asked for: either the agent has it or the key has none.
 * Returns NULL with a sentence in @error.
 */
struct signer *signer_open(const char *key, const char *home, struct error *error);
void signer_close(struct signer *signer);

/*
 * Each makes malloced text with a NUL after it, which @length does not count; NULL
 * with a sentence in @error. Lines end in \n.
 */

/* "-----BEGIN PGP SIGNED MESSAGE-----", the text dash-escaped, its signature. */
char *sign_clear(struct signer *signer, const void *text, size_t text_length,
		 size_t *length, struct error *error);
/* "-----BEGIN PGP SIGNATURE-----", detached. */
char *sign_detached(struct signer *signer, const void *bytes, size_t n_bytes,
		    size_t *length, struct error *error);
/* "-----BEGIN PGP PUBLIC KEY BLOCK-----": what readers verify with. */
char *sign_public_key(struct signer *signer, size_t *length, struct error *error);

/**
 * encrypt_to - "-----BEGIN PGP MESSAGE-----"
 * @key:  fingerprint of a key in the keyring; it is trusted because it was named
 * @home: GNUPGHOME, NULL: the user's own
 *
 * As above.
 */
char *encrypt_to(const char *key, const char *home, const void *bytes,
		 size_t n_bytes, size_t *length, struct error *error);

#endif /* SIGN_SIGN_H */
