// SPDX-License-Identifier: GPL-2.0-or-later
/* template_expand.c - a parsed template and values -> text */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "template.h"
#include "template_parts.h"

#define NAME_MAX_BYTES	64
#define MARKS		"\\|#>*=~`"	/* document.h gives them a meaning */

struct expander {
	const struct template *t;
	const json_t *context[TEMPLATE_DEPTH + 1];
	size_t depth;
	FILE *out;
	char *error;
	size_t size;
};

__attribute__((format(printf, 3, 4)))
static int fail(struct expander *e, const struct part *part,
		const char *format, ...)
{
	va_list args;
	int n;

	n = snprintf(e->error, e->size, "%s:%u: ", e->t->name, part->line);
	va_start(args, format);
	if (n >= 0 && (size_t)n < e->size)
		vsnprintf(e->error + n, e->size - (size_t)n, format, args);
	va_end(args);
	return -1;
}

/* A dotted name below @value. */
static const json_t *below(const json_t *value, char *name)
{
	char *rest = name, *word;

	while (value && (word = strsep(&rest, ".")))
		value = json_object_get(value, word);
	return value;
}

/* The innermost section that has it wins. */
static const json_t *lookup(struct expander *e, const struct part *part)
{
	char name[NAME_MAX_BYTES];
	const json_t *value;
	size_t i;

	snprintf(name, sizeof(name), "%.*s", (int)part->length, part->text);
	if (!strcmp(name, "."))
		return e->context[e->depth - 1];
	for (i = e->depth; i--;) {
		value = below(e->context[i], name);
		if (value)
			return value;
		snprintf(name, sizeof(name), "%.*s", (int)part->length,
			 part->text);
	}
	fail(e, part, "there is no value \"%s\"", name);
	return NULL;
}

static bool is_true(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
	case JSON_TRUE:
	case JSON_REAL:
		return true;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_INTEGER:
		return json_integer_value(value) != 0;
	case JSON_FALSE:
	case JSON_NULL:
		break;
	}
	return false;
}

static void put_text(struct expander *e, const char *text)
{
	for (; *text; text++) {
		if (strchr(MARKS, *text))
			fputc('\\', e->out);
		/* A value is a piece of a line, never the end of one. */
		fputc((unsigned char)*text < ' ' ? ' ' : *text, e->out);
	}
}

static void put_number(struct expander *e, json_int_t number)
{
	char digits[32];
	const char *c = digits;
	size_t left;

	snprintf(digits, sizeof(digits), "%" JSON_INTEGER_FORMAT, number);
	if (*c == '-')
		fputc(*c++, e->out);
	for (left = strlen(c); *c; c++, left--) {
		fputc(*c, e->out);
		if (left > 1 && left % 3 == 1)
			fputs(e->t->separator, e->out);
	}
}

/* The pattern is the template's: strftime() cannot be made to harm by it. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static size_t format_time(char *buf, size_t size, const char *pattern,
			  const struct tm *tm)
{
	return strftime(buf, size, pattern, tm);
}
#pragma GCC diagnostic pop

/* @text as clock_iso() wrote it: its own clock, whatever the zone here is. */
static int put_date(struct expander *e, const struct part *part,
		    const char *text, const char *pattern)
{
	struct tm tm = { 0 };
	char buf[256];
	int n = 0;

	if (sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
		   &n) != 3 ||
	    (text[n] && sscanf(text + n, "T%2d:%2d:%2d", &tm.tm_hour, &tm.tm_min,
			       &tm.tm_sec) != 3))
		return fail(e, part, "\"%.*s\" is not a time", (int)part->length,
			    part->text);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	timegm(&tm);	/* fills in the day of the week */
	if (!format_time(buf, sizeof(buf), pattern, &tm))
		return fail(e, part, "the pattern \"%s\" gives nothing", pattern);
	put_text(e, buf);
	return 0;
}

static int put_formatted(struct expander *e, const struct part *part,
			 const json_t *value)
{
	const struct template *t = e->t;
	size_t i;

	if (!json_is_string(value))
		return fail(e, part, "\"%.*s\" is not a time", (int)part->length,
			    part->text);
	for (i = 0; i < t->n_formats; i++)
		if (strlen(t->formats[i].name) == part->format_length &&
		    !memcmp(t->formats[i].name, part->format,
			    part->format_length))
			return put_date(e, part, json_string_value(value),
					t->formats[i].pattern);
	return fail(e, part, "there is no format \"%.*s\"; {{%%date %.*s PATTERN}} defines it",
		    (int)part->format_length, part->format,
		    (int)part->format_length, part->format);
}

static int put_value(struct expander *e, const struct part *part)
{
	const json_t *value = lookup(e, part);

	if (!value)
		return -1;
	if (part->format_length)
		return put_formatted(e, part, value);
	if (json_is_string(value))
		put_text(e, json_string_value(value));
	else if (json_is_integer(value))
		put_number(e, json_integer_value(value));
	else
		return fail(e, part, "\"%.*s\" is neither text nor number",
			    (int)part->length, part->text);
	return 0;
}

static int expand(struct expander *e, size_t from, size_t until);

/* The inside of a section, with @value in front of all other values. */
static int expand_with(struct expander *e, const json_t *value, size_t section)
{
	int ret;

	e->context[e->depth++] = value;
	ret = expand(e, section + 1, e->t->parts[section].end);
	e->depth--;
	return ret;
}

static int put_section(struct expander *e, size_t section)
{
	const struct part *part = &e->t->parts[section];
	const json_t *value = lookup(e, part), *element;
	size_t i;

	if (!value)
		return -1;
	if (part->kind == PART_INVERTED)
		return is_true(value) ? 0 :
		       expand(e, section + 1, part->end);
	if (!is_true(value))
		return 0;
	if (!json_is_array(value))
		return expand_with(e, value, section);
	json_array_foreach(value, i, element)
		if (expand_with(e, element, section))
			return -1;
	return 0;
}

static int expand(struct expander *e, size_t from, size_t until)
{
	const struct part *part;
	int ret = 0;
	size_t i;

	for (i = from; i < until && !ret; i++) {
		part = &e->t->parts[i];
		switch (part->kind) {
		case PART_TEXT:
			fwrite(part->text, 1, part->length, e->out);
			break;
		case PART_VALUE:
			ret = put_value(e, part);
			break;
		case PART_SECTION:
		case PART_INVERTED:
			ret = put_section(e, i);
			i = part->end;
			break;
		case PART_END:
			break;
		}
	}
	return ret;
}

char *template_expand(const struct template *template, const json_t *values,
		      char *error, size_t size)
{
	struct expander e = {
		.t = template, .depth = 1, .error = error, .size = size,
	};
	char *text = NULL;
	size_t length;
	int ret;

	e.context[0] = values;
	e.out = open_memstream(&text, &length);
	if (!e.out) {
		snprintf(error, size, "out of memory");
		return NULL;
	}
	ret = expand(&e, 0, template->count);
	if (fclose(e.out) && !ret) {
		snprintf(error, size, "out of memory");
		ret = -1;
	}
	if (!ret)
		return text;
	free(text);
	return NULL;
}
