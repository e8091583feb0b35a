// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_sensor.c - a sensor is who it is, whatever it is called */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "store/import.h"
#include "support/sql_fixture.h"
#include "support/store_fixture.h"

#define T0	1769410800ll	/* a multiple of 300 */

static char path[256];
static struct store *store;

static int setup(void **state)
{
	struct error error = { "" };

	snprintf(path, sizeof(path), "%s", fixture_path("sensor"));
	store = store_open(path, DB_WRITE, &error);
	assert_string_equal(error.text, "");
	return 0;
}

static int teardown(void **state)
{
	store_close(store);
	return 0;
}

/* Window @i of @k ends after @worms packets more. */
static int window(struct kernel *k, const char *name, int i, uint64_t worms)
{
	int64_t start = T0 + 300 * i;

	kernel_count(k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, worms,
		     404 * worms);
	if (worms)
		kernel_source(k, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, worms,
			      (uint64_t)start + 1);
	return kernel_record(k, store, name, start, 300, (uint64_t)start + 300);
}

static int add_packets(const struct store_sum *sum, void *arg)
{
	*(uint64_t *)arg += sum->packets;
	return 0;
}

static uint64_t packets_of(const char *sensor)
{
	struct store_range range = { 0, INT64_MAX, sensor };
	uint64_t packets = 0;

	assert_int_equal(store_sums(store, &range, add_packets, &packets), 0);
	return packets;
}

static int64_t number(const char *sql)
{
	return sql_number(path, sql);
}

/* Under three names of one boot, each packet counts once: as found in the field. */
static void renamed(void **state)
{
	struct kernel k = { .epoch = 7, .identity = 1 };

	assert_int_equal(window(&k, "gw", 0, 202), 0);
	assert_int_equal(window(&k, "gw-new", 1, 0), 0);
	assert_int_equal(window(&k, "gw-newer", 2, 5), 0);
	assert_int_equal(packets_of(NULL), 207);
	assert_int_equal(number("SELECT count(*) FROM sensor"), 1);
	assert_int_equal(number("SELECT sum(slammer) FROM window_source"), 207);
	/* It is found by each name that it had. */
	assert_int_equal(packets_of("gw-newer"), 207);
	assert_int_equal(packets_of("gw"), 207);
	assert_int_equal(packets_of("other"), 0);
	assert_int_equal(number("SELECT count(*) FROM sensor_name"), 3);
	assert_int_equal(number("SELECT since FROM sensor_name WHERE name = 'gw-new'"),
			 T0 + 300);
}

/* The kernel alone is enough: the daemon could not keep an identity. */
static void renamed_without_identity(void **state)
{
	struct kernel k = { .epoch = 7 };

	assert_int_equal(window(&k, "gw", 0, 10), 0);
	assert_int_equal(window(&k, "gw-new", 1, 1), 0);
	assert_int_equal(packets_of(NULL), 11);
	/* Its state is lost or damaged: it has another identity than before. */
	k.identity = 3;
	assert_int_equal(window(&k, "gw-new", 2, 1), 0);
	k.identity = 4;
	assert_int_equal(window(&k, "gw-newest", 3, 1), 0);
	assert_int_equal(packets_of(NULL), 13);
	assert_int_equal(number("SELECT count(*) FROM sensor"), 1);
	assert_int_equal(number("SELECT identity = '0000000000000004' FROM sensor"), 1);
}

/* Another name after a reboot: the identity tells. */
static void renamed_while_down(void **state)
{
	struct kernel k = { .epoch = 7, .identity = 1 };
	struct kernel next = { .epoch = 8, .identity = 1 };

	assert_int_equal(window(&k, "gw", 0, 10), 0);
	assert_int_equal(window(&next, "gw-new", 1, 3), 0);
	assert_int_equal(packets_of("gw-new"), 13);
	assert_int_equal(number("SELECT count(*) FROM sensor"), 1);
	assert_int_equal(number("SELECT count(*) FROM lost_window WHERE why = 'restart'"), 1);
}

