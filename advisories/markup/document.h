/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * document.h - a bulletin's text as blocks, which every format is rendered from
 *
 * Templates expand to lines in a light markup; document_parse() makes blocks of them.
 *
 *   # text		heading of a section
 *   > text		a line of its own (title, URL)
 *   * text		item of a list; lines that start with two blanks continue it
 *   | a | b | c	row of a table; the first row is the head
 *   ~ chart NAME SIGN	a chart (DOCUMENT_CHARTS); the rows that follow it without an
 *			empty line are the same in figures, their head is the legend.
 *			Text formats draw bars of SIGN (default "#")
 *   ` text		a line of code: blanks are kept, "`" alone is an empty line
 *   ======		a rule of the same length
 *   other lines	a paragraph, until an empty line or one of the above
 *
 * A backslash escapes the next character. Renderers join the lines of a paragraph,
 * which depends on the script.
 */
#ifndef MARKUP_DOCUMENT_H
#define MARKUP_DOCUMENT_H

#include <stddef.h>

#include "common/error.h"

enum block_kind {
	BLOCK_PARAGRAPH,
	BLOCK_HEADING,
	BLOCK_LINE,
	BLOCK_ITEM,
	BLOCK_ROW,
	BLOCK_RULE,
	BLOCK_CHART,
	BLOCK_CODE
};

#define DOCUMENT_CELLS	8	/* in a row */

/* X(symbol, name): the charts, see values.h */
#define DOCUMENT_CHARTS(X)			\
	X(SERIES,     "series")			\
	X(NETWORKS,   "networks")		\
	X(DIRECTIONS, "directions")

enum document_chart {
#define X(sym, name) CHART_##sym,
	DOCUMENT_CHARTS(X)
#undef X
	CHART_COUNT
};

/**
 * struct block - a piece of a document
 * @gap:   empty lines before it, at most DOCUMENT_GAP
 * @text:  UTF-8 without markup, its lines with \n between them; of BLOCK_ROW the
 *         first cell, of BLOCK_CHART its name
 * @cells: of BLOCK_ROW: all cells; of BLOCK_CHART: name and sign
 * @chart: of BLOCK_CHART
 */
struct block {
	enum block_kind kind;
	unsigned int gap;
	char *text;
	char *cells[DOCUMENT_CELLS];
	size_t n_cells;
	enum document_chart chart;
};

#define DOCUMENT_GAP	2

struct document {
	struct block *blocks;
	size_t count;
	size_t room;
};

/* Text of an expanded template -> blocks; 0, or -1 with a sentence in @error. */
int document_parse(struct document *document, const char *text,
		   struct error *error);
void document_free(struct document *document);

#endif /* MARKUP_DOCUMENT_H */
