/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bulletins.h - the register of bulletins: drafts, numbers, approval, history
 *
 * A bulletin has revisions, numbered from 1. The last one is a draft, approved or
 * published; the earlier ones are published and immutable. The content of a revision
 * is an opaque text with a hash. Approving and editing name the hash of the content
 * that the user saw; they fail if it has changed since.
 *
 * The first approval assigns a number, which the bulletin keeps and which is never
 * reused: a bulletin that is never published leaves a gap.
 */
#ifndef ARCHIVE_BULLETINS_H
#define ARCHIVE_BULLETINS_H

#include "archive.h"

#define ARCHIVE_NUMBER_MAX	9999	/* of a year */

/**
 * struct archive_draft - content to write
 * @type:    "alert", ...
 * @content: canonical JSON, and its SHA-256 in hex
 * @who:     the user, for the history
 */
struct archive_draft {
	const char *type;
	const char *content;
	const char *hash;
	const char *who;
	int64_t now;
};

/**
 * struct archive_revision - a revision that is read
 * @year, @number: of the bulletin; 0: it has no number
 * @state:     "draft", "approved", "published"
 * @made:      when its content was last written
 * @published: 0: not yet
 *
 * Texts are valid until the callback returns.
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

/* @what: "new", "edit", "revise", "approve", "publish"; @hash: of the content at that time */
struct archive_event {
	unsigned int revision;
	int64_t time;
	const char *who;
	const char *what;
	const char *hash;
};

/* Callbacks: a value other than 0 stops the reading and is returned by it. */
typedef int (*archive_revision_fn)(const struct archive_revision *revision, void *arg);
typedef int (*archive_event_fn)(const struct archive_event *event, void *arg);

/* Adds a bulletin whose first revision is a draft; sets @bulletin. */
int archive_bulletin_add(struct archive *archive,
			 const struct archive_draft *draft, int64_t *bulletin);
/* Adds a draft revision to a bulletin whose last revision is published. */
int archive_bulletin_revise(struct archive *archive, int64_t bulletin,
			    const struct archive_draft *draft,
			    unsigned int *revision);
/*
 * Replaces the content of the last revision, which must not be published; it becomes
 * a draft. @seen: hash of the content that was edited.
 */
int archive_bulletin_edit(struct archive *archive, int64_t bulletin,
			  const char *seen, const struct archive_draft *draft);
/*
 * Approves the last revision, a draft. @seen: hash of the approved content; @year: of
 * the number, if the bulletin has none.
 */
int archive_bulletin_approve(struct archive *archive, int64_t bulletin,
			     const char *seen, unsigned int year,
			     const char *who, int64_t now);
/* Publishes the last revision, which must be approved. */
int archive_bulletin_publish(struct archive *archive, int64_t bulletin,
			     const char *who, int64_t now);

/* 1 and sets @bulletin, 0 if there is no such number, or -1. */
int archive_bulletin_find(struct archive *archive, unsigned int year,
			  unsigned int number, int64_t *bulletin);
/* Revisions of one bulletin (0: of all), in order. */
int archive_revisions(struct archive *archive, int64_t bulletin,
		      archive_revision_fn fn, void *arg);
/* Oldest first. */
int archive_events(struct archive *archive, int64_t bulletin,
		   archive_event_fn fn, void *arg);

#endif /* ARCHIVE_BULLETINS_H */
