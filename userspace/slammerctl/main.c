// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - slammerctl: the table of commands */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/text.h"
#include "usage.h"

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
};

static const struct command commands[] = {
	{ "status", cmd_status,
	  "what the filter does now: policy, interfaces, counters" },
	{ "sources", cmd_sources, "who sent what, the infected first" },
	{ "samples", cmd_samples, "packets that were queued and kept, as captures" },
	{ "events", cmd_events, "who turned out to be infected, and when" },
	{ "top", cmd_top, "rates and senders, live" },
	{ "metrics", cmd_metrics, "all that can be measured, as OpenMetrics" },
	{ "reload", cmd_reload, "have the daemon read its policy file again" },
	{ "confirm", cmd_confirm, "what reload --confirm has set is good: it stays" },
	{ "rollback", cmd_rollback, "it is not: back to the policy before it" },
	{ "flush", cmd_flush, "write the running window to the store now" },
	{ "policy", cmd_policy, "check a policy file, or try it on a capture" },
	{ NULL, NULL, NULL }
};

static const char *command_name(const void *context, size_t i)
{
	return commands[i].name;
}

static void help(FILE *out)
{
	const struct command *c;

	fputs("Usage: slammerctl COMMAND [OPTION]...\n"
	      "Look at nf-slammer, the filter against the SQL Slammer worm, and steer it.\n\n"
	      "Commands:\n", out);
	for (c = commands; c->name; c++)
		fprintf(out, "  %-10s%s\n", c->name, c->summary);
	fputs("\nOptions:\n"
	      "  --help    this text; after a command, what that command takes\n"
	      "  --version the version of slammerctl\n\n"
	      "Exit status: 0 good, 1 failed, 2 called wrongly. See slammerctl(8).\n",
	      out);
}

static int unknown(const char *name)
{
	const char *meant = text_suggest(name, command_name, NULL);
	char quoted[TEXT_QUOTE_MAX];

	text_quote(name, quoted);
	if (name[0] == '-')
		return usage_error("", "unknown option %s", quoted);
	if (meant)
		return usage_error("", "unknown command %s: did you mean \"%s\"?",
				   quoted, meant);
	return usage_error("", "unknown command %s", quoted);
}

/* A full disk or a closed pipe must not look like success. */
static int finish(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fputs("slammerctl: cannot write the output\n", stderr);
	return status ? status : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const struct command *c;

	if (argc < 2)
		return usage_error("", "a command is missing");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		help(stdout);
		return finish(EXIT_SUCCESS);
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("slammerctl " NF_SLAMMER_VERSION);
		return finish(EXIT_SUCCESS);
	}
	for (c = commands; c->name; c++)
		if (!strcmp(c->name, argv[1]))
			return finish(c->run(argc - 1, argv + 1));
	return unknown(argv[1]);
}
