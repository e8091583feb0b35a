// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drift_bare.c - interfaces that should have a hook by the policy, and do not
 *
 * The kernel could not hook them, or forgot to. Only reported: pushing the policy
 * again is what did not help.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/network.h"
#include "machine/interfaces.h"
#include "slammerd/enforce/drift.h"

int drift_read_links(const struct drift *drift, struct network *network,
		     struct error *error)
{
	return drift->read_links ? drift->read_links(network, error) :
				   network_read_links(network, error);
}

/* One that is gone by now is none. */
static void list_bare(struct drift *drift, const struct network *network,
		      const uint8_t *bare)
{
	const struct network_link *link = network->links;
	char names[POLICY_NAMES_MAX];
	size_t i, count;
	uint8_t *mark = calloc(network->n_links + 1, 1);

	drift->bare[0] = '\0';
	for (i = 0; mark && i < network->n_links; i++)
		mark[i] = bare[i] &&
			  (drift->read_links ||
			   if_nametoindex(link[i].name) == link[i].ifindex);
	if (mark) {
		policy_interface_names(network, mark, 1, names, &count);
		if (count)
			snprintf(drift->bare, sizeof(drift->bare),
				 "no hook, in spite of the policy: %.*s",
				 (int)sizeof(drift->bare) - 48, names);
	}
	free(mark);
}

static void find_bare(struct drift *drift, const struct network *network,
		      const struct client_device *devices, size_t count)
{
	const struct policy *policy = drift->module->policy;
	uint32_t *hooked = calloc(count + 1, sizeof(*hooked));
	uint8_t *zones = calloc(2, network->n_links + 1), *bare;
	size_t i;

	if (hooked && zones) {
		bare = zones + network->n_links + 1;
		for (i = 0; i < count; i++)
			hooked[i] = devices[i].ifindex;
		policy_zones_in(policy, network, zones);
		policy_bare_interfaces(network, zones, hooked, count, bare);
		list_bare(drift, network, bare);
	}
	free(hooked);
	free(zones);
}

/* Interfaces first: a new one in between is hooked, and not in the list yet. */
void drift_check_bare(struct drift *drift)
{
	struct client_device *devices = NULL;
	struct network network = { 0 };
	struct error error;
	size_t count = 0;

	if (drift_now(drift) < drift->next_links)
		return;
	drift->next_links = drift_now(drift) + DRIFT_LINKS_SECONDS;
	if (!drift_read_links(drift, &network, &error) &&
	    !client_devices(drift->module->client, &devices, &count))
		find_bare(drift, &network, devices, count);
	free(devices);
	network_free(&network);
}
