// SPDX-License-Identifier: GPL-2.0-or-later
/* usage.c - complaints about the command line */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "common/text.h"
#include "usage.h"

int usage_error(const char *command, const char *format, ...)
{
	const char *blank = *command ? " " : "";
	va_list args;

	fprintf(stderr, "slammerctl%s%s: ", blank, command);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\nTry 'slammerctl%s%s --help'.\n", blank, command);
	return EXIT_USAGE;
}

int usage_option(const char *command, int c, char **argv)
{
	char quoted[TEXT_QUOTE_MAX];

	text_quote(argv[optind - 1], quoted);
	if (c == ':')
		return usage_error(command, "%s needs a value", quoted);
	if (optopt && argv[optind - 1][1] == '-')
		return usage_error(command, "%s takes no value", quoted);
	return usage_error(command, "unknown option %s", quoted);
}
