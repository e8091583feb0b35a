/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * pairs_build.h - make what pairs.h searches, within the steps that it may take
 *
 * Pure and freestanding, as ranges_build.h. First each "from" has its own "to" only,
 * which takes the least memory: where prefixes of clients are hardly nested, chains
 * are short. If one is too long, nodes also take over what is above them, where that
 * has at most so many times as many spans (the factor); so each node that is left in
 * a chain has that many times the spans of the one before it, and there are few of
 * them. What that takes is bounded by PAIRS_SPANS_MAX.
 */
#ifndef NF_SLAMMER_PAIRS_BUILD_H
#define NF_SLAMMER_PAIRS_BUILD_H

#include "nfslammer/pairs.h"
#include "nfslammer/ranges_build.h"

#define PAIRS_PAUSE		1023	/* entries between two pauses */

/* Merge the sorted @n and @more pairs that follow each other at @from into @to. */
static inline void pairs_merge(struct pair *to, const struct pair *from, __u32 n,
			       __u32 more)
{
	const struct pair *a = from, *b = from + n;
	const struct pair *a_end = b, *b_end = b + more;

	while (a < a_end || b < b_end)
		*to++ = b == b_end || (a < a_end && pair_order(a, b) <= 0) ?
			*a++ : *b++;
}

/* Runs of @width become runs of twice that. */
static inline void pairs_sort_pass(struct pair *to, const struct pair *from,
				   __u32 n, __u32 width,
				   const struct build_memory *m)
{
	__u32 i, a, b;

	for (i = 0; i < n; i += a + b) {
		a = min_u32(width, n - i);
		b = min_u32(width, n - i - a);
		pairs_merge(to + i, from + i, a, b);
		if (!(i & PAIRS_PAUSE))
			build_pause(m);
	}
}

/* Into pair_order(). Returns 0 or BUILD_MEMORY. */
static inline int pairs_sort(struct pair *list, __u32 n,
			     const struct build_memory *m)
{
	struct pair *from = list, *to, *scratch;
	__u32 width, i;

	for (i = 1; i < n && pair_order(&list[i - 1], &list[i]) <= 0; i++)
		;
	if (i >= n)
		return 0;
	scratch = m->alloc(n, sizeof(*scratch));
	if (!scratch)
		return BUILD_MEMORY;
	to = scratch;
	for (width = 1; width < n; width *= 2) {
		pairs_sort_pass(to, from, n, width, m);
		from = to;
		to = from == list ? scratch : list;
	}
	for (i = 0; from == scratch && i < n; i++)
		list[i] = scratch[i];
	m->free(scratch);
	return 0;
}

/* Leave each of the sorted pairs once; returns how many these are. */
static inline __u32 pairs_unique(struct pair *list, __u32 n)
{
	__u32 i, kept = 0;

	for (i = 0; i < n; i++)
		if (!kept || pair_order(&list[kept - 1], &list[i]))
			list[kept++] = list[i];
	return kept;
}

static inline int pairs_in(int ip4, const struct pair *pair)
{
	return ip4 ? pair_has_ip4(pair) : pair_has_ip6(pair);
}

/**
 * struct pairs_work - while the nodes of a plane are made
 * @list:   the pairs, sorted; those of the other family are skipped
 * @n:	    of @list
 * @room:   spans that there is memory for
 * @factor: see above
 * @open:   nodes of the prefixes around the current one, the longest last
 */
struct pairs_work {
	const struct pair *list;
	__u32 n;
	int ip4;
	__u32 room;
	__u32 factor;
	__u32 depth;
	struct {
		struct prefix from;
		__u32 label;
	} open[RANGES_OPEN_MAX];
};

/* Comparisons of a search among @n, and what comes with it. */
static inline __u32 pairs_node_steps(__u32 n)
{
	__u32 steps = PAIRS_NODE_STEPS;

	for (; n > 1; n -= n / 2)
		steps++;
	return steps;
}

static inline __u32 pairs_chain_steps(const struct pairs_plane *plane, __u32 label)
{
	__u32 steps = 0;

	for (; label && steps <= PAIRS_STEPS_MAX; label = plane->node[label - 1].up)
		steps += pairs_node_steps(plane->node[label - 1].count);
	return steps;
}

static inline struct pairs_span pairs_span(const struct pairs_plane *plane, int ip4,
					   const struct prefix *to)
{
	struct address last = prefix_last(to);

	if (!ip4)
		return (struct pairs_span) {
			.first = ranges_find6(&plane->to, to->addr),
			.last = ranges_find6(&plane->to, last),
		};
	if (to->len < 96)
		return (struct pairs_span){ 0, ~0u };
	return (struct pairs_span){ (__u32)to->addr.lo, (__u32)last.lo };
}

