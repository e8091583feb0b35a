// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_trouble.c - a daemon whose store is full, locked, damaged, away */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <time.h>

#include "daemon_fixture.h"
#include "fault_vfs.h"

/* Begin of the first window: long ago, or that of now. */
#define LONG_AGO	1769410800ll
static int64_t t0;

static const struct store_range always = { 0, INT64_MAX, NULL };

static void remove_asides(void)
{
	DIR *folder = opendir("build");
	struct dirent *entry;
	char path[300];

	while ((entry = readdir(folder)))
		if (!strncmp(entry->d_name, "test_daemon.db.damaged-", 23)) {
			snprintf(path, sizeof(path), "build/%s", entry->d_name);
			unlink(path);
		}
	closedir(folder);
}

static int begin(void **state)
{
	fault_install();
	faults_end();
	remove_asides();
	options.store = STORE;
	t0 = LONG_AGO;
	setup(state);
	assert_int_equal(daemon_start(&d), 0);
	return 0;
}

static int end(void **state)
{
	faults_end();
	return teardown(state);
}

static int note_window(const struct store_window *w, void *arg)
{
	uint64_t (*packets)[16] = arg;

	assert_true(w->start >= t0 && w->start < t0 + 16 * 300);
	(*packets)[(w->start - t0) / 300] +=
		w->packets[DIRECTION_INGRESS][CLASS_SLAMMER];
	return 0;
}

static struct store *readable(void)
{
	char error[512] = "";
	struct store *store = store_open(STORE, STORE_READ, error, sizeof(error));

	assert_string_equal(error, "");
	return store;
}

/* The i-th of the windows from t0 on has these worms. */
static void windows_are(const uint64_t *worms, size_t n)
{
	uint64_t packets[16] = { 0 };
	struct store *store = readable();
	size_t i;

	assert_int_equal(store_windows(store, &always, note_window, &packets), 0);
	store_close(store);
	for (i = 0; i < 16; i++)
		assert_int_equal(packets[i], i < n ? worms[i] : 0);
}

/* A window passes in which @worms come. */
static int window(unsigned int i, uint64_t worms)
{
	char error[DAEMON_ERROR_MAX] = "";
	int result;

	count_worms(worms);
	result = daemon_account(&d, t0 + 300 * i, error, sizeof(error));
	assert_int_equal(result != 0, *error != '\0');
	return result;
}

static void status_is(const char *key, const char *value)
{
	json_t *report = statistics_report(&d.statistics);
	const char *is = json_string_value(json_object_get(report, key));

	assert_non_null(report);
	if (value)
		assert_non_null(is);
	if (value && !strstr(is, value))
		fail_msg("%s: \"%s\" lacks \"%s\"", key, is, value);
	if (!value)
		assert_null(is);
	assert_int_equal(json_is_true(json_object_get(report, "ok")),
			 d.statistics.fault == STORE_GOOD);
	json_decref(report);
}

static void disk_full(void **state)
{
	static const uint64_t worms[] = { 1, 2, 4, 8 };

	assert_int_equal(window(0, 1), 0);
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	assert_int_equal(window(1, 2), -1);
	assert_int_equal(window(2, 4), -1);
	status_is("fault", "full");
	status_is("trouble", "no space left");
	assert_int_equal(d.statistics.pending.count, 2);
	assert_true(d.store_trouble.on);
	faults_end();
	windows_are(worms, 1);
	assert_int_equal(window(3, 8), 0);
	status_is("fault", NULL);
	assert_int_equal(d.statistics.pending.count, 0);
	/* each in the window it belongs to */
	windows_are(worms, 4);
}

/* At each write of a window; it is there as a whole or not at all, and once. */
static void disk_full_at_each_write(void **state)
{
	long n;

	assert_int_equal(window(0, 1), 0);
	for (n = 0;; n++) {
		faults.code = n % 2 ? SQLITE_FULL : SQLITE_IOERR;
		faults.writes = n;
		if (!window(1, 1))
			break;
		faults_end();
		assert_true(worms_in_store() == 1 ||
			    worms_in_store() == (uint64_t)n + 2);
	}
	faults_end();
	assert_true(n > 2);
	assert_int_equal(worms_in_store(), n + 2);
}

