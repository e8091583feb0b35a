// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_import.c - rows of other sensors are imported exactly once */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "common/error.h"
#include "common/evidence.h"
#include "support/fault_vfs.h"
#include "store/import.h"
#include "support/sql_fixture.h"
#include "support/store_fixture.h"

#define T0	1769472000ll	/* begin of an hour and of a day */

static char path[256];

static int setup(void **state)
{
	fault_install();
	faults_end();
	snprintf(path, sizeof(path), "%s", fixture_path("import"));
	return 0;
}

static struct store *open_store(enum db_mode mode)
{
	struct error error = { "" };
	struct store *store = store_open(path, mode, &error);

	assert_string_equal(error.text, "");
	return store;
}

static int64_t number(const char *sql)
{
	return sql_number(path, sql);
}

/* A row of a file, identified by @minute and @host. */
static struct store_row row_of(unsigned int minute, unsigned int host)
{
	struct store_row row = {
		.time = T0 + 60 * (int64_t)minute,
		.source = address_ip4(0xc0000200 + host), .has_target = true,
		.target = address_ip4(0xcb007100 + host % 7),
		.direction = DIRECTION_INGRESS, .verdict = VERDICT_ACCEPT,
		.reason = host % 5 ? REASON_WORM : REASON_TRUNCATED,
		.packets = host + 1, .bytes = 404 * (host + 1),
	};

	memcpy(row.hash, &minute, sizeof(minute));
	memcpy(row.hash + 8, &host, sizeof(host));
	return row;
}

/* Minutes [from, until) of a report, each row @times times. */
static int import(struct store *store, unsigned int from, unsigned int until,
		  unsigned int times, struct store_imported *result)
{
	struct store_import *import = store_import_begin(store, "dark", 300);
	unsigned int m, t;
	struct store_row row;

	if (!import)
		return -1;
	for (m = from; m < until; m++)
		for (t = 0; t < times; t++) {
			row = row_of(m, m % 40);
			if (store_import_row(import, &row)) {
				store_import_cancel(import);
				return -1;
			}
		}
	return store_import_end(import, result);
}

static int64_t packets_of(unsigned int from, unsigned int until)
{
	int64_t sum = 0;

	for (; from < until; from++)
		sum += from % 40 + 1;
	return sum;
}

/* Counters and sources of all three levels agree. */
static void holds(int64_t packets)
{
	static const char *const levels[] = { "window", "hour", "day" };
	char sql[256];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(sql, sizeof(sql), "SELECT coalesce(sum(packets), 0) FROM %s_counter",
			 levels[i]);
		assert_int_equal(number(sql), packets);
		snprintf(sql, sizeof(sql), "SELECT coalesce(sum(bytes), 0) FROM %s_counter",
			 levels[i]);
		assert_int_equal(number(sql), 404 * packets);
		snprintf(sql, sizeof(sql), "SELECT coalesce(sum(other + slammer), 0) FROM %s_source",
			 levels[i]);
		assert_int_equal(number(sql), packets);
	}
}

static void same_file_again(void **state)
{
	struct store *store = open_store(DB_WRITE);
	struct store_imported r;

	assert_int_equal(import(store, 0, 200, 1, &r), 0);
	assert_int_equal(r.rows, 200);
	assert_int_equal(r.known, 0);
	assert_int_equal(r.packets, packets_of(0, 200));
	assert_int_equal(r.sources, 40);
	holds(packets_of(0, 200));
	assert_int_equal(import(store, 0, 200, 1, &r), 0);
	assert_int_equal(r.rows, 0);
	assert_int_equal(r.packets, 0);
	assert_int_equal(r.known, 200);
	/* Half of the rows are known, half are new. */
	assert_int_equal(import(store, 100, 300, 1, &r), 0);
	assert_int_equal(r.rows, 100);
	assert_int_equal(r.known, 100);
	store_close(store);
	holds(packets_of(0, 300));
	assert_int_equal(number("SELECT count(*) FROM hour"), 5);
	assert_int_equal(number("SELECT count(*) FROM window WHERE start % 300 <> 0 OR seconds <> 300"), 0);
	assert_int_equal(number("SELECT count(*) FROM window_counter WHERE direction <> 'ingress' OR verdict <> 'accept'"), 0);
	assert_int_equal(number("SELECT sum(packets) FROM day_counter WHERE reason = 'worm'"),
			 number("SELECT sum(slammer) FROM day_source"));
}

