/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli.h - what every command of slammer-advisory uses: the table of commands, its
 * options, messages, output files, progress
 *
 * A command is one file with a cmd_NAME(). Exit statuses: 0 success, 1 failure,
 * 2 usage error.
 */
#ifndef ADVISORY_CLI_H
#define ADVISORY_CLI_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"

#define EXIT_USAGE	2

/* Commands; argv[0] is the command's own name. Each returns an exit status. */
int cmd_import(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_edit(int argc, char **argv);
int cmd_update(int argc, char **argv);
int cmd_withdraw(int argc, char **argv);
int cmd_approve(int argc, char **argv);
int cmd_publish(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_notify(int argc, char **argv);
int cmd_render(int argc, char **argv);

/* The program: finds the command that argv[1] names and runs it. */
int commands_run(int argc, char **argv);

/* Messages */

/* "slammer-advisory: sentence" on stderr. Returns 1. */
int command_error(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* The same, followed by a reference to --help. Returns 2. */
int usage_error(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Default paths */

/*
 * The first candidate that exists: installed, or in the source tree; the installed
 * one if none does. Returns @path or a static text.
 */
const char *default_templates(char path[PATH_MAX]);
const char *default_publisher(char path[PATH_MAX]);
const char *default_constituents(char path[PATH_MAX]);

#define DEFAULT_STORE	"/var/lib/nf-slammer/statistics.db"
#define DEFAULT_POLICY	"/etc/nf-slammer/policy.conf"
#define DEFAULT_ARCHIVE	"/var/lib/nf-slammer/advisories.db"

/* Options */

#define OPTIONS_MAX	32
#define OPTIONS_HELP	(-1)	/* options_parse(): --help was given */

/**
 * struct option_row - an option; exactly one of the pointers is its destination
 * @name:     without the dashes
 * @old_name: a former name, still accepted with a warning; NULL: there is none
 * @value:    --name TEXT
 * @flag:     --name
 * @texts:    --name LANG=TEXT, once for each language; becomes an object { LANG: TEXT }
 *	      that the caller owns
 */
struct option_row {
	const char *name;
	const char **value;
	bool *flag;
	json_t **texts;
	const char *old_name;
};

/**
 * options_parse - set the destinations of a table of options
 * @rows:   ends with a row without a name; --help needs no row
 * @words:  receives arguments that are not options, at most @most of them
 * @count:  how many there were
 *
 * Groups of options that several commands share are OPTIONS_... macros beside the
 * structs that they fill (context.h, draft_builder.h).
 *
 * Returns 0, OPTIONS_HELP, or an exit status after an error message.
 */
int options_parse(const struct option_row *rows, int argc, char **argv,
		  const char **words, size_t most, size_t *count);

/* Is it valid UTF-8 without control and bidirectional formatting characters? */
bool options_clean(const char *text);

/* Output files */

/**
 * struct output - standard output, or a file; both are written completely or not at all
 * @file:     where to write
 * @path:     NULL: standard output
 * @in_place: @path exists and is not a regular file, such as /dev/null: it is written,
 *            not replaced
 */
struct output {
	FILE *file;
	const char *path;
	bool in_place;
	char temporary[PATH_MAX];
};

/* Each returns 0, or -1 with a sentence in @error. */
int output_open(struct output *output, const char *path, struct error *error);
/* @keep: commit what was written; otherwise the previous file stays. */
int output_close(struct output *output, bool keep, struct error *error);

/* Progress */

#define PROGRESS_WHAT_MAX	40

/**
 * struct progress - a bar on stderr; nothing is drawn unless that is a terminal
 * @total:    0: unknown
 * @began:    ms, monotonic clock
 * @terminal: is stderr one?
 * @visible:  a line is drawn and has to be erased
 *
 * Drawn at most ten times a second, and not in the first half second.
 */
struct progress {
	char what[PROGRESS_WHAT_MAX];
	uint64_t total;
	int64_t began;
	int64_t drawn;
	bool terminal;
	bool visible;
};

/* @what: any text, shown escaped and cut; @total: the last value of progress_set(). */
void progress_begin(struct progress *progress, const char *what,
		    uint64_t total);
void progress_set(struct progress *progress, uint64_t done);
/* Erases the line; call it before anything else is printed. */
void progress_end(struct progress *progress);

#endif /* ADVISORY_CLI_H */
