/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - formats -> fields of a row -> validated row
 *
 * Private to advisories/import. A format splits rows into texts; validate.c interprets
 * them, the same for all formats.
 */
#ifndef IMPORT_INTERNAL_H
#define IMPORT_INTERNAL_H

#include <jansson.h>

#include "internal.h"
#include "import.h"

/*
 * X(symbol, column, key): fields and their names in CSV and IntelMQ; NULL: the format
 * lacks it. INFECTION and later ones may name the malware.
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

/* The name of a field in a format; NULL if the format lacks it. */
const char *field_name(enum import_format format, enum field field);

/**
 * struct raw_row - the fields of a row as texts
 * @text:  "" if it is missing; NULL if it is not a text
 *
 * The texts point into the row or into struct csv or intelmq: valid until the next row.
 */
struct raw_row {
	enum import_format format;
	const char *text[FIELD_COUNT_ALL];
};

#define WHAT_MAX	256

enum row_status { ROW_VALID, ROW_SKIPPED, ROW_INVALID };

/**
 * struct row_result - a validated row
 * @row:   of ROW_VALID; of ROW_SKIPPED only @row.time, 0 if that is invalid
 * @why:   of ROW_SKIPPED
 * @field, @what: of ROW_INVALID: field and reason, safe to print
 */
struct row_result {
	struct import_row row;
	enum import_skip why;
	enum field field;
	char what[WHAT_MAX];
};

enum row_status validate_row(struct row_result *r, const struct raw_row *raw,
			     int64_t now, bool private);

/*
 * Strict parsers, independent of the locale; 0, or -1 if the text is invalid. A time
 * without a zone is UTC.
 */
int value_time(const char *text, int64_t *time);
int value_address(const char *text, struct address *address);
int value_number(const char *text, uint64_t max, uint64_t *number);

/* Can it be a host on the Internet or, with @private, in a private network? */
bool value_is_host(struct address address, bool private);

#define CSV_COLUMNS_MAX	512

/**
 * struct csv - a file of comma separated values
 * @columns:  number of columns in the header; 0: not read yet
 * @field_of: field of a column; FIELD_COUNT_ALL: ignored
 */
struct csv {
	unsigned int columns;
	enum field field_of[CSV_COLUMNS_MAX];
	char *cell[CSV_COLUMNS_MAX];
};

/*
 * @row: a text of @size bytes and a NUL, without its line end; it is modified. 0, or
 * -1 with a sentence in @what.
 */
int csv_header(struct csv *csv, char *row, size_t size, char what[WHAT_MAX]);
int csv_row(struct csv *csv, struct raw_row *raw, char *row, size_t size,
	    char what[WHAT_MAX]);

struct intelmq {
	json_t *event;
	char number[FIELD_COUNT_ALL][24];
};

int intelmq_row(struct intelmq *intelmq, struct raw_row *raw, const char *row,
		size_t size, char what[WHAT_MAX]);
void intelmq_clear(struct intelmq *intelmq);

#endif /* IMPORT_INTERNAL_H */
