/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * content.h - the content of a revision: what it says, in all its languages
 *
 * A JSON object. Approval is bound to its hash; number, dates and history are known
 * later, and edition.h inserts them into the text.
 *
 *   shape       1
 *   type        "alert", ... (edition.h)
 *   languages   [ "ja", "en" ], the publisher's own first
 *   publisher   { name: { ja, en }, short, prefix, site, alerts, email, phone|null,
 *		 timezone, tlp: "WHITE"|"GREEN"|"AMBER"|"RED", category, key|null,
 *		 mail: { from, to }|null }
 *   title       { ja, en }: plain text
 *   summary     { ja, en }: what is new, one plain sentence (feeds, CSAF, history)
 *   text        { ja, en }: markup of document.h, with late tags only
 *   facts       values_facts(VALUES_PUBLIC): source of charts and CSAF
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
 * struct content_order - parameters of a content
 * @facts:     values_facts(VALUES_PUBLIC)
 * @templates: folder with LANGUAGE/TYPE.txt, TYPE-title.txt, perhaps TYPE-summary.txt
 *	       (default: the title), and references.conf
 * @languages: array; NULL: the publisher's
 * @summary:   { LANGUAGE: text }; the template's for other languages
 * @recipes:   NULL: none
 * @original:  content of the updated or withdrawn revision, else NULL; templates use
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

/* A new reference, checked by edition_check(); NULL with a sentence in @error. */
json_t *content_make(const struct content_order *order, struct error *error);

/* The canonical text (sorted keys, no blanks), malloced; NULL if out of memory. */
char *content_text(const json_t *content);
/* SHA-256 of the canonical text; returns @hash, "" if out of memory. */
const char *content_hash(const json_t *content, char hash[CONTENT_HASH_MAX]);

#endif /* BULLETIN_CONTENT_H */
