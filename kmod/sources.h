/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sources.h - who sent it: tables of fixed size, one for each CPU and side
 *
 * Nothing is allocated, locked or shared on the packet path. A source has its
 * place in one of two sets (Azar et al.: Balanced allocations, 1994), so that few
 * are turned away before all places are taken; and in one of three inside, where
 * half the places suffice for all: of a million such tables, simulated, one turned
 * somebody away. In a full set a newcomer takes a place only when the weakest source
 * there has used up its credit (Misra, Gries: Finding repeated elements, 1982, in
 * each set), so those who send much stay through a flood of sources that send one
 * packet each.
 *
 * sources.c is who gets a place, tables.c the memory, distinct.c the estimates.
 */
#ifndef NF_SLAMMER_SOURCES_H
#define NF_SLAMMER_SOURCES_H

#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/swab.h>
#include <linux/types.h>

#include "main.h"
#include "nfslammer/sketch.h"
#include "nfslammer/watch.h"

#define NFSL_SOURCE_WAYS	4
#define NFSL_SOURCE_CREDIT_NEW	4
#define NFSL_SOURCE_CREDIT_MAX	1024

/**
 * struct nfsl_source - one stay of one source in the table of one CPU
 * @address:	who
 * @target:	whom its last packet went to
 * @first, @last: 64-bit jiffies
 * @bytes:	of all its packets
 * @looked:	in which jiffy a packet of an attack was last looked at
 * @ifindex:	where it was last seen, 0: the router itself
 * @packets:	by class, from the one behind CLASS_OTHER on, which is not noted
 * @watch:	its visits to one of its targets
 */
struct nfsl_source {
	struct address address;
	struct address target;
	u64 first;
	u64 last;
	u64 bytes;
	u32 looked;
	u32 ifindex;
	u64 packets[CLASS_COUNT - 1];
	struct watch watch;
} ____cacheline_aligned;

/**
 * struct nfsl_set - places that compete with each other
 * @tag:	of the source's hash; 0: the place is free
 * @credit:	what a source has to lose before it loses its place, times
 *		NFSL_SOURCE_WAYS, plus its way: the least one says who has it
 * @serial:	of the stay; 0: the place is free
 * @noticed:	struct nfsl_table.epoch when its attack was noticed; NFSL_NOTICED
 *		is set when there is nothing left to notice before the next epoch
 * @used:	places taken, the first ones
 * @seq:	lets another CPU read who it is and its target as of one moment
 */
struct nfsl_set {
	u32 tag[NFSL_SOURCE_WAYS];
	u32 credit[NFSL_SOURCE_WAYS];
	u32 serial[NFSL_SOURCE_WAYS];
	u16 noticed[NFSL_SOURCE_WAYS];
	u16 used;
	seqcount_t seq;
	struct nfsl_source source[NFSL_SOURCE_WAYS];
} ____cacheline_aligned;

#define NFSL_NOTICED	1
#define NFSL_EPOCH	2	/* from one epoch to the next */

#define NFSL_PLACES_BITS	20	/* of the number of sets, at most */
#define NFSL_PLACES_MIX		0x9e3779b97f4a7c15ULL	/* 2^64 / golden ratio */

/**
 * struct nfsl_places - the memory of a table
 * @key:	secret, so that nobody outside can aim at a set
 * @shift:	64 - the bits of the number of sets
 * @count:	of places
 * @used:	places taken
 * @told:	by place, behind the sets: the serial of a stay that an event told of;
 *		of the worker of events
 */
struct nfsl_places {
	u64 key[2];
	u32 shift;
	u32 count;
	u32 used;
	u32 *told;
	struct nfsl_set set[] ____cacheline_aligned;
};

/**
 * struct nfsl_table - the sources of one side on one CPU
 * @places:	written under RTNL
 * @next:	what will be @places, or was; RTNL
 * @nn:		its namespace
 * @side:	enum nfsl_side
 * @serial:	last one given
 * @epoch:	even; the next one when the sketches begin at 0 again
 * @evicted:	sources that lost their place to another
 * @dropped:	sources that lost it when the table got another size; RTNL
 * @untracked:	packets whose source got none
 * @victim:	whom the last attack by a source without a place went to
 * @victim_hash: lower half of its sketch_hash()
 * @met:	in which jiffy
 * @sketch:	registers, by enum nfsl_sketch_what
 */
