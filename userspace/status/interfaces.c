// SPDX-License-Identifier: GPL-2.0-or-later
/* interfaces.c - what the policy makes of the interfaces of this machine, as JSON */
#include <stdlib.h>

#include "common/names.h"
#include "machine/interfaces.h"
#include "status/status.h"

static json_t *zone_list(const struct policy *policy,
			 const struct network *network)
{
	uint8_t *zones = malloc(network->n_links + 1);
	json_t *list = zones ? json_array() : NULL;
	size_t i;

	if (list)
		policy_zones_in(policy, network, zones);
	for (i = 0; list && i < network->n_links; i++)
		if (!network->links[i].loopback)
			json_array_append_new(list, json_pack("{s:o, s:s}",
				"name", report_text(network->links[i].name),
				"zone", zone_name(zones[i])));
	free(zones);
	return list;
}

static json_t *pattern_list(const struct policy *policy,
			    const struct network *network)
{
	json_t *list = json_array();
	const struct policy_zone *z;

	for (z = policy->zones; list && z < policy->zones + policy->n_zones; z++)
		json_array_append_new(list, json_pack("{s:s, s:o, s:I}",
			"zone", zone_name(z->zone),
			"pattern", report_text(z->pattern),
			"interfaces",
			(json_int_t)policy_pattern_matches(z, network)));
	return list;
}

static json_t *worm_list(const struct policy *policy)
{
	json_t *list = json_array();
	unsigned int d;

	for (d = 0; list && d < DIRECTION_COUNT; d++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:b}",
			"direction", direction_name(d),
			"verdict", verdict_name(policy_worm_verdict(policy, d)),
			"passes", policy_worm_passes(policy, d)));
	return list;
}

json_t *report_messages(const struct config_messages *messages)
{
	json_t *list = json_array();
	const struct config_message *m;

	for (m = messages->list; list && m < messages->list + messages->count; m++)
		json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:s}",
			"file", m->file,
			"line", (json_int_t)m->line,
			"severity", config_severity_name(m->severity),
			"text", m->text));
	return list;
}

json_t *report_interfaces(const struct policy *policy,
			  const struct network *network)
{
	struct config_messages messages = { 0 };
	json_t *report;

	policy_warn_rules(policy, &messages);
	policy_warn_interfaces(policy, network, &messages);
	report = json_pack("{s:o, s:o, s:o, s:b, s:o}",
			   "list", zone_list(policy, network),
			   "patterns", pattern_list(policy, network),
			   "worm", worm_list(policy),
			   "unnamed_protected", policy_protects_unnamed(policy),
			   "messages", report_messages(&messages));
	config_messages_free(&messages);
	return report;
}
