// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy_draft.c - a policy being built: entries are checked as they come
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "policy.h"

/* A policy that is being built, and how many elements its lists can hold. */
struct nfsl_draft {
	struct nfsl_policy *policy;
	u32 capacity_zones;
	u32 capacity_internal;
	u32 capacity_allow;
};

struct nfsl_draft *nfsl_draft_new(void)
{
	struct nfsl_draft *draft;

	draft = kzalloc(sizeof(*draft), GFP_KERNEL_ACCOUNT);
	if (!draft)
		return NULL;
	draft->policy = kvzalloc(sizeof(*draft->policy),
				 GFP_KERNEL_ACCOUNT);
	if (!draft->policy) {
		kfree(draft);
		return NULL;
	}
	/* freed after a grace period, in softirq context */
	xa_init_flags(&draft->policy->known, XA_FLAGS_LOCK_BH);
	return draft;
}

void nfsl_draft_free(struct nfsl_draft *draft)
{
	if (!draft)
		return;
	nfsl_policy_free(draft->policy);
	kfree(draft);
}

/* Have space for one more element; capacity doubles. */
static int list_grow(void **list, u32 used, u32 *capacity, size_t size)
{
	u32 more = *capacity ? *capacity * 2 : 16;
	void *bigger;

	if (used < *capacity)
		return 0;
	bigger = kvmalloc_array(more, size, GFP_KERNEL_ACCOUNT);
	if (!bigger)
		return -ENOMEM;
	if (used)
		memcpy(bigger, *list, used * size);
	kvfree(*list);
	*list = bigger;
	*capacity = more;
	return 0;
}

/* Is @p an interface name, or a prefix of one and '*'? NUL-padded to the end. */
static bool pattern_valid(const char *p, size_t size)
{
	size_t len = strnlen(p, size);
	size_t i;

	if (!len || len == size || memchr_inv(p + len, 0, size - len))
		return false;
	for (i = 0; i < len; i++) {
		if (p[i] <= ' ' || p[i] == '/' || p[i] == ':' || p[i] > '~')
			return false;
		if (p[i] == '*' && i + 1 < len)
			return false;
	}
	return true;
}

int nfsl_draft_zone(struct nfsl_draft *draft,
		    const struct nfsl_zone *zone,
		    const struct nlattr *attr,
		    struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = draft->policy;
	u32 i;

	if (!pattern_valid(zone->pattern, sizeof(zone->pattern))) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "zone pattern is neither an interface name nor a prefix and '*'");
		return -EINVAL;
	}
	if (zone->zone != ZONE_EXTERNAL && zone->zone != ZONE_INTERNAL) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "zone is neither external nor internal");
		return -EINVAL;
	}
	if (memchr_inv(zone->pad, 0, sizeof(zone->pad))) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "non-zero padding after zone");
		return -EINVAL;
	}
	for (i = 0; i < policy->n_zones; i++) {
		if (strcmp(policy->zones[i].pattern, zone->pattern))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr, "duplicate zone pattern");
		return -EEXIST;
	}
	if (policy->n_zones == NFSL_PATTERNS_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many zone patterns");
		return -E2BIG;
	}
	if (list_grow((void **)&policy->zones, policy->n_zones,
		      &draft->capacity_zones, sizeof(*policy->zones)))
		return -ENOMEM;
	policy->zones[policy->n_zones++] = *zone;
	return 0;
}

/* Does the limit or queue exist that @rule needs? */
static int rule_complete(const struct nfsl_policy *policy,
			 const struct nfsl_rule *rule,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	if (rule->verdict == VERDICT_LIMIT ?
	    !rule->limit || rule->limit > policy->n_limits : rule->limit) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "rule with an unknown limit, or a limit without verdict limit");
		return -EINVAL;
	}
	if (rule->verdict == VERDICT_QUEUE && !policy->has_queue) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "rule with verdict queue, but no queue is set");
		return -EINVAL;
	}
	return 0;
}

int nfsl_draft_rule(struct nfsl_draft *draft,
		    const struct nfsl_rule *rule,
		    const struct nlattr *attr,
		    struct netlink_ext_ack *extack)
{
	struct ruleset *ruleset = &draft->policy->ruleset;

	if (rule->direction >= DIRECTION_COUNT) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "unknown direction in rule");
		return -EINVAL;
	}
	if (!reason_known(rule->reason)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "unknown reason in rule");
		return -EINVAL;
	}
	if (rule->reason < REASON_FIRST_RULED) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "rule for a reason that always passes");
		return -EINVAL;
	}
	if (rule->verdict >= VERDICT_COUNT) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "unknown verdict in rule");
		return -EINVAL;
	}
	if (rule_complete(draft->policy, rule, attr, extack))
		return -EINVAL;
	ruleset->verdict[rule->direction][rule->reason] = rule->verdict;
	ruleset->limit[rule->direction][rule->reason] = rule->limit;
	return 0;
}

