// SPDX-License-Identifier: GPL-2.0-or-later
/* test_facts_previous.c - a period and the one before it, with figures known here */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bulletin/values.h"
#include "common/error.h"
#include "common/clock.h"
#include "support/outbreak.h"
#include "support/values_fixture.h"

#define PERIOD	(4 * 3600)
#define EACH	16			/* windows of a period */

static const struct store_range now = { DAY, DAY + PERIOD, NULL };

/* 198.51.100.0/24 is of example-a, 192.0.2.0/24 of example-b. */
static const char *constituent_of(struct address a, void *arg)
{
	if (a.lo >> 8 == 0xffffc63364)
		return "example-a";
	return a.lo >> 8 == 0xffffc00002 ? "example-b" : NULL;
}

static struct store *open_new(const char *name)
{
	struct store *store = fixture_store(name);

	store_resolve(store, constituent_of, NULL);
	return store;
}

static void before_window(struct kernel *k, uint64_t at)
{
	kernel_count(k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 100, 40400);
	kernel_count(k, DIRECTION_EGRESS, REASON_WORM, VERDICT_DROP, 10, 4040);
	kernel_count(k, DIRECTION_INGRESS, REASON_LONG_NAME, VERDICT_DROP, 4, 800);
	kernel_source(k, "198.51.100.1", 0, "wan0", CLASS_SLAMMER, 60, at);
	kernel_source(k, "198.51.101.1", 0, "wan0", CLASS_SLAMMER, 20, at);
	kernel_source(k, "198.51.102.1", 0, "wan0", CLASS_SLAMMER, 10, at);
	kernel_source(k, "192.0.2.5", 1, "lan0", CLASS_SLAMMER, 10, at);
}

static void now_window(struct kernel *k, uint64_t at)
{
	kernel_count(k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 150, 60600);
	kernel_count(k, DIRECTION_EGRESS, REASON_WORM, VERDICT_DROP, 5, 2020);
	kernel_count(k, DIRECTION_INGRESS, REASON_LONG_NAME, VERDICT_DROP, 4, 800);
	kernel_count(k, DIRECTION_INGRESS, REASON_ECHO, VERDICT_DROP, 7, 203);
	kernel_source(k, "198.51.100.1", 0, "wan0", CLASS_SLAMMER, 12, at);
	kernel_source(k, "198.51.100.2", 0, "wan0", CLASS_SLAMMER, 8, at);
	kernel_source(k, "198.51.101.1", 0, "wan0", CLASS_SLAMMER, 70, at);
	kernel_source(k, "203.0.113.1", 0, "wan0", CLASS_SLAMMER, 60, at);
	kernel_source(k, "203.0.113.2", 0, "wan0", CLASS_REQUEST, 60, at);
	kernel_source(k, "192.0.2.5", 1, "lan0", CLASS_SLAMMER, 40, at);
	kernel_source(k, "192.0.2.6", 1, "lan0", CLASS_SLAMMER, 1, at);
}

/* @missing: so many windows at the begin of the period before are not there. */
static void fill(struct store *store, int missing)
{
	struct kernel k = { .epoch = 5 };
	int64_t start;
	int i;

	k.began = (uint64_t)(DAY + (missing - EACH) * WINDOW);
	for (i = missing - EACH; i < EACH; i++) {
		start = DAY + i * WINDOW;
		if (i < 0)
			before_window(&k, (uint64_t)start + 30);
		else
			now_window(&k, (uint64_t)start + 30);
		assert_int_equal(kernel_record(&k, store, "r1", start, WINDOW,
						(uint64_t)start + WINDOW), 0);
	}
}

static json_t *values_of(struct store *store, enum values_audience audience)
{
	struct error error = { "" };
	struct facts facts;
	json_t *values;

	assert_int_equal(clock_zone("JST-9", &error), 0);
	if (facts_collect(&facts, store, &now, &error))
		fail_msg("%s", error.text);
	values = values_facts(&facts, audience);
	facts_free(&facts);
	assert_non_null(values);
	return values;
}

static void changes(void **state)
{
	struct store *store = open_new("previous");
	json_t *v;

	fill(store, 0);
	v = values_of(store, VALUES_PUBLIC);
	assert_true(yes(v, "previous.known"));
	assert_false(yes(v, "previous.partial"));
	assert_int_equal(number(v, "previous.windows"), EACH);
	assert_string_equal(text(v, "previous.from"), "2026-01-25T20:00:00+09:00");
	assert_string_equal(text(v, "previous.until"), "2026-01-26T00:00:00+09:00");
	assert_int_equal(number(v, "previous.infected_hosts"), 1);
	assert_int_equal(number(v, "infected_hosts"), 2);

	assert_true(yes(v, "worm.ingress.change.rose"));
	assert_int_equal(number(v, "worm.ingress.change.by"), 50 * EACH);
	assert_int_equal(number(v, "worm.ingress.change.previous"), 100 * EACH);
	assert_string_equal(text(v, "worm.ingress.change.percent"), "50.0");
	assert_true(yes(v, "worm.from_inside.change.fell"));
	assert_false(yes(v, "worm.from_inside.change.rose"));
	assert_int_equal(number(v, "worm.from_inside.change.by"), 5 * EACH);
	assert_string_equal(text(v, "worm.from_inside.change.percent"), "50.0");
	/* 155 instead of 110 */
	assert_string_equal(text(v, "worm.change.percent"), "40.9");
	assert_true(yes(v, "variants.change.same"));
	assert_string_equal(text(v, "variants.change.percent"), "0.0");
	assert_true(yes(v, "pingpong.change.rose"));
	assert_true(json_is_null(value_at(v, "pingpong.change.percent")));
	assert_int_equal(number(v, "sources.outside.change.previous"), 3);
	assert_int_equal(number(v, "sources.outside.attackers"), 4);
	json_decref(v);
	store_close(store);
}

