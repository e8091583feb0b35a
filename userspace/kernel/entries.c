// SPDX-License-Identifier: GPL-2.0-or-later
/* entries.c - policy entries <-> attributes, and which entry an error means */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/wire.h"
#include "names/names.h"

#define RULES	(DIRECTION_COUNT * REASON_COUNT)

static void store_be64(uint8_t *p, uint64_t v)
{
	int i;

	for (i = 7; i >= 0; i--, v >>= 8)
		p[i] = (uint8_t)v;
}

static struct nfsl_prefix prefix_out(const struct prefix *prefix)
{
	struct nfsl_prefix out = { .length = prefix->len };

	store_be64(out.address, prefix->addr.hi);
	store_be64(out.address + 8, prefix->addr.lo);
	return out;
}

static int prefix_in(const struct nfsl_prefix *in, struct prefix *prefix)
{
	prefix->addr = address_load(in->address);
	prefix->len = in->length;
	return prefix_valid(prefix) ? 0 : -1;
}

static uint8_t rule_verdict(const struct policy *policy, size_t index)
{
	return policy->verdict[index / REASON_COUNT][index % REASON_COUNT];
}

/* From @cursor on, the first that is an entry, or the end. */
static struct cursor settle(const struct policy *policy, struct cursor cursor)
{
	const size_t counts[] = {
		[NFSL_A_ZONE] = policy->n_zones,
		[NFSL_A_RULE] = RULES,
		[NFSL_A_INTERNAL] = policy->n_internal,
		[NFSL_A_ALLOW] = policy->n_allow,
	};

	for (; !cursor_end(cursor); cursor.kind++, cursor.index = 0) {
		if (cursor.kind == NFSL_A_RULE)
			while (cursor.index < RULES &&
			       rule_verdict(policy, cursor.index) == VERDICT_ACCEPT)
				cursor.index++;
		if (cursor.index < counts[cursor.kind])
			break;
	}
	return cursor;
}

struct cursor cursor_start(const struct policy *policy)
{
	struct cursor cursor = { .kind = NFSL_A_ZONE };

	return settle(policy, cursor);
}

bool cursor_end(struct cursor cursor)
{
	return cursor.kind > NFSL_A_ALLOW;
}

struct cursor cursor_next(const struct policy *policy, struct cursor cursor)
{
	cursor.index++;
	return settle(policy, cursor);
}

static bool put_zone(struct nlmsghdr *nlh, size_t size, const struct policy_zone *zone)
{
	struct nfsl_zone out = { .zone = zone->zone };

	memcpy(out.pattern, zone->pattern,
	       strnlen(zone->pattern, NFSL_PATTERN_MAX));
	return mnl_attr_put_check(nlh, size, NFSL_A_ZONE, sizeof(out), &out);
}

static bool put_entry(struct nlmsghdr *nlh, size_t size,
		      const struct policy *policy, struct cursor cursor)
{
	struct nfsl_rule rule = { 0 };
	struct nfsl_prefix prefix;
	struct nfsl_allow allow;

	switch (cursor.kind) {
	case NFSL_A_ZONE:
		return put_zone(nlh, size, &policy->zones[cursor.index]);
	case NFSL_A_RULE:
		rule.direction = (uint8_t)(cursor.index / REASON_COUNT);
		rule.reason = (uint8_t)(cursor.index % REASON_COUNT);
		rule.verdict = rule_verdict(policy, cursor.index);
		return mnl_attr_put_check(nlh, size, NFSL_A_RULE, sizeof(rule),
					  &rule);
	case NFSL_A_INTERNAL:
		prefix = prefix_out(&policy->internal[cursor.index].prefix);
		return mnl_attr_put_check(nlh, size, NFSL_A_INTERNAL,
					  sizeof(prefix), &prefix);
	default:
		allow.from = prefix_out(&policy->allow[cursor.index].pair.from);
		allow.to = prefix_out(&policy->allow[cursor.index].pair.to);
		return mnl_attr_put_check(nlh, size, NFSL_A_ALLOW,
					  sizeof(allow), &allow);
	}
}

struct cursor encode_entries(struct nlmsghdr *nlh, size_t size,
			     const struct policy *policy, struct cursor cursor)
{
	while (!cursor_end(cursor) && put_entry(nlh, size, policy, cursor))
		cursor = cursor_next(policy, cursor);
	return cursor;
}

static void name_entry(const struct policy *policy, struct cursor cursor,
		       char *text, size_t size)
{
	const char *kind = "";
	unsigned int line = 0;

	switch (cursor.kind) {
	case NFSL_A_RULE:
		snprintf(text, size, "rule %s.%s",
			 direction_name(cursor.index / REASON_COUNT),
			 reason_name(cursor.index % REASON_COUNT));
		return;
	case NFSL_A_ZONE:
		kind = "zone";
		line = policy->zones[cursor.index].line;
		break;
	case NFSL_A_INTERNAL:
		kind = "internal";
		line = policy->internal[cursor.index].line;
		break;
	case NFSL_A_ALLOW:
		kind = "allow";
		line = policy->allow[cursor.index].line;
		break;
	}
	if (policy->path && line)
		snprintf(text, size, "%s entry %zu (%s:%u)", kind,
			 cursor.index + 1, policy->path, line);
	else
		snprintf(text, size, "%s entry %zu", kind, cursor.index + 1);
}

