// SPDX-License-Identifier: GPL-2.0-or-later
/* template.c - parsing: text between tags, tags, and sections that fit together */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names/text.h"
#include "template.h"
#include "template_parts.h"

#define SOURCE_MAX	(1 << 20)

struct parser {
	struct template *t;
	const char *at;
	unsigned int line;
	size_t open[TEMPLATE_DEPTH];	/* indices of sections not closed yet */
	size_t depth;
	char *error;
	size_t size;
};

__attribute__((format(printf, 3, 4)))
static int fail(struct parser *p, unsigned int line, const char *format, ...)
{
	va_list args;
	int n;

	n = snprintf(p->error, p->size, "%s:%u: ", p->t->name, line);
	va_start(args, format);
	if (n >= 0 && (size_t)n < p->size)
		vsnprintf(p->error + n, p->size - (size_t)n, format, args);
	va_end(args);
	return -1;
}

static struct part *add_part(struct parser *p, enum part_kind kind,
			     const char *text, size_t length)
{
	struct template *t = p->t;
	struct part *grown;

	if (!(t->count & (t->count - 1))) {
		grown = realloc(t->parts, (t->count ? 2 * t->count : 1) *
				sizeof(*grown));
		if (!grown) {
			fail(p, p->line, "out of memory");
			return NULL;
		}
		t->parts = grown;
	}
	t->parts[t->count] = (struct part){
		.kind = kind, .line = p->line, .text = text, .length = length,
		.format = "",
	};
	return &t->parts[t->count++];
}

static bool name_valid(const char *text, size_t length)
{
	size_t i;

	if (length == 1 && *text == '.')
		return true;
	for (i = 0; i < length; i++) {
		if (isalnum((unsigned char)text[i]) || text[i] == '_')
			continue;
		/* Dots stand between names. */
		if (text[i] != '.' || !i || i + 1 == length || text[i - 1] == '.')
			return false;
	}
	return length && length < 64;
}

static int bad_name(struct parser *p, const char *text, size_t length)
{
	char copy[TEXT_QUOTE_MAX], quoted[TEXT_QUOTE_MAX];

	snprintf(copy, sizeof(copy), "%.*s", length > 60 ? 60 : (int)length,
		 text);
	return fail(p, p->line, "%s is not a name", text_quote(copy, quoted));
}

/* {{name}} or {{name|format}} */
static int parse_value(struct parser *p, const char *text, size_t length)
{
	const char *bar = memchr(text, '|', length);
	size_t n = bar ? (size_t)(bar - text) : length;
	struct part *part;

	if (!name_valid(text, n))
		return bad_name(p, text, length);
	part = add_part(p, PART_VALUE, text, n);
	if (!part)
		return -1;
	if (bar) {
		part->format = bar + 1;
		part->format_length = length - n - 1;
	}
	return 0;
}

static int parse_open(struct parser *p, enum part_kind kind, const char *text,
		      size_t length)
{
	if (!name_valid(text, length))
		return bad_name(p, text, length);
	if (p->depth == TEMPLATE_DEPTH)
		return fail(p, p->line, "more than %d sections within each other",
			    TEMPLATE_DEPTH);
	if (!add_part(p, kind, text, length))
		return -1;
	p->open[p->depth++] = p->t->count - 1;
	return 0;
}

static int parse_close(struct parser *p, const char *text, size_t length)
{
	struct part *open;

	if (!name_valid(text, length))
		return bad_name(p, text, length);
	if (!p->depth)
		return fail(p, p->line, "{{/%.*s}} closes nothing", (int)length,
			    text);
	open = &p->t->parts[p->open[p->depth - 1]];
	if (open->length != length || memcmp(open->text, text, length))
		return fail(p, p->line, "{{/%.*s}} stands where {{/%.*s}} is expected (opened in line %u)",
			    (int)length, text, (int)open->length, open->text,
			    open->line);
	open->end = p->t->count;
	p->depth--;
	return add_part(p, PART_END, text, length) ? 0 : -1;
}

/* %date NAME PATTERN, %number SEPARATOR */
static int parse_definition(struct parser *p, const char *text, size_t length)
{
	struct template *t = p->t;
	char copy[96], kind[16] = "", name[16] = "";
	int n = 0, m = 0;

	snprintf(copy, sizeof(copy), "%.*s", (int)length, text);
	if (length >= sizeof(copy))
		return fail(p, p->line, "this definition is too long");
	if (sscanf(copy, "%15s%n", kind, &n) == 1 && !strcmp(kind, "number")) {
		if (sscanf(copy + n, " %7s", t->separator) == 1)
			return 0;
		return fail(p, p->line, "{{%%number SEPARATOR}} is expected");
	}
	if (strcmp(kind, "date"))
		return fail(p, p->line, "unknown definition \"%s\" (date, number)",
			    kind);
	if (sscanf(copy + n, " %15s %n", name, &m) != 1 ||
	    t->n_formats == TEMPLATE_FORMATS)
		return fail(p, p->line, "{{%%date NAME PATTERN}} is expected, at most %d times",
			    TEMPLATE_FORMATS);
	text = copy + n + m;
	if (!*text || strlen(text) >= sizeof(t->formats[0].pattern))
		return fail(p, p->line, "{{%%date %s PATTERN}}: the pattern is missing or too long",
			    name);
	strcpy(t->formats[t->n_formats].name, name);
	strcpy(t->formats[t->n_formats++].pattern, text);
	return 0;
}

