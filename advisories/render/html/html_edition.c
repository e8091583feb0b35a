// SPDX-License-Identifier: GPL-2.0-or-later
/* html_edition.c - what a page and a list say of a bulletin: kind, number, state */
#include <stdlib.h>

#include "html_parts.h"

const char *html_state(const struct edition *edition)
{
	if (edition->state != EDITION_PUBLISHED)
		return edition_state_name(edition->state);
	if (edition->type == EDITION_WITHDRAWAL)
		return "withdrawn";
	return edition->revision > 1 ? "updated" : "published";
}

static const char *date_at(const struct edition *edition, size_t i)
{
	return words_text(json_array_get(edition->history, i), "date");
}

const char *html_first_date(const struct edition *edition)
{
	return date_at(edition, 0);
}

const char *html_last_date(const struct edition *edition)
{
	size_t n = json_array_size(edition->history);

	return n ? date_at(edition, n - 1) : NULL;
}

static void put_day(struct html *html, const char *date)
{
	char text[WORDS_TIME_MAX];

	if (!date)
		return;
	xml_start(html->xml, "time");
	xml_attr(html->xml, "datetime", date);
	xml_text(html->xml, words_time(html->labels, "date", date, text));
	xml_end(html->xml);
}

void html_kind(struct html *html, const struct edition *edition, bool dated)
{
	struct xml *xml = html->xml;
	char key[40], number[64];

	xml_start(xml, "p");
	xml_attr(xml, "class", "kind");
	if (dated)
		put_day(html, html_last_date(edition));
	snprintf(key, sizeof(key), "type_%s", edition_type_name(edition->type));
	xml_element(xml, "span", NULL, html_label(html, key));
	if (*edition_number(edition, number))
		xml_element(xml, "span", NULL, number);
	snprintf(key, sizeof(key), "state_%s", html_state(edition));
	xml_start(xml, "span");
	xml_attrf(xml, "class", "badge %s", html_state(edition));
	xml_text(xml, html_label(html, key));
	xml_end(xml);
	xml_end(xml);
	xml_raw(xml, "\n");
}
