/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * layout.h - text broken into lines by columns, by the rules of both scripts
 *
 * Full-width characters have two columns, those of ambiguous width (circled
 * numbers, arrows) as well, as in the terminals and mails of the readers.
 */
#ifndef RENDER_LAYOUT_H
#define RENDER_LAYOUT_H

#include <stddef.h>
#include <stdio.h>

#define LAYOUT_COLUMNS	70

/* Columns of a text in one line. */
size_t layout_width(const char *text);

/* Columns of the character that @text begins with, and its bytes. */
size_t layout_char(const char *text, size_t length, size_t *bytes);

/**
 * layout_join - the lines of a text as one
 *
 * A blank goes where they meet, but not between two full-width characters, nor
 * beside a full-width stop or bracket.
 * Returns a malloced text, NULL if out of memory.
 */
char *layout_join(const char *text);

/**
 * layout_write - a text as lines of at most LAYOUT_COLUMNS
 * @first: before the first line
 * @rest:  before the others; as wide as @first
 *
 * A line neither begins with a closing bracket, a full stop, a small kana and
 * their like nor ends with an opening bracket (kinsoku, JIS X 4051).
 * Words, numbers and URLs stay whole; only what is longer than a line is broken,
 * and a URL not even then: it goes without its scheme.
 *
 * Returns 0, or -1 if out of memory.
 */
int layout_write(FILE *out, const char *text, const char *first,
		 const char *rest);

#endif /* RENDER_LAYOUT_H */
