// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink.c - the generic netlink family and its transactions
 *
 * Requests are serialised by the family's mutex. Lock order: that mutex, then
 * nfsl_net.transaction, then RTNL.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "events.h"
#include "inet.h"
#include "netlink.h"
#include "policy.h"

static const struct nla_policy nfsl_attrs[NFSL_A_MAX + 1] = {
	[NFSL_A_ZONE] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_zone)),
	[NFSL_A_RULE] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_rule)),
	[NFSL_A_INTERNAL] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_prefix)),
	[NFSL_A_ALLOW] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_allow)),
	[NFSL_A_DIGEST] = { .type = NLA_U64 },
	[NFSL_A_FLAGS] = { .type = NLA_U32 },
	[NFSL_A_TRACKING] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_tracking)),
	[NFSL_A_QUEUE] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_queue)),
	[NFSL_A_LIMIT] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_limit)),
	[NFSL_A_SIGNATURE] =
		NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_signature)),
};

static int status_get(struct sk_buff *skb, struct genl_info *info)
{
	return nfsl_status_reply(info);
}

void nfsl_netlink_abandon(struct nfsl_net *nn)
{
	mutex_lock(&nn->transaction);
	nfsl_candidate_free(nn->candidate);
	nn->candidate = NULL;
	nn->owner = 0;
	mutex_unlock(&nn->transaction);
}

/* Is a transaction of this caller open? Under nn->transaction. */
static int transaction_check(const struct nfsl_net *nn,
			     const struct genl_info *info)
{
	if (!nn->candidate) {
		GENL_SET_ERR_MSG(info, "no policy transaction is open");
		return -EINVAL;
	}
	if (nn->owner != info->snd_portid) {
		GENL_SET_ERR_MSG(info,
				 "the policy transaction belongs to another socket");
		return -EBUSY;
	}
	return 0;
}

static int policy_begin(struct sk_buff *skb, struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	int err = 0;

	mutex_lock(&nn->transaction);
	if (nn->candidate) {
		GENL_SET_ERR_MSG(info, "a policy transaction is open already");
		err = -EBUSY;
	} else {
		nn->candidate = nfsl_candidate_new();
		nn->owner = info->snd_portid;
		err = nn->candidate ? 0 : -ENOMEM;
	}
	mutex_unlock(&nn->transaction);
	return err;
}

static int entry_add(struct nfsl_candidate *candidate,
		     const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	switch (nla_type(attr)) {
	case NFSL_A_ZONE:
		return nfsl_candidate_zone(candidate, nla_data(attr), attr,
					   extack);
	case NFSL_A_RULE:
		return nfsl_candidate_rule(candidate, nla_data(attr), attr,
					   extack);
	case NFSL_A_FLAGS:
		return nfsl_candidate_flags(candidate, nla_get_u32(attr), attr,
					    extack);
	case NFSL_A_TRACKING:
		return nfsl_candidate_tracking(candidate, nla_data(attr), attr,
					       extack);
	case NFSL_A_QUEUE:
		return nfsl_candidate_queue(candidate, nla_data(attr), attr,
					    extack);
	case NFSL_A_LIMIT:
		return nfsl_candidate_limit(candidate, nla_data(attr), attr,
					    extack);
	case NFSL_A_SIGNATURE:
		return nfsl_candidate_signature(candidate, nla_data(attr), attr,
						extack);
	case NFSL_A_INTERNAL:
		return nfsl_candidate_internal(candidate, nla_data(attr), attr,
					       extack);
	case NFSL_A_ALLOW:
		return nfsl_candidate_allow(candidate, nla_data(attr), attr,
					    extack);
	}
	NL_SET_ERR_MSG_ATTR(extack, attr, "attribute is no policy entry");
	return -EINVAL;
}

static int policy_add(struct sk_buff *skb, struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	const struct nlattr *attr;
	int err, left;

	mutex_lock(&nn->transaction);
	err = transaction_check(nn, info);
	if (!err) {
		nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, left) {
			err = entry_add(nn->candidate, attr, info->extack);
			if (err)
				break;
		}
	}
	mutex_unlock(&nn->transaction);
	return err;
}

/* Consumes the candidate, in any case. */
static int commit(struct nfsl_net *nn, struct nfsl_candidate *candidate,
		  struct genl_info *info)
{
	const struct nlattr *digest = info->attrs[NFSL_A_DIGEST];
	struct nfsl_policy *policy = nfsl_candidate_seal(candidate);
	int err;

