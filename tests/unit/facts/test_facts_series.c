// SPDX-License-Identifier: GPL-2.0-or-later
/* test_facts_series.c - when it was: series, days, what was lost, who watched */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bulletin/values.h"
#include "common/error.h"
#include "common/clock.h"
#include "support/outbreak.h"
#include "support/values_fixture.h"

#define EUROPE	"CET-1CEST,M3.5.0,M10.5.0/3"

static void zone(const char *name)
{
	struct error error = { "" };

	assert_int_equal(clock_zone(name, &error), 0);
}

static int64_t time_of(const char *text)
{
	int64_t t = 0;

	assert_int_equal(clock_parse(text, 0, &t), 0);
	return t;
}

static json_t *values_of(struct store *store, int64_t from, int64_t until)
{
	struct store_range range = { from, until, NULL };
	struct error error = { "" };
	struct facts facts;
	json_t *values;

	if (facts_collect(&facts, store, &range, &error))
		fail_msg("%s", error.text);
	values = values_facts(&facts, VALUES_FULL);
	facts_free(&facts);
	assert_non_null(values);
	return values;
}

#define length(values, path)	((int)json_array_size(value_at(values, path)))

static json_int_t sum(json_t *list, const char *name)
{
	json_int_t total = 0;
	json_t *point;
	size_t i;

	json_array_foreach(list, i, point)
		total += json_integer_value(json_object_get(point, name));
	return total;
}

/* Windows of an hour, 10 packets of the worm in each, two from inside. */
static void hourly(struct store *store, int64_t from, int64_t until)
{
	struct kernel k = { .epoch = 9 };
	int64_t t;

	assert_int_equal(kernel_record(&k, store, "r1", from - 3600, 3600,
					(uint64_t)from), 0);
	for (t = from; t < until; t += 3600) {
		kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP,
			     10, 4040);
		kernel_count(&k, DIRECTION_EGRESS, REASON_WORM, VERDICT_DROP, 2,
			     808);
		kernel_count(&k, DIRECTION_EGRESS, REASON_ECHO, VERDICT_DROP, 1,
			     29);
		assert_int_equal(kernel_record(&k, store, "r1", t, 3600,
						(uint64_t)t + 3600), 0);
	}
}

static void days_of_23_and_25_hours(void **state)
{
	struct store *store = fixture_store("dst");
	int64_t from, until;
	json_t *v;

	zone(EUROPE);
	from = time_of("2026-03-28");
	until = time_of("2026-03-31");
	assert_int_equal(until - from, 71 * 3600);
	hourly(store, from, until);
	v = values_of(store, from, until);
	assert_int_equal(length(v, "days"), 3);
	assert_string_equal(text(v, "days.0.date"), "2026-03-28");
	assert_int_equal(number(v, "days.0.worm_in"), 240);
	assert_string_equal(text(v, "days.1.date"), "2026-03-29");
	assert_int_equal(number(v, "days.1.worm_in"), 230);
	assert_int_equal(number(v, "days.1.worm_out"), 46);
	assert_int_equal(number(v, "days.1.attacks"), 230 + 46 + 23);
	assert_int_equal(number(v, "days.2.worm_in"), 240);
	assert_string_equal(text(v, "series.days.points.2.start"),
			    "2026-03-30T00:00:00+02:00");
	json_decref(v);
	store_close(store);

	store = fixture_store("dst");
	from = time_of("2026-10-25");
	until = time_of("2026-10-27");
	hourly(store, from, until);
	v = values_of(store, from, until);
	assert_int_equal(length(v, "days"), 2);
	assert_int_equal(number(v, "days.0.worm_in"), 250);
	assert_int_equal(number(v, "days.1.worm_in"), 240);
	json_decref(v);
	store_close(store);
}

/* What came in by interfaces in no zone is in the totals, and on no side. */
static void unnamed_is_on_no_side(void **state)
{
	struct store *store = fixture_store("unnamed");
	int64_t from, until;
	struct kernel k = { .epoch = 9 };
	json_t *v;

	zone(EUROPE);
	from = time_of("2026-03-28");
	until = time_of("2026-03-30");
	k.began = (uint64_t)from;
	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 10, 4040);
	kernel_count(&k, DIRECTION_EGRESS, REASON_WORM, VERDICT_DROP, 2, 808);
	kernel_count(&k, DIRECTION_UNNAMED, REASON_WORM, VERDICT_DROP, 5, 2020);
	kernel_count(&k, DIRECTION_UNNAMED, REASON_ECHO, VERDICT_DROP, 1, 29);
	assert_int_equal(kernel_record(&k, store, "r1", from, 3600,
					(uint64_t)from + 3600), 0);
	v = values_of(store, from, until);
	assert_int_equal(number(v, "worm.packets"), 17);
	assert_int_equal(number(v, "worm.bytes"), 17 * 404);
	assert_int_equal(number(v, "worm.ingress.packets"), 10);
	assert_int_equal(number(v, "worm.egress.packets"), 2);
	assert_int_equal(number(v, "worm.from_inside.packets"), 2);
	assert_int_equal(number(v, "worm.from_inside.bytes"), 808);
	assert_int_equal(number(v, "worm.unnamed.packets"), 5);
	assert_int_equal(number(v, "attacks.unnamed.packets"), 6);
	assert_int_equal(number(v, "days.0.worm_in"), 10);
	assert_int_equal(number(v, "days.0.worm_out"), 2);
	assert_int_equal(number(v, "days.0.attacks"), 18);
	json_decref(v);
	store_close(store);
}

