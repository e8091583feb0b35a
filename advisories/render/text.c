// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - blocks of a bulletin -> lines of text */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "text.h"

#define TABLE_INDENT	2
#define TABLE_GAP	2

static void blanks(FILE *out, size_t n)
{
	while (n--)
		fputc(' ', out);
}

/* Rows that follow each other without an empty line are one table. */
static size_t table_rows(const struct block *block, size_t left)
{
	size_t n = 1;

	while (n < left && block[n].kind == BLOCK_ROW && !block[n].gap)
		n++;
	return n;
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

static void write_row(FILE *out, const struct block *row,
		      const size_t widths[DOCUMENT_CELLS])
{
	size_t c, pad;

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
	fputc('\n', out);
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

static int write_table(FILE *out, const struct block *rows, size_t n)
{
	size_t widths[DOCUMENT_CELLS], i;

	if (table_width(rows, n, widths) > LAYOUT_COLUMNS)
		return write_stacked(out, rows, n);
	for (i = 0; i < n; i++)
		write_row(out, &rows[i], widths);
	return 0;
}

int render_text(FILE *out, const struct bulletin *bulletin)
{
	const struct document *d = &bulletin->document;
	const struct block *block;
	size_t i, n;
	int ret = 0;

	for (i = 0; i < d->count && !ret; i += n) {
		block = &d->blocks[i];
		n = 1;
		for (unsigned int gap = block->gap; gap; gap--)
			fputc('\n', out);
		switch (block->kind) {
		case BLOCK_ROW:
			n = table_rows(block, d->count - i);
			ret = write_table(out, block, n);
			break;
		case BLOCK_ITEM:
			ret = layout_write(out, block->text, "  - ", "    ");
			break;
		case BLOCK_PARAGRAPH:
		case BLOCK_HEADING:
		case BLOCK_LINE:
		case BLOCK_RULE:
			ret = layout_write(out, block->text, "", "");
			break;
		}
	}
	return ret;
}
