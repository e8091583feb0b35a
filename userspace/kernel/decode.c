// SPDX-License-Identifier: GPL-2.0-or-later
/* decode.c - messages of the module -> structs, every attribute checked */
#include <stddef.h>
#include <string.h>

#include "kernel/internal.h"

enum kind { INTEGER, STRING, ADDRESS, BY_CLASS, BYTES };

/* Where an attribute goes. Integers are as wide on the wire as in the struct. */
struct field {
	uint16_t type;
	enum kind kind;
	size_t offset;
	size_t size;
	bool required;
};

#define FIELD(type, kind, struct_, member, required) \
	{ type, kind, offsetof(struct struct_, member), \
	  sizeof(((struct struct_ *)0)->member), required }
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static const struct field status_fields[] = {
	FIELD(NFSL_STATUS_ABI, INTEGER, client_status, abi, true),
	FIELD(NFSL_STATUS_VERSION, STRING, client_status, version, true),
	FIELD(NFSL_STATUS_GENERATION, INTEGER, client_status, generation, true),
	FIELD(NFSL_STATUS_EPOCH, INTEGER, client_status, epoch, false),
	FIELD(NFSL_STATUS_BEGAN, INTEGER, client_status, began, false),
	FIELD(NFSL_STATUS_DIGEST, INTEGER, client_status, digest, false),
	FIELD(NFSL_STATUS_PATTERNS, INTEGER, client_status, patterns, false),
	FIELD(NFSL_STATUS_INTERNAL, INTEGER, client_status, internal, false),
	FIELD(NFSL_STATUS_ALLOW, INTEGER, client_status, allow, false),
	FIELD(NFSL_STATUS_DEVICES, INTEGER, client_status, devices, false),
	FIELD(NFSL_STATUS_SIGNATURES, INTEGER, client_status, signatures, false),
	FIELD(NFSL_STATUS_UNATTENDED, INTEGER, client_status, unattended,
	      false),
	FIELD(NFSL_STATUS_EVENTS_LOST, INTEGER, client_status, events_lost, false),
	FIELD(NFSL_STATUS_LATE, INTEGER, client_status, late, false),
	FIELD(NFSL_STATUS_HOOKS, INTEGER, client_status, hooks, false),
	FIELD(NFSL_STATUS_MEMORY, INTEGER, client_status, memory, false),
};

struct table_message {
	uint8_t side;
	struct client_table table;
};

static const struct field table_fields[] = {
	FIELD(NFSL_TABLE_SIDE, INTEGER, table_message, side, true),
	FIELD(NFSL_TABLE_SIZE, INTEGER, table_message, table.size, true),
	FIELD(NFSL_TABLE_USED, INTEGER, table_message, table.used, true),
	FIELD(NFSL_TABLE_EVICTED, INTEGER, table_message, table.evicted, true),
	FIELD(NFSL_TABLE_UNTRACKED, INTEGER, table_message, table.untracked, true),
};

struct flows_message {
	uint8_t side;
	struct client_flows flows;
};

static const struct field flows_fields[] = {
	FIELD(NFSL_FLOWS_SIDE, INTEGER, flows_message, side, true),
	FIELD(NFSL_FLOWS_SIZE, INTEGER, flows_message, flows.size, true),
	FIELD(NFSL_FLOWS_USED, INTEGER, flows_message, flows.used, true),
	FIELD(NFSL_FLOWS_OPENED, INTEGER, flows_message, flows.opened, true),
	FIELD(NFSL_FLOWS_EVICTED, INTEGER, flows_message, flows.evicted, true),
	FIELD(NFSL_FLOWS_REFUSED, INTEGER, flows_message, flows.refused, true),
	FIELD(NFSL_FLOWS_ANSWERS, INTEGER, flows_message, flows.answers, true),
};

static const struct field device_fields[] = {
	FIELD(NFSL_DEVICE_IFINDEX, INTEGER, client_device, ifindex, true),
	FIELD(NFSL_DEVICE_NAME, STRING, client_device, name, true),
	FIELD(NFSL_DEVICE_ZONE, INTEGER, client_device, zone, true),
	FIELD(NFSL_DEVICE_PASSED, INTEGER, client_device, passed, true),
};

struct counter_message {
	uint8_t direction;
	uint8_t reason;
	uint8_t verdict;
	uint64_t packets;
	uint64_t bytes;
};

static const struct field counter_fields[] = {
	FIELD(NFSL_COUNTER_DIRECTION, INTEGER, counter_message, direction, true),
	FIELD(NFSL_COUNTER_REASON, INTEGER, counter_message, reason, true),
	FIELD(NFSL_COUNTER_VERDICT, INTEGER, counter_message, verdict, true),
	FIELD(NFSL_COUNTER_PACKETS, INTEGER, counter_message, packets, true),
	FIELD(NFSL_COUNTER_BYTES, INTEGER, counter_message, bytes, true),
};

