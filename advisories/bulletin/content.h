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
 *   recipes     { known, nf_slammer: [ { line } ], nftables: [], flowspec: [] }
 */
#ifndef BULLETIN_CONTENT_H
#define BULLETIN_CONTENT_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"
#include "edition.h"
#include "publisher/publisher.h"

#define CONTENT_HASH_MAX	65	/* SHA-256 in hex, with the NUL */

/**
 * struct content_order - what is to be written
 * @facts:     values_facts(VALUES_PUBLIC)
 * @templates: folder with LANGUAGE/TYPE.txt, TYPE-title.txt, perhaps TYPE-summary.txt
 *	       (else the title is the summary), and references.conf
 * @languages: array; NULL: the publisher's
 * @summary:   { LANGUAGE: text }; where it has none, it is the template's
 * @recipes:   NULL: there are none
 * @original:  content of what is updated or withdrawn, else NULL; templates know
 *	       original.title and original.summary
 */
struct content_order {
	enum edition_type type;
	const json_t *facts;
	const struct publisher *publisher;
	const char *templates;
	const json_t *languages;
	const json_t *summary;
	const json_t *recipes;
	const json_t *original;
};

/* Checked by edition_check(); NULL and a sentence in @error. */
json_t *content_make(const struct content_order *order, struct error *error);

/* Canonical text (sorted keys, no blanks), malloced; NULL if out of memory. */
char *content_text(const json_t *content);
/* Of the canonical text; returns @hash, "" if out of memory. */
const char *content_hash(const json_t *content, char hash[CONTENT_HASH_MAX]);

#endif /* BULLETIN_CONTENT_H */
