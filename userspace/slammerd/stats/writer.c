// SPDX-License-Identifier: GPL-2.0-or-later
/* writer.c - queued windows into the store, and what happens if that fails */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "slammerd/stats/snapshot.h"
#include "slammerd/stats/statistics.h"

#define LOCK_MS		500	/* wait for a lock; windows wait as well */
#define WRITE_MS	1000	/* at a time */
#define GAP_SECONDS	(7 * 86400)
#define REFUSED_MAX	6	/* attempts, before those behind a window go on without it */
#define QUARANTINE_MS	60000	/* at most one in that time: a bad disk would fill up */

int64_t statistics_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Is the file the one that we wrote last? */
static bool is_ours(const struct statistics *s, const char *path)
{
	struct stat st;

	return s->inode && !stat(path, &st) && st.st_ino == s->inode &&
	       st.st_dev == s->device;
}

static void remember_file(struct statistics *s, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return;
	s->device = st.st_dev;
	s->inode = st.st_ino;
}

/*
 * Rename the damaged store. The first window of the new one has all that the kernel
 * has counted. 0 or -1.
 */
static int quarantine(struct statistics *s)
{
	const char *path = statistics_store_path(s);
	struct store_gap gap = {
		.cause = STORE_GAP_DAMAGED, .until = time(NULL),
	};
	char renamed[PATH_MAX];

	if (s->quarantined_ms &&
	    statistics_now_ms() - s->quarantined_ms < QUARANTINE_MS)
		return -1;
	if (store_quarantine(path, is_ours(s, path), gap.until, renamed,
			     sizeof(renamed), &s->error))
		return -1;
	memcpy(s->quarantined, renamed, sizeof(renamed));
	s->quarantined_ms = statistics_now_ms();
	s->inode = 0;
	maintenance_end_search(s);
	log_message(LOG_ERR, "%s is damaged: renamed to %s; a new database starts with all that the kernel has counted since the module was loaded",
		    path, renamed);
	window_queue_note_gap(&s->queue, &gap);
	return 0;
}

bool statistics_failed(struct statistics *s, enum db_fault fault,
		       const char *error)
{
	if (error != s->error.text)
		error_set(&s->error, "%s", error);
	if (fault == DB_DAMAGED && !quarantine(s))
		return true;
	if (s->fault == DB_OK)
		s->since = time(NULL);
	s->fault = fault == DB_OK ? DB_OTHER : fault;
	alert_raise(&s->alert, "cannot write the statistics: %s (the kernel keeps filtering and counting, windows are queued in memory)",
		    s->error.text);
	return false;
}

void statistics_succeeded(struct statistics *s)
{
	s->fault = DB_OK;
	*s->error.text = '\0';
	alert_clear(&s->alert, "the statistics are written again");
}

struct store *statistics_open_store(struct statistics *s)
{
	enum db_fault fault = DB_OK;
	struct store *store;

	/* Opened each time: a file that was moved away must not be written to. */
	store = store_open_progress(statistics_store_path(s), DB_WRITE, LOCK_MS,
				    s->callbacks->upgrading, s->arg, &fault,
				    &s->error);
	if (s->callbacks->upgraded)
		s->callbacks->upgraded(s->arg);
	if (store)
		return store;
	return statistics_failed(s, fault, s->error.text) ?
		statistics_open_store(s) : NULL;
}

static int add_gap(const struct store_gap *gap, void *arg)
{
	struct statistics_gaps *sum = arg;

	sum->periods++;
	sum->packets += gap->packets;
	sum->unknown += !gap->known;
	return 0;
}

static void sum_gaps(struct statistics *s, struct store *store)
{
	const struct store_range week = {
		time(NULL) - GAP_SECONDS, INT64_MAX, NULL,
	};
	struct statistics_gaps gaps = { 0 };

	if (!store_gaps(store, &week, add_gap, &gaps))
		s->gaps = gaps;
}

/*
 * Only now: a crash between the two costs nothing. What it leaves in the kernel is
 * merged into the next hour, and changes nothing in the day.
 */
static void clear_estimators(struct statistics *s, const struct queued_window *w)
{
	struct client *client;
	struct error error;

	client = s->callbacks->connect(s->arg, &error);
	if (client && snapshot_clear_sketches(client, w) < 0)
		error_set(&error, "%s", client_error(client));
	else if (client)
		return;
	log_message(LOG_WARNING, "the estimators of the hour are stored, but not cleared: %s (the next hour's estimates include them)",
		    error.text);
}

/*
 * 0, or -1: see store_error() and store_fault(). A window of which the store has a later
 * snapshot, which contains it, only goes.
 */
static int write_first(struct statistics *s, struct store *store)
{
	const struct queued_window *w = &s->queue.list[0];
	int64_t start = w->start;
	int result;

	result = store_record(store, w->sensor, w->start, w->seconds,
			      &w->snapshot);
	if (result == -ESTALE) {
		log_message(LOG_WARNING, "%s", store_error(store));
		window_queue_discard(&s->queue);
		s->refused = 0;
		return 0;
	}
	if (result)
		return -1;
	log_message(LOG_DEBUG, "window %lld: %zu counters, %zu sources",
		    (long long)start, w->snapshot.n_counters,
		    w->snapshot.n_sources);
	if (w->ends_hour)
		clear_estimators(s, w);
	window_queue_written(&s->queue);
	store_take_recorded(store, &s->recorded);
	s->refused = 0;
	s->last_window = start;
	return 0;
}

/*
 * Not the store fails, but this window: again and again, with others behind it. The next
 * one has what it counted, and notes the gap.
 */
static bool skip_first(struct statistics *s, struct store *store)
{
	int64_t start = s->queue.count ? s->queue.list[0].start : 0;

	if (store_fault(store) != DB_REFUSED || ++s->refused < REFUSED_MAX ||
	    !window_queue_skip(&s->queue))
		return false;
	log_message(LOG_ERR, "the window of %lld cannot be written: %s; the next one notes the gap",
		    (long long)start, store_error(store));
	s->refused = 0;
	return true;
}

static int write_queue(struct statistics *s, struct store *store)
{
	int64_t deadline = statistics_now_ms() + WRITE_MS;

	store_resolve(store, constituent_cache_name, &s->constituents);
	while (s->queue.count && statistics_now_ms() < deadline)
		if (write_first(s, store) && !skip_first(s, store))
			return -1;
	remember_file(s, statistics_store_path(s));
	sum_gaps(s, store);
	return 0;
}

int statistics_write(struct statistics *s, struct error *error)
{
	struct store *store;
	bool again = true;

	constituent_cache_update(&s->constituents, s->policy->constituents);
	while (again) {
		store = statistics_open_store(s);
		if (!store)
			break;
		if (!write_queue(s, store)) {
			store_close(store);
			statistics_succeeded(s);
			return 0;
		}
		again = statistics_failed(s, store_fault(store),
					  store_error(store));
		store_close(store);
	}
	return error_set(error, "%s", s->error.text);
}
