/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * pairs.h - a set of (from prefix, to prefix) pairs: is (src, dst) in it?
 *
 * Pure and freestanding. The longest "from" that contains the source is found by
 * ranges.h; it is a node, and has the "to" of its pairs as sorted spans. Those of the
 * shorter ones around it count, too: their nodes are a chain, which is walked up.
 * A node may have the spans of the next one itself, where chains would be long:
 * pairs_build.h sees to it that PAIRS_STEPS_MAX is kept. It is documented in
 * docs/decisions/prefixes.md, with what was measured.
 *
 * Spans are of 32 bits: addresses of IPv4; of IPv6, numbers of the ranges that all
 * "to" of the set make together, so that a long address is compared once.
 */
#ifndef NF_SLAMMER_PAIRS_H
#define NF_SLAMMER_PAIRS_H

#include "nfslammer/ranges.h"

/*
 * What the nodes of a chain cost together: each the comparisons of its binary search,
 * and PAIRS_NODE_STEPS for coming to it.
 */
#define PAIRS_STEPS_MAX		24
#define PAIRS_NODE_STEPS	2

/* Spans of a set in all: sixteen for each entry that it can have. */
#define PAIRS_SPANS_MAX		(16u << 18)

struct pairs_span {
	__u32 first;
	__u32 last;
};

/**
 * struct pairs_node - one "from", or what is left of a chain of them
 * @span:  index of its first span; they ascend, and are disjoint
 * @count: at least 1
 * @up:	   1 + the index of the next node of the chain, 0: it ends
 */
struct pairs_node {
	__u32 span;
	__u32 count;
	__u32 up;
};

/**
 * struct pairs_plane - the pairs of one family
 * @from: labels are 1 + the index of a node
 * @to:	  of IPv6 only: ranges, by whose numbers the spans are
 */
struct pairs_plane {
	struct ranges from;
	struct ranges to;
	struct pairs_node *node;
	struct pairs_span *span;
	__u32 nodes;
	__u32 spans;
};

struct pairs {
	struct pairs_plane ip4;
	struct pairs_plane ip6;
};

/* Is @key in one of the spans of @node? */
static inline int pairs_node_has(const struct pairs_plane *plane,
				 const struct pairs_node *node, __u32 key)
{
	const struct pairs_span *s = plane->span + node->span;
	const struct pairs_span *middle;
	unsigned long n, half;

	for (n = node->count; (half = n / 2); n -= half) {
		middle = s + half;
		s = middle->first <= key ? middle : s;
	}
	return key >= s->first && key <= s->last;
}

/* The chain that begins at the node with this label. */
static inline int pairs_chain_has(const struct pairs_plane *plane, __u32 label,
				  __u32 key)
{
	const struct pairs_node *node;

	for (; label; label = node->up) {
		node = plane->node + label - 1;
		if (pairs_node_has(plane, node, key))
			return 1;
	}
	return 0;
}

/* Is (@src, @dst) in one of the pairs? */
static inline int pairs_contain(const struct pairs *set, struct address src,
				struct address dst)
{
	const struct pairs_plane *plane = &set->ip6;
	__u32 label;

	if (address_is_ip4(src) && address_is_ip4(dst))
		return pairs_chain_has(&set->ip4,
				       ranges_label4(&set->ip4.from, src),
				       (__u32)dst.lo);
	label = ranges_label6(&plane->from, src);
	return label && pairs_chain_has(plane, label,
					ranges_find6(&plane->to, dst));
}

#endif /* NF_SLAMMER_PAIRS_H */
