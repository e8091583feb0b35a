// SPDX-License-Identifier: GPL-2.0-or-later
/* test_clock.c - the grammar of times and durations */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/clock.h"

#define NOW	1796040600	/* 2026-11-30T12:10:00Z, a Monday */
#define NOON	1796040000	/* 2026-11-30T12:00:00Z */
#define TODAY	1795996800	/* 2026-11-30T00:00:00Z */
#define DAY	86400
#define NONE	-1

struct sample {
	const char *text;
	int64_t value;		/* NONE: refused */
};

static int set_utc(void **state)
{
	return clock_zone("UTC", NULL);
}

static void test_times(void **state)
{
	static const struct sample samples[] = {
		{ "now", NOW }, { "today", TODAY }, { "yesterday", TODAY - DAY },
		{ "2026-11-30", TODAY }, { "2026-11-30T12:00Z", NOON },
		{ "2026-11-30 12:00", NOON }, { "2026-11-30T12:00:00", NOON },
		{ "2026-11-30T12:00:00Z", NOON },
		{ "2026-11-30T21:00+09:00", NOON },
		{ "2026-11-30T07:30-04:30", NOON },
		{ "@1796040000", NOON }, { "@0", 0 },
		{ "1970-01-01", 0 }, { "2024-02-29", 1709164800 },
		/* not in the calendar */
		{ "2026-02-31", NONE }, { "2026-02-29", NONE },
		{ "2026-04-31", NONE }, { "2026-13-01", NONE },
		{ "2026-00-10", NONE }, { "2026-01-00", NONE },
		{ "2026-11-30T24:00Z", NONE }, { "2026-11-30T12:60Z", NONE },
		{ "2026-11-30T12:00:60Z", NONE }, { "1969-12-31", NONE },
		/* not a time */
		{ "", NONE }, { "tomorrow", NONE }, { "Now", NONE },
		{ "2026-11", NONE }, { "26-11-30", NONE }, { "2026-11-3", NONE },
		{ "2026/11/30", NONE }, { "2026-11-30T", NONE },
		{ "2026-11-30Z", NONE }, { "2026-11-30x12:00", NONE },
		{ "2026-11-30T12", NONE }, { "2026-11-30T1:00", NONE },
		{ "2026-11-30T12:00z", NONE }, { "2026-11-30T12:00ZZ", NONE },
		{ "2026-11-30T12:00+0900", NONE },
		{ "2026-11-30T12:00+15:00", NONE },
		{ "2026-11-30T12:00+09:60", NONE },
		{ "@", NONE }, { "@x", NONE }, { "@-1", NONE }, { "@1x", NONE },
		{ "@253402300800", NONE }, { "@99999999999999999999", NONE },
		{ "15min", NONE },
	};
	int64_t t;
	size_t i;

	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *s = &samples[i];
		int error = clock_parse(s->text, NOW, &t);

		if (error ? s->value != NONE : t != s->value)
			fail_msg("\"%s\": %s %lld", s->text,
				 error ? "refused" : "is", (long long)t);
	}
}

static void test_durations(void **state)
{
	static const struct sample samples[] = {
		{ "1s", 1 }, { "90s", 90 }, { "15m", 900 }, { "15min", 900 },
		{ "24h", DAY }, { "7d", 7 * DAY }, { "2w", 14 * DAY },
		{ "0001d", DAY },
		{ "0d", NONE }, { "-1d", NONE }, { "+1d", NONE }, { "", NONE },
		{ "d", NONE }, { "15", NONE }, { "15 min", NONE },
		{ "15mins", NONE }, { "15M", NONE }, { "1h30m", NONE },
		{ "1.5h", NONE }, { "1y", NONE }, { "1000000001s", NONE },
		{ "99999999999999999999s", NONE },
	};
	int64_t seconds;
	size_t i;

	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *s = &samples[i];
		int error = clock_duration(s->text, &seconds);

		if (error ? s->value != NONE : seconds != s->value)
			fail_msg("\"%s\": %s %lld", s->text,
				 error ? "refused" : "is", (long long)seconds);
	}
}

static void test_since(void **state)
{
	int64_t t;

	assert_int_equal(clock_since("10m", NOW, &t), 0);
	assert_int_equal(t, NOON);
	assert_int_equal(clock_since("yesterday", NOW, &t), 0);
	assert_int_equal(t, TODAY - DAY);
	assert_int_equal(clock_since("2026-11-30T12:00Z", NOW, &t), 0);
	assert_int_equal(t, NOON);
	assert_int_equal(clock_since("2026-02-31", NOW, &t), -1);
	assert_int_equal(clock_since("soon", NOW, &t), -1);
}

static void test_dates(void **state)
{
	struct tm day;

	assert_int_equal(clock_date("2026-11-30", &day), 0);
	assert_int_equal(day.tm_year, 126);
	assert_int_equal(day.tm_mon, 10);
	assert_int_equal(day.tm_mday, 30);
	assert_int_equal(clock_date("2026-02-31", &day), -1);
	assert_int_equal(clock_date("2026-11-30T12:00Z", &day), -1);
	assert_int_equal(clock_date("today", &day), -1);
}

/* Times are parsed and printed in the program's zone. */
static void test_zones(void **state)
{
	char iso[CLOCK_ISO_MAX], name[16], offset[8];
	int64_t t;

	assert_int_equal(clock_zone("JST-9", NULL), 0);
	assert_string_equal(clock_iso(NOON, iso), "2026-11-30T21:00:00+09:00");
	assert_int_equal(clock_parse("2026-11-30 21:00", NOW, &t), 0);
	assert_int_equal(t, NOON);
	assert_int_equal(clock_parse("today", NOW, &t), 0);
	assert_int_equal(t, TODAY - 9 * 3600);
	clock_zone_at(NOON, name, offset);
	assert_string_equal(name, "JST");
	assert_string_equal(offset, "+09:00");
	assert_int_equal(clock_zone("<-0330>3:30", NULL), 0);
	assert_string_equal(clock_iso(NOON, iso), "2026-11-30T08:30:00-03:30");
	assert_int_equal(clock_zone("UTC", NULL), 0);
	assert_string_equal(clock_iso(NOON, iso), "2026-11-30T12:00:00+00:00");
}

/* Days on which clocks change have 23 and 25 hours. */
static void test_days(void **state)
{
	int64_t spring = 1774738800;	/* 2026-03-29T00:00+01:00 */

	assert_int_equal(clock_zone("CET-1CEST,M3.5.0,M10.5.0/3", NULL), 0);
	assert_int_equal(clock_day(spring + 43200, 0), spring);
	assert_int_equal(clock_day(spring, 1) - spring, 23 * 3600);
	assert_int_equal(clock_day(spring, -1), spring - DAY);
	assert_int_equal(clock_zone("UTC", NULL), 0);
	assert_int_equal(clock_day(NOW, 0), TODAY);
}

static void test_unknown_zones(void **state)
{
	static const char *const zones[] = {
		"", "Asia/Nowhere", "../passwd", "/etc/passwd", "JST", "AB1",
	};
	struct error error;
	size_t i;

	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		assert_int_equal(clock_zone(zones[i], &error), -1);
		assert_non_null(strstr(error.text, "unknown time zone \""));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_unknown_zones),
	};

	return cmocka_run_group_tests(tests, set_utc, NULL);
}
