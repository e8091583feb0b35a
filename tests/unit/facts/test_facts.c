// SPDX-License-Identifier: GPL-2.0-or-later
/* test_facts.c - figures equal the store's to the unit; a trend needs a test */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "facts/facts.h"
#include "facts/internal.h"
#include "support/outbreak.h"

static const struct store_range day = { DAY, DAY_END, NULL };

static struct store *open_new(const char *name)
{
	struct error error = { "" };
	struct store *store;

	store = store_open(fixture_path(name), DB_WRITE, &error);
	assert_string_equal(error.text, "");
	return store;
}

static void collect(struct facts *facts, struct store *store,
		    const struct store_range *range)
{
	struct error error = { "" };

	if (facts_collect(facts, store, range, &error))
		fail_msg("%s", error.text);
}

static void outbreak(void **state)
{
	struct store *store = open_new("facts");
	const struct facts_figures *worm;
	struct facts f;

	assert_int_equal(outbreak_fill(store, "r1"), 0);
	collect(&f, store, &day);
	worm = &f.group[FACTS_WORM];
	assert_int_equal(worm->direction[DIRECTION_INGRESS].packets, WORM_IN);
	assert_int_equal(worm->direction[DIRECTION_INGRESS].bytes, WORM_IN * 404);
	assert_int_equal(worm->direction[DIRECTION_EGRESS].packets, WORM_OUT);
	assert_int_equal(worm->direction[DIRECTION_INTERNAL].packets,
			 WORM_MONITORED);
	assert_int_equal(worm->verdict[VERDICT_MONITOR].packets, WORM_MONITORED);
	assert_int_equal(worm->verdict[VERDICT_DROP].packets, WORM_IN + WORM_OUT);
	assert_int_equal(worm->verdict[VERDICT_ACCEPT].packets, 0);
	assert_int_equal(worm->total.packets,
			 WORM_IN + WORM_OUT + WORM_MONITORED);
	assert_int_equal(f.group[FACTS_VARIANTS].total.packets, VARIANTS_IN);
	assert_int_equal(f.group[FACTS_PINGPONG].total.packets, PINGPONG_IN);
	assert_int_equal(f.group[FACTS_SIGNATURE].total.packets, 0);
	assert_int_equal(f.group[FACTS_REQUESTS].total.packets, REQUESTS_IN);
	assert_int_equal(f.group[FACTS_RESPONSES].total.packets, RESPONSES_OUT);
	assert_int_equal(f.group[FACTS_OTHER].total.packets, FOREIGN_IN);
	assert_int_equal(f.elsewhere.total.packets, UNRELATED);
	assert_int_equal(f.uninspected.total.packets, FRAGMENTS);
	assert_int_equal(f.attacks.total.packets, worm->total.packets +
			 VARIANTS_IN + PINGPONG_IN);
	assert_int_equal(f.counters.count, 10);
	assert_int_equal(f.windows, WINDOWS);
	assert_int_equal(f.seconds, WINDOW);
	assert_int_equal(f.first, DAY);
	assert_int_equal(f.last, DAY_END);
	assert_int_equal(f.sensors.count, 1);
	assert_false(f.at_least);
	facts_free(&f);
	store_close(store);
}

static void who_sent_it(void **state)
{
	struct store *store = open_new("facts");
	char text[PREFIX_TEXT_MAX];
	struct facts f;

	assert_int_equal(outbreak_fill(store, "r1"), 0);
	collect(&f, store, &day);
	assert_int_equal(f.outside.sources, SOURCES);
	assert_int_equal(f.outside.attackers, SOURCES - 1);
	assert_int_equal(f.outside.by_class[CLASS_SLAMMER], 26);
	assert_int_equal(f.accused[0], SOURCES - 1);
	assert_int_equal(f.accused[1], 2);
	assert_int_equal(f.inside.sources, 3);
	assert_int_equal(f.inside.by_class[CLASS_SLAMMER], 2);

	assert_int_equal(f.infected.count, 2);
	assert_string_equal(address_text(f.infected.list[0].address, text),
			    "192.0.2.77");
	assert_string_equal(f.infected.list[0].interface, "lan0");
	assert_int_equal(f.infected.list[0].packets[CLASS_SLAMMER], 96 * 1400);
	assert_int_equal(f.infected.list[0].first, DAY + 30);
	assert_int_equal(f.infected.list[0].last, DAY + 95 * WINDOW + 30);
	assert_string_equal(address_text(f.infected.list[1].address, text),
			    "2001:db8:10::7");

	assert_int_equal(f.top.count, FACTS_TOP);
	assert_string_equal(address_text(f.top.list[0].address, text),
			    "198.51.112.2");
	assert_int_equal(f.top.list[0].packets[CLASS_SLAMMER], 96 * 325);
	assert_int_equal(f.network_count, NETWORKS);
	assert_int_equal(f.networks.count, FACTS_TOP);
	assert_string_equal(prefix_text(&f.networks.list[0].prefix, text),
			    "198.51.112.0/24");
	assert_int_equal(f.networks.list[0].sources, 2);
	assert_int_equal(facts_attacks(f.networks.list[0].packets),
			 96 * (324 + 325));
	facts_free(&f);
	store_close(store);
}

