// SPDX-License-Identifier: GPL-2.0-or-later
/* parse.c - text of a template -> parts: texts, values, matching sections */
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/error.h"
#include "common/text.h"
#include "template.h"
#include "internal.h"

/**
 * struct place - the position of the parser in a file
 * @above: position in the including file
 * @depth: number of open sections where the file starts
 */
struct place {
	const struct place *above;
	const char *file;
	const char *at;
	unsigned int line;
	size_t depth;
};

struct parser {
	struct template *t;
	struct place *place;
	bool silent;			/* in a line that produces no output */
	size_t open[TEMPLATE_DEPTH];	/* indices of open sections */
	size_t depth;
	const struct template_reader *reader;
	struct error *error;
};

__attribute__((format(printf, 3, 4)))
static int fail(struct parser *p, unsigned int line, const char *format, ...)
{
	struct error why;
	va_list args;

	va_start(args, format);
	error_vset(&why, format, args);
	va_end(args);
	return error_set(p->error, "%s:%u: %s", p->place->file, line, why.text);
}

static struct part *add_part(struct parser *p, enum part_kind kind,
			     const char *text, size_t length)
{
	struct template *t = p->t;

	if (t->count == TEMPLATE_PARTS) {
		fail(p, p->place->line, "this template is too long");
		return NULL;
	}
	if (array_grow(&t->parts, &t->room, t->count)) {
		fail(p, p->place->line, "out of memory");
		return NULL;
	}
	t->parts[t->count] = (struct part){
		.kind = kind, .silent = p->silent, .file = p->place->file,
		.line = p->place->line, .text = text, .length = length,
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
		/* Dots separate names. */
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
	return fail(p, p->place->line, "%s is not a name", text_quote(copy, quoted));
}

/* {{name}} or {{name|format}} */
static int parse_value(struct parser *p, const char *text, size_t length)
{
	const char *bar = memchr(text, '|', length);
	size_t n = bar ? (size_t)(bar - text) : length;
	struct part *part;

	if (!name_valid(text, n) ||
	    (bar && !name_valid(bar + 1, length - n - 1)))
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
		return fail(p, p->place->line, "more than %d nested sections",
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
	if (p->depth == p->place->depth)
		return fail(p, p->place->line, "{{/%.*s}} without a section to close", (int)length,
			    text);
	open = &p->t->parts[p->open[p->depth - 1]];
	if (open->length != length || memcmp(open->text, text, length))
		return fail(p, p->place->line, "{{/%.*s}} where {{/%.*s}} is expected (opened in line %u)",
			    (int)length, text, (int)open->length, open->text,
			    open->line);
	open->end = p->t->count;
	p->depth--;
	return add_part(p, PART_END, text, length) ? 0 : -1;
}

/* A repeated definition replaces the first: files may share definitions. */
static struct template_format *add_format(struct parser *p, const char *name)
{
	struct template *t = p->t;
	struct template_format *format;

	if (!name_valid(name, strlen(name))) {
		bad_name(p, name, strlen(name));
		return NULL;
	}
	format = (struct template_format *)template_format(t, name, strlen(name));
	if (!format && t->n_formats == TEMPLATE_FORMATS) {
		fail(p, p->place->line, "more than %d formats", TEMPLATE_FORMATS);
		return NULL;
	}
	if (!format)
		format = &t->formats[t->n_formats++];
	memset(format, 0, sizeof(*format));
	strcpy(format->name, name);
	return format;
}

/* NAME PATTERN */
static int define_date(struct parser *p, const char *text)
{
	struct template_format *format;
	char name[sizeof(format->name)] = "", quoted[TEXT_QUOTE_MAX];

	text = template_word(text, name, sizeof(name));
	if (!text)
		return fail(p, p->place->line, "{{%%date NAME PATTERN}} is expected");
	if (!*text || strlen(text) >= sizeof(format->pattern))
		return fail(p, p->place->line, "{{%%date NAME PATTERN}}: the pattern of %s is missing or too long",
			    text_quote(name, quoted));
	format = add_format(p, name);
	if (!format)
		return -1;
	strcpy(format->pattern, text);
	return 0;
}

static void none_or(char *text)
{
	if (!strcmp(text, "_"))
		*text = 0;
}

/* SEPARATOR, or NAME SEPARATOR DECIMAL */
static int define_number(struct parser *p, const char *text)
{
	struct template_format *format;
	char first[sizeof(format->name)], separator[sizeof(p->t->separator)],
	     decimal[sizeof(format->decimal)];

	text = template_word(text, first, sizeof(first));
	if (text && !*text && strlen(first) < sizeof(p->t->separator)) {
		strcpy(p->t->separator, first);
		none_or(p->t->separator);
		return 0;
	}
	text = text ? template_word(text, separator, sizeof(separator)) : NULL;
	text = text ? template_word(text, decimal, sizeof(decimal)) : NULL;
	if (!text || *text || !strcmp(decimal, "_"))
		return fail(p, p->place->line, "{{%%number SEPARATOR}} or {{%%number NAME SEPARATOR DECIMAL}} is expected");
	format = add_format(p, first);
	if (!format)
		return -1;
	strcpy(format->pattern, separator);
	none_or(format->pattern);
	strcpy(format->decimal, decimal);
	return 0;
}

static int parse_definition(struct parser *p, const char *text, size_t length)
{
	char copy[96], kind[16] = "", quoted[TEXT_QUOTE_MAX];
	int n = 0;

	snprintf(copy, sizeof(copy), "%.*s", (int)length, text);
	if (length >= sizeof(copy))
		return fail(p, p->place->line, "this definition is too long");
	if (sscanf(copy, "%15s%n", kind, &n) == 1 && !strcmp(kind, "number"))
		return define_number(p, copy + n);
	if (!strcmp(kind, "date"))
		return define_date(p, copy + n);
	return fail(p, p->place->line, "unknown definition %s (date, number)",
		    text_quote(kind, quoted));
}

static int parse_file(struct parser *p, const char *name, const char *text);

static bool file_name_valid(const char *text, size_t length)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return length && n >= length && length < 64;
}

/* >name */
static int parse_partial(struct parser *p, const char *text, size_t length)
{
	char name[64], path[PATH_MAX] = "";
	struct error why;
	const struct place *above;
	char *source;
	int ret, depth = 0;

	if (!file_name_valid(text, length))
		return fail(p, p->place->line, "{{>name}}: a name is of a-z, 0-9, _ and -");
	snprintf(name, sizeof(name), "%.*s", (int)length, text);
	if (!p->silent)
		return fail(p, p->place->line, "{{>%s}} must be alone in its line", name);
	if (!p->reader)
		return fail(p, p->place->line, "{{>%s}}: files cannot be included here",
			    name);
	source = p->reader->read(name, path, p->reader->arg, &why);
	if (!source)
		return fail(p, p->place->line, "{{>%s}}: %s", name, why.text);
	for (above = p->place; above; above = above->above, depth++)
		if (!strcmp(above->file, path) || depth == TEMPLATE_DEPTH) {
			free(source);
			return fail(p, p->place->line, "{{>%s}}: the file includes itself",
				    name);
		}
	ret = parse_file(p, path, source);
	free(source);
	return ret;
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

/* The text between {{ and }}. */
static int parse_tag(struct parser *p, const char *text, size_t length)
{
	char sign;

	trim(&text, &length);
	sign = length ? *text : 0;
	if (sign == '!')
		return 0;
	if (!sign || !strchr("#^/%>", sign))
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
	if (sign == '>')
		return parse_partial(p, text, length);
	return parse_definition(p, text, length);
}

/* Does the line consist of sections, comments, definitions and blanks only? */
static bool line_is_silent(const char *line, const char *end)
{
	bool tags = false;
	const char *sign, *close;

	while (line < end) {
		if (isspace((unsigned char)*line)) {
			line++;
			continue;
		}
		if (end - line < 3 || strncmp(line, "{{", 2))
			return false;
		for (sign = line + 2; isspace((unsigned char)*sign); sign++)
			;
		if (sign >= end || !strchr("#^/!%>", *sign))
			return false;
		close = memmem(line, (size_t)(end - line), "}}", 2);
		if (!close)
			return false;
		line = close + 2;
		tags = true;
	}
	return tags;
}

/* The next unescaped "{{", or NULL. */
static const char *find_tag(const char *text, const char *end)
{
	for (; text + 1 < end; text++) {
		if (*text == '\\')
			text++;
		else if (*text == '{' && text[1] == '{')
			return text;
	}
	return NULL;
}

static int parse_line(struct parser *p, const char *end)
{
	struct place *place = p->place;
	const char *open, *close;
	bool silent = line_is_silent(place->at, end);

	while (place->at < end) {
		p->silent = silent;
		open = find_tag(place->at, end);
		if (!silent && (open ? open : end) > place->at &&
		    !add_part(p, PART_TEXT, place->at,
			      (size_t)((open ? open : end) - place->at)))
			return -1;
		if (!open)
			break;
		close = memmem(open, (size_t)(end - open), "}}", 2);
		if (!close)
			return fail(p, place->line, "{{ without }} on the same line");
		if (parse_tag(p, open + 2, (size_t)(close - open - 2)))
			return -1;
		place->at = close + 2;
	}
	place->at = end;
	return 0;
}

static int parse(struct parser *p)
{
	struct place *place = p->place;
	const char *end;

	for (place->line = 1; *place->at; place->line++) {
		end = strchr(place->at, '\n');
		end = end ? end + 1 : place->at + strlen(place->at);
		if (parse_line(p, end))
			return -1;
	}
	if (p->depth > place->depth) {
		struct part *open = &p->t->parts[p->open[p->depth - 1]];

		return fail(p, open->line, "{{%c%.*s}} is not closed",
			    open->kind == PART_SECTION ? '#' : '^',
			    (int)open->length, open->text);
	}
	return 0;
}

/* jansson accepts only UTF-8. */
static bool is_utf8(const char *text)
{
	json_t *value = json_string(text);

	json_decref(value);
	return value != NULL;
}

/* Copies the text; an included file gets a final newline. */
static struct template_file *add_file(struct template *t, const char *name,
				      const char *text, bool within)
{
	struct template_file *file = calloc(1, sizeof(*file));
	size_t n = strlen(text);

	if (!file)
		return NULL;
	file->next = t->files;
	t->files = file;
	file->name = strdup(name);
	if (asprintf(&file->source, "%s%s", text,
		     within && n && text[n - 1] != '\n' ? "\n" : "") < 0)
		file->source = NULL;
	return file->name && file->source ? file : NULL;
}

static int parse_file(struct parser *p, const char *name, const char *text)
{
	struct place place = { .above = p->place, .depth = p->depth }, *above;
	struct template_file *file;
	int ret;

	if (!is_utf8(text))
		return error_set(p->error, "%s: not UTF-8", name);
	file = add_file(p->t, name, text, p->place);
	if (!file)
		return error_no_memory(p->error);
	place.file = file->name;
	place.at = file->source;
	above = p->place;
	p->place = &place;
	ret = parse(p);
	p->place = above;
	return ret;
}

struct template *template_parse_with(const char *name, const char *text,
				     const struct template_reader *reader,
				     struct error *error)
{
	struct parser p = { .reader = reader, .error = error };

	p.t = calloc(1, sizeof(*p.t));
	if (!p.t) {
		error_no_memory(error);
		return NULL;
	}
	if (parse_file(&p, name, text)) {
		template_free(p.t);
		return NULL;
	}
	return p.t;
}

struct template *template_parse(const char *name, const char *text,
				struct error *error)
{
	return template_parse_with(name, text, NULL, error);
}

const struct template_format *template_format(const struct template *template,
					      const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < template->n_formats; i++)
		if (strlen(template->formats[i].name) == length &&
		    !memcmp(template->formats[i].name, name, length))
			return &template->formats[i];
	return NULL;
}
