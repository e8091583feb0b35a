// SPDX-License-Identifier: GPL-2.0-or-later
/* hash.c - SHA-2 by libgcrypt */
#include <gcrypt.h>

#include "hash.h"

#define DIGEST_MAX	64

static const char *hash(int algorithm, const void *bytes, size_t size,
			char *hex)
{
	static const char digits[] = "0123456789abcdef";
	unsigned int i, length = gcry_md_get_algo_dlen(algorithm);
	unsigned char digest[DIGEST_MAX];

	/* libgcrypt requires this call before any other. */
	gcry_check_version(NULL);
	gcry_md_hash_buffer(algorithm, digest, bytes, size);
	for (i = 0; i < length; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * i] = 0;
	return hex;
}

const char *hash_sha256(const void *bytes, size_t size,
			char hex[HASH_SHA256_MAX])
{
	return hash(GCRY_MD_SHA256, bytes, size, hex);
}

const char *hash_sha512(const void *bytes, size_t size,
			char hex[HASH_SHA512_MAX])
{
	return hash(GCRY_MD_SHA512, bytes, size, hex);
}
