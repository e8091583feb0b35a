// SPDX-License-Identifier: GPL-2.0-or-later
/* test_writer.c - a store that is full, locked, damaged or missing */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "support/store_fault_fixture.h"

static void disk_full(void **state)
{
	static const uint64_t worms[] = { 1, 2, 4, 8 };

	assert_int_equal(record_window(0, 1), 0);
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	assert_int_equal(record_window(1, 2), -1);
	assert_int_equal(record_window(2, 4), -1);
	assert_statistics("fault", "full");
	assert_statistics("error", "no space left");
	assert_int_equal(d.statistics.queue.count, 2);
	assert_true(d.statistics.alert.active);
	faults_end();
	assert_windows(worms, 1);
	assert_int_equal(record_window(3, 8), 0);
	assert_statistics("fault", NULL);
	assert_int_equal(d.statistics.queue.count, 0);
	/* each in its own window */
	assert_windows(worms, 4);
}

/* A disk that fails for hours fails every window: each waits, and none is given up. */
static void disk_failing_for_hours(void **state)
{
	uint64_t worms[16];
	unsigned int i;

	assert_int_equal(record_window(0, worms[0] = 1), 0);
	faults.code = SQLITE_IOERR;
	for (i = 1; i < 15; i++) {
		faults.writes = 0;
		assert_int_equal(record_window(i, worms[i] = i + 1), -1);
	}
	faults_end();
	assert_int_equal(d.statistics.queue.count, 14);
	assert_int_equal(record_window(15, worms[15] = 16), 0);
	assert_windows(worms, 16);
}

/* Fail at each write of a window: it is stored completely or not at all, and once. */
static void disk_full_at_each_write(void **state)
{
	long n;

	assert_int_equal(record_window(0, 1), 0);
	for (n = 0;; n++) {
		faults.code = n % 2 ? SQLITE_FULL : SQLITE_IOERR;
		faults.writes = n;
		if (!record_window(1, 1))
			break;
		faults_end();
		assert_true(fixture_worms_in_store() == 1 ||
			    fixture_worms_in_store() == (uint64_t)n + 2);
	}
	faults_end();
	assert_true(n > 2);
	assert_int_equal(fixture_worms_in_store(), n + 2);
}

