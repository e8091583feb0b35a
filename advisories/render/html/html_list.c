// SPDX-License-Identifier: GPL-2.0-or-later
/* html_list.c - pages that list bulletins: a year, the start page */
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "html_parts.h"

static const char *said(const struct edition *edition, const char *name,
			const char *language)
{
	const char *text = json_string_value(json_object_get(
		json_object_get(edition->content, name), language));

	return text ? text : "";
}

static void put_entry(struct html *html, const struct page_entry *entry)
{
	struct xml *xml = html->xml;
	const char *summary = said(entry->edition, "summary", html->language);

	xml_start(xml, "li");
	html_kind(html, entry->edition, true);
	xml_start(xml, "p");
	xml_attr(xml, "class", "head");
	html_link(html, entry->url,
		  said(entry->edition, "title", html->language));
	xml_end(xml);
	if (*summary)
		xml_element(xml, "p", "summary", summary);
	xml_end(xml);
	xml_raw(xml, "\n");
}

static void put_entries(struct html *html, const struct page_list *list)
{
	size_t i;

	if (!list->n_entries) {
		xml_element(html->xml, "p", NULL, html_label(html, "empty"));
		return;
	}
	xml_start(html->xml, "ul");
	xml_attr(html->xml, "class", "list");
	xml_raw(html->xml, "\n");
	for (i = 0; i < list->n_entries; i++)
		put_entry(html, &list->entries[i]);
	xml_end(html->xml);
	xml_raw(html->xml, "\n");
}

static char *year_label(const struct html *html, const char *key,
			unsigned int year)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", year);
	return words_fill(html->labels, key, "year", text, NULL);
}

static void put_years(struct html *html, const struct page_list *list)
{
	char *text;
	size_t i;

	if (!list->n_years)
		return;
	xml_element(html->xml, "h2", NULL, html_label(html, "years"));
	xml_start(html->xml, "ul");
	xml_attr(html->xml, "class", "years");
	for (i = 0; i < list->n_years; i++) {
		text = year_label(html, "year_value", list->years[i].year);
		xml_start(html->xml, "li");
		if (list->years[i].year == list->year)
			xml_element(html->xml, "strong", NULL, text ? text : "");
		else
			html_link(html, list->years[i].url, text ? text : "");
		xml_end(html->xml);
		free(text);
	}
	xml_end(html->xml);
	xml_raw(html->xml, "\n");
}

static int render_list(FILE *out, const struct page_list *list,
		       const char *heading, const char *section, struct error *error)
{
	struct html html = {
		.language = list->language, .labels = list->labels,
		.publisher = list->publisher, .links = &list->links,
	};
	const char *name = html_publisher(list->publisher, list->language);
	char *title, *about;

	html.xml = xml_open(out, error);
	if (!html.xml)
		return -1;
	if (asprintf(&title, "%s | %s", heading, name) < 0)
		title = NULL;
	about = words_fill(list->labels, "feed_description", "publisher", name,
			   NULL);
	html_begin(&html, title ? title : heading, about);
	free(title);
	free(about);
	xml_element(html.xml, "h1", NULL, heading);
	if (section)
		xml_element(html.xml, "h2", NULL, section);
	put_entries(&html, list);
	put_years(&html, list);
	html_finish(&html, true);
	return xml_close(html.xml, error);
}

int render_year(FILE *out, const struct page_list *list, struct error *error)
{
	struct html html = { .labels = list->labels };
	char *heading = year_label(&html, "year_title", list->year);
	int ret = render_list(out, list, heading ? heading : "", NULL, error);

	free(heading);
	return ret;
}

int render_start(FILE *out, const struct page_list *list, struct error *error)
{
	return render_list(out, list, words_label(list->labels, "site_title"),
			   words_label(list->labels, "latest"), error);
}
