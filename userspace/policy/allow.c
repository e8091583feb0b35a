// SPDX-License-Identifier: GPL-2.0-or-later
/* allow.c - allow: who may ask whom, whatever the rules say */
#include <stdlib.h>
#include <string.h>

#include "names/names.h"
#include "names/text.h"
#include "schema.h"

static void take_side(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	struct prefix *side = key->number == PAIR_FROM ? &load->pair.from :
							  &load->pair.to;
	char error[PREFIX_ERROR_MAX];

	if (prefix_parse(config_setting_get_string(setting), side, error))
		schema_say(load, POLICY_ERROR, setting, "%s", error);
	else
		load->good |= key->number;
}

static void take_comment(struct load *load, const config_setting_t *setting,
			 const struct key *key)
{
	load->comment = config_setting_get_string(setting);
}

/* Can there be such an entry? */
static bool pair_good(struct load *load, const config_setting_t *group)
{
	const struct pair *pair = &load->pair;
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];

	prefix_text(&pair->from, from);
	prefix_text(&pair->to, to);
	if (address_is_ip4(pair->from.addr) != address_is_ip4(pair->to.addr)) {
		schema_say(load, POLICY_ERROR, group,
			   "from %s to %s: both have to be IPv4, or both IPv6",
			   from, to);
		return false;
	}
	if (pairs_count(&load->allow, pair)) {
		schema_say(load, POLICY_ERROR, group,
			   "from %s to %s is the %dth pair of prefix lengths: at most %d different ones can be used",
			   from, to, PAIRS_TUPLES_MAX + 1, PAIRS_TUPLES_MAX);
		return false;
	}
	if (prefix_is_wide(&pair->from) && prefix_is_wide(&pair->to))
		schema_say(load, POLICY_WARNING, group,
			   "from %s to %s lets almost everybody ask everybody: name the clients or the servers",
			   from, to);
	return true;
}

static void add_entry(struct load *load, const config_setting_t *group)
{
	struct policy *policy = load->policy;
	struct policy_allow *entry;

	entry = schema_grow(load, group, &policy->allow, &policy->n_allow,
			    sizeof(*entry));
	if (!entry)
		return;
	entry->pair = load->pair;
	entry->line = schema_line(group);
	if (!load->comment)
		return;
	entry->comment = strdup(load->comment);
	if (!entry->comment)
		schema_say(load, POLICY_ERROR, group, "out of memory");
}

static void take_entry(struct load *load, const config_setting_t *group)
{
	static const struct key keys[] = {
		{ .name = "from", .type = KEY_STRING, .take = take_side,
		  .number = PAIR_FROM,
		  .missing = "from is missing: which clients may ask?" },
		{ .name = "to", .type = KEY_STRING, .take = take_side,
		  .number = PAIR_TO,
		  .missing = "to is missing: which servers may they ask?" },
		{ .name = "comment", .type = KEY_STRING, .take = take_comment },
		{ .name = NULL }
	};

	load->good = 0;
	load->comment = NULL;
	schema_walk(load, group, keys);
	if (load->good == (PAIR_FROM | PAIR_TO) && pair_good(load, group))
		add_entry(load, group);
}

void take_allow(struct load *load, const config_setting_t *setting,
		const struct key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (load->policy->n_allow == NFSL_ALLOW_MAX) {
			schema_say(load, POLICY_ERROR, element,
				   "more than %d entries: join neighbours",
				   NFSL_ALLOW_MAX);
			return;
		}
		if (config_setting_is_group(element))
			take_entry(load, element);
		else
			schema_say(load, POLICY_ERROR, element,
				   "expected groups { from = \"...\"; to = \"...\"; }");
	}
}
