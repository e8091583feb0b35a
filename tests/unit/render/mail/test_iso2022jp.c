// SPDX-License-Identifier: GPL-2.0-or-later
/* test_iso2022jp.c - what is mapped, substituted, reported */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>
#include <cmocka.h>

#include "common/error.h"
#include "render/mail/iso2022jp.h"
#include "render/mail/iso2022jp_table.h"
#include "render/text/layout.h"

static struct error error;

/* The bytes as decoded by another program: glibc's iconv. */
static char *decode(const char *bytes, size_t length)
{
	iconv_t cd = iconv_open("UTF-8", "ISO-2022-JP");
	char *text = calloc(1, length * 3 + 1), *from = (char *)bytes, *to = text;
	size_t room = length * 3;

	assert_true(cd != (iconv_t)-1);
	assert_int_equal(iconv(cd, &from, &length, &to, &room), 0);
	assert_int_equal(length, 0);
	iconv_close(cd);
	return text;
}

/* Seven bits; ESC only where it changes the charset; every line ends in ASCII. */
static void check_bytes(const char *bytes, size_t length)
{
	const char *end = bytes + length, *c;
	bool jis = false;

	for (c = bytes; c < end; c++) {
		assert_in_range((unsigned char)*c, 1, 0x7e);
		if (*c == '\n')
			assert_false(jis);
		if (*c != '\033')
			continue;
		assert_true(end - c > 2);
		assert_true(!memcmp(c, "\033$B", 3) || !memcmp(c, "\033(B", 3));
		assert_true(jis == (c[1] == '('));
		jis = !jis;
		c += 2;
	}
	assert_false(jis);
}

/* A text is encoded and decoded to @wanted. */
static void becomes(const char *text, const char *wanted)
{
	char *substituted = iso2022jp_substitute(text), *again, *bytes, *back;
	size_t length;

	assert_string_equal(substituted, wanted);
	again = iso2022jp_substitute(substituted);
	assert_string_equal(again, wanted);
	assert_int_equal(iso2022jp_lacks(text, NULL), 0);
	bytes = iso2022jp_encode(text, &length, &error);
	assert_non_null(bytes);
	assert_int_equal(bytes[length], 0);
	check_bytes(bytes, length);
	back = decode(bytes, length);
	assert_string_equal(back, wanted);
	free(substituted);
	free(again);
	free(bytes);
	free(back);
}

static void known_bytes(void **state)
{
	size_t length;
	char *bytes = iso2022jp_encode("概要 A\n〜−\n", &length, &error);

	assert_string_equal(bytes, "\033$B35MW\033(B A\n\033$B!A!]\033(B\n");
	assert_int_equal(length, strlen(bytes));
	free(bytes);
	bytes = iso2022jp_encode("", &length, &error);
	assert_string_equal(bytes, "");
	assert_int_equal(length, 0);
	free(bytes);
}

static void whole_jis(void **state)
{
	iconv_t cd = iconv_open("UTF-8", "ISO-2022-JP");
	char in[8] = "\033$B..\033(B", utf8[16], *from, *to;
	size_t n_in, n_out, cells = 0;
	int row, cell;

	for (row = 0x21; row < 0x7f; row++) {
		for (cell = 0x21; cell < 0x7f; cell++) {
			in[3] = (char)row;
			in[4] = (char)cell;
			from = in;
			to = utf8;
			n_in = sizeof(in);
			n_out = sizeof(utf8);
			iconv(cd, NULL, NULL, NULL, NULL);
			if (iconv(cd, &from, &n_in, &to, &n_out) == (size_t)-1)
				continue;
			*to = 0;
			cells++;
			becomes(utf8, utf8);
		}
	}
	iconv_close(cd);
	/* JIS X 0208-1990 has 6879 characters. */
	assert_int_equal(cells, 6879);
}

/* Does glibc itself put a character into ASCII or JIS X 0208? */
static bool maps(iconv_t cd, const char *utf8)
{
	char out[32], *from = (char *)utf8, *to = out;
	size_t n_in = strlen(utf8), n_out = sizeof(out);

	iconv(cd, NULL, NULL, NULL, NULL);
	return iconv(cd, &from, &n_in, &to, &n_out) != (size_t)-1 &&
	       !iconv(cd, NULL, NULL, &to, &n_out) &&
	       !memmem(out, (size_t)(to - out), "\033(J", 3);
}

static const char *utf8_of(uint32_t c)
{
	static char utf8[8];
	int n = u8_uctomb((uint8_t *)utf8, c, sizeof(utf8) - 1);

	utf8[n > 0 ? n : 0] = 0;
	return utf8;
}

static void whole_table(void **state)
{
	iconv_t cd = iconv_open("ISO-2022-JP", "UTF-8");
	const struct iso2022jp_row *row;
	size_t i;

	for (i = 0; i < iso2022jp_rows; i++) {
		row = &iso2022jp_table[i];
		if (i)
			assert_true(row[-1].character < row->character);
		/* A row for a mapped character is never used. */
		assert_false(maps(cd, utf8_of(row->character)));
		becomes(utf8_of(row->character), row->substitute);
	}
	iconv_close(cd);
}

/* By Unicode these are question marks. */
static bool is_question(uint32_t c)
{
	return c == '?' || (c >= 0x2047 && c <= 0x2049) || c == 0xfe56 ||
	       c == 0xfe16;
}

