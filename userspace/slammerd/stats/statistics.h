/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * statistics.h - from the kernel's counters, window by window, to the store
 *
 * A window is appended to the queue, and then queued windows are written. Whatever
 * happens to the store, the kernel keeps filtering and counting; the fault is logged
 * once, shown in the status, and writing is retried.
 *
 * All of it is of one thread, and takes as long as it takes: the recorder's (recorder.h).
 *
 *	statistics.c	the window timer; take a snapshot and queue it; the status
 *	writer.c	queue -> store; faults of the store
 *	maintenance.c	between windows: retry, expire, search for damage
 */
#ifndef SLAMMERD_STATISTICS_H
#define SLAMMERD_STATISTICS_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"
#include "kernel/client.h"
#include "policy/model.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"
#include "slammerd/stats/constituent_cache.h"
#include "slammerd/stats/window.h"
#include "slammerd/stats/window_queue.h"

/**
 * struct statistics_callbacks - what the statistics need of whom they belong to
 * @connect:	a client that is connected, or NULL with a sentence in @error
 * The others may be NULL:
 * @window_ended: after each window
 * @maintained:	after each step of maintenance
 * @searching:	a search for damage begins in @store, which takes as long as it takes:
 *		until it is called again with NULL, store_interrupt() is allowed
 * @upgrading:	every few milliseconds while an older store is migrated; other than 0:
 *		give it up
 * @upgraded:	after each attempt to open the store
 */
struct statistics_callbacks {
	struct client *(*connect)(void *arg, struct error *error);
	void (*window_ended)(void *arg);
	void (*maintained)(void *arg);
	void (*searching)(void *arg, struct store *store);
	int (*upgrading)(void *arg);
	void (*upgraded)(void *arg);
};

/* Gaps of the last 7 days, as of the last window that was written. */
struct statistics_gaps {
	uint64_t periods;
	uint64_t packets;
	uint64_t unknown;		/* periods with an unknown number of packets */
};

/**
 * struct statistics - all zero but for the first four members before the start
 * @store:	path of the database (--store), NULL: the policy's
 * @policy:	the active one: window, sensor, store, retention, constituents
 * @identity:	of this sensor, see identity.h; 0: unknown
 * @window_watch: the timer of @window
 * @timer:	for maintenance; @maintaining: it is open
 * @last_window: start of the last window written, seconds since 1970, or -1
 * @device, @inode: of the file that was written last
 * @fault:	DB_OK: none; else @error is the sentence and @since the time
 * @quarantined: path of a store that was damaged, "" if none
 * @quarantined_ms: when that was, CLOCK_BOOTTIME
 * @recorded:	gaps that were recorded since the start
 * @steps, @step: how often the clock was set, and by how many seconds last time
 * @refused:	how often the first window of the queue could not be written, although
 *		the store could
 * @since_ns:	for the next snapshot, see struct store_snapshot
 * @expire_ms:	when expired data is to be deleted next, CLOCK_BOOTTIME
 * @sweeping:	there is more to delete, bound or shrink
 * @shortened:	it was logged that the store is too large for the retention
 * @search_ms:	when the search for damage begins next, likewise; @searching: it has
 *		begun, and @search is how far it has come
 * @interrupted: how often in the table that is next
 * @retry_ms:	after a fault: no maintenance before then, likewise
 */
struct statistics {
	const struct statistics_callbacks *callbacks;
	void *arg;
	const char *store;
	const struct policy *policy;
	uint64_t identity;
	struct loop *loop;
	struct window window;
	struct watch window_watch;
	struct watch timer;
	bool maintaining;
	struct window_queue queue;
	struct constituent_cache constituents;
	int64_t last_window;
	dev_t device;
	ino_t inode;
	enum db_fault fault;
	int64_t since;
	struct error error;
	struct alert alert;
	char quarantined[PATH_MAX];
	int64_t quarantined_ms;
	struct statistics_gaps gaps;
	struct store_recorded recorded;
	unsigned int refused;
	uint64_t steps;
	int64_t step;
	uint64_t since_ns;
	int64_t expire_ms;
	bool sweeping;
	bool shortened;
	int64_t search_ms;
	bool searching;
	struct db_check search;
	unsigned int interrupted;
	int64_t retry_ms;
};

/* Start the window and the timers in @loop; 0 or -1 with errno. */
int statistics_open(struct statistics *s, struct loop *loop);
void statistics_close(struct statistics *s);
/* Free what is in memory. */
void statistics_free(struct statistics *s);

/* The active policy changes: @policy must stay valid until the next call. */
void statistics_set_policy(struct statistics *s, const struct policy *policy);
/* Likewise, but record the current window first if @next counts in others, or elsewhere. */
void statistics_change_policy(struct statistics *s, const struct policy *next);

/**
 * statistics_record - record what was counted since the last time
 * @start: start of the window it belongs to
 *
 * 0, or -1 with a sentence in @error; then it is queued, or part of the next window.
 */
int statistics_record(struct statistics *s, int64_t start, struct error *error);
/* The same for the current window. */
int statistics_flush(struct statistics *s, struct error *error);
/*
 * The daemon exits: record the current window, and write until the queue is empty, or
 * for half a minute. What is not written then is in the kernel's counters.
 */
void statistics_finish(struct statistics *s);

/**
 * statistics_clock_set - the clock was set while a window was open
 * @start: start of that window
 * @was, @now: this moment by the old and by the new clock, seconds since 1970
 *
 * What was counted so far is recorded in the window of the old clock.
 */
void statistics_clock_set(struct statistics *s, int64_t start, int64_t was,
			  int64_t now);

/* Path of the database. */
const char *statistics_store_path(const struct statistics *s);
/* {ok, fault, error, ...} for the status; NULL: out of memory. */
json_t *statistics_report(const struct statistics *s);

/*
 * Shared by the files of this unit.
 */

/* Write queued windows, for about a second. 0, or -1 with a sentence in @error. */
int statistics_write(struct statistics *s, struct error *error);
/* The store, open for writing; NULL: the fault was handled by statistics_failed(). */
struct store *statistics_open_store(struct statistics *s);
/* Handle a fault; true if it is worth retrying at once (a damaged store was moved). */
bool statistics_failed(struct statistics *s, enum db_fault fault,
		       const char *error);
/* The store works (again). */
void statistics_succeeded(struct statistics *s);

int maintenance_open(struct statistics *s);
void maintenance_close(struct statistics *s);
/* There is no damage, or another file: the search begins again tomorrow. */
void maintenance_end_search(struct statistics *s);
/* Set the timer for what is due next. */
void maintenance_schedule(struct statistics *s);

/* CLOCK_BOOTTIME in milliseconds. */
int64_t statistics_now_ms(void);

#endif /* SLAMMERD_STATISTICS_H */
