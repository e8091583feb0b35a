// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_advisory.c - build/slammer-advisory as a user calls it
 *
 * SLAMMER_ADVISORY names another one, such as one with sanitizers.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <cmocka.h>
#include <jansson.h>

#include "common/error.h"
#include "support/columns.h"
#include "common/clock.h"
#include "support/outbreak.h"

#define STORE	FIXTURE_DIR "/advisory.db"
#define FULL	"render --store " STORE " --from 2026-01-26 --last 24h" \
		" --date 2026-01-27 --number 1 --publisher etc/publisher.conf"

struct outcome {
	int status;
	char *out;
	char *err;
};

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(file);
	if (getdelim(&text, &size, 0, file) < 0)
		*text = 0;
	fclose(file);
	return text;
}

static struct outcome run(const char *arguments)
{
	const char *program = getenv("SLAMMER_ADVISORY");
	struct outcome o;
	char *command;
	int status;

	assert_true(asprintf(&command, "{ %s %s\n} >" FIXTURE_DIR "/out 2>" FIXTURE_DIR "/err",
			     program ? program : "build/slammer-advisory",
			     arguments) > 0);
	status = system(command);
	free(command);
	assert_true(WIFEXITED(status));
	o.status = WEXITSTATUS(status);
	o.out = read_file(FIXTURE_DIR "/out");
	o.err = read_file(FIXTURE_DIR "/err");
	return o;
}

static void done(struct outcome *o)
{
	free(o->out);
	free(o->err);
}

static void fails(const char *arguments, int status, const char *sentence)
{
	struct outcome o = run(arguments);

	if (!strstr(o.err, sentence) || o.status != status)
		fail_msg("%s: %d \"%s\"", arguments, o.status, o.err);
	assert_int_equal(strncmp(o.err, "slammer-advisory: ", 18), 0);
	assert_string_equal(o.out, "");
	done(&o);
}

static int fill(void **state)
{
	struct error error;
	struct store *store;

	store = store_open(fixture_path("advisory"), STORE_WRITE, &error);
	if (!store || outbreak_fill(store, "r1"))
		return -1;
	store_close(store);
	return 0;
}

static void renders(void **state)
{
	struct outcome o = run(FULL " --lang ja");
	char *golden = read_file("tests/golden/day.ja.txt");

	assert_string_equal(o.err, "");
	assert_int_equal(o.status, 0);
	assert_string_equal(o.out, golden);
	free(golden);
	done(&o);
}

static void both_languages(void **state)
{
	struct outcome o = run(FULL), again = run(FULL " --lang both");
	const char *why;

	assert_int_equal(o.status, 0);
	assert_string_equal(o.out, again.out);
	assert_non_null(strstr(o.out, "\nI. 概要\n"));
	assert_non_null(strstr(o.out, "\nI. Overview\n"));
	assert_string_equal(broken_line(o.out, &why), "");
	done(&o);
	done(&again);
}

static void periods(void **state)
{
	static const char *const same[] = {
		"--from 2026-01-26 --until 2026-01-27",
		"--from 2026-01-25T15:00Z --until '2026-01-27 00:00'",
		"--until 2026-01-27T00:00:00+09:00",
		"--until @1769439600 --last 1d",
		"--from 2026-01-26 --last 1440m",
	};
	struct outcome o, first = run(FULL " --lang en");
	char arguments[512];
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		snprintf(arguments, sizeof(arguments),
			 "render --store " STORE " --date 2026-01-27 --number 1"
			 " --publisher etc/publisher.conf --lang en %s", same[i]);
		o = run(arguments);
		assert_string_equal(o.err, "");
		assert_string_equal(o.out, first.out);
		done(&o);
	}
	done(&first);
	/* Nothing is stored of the last 24 hours. */
	o = run("render --store " STORE " --lang en");
	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.out, "no observation data"));
	assert_null(strstr(o.out, "packets observed"));
	done(&o);
}

