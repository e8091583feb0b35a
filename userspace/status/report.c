// SPDX-License-Identifier: GPL-2.0-or-later
/* report.c - status of module, daemon's settings and inspection as JSON */
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "common/estimate.h"
#include "common/names.h"
#include "common/text.h"
#include "policy/diff.h"
#include "status/internal.h"
#include "status/status.h"

const char *report_time(int64_t seconds, char buf[REPORT_TIME_MAX])
{
	return clock_utc(seconds, buf);
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

json_t *report_by_class(const uint64_t packets[CLASS_COUNT])
{
	json_t *object = json_object();
	unsigned int class;

	for (class = 0; object && class < CLASS_COUNT; class++)
		json_object_set_new(object, class_name(class),
				    json_integer((json_int_t)packets[class]));
	return object;
}


const char *report_side(unsigned int side)
{
	if (side == NFSL_SIDE_NONE)
		return "none";
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
	/* Without a hook, but the interface may still exist. */
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

static json_t *flows(const struct client_status *status)
{
	json_t *list = json_array();
	unsigned int side;

	for (side = 0; list && side < CLIENT_FLOW_TABLES; side++) {
		const struct client_flows *f = &status->flows[side];

		json_array_append_new(list,
			json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I}",
				  "side", report_side(side),
				  "size", (json_int_t)f->size,
				  "used", (json_int_t)f->used,
				  "opened", (json_int_t)f->opened,
				  "evicted", (json_int_t)f->evicted,
				  "refused", (json_int_t)f->refused,
				  "answers", (json_int_t)f->answers));
	}
	return list;
}

/* Those besides ingress and local output */
static json_t *hooks(uint32_t bits)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} names[] = {
		{ NFSL_HOOKS_EGRESS, "egress" },
		{ NFSL_HOOKS_REDIRECTS, "redirects" },
		{ NFSL_HOOKS_DEFERRED, "deferred" },
	};
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < sizeof(names) / sizeof(names[0]); i++)
		if (bits & names[i].bit)
			json_array_append_new(list, json_string(names[i].name));
	return list;
}

json_t *report_kernel(const struct client_status *status)
{
	char epoch[REPORT_HEX_MAX], digest[REPORT_HEX_MAX];

	return json_pack("{s:s, s:I, s:s, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o}",
		"version", status->version,
		"abi", (json_int_t)status->abi,
		"epoch", report_hex(status->epoch, epoch),
		"generation", (json_int_t)status->generation,
		"digest", report_hex(status->digest, digest),
		"patterns", (json_int_t)status->patterns,
		"internal", (json_int_t)status->internal,
		"allow", (json_int_t)status->allow,
		"signatures", (json_int_t)status->signatures,
		"unattended", (json_int_t)status->unattended,
		"events_lost", (json_int_t)status->events_lost,
		"late", (json_int_t)status->late,
		"hooks", hooks(status->hooks),
		"tables", tables(status),
		"flows", flows(status));
}

json_t *report_device_list(const struct report_devices *devices)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < devices->count; i++) {
		const struct client_device *d = &devices->list[i];

		json_array_append_new(list, json_pack("{s:o, s:I, s:s, s:I}",
			"name", report_text(d->name),
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
	char interface[REPORT_NAME_MAX];
	char time[REPORT_TIME_MAX];

	report_interface(&none, event->ifindex, interface);
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s}",
		"time", report_time((int64_t)(event->time / 1000000000u), time),
		"event", event->kind == NFSL_EVENT_INFECTED ? "infected" : "?",
		"address", address_text(event->address, address),
		"interface", report_text(interface),
		"class", class_name(reason_class(event->reason)),
		"reason", reason_name(event->reason),
		"target", address_text(event->target, target));
}

/* {clock, kernel, devices, counters, estimates} of what was read. */
static json_t *assemble(const struct client_status *status,
			const struct client_counters *counters,
			const struct report_devices *devices,
			const struct client_sketch *sketches, size_t count)
{
	return json_pack("{s:f, s:o, s:o, s:o, s:o}",
			 "clock", report_clock(),
			 "kernel", report_kernel(status),
			 "devices", report_device_list(devices),
			 "counters", report_counters(counters),
			 "estimates", report_estimates(sketches, count));
}

json_t *report_status(struct client *client)
{
	struct report_devices devices = { NULL, 0 };
	struct client_counters counters;
	struct client_sketch *sketches = NULL;
	struct client_status status;
	json_t *report = NULL;
	size_t count = 0;

	if (client_status(client, &status) < 0)
		return NULL;
	if (client_counters(client, &counters) < 0)
		return NULL;
	if (client_devices(client, &devices.list, &devices.count) < 0)
		return NULL;
	if (!client_sketches(client, false, &sketches, &count))
		report = assemble(&status, &counters, &devices, sketches, count);
	free(sketches);
	free(devices.list);
	return report;
}

json_t *report_settings(const struct policy *policy)
{
	char buf[POLICY_VALUE_MAX];
	json_t *settings = json_object();
	const char *name, *value;
	size_t i;

	for (i = 0; settings; i++) {
		value = policy_setting(policy, i, &name, buf);
		if (!name)
			break;
		json_object_set_new(settings, name, report_text(value));
	}
	return settings;
}

const struct report_counter report_flow_counters[] = {
#define X(member, text) { #member, text },
	REPORT_FLOWS(X)
#undef X
	{ NULL, NULL }
};

const struct report_counter report_inspection_counters[] = {
#define X(member, text) { #member, text },
	REPORT_INSPECTION(X)
#undef X
	{ NULL, NULL }
};

json_t *report_inspection(const struct report_inspection *i)
{
	json_t *object;

	object = json_pack("{s:o, s:s, s:b, s:o, s:o, s:o, s:I, s:o}",
		"queue", i->queue < 0 ? json_null() : json_integer(i->queue),
		"fail", i->open ? "open" : "closed",
		"listening", i->listening,
		"error", report_text(i->error),
		"directory", report_text(i->directory),
		"samples_error", report_text(i->samples_error),
		"bytes", (json_int_t)i->bytes,
		"classes", report_by_class(i->class));
	if (!object)
		return NULL;
#define X(member, text)							\
	json_object_set_new(object, #member,				\
			    json_integer((json_int_t)i->member));
	REPORT_INSPECTION(X)
#undef X
	if (i->secret)
		json_object_set_new(object, "waiting", json_null());
	return object;
}
