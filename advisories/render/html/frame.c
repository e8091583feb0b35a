// SPDX-License-Identifier: GPL-2.0-or-later
/* frame.c - the parts around every page: head, banner, foot */
#include <gcrypt.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "render/mail/encoding.h"

const char *html_style_hash(char buf[HTML_HASH_MAX])
{
	unsigned char digest[32];

	gcry_md_hash_buffer(GCRY_MD_SHA256, digest, html_style,
			    strlen(html_style));
	base64(buf + sprintf(buf, "sha256-"), digest, sizeof(digest));
	return buf;
}

const char *html_label(const struct html *html, const char *key)
{
	return format_label(html->labels, key);
}

const char *html_in_language(const json_t *texts, const char *language)
{
	return json_string_value(json_object_get(texts, language));
}

const char *html_publisher(const json_t *publisher, const char *language)
{
	const char *name = html_in_language(json_object_get(publisher, "name"),
					    language);

	if (!name)
		name = path_text(publisher, "short");
	return name ? name : "";
}

/* Relative, HTTP or HTTPS: no other scheme becomes a link. */
static bool may_link(const char *url)
{
	return !strncmp(url, "http://", 7) || !strncmp(url, "https://", 8) ||
	       url[strcspn(url, ":/?#")] != ':';
}

void html_link(struct html *html, const char *url, const char *text)
{
	if (!may_link(url)) {
		xml_text(html->xml, text);
		return;
	}
	xml_start(html->xml, "a");
	/* On paper the URL is printed, unless the text is the URL. */
	if (strcmp(url, text))
		xml_attr(html->xml, "class", "named");
	xml_attr(html->xml, "href", url);
	xml_text(html->xml, text);
	xml_end(html->xml);
}

void html_term(struct html *html, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	xml_element(html->xml, "dt", NULL, label);
	xml_start(html->xml, "dd");
	html_text(html, value);
	xml_end(html->xml);
	xml_raw(html->xml, "\n");
}

static void put_meta(struct html *html, const char *name, const char *content)
{
	xml_start(html->xml, "meta");
	xml_attr(html->xml, "name", name);
	xml_attr(html->xml, "content", content);
	xml_end_void(html->xml);
	xml_raw(html->xml, "\n");
}

static void put_relation(struct html *html, const char *relation,
			 const char *type, const char *language, const char *url)
{
	if (!url)
		return;
	xml_start(html->xml, "link");
	xml_attr(html->xml, "rel", relation);
	xml_attr(html->xml, "type", type);
	xml_attr(html->xml, "hreflang", language);
	xml_attr(html->xml, "href", url);
	xml_end_void(html->xml);
	xml_raw(html->xml, "\n");
}

static void put_relations(struct html *html)
{
	const struct page_links *links = html->links;
	size_t i;

	put_relation(html, "canonical", NULL, NULL, links->permanent);
	for (i = 0; i < links->n_others; i++)
		put_relation(html, "alternate", NULL, links->others[i].language,
			     links->others[i].url);
	put_relation(html, "alternate", "text/plain", NULL, links->text);
	put_relation(html, "alternate", "application/json", NULL, links->csaf);
	put_relation(html, "alternate", "application/rss+xml", NULL, links->feed);
	put_relation(html, "prev", NULL, NULL, links->previous);
	put_relation(html, "next", NULL, NULL, links->next);
}

static void put_head(struct html *html, const char *title, const char *about)
{
	char hash[HTML_HASH_MAX];
	struct xml *xml = html->xml;

	xml_start(xml, "head");
	xml_raw(xml, "\n");
	xml_start(xml, "meta");
	xml_attr(xml, "charset", "utf-8");
	xml_end_void(xml);
	xml_raw(xml, "\n");
	xml_start(xml, "meta");
	xml_attr(xml, "http-equiv", "Content-Security-Policy");
	xml_attrf(xml, "content", "default-src 'none'; style-src '%s'; base-uri 'none'; form-action 'none'",
		  html_style_hash(hash));
	xml_end_void(xml);
	xml_raw(xml, "\n");
	put_meta(html, "viewport", "width=device-width, initial-scale=1");
	put_meta(html, "referrer", "no-referrer");
	if (about)
		put_meta(html, "description", about);
	xml_element(xml, "title", NULL, title);
	xml_raw(xml, "\n");
	put_relations(html);
	xml_start(xml, "style");
	xml_raw(xml, html_style);
	xml_end(xml);
	xml_end(xml);
	xml_raw(xml, "\n");
}

