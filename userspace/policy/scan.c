// SPDX-License-Identifier: GPL-2.0-or-later
/* scan.c - one pass over the text, with the tokens of libconfig's own scanner */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"

#define NUMBER_DIGITS	9	/* so many always fit into an int */

struct cursor {
	struct source *source;
	const char *at;
	unsigned int line;
	bool fresh;		/* nothing but blanks so far on this line */
	bool adjacent;		/* the last token was a string: one value */
	bool open;		/* the text ended within a string */
	bool failed;		/* out of memory */
};

/* Step over @n bytes, counting lines. */
static void skip(struct cursor *c, size_t n)
{
	for (; n; n--)
		if (*c->at++ == '\n')
			c->line++;
}

static void first(unsigned int *finding, unsigned int line)
{
	if (!*finding)
		*finding = line;
}

static void comment(struct cursor *c)
{
	const char *end = strstr(c->at + 2, "*/");

	if (!end)
		first(&c->source->comment, c->line);
	skip(c, end ? (size_t)(end + 2 - c->at) : strlen(c->at));
}

/* Strings side by side are one value; its line is where the first begins. */
static void remember(struct cursor *c)
{
	struct source *s = c->source;
	unsigned int *lines;

	if (c->adjacent)
		return;
	if (!(s->strings & (s->strings - 1))) {
		lines = reallocarray(s->lines, s->strings ? s->strings * 2 : 1,
				     sizeof(*lines));
		if (!lines) {
			c->failed = true;
			return;
		}
		s->lines = lines;
	}
	s->lines[s->strings++] = c->line;
}

static void string(struct cursor *c)
{
	unsigned int line = c->line;

	remember(c);
	skip(c, 1);
	while (*c->at && *c->at != '"') {
		if (!strncmp(c->at, "\\x00", 4))
			first(&c->source->escape, c->line);
		skip(c, *c->at == '\\' && c->at[1] ? 2 : 1);
	}
	c->open = !*c->at;
	if (!c->open)
		skip(c, 1);
	if (c->line != line || c->open)
		first(&c->source->string, line);
	c->adjacent = true;
}

/* A name or a number. */
static void word(struct cursor *c)
{
	size_t n = 0;

	while (isalnum((unsigned char)c->at[n]) || c->at[n] == '_')
		n++;
	if (isdigit((unsigned char)*c->at) && n > NUMBER_DIGITS)
		first(&c->source->number, c->line);
	skip(c, n);
}

static void token(struct cursor *c)
{
	if (c->at[0] == '#' || (c->at[0] == '/' && c->at[1] == '/')) {
		skip(c, strcspn(c->at, "\n"));
	} else if (c->at[0] == '/' && c->at[1] == '*') {
		comment(c);
	} else if (isspace((unsigned char)*c->at)) {
		if (*c->at == '\n')
			c->fresh = true;
		skip(c, 1);
		return;
	} else if (*c->at == '"') {
		string(c);
	} else {
		if (c->fresh && !strncmp(c->at, "@include", 8))
			first(&c->source->include, c->line);
		c->adjacent = false;
		if (isalnum((unsigned char)*c->at))
			word(c);
		else
			skip(c, 1);
	}
	c->fresh = false;
}

int source_scan(struct source *source, const char *path,
		struct policy_messages *messages)
{
	struct cursor c = {
		.source = source, .at = source->text, .line = 1, .fresh = true,
	};

	while (*c.at && !c.failed)
		token(&c);

	if (c.failed) {
		message_add(messages, POLICY_ERROR, path, 0, "out of memory");
		return -1;
	}
	if (c.at < source->text + source->size) {
		message_add(messages, POLICY_ERROR, path, c.line,
			    "holds a NUL byte: a policy is plain text");
		return -1;
	}
	if (c.open) {
		message_add(messages, POLICY_ERROR, path, source->string,
			    "a string begins here and is never closed: a quote is missing");
		return -1;
	}
	if (source->include) {
		message_add(messages, POLICY_ERROR, path, source->include,
			    "@include is not supported: a policy is one file");
		return -1;
	}
	return 0;
}
