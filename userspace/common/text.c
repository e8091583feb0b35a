// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - quoting for messages, the most similar of some names, numbers */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"

#define SUGGEST_MAX	48	/* longer texts are not compared */

/* Length of the UTF-8 sequence at @s (RFC 3629), 0 if it is invalid. */
static size_t utf8_length(const unsigned char *s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n, i;

	n = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 :
	    *s < 0xf5 ? 4 : 0;
	*code = n < 2 ? *s : *s & (0x7fu >> n);
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (n > 1 && (*code < least[n] || *code > 0x10ffff))
		return 0;
	return *code >= 0xd800 && *code < 0xe000 ? 0 : n;
}

/* Could it control the terminal, or make the text look like another one? */
static bool unsafe(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	       (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

static const char *escape(const char *text, char *buf, size_t size,
			  const char *special)
{
	const unsigned char *s = (const unsigned char *)text;
	char piece[5];
	uint32_t code;
	size_t at = 0, safe = 0, n;

	while (*s) {
		n = utf8_length(s, &code);
		if (n && unsafe(code))
			n = 0;
		if (!n)
			snprintf(piece, sizeof(piece), "\\x%02x", *s);
		else if (n == 1 && strchr(special, *s))
			snprintf(piece, sizeof(piece), "\\%c", *s);
		else
			snprintf(piece, sizeof(piece), "%.*s", (int)n, s);
		if (at + strlen(piece) >= size) {
			strcpy(buf + safe, "...");
			return buf;
		}
		at = (size_t)(stpcpy(buf + at, piece) - buf);
		if (at + 4 <= size)
			safe = at;
		s += n ? n : 1;
	}
	buf[at] = '\0';
	return buf;
}

const char *text_escape(const char *text, char *buf, size_t size)
{
	return escape(text, buf, size, "");
}

const char *text_quote(const char *text, char buf[TEXT_QUOTE_MAX])
{
	buf[0] = '"';
	escape(text, buf + 1, TEXT_QUOTE_MAX - 2, "\"\\");
	return strcat(buf, "\"");
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance: a swap of neighbours counts once. */
static size_t distance(const char *a, const char *b)
{
	size_t row[3][SUGGEST_MAX + 1];
	size_t la = strlen(a), lb = strlen(b), i, j;
	size_t *two = row[0], *one = row[1], *now = row[2], *spare;

	for (j = 0; j <= lb; j++)
		one[j] = j;
	for (i = 1; i <= la; i++) {
		now[0] = i;
		for (j = 1; j <= lb; j++) {
			now[j] = least(least(one[j], now[j - 1]) + 1,
				       one[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], two[j - 2] + 1);
		}
		spare = two;
		two = one;
		one = now;
		now = spare;
	}
	return one[lb];
}

const char *text_suggest(const char *text,
			 const char *(*name)(const void *context, size_t i),
			 const void *context)
{
	const char *candidate, *best = NULL;
	size_t i, d, len = strlen(text), nearest = 3;

	if (len > SUGGEST_MAX)
		return NULL;
	for (i = 0; (candidate = name(context, i)); i++) {
		if (strlen(candidate) > SUGGEST_MAX)
			continue;
		if (len >= 3 && !strncmp(candidate, text, len))
			d = 1;
		else
			d = distance(text, candidate);
		if (d < nearest && d * 2 <= strlen(candidate)) {
			nearest = d;
			best = candidate;
		}
	}
	return best;
}

/* Rounding must not give "1000.0 k": then the next unit says it. */
static const char *scale(uint64_t number, unsigned int base,
			 const char *const *units, char buf[TEXT_NUMBER_MAX])
{
	double value = (double)number / base;

	while (value >= base - 0.05 && units[1]) {
		value /= base;
		units++;
	}
	snprintf(buf, TEXT_NUMBER_MAX, "%.1f %s", value, *units);
	return buf;
}

const char *text_count(uint64_t count, char buf[TEXT_NUMBER_MAX])
{
	static const char *const units[] = { "k", "M", "G", "T", "P", "E", NULL };

	if (count >= 10000)
		return scale(count, 1000, units, buf);
	snprintf(buf, TEXT_NUMBER_MAX, "%llu", (unsigned long long)count);
	return buf;
}

const char *text_bytes(uint64_t bytes, char buf[TEXT_NUMBER_MAX])
{
	static const char *const units[] = {
		"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", NULL
	};

	if (bytes >= 1024)
		return scale(bytes, 1024, units, buf);
	snprintf(buf, TEXT_NUMBER_MAX, "%llu B", (unsigned long long)bytes);
	return buf;
}
