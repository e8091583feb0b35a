/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * template.h - the logic-less template language of all texts
 *
 * Templates have no loops, comparisons or arithmetic: decisions are made in the
 * values. Documented in nf-slammer-templates(5).
 *
 *   {{name}} {{a.b}} {{.}}	a value; "." is the element of a list
 *   {{name|FORMAT}}		a time or a number in a format that the template
 *				defines; numbers: also "plain", digits only
 *   {{#name}} ... {{/name}}	for each element of a list; once for other values
 *				but empty ones, 0, false and null
 *   {{^name}} ... {{/name}}	once if it is empty, 0, false or null
 *   {{>name}}			the content of name.txt beside the template; alone
 *				in its line
 *   {{! comment}}
 *   {{%date FORMAT PATTERN}}	defines a format: strftime(3)
 *   {{%number SEPARATOR}}	between groups of three digits of integers
 *   {{%number FORMAT SEPARATOR DECIMAL}}  defines a format; "_" is none
 *
 * A line of nothing but sections, comments, files or definitions produces no output.
 * An unknown name is an error, so that misspelt ones are found. A backslash escapes
 * the next character; it is kept in the output for document.h.
 */
#ifndef MARKUP_TEMPLATE_H
#define MARKUP_TEMPLATE_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"

struct template;

/* NULL with a sentence with file and line in @error; template_free(). */
struct template *template_load(const char *path, struct error *error);
/* The same for a text in memory, without {{>name}}; @name: of the text, for errors. */
struct template *template_parse(const char *name, const char *text,
				struct error *error);

/**
 * struct template_reader - reads the files of {{>name}}
 * @read: returns the text, malloced, and in @path (PATH_MAX bytes) its name for
 *        errors; NULL with a sentence in @error
 */
struct template_reader {
	char *(*read)(const char *name, char *path, void *arg, struct error *error);
	void *arg;
};

struct template *template_parse_with(const char *name, const char *text,
				     const struct template_reader *reader,
				     struct error *error);
void template_free(struct template *template);

/**
 * template_expand - replace tags by values
 * @values: an object of texts, integers, booleans, null, arrays and objects; times
 *          are texts as clock_iso() writes them
 *
 * Returns a malloced text, or NULL with a sentence with file and line in @error.
 * Characters of a value that are markup in document.h are escaped by a backslash.
 */
char *template_expand(const struct template *template, const json_t *values,
		      struct error *error);

/**
 * template_expand_late - the same, where some values are known only later
 * @late: their names (ends with NULL)
 *
 * A tag with such a name stays, a section with all of its content. The result is a
 * template for the late values: values cannot inject tags, and the formats that its
 * tags may use are defined at its start.
 */
char *template_expand_late(const struct template *template,
			   const json_t *values, const char *const *late,
			   struct error *error);

#endif /* MARKUP_TEMPLATE_H */
