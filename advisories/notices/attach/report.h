/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - what goes along with a notice: sources, as rows for machines to read
 *
 * CSV in columns of darknet reports, XARF v4, JSON lines with IntelMQ's keys: all
 * from the same rows. Times are UTC, for machines.
 */
#ifndef RENDER_REPORT_H
#define RENDER_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "common/clock.h"
#include "common/names.h"
#include "constituents/constituents.h"

#define REPORT_PORT	1434
#define REPORT_TIME_MAX	CLOCK_ISO_MAX
#define REPORT_ID_MAX	37

/**
 * struct report_row - a source of one kind
 * @id:		a UUID, the same whenever the same is told
 * @classes:	set of 1u << class
 * @occurrence:	2 and more: it came back
 */
struct report_row {
	char id[REPORT_ID_MAX];
	char address[ADDRESS_TEXT_MAX];
	enum constituent_kind kind;
	uint32_t classes;
	unsigned int occurrence;
	int64_t first;
	int64_t last;
	uint64_t packets;
	uint64_t bytes;
};

/**
 * struct report - rows of one constituent, and who says so
 * @org, @contact: of the publisher; @domain: of the contact
 * @evidence:	by kind: how it was seen, a sentence
 * @made:	when
 */
struct report {
	const char *org;
	const char *contact;
	const char *domain;
	const char *evidence[CONSTITUENT_KIND_COUNT];
	int64_t made;
	const struct report_row *rows;
	size_t count;
};

/* Each 0, or -1 if out of memory. */
int report_csv(FILE *out, const struct report *report);
int report_intelmq(FILE *out, const struct report *report);
/* XARF has one report in a file. */
int report_xarf(FILE *out, const struct report *report, size_t row);

/* "2026-01-26T15:00:00Z"; returns @buf. */
const char *report_utc(int64_t t, char buf[REPORT_TIME_MAX]);
/* A text as JSON, with its quotes; malloced, NULL if out of memory. */
char *report_quoted(const char *text);

/* CSV: quoted where it must be; what a spreadsheet would take for a formula gets a '. */
void report_field(FILE *out, const char *text);

#endif /* RENDER_REPORT_H */
