// SPDX-License-Identifier: GPL-2.0-or-later
/* commands.c - the table of commands */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "common/text.h"

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
	       "  -h, --help     show this help; after a command, that command's options\n"
	       "  -V, --version  show the version\n"
	       "help [COMMAND] and version do the same.\n");
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
	return !strcmp(word, a) || !strcmp(word, b) || !strcmp(word, c);
}

static const char *command_name(const void *context, size_t i)
{
	return i < COMMANDS ? commands[i].name : NULL;
}

static int unknown(const char *name)
{
	const char *meant = text_suggest(name, command_name, NULL);
	char quoted[TEXT_QUOTE_MAX];

	text_quote(name, quoted);
	if (name[0] == '-')
		return usage_error("unknown option %s", quoted);
	if (meant)
		return usage_error("unknown command %s: did you mean \"%s\"?",
				   quoted, meant);
	return usage_error("unknown command %s", quoted);
}

/* "slammer-advisory help new" is "slammer-advisory new --help". */
static int help_of(char *name)
{
	static char option[] = "--help";
	char *words[] = { name, option, NULL };
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return commands[i].run(2, words);
	return unknown(name);
}

static bool is_command(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return true;
	return false;
}

static int version(void)
{
	puts("slammer-advisory " NF_SLAMMER_VERSION);
	return 0;
}

static int run(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return usage_error("no command given");
	if (is_one_of(argv[1], "-h", "--help", "help")) {
		if (argc > 2)
			return help_of(argv[2]);
		help();
		return 0;
	}
	if (is_one_of(argv[1], "-V", "--version", "version")) {
		return version();
	}
	if (argc == 3 && (!strcmp(argv[2], "-V") || !strcmp(argv[2], "--version")) &&
	    is_command(argv[1]))
		return version();
	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	return unknown(argv[1]);
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
