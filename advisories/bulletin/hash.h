/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash.h - SHA-2 of bytes, in hex: what approval names, and files beside documents
 */
#ifndef BULLETIN_HASH_H
#define BULLETIN_HASH_H

#include <stddef.h>

#define HASH_SHA256_MAX	65	/* with the NUL */
#define HASH_SHA512_MAX	129

/* Return @hex, in small letters. */
const char *hash_sha256(const void *bytes, size_t size, char hex[HASH_SHA256_MAX]);
const char *hash_sha512(const void *bytes, size_t size, char hex[HASH_SHA512_MAX]);

#endif /* BULLETIN_HASH_H */