static const struct field source_fields[] = {
	FIELD(NFSL_SOURCE_ADDRESS, ADDRESS, client_source, address, true),
	FIELD(NFSL_SOURCE_SIDE, INTEGER, client_source, side, true),
	FIELD(NFSL_SOURCE_INSTANCE, INTEGER, client_source, instance, true),
	FIELD(NFSL_SOURCE_IFINDEX, INTEGER, client_source, ifindex, true),
	FIELD(NFSL_SOURCE_FIRST, INTEGER, client_source, first, true),
	FIELD(NFSL_SOURCE_LAST, INTEGER, client_source, last, true),
	FIELD(NFSL_SOURCE_TARGET, ADDRESS, client_source, target, true),
	FIELD(NFSL_SOURCE_PACKETS, BY_CLASS, client_source, packets, true),
	FIELD(NFSL_SOURCE_BYTES, INTEGER, client_source, bytes, true),
	FIELD(NFSL_SOURCE_REVISITS, INTEGER, client_source, revisits, false),
	FIELD(NFSL_SOURCE_PERIOD, INTEGER, client_source, period, false),
	FIELD(NFSL_SOURCE_TARGETS, INTEGER, client_source, targets, false),
};

static const struct field sketch_fields[] = {
	FIELD(NFSL_SKETCH_SIDE, INTEGER, client_sketch, side, true),
	FIELD(NFSL_SKETCH_WHAT, INTEGER, client_sketch, what, true),
	FIELD(NFSL_SKETCH_SINCE, INTEGER, client_sketch, since, true),
	FIELD(NFSL_SKETCH_REGISTERS, BYTES, client_sketch, registers, true),
};

static const struct field event_fields[] = {
	FIELD(NFSL_EVENT_KIND, INTEGER, client_event, kind, true),
	FIELD(NFSL_EVENT_ADDRESS, ADDRESS, client_event, address, true),
	FIELD(NFSL_EVENT_TARGET, ADDRESS, client_event, target, true),
	FIELD(NFSL_EVENT_IFINDEX, INTEGER, client_event, ifindex, true),
	FIELD(NFSL_EVENT_REASON, INTEGER, client_event, reason, true),
	FIELD(NFSL_EVENT_TIME, INTEGER, client_event, time, true),
};

static int decode_string(const struct nlattr *attr, char *out, size_t size)
{
	size_t length;

	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return -1;
	length = strlen(mnl_attr_get_str(attr));
	if (length >= size)
		return -1;
	memcpy(out, mnl_attr_get_str(attr), length + 1);
	return 0;
}

/* A module with fewer classes sends fewer; classes unknown here are skipped. */
static int decode_by_class(const struct nlattr *attr, uint64_t *out)
{
	size_t length = mnl_attr_get_payload_len(attr);

	if (!length || length % sizeof(uint64_t))
		return -1;
	if (length > CLASS_COUNT * sizeof(uint64_t))
		length = CLASS_COUNT * sizeof(uint64_t);
	memcpy(out, mnl_attr_get_payload(attr), length);
	return 0;
}

static int decode_attr(const struct nlattr *attr, const struct field *field, void *out)
{
	void *place = (char *)out + field->offset;
	struct address address;

	switch (field->kind) {
	case INTEGER:
	case BYTES:
		if (mnl_attr_get_payload_len(attr) != field->size)
			return -1;
		memcpy(place, mnl_attr_get_payload(attr), field->size);
		return 0;
	case STRING:
		return decode_string(attr, place, field->size);
	case ADDRESS:
		if (mnl_attr_get_payload_len(attr) != 16)
			return -1;
		address = address_load(mnl_attr_get_payload(attr));
		memcpy(place, &address, sizeof(address));
		return 0;
	case BY_CLASS:
		return decode_by_class(attr, place);
	}
	return -1;
}

static int decode_nest(const struct nlattr *nest, const struct field *fields,
		       size_t count, void *out)
{
	const struct nlattr *attr;
	uint32_t missing = 0;
	size_t i;

	for (i = 0; i < count; i++)
		if (fields[i].required)
			missing |= 1u << i;

	mnl_attr_for_each_nested(attr, nest) {
		for (i = 0; i < count; i++)
			if (fields[i].type == mnl_attr_get_type(attr))
				break;
		if (i == count)
			continue;
		if (decode_attr(attr, &fields[i], out) < 0)
			return -1;
		missing &= ~(1u << i);
	}
	return missing ? -1 : 0;
}

