// SPDX-License-Identifier: GPL-2.0-or-later
/* interfaces.c - which interface is in which zone, and which rules pass the worm */
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "machine/interfaces.h"

/* A VLAN on a VLAN on a bond ...: more floors than anyone builds */
#define FLOORS_MAX	8

static bool matches(const char *pattern, const char *name)
{
	size_t length = strlen(pattern);

	if (length && pattern[length - 1] == '*')
		return !strncmp(pattern, name, length - 1);
	return !strcmp(pattern, name);
}

enum slammer_zone policy_zone_of(const struct policy *policy, const char *name)
{
	enum slammer_zone zone = ZONE_NONE;
	const struct policy_zone *z;
	size_t best = 0, length;

	for (z = policy->zones; z < policy->zones + policy->n_zones; z++) {
		if (!strcmp(z->pattern, name))
			return z->zone;
		length = strlen(z->pattern);
		if (length > best && z->pattern[length - 1] == '*' &&
		    matches(z->pattern, name)) {
			best = length;
			zone = z->zone;
		}
	}
	return zone;
}

bool policy_protects_unnamed(const struct policy *policy)
{
	return !policy->unnamed_off;
}

size_t policy_pattern_matches(const struct policy_zone *zone,
			      const struct network *network)
{
	size_t i, n = 0;

	for (i = 0; i < network->n_links; i++)
		n += !network->links[i].loopback &&
		     matches(zone->pattern, network->links[i].name);
	return n;
}

/* Position of an interface in the list; n_links if it is not there. */
static size_t position_of(const struct network *network, uint32_t ifindex)
{
	const struct network_link *link = network_link(network, ifindex);

	return link ? (size_t)(link - network->links) : network->n_links;
}

/* Ports whose bridge is named, as far as they are not themselves */
static void zones_of_ports(const struct network *network, uint8_t *zones)
{
	const struct network_link *link = network->links;
	size_t i, master;

	for (i = 0; i < network->n_links; i++, link++) {
		master = zones[i] == ZONE_NONE && !link->loopback ?
			 position_of(network, link->master) : network->n_links;
		if (master < network->n_links)
			zones[i] = zones[master];
	}
}

/* One floor up: what is above an interface with a zone. Was anything set? */
static bool zones_climb(const struct network *network, uint8_t *zones)
{
	const struct network_link *link = network->links;
	bool any = false;
	size_t i, other;

	for (i = 0; i < network->n_links; i++, link++) {
		other = zones[i] == ZONE_NONE ?
			position_of(network, link->below) : network->n_links;
		if (other < network->n_links && zones[other] != ZONE_NONE) {
			zones[i] = zones[other];
			any = true;
		}
		other = zones[i] != ZONE_NONE ?
			position_of(network, link->master) : network->n_links;
		/* What comes to the ports of these does not come to them, or not as such. */
		if (other < network->n_links && zones[other] == ZONE_NONE &&
		    strcmp(network->links[other].kind, "vrf") &&
		    strcmp(network->links[other].kind, "batadv")) {
			zones[other] = zones[i];
			any = true;
		}
	}
	return any;
}

void network_zones_spread(const struct network *network, uint8_t *zones)
{
	int floor;

	zones_of_ports(network, zones);
	for (floor = 0; floor < FLOORS_MAX; floor++)
		if (!zones_climb(network, zones))
			break;
}

void policy_zones_in(const struct policy *policy, const struct network *network,
		     uint8_t *zones)
{
	bool protect = policy_protects_unnamed(policy);
	size_t i;

	for (i = 0; i < network->n_links; i++)
		zones[i] = network->links[i].loopback ? ZONE_NONE :
			   (uint8_t)policy_zone_of(policy, network->links[i].name);
	network_zones_spread(network, zones);
	for (i = 0; protect && i < network->n_links; i++)
		if (zones[i] == ZONE_NONE && !network->links[i].loopback)
			zones[i] = ZONE_UNNAMED;
}

#define STRENGTH_PASSES	4	/* below: some of the packets pass, or may */

/* The weaker one lets more through. */
static unsigned int strength(const struct policy *policy, unsigned int verdict)
{
	switch (verdict) {
	case VERDICT_ACCEPT:
		return 0;
	case VERDICT_MONITOR:
		return 1;
	case VERDICT_LIMIT:
		return 2;
	case VERDICT_QUEUE:
		return policy->queue.open ? 3 : STRENGTH_PASSES;
	}
	return STRENGTH_PASSES;
}

enum slammer_verdict policy_worm_verdict(const struct policy *policy,
					 unsigned int direction)
{
	unsigned int reason, verdict, weakest = VERDICT_DROP;

	if (direction == DIRECTION_UNNAMED && policy->unnamed_off)
		return VERDICT_ACCEPT;
	for (reason = REASON_FIRST_RULED; reason < REASON_COUNT; reason++) {
		if (!reason_known(reason) ||
		    reason_class(reason) != CLASS_SLAMMER)
			continue;
		verdict = policy->verdict[direction][reason];
		if (strength(policy, verdict) < strength(policy, weakest))
			weakest = verdict;
	}
	return (enum slammer_verdict)weakest;
}

bool policy_worm_passes(const struct policy *policy, unsigned int direction)
{
	return strength(policy, policy_worm_verdict(policy, direction)) <
	       STRENGTH_PASSES;
}

const char *policy_interface_names(const struct network *network,
				   const uint8_t *zones, unsigned int zone,
				   char buf[POLICY_NAMES_MAX], size_t *count)
{
	const size_t room = POLICY_NAMES_MAX - 64; /* for "and N more" */
	char safe[4 * NETWORK_NAME_MAX + 8];
	size_t i, used = 0, listed = 0;
	bool full = false;

	buf[0] = '\0';
	*count = 0;
	for (i = 0; i < network->n_links; i++) {
		if (zones[i] != zone || network->links[i].loopback)
			continue;
		++*count;
		text_escape(network->links[i].name, safe, sizeof(safe));
		full |= used + strlen(safe) + 2 > room;
		if (full)
			continue;
		used += (size_t)snprintf(buf + used, POLICY_NAMES_MAX - used,
					 "%s%s", used ? ", " : "", safe);
		listed++;
	}
	if (listed < *count)
		snprintf(buf + used, POLICY_NAMES_MAX - used, " and %zu more",
			 *count - listed);
	return buf;
}
