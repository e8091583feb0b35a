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
#include "hook.h"
#include "inet.h"
#include "policy.h"
#include "sources.h"

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
	for (i = 0; i < policy->n_limits; i++)
		sum += digest_limit(i + 1, &policy->limits[i]);
	for (i = 0; i < policy->ruleset.signatures.count; i++)
		sum += digest_signature(i, &policy->ruleset.signatures.list[i]);
	if (policy->has_queue)
		sum += digest_queue(&policy->queue);
	if (policy->tracking.outside || policy->tracking.inside)
		sum += digest_tracking(&policy->tracking);
	if (policy->flags)
		sum += digest_flags(policy->flags);
	for (i = 0; i < policy->n_internal; i++)
		sum += digest_internal(&policy->internal[i]);
	for (i = 0; i < policy->n_allow; i++)
		sum += digest_allow(&policy->allow[i]);
	return sum;
}

int nfsl_policy_seal(struct nfsl_policy *policy)
{
	int err = policy_index(policy);

	if (!err)
		policy->digest = policy_digest(policy);
	return err;
}

struct nfsl_policy *nfsl_policy_builtin(void)
{
	static const struct nfsl_zone everywhere = {
		.pattern = "*", .zone = ZONE_EXTERNAL
	};
	struct nfsl_candidate *candidate = nfsl_candidate_new();
	struct nfsl_rule rule = {};
	int err;

	if (!candidate)
		return ERR_PTR(-ENOMEM);
	err = nfsl_candidate_zone(candidate, &everywhere, NULL, NULL);
	for (; rule.direction < DIRECTION_COUNT; rule.direction++) {
		for (rule.reason = REASON_FIRST_RULED;
		     rule.reason < REASON_COUNT && !err; rule.reason++) {
			rule.verdict = ruleset_default(rule.reason);
			if (reason_known(rule.reason))
				err = nfsl_candidate_rule(candidate, &rule,
							  NULL, NULL);
		}
	}
	if (err) {
		nfsl_candidate_free(candidate);
		return ERR_PTR(err);
	}
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

/* Where no policy has signatures: the ports of none. */
static DECLARE_BITMAP(no_ports, 65536);

void nfsl_policy_none(struct nfsl_net *nn)
{
	RCU_INIT_POINTER(nn->ports, no_ports);
}

/* The ports of its signatures; says if there is one that is not that of SSRP. */
static bool ports_fill(struct nfsl_policy *policy)
{
	const struct signatures *set = &policy->ruleset.signatures;
	bool elsewhere = false;
	u32 i;

	for (i = 0; i < set->count; i++) {
		__set_bit((__force u16)htons(set->list[i].port), policy->ports);
		elsewhere |= set->list[i].port != SSRP_PORT;
	}
	return elsewhere;
}

void nfsl_policy_retire(struct nfsl_policy *policy)
{
	if (!policy)
		return;
	if (policy->watches_ports)
		static_branch_dec(&nfsl_signatures_in_use);
	call_rcu(&policy->rcu, policy_free_rcu);
}

int nfsl_policy_publish(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	struct nfsl_policy *old = rtnl_dereference(nn->policy);
	int err;

	err = nfsl_net_prepare(nn);
	if (!err)
		err = nfsl_inet_adopt(nn, policy);
	if (!err)
		err = nfsl_devices_adopt(nn, policy);
	if (!err)
		err = nfsl_sources_resize(nn, policy->tracking.outside,
					  policy->tracking.inside);
	if (err) {
		nfsl_devices_release(nn);
		if (nn->inet)
			nfsl_inet_release(nn, old);
		nfsl_policy_free(policy);
		return err;
	}

	policy->generation = ++nn->generation;
	policy->watches_ports = ports_fill(policy);
	if (policy->watches_ports)
		static_branch_inc(&nfsl_signatures_in_use);
	rcu_assign_pointer(nn->policy, policy);
	rcu_assign_pointer(nn->ports, policy->ports);
	nfsl_devices_release(nn);
	nfsl_inet_release(nn, policy);
	nfsl_policy_retire(old);
	return 0;
}
