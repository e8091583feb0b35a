// SPDX-License-Identifier: GPL-2.0-or-later
/* rss.c - bulletins as RSS 1.0 */
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "internal.h"
#include "rss.h"

struct writer {
	struct xml *xml;
	const struct rss_feed *feed;
};

/* The vulnerability and product of all bulletins, by their public identifiers. */
#define CVE		"CVE-2002-0649"
#define CVE_URL		"https://www.cve.org/CVERecord?id=" CVE
#define CPE		"cpe:/a:microsoft:sql_server:2000"
#define CPE_VENDOR	"Microsoft"
#define CPE_PRODUCT	"SQL Server 2000"
#define CPE_VERSION	"2.2"

static void put(struct writer *w, const char *name, const char *text)
{
	if (!text)
		return;
	xml_element(w->xml, name, NULL, text);
	xml_raw(w->xml, "\n");
}

static void end(struct writer *w)
{
	xml_end(w->xml);
	xml_raw(w->xml, "\n");
}

/* Newest first; of those of one second, the higher number. */
static int by_date(const void *a, const void *b)
{
	const struct edition *p = (*(const struct rss_item *const *)a)->edition;
	const struct edition *q = (*(const struct rss_item *const *)b)->edition;
	int64_t at_p = 0, at_q = 0;

	format_epoch(html_last_date(p), &at_p);
	format_epoch(html_last_date(q), &at_q);
	if (at_p != at_q)
		return at_p < at_q ? 1 : -1;
	if (p->year != q->year)
		return p->year < q->year ? 1 : -1;
	return (p->number < q->number) - (p->number > q->number);
}

static const struct rss_item **newest(const struct rss_feed *feed, size_t *n)
{
	const struct rss_item **list = calloc(feed->n_items + 1, sizeof(*list));
	size_t i;

	if (!list)
		return NULL;
	for (i = 0; i < feed->n_items; i++)
		list[i] = &feed->items[i];
	qsort(list, feed->n_items, sizeof(*list), by_date);
	*n = feed->n_items < RSS_ITEMS ? feed->n_items : RSS_ITEMS;
	return list;
}

static const char *name_of(const struct writer *w)
{
	const json_t *publisher = w->feed->publisher;
	const char *name = html_in_language(json_object_get(publisher, "name"),
				       w->feed->language);

	if (!name)
		name = path_text(publisher, "short");
	return name ? name : "";
}

static void put_filled(struct writer *w, const char *name, const char *label)
{
	char *text = format_fill(w->feed->labels, label, "publisher",
				name_of(w), NULL);

	put(w, name, text ? text : "");
	free(text);
}

static void put_channel(struct writer *w, const struct rss_item **list, size_t n)
{
	const char *date = n ? html_last_date(list[0]->edition) : NULL;
	struct xml *xml = w->xml;
	size_t i;

	xml_start(xml, "channel");
	xml_attr(xml, "rdf:about", w->feed->url);
	xml_raw(xml, "\n");
	put_filled(w, "title", "feed_title");
	put(w, "link", w->feed->site);
	put_filled(w, "description", "feed_description");
	put(w, "dc:language", w->feed->language);
	put(w, "dc:publisher", name_of(w));
	put(w, "dc:date", date);
	put(w, "dcterms:modified", date);
	xml_start(xml, "items");
	xml_start(xml, "rdf:Seq");
	xml_raw(xml, "\n");
	for (i = 0; i < n; i++) {
		xml_start(xml, "rdf:li");
		xml_attr(xml, "rdf:resource", list[i]->url);
		xml_end_void(xml);
		xml_raw(xml, "\n");
	}
	xml_end(xml);
	end(w);
	end(w);
}

/* One of sec:references; attributes that are NULL are left out. */
static void put_reference(struct writer *w, const char *source, const char *id,
			  const char *title, const char *url)
{
	if (!url)
		return;
	xml_start(w->xml, "sec:references");
	xml_attr(w->xml, "source", source);
	xml_attr(w->xml, "id", id);
	xml_attr(w->xml, "title", title);
	xml_text(w->xml, url);
	end(w);
}

