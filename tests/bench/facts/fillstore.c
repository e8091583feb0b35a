// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fillstore.c - a store with a week of very many sources, for bench-facts
 *
 * usage: fillstore FILE CONSTITUENTS SOURCES
 *
 * A store that already has windows is only migrated to the current schema. Windows
 * are written one by one, as slammerd does, so windows, hours and days agree. All
 * data is pseudo-random with a fixed seed: the same arguments give the same store. A
 * constituent is a /24 of 10/8, every fourth a /48 of 2001:db8::/32; a source is
 * active in 1 to 5 windows, most of them on one day.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "store/store.h"

#define BEGIN		1769353200ll	/* 2026-01-26 00:00:00 JST */
#define WINDOW		300
#define WINDOWS		(7 * 86400 / WINDOW)
#define MOST		5		/* windows of a source */
#define GAP		12		/* windows between two of them, at most */
#define NS		1000000000ull
#define WORM_BYTES	404

struct plan {
	unsigned int constituents;
	unsigned int sources;
	uint32_t *events;		/* sources by window */
	size_t first[WINDOWS + 1];	/* of each window's events */
	uint64_t packets[DIRECTION_COUNT][REASON_COUNT];
};

/* splitmix64 of a number: the random values of source @n. */
static uint64_t dice(uint64_t n, uint64_t what)
{
	uint64_t z = n * 0x9e3779b97f4a7c15ull + what * 0xd1b54a32d192ed03ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static unsigned int constituent_of(const struct plan *plan, uint32_t source)
{
	return source % plan->constituents;
}

static struct address address_of(const struct plan *plan, uint32_t source)
{
	unsigned int c = constituent_of(plan, source);
	uint64_t host = 1 + source / plan->constituents;
	struct address a = { 0 };

	if (c % 4 == 3) {
		a.hi = 0x20010db800000000ull | (uint64_t)(c & 0xffff) << 16;
		a.lo = dice(host, 9) | 1;
	} else {
		a.lo = 0xffff0a000000ull | (uint64_t)(c & 0xffff) << 8 | host;
	}
	return a;
}

static const char *name_of(struct address a, void *arg)
{
	static char name[32];
	unsigned int c;

	c = a.hi ? (unsigned int)(a.hi >> 16 & 0xffff) :
		   (unsigned int)(a.lo >> 8 & 0xffff);
	snprintf(name, sizeof(name), "constituent-%05u", c);
	return name;
}

/* The windows of a source in order, then -1. */
static int window_of(uint32_t source, int n)
{
	uint64_t d = dice(source, 1);
	int count = 1 + (int)(d % MOST), gap = 1 + (int)(d >> 8) % GAP;
	int first = (int)((d >> 32) % WINDOWS);

	gap = gap < 1 ? 1 : gap;
	return n < count && first + n * gap < WINDOWS ? first + n * gap : -1;
}

static int make_plan(struct plan *plan)
{
	size_t count[WINDOWS] = { 0 }, total = 0;
	uint32_t s;
	int n, w;

	for (s = 0; s < plan->sources; s++)
		for (n = 0; (w = window_of(s, n)) >= 0; n++)
			count[w]++;
	for (w = 0; w < WINDOWS; w++) {
		plan->first[w] = total;
		total += count[w];
	}
	plan->first[WINDOWS] = total;
	plan->events = calloc(total, sizeof(*plan->events));
	if (!plan->events)
		return -1;
	memset(count, 0, sizeof(count));
	for (s = 0; s < plan->sources; s++)
		for (n = 0; (w = window_of(s, n)) >= 0; n++)
			plan->events[plan->first[w] + count[w]++] = s;
	return 0;
}

/* Mostly the worm, some variants; one in ten sends only requests. */
static unsigned int reason_of(uint32_t source)
{
	unsigned int d = (unsigned int)(dice(source, 2) % 100);

	return d < 85 ? REASON_WORM : d < 90 ? REASON_LONG_NAME : REASON_LIST;
}

static void make_source(struct plan *plan, uint32_t source, int w,
			struct store_source *s)
{
	uint64_t d = dice(source, 3 + (uint64_t)w), n = 1 + d % 200;
	unsigned int reason = reason_of(source);
	bool inside = dice(source, 4) % 8 == 0;
	uint64_t at = (uint64_t)BEGIN + (uint64_t)w * WINDOW;

	memset(s, 0, sizeof(*s));
	s->address = address_of(plan, source);
	s->inside = inside;
	s->instance = (uint64_t)w + 1;
	snprintf(s->interface, sizeof(s->interface), "%s",
		 inside ? "lan0" : "wan0");
	s->first_ns = (at + (d >> 20) % (WINDOW / 2)) * NS;
	s->last_ns = s->first_ns + (d >> 40) % (WINDOW / 2) * NS;
	s->packets[reason_class(reason)] = n;
	s->bytes = n * WORM_BYTES;
	plan->packets[inside ? DIRECTION_EGRESS : DIRECTION_INGRESS][reason] += n;
}

static size_t make_counters(const struct plan *plan, struct store_counter *c)
{
	unsigned int direction, reason;
	size_t n = 0;

	for (direction = 0; direction < DIRECTION_COUNT; direction++) {
		for (reason = 0; reason < REASON_COUNT; reason++) {
			if (!plan->packets[direction][reason])
				continue;
			c[n++] = (struct store_counter){
				.direction = (uint8_t)direction,
				.reason = (uint8_t)reason,
				.verdict = VERDICT_DROP,
				.packets = plan->packets[direction][reason],
				.bytes = plan->packets[direction][reason] *
					 WORM_BYTES,
			};
		}
	}
	return n;
}

static int write_window(struct store *store, struct plan *plan, int w,
			struct store_source *sources)
{
	static struct store_counter counters[DIRECTION_COUNT * REASON_COUNT];
	size_t i, n = plan->first[w + 1] - plan->first[w];
	struct store_snapshot snapshot = {
		.epoch = 1434, .generation = 1, .digest = 1,
		.taken_ns = ((uint64_t)BEGIN + (uint64_t)(w + 1) * WINDOW) * NS,
		.sources = sources, .n_sources = n, .counters = counters,
	};

	for (i = 0; i < n; i++)
		make_source(plan, plan->events[plan->first[w] + i], w,
			    &sources[i]);
	snapshot.n_counters = make_counters(plan, counters);
	return store_record(store, "r1", BEGIN + (int64_t)w * WINDOW, WINDOW,
			     &snapshot);
}

static int fill(struct store *store, struct plan *plan)
{
	struct store_source *sources;
	size_t most = 0;
	int w, ret = 0;

	for (w = 0; w < WINDOWS; w++)
		if (plan->first[w + 1] - plan->first[w] > most)
			most = plan->first[w + 1] - plan->first[w];
	sources = calloc(most, sizeof(*sources));
	if (!sources)
		return -1;
	for (w = 0; !ret && w < WINDOWS; w++)
		ret = write_window(store, plan, w, sources);
	free(sources);
	return ret;
}

static int note_window(const struct store_window *window, void *arg)
{
	*(bool *)arg = true;
	return 1;
}

static int make(struct store *store, struct plan *plan)
{
	struct store_range all = { BEGIN, BEGIN + WINDOW, NULL };
	bool there = false;

	if (store_windows(store, &all, note_window, &there))
		return -1;
	if (there)
		return 0;
	return make_plan(plan) || fill(store, plan) ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct plan plan = { 0 };
	struct error error;
	struct store *store;
	int ret;

	if (argc != 4) {
		fprintf(stderr, "usage: fillstore FILE CONSTITUENTS SOURCES\n");
		return 2;
	}
	plan.constituents = (unsigned int)strtoul(argv[2], NULL, 10);
	plan.sources = (unsigned int)strtoul(argv[3], NULL, 10);
	if (!plan.constituents || plan.constituents > 65536 ||
	    plan.sources / plan.constituents > 250 || !plan.sources) {
		fprintf(stderr, "fillstore: 1 to 65536 constituents, up to 250 sources for each\n");
		return 2;
	}
	store = store_open(argv[1], DB_WRITE, &error);
	if (!store) {
		fprintf(stderr, "fillstore: %s\n", error);
		return 1;
	}
	store_resolve(store, name_of, NULL);
	ret = make(store, &plan);
	if (ret)
		fprintf(stderr, "fillstore: %s\n", store_error(store));
	else if (plan.events)
		printf("%zu rows of windows\n", plan.first[WINDOWS]);
	store_close(store);
	free(plan.events);
	return ret;
}
