// SPDX-License-Identifier: GPL-2.0-or-later
/* test_layout.c - lines: 70 columns, kinsoku, words and URLs whole, nothing lost */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <cmocka.h>

#include "support/columns.h"
#include "render/text/layout.h"

static char *lay_out(const char *text, const char *first, const char *rest)
{
	char *out = NULL;
	size_t size;
	FILE *file = open_memstream(&out, &size);

	assert_non_null(file);
	assert_int_equal(layout_write(file, text, first, rest), 0);
	fclose(file);
	return out;
}

static void becomes(const char *text, const char *wanted)
{
	char *got = lay_out(text, "", "");

	assert_string_equal(got, wanted);
	free(got);
}

static void the_golden_break(void **state)
{
	becomes("2004年4月1日から2004年6月30日までの間に JPCERT/CC が受領したコンピュータセキュリティインシデントに関する報告の件数は",
		"2004年4月1日から2004年6月30日までの間に JPCERT/CC が受領したコンピュー\n"
		"タセキュリティインシデントに関する報告の件数は\n");
	assert_int_equal(layout_width("2004年4月1日から2004年6月30日までの間に JPCERT/CC が受領したコンピュー"),
			 70);
}

static void widths(void **state)
{
	assert_int_equal(layout_width(""), 0);
	assert_int_equal(layout_width("abc"), 3);
	assert_int_equal(layout_width("漢字かなカナ"), 12);
	assert_int_equal(layout_width("ｶﾅ"), 2);
	/* Ambiguous in Unicode, wide for readers in Japan. */
	assert_int_equal(layout_width("①§→…■○×"), 14);
}

static void exact_fit(void **state)
{
	char text[256], wanted[300];

	/* 35 full-width characters fill a line; the 36th begins another. */
	*text = 0;
	for (int i = 0; i < 35; i++)
		strcat(text, "字");
	snprintf(wanted, sizeof(wanted), "%s\n", text);
	becomes(text, wanted);
	strcat(text, "字");
	strcat(wanted, "字\n");
	becomes(text, wanted);
	/* A full stop is never alone: the character before it moves along. */
	text[35 * 3] = 0;
	strcat(text, "。");
	memset(wanted, 0, sizeof(wanted));
	memcpy(wanted, text, 34 * 3);
	strcat(wanted, "\n字。\n");
	becomes(text, wanted);
}

static void joins(void **state)
{
	becomes("日本語\n日本語", "日本語日本語\n");
	becomes("one\ntwo", "one two\n");
	becomes("日本語\nSQL Server\nです", "日本語 SQL Server です\n");
	becomes("です。\n2002年", "です。2002年\n");
	becomes("SQL\n（注）", "SQL（注）\n");
}

#define LONG_URL \
	"http://www.isskk.co.jp/support/techinfo/general/X-ForceslammerWorm.html"

static void urls(void **state)
{
	/* 71 columns: never broken, and never wider than a line. */
	assert_int_equal(strlen(LONG_URL), 71);
	becomes(LONG_URL, &(LONG_URL "\n")[7]);
	becomes("詳しくは次のページをご覧ください。 http://www.cert.org/advisories/CA-2003-04.html です。",
		"詳しくは次のページをご覧ください。\n"
		"http://www.cert.org/advisories/CA-2003-04.html です。\n");
}

static void one_long_word(void **state)
{
	char text[201], *got;
	const char *why;

	memset(text, 'x', 200);
	text[200] = 0;
	got = lay_out(text, "  - ", "    ");
	assert_string_equal(broken_line(got, &why), "");
	assert_int_equal(strlen(got), 200 + 4 * 4 + 4);
	free(got);
	becomes("", "\n");
	/* Even if it must be broken, kinsoku applies. */
	text[70] = 0;
	strcat(text, "、");
	got = lay_out(text, "", "");
	assert_int_equal(strcspn(got, "\n"), 69);
	assert_string_equal(got + 70, "x、\n");
	free(got);
}

