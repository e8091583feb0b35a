// SPDX-License-Identifier: GPL-2.0-or-later
/* top_rates.c - samples of the counters, their rates, the order of rows */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "top.h"

static void set_name(struct top_row *row, const char *name)
{
	snprintf(row->name, sizeof(row->name), "%s", name);
}

static int make_list(struct top_list *list, size_t count)
{
	list->rows = calloc(count + 1, sizeof(*list->rows));
	list->count = list->rows ? count : 0;
	return list->rows ? 0 : -1;
}

static void add_counter(struct top_row *row, const json_t *counter, int verdict)
{
	long long packets = cli_number(counter, "packets");

	row->count[TOP_PACKETS] += packets;
	row->count[TOP_BYTES] += cli_number(counter, "bytes");
	if (verdict == VERDICT_DROP)
		row->count[TOP_DROPPED] += packets;
	if (verdict == VERDICT_MONITOR)
		row->count[TOP_WOULD] += packets;
}

static void add_counters(struct top_sample *s)
{
	const json_t *counter;
	size_t i;

	json_array_foreach(json_object_get(s->status, "counters"), i, counter) {
		int class = class_number(cli_text(counter, "class"));
		int direction = direction_number(cli_text(counter, "direction"));
		int verdict = verdict_number(cli_text(counter, "verdict"));

		if (class < 0 || direction < 0 || verdict < 0)
			continue;
		add_counter(&s->list[TOP_CLASSES].rows[class], counter, verdict);
		add_counter(&s->list[TOP_DIRECTIONS].rows[direction], counter,
			    verdict);
		add_counter(&s->list[TOP_ALL].rows[0], counter, verdict);
	}
}

static void add_devices(struct top_sample *s, const json_t *devices)
{
	const json_t *device;
	struct top_row *row;
	size_t i;

	json_array_foreach(devices, i, device) {
		row = &s->list[TOP_INTERFACES].rows[i];
		set_name(row, cli_interface(device, "name"));
		snprintf(row->side, sizeof(row->side), "%s",
			 cli_text(device, "zone"));
		row->count[TOP_PACKETS] = cli_number(device, "passed");
	}
}

static void add_classes(struct top_row *row, const json_t *packets)
{
	long long n, most = 0;
	int class;

	/* The worse class first: it wins a tie. */
	for (class = CLASS_COUNT - 1; class >= 0; class--) {
		n = cli_number(packets, class_name((unsigned int)class));
		row->count[TOP_PACKETS] += n;
		if (n <= most)
			continue;
		most = n;
		snprintf(row->class, sizeof(row->class), "%s",
			 class_name((unsigned int)class));
	}
}

static void count_at_interface(struct top_list *interfaces,
			       const struct top_row *source)
{
	struct top_row *row = interfaces->rows;

	for (; row < interfaces->rows + interfaces->count; row++)
		if (!strcmp(row->name, source->interface)) {
			row->sources++;
			row->sick += source->infected;
		}
}

/* Weak if the daemon does not say. */
static void set_evidence(struct top_row *row, const char *name)
{
	for (row->evidence = EVIDENCE_WORM; row->evidence > EVIDENCE_WEAK;
	     row->evidence--)
		if (!strcmp(evidence_name(row->evidence), name))
			return;
}

static void add_sources(struct top_sample *s, const json_t *sources)
{
	const json_t *source;
	struct top_row *row;
	size_t i;

	json_array_foreach(sources, i, source) {
		row = &s->list[TOP_SOURCES].rows[i];
		set_name(row, cli_text(source, "address"));
		snprintf(row->side, sizeof(row->side), "%s",
			 cli_text(source, "side"));
		snprintf(row->interface, sizeof(row->interface), "%s",
			 cli_interface(source, "interface"));
		snprintf(row->target, sizeof(row->target), "%s",
			 cli_text(source, "target"));
		row->infected = json_is_true(json_object_get(source, "infected"));
		set_evidence(row, cli_text(source, "evidence"));
		row->count[TOP_BYTES] = cli_number(source, "bytes");
		add_classes(row, json_object_get(source, "packets"));
		count_at_interface(&s->list[TOP_INTERFACES], row);
		s->list[TOP_ALL].rows[0].sick += row->infected;
	}
}

