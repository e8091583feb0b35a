// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy.c - replace the policy in one transaction; dump the active one
 */
#include <linux/rcupdate.h>

#include "../inet.h"
#include "../policy.h"
#include "internal.h"

/* Transaction */

/* Is a transaction of this caller open? Under nn->transaction. */
static int transaction_check(const struct nfsl_net *nn,
			     const struct genl_info *info)
{
	if (!nn->draft) {
		GENL_SET_ERR_MSG(info, "no policy transaction is open");
		return -EINVAL;
	}
	if (nn->draft_owner != info->snd_portid) {
		GENL_SET_ERR_MSG(info,
				 "the policy transaction belongs to another socket");
		return -EBUSY;
	}
	return 0;
}

int nfsl_policy_begin(struct sk_buff *skb, struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	int err = 0;

	mutex_lock(&nn->transaction);
	if (nn->draft) {
		GENL_SET_ERR_MSG(info, "a policy transaction is already open");
		err = -EBUSY;
	} else {
		nn->draft = nfsl_draft_new();
		nn->draft_owner = info->snd_portid;
		err = nn->draft ? 0 : -ENOMEM;
	}
	mutex_unlock(&nn->transaction);
	return err;
}

static int entry_add(struct nfsl_draft *draft, const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	switch (nla_type(attr)) {
	case NFSL_A_ZONE:
		return nfsl_draft_zone(draft, nla_data(attr), attr, extack);
	case NFSL_A_RULE:
		return nfsl_draft_rule(draft, nla_data(attr), attr, extack);
	case NFSL_A_FLAGS:
		return nfsl_draft_flags(draft, nla_get_u32(attr), attr, extack);
	case NFSL_A_TRACKING:
		return nfsl_draft_tracking(draft, nla_data(attr), attr, extack);
	case NFSL_A_FLOWS:
		return nfsl_draft_flows(draft, nla_get_u32(attr), attr, extack);
	case NFSL_A_QUEUE:
		return nfsl_draft_queue(draft, nla_data(attr), attr, extack);
	case NFSL_A_LIMIT:
		return nfsl_draft_limit(draft, nla_data(attr), attr, extack);
	case NFSL_A_SIGNATURE:
		return nfsl_draft_signature(draft, nla_data(attr), attr,
					    extack);
	case NFSL_A_INTERNAL:
		return nfsl_draft_internal(draft, nla_data(attr), attr, extack);
	case NFSL_A_ALLOW:
		return nfsl_draft_allow(draft, nla_data(attr), attr, extack);
	}
	NL_SET_ERR_MSG_ATTR(extack, attr, "attribute is not a policy entry");
	return -EINVAL;
}

int nfsl_policy_add(struct sk_buff *skb, struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	const struct nlattr *attr;
	int err, left;

	mutex_lock(&nn->transaction);
	err = transaction_check(nn, info);
	if (!err) {
		nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, left) {
			err = entry_add(nn->draft, attr, info->extack);
			if (err)
				break;
		}
	}
	mutex_unlock(&nn->transaction);
	return err;
}

/* Consumes @draft in any case. */
static int commit(struct nfsl_net *nn, struct nfsl_draft *draft,
		  struct genl_info *info)
{
	const struct nlattr *digest = info->attrs[NFSL_A_DIGEST];
	struct nfsl_policy *policy = nfsl_draft_finalize(draft, info->extack);
	int err;

	if (IS_ERR(policy))
		return PTR_ERR(policy);
	if (digest && nla_get_u64(digest) != policy->digest) {
		NL_SET_ERR_MSG_ATTR(info->extack, digest,
				    "the draft has another digest");
		nfsl_policy_free(policy);
		return -EBADMSG;
	}
	nfsl_inet_load(policy);
	err = nfsl_net_prepare(nn, policy, info->extack);
	if (err) {
		nfsl_policy_free(policy);
		nfsl_net_settle(nn);
		return err;
	}
	err = nfsl_net_publish(nn, policy);
	nfsl_net_settle(nn);
	if (err == -ENOMEM)
		GENL_SET_ERR_MSG(info, "not enough memory for this policy");
	else if (err == -ENOSPC)
		GENL_SET_ERR_MSG(info, "the patterns of this policy match more interfaces than can be hooked (4096)");
	else if (err)
		GENL_SET_ERR_MSG(info, "cannot register the hooks of this policy (interfaces, netfilter's defragmentation)");
	return err;
}

int nfsl_policy_commit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	int err;

	mutex_lock(&nn->transaction);
	err = transaction_check(nn, info);
	if (!err) {
		err = commit(nn, nn->draft, info);
		nn->draft = NULL;	/* consumed */
		nfsl_net_drop_draft(nn);
	}
	mutex_unlock(&nn->transaction);
	return err ? err : nfsl_status_reply(info);
}

int nfsl_policy_abort(struct sk_buff *skb, struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	int err;

	mutex_lock(&nn->transaction);
	err = transaction_check(nn, info);
	if (!err)
		nfsl_net_drop_draft(nn);
	mutex_unlock(&nn->transaction);
	return err;
}

void nfsl_policy_socket_closed(struct nfsl_net *nn, u32 portid)
{
	mutex_lock(&nn->transaction);
	if (nn->draft && nn->draft_owner == portid)
		nfsl_net_drop_draft(nn);
	mutex_unlock(&nn->transaction);
}

/* Dump */

static struct nfsl_prefix prefix_store(const struct prefix *from)
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

/* Entries of which a policy has at most one. */
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
	case 2:
		return policy->has_flows ?
			nla_put_u32(skb, NFSL_A_FLOWS, policy->flows) : 0;
	default:
		return policy->has_queue ?
			nla_put(skb, NFSL_A_QUEUE, sizeof(policy->queue),
				&policy->queue) : 0;
	}
}

static int fill_internal(struct sk_buff *skb, const struct nfsl_policy *policy,
			 u32 i)
{
	struct nfsl_prefix prefix = prefix_store(&policy->internal[i]);

	return nla_put(skb, NFSL_A_INTERNAL, sizeof(prefix), &prefix);
}

static int fill_allow(struct sk_buff *skb, const struct nfsl_policy *policy,
		      u32 i)
{
	struct nfsl_allow allow = {
		.from = prefix_store(&policy->allow[i].from),
		.to = prefix_store(&policy->allow[i].to),
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

/* Entry @i, in an order in which they can be added again; 1 past the last. */
static int fill_entry(struct sk_buff *skb, const struct nfsl_policy *policy,
		      u32 i)
{
	const struct {
		u32 count;
		int (*fill)(struct sk_buff *skb,
			    const struct nfsl_policy *policy, u32 i);
	} lists[] = {
		{ 4, fill_single },
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
 * cb->args[0]: 1 + the next entry, or -1 when all are sent; one message fills the
 * buffer. The generation is the dump's sequence number: netlink flags a dump during
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
