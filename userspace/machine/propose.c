// SPDX-License-Identifier: GPL-2.0-or-later
/* propose.c - which interfaces lead outside, which inside, and what is behind them */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "machine/interfaces.h"
#include "machine/propose.h"
#include "nfslammer/ruleset.h"
#include "uapi/nf_slammer.h"

/*
 * So many routes by a routing daemon are the Internet's, whatever default routes there
 * are: they may be of another table, family or uplink.
 */
#define FULL_TABLE	PROPOSAL_FULL_TABLE

unsigned int proposal_zone(unsigned int reason)
{
	switch (reason) {
	case PROPOSAL_DEFAULT:
	case PROPOSAL_TABLE:
		return ZONE_EXTERNAL;
	case PROPOSAL_ADDRESS:
	case PROPOSAL_ROUTE:
		return ZONE_INTERNAL;
	}
	return ZONE_NONE;
}

/* What policy.conf takes as the name of one interface */
static bool nameable(const char *name)
{
	return *name && !strpbrk(name, "*/: \t\n\v\f\r") && strcmp(name, ".") &&
	       strcmp(name, "..");
}

/* "br-0123456789ab", a network of Docker */
static bool is_docker_bridge(const char *name)
{
	return !strncmp(name, "br-", 3) && strlen(name) == 15 &&
	       strspn(name + 3, "0123456789abcdef") == 12;
}

/* Made by the usual programs for containers and virtual machines on this machine */
static bool is_of_guests(const struct network_link *link)
{
	static const char *const names[] = {
		"docker", "virbr", "lxcbr", "lxdbr", "incusbr", "cni", "podman",
		"cali", "cilium", "flannel", "kube-", "vnet", "veth",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(link->name, names[i], strlen(names[i])))
			return true;
	return is_docker_bridge(link->name);
}

/* An address or network that means something beyond one link */
static bool is_routable(struct address a)
{
	if (address_is_ip4(a))
		return (a.lo >> 24 & 0xff) != 127 && (a.lo >> 24 & 0xff) != 0 &&
		       (a.lo >> 28 & 0xf) < 14 &&
		       (a.lo >> 16 & 0xffff) != 0xa9fe;
	if (!a.hi && a.lo <= 1)
		return false;
	return (a.hi >> 56) != 0xff && (a.hi >> 54) != 0x3fa;
}

static bool has_default(const struct network *network, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < network->n_routes; i++)
		if (network->routes[i].ifindex == ifindex &&
		    network_route_is_default(&network->routes[i]))
			return true;
	return false;
}

static bool has_address(const struct network *network, uint32_t ifindex)
{
	const struct network_address *a = network->addresses;
	size_t i;

	for (i = 0; i < network->n_addresses; i++, a++)
		if (a->ifindex == ifindex && a->global && is_routable(a->address))
			return true;
	return false;
}

/* Are networks behind it, though it has no address of its own? */
static bool has_route(const struct network *network, uint32_t ifindex)
{
	const struct network_route *r = network->routes;
	size_t i;

	for (i = 0; i < network->n_routes; i++, r++)
		if (r->ifindex == ifindex && is_routable(r->to.addr))
			return true;
	return false;
}

static bool is_port(const struct network *network,
		    const struct network_link *link)
{
	const struct network_link *master = network_link(network, link->master);

	return master && strcmp(master->kind, "vrf");
}

static enum proposal_reason decide_link(const struct network *network,
					const struct network_link *link)
{
	if (link->loopback)
		return PROPOSAL_LOOPBACK;
	if (is_port(network, link))
		return PROPOSAL_PORT;
	if (!nameable(link->name))
		return PROPOSAL_ODD_NAME;
	if (has_default(network, link->ifindex))
		return PROPOSAL_DEFAULT;
	if (is_of_guests(link))
		return PROPOSAL_GUESTS;
	if (!strcmp(link->kind, "dummy") || !strcmp(link->kind, "vrf") ||
	    !strcmp(link->kind, "ifb"))
		return PROPOSAL_DUMMY;
	if (!link->up)
		return PROPOSAL_DOWN;
	if (link->n_dynamic >= FULL_TABLE)
		return PROPOSAL_TABLE;
	if (has_address(network, link->ifindex))
		return PROPOSAL_ADDRESS;
	return has_route(network, link->ifindex) || link->n_dynamic ?
	       PROPOSAL_ROUTE : PROPOSAL_BARE;
}

