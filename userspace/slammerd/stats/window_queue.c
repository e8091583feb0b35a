// SPDX-License-Identifier: GPL-2.0-or-later
/* window_queue.c - append, merge when full, note gaps */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "slammerd/stats/window_queue.h"

void queued_window_free(struct queued_window *window)
{
	free(window->counters);
	free(window->sources);
	free(window->sketches);
	free(window->gaps);
	memset(window, 0, sizeof(*window));
}

static size_t size_of(const struct queued_window *w)
{
	return sizeof(*w) + w->snapshot.n_counters * sizeof(*w->counters) +
	       w->snapshot.n_sources * sizeof(*w->sources) +
	       w->snapshot.n_sketches * sizeof(*w->sketches);
}

static uint64_t packets_of(const struct queued_window *w)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < w->snapshot.n_counters; i++)
		sum += w->counters[i].packets;
	return sum;
}

/* Extend @last by @gap, if it continues it. */
static bool extend_gap(struct store_gap *last, const struct store_gap *gap)
{
	if (last->cause != gap->cause || last->until != gap->from ||
	    last->known != gap->known)
		return false;
	last->until = gap->until;
	last->packets += gap->packets;
	return true;
}

/* Out of memory, the gap is not noted; no count depends on it. */
static void add_gap(struct queued_window *w, const struct store_gap *gap)
{
	size_t n = w->snapshot.n_gaps;
	struct store_gap *list;

	if (n && extend_gap(&w->gaps[n - 1], gap))
		return;
	list = reallocarray(w->gaps, n + 1, sizeof(*list));
	if (!list)
		return;
	list[n] = *gap;
	w->gaps = list;
	w->snapshot.gaps = list;
	w->snapshot.n_gaps = n + 1;
}

/* Both lists have the same sides in the same order; else the older one is lost. */
static void merge_sketches(const struct queued_window *w,
			   struct queued_window *next)
{
	size_t i;

	for (i = 0; i < w->snapshot.n_sketches &&
	     i < next->snapshot.n_sketches; i++)
		if (w->sketches[i].inside == next->sketches[i].inside &&
		    w->sketches[i].targets == next->sketches[i].targets)
			sketch_merge(next->sketches[i].registers,
				     w->sketches[i].registers,
				     NFSL_SKETCH_SIZE);
}

/* @w is about to go: its gaps come before those of @next. */
static void merge_into_next(struct queued_window *w, struct queued_window *next)
{
	struct store_gap *later = next->gaps;
	size_t i, n = next->snapshot.n_gaps;

	next->gaps = w->gaps;
	next->snapshot.n_gaps = w->snapshot.n_gaps;
	next->snapshot.gaps = next->gaps;
	w->gaps = NULL;
	for (i = 0; i < n; i++)
		add_gap(next, &later[i]);
	free(later);
	merge_sketches(w, next);
	next->ends_hour = next->ends_hour || w->ends_hour;
	if (!next->snapshot.since_ns)
		next->snapshot.since_ns = w->snapshot.since_ns;
}

/* Do the counters of @next contain those of @w? */
static bool continues(const struct queued_window *w,
		      const struct queued_window *next)
{
	return w->snapshot.epoch == next->snapshot.epoch;
}

static void remove_window(struct window_queue *q, size_t i)
{
	q->bytes -= size_of(&q->list[i]);
	queued_window_free(&q->list[i]);
	q->count--;
	memmove(&q->list[i], &q->list[i + 1],
		(q->count - i) * sizeof(*q->list));
}

/* Packets of window @i that no later window contains; false: unknown. */
static bool count_lost(const struct window_queue *q, size_t i, uint64_t *packets)
{
	const struct queued_window *w = &q->list[i];

	*packets = 0;
	if (continues(w, w + 1))
		return true;
	if (i && continues(w - 1, w))
		*packets = packets_of(w) - packets_of(w - 1);
	else if (q->written && q->epoch == w->snapshot.epoch)
		*packets = packets_of(w) - q->packets;
	else
		return false;
	return true;
}

/* Window @i, which has a successor, becomes a gap of it. */
static void merge_at(struct window_queue *q, size_t i)
{
	struct store_gap gap = { .cause = STORE_GAP_MEMORY };
	struct queued_window *w = &q->list[i];

	gap.from = w->start;
	gap.until = w->start + w->seconds;
	gap.known = count_lost(q, i, &gap.packets);
	add_gap(w, &gap);
	merge_into_next(w, w + 1);
	remove_window(q, i);
	q->merged++;
}

/* The oldest window that its successor contains; else the oldest. Never the last. */
static void merge_one(struct window_queue *q)
{
	size_t i;

	for (i = 0; i + 1 < q->count; i++)
		if (continues(&q->list[i], &q->list[i + 1]))
			break;
	merge_at(q, i + 1 < q->count ? i : 0);
}

bool window_queue_skip(struct window_queue *q)
{
	if (q->count < 2)
		return false;
	merge_at(q, 0);
	return true;
}

static bool too_many(const struct window_queue *q)
{
	size_t windows = q->max_windows ? q->max_windows : WINDOW_QUEUE_MAX;
	size_t bytes = q->max_bytes ? q->max_bytes : WINDOW_QUEUE_BYTES;

	return q->count > 1 && (q->count > windows || q->bytes > bytes);
}

static bool same_window(const struct queued_window *a,
			const struct queued_window *b)
{
	return continues(a, b) && a->start == b->start &&
	       a->seconds == b->seconds;
}

int window_queue_add(struct window_queue *q, struct queued_window *window)
{
	struct queued_window *last;
	size_t i;

	if (array_grow(&q->list, &q->room, q->count) < 0) {
		queued_window_free(window);
		return -1;
	}
	for (i = 0; i < q->n_gaps; i++)
		add_gap(window, &q->gaps[i]);
	q->n_gaps = 0;
	last = q->count ? &q->list[q->count - 1] : NULL;
	if (last && same_window(last, window)) {
		merge_into_next(last, window);
		remove_window(q, q->count - 1);
	}
	q->bytes += size_of(window);
	q->list[q->count++] = *window;
	while (too_many(q))
		merge_one(q);
	return 0;
}

void window_queue_written(struct window_queue *q)
{
	q->written = true;
	q->epoch = q->list[0].snapshot.epoch;
	q->packets = packets_of(&q->list[0]);
	remove_window(q, 0);
}

void window_queue_discard(struct window_queue *q)
{
	uint64_t since_ns;

	if (q->count > 1) {
		since_ns = q->list[1].snapshot.since_ns;
		merge_into_next(&q->list[0], &q->list[1]);
		q->list[1].snapshot.since_ns = since_ns;
	}
	remove_window(q, 0);
}

void window_queue_note_gap(struct window_queue *q, const struct store_gap *gap)
{
	if (q->count)
		add_gap(&q->list[0], gap);
	else if (q->n_gaps && extend_gap(&q->gaps[q->n_gaps - 1], gap))
		return;
	else if (!array_grow(&q->gaps, &q->gaps_room, q->n_gaps))
		q->gaps[q->n_gaps++] = *gap;
}

void window_queue_free(struct window_queue *q)
{
	while (q->count)
		remove_window(q, q->count - 1);
	free(q->list);
	free(q->gaps);
	memset(q, 0, sizeof(*q));
}
