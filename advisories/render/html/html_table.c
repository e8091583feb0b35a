// SPDX-License-Identifier: GPL-2.0-or-later
/* html_table.c - rows of a bulletin -> a table */
#include <stdlib.h>
#include <string.h>

#include "html_parts.h"

#define SHORT	16	/* rows that stay on one sheet of paper */
#define NARROW	4	/* as many columns fit a phone; rows of more are stacked there */

/* 1,234 or +5 or -12.3 % or 2 (1), but not 192.0.2.0/24 */
static bool is_number(const char *cell)
{
	const char *c = cell;
	size_t points = 0, digits = 0;

	c += strspn(c, "+-");
	if (*c < '0' || *c > '9')
		return false;
	for (; *c && strchr("0123456789.,: %()", *c); c++) {
		points += *c == '.';
		digits += *c >= '0' && *c <= '9';
	}
	return !*c && digits && points < 2;
}

/* Do most cells below the head hold numbers, of those that hold anything? */
static bool is_numeric(const struct block *rows, size_t n, size_t column)
{
	size_t i, numbers = 0, cells = 0;

	for (i = 1; i < n; i++) {
		if (column >= rows[i].n_cells || !strcmp(rows[i].cells[column], "-"))
			continue;
		cells++;
		numbers += is_number(rows[i].cells[column]);
	}
	return 2 * numbers > cells;
}

/* @head: the first row, which names the columns */
static void put_row(struct html *html, const struct block *row,
		    const struct block *head, const bool numeric[DOCUMENT_CELLS])
{
	bool named;
	size_t c;

	xml_start(html->xml, "tr");
	for (c = 0; c < row->n_cells; c++) {
		named = row == head || !c;
		xml_start(html->xml, named ? "th" : "td");
		xml_attr(html->xml, "scope",
			 row == head ? "col" : named ? "row" : NULL);
		xml_attr(html->xml, "class", numeric[c] ? "n" : NULL);
		if (!named && head->n_cells > NARROW && c < head->n_cells)
			xml_attr(html->xml, "data-label", head->cells[c]);
		html_text(html, row->cells[c]);
		xml_end(html->xml);
	}
	xml_end(html->xml);
	xml_raw(html->xml, "\n");
}

/* A table may be wider than its page; then it is scrolled, by keys as well. */
static void start_frame(struct html *html, bool is_short)
{
	char number[16], *label;

	snprintf(number, sizeof(number), "%u", ++html->tables);
	label = words_fill(html->labels, "table", "n", number, NULL);
	xml_start(html->xml, "div");
	xml_attr(html->xml, "class", is_short ? "scroll short" : "scroll");
	xml_attr(html->xml, "role", "group");
	xml_attr(html->xml, "aria-label", label);
	xml_attr(html->xml, "tabindex", "0");
	free(label);
}

void html_table(struct html *html, const struct block *rows, size_t n)
{
	bool numeric[DOCUMENT_CELLS];
	size_t i, c;

	for (c = 0; c < DOCUMENT_CELLS; c++)
		numeric[c] = is_numeric(rows, n, c);
	start_frame(html, n <= SHORT);
	xml_start(html->xml, "table");
	xml_attr(html->xml, "class", rows[0].n_cells > NARROW ? "stack" : NULL);
	xml_start(html->xml, "thead");
	put_row(html, rows, rows, numeric);
	xml_end(html->xml);
	xml_start(html->xml, "tbody");
	for (i = 1; i < n; i++)
		put_row(html, &rows[i], rows, numeric);
	xml_end(html->xml);
	xml_end(html->xml);
	xml_end(html->xml);
	xml_raw(html->xml, "\n");
}