int nfsl_draft_limit(struct nfsl_draft *draft,
		     const struct nfsl_limit *limit,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = draft->policy;

	if (!limit->rate || limit->rate > NFSL_LIMIT_RATE_MAX ||
	    !limit->burst || limit->burst > NFSL_LIMIT_BURST_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "rate or burst of limit is out of range");
		return -EINVAL;
	}
	if (policy->n_limits == NFSL_LIMITS_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many limits");
		return -E2BIG;
	}
	policy->ruleset.limits[policy->n_limits] = limit_compile(limit);
	policy->limits[policy->n_limits++] = *limit;
	return 0;
}

int nfsl_draft_queue(struct nfsl_draft *draft,
		     const struct nfsl_queue *queue,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	if (queue->open > 1 || queue->pad) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "queue is neither open nor closed, or has non-zero padding");
		return -EINVAL;
	}
	if (draft->policy->has_queue) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "duplicate queue");
		return -EEXIST;
	}
	draft->policy->queue = *queue;
	draft->policy->has_queue = true;
	return 0;
}

int nfsl_draft_tracking(struct nfsl_draft *draft,
			const struct nfsl_tracking *tracking,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	const u32 *size[] = { &tracking->outside, &tracking->inside };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(size); i++) {
		if (!*size[i] || (*size[i] >= NFSL_TRACKING_MIN &&
				  *size[i] <= NFSL_TRACKING_MAX))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "size of source table is out of range");
		return -EINVAL;
	}
	draft->policy->tracking = *tracking;
	return 0;
}

int nfsl_draft_flows(struct nfsl_draft *draft, u32 flows,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	if (flows > NFSL_FLOWS_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "size of flow tables is out of range");
		return -EINVAL;
	}
	draft->policy->flows = flows;
	draft->policy->has_flows = true;
	return 0;
}

int nfsl_draft_flags(struct nfsl_draft *draft, u32 flags,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	if (flags & ~(NFSL_FLAG_DEFRAG | NFSL_FLAG_UNNAMED_OFF)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "unknown flag");
		return -EINVAL;
	}
	draft->policy->flags = flags;
	return 0;
}

int nfsl_draft_signature(struct nfsl_draft *draft,
			 const struct nfsl_signature *signature,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	struct signatures *set = &draft->policy->ruleset.signatures;
	u32 i;

	if (!signature_valid(signature)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "invalid name, port, length or match in signature");
		return -EINVAL;
	}
	for (i = 0; i < set->count; i++) {
		if (strcmp(set->list[i].name, signature->name))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "duplicate signature name");
		return -EEXIST;
	}
	if (set->count == NFSL_SIGNATURES_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many signatures");
		return -E2BIG;
	}
	if (signatures_add(set, signature)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "signatures of one port have too many matches");
		return -E2BIG;
	}
	return 0;
}

static int prefix_parse(const struct nfsl_prefix *from, struct prefix *to,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	if (from->length > 128) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "prefix longer than 128 bits");
		return -EINVAL;
	}
	if (memchr_inv(from->pad, 0, sizeof(from->pad))) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "non-zero padding after prefix");
		return -EINVAL;
	}
	to->addr = address_load(from->address);
	to->len = from->length;
	if (!prefix_valid(to)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "prefix has host bits set");
		return -EINVAL;
	}
	return 0;
}

int nfsl_draft_internal(struct nfsl_draft *draft,
			const struct nfsl_prefix *prefix,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = draft->policy;
	struct prefix to;

	if (prefix_parse(prefix, &to, attr, extack))
		return -EINVAL;
	if (policy->n_internal == NFSL_INTERNAL_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many internal prefixes");
		return -E2BIG;
	}
	if (list_grow((void **)&policy->internal, policy->n_internal,
		      &draft->capacity_internal, sizeof(*policy->internal)))
		return -ENOMEM;
	policy->internal[policy->n_internal++] = to;
	return 0;
}

int nfsl_draft_allow(struct nfsl_draft *draft,
		     const struct nfsl_allow *allow,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = draft->policy;
	struct pair pair = {};

	if (prefix_parse(&allow->from, &pair.from, attr, extack) ||
	    prefix_parse(&allow->to, &pair.to, attr, extack))
		return -EINVAL;
	if (policy->n_allow == NFSL_ALLOW_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many allow entries");
		return -E2BIG;
	}
	if (list_grow((void **)&policy->allow, policy->n_allow,
		      &draft->capacity_allow, sizeof(*policy->allow)))
		return -ENOMEM;
	policy->allow[policy->n_allow++] = pair;
	return 0;
}

struct nfsl_policy *nfsl_draft_finalize(struct nfsl_draft *draft,
					struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = draft->policy;
	int err;

	draft->policy = NULL;
	nfsl_draft_free(draft);

	err = nfsl_policy_finalize(policy, extack);
	if (err) {
		nfsl_policy_free(policy);
		return ERR_PTR(err);
	}
	return policy;
}
