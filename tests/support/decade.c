// SPDX-License-Identifier: GPL-2.0-or-later
/* decade.c - years of a router's statistics, simulated into a store */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "store/internal.h"
#include "support/decade.h"

#define STEP_ROWS	1000

/**
 * struct run - a simulation
 * @sources: of the snapshot: background first, then attackers
 * @worm, @request, @inside: counters since the begin
 */
struct run {
	const struct decade *d;
	struct decade_result *result;
	struct store *store;
	struct store_source *sources;
	size_t n;
	uint64_t instance;
	uint64_t random;
	uint64_t worm;
	uint64_t request;
	uint64_t inside;
	struct store_sketch sketch[2];
};

static uint32_t draw(struct run *r)
{
	r->random = r->random * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(r->random >> 32);
}

static uint64_t written(void)
{
	FILE *f = fopen("/proc/self/io", "r");
	unsigned long long bytes = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "wchar: %llu", &bytes) == 1)
			break;
	if (f)
		fclose(f);
	return bytes;
}

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void count(struct run *r, const struct store_source *s, bool attack,
		  unsigned int class, uint64_t n)
{
	r->result->packets[class] += n;
	if (attack)
		r->result->attack[class] += n;
	if (s->inside)
		r->inside += n;
	else if (class == CLASS_SLAMMER)
		r->worm += n;
	else
		r->request += n;
	if (class == CLASS_SLAMMER)
		sketch_add(r->sketch[s->inside].registers, sketch_hash(s->address));
}

/* A source sends; a new stay if @fresh. */
static void send(struct run *r, struct store_source *s, bool fresh, uint32_t ip,
		 bool inside, unsigned int class, uint64_t n, int64_t at, bool attack)
{
	if (fresh) {
		memset(s, 0, sizeof(*s));
		s->address = address_ip4(ip);
		s->inside = inside;
		s->instance = ++r->instance;
		s->first_ns = (uint64_t)at * NS_PER_SECOND;
		strcpy(s->interface, inside ? "lan0" : "wan0");
	}
	s->last_ns = (uint64_t)at * NS_PER_SECOND;
	s->packets[class] += n;
	s->bytes += 404 * n;
	count(r, s, attack, class, n);
}

static void background(struct run *r, int64_t at, bool attack)
{
	unsigned int i, inside = r->d->background / 10;

	for (i = 0; i < r->d->background; i++)
		send(r, &r->sources[r->n++], true,
		     i % 3 ? 0xc6336400u + i : draw(r), false,
		     i % 3 ? CLASS_REQUEST : CLASS_SLAMMER, 1 + i % 4, at, attack);
	for (i = 0; i < inside; i++)
		send(r, &r->sources[r->n++], true, 0x0a000000u + i, true,
		     i ? CLASS_REQUEST : CLASS_SLAMMER, 3, at, attack);
}

static void attack(struct run *r, int64_t at, bool goes_on)
{
	const struct decade *d = r->d;
	unsigned int i;

	for (i = 0; i < d->attackers; i++)
		if (d->forged)
			send(r, &r->sources[r->n++], true, draw(r), false,
			     CLASS_SLAMMER, 1, at, true);
		else
			send(r, &r->sources[r->n++], !goes_on,
			     0x0b000000u + i * 2654435u, i < 40, CLASS_SLAMMER,
			     1 + d->attackers / (i + 1), at, true);
}

static int window(struct run *r, int64_t start, unsigned int seconds, bool attacked)
{
	struct store_counter counters[] = {
		{ DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, r->worm,
		  404 * r->worm },
		{ DIRECTION_INGRESS, REASON_LIST, VERDICT_ACCEPT, r->request,
		  404 * r->request },
		{ DIRECTION_EGRESS, REASON_WORM, VERDICT_DROP, r->inside,
		  404 * r->inside },
	};
	const struct store_snapshot snapshot = {
		.epoch = 1, .identity = 1,
		.began_ns = (uint64_t)DECADE_BEGIN * NS_PER_SECOND,
		.taken_ns = (uint64_t)(start + seconds) * NS_PER_SECOND,
		.counters = counters, .n_counters = 3,
		.sources = r->sources, .n_sources = r->n,
		.sketches = r->sketch, .n_sketches = 2,
	};
	uint64_t before = written(), bytes;

	if (store_record(r->store, "r1", start, seconds, &snapshot))
		return -1;
	bytes = written() - before;
	if (bytes > r->result->written[!attacked])
		r->result->written[!attacked] = bytes;
	memset(r->sketch, 0, sizeof(r->sketch));
	r->sketch[1].inside = 1;
	return 0;
}