static void ranks(void **state)
{
	struct store *store = open_new("previous");
	json_t *v;

	fill(store, 0);
	v = values_of(store, VALUES_FULL);
	assert_int_equal(number(v, "networks.count"), 3);
	assert_string_equal(text(v, "networks.list.0.prefix"), "198.51.101.0/24");
	assert_int_equal(number(v, "networks.list.0.rank"), 1);
	assert_int_equal(number(v, "networks.list.0.previous_rank"), 2);
	assert_string_equal(text(v, "networks.list.0.change.percent"), "250.0");
	assert_string_equal(text(v, "networks.list.1.prefix"), "203.0.113.0/24");
	assert_true(json_is_null(value_at(v, "networks.list.1.previous_rank")));
	assert_true(yes(v, "networks.list.1.new"));
	assert_int_equal(number(v, "networks.list.1.sources"), 1);
	assert_string_equal(text(v, "networks.list.2.prefix"), "198.51.100.0/24");
	assert_int_equal(number(v, "networks.list.2.previous_rank"), 1);
	assert_false(yes(v, "networks.list.2.new"));

	assert_int_equal(number(v, "constituent_count"), 2);
	assert_string_equal(text(v, "constituents.0.name"), "example-b");
	assert_int_equal(number(v, "constituents.0.attacks"), 41 * EACH);
	assert_int_equal(number(v, "constituents.0.infected"), 2);
	assert_int_equal(number(v, "constituents.0.previous_rank"), 2);
	assert_string_equal(text(v, "constituents.1.name"), "example-a");
	assert_int_equal(number(v, "constituents.1.sources"), 2);
	assert_int_equal(number(v, "constituents.1.previous_rank"), 1);
	assert_string_equal(text(v, "infected.0.constituent"), "example-b");
	json_decref(v);

	/* Readers of a bulletin learn no constituent and no host. */
	v = values_of(store, VALUES_PUBLIC);
	assert_null(json_object_get(v, "constituents"));
	assert_null(json_object_get(v, "infected"));
	assert_null(json_object_get(value_at(v, "sensors"), "list"));
	json_decref(v);
	store_close(store);
}

static void part_of_it_or_nothing(void **state)
{
	struct store *store = open_new("partial");
	json_t *v;

	fill(store, 1);
	v = values_of(store, VALUES_PUBLIC);
	assert_true(yes(v, "previous.known"));
	assert_true(yes(v, "previous.partial"));
	assert_int_equal(number(v, "previous.windows"), EACH - 1);
	json_decref(v);
	store_close(store);

	store = open_new("alone");
	fill(store, EACH);
	v = values_of(store, VALUES_PUBLIC);
	assert_false(yes(v, "previous.known"));
	assert_false(yes(v, "previous.partial"));
	assert_false(yes(v, "worm.change.known"));
	assert_false(yes(v, "worm.change.rose"));
	assert_int_equal(number(v, "worm.change.by"), 0);
	assert_true(json_is_null(value_at(v, "networks.list.0.previous_rank")));
	assert_false(yes(v, "networks.list.0.new"));
	json_decref(v);
	store_close(store);
}

/* Windows of the period before are gone; their hours say the same. */
static void before_from_hours(void **state)
{
	struct store_retention keep = { .windows = 1, .hours = 30, .days = 300 };
	struct store *store = open_new("hours");
	int64_t noon = DAY - DAY % 86400 + 86400;
	json_t *v;
	int i;

	fill(store, 0);
	/* The UTC day that both periods are in expires; nothing may change. */
	for (i = 0; i < 3; i++)
		assert_int_equal(store_expire(store, &keep, noon + 86400), 0);
	v = values_of(store, VALUES_PUBLIC);
	assert_int_equal(number(v, "windows.seconds"), 3600);
	assert_int_equal(number(v, "windows.count"), 4);
	assert_int_equal(number(v, "previous.windows"), 4);
	assert_false(yes(v, "previous.partial"));
	assert_string_equal(text(v, "worm.ingress.change.percent"), "50.0");
	assert_int_equal(number(v, "networks.list.0.previous_rank"), 2);
	assert_true(yes(v, "period.complete"));
	json_decref(v);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes),
		cmocka_unit_test(ranks),
		cmocka_unit_test(part_of_it_or_nothing),
		cmocka_unit_test(before_from_hours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
