/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html.h - web pages: a bulletin, the bulletins of a year, the start page
 *
 * Each page is one self-contained file: its style is in it, it has neither scripts nor
 * pictures from elsewhere. It is HTML and well-formed XML at the same time. It depends
 * on nothing but the structs below, so the same input
 * gives the same bytes.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include <jansson.h>
#include <stdio.h>

#include "bulletin/edition.h"
#include "common/error.h"

/**
 * struct page_language - the same page in another language
 * @name: of the language, in itself: label "language" of its labels
 * @url:  relative or absolute
 */
struct page_language {
	const char *language;
	const char *name;
	const char *url;
};

/**
 * struct page_links - links to other pages and forms; NULL: there is none
 *
 * URLs are relative to the page, but @permanent is absolute.
 *
 * @permanent: of the page itself, to be cited
 * @others:    the page in other languages
 * @home:      the start page in this language
 * @year:      the index of the bulletin's year
 * @feed:      RSS 1.0 of this language
 * @text, @signature, @csaf: the bulletin in other forms
 * @previous, @next: the bulletins before and after it
 * @provider:  provider-metadata.json (start page)
 * @key:       the publisher's public key (start page)
 */
struct page_links {
	const char *permanent;
	const struct page_language *others;
	size_t n_others;
	const char *home;
	const char *year;
	const char *feed;
	const char *text;
	const char *signature;
	const char *csaf;
	const char *previous;
	const char *next;
	const char *provider;
	const char *key;
};

/**
 * render_html - the page of a bulletin
 * @bulletin: what edition_bulletin() made of @edition, in the page's language
 * @labels:   labels_load() of that language
 *
 * 0, or -1 with a sentence in @error.
 */
int render_html(FILE *out, const struct edition *edition,
		const struct bulletin *bulletin, const json_t *labels,
		const struct page_links *links, struct error *error);

/**
 * struct page_entry - a bulletin in a list
 * @edition: its last revision that was published
 * @url:     of its page in the list's language, relative to the list
 */
struct page_entry {
	const struct edition *edition;
	const char *url;
};

/* A year with bulletins, and its index. */
struct page_year {
	unsigned int year;
	const char *url;
};

/**
 * struct page_list - a page that lists bulletins
 * @publisher: as in content.h
 * @labels:    labels_load() of @language
 * @entries:   in the order in which they are to be shown, newest first
 * @years:     newest first
 * @year:      of render_year(): which
 */
struct page_list {
	const char *language;
	const json_t *publisher;
	const json_t *labels;
	const struct page_entry *entries;
	size_t n_entries;
	const struct page_year *years;
	size_t n_years;
	unsigned int year;
	struct page_links links;
};

/* The bulletins of a year: at/2026/index.html. 0, or -1 with a sentence. */
int render_year(FILE *out, const struct page_list *list, struct error *error);
/* The newest bulletins and links to all years: index.html. Likewise. */
int render_start(FILE *out, const struct page_list *list, struct error *error);

#endif /* RENDER_HTML_H */