static bool contains(const struct prefix *wide, const struct prefix *narrow)
{
	return wide->len <= narrow->len && prefix_contains(wide, narrow->addr);
}

/* As in policy/parse: such a prefix is almost everything. */
static bool is_wide(const struct prefix *prefix)
{
	return address_is_ip4(prefix->addr) ? prefix->len < 96 + 8 :
					      prefix->len < 16;
}

/* Those that the new one contains go. */
static void drop_contained(struct proposal *proposal, const struct prefix *prefix)
{
	size_t i, kept = 0;

	for (i = 0; i < proposal->n_prefixes; i++) {
		if (contains(prefix, &proposal->prefixes[i]))
			continue;
		proposal->prefixes[kept] = proposal->prefixes[i];
		proposal->behind[kept++] = proposal->behind[i];
	}
	proposal->n_prefixes = kept;
}

static int add_prefix(struct proposal *proposal, struct prefix prefix,
		      uint32_t ifindex)
{
	size_t i;

	if (!is_routable(prefix.addr))
		return 0;
	if (is_wide(&prefix)) {
		proposal->n_wide++;
		return 0;
	}
	for (i = 0; i < proposal->n_prefixes; i++)
		if (contains(&proposal->prefixes[i], &prefix))
			return 0;
	drop_contained(proposal, &prefix);
	if (proposal->n_prefixes == NFSL_INTERNAL_MAX) {
		proposal->n_cut++;
		return 0;
	}
	if (array_grow(&proposal->prefixes, &proposal->prefixes_room,
		       proposal->n_prefixes) ||
	    array_grow(&proposal->behind, &proposal->behind_room,
		       proposal->n_prefixes))
		return -1;
	proposal->prefixes[proposal->n_prefixes] = prefix;
	proposal->behind[proposal->n_prefixes++] = ifindex;
	return 0;
}

static bool is_internal(const struct proposal *proposal,
			const struct network *network, uint32_t ifindex)
{
	const struct network_link *link = network_link(network, ifindex);

	return link && proposal_zone(proposal->reason[link - network->links]) ==
			       ZONE_INTERNAL;
}

static int collect_prefixes(struct proposal *proposal,
			    const struct network *network)
{
	const struct network_address *a = network->addresses;
	const struct network_route *r = network->routes;
	size_t i;

	for (i = 0; i < network->n_addresses; i++, a++)
		if (a->global && is_internal(proposal, network, a->ifindex) &&
		    add_prefix(proposal, a->prefix, a->ifindex))
			return -1;
	for (i = 0; i < network->n_routes; i++, r++)
		if (r->fixed && is_internal(proposal, network, r->ifindex) &&
		    add_prefix(proposal, r->to, r->ifindex))
			return -1;
	return 0;
}

int proposal_decide(struct proposal *proposal, const struct network *network,
		    struct error *error)
{
	const struct network_link *link = network->links;
	bool any = false;
	size_t i;

	memset(proposal, 0, sizeof(*proposal));
	proposal->reason = malloc(network->n_links + 1);
	proposal->zone = malloc(network->n_links + 1);
	if (!proposal->reason || !proposal->zone)
		return error_no_memory(error);
	for (i = 0; i < network->n_links; i++, link++) {
		proposal->reason[i] = (uint8_t)decide_link(network, link);
		proposal->zone[i] =
			(uint8_t)proposal_zone(proposal->reason[i]);
		any |= proposal_zone(proposal->reason[i]) != ZONE_NONE;
	}
	if (!any)
		return error_set(error, "no interface has an address or a default route: there is nothing to put into a zone (ip address; ip route)");
	network_zones_spread(network, proposal->zone);
	if (collect_prefixes(proposal, network))
		return error_no_memory(error);
	return 0;
}

void proposal_free(struct proposal *proposal)
{
	free(proposal->reason);
	free(proposal->zone);
	free(proposal->prefixes);
	free(proposal->behind);
	memset(proposal, 0, sizeof(*proposal));
}