static const char *constituent_of(struct address a, void *arg)
{
	return "example-univ";
}

/* One packet each that looks like an attack: they are counted and not named. */
static void one_packet_each(void **state)
{
	struct store *store = open_new("weak");
	struct kernel k = { .epoch = 3 };
	unsigned int class, n;
	char text[40];
	struct facts f;

	store_resolve(store, constituent_of, NULL);
	assert_int_equal(kernel_record(&k, store, "r1", DAY - WINDOW, WINDOW,
					(uint64_t)DAY), 0);
	for (class = CLASS_OTHER, n = 0; class < CLASS_SLAMMER; class++, n++) {
		snprintf(text, sizeof(text), "198.51.%u.7", 100 + n);
		kernel_attack(&k, text, 0, class, 1, 1, (uint64_t)DAY);
		snprintf(text, sizeof(text), "192.0.2.%u", 1 + n);
		kernel_attack(&k, text, 1, class, 1, 1, (uint64_t)DAY);
	}
	kernel_count(&k, DIRECTION_INGRESS, REASON_LONG_NAME, VERDICT_DROP, 3, 99);
	kernel_count(&k, DIRECTION_EGRESS, REASON_ECHO, VERDICT_DROP, 3, 99);
	assert_int_equal(kernel_record(&k, store, "r1", DAY, WINDOW,
					(uint64_t)(DAY + WINDOW)), 0);
	collect(&f, store, &day);
	assert_int_equal(f.attacks.total.packets, 6);
	assert_int_equal(f.outside.attackers, 3);
	assert_int_equal(f.inside.attackers, 3);
	assert_int_equal(f.accused[0] + f.accused[1], 0);
	assert_int_equal(f.infected_count, 0);
	assert_int_equal(f.infected.count, 0);
	assert_int_equal(f.top.count, 0);
	assert_int_equal(f.network_count, 0);
	assert_int_equal(f.networks.count, 0);
	assert_int_equal(f.constituents.count, 0);
	facts_free(&f);

	/* Many packets to many targets name a network; the worm, its host at once. */
	kernel_attack(&k, "198.51.105.7", 0, CLASS_OVERFLOW, 20, 6, (uint64_t)DAY + 1);
	kernel_attack(&k, "192.0.2.4", 1, CLASS_SLAMMER, 1, 0, (uint64_t)DAY + 1);
	assert_int_equal(kernel_record(&k, store, "r1", DAY + WINDOW, WINDOW,
					(uint64_t)(DAY + 2 * WINDOW)), 0);
	collect(&f, store, &day);
	assert_int_equal(f.accused[0], 1);
	assert_int_equal(f.accused[1], 1);
	assert_int_equal(f.network_count, 1);
	assert_int_equal(f.networks.list[0].sources, 1);
	assert_int_equal(f.infected_count, 1);
	assert_string_equal(address_text(f.infected.list[0].address, text), "192.0.2.4");
	assert_int_equal(f.constituents.count, 1);
	assert_int_equal(f.constituents.list[0].sources, 12);
	assert_int_equal(f.constituents.list[0].accused, 2);
	assert_int_equal(f.constituents.list[0].infected, 1);
	facts_free(&f);
	store_close(store);
}

static void trend_of_the_outbreak(void **state)
{
	struct store *store = open_new("facts");
	struct facts f;

	assert_int_equal(outbreak_fill(store, "r1"), 0);
	collect(&f, store, &day);
	assert_int_equal(f.trend.result, TREND_FALLING);
	assert_int_equal(f.trend.interval, 3600);
	assert_int_equal(f.trend.n, 24);
	assert_int_equal(f.trend.score, -276);
	facts_free(&f);
	store_close(store);
}

static void nothing(void **state)
{
	struct store_range before = { 0, DAY - WINDOW, NULL };
	struct store_range other = { DAY, DAY_END, "r9" };
	struct store *store = open_new("quiet");
	struct facts f;

	assert_int_equal(quiet_fill(store, "r1"), 0);
	collect(&f, store, &day);
	assert_int_equal(f.windows, WINDOWS);
	assert_int_equal(f.attacks.total.packets, 0);
	assert_int_equal(f.elsewhere.total.packets, 96 * 5000);
	assert_int_equal(f.outside.sources, 0);
	assert_int_equal(f.infected.count + f.networks.count, 0);
	assert_int_equal(f.trend.result, TREND_UNCLEAR);
	facts_free(&f);
	collect(&f, store, &before);
	assert_int_equal(f.windows, 0);
	assert_int_equal(f.counters.count, 0);
	assert_int_equal(f.trend.result, TREND_UNTESTED);
	facts_free(&f);
	collect(&f, store, &other);
	assert_int_equal(f.windows, 0);
	facts_free(&f);
	store_close(store);
}

