// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink_policy.c - the policy that runs, entry by entry
 */
#include <linux/rcupdate.h>

#include "netlink.h"
#include "policy.h"

static struct nfsl_prefix prefix_give(const struct prefix *from)
{
	struct nfsl_prefix to = { .length = from->len };

	nfsl_address_store(from->addr, to.address);
	return to;
}

static int fill_rule(struct sk_buff *skb, const struct nfsl_policy *policy,
		    u32 i)
{
	struct nfsl_rule rule = {
		.direction = i / REASON_COUNT,
		.reason = i % REASON_COUNT,
	};

	rule.verdict = policy->ruleset.verdict[rule.direction][rule.reason];
	rule.limit = policy->ruleset.limit[rule.direction][rule.reason];
	if (rule.verdict == VERDICT_ACCEPT)
		return 0;
	return nla_put(skb, NFSL_A_RULE, sizeof(rule), &rule);
}

/* What a policy has one of, or none. */
static int fill_single(struct sk_buff *skb, const struct nfsl_policy *policy,
		       u32 i)
{
	switch (i) {
	case 0:
		return policy->flags ?
			nla_put_u32(skb, NFSL_A_FLAGS, policy->flags) : 0;
	case 1:
		return policy->tracking.outside || policy->tracking.inside ?
			nla_put(skb, NFSL_A_TRACKING, sizeof(policy->tracking),
				&policy->tracking) : 0;
	default:
		return policy->has_queue ?
			nla_put(skb, NFSL_A_QUEUE, sizeof(policy->queue),
				&policy->queue) : 0;
	}
}

static int fill_internal(struct sk_buff *skb, const struct nfsl_policy *policy,
			 u32 i)
{
	struct nfsl_prefix prefix = prefix_give(&policy->internal[i]);

	return nla_put(skb, NFSL_A_INTERNAL, sizeof(prefix), &prefix);
}

static int fill_allow(struct sk_buff *skb, const struct nfsl_policy *policy,
		      u32 i)
{
	struct nfsl_allow allow = {
		.from = prefix_give(&policy->allow[i].from),
		.to = prefix_give(&policy->allow[i].to),
	};

	return nla_put(skb, NFSL_A_ALLOW, sizeof(allow), &allow);
}

static int fill_zone(struct sk_buff *skb, const struct nfsl_policy *policy,
		     u32 i)
{
	return nla_put(skb, NFSL_A_ZONE, sizeof(policy->zones[i]),
		       &policy->zones[i]);
}

static int fill_limit(struct sk_buff *skb, const struct nfsl_policy *policy,
		      u32 i)
{
	return nla_put(skb, NFSL_A_LIMIT, sizeof(policy->limits[i]),
		       &policy->limits[i]);
}

static int fill_signature(struct sk_buff *skb, const struct nfsl_policy *policy,
			  u32 i)
{
	const struct nfsl_signature *s = &policy->ruleset.signatures.list[i];

	return nla_put(skb, NFSL_A_SIGNATURE, sizeof(*s), s);
}

/* Entry @i in the order in which they can be given again; 1 past the last. */
static int fill_entry(struct sk_buff *skb, const struct nfsl_policy *policy,
		      u32 i)
{
	const struct {
		u32 count;
		int (*fill)(struct sk_buff *skb,
			    const struct nfsl_policy *policy, u32 i);
	} lists[] = {
		{ 3, fill_single },
		{ policy->n_limits, fill_limit },
		{ policy->n_zones, fill_zone },
		{ DIRECTION_COUNT * REASON_COUNT, fill_rule },
		{ policy->n_internal, fill_internal },
		{ policy->ruleset.signatures.count, fill_signature },
		{ policy->n_allow, fill_allow },
	};
	u32 k;

	for (k = 0; k < ARRAY_SIZE(lists); k++) {
		if (i < lists[k].count)
			return lists[k].fill(skb, policy, i);
		i -= lists[k].count;
	}
	return 1;
}

/*
 * cb->args[0]: 1 + the next entry, or -1 when all is sent; one message fills the
 * buffer. The generation is the dump's sequence number: netlink flags a dump in
 * which it changed.
 */
int nfsl_policy_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nfsl_net *nn = nfsl_dump_net(cb);
	const struct nfsl_policy *policy;
	void *header;
	int err = 0;

	if (cb->args[0] < 0)
		return 0;
	rcu_read_lock();
	policy = rcu_dereference(nn->policy);
	if (!policy)
		goto out;
	cb->seq = policy->generation;
	header = nfsl_dump_begin(skb, cb, NFSL_CMD_POLICY_GET);
	if (!header)
		goto out;
	genl_dump_check_consistent(cb, header);
	if (!cb->args[0]) {
		if (nla_put_u32(skb, NFSL_A_GENERATION, policy->generation) ||
		    nla_put_u64_64bit(skb, NFSL_A_DIGEST, policy->digest,
				      NFSL_A_PAD)) {
			genlmsg_cancel(skb, header);
			goto out;
		}
		cb->args[0] = 1;
	}
	while (!err) {
		err = fill_entry(skb, policy, cb->args[0] - 1);
		if (!err)
			cb->args[0]++;
	}
	if (err > 0)
		cb->args[0] = -1;
	genlmsg_end(skb, header);
out:
	rcu_read_unlock();
	return skb->len;
}
