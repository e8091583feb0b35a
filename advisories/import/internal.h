/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fields.h - what a row says, field by field, and what it comes to
 *
 * Private to this room. A format hands over texts; what they mean is decided in one
 * place for all formats.
 */
#ifndef IMPORT_FIELDS_H
#define IMPORT_FIELDS_H

#include <jansson.h>

#include "internal.h"
#include "import.h"

/*
 * X(symbol, column, key): what is looked for in a row, and what CSV and IntelMQ call
 * it; NULL: there is no such. From INFECTION on: where somebody names what it was.
 */
#define IMPORT_FIELDS(X)						\
	X(TIME,        "timestamp", "time.source")			\
	X(PROTOCOL,    "protocol",  "protocol.transport")		\
	X(SOURCE,      "src_ip",    "source.ip")			\
	X(SOURCE_PORT, "src_port",  "source.port")			\
	X(TARGET,      "dst_ip",    "destination.ip")			\
	X(TARGET_PORT, "dst_port",  "destination.port")			\
	X(COUNT,       "count",     "extra.count")			\
	X(INFECTION,   "infection", "extra.infection")			\
	X(FAMILY,      "family",    "extra.family")			\
	X(TAG,         "tag",       "extra.tag")			\
	X(MALWARE,     NULL,        "malware.name")			\
	X(IDENTIFIER,  NULL,        "classification.identifier")

enum field {
#define X(sym, column, key) FIELD_##sym,
	IMPORT_FIELDS(X)
#undef X
	FIELD_COUNT_ALL,
	FIELD_FIRST_NAME = FIELD_INFECTION
};

/* What a format calls a field; NULL if it has no such. */
const char *field_name(enum import_format format, enum field field);

/**
 * struct draft - a row's texts
 * @text:  "" if the row does not say it; NULL: it says something that is no text
 */
struct draft {
	enum import_format format;
	const char *text[FIELD_COUNT_ALL];
};

#define WHAT_MAX	256

enum verdict_of_row { ROW_COUNTS, ROW_SKIPPED, ROW_BAD };

/**
 * struct judgement - what a row comes to
 * @row:   of ROW_COUNTS; of ROW_SKIPPED only @row.time, 0 if that is bad
 * @why:   of ROW_SKIPPED
 * @field, @what: of ROW_BAD: what is wrong, safe to print
 */
struct judgement {
	struct import_row row;
	enum import_skip why;
	enum field field;
	char what[WHAT_MAX];
};

enum verdict_of_row judge(struct judgement *j, const struct draft *draft,
			  int64_t now, bool private);

/*
 * Values; 0, or -1 if the text is none. No locale and no blanks have a part in it.
 * A time without a zone is UTC.
 */
int value_time(const char *text, int64_t *time);
int value_address(const char *text, struct address *address);
int value_number(const char *text, uint64_t max, uint64_t *number);

/* Can it be a host of somebody? @private: also on a network that is not routed. */
bool value_is_host(struct address address, bool private);

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

#endif /* IMPORT_FIELDS_H */
