// SPDX-License-Identifier: GPL-2.0-or-later
/* html.c - the pages: a bulletin, the bulletins of a year, the start page */
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "internal.h"

struct page {
	struct html html;
	const struct edition *edition;
	const struct bulletin *bulletin;
	const json_t *content;
};

static const char *in_language(const struct page *p, const char *name,
			       const char *language)
{
	return html_in_language(json_object_get(p->content, name), language);
}

/* Date and summary filled into the label of that name. */
static void put_notice(struct page *p, const char *state)
{
	const char *summary = in_language(p, "summary", p->html.language);
	const char *date = html_last_date(p->edition);
	char key[32], day[FORMAT_TIME_MAX], revision[16], *text;

	snprintf(key, sizeof(key), "notice_%s", state);
	snprintf(revision, sizeof(revision), "%u", p->edition->revision);
	format_time(p->html.labels, "date", date ? date : "", day);
	text = format_fill(p->html.labels, key, "summary", summary ? summary : "",
			  "date", day, "revision", revision, NULL);
	xml_start(p->html.xml, "p");
	xml_attrf(p->html.xml, "class", "notice %s", state);
	xml_attr(p->html.xml, "role", "note");
	html_text(&p->html, text ? text : "");
	xml_end(p->html.xml);
	xml_raw(p->html.xml, "\n");
	free(text);
}

/* What a reader must know first: withdrawn, updated, not published. */
static void put_notices(struct page *p)
{
	const struct edition *e = p->edition;

	if (e->state != EDITION_PUBLISHED)
		put_notice(p, html_state(e));
	if (e->type == EDITION_WITHDRAWAL)
		put_notice(p, "withdrawn");
	else if (e->state == EDITION_PUBLISHED && e->revision > 1)
		put_notice(p, "updated");
}

static void put_titles(struct page *p)
{
	struct xml *xml = p->html.xml;
	const char *language;
	const json_t *title;

	xml_element(xml, "h1", NULL, p->bulletin->title);
	json_object_foreach(json_object_get(p->content, "title"), language, title) {
		if (!strcmp(language, p->html.language))
			continue;
		xml_start(xml, "p");
		xml_attr(xml, "class", "also");
		xml_attr(xml, "lang", language);
		xml_text(xml, json_string_value(title) ? : "");
		xml_end(xml);
	}
	xml_raw(xml, "\n");
}

static void put_day(struct page *p, const char *label, const char *date)
{
	char text[FORMAT_TIME_MAX];

	if (date)
		html_term(&p->html, html_label(&p->html, label),
			  format_time(p->html.labels, "date", date, text));
}

static void put_period(struct page *p)
{
	const json_t *facts = json_object_get(p->content, "facts");
	const char *zone = path_text(facts, "period.zone");
	const char *offset = path_text(facts, "period.offset");
	char from[FORMAT_TIME_MAX], until[FORMAT_TIME_MAX], *text;

	if (!path_text(facts, "period.from") || !path_text(facts, "period.until"))
		return;
	format_time(p->html.labels, "moment", path_text(facts, "period.from"), from);
	format_time(p->html.labels, "moment", path_text(facts, "period.until"),
		   until);
	text = format_fill(p->html.labels, "period_value", "from", from, "until",
			  until, "zone", zone ? zone : "", "offset",
			  offset ? offset : "", NULL);
	html_term(&p->html, html_label(&p->html, "period"), text);
	free(text);
}

/* TLP:CLEAR and what it means; the facts use the name of CSAF 2.0, WHITE. */
static void put_tlp(struct page *p)
{
	const char *tlp = path_text(p->content, "publisher.tlp");
	struct xml *xml = p->html.xml;
	char key[48], small[16];
	size_t i;

	if (!tlp)
		return;
	for (i = 0; tlp[i] && i < sizeof(small) - 1; i++)
		small[i] = (char)(tlp[i] | 0x20);
	small[i] = 0;
	xml_element(xml, "dt", NULL, html_label(&p->html, "tlp"));
	xml_start(xml, "dd");
	snprintf(key, sizeof(key), "tlp_%s", small);
	xml_start(xml, "span");
	xml_attrf(xml, "class", "badge tlp %s", small);
	xml_text(xml, html_label(&p->html, key));
	xml_end(xml);
	snprintf(key, sizeof(key), "tlp_%s_means", small);
	xml_text(xml, " ");
	xml_text(xml, html_label(&p->html, key));
	xml_end(xml);
}

static void put_particulars(struct page *p)
{
	const char *first = html_first_date(p->edition);
	const char *last = html_last_date(p->edition);
	struct xml *xml = p->html.xml;
	char revision[16], *text;

	xml_start(xml, "dl");
	xml_attr(xml, "class", "meta");
	if (p->edition->state == EDITION_PUBLISHED)
		put_day(p, "published", first);
	if (p->edition->state == EDITION_PUBLISHED && p->edition->revision > 1)
		put_day(p, "updated", last);
	snprintf(revision, sizeof(revision), "%u", p->edition->revision);
	text = format_fill(p->html.labels, "revision_value", "revision", revision,
			  NULL);
	html_term(&p->html, html_label(&p->html, "revision"), text);
	free(text);
	put_period(p);
	/* It refers to the published text; nothing else may be forwarded. */
	if (p->edition->state == EDITION_PUBLISHED)
		put_tlp(p);
	if (p->html.links->permanent)
		html_term(&p->html, "URL", p->html.links->permanent);
	xml_end(xml);
	xml_raw(xml, "\n");
}

