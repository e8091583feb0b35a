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

const char *const report_sorts[REPORT_SORT_COUNT + 1] = {
	[REPORT_BY_ATTACKS] = "attacks",
	[REPORT_BY_PACKETS] = "packets",
	[REPORT_BY_BYTES] = "bytes",
	[REPORT_BY_LAST] = "last",
	[REPORT_BY_FIRST] = "first",
	[REPORT_BY_ADDRESS] = "address",
};

const char *const report_sides[] = { "all", "outside", "inside", "none", NULL };

/* More first. */
static int falling(uint64_t a, uint64_t b)
{
	return a == b ? 0 : a > b ? -1 : 1;
}

static int by_key(const struct report_source *a, const struct report_source *b,
		  enum report_sort sort)
{
	switch (sort) {
	case REPORT_BY_PACKETS:
		return falling(all_packets(a), all_packets(b));
	case REPORT_BY_BYTES:
		return falling(a->bytes, b->bytes);
	case REPORT_BY_LAST:
		return falling(a->last, b->last);
	case REPORT_BY_FIRST:
		return falling(b->first, a->first);
	case REPORT_BY_ADDRESS:
		return by_address(a, b);
	default:
		return 0;	/* as report_merge() has left them */
	}
}

struct order {
	const struct report_rows *rows;
	const struct report_filter *filter;
};

/* What is equal stays in the order of report_merge(). */
static int by_filter(const void *pa, const void *pb, void *arg)
{
	const struct order *order = arg;
	const uint32_t i = *(const uint32_t *)pa, j = *(const uint32_t *)pb;
	const struct report_source *a = &order->rows->sources[i];
	const struct report_source *b = &order->rows->sources[j];
	int result = 0;

	if (order->filter->infected_first)
		result = report_infected(b, order->rows->limits) -
			 report_infected(a, order->rows->limits);
	if (!result)
		result = by_key(a, b, order->filter->sort);
	return result ? result : i < j ? -1 : 1;
}

static bool is_wanted(const struct report_source *source,
		      const struct report_filter *filter,
		      struct evidence_limits limits)
{
	if (filter->side && strcmp(report_side(source->side),
				   report_sides[filter->side]))
		return false;
	return !filter->infected || report_infected(source, limits);
}

int report_rows_select(struct report_rows *rows, const struct report_source *sources,
		       size_t count, const struct report_devices *devices,
		       const struct report_filter *filter)
{
	struct order order = { rows, filter };
	size_t i, left;

	*rows = (struct report_rows){
		.sources = sources, .devices = devices,
		.limits = filter->evidence ? *filter->evidence :
					     EVIDENCE_LIMITS_DEFAULT,
		.picked = calloc(count + 1, sizeof(*rows->picked)),
	};
	if (!rows->picked)
		return -1;
	for (i = 0; i < count; i++)
		if (is_wanted(&sources[i], filter, rows->limits))
			rows->picked[rows->total++] = (uint32_t)i;
	if (filter->infected_first || filter->sort != REPORT_BY_ATTACKS)
		qsort_r(rows->picked, rows->total, sizeof(*rows->picked),
			by_filter, &order);

	rows->next = filter->offset < rows->total ? filter->offset : rows->total;
	left = rows->total - rows->next;
	rows->count = rows->next +
		(filter->limit && filter->limit < left ? filter->limit : left);
	return 0;
}

json_t *report_rows_next(struct report_rows *rows)
{
	if (rows->next >= rows->count)
		return NULL;
	return one_source(&rows->sources[rows->picked[rows->next++]],
			  rows->devices, rows->limits);
}

void report_rows_free(struct report_rows *rows)
{
	free(rows->picked);
	memset(rows, 0, sizeof(*rows));
}

/* All that are left in @rows. */
static json_t *list_rows(struct report_rows *rows)
{
	json_t *list = json_array(), *row;

	while (list && (row = report_rows_next(rows)))
		json_array_append_new(list, row);
	return list;
}

json_t *report_source_list(const struct report_source *sources, size_t count,
			   const struct report_devices *devices,
			   const struct report_filter *filter)
{
	struct report_rows rows;
	json_t *list;

	if (report_rows_select(&rows, sources, count, devices, filter))
		return NULL;
	list = list_rows(&rows);
	report_rows_free(&rows);
	return list;
}

int report_read_sources(struct client *client, struct report_source **sources,
			size_t *count, struct report_devices *devices)
{
	struct client_source *stays = NULL;
	size_t n_stays = 0;
	int result;

	*sources = NULL;
	*count = 0;
	*devices = (struct report_devices){ NULL, 0 };
	if (client_sources(client, &stays, &n_stays) < 0)
		return -1;
	result = client_devices(client, &devices->list, &devices->count);
	if (!result)
		result = report_merge(stays, n_stays, sources, count);
	free(stays);
	if (!result)
		return 0;
	free(devices->list);
	devices->list = NULL;
	return -1;
}

json_t *report_sources(struct client *client, const struct report_filter *filter)
{
	struct report_devices devices;
	struct report_source *sources;
	struct report_rows rows;
	json_t *report = NULL;
	size_t count;

	if (report_read_sources(client, &sources, &count, &devices))
		return NULL;
	if (!report_rows_select(&rows, sources, count, &devices, filter))
		report = json_pack("{s:I, s:o}", "total", (json_int_t)rows.total,
				   "sources", list_rows(&rows));
	report_rows_free(&rows);
	free(sources);
	free(devices.list);
	return report;
}
