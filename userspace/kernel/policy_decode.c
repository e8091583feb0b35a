// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_decode.c - attributes -> the active policy, as a model */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "kernel/internal.h"

static int prefix_in(const struct nfsl_prefix *in, struct prefix *prefix)
{
	prefix->addr = address_load(in->address);
	prefix->len = in->length;
	return prefix_valid(prefix) ? 0 : -1;
}

static int add_zone(struct policy_reader *reader, const struct nfsl_zone *in)
{
	struct policy *policy = reader->policy;
	struct policy_zone *zone;

	if (in->zone != ZONE_EXTERNAL && in->zone != ZONE_INTERNAL)
		return -1;
	if (!in->pattern[0] || in->pattern[NFSL_PATTERN_MAX])
		return -1;
	if (array_grow(&policy->zones, &reader->zones, policy->n_zones))
		return -1;
	zone = &policy->zones[policy->n_zones++];
	memset(zone, 0, sizeof(*zone));
	memcpy(zone->pattern, in->pattern, NFSL_PATTERN_MAX);
	zone->zone = in->zone;
	return 0;
}

static int add_rule(struct policy_reader *reader, const struct nfsl_rule *in)
{
	struct policy *policy = reader->policy;

	if (in->direction >= DIRECTION_COUNT || in->reason >= REASON_COUNT ||
	    in->reason < REASON_FIRST_RULED || in->verdict >= VERDICT_COUNT)
		return -1;
	/* limits precede the rules that use them */
	if (in->limit > policy->n_limits ||
	    !in->limit == (in->verdict == VERDICT_LIMIT))
		return -1;
	policy->verdict[in->direction][in->reason] = in->verdict;
	policy->limit[in->direction][in->reason] = in->limit;
	return 0;
}

static int add_limit(struct policy_reader *reader, const struct nfsl_limit *in)
{
	struct policy *policy = reader->policy;

	if (policy->n_limits == NFSL_LIMITS_MAX ||
	    !in->rate || in->rate > NFSL_LIMIT_RATE_MAX ||
	    !in->burst || in->burst > NFSL_LIMIT_BURST_MAX)
		return -1;
	policy->limits[policy->n_limits++] = *in;
	return 0;
}

static int add_signature(struct policy_reader *reader,
			 const struct nfsl_signature *in)
{
	struct policy *policy = reader->policy;
	struct policy_signature *signature;

	if (!signature_valid(in) || policy->n_signatures == NFSL_SIGNATURES_MAX)
		return -1;
	if (array_grow(&policy->signatures, &reader->signatures,
		       policy->n_signatures))
		return -1;
	signature = &policy->signatures[policy->n_signatures++];
	memset(signature, 0, sizeof(*signature));
	signature->signature = *in;
	return 0;
}

static int add_internal(struct policy_reader *reader, const struct nfsl_prefix *in)
{
	struct policy *policy = reader->policy;
	struct policy_prefix *prefix;

	if (array_grow(&policy->internal, &reader->internal,
		       policy->n_internal))
		return -1;
	prefix = &policy->internal[policy->n_internal];
	memset(prefix, 0, sizeof(*prefix));
	if (prefix_in(in, &prefix->prefix) < 0)
		return -1;
	policy->n_internal++;
	return 0;
}

static int add_allow(struct policy_reader *reader, const struct nfsl_allow *in)
{
	struct policy *policy = reader->policy;
	struct policy_allow *allow;

	if (array_grow(&policy->allow, &reader->allow, policy->n_allow))
		return -1;
	allow = &policy->allow[policy->n_allow];
	memset(allow, 0, sizeof(*allow));
	if (prefix_in(&in->from, &allow->pair.from) < 0 ||
	    prefix_in(&in->to, &allow->pair.to) < 0)
		return -1;
	policy->n_allow++;
	return 0;
}

/* Copy an attribute of exactly @size bytes, so that it is aligned. */
static int copy_exact(const struct nlattr *attr, void *out, size_t size)
{
	if (mnl_attr_get_payload_len(attr) != size)
		return -1;
	memcpy(out, mnl_attr_get_payload(attr), size);
	return 0;
}

static int decode_entry(const struct nlattr *attr, struct policy_reader *reader)
{
	struct policy *policy = reader->policy;
	union {
		uint32_t flags;
		struct nfsl_limit limit;
		struct nfsl_zone zone;
		struct nfsl_rule rule;
		struct nfsl_prefix prefix;
		struct nfsl_signature signature;
		struct nfsl_allow allow;
	} in;

	switch (mnl_attr_get_type(attr)) {
	case NFSL_A_FLAGS:
		if (copy_exact(attr, &in, sizeof(in.flags)))
			return -1;
		policy->defrag = in.flags & NFSL_FLAG_DEFRAG;
		policy->unnamed_off = in.flags & NFSL_FLAG_UNNAMED_OFF;
		return 0;
	case NFSL_A_TRACKING:
		return copy_exact(attr, &policy->tracking,
				  sizeof(policy->tracking));
	case NFSL_A_FLOWS:
		return copy_exact(attr, &policy->flows, sizeof(policy->flows));
	case NFSL_A_QUEUE:
		return copy_exact(attr, &policy->queue, sizeof(policy->queue));
	case NFSL_A_LIMIT:
		return copy_exact(attr, &in, sizeof(in.limit)) ? -1 :
			add_limit(reader, &in.limit);
	case NFSL_A_ZONE:
		return copy_exact(attr, &in, sizeof(in.zone)) ? -1 :
			add_zone(reader, &in.zone);
	case NFSL_A_RULE:
		return copy_exact(attr, &in, sizeof(in.rule)) ? -1 :
			add_rule(reader, &in.rule);
	case NFSL_A_INTERNAL:
		return copy_exact(attr, &in, sizeof(in.prefix)) ? -1 :
			add_internal(reader, &in.prefix);
	case NFSL_A_SIGNATURE:
		return copy_exact(attr, &in, sizeof(in.signature)) ? -1 :
			add_signature(reader, &in.signature);
	case NFSL_A_ALLOW:
		return copy_exact(attr, &in, sizeof(in.allow)) ? -1 :
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
