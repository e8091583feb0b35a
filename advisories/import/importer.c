// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * importer.c - pieces of bytes -> rows -> format -> validation -> callbacks
 *
 * The buffer holds the current row and what follows it. An unclosed quote makes the
 * rest of a file one row: when that gets too long, its first line is invalid and
 * parsing restarts at the next line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define BUFFER		(2 * (IMPORT_ROW_MAX + 1))

/* State within a row of CSV; between quotes a line end does not end the row. */
enum quoting { FIELD_BEGIN, UNQUOTED, QUOTED, QUOTE };

struct importer {
	struct import_callbacks callbacks;
	enum import_format format;
	int64_t now;
	bool private;
	bool begun;			/* after the byte order mark */
	bool headless;			/* CSV without a usable header */
	bool skipping;			/* the rest of a row that is too long */
	enum quoting quoting;
	size_t begin;			/* of the row */
	size_t scan;			/* position of the scanner */
	size_t used;
	uint64_t line;			/* first line of the row, from 1 */
	uint64_t within;		/* line ends in the row so far */
	struct csv csv;
	struct intelmq intelmq;
	struct row_result result;
	char *buf;			/* BUFFER bytes and a NUL */
};

/* The first other character of the file determines the format. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct importer *import_open(enum import_format format, int64_t now,
			     bool private,
			     const struct import_callbacks *callbacks)
{
	struct importer *importer = calloc(1, sizeof(*importer));

	if (importer)
		importer->buf = malloc(BUFFER + 1);
	if (!importer || !importer->buf) {
		free(importer);
		return NULL;
	}
	importer->callbacks = *callbacks;
	importer->format = format;
	importer->now = now;
	importer->private = private;
	importer->line = 1;
	return importer;
}

void import_close(struct importer *importer)
{
	if (!importer)
		return;
	intelmq_clear(&importer->intelmq);
	free(importer->buf);
	free(importer);
}

enum import_format import_format(const struct importer *importer)
{
	return importer->format;
}

bool import_headless(const struct importer *importer)
{
	return importer->headless;
}

static int report_invalid(struct importer *i, const char *column,
			  const char *what)
{
	return i->callbacks.invalid(i->line, column, what, i->callbacks.arg);
}

static int pass_row(struct importer *i, const struct raw_row *raw)
{
	struct row_result *j = &i->result;

	switch (validate_row(j, raw, i->now, i->private)) {
	case ROW_VALID:
		return i->callbacks.row(&j->row, i->callbacks.arg);
	case ROW_SKIPPED:
		return i->callbacks.skipped(j->why, j->row.time, i->callbacks.arg);
	case ROW_INVALID:
		break;
	}
	return report_invalid(i, field_name(raw->format, j->field), j->what);
}

/* The first row of CSV that is not empty. */
static int parse_header(struct importer *i, char *row, size_t size)
{
	char what[WHAT_MAX];

	if (!csv_header(&i->csv, row, size, what))
		return 0;
	i->headless = true;
	return report_invalid(i, "", what);
}

static int parse_row(struct importer *i, char *row, size_t size)
{
	struct raw_row raw;
	char what[WHAT_MAX];
	int ret;

	while (size && is_blank(row[size - 1]))
		size--;
	row[size] = '\0';
	if (!size || i->headless)
		return 0;
	if (i->format == IMPORT_CSV && !i->csv.columns)
		return parse_header(i, row, size);
	raw.format = i->format;
	if (i->format == IMPORT_CSV)
		ret = csv_row(&i->csv, &raw, row, size, what);
	else
		ret = intelmq_row(&i->intelmq, &raw, row, size, what);
	return ret ? report_invalid(i, "", what) : pass_row(i, &raw);
}

static void next_row(struct importer *i, size_t begin, uint64_t lines)
{
	i->begin = i->scan = begin;
	i->line += lines;
	i->within = 0;
	i->quoting = FIELD_BEGIN;
}

