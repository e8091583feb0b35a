/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - a parsed template: what parser (parse.c) and expander share
 *
 * Private to advisories/markup.
 */
#ifndef MARKUP_INTERNAL_H
#define MARKUP_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#define TEMPLATE_DEPTH	16	/* nested sections, and nested files */
#define TEMPLATE_PARTS	100000	/* files that include each other grow fast */
#define TEMPLATE_STEPS	1000000	/* expanded parts: nested lists grow fast */
#define TEMPLATE_OUTPUT	8000000	/* bytes, but for the last part */

enum part_kind {
	PART_TEXT,
	PART_VALUE,
	PART_SECTION,
	PART_INVERTED,
	PART_END
};

/**
 * struct part - a piece of a template
 * @file:   its file, for errors
 * @silent: in a line that produces no output
 * @text:   of PART_TEXT, or the name; within the template's source
 * @length: of @text
 * @format: of PART_VALUE, "" if none; likewise
 * @end:    of a section: index of its PART_END
 */
struct part {
	enum part_kind kind;
	bool silent;
	const char *file;
	unsigned int line;
	const char *text;
	size_t length;
	const char *format;
	size_t format_length;
	size_t end;
};

#define TEMPLATE_FORMATS	16

/**
 * struct template_format - what {{%date}} or {{%number}} defined
 * @pattern: of dates, for strftime(3); of numbers the separator of groups
 * @decimal: of numbers: before the fraction; "" for dates
 */
struct template_format {
	char name[16];
	char pattern[64];
	char decimal[8];
};

/* @next: the file that was read before this one; the template's own is the last. */
struct template_file {
	struct template_file *next;
	char *name;
	char *source;
};

struct template {
	struct template_file *files;
	struct part *parts;
	size_t count;
	size_t room;
	struct template_format formats[TEMPLATE_FORMATS];
	size_t n_formats;
	char separator[8];
};

/* The format of that name, NULL if there is none. */
const struct template_format *template_format(const struct template *template,
					      const char *name, size_t length);

/*
 * Copies the next word of a definition; returns the text after it, or NULL if there is
 * no word or it does not fit: it is not cut, which could split a character.
 */
const char *template_word(const char *text, char *word, size_t size);

#endif /* MARKUP_INTERNAL_H */