/* All of JIS X 4051, and the half-width forms, which it does not cover. */
#define FIRST	"’”）〕］｝〉》」』】〙〗»〟｠‐–゠〜！？‼⁇⁈⁉・：；。．、，ヽヾゝゞ々〻ー" \
		"ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ" \
		"…‥°′″℃％‰ℓ￠｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ,.:;!?)]}%"
#define LAST	"‘“（〔［｛〈《「『【〘〖«〝｟｢([{＃￥＄￡№€"

static void every_sign(void **state)
{
	const char *sign, *next, *why;
	char text[256], *got;

	for (sign = FIRST; *sign; sign = next) {
		next = sign;
		next_char(&next);
		*text = 0;
		for (int i = 0; i < 35; i++)
			strcat(text, "字");
		strncat(text, sign, (size_t)(next - sign));
		strcat(text, "字");
		got = lay_out(text, "", "");
		if (strncmp(strchr(got, '\n'), "\n字", 4))
			fail_msg("a line begins with it: %s", got);
		free(got);
	}
	for (sign = LAST; *sign; sign = next) {
		next = sign;
		next_char(&next);
		*text = 0;
		for (int i = 0; i < 34; i++)
			strcat(text, "字");
		strncat(text, sign, (size_t)(next - sign));
		strcat(text, "字字");
		got = lay_out(text, "", "");
		if (!strncmp(strchr(got, '\n') - (next - sign), sign,
			     (size_t)(next - sign)))
			fail_msg("a line ends with it: %s", got);
		assert_string_equal(broken_line(got, &why), "");
		free(got);
	}
}

static void dashes_stay_together(void **state)
{
	char text[256] = "", wanted[256] = "";

	for (int i = 0; i < 34; i++)
		strcat(text, "字");
	strcpy(wanted, text);
	strcat(text, "――字");
	strcat(wanted, "\n――字\n");
	becomes(text, wanted);
}

/* But for blanks and newlines, nothing may differ. */
static void same_letters(const char *text, const char *lines)
{
	for (;;) {
		while (*text == ' ')
			text++;
		while (*lines == ' ' || *lines == '\n')
			lines++;
		assert_int_equal(*text, *lines);
		if (!*text)
			return;
		text++;
		lines++;
	}
}

#define URL	"http://a.example/b/c?d=e&f=1"

static void random_texts(void **state)
{
	static const char *const words[] = {
		"Slammer", " ", " ", "ワーム", "の", "。", "、", "「", "」", "（", "）",
		"感染", "コンピュータ", "ー", "っ", "1434", "番", " " URL " ",
		" ", "TCP/IP", "(DoS)", "%", "…", "①", "々", "ｶﾅ", ".", "-",
	};
	const size_t count = sizeof(words) / sizeof(words[0]);
	char text[8192], *got, *url;
	const char *why;
	int round, i;

	srand(1434);
	for (round = 0; round < 2000; round++) {
		/* At the ends of a text it cannot be avoided. */
		strcpy(text, "始");
		for (i = rand() % 120; i > 0; i--)
			strcat(text, words[(size_t)rand() % count]);
		strcat(text, "終");
		got = lay_out(text, "", "");
		same_letters(text, got);
		if (*broken_line(got, &why))
			fail_msg("%s: %s\n%s", why, broken_line(got, &why), text);
		for (url = strstr(got, "http://a"); url;
		     url = strstr(url + 1, "http://a"))
			assert_int_equal(strncmp(url, URL, strlen(URL)), 0);
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_golden_break),
		cmocka_unit_test(widths),
		cmocka_unit_test(exact_fit),
		cmocka_unit_test(joins),
		cmocka_unit_test(urls),
		cmocka_unit_test(one_long_word),
		cmocka_unit_test(every_sign),
		cmocka_unit_test(dashes_stay_together),
		cmocka_unit_test(random_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
