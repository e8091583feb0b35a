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
 * IPv4 and IPv6 have tables of their own: an address of one costs nothing for the
 * lengths of the other, and both addresses of IPv4 fit into one word. What contains
 * addresses of both, such as ::/0, is in both.
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

#define PAIRS_TUPLES_MAX	64	/* pairs of lengths of IPv4 in one set */
#define PAIRS_TUPLES6_MAX	32	/* of IPv6: each costs a lookup twice as much */
#define PAIRS_ENTRIES_MAX	(1u << 20)

/*
 * A part of a slot, all zero if it is free. IPv4 has one: both addresses, and 1 + the
 * index given at insertion. IPv6 has PAIR_SLOT6: from, to, and the same in lo.
 */
struct pair_slot {
	__u64 hi;
	__u64 lo;
};

#define PAIR_SLOT6		3

/**
 * struct pair_tuple - the table of one pair of lengths
 * @word:	both masks for addresses of IPv4, as pairs_word()
 * @base:	its first slot
 * @mask:	slots - 1 (a power of two - 1)
 * @shift:	64 - log2(slots)
 * @count:	entries
 */
struct pair_tuple {
	struct address from_mask;
	struct address to_mask;
	__u64 word;
	__u32 base;
	__u32 mask;
	__u32 count;
	__u8 shift;
	__u8 from_len;
	__u8 to_len;
};

struct pairs {
	struct pair_slot *slot;
	__u32 slots;
	__u32 tuples;
	__u32 tuples6;
	struct pair_tuple tuple[PAIRS_TUPLES_MAX];	/* IPv4 */
	struct pair_tuple tuple6[PAIRS_TUPLES6_MAX];
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

/* The two addresses of IPv4 as one word. */
static inline __u64 pairs_word(struct address from, struct address to)
{
	return from.lo << 32 | (__u32)to.lo;
}

/* Are addresses of IPv4 in it? */
static inline int prefix_has_ip4(const struct prefix *p)
{
	struct address first = address_ip4(0);

	if (p->len >= 96)
		return address_is_ip4(p->addr);
	return address_equal(address_and(first, address_mask(p->len)), p->addr);
}

/* Are others in it? */
static inline int prefix_has_ip6(const struct prefix *p)
{
	return p->len < 96 || !address_is_ip4(p->addr);
}

static inline int pair_has_ip4(const struct pair *pair)
{
	return prefix_has_ip4(&pair->from) && prefix_has_ip4(&pair->to);
}

static inline int pair_has_ip6(const struct pair *pair)
{
	return prefix_has_ip6(&pair->from) && prefix_has_ip6(&pair->to);
}

/* The table for the lengths of @pair in these @n, or where one would be added. */
static inline struct pair_tuple *pairs_tuple(struct pair_tuple *t, __u32 n,
					     const struct pair *pair)
{
	struct pair_tuple *end = t + n;

	while (t < end && (t->from_len != pair->from.len ||
			   t->to_len != pair->to.len))
		t++;
	return t;
}

/* Count an entry in these @n tables, at most @max; -1 if it needs one more. */
static inline int pairs_count_in(struct pair_tuple *tuples, __u32 *n, __u32 max,
				 const struct pair *pair)
{
	struct pair_tuple *t = pairs_tuple(tuples, *n, pair);

	if (t == tuples + max)
		return -1;
	if (t == tuples + *n) {
		t->from_len = pair->from.len;
		t->to_len = pair->to.len;
		t->from_mask = address_mask(t->from_len);
		t->to_mask = address_mask(t->to_len);
		t->word = pairs_word(t->from_mask, t->to_mask);
		t->count = 0;
		++*n;
	}
	t->count++;
	return 0;
}

/* How many pairs of lengths can there be of the family of @pair? */
static inline __u32 pairs_most(const struct pair *pair)
{
	return pair_has_ip6(pair) ? PAIRS_TUPLES6_MAX : PAIRS_TUPLES_MAX;
}

/**
 * pairs_count - count an entry, before pairs_layout()
 *
 * Returns 0, or -1 if the set already has PAIRS_TUPLES_MAX pairs of lengths, or for
 * IPv6 PAIRS_TUPLES6_MAX, and this is another one.
 */
static inline int pairs_count(struct pairs *set, const struct pair *pair)
{
	int ip4 = pair_has_ip4(pair), err = 0;

	if (ip4)
		err = pairs_count_in(set->tuple, &set->tuples,
				     PAIRS_TUPLES_MAX, pair);
	if (!err && pair_has_ip6(pair)) {
		err = pairs_count_in(set->tuple6, &set->tuples6,
				     PAIRS_TUPLES6_MAX, pair);
		if (err && ip4)
			pairs_tuple(set->tuple, set->tuples, pair)->count--;
	}
	return err;
}

/* @room: at least so many slots for each entry */
static inline void pairs_layout_table(struct pairs *set, struct pair_tuple *t,
				      __u32 room, __u32 parts)
{
	__u32 size = 2;

	for (t->shift = 63; size < room * t->count; size *= 2)
		t->shift--;
	t->base = set->slots;
	t->mask = size - 1;
	set->slots += size * parts;
}

/**
 * pairs_layout - lay out the tables, each at most half full, of IPv4 a quarter
 *
 * Returns the number of elements that the caller has to allocate, zeroed.
 */
static inline __u32 pairs_layout(struct pairs *set)
{
	__u32 i;

	set->slots = 0;
	for (i = 0; i < set->tuples; i++)
		pairs_layout_table(set, &set->tuple[i], 4, 1);
	for (i = 0; i < set->tuples6; i++)
		pairs_layout_table(set, &set->tuple6[i], 2, PAIR_SLOT6);
	return set->slots;
}

/* Where @word is looked for first. */
static inline __u32 pairs_home4(const struct pair_tuple *t, __u64 word)
{
	return (__u32)(word * 0x9e3779b97f4a7c15ull >> t->shift);
}

/* The slot that has @word, or the free one where it would be. */
static inline struct pair_slot *pairs_find4(const struct pairs *set,
					    const struct pair_tuple *t,
					    __u64 word)
{
	__u32 i = pairs_home4(t, word);
	struct pair_slot *table = set->slot + t->base;

	while (table[i].lo && table[i].hi != word)
		i = (i + 1) & t->mask;
	return &table[i];
}

static inline struct pair_slot *pairs_find6(const struct pairs *set,
					    const struct pair_tuple *t,
					    struct address from,
					    struct address to)
{
	__u64 h = from.hi * 0x9e3779b97f4a7c15ull +
		  from.lo * 0xc2b2ae3d27d4eb4full +
		  to.hi * 0xd6e8feb86659fd93ull + to.lo * 0xa0761d6478bd642full;
	__u32 i = (__u32)(h >> t->shift);
	struct pair_slot *slot;

