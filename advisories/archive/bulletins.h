/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bulletins.h - the register of bulletins: drafts, numbers, approval, history
 *
 * A bulletin has revisions, 1 and up. The last of them is a draft, approved or
 * published; all before it are published and never change any more. What a
 * revision says is its content, here a text that only its hash is known of; whoever
 * approves or edits says which one he saw, and is refused if it is another now.
 *
 * A number is given with the first approval, is kept by the bulletin for ever and
 * given to no other: a bulletin that is never published leaves a gap.
 */
#ifndef ARCHIVE_BULLETINS_H
#define ARCHIVE_BULLETINS_H

#include "archive.h"

#define ARCHIVE_NUMBER_MAX	9999	/* a year has no more of them */

/**
 * struct archive_draft - what somebody writes
 * @type:    "alert", ...
 * @content: canonical JSON, and its SHA-256 in hex
 * @who:     for the history
 */
struct archive_draft {
	const char *type;
	const char *content;
	const char *hash;
	const char *who;
	int64_t now;
};

/**
 * struct archive_revision - a revision as it is read
 * @year, @number: of the bulletin; 0: it has none
 * @state:     "draft", "approved", "published"
 * @made:      when its content was written last
 * @published: 0: not yet
 *
 * Texts are valid within the callback.
 */
struct archive_revision {
	int64_t bulletin;
	unsigned int year;
	unsigned int number;
	unsigned int revision;
	const char *type;
	const char *state;
	int64_t made;
	int64_t published;
	const char *hash;
	const char *content;
};

/* @what: "new", "edit", "revise", "approve", "publish"; @hash: of the content then */
struct archive_event {
	unsigned int revision;
	int64_t time;
	const char *who;
	const char *what;
	const char *hash;
};

/* Other than 0 ends the reading, which then returns it. */
typedef int (*archive_revision_fn)(const struct archive_revision *revision, void *arg);
typedef int (*archive_event_fn)(const struct archive_event *event, void *arg);

/* A new bulletin, its first revision a draft. */
int archive_bulletin_add(struct archive *archive, const struct archive_draft *draft,
		      int64_t *bulletin);
/* One more revision, a draft, of a bulletin whose last one is published. */
int archive_bulletin_revise(struct archive *archive, int64_t bulletin,
			 const struct archive_draft *draft, unsigned int *revision);
/*
 * Another content for the last revision, which is not published; it is a draft
 * then. @seen: hash of the content that was edited.
 */
int archive_bulletin_edit(struct archive *archive, int64_t bulletin, const char *seen,
		       const struct archive_draft *draft);
/*
 * The last revision, a draft. @seen: hash of what is approved; @year: of the
 * number, if it needs one.
 */
int archive_bulletin_approve(struct archive *archive, int64_t bulletin, const char *seen,
			  unsigned int year, const char *who, int64_t now);
/* The last revision, which is approved. */
int archive_bulletin_publish(struct archive *archive, int64_t bulletin, const char *who,
			  int64_t now);

/* 1 and @bulletin, 0 if there is none of that number, or -1. */
int archive_bulletin_find(struct archive *archive, unsigned int year, unsigned int number,
		       int64_t *bulletin);
/* Revisions of one bulletin or, with 0, of all; in order. */
int archive_revisions(struct archive *archive, int64_t bulletin, archive_revision_fn fn,
		   void *arg);
/* Oldest first. */
int archive_events(struct archive *archive, int64_t bulletin, archive_event_fn fn, void *arg);

#endif /* ARCHIVE_BULLETINS_H */
