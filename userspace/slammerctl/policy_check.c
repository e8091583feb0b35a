// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_check.c - slammerctl policy check: report all errors of a policy file */
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "commands.h"
#include "common/text.h"

#define DIGEST_MAX	17

static const char help[] =
"Usage: slammerctl policy check FILE [--json]\n"
"Report all errors of a policy file, each with its line.\n"
"\n"
"  -j, --json               print one object: file, valid, digest, zones,\n"
"                           internal, rules, limits, signatures, allow, errors\n"
"                           (objects with file, line, severity, text)\n"
CLI_HELP_END
"\n"
"Exit status: 0 the file is valid (there may be warnings), 1 it is not,\n"
"2 usage error.\n";

static size_t count_zone(const struct policy *policy, enum slammer_zone zone)
{
	size_t i, n = 0;

	for (i = 0; i < policy->n_zones; i++)
		n += policy->zones[i].zone == zone;
	return n;
}

/* Rules other than accept; a file has none for direction unnamed. */
static size_t count_rules(const struct policy *policy)
{
	unsigned int direction, reason;
	size_t n = 0;

	for (direction = 0; direction < DIRECTION_UNNAMED; direction++)
		for (reason = 0; reason < REASON_COUNT; reason++)
			n += policy->verdict[direction][reason] != VERDICT_ACCEPT;
	return n;
}

static const char *digest_text(const struct policy *policy,
			       char buf[DIGEST_MAX])
{
	snprintf(buf, DIGEST_MAX, "%016" PRIx64, policy_digest(policy));
	return buf;
}

static void print_text(const struct policy *policy, const char *file,
		       const struct config_messages *messages)
{
	char digest[DIGEST_MAX], escaped[PATH_MAX];

	fflush(stdout);
	config_messages_print(messages, stderr);
	if (!policy)
		return;
	printf("%s: valid, %zu warning%s\n",
	       text_escape(file, escaped, sizeof(escaped)), messages->warnings,
	       messages->warnings == 1 ? "" : "s");
	printf("zones    %zu external, %zu internal interface patterns; %zu prefixes\n",
	       count_zone(policy, ZONE_EXTERNAL),
	       count_zone(policy, ZONE_INTERNAL), policy->n_internal);
	printf("rules    %zu other than accept; %zu limits, %zu signatures\n",
	       count_rules(policy), policy->n_limits, policy->n_signatures);
	printf("allow    %zu entries\n", policy->n_allow);
	printf("digest   %s\n", digest_text(policy, digest));
}

static json_t *messages_json(const struct config_messages *messages)
{
	const struct config_message *m;
	json_t *list = json_array();

	for (m = messages->list; m < messages->list + messages->count; m++)
		json_array_append_new(list,
			json_pack("{s:s, s:i, s:s, s:s}", "file", m->file,
				  "line", (int)m->line,
				  "severity", config_severity_name(m->severity),
				  "text", m->text));
	return list;
}

/* null for an invalid file */
static json_t *count_json(const struct policy *policy, size_t n)
{
	return policy ? json_integer((json_int_t)n) : json_null();
}

static int print_json(const struct policy *policy, const char *file,
		      const struct config_messages *messages)
{
	char digest[DIGEST_MAX], escaped[PATH_MAX];
	json_t *root;
	int status;

	root = json_pack("{s:s, s:b, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "file", text_escape(file, escaped, sizeof(escaped)),
			 "valid", policy != NULL,
			 "digest", policy ? digest_text(policy, digest) : NULL,
			 "zones", count_json(policy, policy ? policy->n_zones : 0),
			 "internal", count_json(policy, policy ? policy->n_internal : 0),
			 "rules", count_json(policy, policy ? count_rules(policy) : 0),
			 "limits", count_json(policy, policy ? policy->n_limits : 0),
			 "signatures", count_json(policy, policy ? policy->n_signatures : 0),
			 "allow", count_json(policy, policy ? policy->n_allow : 0),
			 "errors", messages_json(messages));
	status = cli_json(root);
	json_decref(root);
	return status;
}

int cmd_policy_check(int argc, char **argv)
{
	static const struct option options[] = { CLI_JSON, CLI_END };
	static const struct cli cli = {
		.name = "policy check", .help = help, .options = options,
		.operands = "FILE", .min = 1, .max = 1,
	};
	struct config_messages messages = { 0 };
	struct policy *policy;
	struct cli_args args;
	int status;

	status = cli_parse(argc, argv, &cli, NULL, &args);
	if (status >= 0)
		return status;
	policy = policy_load(args.operands[0], &messages);
	status = policy ? EXIT_SUCCESS : EXIT_FAILURE;
	if (!args.json)
		print_text(policy, args.operands[0], &messages);
	else if (print_json(policy, args.operands[0], &messages))
		status = EXIT_FAILURE;
	config_messages_free(&messages);
	policy_free(policy);
	return status;
}
