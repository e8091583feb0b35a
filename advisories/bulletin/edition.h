/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * edition.h - a revision of a bulletin with its number, dates and history
 *
 * The register stores it and renderers receive it. It is complete: renderers need
 * neither the store nor files, so the same edition always gives the same bytes.
 */
#ifndef BULLETIN_EDITION_H
#define BULLETIN_EDITION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "markup/document.h"

#define BULLETIN_LANGUAGE_MAX	16	/* with the NUL */

/**
 * struct bulletin - an edition in one language, as blocks to render
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

/* X(symbol, name): types of revisions. Updates and withdrawals share the alert's number. */
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
/* -1 if there is no such name. */
int edition_type_find(const char *name);
int edition_state_find(const char *name);

/**
 * struct edition - a revision
 * @id:       of the bulletin, 1 and up; its name is "draft 3" before approval
 * @year, @number: 2026 and 1 of EXAMPLE-AT-2026-0001; 0 before approval
 * @revision: 1 and up
 * @first:    when revision 1 was published; 0: not yet
 * @current:  when this revision was published, or made if it is not published
 * @content:  see content.h; not to be changed in place
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

/* Releases the JSON values; the struct is the caller's. */
void edition_free(struct edition *edition);

/* "EXAMPLE-AT-2026-0001", or "" for a draft; returns @buf. */
const char *edition_number(const struct edition *edition, char buf[64]);
/* For file names: "at260001" (last part of PREFIX, YY, NNNN), or "draft-3". */
const char *edition_name(const struct edition *edition, char buf[64]);

/**
 * edition_bulletin - an edition in one language, as blocks
 *
 * Inserts number, URL, dates and history. Sets the time zone to the bulletin's. 0,
 * and bulletin_free() is the caller's; or -1 with a sentence in @error.
 */
int edition_bulletin(struct bulletin *bulletin, const struct edition *edition,
		     const char *language, struct error *error);

/* The publisher of a content as a value of templates; a new reference. */
json_t *edition_publisher(const json_t *content, const char *language);

/*
 * A revision that is not stored: a draft if @number is 0, else published. Takes a new
 * reference to @content. 0, or -1 if out of memory; edition_free() in any case.
 */
int edition_alone(struct edition *edition, enum edition_type type,
		  unsigned int number, int64_t now, json_t *content);

/*
 * Checks that the content can be rendered in each of its languages, with and without
 * a number. 0, or -1 with a sentence with the line in @error.
 */
int edition_check(const json_t *content, struct error *error);

#endif /* BULLETIN_EDITION_H */
