/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.h - columns of plain text: tables, charts as bars, code
 */
#ifndef RENDER_TABLE_H
#define RENDER_TABLE_H

#include <stdio.h>

#include "markup/document.h"

/* Rows from @block on that are one table: no empty line between them. */
size_t table_rows(const struct block *block, size_t left);
/* Those that belong to the chart @block. */
size_t chart_rows(const struct block *block, size_t left);

/* Names to the left, figures to the right; 0, or -1 if out of memory. */
int table_write(FILE *out, const struct block *rows, size_t n);

/**
 * chart_write - the table that follows a chart, with bars beside it
 * @n: its rows; 0: only formats with pictures show the chart
 *
 * Bars are of the second column, the longest fills the line.
 */
int chart_write(FILE *out, const struct block *chart, size_t n);

/**
 * code_write - lines as they are
 *
 * A line over LAYOUT_COLUMNS is broken at its last blank that fits, with a backslash,
 * and continues four columns further in. Without a blank it stays whole.
 */
void code_write(FILE *out, const char *text);

#endif /* RENDER_TABLE_H */
