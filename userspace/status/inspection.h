/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inspection.h - what the daemon did with packets that were queued, in JSON
 *
 * The shape is in slammerd(8), and each counter has its explanation here.
 */
#ifndef REPORT_INSPECTION_H
#define REPORT_INSPECTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfslammer/reason.h"

/* X(member, what an operator reads): counters of packets */
#define REPORT_INSPECTION(X)						       \
	X(seen,      "were queued and came to slammerd, since it was started") \
	X(accepted,  "of these went on: requests, answers and other protocols") \
	X(dropped,   "of these were dropped: attacks, and what cannot be judged") \
	X(batches,   "answers to the kernel, each for one packet or more")     \
	X(waiting,   "are in the queue now")				       \
	X(lost_full, "did not fit into the queue: they passed if the policy says open, else they were dropped") \
	X(lost_nobody, "found no program that listens, since the module was loaded: the same") \
	X(kept,      "are in samples that slammerd wrote")		       \
	X(skipped,   "were no samples, because there were too many in a second") \
	X(lost_samples, "were no samples, because they could not be written")

/**
 * struct report_inspection - the counters, and what is to be known besides
 * @queue:	number, or -1: the policy queues nothing
 * @open:	what no program takes passes
 * @listening:	the daemon gets what is queued
 * @secret:	how many are waiting is not for this daemon's user to know
 * @directory:	of samples; NULL: none are kept
 * @bytes:	of samples that were written
 * @error:	why it does not listen, NULL if all is well; likewise that of samples
 */
struct report_inspection {
	int queue;
	bool open;
	bool listening;
	bool secret;
	const char *error;
	const char *directory;
	const char *samples_error;
	uint64_t bytes;
	uint64_t class[CLASS_COUNT];
#define X(member, text) uint64_t member;
	REPORT_INSPECTION(X)
#undef X
};

/* What the counters mean; ends with a NULL. */
struct report_counter {
	const char *name;
	const char *text;
};
extern const struct report_counter report_inspection_counters[];

/* NULL if out of memory. */
json_t *report_inspection(const struct report_inspection *inspection);

#endif /* REPORT_INSPECTION_H */
