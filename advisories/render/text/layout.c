// SPDX-License-Identifier: GPL-2.0-or-later
/* layout.c - where lines end */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "layout.h"

/* The encoding that makes libunistring count ambiguous characters as wide. */
#define WIDE	"EUC-JP"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

struct range {
	ucs4_t first;
	ucs4_t last;
};

/*
 * Never first in a line (JIS X 4051): closing brackets, hyphens, stops, middle
 * dots, repeat marks, small kana and the mark of long ones, sound marks, units
 * after a figure; the half-width forms of all these as well.
 */
static const struct range not_first[] = {
	{ 0x0021, 0x0021 }, { 0x0025, 0x0025 }, { 0x0029, 0x0029 },
	{ 0x002c, 0x002c }, { 0x002e, 0x002e }, { 0x003a, 0x003b },
	{ 0x003f, 0x003f }, { 0x005d, 0x005d }, { 0x007d, 0x007d },
	{ 0x00a2, 0x00a2 }, { 0x00b0, 0x00b0 }, { 0x00bb, 0x00bb },
	{ 0x2010, 0x2010 }, { 0x2013, 0x2013 }, { 0x2019, 0x2019 },
	{ 0x201d, 0x201d }, { 0x2025, 0x2026 }, { 0x2030, 0x2030 },
	{ 0x2032, 0x2033 }, { 0x203c, 0x203c }, { 0x2047, 0x2049 },
	{ 0x2103, 0x2103 }, { 0x2113, 0x2113 }, { 0x2986, 0x2986 },
	{ 0x3001, 0x3002 }, { 0x3005, 0x3005 }, { 0x3009, 0x3009 },
	{ 0x300b, 0x300b }, { 0x300d, 0x300d }, { 0x300f, 0x300f },
	{ 0x3011, 0x3011 }, { 0x3015, 0x3015 }, { 0x3017, 0x3017 },
	{ 0x3019, 0x3019 }, { 0x301b, 0x301c }, { 0x301e, 0x301f },
	{ 0x303b, 0x303b }, { 0x3041, 0x3041 }, { 0x3043, 0x3043 },
	{ 0x3045, 0x3045 }, { 0x3047, 0x3047 }, { 0x3049, 0x3049 },
	{ 0x3063, 0x3063 }, { 0x3083, 0x3083 }, { 0x3085, 0x3085 },
	{ 0x3087, 0x3087 }, { 0x308e, 0x308e }, { 0x3095, 0x3096 },
	{ 0x309b, 0x309e }, { 0x30a0, 0x30a1 }, { 0x30a3, 0x30a3 },
	{ 0x30a5, 0x30a5 }, { 0x30a7, 0x30a7 }, { 0x30a9, 0x30a9 },
	{ 0x30c3, 0x30c3 }, { 0x30e3, 0x30e3 }, { 0x30e5, 0x30e5 },
	{ 0x30e7, 0x30e7 }, { 0x30ee, 0x30ee }, { 0x30f5, 0x30f6 },
	{ 0x30fb, 0x30fe }, { 0x31f0, 0x31ff }, { 0xff01, 0xff01 },
	{ 0xff05, 0xff05 }, { 0xff09, 0xff09 }, { 0xff0c, 0xff0c },
	{ 0xff0e, 0xff0e }, { 0xff1a, 0xff1b }, { 0xff1f, 0xff1f },
	{ 0xff3d, 0xff3d }, { 0xff5d, 0xff5e }, { 0xff60, 0xff61 },
	{ 0xff63, 0xff65 }, { 0xff67, 0xff70 }, { 0xff9e, 0xff9f },
	{ 0xffe0, 0xffe0 },
};

/* Never last in a line: opening brackets, signs before a figure. */
static const struct range not_last[] = {
	{ 0x0028, 0x0028 }, { 0x005b, 0x005b }, { 0x007b, 0x007b },
	{ 0x00a3, 0x00a3 }, { 0x00a5, 0x00a5 }, { 0x00ab, 0x00ab },
	{ 0x2018, 0x2018 }, { 0x201c, 0x201c }, { 0x20ac, 0x20ac },
	{ 0x2116, 0x2116 }, { 0x2985, 0x2985 }, { 0x3008, 0x3008 },
	{ 0x300a, 0x300a }, { 0x300c, 0x300c }, { 0x300e, 0x300e },
	{ 0x3010, 0x3010 }, { 0x3014, 0x3014 }, { 0x3016, 0x3016 },
	{ 0x3018, 0x3018 }, { 0x301a, 0x301a }, { 0x301d, 0x301d },
	{ 0xff03, 0xff04 }, { 0xff08, 0xff08 }, { 0xff3b, 0xff3b },
	{ 0xff5b, 0xff5b }, { 0xff5f, 0xff5f }, { 0xff62, 0xff62 },
	{ 0xffe1, 0xffe1 }, { 0xffe5, 0xffe5 },
};