struct nfsl_table {
	struct nfsl_places __rcu *places;
	struct nfsl_places *next;
	struct nfsl_net *nn;
	u32 side;
	u32 serial;
	u16 epoch;
	u64 evicted;
	u64 dropped;
	u64 untracked;
	struct address victim;
	u32 victim_hash;
	u32 met;
	u8 sketch[NFSL_SKETCH_WHAT_COUNT][NFSL_SKETCH_SIZE]
		__aligned(sizeof(long));
};

/* Memory: all under RTNL */

/* Tables of both sides for one namespace. 0 or -ENOMEM. */
int nfsl_sources_alloc(struct nfsl_net *nn);
void nfsl_sources_free(struct nfsl_net *nn);

/**
 * nfsl_sources_resize - other numbers of places
 * @outside, @inside: over all CPUs; 0: as the module's parameters say
 *
 * A side that has so many keeps its sources; otherwise all of them lose their
 * places. 0, or -ENOMEM, and then nothing has changed.
 */
int nfsl_sources_resize(struct nfsl_net *nn, u32 outside, u32 inside);

/* How full the tables of a side are, over all CPUs: NFSL_TABLE_*. */
struct nfsl_fill {
	u32 size;
	u32 used;
	u64 evicted;
	u64 untracked;
};

struct nfsl_fill nfsl_sources_fill(const struct nfsl_net *nn,
				   enum nfsl_side side);

/* Reading */

/**
 * nfsl_sources_read - copy a place of another CPU's table
 * @serial: of the stay
 *
 * Source and target are as of one moment; its counters may be a packet ahead.
 * Returns 1, 0 if the place is free, or -ENOENT behind the last.
 */
int nfsl_sources_read(struct nfsl_net *nn, enum nfsl_side side, int cpu,
		      u32 place, struct nfsl_source *copy, u32 *serial);

/*
 * Has an inside source a place on any CPU that an event was sent for? And: one was
 * sent for its place on @cpu. Of the worker of events.
 */
bool nfsl_sources_told(struct nfsl_net *nn, struct address a);
void nfsl_sources_tell(struct nfsl_net *nn, struct address a, int cpu);

/* The packet path: bottom halves off, under RCU */

/*
 * Multiply-shift hashing of a vector with secret odd multipliers (Dietzfelbinger
 * 1997, Thorup 2015): the upper bits are the set. That alone is linear, and under
 * some keys lays the neighbours of one network into few sets; so its bytes are
 * turned round and multiplied once more. Of IPv4 addresses the lower half differs
 * if the address does.
 */
static inline u64 nfsl_places_hash(const struct nfsl_places *places,
				   struct address a)
{
	u64 sum = a.lo * places->key[0] + a.hi * places->key[1];

	return swab64(sum) * NFSL_PLACES_MIX;
}

static inline u32 nfsl_places_tag(u64 hash)
{
	return (u32)hash | 1;
}

static __always_inline struct nfsl_set *
nfsl_places_first(struct nfsl_places *places, u64 hash)
{
	return &places->set[hash >> places->shift];
}

/* Others, by bits of the hash that do not matter for the first. */
static inline struct nfsl_set *nfsl_places_second(struct nfsl_places *places,
						  u64 hash)
{
	return &places->set[hash << NFSL_PLACES_BITS >> places->shift];
}

static inline struct nfsl_set *nfsl_places_third(struct nfsl_places *places,
						 u64 hash)
{
	return &places->set[hash << 2 * NFSL_PLACES_BITS >> places->shift];
}

/* Where a source is. */
struct nfsl_place {
	struct nfsl_set *set;
	struct nfsl_source *s;
	u32 *credit;
};

static __always_inline bool nfsl_set_holds(struct nfsl_set *set, u32 way,
					   u32 tag, struct address a,
					   struct nfsl_place *at)
{
	if (set->tag[way] != tag || !address_equal(set->source[way].address, a))
		return false;
	at->set = set;
	at->s = &set->source[way];
	at->credit = &set->credit[way];
	return true;
}

static __always_inline bool nfsl_set_find(struct nfsl_set *set, u32 tag,
					  struct address a,
					  struct nfsl_place *at)
{
	return nfsl_set_holds(set, 0, tag, a, at) ||
	       nfsl_set_holds(set, 1, tag, a, at) ||
	       nfsl_set_holds(set, 2, tag, a, at) ||
	       nfsl_set_holds(set, 3, tag, a, at);
}

