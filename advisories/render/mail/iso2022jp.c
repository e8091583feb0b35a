// SPDX-License-Identifier: GPL-2.0-or-later
/* iso2022jp.c - JIS X 0208 by glibc's iconv, what it lacks by table and Unicode */
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>
#include <unistr.h>

#include "common/error.h"
#include "iso2022jp.h"
#include "iso2022jp_table.h"

#define TO_ASCII	"\033(B"
#define TO_JIS		"\033$B"
#define REPLACEMENT	0xfffd

#define SUBSTITUTE_MAX	128	/* bytes of one character's; U+FDFA has 33 */
#define DEPTH_MAX	4	/* decompositions of decompositions */

/* Code of JIS X 0208 by code point of the BMP, 0: has none. */
static uint16_t jis_of[0x10000];

/* What one cell of JIS X 0208 is in Unicode, 0 if it is empty. */
static ucs4_t decode_cell(iconv_t iconv_jis, char row, char cell)
{
	char in[] = { '\033', '$', 'B', row, cell, '\033', '(', 'B' };
	char utf8[8], *from = in, *to = utf8;
	size_t n_in = sizeof(in), n_out = sizeof(utf8);
	ucs4_t c;

	iconv(iconv_jis, NULL, NULL, NULL, NULL);
	if (iconv(iconv_jis, &from, &n_in, &to, &n_out) == (size_t)-1)
		return 0;
	if (u8_mbtoucr(&c, (uint8_t *)utf8, (size_t)(to - utf8)) != to - utf8)
		return 0;
	return c < 0x10000 ? c : 0;
}

/* Loaded once: iconv for every character of every mail would be slow. */
static bool load(void)
{
	static bool ready;
	iconv_t iconv_jis;
	ucs4_t c;
	int row, cell;

	if (ready)
		return true;
	iconv_jis = iconv_open("UTF-8", "ISO-2022-JP");
	if (iconv_jis == (iconv_t)-1)
		return false;
	for (row = 0x21; row < 0x7f; row++) {
		for (cell = 0x21; cell < 0x7f; cell++) {
			c = decode_cell(iconv_jis, (char)row, (char)cell);
			if (c)
				jis_of[c] = (uint16_t)(row << 8 | cell);
		}
	}
	iconv_close(iconv_jis);
	ready = true;
	return true;
}

/* An ESC in a text would be taken for a change of charset. */
static bool is_plain(ucs4_t c)
{
	return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t';
}

static bool is_mapped(ucs4_t c)
{
	return is_plain(c) || (c >= 0x80 && c < 0x10000 && jis_of[c]);
}

