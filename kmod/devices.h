/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.h - which interfaces carry the hook, as they come, go and are renamed
 *
 * A packet counts once. Where a VLAN interface and the one below it are both
 * named by policy, the VLAN interface decides about its packets. Of any other
 * pair (bridge and port, bond and slave, macvlan and parent) only the lower one
 * carries the hook: it sees everything first.
 */
#ifndef NF_SLAMMER_DEVICES_H
#define NF_SLAMMER_DEVICES_H

#include <linux/netfilter.h>
#include <linux/types.h>

#include "main.h"

struct nfsl_policy;
struct sk_buff;

/* Packets that policy does not rule, by reason; written by their own CPU. */
struct nfsl_passed {
	u64 n[REASON_FIRST_RULED];
};

/**
 * struct nfsl_device - an interface that carries the hook
 * @nn:		its namespace
 * @passed:	per CPU
 * @slot:	place in nfsl_policy.zone
 * @ifindex:	0: the router's own output
 * @ppp:	a PPP link: what arrives was seen as PPPoE before, or never
 * @leaving:	its hook is gone
 * @ops:	the hook; two for the router's own output, IPv4 and IPv6
 * @zone:	under the policy that runs; @nn->lock
 * @filed:	part of @passed that was filed under another zone; @nn->lock
 * @node:	in nn->devices until a grace period after the hook is gone
 */
struct nfsl_device {
	struct nfsl_net *nn;
	struct nfsl_passed __percpu *passed;
	u32 slot;
	u32 ifindex;
	bool ppp;
	bool leaving;
	struct nf_hook_ops ops[2];
	enum slammer_zone zone;
	u64 filed[REASON_FIRST_RULED];
	struct hlist_node node;
	struct rcu_head rcu;
};

/**
 * nfsl_devices_adopt - hook what @policy names, and note its zones there
 *
 * @policy is not published yet: what is hooked anew passes everything until it
 * is. On error all is as before. Under RTNL. 0 or -errno.
 */
int nfsl_devices_adopt(struct nfsl_net *nn, struct nfsl_policy *policy);

/* After publishing: let go what the policy that runs does not name. RTNL. */
void nfsl_devices_release(struct nfsl_net *nn);

/* The pseudo-device of the router's own output, hooked. RTNL. 0 or -errno. */
int nfsl_devices_local_add(struct nfsl_net *nn);
void nfsl_devices_local_remove(struct nfsl_net *nn);

/* The hooked device that @dev is, or NULL. RTNL. */
struct nfsl_device *nfsl_device_of(const struct nfsl_net *nn,
				   const struct net_device *dev);

/* The same by its number. RCU. */
struct nfsl_device *nfsl_device_by_index(const struct nfsl_net *nn, u32 ifindex);

/* Does a VLAN interface that carries the hook take this tagged packet? RCU. */
bool nfsl_devices_upper_takes(const struct nfsl_device *device,
			      const struct sk_buff *skb);

/* Packets that passed unruled, over all interfaces there are or ever were. */
u64 nfsl_devices_passed(struct nfsl_net *nn, u32 direction, u32 reason);

/* The same for one interface, over all reasons. */
u64 nfsl_device_passed(const struct nfsl_device *device);

/* Wait until nothing is left of devices that went. */
void nfsl_devices_barrier(void);

int nfsl_devices_init(void);
void nfsl_devices_exit(void);

#endif /* NF_SLAMMER_DEVICES_H */