/* One more for the last node, none of which begins after it; -1: no room. */
static inline int pairs_span_add(struct pairs_plane *plane, __u32 room,
				 struct pairs_span span)
{
	struct pairs_node *node = &plane->node[plane->nodes - 1];
	struct pairs_span *last = plane->span + node->span + node->count - 1;

	if (node->count && (last->last == ~0u || span.first <= last->last + 1)) {
		if (span.last > last->last)
			last->last = span.last;
		return 0;
	}
	if (node->span + node->count == room)
		return -1;
	plane->span[node->span + node->count++] = span;
	return 0;
}

/* The last node takes over the spans of its next one; -1: no room. */
static inline int pairs_take_over(struct pairs_plane *plane, __u32 room)
{
	struct pairs_node *node = &plane->node[plane->nodes - 1];
	const struct pairs_node *up = &plane->node[node->up - 1];
	const struct pairs_span *a = plane->span + node->span, *a_end = a + node->count;
	const struct pairs_span *b = plane->span + up->span, *b_end = b + up->count;
	__u32 i, old = node->span;

	node->span += node->count;
	node->count = 0;
	node->up = up->up;
	while (a < a_end || b < b_end)
		if (pairs_span_add(plane, room,
				   b == b_end || (a < a_end && a->first <= b->first) ?
					   *a++ : *b++))
			return -1;
	for (i = 0; i < node->count; i++)
		plane->span[old + i] = plane->span[node->span + i];
	node->span = old;
	return 0;
}

/* The pairs from @i on that have the same "from" become a node. */
static inline int pairs_node_make(struct pairs_plane *plane, struct pairs_work *w,
				  __u32 *i)
{
	const struct prefix *from = &w->list[*i].from;
	struct pairs_node *node = &plane->node[plane->nodes++];

	while (w->depth && !prefix_within(from, &w->open[w->depth - 1].from))
		w->depth--;
	node->span = plane->spans;
	node->count = 0;
	node->up = w->depth ? w->open[w->depth - 1].label : 0;
	for (; *i < w->n && !prefix_order(&w->list[*i].from, from); ++*i)
		if (pairs_in(w->ip4, &w->list[*i]) &&
		    pairs_span_add(plane, w->room,
				   pairs_span(plane, w->ip4, &w->list[*i].to)))
			return BUILD_DEEP;
	while (node->up && plane->node[node->up - 1].count <=
			   (__u64)w->factor * node->count)
		if (pairs_take_over(plane, w->room))
			return BUILD_DEEP;
	if (pairs_chain_steps(plane, plane->nodes) > PAIRS_STEPS_MAX)
		return BUILD_DEEP;
	plane->spans += node->count;
	w->open[w->depth].from = *from;
	w->open[w->depth++].label = plane->nodes;
	return 0;
}

/* All nodes, with the factor of @w. 0, BUILD_MEMORY or BUILD_DEEP. */
static inline int pairs_nodes_make(struct pairs_plane *plane, struct pairs_work *w,
				   const struct build_memory *m)
{
	__u32 i = 0;
	int err = 0;

	plane->span = m->alloc(w->room, sizeof(*plane->span));
	if (!plane->span)
		return BUILD_MEMORY;
	plane->nodes = 0;
	plane->spans = 0;
	w->depth = 0;
	while (i < w->n && !err) {
		if (pairs_in(w->ip4, &w->list[i]))
			err = pairs_node_make(plane, w, &i);
		else
			i++;
		if (!(i & PAIRS_PAUSE))
			build_pause(m);
	}
	if (err) {
		m->free(plane->span);
		plane->span = (void *)0;
	}
	return err;
}

/* Keep no more memory than the spans take. */
static inline int pairs_spans_fit(struct pairs_plane *plane, __u32 room,
				  const struct build_memory *m)
{
	struct pairs_span *fit;
	__u32 i;

	if (plane->spans >= room / 2)
		return 0;
	fit = m->alloc(plane->spans, sizeof(*fit));
	if (!fit)
		return BUILD_MEMORY;
	for (i = 0; i < plane->spans; i++)
		fit[i] = plane->span[i];
	m->free(plane->span);
	plane->span = fit;
	return 0;
}

