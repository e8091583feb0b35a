/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * template_parts.h - a parsed template, as parser and expander share it
 *
 * Private to template*.c.
 */
#ifndef BULLETIN_TEMPLATE_PARTS_H
#define BULLETIN_TEMPLATE_PARTS_H

#include <stddef.h>

#define TEMPLATE_DEPTH	16	/* sections within sections */

enum part_kind {
	PART_TEXT,
	PART_VALUE,
	PART_SECTION,
	PART_INVERTED,
	PART_END
};

/**
 * struct part - a piece of a template
 * @text:   of PART_TEXT, or the name; within the template's source
 * @length: of @text
 * @format: of PART_VALUE, "" if none; likewise
 * @end:    of a section: index of its PART_END
 */
struct part {
	enum part_kind kind;
	unsigned int line;
	const char *text;
	size_t length;
	const char *format;
	size_t format_length;
	size_t end;
};

#define TEMPLATE_FORMATS	16

struct template {
	char *name;
	char *source;
	struct part *parts;
	size_t count;
	struct {
		char name[16];
		char pattern[64];
	} formats[TEMPLATE_FORMATS];
	size_t n_formats;
	char separator[8];
};

#endif /* BULLETIN_TEMPLATE_PARTS_H */
