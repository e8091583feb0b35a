/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * statistics.h - windows on their way to the store, and the store's troubles
 *
 * A window is put behind those that wait, and then as many are written as can be.
 * Whatever happens to the store, the kernel filters and goes on counting; here it
 * is said once, shown in the status, and tried again.
 */
#ifndef SLAMMERD_STATISTICS_H
#define SLAMMERD_STATISTICS_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"
#include "slammerd/os/loop.h"
#include "slammerd/stats/pending.h"
#include "slammerd/stats/constituent_cache.h"

struct daemon;

/* What was lost in the last 7 days, as of the last window that was written. */
struct statistics_lost {
	uint64_t periods;
	uint64_t packets;
	uint64_t unknown;		/* periods whose packets nobody knows */
};

/**
 * struct statistics - all zero is a good beginning
 * @timer:	for everything that is tried again, or is done bit by bit
 * @ticking:	there is a timer (not in tests)
 * @checked:	the store was searched for damage
 * @device, @inode: of the file that was written last
 * @fault:	what is wrong; DB_OK: nothing
 * @since:	since when, seconds since 1970
 * @error:	the sentence about it
 * @aside:	what a damaged store is called now, "" if there was none
 * @aside_ms:	when that was, by a clock that nobody sets
 * @steps, @step: how often the clock was set, and by how many seconds the last time
 * @since_ns:	for the next snapshot, see struct store_snapshot
 * @expire_ms:	when retention is due
 * @sweeping:	something that has expired is still there
 */
struct statistics {
	struct pending pending;
	struct whose whose;
	struct watch timer;
	bool ticking;
	bool checked;
	dev_t device;
	ino_t inode;
	enum db_fault fault;
	int64_t since;
	struct error error;
	char aside[PATH_MAX];
	int64_t aside_ms;
	struct statistics_lost lost;
	uint64_t steps;
	int64_t step;
	uint64_t since_ns;
	int64_t expire_ms;
	bool sweeping;
};

/* The timer into daemon->loop; 0 or -1 with errno. */
int statistics_open(struct daemon *daemon);
void statistics_close(struct daemon *daemon);
/* What is in memory; at the very end. */
void statistics_free(struct statistics *statistics);

/* Sets the timer for what is to be done next. */
void statistics_arm(struct daemon *daemon);

/**
 * statistics_write - write what waits, for about a second at most
 *
 * 0 if nothing went wrong, though some may wait still; or -1 with a sentence.
 * What goes wrong is in the status and in the log.
 */
int statistics_write(struct daemon *daemon, struct error *error);

/**
 * statistics_clock_set - the clock was set while a window was open
 * @was, @now: the same moment by the old and by the new clock, seconds
 *
 * What was counted so far goes to the window of the old clock.
 */
void statistics_clock_set(struct daemon *daemon, int64_t start, int64_t was,
			  int64_t now);

/* For the status: an object, or NULL if out of memory. */
json_t *statistics_report(const struct statistics *statistics);

/* An open store to write to; NULL with a sentence in statistics->error. */
struct store *statistics_store(struct daemon *daemon);
/* Something failed: is it worth trying again at once? The damaged store is aside. */
bool statistics_failed(struct daemon *daemon, enum db_fault fault,
		       const char *error);
/* Nothing is wrong (any more). */
void statistics_good(struct daemon *daemon);

/* Milliseconds by a clock that nobody sets. */
int64_t statistics_now_ms(void);

#endif /* SLAMMERD_STATISTICS_H */