/* What slammerd does between windows. */
static int maintain(struct run *r, int64_t now)
{
	const struct store_retention keep = { 14, 90, 3650 };
	struct store_size size;
	double began;
	int more;

	if (store_expire(r->store, &keep, now))
		return -1;
	do {
		began = cpu_ms();
		more = store_shrink(r->store, r->d->limit, now, STEP_ROWS);
		began = cpu_ms() - began;
		if (began > r->result->ms)
			r->result->ms = began;
	} while (more > 0);
	if (more || store_size(r->store, &size))
		return -1;
	if (size.file > r->result->largest)
		r->result->largest = size.file;
	return 0;
}

static int day(struct run *r, unsigned int number)
{
	const struct decade *d = r->d;
	bool attacked = number - d->attack < d->attack_days;
	unsigned int seconds = attacked ? d->attack_window :
			       number + d->last >= d->days ? d->last_window :
			       DECADE_DAY;
	int64_t begin = DECADE_BEGIN + (int64_t)number * DECADE_DAY, at;
	size_t kept = 0;

	for (at = begin; at < begin + DECADE_DAY; at += seconds) {
		/* Hosts of an outbreak stay in the kernel's table. */
		if (attacked && !d->forged) {
			r->n = 0;
			attack(r, at + 1, at > begin);
			kept = r->n;
		} else {
			r->n = kept;
		}
		background(r, at + 1, attacked);
		if (attacked && d->forged)
			attack(r, at + 1, false);
		if (window(r, at, seconds, attacked))
			return -1;
	}
	return maintain(r, begin + DECADE_DAY);
}

static int run_days(struct run *r)
{
	struct store_size size;
	unsigned int i;

	for (i = 0; i < r->d->days; i++) {
		if (day(r, i))
			return -1;
		if (!r->d->year || (i + 1) % 365)
			continue;
		if (store_size(r->store, &size))
			return -1;
		r->d->year(i + 1, &size);
	}
	/* The last day is over, but only just. */
	return maintain(r, DECADE_BEGIN + (int64_t)i * DECADE_DAY + 3600) ||
	       store_size(r->store, &r->result->size) ? -1 : 0;
}

int decade_run(const struct decade *d, struct decade_result *result)
{
	struct run r = { .d = d, .result = result, .random = 1434 };
	struct error error;
	int ret = -1;

	memset(result, 0, sizeof(*result));
	r.sketch[1].inside = 1;
	r.store = store_open(d->path, DB_WRITE, &error);
	r.sources = calloc(d->attackers + 2 * d->background, sizeof(*r.sources));
	if (!r.store || !r.sources) {
		fprintf(stderr, "%s\n", r.store ? "out of memory" : error.text);
	} else {
		if (d->bounds)
			store_bound(r.store, d->bounds);
		db_exec(r.store->db, "PRAGMA synchronous = OFF");
		ret = run_days(&r);
		if (ret)
			fprintf(stderr, "%s\n", store_error(r.store));
	}
	store_close(r.store);
	free(r.sources);
	return ret;
}

static int add_source(const struct store_merged_source *s, void *arg)
{
	uint64_t *packets = arg;
	int c;

	for (c = 0; c < CLASS_COUNT; c++)
		packets[c] += s->packets[c];
	return 0;
}

static int add_remainder(const struct store_remainder *s, void *arg)
{
	uint64_t *packets = arg;
	int c;

	for (c = 0; c < CLASS_COUNT; c++)
		packets[c] += s->packets[c];
	return 0;
}

int decade_sum(struct store *store, const struct store_range *range,
	       uint64_t packets[CLASS_COUNT])
{
	memset(packets, 0, CLASS_COUNT * sizeof(*packets));
	return store_merged_sources(store, range, add_source, packets) ||
	       store_remainders(store, range, add_remainder, packets) ? -1 : 0;
}
