/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * recorder.h - the statistics, in a thread of their own
 *
 * To read 65,536 sources and to write them to a disk takes seconds. The event loop does
 * not wait for that: it posts commands, and an eventfd says when there is news. What the thread
 * works on is its own: the statistics with their queue, timers, store and constituents,
 * a connection to the module, and a share of the policy. Commands are carried out in the
 * order in which they were posted (docs/decisions/recorder.md).
 *
 * Before recorder_open() and after recorder_close() there is no thread, and the caller
 * carries out everything itself, at once: the start, and tests step by step.
 */
#ifndef SLAMMERD_RECORDER_H
#define SLAMMERD_RECORDER_H

#include <jansson.h>

#include "common/error.h"
#include "kernel/client.h"
#include "policy/model.h"
#include "slammerd/os/loop.h"
#include "slammerd/stats/flush.h"
#include "slammerd/stats/mailbox.h"
#include "slammerd/stats/statistics.h"

#define RECORDER_CLOSE_SECONDS	60

/**
 * struct recorder_callbacks - what the recorder needs of the daemon
 * @begin:	the first call in each thread that is started: restricts what it may call
 * @open:	a new connection to the module, in the thread; NULL with a sentence in
 *		@error
 * @news:	in the loop: after a command, a window or a step of maintenance
 */
struct recorder_callbacks {
	void (*begin)(void *arg);
	struct client *(*open)(void *arg, struct error *error);
	void (*news)(void *arg);
};

struct recorder_thread;

/**
 * struct recorder - all zero but for @statistics at first
 * @statistics:	the thread's while there is one
 * @policy:	a share of the one that @statistics has; likewise
 * @thread:	NULL: there is none
 */
struct recorder {
	struct statistics *statistics;
	struct policy *policy;
	struct recorder_thread *thread;
};

/**
 * recorder_start - the first policy; before recorder_open()
 *
 * @policy is shared: it must not change from now on.
 */
void recorder_start(struct recorder *recorder, struct policy *policy);

/**
 * recorder_open - start the thread, with all signals blocked, and the timers
 * @loop: where @callbacks->news is called
 *
 * 0, or -1 with errno.
 */
int recorder_open(struct recorder *recorder, struct loop *loop,
		  const struct recorder_callbacks *callbacks, void *arg);

/**
 * recorder_close - record the current window, write all that is queued, end the thread
 *
 * A search for damage and an upgrade of the database are given up. Waits, and tells
 * systemd so. 0, or -1: the thread has not come back within RECORDER_CLOSE_SECONDS, and
 * has what is its own for ever. Then the process can only _exit().
 */
int recorder_close(struct recorder *recorder);
/* Without a thread: free what is in memory. */
void recorder_free(struct recorder *recorder);

/*
 * Another policy is in force. What was counted so far is recorded by the old one first
 * if the two count in different windows, or elsewhere. Shared as above.
 */
void recorder_set_policy(struct recorder *recorder, struct policy *policy);

/*
 * Record the current window now. Several requests in a row are one, and it is recorded
 * also if nobody waits for that: the caller has a reference. NULL: out of memory, or the
 * daemon exits.
 */
struct flush *recorder_flush(struct recorder *recorder);

/* As of the last news. */
struct recorder_state recorder_state(const struct recorder *recorder);
/* statistics_report(), likewise; a new object, NULL: out of memory. */
json_t *recorder_report(const struct recorder *recorder);

#endif /* SLAMMERD_RECORDER_H */