static void locked_by_another(void **state)
{
	static const uint64_t worms[] = { 1, 2, 4 };
	sqlite3 *db;

	assert_int_equal(record_window(0, 1), 0);
	assert_int_equal(sqlite3_open(STORE, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(record_window(1, 2), -1);
	assert_statistics("fault", "busy");
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	assert_int_equal(sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(record_window(1, 0), -1);
	assert_statistics("fault", "busy");
	sqlite3_close(db);
	assert_int_equal(record_window(2, 4), 0);
	assert_windows(worms, 3);
}

/* One window that the store refuses for ever does not stop those behind it. */
static void refused_window(void **state)
{
	static const uint64_t worms[] = { 1, 0, 6, 8, 16, 32, 64, 128 };
	char *trigger;
	unsigned int i;
	sqlite3 *db;

	assert_int_equal(record_window(0, 1), 0);
	assert_true(asprintf(&trigger, "CREATE TRIGGER refuse BEFORE INSERT ON window"
		" WHEN NEW.start = %lld BEGIN SELECT RAISE(ABORT, 'refused'); END",
		(long long)(t0 + 300)) > 0);
	assert_int_equal(sqlite3_open(STORE, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, trigger, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	free(trigger);
	for (i = 1; i < 7; i++)
		record_window(i, 1u << i);
	assert_int_equal(record_window(7, 128), 0);
	assert_int_equal(d.statistics.queue.count, 0);
	assert_windows(worms, 8);
	assert_int_equal(last_gap().from, t0 + 300);
	assert_int_equal(last_gap().until, t0 + 600);
	assert_int_equal(last_gap().packets, 0);
}

static void missing_directory(void **state)
{
	static const uint64_t worms[] = { 3, 4 };

	d.statistics.store = "build/no/such/folder/s.db";
	assert_int_equal(record_window(0, 3), -1);
	assert_statistics("fault", "denied");
	assert_statistics("error", "the folder build/no/such/folder cannot be used");
	d.statistics.store = STORE;
	assert_int_equal(record_window(1, 4), 0);
	assert_windows(worms, 2);
}

static void killed_with_queued_windows(void **state)
{
	t0 = window_start(time(NULL), 300);
	assert_int_equal(record_window(0, 1), 0);
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	assert_int_equal(record_window(1, 2), -1);
	assert_int_equal(record_window(2, 4), -1);
	faults_end();
	fixture_restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(record_window(5, 8), 0);
	/* one gap without lost packets */
	assert_int_equal(fixture_worms_in_store(), 15);
	assert_int_equal(d.statistics.gaps.periods, 1);
	assert_int_equal(d.statistics.gaps.packets, 0);
}

static void queue_overflows(void **state)
{
	static const uint64_t worms[] = { 1, 0, 0, 0, 2 + 3 + 4 + 5, 6, 7 };
	struct store_gap gap;
	unsigned int i;

	assert_int_equal(record_window(0, 1), 0);
	d.statistics.queue.max_windows = 2;
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	for (i = 1; i < 6; i++)
		assert_int_equal(record_window(i, i + 1), -1);
	assert_int_equal(d.statistics.queue.merged, 3);
	faults_end();
	/* The last window is added to the queue first: one more is merged. */
	d.statistics.queue.max_windows = 3;
	assert_int_equal(record_window(6, 7), 0);
	assert_windows(worms, 7);
	gap = last_gap();
	assert_int_equal(gap.cause, STORE_GAP_MEMORY);
	assert_int_equal(gap.from, t0 + 300);
	assert_int_equal(gap.until, t0 + 1200);
	assert_true(gap.known);
	assert_int_equal(gap.packets, 0);
	assert_string_equal(gap.sensor, "gateway");
}

static void overwrite(off_t from, size_t size)
{
	int fd = open(STORE, O_RDWR);
	char junk[4096];

	memset(junk, 0xa5, sizeof(junk));
	assert_true(fd >= 0);
	for (; size >= sizeof(junk); size -= sizeof(junk), from += (off_t)sizeof(junk))
		assert_int_equal(pwrite(fd, junk, sizeof(junk), from),
				 sizeof(junk));
	close(fd);
}

static void assert_quarantined(void)
{
	struct stat st;

	assert_non_null(strstr(d.statistics.quarantined, STORE ".damaged-"));
	assert_int_equal(stat(d.statistics.quarantined, &st), 0);
	assert_statistics("quarantined", STORE ".damaged-");
}

/* The new store has all that the kernel counted; the old one is renamed. */
static void damaged_while_running(void **state)
{
	static const uint64_t worms[] = { 0, 0, 7 };
	struct store_gap gap;

	assert_int_equal(record_window(0, 1), 0);
	assert_int_equal(record_window(1, 2), 0);
	overwrite(4096, 20 * 4096);
	assert_int_equal(record_window(2, 4), 0);
	assert_quarantined();
	assert_windows(worms, 3);
	gap = last_gap();
	assert_int_equal(gap.cause, STORE_GAP_DAMAGED);
	assert_int_equal(gap.from, 0);
	assert_false(gap.known);
	assert_int_equal(d.statistics.gaps.unknown, 1);
	assert_statistics("fault", NULL);
}

/* A file that we wrote is recognised without its header. */
static void header_gone_while_running(void **state)
{
	assert_int_equal(record_window(0, 1), 0);
	overwrite(0, 64 * 4096);
	assert_int_equal(record_window(1, 2), 0);
	assert_quarantined();
	assert_int_equal(fixture_worms_in_store(), 3);
}

static void damaged_before_start(void **state)
{
	assert_int_equal(record_window(0, 1), 0);
	overwrite(4096, 20 * 4096);
	fixture_restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(record_window(1, 2), 0);
	assert_quarantined();
	assert_int_equal(fixture_worms_in_store(), 3);
}

static void one_quarantine_per_minute(void **state)
{
	assert_int_equal(record_window(0, 1), 0);
	overwrite(4096, 20 * 4096);
	assert_int_equal(record_window(1, 2), 0);
	overwrite(4096, 20 * 4096);
	assert_int_equal(record_window(2, 4), -1);
	assert_statistics("fault", "damaged");
	assert_int_equal(d.statistics.queue.count, 1);
	d.statistics.quarantined_ms -= 60001;
	assert_int_equal(record_window(3, 8), 0);
	assert_int_equal(fixture_worms_in_store(), 15);
}

/* A file that is not a store is left untouched. */
static void foreign_file(void **state)
{
	FILE *file = fopen(STORE, "w");
	struct stat st;
	int i;

	for (i = 0; i < 1000; i++)
		fputs("Dear Sir or Madam, ", file);
	fclose(file);
	assert_int_equal(record_window(0, 1), -1);
	assert_statistics("fault", "damaged");
	assert_statistics("error", "nothing in this file looks like statistics of nf-slammer, so it is left alone");
	assert_int_equal(stat(STORE, &st), 0);
	assert_int_equal(st.st_size, 19000);
	unlink(STORE);
	assert_int_equal(record_window(1, 1), 0);
	assert_int_equal(fixture_worms_in_store(), 2);
}

static json_int_t recorded(const char *what)
{
	json_t *report = statistics_report(&d.statistics);
	json_int_t value;

	value = json_integer_value(json_object_get(
		json_object_get(report, "recorded_gaps"), what));
	json_decref(report);
	return value;
}

/* A counter never falls: gaps grow old, and stores are removed. */
static void recorded_gaps_never_fall(void **state)
{
	t0 = window_start(time(NULL), 300);
	assert_int_equal(record_window(0, 1), 0);
	assert_int_equal(recorded("periods"), 0);
	assert_int_equal(record_window(5, 1), 0);
	assert_int_equal(recorded("periods"), 1);
	/* the module was reloaded */
	fake.status.epoch++;
	assert_int_equal(record_window(6, 1), 0);
	assert_int_equal(recorded("periods"), 2);
	unlink(STORE);
	unlink(STORE "-wal");
	unlink(STORE "-shm");
	assert_int_equal(record_window(7, 1), 0);
	assert_int_equal(d.statistics.gaps.periods, 0);
	assert_int_equal(recorded("periods"), 2);
	/* What was rolled back is not counted. */
	faults.code = SQLITE_FULL;
	faults.writes = 3;
	assert_int_equal(record_window(12, 1), -1);
	assert_int_equal(recorded("periods"), 2);
	faults_end();
	assert_int_equal(record_window(12, 1), 0);
	assert_int_equal(recorded("periods"), 3);
	assert_int_equal(recorded("packets"), 0);
}

/* A side's estimator of sources: 5,000 addresses. */
static void fill_sketch(struct client_sketch *sketch)
{
	uint32_t i;

	memset(sketch, 0, sizeof(*sketch));
	sketch->side = NFSL_SIDE_OUTSIDE;
	for (i = 0; i < 5000; i++)
		sketch_add(sketch->registers, sketch_hash(address_ip4(i)));
}

static bool is_clear(const struct client_sketch *sketch)
{
	static const uint8_t none[NFSL_SKETCH_SIZE];

	return !memcmp(sketch->registers, none, sizeof(none));
}

/* About so many attackers from outside in the hour from @from on, 3 % more or less. */
static void attackers_about(int64_t from, uint64_t expected)
{
	const struct store_range range = { from, from + 3600, NULL };
	struct store *store = readable_store();
	struct store_distinct distinct;

	assert_int_equal(store_estimates(store, &range, false, &distinct), 0);
	store_close(store);
	assert_in_range(distinct.attackers_about, expected * 97 / 100,
			expected * 103 / 100);
}

/* A crash before the hour is stored loses no address of it, nor does one after it. */
static void estimators_outlive_a_kill(void **state)
{
	struct client_sketch sketch;
	struct error error;

	t0 -= t0 % 3600;
	fill_sketch(&sketch);
	fake.sketches = &sketch;
	fake.n_sketches = 1;
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	assert_int_equal(record_window(0, 1), -1);
	faults_end();
	fixture_restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(record_window(1, 1), 0);
	attackers_about(t0, 5000);
	/* The hour of t0 is over, as far as the window's clock is later: cleared. */
	assert_true(is_clear(&sketch));
	/* What rises after the reading stays for the next hour. */
	fill_sketch(&sketch);
	assert_int_equal(record_window(11, 1), 0);
	sketch.registers[9] = 60;
	fixture_restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(sketch.registers[9], 60);
	assert_int_equal(statistics_record(&d.statistics, t0 + 3600, &error), 0);
	attackers_about(t0, 5000);
	assert_true(is_clear(&sketch));
}

/* Not before it is on the disk. */
static void estimators_stay_until_stored(void **state)
{
	struct client_sketch sketch, before;

	fill_sketch(&sketch);
	before = sketch;
	fake.sketches = &sketch;
	fake.n_sketches = 1;
	faults.code = SQLITE_IOERR;
	faults.writes = 5;
	assert_int_equal(record_window(0, 1), -1);
	assert_memory_equal(sketch.registers, before.registers, NFSL_SKETCH_SIZE);
	faults_end();
	assert_int_equal(record_window(1, 1), 0);
	assert_true(is_clear(&sketch));
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, store_fault_setup,	\
						   store_fault_teardown)
	const struct CMUnitTest tests[] = {
		TEST(disk_full),
		TEST(disk_full_at_each_write),
		TEST(locked_by_another),
		TEST(disk_failing_for_hours),
		TEST(refused_window),
		TEST(missing_directory),
		TEST(killed_with_queued_windows),
		TEST(queue_overflows),
		TEST(damaged_while_running),
		TEST(header_gone_while_running),
		TEST(damaged_before_start),
		TEST(one_quarantine_per_minute),
		TEST(foreign_file),
		TEST(recorded_gaps_never_fall),
		TEST(estimators_outlive_a_kill),
		TEST(estimators_stay_until_stored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
