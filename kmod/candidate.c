// SPDX-License-Identifier: GPL-2.0-only
/*
 * candidate.c - a policy in the making: entries are checked as they come
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "policy.h"

/* A policy that still grows, and the room its lists have. */
struct nfsl_candidate {
	struct nfsl_policy *policy;
	u32 room_zones;
	u32 room_internal;
	u32 room_allow;
};

struct nfsl_candidate *nfsl_candidate_new(void)
{
	struct nfsl_candidate *candidate;

	candidate = kzalloc(sizeof(*candidate), GFP_KERNEL_ACCOUNT);
	if (!candidate)
		return NULL;
	candidate->policy = kvzalloc(sizeof(*candidate->policy),
				     GFP_KERNEL_ACCOUNT);
	if (!candidate->policy) {
		kfree(candidate);
		return NULL;
	}
	return candidate;
}

void nfsl_candidate_free(struct nfsl_candidate *candidate)
{
	if (!candidate)
		return;
	nfsl_policy_free(candidate->policy);
	kfree(candidate);
}

/* Make room for one more element in a list that doubles. */
static int list_grow(void **list, u32 used, u32 *room, size_t size)
{
	u32 more = *room ? *room * 2 : 16;
	void *bigger;

	if (used < *room)
		return 0;
	bigger = kvmalloc_array(more, size, GFP_KERNEL_ACCOUNT);
	if (!bigger)
		return -ENOMEM;
	if (used)
		memcpy(bigger, *list, used * size);
	kvfree(*list);
	*list = bigger;
	*room = more;
	return 0;
}

/* Is @p a name, or the beginning of one and '*'? NUL-padded to the end. */
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

int nfsl_candidate_zone(struct nfsl_candidate *candidate,
			const struct nfsl_zone *zone,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = candidate->policy;
	u32 i;

	if (!pattern_valid(zone->pattern, sizeof(zone->pattern))) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "zone pattern is not an interface name or its beginning and '*'");
		return -EINVAL;
	}
	if (zone->zone != ZONE_EXTERNAL && zone->zone != ZONE_INTERNAL) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "zone is neither external nor internal");
		return -EINVAL;
	}
	if (memchr_inv(zone->pad, 0, sizeof(zone->pad))) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "zone with litter behind it");
		return -EINVAL;
	}
	for (i = 0; i < policy->n_zones; i++) {
		if (strcmp(policy->zones[i].pattern, zone->pattern))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr, "zone pattern is there twice");
		return -EEXIST;
	}
	if (policy->n_zones == NFSL_PATTERNS_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many zone patterns");
		return -E2BIG;
	}
	if (list_grow((void **)&policy->zones, policy->n_zones,
		      &candidate->room_zones, sizeof(*policy->zones)))
		return -ENOMEM;
	policy->zones[policy->n_zones++] = *zone;
	return 0;
}

/* Does the verdict of @rule have what it needs? */
static int rule_complete(const struct nfsl_policy *policy,
			 const struct nfsl_rule *rule,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	if (rule->verdict == VERDICT_LIMIT ?
	    !rule->limit || rule->limit > policy->n_limits : rule->limit) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "rule with a limit that is not there, or not for it");
		return -EINVAL;
	}
	if (rule->verdict == VERDICT_QUEUE && !policy->has_queue) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "rule that queues, and there is no queue");
		return -EINVAL;
	}
	return 0;
}

int nfsl_candidate_rule(struct nfsl_candidate *candidate,
			const struct nfsl_rule *rule,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct ruleset *ruleset = &candidate->policy->ruleset;

	if (rule->direction >= DIRECTION_COUNT) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "rule with an unknown direction");
		return -EINVAL;
	}
	if (!reason_known(rule->reason)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "rule with an unknown reason");
		return -EINVAL;
	}
	if (rule->reason < REASON_FIRST_RULED) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "rule for packets that policy does not decide on");
		return -EINVAL;
	}
	if (rule->verdict >= VERDICT_COUNT) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "rule with an unknown verdict");
		return -EINVAL;
	}
	if (rule_complete(candidate->policy, rule, attr, extack))
		return -EINVAL;
	ruleset->verdict[rule->direction][rule->reason] = rule->verdict;
	ruleset->limit[rule->direction][rule->reason] = rule->limit;
	return 0;
}

