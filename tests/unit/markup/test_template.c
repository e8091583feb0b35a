// SPDX-License-Identifier: GPL-2.0-or-later
/* test_template.c - the template language, its errors, and blocks of a document */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "markup/document.h"
#include "markup/template.h"
#include "common/error.h"

static const char values_text[] =
	"{\"n\": 1234567, \"zero\": 0, \"small\": 999, \"name\": \"Example\","
	" \"none\": null, \"yes\": true, \"no\": false, \"empty\": [],"
	" \"marks\": \"a|b#c>d*e=f\\\\g\", \"lines\": \"one\\ntwo\\u001b\","
	" \"when\": \"2026-01-06T09:05:00+09:00\", \"day\": \"2026-12-31\","
	" \"list\": [{\"x\": 1, \"name\": \"first\"}, {\"x\": 2, \"name\": \"second\"}],"
	" \"words\": [\"a\", \"b\"], \"deep\": {\"er\": {\"est\": \"down\"}}}";

static char *expand(const char *text, struct error *error)
{
	json_t *values = json_loads(values_text, 0, NULL);
	struct template *t;
	char *out = NULL;

	assert_non_null(values);
	error->text[0] = 0;
	t = template_parse("t.txt", text, error);
	if (t)
		out = template_expand(t, values, error);
	template_free(t);
	json_decref(values);
	return out;
}

static void gives(const char *text, const char *wanted)
{
	struct error error;
	char *got = expand(text, &error);

	assert_string_equal(error.text, "");
	assert_non_null(got);
	assert_string_equal(got, wanted);
	free(got);
}

static void fails(const char *text, const char *sentence)
{
	struct error error;
	char *got = expand(text, &error);

	assert_null(got);
	assert_string_equal(error.text, sentence);
}

static void values(void **state)
{
	gives("plain { } text", "plain { } text");
	gives("{{name}}, {{ name }}!", "Example, Example!");
	gives("{{deep.er.est}}", "down");
	gives("{{small}} {{n}}", "999 1234567");
	gives("{{%number ,}}{{small}} {{n}} {{zero}}", "999 1,234,567 0");
	/* What document.h gives a meaning to loses it; lines end nowhere else. */
	gives("{{marks}}", "a\\|b\\#c\\>d\\*e\\=f\\\\g");
	gives("{{lines}}", "one two ");
}

static void sections(void **state)
{
	gives("{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{#none}}c{{/none}}"
	      "{{#zero}}d{{/zero}}{{#empty}}e{{/empty}}{{#n}}f{{/n}}", "af");
	gives("{{^yes}}a{{/yes}}{{^no}}b{{/no}}{{^none}}c{{/none}}"
	      "{{^zero}}d{{/zero}}{{^empty}}e{{/empty}}{{^n}}f{{/n}}", "bcde");
	gives("{{#list}}{{x}}={{name}};{{/list}}{{name}}", "1=first;2=second;Example");
	gives("{{#words}}<{{.}}>{{/words}}", "<a><b>");
	gives("{{#deep}}{{er.est}}{{#er}}{{est}}{{name}}{{/er}}{{/deep}}",
	      "downdownExample");
	gives("{{#list}}{{#words}}{{x}}{{.}} {{/words}}{{/list}}",
	      "1a 1b 2a 2b ");
}

static void silent_lines(void **state)
{
	gives("a\n{{ #yes }}\nb\n{{\t/yes}}\nc", "a\nb\nc");
	gives("a\n{{#yes}}\nb\n{{/yes}}\n{{! all of this }}\nc\n", "a\nb\nc\n");
	gives("{{%number ,}}\n  {{#no}}\nb\n  {{/no}}{{! x }}\nc", "c");
	gives("{{#yes}}x{{/yes}}\ny\n", "x\ny\n");
	/* A value alone in its line keeps its line. */
	gives("{{name}}\n", "Example\n");
}

static void dates(void **state)
{
	gives("{{%date d %Y-%m-%d}}\n{{%date m %B %-d, %Y, %H:%M (%a)}}\n"
	      "{{when|d}} {{when|m}} {{day|d}} {{day|m}}",
	      "2026-01-06 January 6, 2026, 09:05 (Tue) 2026-12-31"
	      " December 31, 2026, 00:00 (Thu)");
	/* A format may be called like a part of the word "date". */
	gives("{{%date a %Y}}{{when|a}}", "2026");
	fails("{{when|nope}}", "t.txt:1: there is no format \"nope\"; {{%date nope PATTERN}} or {{%number nope SEPARATOR DECIMAL}} defines it");
	fails("{{%date d %Y}}\n\n{{name|d}}", "t.txt:3: \"name\" is not a time");
	fails("{{%date d %Y}}\n{{n|d}}", "t.txt:2: \"n\" is not a time");
}

