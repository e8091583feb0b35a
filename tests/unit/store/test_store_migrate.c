// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_migrate.c - older stores are migrated completely or not at all */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/fault_vfs.h"
#include "support/sql_fixture.h"
#include "support/store_fixture.h"
#include "support/store_schema.h"

#define SCHEMA_NOW	7

static char path[256];

static int64_t number(const char *sql)
{
	return sql_number(path, sql);
}

static int setup(void **state)
{
	fault_install();
	faults_end();
	snprintf(path, sizeof(path), "%s", fixture_path("migrate"));
	sql_run(path, "PRAGMA journal_mode = WAL");
	sql_run(path, store_schema_1);
	sql_run(path, store_rows_1);
	return 0;
}

static struct store *open_store(void)
{
	struct error error = { "" };
	struct store *store = store_open(path, DB_WRITE, &error);

	assert_string_equal(error.text, "");
	return store;
}

static void hours_and_days_are_filled(void **state)
{
	store_close(open_store());
	assert_int_equal(number("PRAGMA user_version"), SCHEMA_NOW);
	assert_int_equal(number("SELECT count(*) FROM hour"), 3);
	assert_int_equal(number("SELECT count(*) FROM day"), 3);
	assert_int_equal(number("SELECT sum(packets) FROM window_counter"), 34);
	assert_int_equal(number("SELECT sum(packets) FROM hour_counter"), 34);
	assert_int_equal(number("SELECT sum(bytes) FROM day_counter"), 13736);
	assert_int_equal(number("SELECT sum(slammer) FROM hour_source"), 34);
	assert_int_equal(number("SELECT sum(slammer) FROM day_source"), 34);
	assert_int_equal(number("SELECT sum(untracked) FROM hour"), 5);
	assert_int_equal(number("SELECT count(*) FROM hour WHERE start % 3600 <> 0"), 0);
	/* Begin of the first window, end and policy of the last one. */
	assert_int_equal(number("SELECT since FROM hour WHERE sensor = 1 ORDER BY start"),
			 1769410800);
	assert_int_equal(number("SELECT taken FROM hour WHERE sensor = 1 ORDER BY start"),
			 1769411400);
	assert_int_equal(number("SELECT count(*) FROM hour WHERE digest = '00000000000000bb' AND generation = 3"), 2);
	assert_int_equal(number("SELECT interface = 'eth1' FROM hour_source ORDER BY first"), 1);
	assert_int_equal(number("SELECT count(*) FROM lost_window"), 0);
}

/* Version 2 gets the table for imports and loses nothing. */
static void version_2_to_3(void **state)
{
	sql_run(path, store_migration_2);
	assert_int_equal(number("SELECT count(*) FROM sqlite_schema WHERE name = 'imported'"), 0);
	store_close(open_store());
	assert_int_equal(number("PRAGMA user_version"), SCHEMA_NOW);
	assert_int_equal(number("SELECT count(*) FROM imported"), 0);
	assert_int_equal(number("SELECT sum(packets) FROM window_counter"), 34);
	assert_int_equal(number("SELECT sum(packets) FROM hour_counter"), 34);
	assert_int_equal(number("SELECT sum(packets) FROM day_counter"), 34);
}

/* Version 3 gets targets, which are unknown in the rows that it has. */
static void version_3_to_4(void **state)
{
	sql_run(path, store_migration_2);
	sql_run(path, store_migration_3);
	assert_int_equal(number("SELECT count(*) FROM pragma_table_info('day_source') WHERE name = 'targets'"), 0);
	store_close(open_store());
	assert_int_equal(number("PRAGMA user_version"), SCHEMA_NOW);
	assert_int_equal(number("SELECT count(*) FROM window_source WHERE targets = 0"), 4);
	assert_int_equal(number("SELECT sum(targets) FROM hour_source"), 0);
	assert_int_equal(number("SELECT sum(targets) FROM day_source"), 0);
	assert_int_equal(number("SELECT sum(slammer) FROM day_source"), 34);
}

