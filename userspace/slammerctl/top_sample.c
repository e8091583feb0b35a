// SPDX-License-Identifier: GPL-2.0-or-later
/* top_sample.c - status and sources -> rows */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "top_sample.h"
#include "view.h"

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
	long long packets = view_number(counter, "packets");

	row->count[TOP_PACKETS] += packets;
	row->count[TOP_BYTES] += view_number(counter, "bytes");
	if (verdict == VERDICT_DROP)
		row->count[TOP_DROPPED] += packets;
	if (verdict == VERDICT_MONITOR)
		row->count[TOP_WOULD] += packets;
}

/* Packets that policy has no say in are no business of this filter. */
static void take_counters(struct top_sample *s)
{
	const json_t *counter;
	size_t i;

	json_array_foreach(json_object_get(s->status, "counters"), i, counter) {
		int class = class_number(view_text(counter, "class"));
		int direction = direction_number(view_text(counter, "direction"));
		int verdict = verdict_number(view_text(counter, "verdict"));

		if (class < 0 || direction < 0 || verdict < 0)
			continue;
		add_counter(&s->list[TOP_CLASSES].rows[class], counter, verdict);
		add_counter(&s->list[TOP_DIRECTIONS].rows[direction], counter,
			    verdict);
		add_counter(&s->list[TOP_ALL].rows[0], counter, verdict);
	}
}

static void take_devices(struct top_sample *s, const json_t *devices)
{
	const json_t *device;
	struct top_row *row;
	const char *name;
	size_t i;

	json_array_foreach(devices, i, device) {
		row = &s->list[TOP_INTERFACES].rows[i];
		name = view_text(device, "name");
		set_name(row, *name ? name : "(router)");
		snprintf(row->side, sizeof(row->side), "%s",
			 view_text(device, "zone"));
		row->count[TOP_PACKETS] = view_number(device, "passed");
	}
}

static void take_classes(struct top_row *row, const json_t *packets)
{
	long long n, most = 0;
	int class;

	/* The worse one goes first where two are as many. */
	for (class = CLASS_COUNT - 1; class >= 0; class--) {
		n = view_number(packets, class_name((unsigned int)class));
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

static void take_sources(struct top_sample *s, const json_t *sources)
{
	const json_t *source;
	struct top_row *row;
	const char *name;
	size_t i;

	json_array_foreach(sources, i, source) {
		row = &s->list[TOP_SOURCES].rows[i];
		name = view_text(source, "interface");
		set_name(row, view_text(source, "address"));
		snprintf(row->side, sizeof(row->side), "%s",
			 view_text(source, "side"));
		snprintf(row->interface, sizeof(row->interface), "%s",
			 *name ? name : "(router)");
		snprintf(row->target, sizeof(row->target), "%s",
			 view_text(source, "target"));
		row->infected = json_is_true(json_object_get(source, "infected"));
		row->count[TOP_BYTES] = view_number(source, "bytes");
		take_classes(row, json_object_get(source, "packets"));
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
	take_counters(s);
	take_devices(s, devices);
	take_sources(s, list);
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
