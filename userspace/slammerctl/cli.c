// SPDX-License-Identifier: GPL-2.0-or-later
/* cli.c - options, usage errors, messages and JSON */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "common/clock.h"
#include "common/names.h"
#include "common/text.h"

int cli_usage(const char *command, const char *format, ...)
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

/* After getopt_long() returned @c, which is '?' or ':'. */
static int bad_option(const char *command, int c, char **argv)
{
	char quoted[TEXT_QUOTE_MAX];

	text_quote(argv[optind - 1], quoted);
	if (c == ':')
		return cli_usage(command, "%s needs a value", quoted);
	if (optopt && argv[optind - 1][1] == '-')
		return cli_usage(command, "%s takes no value", quoted);
	return cli_usage(command, "unknown option %s", quoted);
}

static int take_option(int c, char **argv, const struct cli *cli, void *context,
		       struct cli_args *args)
{
	switch (c) {
	case 'j':
		args->json = true;
		return -1;
	case 's':
		args->socket = optarg;
		return -1;
	case 'h':
		fputs(cli->help, stdout);
		return EXIT_SUCCESS;
	case 'V':
		cli_version();
		return EXIT_SUCCESS;
	}
	if (c < CLI_OWN)
		return bad_option(cli->name, c, argv);
	return cli->take(c, optarg, context);
}

/* -j for those that take --json */
static const char *short_options(const struct cli *cli)
{
	const struct option *o;

	for (o = cli->options; o->name; o++)
		if (o->val == 'j')
			return ":hVj";
	return ":hV";
}

bool cli_wants_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help") ||
	       !strcmp(word, "-h");
}

bool cli_wants_version(const char *word)
{
	return !strcmp(word, "version") || !strcmp(word, "--version") ||
	       !strcmp(word, "-V");
}

/* "slammerctl status help": where a file may follow, it is the name of one. */
static int take_word(const struct cli *cli, const struct cli_args *args)
{
	if (cli->max || args->count != 1)
		return -1;
	if (cli_wants_help(args->operands[0]))
		fputs(cli->help, stdout);
	else if (cli_wants_version(args->operands[0]))
		cli_version();
	else
		return -1;
	return EXIT_SUCCESS;
}

int cli_parse(int argc, char **argv, const struct cli *cli, void *context,
	      struct cli_args *args)
{
	const char *letters = short_options(cli);
	char quoted[TEXT_QUOTE_MAX];
	int c, status;

	*args = (struct cli_args){ .socket = RPC_SOCKET };
	opterr = 0;
	while ((c = getopt_long(argc, argv, letters, cli->options, NULL)) != -1) {
		status = take_option(c, argv, cli, context, args);
		if (status >= 0)
			return status;
	}
	args->operands = argv + optind;
	args->count = argc - optind;
	status = take_word(cli, args);
	if (status >= 0)
		return status;
	if (args->count < cli->min)
		return cli_usage(cli->name, "missing argument: expected %s",
				 cli->operands);
	if (args->count > cli->max)
		return cli_usage(cli->name, "unexpected argument %s",
				 text_quote(args->operands[cli->max], quoted));
	return -1;
}

int cli_count(const char *command, const char *option, const char *value,
	      size_t *count)
{
	char quoted[TEXT_QUOTE_MAX], *end;
	unsigned long n;

	errno = 0;
	n = strtoul(value, &end, 10);
	if (errno || *end || *value < '0' || *value > '9' || !n)
		return cli_usage(command, "--%s takes a number of at least 1, not %s",
				 option, text_quote(value, quoted));
	*count = n;
	return -1;
}

int cli_since(const char *command, const char *option, const char *value,
	      int64_t *since)
{
	char quoted[TEXT_QUOTE_MAX];

	if (clock_since(value, time(NULL), since))
		return cli_usage(command, "--%s takes a time (%s) or a duration (%s), not %s",
				 option, CLOCK_TIME_EXAMPLES,
				 CLOCK_DURATION_EXAMPLES,
				 text_quote(value, quoted));
	if (*since < 0)
		*since = 0;
	return -1;
}

int cli_word(const char *command, const char *option, const char *value,
	     const char *const *words, int *index)
{
	char quoted[TEXT_QUOTE_MAX], known[256] = "";
	size_t used = 0;
	int i;

	for (i = 0; words[i]; i++) {
		if (!strcmp(words[i], value)) {
			*index = i;
			return -1;
		}
		used += (size_t)snprintf(known + used, sizeof(known) - used,
					 "%s%s", !i ? "" : words[i + 1] ? ", " :
					 " or ", words[i]);
	}
	return cli_usage(command, "--%s takes %s, not %s", option, known,
			 text_quote(value, quoted));
}

void cli_version(void)
{
	puts("slammerctl " NF_SLAMMER_VERSION);
}

int cli_error(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("slammerctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	putc('\n', stderr);
	return EXIT_FAILURE;
}

int cli_json(const json_t *object)
{
	if (!object || json_dumpf(object, stdout, JSON_INDENT(2)) < 0)
		return cli_error("cannot print JSON");
	putchar('\n');
	return EXIT_SUCCESS;
}

json_t *cli_json_text(const char *text)
{
	char safe[PATH_MAX];

	return text ? json_string(text_escape(text, safe, sizeof(safe))) :
		      json_null();
}

const char *cli_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "?";
}

long long cli_number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

const char *cli_interface(const json_t *object, const char *key)
{
	const char *name = cli_text(object, key);

	return *name ? name : "(router)";
}

const char *cli_classes(const json_t *packets, char buf[CLI_CLASSES_MAX])
{
	size_t used = 0;
	unsigned int c;
	long long n;

	buf[0] = '\0';
	for (c = CLASS_COUNT; c-- > 0;) {
		n = cli_number(packets, class_name(c));
		if (n)
			used += (size_t)snprintf(buf + used,
						 CLI_CLASSES_MAX - used,
						 "%s%s %lld", used ? ", " : "",
						 class_name(c), n);
	}
	return buf;
}
