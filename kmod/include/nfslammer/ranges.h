/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ranges.h - a set of prefixes as sorted ranges of addresses: which one is it in?
 *
 * Pure and freestanding. Prefixes nest or are disjoint, so each address has one that
 * is the longest. Where that changes, in order of addresses, a range begins: n
 * prefixes make at most 2n + 1 of them, and one binary search finds an address,
 * however many different lengths there are. ranges_build.h makes them.
 *
 * Each family has its own, so that those of IPv4 compare words of 32 bits. What
 * contains addresses of both, such as ::/0, is in both.
 */
#ifndef NF_SLAMMER_RANGES_H
#define NF_SLAMMER_RANGES_H

#include <linux/types.h>
#include "nfslammer/prefix.h"

/**
 * struct ranges - of the addresses of one family; read-only once built
 * @count: how many; 0 if the set has no prefix of the family
 * @ip4:   IPv4: where each begins, ascending, the first one at 0
 * @lo:	   IPv6: the same, but for the first half of it
 * @label: what the longest prefix around each is called, 0: there is none
 * @nets:  IPv6: how many different first halves there are
 * @net:   them, ascending
 * @begin: the first range of each
 */
struct ranges {
	__u32 count;
	__u32 *ip4;
	__u64 *lo;
	__u32 *label;
	__u32 nets;
	__u64 *net;
	__u32 *begin;
};

/* A set of prefixes of both families. */
struct prefixes {
	struct ranges ip4;
	struct ranges ip6;
};

/* Index of the range that has @a; @r is not empty. */
static inline __u32 ranges_find4(const struct ranges *r, __u32 a)
{
	const __u32 *from = r->ip4, *middle;
	unsigned long n, half;

	for (n = r->count; (half = n / 2); n -= half) {
		middle = from + half;
		from = *middle <= a ? middle : from;
	}
	return (__u32)(from - r->ip4);
}

/* The last of @n ascending words that is not above @word, or the first. */
static inline const __u64 *ranges_word(const __u64 *from, unsigned long n,
				       __u64 word)
{
	const __u64 *middle;
	unsigned long half;

	for (; (half = n / 2); n -= half) {
		middle = from + half;
		from = *middle <= word ? middle : from;
	}
	return from;
}

/* The same for IPv6: its halves one after the other. */
static inline __u32 ranges_find6(const struct ranges *r, struct address a)
{
	const __u64 *net = ranges_word(r->net, r->nets, a.hi), *lo;
	__u32 i = (__u32)(net - r->net);
	__u32 begin = r->begin[i];
	__u32 end = i + 1 < r->nets ? r->begin[i + 1] : r->count;

	if (*net != a.hi)
		return end - 1;
	lo = ranges_word(r->lo + begin, end - begin, a.lo);
	/* that of the net before it goes on */
	return (__u32)(lo - r->lo) - (*lo > a.lo);
}

/* The label of the longest prefix that contains @a, or 0. */
static inline __u32 ranges_label4(const struct ranges *r, struct address a)
{
	return r->count ? r->label[ranges_find4(r, (__u32)a.lo)] : 0;
}

static inline __u32 ranges_label6(const struct ranges *r, struct address a)
{
	return r->count ? r->label[ranges_find6(r, a)] : 0;
}

static inline int prefixes_contain(const struct prefixes *set, struct address a)
{
	return address_is_ip4(a) ? ranges_label4(&set->ip4, a) != 0 :
				   ranges_label6(&set->ip6, a) != 0;
}

#endif /* NF_SLAMMER_RANGES_H */
