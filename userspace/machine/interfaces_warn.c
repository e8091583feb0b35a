// SPDX-License-Identifier: GPL-2.0-or-later
/* interfaces_warn.c - warnings: what a policy does not do on this machine */
#include <stdlib.h>
#include <string.h>

#include "common/names.h"
#include "common/text.h"
#include "machine/interfaces.h"

/* The file in which something is; "policy" for a model that is not from a file. */
static const char *file_of(const struct policy *policy,
			   struct config_position position)
{
	if (position.file)
		return position.file;
	return policy->path ? policy->path : "policy";
}

static void warn_rule(const struct policy *policy, unsigned int direction,
		      struct config_messages *messages)
{
	struct config_position at = policy->position.worm[direction];
	enum slammer_verdict verdict = policy_worm_verdict(policy, direction);

	message_add(messages, CONFIG_WARNING, file_of(policy, at), at.line,
		    "%s: the worm passes: the verdict of slammer is \"%s\"%s",
		    direction_name(direction), verdict_name(verdict),
		    verdict == VERDICT_LIMIT ? ", which accepts some packets" :
		    verdict == VERDICT_QUEUE ? ", and queue.fail is \"open\": accepted if no program reads the queue" :
		    "");
}

void policy_warn_rules(const struct policy *policy,
		       struct config_messages *messages)
{
	const struct config_position none = { NULL, 0 };
	struct config_position off = policy->position.unnamed;
	unsigned int d;

	if (policy->unnamed_off)
		message_add(messages, CONFIG_WARNING, file_of(policy, off),
			    off.line,
			    "unnamed is \"off\": interfaces that no zone names are not filtered, the worm passes there");
	if (policy->monitor) {
		message_add(messages, CONFIG_WARNING, file_of(policy, none), 0,
			    "mode is \"monitor\": nothing is dropped, the worm passes in all directions");
		return;
	}
	for (d = 0; d < DIRECTION_COUNT; d++)
		if (d != DIRECTION_UNNAMED && policy_worm_passes(policy, d))
			warn_rule(policy, d, messages);
}

/* Why a pattern that matches no interface matches none */
static const char *fault_of(const char *pattern, const struct network *network)
{
	size_t i;

	for (i = 0; i < network->n_links; i++)
		if (network->links[i].loopback &&
		    !strcmp(network->links[i].name, pattern))
			return "is the loopback interface, which is never filtered";
	return strchr(pattern, '*') ? "matches no interface" :
	       "matches no interface now; it will be filtered as soon as it appears";
}

/* Returns how many interfaces the patterns match in all. */
static size_t warn_patterns(const struct policy *policy,
			    const struct network *network,
			    struct config_messages *messages)
{
	char quoted[TEXT_QUOTE_MAX];
	const struct policy_zone *z;
	size_t n, sum = 0;

	for (z = policy->zones; z < policy->zones + policy->n_zones; z++) {
		n = policy_pattern_matches(z, network);
		sum += n;
		if (!n)
			message_add(messages, CONFIG_WARNING,
				    file_of(policy, z->position),
				    z->position.line,
				    "zones.%s: %s %s %s", zone_name(z->zone),
				    strchr(z->pattern, '*') ? "pattern" : "name",
				    text_quote(z->pattern, quoted),
				    fault_of(z->pattern, network));
	}
	return sum;
}

static void warn_zones(const struct policy *policy, const struct network *network,
		       const uint8_t *zones, bool named,
		       struct config_messages *messages)
{
	const struct config_position none = { NULL, 0 };
	struct config_position off = policy->position.unnamed;
	char names[POLICY_NAMES_MAX];
	size_t count;

	if (!named)
		message_add(messages, CONFIG_WARNING, file_of(policy, none), 0,
			    "no zone names an interface of this machine: %s (slammerctl policy init proposes a policy)",
			    policy_protects_unnamed(policy) ?
			    "all have the built-in protection, and none is external or internal" :
			    "nothing is filtered on any interface");
	policy_interface_names(network, zones, ZONE_NONE, names, &count);
	if (count)
		message_add(messages, CONFIG_WARNING, file_of(policy, off),
			    off.line,
			    "no zone names %s: not filtered, because unnamed is \"off\"",
			    names);
	policy_interface_names(network, zones, ZONE_UNNAMED, names, &count);
	if (count)
		message_add(messages, CONFIG_NOTE, file_of(policy, none), 0,
			    "no zone names %s: built-in protection", names);
}

void policy_warn_interfaces(const struct policy *policy,
			    const struct network *network,
			    struct config_messages *messages)
{
	uint8_t *zones = malloc(network->n_links + 1);
	size_t named;

	if (!zones)
		return;
	named = warn_patterns(policy, network, messages);
	policy_zones_in(policy, network, zones);
	warn_zones(policy, network, zones, named > 0, messages);
	free(zones);
}

/* Interfaces that were in zone @was and are in zone @is now: their number */
static size_t changed_names(const struct network *network, const uint8_t *old,
			    const uint8_t *new, uint8_t *mark, unsigned int was,
			    unsigned int is, char buf[POLICY_NAMES_MAX])
{
	size_t i, count;

	for (i = 0; i < network->n_links; i++)
		mark[i] = old[i] == was && new[i] == is;
	policy_interface_names(network, mark, 1, buf, &count);
	return count;
}

static void warn_changes(const struct policy *policy,
			 const struct network *network, const uint8_t *old,
			 const uint8_t *new, uint8_t *mark,
			 struct config_messages *messages)
{
	static const struct {
		uint8_t was, is;
	} losses[] = {
		{ ZONE_EXTERNAL, ZONE_NONE }, { ZONE_INTERNAL, ZONE_NONE },
		{ ZONE_UNNAMED, ZONE_NONE }, { ZONE_EXTERNAL, ZONE_UNNAMED },
		{ ZONE_INTERNAL, ZONE_UNNAMED },
	};
	const struct config_position none = { NULL, 0 };
	char names[POLICY_NAMES_MAX];
	size_t i;

	for (i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		if (!changed_names(network, old, new, mark, losses[i].was,
				   losses[i].is, names))
			continue;
		message_add(messages, CONFIG_WARNING, file_of(policy, none), 0,
			    losses[i].is == ZONE_NONE ?
			    "%s: protected before (zone %s), not filtered now" :
			    "%s: in zone %s before, in none now: built-in protection",
			    names, zone_name(losses[i].was));
	}
}

void policy_warn_lost(const struct policy *old, const struct policy *policy,
		      const struct network *network,
		      struct config_messages *messages)
{
	size_t n = network->n_links + 1;
	uint8_t *zones = malloc(3 * n);

	if (zones && old) {
		policy_zones_in(old, network, zones);
		policy_zones_in(policy, network, zones + n);
		warn_changes(policy, network, zones, zones + n, zones + 2 * n,
			     messages);
	}
	free(zones);
}