/**
 * struct text - a text while it is broken into lines
 * @breaks: by byte: may a line begin here?
 */
struct text {
	const uint8_t *bytes;
	size_t length;
	char *breaks;
};

static ucs4_t char_at(const uint8_t *s, size_t length, size_t *bytes)
{
	ucs4_t c = 0xfffd;
	int n;

	if (length && *s < 0x80) {
		*bytes = 1;
		return *s;
	}
	n = u8_mbtouc(&c, s, length);

	*bytes = n > 0 ? (size_t)n : 1;
	return c;
}

static size_t columns(ucs4_t c)
{
	int width;

	/* The usual case; the tables of Unicode are slow. */
	if (c >= ' ' && c < 0x7f)
		return 1;
	width = uc_width(c, WIDE);
	return width > 0 ? (size_t)width : 0;
}

static size_t width_of(const uint8_t *s, size_t length)
{
	size_t width = 0, bytes;

	for (; length; s += bytes, length -= bytes)
		width += columns(char_at(s, length, &bytes));
	return width;
}

size_t layout_width(const char *text)
{
	return width_of((const uint8_t *)text, strlen(text));
}

size_t layout_char(const char *text, size_t length, size_t *bytes)
{
	return columns(char_at((const uint8_t *)text, length, bytes));
}

/* The ranges are in order. */
static bool is_among(ucs4_t c, const struct range *range, size_t count)
{
	size_t middle;

	while (count) {
		middle = count / 2;
		if (c < range[middle].first) {
			count = middle;
		} else if (c > range[middle].last) {
			range += middle + 1;
			count -= middle + 1;
		} else {
			return true;
		}
	}
	return false;
}

/* The character that ends before @end; a blank at the begin of the text. */
static ucs4_t char_before(const char *text, const char *end)
{
	const char *c = end;
	size_t bytes;

	if (c == text)
		return ' ';
	do {
		c--;
	} while (c > text && (*c & 0xc0) == 0x80);
	return char_at((const uint8_t *)c, (size_t)(end - c), &bytes);
}

/* Full-width stops and brackets bring their own space. */
static bool is_wide_sign(ucs4_t c)
{
	return (c >= 0x3000 && c <= 0x303f) || (c >= 0xff01 && c <= 0xff0f) ||
	       (c >= 0xff1a && c <= 0xff20);
}

static bool is_joined(ucs4_t a, ucs4_t b)
{
	return is_wide_sign(a) || is_wide_sign(b) ||
	       (columns(a) == 2 && columns(b) == 2);
}

char *layout_join(const char *text)
{
	char *joined = malloc(strlen(text) + 1), *out = joined;
	const char *in;
	size_t bytes;

	if (!joined)
		return NULL;
	for (in = text; *in; in++) {
		if (*in != '\n')
			*out++ = *in;
		else if (!is_joined(char_before(text, in),
				    char_at((const uint8_t *)in + 1,
					    strlen(in + 1), &bytes)))
			*out++ = ' ';
	}
	*out = 0;
	return joined;
}

static bool is_word(ucs4_t c)
{
	return c > ' ' && c < 0x7f;
}

/* A dash of two characters, or leaders: one sign. */
static bool is_one_sign(ucs4_t a, ucs4_t b)
{
	return a == b && (a == 0x2014 || a == 0x2015 || a == 0x2025 ||
			  a == 0x2026);
}

/* Does kinsoku allow a break between them? */
static bool is_allowed(ucs4_t a, ucs4_t b)
{
	return !is_among(b, not_first, COUNT(not_first)) &&
	       !is_among(a, not_last, COUNT(not_last)) && !is_one_sign(a, b);
}

