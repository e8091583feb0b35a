// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_levels.c - hours, days, their retention, and gaps */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "nfslammer/sketch.h"
#include "support/sql_fixture.h"
#include "support/store_fixture.h"

#define DAY	86400ll
#define T0	(20479 * DAY)	/* 2026-01-26 00:00:00 UTC */

static const struct store_range always = { 0, INT64_MAX, NULL };
static const struct store_retention keep = { .windows = 2, .hours = 4, .days = 6 };

static struct store *store;
static char path[256];

static int setup(void **state)
{
	struct error error = { "" };

	snprintf(path, sizeof(path), "%s", fixture_path("levels"));
	store = store_open(path, DB_WRITE, &error);
	assert_string_equal(error.text, "");
	return 0;
}

static int teardown(void **state)
{
	store_close(store);
	return 0;
}

static int64_t number(const char *sql)
{
	return sql_number(path, sql);
}

static int add_sum(const struct store_sum *sum, void *arg)
{
	*(uint64_t *)arg += sum->packets;
	return 0;
}

static uint64_t packets_from(int64_t from)
{
	struct store_range range = { from, INT64_MAX, NULL };
	uint64_t sum = 0;

	assert_int_equal(store_sums(store, &range, add_sum, &sum), 0);
	return sum;
}

static int count_window(const struct store_window *window, void *arg)
{
	unsigned int *seconds = arg;

	assert_true(!*seconds || *seconds == window->seconds);
	*seconds = window->seconds;
	return 0;
}

/* Length of the windows from which a range is read. */
static unsigned int seconds_from(int64_t from)
{
	struct store_range range = { from, INT64_MAX, NULL };
	unsigned int seconds = 0;

	assert_int_equal(store_windows(store, &range, count_window, &seconds), 0);
	return seconds;
}

/* A window every 20 minutes of @days days: a worm in each, from one of 5 hosts. */
static void fill(struct kernel *k, int days)
{
	char address[32];
	int64_t t;

	k->epoch = 1;
	k->began = T0;
	for (t = T0; t < T0 + days * DAY; t += 1200) {
		snprintf(address, sizeof(address), "192.0.2.%d",
			 (int)(t / 1200 % 5));
		kernel_count(k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 1, 404);
		kernel_source(k, address, 0, "eth0", CLASS_SLAMMER, 1,
			      (uint64_t)t);
		assert_int_equal(kernel_record(k, store, "r1", t, 1200,
						(uint64_t)t + 1200), 0);
	}
}

static void sums_agree(void **state)
{
	struct kernel k = { .n_sources = 0 };

	fill(&k, 2);
	assert_int_equal(number("SELECT count(*) FROM hour"), 48);
	assert_int_equal(number("SELECT count(*) FROM day"), 2);
	assert_int_equal(number("SELECT sum(packets) FROM window_counter"), 144);
	assert_int_equal(number("SELECT sum(packets) FROM hour_counter"), 144);
	assert_int_equal(number("SELECT sum(bytes) FROM day_counter"), 144 * 404);
	assert_int_equal(number("SELECT sum(slammer) FROM hour_source"), 144);
	assert_int_equal(number("SELECT sum(slammer) FROM day_source"), 144);
	/* Distinct sources are counted at each level, they are no sums. */
	assert_int_equal(number("SELECT max(n) FROM (SELECT count(*) AS n FROM hour_source GROUP BY window)"), 3);
	assert_int_equal(number("SELECT min(n) FROM (SELECT count(*) AS n FROM day_source GROUP BY window)"), 5);
	assert_int_equal(number("SELECT count(*) FROM lost_window"), 0);

	/* A late window of yesterday is added to its hour and its day. */
	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 3, 1212);
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 1200, 1200,
					(uint64_t)(T0 + 2 * DAY)), 0);
	assert_int_equal(number("SELECT sum(packets) FROM day_counter JOIN day ON id = window ORDER BY start"), 147);
	assert_int_equal(number("SELECT packets FROM day_counter JOIN day ON id = window ORDER BY start LIMIT 1"), 75);
	assert_int_equal(number("SELECT packets FROM hour_counter JOIN hour ON id = window ORDER BY start LIMIT 1"), 6);
}

