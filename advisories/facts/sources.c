// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sources.c - everything that needs single sources, in one pass over them
 *
 * They are ordered by address, so a network is complete when the next one begins.
 * Memory holds the rankings, a record for each constituent and, for ranks in the
 * previous period, a number for each network.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/error.h"
#include "internal.h"

/**
 * struct ranking - the first @keep items of very many
 * @size:  bytes of an item
 * @least: a value that an item must exceed
 *
 * Up to twice @keep items are held, then sorted and cut. Of two equal items the
 * first one added wins.
 */
struct ranking {
	char *list;
	size_t size;
	size_t keep;
	size_t count;
	size_t room;
	uint64_t least;
	int (*compare)(const void *, const void *);
};

static void cut(struct ranking *r)
{
	if (r->count)
		qsort(r->list, r->count, r->size, r->compare);
	if (r->count > r->keep)
		r->count = r->keep;
}

static int grow(struct ranking *r)
{
	size_t room = r->room ? 2 * r->room : 8;
	char *grown;

	if (room > 2 * r->keep)
		room = 2 * r->keep;
	grown = realloc(r->list, room * r->size);
	if (!grown)
		return -1;
	r->list = grown;
	r->room = room;
	return 0;
}

/* 0, or -1 if out of memory. @value: what @compare orders by first. */
static int ranking_add(struct ranking *r, const void *item, uint64_t value,
		uint64_t (*value_of)(const void *))
{
	if (r->least && value <= r->least)
		return 0;
	if (r->count == 2 * r->keep) {
		cut(r);
		r->least = value_of(r->list + (r->count - 1) * r->size);
		if (value <= r->least)
			return 0;
	}
	if (r->count == r->room && grow(r))
		return -1;
	memcpy(r->list + r->count++ * r->size, item, r->size);
	return 0;
}

/* Sorted and cut; the list is the caller's. */
static void *ranking_end(struct ranking *r, size_t *count)
{
	void *list = r->list;

	cut(r);
	*count = r->count;
	r->list = NULL;
	return list;
}

struct tally {
	struct facts *facts;
	struct facts *after;
	struct ranking infected;
	struct ranking top;
	struct ranking networks;
	struct store_network network;	/* the current one */
	struct facts_rest rest;
	size_t next;			/* of @rest, not before the current network */
	struct facts_constituent *constituents;	/* by number */
	size_t n_constituents;
	uint64_t *attacks;		/* of networks, by address */
	size_t n_attacks;
	size_t room;
	size_t index[FACTS_TOP];	/* in @attacks, of @after's networks; + 1 */
};

static int by_address(struct address a, struct address b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo < b.lo ? -1 : a.lo > b.lo;
}

static uint64_t talker_value(const void *item)
{
	return facts_attacks(((const struct store_talker *)item)->packets);
}

static uint64_t network_value(const void *item)
{
	return facts_attacks(((const struct store_network *)item)->packets);
}

static int compare_talkers(const void *x, const void *y)
{
	const struct store_talker *a = x, *b = y;
	uint64_t m = talker_value(a), n = talker_value(b);

	return m != n ? (m < n ? 1 : -1) : by_address(a->address, b->address);
}

static int compare_networks(const void *x, const void *y)
{
	const struct store_network *a = x, *b = y;
	uint64_t m = network_value(a), n = network_value(b);

	return m != n ? (m < n ? 1 : -1) :
	       by_address(a->prefix.addr, b->prefix.addr);
}

static int compare_constituents(const void *x, const void *y)
{
	const struct facts_constituent *a = x, *b = y;

	if (a->attacks != b->attacks)
		return a->attacks < b->attacks ? 1 : -1;
	return strcmp(a->name, b->name);
}

static void count_distinct(struct store_distinct *d,
			   const struct store_merged_source *s, uint64_t attacks)
{
	int c;

	d->sources++;
	d->attackers += attacks > 0;
	for (c = 0; c < CLASS_COUNT; c++)
		d->by_class[c] += s->packets[c] > 0;
}

