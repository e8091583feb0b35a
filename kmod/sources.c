// SPDX-License-Identifier: GPL-2.0-only
/*
 * sources.c - who gets a place, and what is said of him
 */
#include <linux/jiffies.h>
#include <linux/string.h>

#include "events.h"
#include "sources.h"

/*
 * The place for a newcomer: one that is free, in the emptier set unless there is
 * plenty of room in the first, or else that of the weakest in the first, if his
 * credit is used up. Returns NFSL_SOURCE_WAYS if there is none; @set: which set.
 */
static u32 place_for(struct nfsl_set **set, struct nfsl_set *second)
{
	struct nfsl_set *first = *set;
	u32 way, weakest = 0;

	if (first->used > NFSL_SOURCE_WAYS / 2 && second->used < first->used)
		*set = second;
	if ((*set)->used < NFSL_SOURCE_WAYS)
		return (*set)->used;
	for (way = 1; way < NFSL_SOURCE_WAYS; way++)
		if (first->credit[way] < first->credit[weakest])
			weakest = way;
	if (!first->credit[weakest])
		return weakest;
	first->credit[weakest]--;
	return NFSL_SOURCE_WAYS;
}

static struct nfsl_place move_in(struct nfsl_places *places,
				 struct nfsl_set *set, u32 way, u64 hash,
				 struct address src, struct address dst)
{
	struct nfsl_source *s = &set->source[way];
	struct nfsl_table *table = places->table;
	u64 now = get_jiffies_64();

	if (way == set->used) {
		set->used++;
		WRITE_ONCE(places->used, places->used + 1);
	} else {
		table->evicted++;
	}
	if (!++table->serial)
		table->serial = 1;

	raw_write_seqcount_begin(&set->seq);
	set->serial[way] = table->serial;
	*s = (struct nfsl_source) {
		.address = src,
		.target = dst,
		.first = now,
		.looked = (u32)now - 1,
		.watch.seen = (u32)now - WATCH_PATIENCE * HZ - 1,
	};
	raw_write_seqcount_end(&set->seq);
	set->tag[way] = nfsl_places_tag(hash);
	set->credit[way] = 0;
	set->noticed[way] = 0;
	return (struct nfsl_place) { set, s, &set->credit[way] };
}

/* An attack by somebody who has no place: he made up his address, most likely. */
static void sketch_stranger(struct nfsl_table *table, struct address src,
			    struct address dst)
{
	u32 now = (u32)get_jiffies_64();

	sketch_add(table->sketch[NFSL_SKETCH_SOURCES], sketch_hash(src));
	if (table->met == now && address_equal(table->stranger, dst))
		return;
	table->met = now;
	table->stranger = dst;
	sketch_add(table->sketch[NFSL_SKETCH_TARGETS], sketch_hash(dst));
}

/* The source is not in its first set. */
void nfsl_sources_meet(struct nfsl_table *table, struct address src,
		       struct address dst, struct nfsl_sight sight)
{
	struct nfsl_places *places = rcu_dereference(table->places);
	u64 hash = nfsl_places_hash(places, src);
	struct nfsl_set *second = nfsl_places_second(places, hash);
	struct nfsl_set *set = nfsl_places_first(places, hash);
	struct nfsl_place at;
	u32 way;

	at = nfsl_set_find(second, nfsl_places_tag(hash), src);
	if (!at.s) {
		way = place_for(&set, second);
		if (way == NFSL_SOURCE_WAYS) {
			table->untracked++;
			if (nfsl_class_attacks(reason_class(sight.reason)))
				sketch_stranger(table, src, dst);
			return;
		}
		at = move_in(places, set, way, hash, src, dst);
	}
	nfsl_source_count(table, at, dst, sight);
}

/*
 * The source attacks for the first time since the sketches began, or there is
 * something left to notice about it: inside, until it sends the worm.
 */
static void notice(struct nfsl_table *table, struct nfsl_set *set,
		   struct nfsl_source *s, struct nfsl_sight sight)
{
	u16 *noticed = &set->noticed[s - set->source];
	bool reported = *noticed & NFSL_NOTICED;

	*noticed = READ_ONCE(table->epoch);
	smp_rmb();	/* registers that were taken away before it are 0 */
	sketch_add(table->sketch[NFSL_SKETCH_SOURCES], sketch_hash(s->address));
	if (table->side == NFSL_SIDE_INSIDE && !reported) {
		if (reason_class(sight.reason) != CLASS_SLAMMER) {
			s->looked--;	/* so the next one is looked at */
			return;
		}
		nfsl_events_put(table->nn, &(struct nfsl_event) {
			.source = s->address,
			.target = s->target,
			.time = get_jiffies_64(),
			.ifindex = sight.ifindex,
			.reason = sight.reason,
		});
	}
	*noticed |= NFSL_NOTICED;
}

void nfsl_source_news(struct nfsl_table *table, struct nfsl_set *set,
		      struct nfsl_source *s, u32 target, struct nfsl_sight sight)
{
	u32 now = (u32)get_jiffies_64();

	if (watch_due(&s->watch, target, now, HZ))
		watch_visit(&s->watch, target, now, HZ);
	if (nfsl_source_unnoticed(table, set, s))
		notice(table, set, s, sight);
}
