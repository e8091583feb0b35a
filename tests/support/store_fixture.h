/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store_fixture.h - a kernel made of plain arrays, for tests that fill a store
 *
 * kernel_count() and kernel_source() add packets; kernel_record() records the
 * snapshot as slammerd does. fixture_sources() reads sources back by an independent
 * SQL statement.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/names.h"
#include "store/store.h"

#define FIXTURE_DIR	"build/test-store"
#define KERNEL_SOURCES	64
#define SECOND		1000000000ull

struct kernel {
	uint64_t epoch;
	uint64_t identity;		/* of the daemon's sensor */
	uint64_t began;			/* when the counters were 0; 0: not told */
	uint64_t untracked;
	uint64_t evicted;
	struct store_counter counters[64];
	size_t n_counters;
	struct store_source sources[KERNEL_SOURCES];
	size_t n_sources;
};

void kernel_count(struct kernel *k, unsigned int direction,
		  unsigned int reason, unsigned int verdict, uint64_t packets,
		  uint64_t bytes);
/* @n packets of @class from @text at time @at. */
struct store_source *kernel_source(struct kernel *k, const char *text, int inside,
				   const char *interface, unsigned int class,
				   uint64_t n, uint64_t at);
/* The same, to so many targets as @targets bits of the bitmap say. */
struct store_source *kernel_attack(struct kernel *k, const char *text, int inside,
				   unsigned int class, uint64_t n,
				   unsigned int targets, uint64_t at);
/* store_record() of all of them; @taken is in seconds. */
int kernel_record(const struct kernel *k, struct store *store,
		  const char *sensor, int64_t start, unsigned int seconds,
		  uint64_t taken);

struct address fixture_address(const char *text);

/* The path of a store that does not exist yet, in a static buffer. */
const char *fixture_path(const char *name);

struct fixture_source {
	struct address address;
	bool inside;
	char interface[16];
	char constituent[STORE_CONSTITUENT_MAX];	/* "": none */
	int64_t first;
	int64_t last;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

typedef int (*fixture_source_fn)(const struct fixture_source *source, void *arg);

/* Each source of the range once, the one with most attack packets first. 0 or -1 */
int fixture_sources(struct store *store, const struct store_range *range,
		    fixture_source_fn fn, void *arg);

#endif /* TESTS_STORE_FIXTURE_H */
