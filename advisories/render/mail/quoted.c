// SPDX-License-Identifier: GPL-2.0-or-later
/* quoted.c - letters as they are, all else as =XX */
#include <stdbool.h>
#include <string.h>

#include "quoted.h"

#define LINE_MAX_LETTERS	75	/* and the = that joins it to the next */

/* Of what is left of the text: does its first byte go as it is? */
static bool is_safe(const char *text, size_t left, bool first)
{
	if (*text == '=' || (first && *text == '.') ||
	    (first && left > 4 && !memcmp(text, "From ", 5)))
		return false;
	/* Blanks at the end of a line get lost on the way. */
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
