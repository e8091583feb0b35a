/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signatures.h - signatures once made, so that what is published stays the same
 *
 * Signing the same bytes twice gives two signatures; a tree that is built again is
 * to be the same to the byte. So the first one is kept, by what was signed.
 */
#ifndef ARCHIVE_SIGNATURES_H
#define ARCHIVE_SIGNATURES_H

#include "archive.h"

/**
 * struct archive_signed - which signature is meant
 * @kind: "clear" or "detached"
 * @key:  fingerprint of the key
 * @hash: SHA-256 of the signed bytes, in hex
 */
struct archive_signed {
	const char *kind;
	const char *key;
	const char *hash;
};

/* 1 and malloced text, which ends with a NUL; 0 if there is none; or -1. */
int archive_signature_find(struct archive *archive, const struct archive_signed *what,
			char **text);
/* One that is there already stays. */
int archive_signature_keep(struct archive *archive, const struct archive_signed *what,
			const char *text, int64_t now);

#endif /* ARCHIVE_SIGNATURES_H */
