// SPDX-License-Identifier: GPL-2.0-or-later
/* sources.c - stays in the kernel's tables -> one source per address -> JSON */
#include <stdlib.h>
#include <string.h>

#include "common/names.h"
#include "status/internal.h"
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

/* Packets of the attack classes. */
static uint64_t attacks_of(const struct report_source *source)
{
	return source->packets[CLASS_SIGNATURE] + source->packets[CLASS_PINGPONG] +
	       source->packets[CLASS_OVERFLOW] + source->packets[CLASS_SLAMMER];
}

bool report_infected(const struct report_source *source,
		     struct evidence_limits limits)
{
	return source->side == NFSL_SIDE_INSIDE &&
	       evidence_of(source->packets, source->targets, limits) !=
	       EVIDENCE_WEAK;
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

	if (attacks_of(a) != attacks_of(b))
		return attacks_of(a) > attacks_of(b) ? -1 : 1;
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
	source->targets |= stay->targets;
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
		.targets = stay->targets,
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

/* In milliseconds: a period is not more precise than that. */
static json_t *seconds(uint64_t ns)
{
	return ns ? json_real((double)(ns / 1000000) / 1000) : json_null();
}

static json_t *one_source(const struct report_source *source,
			  const struct report_devices *devices,
			  struct evidence_limits limits)
{
	char address[ADDRESS_TEXT_MAX], target[ADDRESS_TEXT_MAX];
	char first[REPORT_TIME_MAX], last[REPORT_TIME_MAX];
	char interface[REPORT_NAME_MAX];

	report_interface(devices, source->ifindex, interface);
	return json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:I, s:I, s:o, s:I, s:s, s:b}",
		"address", address_text(source->address, address),
		"side", report_side(source->side),
		"interface", report_text(interface),
		"first", report_time((int64_t)(source->first / 1000000000u), first),
		"last", report_time((int64_t)(source->last / 1000000000u), last),
		"target", address_text(source->target, target),
		"packets", report_by_class(source->packets),
		"bytes", (json_int_t)source->bytes,
		"revisits", (json_int_t)source->revisits,
		"period", seconds(source->period),
		"targets", (json_int_t)evidence_targets(source->targets),
		"evidence", evidence_name(evidence_of(source->packets,
						      source->targets, limits)),
		"infected", report_infected(source, limits));
}

json_t *report_source_list(const struct report_source *sources, size_t count,
			   const struct report_devices *devices,
			   const struct report_filter *filter)
{
	int pass, passes = filter->infected_first ? 2 : 1;
	struct evidence_limits limits = filter->evidence ?
		*filter->evidence : EVIDENCE_LIMITS_DEFAULT;
	json_t *list = json_array();
	bool infected;
	size_t i;

	for (pass = 0; pass < passes; pass++)
		for (i = 0; list && i < count; i++) {
			infected = report_infected(&sources[i], limits);
			if (filter->limit &&
			    json_array_size(list) == filter->limit)
				return list;
			if (filter->infected && !infected)
				continue;
			if (filter->infected_first && infected == (pass == 1))
				continue;
			json_array_append_new(list, one_source(&sources[i],
							       devices, limits));
		}
	return list;
}

json_t *report_sources(struct client *client, const struct report_filter *filter)
{
	struct report_devices devices = { NULL, 0 };
	struct report_source *merged = NULL;
	struct client_source *stays = NULL;
	size_t n_stays = 0, count = 0;
	json_t *report = NULL;

	if (client_sources(client, &stays, &n_stays) < 0)
		return NULL;
	if (!client_devices(client, &devices.list, &devices.count) &&
	    !report_merge(stays, n_stays, &merged, &count))
		report = json_pack("{s:o}", "sources",
				   report_source_list(merged, count, &devices,
						      filter));
	free(merged);
	free(devices.list);
	free(stays);
	return report;
}