/* May a line end after @a and the next one begin with @b? */
static bool may_part(ucs4_t a, ucs4_t b)
{
	if (!is_allowed(a, b))
		return false;
	if (a == ' ')
		return true;
	/* Addresses, numbers, TCP/IP: without a blank, it stays whole. */
	if (is_word(a) && is_word(b))
		return false;
	/* A number stays with what it counts. */
	if (a >= '0' && a <= '9' && b >= 0x80)
		return false;
	return true;
}

static void find_breaks(struct text *t)
{
	size_t at, bytes;
	ucs4_t a = ' ', c;

	u8_possible_linebreaks(t->bytes, t->length, WIDE, t->breaks);
	for (at = 0; at < t->length; at += bytes) {
		c = char_at(t->bytes + at, t->length - at, &bytes);
		if (t->breaks[at] == UC_BREAK_POSSIBLE && !may_part(a, c))
			t->breaks[at] = UC_BREAK_PROHIBITED;
		a = c;
	}
}

static bool is_url(const uint8_t *s, size_t length)
{
	return (length > 7 && !memcmp(s, "http://", 7)) ||
	       (length > 8 && !memcmp(s, "https://", 8));
}

/* Bytes up to where a line may begin again, or the end. */
static size_t unit_length(const struct text *t, size_t at)
{
	size_t end = at + 1;

	while (end < t->length && t->breaks[end] != UC_BREAK_POSSIBLE)
		end++;
	return end - at;
}

/* How much of a unit longer than a line goes into this line: as much as may. */
static size_t cut_unit(const struct text *t, size_t at, size_t length,
		       size_t room)
{
	size_t n, bytes, best = 0, width = 0;
	ucs4_t a = 0, c;

	for (n = 0; n < length; n += bytes) {
		c = char_at(t->bytes + at + n, length - n, &bytes);
		if (n && is_allowed(a, c))
			best = n;
		width += columns(c);
		if (n && width > room)
			break;
		a = c;
	}
	/* No break is allowed anywhere: then one is made where the line ends. */
	return n >= length ? length : best ? best : n;
}

static size_t without_blanks(const uint8_t *s, size_t length)
{
	while (length && s[length - 1] == ' ')
		length--;
	return length;
}

/* Bytes of the line that begins at @at; what it shows may be less. */
static size_t line_length(const struct text *t, size_t at, size_t room)
{
	size_t n = 0, unit, width = 0, w;

	while (at + n < t->length) {
		unit = unit_length(t, at + n);
		/* Blanks at the end of a line do not count. */
		w = width_of(t->bytes + at + n,
			     without_blanks(t->bytes + at + n, unit));
		if (width + w > room) {
			if (n)
				break;
			if (is_url(t->bytes + at, unit))
				return unit;
			return cut_unit(t, at, unit, room);
		}
		width += width_of(t->bytes + at + n, unit);
		n += unit;
	}
	return n;
}

static void write_line(FILE *out, const uint8_t *s, size_t length, size_t room)
{
	const uint8_t *colon;

	length = without_blanks(s, length);
	if (is_url(s, length) && width_of(s, length) > room) {
		colon = memmem(s, length, "://", 3);
		length -= (size_t)(colon + 3 - s);
		s = colon + 3;
	}
	fwrite(s, 1, length, out);
	fputc('\n', out);
}

static int write_lines(FILE *out, struct text *t, const char *first,
		       const char *rest)
{
	size_t at = 0, n, room = LAYOUT_COLUMNS - layout_width(first);

	while (t->bytes[at] == ' ')
		at++;
	/* If all of it fits, no breaks need to be found. */
	if (width_of(t->bytes + at, t->length - at) <= room) {
		fputs(at ? rest : first, out);
		write_line(out, t->bytes + at, t->length - at, room);
		return 0;
	}
	at = 0;
	t->breaks = malloc(t->length + 1);
	if (!t->breaks)
		return -1;
	find_breaks(t);
	do {
		while (t->bytes[at] == ' ')
			at++;
		fputs(at ? rest : first, out);
		n = line_length(t, at, room);
		write_line(out, t->bytes + at, n, room);
		at += n;
	} while (at < t->length);
	free(t->breaks);
	return 0;
}

int layout_write(FILE *out, const char *text, const char *first,
		 const char *rest)
{
	char *joined = layout_join(text);
	struct text t = { .bytes = (const uint8_t *)joined };
	int ret;

	if (!joined)
		return -1;
	t.length = strlen(joined);
	ret = write_lines(out, &t, first, rest);
	free(joined);
	return ret;
}