/* Duplicate rows count within one file, but not across two files. */
static void equal_rows(void **state)
{
	struct store *store = open_store(DB_WRITE);
	struct store_imported r;

	assert_int_equal(import(store, 0, 10, 2, &r), 0);
	assert_int_equal(r.rows, 20);
	assert_int_equal(import(store, 0, 10, 1, &r), 0);
	assert_int_equal(r.rows, 0);
	assert_int_equal(r.known, 10);
	assert_int_equal(import(store, 0, 10, 5, &r), 0);
	assert_int_equal(r.rows, 30);
	assert_int_equal(r.known, 20);
	store_close(store);
	holds(5 * packets_of(0, 10));
}

static void dry_run(void **state)
{
	struct store *store;
	struct store_imported r;
	int64_t changes;

	store = open_store(DB_WRITE);
	assert_int_equal(import(store, 0, 10, 1, &r), 0);
	store_close(store);
	changes = number("SELECT count(*) FROM window");
	store = open_store(DB_READ);
	assert_int_equal(import(store, 5, 100, 1, &r), 0);
	assert_int_equal(r.rows, 90);
	assert_int_equal(r.known, 5);
	assert_int_equal(r.packets, packets_of(10, 100));
	store_close(store);
	holds(packets_of(0, 10));
	assert_int_equal(number("SELECT count(*) FROM window"), changes);
}

static void name_of_a_daemon_is_refused(void **state)
{
	struct store *store = open_store(DB_WRITE);
	struct kernel k = { .epoch = 7 };
	struct store_imported r;

	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 5, 2020);
	kernel_source(&k, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 5, T0 + 1);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 300, T0 + 300), 0);
	assert_int_equal(import(store, 0, 10, 1, &r), 0);
	assert_int_equal(kernel_record(&k, store, "dark", T0, 300, T0 + 300), 0);
	assert_int_equal(import(store, 0, 20, 1, &r), -1);
	assert_non_null(strstr(store_error(store), "a slammerd already writes as sensor dark"));
	/* Its own recording continues unchanged. */
	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 1, 404);
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 300, 300, T0 + 600), 0);
	store_close(store);
	assert_int_equal(number("SELECT sum(packets) FROM day_counter JOIN day ON day.id = window JOIN sensor ON sensor.id = sensor WHERE name = 'r1'"), 6);
}

/* Staging a file locks nothing, and windows recorded meanwhile remain. */
static void daemon_continues(void **state)
{
	struct store *store = open_store(DB_WRITE), *daemons;
	struct kernel k = { .epoch = 7 };
	enum db_fault fault;
	struct store_import *i;
	struct store_imported r;
	struct store_row row;
	struct error error;
	unsigned int m;

	daemons = store_open_within(path, DB_WRITE, 0, &fault, &error);
	assert_non_null(daemons);
	i = store_import_begin(store, "dark", 300);
	assert_non_null(i);
	for (m = 0; m < 100; m++) {
		row = row_of(m, m % 40);
		assert_int_equal(store_import_row(i, &row), 0);
		kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP,
			     1, 404);
		kernel_source(&k, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 1,
			      T0 + 1);
		assert_int_equal(kernel_record(&k, daemons, "r1", T0, 300,
						T0 + 300), 0);
	}
	assert_int_equal(store_import_end(i, &r), 0);
	store_close(daemons);
	store_close(store);
	holds(packets_of(0, 100) + 100);
}

/* The sensor watched without seeing anything, but not for days. */
static void empty_windows(void **state)
{
	struct store *store = open_store(DB_WRITE);
	struct store_imported r;
	struct store_import *i;
	struct store_row row = row_of(3, 1);

	i = store_import_begin(store, "dark", 300);
	assert_non_null(i);
	assert_int_equal(store_import_row(i, &row), 0);
	assert_int_equal(store_import_watched(i, T0 + 3600), 0);
	assert_int_equal(store_import_watched(i, T0 + 3600 + 86400), 0);
	assert_int_equal(store_import_watched(i, T0 + 3 * 86400), 0);
	assert_int_equal(store_import_end(i, &r), 0);
	store_close(store);
	/* 0:00 to the next day's 1:00, both of them, and the last one alone. */
	assert_int_equal(number("SELECT count(*) FROM window"), 25 * 12 + 2);
	assert_int_equal(number("SELECT count(*) FROM hour"), 27);
	assert_int_equal(number("SELECT count(*) FROM day"), 3);
	assert_int_equal(number("SELECT taken - since FROM hour ORDER BY start LIMIT 1"), 3600);
	assert_int_equal(number("SELECT taken - since FROM hour ORDER BY start DESC LIMIT 1"), 300);
}

