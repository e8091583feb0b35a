/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source_table.h - who sent it: tables of fixed size, one for each CPU and side
 *
 * Nothing is allocated, locked or shared on the packet path (source_record.h).
 *
 * A table is set-associative. A source is in one of two sets (Azar et al.: Balanced
 * allocations, 1994), so that few sources are refused before all slots are in use.
 * Inside, it is in one of three, and half the slots are enough
 * for all sources: of a million simulated tables, one refused a source. In a full
 * set a new source gets a slot only if the weakest source there has used up its
 * credit (Misra, Gries: Finding repeated elements, 1982, in each set): heavy
 * senders stay through a flood of sources that send one packet each.
 */
#ifndef NF_SLAMMER_SOURCE_TABLE_H
#define NF_SLAMMER_SOURCE_TABLE_H

#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/swab.h>
#include <linux/types.h>

#include "netns.h"
#include "nfslammer/revisit.h"
#include "nfslammer/sketch.h"
#include "pages.h"
#include "stats.h"

#define NFSL_SOURCE_WAYS	4
#define NFSL_SOURCE_CREDIT_NEW	4
#define NFSL_SOURCE_CREDIT_MAX	1024

/**
 * struct nfsl_source - an entry: one source in the table of one CPU
 * @address:	of the source
 * @target:	destination of its last packet
 * @first, @last: 64-bit jiffies
 * @bytes:	of all its packets
 * @checked:	jiffy in which an attack of it was last checked for news
 * @ifindex:	interface of its last packet, 0: the router itself
 * @packets:	by class, without CLASS_OTHER, which is not recorded: class n is
 *		at n - 1
 * @revisit:	its visits to one of its targets
 */
struct nfsl_source {
	struct address address;
	struct address target;
	u64 first;
	u64 last;
	u64 bytes;
	u32 checked;
	u32 ifindex;
	u64 packets[CLASS_COUNT - 1];
	struct revisit_tracker revisit;
} __aligned(64);

/**
 * struct nfsl_set - slots that compete with each other
 * @tag:	from the source's hash; 0: the slot is free
 * @credit:	of a source, times NFSL_SOURCE_WAYS, plus its way, so that the
 *		minimum also says which way it is. A source with credit is not
 *		evicted
 * @serial:	of the entry; 0: the slot is free
 * @handled:	struct nfsl_table.epoch in which an attack of the source was last
 *		handled; with NFSL_HANDLED if nothing is left to do in this epoch
 * @used:	slots in use, the first ones
 * @seq:	lets another CPU read source and target as of one moment; and the
 *		counters, where 64 bits are not written at once
 */
struct nfsl_set {
	u32 tag[NFSL_SOURCE_WAYS];
	u32 credit[NFSL_SOURCE_WAYS];
	u32 serial[NFSL_SOURCE_WAYS];
	u16 handled[NFSL_SOURCE_WAYS];
	u16 used;
	seqcount_t seq;
	struct nfsl_source source[NFSL_SOURCE_WAYS];
} __aligned(64);

#define NFSL_HANDLED	1
#define NFSL_EPOCH	2	/* from one epoch to the next */

#define NFSL_SLOTS_BITS	20	/* log2 of the number of sets, at most */
#define NFSL_SLOTS_MIX	0x9e3779b97f4a7c15ULL	/* 2^64 / golden ratio */

/**
 * struct nfsl_extra - what only few packets need of an entry, stored apart from it
 * @targets:	a bit for each target of its attacks without the worm, sketch_target()
 * @targets_of:	serial of the entry that they belong to; if it is another one, that
 *		of the slot has no targets. So the worm never has to reset them
 * @event_sent:	serial of the entry that an event was sent for; the worker's
 */
struct nfsl_extra {
	u64 targets;
	u32 targets_of;
	u32 event_sent;
};

/**
 * struct nfsl_slots - the memory of a table
 * @key:	secret, so that no attacker can aim at a set
 * @shift:	64 - log2 of the number of sets
 * @count:	slots
 * @used:	slots in use
 * @extra:	by slot, stored after the sets
 * @memory:	where all this is
 */
struct nfsl_slots {
	u64 key[2];
	u32 shift;
	u32 count;
	u32 used;
	struct nfsl_extra *extra;
	struct nfsl_pages memory;
	struct nfsl_set set[];
};

/**
 * struct nfsl_table - the sources of one side on one CPU
 * @slots:	never NULL: a CPU that has no table has one without slots. Written
 *		under a lock of source_memory.c
 * @next:	what will be @slots, or was; @nn->transaction
 * @nn:		its namespace
 * @side:	enum nfsl_side
 * @serial:	of the newest entry
 * @epoch:	even; advances when the sketches are reset
 * @evicted:	sources that lost their slot to another
 * @dropped:	sources that lost it when the table was resized; same
 *		lock as @slots
 * @untracked:	packets whose source got no slot
 * @victim:	target of the last attack by an untracked source
 * @victim_hash: lower half of its sketch_hash()
 * @victim_seen: jiffy of that attack
 * @sketch:	registers, by enum nfsl_sketch_what
 */
