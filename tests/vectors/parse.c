// SPDX-License-Identifier: GPL-2.0-or-later
/* parse.c - vectors.txt, line by line; its format is described at its top */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/names.h"
#include "reader.h"

#define BLANKS	" \t"

int reader_fail(struct reader *r, const char *format, ...)
{
	struct error why;
	va_list args;

	va_start(args, format);
	error_vset(&why, format, args);
	va_end(args);
	return error_set(r->error, "%s:%u: %s", r->path, r->line, why.text);
}

int reader_number(struct reader *r, const char *text, long min, long max,
		  long *value)
{
	char *end;

	errno = 0;
	*value = strtol(text, &end, 0);
	if (end == text || *end || errno || *value < min || *value > max)
		return reader_fail(r, "\"%s\" is not a number from %ld to %ld",
				   text, min, max);
	return 0;
}

int name_copy(struct reader *r, const char *name, char out[VECTOR_NAME_MAX])
{
	size_t i, length = name ? strlen(name) : 0;

	if (!length || length >= VECTOR_NAME_MAX)
		return reader_fail(r, "expected a name of 1 to %d characters",
				   VECTOR_NAME_MAX - 1);
	for (i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '-')
			return reader_fail(r, "\"%s\": names consist of a-z, 0-9 and -",
					   name);
	memcpy(out, name, length + 1);
	return 0;
}

static int read_host(struct reader *r, char *text)
{
	char *save, *name = strtok_r(text, BLANKS, &save);
	char *address = strtok_r(NULL, BLANKS, &save);
	struct host *host = &r->host[r->hosts];
	uint8_t bytes[16];
	size_t i;

	if (r->hosts == READER_HOSTS_MAX)
		return reader_fail(r, "more than %d hosts", READER_HOSTS_MAX);
	if (name_copy(r, name, host->name))
		return -1;
	for (i = 0; i < r->hosts; i++)
		if (!strcmp(r->host[i].name, name))
			return reader_fail(r, "duplicate host \"%s\"",
					   name);
	if (address && inet_pton(AF_INET, address, bytes) == 1)
		host->address = address_ip4(load_be32(bytes));
	else if (address && inet_pton(AF_INET6, address, bytes) == 1)
		host->address = address_load(bytes);
	else
		return reader_fail(r, "host \"%s\" has no address", name);
	r->hosts++;
	return 0;
}

static int read_define(struct reader *r, char *text)
{
	struct macro *macro = &r->macro[r->macros];
	size_t length = strcspn(text, BLANKS);
	char *rest = text + length;
	size_t i;

	if (r->macros == READER_MACROS_MAX)
		return reader_fail(r, "more than %d definitions",
				   READER_MACROS_MAX);
	if (*rest)
		*rest++ = '\0';
	if (name_copy(r, text, macro->name))
		return -1;
	for (i = 0; i < r->macros; i++)
		if (!strcmp(r->macro[i].name, text))
			return reader_fail(r, "duplicate definition of \"%s\"", text);
	if (payload_append(r, rest, &macro->bytes))
		return -1;
	r->macros++;
	return 0;
}

static int read_frame(struct reader *r, char *text)
{
	return layers_parse(r, text);
}

static int read_payload(struct reader *r, char *text)
{
	return payload_append(r, text, &r->payload);
}

static int read_count(struct reader *r, const char *text, unsigned int *out)
{
	long value;

	if (reader_number(r, text, 1, VECTOR_FRAME_MAX, &value))
		return -1;
	*out = (unsigned int)value;
	return 0;
}

static int read_pad(struct reader *r, char *text)
{
	return read_count(r, text, &r->vector->pad);
}

static int read_cut(struct reader *r, char *text)
{
	return read_count(r, text, &r->vector->cut);
}

static int read_snaplen(struct reader *r, char *text)
{
	r->vector->play = r->vector->local = false;
	return read_count(r, text, &r->vector->snaplen);
}

static int read_reason(struct reader *r, char *text)
{
	int reason = reason_number(text);

	if (reason < 0)
		return reader_fail(r, "unknown reason \"%s\"", text);
	r->vector->reason = (enum slammer_reason)reason;
	return 0;
}

static int read_only(struct reader *r, char *text)
{
	if (!strcmp(text, "capture"))
		r->vector->play = r->vector->local = false;
	else if (!strcmp(text, "device"))
		r->vector->local = false;
	else
		return reader_fail(r, "expected capture or device, not \"%s\"",
				   text);
	return 0;
}

