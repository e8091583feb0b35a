// SPDX-License-Identifier: GPL-2.0-or-later
/* expand.c - a parsed template and values -> text */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "common/text.h"
#include "template.h"
#include "internal.h"

#define NAME_MAX_BYTES	64
#define MARKS		"\\|#>*=~`{"	/* markup of document.h */

struct expander {
	const struct template *t;
	const json_t *context[TEMPLATE_DEPTH + 1];
	size_t depth;
	const char *const *late;	/* NULL: no value is late */
	bool any_late;			/* a tag was left in the text */
	unsigned long steps;
	FILE *out;
	struct error *error;
};

__attribute__((format(printf, 3, 4)))
static int fail(struct expander *e, const struct part *part,
		const char *format, ...)
{
	struct error why;
	va_list args;

	va_start(args, format);
	error_vset(&why, format, args);
	va_end(args);
	return error_set(e->error, "%s:%u: %s", part->file, part->line, why.text);
}

/* A dotted name below @value. */
static const json_t *below(const json_t *value, char *name)
{
	char *rest = name, *word;

	while (value && (word = strsep(&rest, ".")))
		value = json_object_get(value, word);
	return value;
}

/* The innermost section that has the name wins; NULL if none has. */
static const json_t *find(const struct expander *e, const struct part *part)
{
	char name[NAME_MAX_BYTES];
	const json_t *value = NULL;
	size_t i;

	if (part->length == 1 && *part->text == '.')
		return e->context[e->depth - 1];
	for (i = e->depth; i-- && !value;) {
		snprintf(name, sizeof(name), "%.*s", (int)part->length,
			 part->text);
		value = below(e->context[i], name);
	}
	return value;
}

static const json_t *lookup(struct expander *e, const struct part *part)
{
	const json_t *value = find(e, part);

	if (!value)
		fail(e, part, "there is no value \"%.*s\"", (int)part->length,
		     part->text);
	return value;
}

static bool is_late(const struct expander *e, const struct part *part)
{
	const char *dot = memchr(part->text, '.', part->length);
	size_t i, n = dot ? (size_t)(dot - part->text) : part->length;

	for (i = 0; e->late && e->late[i]; i++)
		if (strlen(e->late[i]) == n && !memcmp(e->late[i], part->text, n))
			return !find(e, part);
	return false;
}

/* A tag as in the source; alone in its line if it was there. */
static void put_tag(struct expander *e, const struct part *part)
{
	static const char signs[] = {
		[PART_SECTION] = '#', [PART_INVERTED] = '^', [PART_END] = '/',
	};

	fputs("{{", e->out);
	if (part->kind != PART_VALUE)
		fputc(signs[part->kind], e->out);
	fwrite(part->text, 1, part->length, e->out);
	if (part->format_length)
		fprintf(e->out, "|%.*s", (int)part->format_length, part->format);
	fputs(part->silent ? "}}\n" : "}}", e->out);
	e->any_late = true;
}

/* The parts @from to @until with all tags as in the source. */
static void put_parts(struct expander *e, size_t from, size_t until)
{
	const struct part *part;
	size_t i;

	for (i = from; i <= until; i++) {
		part = &e->t->parts[i];
		if (part->kind == PART_TEXT)
			fwrite(part->text, 1, part->length, e->out);
		else
			put_tag(e, part);
	}
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
		/* A value never ends a line. */
		fputc((unsigned char)*text < ' ' ? ' ' : *text, e->out);
	}
}

/* The first @length characters are digits, possibly after a sign. */
static void put_digits(struct expander *e, const char *digits, size_t length,
		       const char *separator)
{
	if (length && *digits == '-') {
		fputc(*digits++, e->out);
		length--;
	}
	for (; length; length--) {
		fputc(*digits++, e->out);
		if (length > 1 && length % 3 == 1)
			put_text(e, separator);
	}
}

/* An integer, or a text such as "-12.3". */
static int put_number(struct expander *e, const struct part *part,
		      const json_t *value, const char *separator,
		      const char *decimal)
{
	char buf[32];
	const char *text = json_string_value(value), *end;

	if (json_is_integer(value)) {
		snprintf(buf, sizeof(buf), "%" JSON_INTEGER_FORMAT,
			 json_integer_value(value));
		text = buf;
	}
	end = text ? text + (*text == '-') : "";
	end += strspn(end, "0123456789");
	if (!text || (*end && (*end != '.' ||
			       strspn(end + 1, "0123456789") != strlen(end + 1))))
		return fail(e, part, "\"%.*s\" is not a number",
			    (int)part->length, part->text);
	put_digits(e, text, (size_t)(end - text), separator);
	if (*end) {
		put_text(e, decimal);
		fputs(end + 1, e->out);
	}
	return 0;
}

/* The pattern comes from the template; strftime() is safe with any pattern. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static size_t format_time(char *buf, size_t size, const char *pattern,
			  const struct tm *tm)
{
	return strftime(buf, size, pattern, tm);
}
#pragma GCC diagnostic pop

/* @digits digits after @sign (0: none). sscanf() dominated the time of expansion. */
static bool read_number(const char **text, int digits, char sign, int *value)
{
	const char *c = *text;

	if (sign && *c++ != sign)
		return false;
	for (*value = 0; digits; digits--, c++) {
		if (*c < '0' || *c > '9')
			return false;
		*value = *value * 10 + (*c - '0');
	}
	*text = c;
	return true;
}

