/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rss.h - bulletins as a feed: RSS 1.0 with Dublin Core and JVN's security module
 */
#ifndef RENDER_RSS_H
#define RENDER_RSS_H

#include <jansson.h>
#include <stdio.h>

#include "bulletin/edition.h"
#include "common/error.h"

#define RSS_ITEMS	20	/* usual for feeds of alerts */

/**
 * struct rss_item - a bulletin in the feed
 * @edition: its last revision that was published
 * @url:     of its page in the feed's language, absolute
 */
struct rss_item {
	const struct edition *edition;
	const char *url;
};

/**
 * struct rss_feed - one language's feed
 * @url:       of the feed itself, absolute
 * @site:      of the start page in this language, absolute
 * @publisher: as in content.h
 * @labels:    labels_load() of @language
 * @items:     in any order; the RSS_ITEMS that changed last are written, newest
 *             first
 */
struct rss_feed {
	const char *language;
	const char *url;
	const char *site;
	const json_t *publisher;
	const json_t *labels;
	const struct rss_item *items;
	size_t n_items;
};

/* 0, or -1 with a sentence in @error. */
int render_rss(FILE *out, const struct rss_feed *feed, struct error *error);

#endif /* RENDER_RSS_H */
