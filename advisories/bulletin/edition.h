/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * edition.h - one revision of a bulletin with its place in history
 *
 * What the register keeps and what every renderer is given. An edition says all
 * that there is to say: whoever renders it asks neither the store nor a file, so the
 * same edition gives the same bytes for ever.
 */
#ifndef BULLETIN_EDITION_H
#define BULLETIN_EDITION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "markup/document.h"

#define EDITION_URL_MAX	512

#define BULLETIN_LANGUAGE_MAX	16	/* with the NUL */

/**
 * struct bulletin - one bulletin in one language
 * @number: "EXAMPLE-AT-2026-0001", "" for a draft
 * @title:  in its language
 */
struct bulletin {
	char language[BULLETIN_LANGUAGE_MAX];
	char number[64];
	char *title;
	struct document document;
};

void bulletin_free(struct bulletin *bulletin);

/* X(symbol, name): what a revision is. An update or a withdrawal has its alert's number. */
#define EDITION_TYPES(X)		\
	X(ALERT,      "alert")		\
	X(UPDATE,     "update")		\
	X(WITHDRAWAL, "withdrawal")	\
	X(WEEKLY,     "weekly")		\
	X(QUARTERLY,  "quarterly")

enum edition_type {
#define X(sym, name) EDITION_##sym,
	EDITION_TYPES(X)
#undef X
	EDITION_TYPE_COUNT
};

#define EDITION_STATES(X)		\
	X(DRAFT,     "draft")		\
	X(APPROVED,  "approved")	\
	X(PUBLISHED, "published")

enum edition_state {
#define X(sym, name) EDITION_##sym,
	EDITION_STATES(X)
#undef X
	EDITION_STATE_COUNT
};

const char *edition_type_name(enum edition_type type);
const char *edition_state_name(enum edition_state state);
/* -1 if there is none of that name. */
int edition_type_find(const char *name);
int edition_state_find(const char *name);

/**
 * struct edition - a revision
 * @id:       of the bulletin in the register, 1 and up; "draft 3" before it has a number
 * @year, @number: 2026 and 1 of EXAMPLE-AT-2026-0001; 0 before approval
 * @revision: 1 and up
 * @first:    when revision 1 was published; 0: not yet
 * @current:  when this one was; of an approved or drafted one, when it was made
 * @content:  what approval is bound to, see content.h; never changed in place
 * @history:  [ { "revision": 1, "date": "2026-01-27T09:00:00+09:00", "type": "alert",
 *	      "summary": { "ja": "...", "en": "..." } } ], oldest first, this one
 *	      included; summaries are texts without markup
 */
struct edition {
	int64_t id;
	unsigned int year;
	unsigned int number;
	unsigned int revision;
	enum edition_type type;
	enum edition_state state;
	int64_t first;
	int64_t current;
	json_t *content;
	json_t *history;
};

/* Its JSON; the edition itself is the caller's. */
void edition_free(struct edition *edition);

/* "EXAMPLE-AT-2026-0001", or "" for a draft; returns @buf. */
const char *edition_number(const struct edition *edition, char buf[64]);
/* Of files: "at260001" (PREFIX's last part in small letters, YY, NNNN), or "draft-3". */
const char *edition_name(const struct edition *edition, char buf[64]);

/*
 * Its address on the publisher's site, "" for a draft; returns @buf. The other
 * languages are in folders beside the first: "en/at/2026/at260001.txt".
 * @ending: ".txt", ".html"
 */
const char *edition_url(const struct edition *edition, const char *language,
			const char *ending, char buf[EDITION_URL_MAX]);

/**
 * edition_bulletin - an edition in one language, as blocks
 *
 * Fills in what is known only now: number, URL, dates, history. 0, or -1 with a
 * sentence in @error; freed by bulletin_free().
 */
int edition_bulletin(struct bulletin *bulletin, const struct edition *edition,
		     const char *language, struct error *error);

/* A content's publisher as templates know it, its name in one language. */
json_t *edition_publisher(const json_t *content, const char *language);

/*
 * A revision that nobody keeps: number 0 is a draft, else it is published.
 * @content is borrowed by the edition as a new reference. 0, or -1 if out of memory.
 */
int edition_alone(struct edition *edition, enum edition_type type,
		  unsigned int number, int64_t now, json_t *content);

/*
 * Does a content give a bulletin in each of its languages, before it has a number
 * and with one? 0, or -1 with a sentence with the line in @error.
 */
int edition_check(const json_t *content, struct error *error);

#endif /* BULLETIN_EDITION_H */
