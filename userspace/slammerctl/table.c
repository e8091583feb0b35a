// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * table.c - tables of text
 *
 * libsmartcols prints them if it is available, with a bold header on a terminal.
 * Without it they are plain padded columns, the same bytes as in a pipe. Cells are
 * never truncated.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef HAVE_SMARTCOLS
#include <libsmartcols.h>
#endif

#include "cli.h"
#include "common/array.h"
#include "common/text.h"

#define COLUMNS_MAX	12
#define SEPARATOR	"  "

/**
 * struct table
 * @cells:  @count texts, row by row, without the header
 * @failed: memory ran out
 */
struct table {
	const char *name[COLUMNS_MAX];
	enum table_align align[COLUMNS_MAX];
	size_t columns;
	char **cells;
	size_t count;
	size_t room;
	bool failed;
};

struct table *table_new(void)
{
	return calloc(1, sizeof(struct table));
}

void table_column(struct table *table, const char *name, enum table_align align)
{
	if (!table || table->columns == COLUMNS_MAX)
		return;
	table->name[table->columns] = name;
	table->align[table->columns++] = align;
}

void table_cell(struct table *table, const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	if (!table || table->failed)
		return;
	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0) {
		table->failed = true;
		return;
	}
	table->failed = array_grow(&table->cells, &table->room, table->count);
	if (table->failed)
		free(text);
	else
		table->cells[table->count++] = text;
}

void table_number(struct table *table, long long number)
{
	table_cell(table, "%lld", number);
}

void table_count(struct table *table, long long count)
{
	char buf[TEXT_NUMBER_MAX];

	table_cell(table, "%s", text_count((uint64_t)count, buf));
}

void table_bytes(struct table *table, long long bytes)
{
	char buf[TEXT_NUMBER_MAX];

	table_cell(table, "%s", text_bytes((uint64_t)bytes, buf));
}

#ifdef HAVE_SMARTCOLS

static int add_columns(struct libscols_table *out, const struct table *table)
{
	struct libscols_column *column;
	size_t i;
	int flags;

	for (i = 0; i < table->columns; i++) {
		flags = table->align[i] == TABLE_RIGHT ? SCOLS_FL_RIGHT : 0;
		column = scols_table_new_column(out, table->name[i], 0, flags);
		if (!column ||
		    scols_cell_set_color(scols_column_get_header(column), "bold"))
			return -1;
	}
	return 0;
}

static int add_cells(struct libscols_table *out, const struct table *table)
{
	struct libscols_line *line = NULL;
	size_t i;

	for (i = 0; i < table->count; i++) {
		if (i % table->columns == 0)
			line = scols_table_new_line(out, NULL);
		if (!line || scols_line_set_data(line, i % table->columns,
						 table->cells[i]))
			return -1;
	}
	return 0;
}

static bool use_bold(void)
{
	const char *kind = getenv("TERM");

	return isatty(STDOUT_FILENO) && kind && strcmp(kind, "dumb");
}

static int print_table(const struct table *table)
{
	struct libscols_table *out = scols_new_table();
	int result = -1;

	if (!out)
		return -1;
	scols_table_set_stream(out, stdout);
	scols_table_enable_colors(out, use_bold());
	if (!scols_table_set_column_separator(out, SEPARATOR) &&
	    !add_columns(out, table) && !add_cells(out, table))
		result = scols_print_table(out);
	scols_unref_table(out);
	return result;
}

#else

static void print_row(const struct table *table, const int *width,
		      const char *const *cells)
{
	size_t i;

	for (i = 0; i < table->columns; i++) {
		if (table->align[i] == TABLE_RIGHT)
			printf("%*s", width[i], cells[i]);
		else if (i + 1 < table->columns)
			printf("%-*s", width[i], cells[i]);
		else
			fputs(cells[i], stdout);
		fputs(i + 1 < table->columns ? SEPARATOR : "\n", stdout);
	}
}

static int print_table(const struct table *table)
{
	int width[COLUMNS_MAX], length;
	size_t i;

	for (i = 0; i < table->columns; i++)
		width[i] = (int)strlen(table->name[i]);
	for (i = 0; i < table->count; i++) {
		length = (int)strlen(table->cells[i]);
		if (length > width[i % table->columns])
			width[i % table->columns] = length;
	}
	print_row(table, width, table->name);
	for (i = 0; i < table->count; i += table->columns)
		print_row(table, width, (const char *const *)table->cells + i);
	return 0;
}

#endif

int table_print(struct table *table)
{
	int status = EXIT_FAILURE;

	if (!table || table->failed || (table->count && print_table(table)))
		cli_error("out of memory");
	else
		status = EXIT_SUCCESS;
	while (table && table->count)
		free(table->cells[--table->count]);
	if (table)
		free(table->cells);
	free(table);
	return status;
}
