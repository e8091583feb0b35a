/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ranges_build.h - make what ranges.h searches
 *
 * Pure and freestanding; memory is the caller's, by functions that it gives. Not for
 * the packet path: this takes time, and lets others run now and then.
 */
#ifndef NF_SLAMMER_RANGES_BUILD_H
#define NF_SLAMMER_RANGES_BUILD_H

#include "nfslammer/ranges.h"

/**
 * struct build_memory - what it takes from outside
 * @alloc: @n elements of @size bytes, zeroed; NULL: out of memory
 * @free:  NULL is allowed
 * @pause: called often; lets others have the processor. NULL: nobody waits
 */
struct build_memory {
	void *(*alloc)(__u32 n, __u32 size);
	void (*free)(void *p);
	void (*pause)(void);
};

/* Results of a build. */
#define BUILD_MEMORY		(-1)	/* out of memory */
#define BUILD_DEEP		(-2)	/* pairs nest too deeply, see pairs_build.h */

static inline void build_pause(const struct build_memory *m)
{
	if (m->pause)
		m->pause();
}

/* Prefixes around one address, the longest last; there is one of each length. */
#define RANGES_OPEN_MAX		129

/**
 * struct ranges_sweep - prefixes in prefix_order(), and where ranges begin
 * @open: those around the current address
 */
struct ranges_sweep {
	struct ranges *r;
	__u32 depth;
	struct {
		struct address last;
		__u32 label;
	} open[RANGES_OPEN_MAX];
};

/* Forget the ranges from @n on, at most the last one. */
static inline void ranges_cut(struct ranges *r, __u32 n)
{
	r->count = n;
	if (r->nets && r->begin[r->nets - 1] == n)
		r->nets--;
}

/* From @at on, the longest prefix is @label. What is said last of an address holds. */
static inline void ranges_put(struct ranges *r, struct address at, __u32 label)
{
	__u32 n = r->count;

	if (n && (r->ip4 ? r->ip4[n - 1] == (__u32)at.lo :
			   r->net[r->nets - 1] == at.hi && r->lo[n - 1] == at.lo))
		n--;
	if (n && r->label[n - 1] == label) {
		ranges_cut(r, n);
		return;
	}
	if (r->ip4) {
		r->ip4[n] = (__u32)at.lo;
	} else {
		if (!r->nets || r->net[r->nets - 1] != at.hi) {
			r->begin[r->nets] = n;
			r->net[r->nets++] = at.hi;
		}
		r->lo[n] = at.lo;
	}
	r->label[n] = label;
	r->count = n + 1;
}

/* Close what ends before @next; all of it if that is NULL. */
static inline void ranges_close(struct ranges_sweep *s, const struct address *next)
{
	struct address after;

	while (s->depth && (!next ||
			    address_less(s->open[s->depth - 1].last, *next))) {
		after = s->open[--s->depth].last;
		after.hi += !++after.lo;
		/* the last address there is */
		if (s->r->ip4 ? !(__u32)after.lo : !(after.hi | after.lo))
			continue;
		ranges_put(s->r, after,
			   s->depth ? s->open[s->depth - 1].label : 0);
	}
}

/* The next prefix; it has addresses of the family. Not one that was there before. */
static inline void ranges_open(struct ranges_sweep *s, const struct prefix *p,
			       __u32 label)
{
	struct address first = p->addr, last = prefix_last(p);

	if (s->r->ip4 && p->len < 96) {
		first = address_ip4(0);
		last = address_ip4(~0u);
	}
	ranges_close(s, &first);
	s->open[s->depth].last = last;
	s->open[s->depth++].label = label;
	ranges_put(s->r, first, label);
}

/* Have space for the ranges of @n prefixes, and begin; end with ranges_end(). */
static inline struct ranges_sweep *ranges_begin(struct ranges *r, int ip4,
						__u32 n,
						const struct build_memory *m)
{
	struct ranges_sweep *s = m->alloc(1, sizeof(*s));
	__u32 most = 2 * n + 1;

	r->label = m->alloc(most, sizeof(*r->label));
	if (ip4) {
		r->ip4 = m->alloc(most, sizeof(*r->ip4));
	} else {
		r->lo = m->alloc(most, sizeof(*r->lo));
		r->net = m->alloc(most, sizeof(*r->net));
		r->begin = m->alloc(most, sizeof(*r->begin));
	}
	if (!s || !r->label ||
	    !(ip4 ? r->ip4 != (void *)0 : r->lo && r->net && r->begin)) {
		m->free(s);
		return (void *)0;
	}
	s->r = r;
	ranges_put(r, ip4 ? address_ip4(0) : (struct address){ 0, 0 }, 0);
	return s;
}

static inline void ranges_end(struct ranges_sweep *s, const struct build_memory *m)
{
	ranges_close(s, (void *)0);
	m->free(s);
}

static inline void ranges_free(struct ranges *r, const struct build_memory *m)
{
	m->free(r->ip4);
	m->free(r->lo);
	m->free(r->net);
	m->free(r->begin);
	m->free(r->label);
	*r = (struct ranges){ 0 };
}

static inline void prefixes_free(struct prefixes *set, const struct build_memory *m)
{
	ranges_free(&set->ip4, m);
	ranges_free(&set->ip6, m);
}

/* Of one family; all have the label 1, so what is adjacent or nested is one range. */
static inline int prefixes_build_family(struct ranges *r, int ip4,
					const struct prefix *list, __u32 n,
					const struct build_memory *m)
{
	struct ranges_sweep *s;
	__u32 i, some = 0;

	for (i = 0; i < n; i++)
		some += !!(ip4 ? prefix_has_ip4(&list[i]) :
				 prefix_has_ip6(&list[i]));
	if (!some)
		return 0;
	s = ranges_begin(r, ip4, some, m);
	if (!s)
		return BUILD_MEMORY;
	for (i = 0; i < n; i++)
		if (ip4 ? prefix_has_ip4(&list[i]) : prefix_has_ip6(&list[i]))
			ranges_open(s, &list[i], 1);
	ranges_end(s, m);
	return 0;
}

/**
 * prefixes_build - make a set of prefixes
 * @set:  zeroed; to be freed with prefixes_free(), also if this fails
 * @list: in prefix_order(), each once
 *
 * Returns 0 or BUILD_MEMORY.
 */
static inline int prefixes_build(struct prefixes *set, const struct prefix *list,
				 __u32 n, const struct build_memory *m)
{
	int err = prefixes_build_family(&set->ip4, 1, list, n, m);

	return err ? err : prefixes_build_family(&set->ip6, 0, list, n, m);
}

#endif /* NF_SLAMMER_RANGES_BUILD_H */
