/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network.h - a machine's interfaces, addresses and routes, as plain data
 *
 * Filled by kernel/network.h, or by a test. What policy makes of it: interfaces.h
 * (which interface is in which zone) and propose.h (a first policy). Which ways its
 * packets take: paths.h.
 */
#ifndef MACHINE_NETWORK_H
#define MACHINE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfslammer/prefix.h"

#define NETWORK_NAME_MAX	16	/* IFNAMSIZ */

/* Where an XDP program runs; those after XDP_GENERIC: before the kernel has a packet */
enum network_xdp {
	XDP_NONE,
	XDP_GENERIC,
	XDP_NATIVE,
	XDP_OFFLOADED,
};

/**
 * struct network_link - an interface
 * @name:	any bytes but '/', ':' and white space, as the kernel has it
 * @kind:	"bridge", "vlan", "veth" ..., "" for hardware
 * @master:	ifindex of the bridge or bond that it is a port of; 0: of none
 * @below:	ifindex of the interface of this namespace that it is stacked on (a
 *		VLAN, a macvlan); 0: none
 * @ppp:	of type PPP
 * @xdp:	enum network_xdp
 * @siblings:	an ipvlan whose users reach each other without the interface below
 * @switch_id:	equal for ports of one switch chip; 0: it is of none
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
	uint8_t xdp;
	bool siblings;
	uint64_t switch_id;
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

/* What besides its interfaces decides which way a packet takes */
enum network_fact_kind {
	FACT_TC_REDIRECT,	/* tc ingress: what comes in is sent by @other */
	FACT_TC_RECEIVE,	/* tc ingress: what comes in is received by @other */
	FACT_TC_PROGRAM,	/* tc ingress: a BPF program */
	FACT_FLOWTABLE,		/* of nftables */
	FACT_FLOWTABLE_OFFLOAD,	/* in hardware */
	FACT_PACKET_SOCKET,	/* AF_PACKET; @ifindex 0: all interfaces */
	FACT_XDP_SOCKET,	/* AF_XDP */
	FACT_NAT,
	FACT_IPSEC,		/* a security association */
	FACT_MPLS,		/* labels are routed */
};

/**
 * struct network_fact - one such thing
 * @kind:	enum network_fact_kind
 * @ifindex:	the interface concerned; 0: none, or all
 */
struct network_fact {
	uint8_t kind;
	uint32_t ifindex;
	uint32_t other;
};

/**
 * struct network - a network namespace; all arrays owned
 * @routes:	of routing daemons only default routes, see network_link.n_dynamic
 * @facts:	each once
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
	struct network_fact *facts;
	size_t n_facts;
	size_t facts_room;
};

/* Frees the arrays and zeroes @network. */
void network_free(struct network *network);

/* Adds a fact unless it is there already. 0, or -1 if out of memory. */
int network_add_fact(struct network *network, enum network_fact_kind kind,
		     uint32_t ifindex, uint32_t other);

/* The interface of that number; NULL if there is none. */
const struct network_link *network_link(const struct network *network,
					uint32_t ifindex);

/* Does the route lead to (almost) everywhere: 0/0, 0/1, 128/1, ::/0, 2000::/3 ...? */
bool network_route_is_default(const struct network_route *route);

#endif /* MACHINE_NETWORK_H */