/* Expire as a daemon would in many hours; returns the number of sweeps. */
static int expire(int64_t now)
{
	int i, more, steps = 0;

	for (i = 0; i < 30; i++) {
		assert_int_equal(store_expire(store, &keep, now), 0);
		do {
			/* Sums are exact at any time, even if data is partly deleted. */
			assert_int_equal(packets_from(0), 720);
			more = store_sweep(store, 10);
			assert_true(more >= 0);
			steps++;
		} while (more);
	}
	return steps;
}

static void retention_of_levels(void **state)
{
	struct kernel k = { .n_sources = 0 };
	int64_t now = T0 + 10 * DAY;

	fill(&k, 10);
	assert_int_equal(packets_from(0), 720);
	assert_int_equal(seconds_from(0), 1200);
	assert_true(expire(T0 + 6 * DAY) > 50);
	/* Windows of the last two days, and later ones. */
	assert_int_equal(number("SELECT min(start) FROM window"), T0 + 4 * DAY);
	assert_int_equal(number("SELECT min(start) FROM hour"), T0 + 2 * DAY);
	assert_int_equal(number("SELECT min(start) FROM day"), T0);
	assert_int_equal(number("SELECT count(*) FROM window_source WHERE window NOT IN (SELECT id FROM window)"), 0);
	assert_int_equal(number("SELECT sum(packets) FROM window_counter"), 6 * 72);
	assert_int_equal(number("SELECT sum(packets) FROM hour_counter"), 8 * 72);
	assert_int_equal(seconds_from(T0 + 4 * DAY), 1200);
	assert_int_equal(seconds_from(T0 + 4 * DAY - 1), 3600);
	assert_int_equal(seconds_from(T0 + 2 * DAY), 3600);
	assert_int_equal(seconds_from(T0 + 2 * DAY - 1), 86400);
	assert_int_equal(packets_from(T0 + 3 * DAY), 7 * 72);
	assert_int_equal(packets_from(T0 + DAY), 9 * 72);
	/* Finally days expire too. */
	for (int i = 0; i < 30; i++)
		assert_int_equal(store_expire(store, &keep, now), 0);
	while (store_sweep(store, 1000) > 0)
		;
	assert_int_equal(packets_from(0), 6 * 72);
	assert_int_equal(seconds_from(0), 86400);
}

/* Each call expires one day at most, however wrong the clock is. */
static void a_wrong_clock_costs_a_day(void **state)
{
	struct kernel k = { .n_sources = 0 };

	fill(&k, 3);
	assert_int_equal(store_expire(store, &keep, T0 + 4000 * DAY), 0);
	while (store_sweep(store, 1000) > 0)
		;
	assert_int_equal(number("SELECT min(start) FROM window"), T0 + DAY);
	assert_int_equal(number("SELECT min(start) FROM hour"), T0 + DAY);
	assert_int_equal(number("SELECT min(start) FROM day"), T0 + DAY);
}

/* A router began in 1970: years without data are skipped. */
static void years_without_data(void **state)
{
	struct kernel k = { .epoch = 1 };

	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 1, 404);
	assert_int_equal(kernel_record(&k, store, "r1", 0, 1200, 100), 0);
	fill(&k, 3);
	for (int i = 0; i < 2; i++)
		assert_int_equal(store_expire(store, &keep, T0 + 3 * DAY), 0);
	assert_int_equal(number("SELECT since FROM kept WHERE level = 'window'"),
			 T0 + DAY);
}

struct lost_list {
	struct store_gap list[8];
	size_t count;
};

static int add_gap(const struct store_gap *gap, void *arg)
{
	struct lost_list *l = arg;

	l->list[l->count++] = *gap;
	return 0;
}

static struct lost_list lost_in(int64_t from, int64_t until)
{
	struct store_range range = { from, until, NULL };
	struct lost_list l = { .count = 0 };

	assert_int_equal(store_gaps(store, &range, add_gap, &l), 0);
	return l;
}

