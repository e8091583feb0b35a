/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network.h - a machine's interfaces, addresses and routes, as plain data
 *
 * Filled by kernel/network.h, or by a test. What policy makes of it: interfaces.h
 * (which interface is in which zone) and propose.h (a first policy).
 */
#ifndef MACHINE_NETWORK_H
#define MACHINE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfslammer/prefix.h"

#define NETWORK_NAME_MAX	16	/* IFNAMSIZ */

/**
 * struct network_link - an interface
 * @name:	any bytes but '/', ':' and white space, as the kernel has it
 * @kind:	"bridge", "vlan", "veth" ..., "" for hardware
 * @master:	ifindex of the bridge or bond that it is a port of; 0: of none
 * @below:	ifindex of the interface of this namespace that it is stacked on (a
 *		VLAN, a macvlan); 0: none
 * @ppp:	of type PPP
 * @n_dynamic:	routes of routing daemons through it
 */
struct network_link {
	uint32_t ifindex;
	char name[NETWORK_NAME_MAX];
	char kind[NETWORK_NAME_MAX];
	uint32_t master;
	uint32_t below;
	bool loopback;
	bool up;
	bool ppp;
	size_t n_dynamic;
};

/**
 * struct network_address - an address of an interface
 * @prefix:	the network that it is in: no bit set below the length
 * @global:	of global scope (which ULA and RFC 1918 are, too)
 */
struct network_address {
	uint32_t ifindex;
	struct address address;
	struct prefix prefix;
	bool global;
};

/**
 * struct network_route - a unicast route; one with several next hops is several
 * @gateway:	by a router there, otherwise the network is at the interface
 * @fixed:	from the kernel, an administrator or a router advertisement, not from a
 *		routing daemon
 */
struct network_route {
	uint32_t ifindex;
	struct prefix to;
	bool gateway;
	bool fixed;
};

/**
 * struct network - a network namespace; all arrays owned
 * @routes:	of routing daemons only default routes, see network_link.n_dynamic
 */
struct network {
	struct network_link *links;
	size_t n_links;
	size_t links_room;
	struct network_address *addresses;
	size_t n_addresses;
	size_t addresses_room;
	struct network_route *routes;
	size_t n_routes;
	size_t routes_room;
};

/* Frees the arrays and zeroes @network. */
void network_free(struct network *network);

/* The interface of that number; NULL if there is none. */
const struct network_link *network_link(const struct network *network,
					uint32_t ifindex);

/* Does the route lead to (almost) everywhere: 0/0, 0/1, 128/1, ::/0, 2000::/3 ...? */
bool network_route_is_default(const struct network_route *route);

#endif /* MACHINE_NETWORK_H */
