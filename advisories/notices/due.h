/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * due.h - what is new for a constituent: what was seen against what they were told
 *
 * A source is news when it was never told, and again when it comes back after the
 * constituent's quiet days. What is not told now waits in the ledger.
 */
#ifndef NOTICES_DUE_H
#define NOTICES_DUE_H

#include "collect.h"
#include "archive/ledger.h"
#include "common/error.h"

/**
 * struct due_item - an item as the ledger is to have it
 * @tell:    is news, now or since it waits
 * @changed: is to be written even if it is not told
 */
struct due_item {
	struct ledger_item item;
	bool tell;
	bool changed;
};

/**
 * struct due - all of a constituent, by address and kind
 * @news:  how many are to be told
 * @later: not before that time, for they had a mail a short while ago; 0: now
 */
struct due {
	struct due_item *list;
	size_t count;
	size_t room;
	size_t news;
	int64_t later;
};

/**
 * due_find - what there is to tell now
 * @ledger: NULL: nobody was ever told anything
 * @range:  the period that was looked at
 *
 * @due may be used again and again. 0, or -1 with a sentence in @error.
 */
int due_find(struct due *due, struct ledger *ledger, struct archive *archive,
	     const struct constituent *constituent, const struct seen *seen,
	     size_t n_seen, const struct store_range *range, int64_t now,
	     struct error *error);
void due_free(struct due *due);

/* Writes what changed; what is told belongs to @notice, 0: it waits. 0 or -1. */
int due_write(const struct due *due, struct ledger *ledger,
	      const char *constituent, int64_t notice);

#endif /* NOTICES_DUE_H */