static void time_without_windows(void **state)
{
	struct kernel k = { .epoch = 1 };
	struct lost_list l;

	assert_int_equal(kernel_record(&k, store, "r1", T0, 300, T0 + 200), 0);
	/* Killed in a window, and restarted two windows later. */
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 900, 300, T0 + 910), 0);
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 900, 300, T0 + 1200), 0);
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 1200, 300, T0 + 1500), 0);
	l = lost_in(0, INT64_MAX);
	assert_int_equal(l.count, 1);
	assert_int_equal(l.list[0].from, T0 + 200);
	assert_int_equal(l.list[0].until, T0 + 900);
	assert_int_equal(l.list[0].cause, STORE_GAP_AWAY);
	assert_true(l.list[0].known);
	assert_int_equal(l.list[0].packets, 0);
	assert_string_equal(l.list[0].sensor, "r1");

	/* The module was reloaded: its last counts are unknown. */
	k.epoch = 2;
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 1500, 300, T0 + 1800), 0);
	assert_int_equal(lost_in(T0 + 1000, T0 + 1500).count, 0);
	l = lost_in(T0 + 1600, T0 + 1700);
	assert_int_equal(l.count, 1);
	assert_int_equal(l.list[0].cause, STORE_GAP_RESTART);
	assert_false(l.list[0].known);
	assert_int_equal(l.list[0].from, T0 + 1500);
	assert_int_equal(l.list[0].until, T0 + 1800);
}

static void the_clock_was_set(void **state)
{
	struct store_snapshot snapshot = { .epoch = 1 };
	struct kernel k = { .epoch = 1 };
	struct lost_list l;

	assert_int_equal(kernel_record(&k, store, "r1", T0 + DAY, 300,
					T0 + DAY + 300), 0);
	/* Back by a day while no daemon ran. */
	assert_int_equal(kernel_record(&k, store, "r1", T0, 300, T0 + 100), 0);
	l = lost_in(0, INT64_MAX);
	assert_int_equal(l.count, 1);
	assert_int_equal(l.list[0].cause, STORE_GAP_CLOCK);
	assert_int_equal(l.list[0].from, T0 + 100);
	assert_int_equal(l.list[0].until, T0 + DAY + 300);
	assert_int_equal(number("SELECT since FROM window ORDER BY start"), 0);

	/* Forward while a daemon ran: the time between did not exist. */
	snapshot.since_ns = (uint64_t)(T0 + 5 * DAY + 10) * SECOND;
	snapshot.taken_ns = (uint64_t)(T0 + 5 * DAY + 300) * SECOND;
	assert_int_equal(store_record(store, "r1", T0 + 5 * DAY, 300, &snapshot), 0);
	assert_int_equal(lost_in(0, INT64_MAX).count, 1);
	assert_int_equal(number("SELECT max(since) FROM window"),
			 T0 + 5 * DAY + 10);
}

static void reported_gaps(void **state)
{
	struct store_gap given = {
		.from = T0 - 600, .until = T0, .cause = STORE_GAP_MEMORY,
		.known = true, .packets = 17,
	};
	struct store_snapshot snapshot = {
		.epoch = 1, .taken_ns = (uint64_t)T0 * SECOND,
		.gaps = &given, .n_gaps = 1,
	};
	struct lost_list l;

	assert_int_equal(store_record(store, "r1", T0, 300, &snapshot), 0);
	assert_int_equal(store_record(store, "r1", T0, 300, &snapshot), 0);
	l = lost_in(0, INT64_MAX);
	assert_int_equal(l.count, 1);
	assert_int_equal(l.list[0].packets, 17);
	assert_int_equal(l.list[0].cause, STORE_GAP_MEMORY);
	assert_string_equal(store_gap_cause_name(STORE_GAP_MEMORY), "memory");
	/* It explains the time before, so no second gap is recorded. */
	given.until = T0 + 900;
	assert_int_equal(store_record(store, "r1", T0 + 900, 300, &snapshot), 0);
	assert_int_equal(lost_in(0, INT64_MAX).count, 2);
}

static void near(uint64_t is, uint64_t wanted)
{
	assert_in_range(is, wanted * 90 / 100, wanted * 110 / 100);
}

/* Hosts @first to @last attack from outside, and one host inside is attacked. */
static void attack(int64_t start, unsigned int first, unsigned int last)
{
	static struct store_sketch sketches[3];
	struct store_snapshot snapshot = {
		.epoch = 1, .taken_ns = (uint64_t)(start + 300) * SECOND,
		.sketches = sketches, .n_sketches = 3,
	};
	unsigned int i;

	memset(sketches, 0, sizeof(sketches));
	for (i = first; i <= last; i++)
		sketch_add(sketches[0].registers, sketch_hash(address_ip4(i)));
	sketches[1].targets = 1;
	sketch_add(sketches[1].registers, sketch_hash(address_ip4(7)));
	sketches[2].inside = 1;
	assert_int_equal(store_record(store, "r1", start, 300, &snapshot), 0);
	/* twice is once */
	assert_int_equal(store_record(store, "r1", start, 300, &snapshot), 0);
}

