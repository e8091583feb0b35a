// SPDX-License-Identifier: GPL-2.0-or-later
/* interfaces_bare.c - interfaces that should have a hook, and do not */
#include <stdlib.h>
#include <string.h>

#include "machine/interfaces.h"

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return left < right ? -1 : left > right;
}

/* The first interface of the stack that @i is in */
static size_t stack_of(size_t *stack, size_t i)
{
	while (stack[i] != i)
		i = stack[i] = stack[stack[i]];
	return i;
}

static void join(const struct network *network, size_t *stack, size_t i,
		 const struct network_link *other)
{
	if (other)
		stack[stack_of(stack, i)] =
			stack_of(stack, (size_t)(other - network->links));
}

/*
 * Interfaces above and below each other are a stack. Those of a VRF are not, nor those
 * of batman-adv, which has a hook of its own.
 */
static void build_stacks(const struct network *network, size_t *stack)
{
	const struct network_link *link = network->links, *master;
	size_t i;

	for (i = 0; i < network->n_links; i++)
		stack[i] = i;
	for (i = 0; i < network->n_links; i++, link++) {
		master = network_link(network, link->master);
		if (master && strcmp(master->kind, "vrf") &&
		    strcmp(master->kind, "batadv"))
			join(network, stack, i, master);
		join(network, stack, i, network_link(network, link->below));
	}
}

void policy_bare_interfaces(const struct network *network, const uint8_t *zones,
			    uint32_t *hooked, size_t n_hooked, uint8_t *bare)
{
	size_t n = network->n_links, *stack = calloc(n + 1, sizeof(*stack)), i;
	uint8_t *guarded = calloc(n + 1, 1);

	memset(bare, 0, n);
	if (n_hooked)
		qsort(hooked, n_hooked, sizeof(*hooked), compare);
	if (stack && guarded) {
		build_stacks(network, stack);
		for (i = 0; i < n && n_hooked; i++)
			if (bsearch(&network->links[i].ifindex, hooked, n_hooked,
				    sizeof(*hooked), compare))
				guarded[stack_of(stack, i)] = 1;
		for (i = 0; i < n; i++)
			bare[i] = zones[i] != ZONE_NONE &&
				  strcmp(network->links[i].kind, "vrf") &&
				  !guarded[stack_of(stack, i)];
	}
	free(stack);
	free(guarded);
}
