/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source_record.h - record a packet in the source table, on the packet path
 *
 * The fast path is here: the source is in its first set, and nothing about it is
 * new. source_record.c has the slow paths: lookup in the other sets, insertion,
 * eviction, reporting. Bottom halves are off, under RCU.
 */
#ifndef NF_SLAMMER_SOURCE_RECORD_H
#define NF_SLAMMER_SOURCE_RECORD_H

#include <linux/jiffies.h>

#include "source_table.h"

/* A source that was found. */
struct nfsl_slot {
	struct nfsl_set *set;
	struct nfsl_source *s;
	u32 *credit;
};

static __always_inline bool nfsl_set_holds(struct nfsl_set *set, u32 way,
					   u32 tag, struct address a,
					   struct nfsl_slot *at)
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
					  struct nfsl_slot *at)
{
	return nfsl_set_holds(set, 0, tag, a, at) ||
	       nfsl_set_holds(set, 1, tag, a, at) ||
	       nfsl_set_holds(set, 2, tag, a, at) ||
	       nfsl_set_holds(set, 3, tag, a, at);
}

/* Does it belong to a class of attacks? Their reasons are the last, see reason.h. */
static inline bool nfsl_reason_attacks(enum slammer_reason reason)
{
	return reason >= REASON_SIGNATURE;
}

/* Is it the worm's? Its reasons are the last of them. */
static inline bool nfsl_reason_worm(enum slammer_reason reason)
{
	return reason >= REASON_WORM_VARIANT;
}

/* What is recorded of a packet beside its addresses; fits a register. */
struct nfsl_observation {
	u32 ifindex;
	u32 bytes:24;
	u32 reason:8;
};

/*
 * Slow paths, in source_record.c. Arguments are passed by value, so that they need
 * no memory, and the calls come last, so that few registers are saved over them.
 */
void nfsl_sources_record_slow(struct nfsl_table *table, struct address src,
			      struct address dst, struct nfsl_observation obs);
void nfsl_source_attack_slow(struct nfsl_table *table, struct nfsl_set *set,
			     struct nfsl_source *s,
			     struct nfsl_observation obs);
void nfsl_source_attack_other(struct nfsl_table *table, struct nfsl_set *set,
			      struct nfsl_source *s, struct address dst,
			      struct nfsl_observation obs);

/* Counters of 64 bits are written, where that takes two writes. */
static __always_inline void nfsl_source_write_begin(struct nfsl_set *set)
{
	if (!IS_ENABLED(CONFIG_64BIT))
		raw_write_seqcount_begin(&set->seq);
}

static __always_inline void nfsl_source_write_end(struct nfsl_set *set)
{
	if (!IS_ENABLED(CONFIG_64BIT))
		raw_write_seqcount_end(&set->seq);
}

static __always_inline void nfsl_source_set_target(struct nfsl_slot at,
						   struct address target)
{
	raw_write_seqcount_begin(&at.set->seq);
	at.s->target = target;
	raw_write_seqcount_end(&at.set->seq);
}

static __always_inline bool
nfsl_source_unhandled(const struct nfsl_table *table, const struct nfsl_set *set,
		      const struct nfsl_source *s)
{
	return set->handled[s - set->source] != (table->epoch | NFSL_HANDLED);
}

/* What depends on time is checked once in a jiffy. Is there anything to do? */
static __always_inline bool nfsl_source_tick(const struct nfsl_table *table,
					     struct nfsl_slot at, u32 now)
{
	if (at.s->checked == now)
		return false;
	at.s->checked = now;
	return revisit_expired(&at.s->revisit, now, HZ) ||
	       nfsl_source_unhandled(table, at.set, at.s);
}

/* An attack on another target than the last, or the first attack in a jiffy. */
static __always_inline void nfsl_source_attack(struct nfsl_table *table,
					       struct nfsl_slot at,
					       struct address dst, u32 now,
					       struct nfsl_observation obs)
{
	u64 hash = sketch_hash(dst);

	nfsl_source_set_target(at, dst);
	sketch_add(table->sketch[NFSL_SKETCH_TARGETS], hash);
	if (unlikely(nfsl_source_tick(table, at, now) ||
		     at.s->revisit.target == (u32)hash))
		nfsl_source_attack_slow(table, at.set, at.s, obs);
}

/* A packet of a source that was found. */
static __always_inline void nfsl_source_count(struct nfsl_table *table,
					      struct nfsl_slot at,
					      struct address dst,
					      struct nfsl_observation obs)
{
	u64 now = get_jiffies_64();

	if (*at.credit < NFSL_SOURCE_CREDIT_MAX * NFSL_SOURCE_WAYS)
		*at.credit += NFSL_SOURCE_WAYS;
	nfsl_source_write_begin(at.set);
	at.s->last = now;
	at.s->ifindex = obs.ifindex;
	at.s->packets[reason_class(obs.reason) - 1]++;
	at.s->bytes += obs.bytes;
	nfsl_source_write_end(at.set);
	if (nfsl_reason_attacks(obs.reason)) {
		if (!nfsl_reason_worm(obs.reason))
			nfsl_source_attack_other(table, at.set, at.s, dst, obs);
		else if (at.s->checked != (u32)now ||
			 !address_equal(at.s->target, dst))
			nfsl_source_attack(table, at, dst, (u32)now, obs);
	} else if (!address_equal(at.s->target, dst)) {
		nfsl_source_set_target(at, dst);
	}
}

/**
 * nfsl_sources_record - record a packet from @src to @dst
 * @obs: its reason is of another class than CLASS_OTHER
 */
static __always_inline void nfsl_sources_record(struct nfsl_net *nn,
						enum nfsl_side side,
						struct address src,
						struct address dst,
						struct nfsl_observation obs)
{
	struct nfsl_table *table;
	struct nfsl_slots *slots;
	struct nfsl_slot at = {};
	struct nfsl_set *set;
	u64 hash;

	nfsl_own_begin();
	table = this_cpu_ptr(nn->table[side]);
	slots = rcu_dereference(table->slots);
	hash = nfsl_slots_hash(slots, src);
	set = nfsl_slots_first(slots, hash);
	OPTIMIZER_HIDE_VAR(set);	/* or it is computed again and again */
	if (likely(nfsl_set_find(set, nfsl_slots_tag(hash), src, &at)))
		nfsl_source_count(table, at, dst, obs);
	else
		nfsl_sources_record_slow(table, src, dst, obs);
	nfsl_own_end();
}

#endif /* NF_SLAMMER_SOURCE_RECORD_H */
