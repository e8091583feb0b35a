// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy.c - the immutable ruleset: build, index, free
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "nfslammer/pairs_build.h"
#include "policy.h"

/* What the pure headers need to build with; see nfslammer/ranges_build.h. */
static void *build_alloc(u32 n, u32 size)
{
	return kvcalloc(n, size, GFP_KERNEL_ACCOUNT);
}

static void build_free(void *p)
{
	kvfree(p);
}

static void build_resched(void)
{
	cond_resched();
}

static const struct build_memory build = {
	.alloc = build_alloc,
	.free = build_free,
	.pause = build_resched,
};

void nfsl_policy_free(struct nfsl_policy *policy)
{
	if (!policy)
		return;
	xa_destroy(&policy->known);
	prefixes_free(&policy->ruleset.internal, &build);
	pairs_free(&policy->ruleset.allow, &build);
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

static int by_prefix(const void *a, const void *b)
{
	return prefix_order(a, b);
}

static int internal_index(struct nfsl_policy *policy)
{
	struct prefix *list = policy->internal;
	u32 i, kept = 0;

	sort(list, policy->n_internal, sizeof(*list), by_prefix, NULL);
	for (i = 0; i < policy->n_internal; i++)
		if (!kept || prefix_order(&list[kept - 1], &list[i]))
			list[kept++] = list[i];
	policy->n_internal = kept;
	return prefixes_build(&policy->ruleset.internal, list, kept, &build);
}

static int allow_index(struct nfsl_policy *policy)
{
	int err = pairs_sort(policy->allow, policy->n_allow, &build);

	if (err)
		return err;
	policy->n_allow = pairs_unique(policy->allow, policy->n_allow);
	return pairs_build(&policy->ruleset.allow, policy->allow,
			   policy->n_allow, &build);
}

/* Fill the sets. The lists are sorted, and duplicates removed from them as well. */
static int policy_index(struct nfsl_policy *policy,
			struct netlink_ext_ack *extack)
{
	u32 i;
	int err;

	for (i = 0; i < policy->n_zones; i++)
		patterns_add(&policy->patterns, policy->zones[i].pattern,
			     policy->zones[i].zone);

	err = internal_index(policy);
	if (!err)
		err = allow_index(policy);
	if (err != BUILD_DEEP)
		return err ? -ENOMEM : 0;
	NL_SET_ERR_MSG(extack,
		       "allow entries nest so deeply that a packet would cost too much");
	return -E2BIG;
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

int nfsl_policy_finalize(struct nfsl_policy *policy,
			 struct netlink_ext_ack *extack)
{
	int err = policy_index(policy, extack);

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
	return nfsl_draft_finalize(draft, NULL);
}
