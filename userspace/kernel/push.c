// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * push.c - a policy into the kernel: begin, add its entries, commit; abort on error
 *
 * Entries are sent in the order in which the module needs them. If it refuses one,
 * the message names that entry, by its file and line.
 */
#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/names.h"
#include "kernel/internal.h"

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

static uint8_t rule_verdict(const struct policy *policy, size_t index)
{
	return policy->verdict[index / REASON_COUNT][index % REASON_COUNT];
}

static bool tracking_set(const struct policy *policy)
{
	return policy->tracking.outside || policy->tracking.inside;
}

/* In the order in which they are pushed: rules after the limits they use. */
static const struct kind {
	uint16_t type;
	const char *name;
	bool single;		/* at most one of them */
} kinds[] = {
	{ NFSL_A_FLAGS, "defrag", true },
	{ NFSL_A_TRACKING, "tracking", true },
	{ NFSL_A_FLOWS, "tracking.flows", true },
	{ NFSL_A_QUEUE, "queue", true },
	{ NFSL_A_LIMIT, "limit", false },
	{ NFSL_A_ZONE, "zone", false },
	{ NFSL_A_RULE, "rule", false },
	{ NFSL_A_INTERNAL, "internal", false },
	{ NFSL_A_SIGNATURE, "signature", false },
	{ NFSL_A_ALLOW, "allow", false },
};
#define KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static size_t count_of(const struct policy *policy, uint16_t type)
{
	switch (type) {
	case NFSL_A_FLAGS:
		return policy_flags(policy) != 0;
	case NFSL_A_TRACKING:
		return tracking_set(policy);
	case NFSL_A_FLOWS:
		return policy->flows != POLICY_FLOWS_DEFAULT;
	case NFSL_A_QUEUE:
		return policy_queues(policy);
	case NFSL_A_LIMIT:
		return policy->n_limits;
	case NFSL_A_ZONE:
		return policy->n_zones;
	case NFSL_A_RULE:
		return RULES;
	case NFSL_A_INTERNAL:
		return policy->n_internal;
	case NFSL_A_SIGNATURE:
		return policy->n_signatures;
	}
	return policy->n_allow;
}

/* The first entry from @cursor on, or the end. */
static struct cursor skip_to_entry(const struct policy *policy, struct cursor cursor)
{
	for (; !cursor_end(cursor); cursor.kind++, cursor.index = 0) {
		if (kinds[cursor.kind].type == NFSL_A_RULE)
			while (cursor.index < RULES &&
			       rule_verdict(policy, cursor.index) == VERDICT_ACCEPT)
				cursor.index++;
		if (cursor.index < count_of(policy, kinds[cursor.kind].type))
			break;
	}
	return cursor;
}

struct cursor cursor_start(const struct policy *policy)
{
	struct cursor cursor = { 0 };

	return skip_to_entry(policy, cursor);
}

bool cursor_end(struct cursor cursor)
{
	return cursor.kind == KINDS;
}

struct cursor cursor_next(const struct policy *policy, struct cursor cursor)
{
	cursor.index++;
	return skip_to_entry(policy, cursor);
}

/* An entry as it is sent. */
struct outgoing {
	const void *bytes;
	size_t size;
	union {
		uint32_t flags;
		struct nfsl_zone zone;
		struct nfsl_rule rule;
		struct nfsl_prefix prefix;
		struct nfsl_allow allow;
	};
};

static void zone_out(const struct policy_zone *zone, struct nfsl_zone *out)
{
	memset(out, 0, sizeof(*out));
	out->zone = zone->zone;
	memcpy(out->pattern, zone->pattern,
	       strnlen(zone->pattern, NFSL_PATTERN_MAX));
}

static void rule_out(const struct policy *policy, size_t index,
		     struct nfsl_rule *out)
{
	out->direction = (uint8_t)(index / REASON_COUNT);
	out->reason = (uint8_t)(index % REASON_COUNT);
	out->verdict = rule_verdict(policy, index);
	out->limit = policy->limit[out->direction][out->reason];
}

#define OUT(out, what)	((out)->bytes = &(what), (out)->size = sizeof(what))

static void entry_out(const struct policy *policy, struct cursor cursor,
		      struct outgoing *out)
{
	switch (kinds[cursor.kind].type) {
	case NFSL_A_FLAGS:
		out->flags = policy_flags(policy);
		OUT(out, out->flags);
		return;
	case NFSL_A_TRACKING:
		OUT(out, policy->tracking);
		return;
	case NFSL_A_FLOWS:
		OUT(out, policy->flows);
		return;
	case NFSL_A_QUEUE:
		OUT(out, policy->queue);
		return;
	case NFSL_A_LIMIT:
		OUT(out, policy->limits[cursor.index]);
		return;
	case NFSL_A_ZONE:
		zone_out(&policy->zones[cursor.index], &out->zone);
		OUT(out, out->zone);
		return;
	case NFSL_A_RULE:
		rule_out(policy, cursor.index, &out->rule);
		OUT(out, out->rule);
		return;
	case NFSL_A_INTERNAL:
		out->prefix = prefix_out(&policy->internal[cursor.index].prefix);
		OUT(out, out->prefix);
		return;
	case NFSL_A_SIGNATURE:
		OUT(out, policy->signatures[cursor.index].signature);
		return;
	}
	out->allow.from = prefix_out(&policy->allow[cursor.index].pair.from);
	out->allow.to = prefix_out(&policy->allow[cursor.index].pair.to);
	OUT(out, out->allow);
}

