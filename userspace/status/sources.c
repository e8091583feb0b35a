// SPDX-License-Identifier: GPL-2.0-or-later
/* sources.c - stays in the kernel's tables -> one source for each address */
#include <stdlib.h>
#include <string.h>

#include "status/status.h"

static int compare_addresses(struct address a, struct address b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	if (a.lo != b.lo)
		return a.lo < b.lo ? -1 : 1;
	return 0;
}

static int by_address(const void *pa, const void *pb)
{
	const struct report_source *a = pa, *b = pb;
	int order = compare_addresses(a->address, b->address);

	return order ? order : (int)a->side - (int)b->side;
}

uint64_t report_attacks(const struct report_source *source)
{
	return source->packets[CLASS_SIGNATURE] + source->packets[CLASS_PINGPONG] +
	       source->packets[CLASS_OVERFLOW] + source->packets[CLASS_SLAMMER];
}

bool report_infected(const struct report_source *source)
{
	return source->side == NFSL_SIDE_INSIDE &&
	       (source->packets[CLASS_SLAMMER] || source->packets[CLASS_OVERFLOW]);
}

static uint64_t all_packets(const struct report_source *source)
{
	uint64_t sum = 0;
	int i;

	for (i = 0; i < CLASS_COUNT; i++)
		sum += source->packets[i];
	return sum;
}

static int by_attacks(const void *pa, const void *pb)
{
	const struct report_source *a = pa, *b = pb;

	if (report_attacks(a) != report_attacks(b))
		return report_attacks(a) > report_attacks(b) ? -1 : 1;
	if (all_packets(a) != all_packets(b))
		return all_packets(a) > all_packets(b) ? -1 : 1;
	return by_address(a, b);
}

static void add_stay(struct report_source *source, const struct report_source *stay)
{
	int i;

	if (stay->first < source->first)
		source->first = stay->first;
	if (stay->last > source->last) {
		source->last = stay->last;
		source->ifindex = stay->ifindex;
		source->target = stay->target;
	}
	for (i = 0; i < CLASS_COUNT; i++)
		source->packets[i] += stay->packets[i];
	source->bytes += stay->bytes;
	if (stay->revisits > source->revisits) {
		source->revisits = stay->revisits;
		source->period = stay->period;
	}
}

static struct report_source from_stay(const struct client_source *stay)
{
	struct report_source source = {
		.address = stay->address,
		.side = stay->side,
		.ifindex = stay->ifindex,
		.first = stay->first,
		.last = stay->last,
		.target = stay->target,
		.bytes = stay->bytes,
		.revisits = stay->revisits,
		.period = stay->period,
	};

	memcpy(source.packets, stay->packets, sizeof(source.packets));
	return source;
}

int report_merge(const struct client_source *stays, size_t n_stays,
		 struct report_source **merged, size_t *count)
{
	struct report_source *list;
	size_t i, n = 0;

	list = calloc(n_stays + 1, sizeof(*list));
	if (!list)
		return -1;
	for (i = 0; i < n_stays; i++)
		list[i] = from_stay(&stays[i]);
	qsort(list, n_stays, sizeof(*list), by_address);

	for (i = 0; i < n_stays; i++) {
		if (n && !by_address(&list[n - 1], &list[i]))
			add_stay(&list[n - 1], &list[i]);
		else
			list[n++] = list[i];
	}
	qsort(list, n, sizeof(*list), by_attacks);
	*merged = list;
	*count = n;
	return 0;
}
