// SPDX-License-Identifier: GPL-2.0-only
/*
 * devices.c - which interfaces carry the hook
 */
#include <linux/bitmap.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/netfilter_netdev.h>
#include <linux/percpu.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "devices.h"
#include "hook.h"
#include "policy.h"
#include "stats.h"

static u64 passed_sum(const struct nfsl_device *device, u32 reason)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += nfsl_read_count(&per_cpu_ptr(device->passed,
						    cpu)->n[reason]);
	return sum;
}

/* Under nn->lock: book what passed so far under the zone it passed in. */
static void passed_file(struct nfsl_device *device)
{
	enum slammer_direction direction = zone_direction(device->zone);
	u64 sum;
	u32 i;

	for (i = 0; i < REASON_FIRST_RULED; i++) {
		sum = passed_sum(device, i);
		device->nn->gone[direction][i] += sum - device->filed[i];
		device->filed[i] = sum;
	}
}

u64 nfsl_device_passed(const struct nfsl_device *device)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < REASON_FIRST_RULED; i++)
		sum += passed_sum(device, i);
	return sum;
}

u64 nfsl_devices_passed(struct nfsl_net *nn, u32 direction, u32 reason)
{
	struct nfsl_device *device;
	u64 sum;
	int i;

	spin_lock_bh(&nn->lock);
	sum = nn->gone[direction][reason];
	hash_for_each(nn->devices, i, device, node)
		if (zone_direction(device->zone) == direction)
			sum += passed_sum(device, reason) - device->filed[reason];
	spin_unlock_bh(&nn->lock);
	return sum;
}

struct nfsl_device *nfsl_device_by_index(const struct nfsl_net *nn, u32 ifindex)
{
	struct nfsl_device *device;

	hash_for_each_possible_rcu(nn->devices, device, node, ifindex)
		if (device->ifindex == ifindex && !READ_ONCE(device->leaving))
			return device;
	return NULL;
}

struct nfsl_device *nfsl_device_of(const struct nfsl_net *nn,
				   const struct net_device *dev)
{
	struct nfsl_device *device;

	ASSERT_RTNL();
	rcu_read_lock();
	device = nfsl_device_by_index(nn, dev->ifindex);
	rcu_read_unlock();
	return device;
}

/* The VLAN interface that takes packets of a tag off @dev itself. */
static struct net_device *vlan_upper(struct net_device *dev, __be16 proto,
				     u16 tci)
{
	struct net_device *upper;

	upper = __vlan_find_dev_deep_rcu(dev, proto, tci & VLAN_VID_MASK);
	return upper && vlan_dev_priv(upper)->real_dev == dev ? upper : NULL;
}

/* Of VLANs in VLANs only the innermost may carry the hook. */
bool nfsl_devices_upper_takes(const struct nfsl_device *device,
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

static struct nfsl_device *device_alloc(struct nfsl_net *nn, u32 ifindex,
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

/* No packet is under way in it any more: its counts outlive it. */
static void device_unlist_rcu(struct rcu_head *head)
{
	struct nfsl_device *device = container_of(head, struct nfsl_device, rcu);
	struct nfsl_net *nn = device->nn;

	spin_lock_bh(&nn->lock);
	passed_file(device);
	__clear_bit(device->slot, nn->slots);
	hash_del_rcu(&device->node);
	spin_unlock_bh(&nn->lock);

	/* somebody may still step over it in the list */
	call_rcu(&device->rcu, device_free_rcu);
}

/* Its hook is gone: it is found no more, and freed after a grace period. */
static void device_leave(struct nfsl_device *device)
{
	WRITE_ONCE(device->leaving, true);
	call_rcu(&device->rcu, device_unlist_rcu);
}

static struct nfsl_device *device_hook(struct nfsl_net *nn,
				       struct net_device *dev,
				       enum slammer_zone zone)
{
	struct nfsl_device *device = device_alloc(nn, dev->ifindex, zone);
	int err;

	if (IS_ERR(device))
		return device;
	device->ppp = dev->type == ARPHRD_PPP;
	device->ops[0] = (struct nf_hook_ops) {
		.hook = nfsl_hook_ingress,
		.priv = device,
		.dev = dev,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_INGRESS,
		.priority = INT_MIN,
	};
	err = nf_register_net_hook(nn->net, &device->ops[0]);
	if (err) {
		device_leave(device);
		return ERR_PTR(err);
	}
	nn->n_devices++;
	if (device->ppp)
		WRITE_ONCE(nn->n_ppp, nn->n_ppp + 1);
	return device;
}

static void device_unhook(struct nfsl_device *device)
{
	struct nfsl_net *nn = device->nn;

	nf_unregister_net_hook(nn->net, &device->ops[0]);
	nn->n_devices--;
	if (device->ppp)
		WRITE_ONCE(nn->n_ppp, nn->n_ppp - 1);
	device_leave(device);
}

int nfsl_devices_local_add(struct nfsl_net *nn)
{
	static const struct nf_hook_ops output = {
		.hook = nfsl_hook_output,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = INT_MIN,
	};
	struct nfsl_device *device = device_alloc(nn, 0, ZONE_LOCAL);
	int err, i;

	if (IS_ERR(device))
		return PTR_ERR(device);
	for (i = 0; i < ARRAY_SIZE(device->ops); i++) {
		device->ops[i] = output;
		device->ops[i].priv = device;
		device->ops[i].pf = i ? NFPROTO_IPV6 : NFPROTO_IPV4;
	}
	err = nf_register_net_hooks(nn->net, device->ops,
				    ARRAY_SIZE(device->ops));
	if (err) {
		device_leave(device);
		return err;
	}
	nn->local = device;
	return 0;
}

void nfsl_devices_local_remove(struct nfsl_net *nn)
{
	struct nfsl_device *device = nn->local;

	if (!device)
		return;
	nf_unregister_net_hooks(nn->net, device->ops, ARRAY_SIZE(device->ops));
	nn->local = NULL;
	device_leave(device);
}

/* What passed so far passed in the zone that it was in. */
static void device_rezone(struct nfsl_device *device, enum slammer_zone zone)
{
	spin_lock_bh(&device->nn->lock);
	passed_file(device);
	device->zone = zone;
	spin_unlock_bh(&device->nn->lock);
}

/* Does @dev have a zone, or what it is a VLAN of? That one has seen the packet. */
static bool zoned(struct net_device *dev, const struct nfsl_policy *policy)
{
	const struct net *net = dev_net(dev);

	while (net_eq(dev_net(dev), net)) {
		if (nfsl_policy_zone(policy, dev->name) != ZONE_NONE)
			return true;
		if (!is_vlan_dev(dev))
			break;
		dev = vlan_dev_priv(dev)->real_dev;
	}
	return false;
}

/* Does an interface below @dev, which sees all its packets first, have a zone? */
static bool covered_below(struct net_device *dev,
			  const struct nfsl_policy *policy)
{
	struct net_device *lower;
	struct list_head *iter;

	if (is_vlan_dev(dev))
		return covered_below(vlan_dev_real_dev(dev), policy);
	netdev_for_each_lower_dev(dev, lower, iter)
		if (net_eq(dev_net(lower), dev_net(dev)) &&
		    (zoned(lower, policy) || covered_below(lower, policy)))
			return true;
	return false;
}

/*
 * A bridge that policy names is left alone once it names one of its ports: so its
 * other ports are in the zone of the bridge. Likewise for a bond.
 */
static enum slammer_zone zone_inherited(struct net_device *dev,
					const struct nfsl_policy *policy)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);

	return master && covered_below(master, policy) ?
		nfsl_policy_zone(policy, master->name) : ZONE_NONE;
}