static void one_reported(uint32_t c)
{
	struct iso2022jp_place place = { 0 };
	char text[32], wanted[64];
	size_t length;

	/* After a composed character that no sound mark can join. */
	snprintf(text, sizeof(text), "ab\n漢%s", utf8_of(c));
	assert_int_equal(iso2022jp_lacks(text, &place), 1);
	assert_int_equal(place.character, c);
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 2);
	assert_null(iso2022jp_encode(text, &length, &error));
	snprintf(wanted, sizeof(wanted),
		 "line 2, character 2: U+%04X is not in ISO-2022-JP", c);
	assert_string_equal(error.text, wanted);
}

static void whole_bmp(void **state)
{
	iconv_t cd = iconv_open("ISO-2022-JP", "UTF-8");
	size_t mapped = 0, spelt = 0, reported = 0;
	char *substituted;
	uint32_t c;

	for (c = 1; c < 0x10000; c++) {
		if (c >= 0xd800 && c < 0xe000)
			continue;
		if (iso2022jp_lacks(utf8_of(c), NULL)) {
			one_reported(c);
			reported++;
			continue;
		}
		substituted = iso2022jp_substitute(utf8_of(c));
		assert_true(!strchr(substituted, '?') || is_question(c));
		if (maps(cd, utf8_of(c)))
			assert_string_equal(substituted, utf8_of(c));
		becomes(utf8_of(c), substituted);
		if (strcmp(substituted, utf8_of(c)))
			spelt++;
		else
			mapped++;
		free(substituted);
	}
	iconv_close(cd);
	print_message("BMP: %zu map, %zu are spelt otherwise, %zu are reported\n",
		      mapped, spelt, reported);
	/* ASCII from blank to tilde, tab and newline, JIS X 0208 */
	assert_int_equal(mapped, 95 + 2 + 6879);
	assert_true(spelt > 1500);
}

static void examples(void **state)
{
	becomes("①②⑳", "(1)(2)(20)");
	becomes("ⅠⅡⅳⅫ", "IIIivXII");
	becomes("㈱サンプル ㌔㍉㎡ ㊤ № ℡ ㏍", "(株)サンプル キロミリm^2 (上) No. TEL KK");
	becomes("ｶﾞｷﾞﾊﾟｱｰ｡｢｣､･ﾞ", "ガギパアー。「」、・゛");
	becomes("か\u3099ハ\u309aう\u3099", "がパう゛");
	becomes("2004年〜2005年 ～ －1 — –", "2004年〜2005年 〜 −1 ― -");
	becomes("髙橋 山﨑 濵田 德田 𠮷野 神", "高橋 山崎 浜田 徳田 吉野 神");
	becomes("\u00a51,000 10² 1½ © ™", "￥1,000 10^2 1(1/2) (C) (TM)");
	becomes("葛\U000e0100飾", "葛飾");
	becomes("㍻ ㋿ ❶ ㈪", "平成 令和 (1) (月)");
	becomes("ＡＢＣ　１２３", "ＡＢＣ　１２３");
	becomes("\u00c5", "\u212b");
}

static void widths_hold(void **state)
{
	/* 34 wide ones and a circled 1: 70 columns before, 71 after. */
	char text[256] = "", *substituted, *lines = NULL, *line;
	size_t size;
	FILE *out;
	int i;

	for (i = 0; i < 34; i++)
		strcat(text, "字");
	strcat(text, "①");
	assert_int_equal(layout_width(text), 70);
	substituted = iso2022jp_substitute(text);
	assert_int_equal(layout_width(substituted), 71);
	out = open_memstream(&lines, &size);
	assert_int_equal(layout_write(out, substituted, "", ""), 0);
	fclose(out);
	for (line = strtok(lines, "\n"); line; line = strtok(NULL, "\n"))
		assert_true(layout_width(line) <= LAYOUT_COLUMNS);
	free(lines);
	free(substituted);
}

static void reported(void **state)
{
	static const char *const texts[] = {
		"😀", "é", "한", "彅", "\033$B!!", "\x0e", "\x7f", "\r", "\xc2\x85",
		"\u202e", "\u200b", "\ufeff", "\u2028", "\xff", "\xed\xa0\x80",
		"\xc0\xaf", "\ufffd", "ª",
	};
	size_t i, length;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(iso2022jp_lacks(texts[i], NULL) > 0);
		assert_null(iso2022jp_encode(texts[i], &length, &error));
	}
	assert_int_equal(iso2022jp_lacks("aé\nbé", NULL), 2);
}

static void documents(void **state)
{
	struct document document;
	const struct block *b;

	assert_int_equal(document_parse(&document,
					"# ① 概要\n\n| ㈱ | Ⅱ\n| ｶﾞ | ～\n", &error), 0);
	assert_int_equal(iso2022jp_document(&document), 0);
	b = document.blocks;
	assert_string_equal(b[0].text, "(1) 概要");
	assert_string_equal(b[1].cells[0], "(株)");
	assert_string_equal(b[1].cells[1], "II");
	assert_string_equal(b[2].cells[0], "ガ");
	assert_string_equal(b[2].text, "ガ");
	assert_string_equal(b[2].cells[1], "〜");
	document_free(&document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_bytes),
		cmocka_unit_test(whole_jis),
		cmocka_unit_test(whole_table),
		cmocka_unit_test(whole_bmp),
		cmocka_unit_test(examples),
		cmocka_unit_test(widths_hold),
		cmocka_unit_test(reported),
		cmocka_unit_test(documents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
