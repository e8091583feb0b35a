// SPDX-License-Identifier: GPL-2.0-or-later
/* zones.c - zones: interface patterns, prefixes of the inside */
#include <net/if.h>
#include <string.h>

#include "common/error.h"
#include "common/names.h"
#include "common/text.h"
#include "schema.h"

/* What the kernel would never call an interface; NULL if @p is fine. */
static const char *pattern_fault(const char *p)
{
	const char *star = strchr(p, '*');

	if (!*p)
		return "is empty";
	if (strlen(p) > NFSL_PATTERN_MAX)
		return "is longer than 15 bytes";
	if (star && star[1])
		return "may have '*' at its end only";
	if (strpbrk(p, "/: \t\n\v\f\r") || !strcmp(p, ".") || !strcmp(p, ".."))
		return "is no interface name: no blanks, '/' or ':' in it";
	return NULL;
}

/* An error if the pattern is in the model already. */
static bool pattern_taken(struct load *load, const config_setting_t *element,
			  const char *pattern, const char *quoted)
{
	const struct policy *policy = load->policy;
	const struct policy_zone *z;
	char where[WHERE_MAX];

	for (z = policy->zones; z < policy->zones + policy->n_zones; z++) {
		if (strcmp(z->pattern, pattern))
			continue;
		schema_where(element, z->place, where);
		if (z->zone == load->zone)
			schema_say(load, POLICY_ERROR, element,
				   "%s is there already, in %s: leave one out", quoted, where);
		else
			schema_say(load, POLICY_ERROR, element,
				   "%s is in zone %s already (%s): an interface is in one zone",
				   quoted, zone_name(z->zone), where);
		return true;
	}
	return false;
}

static void take_pattern(struct load *load, const config_setting_t *element)
{
	const char *pattern = config_setting_get_string(element);
	const char *fault = pattern_fault(pattern);
	struct policy *policy = load->policy;
	char quoted[TEXT_QUOTE_MAX];
	struct policy_zone *z;

	text_quote(pattern, quoted);
	if (fault) {
		schema_say(load, POLICY_ERROR, element, "%s %s", quoted, fault);
		return;
	}
	if (pattern_taken(load, element, pattern, quoted))
		return;
	z = schema_grow(load, element, &policy->zones, &policy->n_zones,
			sizeof(*z));
	if (!z)
		return;
	strcpy(z->pattern, pattern);
	z->zone = load->zone;
	z->place = schema_place(element);
	if (!strchr(pattern, '*') && !if_nametoindex(pattern))
		schema_say(load, POLICY_WARNING, element,
			   "there is no interface %s now; it is guarded as soon as it appears",
			   quoted);
}

static void take_interfaces(struct load *load, const config_setting_t *setting,
			    const struct key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	load->named[load->zone] = n > 0;
	if (!n && load->zone == ZONE_EXTERNAL && !load->partial)
		schema_say(load, POLICY_ERROR, setting,
			   "names no interface: the filter needs one that leads outside, such as \"wan*\"");

	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (load->policy->n_zones == NFSL_PATTERNS_MAX) {
			schema_say(load, POLICY_ERROR, element,
				   "more than %d interface patterns: name several interfaces by one, such as \"lan*\"",
				   NFSL_PATTERNS_MAX);
			return;
		}
		take_pattern(load, element);
	}
}

bool prefix_is_wide(const struct prefix *prefix)
{
	return address_is_ip4(prefix->addr) ? prefix->len < 96 + 8 :
					      prefix->len < 16;
}

static void take_prefix(struct load *load, const config_setting_t *element)
{
	struct error error;
	char text[PREFIX_TEXT_MAX];
	struct policy *policy = load->policy;
	struct policy_prefix *p;
	struct pair pair = { 0 };

	if (prefix_parse(config_setting_get_string(element), &pair.from, &error)) {
		schema_say(load, POLICY_ERROR, element, "%s", error.text);
		return;
	}
	if (pairs_count(&load->internal, &pair)) {
		schema_say(load, POLICY_ERROR, element,
			   "%s is of the %dth prefix length: at most %d different ones can be used",
			   prefix_text(&pair.from, text), PAIRS_TUPLES_MAX + 1,
			   PAIRS_TUPLES_MAX);
		return;
	}
	p = schema_grow(load, element, &policy->internal, &policy->n_internal,
			sizeof(*p));
	if (!p)
		return;
	p->prefix = pair.from;
	p->place = schema_place(element);
	if (prefix_is_wide(&pair.from))
		schema_say(load, POLICY_WARNING, element,
			   "%s is very wide: what goes there from inside counts as internal, not as egress",
			   prefix_text(&pair.from, text));
}

static void take_prefixes(struct load *load, const config_setting_t *setting,
			  const struct key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (load->policy->n_internal == NFSL_INTERNAL_MAX) {
			schema_say(load, POLICY_ERROR, element,
				   "more than %d prefixes: join neighbours",
				   NFSL_INTERNAL_MAX);
			return;
		}
		take_prefix(load, element);
	}
}

static void take_external(struct load *load, const config_setting_t *setting,
			  const struct key *key)
{
	static const struct key keys[] = {
		{ .name = "interfaces", .type = KEY_STRINGS,
		  .take = take_interfaces,
		  .missing = "interfaces is missing: name those that lead outside, such as interfaces = [\"wan*\"];" },
		{ .name = NULL }
	};

	load->zone = ZONE_EXTERNAL;
	schema_walk(load, setting, keys);
}

static void take_internal(struct load *load, const config_setting_t *setting,
			  const struct key *key)
{
	static const struct key keys[] = {
		{ .name = "interfaces", .type = KEY_STRINGS,
		  .take = take_interfaces },
		{ .name = "prefixes", .type = KEY_STRINGS,
		  .take = take_prefixes },
		{ .name = NULL }
	};

	load->zone = ZONE_INTERNAL;
	schema_walk(load, setting, keys);
	if (!config_setting_length(setting) ||
	    (!load->named[ZONE_INTERNAL] && load->policy->n_internal))
		schema_say(load, POLICY_WARNING, setting,
			   "names no interface: nothing that comes from inside is looked at");
}

void take_zones(struct load *load, const config_setting_t *setting,
		const struct key *key)
{
	static const struct key keys[] = {
		{ .name = "external", .type = KEY_GROUP, .take = take_external },
		{ .name = "internal", .type = KEY_GROUP, .take = take_internal },
		{ .name = NULL }
	};

	schema_walk(load, setting, keys);
	if (load->partial || config_setting_get_member(setting, "external"))
		return;
	if (load->named[ZONE_INTERNAL])
		schema_say(load, POLICY_WARNING, setting,
			   "external is missing: nothing that comes from outside is looked at");
	else
		schema_say(load, POLICY_ERROR, setting,
			   "no zone names an interface: a policy needs at least external: { interfaces = [\"wan*\"]; };");
}