static void lower_bounds(void **state)
{
	struct store *store = open_new("bounds");
	struct kernel k = { .epoch = 5 };
	struct facts f;

	k.untracked = 10;
	assert_int_equal(kernel_record(&k, store, "r1", DAY, WINDOW,
					(uint64_t)DAY), 0);
	k.evicted = 1;
	assert_int_equal(kernel_record(&k, store, "r1", DAY + WINDOW, WINDOW,
					(uint64_t)DAY), 0);
	collect(&f, store, &day);
	assert_int_equal(f.untracked, 10);
	assert_int_equal(f.evicted, 1);
	assert_true(f.at_least);
	facts_free(&f);
	store_close(store);
}

/* Worked out on paper: n = 10 without ties has variance 125. */
static void mann_kendall_by_hand(void **state)
{
	static const double v[] = { 1, 2, 3, 5, 4, 7, 6, 8, 10, 9 };
	static const double ties[] = { 3, 1, 3, 1, 3, 3, 3, 3, 3 };
	struct trend t;

	/* 45 pairs, of which 3 fall: 42 - 3 = 39. */
	assert_int_equal(trend_test(v, 10, &t), 0);
	assert_int_equal(t.score, 39);
	assert_true(t.variance >= 125);
	assert_int_equal(t.result, TREND_RISING);

	/*
	 * n = 9, groups of 7 and 2: (1656 - 798 - 18) / 18; neighbours are
	 * unlike each other here, so nothing is corrected.
	 */
	assert_int_equal(trend_test(ties, 9, &t), 0);
	assert_int_equal(t.score, -1 + 6 - 2 + 5);
	assert_true(t.variance > 46.66 && t.variance < 46.67);
	assert_int_equal(t.result, TREND_UNCLEAR);

	assert_int_equal(trend_test(v, TREND_MIN - 1, &t), 0);
	assert_int_equal(t.result, TREND_UNTESTED);
	assert_non_null(t.why);
}

static double noise(void)
{
	double sum = 0;
	int i;

	for (i = 0; i < 12; i++)
		sum += (double)rand() / RAND_MAX;
	return sum - 6;
}

/* How often a series without a trend is given one, in per cent. */
static double false_alarms(double memory)
{
	const int runs = 2000;
	int i, n, alarms = 0;
	double v[24], last = 0;
	struct trend t;

	for (i = 0; i < runs; i++) {
		for (n = -20; n < 24; n++) {
			last = memory * last + noise();
			if (n >= 0)
				v[n] = last;
		}
		assert_int_equal(trend_test(v, 24, &t), 0);
		alarms += t.result != TREND_UNCLEAR;
	}
	return 100.0 * alarms / runs;
}

static void false_alarms_are_rare(void **state)
{
	double independent, dependent;

	srand(1434);
	independent = false_alarms(0);
	dependent = false_alarms(0.4);
	print_message("false alarms: %.1f %%, with memory: %.1f %%\n",
		      independent, dependent);
	assert_true(independent < 6);
	assert_true(dependent < 10);
}

static void add(struct series *s, int64_t start, int64_t since, int64_t taken,
		uint64_t packets)
{
	struct store_window w = {
		.start = start, .seconds = 60, .since = since, .taken = taken,
	};

	w.packets[DIRECTION_INGRESS][CLASS_SLAMMER] = packets;
	assert_int_equal(series_add(s, &w), 0);
}

