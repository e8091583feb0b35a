// SPDX-License-Identifier: GPL-2.0-or-later
/* table.c - columns, bars and lines of code */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "table.h"

#define TABLE_INDENT	2
#define TABLE_GAP	2
#define BAR_MIN		8	/* columns; with fewer there are no bars */
#define CODE_INDENT	2
#define CODE_MORE	4	/* further in than the line that goes on */

static void blanks(FILE *out, size_t n)
{
	while (n--)
		fputc(' ', out);
}

size_t table_rows(const struct block *block, size_t left)
{
	size_t n = 0;

	while (n < left && block[n].kind == BLOCK_ROW && (!n || !block[n].gap))
		n++;
	return n;
}

size_t chart_rows(const struct block *block, size_t left)
{
	return left > 1 && !block[1].gap ? table_rows(block + 1, left - 1) : 0;
}

/* Width of each column; returns that of the whole. */
static size_t table_width(const struct block *rows, size_t n,
			  size_t widths[DOCUMENT_CELLS])
{
	size_t i, c, width, total = TABLE_INDENT;

	memset(widths, 0, DOCUMENT_CELLS * sizeof(*widths));
	for (i = 0; i < n; i++) {
		for (c = 0; c < rows[i].n_cells; c++) {
			width = layout_width(rows[i].cells[c]);
			if (width > widths[c])
				widths[c] = width;
		}
	}
	for (c = 0; c < DOCUMENT_CELLS && widths[c]; c++)
		total += widths[c] + (c ? TABLE_GAP : 0);
	return total;
}

static void write_cells(FILE *out, const struct block *row,
			const size_t widths[DOCUMENT_CELLS])
{
	size_t c, pad = 0;

	blanks(out, TABLE_INDENT);
	for (c = 0; c < row->n_cells; c++) {
		pad = widths[c] - layout_width(row->cells[c]);
		/* Names to the left, figures to the right. */
		if (c)
			blanks(out, TABLE_GAP + pad);
		fputs(row->cells[c], out);
		if (!c && row->n_cells > 1)
			blanks(out, pad);
	}
}

/* A table too wide for its lines: each cell with the head of its column. */
static int write_stacked(FILE *out, const struct block *rows, size_t n)
{
	char *line;
	size_t i, c;
	int ret = 0;

	for (i = 1; i < n && !ret; i++) {
		ret = layout_write(out, rows[i].cells[0], "  ", "  ");
		for (c = 1; c < rows[i].n_cells && !ret; c++) {
			if (asprintf(&line, "%s: %s", c < rows[0].n_cells ?
				     rows[0].cells[c] : "", rows[i].cells[c]) < 0)
				return -1;
			ret = layout_write(out, line, "    ", "    ");
			free(line);
		}
	}
	return ret;
}

int table_write(FILE *out, const struct block *rows, size_t n)
{
	size_t widths[DOCUMENT_CELLS], i;

	if (table_width(rows, n, widths) > LAYOUT_COLUMNS)
		return write_stacked(out, rows, n);
	for (i = 0; i < n; i++) {
		write_cells(out, &rows[i], widths);
		fputc('\n', out);
	}
	return 0;
}

/* "1,234 (3 %)" is 1234: the first digits, without separators. */
static uint64_t figure_of(const struct block *row)
{
	const char *c = row->n_cells > 1 ? row->cells[1] : "";
	uint64_t n = 0;

	for (; *c && *c != '('; c++)
		if (*c >= '0' && *c <= '9')
			n = n * 10 + (uint64_t)(*c - '0');
	return n;
}

/* A value other than 0 has a bar of at least one sign. */
static void write_bar(FILE *out, uint64_t n, uint64_t most, size_t signs,
		      const char *sign)
{
	size_t length;

	if (!n)
		return;
	length = (size_t)((double)n / (double)most * (double)signs + 0.5);
	blanks(out, TABLE_GAP);
	for (length = length ? length : 1; length; length--)
		fputs(sign, out);
}

/* Figures of the second column, as bars after the table. */
int chart_write(FILE *out, const struct block *chart, size_t n)
{
	const struct block *rows = chart + 1;
	const char *sign = chart->cells[1];
	size_t widths[DOCUMENT_CELLS], width, i, room;
	uint64_t most = 0, figure;

	if (!n)
		return 0;
	width = table_width(rows, n, widths) + TABLE_GAP;
	if (!layout_width(sign) || width + BAR_MIN > LAYOUT_COLUMNS)
		return table_write(out, rows, n);
	room = (LAYOUT_COLUMNS - width) / layout_width(sign);
	for (i = 1; i < n; i++)
		most = figure_of(&rows[i]) > most ? figure_of(&rows[i]) : most;
	for (i = 0; i < n; i++) {
		write_cells(out, &rows[i], widths);
		figure = i ? figure_of(&rows[i]) : 0;
		write_bar(out, figure, most, room, sign);
		fputc('\n', out);
	}
	return 0;
}

/* Bytes of @line that fit @room, followed by " \\"; 0: no blank there. */
static size_t code_piece(const char *line, size_t length, size_t blanks_before,
			 size_t room)
{
	size_t at, best = 0, bytes, width = 0;

	for (at = 0; at < length; at += bytes) {
		if (line[at] == ' ' && at > blanks_before && width + 2 <= room)
			best = at;
		width += layout_char(line + at, length - at, &bytes);
	}
	return best;
}

static size_t code_width(const char *line, size_t length)
{
	size_t at, bytes, width = 0;

	for (at = 0; at < length; at += bytes)
		width += layout_char(line + at, length - at, &bytes);
	return width;
}

static void write_code_line(FILE *out, const char *line, size_t length,
			    size_t indent)
{
	size_t own = 0, n, more;

	while (own < length && line[own] == ' ')
		own++;
	more = indent + own + CODE_MORE;
	while (indent + code_width(line, length) > LAYOUT_COLUMNS) {
		n = code_piece(line, length, own, LAYOUT_COLUMNS - indent);
		if (!n)
			break;
		blanks(out, indent);
		fwrite(line, 1, n, out);
		fputs(" \\\n", out);
		while (n < length && line[n] == ' ')
			n++;
		line += n;
		length -= n;
		indent = more;
		own = 0;
	}
	if (length)
		blanks(out, indent);
	fwrite(line, 1, length, out);
	fputc('\n', out);
}

void code_write(FILE *out, const char *text)
{
	size_t indent = CODE_INDENT, length;
	const char *line, *end;

	for (line = text; line; line = *end ? end + 1 : NULL) {
		end = strchrnul(line, '\n');
		if (code_width(line, (size_t)(end - line)) + CODE_INDENT >
		    LAYOUT_COLUMNS)
			indent = 0;
	}
	for (line = text; line; line = *end ? end + 1 : NULL) {
		end = strchrnul(line, '\n');
		length = (size_t)(end - line);
		write_code_line(out, line, length, indent);
	}
}
