// SPDX-License-Identifier: GPL-2.0-or-later
/* clean.c - text from outside, without invisible characters */
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "clean.h"

#define REPLACEMENT	0xfffd

static bool is_noncharacter(ucs4_t c)
{
	return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

bool clean_shows(uint32_t c)
{
	if (c == '\t' || c == '\n' || (c >= ' ' && c < 0x7f))
		return true;
	if (is_noncharacter(c))
		return false;
	return !uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cc |
						 UC_CATEGORY_MASK_Cf |
						 UC_CATEGORY_MASK_Zl |
						 UC_CATEGORY_MASK_Zp);
}

char *clean_text(const char *text)
{
	const uint8_t *in = (const uint8_t *)text, *end = in + strlen(text);
	/* A bad byte becomes U+FFFD, three bytes long. */
	uint8_t *clean = malloc(3 * strlen(text) + 1), *out = clean;
	ucs4_t c;
	int n;

	if (!clean)
		return NULL;
	while (in < end) {
		/* The usual case; the tables of Unicode are slow. */
		if (*in >= ' ' && *in < 0x7f) {
			*out++ = *in++;
			continue;
		}
		n = u8_mbtoucr(&c, in, (size_t)(end - in));
		if (n <= 0) {
			c = REPLACEMENT;
			n = 1;
		}
		in += n;
		if (clean_shows(c))
			out += u8_uctomb(out, c, 4);
	}
	*out = 0;
	return (char *)clean;
}