static void errors(void **state)
{
	fails("a\nb {{nope}}", "t.txt:2: there is no value \"nope\"");
	fails("\n{{#nope}}\n{{/nope}}", "t.txt:2: there is no value \"nope\"");
	fails("{{deep.nope}}", "t.txt:1: there is no value \"deep.nope\"");
	fails("{{list}}", "t.txt:1: \"list\" is neither text nor number");
	fails("a\n{{#yes}}\nb\n", "t.txt:2: {{#yes}} is not closed");
	fails("{{#yes}}\n{{^no}}\n{{/yes}}", "t.txt:3: {{/yes}} where {{/no}} is expected (opened in line 2)");
	fails("x{{/yes}}", "t.txt:1: {{/yes}} without a section to close");
	fails("a\n{{name\n}}", "t.txt:2: {{ without }} on the same line");
	fails("{{}}", "t.txt:1: \"\" is not a name");
	fails("{{a b}}", "t.txt:1: \"a b\" is not a name");
	fails("{{a..b}}", "t.txt:1: \"a..b\" is not a name");
	fails("{{#}}", "t.txt:1: \"\" is not a name");
	fails("{{%colour\x1b red}}", "t.txt:1: unknown definition \"colour\\x1b\" (date, number)");
	fails("{{%date d\x1b}}", "t.txt:1: {{%date NAME PATTERN}}: the pattern of \"d\\x1b\" is missing or too long");
	fails("{{name|a\x7f}}", "t.txt:1: \"name|a\\x7f\" is not a name");
	fails("{{%date a\x7f %Y}}", "t.txt:1: \"a\\x7f\" is not a name");
	/* Seven bytes would end within a character. */
	fails("{{%number n ({\xe2\x80\xa3\xe2\x80\xa3 .}}", "t.txt:1: {{%number SEPARATOR}} or {{%number NAME SEPARATOR DECIMAL}} is expected");
	fails("{{%date averyveryverylongname %Y}}", "t.txt:1: {{%date NAME PATTERN}} is expected");
	fails("{{%colour red}}", "t.txt:1: unknown definition \"colour\" (date, number)");
	fails("{{%number}}", "t.txt:1: {{%number SEPARATOR}} or {{%number NAME SEPARATOR DECIMAL}} is expected");
	fails("{{%date d}}", "t.txt:1: {{%date NAME PATTERN}}: the pattern of \"d\" is missing or too long");
	fails("\xff", "t.txt: not UTF-8");
}

/* Sixteen lists of two within each other, a hundred times: nobody waits for that. */
static void lists_in_lists(void **state)
{
	char text[100 * 16 * 24] = "", *end = text;
	int i, j;

	for (j = 0; j < 100; j++) {
		for (i = 0; i < 16; i++)
			end = stpcpy(end, "{{#words}}");
		for (i = 0; i < 16; i++)
			end = stpcpy(end, "{{/words}}");
	}
	fails(text, "t.txt:1: the expanded text is too long (nested lists grow fast)");
}

static void limits(void **state)
{
	char deep[17 * 16 + 1] = "", long_name[128];
	struct error error;
	int i;

	for (i = 0; i < 17; i++)
		strcat(deep, "{{#yes}}");
	fails(deep, "t.txt:1: more than 16 nested sections");
	memset(long_name, 'x', 100);
	memcpy(long_name, "{{", 2);
	strcpy(long_name + 98, "}}");
	assert_null(expand(long_name, &error));
	assert_non_null(strstr(error.text, "is not a name"));
	assert_null(template_load("build/no-such-template", &error));
	assert_string_equal(error.text, "build/no-such-template: cannot be read: No such file or directory");
	assert_null(template_load("tests", &error));
	assert_string_equal(error.text, "tests: cannot be read: Is a directory");
}

static void block_is(const struct document *d, size_t i, enum block_kind kind,
		     unsigned int gap, const char *text)
{
	assert_true(i < d->count);
	assert_int_equal(d->blocks[i].kind, kind);
	assert_int_equal(d->blocks[i].gap, gap);
	assert_string_equal(d->blocks[i].text, text);
}