static int rank_talker(struct ranking *ranking, const struct store_merged_source *s,
		       uint64_t attacks)
{
	struct store_talker t = {
		.address = s->address, .inside = s->inside, .first = s->first,
		.last = s->last, .bytes = s->bytes, .targets = s->targets,
	};

	/* Most are too small for the ranking. */
	if (ranking->least && attacks <= ranking->least)
		return 0;
	snprintf(t.interface, sizeof(t.interface), "%s", s->interface);
	snprintf(t.constituent, sizeof(t.constituent), "%s",
		 s->constituent ? s->constituent : "");
	memcpy(t.packets, s->packets, sizeof(t.packets));
	return ranking_add(ranking, &t, attacks, talker_value);
}

static struct prefix network_of(struct address a)
{
	struct prefix p = { .addr = a };

	if (!a.hi && a.lo >> 32 == 0xffff) {
		p.addr.lo &= ~0xffull;
		p.len = 120;
	} else {
		p.addr.hi &= ~0xffffull;
		p.addr.lo = 0;
		p.len = 48;
	}
	return p;
}

/* Remember its attacks, and the index of the networks of the following period. */
static int note_network(struct tally *t, uint64_t attacks)
{
	const struct facts_networks *wanted = &t->after->networks;
	size_t i;

	if (array_grow(&t->attacks, &t->room, t->n_attacks))
		return -1;
	t->attacks[t->n_attacks++] = attacks;
	for (i = 0; i < wanted->count; i++)
		if (address_equal(wanted->list[i].prefix.addr,
				  t->network.prefix.addr) &&
		    wanted->list[i].prefix.len == t->network.prefix.len)
			t->index[i] = t->n_attacks;
	return 0;
}

/* A row of the remainder that belongs into the ranking of networks. */
static bool is_ranked(const struct store_remainder *r)
{
	return !r->inside && r->evidence > EVIDENCE_WEAK && r->network.len;
}

/* Those of the current network; who is in them may be listed as well. */
static void add_rest(struct tally *t)
{
	struct store_network *n = &t->network;
	const struct store_remainder *r;
	int c;

	for (; t->next < t->rest.count; t->next++) {
		r = &t->rest.list[t->next];
		if (!is_ranked(r))
			continue;
		if (!address_equal(r->network.addr, n->prefix.addr) ||
		    r->network.len != n->prefix.len)
			return;
		if (n->sources < r->sources)
			n->sources = r->sources;
		n->bytes += r->bytes;
		for (c = 0; c < CLASS_COUNT; c++)
			n->packets[c] += r->packets[c];
	}
}

static int end_network(struct tally *t)
{
	uint64_t attacks;

	if (!t->network.sources)
		return 0;
	add_rest(t);
	attacks = network_value(&t->network);
	t->facts->network_count++;
	if (ranking_add(&t->networks, &t->network, attacks, network_value))
		return -1;
	return t->after ? note_network(t, attacks) : 0;
}

/* Networks before @until (NULL: all) of which no source is listed. */
static int rest_networks(struct tally *t, const struct address *until)
{
	const struct store_remainder *r;

	while (t->next < t->rest.count) {
		r = &t->rest.list[t->next];
		if (!is_ranked(r)) {
			t->next++;
			continue;
		}
		if (until && by_address(r->network.addr, *until) >= 0)
			return 0;
		/* add_rest() adds this row and its like. */
		memset(&t->network, 0, sizeof(t->network));
		t->network.prefix = r->network;
		t->network.sources = r->sources;
		if (end_network(t))
			return -1;
	}
	return 0;
}

