// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_size.c - a store stays small, and its sums exact, whatever is forged */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/decade.h"
#include "support/sql_fixture.h"
#include "support/store_fixture.h"

#define T0	1769410800ll	/* begin of an hour */
#define MB	(1ull << 20)

static const struct store_range always = { 0, INT64_MAX, NULL };
static const struct store_bounds few[STORE_BOUNDS] = {
	{ .inside = 8, .outside = 10, .owned = 4, .networks = 6, .constituents = 2 },
	{ .inside = 8, .outside = 12, .owned = 4, .networks = 8, .constituents = 2 },
	{ .inside = 8, .outside = 14, .owned = 4, .networks = 10, .constituents = 2 },
	{ .inside = 4, .outside = 3, .owned = 1, .networks = 2, .constituents = 1 },
};

static struct store *open_store(const char *path, enum db_mode mode)
{
	struct error error = { "" };
	struct store *store = store_open(path, mode, &error);

	assert_string_equal(error.text, "");
	store_bound(store, few);
	return store;
}

/* Sums over sources are those of the counters, at every level and of both together. */
static void check_sums(struct store *store, const struct decade_result *r,
		       const struct decade *d)
{
	const struct store_range attacked = {
		DECADE_BEGIN + (int64_t)d->attack * DECADE_DAY,
		DECADE_BEGIN + (int64_t)(d->attack + d->attack_days) * DECADE_DAY,
		NULL,
	};
	uint64_t packets[CLASS_COUNT];

	assert_int_equal(decade_sum(store, &always, packets), 0);
	assert_memory_equal(packets, r->packets, sizeof(packets));
	assert_int_equal(decade_sum(store, &attacked, packets), 0);
	assert_memory_equal(packets, r->attack, sizeof(packets));
}