bool encode_blame(const struct nlmsghdr *nlh, const struct policy *policy,
		  struct cursor cursor, uint32_t offset, char *text, size_t size)
{
	const struct nlattr *attr;
	size_t begin;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (cursor_end(cursor))
			return false;
		begin = (size_t)((const char *)attr - (const char *)nlh);
		if (offset >= begin && offset < begin + attr->nla_len) {
			name_entry(policy, cursor, text, size);
			return true;
		}
		cursor = cursor_next(policy, cursor);
	}
	return false;
}

/* Room for one more item in an array of @count; NULL if there is no memory. */
static void *grow(void *array, size_t item, size_t count, size_t *places)
{
	size_t more = *places ? 2 * *places : 64;
	void *bigger;

	if (count < *places)
		return array;
	bigger = reallocarray(array, more, item);
	if (bigger)
		*places = more;
	return bigger;
}

static int add_zone(struct policy_reader *reader, const struct nfsl_zone *in)
{
	struct policy *policy = reader->policy;
	struct policy_zone *zones;

	if (in->zone != ZONE_EXTERNAL && in->zone != ZONE_INTERNAL)
		return -1;
	if (!in->pattern[0] || in->pattern[NFSL_PATTERN_MAX])
		return -1;
	zones = grow(policy->zones, sizeof(*zones), policy->n_zones,
		     &reader->zones);
	if (!zones)
		return -1;
	policy->zones = zones;
	zones += policy->n_zones++;
	memset(zones, 0, sizeof(*zones));
	memcpy(zones->pattern, in->pattern, NFSL_PATTERN_MAX);
	zones->zone = in->zone;
	return 0;
}

static int add_rule(struct policy_reader *reader, const struct nfsl_rule *in)
{
	if (in->direction >= DIRECTION_COUNT || in->reason >= REASON_COUNT ||
	    in->reason < REASON_FIRST_RULED || in->verdict >= VERDICT_COUNT)
		return -1;
	reader->policy->verdict[in->direction][in->reason] = in->verdict;
	return 0;
}

static int add_internal(struct policy_reader *reader, const struct nfsl_prefix *in)
{
	struct policy *policy = reader->policy;
	struct policy_prefix *list;

	list = grow(policy->internal, sizeof(*list), policy->n_internal,
		    &reader->internal);
	if (!list)
		return -1;
	policy->internal = list;
	list += policy->n_internal;
	memset(list, 0, sizeof(*list));
	if (prefix_in(in, &list->prefix) < 0)
		return -1;
	policy->n_internal++;
	return 0;
}

static int add_allow(struct policy_reader *reader, const struct nfsl_allow *in)
{
	struct policy *policy = reader->policy;
	struct policy_allow *list;

	list = grow(policy->allow, sizeof(*list), policy->n_allow,
		    &reader->allow);
	if (!list)
		return -1;
	policy->allow = list;
	list += policy->n_allow;
	memset(list, 0, sizeof(*list));
	if (prefix_in(&in->from, &list->pair.from) < 0 ||
	    prefix_in(&in->to, &list->pair.to) < 0)
		return -1;
	policy->n_allow++;
	return 0;
}

/* An attribute of exactly @size bytes, copied to be aligned. */
static int exactly(const struct nlattr *attr, void *out, size_t size)
{
	if (mnl_attr_get_payload_len(attr) != size)
		return -1;
	memcpy(out, mnl_attr_get_payload(attr), size);
	return 0;
}

static int decode_entry(const struct nlattr *attr, struct policy_reader *reader)
{
	union {
		struct nfsl_zone zone;
		struct nfsl_rule rule;
		struct nfsl_prefix prefix;
		struct nfsl_allow allow;
	} in;

	switch (mnl_attr_get_type(attr)) {
	case NFSL_A_ZONE:
		return exactly(attr, &in, sizeof(in.zone)) ? -1 :
			add_zone(reader, &in.zone);
	case NFSL_A_RULE:
		return exactly(attr, &in, sizeof(in.rule)) ? -1 :
			add_rule(reader, &in.rule);
	case NFSL_A_INTERNAL:
		return exactly(attr, &in, sizeof(in.prefix)) ? -1 :
			add_internal(reader, &in.prefix);
	case NFSL_A_ALLOW:
		return exactly(attr, &in, sizeof(in.allow)) ? -1 :
			add_allow(reader, &in.allow);
	}
	return 0;
}

int decode_policy(const struct nlmsghdr *nlh, struct policy_reader *reader)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (decode_entry(attr, reader) < 0)
			return -1;
	return 0;
}
