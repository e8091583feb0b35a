/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli.h - what all commands share: options, usage errors, messages, JSON, tables
 *
 * Every command takes -h and -V, most take --json and --socket, and all refuse
 * what they do not know in the same words and with the same exit status.
 */
#ifndef SLAMMERCTL_CLI_H
#define SLAMMERCTL_CLI_H

#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rpc.h"

#define EXIT_USAGE	2

/* Options */

/* Values of a command's own options begin here. */
#define CLI_OWN		256

/* A command's list of options ends with CLI_END. */
#define CLI_JSON	{ "json", no_argument, NULL, 'j' }
#define CLI_SOCKET	{ "socket", required_argument, NULL, 's' }
#define CLI_END							\
	{ "help", no_argument, NULL, 'h' },			\
	{ "version", no_argument, NULL, 'V' },			\
	{ NULL, 0, NULL, 0 }

/* The same in --help, below a command's own options. */
#define CLI_HELP_JSON							\
	"  -j, --json               print JSON instead of text\n"
#define CLI_HELP_SOCKET							\
	"      --socket PATH        control socket of slammerd\n"	\
	"                           (" RPC_SOCKET ")\n"
#define CLI_HELP_END							\
	"  -h, --help               print this help\n"			\
	"  -V, --version            print the version\n"

/**
 * struct cli - the command line that a command takes
 * @name:     "policy check"
 * @help:     printed for --help
 * @options:  its own ones, then CLI_JSON and CLI_SOCKET if it takes them, CLI_END
 * @take:     handles an own option; -1 to go on, else the exit status.
 *	      NULL if there are none.
 * @operands: what must follow, for the usage error; NULL if nothing must
 * @min, @max: number of operands
 */
struct cli {
	const char *name;
	const char *help;
	const struct option *options;
	int (*take)(int option, const char *value, void *context);
	const char *operands;
	int min;
	int max;
};

/**
 * struct cli_args - what was given
 * @operands: @count of them, part of argv
 */
struct cli_args {
	const char *socket;
	bool json;
	char **operands;
	int count;
};

/**
 * cli_parse - read a command's options and operands
 * @context: passed to @cli->take
 *
 * Returns -1 to go on, else the exit status: help or version was printed, or the
 * usage is wrong.
 */
int cli_parse(int argc, char **argv, const struct cli *cli, void *context,
	      struct cli_args *args);

/**
 * cli_usage - report a usage error: "slammerctl policy check: sentence"
 * @command: "policy check"; "" for slammerctl itself
 *
 * Returns EXIT_USAGE.
 */
int cli_usage(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Values of options. Each returns -1 to go on, else the exit status of a usage
 * error: what @command's --@option takes, and what it was given.
 */

/* "12", at least 1 */
int cli_count(const char *command, const char *option, const char *value,
	      size_t *count);
/* A time or a duration before now, see clock_since(); seconds since 1970, >= 0 */
int cli_since(const char *command, const char *option, const char *value,
	      int64_t *since);
/* One of @words, which end with NULL; its index */
int cli_word(const char *command, const char *option, const char *value,
	     const char *const *words, int *index);

void cli_version(void);

/* "help", "-h", "--help"; "version", "-V", "--version": where no operand can be */
bool cli_wants_help(const char *word);
bool cli_wants_version(const char *word);

/* Output */

/* "slammerctl: sentence" to stderr. Returns EXIT_FAILURE. */
int cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints @object. Returns the exit status; NULL is a failure. */
int cli_json(const json_t *object);

/* Any bytes as a JSON string; null for NULL. */
json_t *cli_json_text(const char *text);

/* Members of an object: "?" and 0 where they are missing or of another type. */
const char *cli_text(const json_t *object, const char *key);
long long cli_number(const json_t *object, const char *key);

/* The member "interface"; "(router)" for packets that the router itself sends. */
const char *cli_interface(const json_t *object, const char *key);

#define CLI_CLASSES_MAX	256
/* "slammer 7, request 2": classes that are not 0, the worst first. Returns @buf. */
const char *cli_classes(const json_t *packets, char buf[CLI_CLASSES_MAX]);

/* Tables */

struct table;

enum table_align { TABLE_LEFT, TABLE_RIGHT };

/*
 * Columns are added first, then cells, row by row. The table remembers when memory
 * runs out, so that only table_print() can fail.
 */
struct table *table_new(void);
void table_column(struct table *table, const char *name, enum table_align align);
void table_cell(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void table_number(struct table *table, long long number);
/* For people: text_count() and text_bytes() */
void table_count(struct table *table, long long count);
void table_bytes(struct table *table, long long bytes);

/*
 * Prints the table and frees it: a header, bold on a terminal, and columns as wide
 * as their widest cell; nothing if there are no rows. Returns the exit status.
 */
int table_print(struct table *table);

#endif /* SLAMMERCTL_CLI_H */
