// SPDX-License-Identifier: GPL-2.0-or-later
/* import.c - `slammer-advisory import`: options and report */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "common/clock.h"
#include "common/error.h"
#include "common/text.h"
#include "constituents/constituents.h"
#include "denied.h"
#include "import.h"

#define ERRORS_SHOWN	20
#define ERRORS_MOST	100000
#define BOUND_ROWS	10000	/* a transaction each */
#define SENSOR_MAX	(STORE_SENSOR_MAX - 1)

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
		fprintf(stderr, "%s: and %" PRIu64 " more invalid rows\n", r->name,
			r->bad - shown);
}

static void print_figures(const struct import_report *r, bool dry_run)
{
	int i;

	printf("%s: %" PRIu64 " rows, %s%" PRIu64 " new (%" PRIu64 " packets of %" PRIu64 " sources)",
	       r->name, r->rows, dry_run ? "would be " : "", r->stored.rows,
	       r->stored.packets, r->stored.sources);
	if (r->stored.known)
		printf(", %" PRIu64 " already known", r->stored.known);
	if (r->stored.expired)
		printf(", %" PRIu64 " older than the retention",
		       r->stored.expired);
	for (i = 0; i < IMPORT_SKIP_COUNT; i++)
		if (r->skipped[i])
			printf(", %" PRIu64 " of %s", r->skipped[i],
			       import_skip_text((enum import_skip)i));
	if (r->bad)
		printf(", %" PRIu64 " invalid", r->bad);
	putchar('\n');
}

