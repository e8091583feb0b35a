/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h - the generic netlink family; its contract is uapi/nf_slammer.h
 *
 * Only the files of this folder know attributes. Requests are serialised by the
 * family's mutex. Lock order: that mutex, then nfsl_net.transaction, then RTNL.
 */
#ifndef NF_SLAMMER_NETLINK_INTERNAL_H
#define NF_SLAMMER_NETLINK_INTERNAL_H

#include <linux/jiffies.h>
#include <linux/netlink.h>
#include <linux/timekeeping.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "../netns.h"

struct nfsl_event;

/* For main.c: 0 or -errno */
int nfsl_netlink_init(void);
void nfsl_netlink_exit(void);

extern struct genl_family nfsl_family;

static inline void nfsl_address_store(struct address a, u8 *p)
{
	__be64 words[2] = { cpu_to_be64(a.hi), cpu_to_be64(a.lo) };

	memcpy(p, words, sizeof(words));
}

static inline int nfsl_put_address(struct sk_buff *skb, int type,
				   struct address a)
{
	u8 bytes[16];

	nfsl_address_store(a, bytes);
	return nla_put(skb, type, sizeof(bytes), bytes);
}

/*
 * When 64-bit jiffies were 0, in nanoseconds since 1970. Times of one message use
 * one origin: where a tick is late, two of them differ.
 */
static inline u64 nfsl_jiffies_origin(void)
{
	return ktime_get_real_ns() - jiffies64_to_nsecs(get_jiffies_64());
}

/* Begin a message of a dump; NULL if it does not fit. */
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

/* Requests, by NFSL_CMD_*: 0 or -errno, with a message by extack. */
int nfsl_status_get(struct sk_buff *skb, struct genl_info *info);
int nfsl_sketch_clear(struct sk_buff *skb, struct genl_info *info);
int nfsl_policy_begin(struct sk_buff *skb, struct genl_info *info);
int nfsl_policy_add(struct sk_buff *skb, struct genl_info *info);
int nfsl_policy_commit(struct sk_buff *skb, struct genl_info *info);
int nfsl_policy_abort(struct sk_buff *skb, struct genl_info *info);

/* A socket was closed: abort its transaction. */
void nfsl_policy_socket_closed(struct nfsl_net *nn, u32 portid);

/* Dumps, by NFSL_CMD_*_GET. */
int nfsl_device_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_counter_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_source_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_sketch_dump(struct sk_buff *skb, struct netlink_callback *cb);
int nfsl_policy_dump(struct sk_buff *skb, struct netlink_callback *cb);

/* What a request has in NFSL_A_SKETCH. */
extern const struct nla_policy nfsl_sketch_attrs[NFSL_SKETCH_MAX + 1];

/* Send an event to the group; see nfsl_event_send_fn. */
extern const struct genl_multicast_group nfsl_groups[1];
bool nfsl_event_multicast(struct nfsl_net *nn, const struct nfsl_event *event);

#endif /* NF_SLAMMER_NETLINK_INTERNAL_H */
