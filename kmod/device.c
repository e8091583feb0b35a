// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - one interface that carries the hook
 */
#include <linux/bitmap.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "device.h"
#include "policy.h"

/* Under nn->lock: add what passed since the last snapshot to its zone's counts. */
static void passed_carry(struct nfsl_device *device)
{
	enum slammer_direction direction = zone_direction(device->zone);
	u64 sum;
	u32 i;

	for (i = 0; i < REASON_FIRST_RULED; i++) {
		sum = nfsl_passed_read(device->passed, i);
		device->nn->carried[direction][i] += sum - device->snapshot[i];
		device->snapshot[i] = sum;
	}
}

u64 nfsl_device_passed(const struct nfsl_device *device)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < REASON_FIRST_RULED; i++)
		sum += nfsl_passed_read(device->passed, i);
	return sum;
}

void nfsl_devices_passed(struct nfsl_net *nn, struct nfsl_passed_sums *sums)
{
	struct nfsl_device *device;
	u64 *to;
	int i;
	u32 k;

	BUILD_BUG_ON(sizeof(sums->n) != sizeof(nn->carried));
	spin_lock_bh(&nn->lock);
	memcpy(sums->n, nn->carried, sizeof(sums->n));
	hash_for_each(nn->devices, i, device, node) {
		to = sums->n[zone_direction(device->zone)];
		for (k = 0; k < REASON_FIRST_RULED; k++)
			to[k] += nfsl_passed_read(device->passed, k) -
				 device->snapshot[k];
	}
	spin_unlock_bh(&nn->lock);
}

void nfsl_device_set_zone(struct nfsl_device *device, enum slammer_zone zone)
{
	spin_lock_bh(&device->nn->lock);
	passed_carry(device);
	WRITE_ONCE(device->zone, zone);
	spin_unlock_bh(&device->nn->lock);
}

static struct nfsl_device *device_find(const struct nfsl_net *nn, u32 ifindex)
{
	struct nfsl_device *device;

	hash_for_each_possible_rcu(nn->devices, device, node, ifindex)
		if (device->ifindex == ifindex && !READ_ONCE(device->leaving))
			return device;
	return NULL;
}

/*
 * One that is hooked for a policy that is not active yet, or by one that is not active
 * any more, passes everything: what it would take is for those below it to judge.
 */
struct nfsl_device *nfsl_device_by_index(const struct nfsl_net *nn, u32 ifindex)
{
	const struct nfsl_policy *policy = rcu_dereference(nn->policy);
	struct nfsl_device *device = device_find(nn, ifindex);

	if (!device || !policy ||
	    READ_ONCE(policy->zone[device->slot]) == ZONE_NONE)
		return NULL;
	return device;
}

struct nfsl_device *nfsl_device_of(const struct nfsl_net *nn,
				   const struct net_device *dev)
{
	struct nfsl_device *device;

	ASSERT_RTNL();
	rcu_read_lock();
	device = device_find(nn, dev->ifindex);
	rcu_read_unlock();
	return device;
}

/* Argument and result of netdev_walk_all_lower_dev_rcu(). */
struct nfsl_search {
	const struct nfsl_net *nn;
	bool bridges;
	struct nfsl_device *found;
};

static int search_lower(struct net_device *lower,
			struct netdev_nested_priv *priv)
{
	struct nfsl_search *search = priv->data;

	if (netif_is_bridge_master(lower) && !search->bridges)
		return 1;
	if (net_eq(dev_net(lower), search->nn->net))
		search->found = nfsl_device_by_index(search->nn,
						     lower->ifindex);
	return !!search->found;
}

struct nfsl_device *nfsl_device_below(const struct nfsl_net *nn,
				      struct net_device *dev, bool bridges)
{
	struct nfsl_search search = {
		.nn = nn, .bridges = bridges,
		.found = nfsl_device_by_index(nn, dev->ifindex),
	};
	struct netdev_nested_priv priv = { .data = &search };

	if (!search.found && (bridges || !netif_is_bridge_master(dev)))
		netdev_walk_all_lower_dev_rcu(dev, search_lower, &priv);
	return search.found;
}

/* The VLAN interface directly on @dev that receives packets with this tag. */
static struct net_device *vlan_upper(struct net_device *dev, __be16 proto,
				     u16 tci)
{
	struct net_device *upper;

	upper = __vlan_find_dev_deep_rcu(dev, proto, tci & VLAN_VID_MASK);
	return upper && vlan_dev_priv(upper)->real_dev == dev ? upper : NULL;
}

