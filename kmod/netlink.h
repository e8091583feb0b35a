/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netlink.h - the generic netlink family; its contract is uapi/nf_slammer.h
 *
 * netlink.c and netlink_read.c are the only files of the module that know the
 * wire: what it is told, and what it tells.
 */
#ifndef NF_SLAMMER_NETLINK_H
#define NF_SLAMMER_NETLINK_H

struct genl_family;
struct genl_info;
struct netlink_callback;
struct nfsl_net;
struct sk_buff;

int nfsl_netlink_init(void);
void nfsl_netlink_exit(void);

/* Drop the transaction that is open in a namespace, if there is one. */
void nfsl_netlink_abandon(struct nfsl_net *nn);

extern struct genl_family nfsl_family;

/* Answer a request with the status of its namespace. 0 or -errno. */
int nfsl_status_reply(struct genl_info *info);

/* Dumps, one for each NFSL_CMD_*_GET. */
int nfsl_device_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_counter_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_source_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_policy_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* NF_SLAMMER_NETLINK_H */
