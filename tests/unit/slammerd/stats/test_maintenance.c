// SPDX-License-Identifier: GPL-2.0-or-later
/* test_maintenance.c - retries, expiry, estimators, steps of the clock */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>

#include "common/error.h"
#include "support/store_fault_fixture.h"
#include "support/store_fixture.h"

/* Each packet is in the window of its time, before and after the step. */
static void clock_set(void **state)
{
	static const uint64_t worms[] = { 1, 2, 0, 0, 0, 0, 0, 0, 0, 4 + 8 };
	struct store_gap gap;

	t0 = window_start(time(NULL), 300);
	assert_int_equal(record_window(0, 1), 0);
	fixture_count_worms(2);
	statistics_clock_set(&d.statistics, t0 + 300, t0 + 400, t0 + 2700);
	assert_int_equal(d.statistics.steps, 1);
	assert_int_equal(d.statistics.step, 2300);
	assert_int_equal(record_window(9, 4), 0);
	assert_int_equal(record_window(9, 8), 0);
	assert_windows(worms, 10);
	gap = last_gap();
	assert_int_equal(gap.cause, STORE_GAP_CLOCK);
	assert_int_equal(gap.from, t0 + 400);
	assert_int_equal(gap.until, t0 + 2700);
}

/* The maintenance timer expires. */
static void maintain(void)
{
	const struct itimerspec now = { .it_value.tv_nsec = 1 };
	struct watch *timer = &d.statistics.timer;

	assert_int_equal(timerfd_settime(timer->fd, 0, &now, NULL), 0);
	assert_int_equal(poll(&(struct pollfd){ timer->fd, POLLIN, 0 }, 1, 5000), 1);
	timer->fn(timer->arg, EPOLLIN);
}

static void retried_by_timer(void **state)
{
	static const uint64_t worms[] = { 1, 2, 4 };

	assert_int_equal(loop_open(&d.loop), 0);
	d.statistics.loop = &d.loop;
	assert_int_equal(maintenance_open(&d.statistics), 0);
	assert_int_equal(record_window(0, 1), 0);
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	assert_int_equal(record_window(1, 2), -1);
	assert_int_equal(record_window(2, 4), -1);
	maintain();
	assert_statistics("fault", "full");
	faults_end();
	maintain();
	assert_statistics("fault", NULL);
	assert_windows(worms, 3);
	maintenance_close(&d.statistics);
	loop_close(&d.loop);
}

static void expired_data_is_deleted(void **state)
{
	int i;

	assert_int_equal(loop_open(&d.loop), 0);
	d.statistics.loop = &d.loop;
	assert_int_equal(maintenance_open(&d.statistics), 0);
	d.module.policy->retention = (struct policy_retention){ 1, 2, 36500, 4096 };
	assert_int_equal(record_window(0, 1), 0);
	assert_int_equal(record_window(1, 2), 0);
	assert_windows((const uint64_t[]){ 1, 2 }, 2);
	for (i = 0; i < 4; i++) {
		d.statistics.expire_ms = 0;
		maintain();
	}
	assert_false(d.statistics.sweeping);
	/* the daily sums still have them */
	assert_int_equal(fixture_worms_in_store(), 3);
	maintenance_close(&d.statistics);
	loop_close(&d.loop);
}

static unsigned int searched;	/* tables, since the test began */
static bool interrupt_all;

static void note_search(void *arg, struct store *store)
{
	searched += store != NULL;
	if (store && interrupt_all)
		store_interrupt(store);
}

static struct client *connect_fake(void *arg, struct error *error)
{
	return drift_connect(&d.drift, error);
}

static const struct statistics_callbacks searching = {
	.connect = connect_fake, .searching = note_search,
};

static void begin_search(void)
{
	assert_int_equal(loop_open(&d.loop), 0);
	d.statistics.loop = &d.loop;
	d.statistics.callbacks = &searching;
	assert_int_equal(maintenance_open(&d.statistics), 0);
	searched = 0;
	interrupt_all = false;
	assert_int_equal(record_window(0, 1), 0);
	d.statistics.search_ms = 0;
}

static void end_search(void)
{
	maintenance_close(&d.statistics);
	loop_close(&d.loop);
}

/* Not when a store is opened, and once a day; a table in each step. */
static void searched_once_a_day(void **state)
{
	unsigned int steps;

	begin_search();
	assert_int_equal(searched, 0);
	for (steps = 0; steps == 0 || d.statistics.searching; steps++)
		maintain();
	assert_true(searched > 10);
	assert_int_equal(searched, steps);
	assert_true(d.statistics.search_ms > statistics_now_ms() + 86000000);
	maintain();
	assert_int_equal(searched, steps);
	end_search();
}

