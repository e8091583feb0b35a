// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * remainder.c - sources that the store does not list: sums by network, no hosts
 *
 * Their packets are in figures of networks and constituents. No host is named for them, and
 * what they add to numbers of sources is a lower bound: an address that is in remainders
 * may be listed as well.
 */
#include <stdlib.h>

#include "common/array.h"
#include "common/error.h"
#include "internal.h"

/* @least: distinct sources by side, evidence, and: of a network; of any network */
struct collect {
	struct facts *facts;
	struct facts_rest *rest;
	size_t room;
	uint64_t least[2][EVIDENCE_COUNT][2];
	bool no_memory;
};

static int add(const struct store_remainder *row, void *arg)
{
	struct collect *c = arg;
	struct facts_remainder *sum = &c->facts->remainder[row->inside];
	uint64_t attacks = facts_attacks(row->packets);
	unsigned int i;

	for (i = 0; i < CLASS_COUNT; i++)
		sum->packets += row->packets[i];
	sum->attacks += attacks;
	c->least[row->inside][row->evidence][!row->network.len] += row->sources;
	if (!row->inside && row->evidence > EVIDENCE_WEAK && !row->network.len)
		c->facts->networks_at_least = true;
	if (array_grow(&c->rest->list, &c->room, c->rest->count)) {
		c->no_memory = true;
		return 1;
	}
	c->rest->list[c->rest->count++] = *row;
	return 0;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void raise_to(uint64_t *figure, uint64_t least)
{
	*figure = larger(*figure, least);
}

void facts_raise(struct facts *f, const struct facts_rest *rest)
{
	struct store_distinct *d;
	int inside;

	for (inside = 0; inside < 2; inside++) {
		d = inside ? &f->inside : &f->outside;
		f->remainder[inside].listed = d->attackers;
		raise_to(&f->accused[inside], rest->accused[inside]);
		raise_to(&d->attackers, rest->accused[inside]);
		raise_to(&d->by_class[CLASS_SLAMMER], rest->worm[inside]);
		raise_to(&d->sources, rest->sources[inside]);
	}
}

int facts_rest_collect(struct facts *facts, struct store *store,
		       const struct store_range *range, struct facts_rest *rest,
		       struct error *error)
{
	struct collect c = { .facts = facts, .rest = rest };
	int inside, e;
	uint64_t most;

	if (store_remainders(store, range, add, &c))
		return error_set(error, "%s", store_error(store));
	if (c.no_memory)
		return error_no_memory(error);
	for (inside = 0; inside < 2; inside++) {
		for (e = 0; e < EVIDENCE_COUNT; e++) {
			most = larger(c.least[inside][e][0], c.least[inside][e][1]);
			raise_to(&rest->sources[inside], most);
			if (e > EVIDENCE_WEAK)
				raise_to(&rest->accused[inside], most);
		}
		rest->worm[inside] = larger(c.least[inside][EVIDENCE_WORM][0],
					    c.least[inside][EVIDENCE_WORM][1]);
	}
	facts->at_least = facts->at_least || rest->count;
	return 0;
}
