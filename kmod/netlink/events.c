// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c - events, to the multicast group
 */
#include <linux/jiffies.h>
#include <linux/netlink.h>
#include <net/genetlink.h>

#include "../compat.h"
#include "../event_ring.h"
#include "internal.h"

const struct genl_multicast_group nfsl_groups[] = {
	{ .name = NFSL_GENL_EVENTS, .flags = GENL_MCAST_CAP_NET_ADMIN },
};

static int fill_event(struct sk_buff *skb, const struct nfsl_event *event)
{
	void *header = genlmsg_put(skb, 0, 0, &nfsl_family, 0, NFSL_CMD_EVENT);
	struct nlattr *nest;

	if (!header)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, NFSL_A_EVENT);
	if (!nest ||
	    nla_put_u8(skb, NFSL_EVENT_KIND, NFSL_EVENT_INFECTED) ||
	    nfsl_put_address(skb, NFSL_EVENT_ADDRESS, event->source) ||
	    nfsl_put_address(skb, NFSL_EVENT_TARGET, event->target) ||
	    nla_put_u32(skb, NFSL_EVENT_IFINDEX, event->ifindex) ||
	    nla_put_u8(skb, NFSL_EVENT_REASON, event->reason) ||
	    nla_put_u64_64bit(skb, NFSL_EVENT_TIME,
			      nfsl_jiffies_origin() +
			      jiffies64_to_nsecs(event->time), NFSL_EVENT_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	genlmsg_end(skb, header);
	return 0;
}

bool nfsl_event_multicast(struct nfsl_net *nn, const struct nfsl_event *event)
{
	struct sk_buff *skb;
	int err;

	if (!genl_has_listeners(&nfsl_family, nn->net, 0))
		return true;
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return false;
	if (fill_event(skb, event)) {
		nlmsg_free(skb);
		return false;
	}
	err = genlmsg_multicast_netns(&nfsl_family, nn->net, skb, 0, 0,
				      GFP_KERNEL);
	return !err || err == -ESRCH;
}
