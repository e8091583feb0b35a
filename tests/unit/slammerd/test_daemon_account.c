// SPDX-License-Identifier: GPL-2.0-or-later
/* test_daemon_account.c - from the counters of a fake kernel to the store */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <time.h>

#include "common/error.h"
#include "support/store_fixture.h"
#include "support/daemon_fixture.h"

#define SECOND	1000000000ull

static void test_nothing_counts_twice(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	count_worms(10);
	account();
	assert_int_equal(worms_in_store(), 10);
	account();
	assert_int_equal(worms_in_store(), 10);
	count_worms(5);
	restart();
	assert_int_equal(daemon_start(&d), 0);
	account();
	assert_int_equal(worms_in_store(), 15);
}

static void test_a_store_that_fails_loses_nothing(void **state)
{
	struct error error;

	assert_int_equal(daemon_start(&d), 0);
	count_worms(10);
	options.store = "build/no/such/folder/statistics.db";
	assert_int_equal(daemon_account(&d, d.window.start, &error), -1);
	assert_true(d.store_trouble.on);
	assert_int_equal(d.accounted, -1);
	count_worms(1);
	options.store = STORE;
	account();
	assert_false(d.store_trouble.on);
	assert_int_equal(worms_in_store(), 11);
	assert_int_equal(d.accounted, d.window.start);
}

static void test_a_store_that_was_taken_away(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	count_worms(10);
	account();
	unlink(STORE);
	unlink(STORE "-wal");
	unlink(STORE "-shm");
	count_worms(1);
	account();
	assert_int_equal(worms_in_store(), 11);
}

static int note_talker(const struct fixture_source *talker, void *arg)
{
	*(struct fixture_source *)arg = *talker;
	return 0;
}

static void test_sources_are_written(void **state)
{
	struct client_device device = { .ifindex = 7, .name = "dummy0",
					.zone = ZONE_INTERNAL };
	struct client_source source = {
		.address = address_ip4(0xc0000207), .side = NFSL_SIDE_INSIDE,
		.instance = 1, .ifindex = 7, .first = 5 * SECOND,
		.last = 9 * SECOND, .bytes = 404,
		.packets = { [CLASS_SLAMMER] = 1 },
	};
	const struct store_range all = { 0, INT64_MAX, NULL };
	struct fixture_source talker = { .bytes = 0 };
	struct store *store;
	struct error error;

	fake.devices = &device;
	fake.n_devices = 1;
	fake.sources = &source;
	fake.n_sources = 1;
	count_worms(1);
	assert_int_equal(daemon_start(&d), 0);
	account();
	store = store_open(STORE, DB_READ, &error);
	assert_non_null(store);
	assert_int_equal(fixture_sources(store, &all, note_talker, &talker), 0);
	store_close(store);
	assert_true(address_equal(talker.address, source.address));
	assert_true(talker.inside);
	assert_string_equal(talker.interface, "dummy0");
	assert_int_equal(talker.first, 5);
	assert_int_equal(talker.last, 9);
	assert_int_equal(talker.packets[CLASS_SLAMMER], 1);
	assert_int_equal(talker.bytes, 404);
}
int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_counts_twice),
		TEST(test_a_store_that_fails_loses_nothing),
		TEST(test_a_store_that_was_taken_away),
		TEST(test_sources_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
