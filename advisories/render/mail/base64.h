/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base64.h - bytes in the letters of RFC 4648
 */
#ifndef RENDER_BASE64_H
#define RENDER_BASE64_H

#include <stddef.h>
#include <stdio.h>

#define BASE64_LINE	76	/* of a mail, RFC 2045 */

/* Letters of @n bytes, without the NUL. */
#define BASE64_LENGTH(n)	(((n) + 2) / 3 * 4)

/* BASE64_LENGTH(@n) letters and a NUL; returns @text. */
char *base64(char *text, const void *bytes, size_t n);

/* Lines of at most BASE64_LINE, each with its newline. */
void base64_lines(FILE *out, const void *bytes, size_t n);

#endif /* RENDER_BASE64_H */
