// SPDX-License-Identifier: GPL-2.0-only
/*
 * zones.c - the zones of all interfaces of a namespace, in one pass
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/rtnetlink.h>

#include "policy.h"
#include "zones.h"

/*
 * Kinds of interfaces that receive nothing but what a lower one has received as the
 * same packet; besides VLANs, bridges, bonds, teams, VRFs and Open vSwitch, which
 * have flags.
 *
 * Any other kind is judged by itself, those that are not known yet too: the hook might
 * count a packet twice, but misses none. Kinds with lower interfaces that are not here
 * because they decapsulate, decrypt or reassemble: amt, batadv, hsr (and PRP), lowpan,
 * macsec, rmnet, vxlan; because the lower one sees frames with the tag of a switch: dsa;
 * because they receive from elsewhere as well: ipoib, hv_netvsc.
 */
static const char *const seen_below[] = {
	"ipvlan", "ipvtap", "macvlan", "macvtap", "virt_wifi",
};

static bool is_kind(const struct net_device *dev, const char *kind)
{
	return dev->rtnl_link_ops && !strcmp(dev->rtnl_link_ops->kind, kind);
}

static bool is_seen_below(const struct net_device *dev)
{
	u32 i;

	if (is_vlan_dev(dev) || netif_is_bridge_master(dev) ||
	    netif_is_lag_master(dev) || netif_is_l3_master(dev) ||
	    netif_is_ovs_master(dev) || netif_is_failover(dev))
		return true;
	for (i = 0; i < ARRAY_SIZE(seen_below); i++)
		if (is_kind(dev, seen_below[i]))
			return true;
	return false;
}

/*
 * The virtual function below an interface of Hyper-V hands it all it receives, but
 * not all that the interface receives comes from there: only the upper one is hooked.
 */
static bool is_part(struct net_device *dev)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);

	return master && is_kind(master, "hv_netvsc");
}

static u16 flags_of(struct net_device *dev)
{
	u16 flags = 0;

	if (dev->flags & IFF_LOOPBACK || is_part(dev))
		flags |= STACK_NEVER;
	if (netif_is_ovs_port(dev))
		flags |= STACK_OVS_PORT;
	if (netif_is_ovs_master(dev))
		flags |= STACK_OVS_INTERNAL;
	if (list_empty(&dev->adj_list.lower))
		return flags;
	if (is_seen_below(dev))
		flags |= STACK_SEEN_BELOW;
	if (is_vlan_dev(dev))
		flags |= STACK_VLAN;
	if (netif_is_bridge_master(dev))
		flags |= STACK_BRIDGE;
	if (netif_is_l3_master(dev))
		flags |= STACK_L3_MASTER;
	return flags;
}

/*
 * What a policy knows of an interface: its zone by name and, during a pass, its index
 * in struct nfsl_zones.
 */
static void *known_make(u32 index, u8 zone)
{
	return xa_mk_value((unsigned long)index << 3 | zone);
}

static u8 known_zone(const void *known)
{
	return xa_to_value(known) & 7;
}

static u32 known_index(const void *known)
{
	return xa_to_value(known) >> 3;
}

/* The zone by name, which is matched against the patterns if it is not known. */
static u8 zone_named(const struct net_device *dev, struct nfsl_policy *policy)
{
	const void *known = xa_load(&policy->known, dev->ifindex);

	if (known)
		return known_zone(known);
	return patterns_zone(&policy->patterns, dev->name);
}

static int know(const struct net_device *dev, struct nfsl_policy *policy,
		u32 index, u8 zone)
{
	return xa_err(xa_store_bh(&policy->known, dev->ifindex,
				  known_make(index, zone), GFP_KERNEL_ACCOUNT));
}

/* STACK_NONE for an interface of another namespace, or one that is on its way out */
static u32 index_of(const struct nfsl_zones *zones, const struct net_device *dev,
		    struct nfsl_policy *policy)
{
	const void *known = xa_load(&policy->known, dev->ifindex);
	u32 i = known ? known_index(known) : STACK_NONE;