/* With stacked VLANs only the innermost interface may carry the hook. */
bool nfsl_device_vlan_hooked(const struct nfsl_device *device,
			     const struct sk_buff *skb)
{
	__be16 proto = skb->vlan_proto, next = skb->protocol;
	struct net_device *dev = skb->dev;
	u16 tci = skb_vlan_tag_get(skb);
	struct vlan_hdr copy;
	const struct vlan_hdr *tag;
	int at = 0;

	for (;;) {
		dev = vlan_upper(dev, proto, tci);
		if (!dev || !net_eq(dev_net(dev), device->nn->net))
			return false;
		if (nfsl_device_by_index(device->nn, dev->ifindex))
			return true;
		tag = eth_type_vlan(next) ?
			skb_header_pointer(skb, at, sizeof(copy), &copy) : NULL;
		if (!tag)
			return false;
		at += sizeof(copy);
		proto = next;
		next = tag->h_vlan_encapsulated_proto;
		tci = ntohs(tag->h_vlan_TCI);
	}
}

/* Does a bridge, bond or the like take what arrives on @dev before the stack? */
static bool has_rx_handler(const struct net_device *dev)
{
	return rcu_access_pointer(dev->rx_handler);
}

bool nfsl_device_reaches_inet(const struct nfsl_device *device,
			      const struct sk_buff *skb, u16 type)
{
	struct net_device *dev = skb->dev;

	if (!READ_ONCE(device->nn->inet_hooked) ||
	    (type != ETHERTYPE_IP4 && type != ETHERTYPE_IP6))
		return false;
	if (netif_is_lag_port(dev))
		dev = netdev_master_upper_dev_get_rcu(dev);
	else if (has_rx_handler(dev))
		return false;
	if (dev && skb_vlan_tag_present(skb))
		dev = __vlan_find_dev_deep_rcu(dev, skb->vlan_proto,
					       skb_vlan_tag_get_id(skb));
	/* what a VRF's own device receives, this machine has sent */
	return dev && !has_rx_handler(dev) && !netif_is_l3_master(dev) &&
	       net_eq(dev_net(dev), device->nn->net);
}

struct nfsl_device *nfsl_device_new(struct nfsl_net *nn, u32 ifindex,
				    enum slammer_zone zone)
{
	struct nfsl_device *device;

	device = kzalloc(sizeof(*device), GFP_KERNEL_ACCOUNT);
	if (!device)
		return ERR_PTR(-ENOMEM);
	device->passed = alloc_percpu_gfp(struct nfsl_passed,
					  GFP_KERNEL_ACCOUNT);
	if (!device->passed) {
		kfree(device);
		return ERR_PTR(-ENOMEM);
	}
	device->nn = nn;
	device->ifindex = ifindex;
	device->zone = zone;

	spin_lock_bh(&nn->lock);
	device->slot = find_first_zero_bit(nn->slots, NFSL_DEVICES_MAX);
	if (device->slot < NFSL_DEVICES_MAX) {
		__set_bit(device->slot, nn->slots);
		hash_add_rcu(nn->devices, &device->node, ifindex);
	}
	spin_unlock_bh(&nn->lock);
	if (device->slot == NFSL_DEVICES_MAX) {
		free_percpu(device->passed);
		kfree(device);
		return ERR_PTR(-ENOSPC);
	}
	return device;
}

static void device_free_rcu(struct rcu_head *head)
{
	struct nfsl_device *device = container_of(head, struct nfsl_device, rcu);

	free_percpu(device->passed);
	kfree(device);
}

/* No packet is in it any more: its counts are kept by the namespace. */
static void device_unlist_rcu(struct rcu_head *head)
{
	struct nfsl_device *device = container_of(head, struct nfsl_device, rcu);
	struct nfsl_net *nn = device->nn;

	spin_lock_bh(&nn->lock);
	passed_carry(device);
	__clear_bit(device->slot, nn->slots);
	hash_del_rcu(&device->node);
	spin_unlock_bh(&nn->lock);

	/* readers may still be walking over it in the list */
	call_rcu(&device->rcu, device_free_rcu);
}

void nfsl_device_remove(struct nfsl_device *device)
{
	WRITE_ONCE(device->leaving, true);
	call_rcu(&device->rcu, device_unlist_rcu);
}

void nfsl_device_barrier(void)
{
	rcu_barrier();	/* all are unlisted ... */
	rcu_barrier();	/* ... and then freed */
}
