/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netlink.h - the generic netlink family; its contract is uapi/nf_slammer.h
 *
 * netlink*.c are the only files of the module that know the wire: what it is told,
 * and what it tells.
 */
#ifndef NF_SLAMMER_NETLINK_H
#define NF_SLAMMER_NETLINK_H

#include <linux/netlink.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "main.h"

struct nfsl_event;

int nfsl_netlink_init(void);
void nfsl_netlink_exit(void);

/* Drop the transaction that is open in a namespace, if there is one. */
void nfsl_netlink_abandon(struct nfsl_net *nn);

extern struct genl_family nfsl_family;

static inline void nfsl_address_store(struct address a, u8 *p)
{
	__be64 words[2] = { cpu_to_be64(a.hi), cpu_to_be64(a.lo) };

	memcpy(p, words, sizeof(words));
}

/* Begin a message of a dump; NULL if there is no room. */
static inline void *nfsl_dump_begin(struct sk_buff *skb,
				    struct netlink_callback *cb, u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &nfsl_family, NLM_F_MULTI, cmd);
}

static inline struct nfsl_net *nfsl_dump_net(const struct netlink_callback *cb)
{
	return nfsl_net(sock_net(cb->skb->sk));
}

/* Answer a request with the status of its namespace. 0 or -errno. */
int nfsl_status_reply(struct genl_info *info);

/* Into a status: how full the tables of a side are. Under RTNL. 0 or -EMSGSIZE. */
int nfsl_table_fill(struct sk_buff *skb, const struct nfsl_net *nn, int side);

/* To whoever joined the group of events; false if somebody did not get it. */
bool nfsl_event_send(struct nfsl_net *nn, const struct nfsl_event *event);

extern const struct genl_multicast_group nfsl_groups[1];

/* Dumps, one for each NFSL_CMD_*_GET. */
int nfsl_device_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_counter_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_source_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_sketch_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_policy_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* NF_SLAMMER_NETLINK_H */
