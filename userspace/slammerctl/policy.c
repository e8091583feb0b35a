// SPDX-License-Identifier: GPL-2.0-or-later
/* policy.c - slammerctl policy: its commands, and where they read policies from */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "common/error.h"
#include "common/text.h"
#include "kernel/client.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "init", cmd_policy_init },
	{ "check", cmd_policy_check },
	{ "test", cmd_policy_test },
	{ "show", cmd_policy_show },
	{ "diff", cmd_policy_diff },
	{ "advise", cmd_policy_advise },
	{ NULL, NULL }
};

static const char help[] =
"Usage: slammerctl policy init [--output FILE] [--force] [--json]\n"
"       slammerctl policy check [FILE] [--no-interfaces] [--json] [--socket PATH]\n"
"       slammerctl policy test FILE CAPTURE [--from ZONE] [--only LIST]\n"
"                              [--summary] [--json]\n"
"       slammerctl policy show [FILE] [--json]\n"
"       slammerctl policy diff [FILE | OLD NEW] [--json] [--socket PATH]\n"
"       slammerctl policy advise [--json] [--socket PATH]\n"
"Inspect policies, and test them before use. Commands on files need neither root\n"
"nor the module; \"-\" is standard input.\n"
"\n"
"Commands:\n"
"  init      propose a first policy for this machine\n"
"  check     report all errors of a policy file, with their lines\n"
"  test      show what a policy would do to each packet of a capture\n"
"  show      print the active policy, or that of a file, as a file\n"
"  diff      show what a reload would change\n"
"  advise    suggest allow entries that are missing (asks slammerd)\n"
"\n"
"Options:\n"
CLI_HELP_END
"\n"
"Each command has its own --help. The language: nf-slammer-policy(5).\n";

static const char *command_name(const void *context, size_t i)
{
	return commands[i].name;
}

int cmd_policy(int argc, char **argv)
{
	char quoted[TEXT_QUOTE_MAX];
	const char *meant;
	size_t i;

	if (argc < 2)
		return cli_usage("policy", "missing command (init, check, test, show, diff, advise)");
	if (cli_wants_help(argv[1])) {
		fputs(help, stdout);
		return EXIT_SUCCESS;
	}
	if (cli_wants_version(argv[1])) {
		cli_version();
		return EXIT_SUCCESS;
	}
	for (i = 0; commands[i].name; i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].run(argc - 1, argv + 1);

	text_quote(argv[1], quoted);
	if (argv[1][0] == '-')
		return cli_usage("policy", "unknown option %s", quoted);
	meant = text_suggest(argv[1], command_name, NULL);
	if (meant)
		return cli_usage("policy", "unknown command %s: did you mean \"%s\"?",
				 quoted, meant);
	return cli_usage("policy", "unknown command %s (init, check, test, show, diff, advise)",
			 quoted);
}

struct policy *policy_from_file(const char *path)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);

	config_messages_print(&messages, stderr);
	config_messages_free(&messages);
	return policy;
}

struct policy *policy_from_kernel(void)
{
	struct error error;
	struct client *client = client_open(&error);
	struct policy *policy;

	if (!client) {
		cli_error("%s", error.text);
		return NULL;
	}
	policy = client_policy(client);
	if (!policy)
		cli_error("%s", client_error(client));
	client_close(client);
	return policy;
}
