// SPDX-License-Identifier: GPL-2.0-only
/*
 * zones.c - the zone of an interface, by its name and by what is above and below it
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include <net/rtnetlink.h>

#include "policy.h"
#include "zones.h"

/*
 * Does what comes to @upper come to its lower interfaces first, and in the same shape?
 * Not if @upper unwraps it.
 */
static bool shows_below(const struct net_device *upper)
{
	static const char *const wraps[] = { "vxlan", "macsec", "batadv", "rmnet" };
	const struct rtnl_link_ops *ops = upper->rtnl_link_ops;

	return !ops || match_string(wraps, ARRAY_SIZE(wraps), ops->kind) < 0;
}

static bool is_vlan_of(const struct net_device *dev,
		       const struct net_device *lower)
{
	return is_vlan_dev(dev) && vlan_dev_priv(dev)->real_dev == lower;
}

/*
 * Zones by name. A bridge or VRF that policy names gives its zone to its ports, which
 * see everything that it sees, and what is only bridged as well; unless policy also
 * names an interface on top of it, which keeps its packets for itself.
 */
static bool named_above(struct net_device *dev, const struct nfsl_policy *policy)
{
	struct net_device *upper;
	struct list_head *iter;

	netdev_for_each_upper_dev_rcu(dev, upper, iter)
		if (net_eq(dev_net(upper), dev_net(dev)) &&
		    !netif_is_l3_master(upper) && shows_below(upper) &&
		    (nfsl_policy_zone(policy, upper->name) != ZONE_NONE ||
		     named_above(upper, policy)))
			return true;
	return false;
}

static enum slammer_zone zone_claimed(struct net_device *dev,
				      const struct nfsl_policy *policy)
{
	enum slammer_zone zone;

	for (;;) {
		zone = nfsl_policy_zone(policy, dev->name);
		if (zone != ZONE_NONE)
			return zone;
		dev = netdev_master_upper_dev_get(dev);
		if (!dev ||
		    (!netif_is_bridge_master(dev) && !netif_is_l3_master(dev)) ||
		    named_above(dev, policy))
			return ZONE_NONE;
	}
}

/* Does @dev have a zone, or an interface that it is a VLAN of? */
static bool has_zone(struct net_device *dev, const struct nfsl_policy *policy)
{
	const struct net *net = dev_net(dev);

	while (net_eq(dev_net(dev), net)) {
		if (zone_claimed(dev, policy) != ZONE_NONE)
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
	if (!shows_below(dev))
		return false;
	netdev_for_each_lower_dev(dev, lower, iter)
		if (net_eq(dev_net(lower), dev_net(dev)) &&
		    (has_zone(lower, policy) || covered_below(lower, policy)))
			return true;
	return false;
}

/*
 * A bridge that policy names is not hooked if policy also names one of its ports.
 * Its other ports are then in the zone of the bridge. Likewise for a bond.
 */
static enum slammer_zone zone_inherited(struct net_device *dev,
					const struct nfsl_policy *policy)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);
	enum slammer_zone zone;

	if (!master)
		return ZONE_NONE;
	zone = zone_claimed(master, policy);
	return zone != ZONE_NONE && covered_below(master, policy) ? zone :
								    ZONE_NONE;
}

/* Is @dev hooked because it has a zone by name? */
static bool is_hooked_named(struct net_device *dev,
			    const struct nfsl_policy *policy)
{
	return zone_claimed(dev, policy) != ZONE_NONE &&
	       !covered_below(dev, policy);
}

/* Is an interface above @dev, however far, hooked because it has a zone by name? */
static bool hooked_above(struct net_device *dev,
			 const struct nfsl_policy *policy)
{
	struct net_device *upper;
	struct list_head *iter;

	netdev_for_each_upper_dev_rcu(dev, upper, iter)
		if (net_eq(dev_net(upper), dev_net(dev)) &&
		    !netif_is_l3_master(upper) && shows_below(upper) &&
		    (is_hooked_named(upper, policy) ||
		     hooked_above(upper, policy)))
			return true;
	return false;
}

/*
 * Is @dev a port of Open vSwitch, of which an internal port has a zone by name? The
 * switch decides which packets come to that, and no link of interfaces tells.
 */
static bool switched_to_named(struct net_device *dev,
			      const struct nfsl_policy *policy)
{
	struct net_device *other;

	if (!netif_is_ovs_port(dev))
		return false;
	for_each_netdev(dev_net(dev), other)
		if (netif_is_ovs_master(other) &&
		    nfsl_policy_zone(policy, other->name) != ZONE_NONE)
			return true;
	return false;
}

/*
 * Would a hook on @dev, which has no zone by name, take packets from an interface
 * above it that has one? Not from its own VLANs: the hook leaves them their packets
 * (nfsl_device_vlan_hooked()).
 */
static bool takes_from_named(struct net_device *dev,
			     const struct nfsl_policy *policy)
{
	struct net_device *upper;
	struct list_head *iter;

	if (switched_to_named(dev, policy))
		return true;
	netdev_for_each_upper_dev_rcu(dev, upper, iter) {
		if (!net_eq(dev_net(upper), dev_net(dev)) ||
		    netif_is_l3_master(upper) || !shows_below(upper))
			continue;
		if (is_vlan_of(upper, dev) ?
		    zone_claimed(upper, policy) == ZONE_NONE &&
		    takes_from_named(upper, policy) :
		    is_hooked_named(upper, policy) ||
		    hooked_above(upper, policy))
			return true;
	}
	return false;
}

/* Does an interface below @dev, which has no zone by name, see its packets first? */
static bool unnamed_below(struct net_device *dev,
			  const struct nfsl_policy *policy)
{
	struct net_device *lower;
	struct list_head *iter;

	if (!shows_below(dev))
		return false;
	netdev_for_each_lower_dev(dev, lower, iter)
		if (net_eq(dev_net(lower), dev_net(dev)) &&
		    !(lower->flags & IFF_LOOPBACK) &&
		    (has_zone(lower, policy) ||
		     !takes_from_named(lower, policy)))
			return true;
	return false;
}

enum slammer_zone nfsl_zone_wanted(struct net_device *dev,
				   const struct nfsl_policy *policy)
{
	enum slammer_zone zone;

	if ((dev->flags & IFF_LOOPBACK) || covered_below(dev, policy))
		return ZONE_NONE;
	zone = zone_claimed(dev, policy);
	if (zone == ZONE_NONE)
		zone = zone_inherited(dev, policy);
	if (zone != ZONE_NONE)
		return zone;
	if (policy->flags & NFSL_FLAG_UNNAMED_OFF ||
	    takes_from_named(dev, policy) || unnamed_below(dev, policy))
		return ZONE_NONE;
	return ZONE_UNNAMED;
}
