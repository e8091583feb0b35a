/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * pattern.h - patterns of interface names, and the zone of a name
 *
 * Pure and freestanding. A pattern is a name, or a prefix of one and '*'. The name
 * itself precedes any prefix, a longer prefix a shorter one. A lookup is a binary
 * search for the name, and one for each length that a prefix has.
 */
#ifndef NF_SLAMMER_PATTERN_H
#define NF_SLAMMER_PATTERN_H

#include "nfslammer/bytes.h"
#include "uapi/nf_slammer.h"

/* A pattern, padded with NUL, as two numbers in any order that is the same for all. */
struct pattern {
	__u64 a, b;
	__u8 zone;
};

/**
 * struct patterns - those of a policy, sorted
 * @lengths: bit n: there is a prefix of n bytes
 */
struct patterns {
	__u32 count;
	__u32 lengths;
	struct pattern list[NFSL_PATTERNS_MAX];
};

/* @len bytes of @name, and @end unless that is 0. */
static inline struct pattern pattern_make(const char *name, __u32 len, char end)
{
	__u8 bytes[NFSL_PATTERN_MAX + 1] = { 0 };
	struct pattern p = { 0, 0, 0 };
	__u32 i;

	for (i = 0; i < len; i++)
		bytes[i] = (__u8)name[i];
	if (end)
		bytes[len] = (__u8)end;
	p.a = load_u64(bytes);
	p.b = load_u64(bytes + 8);
	return p;
}

static inline int pattern_before(const struct pattern *p, const struct pattern *q)
{
	return p->a != q->a ? p->a < q->a : p->b < q->b;
}

/* Position of the first pattern that is not before @p. */
static inline __u32 patterns_position(const struct patterns *set,
				      const struct pattern *p)
{
	__u32 low = 0, high = set->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (pattern_before(&set->list[middle], p))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Zone of this very pattern; 0 if it is not there. */
static inline __u8 patterns_exact(const struct patterns *set, struct pattern p)
{
	__u32 i = patterns_position(set, &p);

	return i < set->count && !pattern_before(&p, &set->list[i]) ?
	       set->list[i].zone : 0;
}

static inline __u32 pattern_length(const char *text)
{
	__u32 len = 0;

	while (len < NFSL_PATTERN_MAX && text[len])
		len++;
	return len;
}

/* Add one that is valid and not there yet; at most NFSL_PATTERNS_MAX. */
static inline void patterns_add(struct patterns *set, const char *pattern,
				__u8 zone)
{
	__u32 i, at, len = pattern_length(pattern);
	struct pattern p = pattern_make(pattern, len, 0);

	p.zone = zone;
	at = patterns_position(set, &p);
	for (i = set->count++; i > at; i--)
		set->list[i] = set->list[i - 1];
	set->list[at] = p;
	if (pattern[len - 1] == '*')
		set->lengths |= 1u << (len - 1);
}

/* The zone of the interface @name; 0 if no pattern matches. */
static inline __u8 patterns_zone(const struct patterns *set, const char *name)
{
	__u32 len = pattern_length(name), n;
	__u8 zone = patterns_exact(set, pattern_make(name, len, 0));

	for (n = len < NFSL_PATTERN_MAX ? len + 1 : len; !zone && n--;)
		if (set->lengths & 1u << n)
			zone = patterns_exact(set, pattern_make(name, n, '*'));
	return zone;
}

#endif /* NF_SLAMMER_PATTERN_H */
