// SPDX-License-Identifier: GPL-2.0-or-later
/* test_cli.c - the command line of every command: help, version, usage errors */
#include "support/program_fixture.h"

static const char *const commands[] = {
	"status", "sources", "samples", "events", "top", "metrics", "reload",
	"confirm", "rollback", "flush", "policy", "policy init", "policy check",
	"policy test", "policy show", "policy diff", "policy advise",
};
#define COMMANDS	(sizeof(commands) / sizeof(*commands))

/* "slammerctl COMMAND: why", where help is, status 2 and nothing on stdout */
static void refuses(const char *command, const char *arguments, const char *why)
{
	const char *blank = *command ? " " : "";
	char line[256], expected[512];

	snprintf(line, sizeof(line), "%s %s", command, arguments);
	snprintf(expected, sizeof(expected),
		 "slammerctl%s%s: %s\nTry 'slammerctl%s%s --help'.\n", blank,
		 command, why, blank, command);
	program_says(line, 2, "", expected);
}

static void test_usage(void **state)
{
	refuses("", "", "missing command");
	refuses("", "polcy", "unknown command \"polcy\": did you mean \"policy\"?");
	refuses("", "sttaus", "unknown command \"sttaus\": did you mean \"status\"?");
	refuses("", "frobnicate", "unknown command \"frobnicate\"");
	refuses("", "\"$(printf '\\033[2J')\"", "unknown command \"\\x1b[2J\"");
	refuses("", "--hlep", "unknown option \"--hlep\"");
	refuses("policy", "", "missing command (init, check, test, show, diff, advise)");
	refuses("policy", "chek", "unknown command \"chek\": did you mean \"check\"?");
	refuses("policy", "apply", "unknown command \"apply\" (init, check, test, show, diff, advise)");
	refuses("policy", "--json", "unknown option \"--json\"");
}

/* Every command refuses in the same words what it does not take. */
static void test_usage_of_commands(void **state)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++) {
		refuses(commands[i], "--nonsense", "unknown option \"--nonsense\"");
		refuses(commands[i], "-x", "unknown option \"-x\"");
		if (!strchr(commands[i], ' ') && strcmp(commands[i], "policy"))
			refuses(commands[i], "now", "unexpected argument \"now\"");
		if (strcmp(commands[i], "policy"))
			refuses(commands[i], "--json=1", "\"--json=1\" takes no value");
	}
	refuses("policy init", "a", "unexpected argument \"a\"");
	refuses("policy check", "a b", "unexpected argument \"b\"");
	refuses("policy test", "a", "missing argument: expected FILE CAPTURE");
	refuses("policy test", "a b c", "unexpected argument \"c\"");
	refuses("policy show", "a b", "unexpected argument \"b\"");
	refuses("policy diff", "a b c", "unexpected argument \"c\"");
	refuses("policy advise", "a", "unexpected argument \"a\"");
}

static void test_usage_of_values(void **state)
{
	refuses("status", "--socket", "\"--socket\" needs a value");
	refuses("policy test", "a b --from", "\"--from\" needs a value");
	refuses("policy test", "a b --from none", "--from takes external, internal, local, unnamed or auto, not \"none\"");
	refuses("policy test", "a b --from dmz", "--from takes external, internal, local, unnamed or auto, not \"dmz\"");
	refuses("top", "--interval 0", "--interval takes seconds from 0.1 to 3600, not \"0\"");
	refuses("top", "--interval 3601", "--interval takes seconds from 0.1 to 3600, not \"3601\"");
	refuses("top", "--interval nan", "--interval takes seconds from 0.1 to 3600, not \"nan\"");
	refuses("top", "--interval ''", "--interval takes seconds from 0.1 to 3600, not \"\"");
	refuses("top", "--interval 1s", "--interval takes seconds from 0.1 to 3600, not \"1s\"");
	refuses("top", "--count 0", "--count takes a number of at least 1, not \"0\"");
	refuses("top", "--by colour", "--by takes class, direction, interface or sources, not \"colour\"");
	refuses("top", "--sort size", "--sort takes rate, bits, dropped, total or name, not \"size\"");
	refuses("events", "--count ten", "--count takes a number of at least 1, not \"ten\"");
	refuses("sources", "--limit -1", "--limit takes a number of at least 1, not \"-1\"");
	refuses("reload", "--confirm soon", "--confirm takes a number of at least 1, not \"soon\"");
}

#define TAKES_TIME \
	"--since takes a time (2026-11-30, 2026-11-30T12:00Z, yesterday) or a duration (15min, 24h, 7d, 2w), not "

