/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - a site while it is built
 *
 * Private to this room. Functions return 0, or -1 with a sentence in site->error.
 */
#ifndef SITE_INTERNAL_H
#define SITE_INTERNAL_H

#include <jansson.h>
#include <stdio.h>

#include "bulletin/edition.h"
#include "common/error.h"
#include "render/html/html.h"
#include "render/html/urls.h"
#include "site.h"

struct signer;

/**
 * struct site - a site while it is built
 * @editions:  published ones, by year and number
 * @list:      pointers to them, for feeds
 * @newest:    the one that changed last; its publisher is the site's
 * @languages: of all editions, @newest's own first
 * @labels:    { language: labels }
 * @keys:      fingerprints of all that sign
 * @sums:      lines of SITE_SUMS
 * @signer:    opened when a signature is missing; with key @signer_key
 */
struct site {
	const struct site_order *order;
	struct edition *editions;
	size_t n;
	size_t room;
	const struct edition **list;
	const struct edition *newest;
	json_t *languages;
	json_t *labels;
	json_t *keys;
	FILE *sums;
	char *sums_text;
	size_t sums_size;
	struct signer *signer;
	char signer_key[64];
	struct error *error;
};

/* A file that a renderer writes: page_open(), render, page_put(). */
struct page {
	FILE *out;
	char *data;
	size_t size;
};

int page_open(struct site *site, struct page *page);
/* @ret: what the renderer returned; frees in any case. */
int page_put(struct site *site, struct page *page, const char *path, int ret);

/* Puts a file and adds it to the sums. */
int site_put(struct site *site, const char *path, const void *data, size_t size);

const json_t *site_labels(const struct site *site, const char *language);
/* The first language has its files at the top, others in folders. Returns @buf. */
const char *site_path(const struct site *site, const char *language,
		      const char *tail, char buf[URLS_MAX]);

/* bulletin.c: the files of one edition; @i: its index in the site */
int site_put_bulletin(struct site *site, size_t i);
/* lists.c: start pages, years, feeds; lists of CSAF documents */
int site_put_lists(struct site *site);
int site_put_csaf_lists(struct site *site);

/* signatures.c: 40 hex digits without blanks; NULL if the edition is not signed */
const char *site_key(const struct edition *edition, char key[64]);
/* Puts @data clear-signed (@clear) or its detached signature under @path. */
int site_put_signature(struct site *site, const char *key, bool clear,
		       const char *path, const void *data, size_t size);
/* The public keys of all that sign. */
int site_put_keys(struct site *site);

#endif /* SITE_INTERNAL_H */