static int read_vector(struct reader *r, char *text)
{
	struct vector *v = &r->draft;

	memset(v, 0, sizeof(*v));
	v->line = r->line;
	v->play = v->local = true;
	r->vector = v;
	r->seen = 0;
	r->n_along = 0;
	r->payload.length = 0;
	if (name_copy(r, text, v->name))
		return -1;
	if (vectors_find(r->out, v->name))
		return reader_fail(r, "duplicate vector \"%s\"", text);
	return 0;
}

#define OUTSIDE	1	/* before or between vectors */
#define ONCE	2
#define NEEDED	4
#define OF_PATH	8	/* in paths only */
#define GIVEN	16	/* by the path, if there is one */

static const struct {
	const char *word;
	int (*read)(struct reader *r, char *text);
	unsigned int flags;
} keywords[] = {
	{ "host", read_host, OUTSIDE },
	{ "define", read_define, OUTSIDE },
	{ "path", path_read, OUTSIDE },
	{ "vector", read_vector, OUTSIDE },
	{ "along", path_read_along, ONCE },
	{ "tag", path_read_tag, ONCE | OF_PATH },
	{ "frame", read_frame, ONCE | NEEDED | OF_PATH },
	{ "payload", read_payload, 0 },
	{ "pad", read_pad, ONCE },
	{ "cut", read_cut, ONCE },
	{ "snaplen", read_snaplen, ONCE },
	{ "only", read_only, ONCE },
	{ "reason", read_reason, ONCE | NEEDED },
	{ "verdict", path_read_verdict, ONCE | NEEDED | OF_PATH | GIVEN },
};

#define KEYWORDS (sizeof(keywords) / sizeof(*keywords))

/*
 * At the end of a vector or path: does it have all mandatory lines? Then it is
 * finished.
 */
static int finish(struct reader *r)
{
	bool path = r->vector != &r->draft, own_verdict = false;
	unsigned int needed = path ? NEEDED | OF_PATH : NEEDED;
	size_t i;

	if (!r->vector)
		return 0;
	for (i = 0; i < KEYWORDS; i++) {
		bool said = r->seen & 1u << i;

		if (keywords[i].flags & GIVEN)
			own_verdict = said;
		if (said || (keywords[i].flags & needed) != needed ||
		    (r->n_along && !path && keywords[i].flags & GIVEN))
			continue;
		return reader_fail(r, "%s \"%s\" (line %u) has no \"%s\"",
				   path ? "path" : "vector", path ?
				   r->known[r->n_known - 1].name : r->vector->name,
				   r->vector->line, keywords[i].word);
	}
	return path ? 0 : path_finish(r, own_verdict);
}

static int read_line(struct reader *r, char *line)
{
	char *word = line + strspn(line, BLANKS), *rest;
	size_t i, length;

	length = strlen(word);
	while (length && isspace((unsigned char)word[length - 1]))
		word[--length] = '\0';
	if (!length || *word == '#')
		return 0;

	length = strcspn(word, BLANKS);
	rest = word + length + strspn(word + length, BLANKS);
	word[length] = '\0';
	for (i = 0; strcmp(word, keywords[i].word); )
		if (++i == KEYWORDS)
			return reader_fail(r, "unknown keyword \"%s\"", word);

	if (keywords[i].flags & OUTSIDE) {
		if (finish(r))
			return -1;
		r->vector = NULL;
		return keywords[i].read(r, rest);
	}
	if (!r->vector)
		return reader_fail(r, "\"%s\" before any \"vector\"", word);
	if (r->vector != &r->draft && !(keywords[i].flags & OF_PATH))
		return reader_fail(r, "a path has no \"%s\"", word);
	if (keywords[i].flags & ONCE && r->seen & 1u << i)
		return reader_fail(r, "duplicate \"%s\"", word);
	r->seen |= 1u << i;
	return keywords[i].read(r, rest);
}

static int read_file(struct reader *r, FILE *in)
{
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	while (!ret && getline(&line, &size, in) >= 0) {
		r->line++;
		ret = read_line(r, line);
	}
	free(line);
	if (!ret && ferror(in))
		return reader_fail(r, "%s", strerror(errno));
	return ret ? ret : finish(r);
}

struct vectors *vectors_load(const char *path, struct error *error)
{
	struct reader *r = calloc(1, sizeof(*r));
	struct vectors *out = calloc(1, sizeof(*out));
	FILE *in = fopen(path, "re");

	if (!r || !out || !in) {
		error_set(error, "%s: %s", path, strerror(errno));
		vectors_free(out);
		out = NULL;
		goto end;
	}
	r->path = path;
	r->error = error;
	r->out = out;
	if (read_file(r, in)) {
		vectors_free(out);
		out = NULL;
	}
end:
	if (in)
		fclose(in);
	free(r);
	return out;
}
