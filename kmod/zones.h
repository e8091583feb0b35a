/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * zones.h - the zones of all interfaces of a namespace, in one pass
 *
 * By their names, and by what is above and below them: nfslammer/stacking.h says how.
 * Here is which kinds of interfaces show what they receive to those below them.
 */
#ifndef NF_SLAMMER_ZONES_H
#define NF_SLAMMER_ZONES_H

#include "nfslammer/stacking.h"

struct net_device;
struct netdev_notifier_changeupper_info;
struct nfsl_net;
struct nfsl_policy;

/**
 * struct nfsl_zones - interfaces, and the zones in which they are hooked
 * @stack: stack.node[i].wanted is the zone of @dev[i]; ZONE_NONE: not hooked
 * @dev:   of @stack.n elements
 */
struct nfsl_zones {
	struct stacking stack;
	struct net_device **dev;
};

/*
 * Compute the zones under @policy. The name of an interface is matched once and then
 * known to the policy. RTNL. 0 or -ENOMEM.
 */
int nfsl_zones_compute(struct nfsl_zones *zones, struct nfsl_net *nn,
		       struct nfsl_policy *policy);
void nfsl_zones_free(struct nfsl_zones *zones);

static inline enum slammer_zone nfsl_zones_wanted(const struct nfsl_zones *zones,
						  u32 i)
{
	return zones->stack.node[i].wanted;
}

/*
 * The zone of @dev, if nothing is above or below it; then it does not matter to any other
 * interface. False if there is something. RTNL.
 */
bool nfsl_zone_alone(struct net_device *dev, struct nfsl_policy *policy,
		     enum slammer_zone *zone);

/**
 * nfsl_zones_relinked - a link of @low to one above it was made or cut
 *
 * Returns the interface that is in @zone by that, if the zone of no other one is
 * changed: in the time of one interface, not of all of them. Or NULL: then
 * nfsl_zones_compute() is to follow. RTNL.
 */
struct net_device *
nfsl_zones_relinked(struct nfsl_net *nn, struct nfsl_policy *policy,
		    const struct netdev_notifier_changeupper_info *info,
		    struct net_device *low, enum slammer_zone *zone);

/* Was its zone computed since it came, together with those of all others? RTNL. */
bool nfsl_zone_known(const struct net_device *dev, struct nfsl_policy *policy);

/* @dev has another name now, or is gone. RTNL. */
void nfsl_zone_forget(const struct net_device *dev, struct nfsl_policy *policy);

#endif /* NF_SLAMMER_ZONES_H */
