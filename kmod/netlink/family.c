// SPDX-License-Identifier: GPL-2.0-only
/*
 * family.c - the generic netlink family: commands, attributes, registration
 */
#include <linux/netlink.h>
#include <net/genetlink.h>

#include "../compat.h"
#include "../events.h"
#include "internal.h"

static const struct nla_policy nfsl_attrs[NFSL_A_MAX + 1] = {
	[NFSL_A_ZONE] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_zone)),
	[NFSL_A_RULE] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_rule)),
	[NFSL_A_INTERNAL] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_prefix)),
	[NFSL_A_ALLOW] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_allow)),
	[NFSL_A_DIGEST] = { .type = NLA_U64 },
	[NFSL_A_FLAGS] = { .type = NLA_U32 },
	[NFSL_A_TRACKING] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_tracking)),
	[NFSL_A_FLOWS] = { .type = NLA_U32 },
	[NFSL_A_QUEUE] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_queue)),
	[NFSL_A_LIMIT] = NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_limit)),
	[NFSL_A_SIGNATURE] =
		NLA_POLICY_EXACT_LEN(sizeof(struct nfsl_signature)),
	[NFSL_A_SKETCH] = NLA_POLICY_NESTED(nfsl_sketch_attrs),
};

/* A client that is newer than the module gets a message, not only a number. */
static int unknown_command(struct sk_buff *skb, struct genl_info *info)
{
	GENL_SET_ERR_MSG(info,
			 "unknown command: the client may be newer than the module");
	return -EOPNOTSUPP;
}

/* A transaction does not outlive the socket that began it. */
static int socket_event(struct notifier_block *block, unsigned long event,
			void *ptr)
{
	struct netlink_notify *notify = ptr;

	if (event == NETLINK_URELEASE && notify->protocol == NETLINK_GENERIC)
		nfsl_policy_socket_closed(nfsl_net(notify->net),
					  notify->portid);
	return NOTIFY_DONE;
}

static struct notifier_block socket_notifier = {
	.notifier_call = socket_event,
};

/* By command; nfsl_netlink_init() fills in the rest. */
static struct genl_small_ops nfsl_ops[NFSL_CMD_RESERVED_MAX] = {
	[NFSL_CMD_STATUS_GET - 1] = { .doit = nfsl_status_get },
	[NFSL_CMD_DEVICE_GET - 1] = { .dumpit = nfsl_device_dump },
	[NFSL_CMD_COUNTER_GET - 1] = { .dumpit = nfsl_counter_dump },
	[NFSL_CMD_SOURCE_GET - 1] = { .dumpit = nfsl_source_dump },
	[NFSL_CMD_POLICY_GET - 1] = { .dumpit = nfsl_policy_dump },
	[NFSL_CMD_POLICY_BEGIN - 1] = { .doit = nfsl_policy_begin },
	[NFSL_CMD_POLICY_ADD - 1] = { .doit = nfsl_policy_add },
	[NFSL_CMD_POLICY_COMMIT - 1] = { .doit = nfsl_policy_commit },
	[NFSL_CMD_POLICY_ABORT - 1] = { .doit = nfsl_policy_abort },
	[NFSL_CMD_SKETCH_GET - 1] = { .dumpit = nfsl_sketch_dump },
	[NFSL_CMD_SKETCH_CLEAR - 1] = { .doit = nfsl_sketch_clear },
};

struct genl_family nfsl_family __ro_after_init = {
	.name = NFSL_GENL_NAME,
	.version = NFSL_GENL_VERSION,
	.maxattr = NFSL_A_MAX,
	.policy = nfsl_attrs,
	.netnsok = true,
	.parallel_ops = true,	/* nn->transaction instead of one lock of all families */
	.module = THIS_MODULE,
	.small_ops = nfsl_ops,
	.n_small_ops = ARRAY_SIZE(nfsl_ops),
	.mcgrps = nfsl_groups,
	.n_mcgrps = ARRAY_SIZE(nfsl_groups),
	NFSL_RESERVED_CHECKED
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
		nfsl_events_open(nfsl_event_multicast);
	return err;
}

void nfsl_netlink_exit(void)
{
	nfsl_events_close();
	genl_unregister_family(&nfsl_family);
	netlink_unregister_notifier(&socket_notifier);
}