/* Sensors stay who they are; what they are called now is the first name of each. */
static void version_4_to_5(void **state)
{
	sql_run(path, store_migration_2);
	sql_run(path, store_migration_3);
	sql_run(path, store_migration_4);
	store_close(open_store());
	assert_int_equal(number("PRAGMA user_version"), SCHEMA_NOW);
	assert_int_equal(number("SELECT count(*) FROM sensor WHERE identity IS NULL"), 2);
	assert_int_equal(number("SELECT id FROM sensor WHERE name = 'r2'"), 2);
	assert_int_equal(number("SELECT count(*) FROM sensor_name JOIN sensor ON id = sensor AND sensor.name = sensor_name.name"), 2);
	assert_int_equal(number("SELECT since FROM sensor_name WHERE sensor = 1"),
			 1769385600);
	assert_int_equal(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(number("SELECT count(*) FROM pragma_foreign_key_list('window') WHERE \"table\" = 'sensor'"), 1);
	assert_int_equal(number("SELECT sum(slammer) FROM day_source"), 34);
}

/* The first row of a sensor is a span, if its packets are of an unknown time. */
static void version_5_to_6(void **state)
{
	sql_run(path, store_migration_2);
	sql_run(path, store_migration_3);
	sql_run(path, store_migration_4);
	store_close(open_store());
	assert_int_equal(number("PRAGMA user_version"), SCHEMA_NOW);
	assert_int_equal(number("SELECT count(*) FROM window"), 4);
	assert_int_equal(number("SELECT id FROM window WHERE span"), 4);
	assert_int_equal(number("SELECT count(*) FROM hour WHERE span AND sensor = 2"), 1);
	assert_int_equal(number("SELECT count(*) FROM day WHERE span AND sensor = 2"), 1);
	assert_int_equal(number("SELECT sum(span) FROM day"), 1);
	assert_int_equal(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(number("SELECT sum(packets) FROM day_counter JOIN day ON id = window"), 34);
}

/* Recording continues from the state of the old version. */
static void recording_continues(void **state)
{
	struct store *store = open_store();
	struct kernel k = { .epoch = 7, .untracked = 5, .evicted = 6 };
	struct store_source *s;

	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 31, 12524);
	s = kernel_source(&k, "192.0.2.1", 0, "eth1", CLASS_SLAMMER, 31,
			  1769472310);
	s->instance = (uint64_t)-5;
	k.identity = 0x1d;
	assert_int_equal(kernel_record(&k, store, "r1", 1769472300, 300,
					1769472600), 0);
	store_close(store);
	assert_int_equal(number("SELECT count(*) FROM sensor"), 2);
	assert_int_equal(number("SELECT id FROM sensor WHERE identity = '000000000000001d'"), 1);
	assert_int_equal(number("SELECT sum(packets) FROM window_counter"), 35);
	assert_int_equal(number("SELECT sum(packets) FROM day_counter"), 35);
	assert_int_equal(number("SELECT sum(slammer) FROM day_source"), 35);
}

static void a_newer_one_is_refused(void **state)
{
	struct error error = { "" };

	sql_run(path, "PRAGMA user_version = 8");
	assert_null(store_open(path, DB_WRITE, &error));
	assert_non_null(strstr(error.text, "written by a newer nf-slammer (schema 8, this one knows 7): update nf-slammer"));
	assert_int_equal(number("PRAGMA user_version"), 8);
	assert_int_equal(number("SELECT count(*) FROM sqlite_schema WHERE name = 'hour'"), 0);
}

/* The state after a migration that did not complete. */
static void is_whole(int64_t version)
{
	struct error error;

	assert_int_equal(number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
	assert_int_equal(number("SELECT sum(packets) FROM window_counter"), 34);
	assert_int_equal(number("SELECT count(*) FROM sqlite_schema WHERE name = 'hour'"),
			 version > 1);
	if (version == 1) {
		assert_null(store_open(path, DB_READ, &error));
		assert_non_null(strstr(error.text, "written by an older nf-slammer (schema 1"));
	}
}

/* Killed before each of its writes. */
static void killed_before_each_write(void **state)
{
	struct error error;
	long n, old = 0;
	int status;
	pid_t pid;

	for (n = 0;; n++) {
		setup(NULL);
		pid = fork();
		if (!pid) {
			faults.writes = n;
			faults.code = 0;
			store_close(store_open(path, DB_WRITE, &error));
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		is_whole(number("PRAGMA user_version"));
		old += number("PRAGMA user_version") == 1;
		if (!WEXITSTATUS(status))
			break;
		assert_int_equal(WEXITSTATUS(status), 42);
		store_close(open_store());
		is_whole(SCHEMA_NOW);
		assert_int_equal(number("SELECT sum(packets) FROM day_counter"), 34);
	}
	assert_true(old > 2);
	print_message("%ld places, %ld of them leave the old version\n", n, old);
}

/* No space left at each of its writes. */
static void disk_full_at_each_write(void **state)
{
	struct error error;
	struct store *store;
	long n;

	for (n = 0;; n++) {
		setup(NULL);
		faults.code = SQLITE_FULL;
		faults.writes = n;
		store = store_open(path, DB_WRITE, &error);
		faults_end();
		if (store) {
			store_close(store);
			break;
		}
		assert_non_null(strstr(error.text, "no space left"));
		is_whole(number("PRAGMA user_version"));
	}
	assert_true(n > 2);
	is_whole(SCHEMA_NOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(hours_and_days_are_filled, setup),
		cmocka_unit_test_setup(version_2_to_3, setup),
		cmocka_unit_test_setup(version_3_to_4, setup),
		cmocka_unit_test_setup(version_4_to_5, setup),
		cmocka_unit_test_setup(version_5_to_6, setup),
		cmocka_unit_test_setup(recording_continues, setup),
		cmocka_unit_test_setup(a_newer_one_is_refused, setup),
		cmocka_unit_test(killed_before_each_write),
		cmocka_unit_test(disk_full_at_each_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
