/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.h - the attachments of a notice: sources as rows for machines to read
 *
 * CSV in columns of darknet reports, XARF v4, JSON lines with IntelMQ's keys: all
 * from the same rows. Times are UTC, for machines.
 */
#ifndef NOTICES_ROWS_H
#define NOTICES_ROWS_H

#include <stdint.h>
#include <stdio.h>

#include "common/evidence.h"
#include "common/names.h"
#include "constituents/constituents.h"

#define ROWS_PORT	1434
#define ROWS_ID_MAX	37

/**
 * struct row - a source of one kind
 * @id:		a UUID, the same whenever the same item is reported
 * @classes:	set of 1u << class
 * @evidence:	of hosts that are infected or attack
 * @targets:	estimated number of attacked ones, 0: unknown
 * @occurrence:	2 or more: it came back after quiet days
 * @bytes:	0: unknown
 */
struct row {
	char id[ROWS_ID_MAX];
	char address[ADDRESS_TEXT_MAX];
	enum constituent_kind kind;
	uint32_t classes;
	enum evidence evidence;
	unsigned int targets;
	unsigned int occurrence;
	int64_t first;
	int64_t last;
	uint64_t packets;
	uint64_t bytes;
};

/**
 * struct rows - rows of one constituent, and who reports them
 * @org, @contact: of the publisher; @domain: of the contact
 * @evidence:	by kind: how it was seen, a sentence
 * @made:	when
 */
struct rows {
	const char *org;
	const char *contact;
	const char *domain;
	const char *evidence[CONSTITUENT_KIND_COUNT];
	int64_t made;
	struct row *list;
	size_t count;
};

/* Each 0, or -1 if out of memory. */
int rows_csv(FILE *out, const struct rows *rows);
int rows_intelmq(FILE *out, const struct rows *rows);
/* XARF has one report in a file. */
int rows_xarf(FILE *out, const struct rows *rows, size_t row);

/* "worm" or "many"; NULL: the kind needs none. Static text. */
const char *rows_evidence(const struct row *row);

/* Of its packets, 0: unknown. Answers come from the port; a signature has any. */
int rows_source_port(const struct row *row);
int rows_destination_port(const struct row *row);

/* A text as JSON, with its quotes; malloced, NULL if out of memory. */
char *rows_quoted(const char *text);

/* CSV: quoted; a ' precedes what a spreadsheet would take for a formula. */
void rows_field(FILE *out, const char *text);

#endif /* NOTICES_ROWS_H */
