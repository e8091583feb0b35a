// SPDX-License-Identifier: GPL-2.0-or-later
/* allow.c - the list allow: which clients may use which servers */
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/error.h"
#include "internal.h"

static struct allow_parser *allow_of(struct config_reader *reader)
{
	return &parser_of(reader)->allow;
}

static void parse_side(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	struct allow_parser *allow = allow_of(reader);
	struct prefix *side = key->number == PAIR_FROM ?
				      &allow->pair.from :
				      &allow->pair.to;
	struct error error;

	if (prefix_parse(config_setting_get_string(setting), side, &error))
		schema_error(reader, setting, "%s", error.text);
	else
		allow->parsed |= key->number;
}

static void parse_file(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	struct allow_parser *allow = allow_of(reader);
	allow->list = setting;
	allow->listed |= key->number;
}

static void parse_comment(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	allow_of(reader)->comment = config_setting_get_string(setting);
}

/* A message about an entry of the policy file or, if @list, of a list file. */
static void report(struct config_reader *reader, const config_setting_t *group,
		   struct config_list *list, enum config_severity severity,
		   const char *what)
{
	const struct pair *pair = &allow_of(reader)->pair;
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];

	prefix_text(&pair->from, from);
	prefix_text(&pair->to, to);
	if (list)
		list_report(reader, list, severity, "from %s to %s%s", from, to,
			    what);
	else
		schema_report(reader, severity, group, "from %s to %s%s", from,
			      to, what);
}

/* Check the entry; false after an error. */
static bool pair_valid(struct config_reader *reader,
		       const config_setting_t *group, struct config_list *list)
{
	struct allow_parser *allow = allow_of(reader);
	const struct pair *pair = &allow->pair;

	if (address_is_ip4(pair->from.addr) != address_is_ip4(pair->to.addr)) {
		if (list)
			list->skipped++;
		else
			report(reader, group, list, CONFIG_ERROR,
			       ": both have to be IPv4 or both IPv6");
		return false;
	}
	if (prefix_is_wide(&pair->from) && prefix_is_wide(&pair->to))
		report(reader, group, list, CONFIG_WARNING,
		       " allows almost all clients to use almost all servers: name either");
	return true;
}

static void add_entry(struct config_reader *reader,
		      const config_setting_t *group,
		      struct config_position position)
{
	struct allow_parser *allow = allow_of(reader);
	struct policy *policy = policy_of(reader);
	struct policy_allow *entry;

	entry = schema_grow(reader, group, &policy->allow, &policy->n_allow,
			    sizeof(*entry));
	if (!entry)
		return;
	entry->pair = allow->pair;
	entry->position = position;
	if (!allow->comment)
		return;
	entry->comment = strdup(allow->comment);
	if (!entry->comment)
		schema_error(reader, group, "out of memory");
}

/* Is there room for one more entry? If not, report it once. */
static bool has_room(struct config_reader *reader,
		     const config_setting_t *setting)
{
	struct allow_parser *allow = allow_of(reader);
	if (policy_of(reader)->n_allow < NFSL_ALLOW_MAX)
		return true;
	if (!allow->full)
		schema_error(reader, setting,
			     "more than %d entries: aggregate adjacent prefixes",
			     NFSL_ALLOW_MAX);
	allow->full = true;
	return false;
}

/* A prefix of the list file that is one side of the entry. */
static void add_listed(struct config_reader *reader, struct config_list *list,
		       const struct prefix *prefix)
{
	struct allow_parser *allow = allow_of(reader);
	if (allow->listed == PAIR_FROM)
		allow->pair.from = *prefix;
	else
		allow->pair.to = *prefix;
	if (has_room(reader, allow->list) &&
	    pair_valid(reader, allow->list, list))
		add_entry(reader, allow->list, list->position);
}

/* Each side has to be set once, and at most one of them by a file. */
static bool sides_valid(struct config_reader *reader,
			const config_setting_t *group, unsigned int present)
{
	struct allow_parser *allow = allow_of(reader);
	size_t errors = reader->messages->errors;

	if (present & allow->listed & PAIR_FROM)
		schema_error(reader, group,
			     "has both from and from-file: remove one");
	if (present & allow->listed & PAIR_TO)
		schema_error(reader, group,
			     "has both to and to-file: remove one");
	if (allow->listed == (PAIR_FROM | PAIR_TO))
		schema_error(reader, group,
			     "has both from-file and to-file: one side has to be a prefix");
	if (!((present | allow->listed) & PAIR_FROM))
		schema_error(reader, group,
			     "from is missing: the prefix of the clients");
	if (!((present | allow->listed) & PAIR_TO))
		schema_error(reader, group,
			     "to is missing: the prefix of the servers");
	return errors == reader->messages->errors;
}

static unsigned int sides_present(const config_setting_t *group)
{
	return (config_setting_get_member(group, "from") ? PAIR_FROM : 0) |
	       (config_setting_get_member(group, "to") ? PAIR_TO : 0);
}

static void parse_entry(struct config_reader *reader,
			const config_setting_t *group)
{
	struct allow_parser *allow = allow_of(reader);
	static const struct config_key keys[] = {
		{ .name = "from", .type = KEY_STRING, .parse = parse_side,
		  .number = PAIR_FROM },
		{ .name = "to", .type = KEY_STRING, .parse = parse_side,
		  .number = PAIR_TO },
		{ .name = "from-file", .type = KEY_STRING, .parse = parse_file,
		  .number = PAIR_FROM },
		{ .name = "to-file", .type = KEY_STRING, .parse = parse_file,
		  .number = PAIR_TO },
		{ .name = "comment", .type = KEY_STRING,
		  .parse = parse_comment },
		{ .name = NULL }
	};

	allow->parsed = 0;
	allow->listed = 0;
	allow->comment = NULL;
	schema_walk(reader, group, keys);
	if (!sides_valid(reader, group, sides_present(group)) ||
	    (allow->parsed | allow->listed) != (PAIR_FROM | PAIR_TO))
		return;
	if (allow->listed)
		list_read_prefixes(reader, allow->list, add_listed);
	else if (pair_valid(reader, group, NULL))
		add_entry(reader, group, schema_position(group));
}

void parse_allow(struct config_reader *reader, const config_setting_t *setting,
		 const struct config_key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	for (i = 0; i < n && !allow_of(reader)->full; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (!has_room(reader, element))
			continue;
		if (config_setting_is_group(element))
			parse_entry(reader, element);
		else
			schema_error(reader, element,
				     "expected groups { from = \"...\"; to = \"...\"; }");
	}
}
