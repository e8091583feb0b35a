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
 * (zones.h); any other change those of all, in time linear in interfaces and links.
 */
#ifndef NF_SLAMMER_DEVICES_H
#define NF_SLAMMER_DEVICES_H

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

/* Nothing is guarded here any more. Under RTNL. */
void nfsl_devices_unhook_all(struct nfsl_net *nn);

/* Is the notifier there? Until then RTNL must not be released between two hooks. */
bool nfsl_devices_watched(void);

/* The pseudo-device of the router's own output, hooked. RTNL. 0 or -errno. */
int nfsl_devices_hook_local(struct nfsl_net *nn);
void nfsl_devices_unhook_local(struct nfsl_net *nn);

/* The notifier that follows interfaces in all namespaces. 0 or -errno. */
int nfsl_devices_init(void);
void nfsl_devices_exit(void);

#endif /* NF_SLAMMER_DEVICES_H */
