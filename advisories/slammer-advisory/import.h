/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import.h - one file of `slammer-advisory import`: parsed, written, counted
 *
 * Between the parsers (import/import.h), which know no store, and the store, which
 * knows no formats.
 */
#ifndef ADVISORY_IMPORT_H
#define ADVISORY_IMPORT_H

#include <jansson.h>

#include "common/error.h"
#include "import/import.h"
#include "store/import.h"

/**
 * struct import_job - what is asked of all files
 * @errors: bad rows that are shown of each file
 */
struct import_job {
	struct store *store;
	const char *sensor;
	enum import_format format;
	unsigned int window;
	unsigned long errors;
	int64_t now;
	bool private;
	bool skip_bad;
	bool dry_run;
};

/**
 * struct import_report - what came of a file
 * @name:   safe to print
 * @failed: nothing of it was written; @error says why, "" if the rows do
 * @rows:   all of them; @bad ones, and @skipped by reason
 * @first, @last: time of the first and last packet that counts, 0: there is none
 * @shown:  [ { "line", "column", "what" } ] of the first bad rows
 */
struct import_report {
	char name[256];
	enum import_format format;
	bool failed;
	struct error error;
	uint64_t rows;
	uint64_t bad;
	uint64_t skipped[IMPORT_SKIP_COUNT];
	int64_t first;
	int64_t last;
	struct store_imported stored;
	json_t *shown;
};

/* @path: "-" is standard input. 0 or -1; the report is to be freed in any case. */
int import_file(const struct import_job *job, const char *path,
		struct import_report *report);
void import_report_free(struct import_report *report);

#endif /* ADVISORY_IMPORT_H */
