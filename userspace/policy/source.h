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

#include "messages.h"

/**
 * struct source - a file in memory
 * @text:	its bytes and a NUL; owned
 * @size:	without the NUL
 * @lines:	line of every string value, in the order of the file; owned
 * @strings:	how many
 * @include:	line of the first "@include", 0 if there is none; likewise
 *		@comment (never closed), @number (too long for any setting),
 *		@escape ("\x00"), @string (begins here, ends on another line)
 */
struct source {
	char *text;
	size_t size;
	unsigned int *lines;
	size_t strings;
	unsigned int include;
	unsigned int comment;
	unsigned int number;
	unsigned int escape;
	unsigned int string;
};

/* Both return 0, or -1 with an error in @messages; freed by source_free(). */
int source_read(struct source *source, const char *path,
		struct policy_messages *messages);
int source_scan(struct source *source, const char *path,
		struct policy_messages *messages);
void source_free(struct source *source);

#endif /* POLICY_SOURCE_H */