/* Clocks that are set at midnight: that day begins at one. */
static void midnight_that_is_not(void **state)
{
	char iso[CLOCK_ISO_MAX];
	int64_t t;

	zone("<-04>4<-03>,M9.1.0/0,M4.1.0/0");
	t = time_of("2026-09-05 12:00");
	assert_string_equal(clock_iso(clock_day(t, 1), iso),
			    "2026-09-06T01:00:00-03:00");
	assert_string_equal(clock_iso(clock_day(t, 2), iso),
			    "2026-09-07T00:00:00-03:00");
	assert_string_equal(clock_iso(clock_day(t, 0), iso),
			    "2026-09-05T00:00:00-04:00");
}

static void levels_of_a_day(void **state)
{
	struct store *store = fixture_store("outbreak");
	json_t *v;

	zone("JST-9");
	assert_int_equal(outbreak_fill(store, "r1"), 0);
	v = values_of(store, DAY, DAY_END);
	assert_string_equal(text(v, "chart.level"), "minutes");
	assert_int_equal(number(v, "chart.seconds"), WINDOW);
	assert_int_equal(number(v, "chart.every.minutes"), 15);
	assert_int_equal(length(v, "chart.points"), WINDOWS);
	assert_int_equal(number(v, "chart.points.5.worm_in"), WORM_OF(5));
	assert_int_equal(sum(value_at(v, "chart.points"), "worm_in"), WORM_IN);
	assert_int_equal(sum(value_at(v, "chart.points"), "worm_out"),
			 WORM_OUT + WORM_MONITORED);
	assert_int_equal(length(v, "series.hours.points"), 24);
	assert_int_equal(sum(value_at(v, "series.hours.points"), "attacks_in"),
			 WORM_IN + VARIANTS_IN + PINGPONG_IN);
	assert_int_equal(length(v, "days"), 1);
	assert_int_equal(number(v, "days.0.requests"), REQUESTS_IN);
	assert_int_equal(number(v, "days.0.responses"), RESPONSES_OUT);

	/* 1000 packets less in every window; 37 every third, on average. */
	assert_true(yes(v, "chart.trend.known"));
	assert_in_range(number(v, "chart.trend.slope_from"), 99950, 100100);
	assert_in_range(number(v, "chart.trend.slope_until"), 4950, 5100);

	assert_int_equal(number(v, "rates.per_sensor_day.worm"),
			 WORM_IN + WORM_OUT + WORM_MONITORED);
	assert_string_equal(text(v, "sensors.list.0.days"), "1.0");
	json_decref(v);

	/* Of a longer period hours, then days. */
	v = values_of(store, DAY, DAY_END + 86400);
	assert_string_equal(text(v, "chart.level"), "hours");
	assert_int_equal(length(v, "chart.points"), 48);
	assert_int_equal(number(v, "chart.points.47.watched"), 0);
	json_decref(v);
	v = values_of(store, DAY - 20 * 86400, DAY_END);
	assert_string_equal(text(v, "chart.level"), "days");
	assert_int_equal(length(v, "chart.points"), 21);
	assert_int_equal(number(v, "chart.points.20.worm_in"), WORM_IN);
	json_decref(v);
	store_close(store);
}

/* A second sensor with the same halves what one sees in a day. */
static void two_sensors(void **state)
{
	struct store *store = fixture_store("two");
	json_t *v;

	zone("JST-9");
	assert_int_equal(outbreak_fill(store, "r1"), 0);
	assert_int_equal(quiet_fill(store, "r2"), 0);
	v = values_of(store, DAY, DAY_END);
	assert_int_equal(number(v, "sensors.count"), 2);
	assert_int_equal(number(v, "rates.per_sensor_day.worm"),
			 (WORM_IN + WORM_OUT + WORM_MONITORED) / 2);
	json_decref(v);
	store_close(store);
}

