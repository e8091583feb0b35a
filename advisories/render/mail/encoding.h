/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * encoding.h - base64 (RFC 4648) and quoted-printable (RFC 2045)
 */
#ifndef RENDER_ENCODING_H
#define RENDER_ENCODING_H

#include <stddef.h>
#include <stdio.h>

#define BASE64_LINE	76	/* of a mail, RFC 2045 */

/* Letters of @n bytes, without the NUL. */
#define BASE64_LENGTH(n)	(((n) + 2) / 3 * 4)

/* BASE64_LENGTH(@n) letters and a NUL; returns @text. */
char *base64(char *text, const void *bytes, size_t n);

/* Lines of at most BASE64_LINE, each with its newline. */
void base64_lines(FILE *out, const void *bytes, size_t n);

/*
 * Lines of at most 76, and none that a transport might change: no blanks at the end,
 * no "From " or dot at the beginning.
 */
void quoted_lines(FILE *out, const char *text, size_t n);

#endif /* RENDER_ENCODING_H */
