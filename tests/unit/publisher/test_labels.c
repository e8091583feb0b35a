// SPDX-License-Identifier: GPL-2.0-or-later
/* test_labels.c - labels.conf: all keys, no others; filled in, grouped, dated */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "publisher/labels.h"
#include "common/error.h"
#include "render/text/format.h"

#define FOLDER	"build/test-labels"

static json_t *sample(const char *language)
{
	struct error error = { "" };
	json_t *labels = labels_load("advisories/templates", language, &error);

	assert_string_equal(error.text, "");
	assert_non_null(labels);
	return labels;
}

/* The n-th "{name}" of a text; "" if there are fewer. */
static void name_at(const char *text, size_t n, char name[64])
{
	const char *end;

	*name = 0;
	while ((text = strchr(text, '{')) != NULL) {
		end = strchr(text, '}');
		assert_non_null(end);
		if (!n--) {
			snprintf(name, 64, "%.*s", (int)(end - text) + 1, text);
			return;
		}
		text = end;
	}
}

/* A translation says no less and no more than the original. */
static void same_in_both_languages(void **state)
{
	json_t *ja = sample("ja"), *en = sample("en"), *text;
	const char *key, *other;
	char name[64];
	size_t i;

	assert_int_equal(json_object_size(ja), json_object_size(en));
	json_object_foreach(ja, key, text) {
		other = json_string_value(json_object_get(en, key));
		assert_non_null(other);
		for (i = 0; name_at(json_string_value(text), i, name), *name; i++)
			if (!strstr(other, name))
				fail_msg("en: %s has no %s", key, name);
		for (i = 0; name_at(other, i, name), *name; i++)
			if (!strstr(json_string_value(text), name))
				fail_msg("ja: %s has no %s", key, name);
	}
	json_decref(ja);
	json_decref(en);
}

/* The sample's file with something after its first brace, or without a line. */
static void write_file(const char *more, const char *without)
{
	FILE *in = fopen("advisories/templates/en/labels.conf", "r");
	FILE *out;
	char line[512];

	mkdir("build", 0755);
	mkdir(FOLDER, 0755);
	mkdir(FOLDER "/en", 0755);
	out = fopen(FOLDER "/en/labels.conf", "w");
	assert_non_null(in);
	assert_non_null(out);
	while (fgets(line, sizeof(line), in)) {
		if (!without || !strstr(line, without))
			fputs(line, out);
		if (*line == '{' && more)
			fputs(more, out);
	}
	fclose(in);
	fclose(out);
}

static void refused(const char *more, const char *without, const char *why)
{
	struct error error = { "" };

	write_file(more, without);
	assert_null(labels_load(FOLDER, "en", &error));
	if (!strstr(error.text, why) || !strstr(error.text, FOLDER "/en/labels.conf:"))
		fail_msg("%s", error.text);
}

static void errors_are_told(void **state)
{
	struct error error = { "" };

	refused("  hoem = \"x\";\n", NULL, "unknown key \"hoem\": did you mean \"home\"?");
	refused(NULL, "  previous =", "labels.previous is missing");
	refused("  skip = 3;\n", "  skip =", "labels.skip must be a text");
	refused("  skip = \"\\x1b[31m\";\n", "  skip =", "control characters");
	refused("  skip = ;\n", "  skip =", "syntax error");
	assert_null(labels_load(FOLDER, "fr", &error));
	assert_non_null(strstr(error.text, "fr/labels.conf: cannot be read"));
}

static void words(void **state)
{
	json_t *labels = json_pack("{s:s, s:s, s:s}", "separator", ",", "day",
				   "%B %-d", "text", "{a} and {b}, {c} {a");
	char buf[FORMAT_NUMBER_MAX], time[FORMAT_TIME_MAX], *text;
	int64_t seconds;

	text = format_fill(labels, "text", "a", "{b}", "b", "2", NULL);
	assert_string_equal(text, "{b} and 2, {c} {a");
	free(text);
	assert_string_equal(format_number(labels, 0, buf), "0");
	assert_string_equal(format_number(labels, -1234567, buf), "-1,234,567");
	assert_string_equal(format_number(labels, 123456, buf), "123,456");
	assert_string_equal(format_number(labels, INT64_MIN, buf),
			    "-9,223,372,036,854,775,808");
	assert_string_equal(format_time(labels, "day", "2026-01-27T23:30:00+09:00",
				       time), "January 27");
	assert_string_equal(format_time(labels, "day", "no time", time), "no time");
	assert_string_equal(format_label(labels, "missing"), "missing");
	assert_true(format_epoch("2026-01-27T09:00:00+09:00", &seconds));
	assert_true(seconds == 1769472000);
	assert_true(format_epoch("1969-12-31T23:59:59-01:00", &seconds));
	assert_true(seconds == 3599);
	assert_false(format_epoch("2026-13", &seconds));
	json_decref(labels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_in_both_languages),
		cmocka_unit_test(errors_are_told),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