/* A name that was given up may be another's; both count for themselves. */
static void name_of_another(void **state)
{
	struct kernel a = { .epoch = 7, .identity = 1 };
	struct kernel b = { .epoch = 8, .identity = 2 };

	assert_int_equal(window(&a, "gw", 0, 10), 0);
	assert_int_equal(window(&a, "old", 1, 1), 0);
	assert_int_equal(window(&b, "gw", 1, 100), 0);
	assert_int_equal(packets_of("gw"), 100);
	assert_int_equal(packets_of("old"), 11);
	/* Even at the same time. */
	assert_int_equal(window(&a, "gw", 2, 1), 0);
	assert_int_equal(window(&b, "gw", 2, 100), 0);
	assert_int_equal(packets_of("gw"), 212);
	assert_int_equal(packets_of(NULL), 212);
	assert_int_equal(number("SELECT count(*) FROM sensor"), 2);
}

/* One of an older version, which had booked the same kernel under two names. */
static void booked_twice_before(void **state)
{
	struct kernel k = { .epoch = 7, .identity = 1 };

	assert_int_equal(window(&k, "gw", 0, 10), 0);
	sql_run(path, "INSERT INTO sensor VALUES (2, 'new', NULL);"
		"INSERT INTO epoch SELECT 2, epoch FROM epoch;"
		"INSERT INTO state SELECT 2, epoch, taken_ns + 300000000000, untracked, evicted FROM state;"
		"INSERT INTO state_counter SELECT 2, direction, reason, verdict, packets, bytes FROM state_counter;"
		"UPDATE sensor SET identity = NULL");
	assert_int_equal(window(&k, "gw", 2, 1), 0);
	assert_int_equal(packets_of(NULL), 11);
	assert_int_equal(number("SELECT id FROM sensor WHERE identity IS NOT NULL"), 2);
}

/* Reports of a sensor with the daemon's name are not the daemon's. */
static void imported_name(void **state)
{
	struct kernel k = { .epoch = 7, .identity = 1 };
	struct store_row row = {
		.time = T0 + 1, .reason = REASON_WORM, .verdict = VERDICT_DROP,
		.direction = DIRECTION_INGRESS, .packets = 1000, .bytes = 404000,
		.source = fixture_address("192.0.2.9"),
	};
	struct store_imported r;
	struct store_import *i;
	int n;

	for (n = 0; n < 2; n++) {
		i = store_import_begin(store, "dark", 300);
		assert_non_null(i);
		assert_int_equal(store_import_row(i, &row), 0);
		assert_int_equal(store_import_end(i, &r), 0);
		assert_int_equal(r.rows, !n);
	}
	assert_int_equal(window(&k, "dark", 0, 10), 0);
	assert_int_equal(number("SELECT count(*) FROM sensor"), 2);
	assert_null(store_import_begin(store, "dark", 300));
	/* By another name of the daemon's the reports can be imported again. */
	assert_int_equal(window(&k, "gw", 1, 1), 0);
	i = store_import_begin(store, "dark", 300);
	assert_non_null(i);
	assert_int_equal(store_import_row(i, &row), 0);
	assert_int_equal(store_import_end(i, &r), 0);
	assert_int_equal(r.known, 1);
	assert_int_equal(packets_of("gw"), 11);
	assert_int_equal(packets_of("dark"), 1000);
}

/* An epoch that another has followed does not come back under another name either. */
static void epoch_returns(void **state)
{
	struct kernel k = { .epoch = 7, .identity = 1 };
	struct kernel next = { .epoch = 8, .identity = 1 };

	assert_int_equal(window(&k, "gw", 0, 10), 0);
	assert_int_equal(window(&next, "gw", 1, 10), 0);
	assert_int_equal(window(&k, "gw-new", 2, 1), -ESTALE);
	assert_int_equal(packets_of(NULL), 20);
}

static int add_gap(const struct store_gap *gap, void *arg)
{
	assert_string_equal(gap->sensor, "gw-new");
	(*(int *)arg)++;
	return 0;
}

static void gaps(void **state)
{
	const struct store_range before = { 0, INT64_MAX, "gw" };
	struct kernel k = { .epoch = 7, .identity = 1 };
	int count = 0;

	assert_int_equal(window(&k, "gw", 0, 10), 0);
	assert_int_equal(window(&k, "gw-new", 5, 10), 0);
	assert_int_equal(store_gaps(store, &before, add_gap, &count), 0);
	assert_int_equal(count, 1);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(renamed),
		TEST(renamed_without_identity),
		TEST(renamed_while_down),
		TEST(name_of_another),
		TEST(booked_twice_before),
		TEST(imported_name),
		TEST(epoch_returns),
		TEST(gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