static json_int_t number_at(const json_t *value, const char *path)
{
	char copy[64], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", path);
	while ((word = strsep(&rest, ".")))
		value = json_object_get(value, word);
	assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static void facts_as_json(void **state)
{
	struct outcome o = run(FULL " --json --sensor r1");
	json_t *facts = json_loads(o.out, 0, NULL), *host;

	assert_string_equal(o.err, "");
	assert_non_null(facts);
	assert_int_equal(number_at(facts, "shape"), 1);
	assert_int_equal(number_at(facts, "worm.ingress.packets"), WORM_IN);
	assert_int_equal(number_at(facts, "worm.ingress.bytes"), WORM_IN * 404);
	assert_int_equal(number_at(facts, "worm.egress.packets"), WORM_OUT);
	assert_int_equal(number_at(facts, "worm.would_drop.packets"),
			 WORM_MONITORED);
	assert_int_equal(number_at(facts, "variants.packets"), VARIANTS_IN);
	assert_int_equal(number_at(facts, "elsewhere.packets"), UNRELATED);
	assert_int_equal(number_at(facts, "windows.count"), WINDOWS);
	assert_int_equal(number_at(facts, "sources.outside.count"), SOURCES);
	assert_int_equal(number_at(facts, "infected_hosts"), 2);
	host = json_array_get(json_object_get(facts, "infected"), 0);
	assert_string_equal(json_string_value(json_object_get(host, "address")),
			    "192.0.2.77");
	assert_string_equal(json_string_value(json_object_get(host, "interface")),
			    "lan0");
	assert_string_equal(json_string_value(json_object_get(host, "first")),
			    "2026-01-26T00:00:30+09:00");
	json_decref(facts);
	done(&o);
}

static void output_file(void **state)
{
	const char *path = FIXTURE_DIR "/bulletin.txt";
	struct outcome o;
	char *golden, *text;

	unlink(path);
	o = run(FULL " --lang en --output " FIXTURE_DIR "/bulletin.txt");
	assert_int_equal(o.status, 0);
	assert_string_equal(o.out, "");
	text = read_file(path);
	golden = read_file("tests/golden/day.en.txt");
	assert_string_equal(text, golden);
	done(&o);
	free(text);
	/* A run that fails leaves what was there, and nothing beside it. */
	fails(FULL " --lang xx --output " FIXTURE_DIR "/bulletin.txt", 1, "xx");
	text = read_file(path);
	assert_string_equal(text, golden);
	free(text);
	free(golden);
	fails(FULL " --output " FIXTURE_DIR "/none/b.txt", 1,
	      "none/b.txt: cannot be written: No such file");
	o = run(FULL " --lang en >/dev/full; echo $?");
	assert_string_equal(o.out, "1\n");
	assert_non_null(strstr(o.err, "standard output: cannot be written"));
	done(&o);
}

static void wrong_usage(void **state)
{
	fails("", 2, "which command?");
	fails("rendr", 2, "unknown command \"rendr\"");
	fails("render --lst 5", 2, "unknown option --lst");
	fails("render --last", 2, "--last needs a value");
	fails("render a b c", 2, "\"c\" is one word too many");
	fails("render 3 --number 1", 2, "has its own period, number and date");
	fails("render --format pdf", 2, "there is no format \"pdf\" (text");
	fails("render bulletin --archive " FIXTURE_DIR "/none.db", 1, "none.db: cannot be opened to read");
	fails(FULL " --until 2026-01-28", 2, "one of them too many");
	fails("render --last 5y", 2, "\"5y\" is not a duration");
	fails("render --last 0h", 2, "is not a duration");
	fails("render --from someday", 2, "\"someday\" is not a time");
	fails("render --from 2026-02-30", 2, "is not a time");
	fails("render --from 2026-01-27 --until 2026-01-26", 2,
	      "ends before it begins");
	fails("render --number 0", 2, "--number is 1 to 9999");
	fails("render --number 10000", 2, "--number is 1 to 9999");
	fails("render --number 1x", 2, "--number is 1 to 9999");
	fails("render --date 2026-13-01", 2, "--date is a day");
}

static void wrong_input(void **state)
{
	fails("render --store " FIXTURE_DIR "/none.db", 1,
	      "none.db: cannot be opened to read: No such file or directory");
	fails("render --store Makefile", 1, "Makefile: this is not a database");
	fails(FULL " --sensor r7", 1, "there is no sensor \"r7\" (there is: r1)");
	fails(FULL " --publisher none.conf", 1,
	      "none.conf: cannot be read: No such file or directory");
	fails(FULL " --templates tests", 1, "references.conf");
	fails(FULL " --lang de", 1, "no name in the language \"de\"");
	fails(FULL " --lang ../ja", 1, "a language is of small letters");
}

static void help_and_version(void **state)
{
	static const char *const options[] = {
		"--store", "--from", "--until", "--last", "--sensor", "--lang",
		"--publisher", "--templates", "--number", "--date", "--json",
		"--output", "--help",
	};
	struct outcome o = run("render --help");
	size_t i;

	assert_int_equal(o.status, 0);
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		assert_non_null(strstr(o.out, options[i]));
	done(&o);
	o = run("--help");
	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.out, "render"));
	done(&o);
	o = run("--version");
	assert_string_equal(o.out, "slammer-advisory 0.1.0\n");
	done(&o);
}

static void times(void **state)
{
	static const struct { const char *zone, *text; int64_t t; } good[] = {
		{ "UTC", "1970-01-01", 0 },
		{ "JST-9", "1970-01-02", 86400 - 9 * 3600 },
		{ "<+0530>-5:30", "2026-01-26 00:00", 1769365800 },
		{ "UTC", "2024-02-29T12:30:15Z", 1709209815 },
		{ "JST-9", "2024-02-29T12:30:15-01:00", 1709213415 },
		{ "UTC", "now", 77 }, { "UTC", "@12", 12 },
	};
	static const char *const bad[] = {
		"", "@", "@1x", "2026-1-1", "2026-01-32", "2025-02-29",
		"2026-01-01 24:00", "2026-01-01 09", "2026-01-01 09:00 ",
		"2026-01-01T09:00+9", "1969-12-31", "@99999999999999999999",
	};
	struct error error;
	char text[CLOCK_ISO_MAX];
	int64_t t;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(clock_zone(good[i].zone, &error), 0);
		assert_int_equal(clock_parse(good[i].text, 77, &t), 0);
		assert_int_equal(t, good[i].t);
	}
	assert_int_equal(clock_zone("UTC", &error), 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(clock_parse(bad[i], 0, &t), -1);
	assert_int_equal(clock_zone("Asia/Tokio", &error), -1);
	assert_non_null(strstr(error.text, "unknown time zone \"Asia/Tokio\""));
	assert_int_equal(clock_zone("../../etc/passwd", &error), -1);
	assert_int_equal(clock_zone("", &error), -1);
	assert_int_equal(clock_zone("EST5", &error), 0);
	assert_string_equal(clock_iso(0, text), "1969-12-31T19:00:00-05:00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(renders),
		cmocka_unit_test(both_languages),
		cmocka_unit_test(periods),
		cmocka_unit_test(facts_as_json),
		cmocka_unit_test(output_file),
		cmocka_unit_test(wrong_usage),
		cmocka_unit_test(wrong_input),
		cmocka_unit_test(help_and_version),
		cmocka_unit_test(times),
	};

	return cmocka_run_group_tests(tests, fill, NULL);
}