/* They choose between glyphs of the same character. */
static bool is_selector(ucs4_t c)
{
	return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

static int compare_rows(const void *key, const void *row)
{
	ucs4_t a = *(const ucs4_t *)key;
	ucs4_t b = ((const struct iso2022jp_row *)row)->character;

	return a < b ? -1 : a > b;
}

static const char *find_row(ucs4_t c)
{
	const struct iso2022jp_row *row;

	row = bsearch(&c, iso2022jp_table, iso2022jp_rows, sizeof(*row),
		      compare_rows);
	return row ? row->substitute : NULL;
}

/* One character's substitute while it is put together. */
struct substitute {
	char text[SUBSTITUTE_MAX];
	size_t length;
};

static bool append(struct substitute *s, const char *text)
{
	size_t n = strlen(text);

	if (s->length + n >= sizeof(s->text))
		return false;
	memcpy(s->text + s->length, text, n + 1);
	s->length += n;
	return true;
}

static bool append_character(struct substitute *s, ucs4_t c)
{
	char utf8[8] = { 0 };

	return u8_uctomb((uint8_t *)utf8, c, sizeof(utf8) - 1) > 0 &&
	       append(s, utf8);
}

/*
 * Which decompositions keep the meaning: not those of raised letters (10 with a
 * raised 2 is not 102), nor those of Arabic.
 */
static bool is_harmless(int tag)
{
	switch (tag) {
	case UC_DECOMP_CANONICAL:
	case UC_DECOMP_FONT:
	case UC_DECOMP_NOBREAK:
	case UC_DECOMP_CIRCLE:
	case UC_DECOMP_SUB:
	case UC_DECOMP_VERTICAL:
	case UC_DECOMP_WIDE:
	case UC_DECOMP_NARROW:
	case UC_DECOMP_SMALL:
	case UC_DECOMP_SQUARE:
	case UC_DECOMP_FRACTION:
	case UC_DECOMP_COMPAT:
		return true;
	default:
		return false;
	}
}

static bool append_spelt(struct substitute *s, ucs4_t c, int depth);

/* U+2460, a 1 in a circle: "(1)"; U+3231: "(", the kanji, ")" as Unicode has it. */
static bool append_decomposed(struct substitute *s, ucs4_t c, int depth)
{
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
	int tag, i, n = uc_decomposition(c, &tag, parts);
	bool enclosed, ok;

	if (n <= 0 || depth == DEPTH_MAX || !is_harmless(tag))
		return false;
	/* 1 followed by the sign for a half must not become 11/2. */
	enclosed = tag == UC_DECOMP_CIRCLE || tag == UC_DECOMP_FRACTION;
	ok = !enclosed || append(s, "(");
	for (i = 0; i < n && ok; i++)
		ok = append_spelt(s, parts[i], depth + 1);
	return ok && (!enclosed || append(s, ")"));
}

static bool append_spelt(struct substitute *s, ucs4_t c, int depth)
{
	const char *row;

	if (is_mapped(c))
		return append_character(s, c);
	if (is_selector(c))
		return true;
	row = find_row(c);
	return row ? append(s, row) : append_decomposed(s, c, depth);
}

/* Half-width katakana in full width; all else as it is. */
static ucs4_t full_width(ucs4_t c)
{
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
	int tag;

	if (c >= 0xff61 && c <= 0xff9f &&
	    uc_decomposition(c, &tag, parts) == 1)
		return parts[0];
	return c;
}

static bool is_sound_mark(ucs4_t c)
{
	return c == 0x3099 || c == 0x309a;
}

/* A text's next character; never 0 before its end. */
static ucs4_t next(const uint8_t **text, size_t *left)
{
	ucs4_t c;
	int n = u8_mbtoucr(&c, *text, *left);

	if (n <= 0) {
		c = REPLACEMENT;
		n = 1;
	}
	*text += n;
	*left -= (size_t)n;
	return c;
}

/* The next character, combined with the sound mark that follows it, if any. */
static ucs4_t next_joined(const uint8_t **text, size_t *left)
{
	ucs4_t c = next(text, left), mark, joined;
	const uint8_t *ahead = *text;
	size_t ahead_left = *left;

	if (c < 0x3000 || !ahead_left)
		return c;
	mark = full_width(next(&ahead, &ahead_left));
	joined = is_sound_mark(mark) ? uc_composition(full_width(c), mark) : 0;
	if (!joined)
		return c;
	*text = ahead;
	*left = ahead_left;
	return joined;
}

/* Moves @at on to @c, the next character. */
static void count(struct iso2022jp_place *at, ucs4_t c)
{
	if (at->character == '\n') {
		at->line++;
		at->column = 0;
	}
	at->character = c;
	at->column++;
}

/* All of a text to @out, which may be NULL; how many were left as they are. */
static size_t spell(FILE *out, const char *utf8, struct iso2022jp_place *first)
{
	struct iso2022jp_place at = { .line = 1 };
	const uint8_t *text = (const uint8_t *)utf8;
	struct substitute s;
	size_t left = strlen(utf8), lacks = 0;
	ucs4_t c;

	while (left) {
		c = next_joined(&text, &left);
		count(&at, c);
		s.length = 0;
		if (!append_spelt(&s, c, 0)) {
			if (!lacks++ && first)
				*first = at;
			s.length = 0;
			append_character(&s, c);
		}
		if (out)
			fwrite(s.text, 1, s.length, out);
	}
	return lacks;
}

char *iso2022jp_substitute(const char *utf8)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	/* Without a table there are no substitutes; iso2022jp_encode() reports it. */
	if (load())
		spell(out, utf8, NULL);
	else
		fputs(utf8, out);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

size_t iso2022jp_lacks(const char *utf8, struct iso2022jp_place *first)
{
	load();
	return spell(NULL, utf8, first);
}

static int substitute_in_place(char **text)
{
	char *substituted = *text ? iso2022jp_substitute(*text) : NULL;

	if (!substituted)
		return *text ? -1 : 0;
	free(*text);
	*text = substituted;
	return 0;
}

int iso2022jp_document(struct document *document)
{
	struct block *block;
	size_t i, c;
	int ret = 0;

	for (i = 0; i < document->count && !ret; i++) {
		block = &document->blocks[i];
		ret = substitute_in_place(&block->text);
		for (c = 0; c < block->n_cells && !ret; c++)
			ret = substitute_in_place(&block->cells[c]);
	}
	return ret;
}

/* Every character of @utf8 is mapped. */
static void write_bytes(FILE *out, const char *utf8)
{
	const uint8_t *text = (const uint8_t *)utf8;
	size_t left = strlen(utf8);
	bool jis = false;
	ucs4_t c;

	while (left) {
		c = next(&text, &left);
		if (jis != (c >= 0x80)) {
			jis = !jis;
			fputs(jis ? TO_JIS : TO_ASCII, out);
		}
		if (jis)
			fputc(jis_of[c] >> 8, out);
		fputc(jis ? jis_of[c] & 0xff : (int)c, out);
	}
	if (jis)
		fputs(TO_ASCII, out);
}

static char *encode(const char *substituted, size_t *length)
{
	char *bytes = NULL;
	FILE *out = open_memstream(&bytes, length);

	if (!out)
		return NULL;
	write_bytes(out, substituted);
	if (!fclose(out))
		return bytes;
	free(bytes);
	return NULL;
}

char *iso2022jp_encode(const char *utf8, size_t *length, struct error *error)
{
	struct iso2022jp_place lack;
	char *substituted, *bytes = NULL;

	if (!load()) {
		error_set(error, "the C library of this machine has no ISO-2022-JP (its gconv modules are missing)");
		return NULL;
	}
	if (iso2022jp_lacks(utf8, &lack)) {
		error_set(error, "line %zu, character %zu: U+%04X is not in ISO-2022-JP",
			 lack.line, lack.column, lack.character);
		return NULL;
	}
	substituted = iso2022jp_substitute(utf8);
	if (substituted)
		bytes = encode(substituted, length);
	if (!bytes)
		error_no_memory(error);
	free(substituted);
	return bytes;
}
