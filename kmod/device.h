/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device.h - one interface that carries the hook: its slot, zone and counters
 *
 * What the packet path asks about an interface is here too: will this packet be
 * seen again on a VLAN interface, or by the hooks before routing?
 */
#ifndef NF_SLAMMER_DEVICE_H
#define NF_SLAMMER_DEVICE_H

#include <linux/netfilter.h>
#include <linux/types.h>

#include "netns.h"
#include "stats.h"

struct net_device;
struct sk_buff;

/**
 * struct nfsl_device - an interface that carries the hook
 * @nn:		its namespace
 * @passed:	per CPU
 * @slot:	index into nfsl_policy.zone
 * @ifindex:	0: the router's own output
 * @leaving:	its hook is gone
 * @ops:	the hooks: ingress and, where the kernel has it, egress; for the router's
 *		own output, IPv4 and IPv6
 * @zone:	under the active policy; @nn->lock
 * @snapshot:	the part of @passed that is in @nn->carried; @nn->lock
 * @node:	in nn->devices until a grace period after the hook is gone
 */
struct nfsl_device {
	struct nfsl_net *nn;
	struct nfsl_passed __percpu *passed;
	u32 slot;
	u32 ifindex;
	bool leaving;
	struct nf_hook_ops ops[2];
	enum slammer_zone zone;
	u64 snapshot[REASON_FIRST_RULED];
	struct hlist_node node;
	struct rcu_head rcu;
};

/*
 * A device that can be found by @ifindex, not hooked yet. ERR_PTR(-ENOMEM), or
 * ERR_PTR(-ENOSPC) if all slots are in use.
 */
struct nfsl_device *nfsl_device_new(struct nfsl_net *nn, u32 ifindex,
				    enum slammer_zone zone);

/* Its hook is gone: it is not found any more, and freed after a grace period. */
void nfsl_device_remove(struct nfsl_device *device);

/* Wait until all devices that were removed are freed. */
void nfsl_device_barrier(void);

/* What passed so far is counted in the previous zone. */
void nfsl_device_set_zone(struct nfsl_device *device, enum slammer_zone zone);

/* The hooked device that @dev is, or NULL. RTNL. */
struct nfsl_device *nfsl_device_of(const struct nfsl_net *nn,
				   const struct net_device *dev);

/* By interface index, if the active policy has it in a zone. RCU. */
struct nfsl_device *nfsl_device_by_index(const struct nfsl_net *nn, u32 ifindex);

/*
 * The device whose ingress hook saw what comes in on @dev: @dev, or one below it. RCU.
 * @bridges: also below bridges, some port of which it is then
 */
struct nfsl_device *nfsl_device_below(const struct nfsl_net *nn,
				      struct net_device *dev, bool bridges);

/* Packets without a rule on one interface, over all reasons. */
u64 nfsl_device_passed(const struct nfsl_device *device);

/* The same for each direction and reason, over all interfaces ever hooked. */
struct nfsl_passed_sums {
	u64 n[DIRECTION_COUNT][REASON_FIRST_RULED];
};

void nfsl_devices_passed(struct nfsl_net *nn, struct nfsl_passed_sums *sums);

/* On the packet path, under RCU */

/* Will a VLAN interface that carries the hook see this tagged packet? */
bool nfsl_device_vlan_hooked(const struct nfsl_device *device,
			     const struct sk_buff *skb);

/*
 * Will a packet that is at ingress of @device come to the hooks before routing?
 * @type: EtherType of what is at skb->data
 */
bool nfsl_device_reaches_inet(const struct nfsl_device *device,
			      const struct sk_buff *skb, u16 type);

#endif /* NF_SLAMMER_DEVICE_H */