static int make_lists(struct top_sample *s, size_t devices, size_t sources)
{
	unsigned int i;

	if (make_list(&s->list[TOP_CLASSES], CLASS_COUNT) < 0 ||
	    make_list(&s->list[TOP_DIRECTIONS], DIRECTION_COUNT) < 0 ||
	    make_list(&s->list[TOP_ALL], 1) < 0 ||
	    make_list(&s->list[TOP_INTERFACES], devices) < 0 ||
	    make_list(&s->list[TOP_SOURCES], sources) < 0)
		return -1;
	for (i = 0; i < CLASS_COUNT; i++)
		set_name(&s->list[TOP_CLASSES].rows[i], class_name(i));
	for (i = 0; i < DIRECTION_COUNT; i++)
		set_name(&s->list[TOP_DIRECTIONS].rows[i], direction_name(i));
	set_name(&s->list[TOP_ALL].rows[0], "all");
	return 0;
}

struct top_sample *top_sample_new(json_t *status, json_t *sources)
{
	const json_t *devices = json_object_get(status, "devices");
	const json_t *list = json_object_get(sources, "sources");
	struct top_sample *s = calloc(1, sizeof(*s));

	if (s && make_lists(s, json_array_size(devices),
			    json_array_size(list)) < 0) {
		top_sample_free(s);
		s = NULL;
	}
	if (!s) {
		json_decref(status);
		json_decref(sources);
		return NULL;
	}
	s->status = status;
	s->clock = json_number_value(json_object_get(status, "clock"));
	add_counters(s);
	add_devices(s, devices);
	add_sources(s, list);
	json_decref(sources);
	return s;
}

void top_sample_free(struct top_sample *sample)
{
	int i;

	if (!sample)
		return;
	for (i = 0; i < TOP_LISTS; i++)
		free(sample->list[i].rows);
	json_decref(sample->status);
	free(sample);
}

/* Counters begin again when the module is loaded: they are not comparable. */
static bool same_epoch(const struct top_sample *a, const struct top_sample *b)
{
	const json_t *ka = json_object_get(a->status, "kernel");
	const json_t *kb = json_object_get(b->status, "kernel");

	return json_is_object(ka) && json_is_object(kb) &&
	       !strcmp(cli_text(ka, "epoch"), cli_text(kb, "epoch"));
}

static const struct top_row *find(const struct top_list *list,
				  const struct top_row *like)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (!strcmp(list->rows[i].name, like->name) &&
		    !strcmp(list->rows[i].side, like->side))
			return &list->rows[i];
	return NULL;
}

static void rate_row(struct top_row *row, const struct top_row *previous,
		     double seconds)
{
	long long grown;
	int i;

	for (i = 0; i < TOP_COUNTS; i++) {
		grown = row->count[i] - previous->count[i];
		/* a source that was evicted and inserted again */
		if (grown < 0)
			return;
		row->rate[i] = (double)grown / seconds;
	}
	row->rated = true;
}

void top_sample_rate(struct top_sample *now, const struct top_sample *previous)
{
	const struct top_row *old;
	struct top_list *list;
	double seconds;
	size_t i;

	if (!previous || !same_epoch(now, previous))
		return;
	seconds = now->clock - previous->clock;
	if (seconds <= 0)
		return;
	now->seconds = seconds;
	for (list = now->list; list < now->list + TOP_LISTS; list++)
		for (i = 0; i < list->count; i++) {
			old = find(&previous->list[list - now->list],
				   &list->rows[i]);
			if (old)
				rate_row(&list->rows[i], old, seconds);
		}
}

static int larger(double a, double b)
{
	return (a < b) - (a > b);
}

static int by_name(const void *pa, const void *pb)
{
	const struct top_row *a = pa, *b = pb;

	return b->infected != a->infected ? b->infected - a->infected :
	       strverscmp(a->name, b->name);
}