static int add_to_network(struct tally *t, const struct store_merged_source *s)
{
	struct store_network *n = &t->network;
	struct prefix prefix = network_of(s->address);
	int c;

	if (!n->sources || prefix.len != n->prefix.len ||
	    !address_equal(prefix.addr, n->prefix.addr)) {
		if (end_network(t) || rest_networks(t, &prefix.addr))
			return -1;
		memset(n, 0, sizeof(*n));
		n->prefix = prefix;
	}
	n->sources++;
	n->bytes += s->bytes;
	for (c = 0; c < CLASS_COUNT; c++)
		n->packets[c] += s->packets[c];
	return 0;
}

static int grow_constituents(struct tally *t, size_t number)
{
	size_t room = number + number / 2 + 64;
	struct facts_constituent *grown;

	grown = realloc(t->constituents, room * sizeof(*grown));
	if (!grown)
		return -1;
	memset(grown + t->n_constituents, 0,
	       (room - t->n_constituents) * sizeof(*grown));
	t->constituents = grown;
	t->n_constituents = room;
	return 0;
}

static int add_to_constituent(struct tally *t, const struct store_merged_source *s,
			      uint64_t attacks, bool accused)
{
	struct facts_constituent *c;

	if (s->number >= t->n_constituents && grow_constituents(t, s->number))
		return -1;
	c = &t->constituents[s->number];
	if (!c->sources++) {
		c->number = s->number;
		snprintf(c->name, sizeof(c->name), "%s", s->constituent);
	}
	c->attackers += attacks > 0;
	c->accused += accused;
	c->infected += s->packets[CLASS_SLAMMER] > 0;
	c->attacks += attacks;
	return 0;
}

/*
 * Its attacks are its constituent's, all of whose addresses the row has. How many more
 * addresses these are is not known.
 */
static int rest_constituents(struct tally *t)
{
	const struct store_remainder *r;
	struct facts_constituent *c;
	size_t i;

	for (i = 0; i < t->rest.count; i++) {
		r = &t->rest.list[i];
		if (!r->number)
			continue;
		if (r->number >= t->n_constituents &&
		    grow_constituents(t, r->number))
			return -1;
		c = &t->constituents[r->number];
		c->attacks += facts_attacks(r->packets);
	}
	return 0;
}

static int add_source(const struct store_merged_source *s, void *arg)
{
	struct tally *t = arg;
	struct facts *f = t->facts;
	uint64_t attacks = facts_attacks(s->packets);
	bool accused = evidence_of(s->packets, s->targets,
				   EVIDENCE_LIMITS_DEFAULT) > EVIDENCE_WEAK;
	int ret = 0;

	f->accused[s->inside] += accused;
	count_distinct(s->inside ? &f->inside : &f->outside, s, attacks);
	if (s->constituent)
		ret = add_to_constituent(t, s, attacks, accused);
	if (s->inside && s->packets[CLASS_SLAMMER]) {
		f->infected_count++;
		ret = ret ? ret : rank_talker(&t->infected, s, attacks);
	}
	if (!s->inside && accused) {
		ret = ret ? ret : rank_talker(&t->top, s, attacks);
		ret = ret ? ret : add_to_network(t, s);
	}
	return ret;
}

/* Only those with an accused source, in order. */
static void end_constituents(struct tally *t)
{
	struct facts_constituents *list = &t->facts->constituents;
	size_t i;

	list->list = t->constituents;
	for (i = 0; i < t->n_constituents; i++)
		if (t->constituents[i].accused)
			list->list[list->count++] = t->constituents[i];
	if (list->count)
		qsort(list->list, list->count, sizeof(*list->list),
		      compare_constituents);
	t->constituents = NULL;
}

static uint64_t rank_of(const struct tally *t, size_t index)
{
	uint64_t mine = t->attacks[index], rank = 1;
	size_t i;

	for (i = 0; i < t->n_attacks; i++)
		rank += t->attacks[i] > mine || (t->attacks[i] == mine &&
						 i < index);
	return rank;
}

