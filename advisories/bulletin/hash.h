/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash.h - SHA-2 in hex: of contents, and for files beside documents
 */
#ifndef BULLETIN_HASH_H
#define BULLETIN_HASH_H

#include <stddef.h>

#define HASH_SHA256_MAX	65	/* with the NUL */
#define HASH_SHA512_MAX	129

/* Return @hex, in lowercase. */
const char *hash_sha256(const void *bytes, size_t size,
			char hex[HASH_SHA256_MAX]);
const char *hash_sha512(const void *bytes, size_t size,
			char hex[HASH_SHA512_MAX]);

#endif /* BULLETIN_HASH_H */
