/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * interfaces.h - what a policy makes of the interfaces of a machine
 *
 * A policy is valid without knowing the machine, and can still protect nothing of
 * it: patterns that match no interface, interfaces that no zone names, rules that
 * accept the worm. Pure: from a model and a struct network. By names alone; which
 * hooks there are is the kernel's to say.
 */
#ifndef MACHINE_INTERFACES_H
#define MACHINE_INTERFACES_H

#include "policy/model.h"
#include "machine/network.h"

/**
 * policy_zone_of - the zone that names an interface
 *
 * The exact name counts first, then the longest pattern, as in the kernel. ZONE_NONE
 * if no zone names it.
 */
enum slammer_zone policy_zone_of(const struct policy *policy, const char *name);

/* Do interfaces that no zone names keep the built-in protection? */
bool policy_protects_unnamed(const struct policy *policy);

/* Interfaces of @network, loopback excepted, whose name the pattern matches. */
size_t policy_pattern_matches(const struct policy_zone *zone,
			      const struct network *network);

/**
 * network_zones_spread - zones that interfaces have through others
 * @zones: of @network->n_links elements: those by name, otherwise ZONE_NONE; set to
 *	   the zone of the interface that it is a VLAN or a port of, or of its ports
 */
void network_zones_spread(const struct network *network, uint8_t *zones);

/**
 * policy_zones_in - the zone of each interface of a machine
 * @zones: of @network->n_links elements: ZONE_EXTERNAL or ZONE_INTERNAL by its name,
 *	   that of the interface that it is a VLAN or a port of, or that of its ports;
 *	   otherwise ZONE_UNNAMED, or ZONE_NONE: not filtered (loopback never is)
 */
void policy_zones_in(const struct policy *policy, const struct network *network,
		     uint8_t *zones);

/**
 * policy_bare_interfaces - interfaces that should have a hook, and do not
 * @zones:  of policy_zones_in()
 * @hooked: ifindexes of the interfaces with a hook; sorted here
 * @bare:   of @network->n_links elements, set to 0 or 1
 *
 * Interfaces above and below each other are a stack, and no interface is bare while
 * any of its stack has a hook: which of them the kernel hooks depends on more than
 * names.
 */
void policy_bare_interfaces(const struct network *network, const uint8_t *zones,
			    uint32_t *hooked, size_t n_hooked, uint8_t *bare);

/**
 * policy_worm_verdict - the weakest verdict in effect for the worm in a direction
 *
 * VERDICT_ACCEPT, VERDICT_MONITOR and VERDICT_LIMIT let (some of) it through;
 * VERDICT_QUEUE, which is returned only if the queue fails open, does while no program
 * reads the queue. VERDICT_ACCEPT where no hook is: unnamed = "off".
 */
enum slammer_verdict policy_worm_verdict(const struct policy *policy,
					 unsigned int direction);
bool policy_worm_passes(const struct policy *policy, unsigned int direction);

/* Warn of each direction in which the policy lets the worm through. */
void policy_warn_rules(const struct policy *policy,
		       struct config_messages *messages);

/**
 * policy_warn_interfaces - what a policy does not do on this machine
 *
 * Warnings: patterns without an interface, interfaces that are not filtered, no
 * interface that a zone names. A note: interfaces with the built-in protection.
 * Nothing if memory runs out.
 */
void policy_warn_interfaces(const struct policy *policy,
			    const struct network *network,
			    struct config_messages *messages);

/**
 * policy_warn_lost - interfaces that lose what they have by a change of policy
 * @old: the policy before; NULL: nothing is known
 *
 * A warning for those that were in a zone or protected and are not after, and for
 * those that were in a zone and are unnamed after.
 */
void policy_warn_lost(const struct policy *old, const struct policy *policy,
		      const struct network *network,
		      struct config_messages *messages);

#define POLICY_NAMES_MAX	512

/**
 * policy_interface_names - "eth0, eth1 and 12 more": those in @zone
 * @zones: of policy_zones_in()
 * @count: set to how many there are; loopback does not count
 *
 * Escaped, safe to print. Returns @buf.
 */
const char *policy_interface_names(const struct network *network,
				   const uint8_t *zones, unsigned int zone,
				   char buf[POLICY_NAMES_MAX], size_t *count);

#endif /* MACHINE_INTERFACES_H */
