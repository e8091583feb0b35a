// SPDX-License-Identifier: GPL-2.0-or-later
/* values_sources.c - sources, networks, constituents, targets */
#include "common/names.h"
#include "internal.h"

#define CONSTITUENTS	1000	/* maximum of the list */

static json_t *distinct_value(const struct store_distinct *d, uint64_t accused,
			      const struct store_distinct *before)
{
	json_t *object = json_pack("{s:I, s:I, s:I, s:I, s:o}",
				   "count", (json_int_t)d->sources,
				   "attackers", (json_int_t)d->attackers,
				   "accused", (json_int_t)accused,
				   "attackers_about",
				   (json_int_t)d->attackers_about,
				   "change", values_change(before, d->attackers,
						before ? before->attackers : 0));
	int i;

	for (i = 0; i < CLASS_COUNT; i++)
		json_object_set_new(object, class_name((unsigned int)i),
				    json_integer((json_int_t)d->by_class[i]));
	return object;
}

/* Of sources that the store has only by network, both sides together. */
static json_t *remainder_value(const struct facts_remainder r[2])
{
	return json_pack("{s:I, s:I, s:I}",
			 "packets", (json_int_t)(r[0].packets + r[1].packets),
			 "attacks", (json_int_t)(r[0].attacks + r[1].attacks),
			 "about", (json_int_t)(r[0].about + r[1].about));
}

json_t *values_sources(const struct facts *f)
{
	const struct facts *p = f->previous;

	return json_pack("{s:b, s:I, s:I, s:o, s:o, s:o}",
			 "at_least", f->at_least,
			 "untracked", (json_int_t)f->untracked,
			 "evicted", (json_int_t)f->evicted,
			 "remainder", remainder_value(f->remainder),
			 "outside", distinct_value(&f->outside, f->accused[0],
						   p ? &p->outside : NULL),
			 "inside", distinct_value(&f->inside, f->accused[1],
						  p ? &p->inside : NULL));
}

json_t *values_targets(const struct facts *f)
{
	return json_pack("{s:I, s:I}",
			 "outside", (json_int_t)f->outside.targets_about,
			 "inside", (json_int_t)f->inside.targets_about);
}

static enum evidence evidence(const struct store_talker *t)
{
	return evidence_of(t->packets, t->targets, EVIDENCE_LIMITS_DEFAULT);
}

json_t *values_talkers(const struct facts_talkers *talkers)
{
	json_t *array = json_array(), *object;
	const struct store_talker *t;
	char address[ADDRESS_TEXT_MAX];
	size_t i;
	int c;

	for (i = 0; i < talkers->count; i++) {
		t = &talkers->list[i];
		object = json_pack("{s:s, s:s, s:s?, s:o, s:o, s:I, s:I, s:s, s:I}",
				   "address", address_text(t->address, address),
				   "interface", t->interface,
				   "constituent",
				   *t->constituent ? t->constituent : NULL,
				   "first", values_time(t->first),
				   "last", values_time(t->last),
				   "attacks", (json_int_t)facts_attacks(t->packets),
				   "bytes", (json_int_t)t->bytes,
				   "evidence", evidence_name(evidence(t)),
				   "targets",
				   (json_int_t)evidence_targets(t->targets));
		for (c = 0; c < CLASS_COUNT; c++)
			json_object_set_new(object, class_name((unsigned int)c),
					    json_integer((json_int_t)t->packets[c]));
		json_array_append_new(array, object);
	}
	return array;
}

/* 0: it was not ranked. */
static json_t *rank_value(uint64_t rank)
{
	return rank ? json_integer((json_int_t)rank) : json_null();
}

static json_t *network_value(const struct store_network *n, size_t rank,
			     const struct facts_previous *previous)
{
	uint64_t attacks = facts_attacks(n->packets);
	char prefix[PREFIX_TEXT_MAX];

	return json_pack("{s:I, s:s, s:I, s:I, s:I, s:I, s:o, s:b, s:o}",
			 "rank", (json_int_t)rank,
			 "prefix", prefix_text(&n->prefix, prefix),
			 "sources", (json_int_t)n->sources,
			 "attacks", (json_int_t)attacks,
			 "slammer", (json_int_t)n->packets[CLASS_SLAMMER],
			 "bytes", (json_int_t)n->bytes,
			 "previous_rank", rank_value(previous ? previous->rank : 0),
			 "new", previous && !previous->rank,
			 "change", values_change(previous, attacks,
				       previous ? previous->attacks : 0));
}

json_t *values_networks(const struct facts *f)
{
	const struct facts_networks *n = &f->networks;
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n->count; i++)
		json_array_append_new(list,
			network_value(&n->list[i], i + 1,
				      n->previous ? &n->previous[i] : NULL));
	return json_pack("{s:I, s:b, s:o, s:{s:i, s:i}}",
			 "count", (json_int_t)f->network_count,
			 "at_least", f->networks_at_least, "list", list,
			 "evidence", "packets", EVIDENCE_PACKETS,
			 "targets", EVIDENCE_TARGETS);
}

json_t *values_constituents(const struct facts *f)
{
	const struct facts_constituent *c;
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < f->constituents.count && i < CONSTITUENTS; i++) {
		c = &f->constituents.list[i];
		json_array_append_new(list,
			json_pack("{s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:o, s:b}",
				  "rank", (json_int_t)(i + 1), "name", c->name,
				  "sources", (json_int_t)c->sources,
				  "attackers", (json_int_t)c->attackers,
				  "accused", (json_int_t)c->accused,
				  "infected", (json_int_t)c->infected,
				  "attacks", (json_int_t)c->attacks,
				  "previous_rank", rank_value(c->previous_rank),
				  "new", f->previous && !c->previous_rank));
	}
	return list;
}
