// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_diff.c - slammerctl policy diff: what would a reload change? */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "common/text.h"
#include "policy/diff.h"
#include "rpc.h"
#include "status/status.h"

#define SHOWN_MAX	10
/* As of diff(1) */
#define EXIT_SAME	0
#define EXIT_DIFFERENT	1
#define EXIT_TROUBLE	2

static const char help[] =
"Usage: slammerctl policy diff [FILE] [--json] [--socket PATH]\n"
"       slammerctl policy diff OLD NEW [--json]\n"
"Show what a reload of FILE (default: the daemon's policy file) would change in\n"
"the kernel's active policy and in the daemon's settings; or what changes from\n"
"policy OLD to NEW.\n"
"\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status, as of diff(1): 0 no changes, 1 changes, 2 failure or usage error.\n";

/**
 * struct diff - two policies
 * @old_file: NULL: the kernel's active policy
 * @settings: the daemon's settings were compared as well
 */
struct diff {
	struct policy *old;
	struct policy *new;
	const char *old_file;
	const char *new_file;
	bool settings;
	struct policy_changes changes;
};

/* Objects of strings with the same members */
static void compare_settings(struct diff *diff, const json_t *old,
			     const json_t *new)
{
	const char *name, *a, *b;
	json_t *value;

	json_object_foreach((json_t *)new, name, value) {
		a = json_string_value(json_object_get(old, name));
		b = json_string_value(value);
		if (a && b ? strcmp(a, b) : a != b)
			policy_change(&diff->changes, name, a, b);
	}
	diff->settings = true;
}

static void compare(struct diff *diff, const json_t *daemon)
{
	json_t *old, *new = report_settings(diff->new);

	policy_diff(diff->old, diff->new, &diff->changes);
	old = diff->old_file ? report_settings(diff->old) :
		json_incref(json_object_get(daemon, "settings"));
	if (old)
		compare_settings(diff, old, new);
	json_decref(old);
	json_decref(new);
}

static void print_change(const struct policy_change *c)
{
	char old[TEXT_QUOTE_MAX], new[TEXT_QUOTE_MAX];

	if (c->old && c->new)
		printf("%s: %s becomes %s\n", c->setting,
		       text_quote(c->old, old), text_quote(c->new, new));
	else if (c->new)
		printf("%s: %s is added\n", c->setting, text_quote(c->new, new));
	else
		printf("%s: %s is removed\n", c->setting,
		       text_quote(c->old, old));
}

/* The same setting, and both added, removed or changed */
static bool alike(const struct policy_change *a, const struct policy_change *b)
{
	return !strcmp(a->setting, b->setting) && !a->old == !b->old &&
	       !a->new == !b->new;
}

static void print_changes(const struct policy_changes *changes)
{
	const struct policy_change *c, *first = changes->list;
	size_t i, run = 0;

	for (i = 0; i < changes->count; i++) {
		c = &changes->list[i];
		if (i && alike(first, c)) {
			run++;
		} else {
			first = c;
			run = 1;
		}
		if (run <= SHOWN_MAX)
			print_change(c);
		else if (i + 1 == changes->count || !alike(c, c + 1))
			printf("%s: %zu more are %s\n", c->setting,
			       run - SHOWN_MAX, c->new ? "added" : "removed");
	}
}

static void print_text(const struct diff *diff)
{
	char quoted[TEXT_QUOTE_MAX];

	text_quote(diff->new_file, quoted);
	print_changes(&diff->changes);
	if (diff->changes.count)
		printf("%zu change%s\n", diff->changes.count,
		       diff->changes.count == 1 ? "" : "s");
	else
		printf("no changes: %s equals %s, digest %016" PRIx64 "\n",
		       quoted, diff->old_file ? "the other file" :
		       "the active policy", policy_digest(diff->new));
	if (!diff->settings)
		cli_error("slammerd does not answer: its settings, such as window and store, were not compared");
}

static int print_json(const struct diff *diff)
{
	char old[REPORT_HEX_MAX], new[REPORT_HEX_MAX];
	json_t *list = json_array(), *object;
	const struct policy_change *c;
	size_t i;
	int err;

	for (i = 0; i < diff->changes.count; i++) {
		c = &diff->changes.list[i];
		json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o}",
			"setting", c->setting,
			"change", !c->old ? "added" : c->new ? "changed" : "removed",
			"old", cli_json_text(c->old),
			"new", cli_json_text(c->new)));
	}
	object = json_pack("{s:o, s:o, s:s, s:s, s:b, s:b, s:o}",
		"old", cli_json_text(diff->old_file),
		"new", cli_json_text(diff->new_file),
		"old_digest", report_hex(policy_digest(diff->old), old),
		"new_digest", report_hex(policy_digest(diff->new), new),
		"same", !diff->changes.count, "settings", diff->settings,
		"changes", list);
	err = cli_json(object);
	json_decref(object);
	return err;
}

json_t *policy_ask_settings(const char *socket)
{
	json_t *reply;

	if (rpc_call(socket, json_pack("{s:s}", "command", "settings"), &reply,
		     NULL) != RPC_ANSWERED)
		return NULL;
	if (!rpc_refusal(reply))
		return reply;
	json_decref(reply);
	return NULL;
}

static int run(struct diff *diff, bool json, const json_t *daemon)
{
	int status = EXIT_TROUBLE;

	diff->old = diff->old_file ? policy_from_file(diff->old_file) :
				     policy_from_kernel();
	diff->new = policy_from_file(diff->new_file);
	if (!diff->old || !diff->new)
		goto out;
	compare(diff, daemon);
	if (diff->changes.failed) {
		cli_error("out of memory");
		goto out;
	}
	status = diff->changes.count ? EXIT_DIFFERENT : EXIT_SAME;
	if (!json)
		print_text(diff);
	else if (print_json(diff))
		status = EXIT_TROUBLE;
out:
	policy_changes_free(&diff->changes);
	policy_free(diff->old);
	policy_free(diff->new);
	return status;
}

int cmd_policy_diff(int argc, char **argv)
{
	static const struct option options[] = { CLI_JSON, CLI_SOCKET, CLI_END };
	static const struct cli cli = {
		.name = "policy diff", .help = help, .options = options, .max = 2,
	};
	struct diff diff = { .new_file = POLICY_FILE };
	struct cli_args args;
	json_t *daemon = NULL;
	int status;

	status = cli_parse(argc, argv, &cli, NULL, &args);
	if (status >= 0)
		return status;
	if (args.count == 2 && !strcmp(args.operands[0], "-") &&
	    !strcmp(args.operands[1], "-"))
		return cli_usage("policy diff", "only one of two files can be standard input");
	if (args.count == 2)
		diff.old_file = args.operands[0];
	else
		daemon = policy_ask_settings(args.socket);
	if (args.count)
		diff.new_file = args.operands[args.count - 1];
	else if (daemon)
		diff.new_file = cli_text(daemon, "policy");
	status = run(&diff, args.json, daemon);
	json_decref(daemon);
	return status;
}
