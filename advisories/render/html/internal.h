/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what all web pages share
 *
 * Private to this room.
 */
#ifndef RENDER_HTML_INTERNAL_H
#define RENDER_HTML_INTERNAL_H

#include "markup/document.h"
#include "html.h"
#include "render/text/format.h"
#include "xml.h"

#define HTML_HASH_MAX	64	/* "sha256-" and base64, with the NUL */

extern const char html_style[];

/* "sha256-..." of the style, for the page's content security policy; returns @buf. */
const char *html_style_hash(char buf[HTML_HASH_MAX]);

/**
 * struct html - a page that is being written
 * @charts, @tables: so far
 */
struct html {
	struct xml *xml;
	const char *language;
	const json_t *labels;
	const json_t *publisher;
	const struct page_links *links;
	unsigned int charts;
	unsigned int tables;
};

const char *html_label(const struct html *html, const char *key);
/* The text in a language of { language: text }; NULL: none */
const char *html_in_language(const json_t *texts, const char *language);
/* The publisher's name in the page's language, else its short one. */
const char *html_publisher(const json_t *publisher, const char *language);

/* Head and banner; what follows is in <main>. @about may be NULL. */
void html_begin(struct html *html, const char *title, const char *about);
/* The foot: other forms of the page, its neighbours, @contact: whom to ask. */
void html_finish(struct html *html, bool contact);

/* <a href="url">text</a>; the text alone if the URL is neither relative nor HTTP. */
void html_link(struct html *html, const char *url, const char *text);
/* A text in which URLs become links. */
void html_text(struct html *html, const char *text);
/* <dt>label</dt><dd>value</dd>, nothing if there is no value */
void html_term(struct html *html, const char *label, const char *value);

/* Kind, number and state in a line; lists begin it with the date. */
void html_kind(struct html *html, const struct edition *edition, bool dated);
/* draft, approved, published, updated or withdrawn */
const char *html_state(const struct edition *edition);
/* When the first revision and when the last were published; NULL if none was. */
const char *html_first_date(const struct edition *edition);
const char *html_last_date(const struct edition *edition);

/**
 * html_blocks - blocks of a document
 * @facts: what its charts are drawn from
 */
void html_blocks(struct html *html, const struct block *blocks, size_t n,
		 const json_t *facts);

#endif /* RENDER_HTML_INTERNAL_H */
