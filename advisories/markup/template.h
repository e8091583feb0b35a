/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * template.h - the small logic-less language that all words are written in
 *
 * A template has no loops, comparisons or arithmetic of its own: what there is to
 * decide has been decided in the values. Documented in nf-slammer-templates(5).
 *
 *   {{name}} {{a.b}} {{.}}	a value; "." is the element of a list
 *   {{name|FORMAT}}		a time or a number in a format that the template
 *				defines; numbers: also "plain", digits alone
 *   {{#name}} ... {{/name}}	for each element; once if it is neither empty,
 *				0, false nor null
 *   {{^name}} ... {{/name}}	once if it is empty, 0, false or null
 *   {{>name}}			what stands in name.txt beside the template; alone
 *				in its line
 *   {{! comment}}
 *   {{%date FORMAT PATTERN}}	defines a format: strftime(3)
 *   {{%number SEPARATOR}}	between groups of three digits of whole numbers
 *   {{%number FORMAT SEPARATOR DECIMAL}}  defines a format; "_" is none
 *
 * A line with nothing but sections, comments, files or definitions leaves nothing.
 * A name that no value has is an error, so that a misspelt one is found. A
 * backslash takes the character behind it its meaning and is left as it is, for
 * whoever reads the markup.
 */
#ifndef BULLETIN_TEMPLATE_H
#define BULLETIN_TEMPLATE_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"

struct template;

/* @error gets a sentence with file and line when NULL is returned. */
struct template *template_load(const char *path, struct error *error);
/* The same for text in memory; @name stands for the file in errors. No {{>name}}. */
struct template *template_parse(const char *name, const char *text,
				struct error *error);

/**
 * struct template_reader - where {{>name}} comes from
 * @read: the text, malloced, and in @path (PATH_MAX bytes) what it is called in
 *        errors; NULL and a sentence in @error
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
 * template_expand - a template with values
 * @values: an object. Texts, whole numbers, booleans, null, arrays, objects;
 *          times are texts as clock_iso() writes them
 *
 * Returns a malloced text, or NULL and a sentence with file and line. A backslash
 * goes before every character of a value that document.h gives a meaning to.
 */
char *template_expand(const struct template *template, const json_t *values,
		      struct error *error);

/**
 * template_expand_late - the same, where some values come later
 * @late: names (ends with NULL)
 *
 * A tag with such a name that no value has yet stays as it is, a section with all
 * that is in it. What is returned is a template for them: no value can have made a
 * tag in it, and the formats that they may name are defined at its begin.
 */
char *template_expand_late(const struct template *template, const json_t *values,
			   const char *const *late, struct error *error);

#endif /* BULLETIN_TEMPLATE_H */
