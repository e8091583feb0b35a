/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * formats.h - one row of text -> what it says, field by field
 *
 * Private to this room. The texts of a draft lie in the row or in @csv or @intelmq:
 * valid until the next one.
 */
#ifndef IMPORT_FORMATS_H
#define IMPORT_FORMATS_H

#include <jansson.h>

#include "fields.h"

#define CSV_COLUMNS_MAX	512

/**
 * struct csv - a file of comma separated values
 * @columns:  how many the header has; 0: it was not there yet
 * @field_of: which field a column holds; FIELD_COUNT_ALL: none that is wanted
 */
struct csv {
	unsigned int columns;
	enum field field_of[CSV_COLUMNS_MAX];
	char *cell[CSV_COLUMNS_MAX];
};

/* @row: a text of @size bytes and a NUL, without its line end; is changed. */
int csv_header(struct csv *csv, char *row, size_t size, char what[WHAT_MAX]);
/* 0, or -1 and a sentence in @what. */
int csv_row(struct csv *csv, struct draft *draft, char *row, size_t size,
	    char what[WHAT_MAX]);

struct intelmq {
	json_t *event;
	char number[FIELD_COUNT_ALL][24];
};

int intelmq_row(struct intelmq *intelmq, struct draft *draft, const char *row,
		size_t size, char what[WHAT_MAX]);
void intelmq_clear(struct intelmq *intelmq);

#endif /* IMPORT_FORMATS_H */