	return i < zones->stack.n && zones->dev[i] == dev ? i : STACK_NONE;
}

/* Of one interface: what depends on itself alone. */
static int node_fill(struct nfsl_zones *zones, struct net_device *dev,
		     struct nfsl_policy *policy)
{
	u32 i = zones->stack.n++;
	struct stack_node *node = &zones->stack.node[i];
	u8 zone = zone_named(dev, policy);

	zones->dev[i] = dev;
	node->flags = flags_of(dev);
	node->named = node->flags & STACK_NEVER ? ZONE_NONE : zone;
	node->master = STACK_NONE;
	return know(dev, policy, i, zone);
}

/* All nodes are known: what is above and below one. Returns the end of its links. */
static u32 node_link(struct nfsl_zones *zones, u32 i, u32 end,
		     struct nfsl_policy *policy)
{
	struct stack_node *node = &zones->stack.node[i];
	struct net_device *dev = zones->dev[i], *other;
	struct list_head *iter;
	u32 at;

	other = netdev_master_upper_dev_get(dev);
	if (other)
		node->master = index_of(zones, other, policy);
	node->lower = end;
	netdev_for_each_lower_dev(dev, other, iter) {
		at = index_of(zones, other, policy);
		if (at != STACK_NONE)
			zones->stack.link[end++] = at;
	}
	node->n_lower = end - node->lower;
	return end;
}

static void count(const struct nfsl_net *nn, u32 *devices, u32 *links)
{
	struct net_device *dev, *lower;
	struct list_head *iter;

	*devices = *links = 0;
	for_each_netdev(nn->net, dev) {
		++*devices;
		netdev_for_each_lower_dev(dev, lower, iter)
			++*links;
	}
}

int nfsl_zones_compute(struct nfsl_zones *zones, struct nfsl_net *nn,
		       struct nfsl_policy *policy)
{
	struct stacking *stack = &zones->stack;
	u32 i, devices, links, end = 0;
	struct net_device *dev;

	count(nn, &devices, &links);
	*zones = (struct nfsl_zones) {
		.stack.unnamed_off = policy->flags & NFSL_FLAG_UNNAMED_OFF,
	};
	stack->node = kvcalloc(devices, sizeof(*stack->node), GFP_KERNEL);
	stack->order = kvcalloc(devices, sizeof(*stack->order), GFP_KERNEL);
	stack->link = kvcalloc(links + 1, sizeof(*stack->link), GFP_KERNEL);
	zones->dev = kvcalloc(devices, sizeof(*zones->dev), GFP_KERNEL);
	if (!stack->node || !stack->order || !stack->link || !zones->dev)
		goto no_memory;
	for_each_netdev(nn->net, dev)
		if (node_fill(zones, dev, policy))
			goto no_memory;
	for (i = 0; i < stack->n; i++)
		end = node_link(zones, i, end, policy);
	stack_compute(stack);
	return 0;

no_memory:
	nfsl_zones_free(zones);
	return -ENOMEM;
}

void nfsl_zones_free(struct nfsl_zones *zones)
{
	kvfree(zones->stack.node);
	kvfree(zones->stack.order);
	kvfree(zones->stack.link);
	kvfree(zones->dev);
}

enum slammer_zone nfsl_zone_alone(const struct net_device *dev,
				  struct nfsl_policy *policy)
{
	u8 zone = zone_named(dev, policy);

	/* not being able to remember it is no reason not to guard it */
	know(dev, policy, 0, zone);
	if (dev->flags & IFF_LOOPBACK)
		return ZONE_NONE;
	if (zone == ZONE_NONE && !(policy->flags & NFSL_FLAG_UNNAMED_OFF))
		zone = ZONE_UNNAMED;
	return zone;
}

void nfsl_zone_forget(const struct net_device *dev, struct nfsl_policy *policy)
{
	xa_erase_bh(&policy->known, dev->ifindex);
}
