/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * patience.h - calls that may not come back: the event loop waits, and goes on
 *
 * stat() on a dead file server, and a group that a directory server has to find, can
 * take minutes or for ever. Such a call runs in a thread of its own; the loop waits for
 * it for a moment only. Then the call is the thread's, which frees what belongs to it
 * when it comes back, and until then further calls fail at once.
 */
#ifndef SLAMMERD_PATIENCE_H
#define SLAMMERD_PATIENCE_H

#include <pthread.h>
#include <stdbool.h>

#define PATIENCE_MS	500

/* What is called, and what frees @arg; both may run in the thread. */
struct patience_call {
	void (*fn)(void *arg);
	void (*free)(void *arg);
	void *arg;
};

struct patience_state;

/* @state: shared with the thread; NULL: patience_open() was not called. */
struct patience {
	struct patience_state *state;
};

/* Starts the thread, with all signals blocked. 0, or -1 with errno. */
int patience_open(struct patience *patience);
/* The thread ends when its call does; nothing waits for that. */
void patience_close(struct patience *patience);

/**
 * patience_run - run @call, and wait for at most @ms
 * @patience: not open: runs it here
 *
 * 0: it has run, and its @arg is the caller's again. -ETIMEDOUT: it goes on, and its
 * @arg is freed when it ends. -EBUSY: an earlier one still runs; @arg was freed.
 */
int patience_run(struct patience *patience, const struct patience_call *call,
		 unsigned int ms);

#endif /* SLAMMERD_PATIENCE_H */
