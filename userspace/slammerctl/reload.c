// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reload.c - commands that make the daemon act: reload, confirm, rollback, flush
 *
 * They need a user whom the policy's control.admin admits.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "query.h"

static const char reload_help[] =
"Usage: slammerctl reload [--confirm SECONDS] [--json] [--socket PATH]\n"
"Make slammerd read its policy file and load the policy into the kernel. If the\n"
"file has an error, the active policy stays.\n"
"\n"
"      --confirm SECONDS    restore the previous policy unless \"slammerctl\n"
"                           confirm\" follows within this time (1 to 86400),\n"
"                           even if slammerd or the machine restarts meanwhile\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 the kernel confirmed the policy, 1 failure, 2 usage error.\n";

static const char confirm_help[] =
"Usage: slammerctl confirm [--json] [--socket PATH]\n"
"Keep the policy set by \"slammerctl reload --confirm\", and save it as the last\n"
"known good policy.\n"
"\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 confirmed, 1 no policy is pending or it cannot be saved,\n"
"2 usage error.\n";

static const char rollback_help[] =
"Usage: slammerctl rollback [--json] [--socket PATH]\n"
"Restore the policy that was active before \"slammerctl reload --confirm\" now,\n"
"without waiting for the timeout.\n"
"\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 the kernel confirmed the previous policy, 1 it did not yet, or no\n"
"policy is pending, 2 usage error.\n";

static const char flush_help[] =
"Usage: slammerctl flush [--json] [--socket PATH]\n"
"Make slammerd write the counts of the current window to its store now. The rest\n"
"of the window is added later; nothing is counted twice.\n"
"\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 written, 1 failure, 2 usage error.\n";

enum { OPT_CONFIRM = CLI_OWN };

static void print_messages(const json_t *messages)
{
	const char *severity;
	const json_t *m;
	size_t i;

	json_array_foreach(messages, i, m) {
		severity = cli_text(m, "severity");
		fputs(cli_text(m, "file"), stderr);
		if (cli_number(m, "line"))
			fprintf(stderr, ":%lld", cli_number(m, "line"));
		if (strcmp(severity, "error"))
			fprintf(stderr, ": %s", severity);
		fprintf(stderr, ": %s\n", cli_text(m, "text"));
	}
}

static void print_loaded(const json_t *reply)
{
	const json_t *old = json_object_get(reply, "old");
	const json_t *new = json_object_get(reply, "new");
	const json_t *pending = json_object_get(reply, "confirm");
	bool changed = json_is_true(json_object_get(reply, "changed"));

	printf("%s %s: generation %lld, digest %s, confirmed by the kernel\n",
	       cli_text(reply, "policy"), changed ? "loaded" : "unchanged",
	       cli_number(new, "generation"), cli_text(new, "digest"));
	if (changed)
		printf("previous: generation %lld, digest %s\n",
		       cli_number(old, "generation"), cli_text(old, "digest"));
	if (json_is_object(pending))
		printf("rollback to digest %s in %lld s unless confirmed: slammerctl confirm\n",
		       cli_text(pending, "previous"), cli_number(pending, "left"));
}

static void print_reloaded(const json_t *reply)
{
	const char *refusal = rpc_refusal(reply);

	print_messages(json_object_get(reply, "messages"));
	if (refusal)
		cli_error("%s", refusal);
	else
		print_loaded(reply);
}

static int take_confirm(int option, const char *value, void *seconds)
{
	return cli_count("reload", "confirm", value, seconds);
}

int cmd_reload(int argc, char **argv)
{
	static const struct option options[] = {
		{ "confirm", required_argument, NULL, OPT_CONFIRM },
		CLI_JSON, CLI_SOCKET, CLI_END
	};
	static const struct cli cli = {
		.name = "reload", .help = reload_help, .options = options,
		.take = take_confirm,
	};
	struct cli_args args;
	size_t seconds = 0;
	json_t *request;
	int status;

	status = cli_parse(argc, argv, &cli, &seconds, &args);
	if (status >= 0)
		return status;
	request = json_pack("{s:s}", "command", "reload");
	if (seconds)
		json_object_set_new(request, "confirm",
				    json_integer((json_int_t)seconds));
	return query_daemon(&args, request, print_reloaded);
}

static void print_policy(const json_t *reply, const char *what)
{
	const json_t *new = json_object_get(reply, "new");
	const char *refusal = rpc_refusal(reply);

	if (refusal)
		cli_error("%s", refusal);
	else
		printf("%s: generation %lld, digest %s\n", what,
		       cli_number(new, "generation"), cli_text(new, "digest"));
}

static void print_confirmed(const json_t *reply)
{
	print_policy(reply, "confirmed");
}

static void print_rolled_back(const json_t *reply)
{
	print_policy(reply, "rolled back");
}

static void print_flushed(const json_t *reply)
{
	const json_t *window = json_object_get(reply, "window");
	const char *refusal = rpc_refusal(reply);

	if (refusal)
		cli_error("%s", refusal);
	else
		printf("window %s to %s of sensor %s written to %s\n",
		       cli_text(window, "start"), cli_text(window, "end"),
		       cli_text(window, "sensor"), cli_text(window, "store"));
}

int cmd_confirm(int argc, char **argv)
{
	return query_command(argc, argv, "confirm", confirm_help, "confirm",
			     print_confirmed);
}

int cmd_rollback(int argc, char **argv)
{
	return query_command(argc, argv, "rollback", rollback_help, "rollback",
			     print_rolled_back);
}

int cmd_flush(int argc, char **argv)
{
	return query_command(argc, argv, "flush", flush_help, "flush",
			     print_flushed);
}