	if (IS_ERR(policy))
		return PTR_ERR(policy);
	if (digest && nla_get_u64(digest) != policy->digest) {
		NL_SET_ERR_MSG_ATTR(info->extack, digest,
				    "the policy that arrived has another digest");
		nfsl_policy_free(policy);
		return -EBADMSG;
	}
	nfsl_inet_request(policy);
	rtnl_lock();
	err = nfsl_policy_publish(nn, policy);
	rtnl_unlock();
	if (err == -ENOMEM)
		GENL_SET_ERR_MSG(info, "not enough memory for this policy");
	else if (err)
		GENL_SET_ERR_MSG(info, "what this policy needs could not be hooked (interfaces, netfilter's defragmentation)");
	return err;
}

static int policy_commit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	int err;

	mutex_lock(&nn->transaction);
	err = transaction_check(nn, info);
	if (!err) {
		err = commit(nn, nn->candidate, info);
		nn->candidate = NULL;
		nn->owner = 0;
	}
	mutex_unlock(&nn->transaction);
	return err ? err : nfsl_status_reply(info);
}

static int policy_abort(struct sk_buff *skb, struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	int err;

	mutex_lock(&nn->transaction);
	err = transaction_check(nn, info);
	if (!err) {
		nfsl_candidate_free(nn->candidate);
		nn->candidate = NULL;
		nn->owner = 0;
	}
	mutex_unlock(&nn->transaction);
	return err;
}

/* A client that is newer than the module hears so, instead of a bare number. */
static int unknown_command(struct sk_buff *skb, struct genl_info *info)
{
	GENL_SET_ERR_MSG(info,
			 "unknown command: the client is newer than the module (or broken)");
	return -EOPNOTSUPP;
}

/* A transaction does not outlive the socket that began it. */
static int socket_event(struct notifier_block *block, unsigned long event,
			void *ptr)
{
	struct netlink_notify *notify = ptr;
	struct nfsl_net *nn;

	if (event != NETLINK_URELEASE || notify->protocol != NETLINK_GENERIC)
		return NOTIFY_DONE;
	nn = nfsl_net(notify->net);
	mutex_lock(&nn->transaction);
	if (nn->candidate && nn->owner == notify->portid) {
		nfsl_candidate_free(nn->candidate);
		nn->candidate = NULL;
		nn->owner = 0;
	}
	mutex_unlock(&nn->transaction);
	return NOTIFY_DONE;
}

static struct notifier_block socket_notifier = {
	.notifier_call = socket_event,
};

/* By command; those that are not named are filled in by nfsl_netlink_init(). */
static struct genl_small_ops nfsl_ops[NFSL_CMD_RESERVED_MAX] = {
	[NFSL_CMD_STATUS_GET - 1] = { .doit = status_get },
	[NFSL_CMD_DEVICE_GET - 1] = { .dumpit = nfsl_device_dump },
	[NFSL_CMD_COUNTER_GET - 1] = { .dumpit = nfsl_counter_dump },
	[NFSL_CMD_SOURCE_GET - 1] = { .dumpit = nfsl_source_dump },
	[NFSL_CMD_POLICY_GET - 1] = { .dumpit = nfsl_policy_dump },
	[NFSL_CMD_POLICY_BEGIN - 1] = { .doit = policy_begin },
	[NFSL_CMD_POLICY_ADD - 1] = { .doit = policy_add },
	[NFSL_CMD_POLICY_COMMIT - 1] = { .doit = policy_commit },
	[NFSL_CMD_POLICY_ABORT - 1] = { .doit = policy_abort },
	[NFSL_CMD_SKETCH_GET - 1] = { .dumpit = nfsl_sketch_dump },
};

struct genl_family nfsl_family __ro_after_init = {
	.name = NFSL_GENL_NAME,
	.version = NFSL_GENL_VERSION,
	.maxattr = NFSL_A_MAX,
	.policy = nfsl_attrs,
	.netnsok = true,
	.module = THIS_MODULE,
	.small_ops = nfsl_ops,
	.n_small_ops = ARRAY_SIZE(nfsl_ops),
	.mcgrps = nfsl_groups,
	.n_mcgrps = ARRAY_SIZE(nfsl_groups),
	.resv_start_op = 1,
};

int __init nfsl_netlink_init(void)
{
	int err, i;

	for (i = 0; i < ARRAY_SIZE(nfsl_ops); i++) {
		nfsl_ops[i].cmd = i + 1;
		nfsl_ops[i].flags = GENL_UNS_ADMIN_PERM;
		if (!nfsl_ops[i].doit && !nfsl_ops[i].dumpit)
			nfsl_ops[i].doit = unknown_command;
	}
	err = netlink_register_notifier(&socket_notifier);
	if (err)
		return err;
	err = genl_register_family(&nfsl_family);
	if (err)
		netlink_unregister_notifier(&socket_notifier);
	else
		nfsl_events_open();
	return err;
}

void nfsl_netlink_exit(void)
{
	nfsl_events_shut();
	genl_unregister_family(&nfsl_family);
	netlink_unregister_notifier(&socket_notifier);
}
