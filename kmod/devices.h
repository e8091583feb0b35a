/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.h - which interfaces carry the hook, as they come, go and are renamed
 *
 * A packet counts once. Where policy names both a VLAN interface and the one
 * below it, the VLAN interface decides about its packets. Of other pairs that see the
 * same packets (bridge and port, bond and slave, macvlan and parent) only the lower
 * interface carries the hook. Of those that do not (a tunnel and its cable), both do.
 * See zones.h, and docs/decisions/unnamed.md for those without a name.
 *
 * A new name, or a new link, that concerns one interface alone costs one computation
 * (zones.h); any other change those of all, in time linear in interfaces and links. What
 * can wait is left to a work item, which does it for many changes at once.
 */
#ifndef NF_SLAMMER_DEVICES_H
#define NF_SLAMMER_DEVICES_H

#include <linux/types.h>

#include "nfslammer/ruleset.h"

struct net_device;
struct nfsl_device;
struct nfsl_net;
struct nfsl_policy;

/**
 * nfsl_devices_hook - hook what @policy guards, and fill in its zones
 *
 * @policy is not published yet: until it is, a newly hooked interface passes
 * everything. Interfaces without a name that are too many are left out, and said to be.
 *
 * Under RTNL. 0: all are hooked, and @policy is to be published before RTNL is
 * released. 1: there are more, and it was called for long enough: RTNL is to be
 * released for others, and then this is called again. Or -errno.
 * nfsl_devices_unhook() follows, once it has returned no 1.
 */
int nfsl_devices_hook(struct nfsl_net *nn, struct nfsl_policy *policy);

/*
 * After publishing, or instead of it: unhook what the active policy does not guard.
 * Under RTNL. True if there are more, and it was long enough: as above.
 */
bool nfsl_devices_unhook(struct nfsl_net *nn);

/* After that: interfaces that found no place may have one now. Under RTNL. */
void nfsl_devices_settle(struct nfsl_net *nn);

/* Whoever waits for RTNL gets it, and we get it again. */
void nfsl_rtnl_give_way(void);

void nfsl_devices_begin(struct nfsl_net *nn);
/* The namespace ends, and nothing is guarded there any more. Under RTNL. */
void nfsl_devices_end(struct nfsl_net *nn);
/* After that: no work is left to be done. Not under RTNL. */
void nfsl_devices_quiesce(struct nfsl_net *nn);

/* Is the notifier there? Until then RTNL must not be released between two hooks. */
bool nfsl_devices_watched(void);

/* The pseudo-device of the router's own output, hooked. RTNL. 0 or -errno. */
int nfsl_devices_hook_local(struct nfsl_net *nn);
void nfsl_devices_unhook_local(struct nfsl_net *nn);

/*
 * Parts for notifier.c, under RTNL.
 */

/* Hook @dev if @zone says so, and fill in the zone. 0 or -errno. */
int nfsl_device_want(struct nfsl_net *nn, struct net_device *dev,
		     struct nfsl_policy *policy, enum slammer_zone zone);
/* As the active policy says. Was there something to do? */
bool nfsl_device_settle(struct nfsl_net *nn, struct nfsl_device *device,
			const struct nfsl_policy *policy);
void nfsl_device_unhook(struct nfsl_device *device);
/* @count interfaces that should be hooked are not, @dev and perhaps others. */
void nfsl_devices_unguarded(struct nfsl_net *nn, const struct net_device *dev,
			    u32 count, int err);
/* A change concerns others as well: compute the zones of all. */
void nfsl_devices_update(struct nfsl_net *nn, struct nfsl_policy *policy);
/* An interface leaves its place: one that waits for it gets it soon. */
void nfsl_devices_left(struct nfsl_net *nn);

/* The notifier that follows interfaces in all namespaces. 0 or -errno. */
int nfsl_devices_init(void);
void nfsl_devices_exit(void);

#endif /* NF_SLAMMER_DEVICES_H */
