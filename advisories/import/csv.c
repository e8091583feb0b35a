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

/* A quoted cell without its quotes, in its place; what is behind it, or NULL. */
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

/* Without the blanks around it, which RFC 4180 counts in and nobody means. */
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
 * A cell at @row; what is behind its comma, NULL at the end of the row. Unquoting
 * writes a NUL one byte before what was read, at the latest: never over the comma.
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

/* The cells of a row; how many, 0 if they are none (@what says why). */
static unsigned int split(struct csv *csv, char *row, size_t size,
			  char what[WHAT_MAX])
{
	unsigned int n;

	if (memchr(row, '\0', size)) {
		fail(what, "there is a NUL byte in this row");
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
	bool there[FIELD_COUNT_ALL + 1] = { false };
	unsigned int n = split(csv, row, size, what), i;

	if (!n)
		return -1;
	for (i = 0; i < n; i++) {
		csv->field_of[i] = find_field(csv->cell[i]);
		if (there[csv->field_of[i]] &&
		    csv->field_of[i] != FIELD_COUNT_ALL) {
			snprintf(what, WHAT_MAX, "the column \"%s\" is there twice",
				 field_name(IMPORT_CSV, csv->field_of[i]));
			return -1;
		}
		there[csv->field_of[i]] = true;
	}
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (there[needed[i]])
			continue;
		snprintf(what, WHAT_MAX, "there is no column \"%s\": the first line names the columns, with commas between (timestamp,protocol,src_ip,...,dst_port,...)",
			 field_name(IMPORT_CSV, needed[i]));
		return -1;
	}
	csv->columns = n;
	return 0;
}

int csv_row(struct csv *csv, struct draft *draft, char *row, size_t size,
	    char what[WHAT_MAX])
{
	unsigned int n = split(csv, row, size, what), i;

	if (!n)
		return -1;
	if (n != csv->columns) {
		snprintf(what, WHAT_MAX, "has %u fields, and the header %u", n,
			 csv->columns);
		return -1;
	}
	for (i = 0; i < FIELD_COUNT_ALL; i++)
		draft->text[i] = "";
	for (i = 0; i < n; i++)
		if (csv->field_of[i] != FIELD_COUNT_ALL)
			draft->text[csv->field_of[i]] = csv->cell[i];
	return 0;
}