static enum slammer_zone zone_wanted(struct net_device *dev,
				     const struct nfsl_policy *policy)
{
	enum slammer_zone zone;

	if ((dev->flags & IFF_LOOPBACK) || covered_below(dev, policy))
		return ZONE_NONE;
	zone = nfsl_policy_zone(policy, dev->name);
	return zone == ZONE_NONE ? zone_inherited(dev, policy) : zone;
}

int nfsl_devices_adopt(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	struct nfsl_device *device;
	struct net_device *dev;
	enum slammer_zone zone;

	policy->zone[nn->local->slot] = ZONE_LOCAL;
	for_each_netdev(nn->net, dev) {
		zone = zone_wanted(dev, policy);
		if (zone == ZONE_NONE)
			continue;
		device = nfsl_device_of(nn, dev);
		if (!device)
			device = device_hook(nn, dev, zone);
		if (IS_ERR(device)) {
			nfsl_devices_release(nn);
			return PTR_ERR(device);
		}
		policy->zone[device->slot] = zone;
	}
	return 0;
}

void nfsl_devices_release(struct nfsl_net *nn)
{
	const struct nfsl_policy *policy = rtnl_dereference(nn->policy);
	struct nfsl_device *device;
	struct net_device *dev;
	enum slammer_zone zone;

	for_each_netdev(nn->net, dev) {
		device = nfsl_device_of(nn, dev);
		if (!device)
			continue;
		zone = policy ? policy->zone[device->slot] : ZONE_NONE;
		if (zone == ZONE_NONE)
			device_unhook(device);
		else if (zone != device->zone)
			device_rezone(device, zone);
	}
}

/* One interface is new, has another name, or another one above or below it. */
static void device_review(struct nfsl_net *nn, struct net_device *dev,
			  struct nfsl_policy *policy)
{
	struct nfsl_device *device = nfsl_device_of(nn, dev);
	enum slammer_zone zone = zone_wanted(dev, policy);

	if (!device && zone != ZONE_NONE)
		device = device_hook(nn, dev, zone);
	if (IS_ERR(device))
		netdev_warn(dev, "nf_slammer: not guarded, error %ld\n",
			    PTR_ERR(device));
	else if (device)
		WRITE_ONCE(policy->zone[device->slot], zone);
}

static void devices_review(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	struct net_device *dev;

	for_each_netdev(nn->net, dev)
		device_review(nn, dev, policy);
	nfsl_devices_release(nn);
}

static int device_event(struct notifier_block *block, unsigned long event,
			void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct nfsl_net *nn = nfsl_net(dev_net(dev));
	struct nfsl_policy *policy = rtnl_dereference(nn->policy);
	struct nfsl_device *device;

	if (!policy)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_REGISTER:
		device_review(nn, dev, policy);
		break;
	case NETDEV_CHANGENAME:
	case NETDEV_CHANGEUPPER:
		devices_review(nn, policy);
		break;
	case NETDEV_UNREGISTER:
		device = nfsl_device_of(nn, dev);
		if (device) {
			WRITE_ONCE(policy->zone[device->slot], ZONE_NONE);
			device_unhook(device);
		}
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block device_notifier = {
	.notifier_call = device_event,
};

void nfsl_devices_barrier(void)
{
	rcu_barrier();	/* all are unlisted ... */
	rcu_barrier();	/* ... and then freed */
}

int nfsl_devices_init(void)
{
	return register_netdevice_notifier(&device_notifier);
}

void nfsl_devices_exit(void)
{
	unregister_netdevice_notifier(&device_notifier);
}