static void locked_by_another(void **state)
{
	static const uint64_t worms[] = { 1, 2, 4 };
	sqlite3 *db;

	assert_int_equal(window(0, 1), 0);
	assert_int_equal(sqlite3_open(STORE, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(window(1, 2), -1);
	status_is("fault", "busy");
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	assert_int_equal(sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(window(1, 0), -1);
	status_is("fault", "busy");
	sqlite3_close(db);
	assert_int_equal(window(2, 4), 0);
	windows_are(worms, 3);
}

static void folder_is_away(void **state)
{
	static const uint64_t worms[] = { 3, 4 };

	options.store = "build/no/such/folder/s.db";
	assert_int_equal(window(0, 3), -1);
	status_is("fault", "denied");
	status_is("trouble", "the folder build/no/such/folder cannot be used");
	options.store = STORE;
	assert_int_equal(window(1, 4), 0);
	windows_are(worms, 2);
}

static void killed_while_they_wait(void **state)
{
	t0 = window_start(time(NULL), 300);
	assert_int_equal(window(0, 1), 0);
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	assert_int_equal(window(1, 2), -1);
	assert_int_equal(window(2, 4), -1);
	faults_end();
	restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(window(5, 8), 0);
	/* their places are lost, nothing else is, and that is known */
	assert_int_equal(worms_in_store(), 15);
	assert_int_equal(d.statistics.lost.periods, 1);
	assert_int_equal(d.statistics.lost.packets, 0);
}

static int note_lost(const struct store_lost *lost, void *arg)
{
	*(struct store_lost *)arg = *lost;
	return 0;
}

static void more_than_memory_holds(void **state)
{
	static const uint64_t worms[] = { 1, 0, 0, 0, 2 + 3 + 4 + 5, 6, 7 };
	struct store_lost lost = { .from = 0 };
	struct store *store;
	unsigned int i;

	assert_int_equal(window(0, 1), 0);
	d.statistics.pending.max_windows = 2;
	faults.code = SQLITE_FULL;
	faults.writes = 0;
	for (i = 1; i < 6; i++)
		assert_int_equal(window(i, i + 1), -1);
	assert_int_equal(d.statistics.pending.dropped, 3);
	faults_end();
	/* The last one makes a place of its own: one more is merged. */
	d.statistics.pending.max_windows = 3;
	assert_int_equal(window(6, 7), 0);
	windows_are(worms, 7);
	store = readable();
	assert_int_equal(store_lost(store, &always, note_lost, &lost), 0);
	store_close(store);
	assert_int_equal(lost.why, STORE_LOST_MEMORY);
	assert_int_equal(lost.from, t0 + 300);
	assert_int_equal(lost.until, t0 + 1200);
	assert_true(lost.known);
	assert_int_equal(lost.packets, 0);
	assert_string_equal(lost.sensor, "gateway");
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

static void is_aside(void)
{
	struct stat st;

	assert_non_null(strstr(d.statistics.aside, STORE ".damaged-"));
	assert_int_equal(stat(d.statistics.aside, &st), 0);
	status_is("aside", STORE ".damaged-");
}

/* A new one has all that the kernel knows; the old one is kept. */
static void damaged_while_running(void **state)
{
	static const uint64_t worms[] = { 0, 0, 7 };
	struct store_lost lost = { .from = 1 };
	struct store *store;

	assert_int_equal(window(0, 1), 0);
	assert_int_equal(window(1, 2), 0);
	overwrite(4096, 20 * 4096);
	assert_int_equal(window(2, 4), 0);
	is_aside();
	windows_are(worms, 3);
	store = readable();
	assert_int_equal(store_lost(store, &always, note_lost, &lost), 0);
	store_close(store);
	assert_int_equal(lost.why, STORE_LOST_DAMAGED);
	assert_int_equal(lost.from, 0);
	assert_false(lost.known);
	assert_int_equal(d.statistics.lost.unknown, 1);
	status_is("fault", NULL);
}

/* What we wrote ourselves is ours, even without its header. */
static void header_gone_while_running(void **state)
{
	assert_int_equal(window(0, 1), 0);
	overwrite(0, 64 * 4096);
	assert_int_equal(window(1, 2), 0);
	is_aside();
	assert_int_equal(worms_in_store(), 3);
}

static void damaged_before_start(void **state)
{
	assert_int_equal(window(0, 1), 0);
	overwrite(4096, 20 * 4096);
	restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(window(1, 2), 0);
	is_aside();
	assert_int_equal(worms_in_store(), 3);
}

/* Damage where nobody looks while windows are written. */
static void damage_in_a_corner(void **state)
{
	struct stat st;

	assert_int_equal(window(0, 1), 0);
	assert_int_equal(stat(STORE, &st), 0);
	overwrite(st.st_size - 8192, 8192);
	restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(window(1, 2), 0);
	is_aside();
	assert_int_equal(worms_in_store(), 3);
}

static void not_again_and_again(void **state)
{
	assert_int_equal(window(0, 1), 0);
	overwrite(4096, 20 * 4096);
	assert_int_equal(window(1, 2), 0);
	overwrite(4096, 20 * 4096);
	assert_int_equal(window(2, 4), -1);
	status_is("fault", "damaged");
	assert_int_equal(d.statistics.pending.count, 1);
	d.statistics.aside_ms -= 60001;
	assert_int_equal(window(3, 8), 0);
	assert_int_equal(worms_in_store(), 15);
}

/* Somebody's letters are not moved away, whatever the policy says. */
static void not_ours(void **state)
{
	FILE *file = fopen(STORE, "w");
	struct stat st;
	int i;

	for (i = 0; i < 1000; i++)
		fputs("Dear Sir or Madam, ", file);
	fclose(file);
	assert_int_equal(window(0, 1), -1);
	status_is("fault", "damaged");
	status_is("trouble", "nothing in this file looks like statistics of nf-slammer, so it is left alone");
	assert_int_equal(stat(STORE, &st), 0);
	assert_int_equal(st.st_size, 19000);
	unlink(STORE);
	assert_int_equal(window(1, 1), 0);
	assert_int_equal(worms_in_store(), 2);
}

/* The clock is a day ahead for a while. Each packet is in the window of its time. */
static void clock_set(void **state)
{
	static const uint64_t worms[] = { 1, 2, 0, 0, 0, 0, 0, 0, 0, 4 + 8 };
	struct store_lost lost = { .from = 1 };
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
	assert_int_equal(store_lost(store, &always, note_lost, &lost), 0);
	store_close(store);
	assert_int_equal(lost.why, STORE_LOST_CLOCK);
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
	d.policy->keep = (struct policy_keep){ 1, 2, 36500 };
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
	char error[DAEMON_ERROR_MAX];
	struct store *store;

	sketch.registers[3] = 1;
	fake.sketches = &sketch;
	fake.n_sketches = 1;
	d.window.start = t0 + 3300;
	assert_int_equal(daemon_account(&d, t0 + 3300, error, sizeof(error)), 0);
	assert_int_equal(fake.flags & NFSL_FLAG_RESET, 0);
	d.window.start = t0 + 3600;
	assert_int_equal(daemon_account(&d, t0 + 3300, error, sizeof(error)), 0);
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
		TEST(disk_full),
		TEST(disk_full_at_each_write),
		TEST(locked_by_another),
		TEST(folder_is_away),
		TEST(killed_while_they_wait),
		TEST(more_than_memory_holds),
		TEST(damaged_while_running),
		TEST(header_gone_while_running),
		TEST(damaged_before_start),
		TEST(damage_in_a_corner),
		TEST(not_again_and_again),
		TEST(not_ours),
		TEST(clock_set),
		TEST(tried_again_by_itself),
		TEST(what_is_old_goes_by_itself),
		TEST(constituents_are_written),
		TEST(estimators),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