/* One grammar for every command, and one message about it. */
static void test_since(void **state)
{
	static const char *const takers[] = { "events", "samples" };
	static const char *const bad[] = {
		"soon", "10", "10x", "-1h", "2026-02-31", "2026-13-01",
		"2026-11-30T25:00Z", "2026-11-30T12", "1000000001d",
	};
	static const char *const good[] = {
		"90s", "15m", "15min", "2h", "7d", "2w", "1000000000d", "yesterday",
		"2026-11-30", "2026-11-30T12:00Z", "2026-11-30T12:00:00Z",
	};
	char arguments[128], why[256];
	size_t i, t;

	for (t = 0; t < 2; t++)
		for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
			snprintf(arguments, sizeof(arguments), "--since %s", bad[i]);
			snprintf(why, sizeof(why), TAKES_TIME "\"%s\"", bad[i]);
			refuses(takers[t], arguments, why);
		}
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		snprintf(arguments, sizeof(arguments),
			 "samples --directory /nonexistent --since %s", good[i]);
		program_says(arguments, 1, "",
			     "slammerctl: /nonexistent: No such file or directory\n");
	}
}

/* The same text for -h and --help, of lines that fit a terminal */
static void helps(const char *command)
{
	char usage[64], arguments[64];
	struct outcome brief, o;
	char *line;

	snprintf(usage, sizeof(usage), "Usage: slammerctl %s",
		 *command ? command : "COMMAND");
	snprintf(arguments, sizeof(arguments), "%s -h", command);
	brief = program_run(arguments);
	snprintf(arguments, sizeof(arguments), "%s --help", command);
	o = program_run(arguments);
	assert_int_equal(o.status, 0);
	assert_int_equal(brief.status, 0);
	assert_string_equal(o.err, "");
	assert_string_equal(o.out, brief.out);
	assert_memory_equal(o.out, usage, strlen(usage));
	assert_non_null(strstr(o.out, "-h, --help "));
	assert_non_null(strstr(o.out, "-V, --version "));
	for (line = strtok(o.out, "\n"); line; line = strtok(NULL, "\n"))
		if (strlen(line) > 80)
			fail_msg("%s: longer than 80: %s", command, line);
	program_outcome_free(&brief);
	program_outcome_free(&o);
}

static void test_help(void **state)
{
	size_t i;

	helps("");
	for (i = 0; i < COMMANDS; i++)
		helps(commands[i]);
}

static void test_version(void **state)
{
	char arguments[64];
	size_t i;

	program_says("--version", 0, "slammerctl " NF_SLAMMER_VERSION "\n", "");
	program_says("-V", 0, "slammerctl " NF_SLAMMER_VERSION "\n", "");
	for (i = 0; i < COMMANDS; i++) {
		snprintf(arguments, sizeof(arguments), "%s -V", commands[i]);
		program_says(arguments, 0, "slammerctl " NF_SLAMMER_VERSION "\n", "");
		snprintf(arguments, sizeof(arguments), "%s --version", commands[i]);
		program_says(arguments, 0, "slammerctl " NF_SLAMMER_VERSION "\n", "");
	}
}

/* A full disk is a failure of any command. */
static void test_full(void **state)
{
	program_says("--version >/dev/full", 1, "",
		     "slammerctl: cannot write the output: No space left on device\n");
	program_says("policy check etc/policy.conf --json >/dev/full", 1, "",
		     "slammerctl: cannot write the output: No space left on device\n");
}

/* Why neither the daemon nor the module answers */
static void test_no_answer(void **state)
{
	static const char *const asking[] = { "status", "sources", "metrics" };
	char arguments[128];
	struct outcome o;
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(arguments, sizeof(arguments),
			 "%s --socket " FIXTURE_DIR "/none", asking[i]);
		o = program_run(arguments);
		assert_int_equal(o.status, 1);
		assert_string_equal(o.out, "");
		assert_non_null(strstr(o.err, "slammerctl: slammerd is not running (no listener on " FIXTURE_DIR "/none)\n"));
		program_outcome_free(&o);
	}
	program_says("flush --socket " FIXTURE_DIR "/none", 1, "",
		     "slammerctl: slammerd is not running (no listener on " FIXTURE_DIR "/none)\n");
	program_says("events --socket " FIXTURE_DIR "/none", 1, "",
		     "slammerctl: slammerd is not running (no listener on " FIXTURE_DIR "/none)\n");
}

#define FAILED	"slammerctl: cannot talk to slammerd (" FIXTURE_DIR "/program.sock): "

static void test_bad_replies(void **state)
{
	program_answers("flush", "", 1, "", FAILED "connection closed without a reply\n");
	program_answers("flush", "[]", 1, "", FAILED "the reply is not a JSON object\n");
	program_answers("flush", "{", 1, "", FAILED "the reply is not a JSON object\n");
	program_answers("flush", "{}", 1, "", "slammerctl: slammerd gave no reason\n");
	program_answers("flush", "{\"ok\": false, \"error\": \"no store\"}", 1, "",
		     "slammerctl: no store\n");
	program_answers("events", "{\"ok\": false, \"error\": \"no\"}", 1, "",
		     "slammerctl: no\n");
	program_says("flush --socket $(printf '%0200d' 1)", 1, "",
		     "slammerctl: cannot talk to slammerd (00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001): File name too long\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_usage_of_commands),
		cmocka_unit_test(test_usage_of_values),
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_bad_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
