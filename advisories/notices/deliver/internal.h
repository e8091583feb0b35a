/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what every transport has to do
 *
 * Private to this room.
 */
#ifndef NOTICES_DELIVER_INTERNAL_H
#define NOTICES_DELIVER_INTERNAL_H

#include <stdio.h>

#include "deliver.h"

enum outcome {
	OUTCOME_SENT,
	OUTCOME_FAILED,
	OUTCOME_NOT_SENT,	/* and nothing is wrong with it */
	OUTCOME_UNCERTAIN
};

/**
 * struct attempt - one attempt to deliver a notice
 * @notice: prepare() may set its @place
 * @fd:     what prepare() opened for commit(); -1: nothing
 * @why:    the reason, of @size bytes, if it fails
 */
struct attempt {
	const struct deliver *deliver;
	struct deliver_via via;
	struct ledger_notice *notice;
	int fd;
	char *why;
	size_t size;
};

/**
 * struct transport - a way of delivery
 * @prepare:  all that others cannot see; 0 or -1 with @why
 * @commit:   the rest, once the ledger says "sending"
 * @recover:  what became of commit() if the process was killed
 * @clean_up: removes the traces of a mail that is sent; may be NULL
 */
struct transport {
	int (*prepare)(struct attempt *attempt);
	enum outcome (*commit)(struct attempt *attempt);
	enum outcome (*recover)(struct attempt *attempt);
	void (*clean_up)(struct attempt *attempt);
};

extern const struct transport transport_maildir, transport_mbox,
	transport_sendmail;

/* The reason, followed by that in errno unless it is 0; returns -1. */
__attribute__((format(printf, 2, 3)))
int attempt_fail(struct attempt *attempt, const char *format, ...);
/* The mail as a file, synced to disk; 0, or -1 with a reason. */
int attempt_write_message(struct attempt *attempt, const char *path);

/* All bytes, or -1 with errno. */
int write_all(int fd, const void *bytes, size_t size);
int sync_folder(const char *path);

/**
 * sendmail_helper_start - run @program -t -oi in a process that outlives us
 * @message: its standard input
 * @record:  gets "start PID", then how it ended; stays locked until then
 * @errors:  its standard output and error
 * @ended:   gets a descriptor that ends when the helper does
 *
 * The descriptors remain the caller's. 0, or -1 with errno.
 */
int sendmail_helper_start(const char *program, int message, int record,
			  int errors, int *ended);

#endif /* NOTICES_DELIVER_INTERNAL_H */
