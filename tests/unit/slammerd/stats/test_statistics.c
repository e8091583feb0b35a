// SPDX-License-Identifier: GPL-2.0-or-later
/* test_statistics.c - from the counters of a fake kernel to the store */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/error.h"
#include "support/daemon_fixture.h"
#include "support/sql_fixture.h"
#include "support/store_fixture.h"

#define SECOND	1000000000ull

static void test_nothing_counts_twice(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	fixture_count_worms(10);
	fixture_record();
	assert_int_equal(fixture_worms_in_store(), 10);
	fixture_record();
	assert_int_equal(fixture_worms_in_store(), 10);
	fixture_count_worms(5);
	fixture_restart();
	assert_int_equal(daemon_start(&d), 0);
	fixture_record();
	assert_int_equal(fixture_worms_in_store(), 15);
}

/* The policy gives the sensor another name, twice; the daemon restarts between. */
static void test_renamed_sensor_counts_once(void **state)
{
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	assert_true(d.statistics.identity != 0);
	fixture_count_worms(202);
	fixture_record();
	fixture_policy("");
	assert_int_equal(system("sed -i 's/gateway/gateway-2/' " POLICY), 0);
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	fixture_record();
	assert_int_equal(fixture_worms_in_store(), 202);
	assert_int_equal(system("sed -i 's/gateway-2/gateway-3/' " POLICY), 0);
	fixture_restart();
	fake.status.epoch++;
	memset(&fake.counters, 0, sizeof(fake.counters));
	assert_int_equal(daemon_start(&d), 0);
	fixture_count_worms(5);
	fixture_record();
	assert_int_equal(fixture_worms_in_store(), 207);
	assert_int_equal(sql_number(STORE, "SELECT count(*) FROM sensor"), 1);
	assert_int_equal(sql_number(STORE, "SELECT count(*) FROM sensor WHERE name = 'gateway-3'"), 1);
}

/* A damaged identity is replaced; without a state directory there is none. */
static void test_identity_is_lost(void **state)
{
	FILE *file;
	uint64_t first;

	assert_int_equal(daemon_start(&d), 0);
	first = d.statistics.identity;
	fixture_count_worms(3);
	fixture_record();
	fixture_restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(d.statistics.identity, first);
	file = fopen(STATE "/" STATE_IDENTITY, "w");
	fputs("junk\n", file);
	fclose(file);
	fixture_restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_true(d.statistics.identity && d.statistics.identity != first);
	fixture_record();
	fixture_restart();
	options.state = NULL;
	assert_int_equal(daemon_start(&d), 0);
	options.state = STATE;
	assert_int_equal(d.statistics.identity, 0);
	fixture_record();
	assert_int_equal(fixture_worms_in_store(), 3);
	assert_int_equal(sql_number(STORE, "SELECT count(*) FROM sensor"), 1);
}

static void test_store_fault_loses_nothing(void **state)
{
	struct error error;

	assert_int_equal(daemon_start(&d), 0);
	fixture_count_worms(10);
	d.statistics.store = "build/no/such/folder/statistics.db";
	assert_int_equal(statistics_record(&d.statistics, d.statistics.window.start, &error), -1);
	assert_true(d.statistics.alert.active);
	assert_int_equal(d.statistics.last_window, -1);
	fixture_count_worms(1);
	d.statistics.store = STORE;
	fixture_record();
	assert_false(d.statistics.alert.active);
	assert_int_equal(fixture_worms_in_store(), 11);
	assert_int_equal(d.statistics.last_window, d.statistics.window.start);
}

