// SPDX-License-Identifier: GPL-2.0-or-later
/* source.c - a file in memory, and what libconfig does not report about it */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/array.h"
#include "internal.h"

#define SOURCE_MAX	(64u << 20)	/* many times NFSL_ALLOW_MAX entries */
#define READ_SIZE	4096
#define NUMBER_DIGITS	9	/* that many always fit into an int */

/* Reads to the end; -1 with errno. */
static int read_all(int fd, struct source *source)
{
	size_t room = 0;
	ssize_t n;
	char *text;

	do {
		text = array_reserve(source->text, &room, source->size,
				     READ_SIZE, 1);
		if (!text)
			return -1;
		source->text = text;
		n = read(fd, text + source->size, room - source->size - 1);
		if (n < 0 && errno != EINTR)
			return -1;
		source->size += n > 0 ? (size_t)n : 0;
		if (source->size > SOURCE_MAX) {
			errno = EFBIG;
			return -1;
		}
	} while (n);

	source->text[source->size] = '\0';
	return 0;
}

static const char *open_fault(int error)
{
	switch (error) {
	case ENOENT:
		return "there is no such file";
	case EACCES:
		return "permission denied: run as root, or change its mode";
	case EISDIR:
		return "is a directory: name a file in it";
	case EFBIG:
		return "is larger than 64 MiB";
	}
	return strerror(error);
}

/* Some editors write one at the beginning of the text. */
static const char *byte_order_mark(struct source *source)
{
	if (!strncmp(source->text, "\xff\xfe", 2) ||
	    !strncmp(source->text, "\xfe\xff", 2))
		return "is UTF-16: save it as UTF-8";
	if (!strncmp(source->text, "\xef\xbb\xbf", 3)) {
		source->size -= 3;
		memmove(source->text, source->text + 3, source->size + 1);
	}
	return NULL;
}

/*
 * "-" is standard input, but not where a regular file is asked for.
 * O_NONBLOCK: opening a FIFO without a writer must not block.
 */
const char *source_read(struct source *source, const char *path, bool any)
{
	int fd = any && !strcmp(path, "-") ?
		fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) :
		open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY |
			   (any ? 0 : O_NONBLOCK));
	const char *fault = NULL;
	struct stat st = { .st_dev = 0 };

	memset(source, 0, sizeof(*source));
	if (fd < 0)
		return open_fault(errno);
	if (fstat(fd, &st))
		fault = open_fault(errno);
	else if (!any && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		fault = "is not a regular file";
	else if (read_all(fd, source))
		fault = open_fault(errno);
	else
		fault = byte_order_mark(source);
	source->device = st.st_dev;
	source->inode = st.st_ino;
	close(fd);
	return fault;
}

const char *source_copy(struct source *source, const char *text)
{
	memset(source, 0, sizeof(*source));
	if (!text)
		return "is not read: this text is in memory";
	source->text = strdup(text);
	if (!source->text)
		return open_fault(ENOMEM);
	source->size = strlen(text);
	return byte_order_mark(source);
}

/* One pass over the text, with the tokens of libconfig's own scanner. */
struct cursor {
	struct source *source;
	const char *at;
	unsigned int line;
	bool line_start;	/* only blanks so far on this line */
	bool adjacent;		/* the last token was a string: one value */
	unsigned int depth;	/* number of open brackets */
	bool open;		/* the text ended within a string */
	bool failed;		/* out of memory */
};

/* Skip @n bytes, counting lines. */
static void skip(struct cursor *c, size_t n)
{
	for (; n; n--)
		if (*c->at++ == '\n')
			c->line++;
}

static void note_first(unsigned int *finding, unsigned int line)
{
	if (!*finding)
		*finding = line;
}

static void comment(struct cursor *c)
{
	const char *end = strstr(c->at + 2, "*/");

	if (!end)
		note_first(&c->source->comment, c->line);
	skip(c, end ? (size_t)(end + 2 - c->at) : strlen(c->at));
}