static void check_levels(const char *path)
{
	/* Periods that are over list at most as many as the bounds say. */
	assert_int_equal(sql_number(path, "SELECT coalesce(max(n), 0) <= 18 FROM (SELECT count(*) AS n FROM day_source WHERE NOT inside GROUP BY window)"), 1);
	assert_int_equal(sql_number(path, "SELECT coalesce(max(n), 0) <= 8 FROM (SELECT count(*) AS n FROM day_source WHERE inside GROUP BY window)"), 1);
	assert_int_equal(sql_number(path, "SELECT coalesce(max(n), 0) <= 18 FROM (SELECT count(*) AS n FROM day_remainder GROUP BY window)"), 1);
	assert_int_equal(sql_number(path, "SELECT count(*) FROM day WHERE bounded < 2"), 0);
	assert_int_equal(sql_number(path, "SELECT count(*) FROM bounding"), 0);
	assert_int_equal(sql_number(path, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

static void forged_for_a_month(void **state)
{
	struct decade d = {
		.path = fixture_path("forged"), .days = 60, .background = 12,
		.attack = 10, .attack_days = 10, .attackers = 300, .forged = true,
		.attack_window = 21600, .last = 2, .last_window = 21600,
		.bounds = few,
	};
	struct decade_result r;
	struct store *store;

	assert_int_equal(decade_run(&d, &r), 0);
	assert_true(r.attack[CLASS_SLAMMER] > 10 * 4 * 300);
	store = open_store(d.path, DB_READ);
	check_sums(store, &r, &d);
	store_close(store);
	check_levels(d.path);
	/* Most of it are sketches, four of 2 KB for an hour and a day. */
	assert_true(r.size.used < 2 * MB);
	assert_int_equal(sql_number(d.path, "SELECT count(*) FROM day_source") < 60 * 26, 1);
	assert_int_equal(r.size.windows, 0);
}

static void outbreak_of_a_week(void **state)
{
	struct decade d = {
		.path = fixture_path("outbreak"), .days = 40, .background = 12,
		.attack = 10, .attack_days = 7, .attackers = 200,
		.attack_window = 21600, .last = 2, .last_window = 21600,
		.bounds = few,
	};
	struct decade_result r;
	struct store *store;

	assert_int_equal(decade_run(&d, &r), 0);
	store = open_store(d.path, DB_READ);
	check_sums(store, &r, &d);
	store_close(store);
	check_levels(d.path);
	/* The first infected hosts of the inside are listed, with most of their packets. */
	assert_int_equal(sql_number(d.path, "SELECT count(DISTINCT address) >= 8 FROM day_source WHERE inside AND slammer > 20"), 1);
}

/* Too small a file: finest levels first, days last, and never a wrong sum. */
static void too_small(void **state)
{
	struct decade d = {
		.path = fixture_path("small"), .days = 80, .background = 60,
		.attack = 10, .attack_days = 10, .attackers = 200, .forged = true,
		.attack_window = 21600, .last = 12, .last_window = 21600,
		.bounds = few, .limit = 3 * MB / 2,
	};
	struct decade_result r;
	struct store *store;

	assert_int_equal(decade_run(&d, &r), 0);
	assert_true(r.size.windows > 0);
	/* Days would be the last to go. */
	assert_int_equal(r.size.days, 0);
	store = open_store(d.path, DB_READ);
	check_sums(store, &r, &d);
	store_close(store);
	/* A whole day in windows comes at once, before any of it may go. */
	assert_true(r.size.used <= d.limit);
	assert_true(r.size.file <= 2 * d.limit);
}

/* A step does little; whoever is killed between two goes on. */
static void step_by_step(void **state)
{
	const char *path = fixture_path("steps");
	static struct kernel k = { .epoch = 1 };
	struct store *store = open_store(path, DB_WRITE);
	uint64_t packets[CLASS_COUNT];
	char address[32];
	int i, steps = 0, more;

	store_bound(store, store_bounds_default);
	for (i = 0; i < KERNEL_SOURCES; i++) {
		snprintf(address, sizeof(address), "198.51.%d.1", i);
		kernel_source(&k, address, 0, "wan0", CLASS_SLAMMER,
			      (uint64_t)i + 1, T0);
	}
	assert_int_equal(kernel_record(&k, store, "r1", T0, 300, T0 + 300), 0);
	do {
		store_close(store);
		store = open_store(path, DB_WRITE);
		more = store_shrink(store, 0, T0 + 2 * DECADE_DAY, 7);
		assert_true(more >= 0);
		assert_int_equal(decade_sum(store, &always, packets), 0);
		assert_int_equal(packets[CLASS_SLAMMER],
				 KERNEL_SOURCES * (KERNEL_SOURCES + 1) / 2);
		steps++;
	} while (more);
	assert_true(steps > 3 * KERNEL_SOURCES / 7);
	store_close(store);
	/* The first ten, and the networks of the next ones. */
	assert_int_equal(sql_number(path, "SELECT count(*) FROM window_source"), 10);
	assert_int_equal(sql_number(path, "SELECT min(slammer) FROM window_source"), 55);
	assert_int_equal(sql_number(path, "SELECT count(*) FROM window_remainder WHERE bits = 120"), 6);
	assert_int_equal(sql_number(path, "SELECT min(slammer) FROM window_remainder WHERE bits = 120"), 49);
	/* 48 addresses, of which a row says at least how many there are. */
	assert_int_equal(sql_number(path, "SELECT sources BETWEEN 7 AND 48 FROM window_remainder WHERE bits = 0"), 1);
	assert_int_equal(sql_number(path, "SELECT slammer FROM window_remainder WHERE bits = 0"), 48 * 49 / 2);
}

static const char *owner(struct address address, void *arg)
{
	return address.lo & 0x8000 ? "second half" : NULL;
}

/* Of many with the same packets those of constituents are listed besides the first. */
static void owned(void **state)
{
	const char *path = fixture_path("owned");
	static struct kernel k = { .epoch = 1 };
	struct store *store = open_store(path, DB_WRITE);
	char address[32];
	int i;

	store_resolve(store, owner, NULL);
	for (i = 0; i < 60; i++) {
		snprintf(address, sizeof(address), "198.51.%d.1", i * 4);
		kernel_source(&k, address, 0, "wan0", CLASS_SLAMMER,
			      (uint64_t)(100 - i), T0);
	}
	assert_int_equal(kernel_record(&k, store, "r1", T0, 300, T0 + 300), 0);
	store_close(store);
	assert_int_equal(sql_number(path, "SELECT count(*) FROM window_source"), 14);
	assert_int_equal(sql_number(path, "SELECT count(*) FROM window_source WHERE constituent IS NOT NULL"), 4);
	/* A row belongs to the constituent that has all of its addresses. */
	assert_int_equal(sql_number(path, "SELECT sum(r.sources) FROM window_remainder AS r JOIN constituent AS c ON c.id = r.constituent"), 24);
	assert_int_equal(sql_number(path, "SELECT (SELECT sum(slammer) FROM window_source) + (SELECT sum(slammer) FROM window_remainder)"), 60 * 100 - 59 * 30);
}

/* Version 6 had a row for each stay: nothing is counted again. */
static void rows_of_stays(void **state)
{
	const char *path = fixture_path("stays");
	static struct kernel k = { .epoch = 1 };
	struct store *store = open_store(path, DB_WRITE);
	struct store_source *s;

	kernel_source(&k, "198.51.100.1", 0, "wan0", CLASS_SLAMMER, 7, T0);
	s = kernel_source(&k, "2001:db8::1", 1, "lan0", CLASS_REQUEST, 5, T0);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 300, T0 + 300), 0);
	store_close(store);
	sql_run(path, "DELETE FROM state_stays");
	sql_run(path, "INSERT INTO state_source SELECT 1, address, inside, -1152921504606846975 + inside, bytes, other, request, response, signature, pingpong, overflow, slammer FROM window_source");
	s->packets[CLASS_REQUEST]++;
	store = open_store(path, DB_WRITE);
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 300, 300, T0 + 600), 0);
	store_close(store);
	assert_int_equal(sql_number(path, "SELECT sum(slammer) FROM day_source"), 7);
	assert_int_equal(sql_number(path, "SELECT sum(request) FROM day_source"), 6);
	assert_int_equal(sql_number(path, "SELECT count(*) FROM state_source"), 0);
	assert_int_equal(sql_number(path, "SELECT count(*) FROM state_stays"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_small),
		cmocka_unit_test(forged_for_a_month),
		cmocka_unit_test(outbreak_of_a_week),
		cmocka_unit_test(step_by_step),
		cmocka_unit_test(owned),
		cmocka_unit_test(rows_of_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
