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
	unsigned int depth;	/* in so many brackets */
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

static struct source_include *add_include(struct cursor *c)
{
	struct source *s = c->source;
	struct source_include *list;

	list = reallocarray(s->includes, s->n_includes + 1, sizeof(*list));
	if (!list) {
		c->failed = true;
		return NULL;
	}
	s->includes = list;
	list += s->n_includes++;
	*list = (struct source_include){ .line = c->line };
	return list;
}

/*
 * The FILE of '@include "FILE"', up to the end of its line at @end; *@fault if it
 * is not one. The caller's.
 */
static char *include_path(const char *at, const char *end, const char **fault)
{
	char *path = malloc((size_t)(end - at) + 1);
	size_t n = 0;

	*fault = NULL;
	if (!path)
		return NULL;
	at += strspn(at, " \t");
	if (*at == '"')
		for (at++; at < end && *at != '"'; path[n++] = *at++)
			at += *at == '\\' && at + 1 < end;
	path[n] = '\0';
	if (!n || at == end) {
		*fault = "expected @include \"FILE\" in one line";
		return path;
	}
	at++;
	at += strspn(at, " \t\r");
	if (at < end && *at != '#' && strncmp(at, "//", 2))
		*fault = "only a comment may follow in the line of an @include: no ;";
	return path;
}

/* Takes the line out, so that libconfig does not see it. */
static void include(struct cursor *c)
{
	size_t n = strcspn(c->at, "\n");
	struct source_include *include;
	char *text = c->source->text + (c->at - c->source->text);

	if (c->source->n_includes > SOURCE_INCLUDES_MAX) {
		memset(text, ' ', n);
		return;
	}
	include = add_include(c);
	if (!include)
		return;
	include->path = include_path(c->at + 8, c->at + n, &include->fault);
	if (!include->path)
		c->failed = true;
	if (c->depth)
		include->fault = "@include stands between settings, and not within a group or a list: what the files say is joined";
	memset(text, ' ', n);
}

static void bracket(struct cursor *c)
{
	if (strchr("{[(", *c->at))
		c->depth++;
	else if (strchr("}])", *c->at) && c->depth)
		c->depth--;
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
	} else if (c->fresh && !strncmp(c->at, "@include", 8)) {
		include(c);
	} else {
		c->adjacent = false;
		bracket(c);
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
	return 0;
}
