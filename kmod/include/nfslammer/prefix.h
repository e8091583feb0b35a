/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * prefix.h - prefixes of addresses, and pairs of them
 *
 * Pure and freestanding. How a set of them is searched: ranges.h, pairs.h.
 */
#ifndef NF_SLAMMER_PREFIX_H
#define NF_SLAMMER_PREFIX_H

#include <linux/types.h>
#include "nfslammer/address.h"

/* A prefix: address with no bit set below @len; IPv4 lengths are 96 + n. */
struct prefix {
	struct address addr;
	__u8 len;		/* 0..128 */
};

struct pair {
	struct prefix from;
	struct prefix to;
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

/* The last address of @p. */
static inline struct address prefix_last(const struct prefix *p)
{
	struct address mask = address_mask(p->len), last = p->addr;

	last.hi |= ~mask.hi;
	last.lo |= ~mask.lo;
	return last;
}

static inline int address_less(struct address a, struct address b)
{
	return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}

/* Is all of @p in @wider? */
static inline int prefix_within(const struct prefix *p, const struct prefix *wider)
{
	return wider->len <= p->len && prefix_contains(wider, p->addr);
}

/* -1, 0 or 1: by first address, and what contains another one before it */
static inline int prefix_order(const struct prefix *a, const struct prefix *b)
{
	if (!address_equal(a->addr, b->addr))
		return address_less(a->addr, b->addr) ? -1 : 1;
	return a->len < b->len ? -1 : a->len > b->len;
}

static inline int pair_order(const struct pair *a, const struct pair *b)
{
	int order = prefix_order(&a->from, &b->from);

	return order ? order : prefix_order(&a->to, &b->to);
}

#endif /* NF_SLAMMER_PREFIX_H */
