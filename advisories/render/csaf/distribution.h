/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * distribution.h - how CSAF documents are found: provider metadata, feed, lists
 *
 * provider-metadata.json, which a CSAF reader looks for first, below
 * .well-known/csaf/ of a site; a ROLIE feed (RFC 8322 in JSON, as in CSAF 2.0);
 * index.txt and changes.csv for directory-based distribution.
 */
#ifndef RENDER_DISTRIBUTION_H
#define RENDER_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bulletin/edition.h"

#define ROLIE_FILE	"csaf-feed-tlp-white.json"

/*
 * Last published revisions, in any order, at least one. What changed last comes
 * first in the feed and in changes.csv.
 * Each 0, or -1 if it cannot be written.
 */
int render_rolie(FILE *out, const struct edition *const *editions, size_t n);
int render_csaf_index(FILE *out, const struct edition *const *editions, size_t n);
int render_csaf_changes(FILE *out, const struct edition *const *editions,
			size_t n);

/* The one that changed last; of the same second the one with the higher number. */
const struct edition *rolie_newest(const struct edition *const *editions,
				   size_t n);

/**
 * render_provider - the metadata of a publisher
 * @newest:  the edition that changed last
 * @keys:    fingerprints of all keys that sign, 40 hex digits each
 * @trusted: each document is signed
 *
 * 0, or -1 if it cannot be written.
 */
int render_provider(FILE *out, const struct edition *newest,
		    const json_t *keys, bool trusted);

#endif /* RENDER_DISTRIBUTION_H */
