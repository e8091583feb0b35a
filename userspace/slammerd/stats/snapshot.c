// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot.c - what the kernel has counted, at one moment */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "status/status.h"
#include "slammerd/stats/snapshot.h"

#define SNAPSHOT_TRIES	4
#define SKETCHES_MAX	(NFSL_SIDE_COUNT * 2)	/* sources and targets */
#define COUNTERS_MAX	(DIRECTION_COUNT * REASON_COUNT * VERDICT_COUNT)

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int take_counters(struct client *client, struct queued_window *window)
{
	struct client_counters counters;
	size_t n = 0;
	uint8_t d, r, v;

	if (client_counters(client, &counters) < 0)
		return -1;
	window->counters = calloc(COUNTERS_MAX, sizeof(*window->counters));
	if (!window->counters)
		return -1;
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = 0; r < REASON_COUNT; r++)
			for (v = 0; v < VERDICT_COUNT; v++)
				if (counters.packets[d][r][v])
					window->counters[n++] = (struct store_counter){
						.direction = d,
						.reason = r,
						.verdict = v,
						.packets = counters.packets[d][r][v],
						.bytes = counters.bytes[d][r][v],
					};
	window->snapshot.counters = window->counters;
	window->snapshot.n_counters = n;
	return 0;
}

static void convert(const struct client_source *in, struct store_source *out,
		    const struct report_devices *devices)
{
	out->address = in->address;
	out->inside = in->side == NFSL_SIDE_INSIDE;
	out->instance = in->instance;
	report_interface(devices, in->ifindex, out->interface);
	out->first_ns = in->first;
	out->last_ns = in->last;
	memcpy(out->packets, in->packets, sizeof(out->packets));
	out->bytes = in->bytes;
	out->targets = in->targets;
}

/* Those of neither side are not stored: there is no telling whose they are. */
static int take_sources(struct client *client, struct queued_window *window)
{
	struct report_devices devices = { NULL, 0 };
	struct client_source *list = NULL;
	size_t i, n = 0, count = 0;

	if (client_sources(client, &list, &count) < 0)
		return -1;
	if (client_devices(client, &devices.list, &devices.count) < 0) {
		free(list);
		return -1;
	}
	window->sources = calloc(count + 1, sizeof(*window->sources));
	for (i = 0; window->sources && i < count; i++)
		if (list[i].side != NFSL_SIDE_NONE)
			convert(&list[i], &window->sources[n++], &devices);
	free(devices.list);
	free(list);
	window->snapshot.sources = window->sources;
	window->snapshot.n_sources = n;
	return window->sources ? 0 : -1;
}

/*
 * The kernel keeps counting meanwhile. Sources are read before counters, so the
 * sources of a window never have more packets than its counters. The status is read
 * before and after: another epoch means that the module was reloaded in between.
 * Returns 1 then, 0, or -1.
 */
static int take_once(struct client *client, struct queued_window *window)
{
	struct store_snapshot *s = &window->snapshot;
	struct client_status before, after;
	int side;

	memset(window, 0, sizeof(*window));
	if (client_status(client, &before) < 0 ||
	    take_sources(client, window) < 0 ||
	    take_counters(client, window) < 0 ||
	    client_status(client, &after) < 0)
		return -1;

	s->epoch = after.epoch;
	s->began_ns = after.began;
	s->generation = after.generation;
	s->digest = after.digest;
	s->taken_ns = now_ns();
	for (side = 0; side < NFSL_SIDE_COUNT; side++) {
		if (side == NFSL_SIDE_NONE)
			continue;
		s->untracked += after.table[side].untracked;
		s->evicted += after.table[side].evicted;
	}
	return before.epoch == after.epoch ? 0 : 1;
}

/* They are cleared when they are in the store: snapshot_clear_sketches(). */
static int take_sketches(struct client *client, struct queued_window *window)
{
	struct client_sketch *list = NULL;
	struct store_sketch *out;
	size_t i, n = 0, count = 0;

	window->sketches = calloc(SKETCHES_MAX, sizeof(*window->sketches));
	if (!window->sketches || client_sketches(client, false, &list, &count) < 0)
		return -1;
	for (i = 0; i < count && n < SKETCHES_MAX; i++) {
		if (list[i].side == NFSL_SIDE_NONE)
			continue;
		out = &window->sketches[n++];
		out->inside = list[i].side == NFSL_SIDE_INSIDE;
		out->targets = list[i].what == NFSL_SKETCH_TARGETS;
		memcpy(out->registers, list[i].registers,
		       sizeof(out->registers));
	}
	window->snapshot.sketches = window->sketches;
	window->snapshot.n_sketches = n;
	free(list);
	return 0;
}

int snapshot_take(struct client *client, struct queued_window *window,
		  struct error *error)
{
	int i, result;

	for (i = 0; i < SNAPSHOT_TRIES; i++) {
		result = take_once(client, window);
		if (!result)
			result = take_sketches(client, window);
		if (!result)
			return 0;
		queued_window_free(window);
		if (result < 0)
			return error_set(error, "cannot read the counters: %s",
				 *client_error(client) ? client_error(client) :
				 "out of memory");
	}
	return error_set(error, "the module was reloaded during each of %d attempts to read its counters",
		 SNAPSHOT_TRIES);
}

/* Those of neither side are not stored, and their hour is over as well. */
static int clear_unstored(struct client *client)
{
	struct client_sketch sketch = { .side = NFSL_SIDE_NONE };
	int what;

	memset(sketch.registers, UINT8_MAX, sizeof(sketch.registers));
	for (what = 0; what < NFSL_SKETCH_WHAT_COUNT; what++) {
		sketch.what = (uint8_t)what;
		if (client_sketch_clear(client, &sketch) < 0)
			return -1;
	}
	return 0;
}

int snapshot_clear_sketches(struct client *client,
			    const struct queued_window *window)
{
	const struct store_sketch *stored = window->sketches;
	struct client_sketch sketch = { .side = 0 };
	struct client_status status;
	size_t i;

	if (client_status(client, &status) < 0)
		return -1;
	/* the module was loaded again: its estimators are others */
	if (status.epoch != window->snapshot.epoch)
		return 0;
	for (i = 0; i < window->snapshot.n_sketches; i++, stored++) {
		sketch.side = stored->inside ? NFSL_SIDE_INSIDE : NFSL_SIDE_OUTSIDE;
		sketch.what = stored->targets ? NFSL_SKETCH_TARGETS :
						NFSL_SKETCH_SOURCES;
		memcpy(sketch.registers, stored->registers,
		       sizeof(sketch.registers));
		if (client_sketch_clear(client, &sketch) < 0)
			return -1;
	}
	return clear_unstored(client);
}

int snapshot_mark_forged(struct queued_window *window,
			 const struct policy *policy, struct error *error)
{
	struct store_source *source = window->sources;
	struct ruleset *ruleset;
	size_t i;

	if (!policy->n_internal || !window->snapshot.n_sources)
		return 0;
	ruleset = policy_compile(policy);
	if (!ruleset)
		return error_no_memory(error);
	for (i = 0; i < window->snapshot.n_sources; i++, source++)
		source->forged = !source->inside &&
			prefixes_contain(&ruleset->internal, source->address);
	ruleset_free(ruleset);
	return 0;
}
