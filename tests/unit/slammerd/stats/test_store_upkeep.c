// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_upkeep.c - what goes on between windows, and comes with them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <time.h>

#include "common/error.h"
#include "support/trouble_fixture.h"

/* The clock is a day ahead for a while. Each packet is in the window of its time. */
static void clock_set(void **state)
{
	static const uint64_t worms[] = { 1, 2, 0, 0, 0, 0, 0, 0, 0, 4 + 8 };
	struct store_gap lost = { .from = 1 };
	struct store *store;

	t0 = window_start(time(NULL), 300);
	assert_int_equal(window(0, 1), 0);
	count_worms(2);
	statistics_clock_set(&d, t0 + 300, t0 + 400, t0 + 2700);
	assert_int_equal(d.statistics.steps, 1);
	assert_int_equal(d.statistics.step, 2300);
	assert_int_equal(window(9, 4), 0);
	assert_int_equal(window(9, 8), 0);
	windows_are(worms, 10);
	store = readable();
	assert_int_equal(store_gap(store, &always, note_lost, &lost), 0);
	store_close(store);
	assert_int_equal(lost.why, STORE_GAP_CLOCK);
	assert_int_equal(lost.from, t0 + 400);
	assert_int_equal(lost.until, t0 + 2700);
}

/* The timer of the daemon's upkeep is over. */
static void upkeep(void)
{
	const struct itimerspec now = { .it_value.tv_nsec = 1 };
	struct watch *timer = &d.statistics.timer;

	assert_int_equal(timerfd_settime(timer->fd, 0, &now, NULL), 0);
	assert_int_equal(poll(&(struct pollfd){ timer->fd, POLLIN, 0 }, 1, 5000), 1);
	timer->fn(timer->arg, EPOLLIN);
}

static void tried_again_by_itself(void **state)
{
	static const uint64_t worms[] = { 1, 2, 4 };

	assert_int_equal(loop_open(&d.loop), 0);
	assert_int_equal(statistics_open(&d), 0);
	assert_int_equal(window(0, 1), 0);
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	assert_int_equal(window(1, 2), -1);
	assert_int_equal(window(2, 4), -1);
	upkeep();
	status_is("fault", "full");
	faults_end();
	upkeep();
	status_is("fault", NULL);
	windows_are(worms, 3);
	statistics_close(&d);
	loop_close(&d.loop);
}

static void what_is_old_goes_by_itself(void **state)
{
	int i;

	assert_int_equal(loop_open(&d.loop), 0);
	assert_int_equal(statistics_open(&d), 0);
	d.policy->retention = (struct policy_retention){ 1, 2, 36500 };
	assert_int_equal(window(0, 1), 0);
	assert_int_equal(window(1, 2), 0);
	windows_are((const uint64_t[]){ 1, 2 }, 2);
	for (i = 0; i < 4; i++) {
		d.statistics.expire_ms = 0;
		upkeep();
	}
	assert_false(d.statistics.sweeping);
	/* the day has them still */
	assert_int_equal(worms_in_store(), 3);
	statistics_close(&d);
	loop_close(&d.loop);
}

/* Estimators are read with each window, and begin anew with the last of an hour. */
static void estimators(void **state)
{
	struct client_sketch sketch = { .what = NFSL_SKETCH_SOURCES };
	struct store_distinct distinct = { .sources = 1 };
	struct error error;
	struct store *store;

	sketch.registers[3] = 1;
	fake.sketches = &sketch;
	fake.n_sketches = 1;
	d.window.start = t0 + 3300;
	assert_int_equal(daemon_account(&d, t0 + 3300, &error), 0);
	assert_int_equal(fake.flags & NFSL_FLAG_RESET, 0);
	d.window.start = t0 + 3600;
	assert_int_equal(daemon_account(&d, t0 + 3300, &error), 0);
	assert_int_equal(fake.flags & NFSL_FLAG_RESET, NFSL_FLAG_RESET);
	store = readable();
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

static int note_constituent(const struct store_talker *talker, void *arg)
{
	snprintf(arg, STORE_CONSTITUENT_MAX, "%s", talker->constituent);
	return 0;
}

/* The constituent of the one source, after one more packet of it. */
static const char *constituent(struct client_source *source)
{
	static char name[STORE_CONSTITUENT_MAX];
	struct store *store;

	source->packets[CLASS_SLAMMER]++;
	assert_int_equal(window(0, 1), 0);
	store = readable();
	assert_int_equal(store_talkers(store, &always, note_constituent, name), 0);
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
	d.policy->constituents = strdup("build/test_daemon.who");
	write_constituents("constituents = ( { name = \"univ\"; prefixes = [ \"192.0.2.0/24\" ]; } );");
	assert_string_equal(constituent(&source), "univ");
	/* a bad file changes nothing, and neither does one that is gone */
	write_constituents("constituents = ( { name = \"college\"; } );");
	assert_string_equal(constituent(&source), "univ");
	assert_true(d.statistics.whose.trouble.on);
	unlink("build/test_daemon.who");
	assert_string_equal(constituent(&source), "univ");
	write_constituents("constituents = ( { name = \"college\"; prefixes = [ \"192.0.2.7\" ]; } );");
	assert_string_equal(constituent(&source), "college");
	assert_false(d.statistics.whose.trouble.on);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(clock_set),
		TEST(tried_again_by_itself),
		TEST(what_is_old_goes_by_itself),
		TEST(constituents_are_written),
		TEST(estimators),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
