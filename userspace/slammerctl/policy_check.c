// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_check.c - slammerctl policy check: report all errors of a policy file */
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "common/text.h"
#include "config/schema.h"
#include "kernel/network.h"
#include "machine/interfaces.h"
#include "machine/memory.h"
#include "status/status.h"

#define DIGEST_MAX	17

static const char help[] =
"Usage: slammerctl policy check [FILE] [--no-interfaces] [--json] [--socket PATH]\n"
"Report all errors of a policy file, each with its line, and what the policy\n"
"leaves open on this machine: patterns that match no interface, interfaces that\n"
"no zone names, directions in which the worm passes. Says how much memory of the\n"
"kernel the tables of the policy take here. Without FILE: the file of the running\n"
"daemon, or, if none answers, " POLICY_FILE "; \"-\" is standard\n"
"input.\n"
"\n"
"      --no-interfaces      leave out the interfaces and the memory of this\n"
"                           machine, to check the policy of another one\n"
"  -j, --json               print one object: file, valid, digest, zones,\n"
"                           internal, rules, limits, signatures, allow,\n"
"                           interfaces, memory, errors (objects with file,\n"
"                           line, severity, text)\n"
CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 the file is valid (there may be warnings), 1 it is not,\n"
"2 usage error.\n";

enum { OPT_NO_INTERFACES = CLI_OWN };

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

/* "external eth0, eth1": the interfaces of this machine in a zone, if any */
static void print_zone(const struct network *network, const uint8_t *zones,
		       unsigned int zone, const char *label, const char *end)
{
	char names[POLICY_NAMES_MAX];
	size_t count;

	policy_interface_names(network, zones, zone, names, &count);
	if (count)
		printf("%-8s %s%s\n", label, names, end);
}

static void print_interfaces(const struct policy *policy,
			     const struct network *network)
{
	uint8_t *zones = malloc(network->n_links + 1);

	if (!zones)
		return;
	policy_zones_in(policy, network, zones);
	print_zone(network, zones, ZONE_EXTERNAL, "external", "");
	print_zone(network, zones, ZONE_INTERNAL, "internal", "");
	print_zone(network, zones, ZONE_UNNAMED, "unnamed",
		   " (built-in protection)");
	print_zone(network, zones, ZONE_NONE, "none", " (NOT FILTERED)");
	free(zones);
}

/* Of the kernel, here */
static uint64_t memory_here(const struct policy *policy)
{
	const struct memory_machine machine = machine_read("/sys");

	return policy_memory(policy, &machine);
}

/* @network: NULL: without the interfaces of this machine */
static void print_text(const struct policy *policy, const char *file,
		       const struct network *network,
		       const struct config_messages *messages)
{
	char digest[DIGEST_MAX], escaped[PATH_MAX], memory[TEXT_NUMBER_MAX];

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
	if (network)
		print_interfaces(policy, network);
	printf("rules    %zu other than accept; %zu limits, %zu signatures\n",
	       count_rules(policy), policy->n_limits, policy->n_signatures);
	printf("allow    %zu entries\n", policy->n_allow);
	if (network)
		printf("memory   %s of the kernel for tables\n",
		       text_bytes(memory_here(policy), memory));
	printf("digest   %s\n", digest_text(policy, digest));
}

/* null for an invalid file */
static json_t *count_json(const struct policy *policy, size_t n)
{
	return policy ? json_integer((json_int_t)n) : json_null();
}

static int print_json(const struct policy *policy, const char *file,
		      const struct network *network,
		      const struct config_messages *messages)
{
	char digest[DIGEST_MAX], escaped[PATH_MAX];
	json_t *root;
	int status;

	root = json_pack("{s:s, s:b, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "file", text_escape(file, escaped, sizeof(escaped)),
			 "valid", policy != NULL,
			 "digest", policy ? digest_text(policy, digest) : NULL,
			 "zones", count_json(policy, policy ? policy->n_zones : 0),
			 "internal", count_json(policy, policy ? policy->n_internal : 0),
			 "rules", count_json(policy, policy ? count_rules(policy) : 0),
			 "limits", count_json(policy, policy ? policy->n_limits : 0),
			 "signatures", count_json(policy, policy ? policy->n_signatures : 0),
			 "allow", count_json(policy, policy ? policy->n_allow : 0),
			 "interfaces", policy && network ?
			 report_interfaces(policy, network) : json_null(),
			 "memory", policy && network ?
			 json_integer((json_int_t)memory_here(policy)) : json_null(),
			 "errors", report_messages(messages));
	status = cli_json(root);
	json_decref(root);
	return status;
}

static int take(int option, const char *value, void *here)
{
	*(bool *)here = false;
	return -1;
}

/* Warnings of a valid policy. Without interfaces if they cannot be read. */
static void add_warnings(const struct policy *policy, struct network *network,
			 bool *here, struct config_messages *messages)
{
	struct error error;

	policy_warn_rules(policy, messages);
	if (*here && network_read_links(network, &error) < 0) {
		cli_error("warning: %s", error.text);
		*here = false;
	}
	if (*here)
		policy_warn_interfaces(policy, network, messages);
}

/* The file to check, and, unless the user named it, why that one. */
static const char *choose_file(const struct cli_args *args, json_t **daemon)
{
	const char *file;

	*daemon = NULL;
	if (args->count)
		return args->operands[0];
	*daemon = policy_ask_settings(args->socket);
	file = *daemon ? cli_text(*daemon, "policy") : POLICY_FILE;
	if (!args->json)
		printf("%s: the %s\n", file, *daemon ?
		       "policy file of the running daemon" :
		       "default policy file, as no daemon answers");
	return file;
}

int cmd_policy_check(int argc, char **argv)
{
	static const struct option options[] = {
		{ "no-interfaces", no_argument, NULL, OPT_NO_INTERFACES },
		CLI_JSON, CLI_SOCKET, CLI_END
	};
	static const struct cli cli = {
		.name = "policy check", .help = help, .options = options,
		.take = take, .max = 1,
	};
	struct config_messages messages = { 0 };
	struct network network = { 0 };
	struct policy *policy;
	struct cli_args args;
	const char *file;
	bool here = true;
	json_t *daemon;
	int status;

	status = cli_parse(argc, argv, &cli, &here, &args);
	if (status >= 0)
		return status;
	file = choose_file(&args, &daemon);
	policy = policy_load(file, &messages);
	status = policy ? EXIT_SUCCESS : EXIT_FAILURE;
	if (policy)
		add_warnings(policy, &network, &here, &messages);
	if (!strcmp(file, "-"))
		file = CONFIG_STDIN;
	if (!args.json)
		print_text(policy, file, here ? &network : NULL, &messages);
	else if (print_json(policy, file, here ? &network : NULL, &messages))
		status = EXIT_FAILURE;
	json_decref(daemon);
	network_free(&network);
	config_messages_free(&messages);
	policy_free(policy);
	return status;
}
