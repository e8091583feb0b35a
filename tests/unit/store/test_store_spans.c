// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_spans.c - what was not counted in a window's time is not the window's */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/sql_fixture.h"
#include "support/store_fixture.h"

#define T0	1769410800ll	/* a multiple of 3600 */

static const struct store_range always = { 0, INT64_MAX, NULL };
static char path[256];
static struct store *store;
static struct kernel k;

static int setup(void **state)
{
	struct error error = { "" };

	snprintf(path, sizeof(path), "%s", fixture_path("spans"));
	store = store_open(path, DB_WRITE, &error);
	assert_string_equal(error.text, "");
	k = (struct kernel){ .epoch = 7, .identity = 1 };
	return 0;
}

static int teardown(void **state)
{
	store_close(store);
	return 0;
}

/* Window @i ends @late seconds after its end, after @worms packets more. */
static void window(int i, int late, uint64_t worms)
{
	int64_t start = T0 + 300 * i;

	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, worms,
		     404 * worms);
	assert_int_equal(kernel_record(&k, store, "gw", start, 300,
				       (uint64_t)(start + 300 + late)), 0);
}

struct rows {
	struct store_window list[16];
	size_t count;
};

static int add_window(const struct store_window *w, void *arg)
{
	struct rows *rows = arg;

	rows->list[rows->count++] = *w;
	return 0;
}

static struct rows read_rows(void)
{
	struct rows rows = { .count = 0 };

	assert_int_equal(store_windows(store, &always, add_window, &rows), 0);
	return rows;
}

static uint64_t worms_of(const struct store_window *w)
{
	return w->packets[DIRECTION_INGRESS][CLASS_SLAMMER];
}

/* The module was loaded weeks before the first daemon of this version started. */
static void first_snapshot(void **state)
{
	struct rows rows;

	k.began = T0 - 30 * 86400;
	window(0, 0, 1000012);
	window(0, 10, 5);
	window(1, 0, 7);
	rows = read_rows();
	assert_int_equal(rows.count, 3);
	assert_false(rows.list[0].span);
	assert_int_equal(worms_of(&rows.list[0]), 5);
	assert_true(rows.list[1].span);
	assert_int_equal(rows.list[1].start, T0);
	assert_int_equal(rows.list[1].since, T0 - 30 * 86400);
	assert_int_equal(rows.list[1].taken, T0 + 300);
	assert_int_equal(worms_of(&rows.list[1]), 1000012);
	assert_false(rows.list[2].span);
	/* the same at all levels, and in the sums */
	assert_int_equal(sql_number(path, "SELECT packets FROM hour JOIN hour_counter ON id = window WHERE span"), 1000012);
	assert_int_equal(sql_number(path, "SELECT packets FROM hour JOIN hour_counter ON id = window WHERE NOT span"), 12);
	assert_int_equal(sql_number(path, "SELECT packets FROM day JOIN day_counter ON id = window WHERE NOT span"), 12);
	assert_int_equal(sql_number(path, "SELECT sum(packets) FROM day_counter"), 1000024);
}

/* The kernel does not say when it began. */
static void of_unknown_length(void **state)
{
	struct rows rows;

	window(0, 0, 12);
	rows = read_rows();
	assert_int_equal(rows.count, 1);
	assert_true(rows.list[0].span);
	assert_int_equal(rows.list[0].since, 0);
}

/* Loaded within the window, or nothing was counted yet: it is an ordinary window. */
static void no_span(void **state)
{
	struct rows rows;

	k.began = T0 + 200;
	window(0, 0, 12);
	k.epoch++;
	k.n_counters = 0;
	k.began = 0;
	window(1, 0, 0);
	window(2, 0, 3);
	rows = read_rows();
	assert_int_equal(rows.count, 3);
	assert_int_equal(rows.list[0].since, T0 + 200);
	assert_false(rows.list[0].span);
	assert_false(rows.list[1].span);
	assert_false(rows.list[2].span);
}

/* After a reboot the module counted for hours before the daemon came. */
static void another_epoch(void **state)
{
	struct rows rows;

	window(0, 0, 0);
	k.epoch++;
	k.n_counters = 0;
	k.began = T0 + 1200;
	window(40, 0, 500);
	rows = read_rows();
	assert_int_equal(rows.count, 2);
	assert_true(rows.list[1].span);
	assert_int_equal(rows.list[1].since, T0 + 1200);
	/* The gap ends where the counters are known again. */
	assert_int_equal(sql_number(path, "SELECT until FROM lost_window WHERE why = 'restart'"),
			 T0 + 1200);
}

/* No daemon for long; a restart across the end of a window is another matter. */
static void away(void **state)
{
	struct rows rows;

	window(0, 0, 0);
	window(2, 0, 40);
	window(5, 0, 60);
	window(9, 0, 0);
	rows = read_rows();
	assert_int_equal(rows.count, 4);
	assert_false(rows.list[1].span);
	assert_int_equal(rows.list[1].since, T0 + 300);
	assert_true(rows.list[2].span);
	assert_int_equal(rows.list[2].since, T0 + 900);
	assert_false(rows.list[3].span);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(first_snapshot),
		TEST(of_unknown_length),
		TEST(no_span),
		TEST(another_epoch),
		TEST(away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
