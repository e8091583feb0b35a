// SPDX-License-Identifier: GPL-2.0-or-later
/* csv.c - rows of comma separated values (RFC 4180), columns by their names */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "internal.h"
#include "common/text.h"

static void fail(char what[WHAT_MAX], const char *text)
{
	snprintf(what, WHAT_MAX, "%s", text);
}

/* Unquote a cell in place; returns the text after it, or NULL. */
static char *unquote(char *from)
{
	char *to = from++;

	for (;; from++) {
		if (!*from)
			return NULL;
		if (*from == '"' && *++from != '"')
			break;
		*to++ = *from;
	}
	*to = '\0';
	return from;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Without surrounding blanks, which RFC 4180 would keep. */
static char *trim(char *cell)
{
	char *end = cell + strlen(cell);

	while (end > cell && is_blank(end[-1]))
		*--end = '\0';
	while (is_blank(*cell))
		cell++;
	return cell;
}

/*
 * Take a cell and advance *row after its comma, to NULL at the end of the row.
 * Unquoting writes its NUL before the closing quote, so never over the comma.
 */
static int take_cell(char **cell, char **row)
{
	char *end = **row == '"' ? unquote(*row) : strchrnul(*row, ',');
	bool more;

	if (!end || (*end && *end != ','))
		return -1;
	more = *end == ',';
	*end = '\0';
	*cell = trim(*row);
	*row = more ? end + 1 : NULL;
	return 0;
}

/* Split a row into cells; returns their number, 0 with a sentence in @what. */
static unsigned int split(struct csv *csv, char *row, size_t size,
			  char what[WHAT_MAX])
{
	unsigned int n;

	if (memchr(row, '\0', size)) {
		fail(what, "has a NUL byte");
		return 0;
	}
	for (n = 0; row; n++) {
		if (n == CSV_COLUMNS_MAX) {
			fail(what, "has too many fields");
			return 0;
		}
		if (take_cell(&csv->cell[n], &row)) {
			fail(what, "a quoted field does not end with its quote");
			return 0;
		}
	}
	return n;
}

static enum field find_field(const char *column)
{
	const char *name;
	size_t f;

	for (f = 0; f < FIELD_COUNT_ALL; f++) {
		name = field_name(IMPORT_CSV, (enum field)f);
		if (name && !strcasecmp(name, column))
			break;
	}
	return (enum field)f;
}

int csv_header(struct csv *csv, char *row, size_t size, char what[WHAT_MAX])
{
	static const enum field needed[] = {
		FIELD_TIME, FIELD_PROTOCOL, FIELD_SOURCE, FIELD_TARGET_PORT,
	};
	bool found[FIELD_COUNT_ALL + 1] = { false };
	unsigned int n = split(csv, row, size, what), i;

	if (!n)
		return -1;
	for (i = 0; i < n; i++) {
		csv->field_of[i] = find_field(csv->cell[i]);
		if (found[csv->field_of[i]] &&
		    csv->field_of[i] != FIELD_COUNT_ALL) {
			snprintf(what, WHAT_MAX, "duplicate column \"%s\"",
				 field_name(IMPORT_CSV, csv->field_of[i]));
			return -1;
		}
		found[csv->field_of[i]] = true;
	}
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (found[needed[i]])
			continue;
		snprintf(what, WHAT_MAX, "there is no column \"%s\": the first line must name the columns, separated by commas (timestamp,protocol,src_ip,...,dst_port,...)",
			 field_name(IMPORT_CSV, needed[i]));
		return -1;
	}
	csv->columns = n;
	return 0;
}

int csv_row(struct csv *csv, struct raw_row *raw, char *row, size_t size,
	    char what[WHAT_MAX])
{
	unsigned int n = split(csv, row, size, what), i;

	if (!n)
		return -1;
	if (n != csv->columns) {
		snprintf(what, WHAT_MAX, "has %u fields, but the header has %u", n,
			 csv->columns);
		return -1;
	}
	for (i = 0; i < FIELD_COUNT_ALL; i++)
		raw->text[i] = "";
	for (i = 0; i < n; i++)
		if (csv->field_of[i] != FIELD_COUNT_ALL)
			raw->text[csv->field_of[i]] = csv->cell[i];
	return 0;
}
