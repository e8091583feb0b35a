/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_print.h - what `slammer-advisory import` says of a file
 */
#ifndef ADVISORY_IMPORT_PRINT_H
#define ADVISORY_IMPORT_PRINT_H

#include "import.h"

/* Bad rows to stderr, figures to stdout. */
void import_print(const struct import_report *report, bool dry_run);
/* One file of the report; documented in slammer-advisory-import(1). */
json_t *import_json(const struct import_report *report);
/* The whole report; takes @files. 0, or -1 if it cannot be written. */
int import_print_json(const struct import_job *job, json_t *files, bool good);

#endif /* ADVISORY_IMPORT_PRINT_H */
