// SPDX-License-Identifier: GPL-2.0-only
/*
 * sources.c - who gets a place, and what is said of him
 */
#include <linux/jiffies.h>

#include "events.h"
#include "sources.h"

/* What nfsl_reason_attacks() says of a reason is what its class says. */
#define X(sym, num, class, name, text)					       \
	static_assert(((num) >= REASON_SIGNATURE) ==			       \
		      (CLASS_##class >= CLASS_SIGNATURE));
SLAMMER_REASONS(X)
#undef X

/*
 * The place of the weakest in a full set, if his credit is used up, and some of it
 * is gone for next time if not. Returns its way or NFSL_SOURCE_WAYS.
 */
static u32 place_weakest(struct nfsl_set *set)
{
	u32 least = min(min(set->credit[0], set->credit[1]),
			min(set->credit[2], set->credit[3]));

	if (least < NFSL_SOURCE_WAYS)
		return least;
	set->credit[least % NFSL_SOURCE_WAYS] = least - NFSL_SOURCE_WAYS;
	return NFSL_SOURCE_WAYS;
}

/*
 * An attack by somebody who has no place: he made up his address, most likely,
 * and does so for one victim. Returns the hash of the target.
 */
static u32 sketch_stranger(struct nfsl_table *table, struct address src,
			   struct address dst)
{
	u32 now = (u32)get_jiffies_64();
	u64 hash;

	sketch_add(table->sketch[NFSL_SKETCH_SOURCES], sketch_hash(src));
	if (table->met == now && address_equal(table->victim, dst))
		return table->victim_hash;
	hash = sketch_hash(dst);
	sketch_add(table->sketch[NFSL_SKETCH_TARGETS], hash);
	table->met = now;
	table->victim = dst;
	table->victim_hash = (u32)hash;
	return (u32)hash;
}

static noinline void report(struct nfsl_table *table,
			    const struct nfsl_source *s,
			    enum slammer_reason reason)
{
	struct nfsl_event event = {
		.source = s->address,
		.target = s->target,
		.time = s->last,
		.ifindex = s->ifindex,
		.reason = reason,
	};

	nfsl_events_put(table->nn, &event);
}

/*
 * An attack by a source of which nothing was reported. Inside it is the worm that
 * will be; until it comes every attack is looked at. Returns what is noticed.
 */
static u16 notice(struct nfsl_table *table, struct nfsl_source *s,
		  enum slammer_reason reason, u16 epoch)
{
	if (table->side == NFSL_SIDE_INSIDE) {
		if (reason_class(reason) != CLASS_SLAMMER) {
			s->looked--;
			return epoch;
		}
		report(table, s, reason);
	}
	return epoch | NFSL_NOTICED;
}

/* A newcomer with its first packet. @target: hash of @dst, if it attacks. */
static __always_inline void move_in(struct nfsl_table *table,
				    struct nfsl_set *set, u32 way,
				    struct address src, struct address dst,
				    u32 target, struct nfsl_sight sight)
{
	struct nfsl_source *s = &set->source[way];
	u64 now = get_jiffies_64();
	u32 i, serial = table->serial + 1 ?: 1;

	table->serial = serial;

	raw_write_seqcount_begin(&set->seq);
	set->serial[way] = serial;
	s->address = src;
	s->target = dst;
	s->first = now;
	s->last = now;
	s->bytes = sight.bytes;
	s->looked = (u32)now;
	s->ifindex = sight.ifindex;
	for (i = 0; i < ARRAY_SIZE(s->packets); i++)
		s->packets[i] = 0;
	s->packets[reason_class(sight.reason) - 1] = 1;
	if (nfsl_reason_attacks(sight.reason)) {
		s->watch = (struct watch) { .target = target, .seen = (u32)now };
	} else {
		s->watch = watch_none((u32)now, HZ);
		s->looked--;	/* the first attack will be */
	}
	raw_write_seqcount_end(&set->seq);
	set->credit[way] = NFSL_SOURCE_CREDIT_NEW * NFSL_SOURCE_WAYS + way;
	set->noticed[way] = 0;
}

static struct nfsl_set *emptier(struct nfsl_set *set, struct nfsl_set *other)
{
	return other->used < set->used ? other : set;
}

/*
 * A free place in the emptiest set. Outside it is the first as long as there is
 * plenty of room, for it is found there soonest.
 */
static u32 place_free(enum nfsl_side side, struct nfsl_places *places, u64 hash,
		      struct nfsl_set **set)
{
	struct nfsl_set *second = nfsl_places_second(places, hash);
	u32 way;

	if (side == NFSL_SIDE_INSIDE)
		*set = emptier(emptier(*set, second),
			       nfsl_places_third(places, hash));
	else if ((*set)->used > NFSL_SOURCE_WAYS / 2)
		*set = emptier(*set, second);
	way = (*set)->used;
	if (way < NFSL_SOURCE_WAYS) {
		(*set)->used++;
		WRITE_ONCE(places->used, places->used + 1);
	}
	return way;
}

static noinline void count_in(struct nfsl_table *table, struct nfsl_set *set,
			      struct nfsl_source *s, struct address dst,
			      struct nfsl_sight sight)
{
	struct nfsl_place at = { set, s, &set->credit[s - set->source] };

	nfsl_source_count(table, at, dst, sight);
}

/* Has it a place in its third set? */
static noinline bool count_third(struct nfsl_table *table, struct address src,
				 struct address dst, struct nfsl_sight sight)
{
	struct nfsl_places *places = rcu_dereference(table->places);
	u64 hash = nfsl_places_hash(places, src);
	struct nfsl_set *set = nfsl_places_third(places, hash);
	struct nfsl_place at;

	if (!nfsl_set_find(set, nfsl_places_tag(hash), src, &at))
		return false;
	nfsl_source_count(table, at, dst, sight);
	return true;
}

/* The source is not in its first set. */
void nfsl_sources_meet(struct nfsl_table *table, struct address src,
		       struct address dst, struct nfsl_sight sight)
{
	struct nfsl_places *places = rcu_dereference(table->places);
	u64 hash = nfsl_places_hash(places, src);
	struct nfsl_set *set = nfsl_places_second(places, hash);
	u32 way = NFSL_SOURCE_WAYS, target = 0;
	struct nfsl_place at = {};

	OPTIMIZER_HIDE_VAR(set);
	OPTIMIZER_HIDE_VAR(sight);	/* one register, taken apart late */
	if (nfsl_set_find(set, nfsl_places_tag(hash), src, &at)) {
		count_in(table, set, at.s, dst, sight);
		return;
	}
	if (table->side == NFSL_SIDE_INSIDE &&
	    count_third(table, src, dst, sight))
		return;
	if (nfsl_reason_attacks(sight.reason))
		target = sketch_stranger(table, src, dst);

	OPTIMIZER_HIDE_VAR(hash);	/* the second set is forgotten */
	set = nfsl_places_first(places, hash);
	OPTIMIZER_HIDE_VAR(set);
	if (unlikely(places->used < places->count))
		way = place_free(table->side, places, hash, &set);
	if (likely(way == NFSL_SOURCE_WAYS)) {
		way = place_weakest(set);
		if (way == NFSL_SOURCE_WAYS) {
			table->untracked++;
			return;
		}
		table->evicted++;
	}
	OPTIMIZER_HIDE_VAR(sight);
	move_in(table, set, way, src, dst, target, sight);
	set->tag[way] = nfsl_places_tag(hash);
	if (nfsl_reason_attacks(sight.reason))
		set->noticed[way] = notice(table, &set->source[way],
					   sight.reason,
					   table->epoch - NFSL_EPOCH);
}

static void notice_again(struct nfsl_table *table, struct nfsl_set *set,
			 struct nfsl_source *s, enum slammer_reason reason)
{
	u16 *noticed = &set->noticed[s - set->source];
	u16 epoch = READ_ONCE(table->epoch);

	smp_rmb();	/* registers that were taken away before it are 0 */
	sketch_add(table->sketch[NFSL_SKETCH_SOURCES], sketch_hash(s->address));
	if (*noticed & NFSL_NOTICED)
		*noticed = epoch | NFSL_NOTICED;
	else
		*noticed = notice(table, s, reason, epoch);
}

/*
 * A source in its place attacks the target that is watched, or another one for too
 * long, or for the first time since the sketches began, or there is something to
 * notice of it yet.
 */
void nfsl_source_news(struct nfsl_table *table, struct nfsl_set *set,
		      struct nfsl_source *s, struct nfsl_sight sight)
{
	u32 target = (u32)sketch_hash(s->target), now = (u32)s->last;

	if (watch_due(&s->watch, target, now, HZ))
		watch_visit(&s->watch, target, now, HZ);
	if (nfsl_source_unnoticed(table, set, s))
		notice_again(table, set, s, sight.reason);
}
