// SPDX-License-Identifier: GPL-2.0-or-later
/* test_advisory.c - slammer-advisory and its previews, as a user calls them */
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "common/clock.h"
#include "common/error.h"
#include "slammer-advisory/denied.h"
#include "support/columns.h"
#include "support/command_fixture.h"
#include "support/outbreak.h"

#define STORE	FIXTURE_DIR "/advisory.db"
#define FULL	"render --store " STORE " --from 2026-01-26 --last 24h" \
		" --date 2026-01-27 --number 1 --publisher etc/publisher.conf"

static int fill(void **state)
{
	struct error error;
	struct store *store;

	store = store_open(fixture_path("advisory"), DB_WRITE, &error);
	if (!store || outbreak_fill(store, "r1"))
		return -1;
	store_close(store);
	return 0;
}

static void renders(void **state)
{
	struct outcome o = command_run(FULL " --lang ja");
	char *golden = command_file("tests/golden/day.ja.txt");

	assert_string_equal(o.err, "");
	assert_int_equal(o.status, 0);
	assert_string_equal(o.out, golden);
	free(golden);
	outcome_free(&o);
}

/* @path as a user who owns nothing; the text of the error */
static const char *refused(const char *path, enum db_mode mode)
{
	static struct error error;

	error_set(&error, "no");
	assert_int_equal(seteuid(4711), 0);
	denied_advice(path, mode, &error);
	assert_int_equal(seteuid(0), 0);
	return error.text;
}

/* The message says who has access, and as which user to run */
static void denied(void **state)
{
	const struct passwd *owner = getpwnam("games");
	const char *folder = command_folder("denied");
	char path[PATH_MAX], expected[512];

	if (geteuid() || !owner)
		skip();
	snprintf(path, sizeof(path), "%s/advisories.db", folder);
	assert_int_equal(chown(folder, owner->pw_uid, owner->pw_gid), 0);
	assert_int_equal(chmod(folder, 0750), 0);
	snprintf(expected, sizeof(expected), "no: run as user games (sudo -u games slammer-advisory ...), or as root");
	assert_string_equal(refused(path, DB_WRITE), expected);
	assert_string_equal(refused(path, DB_READ),
			    strcat(expected, "; to read, joining the group games is enough"));
	command_write(path, "");
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(chmod(path, 0644), 0);
	assert_string_equal(refused(path, DB_READ), "no");
	assert_string_equal(refused(path, DB_WRITE), "no: run as root");
	/* Another reason than permissions */
	assert_string_equal(refused("/no/such/folder/file", DB_READ), "no");
}

static void both_languages(void **state)
{
	struct outcome o = command_run(FULL), again = command_run(FULL " --lang both");
	const char *why;

	assert_int_equal(o.status, 0);
	assert_string_equal(o.out, again.out);
	assert_non_null(strstr(o.out, "\nI. 概要\n"));
	assert_non_null(strstr(o.out, "\nI. Overview\n"));
	assert_string_equal(broken_line(o.out, &why), "");
	outcome_free(&o);
	outcome_free(&again);
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
	struct outcome o, first = command_run(FULL " --lang en");
	char arguments[512];
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		snprintf(arguments, sizeof(arguments),
			 "render --store " STORE " --date 2026-01-27 --number 1"
			 " --publisher etc/publisher.conf --lang en %s", same[i]);
		o = command_run("%s", arguments);
		assert_string_equal(o.err, "");
		assert_string_equal(o.out, first.out);
		outcome_free(&o);
	}
	outcome_free(&first);
	/* Nothing is stored of the last 24 hours. */
	o = command_run("render --store " STORE " --lang en");
	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.out, "no observation data"));
	assert_null(strstr(o.out, "packets observed"));
	outcome_free(&o);
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
	struct outcome o = command_run(FULL " --json --sensor r1");
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
	outcome_free(&o);
}

static void output_file(void **state)
{
	const char *path = FIXTURE_DIR "/bulletin.txt";
	struct outcome o;
	char *golden, *text;

	unlink(path);
	o = command_run(FULL " --lang en --output " FIXTURE_DIR "/bulletin.txt");
	assert_int_equal(o.status, 0);
	assert_string_equal(o.out, "");
	text = command_file(path);
	golden = command_file("tests/golden/day.en.txt");
	assert_string_equal(text, golden);
	outcome_free(&o);
	free(text);
	/* A run that fails leaves what was there, and nothing beside it. */
	command_fails(1, "xx", FULL " --lang xx --output " FIXTURE_DIR "/bulletin.txt");
	text = command_file(path);
	assert_string_equal(text, golden);
	free(text);
	free(golden);
	command_fails(1, "none/b.txt: cannot be written: No such file", FULL " --output " FIXTURE_DIR "/none/b.txt");
	o = command_into("/dev/full", FULL " --lang en");
	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.err, "standard output: cannot be written"));
	outcome_free(&o);
}

