// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * importer.c - bytes in pieces -> rows, and each row to its format and its judge
 *
 * What is held is one row and what came behind it. A quote that is never closed
 * makes the rest of a file one row: when that gets too long, the line where it began
 * is bad, and the next one begins anew.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define BUFFER		(2 * (IMPORT_ROW_MAX + 1))

/* Where in a row of CSV one is; only between quotes a line end is none. */
enum place { PLACE_BEGIN, PLACE_PLAIN, PLACE_QUOTED, PLACE_QUOTE };

struct importer {
	struct import_taker taker;
	enum import_format format;
	int64_t now;
	bool private;
	bool begun;			/* the byte order mark is behind us */
	bool headless;			/* CSV without a usable header */
	bool skipping;			/* the rest of a line that is too long */
	enum place place;
	size_t begin;			/* of the row */
	size_t scan;			/* what has been looked at */
	size_t used;
	uint64_t line;			/* of the row's begin, from 1 on */
	uint64_t within;		/* line ends in the row so far */
	struct csv csv;
	struct intelmq intelmq;
	struct judgement judgement;
	char *buf;			/* BUFFER bytes and a NUL */
};

/* The first character of the file that is none of these tells the format. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct importer *import_open(enum import_format format, int64_t now,
			     bool private, const struct import_taker *taker)
{
	struct importer *importer = calloc(1, sizeof(*importer));

	if (importer)
		importer->buf = malloc(BUFFER + 1);
	if (!importer || !importer->buf) {
		free(importer);
		return NULL;
	}
	importer->taker = *taker;
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

static int say_bad(struct importer *i, const char *column, const char *what)
{
	return i->taker.bad(i->line, column, what, i->taker.arg);
}

static int give(struct importer *i, const struct draft *draft)
{
	struct judgement *j = &i->judgement;

	switch (judge(j, draft, i->now, i->private)) {
	case ROW_COUNTS:
		return i->taker.row(&j->row, i->taker.arg);
	case ROW_SKIPPED:
		return i->taker.skipped(j->why, j->row.time, i->taker.arg);
	case ROW_BAD:
		break;
	}
	return say_bad(i, field_name(draft->format, j->field), j->what);
}

/* The first row of CSV that is not empty. */
static int take_header(struct importer *i, char *row, size_t size)
{
	char what[WHAT_MAX];

	if (!csv_header(&i->csv, row, size, what))
		return 0;
	i->headless = true;
	return say_bad(i, "", what);
}

static int take(struct importer *i, char *row, size_t size)
{
	struct draft draft;
	char what[WHAT_MAX];
	int ret;

	while (size && is_blank(row[size - 1]))
		size--;
	row[size] = '\0';
	if (!size || i->headless)
		return 0;
	if (i->format == IMPORT_CSV && !i->csv.columns)
		return take_header(i, row, size);
	draft.format = i->format;
	if (i->format == IMPORT_CSV)
		ret = csv_row(&i->csv, &draft, row, size, what);
	else
		ret = intelmq_row(&i->intelmq, &draft, row, size, what);
	return ret ? say_bad(i, "", what) : give(i, &draft);
}

static void next_row(struct importer *i, size_t begin, uint64_t lines)
{
	i->begin = i->scan = begin;
	i->line += lines;
	i->within = 0;
	i->place = PLACE_BEGIN;
}

/* Between quotes, which begin with a field, commas and line ends mean nothing. */
static enum place next_place(enum place place, char c)
{
	if (c == '"')
		return place == PLACE_QUOTED ? PLACE_QUOTE :
		       place == PLACE_PLAIN ? PLACE_PLAIN : PLACE_QUOTED;
	if (place == PLACE_QUOTED)
		return place;
	return c == ',' ? PLACE_BEGIN : PLACE_PLAIN;
}

/* Goes on by a character: is it the end of the row? */
static bool row_ends(struct importer *i)
{
	char c = i->buf[i->scan++];

	if (i->format == IMPORT_AUTO && !is_blank(c))
		i->format = c == '{' ? IMPORT_INTELMQ : IMPORT_CSV;
	if (c == '\n' && i->place != PLACE_QUOTED)
		return true;
	i->within += c == '\n';
	if (i->format == IMPORT_CSV)
		i->place = next_place(i->place, c);
	return false;
}

/* Neither a row nor the begin of one: its first line goes, or all that is there. */
static int give_up(struct importer *i)
{
	char *begin = i->buf + i->begin, *end;
	int ret;

	end = memchr(begin, '\n', i->used - i->begin);
	if (i->skipping || i->headless)
		ret = 0;
	else if (i->place == PLACE_QUOTED)
		ret = say_bad(i, "", "a quote begins in this line and does not end");
	else
		ret = say_bad(i, "", "is too long: a row has at most 65536 bytes");
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
		ret = take(i, i->buf + begin, end - begin);
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

/* What stands before the first row: a byte order mark, if enough is there. */
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
	/* A line end behind all makes a row of the rest, or a quote was left open. */
	while (!ret && i->begin < i->used) {
		ret = walk(i);
		if (ret || i->begin == i->used)
			break;
		if (i->place == PLACE_QUOTED) {
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
		ret = say_bad(i, "", "there is nothing in this file, not even a header");
	}
	return ret;
}
