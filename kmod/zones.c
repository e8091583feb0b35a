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
static bool is_part(const struct net_device *master)
{
	return master && is_kind(master, "hv_netvsc");
}

/* A port gets its flag after its link, and the event is that of the link. */
static bool is_ovs_port(const struct net_device *dev,
			const struct net_device *master)
{
	return netif_is_ovs_port(dev) || (master && netif_is_ovs_master(master));
}

static u16 flags_of(struct net_device *dev)
{
	const struct net_device *master = netdev_master_upper_dev_get(dev);
	u16 flags = 0;

	if (dev->flags & IFF_LOOPBACK || is_part(master))
		flags |= STACK_NEVER;
	if (is_ovs_port(dev, master))
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
 * What a policy knows of an interface, in the 31 bits that there are at least: its zone
 * by name, and above that during a pass its index in struct nfsl_zones, otherwise what
 * was computed of it.
 */
#define ZONE_BITS	3
#define ZONE_MASK	((1 << ZONE_BITS) - 1)

static u8 known_zone(const void *known)
{
	return xa_to_value(known) & ZONE_MASK;
}

static u32 known_rest(const void *known)
{
	return xa_to_value(known) >> ZONE_BITS;
}

static u32 state_pack(const struct stack_node *node)
{
	return (u32)node->flags << 2 * ZONE_BITS |
	       (u32)node->wanted << ZONE_BITS | node->claimed;
}

static struct stack_node state_unpack(const void *known)
{
	u32 state = known_rest(known);
	struct stack_node node = {
		.flags = state >> 2 * ZONE_BITS,
		.wanted = state >> ZONE_BITS & ZONE_MASK,
		.claimed = state & ZONE_MASK,
		.master = STACK_NONE,
	};

	node.named = node.flags & STACK_NEVER ? ZONE_NONE : known_zone(known);
	return node;
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
		u32 rest, u8 zone)
{
	void *known = xa_mk_value((unsigned long)rest << ZONE_BITS | zone);

	return xa_err(xa_store_bh(&policy->known, dev->ifindex, known,
				  GFP_KERNEL_ACCOUNT));
}

/* STACK_NONE for an interface of another namespace, or one that is on its way out */
static u32 index_of(const struct nfsl_zones *zones, const struct net_device *dev,
		    struct nfsl_policy *policy)
{
	const void *known = xa_load(&policy->known, dev->ifindex);
	u32 i = known ? known_rest(known) : STACK_NONE;

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

/* The pass is over: what other interfaces depend on, for nfsl_zones_relinked(). */
static void remember(const struct nfsl_zones *zones, struct nfsl_policy *policy)
{
	u32 i;

	policy->known_all = true;
	for (i = 0; i < zones->stack.n; i++)
		if (know(zones->dev[i], policy, state_pack(&zones->stack.node[i]),
			 zone_named(zones->dev[i], policy)))
			policy->known_all = false;
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

	BUILD_BUG_ON(STACK_SEEN_FIRST >= 1 << (31 - 3 * ZONE_BITS));
	policy->known_all = false;
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
	remember(zones, policy);
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

/*
 * An interface and its neighbours, of which @upper or @low is given to stack_leaf()
 * and the other one is NULL; both if there is none. Returns the zone.
 */
static enum slammer_zone leaf_zone(struct net_device *dev,
				   struct nfsl_policy *policy,
				   struct stack_node *leaf,
				   const struct stack_node *upper,
				   const struct stack_node *low, bool master)
{
	u8 zone = zone_named(dev, policy);

	leaf->flags = flags_of(dev);
	leaf->named = leaf->flags & STACK_NEVER ? ZONE_NONE : zone;
	stack_leaf(leaf, upper, low, master,
		   policy->flags & NFSL_FLAG_UNNAMED_OFF);
	/* not being able to remember it is no reason not to guard it */
	if (know(dev, policy, state_pack(leaf), zone))
		policy->known_all = false;
	return leaf->wanted;
}

bool nfsl_zone_known(const struct net_device *dev, struct nfsl_policy *policy)
{
	return policy->known_all &&
	       xa_load(&policy->known, dev->ifindex);
}

bool nfsl_zone_alone(struct net_device *dev, struct nfsl_policy *policy,
		     enum slammer_zone *zone)
{
	struct stack_node leaf = {};

	if (!list_empty(&dev->adj_list.upper) ||
	    !list_empty(&dev->adj_list.lower) || flags_of(dev) & STACK_OVS)
		return false;
	*zone = leaf_zone(dev, policy, &leaf, NULL, NULL, false);
	return true;
}

/* What was computed of @dev, if that is still right. */
static bool state_of(const struct nfsl_net *nn, const struct net_device *dev,
		     struct nfsl_policy *policy, struct stack_node *node)
{
	const void *known = NULL;

	if (policy->known_all && net_eq(dev_net(dev), nn->net))
		known = xa_load(&policy->known, dev->ifindex);
	if (known)
		*node = state_unpack(known);
	return known;
}

/* Do others below @hub say what one that was cut off said to it? */
static bool said_below(const struct nfsl_net *nn, struct net_device *hub,
		       struct nfsl_policy *policy,
		       const struct stack_node *node, u16 says)
{
	struct net_device *other;
	struct stack_node low;
	struct list_head *iter;

	if (!says)
		return true;
	netdev_for_each_lower_dev(hub, other, iter) {
		if (state_of(nn, other, policy, &low))
			says &= ~stack_up(&low, node);
		if (!says)
			return true;
	}
	return false;
}

/* The same of those above it. */
static bool said_above(const struct nfsl_net *nn, struct net_device *hub,
		       struct nfsl_policy *policy, u16 says)
{
	struct net_device *other;
	struct stack_node upper;
	struct list_head *iter;

	if (!says)
		return true;
	netdev_for_each_upper_dev_rcu(hub, other, iter) {
		if (state_of(nn, other, policy, &upper))
			says &= ~stack_down(&upper);
		if (!says)
			return true;
	}
	return false;
}

/* Has @list, of links, just this one; or none, now that it is cut? */
static bool only_link(const struct list_head *list, bool linked)
{
	return linked ? list_is_singular(list) : list_empty(list);
}

/* A link that was made or cut. @leaf has no other one; @port: it is the lower of both. */
struct nfsl_link {
	struct net_device *leaf;
	struct net_device *hub;
	bool port;
};

static bool link_find(const struct netdev_notifier_changeupper_info *info,
		      struct net_device *low, struct nfsl_link *link)
{
	struct net_device *upper = info->upper_dev;

	*link = (struct nfsl_link){ .leaf = low, .hub = upper, .port = true };
	if (list_empty(&low->adj_list.lower) &&
	    only_link(&low->adj_list.upper, info->linking))
		return true;
	*link = (struct nfsl_link){ .leaf = upper, .hub = low };
	return !info->master && list_empty(&upper->adj_list.upper) &&
	       only_link(&upper->adj_list.lower, info->linking);
}

struct net_device *
nfsl_zones_relinked(struct nfsl_net *nn, struct nfsl_policy *policy,
		    const struct netdev_notifier_changeupper_info *info,
		    struct net_device *low, enum slammer_zone *zone)
{
	const struct stack_node *above, *below;
	struct stack_node leaf, hub;
	struct nfsl_link link;
	u16 own, says;

	if (!link_find(info, low, &link) ||
	    !state_of(nn, link.leaf, policy, &leaf) ||
	    !state_of(nn, link.hub, policy, &hub))
		return NULL;
	own = flags_of(link.hub);
	if (own != (hub.flags & STACK_OWN) ||
	    (own | leaf.flags | flags_of(link.leaf)) & STACK_OVS)
		return NULL;
	above = info->linking && link.port ? &hub : NULL;
	below = info->linking && !link.port ? &hub : NULL;
	says = link.port ? stack_up(&leaf, &hub) : stack_down(&leaf);
	if (!info->linking && !(link.port ?
				said_below(nn, link.hub, policy, &hub, says) :
				said_above(nn, link.hub, policy, says)))
		return NULL;
	*zone = leaf_zone(link.leaf, policy, &leaf, above, below, info->master);
	says = link.port ? stack_up(&leaf, &hub) : stack_down(&leaf);
	return info->linking && says & ~hub.flags ? NULL : link.leaf;
}

void nfsl_zone_forget(const struct net_device *dev, struct nfsl_policy *policy)
{
	xa_erase_bh(&policy->known, dev->ifindex);
}