/* Is it of a class of attacks? Their reasons are the last ones, see reason.h. */
static inline bool nfsl_reason_attacks(enum slammer_reason reason)
{
	return reason >= REASON_SIGNATURE;
}

/* What is noted of a packet beside its addresses; fits a register. */
struct nfsl_sight {
	u32 ifindex;
	u32 bytes:24;
	u32 reason:8;
};

/*
 * Slow paths, in sources.c. They take what they need by value: with its address
 * taken it would have to lie in memory. They come last, so that little has to be
 * kept over them.
 */
void nfsl_sources_meet(struct nfsl_table *table, struct address src,
		       struct address dst, struct nfsl_sight sight);
void nfsl_source_news(struct nfsl_table *table, struct nfsl_set *set,
		      struct nfsl_source *s, struct nfsl_sight sight);

static __always_inline void nfsl_source_aim(struct nfsl_place at,
					    struct address target)
{
	raw_write_seqcount_begin(&at.set->seq);
	at.s->target = target;
	raw_write_seqcount_end(&at.set->seq);
}

static __always_inline bool
nfsl_source_unnoticed(const struct nfsl_table *table, const struct nfsl_set *set,
		      const struct nfsl_source *s)
{
	return set->noticed[s - set->source] != (table->epoch | NFSL_NOTICED);
}

/* All that has to do with time is looked at once in a jiffy. Is there news? */
static __always_inline bool nfsl_source_tick(const struct nfsl_table *table,
					     struct nfsl_place at, u32 now)
{
	if (at.s->looked == now)
		return false;
	at.s->looked = now;
	return watch_expired(&at.s->watch, now, HZ) ||
	       nfsl_source_unnoticed(table, at.set, at.s);
}

/* An attack on another target than before, or the first in a jiffy. */
static __always_inline void nfsl_source_look(struct nfsl_table *table,
					     struct nfsl_place at,
					     struct address dst, u32 now,
					     struct nfsl_sight sight)
{
	u64 hash = sketch_hash(dst);

	nfsl_source_aim(at, dst);
	sketch_add(table->sketch[NFSL_SKETCH_TARGETS], hash);
	if (unlikely(nfsl_source_tick(table, at, now) ||
		     at.s->watch.target == (u32)hash))
		nfsl_source_news(table, at.set, at.s, sight);
}

/* A packet of the source in its place. */
static __always_inline void nfsl_source_count(struct nfsl_table *table,
					      struct nfsl_place at,
					      struct address dst,
					      struct nfsl_sight sight)
{
	u64 now = get_jiffies_64();

	if (*at.credit < NFSL_SOURCE_CREDIT_MAX * NFSL_SOURCE_WAYS)
		*at.credit += NFSL_SOURCE_WAYS;
	at.s->last = now;
	at.s->ifindex = sight.ifindex;
	at.s->packets[reason_class(sight.reason) - 1]++;
	at.s->bytes += sight.bytes;
	if (nfsl_reason_attacks(sight.reason)) {
		if (at.s->looked != (u32)now ||
		    !address_equal(at.s->target, dst))
			nfsl_source_look(table, at, dst, (u32)now, sight);
	} else if (!address_equal(at.s->target, dst)) {
		nfsl_source_aim(at, dst);
	}
}

/**
 * nfsl_sources_note - a packet of @src to @dst was seen
 * @sight: its reason is of a class that is not CLASS_OTHER
 */
static __always_inline void nfsl_sources_note(struct nfsl_net *nn,
					      enum nfsl_side side,
					      struct address src,
					      struct address dst,
					      struct nfsl_sight sight)
{
	struct nfsl_table *table = this_cpu_ptr(nn->table[side]);
	struct nfsl_places *places = rcu_dereference(table->places);
	u64 hash = nfsl_places_hash(places, src);
	struct nfsl_set *set = nfsl_places_first(places, hash);
	struct nfsl_place at = {};

	OPTIMIZER_HIDE_VAR(set);	/* it would be computed again and again */
	if (likely(nfsl_set_find(set, nfsl_places_tag(hash), src, &at)))
		nfsl_source_count(table, at, dst, sight);
	else
		nfsl_sources_meet(table, src, dst, sight);
}

#endif /* NF_SLAMMER_SOURCES_H */
