/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iso2022jp.h - UTF-8 -> ISO-2022-JP (RFC 1468), the charset of Japanese mail
 *
 * ASCII and JIS X 0208 only, seven bits, every line ends in ASCII. What the charset
 * lacks and has a usual spelling is substituted: circled 1 by (1), half-width kana
 * by full-width ones, old forms of kanji in names by those of JIS X 0208. What is
 * left is reported with its position, and nothing ever becomes a question mark.
 *
 * A substitute may be wider than what it stands for: substitute first, then lay out.
 */
#ifndef RENDER_ISO2022JP_H
#define RENDER_ISO2022JP_H

#include <stddef.h>
#include <stdint.h>

#include "markup/document.h"
#include "common/error.h"

/**
 * iso2022jp_substitute - replace what ISO-2022-JP lacks
 *
 * A character without a substitute stays; substituting twice changes nothing more.
 * Returns a malloced text, NULL if out of memory.
 */
char *iso2022jp_substitute(const char *utf8);

/* All texts of a document, in place; 0, or -1 if out of memory. */
int iso2022jp_document(struct document *document);

/* The position of a character in a text: both from 1, columns are characters. */
struct iso2022jp_place {
	uint32_t character;
	size_t line;
	size_t column;
};

/*
 * How many characters of a text neither map nor have a substitute; the first one's
 * place. Bytes that are not UTF-8 count as U+FFFD.
 */
size_t iso2022jp_lacks(const char *utf8, struct iso2022jp_place *first);

/**
 * iso2022jp_encode - a text in bytes for a mail
 *
 * Substitutes where needed. Returns malloced bytes (with a NUL after them, which
 * @length does not count), NULL with a sentence in @error:
 * "line 3, character 12: U+1F600 is not in ISO-2022-JP".
 */
char *iso2022jp_encode(const char *utf8, size_t *length, struct error *error);

#endif /* RENDER_ISO2022JP_H */