/* Adjacent strings are one value; its line is where the first begins. */
static void add_string_line(struct cursor *c)
{
	struct source *s = c->source;

	if (c->adjacent)
		return;
	if (array_grow(&s->lines, &s->lines_room, s->strings))
		c->failed = true;
	else
		s->lines[s->strings++] = c->line;
}

static void string(struct cursor *c)
{
	unsigned int line = c->line;

	add_string_line(c);
	skip(c, 1);
	while (*c->at && *c->at != '"') {
		if (!strncmp(c->at, "\\x00", 4))
			note_first(&c->source->escape, c->line);
		skip(c, *c->at == '\\' && c->at[1] ? 2 : 1);
	}
	c->open = !*c->at;
	if (!c->open)
		skip(c, 1);
	if (c->line != line || c->open)
		note_first(&c->source->string, line);
	c->adjacent = true;
}

static void add_number_line(struct cursor *c)
{
	struct source *s = c->source;

	if (s->n_numbers && s->numbers[s->n_numbers - 1] == c->line)
		return;
	if (array_grow(&s->numbers, &s->numbers_room, s->n_numbers))
		c->failed = true;
	else
		s->numbers[s->n_numbers++] = c->line;
}

/* A name or a number. */
static void word(struct cursor *c)
{
	size_t n = 0;

	while (isalnum((unsigned char)c->at[n]) || c->at[n] == '_')
		n++;
	if (isdigit((unsigned char)*c->at) && n > NUMBER_DIGITS)
		add_number_line(c);
	skip(c, n);
}

static struct source_include *add_include(struct cursor *c)
{
	struct source *s = c->source;
	struct source_include *include;

	if (array_grow(&s->includes, &s->includes_room, s->n_includes)) {
		c->failed = true;
		return NULL;
	}
	include = &s->includes[s->n_includes++];
	*include = (struct source_include){ .line = c->line };
	return include;
}

/*
 * The FILE of '@include "FILE"', up to the end of the line at @end; the caller's.
 * *@fault says what is wrong with the line, NULL: nothing.
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
		*fault = "expected @include \"FILE\" on one line";
		return path;
	}
	at++;
	at += strspn(at, " \t\r");
	if (at < end && *at != '#' && strncmp(at, "//", 2))
		*fault =
			"only a comment may follow @include \"FILE\" on its line: remove the ;";
	return path;
}

/* Blanks the line, so that libconfig does not see it. */
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
		include->fault =
			"@include must be between settings, not inside a group or a list";
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
			c->line_start = true;
		skip(c, 1);
		return;
	} else if (*c->at == '"') {
		string(c);
	} else if (c->line_start && !strncmp(c->at, "@include", 8)) {
		include(c);
	} else {
		c->adjacent = false;
		bracket(c);
		if (isalnum((unsigned char)*c->at))
			word(c);
		else
			skip(c, 1);
	}
	c->line_start = false;
}

int source_scan(struct source *source, const char *path,
		struct config_messages *messages)
{
	struct cursor c = {
		.source = source, .at = source->text, .line = 1,
		.line_start = true,
	};

	while (*c.at && !c.failed)
		token(&c);

	if (c.failed) {
		message_add(messages, CONFIG_ERROR, path, 0, "out of memory");
		return -1;
	}
	if (c.at < source->text + source->size) {
		message_add(messages, CONFIG_ERROR, path, c.line,
			    "contains a NUL byte: a configuration file is plain text");
		return -1;
	}
	if (c.open) {
		message_add(messages, CONFIG_ERROR, path, source->string,
			    "a string begins here and is never closed: a quote is missing");
		return -1;
	}
	return 0;
}

void source_free(struct source *source)
{
	size_t i;

	for (i = 0; i < source->n_includes; i++)
		free(source->includes[i].path);
	free(source->includes);
	free(source->text);
	free(source->lines);
	free(source->numbers);
	memset(source, 0, sizeof(*source));
}
