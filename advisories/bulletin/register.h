/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * register.h - editions from and to the archive
 *
 * The archive stores texts; these functions convert them. Each returns 0, or -1 with
 * a sentence in @error, unless it says otherwise.
 */
#ifndef BULLETIN_REGISTER_H
#define BULLETIN_REGISTER_H

#include "common/error.h"
#include "edition.h"
#include "archive/bulletins.h"

enum register_which {
	REGISTER_LAST,		/* the last revision, whatever its state */
	REGISTER_PUBLISHED	/* the last published one */
};

/*
 * Finds a bulletin by a name: "draft 3", "draft-3", "3", "2026-0001",
 * "EXAMPLE-AT-2026-0001", "at260001".
 */
int register_find(struct archive *archive, const char *name, int64_t *id,
		  struct error *error);
/* Fails if there is none; edition_free() in any case. Sets the bulletin's time zone. */
int register_read(struct archive *archive, int64_t id,
		  enum register_which which, struct edition *edition,
		  struct error *error);
/*
 * One edition of each bulletin that has one, ordered by id; it is valid until @fn
 * returns. A value other than 0 from @fn stops and is returned.
 */
typedef int (*register_fn)(const struct edition *edition, void *arg);
int register_each(struct archive *archive, enum register_which which,
		  register_fn fn, void *arg, struct error *error);

/*
 * Saves @edition->content as a draft: as a new bulletin if the id is 0 (which is then
 * set), as a new revision if the state is published, else in place of the content with
 * the hash @seen.
 */
int register_save(struct archive *archive, struct edition *edition,
		  const char *seen, const char *who, int64_t now,
		  struct error *error);

#endif /* BULLETIN_REGISTER_H */
