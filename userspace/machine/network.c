// SPDX-License-Identifier: GPL-2.0-or-later
/* network.c - interfaces, addresses and routes: found, judged, freed */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "machine/network.h"

void network_free(struct network *network)
{
	free(network->links);
	free(network->addresses);
	free(network->routes);
	free(network->facts);
	memset(network, 0, sizeof(*network));
}

/* The latest first: a source tells the same thing several times in a row. */
int network_add_fact(struct network *network, enum network_fact_kind kind,
		     uint32_t ifindex, uint32_t other)
{
	const struct network_fact *f;
	size_t i;

	for (i = network->n_facts; i > 0; i--) {
		f = &network->facts[i - 1];
		if (f->kind == kind && f->ifindex == ifindex &&
		    f->other == other)
			return 0;
	}
	if (array_grow(&network->facts, &network->facts_room, network->n_facts))
		return -1;
	network->facts[network->n_facts++] = (struct network_fact){
		.kind = (uint8_t)kind, .ifindex = ifindex, .other = other,
	};
	return 0;
}

const struct network_link *network_link(const struct network *network,
					uint32_t ifindex)
{
	size_t i;

	for (i = 0; ifindex && i < network->n_links; i++)
		if (network->links[i].ifindex == ifindex)
			return &network->links[i];
	return NULL;
}

/* Two halves instead of a default route are what VPN clients set. */
bool network_route_is_default(const struct network_route *route)
{
	if (address_is_ip4(route->to.addr))
		return route->to.len >= 96 && route->to.len <= 96 + 1;
	return route->to.len <= 3;
}