struct cursor encode_entries(struct nlmsghdr *nlh, size_t size,
			     const struct policy *policy, struct cursor cursor)
{
	struct outgoing out;

	for (; !cursor_end(cursor); cursor = cursor_next(policy, cursor)) {
		entry_out(policy, cursor, &out);
		if (!mnl_attr_put_check(nlh, size, kinds[cursor.kind].type,
					out.size, out.bytes))
			break;
	}
	return cursor;
}

static struct config_position place_of(const struct policy *policy,
				    struct cursor cursor)
{
	switch (kinds[cursor.kind].type) {
	case NFSL_A_FLAGS:
		return policy->defrag ? policy->position.defrag :
					policy->position.unnamed;
	case NFSL_A_TRACKING:
		return policy->position.tracking;
	case NFSL_A_FLOWS:
		return policy->position.flows;
	case NFSL_A_QUEUE:
		return policy->position.queue;
	case NFSL_A_LIMIT:
		return policy->position.limit[cursor.index];
	case NFSL_A_ZONE:
		return policy->zones[cursor.index].position;
	case NFSL_A_INTERNAL:
		return policy->internal[cursor.index].position;
	case NFSL_A_SIGNATURE:
		return policy->signatures[cursor.index].position;
	case NFSL_A_ALLOW:
		return policy->allow[cursor.index].position;
	}
	return (struct config_position){ .line = 0 };
}

static void name_entry(const struct policy *policy, struct cursor cursor,
		       char *text, size_t size)
{
	const struct kind *kind = &kinds[cursor.kind];
	struct config_position place = place_of(policy, cursor);
	const char *file = place.file ? place.file : policy->path;
	const char *name = kind->name;
	char number[32] = "";

	if (kind->type == NFSL_A_FLAGS && !policy->defrag)
		name = "unnamed";
	if (kind->type == NFSL_A_RULE) {
		snprintf(text, size, "rule %s.%s",
			 direction_name((unsigned int)(cursor.index / REASON_COUNT)),
			 reason_name((unsigned int)(cursor.index % REASON_COUNT)));
		return;
	}
	if (!kind->single)
		snprintf(number, sizeof(number), " entry %zu", cursor.index + 1);
	if (file && place.line)
		snprintf(text, size, "%s%s (%s:%u)", name, number, file,
			 place.line);
	else
		snprintf(text, size, "%s%s", name, number);
}

bool entry_at_offset(const struct nlmsghdr *nlh, const struct policy *policy,
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

static int send_command(struct client *client, uint8_t command)
{
	char buf[256] __attribute__((aligned(8)));

	return wire_exchange(client, wire_request(client, buf, command, NLM_F_ACK),
			     NULL, NULL);
}

/* Keeps the first error, which is the cause. */
static void abort_push(struct client *client)
{
	struct error error = client->error;

	send_command(client, NFSL_CMD_POLICY_ABORT);
	client->error = error;
}

/* Prefix the module's text with "allow entry 3 (policy.conf:12): ". */
static void name_refused_entry(struct client *client,
			       const struct nlmsghdr *nlh,
			       const struct policy *policy,
			       struct cursor began)
{
	struct error error = client->error;
	char entry[320];

	if (!client->offset ||
	    !entry_at_offset(nlh, policy, began, client->offset, entry, sizeof(entry)))
		return;
	wire_fail(client, "%s: %s", entry, error.text);
}

static int add_entries(struct client *client, const struct policy *policy)
{
	char buf[WIRE_BATCH_SIZE] __attribute__((aligned(8)));
	struct cursor cursor = cursor_start(policy), began;
	struct nlmsghdr *nlh;

	while (!cursor_end(cursor)) {
		began = cursor;
		nlh = wire_request(client, buf, NFSL_CMD_POLICY_ADD, NLM_F_ACK);
		cursor = encode_entries(nlh, sizeof(buf), policy, cursor);
		if (wire_exchange(client, nlh, NULL, NULL) < 0) {
			name_refused_entry(client, nlh, policy, began);
			return -1;
		}
	}
	return 0;
}

static int on_committed(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	if (decode_status(nlh, arg) < 0)
		return wire_fail(client, "the policy is active, but the module's answer cannot be read");
	return 0;
}

static int commit(struct client *client, uint64_t digest,
		  struct client_status *status)
{
	char buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;

	memset(status, 0, sizeof(*status));
	nlh = wire_request(client, buf, NFSL_CMD_POLICY_COMMIT, NLM_F_ACK);
	mnl_attr_put_u64(nlh, NFSL_A_DIGEST, digest);
	if (wire_exchange(client, nlh, on_committed, status) < 0)
		return -1;
	if (!status->abi)
		return wire_fail(client, "the module did not report which policy is active");
	return 0;
}

int client_push(struct client *client, const struct policy *policy,
		struct client_status *status)
{
	if (send_command(client, NFSL_CMD_POLICY_BEGIN) < 0)
		return -1;
	if (add_entries(client, policy) < 0) {
		abort_push(client);
		return -1;
	}
	/* If it refuses here, the module has ended the transaction itself. */
	return commit(client, policy_digest(policy), status);
}