static void test_store_removed(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	fixture_count_worms(10);
	fixture_record();
	unlink(STORE);
	unlink(STORE "-wal");
	unlink(STORE "-shm");
	fixture_count_worms(1);
	fixture_record();
	assert_int_equal(fixture_worms_in_store(), 11);
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
	fixture_count_worms(1);
	assert_int_equal(daemon_start(&d), 0);
	fixture_record();
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

/* Sources and estimates of neither side are not stored; packets are. */
static void test_no_side(void **state)
{
	static struct client_sketch sketches[2];
	struct client_source sources[] = {
		{ .address = address_ip4(0xc0000208), .side = NFSL_SIDE_NONE,
		  .instance = 1, .bytes = 404, .packets = { [CLASS_SLAMMER] = 1 } },
		{ .address = address_ip4(0xc6336407), .side = NFSL_SIDE_OUTSIDE,
		  .instance = 2, .bytes = 404, .packets = { [CLASS_SLAMMER] = 1 } },
	};
	const struct store_range all = { 0, INT64_MAX, NULL };
	struct fixture_source talker = { .bytes = 0 };
	struct store_distinct inside, outside;
	struct store *store;
	struct error error;

	sketches[0].side = NFSL_SIDE_NONE;
	memset(sketches[0].registers, 9, sizeof(sketches[0].registers));
	fake.sketches = sketches;
	fake.n_sketches = 2;
	fake.sources = sources;
	fake.n_sources = 2;
	fake.counters.packets[DIRECTION_UNNAMED][REASON_WORM][VERDICT_DROP] = 7;
	fake.counters.bytes[DIRECTION_UNNAMED][REASON_WORM][VERDICT_DROP] = 2828;
	assert_int_equal(daemon_start(&d), 0);
	fixture_record();
	store = store_open(STORE, DB_READ, &error);
	assert_non_null(store);
	assert_int_equal(fixture_sources(store, &all, note_talker, &talker), 0);
	assert_true(address_equal(talker.address, sources[1].address));
	assert_int_equal(store_distinct(store, &all, true, &inside), 0);
	assert_int_equal(store_distinct(store, &all, false, &outside), 0);
	store_close(store);
	assert_int_equal(inside.sources, 0);
	assert_int_equal(inside.attackers_about, 0);
	assert_int_equal(outside.by_class[CLASS_SLAMMER], 1);
	assert_int_equal(outside.attackers_about, 0);
}

static int64_t rows(const char *what)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM window_source WHERE %s",
		 what);
	return sql_number(STORE, sql);
}

/* An address of the own network that attacks from outside accuses nobody. */
static void test_forged_sources(void **state)
{
	struct client_source sources[] = {
		{ .address = address_ip4(0xc0000207), .side = NFSL_SIDE_OUTSIDE,
		  .instance = 1, .first = 5 * SECOND, .last = 9 * SECOND,
		  .bytes = 404, .packets = { [CLASS_SLAMMER] = 1 } },
		{ .address = address_ip4(0xc0000207), .side = NFSL_SIDE_INSIDE,
		  .instance = 2, .first = 5 * SECOND, .last = 9 * SECOND,
		  .bytes = 404, .packets = { [CLASS_SLAMMER] = 1 } },
		{ .address = address_ip4(0xc6336407), .side = NFSL_SIDE_OUTSIDE,
		  .instance = 3, .first = 5 * SECOND, .last = 9 * SECOND,
		  .bytes = 808, .packets = { [CLASS_OVERFLOW] = 2 },
		  .targets = 5 },
	};

	fake.sources = sources;
	fake.n_sources = 3;
	fixture_count_worms(2);
	assert_int_equal(daemon_start(&d), 0);
	fixture_record();
	assert_int_equal(rows("1"), 2);
	assert_int_equal(rows("inside AND slammer = 1"), 1);
	assert_int_equal(rows("NOT inside AND overflow = 2 AND targets = 5"), 1);
	assert_int_equal(fixture_worms_in_store(), 2);
	/* Another policy calls the address outside: only what is new counts. */
	d.statistics.policy->internal[0].prefix.len = 127;
	sources[0].packets[CLASS_SLAMMER] += 7;
	sources[0].bytes += 7 * 404;
	fixture_record();
	assert_int_equal(rows("NOT inside AND slammer = 7"), 1);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_counts_twice),
		TEST(test_renamed_sensor_counts_once),
		TEST(test_identity_is_lost),
		TEST(test_store_fault_loses_nothing),
		TEST(test_store_removed),
		TEST(test_sources_are_written),
		TEST(test_no_side),
		TEST(test_forged_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
