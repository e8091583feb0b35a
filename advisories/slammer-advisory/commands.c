// SPDX-License-Identifier: GPL-2.0-or-later
/* commands.c - the table of commands */
#include <string.h>

#include "cli.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *text;
} commands[] = {
	{ "import", cmd_import, "add reports of other sensors to the statistics" },
	{ "new", cmd_new, "draft a bulletin about a period" },
	{ "edit", cmd_edit, "change a draft" },
	{ "update", cmd_update, "draft a new revision of a published bulletin" },
	{ "withdraw", cmd_withdraw, "draft a revision that withdraws a bulletin" },
	{ "approve", cmd_approve, "approve a draft and give it its number" },
	{ "publish", cmd_publish, "publish bulletins as files for a web server" },
	{ "list", cmd_list, "list bulletins" },
	{ "show", cmd_show, "show state, number, hash and history of a bulletin" },
	{ "render", cmd_render, "print a bulletin in a format, or a preview of a period" },
	{ "notify", cmd_notify, "notify constituents about their own hosts" },
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static void help(void)
{
	size_t i;

	printf("Usage: slammer-advisory COMMAND [OPTION]...\n"
	       "Bulletins from the detection statistics of nf-slammer.\n\n"
	       "Commands:\n");
	for (i = 0; i < COMMANDS; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].text);
	printf("\nOptions:\n"
	       "  --help     show this help; after a command, that command's options\n"
	       "  --version  show the version\n");
}

static int run(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return usage_error("no command given");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		help();
		return 0;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("slammer-advisory " NF_SLAMMER_VERSION);
		return 0;
	}
	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	return usage_error("unknown command \"%s\"", argv[1]);
}

int commands_run(int argc, char **argv)
{
	int status = run(argc, argv);

	/* A full disk or a closed pipe must not look like success. */
	if (status || (!fflush(stdout) && !ferror(stdout)))
		return status;
	command_error("standard output: cannot be written");
	return 1;
}
