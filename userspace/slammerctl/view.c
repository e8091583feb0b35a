// SPDX-License-Identifier: GPL-2.0-or-later
/* view.c - options in, JSON out */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "common/text.h"
#include "request.h"
#include "usage.h"
#include "view.h"

int view_limit(const char *command, const char *option, const char *text,
	       size_t *limit)
{
	char quoted[TEXT_QUOTE_MAX], *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || !n)
		return usage_error(command, "--%s takes a number from 1 on, not %s",
				   option, text_quote(text, quoted));
	*limit = n;
	return -1;
}

int view_parse(int argc, char **argv, const struct option *options,
	       const char *help, struct view *view)
{
	char quoted[TEXT_QUOTE_MAX];
	int option, status;

	*view = (struct view){ .socket = REQUEST_SOCKET };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			view->json = true;
			break;
		case 's':
			view->socket = optarg;
			break;
		case 'e':
			view->explain = true;
			break;
		case 'i':
			view->infected = true;
			break;
		case 'n':
		case 'c':
			status = view_limit(argv[0],
					    option == 'n' ? "limit" : "count",
					    optarg, &view->limit);
			if (status >= 0)
				return status;
			break;
		case 'C':
			status = view_limit(argv[0], "confirm", optarg,
					    &view->confirm);
			if (status >= 0)
				return status;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_SUCCESS;
		default:
			return usage_option(argv[0], option, argv);
		}
	}
	if (optind < argc)
		return usage_error(argv[0], "takes no argument, but there is %s",
				   text_quote(argv[optind], quoted));
	return -1;
}

int view_json(const json_t *object)
{
	if (!object || json_dumpf(object, stdout, JSON_INDENT(2)) < 0) {
		view_complain("cannot print the JSON");
		return EXIT_FAILURE;
	}
	putchar('\n');
	return EXIT_SUCCESS;
}

const char *view_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "?";
}

long long view_number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

void view_complain(const char *sentence)
{
	fprintf(stderr, "slammerctl: %s\n", sentence);
}
