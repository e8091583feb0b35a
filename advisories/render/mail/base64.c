// SPDX-License-Identifier: GPL-2.0-or-later
/* base64.c - three bytes, four letters */
#include <stdint.h>

#include "base64.h"

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
