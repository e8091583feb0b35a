/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signatures.h - stored signatures, so that a rebuilt tree has the same bytes
 *
 * Signing the same bytes twice gives different signatures, so the first one is
 * stored, by what was signed.
 */
#ifndef ARCHIVE_SIGNATURES_H
#define ARCHIVE_SIGNATURES_H

#include "archive.h"

/**
 * struct archive_signed - identifies a signature
 * @kind: "clear" or "detached"
 * @key:  fingerprint of the key
 * @hash: SHA-256 of the signed bytes, in hex
 */
struct archive_signed {
	const char *kind;
	const char *key;
	const char *hash;
};

/* 1 and a malloced text in *text; 0 if there is none; or -1. */
int archive_signature_find(struct archive *archive,
			   const struct archive_signed *what, char **text);
/* An existing one stays. */
int archive_signature_keep(struct archive *archive,
			   const struct archive_signed *what, const char *text,
			   int64_t now);

#endif /* ARCHIVE_SIGNATURES_H */
