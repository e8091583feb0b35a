// SPDX-License-Identifier: GPL-2.0-or-later
/* json.c - structs of the kernel's answers -> JSON, in the one vocabulary */
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/estimate.h"
#include "common/names.h"
#include "common/text.h"
#include "status/status.h"

/* The kernel takes nearly any byte in a name; JSON does not. */
#define INTERFACE_TEXT_MAX	(4 * REPORT_NAME_MAX)

const char *report_time(int64_t seconds, char buf[REPORT_TIME_MAX])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&t, &tm) ||
	    !strftime(buf, REPORT_TIME_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm))
		snprintf(buf, REPORT_TIME_MAX, "?");
	return buf;
}

double report_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (double)now.tv_sec + (double)(now.tv_nsec / 1000000) / 1000;
}

const char *report_hex(uint64_t value, char buf[REPORT_HEX_MAX])
{
	snprintf(buf, REPORT_HEX_MAX, "%016llx", (unsigned long long)value);
	return buf;
}

json_t *report_text(const char *bytes)
{
	char safe[PATH_MAX];

	return bytes ? json_string(text_escape(bytes, safe, sizeof(safe))) :
		json_null();
}

const char *report_side(unsigned int side)
{
	return side == NFSL_SIDE_INSIDE ? "inside" : "outside";
}

const char *report_interface(const struct report_devices *devices,
			     uint32_t ifindex, char buf[REPORT_NAME_MAX])
{
	char name[IF_NAMESIZE];
	size_t i;

	buf[0] = '\0';
	if (!ifindex)
		return buf;
	for (i = 0; i < devices->count; i++)
		if (devices->list[i].ifindex == ifindex) {
			memcpy(buf, devices->list[i].name, REPORT_NAME_MAX);
			return buf;
		}
	/* No hook any more, but perhaps still there. */
	if (if_indextoname(ifindex, name))
		snprintf(buf, REPORT_NAME_MAX, "%.15s", name);
	else
		snprintf(buf, REPORT_NAME_MAX, "#%u", ifindex);
	return buf;
}

static json_t *tables(const struct client_status *status)
{
	json_t *list = json_array();
	unsigned int side;

	for (side = 0; list && side < NFSL_SIDE_COUNT; side++) {
		const struct client_table *t = &status->table[side];

		json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I, s:I}",
			"side", report_side(side),
			"size", (json_int_t)t->size,
			"used", (json_int_t)t->used,
			"evicted", (json_int_t)t->evicted,
			"untracked", (json_int_t)t->untracked));
	}
	return list;
}

json_t *report_kernel(const struct client_status *status)
{
	char epoch[REPORT_HEX_MAX], digest[REPORT_HEX_MAX];

	return json_pack("{s:s, s:I, s:s, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:o}",
		"version", status->version,
		"abi", (json_int_t)status->abi,
		"epoch", report_hex(status->epoch, epoch),
		"generation", (json_int_t)status->generation,
		"digest", report_hex(status->digest, digest),
		"patterns", (json_int_t)status->patterns,
		"internal", (json_int_t)status->internal,
		"allow", (json_int_t)status->allow,
		"signatures", (json_int_t)status->signatures,
		"unheard", (json_int_t)status->unheard,
		"events_lost", (json_int_t)status->events_lost,
		"tables", tables(status));
}

json_t *report_device_list(const struct report_devices *devices)
{
	char name[INTERFACE_TEXT_MAX];
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < devices->count; i++) {
		const struct client_device *d = &devices->list[i];

		json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:I}",
			"name", text_escape(d->name, name, sizeof(name)),
			"ifindex", (json_int_t)d->ifindex,
			"zone", zone_name(d->zone),
			"passed", (json_int_t)d->passed));
	}
	return list;
}

static void append_counter(json_t *list, const struct client_counters *counters,
			   unsigned int direction, unsigned int reason,
			   unsigned int verdict)
{
	uint64_t packets = counters->packets[direction][reason][verdict];

	if (!packets)
		return;
	json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}",
		"direction", direction_name(direction),
		"class", class_name(reason_class(reason)),
		"reason", reason_name(reason),
		"verdict", verdict_name(verdict),
		"packets", (json_int_t)packets,
		"bytes", (json_int_t)counters->bytes[direction][reason][verdict]));
}

