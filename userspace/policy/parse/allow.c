// SPDX-License-Identifier: GPL-2.0-or-later
/* allow.c - allow: who may ask whom, whatever the rules say */
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/names.h"
#include "common/text.h"
#include "schema.h"

static void take_side(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	struct prefix *side = key->number == PAIR_FROM ? &load->pair.from :
							  &load->pair.to;
	struct error error;

	if (prefix_parse(config_setting_get_string(setting), side, &error))
		schema_say(load, POLICY_ERROR, setting, "%s", error.text);
	else
		load->good |= key->number;
}

static void take_file(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	load->list = setting;
	load->listed |= key->number;
}

static void take_comment(struct load *load, const config_setting_t *setting,
			 const struct key *key)
{
	load->comment = config_setting_get_string(setting);
}

/* About an entry of the policy file, or about one that comes from a list. */
static void complain(struct load *load, const config_setting_t *group,
		     struct list *list, enum policy_severity severity,
		     const char *what)
{
	const struct pair *pair = &load->pair;
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];

	prefix_text(&pair->from, from);
	prefix_text(&pair->to, to);
	if (list)
		list_say(load, list, severity, "from %s to %s%s", from, to, what);
	else
		schema_say(load, severity, group, "from %s to %s%s", from, to,
			   what);
}

/* Can there be such an entry? */
static bool pair_good(struct load *load, const config_setting_t *group,
		      struct list *list)
{
	const struct pair *pair = &load->pair;
	char what[128];

	if (address_is_ip4(pair->from.addr) != address_is_ip4(pair->to.addr)) {
		if (list)
			list->other++;
		else
			complain(load, group, list, POLICY_ERROR,
				 ": both have to be IPv4, or both IPv6");
		return false;
	}
	if (pairs_count(&load->allow, pair)) {
		snprintf(what, sizeof(what),
			 " is the %dth pair of prefix lengths: at most %d different ones can be used",
			 PAIRS_TUPLES_MAX + 1, PAIRS_TUPLES_MAX);
		complain(load, group, list, POLICY_ERROR, what);
		return false;
	}
	if (prefix_is_wide(&pair->from) && prefix_is_wide(&pair->to))
		complain(load, group, list, POLICY_WARNING,
			 " lets almost everybody ask everybody: name the clients or the servers");
	return true;
}

static void add_entry(struct load *load, const config_setting_t *group,
		      struct policy_place place)
{
	struct policy *policy = load->policy;
	struct policy_allow *entry;

	entry = schema_grow(load, group, &policy->allow, &policy->n_allow,
			    sizeof(*entry));
	if (!entry)
		return;
	entry->pair = load->pair;
	entry->place = place;
	if (!load->comment)
		return;
	entry->comment = strdup(load->comment);
	if (!entry->comment)
		schema_say(load, POLICY_ERROR, group, "out of memory");
}

/* Is there room for one more? If not, that is said once. */
static bool room(struct load *load, const config_setting_t *setting)
{
	if (load->policy->n_allow < NFSL_ALLOW_MAX)
		return true;
	if (!load->full)
		schema_say(load, POLICY_ERROR, setting,
			   "more than %d entries: join neighbours",
			   NFSL_ALLOW_MAX);
	load->full = true;
	return false;
}

/* A line of the list that is one side of the entry. */
static void take_listed(struct load *load, const struct prefix *prefix,
			struct list *list)
{
	if (load->listed == PAIR_FROM)
		load->pair.from = *prefix;
	else
		load->pair.to = *prefix;
	if (room(load, load->list) &&
	    pair_good(load, load->list, list))
		add_entry(load, load->list, list->place);
}

/* Each side is named in one way, and one of them at most by a file. */
static bool sides_good(struct load *load, const config_setting_t *group,
		       unsigned int written)
{
	size_t errors = load->messages->errors;

	if (written & load->listed & PAIR_FROM)
		schema_say(load, POLICY_ERROR, group,
			   "has from and from-file: name the clients in one of these ways");
	if (written & load->listed & PAIR_TO)
		schema_say(load, POLICY_ERROR, group,
			   "has to and to-file: name the servers in one of these ways");
	if (load->listed == (PAIR_FROM | PAIR_TO))
		schema_say(load, POLICY_ERROR, group,
			   "has from-file and to-file: one of the two sides has to be a prefix");
	if (!((written | load->listed) & PAIR_FROM))
		schema_say(load, POLICY_ERROR, group,
			   "from is missing: which clients may ask?");
	if (!((written | load->listed) & PAIR_TO))
		schema_say(load, POLICY_ERROR, group,
			   "to is missing: which servers may they ask?");
	return errors == load->messages->errors;
}

static unsigned int written(const config_setting_t *group)
{
	return (config_setting_get_member(group, "from") ? PAIR_FROM : 0) |
	       (config_setting_get_member(group, "to") ? PAIR_TO : 0);
}

static void take_entry(struct load *load, const config_setting_t *group)
{
	static const struct key keys[] = {
		{ .name = "from", .type = KEY_STRING, .take = take_side,
		  .number = PAIR_FROM },
		{ .name = "to", .type = KEY_STRING, .take = take_side,
		  .number = PAIR_TO },
		{ .name = "from-file", .type = KEY_STRING, .take = take_file,
		  .number = PAIR_FROM },
		{ .name = "to-file", .type = KEY_STRING, .take = take_file,
		  .number = PAIR_TO },
		{ .name = "comment", .type = KEY_STRING, .take = take_comment },
		{ .name = NULL }
	};

	load->good = 0;
	load->listed = 0;
	load->comment = NULL;
	schema_walk(load, group, keys);
	if (!sides_good(load, group, written(group)) ||
	    (load->good | load->listed) != (PAIR_FROM | PAIR_TO))
		return;
	if (load->listed)
		list_read(load, load->list, take_listed);
	else if (pair_good(load, group, NULL))
		add_entry(load, group, schema_place(group));
}

void take_allow(struct load *load, const config_setting_t *setting,
		const struct key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	for (i = 0; i < n && !load->full; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (!room(load, element))
			continue;
		if (config_setting_is_group(element))
			take_entry(load, element);
		else
			schema_say(load, POLICY_ERROR, element,
				   "expected groups { from = \"...\"; to = \"...\"; }");
	}
}