struct nfsl_table {
	struct nfsl_slots __rcu *slots;
	struct nfsl_slots *next;
	struct nfsl_net *nn;
	u32 side;
	u32 serial;
	u16 epoch;
	u64 evicted __aligned(8);
	u64 untracked __aligned(8);
	u64 dropped;
	struct address victim;
	u32 victim_hash;
	u32 victim_seen;
	u8 sketch[NFSL_SKETCH_WHAT_COUNT][NFSL_SKETCH_SIZE]
		__aligned(sizeof(long));
};

/* Memory, in source_memory.c. Under nn->transaction, and not under RTNL. */

/* What each CPU needs to have tables, once. 0 or -ENOMEM. */
int nfsl_sources_alloc(struct nfsl_net *nn);

/* When no packet comes any more. */
void nfsl_sources_free(struct nfsl_net *nn);

/**
 * nfsl_sources_prepare - allocate tables of another size, for nfsl_sources_publish()
 * @slots: on each CPU, by enum nfsl_side; 0: no table
 *
 * 0 or -ENOMEM. nfsl_sources_settle() follows in any case.
 */
int nfsl_sources_prepare(struct nfsl_net *nn, const u32 *slots);

/*
 * Use what was prepared, under RTNL. A side whose size does not change keeps its
 * sources; otherwise all of them are dropped.
 */
void nfsl_sources_publish(struct nfsl_net *nn, const u32 *slots);

/*
 * Free what was replaced, after a grace period, or what was prepared and not used;
 * and give tables to the CPUs that have come in between.
 */
void nfsl_sources_settle(struct nfsl_net *nn);

/* CPUs that come online get tables from now on, until then. */
int nfsl_sources_init(void);
void nfsl_sources_exit(void);

/* How full the tables of a side are, over all CPUs: NFSL_TABLE_*; and their memory. */
struct nfsl_usage {
	u64 bytes;
	u32 size;
	u32 used;
	u64 evicted;
	u64 untracked;
};

struct nfsl_usage nfsl_sources_usage(const struct nfsl_net *nn,
				     enum nfsl_side side);

/* Reading, from any CPU */

/**
 * struct nfsl_reading - the copy of an entry
 * @targets: struct nfsl_extra.targets of this entry
 * @serial:  of the entry; 0: the slot is free
 */
struct nfsl_reading {
	struct nfsl_source source;
	u64 targets;
	u32 serial;
};

/**
 * nfsl_sources_read - copy one slot of a CPU's table
 *
 * Source and target are as of one moment; the counters may be a packet ahead.
 * Returns 1, 0 if the slot is free, or -ENOENT past the last.
 */
int nfsl_sources_read(struct nfsl_net *nn, enum nfsl_side side, int cpu,
		      u32 slot, struct nfsl_reading *reading);

/**
 * nfsl_sources_sketch - registers of one estimator, merged over all CPUs
 * @registers:	result, NFSL_SKETCH_SIZE of them
 * @reset:	set them to 0 afterwards
 *
 * One caller at a time. Returns when they were last 0, in 64-bit jiffies.
 */
u64 nfsl_sources_sketch(struct nfsl_net *nn, enum nfsl_side side,
			enum nfsl_sketch_what what, u8 *registers, bool reset);

/* Set registers to 0 that are not above @stored; one caller at a time. */
void nfsl_sources_sketch_clear(struct nfsl_net *nn, enum nfsl_side side,
			       enum nfsl_sketch_what what, const u8 *stored);

/*
 * Was an event sent for an entry of this inside source, on any CPU? And: one was
 * sent for its entry on @cpu. Called by the worker of events.
 */
bool nfsl_source_event_sent(struct nfsl_net *nn, struct address a);
void nfsl_source_set_event_sent(struct nfsl_net *nn, struct address a, int cpu);

/* Lookup; under RCU */

/*
 * Multiply-shift hashing of a vector with secret odd multipliers (Dietzfelbinger
 * 1997, Thorup 2015): the upper bits select the set. That alone is linear, and
 * some keys would put neighbouring addresses into few sets; so the bytes are
 * swapped and multiplied once more. The lower halves of the hashes of two IPv4
 * addresses always differ.
 */
static inline u64 nfsl_slots_hash(const struct nfsl_slots *slots,
				  struct address a)
{
	u64 sum = a.lo * slots->key[0] + a.hi * slots->key[1];

	return swab64(sum) * NFSL_SLOTS_MIX;
}

static inline u32 nfsl_slots_tag(u64 hash)
{
	return (u32)hash | 1;
}

static inline struct nfsl_extra *nfsl_slots_extra(const struct nfsl_slots *slots,
						  const struct nfsl_set *set,
						  u32 way)
{
	return &slots->extra[(set - slots->set) * NFSL_SOURCE_WAYS + way];
}

static __always_inline struct nfsl_set *
nfsl_slots_first(struct nfsl_slots *slots, u64 hash)
{
	return &slots->set[hash >> slots->shift];
}

/* Selected by bits of the hash that do not select the first. */
static inline struct nfsl_set *nfsl_slots_second(struct nfsl_slots *slots,
						 u64 hash)
{
	return &slots->set[hash << NFSL_SLOTS_BITS >> slots->shift];
}

static inline struct nfsl_set *nfsl_slots_third(struct nfsl_slots *slots,
						u64 hash)
{
	return &slots->set[hash << 2 * NFSL_SLOTS_BITS >> slots->shift];
}

#endif /* NF_SLAMMER_SOURCE_TABLE_H */
