/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store_fixture.h - a kernel made of plain arrays, for tests that fill a store
 *
 * Counters grow by kernel_count(), sources by kernel_source(); kernel_account()
 * hands over the snapshot as slammerd does.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "common/names.h"
#include "store/store.h"

#define FIXTURE_DIR	"build/test-store"
#define KERNEL_SOURCES	64
#define SECOND		1000000000ull

struct kernel {
	uint64_t epoch;
	uint64_t untracked;
	uint64_t evicted;
	struct store_counter counters[64];
	size_t n_counters;
	struct store_source sources[KERNEL_SOURCES];
	size_t n_sources;
};

static inline void kernel_count(struct kernel *k, unsigned int direction,
				unsigned int reason, unsigned int verdict,
				uint64_t packets, uint64_t bytes)
{
	struct store_counter *c;
	size_t i;

	for (i = 0; i < k->n_counters; i++) {
		c = &k->counters[i];
		if (c->direction == direction && c->reason == reason &&
		    c->verdict == verdict)
			break;
	}
	c = &k->counters[i];
	if (i == k->n_counters) {
		k->n_counters++;
		c->direction = (uint8_t)direction;
		c->reason = (uint8_t)reason;
		c->verdict = (uint8_t)verdict;
		c->packets = c->bytes = 0;
	}
	c->packets += packets;
	c->bytes += bytes;
}

static inline struct address fixture_address(const char *text)
{
	struct error error;
	struct prefix p;

	if (prefix_parse(text, &p, &error))
		memset(&p, 0, sizeof(p));
	return p.addr;
}

/* A packet of @class from @text, @n of them, at time @at. */
static inline struct store_source *
kernel_source(struct kernel *k, const char *text, int inside,
	      const char *interface, unsigned int class, uint64_t n, uint64_t at)
{
	struct address a = fixture_address(text);
	struct store_source *s;
	size_t i;

	for (i = 0; i < k->n_sources; i++) {
		s = &k->sources[i];
		if (address_equal(s->address, a) && s->inside == inside)
			break;
	}
	s = &k->sources[i];
	if (i == k->n_sources) {
		memset(s, 0, sizeof(*s));
		k->n_sources++;
		s->address = a;
		s->inside = (uint8_t)inside;
		/* The top bit is set: 64 bits without a sign must survive. */
		s->instance = 0xf000000000000000ull + k->epoch + i;
		s->first_ns = at * SECOND;
	}
	snprintf(s->interface, sizeof(s->interface), "%s", interface);
	s->packets[class] += n;
	s->bytes += n * 404;
	s->last_ns = at * SECOND + 1;
	return s;
}

static inline int kernel_account(const struct kernel *k, struct store *store,
				 const char *sensor, int64_t start,
				 unsigned int seconds, uint64_t taken)
{
	struct store_snapshot snapshot = {
		.epoch = k->epoch, .generation = 2,
		.digest = 0xfedcba9876543210ull, .taken_ns = taken * SECOND,
		.untracked = k->untracked, .evicted = k->evicted,
		.counters = k->counters, .n_counters = k->n_counters,
		.sources = k->sources, .n_sources = k->n_sources,
	};

	return store_record(store, sensor, start, seconds, &snapshot);
}

/* An empty place for a store; returns its path. */
static inline const char *fixture_path(const char *name)
{
	static char path[256];
	static const char *const tails[] = { "", "-wal", "-shm" };
	char file[300];
	size_t i;

	mkdir("build", 0755);
	mkdir(FIXTURE_DIR, 0755);
	snprintf(path, sizeof(path), FIXTURE_DIR "/%s.db", name);
	for (i = 0; i < 3; i++) {
		snprintf(file, sizeof(file), "%s%s", path, tails[i]);
		unlink(file);
	}
	return path;
}

#endif /* TESTS_STORE_FIXTURE_H */