/* A title by language, or one for all of them. */
static const char *text_of(const struct writer *w, const json_t *object,
			   const char *name)
{
	const json_t *texts = json_object_get(object, name);
	const char *text = html_in_language(texts, w->feed->language);

	if (!text && json_is_object(texts))
		text = json_string_value(json_object_iter_value(
				json_object_iter((json_t *)texts)));
	return text ? text : json_string_value(texts);
}

static void put_references(struct writer *w, const json_t *references)
{
	const json_t *reference;
	size_t i;

	put_reference(w, "CVE", CVE, NULL, CVE_URL);
	json_array_foreach(references, i, reference)
		put_reference(w, text_of(w, reference, "publisher"),
			      path_text(reference, "number"),
			      text_of(w, reference, "title"),
			      path_text(reference, "url"));
}

static void put_cpe(struct writer *w)
{
	xml_start(w->xml, "sec:cpe");
	xml_attr(w->xml, "version", CPE_VERSION);
	xml_attr(w->xml, "vendor", CPE_VENDOR);
	xml_attr(w->xml, "product", CPE_PRODUCT);
	xml_text(w->xml, CPE);
	end(w);
}

/*
 * The title has the state, because few readers show anything else; the template's
 * title may have it already.
 */
static void put_title(struct writer *w, const struct edition *e)
{
	const char *title = html_in_language(json_object_get(e->content, "title"),
					w->feed->language);
	const char *key = e->type == EDITION_WITHDRAWAL ? "state_withdrawn" :
			  e->revision > 1 ? "state_updated" : NULL;
	const char *state = key ? format_label(w->feed->labels, key) : NULL;

	xml_start(w->xml, "title");
	xml_text(w->xml, title ? title : "");
	if (state && !strcasestr(title ? title : "", state)) {
		xml_text(w->xml, " (");
		xml_text(w->xml, state);
		xml_text(w->xml, ")");
	}
	end(w);
}

static void put_item(struct writer *w, const struct rss_item *item)
{
	const struct edition *e = item->edition;
	char number[64], key[40];

	xml_start(w->xml, "item");
	xml_attr(w->xml, "rdf:about", item->url);
	xml_raw(w->xml, "\n");
	put_title(w, e);
	put(w, "link", item->url);
	put(w, "description", html_in_language(json_object_get(e->content, "summary"),
					  w->feed->language));
	put(w, "dc:publisher", name_of(w));
	put(w, "dc:creator", path_text(w->feed->publisher, "email"));
	put(w, "dc:language", w->feed->language);
	snprintf(key, sizeof(key), "type_%s", edition_type_name(e->type));
	put(w, "dc:subject", format_label(w->feed->labels, key));
	put(w, "sec:identifier", edition_number(e, number));
	put_references(w, json_object_get(e->content, "references"));
	put_cpe(w);
	put(w, "dc:date", html_last_date(e));
	put(w, "dcterms:issued", html_first_date(e));
	put(w, "dcterms:modified", html_last_date(e));
	end(w);
}

static void put_feed(struct writer *w, const struct rss_item **list, size_t n)
{
	static const char *const names[][2] = {
		{ "xmlns", "http://purl.org/rss/1.0/" },
		{ "xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#" },
		{ "xmlns:dc", "http://purl.org/dc/elements/1.1/" },
		{ "xmlns:dcterms", "http://purl.org/dc/terms/" },
		{ "xmlns:sec", "http://jvn.jp/rss/mod_sec/3.0/" },
	};
	size_t i;

	xml_declare(w->xml);
	xml_start(w->xml, "rdf:RDF");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		xml_attr(w->xml, names[i][0], names[i][1]);
	xml_attr(w->xml, "xml:lang", w->feed->language);
	xml_raw(w->xml, "\n");
	put_channel(w, list, n);
	for (i = 0; i < n; i++)
		put_item(w, list[i]);
	xml_end(w->xml);
}

int render_rss(FILE *out, const struct rss_feed *feed, struct error *error)
{
	struct writer w = { .feed = feed };
	const struct rss_item **list;
	size_t n = 0;

	list = newest(feed, &n);
	if (!list)
		return error_no_memory(error);
	w.xml = xml_open(out, error);
	if (w.xml)
		put_feed(&w, list, n);
	free(list);
	return w.xml ? xml_close(w.xml, error) : -1;
}
