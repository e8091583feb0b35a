/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deliver_parts.h - what every way of delivery has to do
 *
 * Private to this room.
 */
#ifndef NOTICES_DELIVER_PARTS_H
#define NOTICES_DELIVER_PARTS_H

#include <stdio.h>

#include "deliver.h"

enum outcome {
	OUTCOME_SENT,
	OUTCOME_FAILED,
	OUTCOME_NOT,		/* it never went */
	OUTCOME_UNCERTAIN
};

/**
 * struct trip - one notice on its way
 * @notice: @place may be set by begin()
 * @fd:     what begin() opened for carry(); -1: nothing
 */
struct trip {
	const struct deliver *deliver;
	struct deliver_via via;
	struct ledger_notice *notice;
	int fd;
	char *why;
	size_t size;
};

/**
 * struct way - a way of delivery
 * @begin: all that nobody else can see; 0 or -1 with @why
 * @carry: the rest, after the ledger says so
 * @look:  what became of carry() when we were killed
 * @end:   nothing more will be asked about it; may be NULL
 */
struct way {
	int (*begin)(struct trip *trip);
	enum outcome (*carry)(struct trip *trip);
	enum outcome (*look)(struct trip *trip);
	void (*end)(struct trip *trip);
};

extern const struct way way_maildir, way_mbox, way_sendmail;

/* A sentence about a file of the trip, with the reason in errno; returns -1. */
__attribute__((format(printf, 2, 3)))
int trip_fail(struct trip *trip, const char *format, ...);
/* All bytes, or -1 with errno. */
int write_all(int fd, const void *bytes, size_t size);
int sync_folder(const char *path);
/* The mail as a file that is safely on its disk; 0, or -1 with a sentence. */
int trip_write(struct trip *trip, const char *path);

/* courier.c: runs @program in a session of its own; see there. 0 or -1, errno. */
int courier_start(const char *program, int message, int record, int errors,
		  int *ended);

#endif /* NOTICES_DELIVER_PARTS_H */
