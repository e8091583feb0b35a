// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_show.c - slammerctl policy show: the active policy, or that of a file */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "commands.h"
#include "common/names.h"
#include "common/text.h"
#include "policy/diff.h"
#include "status/status.h"

static const char help[] =
"Usage: slammerctl policy show [FILE] [--json]\n"
"Print the kernel's active policy as a file that can be loaded again; or the\n"
"policy of FILE, with its includes and defaults.\n"
"\n"
CLI_HELP_JSON
CLI_HELP_END
"\n"
"Exit status: 0 success, 1 no such policy, 2 usage error.\n";

static json_t *zone_json(const struct policy *policy, enum slammer_zone zone)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < policy->n_zones; i++)
		if (policy->zones[i].zone == zone)
			json_array_append_new(list,
				cli_json_text(policy->zones[i].pattern));
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
		"name", cli_json_text(s->name), "port", (int)s->port,
		"length", (int)s->length_min, (int)s->length_max,
		"match", matches, "comment", cli_json_text(signature->comment));
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
			"comment", cli_json_text(a->comment)));
	}
	return list;
}

/* {file, digest, zones, prefixes, rules, ...}; @file is NULL for the kernel's. */
static json_t *policy_json(const struct policy *policy, const char *file)
{
	char digest[REPORT_HEX_MAX];

	return json_pack("{s:o, s:s, s:{s:o, s:o}, s:o, s:o, s:{s:i, s:s}, "
			 "s:{s:i, s:i, s:o}, s:b, s:s, s:o, s:o, s:o}",
		"file", cli_json_text(file),
		"digest", report_hex(policy_digest(policy), digest),
		"zones", "external", zone_json(policy, ZONE_EXTERNAL),
		"internal", zone_json(policy, ZONE_INTERNAL),
		"prefixes", prefixes_json(policy),
		"rules", rules_json(policy),
		"queue", "number", (int)policy->queue.number,
		"fail", policy->queue.open ? "open" : "closed",
		"tracking", "outside", (int)policy->tracking.outside,
		"inside", (int)policy->tracking.inside,
		"flows", policy->flows == POLICY_FLOWS_DEFAULT ? json_null() :
			json_integer(policy->flows),
		"defrag", policy->defrag,
		"unnamed", policy_unnamed(policy),
		"signatures", signatures_json(policy),
		"allow", allow_json(policy),
		"settings", file ? report_settings(policy) : json_null());
}

static int print_text(const struct policy *policy, const char *file)
{
	char quoted[TEXT_QUOTE_MAX];

	/* quoted: a file name must not end the comment */
	if (file)
		printf("# %s, digest %016" PRIx64 "\n", text_quote(file, quoted),
		       policy_digest(policy));
	else
		printf("# active policy of the kernel, digest %016" PRIx64 ", without comments and\n"
		       "# without the daemon's settings, such as window and store\n",
		       policy_digest(policy));
	if (!policy_print(policy, stdout))
		return EXIT_SUCCESS;
	return cli_error("the kernel's policy is not representable in policy.conf: reasons of one key have different verdicts (see --json)");
}

int cmd_policy_show(int argc, char **argv)
{
	static const struct option options[] = { CLI_JSON, CLI_SOCKET, CLI_END };
	static const struct cli cli = {
		.name = "policy show", .help = help, .options = options, .max = 1,
	};
	struct policy *policy;
	struct cli_args args;
	json_t *object;
	const char *file;
	int status;

	status = cli_parse(argc, argv, &cli, NULL, &args);
	if (status >= 0)
		return status;
	file = args.count ? args.operands[0] : NULL;
	policy = file ? policy_from_file(file) : policy_from_kernel();
	if (!policy)
		return EXIT_FAILURE;
	if (args.json) {
		object = policy_json(policy, file);
		status = cli_json(object);
		json_decref(object);
	} else {
		status = print_text(policy, file);
	}
	policy_free(policy);
	return status;
}
