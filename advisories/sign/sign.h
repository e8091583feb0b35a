/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sign.h - OpenPGP signatures by the user's own key, through gpgme
 *
 * Without gpgme at build time signer_open() fails and says so.
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
 * Nobody is asked for a passphrase: it has to be in the agent, or there is none.
 * Returns NULL with a sentence in @error.
 */
struct signer *signer_open(const char *key, const char *home, struct error *error);
void signer_close(struct signer *signer);

/* 40 hex digits in capital letters. */
const char *signer_fingerprint(const struct signer *signer);

/*
 * Each makes malloced text with a NUL behind it, which @length does not count; NULL
 * with a sentence in @error. Lines end in \n.
 */

/* "-----BEGIN PGP SIGNED MESSAGE-----", the text dash-escaped, its signature. */
char *sign_clear(struct signer *signer, const void *text, size_t text_length,
		 size_t *length, struct error *error);
/* "-----BEGIN PGP SIGNATURE-----": for a file beside the one that is signed. */
char *sign_detached(struct signer *signer, const void *bytes, size_t n_bytes,
		    size_t *length, struct error *error);
/* "-----BEGIN PGP PUBLIC KEY BLOCK-----": what readers verify with. */
char *sign_public_key(struct signer *signer, size_t *length, struct error *error);

#endif /* SIGN_SIGN_H */
