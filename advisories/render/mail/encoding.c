// SPDX-License-Identifier: GPL-2.0-or-later
/* encoding.c - base64 and quoted-printable */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "encoding.h"

#define LINE_BYTES	(BASE64_LINE / 4 * 3)

char *base64(char *text, const void *bytes, size_t n)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *in = bytes;
	char *out = text;
	uint32_t three;
	size_t i;

	for (i = 0; i < n; i += 3) {
		three = (uint32_t)in[i] << 16;
		three |= i + 1 < n ? (uint32_t)in[i + 1] << 8 : 0;
		three |= i + 2 < n ? in[i + 2] : 0;
		*out++ = letters[three >> 18];
		*out++ = letters[three >> 12 & 63];
		*out++ = i + 1 < n ? letters[three >> 6 & 63] : '=';
		*out++ = i + 2 < n ? letters[three & 63] : '=';
	}
	*out = 0;
	return text;
}

void base64_lines(FILE *out, const void *bytes, size_t n)
{
	const uint8_t *in = bytes;
	char line[BASE64_LINE + 1];
	size_t i, part;

	for (i = 0; i < n; i += part) {
		part = n - i < LINE_BYTES ? n - i : LINE_BYTES;
		fputs(base64(line, in + i, part), out);
		fputc('\n', out);
	}
}

#define LINE_MAX_LETTERS	75	/* and the = that joins it to the next */

/* Can the first byte of what is left be written as it is? */
static bool is_safe(const char *text, size_t left, bool first)
{
	if (*text == '=' || (first && *text == '.') ||
	    (first && left > 4 && !memcmp(text, "From ", 5)))
		return false;
	/* Transports strip blanks at the end of a line. */
	if (*text == ' ' || *text == '\t')
		return left > 1 && text[1] != '\n';
	return *text > ' ' && *text < 0x7f;
}

void quoted_lines(FILE *out, const char *text, size_t n)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t column = 0, letters;
	bool safe;

	for (; n; text++, n--) {
		if (*text == '\n') {
			fputc('\n', out);
			column = 0;
			continue;
		}
		safe = is_safe(text, n, !column);
		letters = safe ? 1 : 3;
		if (column + letters > LINE_MAX_LETTERS) {
			fputs("=\n", out);
			column = 0;
			safe = safe && is_safe(text, n, true);
			letters = safe ? 1 : 3;
		}
		if (safe)
			fputc(*text, out);
		else
			fprintf(out, "=%c%c", digits[(unsigned char)*text >> 4],
				digits[(unsigned char)*text & 15]);
		column += letters;
	}
}
