/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rolie.h - the lists by which CSAF documents are found
 *
 * A ROLIE feed (RFC 8322 as JSON, as CSAF 2.0 has it), and for those that read
 * folders index.txt and changes.csv.
 */
#ifndef RENDER_ROLIE_H
#define RENDER_ROLIE_H

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

#endif /* RENDER_ROLIE_H */
