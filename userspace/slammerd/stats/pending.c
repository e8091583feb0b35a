// SPDX-License-Identifier: GPL-2.0-or-later
/* pending.c - windows that wait for the store */
#include <stdlib.h>
#include <string.h>

#include "slammerd/stats/pending.h"

void pending_window_free(struct pending_window *window)
{
	free(window->counters);
	free(window->sources);
	free(window->sketches);
	free(window->lost);
	memset(window, 0, sizeof(*window));
}

static size_t size_of(const struct pending_window *w)
{
	return sizeof(*w) + w->snapshot.n_counters * sizeof(*w->counters) +
	       w->snapshot.n_sources * sizeof(*w->sources) +
	       w->snapshot.n_sketches * sizeof(*w->sketches);
}

static uint64_t packets_of(const struct pending_window *w)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < w->snapshot.n_counters; i++)
		sum += w->counters[i].packets;
	return sum;
}

/* Without memory for a fact it is not noted; the counts do not depend on it. */
static void append(struct store_gap **list, size_t *count,
		   const struct store_gap *lost)
{
	struct store_gap *last = *count ? &(*list)[*count - 1] : NULL;
	struct store_gap *grown;

	/* One long period, not many short ones. */
	if (last && last->cause == lost->cause && last->until == lost->from &&
	    last->known == lost->known && !strcmp(last->sensor, lost->sensor)) {
		last->until = lost->until;
		last->packets += lost->packets;
		return;
	}
	grown = reallocarray(*list, *count + 1, sizeof(*grown));
	if (!grown)
		return;
	*list = grown;
	grown[(*count)++] = *lost;
}

static void append_to(struct pending_window *w, const struct store_gap *lost)
{
	append(&w->lost, &w->snapshot.n_gaps, lost);
	w->snapshot.gaps = w->lost;
}

/* Both are of the same sides, in the same order; else the older ones go. */
static void join_sketches(const struct pending_window *w,
			  struct pending_window *next)
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

/* What is known of @w goes before what @next knows. */
static void hand_over(struct pending_window *w, struct pending_window *next)
{
	struct store_gap *own = next->lost;
	size_t i, n = next->snapshot.n_gaps;

	next->lost = w->lost;
	next->snapshot.n_gaps = w->snapshot.n_gaps;
	next->snapshot.gaps = next->lost;
	w->lost = NULL;
	for (i = 0; i < n; i++)
		append_to(next, &own[i]);
	free(own);
	join_sketches(w, next);
	if (!next->snapshot.since_ns)
		next->snapshot.since_ns = w->snapshot.since_ns;
}

static bool goes_on(const struct pending_window *w,
		    const struct pending_window *next)
{
	return w->snapshot.epoch == next->snapshot.epoch &&
	       !strcmp(w->sensor, next->sensor);
}

static void take_out(struct pending *p, size_t i)
{
	p->bytes -= size_of(&p->list[i]);
	pending_window_free(&p->list[i]);
	p->count--;
	memmove(&p->list[i], &p->list[i + 1],
		(p->count - i) * sizeof(*p->list));
}

/* Packets of the window @i that no later one will have, if that is known. */
static bool count_lost(const struct pending *p, size_t i, uint64_t *packets)
{
	const struct pending_window *w = &p->list[i];

	*packets = 0;
	if (goes_on(w, w + 1))
		return true;
	if (i && goes_on(w - 1, w))
		*packets = packets_of(w) - packets_of(w - 1);
	else if (p->written && p->epoch == w->snapshot.epoch)
		*packets = packets_of(w) - p->packets;
	else
		return false;
	return true;
}

/* The oldest one that the next can stand for; else the oldest. Never the last. */
static void drop_one(struct pending *p)
{
	struct store_gap lost = { .cause = STORE_GAP_MEMORY };
	struct pending_window *w;
	size_t i;

	for (i = 0; i + 1 < p->count; i++)
		if (goes_on(&p->list[i], &p->list[i + 1]))
			break;
	if (i + 1 >= p->count)
		i = 0;
	w = &p->list[i];
	lost.from = w->start;
	lost.until = w->start + w->seconds;
	lost.known = count_lost(p, i, &lost.packets);
	memcpy(lost.sensor, w->sensor, sizeof(lost.sensor));
	append_to(w, &lost);
	hand_over(w, w + 1);
	take_out(p, i);
	p->dropped++;
}

static bool over(const struct pending *p)
{
	size_t windows = p->max_windows ? p->max_windows : PENDING_WINDOWS;
	size_t bytes = p->max_bytes ? p->max_bytes : PENDING_BYTES;

	return p->count > 1 && (p->count > windows || p->bytes > bytes);
}

int pending_add(struct pending *p, struct pending_window *window)
{
	struct pending_window *list, *last;
	size_t i;

	list = reallocarray(p->list, p->count + 1, sizeof(*list));
	if (!list) {
		pending_window_free(window);
		return -1;
	}
	p->list = list;
	for (i = 0; i < p->n_carry; i++)
		append_to(window, &p->carry[i]);
	p->n_carry = 0;
	last = p->count ? &list[p->count - 1] : NULL;
	if (last && goes_on(last, window) && last->start == window->start &&
	    last->seconds == window->seconds) {
		hand_over(last, window);
		take_out(p, p->count - 1);
	}
	p->bytes += size_of(window);
	list[p->count++] = *window;
	while (over(p))
		drop_one(p);
	return 0;
}

void pending_written(struct pending *p)
{
	p->written = true;
	p->epoch = p->list[0].snapshot.epoch;
	p->packets = packets_of(&p->list[0]);
	take_out(p, 0);
}

void pending_discard(struct pending *p)
{
	take_out(p, 0);
}

void pending_note(struct pending *p, const struct store_gap *lost)
{
	if (p->count)
		append_to(&p->list[0], lost);
	else
		append(&p->carry, &p->n_carry, lost);
}

void pending_free(struct pending *p)
{
	while (p->count)
		take_out(p, p->count - 1);
	free(p->list);
	free(p->carry);
	memset(p, 0, sizeof(*p));
}