	for (;; i = (i + 1) & t->mask) {
		slot = set->slot + t->base + i * PAIR_SLOT6;
		if (!slot[2].lo ||
		    !((slot[0].hi ^ from.hi) | (slot[0].lo ^ from.lo) |
		      (slot[1].hi ^ to.hi) | (slot[1].lo ^ to.lo)))
			return slot;
	}
}

static inline int pairs_insert4(struct pairs *set, const struct pair *pair,
				__u32 entry)
{
	const struct pair_tuple *t = pairs_tuple(set->tuple, set->tuples, pair);
	__u64 word = pairs_word(pair->from.addr, pair->to.addr) & t->word;
	struct pair_slot *slot = pairs_find4(set, t, word);

	if (slot->lo)
		return 1;
	slot->hi = word;
	slot->lo = entry + 1ull;
	return 0;
}

static inline int pairs_insert6(struct pairs *set, const struct pair *pair,
				__u32 entry)
{
	const struct pair_tuple *t = pairs_tuple(set->tuple6, set->tuples6, pair);
	struct pair_slot *slot = pairs_find6(set, t, pair->from.addr,
					     pair->to.addr);

	if (slot[2].lo)
		return 1;
	slot[0].hi = pair->from.addr.hi;
	slot[0].lo = pair->from.addr.lo;
	slot[1].hi = pair->to.addr.hi;
	slot[1].lo = pair->to.addr.lo;
	slot[2].lo = entry + 1ull;
	return 0;
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
	int twice = 0;

	if (pair_has_ip4(pair))
		twice = pairs_insert4(set, pair, entry);
	if (pair_has_ip6(pair))
		twice = pairs_insert6(set, pair, entry);
	return twice;
}

/* Most tables have nothing where it would be: that comes first, and is short. */
static inline int pairs_lookup4(const struct pairs *set, __u64 word)
{
	const struct pair_tuple *t = set->tuple, *end = t + set->tuples;
	const struct pair_slot *slot;

	for (; t < end; t++) {
		if (!set->slot[t->base + pairs_home4(t, word & t->word)].lo)
			continue;
		slot = pairs_find4(set, t, word & t->word);
		if (slot->lo)
			return (int)slot->lo - 1;
	}
	return -1;
}

/* Index of an entry that contains (src, dst), or -1. */
static inline int pairs_lookup(const struct pairs *set, struct address src,
			       struct address dst)
{
	const struct pair_tuple *t = set->tuple6, *end = t + set->tuples6;
	const struct pair_slot *slot;

	if (address_is_ip4(src) && address_is_ip4(dst))
		return pairs_lookup4(set, pairs_word(src, dst));
	for (; t < end; t++) {
		slot = pairs_find6(set, t, address_and(src, t->from_mask),
				   address_and(dst, t->to_mask));
		if (slot[2].lo)
			return (int)slot[2].lo - 1;
	}
	return -1;
}

/* Index of an entry other than @self that contains all of @pair, or @self. */
static inline __u32 pairs_container(const struct pairs *set,
				    const struct pair *pair, __u32 self)
{
	const int ip4 = !pair_has_ip6(pair);
	const struct pair_tuple *t = ip4 ? set->tuple : set->tuple6;
	const struct pair_tuple *end = t + (ip4 ? set->tuples : set->tuples6);
	__u64 word = pairs_word(pair->from.addr, pair->to.addr), entry;

	for (; t < end; t++) {
		if (t->from_len > pair->from.len || t->to_len > pair->to.len)
			continue;
		entry = ip4 ? pairs_find4(set, t, word & t->word)->lo :
			pairs_find6(set, t,
				    address_and(pair->from.addr, t->from_mask),
				    address_and(pair->to.addr, t->to_mask))[2].lo;
		if (entry && entry - 1 != self)
			return (__u32)entry - 1;
	}
	return self;
}

#endif /* NF_SLAMMER_PREFIX_H */
