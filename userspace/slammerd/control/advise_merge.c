// SPDX-License-Identifier: GPL-2.0-or-later
/* advise_merge.c - pairs of hosts -> pairs of prefixes, exactly the same hosts */
#include <stdlib.h>
#include <string.h>

#include "slammerd/control/advise.h"

/* Which half of the pairs is merged, and which one has to be the same. */
enum half { FROM, TO };

static struct prefix *half_of(struct advise_pair *p, enum half half)
{
	return half == FROM ? &p->pair.from : &p->pair.to;
}

static int compare_prefixes(const struct prefix *a, const struct prefix *b)
{
	if (a->addr.hi != b->addr.hi)
		return a->addr.hi < b->addr.hi ? -1 : 1;
	if (a->addr.lo != b->addr.lo)
		return a->addr.lo < b->addr.lo ? -1 : 1;
	return (int)a->len - (int)b->len;
}

/* By "to", and what is to be merged ("from") lies side by side. */
static int by_from(const void *pa, const void *pb)
{
	const struct advise_pair *a = pa, *b = pb;
	int order = compare_prefixes(&a->pair.to, &b->pair.to);

	return order ? order : compare_prefixes(&a->pair.from, &b->pair.from);
}

static int by_to(const void *pa, const void *pb)
{
	const struct advise_pair *a = pa, *b = pb;
	int order = compare_prefixes(&a->pair.from, &b->pair.from);

	return order ? order : compare_prefixes(&a->pair.to, &b->pair.to);
}

static int by_packets(const void *pa, const void *pb)
{
	const struct advise_pair *a = pa, *b = pb;

	if (a->packets != b->packets)
		return a->packets > b->packets ? -1 : 1;
	return by_from(a, b);
}

/* The two halves of the next shorter prefix? */
static bool siblings(const struct prefix *a, const struct prefix *b)
{
	struct address mask = address_mask(a->len - 1u);

	return a->len == b->len && a->len > 1 &&
	       address_equal(address_and(a->addr, mask),
			     address_and(b->addr, mask)) &&
	       !address_equal(a->addr, b->addr);
}

static bool join(struct advise_pair *a, const struct advise_pair *b,
		 enum half half)
{
	struct advise_pair copy = *b;
	struct prefix *p = half_of(a, half), *q = half_of(&copy, half);

	if (compare_prefixes(half_of(a, !half), half_of(&copy, !half)) ||
	    !siblings(p, q))
		return false;
	p->len--;
	p->addr = address_and(p->addr, address_mask(p->len));
	a->packets += b->packets;
	if (b->first < a->first)
		a->first = b->first;
	if (b->last > a->last)
		a->last = b->last;
	return true;
}

/* One round over the list; returns how many are left. */
static size_t round_of(struct advise_pair *list, size_t n, enum half half)
{
	size_t i, kept = 0;

	qsort(list, n, sizeof(*list), half == FROM ? by_from : by_to);
	for (i = 0; i < n; i++)
		if (!kept || !join(&list[kept - 1], &list[i], half))
			list[kept++] = list[i];
	return kept;
}

int advise_merge(const struct advise_pair *slots, size_t n_slots,
		 struct advise_pair **merged, size_t *count)
{
	struct advise_pair *list = calloc(n_slots + 1, sizeof(*list));
	size_t i, n = 0, before;

	if (!list)
		return -1;
	for (i = 0; i < n_slots; i++)
		if (slots[i].packets)
			list[n++] = slots[i];
	do {
		before = n;
		n = round_of(list, n, FROM);
		n = round_of(list, n, TO);
	} while (n < before);
	qsort(list, n, sizeof(*list), by_packets);
	*merged = list;
	*count = n;
	return 0;
}
