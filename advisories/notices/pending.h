/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pending.h - what a constituent has not been notified of yet
 *
 * A source is reported when it is observed for the first time, and again when it
 * comes back after the constituent's quiet days. What is not reported now waits in
 * the ledger.
 */
#ifndef NOTICES_PENDING_H
#define NOTICES_PENDING_H

#include "archive/ledger.h"
#include "common/error.h"
#include "observations.h"

/**
 * struct pending_item - an item as it is to be written to the ledger
 * @report:  new, or waiting since an earlier run
 * @changed: to be written even if it is not reported
 */
struct pending_item {
	struct ledger_item item;
	bool report;
	bool changed;
};

/**
 * struct pending - all items of a constituent, by address and kind
 * @reportable: how many are to be reported
 * @held:       waiting ones that are not reported, as their evidence is weak by the
 *		limits of today
 * @not_before: seconds since 1970; the last mail is more recent than the
 *		constituent's interval allows. 0: now
 */
struct pending {
	struct pending_item *list;
	size_t count;
	size_t room;
	size_t reportable;
	size_t held;
	int64_t not_before;
};

/**
 * pending_find - what there is to report now
 * @ledger: NULL: nothing was ever reported
 * @seen:   of this constituent, @n_seen in the order of observations_of()
 * @range:  the period of @seen
 *
 * @pending is reused by later calls. 0, or -1 with a sentence in @error.
 */
int pending_find(struct pending *pending, struct ledger *ledger,
		 struct archive *archive, const struct constituent *constituent,
		 const struct observation *seen, size_t n_seen,
		 const struct store_range *range, int64_t now,
		 struct error *error);
void pending_free(struct pending *pending);

/*
 * Writes what changed; reported items belong to the notice @notice, 0: they wait.
 * 0 or -1.
 */
int pending_write(const struct pending *pending, struct ledger *ledger,
		  const char *constituent, int64_t notice);

#endif /* NOTICES_PENDING_H */