static int set_previous_networks(struct tally *t)
{
	struct facts_networks *later = &t->after->networks;
	size_t i;

	later->previous = calloc(later->count ? later->count : 1,
			    sizeof(*later->previous));
	if (!later->previous)
		return -1;
	for (i = 0; i < later->count; i++) {
		if (!t->index[i])
			continue;
		later->previous[i].rank = rank_of(t, t->index[i] - 1);
		later->previous[i].attacks = t->attacks[t->index[i] - 1];
	}
	return 0;
}

static int set_previous_constituents(struct tally *t)
{
	const struct facts_constituents *now = &t->facts->constituents;
	struct facts_constituents *later = &t->after->constituents;
	uint64_t *ranks;
	size_t i, most = 0;

	for (i = 0; i < now->count; i++)
		if (now->list[i].number > most)
			most = now->list[i].number;
	ranks = calloc(most + 1, sizeof(*ranks));
	if (!ranks)
		return -1;
	for (i = 0; i < now->count; i++)
		ranks[now->list[i].number] = i + 1;
	for (i = 0; i < later->count; i++)
		if (later->list[i].number <= most)
			later->list[i].previous_rank = ranks[later->list[i].number];
	free(ranks);
	return 0;
}

static int end_walk(struct tally *t)
{
	struct facts *f = t->facts;

	if (end_network(t) || rest_networks(t, NULL) || rest_constituents(t))
		return -1;
	facts_raise(f, &t->rest);
	f->infected.list = ranking_end(&t->infected, &f->infected.count);
	f->top.list = ranking_end(&t->top, &f->top.count);
	f->networks.list = ranking_end(&t->networks, &f->networks.count);
	end_constituents(t);
	if (t->after && (set_previous_networks(t) || set_previous_constituents(t)))
		return -1;
	return 0;
}

/* Argument of the callback, which stops only when out of memory. */
struct walk {
	struct tally *tally;
	bool no_memory;
};

static int walk_source(const struct store_merged_source *source, void *arg)
{
	struct walk *walk = arg;

	walk->no_memory = add_source(source, walk->tally);
	return walk->no_memory;
}

static int walk_sources(struct tally *t, struct store *store,
			const struct store_range *range, struct error *error)
{
	struct walk walk = { .tally = t };

	if (facts_rest_collect(t->facts, store, range, &t->rest, error))
		return -1;
	if (store_merged_sources(store, range, walk_source, &walk))
		return error_set(error, "%s", store_error(store));
	return walk.no_memory || end_walk(t) ? error_no_memory(error) : 0;
}

static int estimate(struct facts *f, struct store *store,
		    const struct store_range *range, struct error *error)
{
	struct facts_remainder *r;
	struct store_distinct *d;
	int inside;

	for (inside = 0; inside < 2; inside++) {
		d = inside ? &f->inside : &f->outside;
		if (store_estimates(store, range, inside, d))
			return error_set(error, "%s", store_error(store));
		r = &f->remainder[inside];
		if (r->attacks && d->attackers_about > r->listed)
			r->about = d->attackers_about - r->listed;
	}
	return 0;
}

int facts_sources(struct facts *facts, struct store *store,
		  const struct store_range *range, struct facts *after,
		  struct error *error)
{
	struct tally t = {
		.facts = facts, .after = after,
		.infected = { .size = sizeof(struct store_talker),
			      .keep = FACTS_INFECTED, .compare = compare_talkers },
		.top = { .size = sizeof(struct store_talker),
			 .keep = FACTS_TOP, .compare = compare_talkers },
		.networks = { .size = sizeof(struct store_network),
			      .keep = FACTS_TOP, .compare = compare_networks },
	};
	int ret = walk_sources(&t, store, range, error);

	free(t.infected.list);
	free(t.top.list);
	free(t.networks.list);
	free(t.constituents);
	free(t.attacks);
	free(t.rest.list);
	return ret ? ret : estimate(facts, store, range, error);
}