static void put_languages(struct html *html)
{
	const struct page_language *other = html->links->others;
	size_t i;

	if (!html->links->n_others)
		return;
	xml_start(html->xml, "nav");
	xml_attr(html->xml, "aria-label", html_label(html, "languages"));
	xml_start(html->xml, "ul");
	for (i = 0; i < html->links->n_others; i++) {
		xml_start(html->xml, "li");
		xml_attr(html->xml, "lang", other[i].language);
		html_link(html, other[i].url, other[i].name);
		xml_end(html->xml);
	}
	xml_end(html->xml);
	xml_end(html->xml);
}

static void put_banner(struct html *html)
{
	const char *name = html_publisher(html->publisher, html->language);
	struct xml *xml = html->xml;

	xml_start(xml, "header");
	xml_attr(xml, "class", "top");
	xml_start(xml, "div");
	xml_attr(xml, "class", "wide");
	xml_start(xml, html->links->home ? "a" : "span");
	xml_attr(xml, "class", "name");
	xml_attr(xml, "href", html->links->home);
	xml_text(xml, name);
	xml_end(xml);
	put_languages(html);
	xml_end(xml);
	xml_end(xml);
	xml_raw(xml, "\n");
}

void html_begin(struct html *html, const char *title, const char *about)
{
	struct xml *xml = html->xml;

	xml_doctype(xml);
	xml_start(xml, "html");
	xml_attr(xml, "xmlns", "http://www.w3.org/1999/xhtml");
	xml_attr(xml, "lang", html->language);
	xml_raw(xml, "\n");
	put_head(html, title, about);
	xml_start(xml, "body");
	xml_raw(xml, "\n");
	xml_start(xml, "a");
	xml_attr(xml, "class", "skip");
	xml_attr(xml, "href", "#main");
	xml_text(xml, html_label(html, "skip"));
	xml_end(xml);
	put_banner(html);
	xml_start(xml, "main");
	xml_attr(xml, "id", "main");
	xml_attr(xml, "class", "wide");
	xml_raw(xml, "\n");
}

struct footer_link {
	const char *url;
	const char *label;
};

/* A row of links under a heading; nothing without links. */
static void put_links(struct html *html, const char *heading,
		      const struct footer_link *list, size_t n)
{
	size_t i;

	for (i = 0; i < n && !list[i].url; i++)
		;
	if (i == n)
		return;
	xml_start(html->xml, "nav");
	xml_attr(html->xml, "aria-label", html_label(html, heading));
	xml_element(html->xml, "h2", NULL, html_label(html, heading));
	xml_start(html->xml, "ul");
	for (; i < n; i++) {
		if (!list[i].url)
			continue;
		xml_start(html->xml, "li");
		html_link(html, list[i].url, html_label(html, list[i].label));
		xml_end(html->xml);
	}
	xml_end(html->xml);
	xml_end(html->xml);
	xml_raw(html->xml, "\n");
}

static void put_contact(struct html *html)
{
	static const char *const keys[] = { "email", "phone", "site" };
	const char *text;
	size_t i;

	xml_element(html->xml, "h2", NULL, html_label(html, "contact"));
	xml_element(html->xml, "p", NULL,
		    html_publisher(html->publisher, html->language));
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		text = path_text(html->publisher, keys[i]);
		if (!text)
			continue;
		xml_start(html->xml, "p");
		html_text(html, text);
		xml_end(html->xml);
	}
}

void html_finish(struct html *html, bool contact)
{
	const struct page_links *l = html->links;
	const struct footer_link formats[] = {
		{ l->text, "text" }, { l->signature, "signature" },
		{ l->csaf, "csaf" }, { l->feed, "feed" },
		{ l->provider, "provider" }, { l->key, "key" },
	}, neighbours[] = {
		{ l->previous, "previous" }, { l->next, "next" },
		{ l->year, "list" }, { l->home, "home" },
	};
	struct xml *xml = html->xml;

	xml_end(xml);
	xml_raw(xml, "\n");
	xml_start(xml, "footer");
	xml_attr(xml, "class", "foot");
	xml_start(xml, "div");
	xml_attr(xml, "class", "wide");
	if (contact)
		put_contact(html);
	put_links(html, "formats", formats, sizeof(formats) / sizeof(formats[0]));
	put_links(html, "neighbours", neighbours,
		  sizeof(neighbours) / sizeof(neighbours[0]));
	xml_end(xml);
	xml_end(xml);
	xml_raw(xml, "\n");
	xml_end(xml);
	xml_end(xml);
	xml_raw(xml, "\n");
}

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
	return path_text(json_array_get(edition->history, i), "date");
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
	char text[FORMAT_TIME_MAX];

	if (!date)
		return;
	xml_start(html->xml, "time");
	xml_attr(html->xml, "datetime", date);
	xml_text(html->xml, format_time(html->labels, "date", date, text));
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
