/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * schema.h - reading configuration files: libconfig, checked against tables of keys
 *
 * config_reader_parse() parses a file and those that it includes, and merges them
 * into one tree. schema_walk() compares a group of the tree to a table of keys: it
 * finds unknown keys, wrong types, missing and renamed keys, and calls a function
 * for each key that is fine. What a value means is left to these functions.
 */
#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/messages.h"

struct document;
struct config_list;

/* Old names of keys and values are accepted up to, but not in, this version. */
#define SCHEMA_RENAMED_UNTIL	"0.3"

/**
 * struct schema_rename - a key, or a word that is a value, whose name has changed
 * @path:	of a key: the group that it is in, "" for the root; of a word: the
 *		setting whose value it is. Dots between the names
 * @old:	the name that is accepted with a warning
 * @new:	the name that is documented
 */
struct schema_rename {
	const char *path;
	const char *old;
	const char *new;
};

/**
 * struct config_reader - a configuration that is being read
 * @context:	the caller's, for its functions
 * @messages:	where errors, warnings and notes go
 * @path:	name of the main file in messages
 * @renames:	names that have changed; ends with a NULL @path; may be NULL
 * @in_memory:	the text is in memory, and naming a file in it is an error
 * @list_text:	but what a list file would contain, if that is not NULL
 * @partial:	a file could not be parsed, so what is missing may be in there
 * @quiet:	nothing more is said of a number that was reported
 * @files:	names of all files that were read; they and the array owned
 * @documents:	all files, parsed, the last one first
 * @merged:	the tree of several files; valid if @is_merged
 * @lists:	files of prefixes that were read, in their order
 *
 * The caller sets the first four, and perhaps the next two; the rest starts zeroed.
 * The end is config_reader_free().
 */
struct config_reader {
	void *context;
	struct config_messages *messages;
	const char *path;
	const struct schema_rename *renames;
	bool in_memory;
	const char *list_text;
	bool partial;
	bool quiet;
	char **files;
	size_t n_files;
	size_t files_room;
	struct document *documents;
	size_t n_documents;
	config_t merged;
	bool is_merged;
	struct config_list *lists;
	size_t n_lists;
};

/* What messages call standard input, which the path "-" stands for */
#define CONFIG_STDIN	"<stdin>"

/**
 * config_reader_parse - parse reader->path and what it includes
 *
 * "-" is standard input; reader->path is CONFIG_STDIN then. What it includes is relative
 * to the working directory.
 * Returns the root of the tree, which lives as long as @reader, or NULL if nothing
 * could be parsed. Errors are in reader->messages.
 */
const config_setting_t *config_reader_parse(struct config_reader *reader);

/* The same of @text in memory, which includes no files. */
const config_setting_t *config_reader_parse_text(struct config_reader *reader,
						 const char *text);

/* Frees all that @reader owns. Positions with names of files become invalid. */
void config_reader_free(struct config_reader *reader);

/* The files' names change hands: the caller frees @files and its strings. */
char **config_reader_take_files(struct config_reader *reader, size_t *n_files);

enum key_type {
	KEY_GROUP,
	KEY_LIST,		/* ( ... ), of anything */
	KEY_STRINGS,		/* [ "...", ... ] */
	KEY_STRING,
	KEY_INTEGER,
	KEY_RANGE,		/* an integer, or [ from, to ] */
	KEY_DURATION,	/* an integer, or a string such as "15min" */
	KEY_BOOL,
	KEY_ANY		/* checked by the function */
};

/**
 * struct config_key - one key of a group; a table of them ends with a NULL name
 * @parse:	called with a setting of the right type; NULL: read elsewhere
 * @number:	for @parse: a zone, a direction, a set of reasons
 * @missing:	error message if the key is absent; NULL: it is optional
 */
struct config_key {
	const char *name;
	enum key_type type;
	void (*parse)(struct config_reader *reader,
		      const config_setting_t *setting,
		      const struct config_key *key);
	unsigned int number;
	const char *missing;
};

/* For declarations of several of config_key.parse at once. */
typedef void key_parse_fn(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key);

/* Call parse() of every known key of @group; report all others. */
void schema_walk(struct config_reader *reader, const config_setting_t *group,
		 const struct config_key *keys);

/* A message that begins with the setting's path: "ingress.slammer: ...". */
void schema_report(struct config_reader *reader, enum config_severity severity,
		   const config_setting_t *setting, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
#define schema_error(reader, setting, ...) \
	schema_report(reader, CONFIG_ERROR, setting, __VA_ARGS__)
#define schema_warning(reader, setting, ...) \
	schema_report(reader, CONFIG_WARNING, setting, __VA_ARGS__)

/* The value of an integer, of either of libconfig's widths. */
long long schema_integer(const config_setting_t *setting);
/* The value of a KEY_RANGE: a single number is both ends. */
void schema_range(const config_setting_t *setting, long long *from,
		  long long *to);

/* A copy of a string, the caller's; NULL after an error. */
char *schema_copy(struct config_reader *reader,
		  const config_setting_t *setting);
/* The same of an absolute path; NULL after an error. */
char *schema_path(struct config_reader *reader,
		  const config_setting_t *setting);
/* Index of a string in @words, which ends with NULL; -1 after an error. */
int schema_word(struct config_reader *reader, const config_setting_t *setting,
		const char *const *words);

/**
 * schema_number - an integer within a range
 * @unit:	in messages, such as "bytes"
 * @number:	set only if the value is from @from to @to
 */
void schema_number(struct config_reader *reader,
		   const config_setting_t *setting, long long from,
		   long long to, const char *unit, unsigned int *number);

#define SCHEMA_SECONDS	1u
#define SCHEMA_DAYS	86400u

/**
 * schema_duration - a KEY_DURATION within a range
 * @unit:	SCHEMA_SECONDS or SCHEMA_DAYS: what a plain integer means, and what
 *		@from, @to and @number are in
 * @number:	set only if the value is from @from to @to
 *
 * Returns 0, or -1 after an error.
 */
int schema_duration(struct config_reader *reader,
		    const config_setting_t *setting, unsigned int unit,
		    long long from, long long to, unsigned int *number);

struct config_position schema_position(const config_setting_t *setting);

#define SCHEMA_WHERE_MAX	512

/* @position as seen from @setting: "line 7", or "FILE:7" if in another file. */
const char *schema_where(const config_setting_t *setting,
			 struct config_position position,
			 char buf[SCHEMA_WHERE_MAX]);

/**
 * schema_grow - one more element at the end of an array
 * @array:	address of the pointer to the elements, NULL if *@count is 0; every
 *		element was added by this function
 *
 * Returns the new element, zeroed, or NULL after an error.
 */
void *schema_grow(struct config_reader *reader,
		  const config_setting_t *setting, void *array, size_t *count,
		  size_t size);

#endif /* CONFIG_SCHEMA_H */