static struct store_distinct distinct_in(int64_t from, int64_t until)
{
	struct store_range range = { from, until, NULL };
	struct store_distinct d = { .sources = 1 };

	assert_int_equal(store_distinct(store, &range, false, &d), 0);
	return d;
}

static void distinct_of_hours_and_days(void **state)
{
	struct store_distinct d;

	attack(T0, 1, 1000);
	attack(T0 + 300, 501, 2000);
	attack(T0 + 3600, 1501, 3000);
	attack(T0 + DAY, 1, 100);
	d = distinct_in(T0, T0 + 3600);
	near(d.attackers_about, 2000);
	assert_int_equal(d.targets_about, 1);
	near(distinct_in(T0 + 3600, T0 + 7200).attackers_about, 1500);
	near(distinct_in(T0, T0 + DAY).attackers_about, 3000);
	near(distinct_in(T0 + DAY, T0 + 2 * DAY).attackers_about, 100);
	near(distinct_in(0, INT64_MAX).attackers_about, 3000);
	assert_int_equal(distinct_in(T0 + 7200, T0 + DAY).attackers_about, 0);
	/* no inside host attacked, so there is no row */
	assert_int_equal(number("SELECT count(*) FROM hour_sketch"), 6);
	assert_int_equal(number("SELECT count(*) FROM day_sketch"), 4);
	/* days have them after hours have expired */
	assert_int_equal(store_expire(store, &(struct store_retention){ 1, 1, 100 },
				      T0 + 2 * DAY), 0);
	while (store_sweep(store, 100) > 0)
		;
	assert_int_equal(number("SELECT count(*) FROM hour_sketch"), 2);
	near(distinct_in(T0, T0 + DAY).attackers_about, 3000);
}

static const char *constituent_of(struct address address, void *arg)
{
	*(int *)arg += 1;
	return address_equal(address, fixture_address("192.0.2.1")) ?
		"example-univ" : NULL;
}

static int note_talker(const struct fixture_source *talker, void *arg)
{
	char (*names)[STORE_CONSTITUENT_MAX] = arg;
	bool first = address_equal(talker->address, fixture_address("192.0.2.1"));

	snprintf(names[!first], sizeof(names[0]), "%s", talker->constituent);
	return 0;
}

static void constituents(void **state)
{
	char names[2][STORE_CONSTITUENT_MAX] = { "?", "?" };
	struct kernel k = { .epoch = 1 };
	int asked = 0;

	kernel_source(&k, "192.0.2.1", 1, "eth0", CLASS_SLAMMER, 1, T0);
	kernel_source(&k, "192.0.2.2", 1, "eth0", CLASS_SLAMMER, 1, T0);
	store_resolve(store, constituent_of, &asked);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 300, T0 + 300), 0);
	assert_int_equal(asked, 2);
	assert_int_equal(fixture_sources(store, &always, note_talker, names), 0);
	assert_string_equal(names[0], "example-univ");
	assert_string_equal(names[1], "");
	assert_int_equal(number("SELECT count(*) FROM day_source JOIN constituent ON id = constituent WHERE name = 'example-univ'"), 1);
	/* A recorded constituent remains, even without its file. */
	store_resolve(store, NULL, NULL);
	kernel_source(&k, "192.0.2.1", 1, "eth0", CLASS_SLAMMER, 1, T0 + 1);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 300, T0 + 300), 0);
	assert_int_equal(fixture_sources(store, &always, note_talker, names), 0);
	assert_string_equal(names[0], "example-univ");
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(sums_agree),
		TEST(retention_of_levels),
		TEST(a_wrong_clock_costs_a_day),
		TEST(years_without_data),
		TEST(time_without_windows),
		TEST(the_clock_was_set),
		TEST(reported_gaps),
		TEST(constituents),
		TEST(distinct_of_hours_and_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
