// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_json.c - {file, digest, zones, prefixes, rules, signatures, allow, ...} */
#include <limits.h>
#include <stdio.h>

#include "common/names.h"
#include "common/text.h"
#include "policy/diff.h"
#include "policy_json.h"
#include "status/status.h"

json_t *policy_json_text(const char *text)
{
	char safe[PATH_MAX];

	return text ? json_string(text_escape(text, safe, sizeof(safe))) :
		      json_null();
}

static json_t *zone_json(const struct policy *policy, enum slammer_zone zone)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < policy->n_zones; i++)
		if (policy->zones[i].zone == zone)
			json_array_append_new(list,
				policy_json_text(policy->zones[i].pattern));
	return list;
}

static json_t *prefix_json(const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	return json_string(prefix_text(prefix, text));
}

static json_t *prefixes_json(const struct policy *policy)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < policy->n_internal; i++)
		json_array_append_new(list,
			prefix_json(&policy->internal[i].prefix));
	return list;
}

static json_t *rules_json(const struct policy *policy)
{
	json_t *rules = json_object(), *keys;
	char text[POLICY_VALUE_MAX];
	unsigned int direction;
	size_t i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++) {
		keys = json_object();
		for (i = 0; policy_key(i); i++)
			json_object_set_new(keys, policy_key(i), json_string(
				policy_rule(policy, false, direction, i, text)));
		json_object_set_new(rules, direction_name(direction), keys);
	}
	return rules;
}

static json_t *hex_json(const uint8_t *bytes, size_t n)
{
	char text[3 * NFSL_MATCH_BYTES + 1] = "";
	size_t i;

	for (i = 0; i < n; i++)
		snprintf(text + 3 * i, 4, "%02x%s", bytes[i],
			 i + 1 < n ? " " : "");
	return json_string(text);
}

static json_t *signature_json(const struct policy_signature *signature)
{
	const struct nfsl_signature *s = &signature->signature;
	json_t *matches = json_array();
	uint8_t i;

	for (i = 0; i < s->matches; i++)
		json_array_append_new(matches, json_pack("{s:i, s:o, s:o}",
			"offset", (int)s->match[i].offset,
			"bytes", hex_json(s->match[i].value, s->match[i].length),
			"mask", hex_json(s->match[i].mask, s->match[i].length)));
	return json_pack("{s:o, s:i, s:[i, i], s:o, s:o}",
		"name", policy_json_text(s->name), "port", (int)s->port,
		"length", (int)s->length_min, (int)s->length_max,
		"match", matches, "comment", policy_json_text(signature->comment));
}

static json_t *signatures_json(const struct policy *policy)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < policy->n_signatures; i++)
		json_array_append_new(list,
				      signature_json(&policy->signatures[i]));
	return list;
}

static json_t *allow_json(const struct policy *policy)
{
	json_t *list = json_array();
	const struct policy_allow *a;
	size_t i;

	for (i = 0; i < policy->n_allow; i++) {
		a = &policy->allow[i];
		json_array_append_new(list, json_pack("{s:o, s:o, s:o}",
			"from", prefix_json(&a->pair.from),
			"to", prefix_json(&a->pair.to),
			"comment", policy_json_text(a->comment)));
	}
	return list;
}

json_t *policy_json(const struct policy *policy, const char *file)
{
	char digest[REPORT_HEX_MAX];

	return json_pack("{s:o, s:s, s:{s:o, s:o}, s:o, s:o, s:{s:i, s:s}, s:{s:i, s:i}, s:b, s:o, s:o, s:o}",
		"file", policy_json_text(file),
		"digest", report_hex(policy_digest(policy), digest),
		"zones", "external", zone_json(policy, ZONE_EXTERNAL),
		"internal", zone_json(policy, ZONE_INTERNAL),
		"prefixes", prefixes_json(policy),
		"rules", rules_json(policy),
		"queue", "number", (int)policy->queue.number,
		"fail", policy->queue.open ? "open" : "closed",
		"tracking", "outside", (int)policy->tracking.outside,
		"inside", (int)policy->tracking.inside,
		"defrag", policy->defrag,
		"signatures", signatures_json(policy),
		"allow", allow_json(policy),
		"settings", file ? report_settings(policy) : json_null());
}
