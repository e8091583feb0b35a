/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * template_parts.h - a parsed template, as parser and expander share it
 *
 * Private to template*.c.
 */
#ifndef BULLETIN_TEMPLATE_PARTS_H
#define BULLETIN_TEMPLATE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#define TEMPLATE_DEPTH	16	/* sections within sections, files within files */
#define TEMPLATE_PARTS	100000	/* files that name each other twice grow fast */
#define TEMPLATE_STEPS	1000000	/* parts that are expanded, lists in lists too */
#define TEMPLATE_OUTPUT	8000000	/* bytes, and what one part adds to them */

enum part_kind {
	PART_TEXT,
	PART_VALUE,
	PART_SECTION,
	PART_INVERTED,
	PART_END
};

/**
 * struct part - a piece of a template
 * @file:   where it stands, for errors
 * @silent: in a line that leaves nothing
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
 * @pattern: of dates, for strftime(3); of numbers what stands between groups
 * @decimal: of numbers: before the fraction; "" for dates
 */
struct template_format {
	char name[16];
	char pattern[64];
	char decimal[8];
};

/* @next: the files that were read before it, the template's own is the last. */
struct template_file {
	struct template_file *next;
	char *name;
	char *source;
};

struct template {
	struct template_file *files;
	struct part *parts;
	size_t count;
	struct template_format formats[TEMPLATE_FORMATS];
	size_t n_formats;
	char separator[8];
};

/* Of that name, NULL if there is none. */
const struct template_format *template_format(const struct template *template,
					      const char *name, size_t length);

/*
 * The next word of a definition, and what is behind it; NULL if there is none, or if
 * it is longer: half a word may end within a character.
 */
const char *template_word(const char *text, char *word, size_t size);

#endif /* BULLETIN_TEMPLATE_PARTS_H */