static int by_total(const void *pa, const void *pb)
{
	const struct top_row *a = pa, *b = pb;
	int order = b->infected - a->infected;

	if (!order)
		order = larger((double)a->count[TOP_PACKETS],
			       (double)b->count[TOP_PACKETS]);
	return order ? order : by_name(pa, pb);
}

static int by(const void *pa, const void *pb, enum top_count what)
{
	const struct top_row *a = pa, *b = pb;
	int order = b->infected - a->infected;

	if (!order)
		order = larger(a->rate[what], b->rate[what]);
	return order ? order : by_total(pa, pb);
}

static int by_rate(const void *a, const void *b)
{
	return by(a, b, TOP_PACKETS);
}

static int by_bits(const void *a, const void *b)
{
	return by(a, b, TOP_BYTES);
}

static int by_dropped(const void *a, const void *b)
{
	return by(a, b, TOP_DROPPED);
}

void top_sort(struct top_list *list, enum top_sort key)
{
	static int (*const compare[])(const void *, const void *) = {
		[TOP_BY_RATE] = by_rate,
		[TOP_BY_BITS] = by_bits,
		[TOP_BY_DROPPED] = by_dropped,
		[TOP_BY_TOTAL] = by_total,
		[TOP_BY_NAME] = by_name,
	};

	qsort(list->rows, list->count, sizeof(*list->rows), compare[key]);
}

/* @known: how many of enum top_count; the others are left out. */
static json_t *rates_json(const struct top_row *row, int known)
{
	static const char *const names[] = {
		[TOP_PACKETS] = "packets", [TOP_BYTES] = "bits",
		[TOP_DROPPED] = "dropped", [TOP_WOULD] = "would_drop",
	};
	json_t *rates;
	int i;

	if (!row->rated)
		return json_null();
	rates = json_object();
	for (i = 0; rates && i < known; i++)
		json_object_set_new(rates, names[i],
				    json_real(row->rate[i] *
					      (i == TOP_BYTES ? 8 : 1)));
	return rates;
}

static json_t *row_json(const struct top_row *row, int known)
{
	return json_pack("{s:s, s:I, s:o}", "name", row->name,
			 "packets", (json_int_t)row->count[TOP_PACKETS],
			 "rates", rates_json(row, known));
}

static json_t *list_json(const struct top_list *list, int known)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; all && i < list->count; i++)
		json_array_append_new(all, row_json(&list->rows[i], known));
	return all;
}

static json_t *interfaces_json(const struct top_list *list)
{
	json_t *all = list_json(list, TOP_PACKETS + 1), *one;
	size_t i;

	json_array_foreach(all, i, one)
		json_object_set_new(one, "zone", json_string(list->rows[i].side));
	return all;
}

static json_t *sources_json(const struct top_list *list)
{
	json_t *all = list_json(list, TOP_BYTES + 1), *one;
	const struct top_row *row;
	size_t i;

	json_array_foreach(all, i, one) {
		row = &list->rows[i];
		json_object_update_new(one, json_pack(
			"{s:s, s:s, s:s, s:s, s:s, s:b}", "side", row->side,
			"class", row->class, "interface", row->interface,
			"target", row->target,
			"evidence", evidence_name(row->evidence),
			"infected", row->infected));
	}
	return all;
}

json_t *top_sample_json(const struct top_sample *s)
{
	return json_pack("{s:f, s:f, s:o, s:o, s:o, s:o, s:o}",
		"clock", s->clock, "seconds", s->seconds,
		"all", row_json(s->list[TOP_ALL].rows, TOP_COUNTS),
		"classes", list_json(&s->list[TOP_CLASSES], TOP_COUNTS),
		"directions", list_json(&s->list[TOP_DIRECTIONS], TOP_COUNTS),
		"interfaces", interfaces_json(&s->list[TOP_INTERFACES]),
		"sources", sources_json(&s->list[TOP_SOURCES]));
}
