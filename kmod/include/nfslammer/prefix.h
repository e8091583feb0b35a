/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * prefix.h - a set of (from prefix, to prefix) pairs: is (src, dst) in it?
 *
 * Pure and freestanding; memory is the caller's. Tuple space search (Srinivasan,
 * Suri, Varghese, SIGCOMM 1999): one open-addressed hash table for each pair of
 * prefix lengths in use, all in one array. The cost of a lookup depends on the
 * number of pairs of lengths in use, not on the number of entries. A set of single
 * prefixes is the same thing with ::/0 as "to".
 *
 * Use: pairs_count() for every entry; pairs_layout(); the caller allocates
 * pairs->slot, zeroed; pairs_insert() for every entry. Then it is read-only.
 */
#ifndef NF_SLAMMER_PREFIX_H
#define NF_SLAMMER_PREFIX_H

#include <linux/types.h>
#include "nfslammer/packet.h"

/* A prefix: address with no bit set below @len; IPv4 lengths are 96 + n. */
struct prefix {
	struct address addr;
	__u8 len;		/* 0..128 */
};

struct pair {
	struct prefix from;
	struct prefix to;
};

#define PAIRS_TUPLES_MAX	64	/* pairs of lengths in one set */
#define PAIRS_ENTRIES_MAX	(1u << 20)

struct pair_slot {
	struct address from;
	struct address to;
	__u32 entry;		/* 1 + the index given at insertion; 0: free */
	__u32 pad;
};

struct pair_tuple {
	struct address from_mask;
	struct address to_mask;
	__u32 base;		/* first slot */
	__u32 mask;		/* slots of this table - 1 (a power of two - 1) */
	__u32 count;		/* entries */
	__u8 from_len;
	__u8 to_len;
};

struct pairs {
	struct pair_slot *slot;
	__u32 slots;
	__u32 tuples;
	struct pair_tuple tuple[PAIRS_TUPLES_MAX];
};

static inline struct address address_mask(__u32 len)
{
	struct address m;

	m.hi = len >= 64 ? ~0ull : len ? ~0ull << (64 - len) : 0;
	m.lo = len <= 64 ? 0 : ~0ull << (128 - len);
	return m;
}

static inline struct address address_and(struct address a, struct address m)
{
	a.hi &= m.hi;
	a.lo &= m.lo;
	return a;
}

static inline int address_equal(struct address a, struct address b)
{
	return !((a.hi ^ b.hi) | (a.lo ^ b.lo));
}

/* Is @p valid: length in range, no host bits set? */
static inline int prefix_valid(const struct prefix *p)
{
	return p->len <= 128 &&
	       address_equal(p->addr, address_and(p->addr, address_mask(p->len)));
}

static inline int prefix_contains(const struct prefix *p, struct address a)
{
	return address_equal(p->addr, address_and(a, address_mask(p->len)));
}

static inline __u32 pairs_hash(struct address from, struct address to)
{
	__u64 h;

	h = (from.hi ^ (from.lo << 1)) * 0x9e3779b97f4a7c15ull;
	h ^= (to.hi + (to.lo << 1)) * 0xc2b2ae3d27d4eb4full;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93ull;
	return (__u32)(h >> 32);
}

static inline struct pair_tuple *pairs_tuple(struct pairs *set,
					     const struct pair *pair)
{
	__u32 i;

	for (i = 0; i < set->tuples; i++)
		if (set->tuple[i].from_len == pair->from.len &&
		    set->tuple[i].to_len == pair->to.len)
			return &set->tuple[i];
	return (void *)0;
}

/**
 * pairs_count - count an entry, before pairs_layout()
 *
 * Returns 0, or -1 if the set already has PAIRS_TUPLES_MAX pairs of lengths and
 * this is another one.
 */
static inline int pairs_count(struct pairs *set, const struct pair *pair)
{
	struct pair_tuple *tuple = pairs_tuple(set, pair);

	if (!tuple) {
		if (set->tuples == PAIRS_TUPLES_MAX)
			return -1;
		tuple = &set->tuple[set->tuples++];
		tuple->from_len = pair->from.len;
		tuple->to_len = pair->to.len;
		tuple->from_mask = address_mask(pair->from.len);
		tuple->to_mask = address_mask(pair->to.len);
		tuple->count = 0;
	}
	tuple->count++;
	return 0;
}

/**
 * pairs_layout - lay out the tables, each at most half full
 *
 * Returns the number of slots that the caller has to allocate, zeroed.
 */
static inline __u32 pairs_layout(struct pairs *set)
{
	__u32 i, size;

	set->slots = 0;
	for (i = 0; i < set->tuples; i++) {
		for (size = 2; size < 2 * set->tuple[i].count; size *= 2)
			;
		set->tuple[i].base = set->slots;
		set->tuple[i].mask = size - 1;
		set->slots += size;
	}
	return set->slots;
}

static inline struct pair_slot *pairs_find(const struct pairs *set,
					   const struct pair_tuple *tuple,
					   struct address from,
					   struct address to)
{
	__u32 i = pairs_hash(from, to);
	struct pair_slot *slot;

	for (;; i++) {
		slot = &set->slot[tuple->base + (i & tuple->mask)];
		if (!slot->entry || (address_equal(slot->from, from) &&
				     address_equal(slot->to, to)))
			return slot;
	}
}

/**
 * pairs_insert - add an entry that was counted
 * @entry: its index, which pairs_lookup() returns
 *
 * Returns 0, or 1 if it is a duplicate; the first entry stays.
 */
static inline int pairs_insert(struct pairs *set, const struct pair *pair,
			       __u32 entry)
{
	struct pair_tuple *tuple = pairs_tuple(set, pair);
	struct pair_slot *slot;

	slot = pairs_find(set, tuple, pair->from.addr, pair->to.addr);
	if (slot->entry)
		return 1;
	slot->from = pair->from.addr;
	slot->to = pair->to.addr;
	slot->entry = entry + 1;
	return 0;
}

/* Index of an entry that contains (src, dst), or -1. */
static inline int pairs_lookup(const struct pairs *set, struct address src,
			       struct address dst)
{
	const struct pair_tuple *tuple;
	const struct pair_slot *slot;
	__u32 i;

	for (i = 0; i < set->tuples; i++) {
		tuple = &set->tuple[i];
		slot = pairs_find(set, tuple, address_and(src, tuple->from_mask),
				  address_and(dst, tuple->to_mask));
		if (slot->entry)
			return (int)slot->entry - 1;
	}
	return -1;
}

#endif /* NF_SLAMMER_PREFIX_H */