static void only_whole_windows(void **state)
{
	struct series s = { 0 };
	struct trend t;
	int i;

	add(&s, 0, 0, 60, 5);		/* begin not known */
	add(&s, 60, 60, 90, 5);		/* half of it so far */
	add(&s, 120, 60, 180, 5);	/* what was missed before is in it */
	assert_int_equal(s.count, 0);
	assert_int_equal(series_trend(&s, 1, 0, &t), 0);
	assert_int_equal(t.result, TREND_UNTESTED);
	for (i = 3; i < 15; i++)
		add(&s, 60 * i, 60 * i, 60 * i + 60, (uint64_t)i * i);
	assert_int_equal(series_trend(&s, 1, 0, &t), 0);
	assert_int_equal(t.n, 12);
	assert_int_equal(t.interval, 60);
	assert_int_equal(t.result, TREND_RISING);

	/* In intervals of 5 min one of which was hardly watched: that one goes. */
	series_free(&s);
	for (i = 0; i < 60; i++)
		if (i / 5 != 4 || i % 5 == 0)
			add(&s, 60 * i, 60 * i + (i == 0), 60 * i + 60, 7);
	assert_int_equal(series_trend(&s, 1, 0, &t), 0);
	assert_int_equal(t.interval, 300);
	assert_int_equal(t.n, 11);

	/* A second sensor in the last two windows is no rise: two are too few. */
	series_free(&s);
	for (i = 3; i < 15; i++) {
		add(&s, 60 * i, 60 * i, 60 * i + 60, 7);
		if (i > 12)
			add(&s, 60 * i, 60 * i, 60 * i + 60, 7000);
	}
	assert_int_equal(series_trend(&s, 2, 0, &t), 0);
	assert_int_equal(t.result, TREND_UNTESTED);
	assert_int_equal(t.n, 2);
	series_free(&s);
}

/* One that was renamed is one; two of the same name are two. */
static void sensors_are_counted_by_identity(void **state)
{
	struct kernel k = { .epoch = 1, .identity = 1, .began = DAY };
	struct kernel other = { .epoch = 2, .identity = 2, .began = DAY };
	struct store *store = open_new("facts");
	struct facts f;

	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 202, 1);
	assert_int_equal(kernel_record(&k, store, "gw", DAY, 300,
				       (uint64_t)DAY + 300), 0);
	assert_int_equal(kernel_record(&k, store, "gw-new", DAY + 300, 300,
				       (uint64_t)DAY + 600), 0);
	collect(&f, store, &day);
	assert_int_equal(f.attacks.total.packets, 202);
	assert_int_equal(f.sensors.count, 1);
	assert_string_equal(f.sensors.list[0].name, "gw-new");
	assert_int_equal(f.sensors.list[0].windows, 2);
	facts_free(&f);
	assert_int_equal(kernel_record(&other, store, "gw-new", DAY, 300,
				       (uint64_t)DAY + 300), 0);
	collect(&f, store, &day);
	assert_int_equal(f.sensors.count, 2);
	assert_int_equal(f.sensors.list[1].windows, 1);
	facts_free(&f);
	store_close(store);
}

/* Counted for weeks before the store was there: in the sums, and in nothing else. */
static void spans_are_no_rates(void **state)
{
	struct kernel k = { .epoch = 1, .began = DAY - 30 * 86400 };
	struct store *store = open_new("facts");
	struct facts f;
	int i;

	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 1000012, 1);
	for (i = 0; i < 4; i++) {
		assert_int_equal(kernel_record(&k, store, "gw", DAY + i * 300, 300,
					       (uint64_t)DAY + (uint64_t)i * 300 + 300), 0);
		kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 2, 1);
	}
	collect(&f, store, &day);
	assert_int_equal(f.attacks.total.packets, 1000012 + 6);
	assert_int_equal(f.spans.count, 1);
	assert_int_equal(f.spans.attacks, 1000012);
	assert_int_equal(f.spans.worm, 1000012);
	assert_int_equal(f.spans.from, DAY - 30 * 86400);
	assert_int_equal(f.spans.until, DAY + 300);
	assert_int_equal(f.watched, 900);
	assert_int_equal(f.first, DAY + 300);
	assert_int_equal(f.last, DAY + 1200);
	assert_int_equal(f.series[FACTS_MINUTES].list[0].worm_in, 0);
	assert_int_equal(f.series[FACTS_MINUTES].list[1].worm_in, 2);
	assert_int_equal(f.sensors.count, 1);
	facts_free(&f);
	store_close(store);

	/* Nothing else was observed yet. */
	store = open_new("facts");
	assert_int_equal(kernel_record(&k, store, "gw", DAY, 300,
				       (uint64_t)DAY + 300), 0);
	collect(&f, store, &day);
	assert_true(f.attacks.total.packets > 1000000);
	assert_int_equal(f.windows, 1);
	assert_int_equal(f.watched, 0);
	assert_int_equal(f.first, DAY);
	assert_int_equal(f.last, DAY + 300);
	facts_free(&f);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outbreak),
		cmocka_unit_test(who_sent_it),
		cmocka_unit_test(one_packet_each),
		cmocka_unit_test(trend_of_the_outbreak),
		cmocka_unit_test(nothing),
		cmocka_unit_test(lower_bounds),
		cmocka_unit_test(sensors_are_counted_by_identity),
		cmocka_unit_test(spans_are_no_rates),
		cmocka_unit_test(mann_kendall_by_hand),
		cmocka_unit_test(false_alarms_are_rare),
		cmocka_unit_test(only_whole_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
