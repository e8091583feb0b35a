// SPDX-License-Identifier: GPL-2.0-or-later
/* statistics.c - writing what waits, and what is done when that fails */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "common/error.h"
#include "slammerd/daemon.h"

#define PATIENCE_MS	500	/* for a lock; meanwhile the daemon is deaf */
#define WRITE_MS	1000
#define CHECK_MS	2000	/* once, at the start */
#define LOST_SECONDS	(7 * 86400)
#define ASIDE_MS	60000	/* a disk that damages everything fills up */

int64_t statistics_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Is the file there the one that we wrote to? */
static bool wrote(const struct statistics *s, const char *path)
{
	struct stat st;

	return s->inode && !stat(path, &st) && st.st_ino == s->inode &&
	       st.st_dev == s->device;
}

static void remember(struct statistics *s, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return;
	s->device = st.st_dev;
	s->inode = st.st_ino;
}

/* The kernel's counters since its epoch are all in the first window of the next. */
static int set_aside(struct daemon *daemon)
{
	struct statistics *s = &daemon->statistics;
	const char *path = daemon_store_path(daemon);
	struct store_gap lost = {
		.cause = STORE_GAP_DAMAGED, .until = time(NULL),
	};
	char aside[PATH_MAX];

	if (s->aside_ms && statistics_now_ms() - s->aside_ms < ASIDE_MS)
		return -1;
	if (store_quarantine(path, wrote(s, path), lost.until, aside,
			    sizeof(aside), &s->error))
		return -1;
	memcpy(s->aside, aside, sizeof(aside));
	s->aside_ms = statistics_now_ms();
	s->inode = 0;
	log_say(LOG_ERR, "%s was damaged: it is kept as %s, and a new one begins with all that the kernel has counted since the module was loaded",
		path, aside);
	pending_note(&s->pending, &lost);
	return 0;
}

bool statistics_failed(struct daemon *daemon, enum db_fault fault,
		       const char *error)
{
	struct statistics *s = &daemon->statistics;

	if (error != s->error.text)
		error_set(&s->error, "%s", error);
	if (fault == DB_DAMAGED && !set_aside(daemon))
		return true;
	if (s->fault == DB_OK)
		s->since = time(NULL);
	s->fault = fault == DB_OK ? DB_OTHER : fault;
	trouble_begins(&daemon->store_trouble, "cannot write the statistics: %s (filtering goes on, the kernel counts, windows wait in memory)",
		       s->error.text);
	return false;
}

void statistics_good(struct daemon *daemon)
{
	struct statistics *s = &daemon->statistics;

	s->fault = DB_OK;
	*s->error.text = '\0';
	trouble_ends(&daemon->store_trouble, "the statistics are written again");
}

struct store *statistics_store(struct daemon *daemon)
{
	struct statistics *s = &daemon->statistics;
	enum db_fault fault = DB_OK;
	struct store *store;

	/* Opened anew each time: a file that was moved away is not written to. */
	store = store_open_within(daemon_store_path(daemon), DB_WRITE,
				  PATIENCE_MS, &fault, &s->error);
	if (store && !s->checked && store_check(store, CHECK_MS)) {
		fault = store_fault(store);
		error_set(&s->error, "%s", store_error(store));
		store_close(store);
		store = NULL;
	}
	if (store) {
		s->checked = true;
		return store;
	}
	return statistics_failed(daemon, fault, s->error.text) ?
		statistics_store(daemon) : NULL;
}

static int add_lost(const struct store_gap *lost, void *arg)
{
	struct statistics_lost *sum = arg;

	sum->periods++;
	sum->packets += lost->packets;
	sum->unknown += !lost->known;
	return 0;
}

static void count_lost(struct statistics *s, struct store *store)
{
	const struct store_range week = {
		time(NULL) - LOST_SECONDS, INT64_MAX, NULL,
	};
	struct statistics_lost lost = { 0 };

	if (!store_gaps(store, &week, add_lost, &lost))
		s->lost = lost;
}

/* 0, or -1: then store_error() and store_fault() say why. */
static int write_first(struct daemon *daemon, struct store *store)
{
	struct pending *pending = &daemon->statistics.pending;
	const struct pending_window *w = &pending->list[0];
	int64_t start = w->start;
	int result;

	result = store_record(store, w->sensor, w->start, w->seconds,
			       &w->snapshot);
	if (result == -ESTALE) {
		/* Somebody has written what came later: it holds this as well. */
		pending_discard(pending);
		return -1;
	}
	if (result)
		return -1;
	log_say(LOG_DEBUG, "window %lld: %zu counters, %zu sources",
		(long long)start, w->snapshot.n_counters,
		w->snapshot.n_sources);
	pending_written(pending);
	daemon->accounted = start;
	return 0;
}

static int write_all(struct daemon *daemon, struct store *store)
{
	struct statistics *s = &daemon->statistics;
	int64_t deadline = statistics_now_ms() + WRITE_MS;

	store_resolve(store, whose_name, &s->whose);
	while (s->pending.count && statistics_now_ms() < deadline)
		if (write_first(daemon, store))
			return -1;
	remember(s, daemon_store_path(daemon));
	count_lost(s, store);
	return 0;
}

int statistics_write(struct daemon *daemon, struct error *error)
{
	struct statistics *s = &daemon->statistics;
	struct store *store;
	bool again = true;

	whose_follow(&s->whose, daemon->policy->constituents);
	while (again) {
		store = statistics_store(daemon);
		if (!store)
			break;
		if (!write_all(daemon, store)) {
			store_close(store);
			statistics_good(daemon);
			return 0;
		}
		again = statistics_failed(daemon, store_fault(store),
					  store_error(store));
		store_close(store);
	}
	return error_set(error, "%s", s->error.text);
}

void statistics_free(struct statistics *s)
{
	pending_free(&s->pending);
	whose_free(&s->whose);
}
