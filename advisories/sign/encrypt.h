/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * encrypt.h - OpenPGP encryption to the key of whoever gets a mail, through gpgme
 *
 * Without gpgme at build time it fails and says so: nothing goes out in the clear
 * that was to be encrypted.
 */
#ifndef SIGN_ENCRYPT_H
#define SIGN_ENCRYPT_H

#include <stddef.h>

#include "common/error.h"

/**
 * encrypt_to - "-----BEGIN PGP MESSAGE-----"
 * @key:  fingerprint of a key in the keyring; who names it so trusts it
 * @home: GNUPGHOME, NULL: the user's own
 *
 * Malloced text with a NUL behind it, which @length does not count; NULL with a sentence
 * in @error.
 */
char *encrypt_to(const char *key, const char *home, const void *bytes,
		 size_t n_bytes, size_t *length, struct error *error);

#endif /* SIGN_ENCRYPT_H */
