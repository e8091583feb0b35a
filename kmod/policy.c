// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy.c - the immutable ruleset, from candidate to grave
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "devices.h"
#include "policy.h"

/* A policy that still grows, and the room its lists have. */
struct nfsl_candidate {
	struct nfsl_policy *policy;
	u32 room_zones;
	u32 room_internal;
	u32 room_allow;
};

static void pairs_free(struct pairs *set)
{
	kvfree(set->slot);
}

void nfsl_policy_free(struct nfsl_policy *policy)
{
	if (!policy)
		return;
	pairs_free(&policy->ruleset.internal);
	pairs_free(&policy->ruleset.allow);
	kvfree(policy->zones);
	kvfree(policy->internal);
	kvfree(policy->allow);
	kvfree(policy);
}

static void policy_free_rcu(struct rcu_head *head)
{
	nfsl_policy_free(container_of(head, struct nfsl_policy, rcu));
}

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

int nfsl_candidate_rule(struct nfsl_candidate *candidate,
			const struct nfsl_rule *rule,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
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
	candidate->policy->ruleset.verdict[rule->direction][rule->reason] =
		rule->verdict;
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

static int pairs_alloc(struct pairs *set)
{
	u32 slots = pairs_layout(set);

	if (!slots)
		return 0;
	set->slot = kvcalloc(slots, sizeof(*set->slot), GFP_KERNEL_ACCOUNT);
	return set->slot ? 0 : -ENOMEM;
}

/* Fill both sets; what is there twice is folded in the lists as well. */
static int policy_index(struct nfsl_policy *policy)
{
	u32 i, kept;

	if (pairs_alloc(&policy->ruleset.internal) ||
	    pairs_alloc(&policy->ruleset.allow))
		return -ENOMEM;

	for (i = kept = 0; i < policy->n_internal; i++) {
		struct pair pair = { .from = policy->internal[i] };

		if (!pairs_insert(&policy->ruleset.internal, &pair, kept))
			policy->internal[kept++] = pair.from;
		cond_resched();
	}
	policy->n_internal = kept;

	for (i = kept = 0; i < policy->n_allow; i++) {
		struct pair pair = policy->allow[i];

		if (!pairs_insert(&policy->ruleset.allow, &pair, kept))
			policy->allow[kept++] = pair;
		cond_resched();
	}
	policy->n_allow = kept;
	return 0;
}

static u64 policy_digest(const struct nfsl_policy *policy)
{
	u64 sum = 0;
	u32 d, i;
	u8 verdict;

	for (i = 0; i < policy->n_zones; i++)
		sum += digest_zone(policy->zones[i].zone,
				   policy->zones[i].pattern,
				   strlen(policy->zones[i].pattern));
	for (d = 0; d < DIRECTION_COUNT; d++) {
		for (i = 0; i < REASON_COUNT; i++) {
			verdict = policy->ruleset.verdict[d][i];
			if (verdict != VERDICT_ACCEPT)
				sum += digest_rule(d, i, verdict,
						   policy->ruleset.limit[d][i]);
		}
	}
	for (i = 0; i < policy->n_internal; i++)
		sum += digest_internal(&policy->internal[i]);
	for (i = 0; i < policy->n_allow; i++)
		sum += digest_allow(&policy->allow[i]);
	return sum;
}

struct nfsl_policy *nfsl_candidate_seal(struct nfsl_candidate *candidate)
{
	struct nfsl_policy *policy = candidate->policy;
	int err;

	candidate->policy = NULL;
	nfsl_candidate_free(candidate);

	err = policy_index(policy);
	if (err) {
		nfsl_policy_free(policy);
		return ERR_PTR(err);
	}
	policy->digest = policy_digest(policy);
	return policy;
}

struct nfsl_policy *nfsl_policy_builtin(void)
{
	static const struct nfsl_zone everywhere = {
		.pattern = "*", .zone = ZONE_EXTERNAL
	};
	struct nfsl_candidate *candidate = nfsl_candidate_new();
	u32 d, i;
	int err;

	if (!candidate)
		return ERR_PTR(-ENOMEM);
	err = nfsl_candidate_zone(candidate, &everywhere, NULL, NULL);
	if (err) {
		nfsl_candidate_free(candidate);
		return ERR_PTR(err);
	}
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (i = REASON_FIRST_RULED; i < REASON_COUNT; i++)
			if (reason_known(i))
				candidate->policy->ruleset.verdict[d][i] =
					ruleset_default(i);
	return nfsl_candidate_seal(candidate);
}

enum slammer_zone nfsl_policy_zone(const struct nfsl_policy *policy,
				   const char *name)
{
	enum slammer_zone zone = ZONE_NONE;
	size_t len, best = 0;
	u32 i;

	for (i = 0; i < policy->n_zones; i++) {
		const struct nfsl_zone *z = &policy->zones[i];

		if (!strcmp(z->pattern, name))
			return z->zone;
		len = strlen(z->pattern);
		if (z->pattern[len - 1] == '*' && len > best &&
		    !strncmp(z->pattern, name, len - 1)) {
			best = len;
			zone = z->zone;
		}
	}
	return zone;
}

int nfsl_policy_publish(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	struct nfsl_policy *old = rtnl_dereference(nn->policy);
	int err;

	err = nfsl_net_prepare(nn);
	if (!err)
		err = nfsl_devices_adopt(nn, policy);
	if (err) {
		nfsl_policy_free(policy);
		return err;
	}

	policy->generation = ++nn->generation;
	rcu_assign_pointer(nn->policy, policy);
	nfsl_devices_release(nn);
	if (old)
		call_rcu(&old->rcu, policy_free_rcu);
	return 0;
}
