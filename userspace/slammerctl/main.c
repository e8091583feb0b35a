// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - slammerctl: the table of commands */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "common/clock.h"
#include "common/output.h"
#include "common/text.h"

#define HELP_WORDS	2	/* of a command's name */

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
};

static const struct command commands[] = {
	{ "status", cmd_status,
	  "show daemon, active policy, interfaces and counters" },
	{ "doctor", cmd_doctor, "check the health of the filter on this machine" },
	{ "sources", cmd_sources, "list senders, infected hosts" },
	{ "samples", cmd_samples, "list saved packets, or write them to a capture" },
	{ "events", cmd_events, "show when inside hosts became infected" },
	{ "top", cmd_top, "show rates and senders live" },
	{ "metrics", cmd_metrics, "print all metrics as OpenMetrics" },
	{ "reload", cmd_reload, "reload the policy file" },
	{ "confirm", cmd_confirm, "keep the policy set by reload --confirm" },
	{ "rollback", cmd_rollback, "restore the previous policy" },
	{ "flush", cmd_flush, "write the current window to the store now" },
	{ "policy", cmd_policy, "check, test, show, compare or advise on policies" },
	{ NULL, NULL, NULL }
};

static const char *command_name(const void *context, size_t i)
{
	return commands[i].name;
}

static void help(void)
{
	const struct command *c;

	fputs("Usage: slammerctl COMMAND [OPTION]...\n"
	      "Inspect and control nf-slammer, the filter against the SQL Slammer worm.\n\n"
	      "Commands:\n", stdout);
	for (c = commands; c->name; c++)
		printf("  %-10s%s\n", c->name, c->summary);
	fputs("\nOptions:\n"
	      "  -h, --help     print this help; after a command, that of the command\n"
	      "  -V, --version  print the version\n"
	      "help [COMMAND] and version do the same.\n\n"
	      "Exit status: 0 success, 1 failure, 2 usage error. See slammerctl(8).\n",
	      stdout);
}

static int unknown(const char *name)
{
	const char *meant = text_suggest(name, command_name, NULL);
	char quoted[TEXT_QUOTE_MAX];

	text_quote(name, quoted);
	if (name[0] == '-')
		return cli_usage("", "unknown option %s", quoted);
	if (meant)
		return cli_usage("", "unknown command %s: did you mean \"%s\"?",
				 quoted, meant);
	return cli_usage("", "unknown command %s", quoted);
}

/* "slammerctl help policy check" is "slammerctl policy check --help". */
static int help_of(int argc, char **argv)
{
	static char option[] = "--help";
	char *words[HELP_WORDS + 2] = { NULL };
	const struct command *c;
	int i;

	for (i = 0; i < argc && i < HELP_WORDS; i++)
		words[i] = argv[i];
	words[i++] = option;
	for (c = commands; c->name; c++)
		if (!strcmp(c->name, argv[0]))
			return c->run(i, words);
	return unknown(argv[0]);
}

/* A full disk or a closed pipe must not look like success. */
static int finish(int status)
{
	if (!output_finish(stdout))
		return status;
	/* Not cli_error(), which flushes what is closed now. */
	fprintf(stderr, "slammerctl: cannot write the output: %s\n",
		strerror(errno));
	return status ? status : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const struct command *c;

	/* All times are read and printed in UTC. */
	clock_zone("UTC", NULL);
	if (argc < 2)
		return cli_usage("", "missing command");
	if (cli_wants_help(argv[1]) && argc == 2) {
		help();
		return finish(EXIT_SUCCESS);
	}
	if (cli_wants_help(argv[1]))
		return finish(help_of(argc - 2, argv + 2));
	if (cli_wants_version(argv[1])) {
		cli_version();
		return finish(EXIT_SUCCESS);
	}
	for (c = commands; c->name; c++)
		if (!strcmp(c->name, argv[1]))
			return finish(c->run(argc - 1, argv + 1));
	return unknown(argv[1]);
}
