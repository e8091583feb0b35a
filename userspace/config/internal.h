/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what the files of this room share
 *
 * source.c reads the bytes of one file, include.c finds those that it includes,
 * document.c parses them all, merge.c makes one tree of them, schema.c and values.c
 * check it, list.c reads files of prefixes.
 */
#ifndef CONFIG_INTERNAL_H
#define CONFIG_INTERNAL_H

#include <stddef.h>
#include <sys/types.h>

#include "config/schema.h"

/*
 * Source: libconfig 1.5 ends the process when "@include" names a directory, treats
 * an unclosed comment as the end of the file, wraps numbers that are too large, cuts
 * strings at "\x00", and gives the last element of an array the line of the bracket
 * that follows it. So the text is scanned before libconfig parses it.
 */

#define SOURCE_INCLUDES_MAX	1000

/**
 * struct source_include - an "@include" line
 * @path:	as written; owned
 * @fault:	what is wrong with the line, NULL: nothing; static text
 */
struct source_include {
	char *path;
	unsigned int line;
	const char *fault;
};

/**
 * struct source - a file in memory
 * @text:	its bytes and a NUL, without a byte order mark; owned. Lines with an
 *		"@include" are blank after source_scan()
 * @size:	without the NUL
 * @device, @inode: identify the file
 * @lines:	line of each of the @strings string values, in file order; owned
 * @numbers:	lines of numbers that are too long for an int, in file order; owned
 * @includes:	in file order; owned
 * @comment:	line of the first comment that is never closed, 0: none; likewise
 *		@escape ("\x00"), @string (begins here and ends on another line)
 */
struct source {
	char *text;
	size_t size;
	dev_t device;
	ino_t inode;
	unsigned int *lines;
	size_t strings;
	size_t lines_room;
	unsigned int *numbers;
	size_t n_numbers;
	size_t numbers_room;
	struct source_include *includes;
	size_t n_includes;
	size_t includes_room;
	unsigned int comment;
	unsigned int escape;
	unsigned int string;
};

/**
 * source_read - read a file into memory
 * @any: a pipe or a terminal will do too, and "-" is standard input; otherwise it has to
 *	 be a regular file
 *
 * Returns NULL, or why it cannot be read: valid until the next call. The end is
 * source_free() in either case.
 */
const char *source_read(struct source *source, const char *path, bool any);

/* The same of @text in memory; NULL: an error that no file is read. */
const char *source_copy(struct source *source, const char *text);

/* Fills in what follows @inode. Returns 0, or -1 with an error in @messages. */
int source_scan(struct source *source, const char *path,
		struct config_messages *messages);
void source_free(struct source *source);

/* The files that an "@include" names. */
struct include_paths {
	char **list;
	size_t count;
	size_t room;
};

/**
 * include_expand - the files that @path names, sorted by name
 * @path: a file; a directory: its files that end in ".conf"; or a path whose last
 *	  part has *, ? or [ in it: the files that match
 * @max:	at most this many
 *
 * Names that begin with a dot do not match. A plain @path is returned whether the
 * file exists or not. Returns 0, or -1 if out of memory; after 0 the end is
 * include_free().
 */
int include_expand(const char *path, size_t max, struct include_paths *paths);
void include_free(struct include_paths *paths);

/* A file that another one includes, and the line that does so. */
struct document_include {
	unsigned int line;
	struct document *document;
};

/**
 * struct document - a file that was parsed
 * @name:	one of the reader's @files
 * @parent:	the file that includes it; NULL: it is the main file
 * @device, @inode: identify the file
 * @config:	its settings, with their file and true lines; empty unless @parsed
 * @includes:	in file order; owned, but the documents are the reader's
 * @next:	the document that was read before this one
 */
struct document {
	const char *name;
	const struct document *parent;
	dev_t device;
	ino_t inode;
	config_t config;
	bool parsed;
	struct document_include *includes;
	size_t n_includes;
	size_t includes_room;
	struct document *next;
};

/**
 * document_merge - the settings of a file and of those that it includes
 * @root: the group that gets them, in the order of the files' lines
 *
 * Groups, lists and arrays of the same name become one; any other setting that is
 * set twice is an error.
 */
void document_merge(struct config_reader *reader,
		    const struct document *document, config_setting_t *root);

/* Copy of a file's name for messages and positions; NULL if out of memory. */
const char *document_name(struct config_reader *reader, const char *path);

/* @path as @file means it: next to @file if it is relative. The caller's. */
char *document_path(const char *file, const char *path);

bool schema_is_integer(const config_setting_t *setting);

/* The new name of @old at the path of @setting; NULL if it was not renamed. */
const char *schema_new_name(const struct config_reader *reader,
			    const config_setting_t *setting, const char *old);

/* @what: goes in front of "renamed to": "" or such as "\"VALUE\" was ". */
void schema_warn_renamed(struct config_reader *reader,
			 const config_setting_t *setting, const char *what,
			 const char *new);

#endif /* CONFIG_INTERNAL_H */
