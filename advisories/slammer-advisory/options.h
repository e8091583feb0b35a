/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - the command line of a command, by a table of its options
 *
 * Groups of options that several commands have are OPTIONS_... macros beside the
 * structs that they fill (office.h, period.h), so they mean the same everywhere.
 */
#ifndef ADVISORY_OPTIONS_H
#define ADVISORY_OPTIONS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_MAX	32
#define OPTIONS_HELP	(-1)	/* options_parse(): --help was asked for */

/**
 * struct option_row - an option; one of the pointers is where it goes
 * @value: --name TEXT
 * @flag:  --name
 * @texts: --name LANG=TEXT, as often as there are languages; an object is made
 */
struct option_row {
	const char *name;
	const char **value;
	bool *flag;
	json_t **texts;
};

/**
 * options_parse - fill in what a table's rows point to
 * @rows:   ends with one without a name; --help is known without a row
 * @words:  gets what are no options, at most @most of them
 * @count:  how many there were
 *
 * 0, OPTIONS_HELP, or the exit status behind a complaint.
 */
int options_parse(const struct option_row *rows, int argc, char **argv,
		  const char **words, size_t most, size_t *count);

/* Valid UTF-8 without control characters and marks that turn the direction? */
bool options_clean(const char *text);

#endif /* ADVISORY_OPTIONS_H */