/* The attribute of a message, or NULL. */
static const struct nlattr *find(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static int decode_tables(const struct nlattr *nest, struct client_status *status)
{
	struct table_message message;
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) != NFSL_STATUS_TABLE)
			continue;
		memset(&message, 0, sizeof(message));
		if (decode_nest(attr, table_fields, COUNT(table_fields),
				&message) < 0)
			return -1;
		if (message.side < NFSL_SIDE_COUNT)
			status->table[message.side] = message.table;
	}
	return 0;
}

static int decode_flows(const struct nlattr *nest, struct client_status *status)
{
	struct flows_message message;
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) != NFSL_STATUS_FLOWS)
			continue;
		memset(&message, 0, sizeof(message));
		if (decode_nest(attr, flows_fields, COUNT(flows_fields),
				&message) < 0)
			return -1;
		if (message.side < CLIENT_FLOW_TABLES)
			status->flows[message.side] = message.flows;
	}
	return 0;
}

int decode_status(const struct nlmsghdr *nlh, struct client_status *status)
{
	const struct nlattr *nest = find(nlh, NFSL_A_STATUS);

	memset(status, 0, sizeof(*status));
	if (!nest || decode_nest(nest, status_fields, COUNT(status_fields),
				 status) < 0)
		return -1;
	return decode_tables(nest, status) || decode_flows(nest, status) ? -1 : 0;
}

int decode_device(const struct nlmsghdr *nlh, struct client_device *device)
{
	const struct nlattr *nest = find(nlh, NFSL_A_DEVICE);

	memset(device, 0, sizeof(*device));
	if (!nest)
		return -1;
	return decode_nest(nest, device_fields, COUNT(device_fields), device);
}

int decode_counter(const struct nlmsghdr *nlh, struct client_counters *counters)
{
	const struct nlattr *nest = find(nlh, NFSL_A_COUNTER);
	struct counter_message m = { 0 };

	if (!nest || decode_nest(nest, counter_fields, COUNT(counter_fields),
				 &m) < 0)
		return -1;
	/* Skipping it would make every sum wrong: better no counters at all. */
	if (m.direction >= DIRECTION_COUNT || m.reason >= REASON_COUNT ||
	    m.verdict >= VERDICT_COUNT)
		return -1;
	counters->packets[m.direction][m.reason][m.verdict] = m.packets;
	counters->bytes[m.direction][m.reason][m.verdict] = m.bytes;
	return 0;
}

int decode_source(const struct nlmsghdr *nlh, struct client_source *source)
{
	const struct nlattr *nest = find(nlh, NFSL_A_SOURCE);

	memset(source, 0, sizeof(*source));
	if (!nest || decode_nest(nest, source_fields, COUNT(source_fields),
				 source) < 0)
		return -1;
	return source->side < NFSL_SIDE_COUNT ? 0 : -1;
}

int decode_sketch(const struct nlmsghdr *nlh, struct client_sketch *sketch)
{
	const struct nlattr *nest = find(nlh, NFSL_A_SKETCH);

	memset(sketch, 0, sizeof(*sketch));
	if (!nest || decode_nest(nest, sketch_fields, COUNT(sketch_fields),
				 sketch) < 0)
		return -1;
	return sketch->side < NFSL_SIDE_COUNT &&
	       sketch->what < NFSL_SKETCH_WHAT_COUNT ? 0 : -1;
}

int decode_event(const struct nlmsghdr *nlh, struct client_event *event)
{
	const struct nlattr *nest = find(nlh, NFSL_A_EVENT);

	memset(event, 0, sizeof(*event));
	if (!nest)
		return -1;
	return decode_nest(nest, event_fields, COUNT(event_fields), event);
}

/* Number of the group in one entry of the controller's list, 0: another one. */
static uint32_t group_number(const struct nlattr *entry, const char *name)
{
	const struct nlattr *attr;
	uint32_t number = 0;
	bool ours = false;

	mnl_attr_for_each_nested(attr, entry) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME &&
		    !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
			ours = !strcmp(mnl_attr_get_str(attr), name);
		else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
			 !mnl_attr_validate(attr, MNL_TYPE_U32))
			number = mnl_attr_get_u32(attr);
	}
	return ours ? number : 0;
}

uint32_t decode_group(const struct nlmsghdr *nlh, const char *name)
{
	const struct nlattr *groups = find(nlh, CTRL_ATTR_MCAST_GROUPS), *entry;
	uint32_t number = 0;

	if (!groups)
		return 0;
	mnl_attr_for_each_nested(entry, groups)
		if (!number)
			number = group_number(entry, name);
	return number;
}

int decode_family(const struct nlmsghdr *nlh, uint16_t *family)
{
	const struct nlattr *attr = find(nlh, CTRL_ATTR_FAMILY_ID);

	if (!attr || mnl_attr_validate(attr, MNL_TYPE_U16) < 0)
		return -1;
	*family = mnl_attr_get_u16(attr);
	return 0;
}