static void trim(const char **text, size_t *length)
{
	while (*length && isspace((unsigned char)**text)) {
		(*text)++;
		(*length)--;
	}
	while (*length && isspace((unsigned char)(*text)[*length - 1]))
		(*length)--;
}

/* What stands between {{ and }}. */
static int parse_tag(struct parser *p, const char *text, size_t length)
{
	char sign;

	trim(&text, &length);
	sign = length ? *text : 0;
	if (sign == '!')
		return 0;
	if (!sign || !strchr("#^/%", sign))
		return parse_value(p, text, length);
	text++;
	length--;
	trim(&text, &length);
	if (sign == '#')
		return parse_open(p, PART_SECTION, text, length);
	if (sign == '^')
		return parse_open(p, PART_INVERTED, text, length);
	if (sign == '/')
		return parse_close(p, text, length);
	return parse_definition(p, text, length);
}

/* Does a line consist of such tags and blanks? Then it leaves nothing. */
static bool line_is_silent(const char *line, const char *end)
{
	bool tags = false;
	const char *close;

	while (line < end) {
		if (isspace((unsigned char)*line)) {
			line++;
			continue;
		}
		if (end - line < 3 || strncmp(line, "{{", 2) ||
		    !strchr("#^/!%", line[2]))
			return false;
		close = memmem(line, (size_t)(end - line), "}}", 2);
		if (!close)
			return false;
		line = close + 2;
		tags = true;
	}
	return tags;
}

static int parse_line(struct parser *p, const char *end)
{
	const char *open, *close;
	bool silent = line_is_silent(p->at, end);

	while (p->at < end) {
		open = memmem(p->at, (size_t)(end - p->at), "{{", 2);
		if (!silent && (open ? open : end) > p->at &&
		    !add_part(p, PART_TEXT, p->at,
			      (size_t)((open ? open : end) - p->at)))
			return -1;
		if (!open)
			break;
		close = memmem(open, (size_t)(end - open), "}}", 2);
		if (!close)
			return fail(p, p->line, "{{ without }} in the same line");
		if (parse_tag(p, open + 2, (size_t)(close - open - 2)))
			return -1;
		p->at = close + 2;
	}
	p->at = end;
	return 0;
}

static int parse(struct parser *p)
{
	const char *end;

	for (p->line = 1; *p->at; p->line++) {
		end = strchr(p->at, '\n');
		end = end ? end + 1 : p->at + strlen(p->at);
		if (parse_line(p, end))
			return -1;
	}
	if (p->depth) {
		struct part *open = &p->t->parts[p->open[p->depth - 1]];

		return fail(p, open->line, "{{%c%.*s}} is never closed",
			    open->kind == PART_SECTION ? '#' : '^',
			    (int)open->length, open->text);
	}
	return 0;
}

/* jansson makes no value of anything else. */
static bool is_utf8(const char *text)
{
	json_t *value = json_string(text);

	json_decref(value);
	return value != NULL;
}

struct template *template_parse(const char *name, const char *text,
				char *error, size_t size)
{
	struct parser p = { .error = error, .size = size };

	if (!is_utf8(text)) {
		snprintf(error, size, "%s: this is not UTF-8", name);
		return NULL;
	}

	p.t = calloc(1, sizeof(*p.t));
	if (p.t) {
		p.t->name = strdup(name);
		p.t->source = strdup(text);
	}
	if (!p.t || !p.t->name || !p.t->source) {
		snprintf(error, size, "out of memory");
		template_free(p.t);
		return NULL;
	}
	p.at = p.t->source;
	if (parse(&p)) {
		template_free(p.t);
		return NULL;
	}
	return p.t;
}

struct template *template_load(const char *path, char *error, size_t size)
{
	struct template *t = NULL;
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t n;

	if (file)
		text = calloc(1, SOURCE_MAX + 1);
	if (!text) {
		snprintf(error, size, "%s: cannot be read: %s", path,
			 strerror(errno));
		if (file)
			fclose(file);
		return NULL;
	}
	n = fread(text, 1, SOURCE_MAX + 1, file);
	if (ferror(file))
		snprintf(error, size, "%s: cannot be read: %s", path,
			 strerror(errno));
	else if (n > SOURCE_MAX || strlen(text) != n)
		snprintf(error, size, "%s: this is not a template", path);
	else
		t = template_parse(path, text, error, size);
	free(text);
	fclose(file);
	return t;
}

void template_free(struct template *template)
{
	if (!template)
		return;
	free(template->name);
	free(template->source);
	free(template->parts);
	free(template);
}
