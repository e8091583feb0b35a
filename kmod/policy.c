// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy.c - the immutable ruleset: build, index, free
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "policy.h"

static void pairs_free(struct pairs *set)
{
	kvfree(set->slot);
}

void nfsl_policy_free(struct nfsl_policy *policy)
{
	if (!policy)
		return;
	xa_destroy(&policy->known);
	pairs_free(&policy->ruleset.internal);
	pairs_free(&policy->ruleset.allow);
	kvfree(policy->zones);
	kvfree(policy->internal);
	kvfree(policy->allow);
	kvfree(policy);
}

static void policy_free(struct rcu_head *head)
{
	nfsl_policy_free(container_of(head, struct nfsl_policy, rcu));
}

void nfsl_policy_free_rcu(struct nfsl_policy *policy)
{
	call_rcu(&policy->rcu, policy_free);
}

static int pairs_alloc(struct pairs *set)
{
	u32 slots = pairs_layout(set);

	if (!slots)
		return 0;
	set->slot = kvcalloc(slots, sizeof(*set->slot), GFP_KERNEL_ACCOUNT);
	return set->slot ? 0 : -ENOMEM;
}

/* Fill the sets; duplicates are removed from the lists as well. */
static int policy_index(struct nfsl_policy *policy)
{
	u32 i, kept;

	if (pairs_alloc(&policy->ruleset.internal) ||
	    pairs_alloc(&policy->ruleset.allow))
		return -ENOMEM;

	for (i = 0; i < policy->n_zones; i++)
		patterns_add(&policy->patterns, policy->zones[i].pattern,
			     policy->zones[i].zone);

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
	if (policy->has_flows)
		sum += digest_flows(policy->flows);
	if (policy->flags)
		sum += digest_flags(policy->flags);
	for (i = 0; i < policy->n_internal; i++)
		sum += digest_internal(&policy->internal[i]);
	for (i = 0; i < policy->n_allow; i++)
		sum += digest_allow(&policy->allow[i]);
	return sum;
}

int nfsl_policy_finalize(struct nfsl_policy *policy)
{
	int err = policy_index(policy);

	if (!err)
		policy->digest = policy_digest(policy);
	return err;
}

struct nfsl_policy *nfsl_policy_builtin(void)
{
	struct nfsl_draft *draft = nfsl_draft_new();
	struct nfsl_rule rule = {};
	int err = 0;

	if (!draft)
		return ERR_PTR(-ENOMEM);
	for (; rule.direction < DIRECTION_COUNT; rule.direction++) {
		for (rule.reason = REASON_FIRST_RULED;
		     rule.reason < REASON_COUNT && !err; rule.reason++) {
			rule.verdict = ruleset_default(rule.reason);
			if (reason_known(rule.reason))
				err = nfsl_draft_rule(draft, &rule,
						      NULL, NULL);
		}
	}
	if (err) {
		nfsl_draft_free(draft);
		return ERR_PTR(err);
	}
	return nfsl_draft_finalize(draft);
}