static void import_print(const struct import_report *report, bool dry_run)
{
	print_bad(report);
	if (*report->error.text)
		fprintf(stderr, "%s: %s\n", report->name, report->error.text);
	else if (report->failed)
		fprintf(stderr, "%s: rejected: %" PRIu64 " of %" PRIu64 " rows are invalid%s\n",
			report->name, report->bad, report->rows,
			report->rows > report->bad ?
			" (--skip-bad imports the others)" : "");
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

static json_t *import_json(const struct import_report *r)
{
	json_t *skipped = json_object();
	int i;

	for (i = 0; i < IMPORT_SKIP_COUNT; i++)
		json_object_set_new(skipped, import_skip_name((enum import_skip)i),
				    json_integer((json_int_t)r->skipped[i]));
	return json_pack("{s:s, s:s, s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:O}",
			 "file", r->name, "format", format_name(r->format),
			 "taken", !r->failed, "error", r->error.text,
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

static int import_print_json(const struct import_job *job, json_t *files,
			     bool good)
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

struct options {
	const char *sensor;
	const char *format;
	const char *store;
	const char *constituents;
	const char *window;
	const char *errors;
	bool private;
	bool skip_bad;
	bool dry_run;
	bool json;
};

static void help(void)
{
	puts("Usage: slammer-advisory import --sensor NAME [OPTION]... FILE [FILE]...\n"
	     "Adds what other sensors saw on UDP port 1434 to the statistics, exactly once:\n"
	     "a file that is imported again, or overlaps, adds only new rows. FILE - is\n"
	     "standard input.\n"
	     "\n"
	     "  --sensor NAME     the sensor that the files come from (letters, digits, . _ -)\n"
	     "  --format INPUT    csv: darknet report; intelmq: JSON lines; auto (auto)\n"
	     "  --window LENGTH   5m or 1h: resolution of the times in the files (5m)\n"
	     "  --private         also count sources in private networks\n"
	     "  --skip-bad        import the valid rows of a file with invalid ones, instead of\n"
	     "                    rejecting the file\n"
	     "  --errors N        show up to N invalid rows of each file (20)\n"
	     "  --dry-run         write nothing; show what would be new\n"
	     "  --json            print the report as JSON\n"
	     "  --store FILE      (" DEFAULT_STORE ")\n"
	     "  --constituents FILE\n"
	     "                    maps sources to constituents\n"
	     "                    (/etc/nf-slammer/constituents.conf, if it exists)\n"
	     "  -h, --help        show this help\n"
	     "  -V, --version     show the version\n"
	     "\n"
	     "Exit status 1 if any file was rejected.");
}

/* Used unescaped in bulletins, file names and mails. */
static bool is_sensor(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

	return n && !name[n] && n <= SENSOR_MAX;
}

static int find_format(const char *text, enum import_format *format)
{
	if (!text || !strcmp(text, "auto"))
		*format = IMPORT_AUTO;
	else if (!strcmp(text, "csv"))
		*format = IMPORT_CSV;
	else if (!strcmp(text, "intelmq"))
		*format = IMPORT_INTELMQ;
	else
		return usage_error("--format is csv, intelmq or auto");
	return 0;
}

static int find_window(const char *text, unsigned int *seconds)
{
	int64_t length = 300;

	if (text && (clock_duration(text, &length) ||
		     (length != 300 && length != 3600)))
		return usage_error("--window is 5m or 1h");
	*seconds = (unsigned int)length;
	return 0;
}

static int find_errors(const char *text, unsigned long *errors)
{
	char *end;

	*errors = ERRORS_SHOWN;
	if (!text)
		return 0;
	errno = 0;
	*errors = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || *errors > ERRORS_MOST)
		return usage_error("--errors is 0 to %d", ERRORS_MOST);
	return 0;
}

static int parse_job(struct import_job *job, const struct options *o)
{
	char quoted[TEXT_QUOTE_MAX];
	int ret;

	if (!o->sensor)
		return usage_error("--sensor is missing: which sensor do the files come from?");
	if (!is_sensor(o->sensor))
		return usage_error("%s is not a valid sensor name: 1 to %d letters, digits, . _ -",
				   text_quote(o->sensor, quoted), SENSOR_MAX);
	job->sensor = o->sensor;
	job->private = o->private;
	job->skip_bad = o->skip_bad;
	job->dry_run = o->dry_run;
	job->now = (int64_t)time(NULL);
	ret = find_format(o->format, &job->format);
	if (!ret)
		ret = find_window(o->window, &job->window);
	return ret ? ret : find_errors(o->errors, &job->errors);
}

static const char *find_constituent(struct address address, void *arg)
{
	return constituents_find(arg, address);
}

/* The file of the option, or the default one if it exists. */
static int load_constituents(const char *path, struct constituents **out)
{
	struct config_messages messages = { 0 };
	static char standard[PATH_MAX];

	*out = NULL;
	if (!path) {
		path = default_constituents(standard);
		if (access(path, F_OK))
			return 0;
	}
	*out = constituents_load(path, &messages);
	if (!*out)
		config_messages_print(&messages, stderr);
	config_messages_free(&messages);
	return *out ? 0 : 1;
}

static int import_files(const struct import_job *job, bool json,
			const char *const *files, size_t count)
{
	struct import_report report;
	json_t *all = json ? json_array() : NULL;
	int ret = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (import_file(job, files[i], &report))
			ret = 1;
		if (all)
			json_array_append_new(all, import_json(&report));
		else
			import_print(&report, job->dry_run);
		import_report_free(&report);
	}
	if (all && import_print_json(job, all, !ret))
		ret = command_error("standard output: cannot be written");
	return ret;
}

/*
 * There may be no slammerd here that bounds what a period lists. Without a limit of the
 * file: that is a policy's.
 */
static int bound_store(struct store *store)
{
	int more;

	do {
		more = store_shrink(store, 0, time(NULL), BOUND_ROWS);
	} while (more > 0);
	return more;
}

static int run(struct import_job *job, const struct options *o,
	       const char *const *files, size_t count)
{
	const char *path = o->store ? o->store : DEFAULT_STORE;
	struct constituents *constituents;
	struct error error;
	int ret;

	if (load_constituents(o->constituents, &constituents))
		return 1;
	job->store = store_open(path, o->dry_run ? DB_READ : DB_WRITE,
				&error);
	if (job->store) {
		if (constituents)
			store_resolve(job->store, find_constituent, constituents);
		ret = import_files(job, o->json, files, count);
		if (!o->dry_run && bound_store(job->store) && !ret)
			ret = command_error("%s", store_error(job->store));
		store_close(job->store);
	} else {
		denied_advice(path, o->dry_run ? DB_READ : DB_WRITE, &error);
		ret = command_error("%s", error.text);
	}
	constituents_free(constituents);
	return ret;
}

int cmd_import(int argc, char **argv)
{
	struct options o = { 0 };
	const struct option_row rows[] = {
		{ .name = "sensor", .value = &o.sensor },
		{ .name = "format", .value = &o.format },
		{ .name = "window", .value = &o.window },
		{ .name = "errors", .value = &o.errors },
		{ .name = "store", .value = &o.store },
		{ .name = "constituents", .value = &o.constituents },
		{ .name = "private", .flag = &o.private },
		{ .name = "skip-bad", .flag = &o.skip_bad },
		{ .name = "dry-run", .flag = &o.dry_run },
		{ .name = "json", .flag = &o.json },
		{ .name = NULL }
	};
	const char **files = calloc((size_t)argc, sizeof(*files));
	struct import_job job = { 0 };
	size_t count = 0;
	int ret;

	if (!files)
		return command_error("out of memory");
	ret = options_parse(rows, argc, argv, files, (size_t)argc, &count);
	if (ret == OPTIONS_HELP)
		help();
	else if (!ret)
		ret = parse_job(&job, &o);
	if (!ret && !count)
		ret = usage_error("no files given (- is standard input)");
	else if (!ret)
		ret = run(&job, &o, files, count);
	free(files);
	return ret == OPTIONS_HELP ? 0 : ret;
}