/* The least factor that keeps the steps. @count: pairs of the family */
static inline int pairs_nodes_build(struct pairs_plane *plane, struct pairs_work *w,
				    __u32 count, const struct build_memory *m)
{
	static const __u32 factors[] = { 0, 1, 2, 4, 8, 16, 64, 255, ~0u };
	int err = BUILD_DEEP;
	__u64 room;
	__u32 i;

	for (i = 0; i < sizeof(factors) / sizeof(*factors) && err == BUILD_DEEP; i++) {
		w->factor = factors[i];
		room = (__u64)count * (factors[i] + 1ull);
		w->room = room > PAIRS_SPANS_MAX ? PAIRS_SPANS_MAX : (__u32)room;
		err = pairs_nodes_make(plane, w, m);
	}
	return err ? err : pairs_spans_fit(plane, w->room, m);
}

/* The ranges of all "to" of IPv6, each with a label of its own. */
static inline int pairs_to_build(struct pairs_plane *plane, const struct pair *list,
				 __u32 n, __u32 count, const struct build_memory *m)
{
	struct pair *to = m->alloc(count, sizeof(*to));
	struct ranges_sweep *s = (void *)0;
	__u32 i, k = 0;

	for (i = 0; to && i < n; i++)
		if (pair_has_ip6(&list[i]))
			to[k++].from = list[i].to;
	if (to && !pairs_sort(to, k, m)) {
		k = pairs_unique(to, k);
		s = ranges_begin(&plane->to, 0, k, m);
	}
	for (i = 0; s && i < k; i++) {
		ranges_open(s, &to[i].from, i + 1);
		if (!(i & PAIRS_PAUSE))
			build_pause(m);
	}
	if (s)
		ranges_end(s, m);
	m->free(to);
	return s ? 0 : BUILD_MEMORY;
}

/* The ranges of all "from"; their labels are the nodes in order. */
static inline int pairs_from_build(struct pairs_plane *plane, int ip4,
				   const struct pair *list, __u32 n, __u32 count,
				   const struct build_memory *m)
{
	const struct prefix *last = (void *)0;
	struct ranges_sweep *s = ranges_begin(&plane->from, ip4, count, m);
	__u32 i, label = 0;

	if (!s)
		return BUILD_MEMORY;
	for (i = 0; i < n; i++) {
		if (!pairs_in(ip4, &list[i]) ||
		    (last && !prefix_order(last, &list[i].from)))
			continue;
		last = &list[i].from;
		ranges_open(s, last, ++label);
		if (!(label & PAIRS_PAUSE))
			build_pause(m);
	}
	ranges_end(s, m);
	return 0;
}

static inline int pairs_plane_build(struct pairs_plane *plane, int ip4,
				    const struct pair *list, __u32 n,
				    const struct build_memory *m)
{
	struct pairs_work *w;
	__u32 i, count = 0, froms = 0;
	const struct prefix *last = (void *)0;
	int err;

	for (i = 0; i < n; i++) {
		if (!pairs_in(ip4, &list[i]))
			continue;
		count++;
		froms += !last || prefix_order(last, &list[i].from);
		last = &list[i].from;
	}
	if (!count)
		return 0;
	err = pairs_from_build(plane, ip4, list, n, froms, m);
	if (!err && !ip4)
		err = pairs_to_build(plane, list, n, count, m);
	if (err)
		return err;
	plane->node = m->alloc(froms, sizeof(*plane->node));
	w = m->alloc(1, sizeof(*w));
	err = BUILD_MEMORY;
	if (plane->node && w) {
		w->list = list;
		w->n = n;
		w->ip4 = ip4;
		err = pairs_nodes_build(plane, w, count, m);
	}
	m->free(w);
	return err;
}

static inline void pairs_plane_free(struct pairs_plane *plane,
				    const struct build_memory *m)
{
	ranges_free(&plane->from, m);
	ranges_free(&plane->to, m);
	m->free(plane->node);
	m->free(plane->span);
	*plane = (struct pairs_plane){ .nodes = 0 };
}

static inline void pairs_free(struct pairs *set, const struct build_memory *m)
{
	pairs_plane_free(&set->ip4, m);
	pairs_plane_free(&set->ip6, m);
}

/**
 * pairs_build - make a set of pairs
 * @set:  zeroed; to be freed with pairs_free(), also if this fails
 * @list: by pairs_sort() and pairs_unique()
 *
 * Returns 0, BUILD_MEMORY or BUILD_DEEP.
 */
static inline int pairs_build(struct pairs *set, const struct pair *list, __u32 n,
			      const struct build_memory *m)
{
	int err = pairs_plane_build(&set->ip4, 1, list, n, m);

	return err ? err : pairs_plane_build(&set->ip6, 0, list, n, m);
}

#endif /* NF_SLAMMER_PAIRS_BUILD_H */
