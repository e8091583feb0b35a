// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - slammer-advisory: the table of its commands, and nothing else */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *text;
} commands[] = {
	{ "import", cmd_import, "add what other sensors saw to the statistics" },
	{ "new", cmd_new, "write a draft about a period" },
	{ "edit", cmd_edit, "change what a draft says" },
	{ "update", cmd_update, "write a new revision of a published bulletin" },
	{ "withdraw", cmd_withdraw, "write a revision that takes a bulletin back" },
	{ "approve", cmd_approve, "approve a draft as it is; it gets its number" },
	{ "publish", cmd_publish, "make bulletins public, as files for a web server" },
	{ "list", cmd_list, "which bulletins there are" },
	{ "show", cmd_show, "what the register knows of a bulletin" },
	{ "render", cmd_render, "print a bulletin in a format, or a period's facts" },
	{ "notify", cmd_notify, "tell constituents about hosts of their own" },
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
	       "  --help     show this; behind a command, that command's options\n"
	       "  --version  show the version\n");
}

static int say(const char *format, va_list args)
{
	fputs("slammer-advisory: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	return 0;
}

int complain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return 1;
}

int complain_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	fputs("Try 'slammer-advisory --help'.\n", stderr);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return complain_usage("which command?");
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
	return complain_usage("unknown command \"%s\"", argv[1]);
}