static void blocks(void **state)
{
	struct document d;
	struct error error;

	assert_int_equal(document_parse(&d,
		"\n\n> Title\n\n\n\n\n# I. Head\n\none\ntwo \n\n* item\n  more\n"
		"* next\nafter\n| a | b \\| c\n| 1 | 2\n\n======\n"
		"\\# no head \\\\ \\=\n#tag\n>x\n",
		&error), 0);
	block_is(&d, 0, BLOCK_LINE, 0, "Title");
	block_is(&d, 1, BLOCK_HEADING, 2, "I. Head");
	block_is(&d, 2, BLOCK_PARAGRAPH, 1, "one\ntwo");
	block_is(&d, 3, BLOCK_ITEM, 1, "item\nmore");
	block_is(&d, 4, BLOCK_ITEM, 0, "next");
	block_is(&d, 5, BLOCK_PARAGRAPH, 0, "after");
	block_is(&d, 6, BLOCK_ROW, 0, "a");
	assert_int_equal(d.blocks[6].n_cells, 2);
	assert_string_equal(d.blocks[6].cells[1], "b | c");
	block_is(&d, 7, BLOCK_ROW, 0, "1");
	block_is(&d, 8, BLOCK_RULE, 1, "======");
	block_is(&d, 9, BLOCK_PARAGRAPH, 0, "# no head \\ =\n#tag\n>x");
	assert_int_equal(d.count, 10);
	document_free(&d);

	assert_int_equal(document_parse(&d, "", &error), 0);
	assert_int_equal(d.count, 0);
	document_free(&d);
	assert_int_equal(document_parse(&d, "|1|2|3|4|5|6|7|8|9", &error), -1);
	assert_string_equal(error.text, "a table has more than 8 columns");
}

static void charts_and_code(void **state)
{
	static const char *const bad[] = {
		"~ table", "~ chart", "~ chart lines", "~ chart series # #",
	};
	struct document d;
	struct error error;
	size_t i;

	assert_int_equal(document_parse(&d,
		"text\n~ chart series\n| Time | In\n\n~ chart networks +\n"
		"` table x {\n`   a \\` b  \n`\n` }\n\n` next\n~no\n`no\n",
		&error), 0);
	block_is(&d, 1, BLOCK_CHART, 0, "series");
	assert_int_equal(d.blocks[1].chart, CHART_SERIES);
	assert_string_equal(d.blocks[1].cells[1], "#");
	block_is(&d, 2, BLOCK_ROW, 0, "Time");
	block_is(&d, 3, BLOCK_CHART, 1, "networks");
	assert_string_equal(d.blocks[3].cells[1], "+");
	block_is(&d, 4, BLOCK_CODE, 0, "table x {\n  a ` b\n\n}");
	block_is(&d, 5, BLOCK_CODE, 1, "next");
	block_is(&d, 6, BLOCK_PARAGRAPH, 0, "~no\n`no");
	assert_int_equal(d.count, 7);
	document_free(&d);
	for (i = 0; i < 4; i++) {
		assert_int_equal(document_parse(&d, bad[i], &error), -1);
		assert_non_null(strstr(error.text, "series, networks or directions"));
	}
}

/* As long as lists in lists may make it. Each line a copy of all would take days. */
static void long_paragraph(void **state)
{
	static const char line[] = "12345 6789\n";
	const size_t lines = 700000, n = sizeof(line) - 1;
	char *text = malloc(lines * n + 1);
	struct error error;
	struct document d;
	size_t i;

	assert_non_null(text);
	for (i = 0; i < lines; i++)
		memcpy(text + i * n, line, n);
	text[lines * n] = '\0';
	assert_int_equal(document_parse(&d, text, &error), 0);
	text[lines * n - 1] = '\0';	/* no line after the last */
	assert_int_equal(d.count, 1);
	assert_true(!strcmp(d.blocks[0].text, text));
	document_free(&d);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(sections),
		cmocka_unit_test(silent_lines),
		cmocka_unit_test(dates),
		cmocka_unit_test(errors),
		cmocka_unit_test(lists_in_lists),
		cmocka_unit_test(limits),
		cmocka_unit_test(blocks),
		cmocka_unit_test(charts_and_code),
		cmocka_unit_test(long_paragraph),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
