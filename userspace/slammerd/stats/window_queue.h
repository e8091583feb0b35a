/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window_queue.h - windows that are not in the store yet, in bounded memory
 *
 * A queued window holds the kernel's cumulative counters at its end; the store
 * computes the differences, in order. So a window that is lost, also with the
 * process, is part of the next one: its place in time is lost and is noted as a gap,
 * its packets only if the module was reloaded in between.
 */
#ifndef SLAMMERD_WINDOW_QUEUE_H
#define SLAMMERD_WINDOW_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

#define WINDOW_QUEUE_MAX	288		/* a day of five minutes each */
#define WINDOW_QUEUE_BYTES	(64u << 20)

/**
 * struct queued_window - a window and its snapshot
 * @start:	seconds since 1970
 * @ends_hour:	the estimators of @snapshot are cleared in the kernel once it is stored
 * @snapshot:	refers to the arrays below, which are malloced
 */
struct queued_window {
	char sensor[STORE_SENSOR_MAX];
	int64_t start;
	unsigned int seconds;
	bool ends_hour;
	struct store_snapshot snapshot;
	struct store_counter *counters;
	struct store_source *sources;
	struct store_sketch *sketches;
	struct store_gap *gaps;
};

/**
 * struct window_queue - all zero is empty
 * @list:	the oldest first; owned
 * @bytes:	memory that the windows take
 * @max_windows, @max_bytes: the bound, 0: as above
 * @gaps:	gaps to be written with the next window; owned
 * @merged:	how many windows were merged into others or lost, since the start
 * @written:	there was a window that was written; @epoch and @packets are of its
 *		snapshot
 */
struct window_queue {
	struct queued_window *list;
	size_t count;
	size_t room;
	size_t bytes;
	size_t max_windows;
	size_t max_bytes;
	struct store_gap *gaps;
	size_t n_gaps;
	size_t gaps_room;
	uint64_t merged;
	bool written;
	uint64_t epoch;
	uint64_t packets;
};

void queued_window_free(struct queued_window *window);

/**
 * window_queue_add - append a window; takes over what it owns
 *
 * A later snapshot of the last window replaces it. Beyond the bound, old windows
 * are merged into their successors, or lost if the module was reloaded in between;
 * both are noted as gaps. 0, or -1 if out of memory; then the window is freed.
 */
int window_queue_add(struct window_queue *queue, struct queued_window *window);
/* The first window was written: remove it. */
void window_queue_written(struct window_queue *queue);
/* The first window is not needed: remove it. */
void window_queue_discard(struct window_queue *queue);
/*
 * The first window cannot be written: merge it into its successor, as a gap. False:
 * there is none yet.
 */
bool window_queue_skip(struct window_queue *queue);
/* A gap to be written with the first window, or with the next one. */
void window_queue_note_gap(struct window_queue *queue, const struct store_gap *gap);
void window_queue_free(struct window_queue *queue);

#endif /* SLAMMERD_WINDOW_QUEUE_H */
