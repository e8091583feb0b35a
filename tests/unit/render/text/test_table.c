// SPDX-License-Identifier: GPL-2.0-or-later
/* test_table.c - tables, bars and code in plain text */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/columns.h"
#include "render/text/text.h"

static char *as_text(const char *markup)
{
	struct bulletin bulletin = { .language = "en" };
	struct error error = { "" };
	char *out = NULL;
	size_t size;
	FILE *file;

	if (document_parse(&bulletin.document, markup, &error))
		fail_msg("%s", error.text);
	file = open_memstream(&out, &size);
	assert_int_equal(render_text(file, &bulletin), 0);
	fclose(file);
	document_free(&bulletin.document);
	return out;
}

static void becomes(const char *markup, const char *wanted)
{
	char *got = as_text(markup);

	assert_string_equal(got, wanted);
	free(got);
}

static void tables(void **state)
{
	becomes("| Name | Of | All\n| a | 1 | 1,000\n| \u540d\u524d | 20 | 3\n",
		"  Name  Of    All\n  a      1  1,000\n  \u540d\u524d  20      3\n");
}

/* The longest bar ends in column 70, others are in proportion, 0 has none. */
static void bars(void **state)
{
	becomes("~ chart series\n| T | N\n| a | 1,000\n| b | 500\n| c | 1\n| d | 0\n",
		"  T      N\n"
		"  a  1,000  ##########################################################\n"
		"  b    500  #############################\n"
		"  c      1  #\n"
		"  d      0\n");
	becomes("~ chart networks \u25a0\n| T | N\n| a | 2\n| b | 1\n",
		"  T  N\n"
		"  a  2  \u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0"
		"\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0"
		"\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\n"
		"  b  1  \u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0"
		"\u25a0\u25a0\u25a0\u25a0\u25a0\u25a0\n");
	/* All 0, or a table that leaves no room. */
	becomes("~ chart series\n| T | N\n| a | 0\n", "  T  N\n  a  0\n");
	becomes("~ chart series\n| T | 123456789012345678901234567890123456789012345678901234567890\n| a | 7\n",
		"  T  123456789012345678901234567890123456789012345678901234567890\n"
		"  a                                                             7\n");
}

/* A chart without rows is for pictures: text shows neither it nor a gap. */
static void chart_alone(void **state)
{
	becomes("one\n\n~ chart series\n\ntwo\n", "one\n\ntwo\n");
	becomes("one\n\n~ chart series\n\n| a | b\n", "one\n\n  a  b\n");
}

static void code(void **state)
{
	becomes("` a {\n`   b\n`\n` }\n", "  a {\n    b\n\n  }\n");
	/* 69 columns: the block gives up its indent, no line is broken. */
	becomes("` a\n` 123456789012345678901234567890123456789012345678901234567890123456789\n",
		"a\n123456789012345678901234567890123456789012345678901234567890123456789\n");
	becomes("`   one two three four five six seven eight nine ten eleven twelve thirteen\n",
		"  one two three four five six seven eight nine ten eleven twelve \\\n"
		"      thirteen\n");
	becomes("` 12345678901234567890123456789012345678901234567890123456789012345678901\n",
		"12345678901234567890123456789012345678901234567890123456789012345678901\n");
}

/* With any words, no line of code is over 70 columns. */
static void code_fits(void **state)
{
	char line[2000] = "`   add rule inet", *text, *c;
	unsigned int i;

	for (i = 0; i < 150; i++)
		sprintf(line + strlen(line), " word%u", i * i * i % 100000);
	text = as_text(line);
	for (c = text; *c; c = strchr(c, '\n') + 1)
		assert_true(columns_of(c, strcspn(c, "\n")) <= 70);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(bars),
		cmocka_unit_test(chart_alone),
		cmocka_unit_test(code),
		cmocka_unit_test(code_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
