// SPDX-License-Identifier: GPL-2.0-or-later
/* columns.c - see columns.h */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"

uint32_t next_char(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	int n = *p < 0x80 ? 0 : *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : 1;
	uint32_t c = n ? *p & (0x3fu >> n) : *p;
	int i;

	for (i = 1; i <= n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			abort();
		c = c << 6 | (p[i] & 0x3f);
	}
	*s += n + 1;
	return c;
}

unsigned int columns_of(const char *line, size_t length)
{
	const char *end = line + length;
	unsigned int width = 0;
	uint32_t c;

	while (line < end) {
		c = next_char(&line);
		width += c < 0x80 || (c >= 0xff61 && c <= 0xff9f) ? 1 : 2;
	}
	return width;
}

/* Bytes of the character that @line begins or, with @last, ends with, in @c. */
static void edge_char(const char *line, size_t length, int last, char c[8])
{
	const char *s = line, *start = line, *end = line + length;

	do {
		start = s;
		next_char(&s);
	} while (last && s < end);
	memcpy(c, start, (size_t)(s - start));
	c[s - start] = 0;
}

#define NEVER_FIRST	"、。，．・：；？！々ー）］｝〉》」』】〜ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}%"
#define NEVER_LAST	"（［｛〈《「『【([{"

const char *broken_line(const char *text, const char **why)
{
	static char line[1024];
	const char *end;
	char c[8];
	size_t n;

	for (; *text; text = end + 1) {
		end = strchrnul(text, '\n');
		n = (size_t)(end - text);
		snprintf(line, sizeof(line), "%.*s", (int)n, text);
		*why = "over 70 columns";
		if (columns_of(text, n) > 70)
			return line;
		*why = "a blank at its end";
		if (n && text[n - 1] == ' ')
			return line;
		*why = "kinsoku";
		if (n) {
			edge_char(text, n, 0, c);
			if (strstr(NEVER_FIRST, c))
				return line;
			edge_char(text, n, 1, c);
			if (strstr(NEVER_LAST, c))
				return line;
		}
		*why = "no newline at the end of the text";
		if (!*end)
			return line;
	}
	return "";
}
