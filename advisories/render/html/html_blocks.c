// SPDX-License-Identifier: GPL-2.0-or-later
/* html_blocks.c - blocks of a bulletin -> elements of a page */
#include <stdlib.h>
#include <string.h>

#include "html_parts.h"
#include "render/text/layout.h"
#include "svg.h"

#define ROWS_SHOWN	12	/* a longer table below its chart is folded */
#define TERM_MAX	48	/* bytes before the colon of "Period: ..." */

/* Bytes of the URL that begins here; stops and brackets behind it are not its own. */
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

/* Blocks of the same kind that follow each other; @gaps: also over empty lines. */
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

/* A chart, and the same in figures below it. */
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
	html_table(html, b + 1, n);
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
		html_table(html, b, n);
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
