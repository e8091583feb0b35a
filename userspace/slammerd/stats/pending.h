/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pending.h - windows that could not be written yet, in memory, up to a bound
 *
 * What waits are the kernel's cumulative counters as they were at the end of each
 * window; the store makes differences of them, in order. So whatever is missing in
 * between, or goes with the process, is in the next window: places in time may be
 * lost here, and are noted then, but packets only where the counters began anew.
 */
#ifndef SLAMMERD_PENDING_H
#define SLAMMERD_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

#define PENDING_WINDOWS	288		/* a day of five minutes each */
#define PENDING_BYTES	(64u << 20)

/* A window and its snapshot; counters, sources, sketches, lost are malloced. */
struct pending_window {
	char sensor[STORE_SENSOR_MAX];
	int64_t start;
	unsigned int seconds;
	struct store_snapshot snapshot;
	struct store_counter *counters;
	struct store_source *sources;
	struct store_sketch *sketches;
	struct store_gap *lost;
};

/**
 * struct pending - the queue; all zero is empty
 * @max_windows, @max_bytes: the bound, 0: as above
 * @carry:  facts that wait for the next window
 * @dropped: windows that had to go, in this process
 * @epoch, @packets: of the last snapshot that was written, for what is lost
 */
struct pending {
	struct pending_window *list;
	size_t count;
	size_t bytes;
	size_t max_windows;
	size_t max_bytes;
	struct store_gap *carry;
	size_t n_carry;
	uint64_t dropped;
	bool written;
	uint64_t epoch;
	uint64_t packets;
};

void pending_window_free(struct pending_window *window);

/**
 * pending_add - put a window at the end; takes over what it owns
 *
 * A later snapshot of the window that is last replaces it. Where the bound is
 * passed, old windows are merged into the ones behind them, or lost if the
 * counters began anew there; either way it is noted. 0, or -1 if out of memory;
 * then the window is freed.
 */
int pending_add(struct pending *pending, struct pending_window *window);
/* The first one was written. */
void pending_written(struct pending *pending);
/* The first one will never be. */
void pending_discard(struct pending *pending);
/* A fact to be written with the first window, or else the next. */
void pending_note(struct pending *pending, const struct store_gap *lost);
void pending_free(struct pending *pending);

#endif /* SLAMMERD_PENDING_H */
