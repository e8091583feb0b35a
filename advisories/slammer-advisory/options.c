// SPDX-License-Identifier: GPL-2.0-or-later
/* options.c - a table of options and a command line */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/text.h"
#include "options.h"

#define HELP		'h'
#define FIRST		256	/* of the rows, beyond any character */
#define LANGUAGE_MAX	16

bool options_clean(const char *text)
{
	size_t size = 4 * strlen(text) + 8;
	char *safe = malloc(size);
	bool clean = safe && !strcmp(text, text_escape(text, safe, size));

	free(safe);
	return clean;
}

/* LANG=TEXT */
static int take_text(const struct option_row *row, const char *argument)
{
	const char *sign = strchr(argument, '=');
	size_t n = sign ? (size_t)(sign - argument) : 0;
	char language[LANGUAGE_MAX];

	if (!n || n >= sizeof(language) ||
	    strspn(argument, "abcdefghijklmnopqrstuvwxyz") != n || !sign[1])
		return complain_usage("--%s is LANG=TEXT, such as --%s en=\"...\"",
				      row->name, row->name);
	if (!options_clean(sign + 1))
		return complain_usage("--%s %.*s: the text has control characters or is not UTF-8",
				      row->name, (int)n, argument);
	memcpy(language, argument, n);
	language[n] = 0;
	if (!*row->texts)
		*row->texts = json_object();
	if (json_object_get(*row->texts, language))
		return complain_usage("--%s %s=... is given twice", row->name,
				      language);
	json_object_set_new(*row->texts, language, json_string(sign + 1));
	return 0;
}

static int take(const struct option_row *row, const char *argument)
{
	if (row->texts)
		return take_text(row, argument);
	if (row->value)
		*row->value = argument;
	else
		*row->flag = true;
	return 0;
}

static void fill(struct option *names, const struct option_row *rows)
{
	size_t i;

	for (i = 0; rows[i].name && i < OPTIONS_MAX; i++)
		names[i] = (struct option){
			.name = rows[i].name, .val = FIRST + (int)i,
			.has_arg = rows[i].flag ? no_argument :
						  required_argument,
		};
	names[i] = (struct option){ .name = "help", .val = HELP };
}

int options_parse(const struct option_row *rows, int argc, char **argv,
		  const char **words, size_t most, size_t *count)
{
	struct option names[OPTIONS_MAX + 2] = { { 0 } };
	int c, ret = 0;

	fill(names, rows);
	opterr = 0;
	while (!ret && (c = getopt_long(argc, argv, ":h", names, NULL)) != -1) {
		if (c == HELP)
			ret = OPTIONS_HELP;
		else if (c == ':')
			ret = complain_usage("%s needs a value", argv[optind - 1]);
		else if (c == '?')
			ret = complain_usage("unknown option %s",
					     argv[optind - 1]);
		else
			ret = take(&rows[c - FIRST], optarg);
	}
	for (*count = 0; !ret && optind < argc; optind++) {
		if (*count == most)
			return complain_usage("\"%s\" is one word too many",
					      argv[optind]);
		words[(*count)++] = argv[optind];
	}
	return ret;
}
