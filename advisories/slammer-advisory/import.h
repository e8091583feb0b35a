/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import.h - one file of `slammer-advisory import`: parse, store, count
 *
 * Connects the parsers (import/import.h), which know no store, with the store, which
 * knows no formats.
 */
#ifndef ADVISORY_IMPORT_H
#define ADVISORY_IMPORT_H

#include <jansson.h>

#include "common/error.h"
#include "import/import.h"
#include "store/import.h"

/**
 * struct import_job - options that apply to every file
 * @errors: maximum of invalid rows to report for each file
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
 * struct import_report - the result of a file
 * @name:   safe to print
 * @failed: rejected, nothing was written; @error says why, "" if @shown does
 * @rows:   all rows; @bad: invalid ones; @skipped: by reason
 * @first, @last: time of the first and last counted packet; 0: none
 * @shown:  [ { "line", "column", "what" } ] of the first invalid rows
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

/* @path: "-" is standard input. 0 or -1; import_report_free() in any case. */
int import_file(const struct import_job *job, const char *path,
		struct import_report *report);
void import_report_free(struct import_report *report);

#endif /* ADVISORY_IMPORT_H */