/* @text as clock_iso() wrote it, shown in its own zone. */
static int put_date(struct expander *e, const struct part *part,
		    const char *text, const char *pattern)
{
	struct tm tm = { 0 };
	char buf[256], quoted[TEXT_QUOTE_MAX];

	if (!read_number(&text, 4, 0, &tm.tm_year) ||
	    !read_number(&text, 2, '-', &tm.tm_mon) ||
	    !read_number(&text, 2, '-', &tm.tm_mday) ||
	    (*text && (!read_number(&text, 2, 'T', &tm.tm_hour) ||
		       !read_number(&text, 2, ':', &tm.tm_min) ||
		       !read_number(&text, 2, ':', &tm.tm_sec))))
		return fail(e, part, "\"%.*s\" is not a time", (int)part->length,
			    part->text);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	timegm(&tm);	/* fills in the day of the week */
	if (!format_time(buf, sizeof(buf), pattern, &tm))
		return fail(e, part, "the pattern %s produces no text",
			    text_quote(pattern, quoted));
	put_text(e, buf);
	return 0;
}

static int put_formatted(struct expander *e, const struct part *part,
			 const json_t *value)
{
	const struct template_format *format;

	format = template_format(e->t, part->format, part->format_length);
	if (format && *format->decimal)
		return put_number(e, part, value, format->pattern,
				  format->decimal);
	if (!format && part->format_length == 5 &&
	    !memcmp(part->format, "plain", 5))
		return put_number(e, part, value, "", ".");
	if (!format)
		return fail(e, part, "there is no format \"%.*s\"; {{%%date %.*s PATTERN}} or {{%%number %.*s SEPARATOR DECIMAL}} defines it",
			    (int)part->format_length, part->format,
			    (int)part->format_length, part->format,
			    (int)part->format_length, part->format);
	if (!json_is_string(value))
		return fail(e, part, "\"%.*s\" is not a time", (int)part->length,
			    part->text);
	return put_date(e, part, json_string_value(value), format->pattern);
}

static int put_value(struct expander *e, const struct part *part)
{
	const json_t *value;

	if (is_late(e, part)) {
		put_tag(e, part);
		return 0;
	}
	value = lookup(e, part);
	if (!value)
		return -1;
	if (part->format_length)
		return put_formatted(e, part, value);
	if (json_is_integer(value))
		return put_number(e, part, value, e->t->separator, ".");
	if (!json_is_string(value))
		return fail(e, part, "\"%.*s\" is neither text nor number",
			    (int)part->length, part->text);
	put_text(e, json_string_value(value));
	return 0;
}

static int expand(struct expander *e, size_t from, size_t until);

/* The content of a section; @value overrides all other values. */
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
	const json_t *value, *element;
	size_t i;

	if (is_late(e, part)) {
		put_parts(e, section, part->end);
		return 0;
	}
	value = lookup(e, part);
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
		if (++e->steps > TEMPLATE_STEPS ||
		    ftell(e->out) > TEMPLATE_OUTPUT)
			return fail(e, part, "the expanded text is too long (nested lists grow fast)");
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

/* A definition as in the source; a final brace must not end the tag. */
__attribute__((format(printf, 2, 3)))
static void put_definition(FILE *out, const char *format, ...)
{
	char text[160];
	va_list args;
	size_t n;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	n = strlen(text);
	fprintf(out, "{{%%%s%s}}\n", text, text[n - 1] == '}' ? " " : "");
}

/* The definitions that late tags may use, followed by the text. */
static char *with_definitions(const struct expander *e, const char *text)
{
	const struct template *t = e->t;
	const struct template_format *f;
	char *all = NULL;
	size_t length, i;
	FILE *out = open_memstream(&all, &length);

	if (!out)
		return NULL;
	if (*t->separator)
		put_definition(out, "number %s", t->separator);
	for (i = 0; i < t->n_formats; i++) {
		f = &t->formats[i];
		if (*f->decimal)
			put_definition(out, "number %s %s %s", f->name,
				       *f->pattern ? f->pattern : "_",
				       f->decimal);
		else
			put_definition(out, "date %s %s", f->name,
				       f->pattern);
	}
	fputs(text, out);
	if (fclose(out)) {
		free(all);
		return NULL;
	}
	return all;
}

static char *finish(struct expander *e, char *text)
{
	char *all = text;

	if (e->any_late) {
		all = with_definitions(e, text);
		free(text);
	}
	if (!all)
		error_no_memory(e->error);
	return all;
}

char *template_expand_late(const struct template *template,
			   const json_t *values, const char *const *late,
			   struct error *error)
{
	struct expander e = {
		.t = template, .depth = 1, .late = late, .error = error,
	};
	char *text = NULL;
	size_t length;
	int ret;

	e.context[0] = values;
	e.out = open_memstream(&text, &length);
	if (!e.out) {
		error_no_memory(error);
		return NULL;
	}
	ret = expand(&e, 0, template->count);
	if (fclose(e.out) && !ret) {
		error_no_memory(error);
		ret = -1;
	}
	if (!ret)
		return finish(&e, text);
	free(text);
	return NULL;
}

char *template_expand(const struct template *template, const json_t *values,
		      struct error *error)
{
	return template_expand_late(template, values, NULL, error);
}
