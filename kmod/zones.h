/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * zones.h - the zone of an interface, by its name and by what is above and below it
 *
 * A packet may pass several interfaces on its way in, but is judged once: on the lowest
 * that policy names or, if it names none of them, on the lowest of all. So an interface
 * without a name never takes a packet from one that has a name.
 */
#ifndef NF_SLAMMER_ZONES_H
#define NF_SLAMMER_ZONES_H

#include "nfslammer/ruleset.h"

struct net_device;
struct nfsl_policy;

/* The zone in which @dev is hooked under @policy; ZONE_NONE: it is not. RTNL. */
enum slammer_zone nfsl_zone_wanted(struct net_device *dev,
				   const struct nfsl_policy *policy);

#endif /* NF_SLAMMER_ZONES_H */