static const char *owner(struct address address, void *arg)
{
	return address.lo % 2 ? arg : NULL;
}

static void constituents_and_estimates(void **state)
{
	struct store *store = open_store(DB_WRITE);
	const struct store_range all = { 0, INT64_MAX, NULL };
	struct store_distinct distinct;
	struct store_imported r;
	static char name[] = "odd";

	store_resolve(store, owner, name);
	assert_int_equal(import(store, 0, 200, 1, &r), 0);
	assert_int_equal(store_distinct(store, &all, false, &distinct), 0);
	store_close(store);
	assert_int_equal(number("SELECT count(DISTINCT address) FROM day_source JOIN constituent ON id = constituent WHERE name = 'odd'"), 20);
	assert_int_equal(number("SELECT count(DISTINCT address) FROM window_source WHERE constituent IS NULL"), 20);
	/* 32 of 40 hosts are infected, and attack 7 addresses. */
	assert_int_equal(distinct.sources, 40);
	assert_int_equal(distinct.attackers, 32);
	assert_in_range(distinct.attackers_about, 31, 33);
	assert_int_equal(distinct.targets_about, 7);
}

/* Expired rows are not imported again, and their hashes are deleted. */
static void expired_rows_stay_deleted(void **state)
{
	const struct store_retention keep = { 1, 2, 3 };
	struct store *store = open_store(DB_WRITE);
	struct store_imported r;
	int i;

	assert_int_equal(import(store, 0, 1440, 1, &r), 0);
	assert_int_equal(number("SELECT count(*) FROM imported"), 1440);
	for (i = 0; i < 3; i++)
		assert_int_equal(store_expire(store, &keep, T0 + 100 * 86400), 0);
	while ((i = store_sweep(store, 100)) > 0)
		;
	assert_int_equal(i, 0);
	holds(0);
	assert_int_equal(number("SELECT count(*) FROM imported"), 0);
	assert_int_equal(import(store, 0, 1450, 1, &r), 0);
	assert_int_equal(r.expired, 1440);
	assert_int_equal(r.rows, 10);
	store_close(store);
	holds(packets_of(1440, 1450));
}

/* Nothing is written to a level that has expired, everything to the others. */
static void older_than_windows(void **state)
{
	const struct store_retention keep = { 1, 400, 400 };
	struct store *store = open_store(DB_WRITE);
	struct store_imported r;

	assert_int_equal(import(store, 0, 10, 1, &r), 0);
	assert_int_equal(store_expire(store, &keep, T0 + 100 * 86400), 0);
	while (store_sweep(store, 1000) > 0)
		;
	assert_int_equal(import(store, 0, 20, 1, &r), 0);
	assert_int_equal(r.rows, 10);
	store_close(store);
	assert_int_equal(number("SELECT count(*) FROM window"), 0);
	assert_int_equal(number("SELECT sum(packets) FROM hour_counter"), packets_of(0, 20));
	assert_int_equal(number("SELECT sum(packets) FROM day_counter"), packets_of(0, 20));
}