/* Does the page's head show this line of the letterhead already? */
static bool is_shown(const struct page *p, const char *line)
{
	const char *date = html_last_date(p->edition), *language;
	const json_t *title;
	char number[64];

	if (!strcmp(line, html_publisher(p->html.publisher, p->html.language)) ||
	    !strcmp(line, path_text(p->html.publisher, "short") ? : "") ||
	    !strcmp(line, edition_number(p->edition, number)) ||
	    !strncmp(line, "http://", 7) || !strncmp(line, "https://", 8))
		return true;
	json_object_foreach(json_object_get(p->content, "title"), language, title)
		if (!strcmp(line, json_string_value(title) ? : ""))
			return true;
	return date && strlen(line) == 10 && !strncmp(line, date, 10);
}

/* The lines before the first heading, but those shown above already. */
static size_t put_letterhead(struct page *p)
{
	const struct document *d = &p->bulletin->document;
	const struct block *b;
	size_t i;

	for (i = 0; i < d->count && d->blocks[i].kind != BLOCK_HEADING; i++) {
		b = &d->blocks[i];
		if (b->kind == BLOCK_RULE ||
		    (b->kind == BLOCK_LINE && is_shown(p, b->text)))
			continue;
		if (b->kind == BLOCK_LINE)
			xml_element(p->html.xml, "p", NULL, b->text);
		else
			break;
	}
	return i;
}

/* The bulletin's text may have its history already, under that heading. */
static bool tells_history(const struct page *p)
{
	const struct document *d = &p->bulletin->document;
	size_t i;

	for (i = 0; i < d->count; i++)
		if (d->blocks[i].kind == BLOCK_HEADING &&
		    strcasestr(d->blocks[i].text, html_label(&p->html, "history")))
			return true;
	return false;
}

static void put_history(struct page *p)
{
	struct xml *xml = p->html.xml;
	char day[FORMAT_TIME_MAX];
	const char *summary;
	const json_t *entry;
	size_t i;

	if (!json_array_size(p->edition->history) || tells_history(p))
		return;
	xml_element(xml, "h2", NULL, html_label(&p->html, "history"));
	xml_start(xml, "dl");
	xml_attr(xml, "class", "meta");
	json_array_foreach(p->edition->history, i, entry) {
		summary = json_string_value(json_object_get(
				json_object_get(entry, "summary"), p->html.language));
		format_time(p->html.labels, "date", path_text(entry, "date"), day);
		html_term(&p->html, day, summary ? summary : "-");
	}
	xml_end(xml);
	xml_raw(xml, "\n");
}

static void put_article(struct page *p)
{
	const struct document *d = &p->bulletin->document;
	struct xml *xml = p->html.xml;
	size_t i;

	put_notices(p);
	xml_start(xml, "article");
	html_kind(&p->html, p->edition, false);
	put_titles(p);
	put_particulars(p);
	i = put_letterhead(p);
	html_blocks(&p->html, d->blocks + i, d->count - i,
		    json_object_get(p->content, "facts"));
	put_history(p);
	xml_end(xml);
}

int render_html(FILE *out, const struct edition *edition,
		const struct bulletin *bulletin, const json_t *labels,
		const struct page_links *links, struct error *error)
{
	struct page p = {
		.html = { .language = bulletin->language, .labels = labels,
			  .links = links },
		.edition = edition, .bulletin = bulletin,
		.content = edition->content,
	};
	const char *short_name;
	char number[64], *title;
	int n;

	p.html.publisher = json_object_get(edition->content, "publisher");
	p.html.xml = xml_open(out, error);
	if (!p.html.xml)
		return -1;
	short_name = path_text(p.html.publisher, "short");
	edition_number(edition, number);
	n = asprintf(&title, "%s%s%s | %s", number, *number ? " " : "",
		     bulletin->title, short_name ? short_name : "");
	html_begin(&p.html, n < 0 ? number : title,
		   in_language(&p, "summary", bulletin->language));
	if (n >= 0)
		free(title);
	put_article(&p);
	html_finish(&p.html, false);
	return xml_close(p.html.xml, error);
}

static void put_entry(struct html *html, const struct page_entry *entry)
{
	struct xml *xml = html->xml;
	const json_t *content = entry->edition->content;
	const char *summary = html_in_language(json_object_get(content, "summary"),
					       html->language);
	const char *title = html_in_language(json_object_get(content, "title"),
					     html->language);

	xml_start(xml, "li");
	html_kind(html, entry->edition, true);
	xml_start(xml, "p");
	xml_attr(xml, "class", "head");
	html_link(html, entry->url, title ? title : "");
	xml_end(xml);
	if (summary && *summary)
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
	return format_fill(html->labels, key, "year", text, NULL);
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
	about = format_fill(list->labels, "feed_description", "publisher", name,
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
	return render_list(out, list, format_label(list->labels, "site_title"),
			   format_label(list->labels, "latest"), error);
}
