/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source.h - the text of a policy file, and what libconfig would not say about it
 *
 * Private to this room. libconfig 1.5 ends the process when "@include" names a
 * directory, takes a comment that is never closed for the end of the file, wraps
 * numbers that are too large, cuts strings at "\x00", and gives the last element
 * of an array the line of the bracket behind it.
 */
#ifndef POLICY_SOURCE_H
#define POLICY_SOURCE_H

#include <stddef.h>
#include <sys/types.h>

#include "messages.h"

#define SOURCE_INCLUDES_MAX	1000

/**
 * struct source_include - an "@include" of a file
 * @path:	as it is written; owned
 * @fault:	what is wrong with the line, NULL: nothing; static text
 */
struct source_include {
	char *path;
	unsigned int line;
	const char *fault;
};

/**
 * struct source - a file in memory
 * @text:	its bytes and a NUL, without a byte order mark; owned
 * @size:	without the NUL
 * @device, @inode: which file it is
 * @lines:	line of every string value, in the order of the file; owned
 * @strings:	how many
 * @includes:	in their order; owned. Blanks stand in the place of their lines
 * @comment:	line of the first comment that is never closed, 0: there is none;
 *		likewise @number (too long for any setting), @escape ("\x00"),
 *		@string (begins here, ends on another line)
 */
struct source {
	char *text;
	size_t size;
	dev_t device;
	ino_t inode;
	unsigned int *lines;
	size_t strings;
	struct source_include *includes;
	size_t n_includes;
	unsigned int comment;
	unsigned int number;
	unsigned int escape;
	unsigned int string;
};

/**
 * source_read - a file into memory
 * @any: may be a pipe or a terminal too; otherwise it has to be a regular file
 *
 * Returns NULL, or why it cannot be read: valid until the next call. Freed by
 * source_free() in either case.
 */
const char *source_read(struct source *source, const char *path, bool any);

/* The same of @text; NULL: there is no such file. */
const char *source_copy(struct source *source, const char *text);

/* Returns 0, or -1 with an error in @messages. */
int source_scan(struct source *source, const char *path,
		struct policy_messages *messages);
void source_free(struct source *source);

#endif /* POLICY_SOURCE_H */
