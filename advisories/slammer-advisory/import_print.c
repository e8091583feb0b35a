// SPDX-License-Identifier: GPL-2.0-or-later
/* import_print.c - the report of an import, for people and as JSON */
#include <inttypes.h>
#include <stdio.h>

#include "common/clock.h"
#include "import_print.h"

static const char *format_name(enum import_format format)
{
	return format == IMPORT_CSV ? "csv" :
	       format == IMPORT_INTELMQ ? "intelmq" : "unknown";
}

static void print_bad(const struct import_report *r)
{
	size_t i, shown = json_array_size(r->shown);
	const char *column;
	json_t *row;

	json_array_foreach(r->shown, i, row) {
		column = json_string_value(json_object_get(row, "column"));
		fprintf(stderr, "%s:%" JSON_INTEGER_FORMAT ": %s%s%s\n", r->name,
			json_integer_value(json_object_get(row, "line")),
			column, *column ? ": " : "",
			json_string_value(json_object_get(row, "what")));
	}
	if (r->bad > shown)
		fprintf(stderr, "%s: and %" PRIu64 " more bad rows\n", r->name,
			r->bad - shown);
}

static void print_figures(const struct import_report *r, bool dry_run)
{
	int i;

	printf("%s: %" PRIu64 " rows, %s%" PRIu64 " new (%" PRIu64 " packets of %" PRIu64 " sources)",
	       r->name, r->rows, dry_run ? "would be " : "", r->stored.rows,
	       r->stored.packets, r->stored.sources);
	if (r->stored.known)
		printf(", %" PRIu64 " known already", r->stored.known);
	if (r->stored.expired)
		printf(", %" PRIu64 " older than what is kept",
		       r->stored.expired);
	for (i = 0; i < IMPORT_SKIP_COUNT; i++)
		if (r->skipped[i])
			printf(", %" PRIu64 " of %s", r->skipped[i],
			       import_skip_text((enum import_skip)i));
	if (r->bad)
		printf(", %" PRIu64 " bad", r->bad);
	putchar('\n');
}

void import_print(const struct import_report *report, bool dry_run)
{
	print_bad(report);
	if (*report->error.text)
		fprintf(stderr, "%s: %s\n", report->name, report->error.text);
	else if (report->failed)
		fprintf(stderr, "%s: nothing was taken: %" PRIu64 " of %" PRIu64 " rows are bad%s\n",
			report->name, report->bad, report->rows,
			report->rows > report->bad ?
			" (--skip-bad takes the others)" : "");
	if (!report->failed)
		print_figures(report, dry_run);
}

static json_t *time_json(int64_t time)
{
	char text[CLOCK_ISO_MAX];
	struct error error;

	if (!time || clock_zone("UTC", &error))
		return json_null();
	clock_iso(time, text);
	return json_string(text);
}

json_t *import_json(const struct import_report *r)
{
	json_t *skipped = json_object();
	int i;

	for (i = 0; i < IMPORT_SKIP_COUNT; i++)
		json_object_set_new(skipped, import_skip_name((enum import_skip)i),
				    json_integer((json_int_t)r->skipped[i]));
	return json_pack("{s:s, s:s, s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:O}",
			 "file", r->name, "format", format_name(r->format),
			 "taken", !r->failed, "error", r->error,
			 "rows", (json_int_t)r->rows,
			 "new", (json_int_t)r->stored.rows,
			 "packets", (json_int_t)r->stored.packets,
			 "sources", (json_int_t)r->stored.sources,
			 "known", (json_int_t)r->stored.known,
			 "expired", (json_int_t)r->stored.expired,
			 "bad", (json_int_t)r->bad,
			 "skipped", skipped,
			 "first", time_json(r->first),
			 "last", time_json(r->last),
			 "errors", r->shown);
}

int import_print_json(const struct import_job *job, json_t *files, bool good)
{
	json_t *report;
	int ret;

	report = json_pack("{s:b, s:s, s:b, s:o}", "ok", good, "sensor",
			   job->sensor, "dry_run", job->dry_run, "files", files);
	ret = report ? json_dumpf(report, stdout,
				  JSON_INDENT(2) | JSON_ENSURE_ASCII) : -1;
	if (!ret && (putchar('\n') == EOF || fflush(stdout)))
		ret = -1;
	json_decref(report);
	return ret;
}
