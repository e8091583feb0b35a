// SPDX-License-Identifier: GPL-2.0-or-later
/* test_template_late.c - files within templates, numbers, values that come later */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "markup/template.h"
#include "common/error.h"

/* Files of a folder that is not there: name, text. */
static const char *const files[][2] = {
	{ "words", "{{#yes}}\n{{name}}\n{{/yes}}\nend" },
	{ "wrong", "good\n{{nope}}\n" },
	{ "open", "a\n{{#yes}}\n" },
	{ "round", "{{>again}}\n" },
	{ "again", "{{>round}}\n" },
	{ "formats", "{{%number pct , .}}\n" },
	{ "bytes", "\xff" },
};

static char *read_one(const char *name, char *path, void *arg, struct error *error)
{
	size_t i;

	snprintf(path, PATH_MAX, "x/%s.txt", name);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!strcmp(name, files[i][0]))
			return strdup(files[i][1]);
	error_set(error, "%s: cannot be read", path);
	return NULL;
}

static const struct template_reader reader = { .read = read_one };

static const char *const late[] = { "number", "date", "revisions", NULL };

static char *expand(const char *text, const char *const *names, struct error *error)
{
	struct template *t = template_parse_with("t.txt", text, &reader, error);
	json_t *values = json_pack("{s:b, s:s, s:i, s:s, s:s, s:[{s:s}]}",
				   "yes", 1, "name", "Na", "n", 1234567,
				   "percent", "-1234.5", "evil",
				   "{{number}}{{{{a}} \\{{b}}",
				   "list", "number", "N-1");
	char *out = NULL;

	error->text[0] = 0;
	if (t)
		out = template_expand_late(t, values, names, error);
	template_free(t);
	json_decref(values);
	return out;
}

static void gives(const char *text, const char *wanted)
{
	struct error error;
	char *got = expand(text, late, &error);

	assert_string_equal(error.text, "");
	assert_string_equal(got, wanted);
	free(got);
}

static void fails(const char *text, const char *sentence)
{
	struct error error = { "" };
	struct template *t = template_parse_with("t.txt", text, &reader, &error);
	char *got = t ? expand(text, NULL, &error) : NULL;

	template_free(t);
	assert_null(got);
	assert_string_equal(error.text, sentence);
}

static void partials(void **state)
{
	gives("a\n{{>words}}\nb\n", "a\nNa\nend\nb\n");
	gives("{{#list}}\n  {{> words }}\n{{/list}}\n", "Na\nend\n");
	gives("{{>formats}}\n{{percent|pct}}\n", "-1,234.5\n");
	fails("\n{{>wrong}}\n", "x/wrong.txt:2: there is no value \"nope\"");
	fails("{{>open}}\n{{/yes}}\n", "x/open.txt:2: {{#yes}} is not closed");
	fails("{{#yes}}\n{{>words}}\n", "t.txt:1: {{#yes}} is not closed");
	fails("\n{{>none}}\n", "t.txt:2: {{>none}}: x/none.txt: cannot be read");
	fails("{{>round}}\n", "x/again.txt:1: {{>round}}: the file includes itself");
	fails("a {{>words}}\n", "t.txt:1: {{>words}} must be alone in its line");
	fails("{{>../up}}\n", "t.txt:1: {{>name}}: a name is of a-z, 0-9, _ and -");
	fails("{{>bytes}}\n", "x/bytes.txt: not UTF-8");
}

static void numbers(void **state)
{
	gives("{{%number ,}}{{n}} {{n|plain}} {{percent|plain}}",
	      "1,234,567 1234567 -1234.5");
	gives("{{%number de . ,}}{{n|de}} {{percent|de}} {{n}}",
	      "1.234.567 -1.234,5 1234567");
	gives("{{%number fr _ ,}}{{percent|fr}}", "-1234,5");
	fails("{{name|plain}}", "t.txt:1: \"name\" is not a number");
	fails("{{yes|plain}}", "t.txt:1: \"yes\" is not a number");
	fails("{{%number a b}}", "t.txt:1: {{%number SEPARATOR}} or {{%number NAME SEPARATOR DECIMAL}} is expected");
}

static void late_tags(void **state)
{
	gives("{{name}} {{number}}", "Na {{number}}");
	gives("{{%date day %Y-%m}}\n{{%number ,}}\n{{n}} {{date|day}}",
	      "{{%number ,}}\n{{%date day %Y-%m}}\n1,234,567 {{date|day}}");
	gives("{{%date day {%Y} }}\n{{date|day}}",
	      "{{%date day {%Y} }}\n{{date|day}}");
	/* All of a late section is late, and lines that leave nothing do so. */
	gives("{{#number}}\n> {{number}} {{name}}\n{{/number}}\n{{^number}}\nno\n{{/number}}\n",
	      "{{#number}}\n> {{number}} {{name}}\n{{/number}}\n{{^number}}\nno\n{{/number}}\n");
	gives("{{#yes}}{{#revisions}}{{date}}{{/revisions}}{{/yes}}",
	      "{{#revisions}}{{date}}{{/revisions}}");
	/* What a section has of its own is not late. */
	gives("{{#list}}{{number}}{{/list}}", "N-1");
	fails("{{number}}", "t.txt:1: there is no value \"number\"");
}

/* Whatever a value is made of: the second time it is text. */
static void no_tags_from_values(void **state)
{
	static const char *const texts[] = {
		"{{evil}}", "{ {{evil}} }", "x{{evil}}{number}}", "{ {{evil}}",
		"\\{{{evil}}", "{{number}}{{evil}}",
	};
	struct error error;
	char *first, *second;
	struct template *t;
	json_t *values = json_pack("{s:s}", "number", "NUMBER");
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		first = expand(texts[i], late, &error);
		assert_non_null(first);
		t = template_parse("second", first, &error);
		assert_non_null(t);
		second = template_expand(t, values, &error);
		assert_non_null(second);
		assert_int_equal(strstr(second, "NUMBER") != NULL, i == 5);
		template_free(t);
		free(first);
		free(second);
	}
	json_decref(values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(partials),
		cmocka_unit_test(numbers),
		cmocka_unit_test(late_tags),
		cmocka_unit_test(no_tags_from_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
