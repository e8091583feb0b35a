/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * formats.h - what a bulletin can be rendered as, by name
 */
#ifndef ADVISORY_FORMATS_H
#define ADVISORY_FORMATS_H

#include <stdio.h>

#include "bulletin/edition.h"
#include "bulletin/publisher.h"
#include "common/error.h"

/**
 * struct format_order - one rendering
 * @language:  of the bulletin; formats that are in all of them ignore it
 * @publisher: as it is now: what is not the bulletin's, such as a key to sign with
 * @templates: likewise
 * @charset:   of a mail; NULL: the language's
 * @key:       fingerprint; NULL: the publisher's, if there is one
 * @no_key:    not signed, whatever key there is
 */
struct format_order {
	const struct edition *edition;
	const char *language;
	const struct publisher *publisher;
	const char *templates;
	const char *charset;
	const char *key;
	bool no_key;
};

/**
 * struct format - a row of the table in formats.c
 * @write: 0, or -1 with a sentence in @error
 * @joined: several languages may stand in one output, one behind the other
 * @all:    one output is in all languages
 */
struct format {
	const char *name;
	int (*write)(FILE *out, const struct format_order *order, struct error *error);
	bool joined;
	bool all;
};

/* NULL if there is none of that name. */
const struct format *format_find(const char *name);
/* "text, html": all of them. */
const char *format_names(char *buf, size_t size);

#endif /* ADVISORY_FORMATS_H */
