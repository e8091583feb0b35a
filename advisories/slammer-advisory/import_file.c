// SPDX-License-Identifier: GPL-2.0-or-later
/* import_file.c - feed a file to the parser and its rows to the store */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import.h"
#include "common/text.h"
#include "cli.h"

#define CHUNK		65536
#define WORM_BYTES	404	/* what REASON_WORM says: 376, and IP and UDP headers */

/* Argument of the parser's callbacks. */
struct work {
	const struct import_job *job;
	struct import_report *report;
	struct importer *importer;
	struct store_import *import;
};

__attribute__((format(printf, 2, 3)))
static int set_error(struct import_report *report, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_vset(&report->error, format, args);
	va_end(args);
	return -1;
}

static int fail_store(struct work *work)
{
	return set_error(work->report, "%s", store_error(work->job->store));
}

/*
 * A darknet has no hosts: its packets came from outside (ingress) and nothing was
 * filtered (accept).
 */
static int take_row(const struct import_row *row, void *arg)
{
	struct work *work = arg;
	struct import_report *report = work->report;
	struct store_row out = {
		.time = row->time, .source = row->source,
		.target = row->target, .has_target = row->has_target,
		.direction = DIRECTION_INGRESS, .verdict = VERDICT_ACCEPT,
		.reason = row->reason, .packets = row->count,
	};

	report->rows++;
	if (!report->first || row->time < report->first)
		report->first = row->time;
	if (row->time > report->last)
		report->last = row->time;
	if (row->reason == REASON_WORM)
		out.bytes = row->count * WORM_BYTES;
	memcpy(out.hash, row->hash, sizeof(out.hash));
	return store_import_row(work->import, &out) ? fail_store(work) : 0;
}

static int take_skipped(enum import_skip why, int64_t time, void *arg)
{
	struct work *work = arg;

	work->report->rows++;
	work->report->skipped[why]++;
	/* Not counted, but it shows that the sensor was observing. */
	if (time >= IMPORT_EARLIEST && time <= work->job->now + IMPORT_AHEAD &&
	    store_import_watched(work->import, time))
		return fail_store(work);
	return 0;
}

static int take_invalid(uint64_t line, const char *column, const char *what,
			void *arg)
{
	struct work *work = arg;
	struct import_report *report = work->report;

	report->rows++;
	report->bad++;
	if (json_array_size(report->shown) < work->job->errors)
		json_array_append_new(report->shown,
				      json_pack("{s:I, s:s, s:s}", "line",
						(json_int_t)line, "column",
						column, "what", what));
	return 0;
}

static int open_file(struct work *work, const char *path, uint64_t *size)
{
	struct stat st;
	int fd;

	*size = 0;
	fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) :
				 dup(STDIN_FILENO);
	if (fd < 0 || fstat(fd, &st))
		return set_error(work->report, "cannot be read: %s", strerror(errno));
	if (S_ISDIR(st.st_mode)) {
		close(fd);
		return set_error(work->report, "is a folder: give the files in it");
	}
	if (S_ISREG(st.st_mode))
		*size = (uint64_t)st.st_size;
	return fd;
}

static int read_all(struct work *work, int fd, struct progress *progress)
{
	static char chunk[CHUNK];
	uint64_t done = 0;
	ssize_t n;
	int ret = 0;

	while (!ret && (n = read(fd, chunk, sizeof(chunk)))) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return set_error(work->report, "cannot be read: %s",
					 strerror(errno));
		ret = import_feed(work->importer, chunk, (size_t)n);
		done += (uint64_t)n;
		progress_set(progress, done);
	}
	return ret ? ret : import_finish(work->importer);
}

/* Accept the file? 0 or -1. */
static int decide(struct work *work)
{
	struct import_report *report = work->report;

	report->format = import_format(work->importer);
	if (import_headless(work->importer))
		return -1;
	return report->bad && !work->job->skip_bad ? -1 : 0;
}

static int store_all(struct work *work, int fd, uint64_t size)
{
	struct import_report *report = work->report;
	const struct import_job *job = work->job;
	struct progress progress;
	int ret;

	work->import = store_import_begin(job->store, job->sensor, job->window);
	if (!work->import)
		return fail_store(work);
	progress_begin(&progress, report->name, size);
	ret = read_all(work, fd, &progress);
	progress_end(&progress);
	if (!ret)
		ret = decide(work);
	if (ret) {
		store_import_cancel(work->import);
		return -1;
	}
	return store_import_end(work->import, &report->stored) ?
		fail_store(work) : 0;
}

int import_file(const struct import_job *job, const char *path,
		struct import_report *report)
{
	struct work work = { .job = job, .report = report };
	const struct import_callbacks callbacks = {
		.row = take_row, .skipped = take_skipped,
		.invalid = take_invalid, .arg = &work,
	};
	uint64_t size;
	int fd, ret = -1;

	memset(report, 0, sizeof(*report));
	text_escape(strcmp(path, "-") ? path : "standard input", report->name,
		    sizeof(report->name));
	report->shown = json_array();
	fd = open_file(&work, path, &size);
	if (fd >= 0) {
		work.importer = import_open(job->format, job->now, job->private,
					    &callbacks);
		if (report->shown && work.importer)
			ret = store_all(&work, fd, size);
		else
			set_error(report, "out of memory");
		import_close(work.importer);
		close(fd);
	}
	report->failed = ret != 0;
	return ret;
}

void import_report_free(struct import_report *report)
{
	json_decref(report->shown);
	report->shown = NULL;
}
