// SPDX-License-Identifier: GPL-2.0-or-later
/* test_events.c - slammerctl events: past ones, new ones, lost ones */
#include "support/program_fixture.h"

#define EVENT(second)							       \
	"{\"time\": \"2026-01-25T12:00:0" second "Z\", \"event\": \"infected\"," \
	" \"address\": \"192.0.2.6" second "\", \"interface\": \"lan0\","      \
	" \"class\": \"slammer\", \"reason\": \"worm\", \"target\": \"203.0.113.1\"}"
#define LINE(second)							       \
	"2026-01-25T12:00:0" second "Z  infected  192.0.2.6" second "  lan0  worm to 203.0.113.1\n"
#define REPLY_OF(listening, instance, next, missed, events)			       \
	"{\"ok\": true, \"listening\": " listening ", \"instance\": \"" instance "\"," \
	" \"next\": " next ", \"missed\": " missed ", \"events\": [" events "]}"
#define REPLY(next, events)	REPLY_OF("true", "a", next, "0", events)
#define THREE	REPLY("3", EVENT("0") "," EVENT("1") "," EVENT("2"))
#define LOST	"slammerctl: events were lost: they arrived faster than they were read\n"

static void test_past(void **state)
{
	program_shows("events", THREE, LINE("0") LINE("1") LINE("2"));
	assert_string_equal(program_request(), "{\"command\":\"events\"}\n");
	program_shows("events --count 2", THREE, LINE("1") LINE("2"));
	program_shows("events", REPLY("0", ""), "");
}

static void test_since(void **state)
{
	program_shows("events --since 2026-01-25T12:00:01Z", THREE, LINE("1") LINE("2"));
	program_shows("events --since 2026-01-25T21:00:02+09:00", THREE, LINE("2"));
	program_shows("events --since 2026-01-25T12:00Z --count 1", THREE, LINE("2"));
	program_shows("events --since 1970-01-01", THREE, LINE("0") LINE("1") LINE("2"));
	program_shows("events --since 1h", THREE, "");
}

static void test_json(void **state)
{
	program_shows("events --json", REPLY("1", EVENT("0")),
		"{\"time\":\"2026-01-25T12:00:00Z\",\"event\":\"infected\",\"address\":\"192.0.2.60\",\"interface\":\"lan0\",\"class\":\"slammer\",\"reason\":\"worm\",\"target\":\"203.0.113.1\"}\n");
}

static void test_deaf_daemon(void **state)
{
	program_answers("events", REPLY_OF("false", "a", "1", "0", EVENT("0")), 0, LINE("0"),
		     "slammerctl: slammerd is not receiving events from the module\n");
}

static void follows(const char *options, const char *const *replies, int status,
		    const char *out, const char *err)
{
	char arguments[128];
	struct outcome o;

	snprintf(arguments, sizeof(arguments), "events --follow %s", options);
	o = program_run_with(arguments, replies);
	assert_string_equal(o.out, out);
	assert_string_equal(o.err, err);
	assert_int_equal(o.status, status);
	program_outcome_free(&o);
}

static void test_follow(void **state)
{
	const char *const replies[] = {
		REPLY("1", EVENT("0")),
		REPLY("3", EVENT("0") "," EVENT("1") "," EVENT("2")),
		NULL
	};

	follows("--count 2", replies, 0, LINE("1") LINE("2"), "");
	follows("--count 2 --since 2026-01-25", replies, 0, LINE("0") LINE("1"), "");
}

/* A daemon that was restarted counts from 0 again. */
static void test_follow_restart(void **state)
{
	const char *const replies[] = {
		REPLY("1", EVENT("0")),
		REPLY_OF("true", "b", "1", "0", EVENT("1")),
		NULL
	};

	follows("--count 1", replies, 0, LINE("1"), "");
}

/* More than the daemon remembers came in between; or it missed some itself. */
static void test_follow_lost(void **state)
{
	const char *const fast[] = { REPLY("1", EVENT("0")), REPLY("9", EVENT("8")), NULL };
	const char *const missed[] = {
		REPLY("1", EVENT("0")),
		REPLY_OF("true", "a", "2", "7", EVENT("0") "," EVENT("1")), NULL
	};

	follows("--count 1", fast, 0, LINE("8"), LOST);
	follows("--count 1", missed, 0, LINE("1"), LOST);
}

static void test_follow_ends(void **state)
{
	const char *const replies[] = { REPLY("0", ""), "", NULL };

	follows("", replies, 1, "", "slammerctl: cannot talk to slammerd (" FIXTURE_DIR "/program.sock): connection closed without a reply\n");
}

/* Where no daemon runs the module is asked, and there is none here. */
static void test_follow_module(void **state)
{
	struct outcome o = program_run("events --follow --socket " FIXTURE_DIR "/none");

	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.err, "slammerd is not running (no listener on " FIXTURE_DIR "/none)\n"
			       "slammerctl: "));
	program_outcome_free(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_past),
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_deaf_daemon),
		cmocka_unit_test(test_follow),
		cmocka_unit_test(test_follow_restart),
		cmocka_unit_test(test_follow_lost),
		cmocka_unit_test(test_follow_ends),
		cmocka_unit_test(test_follow_module),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