int nfsl_candidate_limit(struct nfsl_candidate *candidate,
			 const struct nfsl_limit *limit,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = candidate->policy;

	if (!limit->rate || limit->rate > NFSL_LIMIT_RATE_MAX ||
	    !limit->burst || limit->burst > NFSL_LIMIT_BURST_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "limit with a rate or a burst out of range");
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

int nfsl_candidate_queue(struct nfsl_candidate *candidate,
			 const struct nfsl_queue *queue,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	if (queue->open > 1 || queue->pad) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "queue that is neither open nor closed");
		return -EINVAL;
	}
	if (candidate->policy->has_queue) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "there can be only one queue");
		return -EEXIST;
	}
	candidate->policy->queue = *queue;
	candidate->policy->has_queue = true;
	return 0;
}

int nfsl_candidate_tracking(struct nfsl_candidate *candidate,
			    const struct nfsl_tracking *tracking,
			    const struct nlattr *attr,
			    struct netlink_ext_ack *extack)
{
	const u32 *places[] = { &tracking->outside, &tracking->inside };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		if (!*places[i] || (*places[i] >= NFSL_TRACKING_MIN &&
				    *places[i] <= NFSL_TRACKING_MAX))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "source table with a size out of range");
		return -EINVAL;
	}
	candidate->policy->tracking = *tracking;
	return 0;
}

int nfsl_candidate_flags(struct nfsl_candidate *candidate, u32 flags,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	if (flags & ~NFSL_FLAG_DEFRAG) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "unknown flag");
		return -EINVAL;
	}
	candidate->policy->flags = flags;
	return 0;
}

int nfsl_candidate_signature(struct nfsl_candidate *candidate,
			     const struct nfsl_signature *signature,
			     const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	struct signatures *set = &candidate->policy->ruleset.signatures;
	u32 i;

	if (!signature_valid(signature)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "signature with a port, length or match that cannot be");
		return -EINVAL;
	}
	for (i = 0; i < set->count; i++) {
		if (strcmp(set->list[i].name, signature->name))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "signature with a name that is there already");
		return -EEXIST;
	}
	if (set->count == NFSL_SIGNATURES_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many signatures");
		return -E2BIG;
	}
	signatures_add(set, signature);
	return 0;
}

static int prefix_take(const struct nfsl_prefix *from, struct prefix *to,
		       const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	if (from->length > 128) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "prefix longer than 128 bits");
		return -EINVAL;
	}
	if (memchr_inv(from->pad, 0, sizeof(from->pad))) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "prefix with litter behind it");
		return -EINVAL;
	}
	to->addr = address_load(from->address);
	to->len = from->length;
	if (!prefix_valid(to)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "prefix has host bits");
		return -EINVAL;
	}
	return 0;
}

int nfsl_candidate_internal(struct nfsl_candidate *candidate,
			    const struct nfsl_prefix *prefix,
			    const struct nlattr *attr,
			    struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = candidate->policy;
	struct pair pair = {};

	if (prefix_take(prefix, &pair.from, attr, extack))
		return -EINVAL;
	if (policy->n_internal == NFSL_INTERNAL_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many internal prefixes");
		return -E2BIG;
	}
	if (list_grow((void **)&policy->internal, policy->n_internal,
		      &candidate->room_internal, sizeof(*policy->internal)))
		return -ENOMEM;
	if (pairs_count(&policy->ruleset.internal, &pair)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "internal prefixes have too many different lengths");
		return -E2BIG;
	}
	policy->internal[policy->n_internal++] = pair.from;
	return 0;
}

int nfsl_candidate_allow(struct nfsl_candidate *candidate,
			 const struct nfsl_allow *allow,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	struct nfsl_policy *policy = candidate->policy;
	struct pair pair = {};

	if (prefix_take(&allow->from, &pair.from, attr, extack) ||
	    prefix_take(&allow->to, &pair.to, attr, extack))
		return -EINVAL;
	if (policy->n_allow == NFSL_ALLOW_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "too many allow entries");
		return -E2BIG;
	}
	if (list_grow((void **)&policy->allow, policy->n_allow,
		      &candidate->room_allow, sizeof(*policy->allow)))
		return -ENOMEM;
	if (pairs_count(&policy->ruleset.allow, &pair)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "allow entries have too many different pairs of lengths");
		return -E2BIG;
	}
	policy->allow[policy->n_allow++] = pair;
	return 0;
}

struct nfsl_policy *nfsl_candidate_seal(struct nfsl_candidate *candidate)
{
	struct nfsl_policy *policy = candidate->policy;
	int err;

	candidate->policy = NULL;
	nfsl_candidate_free(candidate);

	err = nfsl_policy_seal(policy);
	if (err) {
		nfsl_policy_free(policy);
		return ERR_PTR(err);
	}
	return policy;
}