/* Killed before each write: nothing or everything; a retry imports it once. */
static void killed_before_each_write(void **state)
{
	struct store_imported r;
	struct store *store;
	struct error error;
	int status = 1;
	int64_t held;
	pid_t pid;
	long n;

	for (n = 0; status; n++) {
		setup(NULL);
		store_close(open_store(DB_WRITE));
		pid = fork();
		if (!pid) {
			store = store_open(path, DB_WRITE, &error);
			faults.writes = n;
			faults.code = 0;
			if (import(store, 0, 100, 2, &r))
				_exit(1);
			faults.writes = -1;
			store_close(store);
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_true(!status || WEXITSTATUS(status) == 42);
		held = number("SELECT coalesce(sum(packets), 0) FROM day_counter");
		assert_true(!held || held == 2 * packets_of(0, 100));
		holds(held);
		store = open_store(DB_WRITE);
		assert_int_equal(import(store, 0, 100, 2, &r), 0);
		assert_int_equal(r.known, held ? 200 : 0);
		store_close(store);
		holds(2 * packets_of(0, 100));
	}
	assert_true(n > 10);
	print_message("killed at %ld places\n", n - 1);
}

static void no_space(void **state)
{
	struct store *store = open_store(DB_WRITE);
	struct store_imported r;

	assert_int_equal(import(store, 0, 10, 1, &r), 0);
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	assert_int_equal(import(store, 0, 100, 1, &r), -1);
	faults_end();
	assert_non_null(strstr(store_error(store), "no space left"));
	holds(packets_of(0, 10));
	assert_int_equal(import(store, 0, 100, 1, &r), 0);
	store_close(store);
	holds(packets_of(0, 100));
}

/* Sums that overflow an integer: an error, and nothing is written. */
static void too_large(void **state)
{
	struct store *store = open_store(DB_WRITE);
	struct store_import *i;
	struct store_row row = row_of(0, 1);
	struct store_imported r;

	i = store_import_begin(store, "dark", 300);
	row.packets = STORE_IMPORT_PACKETS + 1;
	assert_int_equal(store_import_row(i, &row), -1);
	row.packets = 1;
	row.reason = 15;		/* there is none */
	assert_int_equal(store_import_row(i, &row), -1);
	store_import_cancel(i);
	assert_null(store_import_begin(store, "", 300));
	assert_null(store_import_begin(store, "dark", 7));
	assert_int_equal(import(store, 0, 10, 1, &r), 0);
	store_close(store);
	holds(packets_of(0, 10));
}

static int64_t import_attack(struct store *store, unsigned int n,
			     unsigned int reason, bool named)
{
	struct store_import *import = store_import_begin(store, "dark", 300);
	struct store_imported result;
	struct store_row row;
	unsigned int i;

	assert_non_null(import);
	for (i = 0; i < n; i++) {
		row = row_of(i, 1);
		row.reason = (uint8_t)reason;
		row.target.lo += i;
		row.has_target = named;
		row.hash[15] = (uint8_t)reason;
		assert_int_equal(store_import_row(import, &row), 0);
	}
	assert_int_equal(store_import_end(import, &result), 0);
	return (int64_t)result.rows;
}

static int note_targets(const struct store_merged_source *source, void *arg)
{
	*(uint64_t *)arg = source->targets;
	return 0;
}

static uint64_t targets_of(struct store *store)
{
	struct store_range range = { T0, T0 + 86400, NULL };
	uint64_t bitmap = 0;

	assert_int_equal(store_merged_sources(store, &range, note_targets,
					      &bitmap), 0);
	return bitmap;
}

/* Distinct destinations of attacks, where the report names them. */
static void targets(void **state)
{
	struct store *store = open_store(DB_WRITE);
	uint64_t bitmap;

	assert_int_equal(import_attack(store, 3, REASON_WORM, true), 3);
	assert_int_equal(import_attack(store, 3, REASON_LIST, true), 3);
	assert_int_equal(import_attack(store, 9, REASON_ECHO, false), 9);
	assert_int_equal(targets_of(store), 0);
	assert_int_equal(import_attack(store, 12, REASON_LONG_NAME, true), 12);
	bitmap = targets_of(store);
	assert_in_range(evidence_targets(bitmap), 9, 14);
	assert_int_equal(import_attack(store, 12, REASON_LONG_NAME, true), 0);
	assert_int_equal(targets_of(store), bitmap);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(same_file_again, setup),
		cmocka_unit_test_setup(equal_rows, setup),
		cmocka_unit_test_setup(dry_run, setup),
		cmocka_unit_test_setup(name_of_a_daemon_is_refused, setup),
		cmocka_unit_test_setup(daemon_continues, setup),
		cmocka_unit_test_setup(empty_windows, setup),
		cmocka_unit_test_setup(constituents_and_estimates, setup),
		cmocka_unit_test_setup(expired_rows_stay_deleted, setup),
		cmocka_unit_test_setup(older_than_windows, setup),
		cmocka_unit_test(killed_before_each_write),
		cmocka_unit_test_setup(no_space, setup),
		cmocka_unit_test_setup(too_large, setup),
		cmocka_unit_test_setup(targets, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