/* A device, or a link such as /dev/stdout, is written and not replaced. */
static void output_in_place(void **state)
{
	const char *link = FIXTURE_DIR "/link", *target = FIXTURE_DIR "/target";
	char *golden = command_file("tests/golden/day.en.txt"), *text;
	struct stat status;

	unlink(link);
	command_write(target, "old");
	assert_int_equal(symlink("target", link), 0);
	assert_int_equal(command_status(FULL " --lang en --output " FIXTURE_DIR "/link"), 0);
	text = command_file(target);
	assert_string_equal(text, golden);
	free(text);
	free(golden);
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	unlink(link);
	assert_int_equal(symlink("/dev/full", link), 0);
	command_fails(1, "link: cannot be written: No space left",
		      FULL " --lang en --output " FIXTURE_DIR "/link");
	command_fails(1, "build: cannot be written: Is a directory",
		      FULL " --lang en --output build");
}

/* A full disk is a failure of every command. */
static void full_disk(void **state)
{
	struct outcome o = command_into("/dev/full", "render --help");

	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.err, "standard output: cannot be written"));
	outcome_free(&o);
	assert_int_equal(command_status("--version"), 0);
}

static void wrong_usage(void **state)
{
	command_fails(2, "no command given", "%s", "");
	command_fails(2, "unknown command \"rendr\"", "rendr");
	command_fails(2, "unknown option --lst", "render --lst 5");
	command_fails(2, "--last needs a value", "render --last");
	command_fails(2, "unexpected argument \"c\"", "render a b c");
	command_fails(2, "need a preview: omit the ID", "render 3 --number 1");
	command_fails(2, "there is no format \"pdf\" (text", "render --format pdf");
	command_fails(1, "none.db: cannot be opened to read", "render bulletin --archive " FIXTURE_DIR "/none.db");
	command_fails(2, "exclude each other", FULL " --until 2026-01-28");
	command_fails(2, "\"5y\" is not a duration", "render --last 5y");
	command_fails(2, "is not a duration", "render --last 0h");
	command_fails(2, "\"someday\" is not a time", "render --from someday");
	command_fails(2, "is not a time", "render --from 2026-02-30");
	command_fails(2, "ends before it begins", "render --from 2026-01-27 --until 2026-01-26");
	command_fails(2, "--number is 1 to 9999", "render --number 0");
	command_fails(2, "--number is 1 to 9999", "render --number 10000");
	command_fails(2, "--number is 1 to 9999", "render --number 1x");
	command_fails(2, "--date is a day", "render --date 2026-13-01");
}

static void wrong_input(void **state)
{
	command_fails(1, "none.db: cannot be opened to read: No such file or directory", "render --store " FIXTURE_DIR "/none.db");
	command_fails(1, "Makefile: this is not a database", "render --store Makefile");
	command_fails(1, "there is no sensor \"r7\" (known: r1)", FULL " --sensor r7");
	command_fails(1, "none.conf: cannot be read: No such file or directory", FULL " --publisher none.conf");
	command_fails(1, "references.conf", FULL " --templates tests");
	command_fails(1, "no name in the language \"de\"", FULL " --lang de");
	command_fails(1, "lowercase letters only", FULL " --lang ../ja");
}

static void help_and_version(void **state)
{
	static const char *const options[] = {
		"--store", "--from", "--until", "--last", "--sensor", "--lang",
		"--publisher", "--templates", "--number", "--date", "--json",
		"--output", "--help",
	};
	struct outcome o = command_run("render --help");
	size_t i;

	assert_int_equal(o.status, 0);
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		assert_non_null(strstr(o.out, options[i]));
	outcome_free(&o);
	o = command_run("--help");
	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.out, "render"));
	outcome_free(&o);
	o = command_run("--version");
	assert_string_equal(o.out, "slammer-advisory " NF_SLAMMER_VERSION "\n");
	outcome_free(&o);
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
		cmocka_unit_test(output_in_place),
		cmocka_unit_test(full_disk),
		cmocka_unit_test(wrong_usage),
		cmocka_unit_test(wrong_input),
		cmocka_unit_test(help_and_version),
		cmocka_unit_test(denied),
		cmocka_unit_test(times),
	};

	return cmocka_run_group_tests(tests, fill, NULL);
}
