/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * worker.h - work that takes long, in a thread; an eventfd tells the event loop when it is done
 *
 * For what needs a few hundred milliseconds of CPU, such as reading and sorting all
 * sources. A job has memory of its own, and what several jobs share is of the worker's
 * thread alone.
 */
#ifndef SLAMMERD_WORKER_H
#define SLAMMERD_WORKER_H

#include "slammerd/os/loop.h"

#define WORKER_JOBS	32	/* that wait, and that are done */

/**
 * struct worker_job - both are called with @arg
 * @fn:		in the thread
 * @done:	in the loop, afterwards, or instead of it when the worker is closed: it
 *		owns @arg again
 */
struct worker_job {
	void (*fn)(void *arg);
	void (*done)(void *arg);
	void *arg;
};

struct worker_thread;

/* @thread: NULL: not open, jobs are done at once */
struct worker {
	struct worker_thread *thread;
};

/**
 * worker_open - start the thread, with all signals blocked
 * @begin: its first call, with @arg
 * @end:   its last call
 *
 * 0, or -1 with errno.
 */
int worker_open(struct worker *worker, struct loop *loop,
		void (*begin)(void *arg), void (*end)(void *arg), void *arg);
/* Waits for the job that is running; calls @done of all that are left. */
void worker_close(struct worker *worker);

/*
 * In the order in which they were posted. 0, or -1: too many wait; then the caller has
 * @job->arg.
 */
int worker_post(struct worker *worker, const struct worker_job *job);

#endif /* SLAMMERD_WORKER_H */