/* A table that is never searched in time does not stop the search. */
static void search_is_interrupted(void **state)
{
	struct db_check check;
	int i;

	begin_search();
	maintain();
	check = d.statistics.search;
	interrupt_all = true;
	for (i = 0; i < 3; i++) {
		maintain();
		assert_memory_equal(&check, &d.statistics.search, sizeof(check));
	}
	interrupt_all = false;
	maintain();
	assert_memory_not_equal(&check, &d.statistics.search, sizeof(check));
	assert_int_equal(searched, 4);
	while (d.statistics.searching)
		maintain();
	assert_statistics("fault", NULL);
	end_search();
}

/* Damage in pages that writing a window does not read. */
static void damage_found_by_search(void **state)
{
	char junk[8192];
	struct stat st;
	int fd, i;

	begin_search();
	assert_int_equal(stat(STORE, &st), 0);
	memset(junk, 0xa5, sizeof(junk));
	fd = open(STORE, O_RDWR);
	assert_int_equal(pwrite(fd, junk, sizeof(junk), st.st_size - 8192), sizeof(junk));
	close(fd);
	for (i = 0; i < 100 && !*d.statistics.quarantined; i++)
		maintain();
	assert_statistics("quarantined", STORE ".damaged-");
	assert_false(d.statistics.searching);
	assert_int_equal(record_window(1, 2), 0);
	assert_int_equal(fixture_worms_in_store(), 3);
	end_search();
}

/* Estimators are read with each window, and cleared when the last of an hour is stored. */
static void estimators(void **state)
{
	struct client_sketch sketch = { .what = NFSL_SKETCH_SOURCES };
	struct store_distinct distinct = { .sources = 1 };
	struct error error;
	struct store *store;

	sketch.registers[3] = 1;
	fake.sketches = &sketch;
	fake.n_sketches = 1;
	d.statistics.window.start = t0 + 3300;
	assert_int_equal(statistics_record(&d.statistics, t0 + 3300, &error), 0);
	assert_int_equal(fake.requests[NFSL_CMD_SKETCH_CLEAR], 0);
	assert_int_equal(sketch.registers[3], 1);
	d.statistics.window.start = t0 + 3600;
	assert_int_equal(statistics_record(&d.statistics, t0 + 3300, &error), 0);
	assert_int_equal(fake.flags & NFSL_FLAG_RESET, 0);
	assert_int_equal(sketch.registers[3], 0);
	store = readable_store();
	assert_int_equal(store_distinct(store, &always, false, &distinct), 0);
	store_close(store);
	assert_int_equal(distinct.attackers_about, 1);
}

static void write_constituents(const char *text)
{
	FILE *file = fopen("build/test_daemon.who", "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static int note_constituent(const struct fixture_source *talker, void *arg)
{
	snprintf(arg, STORE_CONSTITUENT_MAX, "%s", talker->constituent);
	return 0;
}

/* The constituent of the source, after one more packet. */
static const char *constituent(struct client_source *source)
{
	static char name[STORE_CONSTITUENT_MAX];
	struct store *store;

	source->packets[CLASS_SLAMMER]++;
	assert_int_equal(record_window(0, 1), 0);
	store = readable_store();
	assert_int_equal(fixture_sources(store, &always, note_constituent, name), 0);
	store_close(store);
	return name;
}

static void constituents_are_written(void **state)
{
	struct client_source source = {
		.address = address_ip4(0xc0000207), .side = NFSL_SIDE_INSIDE,
		.instance = 1,
	};

	fake.sources = &source;
	fake.n_sources = 1;
	assert_string_equal(constituent(&source), "");
	d.module.policy->constituents = strdup("build/test_daemon.who");
	write_constituents("constituents = ( { name = \"univ\"; prefixes = [ \"192.0.2.0/24\" ]; } );");
	assert_string_equal(constituent(&source), "univ");
	/* an invalid or missing file changes nothing */
	write_constituents("constituents = ( { name = \"college\"; } );");
	assert_string_equal(constituent(&source), "univ");
	assert_true(d.statistics.constituents.alert.active);
	unlink("build/test_daemon.who");
	assert_string_equal(constituent(&source), "univ");
	write_constituents("constituents = ( { name = \"college\"; prefixes = [ \"192.0.2.7\" ]; } );");
	assert_string_equal(constituent(&source), "college");
	assert_false(d.statistics.constituents.alert.active);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, store_fault_setup,	\
						   store_fault_teardown)
	const struct CMUnitTest tests[] = {
		TEST(clock_set),
		TEST(retried_by_timer),
		TEST(expired_data_is_deleted),
		TEST(constituents_are_written),
		TEST(estimators),
		TEST(searched_once_a_day),
		TEST(search_is_interrupted),
		TEST(damage_found_by_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
