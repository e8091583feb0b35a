// SPDX-License-Identifier: GPL-2.0-or-later
/* zones.c - the group zones: interface patterns, internal prefixes */
#include <string.h>

#include "common/address.h"
#include "common/error.h"
#include "common/names.h"
#include "internal.h"

/* Why the kernel would not accept it as a name; NULL if @p is fine. */
static const char *pattern_fault(const char *p)
{
	const char *star = strchr(p, '*');

	if (!*p)
		return "is empty";
	if (strlen(p) > NFSL_PATTERN_MAX)
		return "is longer than 15 bytes";
	if (star && star[1])
		return "can have '*' at its end only";
	if (strpbrk(p, "/: \t\n\v\f\r") || !strcmp(p, ".") || !strcmp(p, ".."))
		return "is not an interface name: blanks, '/' and ':' are not allowed";
	return NULL;
}

/* An error if the model has the pattern already. */
static bool pattern_duplicate(struct config_reader *reader,
			      const config_setting_t *element,
			      const char *pattern, const char *quoted)
{
	const struct policy *policy = policy_of(reader);
	const struct policy_zone *z;
	char where[SCHEMA_WHERE_MAX];

	for (z = policy->zones; z < policy->zones + policy->n_zones; z++) {
		if (strcmp(z->pattern, pattern))
			continue;
		schema_where(element, z->position, where);
		if (z->zone == parser_of(reader)->zone)
			schema_error(reader, element,
				     "duplicate interface pattern %s (also in %s): remove one",
				     quoted, where);
		else
			schema_error(reader, element,
				     "%s is in zone %s already (%s): an interface can be in one zone only",
				     quoted, zone_name(z->zone), where);
		return true;
	}
	return false;
}

static void parse_pattern(struct config_reader *reader,
			  const config_setting_t *element)
{
	const char *pattern = config_setting_get_string(element);
	const char *fault = pattern_fault(pattern);
	struct policy *policy = policy_of(reader);
	char quoted[TEXT_QUOTE_MAX];
	struct policy_zone *z;

	text_quote(pattern, quoted);
	if (fault) {
		schema_error(reader, element, "%s %s", quoted, fault);
		return;
	}
	if (pattern_duplicate(reader, element, pattern, quoted))
		return;
	z = schema_grow(reader, element, &policy->zones, &policy->n_zones,
			sizeof(*z));
	if (!z)
		return;
	strcpy(z->pattern, pattern);
	z->zone = parser_of(reader)->zone;
	z->position = schema_position(element);
}

static void parse_interfaces(struct config_reader *reader,
			     const config_setting_t *setting,
			     const struct config_key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	parser_of(reader)->named[parser_of(reader)->zone] = n > 0;
	if (!n && parser_of(reader)->zone == ZONE_EXTERNAL && !reader->partial)
		schema_error(reader, setting,
			     "names no interface: name at least one that leads outside, such as \"wan*\"");

	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (policy_of(reader)->n_zones == NFSL_PATTERNS_MAX) {
			schema_error(reader, element,
				     "more than %d interface patterns: match several interfaces by one, such as \"lan*\"",
				     NFSL_PATTERNS_MAX);
			return;
		}
		parse_pattern(reader, element);
	}
}

bool prefix_is_wide(const struct prefix *prefix)
{
	return address_is_ip4(prefix->addr) ? prefix->len < 96 + 8 :
					      prefix->len < 16;
}

static void parse_prefix(struct config_reader *reader,
			 const config_setting_t *element)
{
	struct error error;
	char text[PREFIX_TEXT_MAX];
	struct policy *policy = policy_of(reader);
	struct policy_prefix *p;
	struct prefix prefix = { .len = 0 };

	if (prefix_parse(config_setting_get_string(element), &prefix, &error)) {
		schema_error(reader, element, "%s", error.text);
		return;
	}
	p = schema_grow(reader, element, &policy->internal, &policy->n_internal,
			sizeof(*p));
	if (!p)
		return;
	p->prefix = prefix;
	p->position = schema_position(element);
	if (prefix_is_wide(&prefix))
		schema_warning(reader, element,
			       "%s is very wide: packets from inside to it count as internal, not as egress",
			       prefix_text(&prefix, text));
}

static void parse_prefixes(struct config_reader *reader,
			   const config_setting_t *setting,
			   const struct config_key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (policy_of(reader)->n_internal == NFSL_INTERNAL_MAX) {
			schema_error(reader, element,
				     "more than %d prefixes: aggregate adjacent ones",
				     NFSL_INTERNAL_MAX);
			return;
		}
		parse_prefix(reader, element);
	}
}

static void parse_external(struct config_reader *reader,
			   const config_setting_t *setting,
			   const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "interfaces", .type = KEY_STRINGS,
		  .parse = parse_interfaces,
		  .missing = "interfaces is missing: name those that lead outside, such as interfaces = [\"wan*\"];" },
		{ .name = NULL }
	};

	parser_of(reader)->zone = ZONE_EXTERNAL;
	schema_walk(reader, setting, keys);
}

static void parse_internal(struct config_reader *reader,
			   const config_setting_t *setting,
			   const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "interfaces", .type = KEY_STRINGS,
		  .parse = parse_interfaces },
		{ .name = "prefixes", .type = KEY_STRINGS,
		  .parse = parse_prefixes },
		{ .name = NULL }
	};

	parser_of(reader)->zone = ZONE_INTERNAL;
	schema_walk(reader, setting, keys);
	if (!config_setting_length(setting) ||
	    (!parser_of(reader)->named[ZONE_INTERNAL] &&
	     policy_of(reader)->n_internal))
		schema_warning(reader, setting,
			       "names no interface: the rules of egress and internal apply to no packet");
}

void parse_zones(struct config_reader *reader, const config_setting_t *setting,
		 const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "external", .type = KEY_GROUP,
		  .parse = parse_external },
		{ .name = "internal", .type = KEY_GROUP,
		  .parse = parse_internal },
		{ .name = NULL }
	};

	schema_walk(reader, setting, keys);
	if (reader->partial || config_setting_get_member(setting, "external"))
		return;
	if (parser_of(reader)->named[ZONE_INTERNAL])
		schema_warning(reader, setting,
			       "external is missing: the rules of ingress apply to no packet");
	else if (!config_setting_length(setting))
		schema_warning(reader, setting,
			       "names no interface: none is external or internal");
	else
		schema_error(reader, setting,
			     "no zone names an interface: a policy needs at least external: { interfaces = [\"wan*\"]; };");
}
