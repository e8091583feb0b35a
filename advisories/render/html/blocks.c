// SPDX-License-Identifier: GPL-2.0-or-later
/* blocks.c - blocks of a bulletin -> elements of a page */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "render/text/layout.h"
#include "svg.h"

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

/* Are most non-empty cells below the head numbers? */
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

/* A table may be wider than its page: scrollable, also by keyboard. */
static void start_frame(struct html *html, bool is_short)
{
	char number[16], *label;

	snprintf(number, sizeof(number), "%u", ++html->tables);
	label = format_fill(html->labels, "table", "n", number, NULL);
	xml_start(html->xml, "div");
	xml_attr(html->xml, "class", is_short ? "scroll short" : "scroll");
	xml_attr(html->xml, "role", "group");
	xml_attr(html->xml, "aria-label", label);
	xml_attr(html->xml, "tabindex", "0");
	free(label);
}

/* Rows of a table, the first its head. */
static void put_table(struct html *html, const struct block *rows, size_t n)
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

#define ROWS_SHOWN	12	/* a longer table below its chart is folded */
#define TERM_MAX	48	/* bytes before the colon of "Period: ..." */

/* Bytes of the URL that begins here, without stops and brackets after it. */
static size_t url_length(const char *text)
{
	size_t n = strncmp(text, "http://", 7) ? 8 : 7, scheme = n;

	if (strncmp(text, "http://", 7) && strncmp(text, "https://", 8))
		return 0;
	while (text[n] > ' ' && text[n] < 0x7f && !strchr("<>\"'`{}|\\^", text[n]))
		n++;
	while (n > scheme && strchr(".,;:!?)]", text[n - 1]))
		n--;
	return n > scheme ? n : 0;
}

void html_text(struct html *html, const char *text)
{
	char *copy = strdup(text), *begin = copy, *at, *url;
	size_t n;

	if (!copy)
		return;
	for (at = copy; *at; at++) {
		n = *at == 'h' ? url_length(at) : 0;
		if (!n)
			continue;
		url = strndup(at, n);
		*at = 0;
		xml_text(html->xml, begin);
		if (url)
			html_link(html, url, url);
		free(url);
		begin = at + n;
		at = begin - 1;
	}
	xml_text(html->xml, begin);
	free(copy);
}

static void put_joined(struct html *html, const char *text)
{
	char *joined = layout_join(text);

	if (joined)
		html_text(html, joined);
	free(joined);
}

/* How many adjacent blocks are of the same kind; @gaps: across empty lines. */
static size_t run_of(const struct block *b, size_t left, bool gaps)
{
	size_t n = 1;

	while (n < left && b[n].kind == b[0].kind && (gaps || !b[n].gap))
		n++;
	return n;
}

static void start(struct html *html, const char *name, const char *class)
{
	xml_start(html->xml, name);
	xml_attr(html->xml, "class", class);
}

static void end(struct html *html)
{
	xml_end(html->xml);
	xml_raw(html->xml, "\n");
}

/* "Period:    ..." -> the colon; NULL if the line has no such form. */
static const char *term_end(const char *line)
{
	static const char wide[] = "\xef\xbc\x9a";	/* full-width colon */
	const char *colon = strchr(line, ':'), *other = strstr(line, wide);

	if (other && (!colon || other < colon))
		return other - line <= TERM_MAX ? other : NULL;
	if (!colon || colon == line || colon[1] != ' ' || colon - line > TERM_MAX)
		return NULL;
	return colon;
}

static bool are_terms(const struct block *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!term_end(b[i].text))
			return false;
	return n > 1;
}

static void put_terms(struct html *html, const struct block *b, size_t n)
{
	const char *colon, *value;
	char *term;
	size_t i;

	start(html, "dl", "box");
	for (i = 0; i < n; i++) {
		colon = term_end(b[i].text);
		term = strndup(b[i].text, (size_t)(colon - b[i].text));
		value = colon + (*colon == ':' ? 1 : 3);
		value += strspn(value, " ");
		if (term)
			html_term(html, term, value);
		free(term);
	}
	end(html);
}

static void put_lines(struct html *html, const struct block *b, size_t n)
{
	size_t i;

	if (are_terms(b, n)) {
		put_terms(html, b, n);
		return;
	}
	start(html, "p", "lines");
	for (i = 0; i < n; i++) {
		if (i) {
			xml_start(html->xml, "br");
			xml_end_void(html->xml);
		}
		html_text(html, b[i].text);
	}
	end(html);
}

static void put_items(struct html *html, const struct block *b, size_t n)
{
	size_t i;

	start(html, "ul", "items");
	for (i = 0; i < n; i++) {
		xml_start(html->xml, "li");
		put_joined(html, b[i].text);
		end(html);
	}
	end(html);
}

static void put_code(struct html *html, const struct block *b, size_t n)
{
	size_t i;

	xml_start(html->xml, "pre");
	xml_attr(html->xml, "tabindex", "0");
	xml_start(html->xml, "code");
	for (i = 0; i < n; i++) {
		xml_text(html->xml, b[i].text);
		xml_text(html->xml, "\n");
	}
	xml_end(html->xml);
	end(html);
}

/* A chart, with its figures as a table below it. */
static size_t put_chart(struct html *html, const struct block *b, size_t left,
			const json_t *facts)
{
	size_t n = left > 1 && b[1].kind == BLOCK_ROW && !b[1].gap ?
		   run_of(b + 1, left - 1, false) : 0;
	bool folded = n > ROWS_SHOWN || b->chart == CHART_SERIES;

	svg_chart(html->xml, b->chart, ++html->charts, facts, html->labels);
	if (!n)
		return 1;
	if (folded) {
		xml_start(html->xml, "details");
		xml_element(html->xml, "summary", NULL,
			    html_label(html, "chart_figures"));
	}
	put_table(html, b + 1, n);
	if (folded)
		end(html);
	return n + 1;
}

static size_t put_block(struct html *html, const struct block *b, size_t left,
			const json_t *facts)
{
	size_t n = 1;

	switch (b->kind) {
	case BLOCK_HEADING:
		xml_start(html->xml, "h2");
		html_text(html, b->text);
		end(html);
		break;
	case BLOCK_PARAGRAPH:
		xml_start(html->xml, "p");
		put_joined(html, b->text);
		end(html);
		break;
	case BLOCK_LINE:
		n = run_of(b, left, false);
		put_lines(html, b, n);
		break;
	case BLOCK_ITEM:
		n = run_of(b, left, true);
		put_items(html, b, n);
		break;
	case BLOCK_ROW:
		n = run_of(b, left, false);
		put_table(html, b, n);
		break;
	case BLOCK_CODE:
		n = run_of(b, left, false);
		put_code(html, b, n);
		break;
	case BLOCK_CHART:
		n = put_chart(html, b, left, facts);
		break;
	case BLOCK_RULE:
		xml_start(html->xml, "hr");
		xml_end_void(html->xml);
		xml_raw(html->xml, "\n");
		break;
	}
	return n;
}

void html_blocks(struct html *html, const struct block *blocks, size_t n,
		 const json_t *facts)
{
	size_t i;

	for (i = 0; i < n; )
		i += put_block(html, &blocks[i], n - i, facts);
}
