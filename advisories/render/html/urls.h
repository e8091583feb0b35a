/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * urls.h - where an edition's files are once it is published: paths and URLs
 *
 * The layout of the static tree, for every format that links into it.
 * Paths are relative to the top of the tree; with the publisher's base in front they
 * are URLs.
 */
#ifndef RENDER_URLS_H
#define RENDER_URLS_H

#include <stddef.h>

#include "bulletin/edition.h"

#define URLS_MAX	512

#define URLS_CSAF	"csaf/white/"
#define URLS_PROVIDER	".well-known/csaf/provider-metadata.json"
#define URLS_KEY	"openpgp-key.asc"

/**
 * urls_base - the prefix that makes a path a URL; ends with '/'
 *
 * The publisher's "alerts" without its last folder, which must be "at/". Returns
 * @buf, or NULL if it is not or if it has no room.
 */
const char *urls_base(const json_t *content, char buf[URLS_MAX]);

/* "at/2026/at260001.html", "en/at/...": @end is ".html". Returns @buf. */
const char *urls_page(const struct edition *edition, const char *language,
		      const char *end, char buf[URLS_MAX]);

/* @to, relative to the page at @from: "../../index.html"; returns @buf. */
const char *urls_relative(const char *from, const char *to, char buf[URLS_MAX]);

/* "2026/example-at-2026-0001.json", below URLS_CSAF; returns @buf. */
const char *urls_csaf(const struct edition *edition, char buf[URLS_MAX]);

#endif /* RENDER_URLS_H */