static void lost_time(void **state)
{
	struct store *store = fixture_store("lost");
	struct kernel k = { .epoch = 3 };
	json_t *v;
	int i;

	zone("JST-9");
	for (i = -1; i < 20; i++) {
		/* an hour without a daemon */
		if (i >= 4 && i < 8)
			continue;
		kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 1,
			     404);
		assert_int_equal(kernel_record(&k, store, "r1",
				 DAY + i * WINDOW, WINDOW,
				 (uint64_t)(DAY + (i + 1) * WINDOW)), 0);
	}
	v = values_of(store, DAY, DAY_END);
	assert_int_equal(number(v, "lost.periods"), 1);
	assert_int_equal(number(v, "lost.seconds"), 3600);
	assert_int_equal(number(v, "lost.windows"), 4);
	json_decref(v);
	/* Half of it is in this period. */
	v = values_of(store, DAY + 6 * WINDOW, DAY_END);
	assert_int_equal(number(v, "lost.seconds"), 1800);
	json_decref(v);
	store_close(store);
}

/* Windows of 15 minutes and of an hour: both rise, and so does their sum. */
static void windows_of_two_lengths(void **state)
{
	struct kernel a = { .epoch = 3 }, b = { .epoch = 4 };
	struct store *store = fixture_store("lengths");
	json_t *v;
	int i;

	zone("JST-9");
	assert_int_equal(kernel_record(&a, store, "a", DAY - WINDOW, WINDOW,
					(uint64_t)DAY), 0);
	assert_int_equal(kernel_record(&b, store, "b", DAY - 3600, 3600,
					(uint64_t)DAY), 0);
	for (i = 0; i < WINDOWS; i++) {
		kernel_count(&a, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP,
			     (uint64_t)i, 404);
		assert_int_equal(kernel_record(&a, store, "a",
				 DAY + i * WINDOW, WINDOW,
				 (uint64_t)(DAY + (i + 1) * WINDOW)), 0);
		if (i % 4 != 3)
			continue;
		kernel_count(&b, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP,
			     (uint64_t)i, 404);
		assert_int_equal(kernel_record(&b, store, "b",
				 DAY + (i - 3) * WINDOW, 3600,
				 (uint64_t)(DAY + (i + 1) * WINDOW)), 0);
	}
	v = values_of(store, DAY, DAY_END);
	assert_int_equal(number(v, "windows.seconds"), 0);
	assert_string_equal(text(v, "trend.result"), "rising");
	assert_int_equal(number(v, "trend.values"), 24);
	assert_int_equal(number(v, "trend.seconds"), 3600);
	assert_int_equal(number(v, "trend.score"), 24 * 23 / 2);
	/* No finer than the longest window. */
	assert_string_equal(text(v, "chart.level"), "hours");
	assert_int_equal(number(v, "chart.points.1.worm_in"), 4 + 5 + 6 + 7 + 7);
	assert_int_equal(length(v, "series.minutes.points"), 0);
	json_decref(v);
	store_close(store);
}

static void before_all_that_is_kept(void **state)
{
	struct store_retention keep = { .windows = 1, .hours = 1, .days = 1 };
	struct store *store = fixture_store("kept");
	json_t *v;
	int i;

	zone("UTC");
	hourly(store, 10 * 86400, 14 * 86400);
	for (i = 0; i < 9; i++)
		assert_int_equal(store_expire(store, &keep, 13 * 86400), 0);
	v = values_of(store, 10 * 86400, 14 * 86400);
	assert_false(yes(v, "period.complete"));
	assert_string_equal(text(v, "period.kept"), "1970-01-13T00:00:00+00:00");
	json_decref(v);
	v = values_of(store, 12 * 86400, 14 * 86400);
	assert_true(yes(v, "period.complete"));
	assert_int_equal(number(v, "worm.ingress.packets"), 480);
	/* Nothing is left of the two days before. */
	assert_false(yes(v, "previous.known"));
	json_decref(v);
	store_close(store);
}

static void an_empty_store(void **state)
{
	struct store *store = fixture_store("empty");
	json_t *v;

	zone("JST-9");
	v = values_of(store, DAY, DAY_END);
	assert_int_equal(number(v, "windows.count"), 0);
	assert_false(yes(v, "previous.known"));
	assert_int_equal(number(v, "rates.per_sensor_day.worm"), 0);
	assert_string_equal(text(v, "trend.result"), "untested");
	assert_false(yes(v, "chart.trend.known"));
	assert_int_equal(length(v, "days"), 1);
	assert_false(yes(v, "days.0.watched"));
	json_decref(v);
	/* Eight thousand years of it: no series is that long. */
	v = values_of(store, 0, 253402300799);
	assert_int_equal(length(v, "days"), 0);
	assert_int_equal(length(v, "chart.points"), 0);
	json_decref(v);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_of_23_and_25_hours),
		cmocka_unit_test(unnamed_is_on_no_side),
		cmocka_unit_test(midnight_that_is_not),
		cmocka_unit_test(levels_of_a_day),
		cmocka_unit_test(two_sensors),
		cmocka_unit_test(lost_time),
		cmocka_unit_test(windows_of_two_lengths),
		cmocka_unit_test(before_all_that_is_kept),
		cmocka_unit_test(an_empty_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
