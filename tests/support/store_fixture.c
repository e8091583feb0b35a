// SPDX-License-Identifier: GPL-2.0-or-later
/* store_fixture.c - snapshots of a kernel made of plain arrays */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "common/names.h"
#include "store/internal.h"
#include "support/store_fixture.h"

void kernel_count(struct kernel *k, unsigned int direction,
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

struct address fixture_address(const char *text)
{
	struct error error;
	struct prefix p;

	if (prefix_parse(text, &p, &error))
		memset(&p, 0, sizeof(p));
	return p.addr;
}

struct store_source *kernel_source(struct kernel *k, const char *text, int inside,
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

struct store_source *kernel_attack(struct kernel *k, const char *text, int inside,
				   unsigned int class, uint64_t n,
				   unsigned int targets, uint64_t at)
{
	struct store_source *s = kernel_source(k, text, inside,
					       inside ? "lan0" : "wan0", class,
					       n, at);

	s->targets |= (1ull << targets) - 1;
	return s;
}

int kernel_record(const struct kernel *k, struct store *store,
		  const char *sensor, int64_t start,
		  unsigned int seconds, uint64_t taken)
{
	struct store_snapshot snapshot = {
		.epoch = k->epoch, .identity = k->identity,
		.began_ns = k->began * SECOND, .generation = 2,
		.digest = 0xfedcba9876543210ull, .taken_ns = taken * SECOND,
		.untracked = k->untracked, .evicted = k->evicted,
		.counters = k->counters, .n_counters = k->n_counters,
		.sources = k->sources, .n_sources = k->n_sources,
	};

	return store_record(store, sensor, start, seconds, &snapshot);
}

const char *fixture_path(const char *name)
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

#define CLASS_SUM_AS(sym, num, name, text) \
	", sum(\"" name "\") AS \"" name "\""

static void read_source(sqlite3_stmt *s, struct fixture_source *source)
{
	int c;

	source->address = db_column_address(s, 0);
	source->inside = sqlite3_column_int(s, 1) != 0;
	db_column_text(s, 2, source->interface, sizeof(source->interface));
	source->first = sqlite3_column_int64(s, 3);
	source->last = sqlite3_column_int64(s, 4);
	source->bytes = (uint64_t)sqlite3_column_int64(s, 5);
	db_column_text(s, 6, source->constituent, sizeof(source->constituent));
	for (c = 0; c < CLASS_COUNT; c++)
		source->packets[c] = (uint64_t)sqlite3_column_int64(s, 7 + c);
}

int fixture_sources(struct store *store, const struct store_range *range,
		    fixture_source_fn fn, void *arg)
{
	struct fixture_source source;
	sqlite3_stmt *s;
	int ret;

	/* Interface and constituent of the last time are appended to that time. */
	s = range_prepare(store, "SELECT address, inside, substr(latest, 31), first, last, bytes, (SELECT name FROM constituent WHERE id = CAST(substr(latest, 21, 10) AS INTEGER))" SLAMMER_CLASSES(CLASS_COLUMN) " FROM (SELECT address, inside, max(printf('%020d%010d', last, coalesce(constituent, 0)) || interface) AS latest, min(first) AS first, max(last) AS last, sum(bytes) AS bytes" SLAMMER_CLASSES(CLASS_SUM_AS) " FROM @ AS w JOIN @_source AS s ON s.window = w.id WHERE " IN_RANGE " GROUP BY address, inside) ORDER BY " ATTACKS " DESC, address, inside", range);
	if (!s)
		return -1;
	while ((ret = db_step(store->db, s)) > 0) {
		read_source(s, &source);
		if (fn(&source, arg)) {
			ret = 0;
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}
