/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store.h - detection statistics: windows written by the daemon, read by advisories
 *
 * The only room that knows SQL. The kernel's counters are cumulative; the store
 * keeps, in the same transaction as a window, the snapshot up to which they are
 * accounted for. So a daemon that was killed adds what it missed exactly once,
 * and writing the same snapshot twice changes nothing.
 *
 * Functions return 0 or -1 (-ESTALE where said) and leave a complete sentence
 * in store_error(). Times are seconds since 1970 unless they say ns.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset.h"

struct store;

enum store_mode {
	STORE_WRITE,	/* created and brought to the current schema if need be */
	STORE_READ	/* must exist; never changed */
};

/* @error gets a sentence when NULL is returned. */
struct store *store_open(const char *path, enum store_mode mode, char *error,
			 size_t size);
void store_close(struct store *store);
const char *store_error(const struct store *store);

/* One counter of the kernel, cumulative within an epoch. */
struct store_counter {
	uint8_t direction;
	uint8_t reason;
	uint8_t verdict;
	uint64_t packets;
	uint64_t bytes;
};

/* One stay of a source in a table of the kernel, cumulative. */
struct store_source {
	struct address address;
	uint8_t inside;			/* seen inside, or the router itself */
	uint64_t instance;
	char interface[16];
	uint64_t first_ns;
	uint64_t last_ns;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

/**
 * struct store_snapshot - what the kernel said at one moment
 * @epoch:	of the counters; a new one means that they started at 0
 * @generation, @digest: of the policy in force
 * @taken_ns:	clock when it was taken
 * @untracked:	packets whose source got no place in a table, cumulative
 * @evicted:	sources that lost their place, cumulative
 */
struct store_snapshot {
	uint64_t epoch;
	uint32_t generation;
	uint64_t digest;
	uint64_t taken_ns;
	uint64_t untracked;
	uint64_t evicted;
	const struct store_counter *counters;
	size_t n_counters;
	const struct store_source *sources;
	size_t n_sources;
};

/**
 * store_account - add to a window what was counted since the last snapshot
 * @sensor:   name of the router
 * @start:    begin of the window, a multiple of @seconds
 * @seconds:  its length
 *
 * Difference to the sensor's last snapshot (to 0 for another epoch, or for a
 * source's new instance), the window's rows and the new snapshot are one
 * transaction: all of it or nothing. Rows of @sensor and @start that are there
 * already are added to. Counters that shrank within an epoch are refused.
 */
int store_account(struct store *store, const char *sensor, int64_t start,
		  unsigned int seconds, const struct store_snapshot *snapshot);

/* The half-open interval [from, until); sensor NULL: all of them. */
struct store_range {
	int64_t from;
	int64_t until;
	const char *sensor;
};

/* Sums over a range; each callback returns 0 to go on. */
struct store_sum {
	uint8_t direction;
	uint8_t reason;
	uint8_t verdict;
	uint64_t packets;
	uint64_t bytes;
};

struct store_talker {
	struct address address;
	bool inside;
	char interface[16];
	int64_t first;
	int64_t last;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

struct store_window {
	char sensor[64];
	int64_t start;
	unsigned int seconds;
	uint32_t generation;
	uint64_t digest;
	uint64_t untracked;
	uint64_t evicted;
	uint64_t packets[CLASS_COUNT];	/* all directions and verdicts */
};

typedef int (*store_sum_fn)(const struct store_sum *sum, void *arg);
typedef int (*store_talker_fn)(const struct store_talker *talker, void *arg);
typedef int (*store_window_fn)(const struct store_window *window, void *arg);

/* Sums by (direction, reason, verdict), in that order. */
int store_sums(struct store *store, const struct store_range *range,
	       store_sum_fn fn, void *arg);
/* Sources, those with the most attack packets first; ties by address. */
int store_talkers(struct store *store, const struct store_range *range,
		  store_talker_fn fn, void *arg);
/* Windows that begin in the range, by start and sensor. */
int store_windows(struct store *store, const struct store_range *range,
		  store_window_fn fn, void *arg);

#endif /* STORE_STORE_H */