json_t *report_counters(const struct client_counters *counters)
{
	json_t *list = json_array();
	unsigned int d, r, v;

	if (!list)
		return NULL;
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = 0; r < REASON_COUNT; r++)
			for (v = 0; v < VERDICT_COUNT; v++)
				append_counter(list, counters, d, r, v);
	return list;
}

static json_t *by_class(const uint64_t packets[CLASS_COUNT])
{
	json_t *object = json_object();
	unsigned int class;

	for (class = 0; object && class < CLASS_COUNT; class++)
		json_object_set_new(object, class_name(class),
				    json_integer((json_int_t)packets[class]));
	return object;
}

/* The milliseconds of a time are all that a period can be good for. */
static json_t *seconds(uint64_t ns)
{
	return ns ? json_real((double)(ns / 1000000) / 1000) : json_null();
}

static json_t *one_source(const struct report_source *source,
			  const struct report_devices *devices)
{
	char address[ADDRESS_TEXT_MAX], target[ADDRESS_TEXT_MAX];
	char first[REPORT_TIME_MAX], last[REPORT_TIME_MAX];
	char interface[REPORT_NAME_MAX], safe[INTERFACE_TEXT_MAX];

	report_interface(devices, source->ifindex, interface);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:I, s:I, s:o, s:b}",
		"address", address_text(source->address, address),
		"side", report_side(source->side),
		"interface", text_escape(interface, safe, sizeof(safe)),
		"first", report_time((int64_t)(source->first / 1000000000u), first),
		"last", report_time((int64_t)(source->last / 1000000000u), last),
		"target", address_text(source->target, target),
		"packets", by_class(source->packets),
		"bytes", (json_int_t)source->bytes,
		"revisits", (json_int_t)source->revisits,
		"period", seconds(source->period),
		"infected", report_infected(source));
}

json_t *report_source_list(const struct report_source *sources, size_t count,
			   const struct report_devices *devices,
			   const struct report_filter *filter)
{
	int pass, passes = filter->infected_first ? 2 : 1;
	json_t *list = json_array();
	bool infected;
	size_t i;

	for (pass = 0; pass < passes; pass++)
		for (i = 0; list && i < count; i++) {
			infected = report_infected(&sources[i]);
			if (filter->limit &&
			    json_array_size(list) == filter->limit)
				return list;
			if (filter->infected && !infected)
				continue;
			if (filter->infected_first && infected == (pass == 1))
				continue;
			json_array_append_new(list, one_source(&sources[i],
							       devices));
		}
	return list;
}

json_t *report_estimates(const struct client_sketch *sketches, size_t count)
{
	static const char *const what[] = {
		[NFSL_SKETCH_SOURCES] = "sources",
		[NFSL_SKETCH_TARGETS] = "targets",
	};
	json_t *list = json_array();
	char since[REPORT_TIME_MAX];
	const struct client_sketch *s;

	for (s = sketches; list && s < sketches + count; s++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:f}",
			"side", report_side(s->side),
			"what", what[s->what],
			"since", report_time((int64_t)(s->since / 1000000000u), since),
			"estimate", (json_int_t)estimate_distinct(s->registers),
			"error", ESTIMATE_ERROR));
	return list;
}

json_t *report_event(const struct client_event *event)
{
	const struct report_devices none = { NULL, 0 };
	char address[ADDRESS_TEXT_MAX], target[ADDRESS_TEXT_MAX];
	char interface[REPORT_NAME_MAX], safe[INTERFACE_TEXT_MAX];
	char time[REPORT_TIME_MAX];

	report_interface(&none, event->ifindex, interface);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
		"time", report_time((int64_t)(event->time / 1000000000u), time),
		"event", event->kind == NFSL_EVENT_INFECTED ? "infected" : "?",
		"address", address_text(event->address, address),
		"interface", text_escape(interface, safe, sizeof(safe)),
		"class", class_name(reason_class(event->reason)),
		"reason", reason_name(event->reason),
		"target", address_text(event->target, target));
}
