// SPDX-License-Identifier: GPL-2.0-or-later
/* cli.c - messages, options, output files and default paths of all commands */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "common/error.h"
#include "common/text.h"

static void print_message(const char *format, va_list args)
{
	fputs("slammer-advisory: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

int command_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(format, args);
	va_end(args);
	return 1;
}

int usage_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(format, args);
	va_end(args);
	fputs("Try 'slammer-advisory --help'.\n", stderr);
	return EXIT_USAGE;
}

#define HELP		'h'
#define FIRST		256	/* of the rows, beyond any character */
#define FIRST_OLD	(FIRST + OPTIONS_MAX)
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
		return usage_error("--%s is LANG=TEXT, such as --%s en=\"...\"",
				   row->name, row->name);
	if (!options_clean(sign + 1))
		return usage_error("--%s %.*s: the text has control characters or is not UTF-8",
				   row->name, (int)n, argument);
	memcpy(language, argument, n);
	language[n] = 0;
	if (!*row->texts)
		*row->texts = json_object();
	if (json_object_get(*row->texts, language))
		return usage_error("duplicate --%s %s=...", row->name,
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

static struct option long_option(const struct option_row *row, const char *name,
				 int value)
{
	return (struct option){
		.name = name, .val = value,
		.has_arg = row->flag ? no_argument : required_argument,
	};
}

/* Rows -> what getopt_long() wants: names, former names, --help. */
static void fill(struct option *names, const struct option_row *rows)
{
	int i;

	for (i = 0; rows[i].name && i < OPTIONS_MAX; i++) {
		*names++ = long_option(&rows[i], rows[i].name, FIRST + i);
		if (rows[i].old_name)
			*names++ = long_option(&rows[i], rows[i].old_name,
					       FIRST_OLD + i);
	}
	*names = (struct option){ .name = "help", .val = HELP };
}

/* @c: what getopt_long() returned. */
static int handle(const struct option_row *rows, int c, char **argv)
{
	const struct option_row *row;

	if (c == HELP)
		return OPTIONS_HELP;
	if (c == ':')
		return usage_error("%s needs a value", argv[optind - 1]);
	if (c == '?')
		return usage_error("unknown option %s", argv[optind - 1]);
	row = &rows[c < FIRST_OLD ? c - FIRST : c - FIRST_OLD];
	if (c >= FIRST_OLD)
		command_error("warning: --%s is deprecated: use --%s",
			  row->old_name, row->name);
	return take(row, optarg);
}

int options_parse(const struct option_row *rows, int argc, char **argv,
		  const char **words, size_t most, size_t *count)
{
	struct option names[2 * OPTIONS_MAX + 2] = { { 0 } };
	int c, ret = 0;

	fill(names, rows);
	opterr = 0;
	optind = 0;
	while (!ret && (c = getopt_long(argc, argv, ":h", names, NULL)) != -1)
		ret = handle(rows, c, argv);
	if (!ret && !most && optind + 1 == argc && !strcmp(argv[optind], "help"))
		return OPTIONS_HELP;
	for (*count = 0; !ret && optind < argc; optind++) {
		if (*count == most)
			return usage_error("unexpected argument \"%s\"",
					   argv[optind]);
		words[(*count)++] = argv[optind];
	}
	return ret;
}

static int output_fail(const struct output *output, struct error *error)
{
	return error_set(error, "%s: cannot be written: %s",
			 output->path ? output->path : "standard output",
			 strerror(errno));
}

int output_open(struct output *output, const char *path, struct error *error)
{
	struct stat status;
	mode_t mask;
	int fd;

	memset(output, 0, sizeof(*output));
	output->path = path;
	output->in_place = path && !lstat(path, &status) &&
			   !S_ISREG(status.st_mode);
	if (!path || output->in_place) {
		output->file = tmpfile();
		return output->file ? 0 : output_fail(output, error);
	}
	if (snprintf(output->temporary, PATH_MAX, "%s.XXXXXX", path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return output_fail(output, error);
	}
	fd = mkstemp(output->temporary);
	if (fd < 0)
		return output_fail(output, error);
	/* mkstemp() makes it private; the umask decides who may read it. */
	mask = umask(0);
	umask(mask);
	if (!fchmod(fd, 0666 & ~mask))
		output->file = fdopen(fd, "w");
	if (output->file)
		return 0;
	output_fail(output, error);
	unlink(output->temporary);
	close(fd);
	return -1;
}

static int copy(FILE *from, FILE *to)
{
	char buf[8192];
	size_t n;

	rewind(from);
	while ((n = fread(buf, 1, sizeof(buf), from)))
		if (fwrite(buf, 1, n, to) != n)
			return -1;
	return ferror(from) || fflush(to) ? -1 : 0;
}

static int copy_to(FILE *from, const char *path)
{
	FILE *to = fopen(path, "w");
	int ret;

	if (!to)
		return -1;
	ret = copy(from, to);
	return fclose(to) ? -1 : ret;
}

int output_close(struct output *output, bool keep, struct error *error)
{
	int ret = 0;

	if (!output->path || output->in_place) {
		if (keep && (output->path ? copy_to(output->file, output->path) :
					    copy(output->file, stdout)))
			ret = output_fail(output, error);
		fclose(output->file);
		return ret;
	}
	if (fflush(output->file) || fsync(fileno(output->file)))
		ret = output_fail(output, error);
	if (fclose(output->file) && !ret)
		ret = output_fail(output, error);
	if (keep && !ret && !rename(output->temporary, output->path))
		return 0;
	if (keep && !ret)
		ret = output_fail(output, error);
	unlink(output->temporary);
	return ret;
}

/* @tail relative to the folder of this program; "" if that is unknown. */
static const char *beside_program(const char *tail, char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;
	size_t room;

	if (n <= 0)
		n = 0;
	path[n] = 0;
	slash = strrchr(path, '/');
	room = slash ? PATH_MAX - (size_t)(slash + 1 - path) : 0;
	if (room > strlen(tail))
		strcpy(slash + 1, tail);
	else
		*path = 0;
	return path;
}

static const char *first_existing(const char *const tails[], size_t count,
				  char path[PATH_MAX])
{
	size_t i;

	/* Relative to the program ("../"), to the working directory, or absolute. */
	for (i = 0; i < count; i++) {
		if (*tails[i] == '.' && tails[i][1] == '.')
			beside_program(tails[i], path);
		else
			snprintf(path, PATH_MAX, "%s", tails[i]);
		if (*path && !access(path, F_OK))
			return path;
	}
	return NULL;
}

const char *default_templates(char path[PATH_MAX])
{
	static const char *const tails[] = {
		"../share/nf-slammer/templates",
		"../advisories/templates",
		"advisories/templates",
	};
	const char *set = getenv("NF_SLAMMER_TEMPLATES");

	if (set && *set)
		return set;
	if (first_existing(tails, sizeof(tails) / sizeof(tails[0]), path))
		return path;
	return NF_SLAMMER_SHARE "/templates";
}

const char *default_publisher(char path[PATH_MAX])
{
	static const char *const tails[] = {
		"/etc/nf-slammer/publisher.conf",
		"../etc/publisher.conf",
		"etc/publisher.conf",
	};

	if (first_existing(tails, sizeof(tails) / sizeof(tails[0]), path))
		return path;
	return tails[0];
}

const char *default_constituents(char path[PATH_MAX])
{
	static const char *const tails[] = {
		"/etc/nf-slammer/constituents.conf",
		"../etc/constituents.conf",
		"etc/constituents.conf",
	};

	if (first_existing(tails, sizeof(tails) / sizeof(tails[0]), path))
		return path;
	return tails[0];
}
