/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * content.h - what a bulletin says, in all its languages, before it has a number
 *
 * A JSON object. Its hash is what somebody approves; number, dates and history come
 * later and are filled into the text by edition.h.
 *
 *   shape       1
 *   type        "alert", ... (edition.h)
 *   languages   [ "ja", "en" ], the first is the publisher's own
 *   publisher   { name: { ja, en }, short, prefix, site, alerts, email, phone|null,
 *		 timezone, tlp: "WHITE"|"GREEN"|"AMBER"|"RED", category, key|null,
 *		 mail: { from, to }|null }
 *   title       { ja, en }: plain text
 *   summary     { ja, en }: what is new, one plain sentence (feeds, CSAF, history)
 *   text        { ja, en }: markup of document.h in which only late tags are left
 *   facts       values_facts(VALUES_PUBLIC): what charts and CSAF are made of
 *   references  [ { topics: [], publisher: { ja, en }, number|null,
 *		 title: { ja, en }, url, language } ]
 */
#ifndef BULLETIN_CONTENT_H
#define BULLETIN_CONTENT_H

#include <jansson.h>
#include <stddef.h>

#define CONTENT_HASH_MAX	65	/* SHA-256 in hex, with the NUL */

/* Of the object's canonical text (sorted keys, no blanks); returns @hash. */
const char *content_hash(const json_t *content, char hash[CONTENT_HASH_MAX]);

#endif /* BULLETIN_CONTENT_H */