/* A quote at the start of a field quotes commas and line ends. */
static enum quoting next_quoting(enum quoting quoting, char c)
{
	if (c == '"')
		return quoting == QUOTED ? QUOTE :
		       quoting == UNQUOTED ? UNQUOTED : QUOTED;
	if (quoting == QUOTED)
		return quoting;
	return c == ',' ? FIELD_BEGIN : UNQUOTED;
}

/* Consume a character: does it end the row? */
static bool row_ends(struct importer *i)
{
	char c = i->buf[i->scan++];

	if (i->format == IMPORT_AUTO && !is_blank(c))
		i->format = c == '{' ? IMPORT_INTELMQ : IMPORT_CSV;
	if (c == '\n' && i->quoting != QUOTED)
		return true;
	i->within += c == '\n';
	if (i->format == IMPORT_CSV)
		i->quoting = next_quoting(i->quoting, c);
	return false;
}

/* The row is too long: drop its first line, or all that is buffered. */
static int give_up(struct importer *i)
{
	char *begin = i->buf + i->begin, *end;
	int ret;

	end = memchr(begin, '\n', i->used - i->begin);
	if (i->skipping || i->headless)
		ret = 0;
	else if (i->quoting == QUOTED)
		ret = report_invalid(i, "", "a quote that starts in this line is not closed");
	else
		ret = report_invalid(i, "", "is too long: rows have at most 65536 bytes");
	/* The next line is no header. */
	i->headless = i->format == IMPORT_CSV && !i->csv.columns;
	i->skipping = !end;
	if (end)
		next_row(i, (size_t)(end + 1 - i->buf), 1);
	else
		i->begin = i->scan = i->used;
	return ret;
}

static int end_row(struct importer *i)
{
	size_t begin = i->begin, end = i->scan - 1;
	bool skipped = i->skipping;
	int ret = 0;

	i->skipping = false;
	if (!skipped)
		ret = parse_row(i, i->buf + begin, end - begin);
	next_row(i, i->scan, i->within + 1);
	return ret;
}

static int walk(struct importer *i)
{
	int ret = 0;

	while (!ret && i->scan < i->used) {
		if (i->scan - i->begin > IMPORT_ROW_MAX)
			ret = give_up(i);
		else if (row_ends(i))
			ret = end_row(i);
	}
	return ret;
}

static void compact(struct importer *i)
{
	memmove(i->buf, i->buf + i->begin, i->used - i->begin);
	i->used -= i->begin;
	i->scan -= i->begin;
	i->begin = 0;
}

/* Skip a byte order mark, once enough bytes are there. */
static bool skip_mark(struct importer *i, bool last)
{
	if (i->begun || (i->used < 3 && !last))
		return i->begun;
	i->begun = true;
	if (i->used >= 3 && !memcmp(i->buf, "\xef\xbb\xbf", 3))
		i->begin = i->scan = 3;
	return true;
}

int import_feed(struct importer *importer, const char *bytes, size_t size)
{
	size_t n;
	int ret = 0;

	while (!ret && size) {
		n = BUFFER - importer->used;
		n = n < size ? n : size;
		memcpy(importer->buf + importer->used, bytes, n);
		importer->used += n;
		bytes += n;
		size -= n;
		if (!skip_mark(importer, false))
			continue;
		ret = walk(importer);
		compact(importer);
	}
	return ret;
}

int import_finish(struct importer *importer)
{
	struct importer *i = importer;
	int ret = 0;

	skip_mark(i, true);
	/* The rest is a row without a line end, unless a quote is open. */
	while (!ret && i->begin < i->used) {
		ret = walk(i);
		if (ret || i->begin == i->used)
			break;
		if (i->quoting == QUOTED) {
			ret = give_up(i);
			continue;
		}
		i->scan = i->used + 1;
		ret = end_row(i);
		i->used = i->begin;
	}
	if (!ret && !i->headless && !i->csv.columns &&
	    i->format != IMPORT_INTELMQ) {
		i->headless = true;
		i->line = 1;
		ret = report_invalid(i, "", "the file is empty");
	}
	return ret;
}
