// SPDX-License-Identifier: GPL-2.0-or-later
/* worker.c - one thread, its jobs in order, and an eventfd for those that are done */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "slammerd/os/worker.h"

/**
 * struct worker_thread - the jobs, and their number, with @lock
 * @jobs:	the first @n_done are done, the next one may be running
 * @changed:	there is a job, or @closed
 */
struct worker_thread {
	struct loop *loop;
	struct watch done;
	void (*begin)(void *arg);
	void (*end)(void *arg);
	void *arg;
	pthread_t id;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct worker_job jobs[WORKER_JOBS];
	unsigned int n_jobs;
	unsigned int n_done;
	bool closed;
};

static void *run(void *arg)
{
	struct worker_thread *t = arg;
	struct worker_job job;

	t->begin(t->arg);
	pthread_mutex_lock(&t->lock);
	while (!t->closed) {
		if (t->n_done == t->n_jobs) {
			pthread_cond_wait(&t->changed, &t->lock);
			continue;
		}
		job = t->jobs[t->n_done];
		pthread_mutex_unlock(&t->lock);
		job.fn(job.arg);
		pthread_mutex_lock(&t->lock);
		t->n_done++;
		eventfd_write(t->done.fd, 1);
	}
	pthread_mutex_unlock(&t->lock);
	t->end(t->arg);
	return NULL;
}

/* True if there was one. */
static bool take_done(struct worker_thread *t, struct worker_job *job)
{
	bool any;

	pthread_mutex_lock(&t->lock);
	any = t->n_done;
	if (any) {
		*job = t->jobs[0];
		t->n_done--;
		t->n_jobs--;
		memmove(t->jobs, t->jobs + 1, t->n_jobs * sizeof(*job));
	}
	pthread_mutex_unlock(&t->lock);
	return any;
}

static void on_done(void *arg, uint32_t events)
{
	struct worker_thread *t = arg;
	struct worker_job job;
	eventfd_t count;

	if (eventfd_read(t->done.fd, &count) < 0)
		return;
	while (take_done(t, &job))
		job.done(job.arg);
}

static void free_thread(struct worker_thread *t)
{
	loop_remove(t->loop, &t->done);
	close(t->done.fd);
	pthread_cond_destroy(&t->changed);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

/* Signals are for the loop, which reads them from a descriptor. */
static int start_thread(struct worker_thread *t)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	error = pthread_create(&t->id, NULL, run, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return error ? -1 : 0;
}

int worker_open(struct worker *worker, struct loop *loop,
		void (*begin)(void *arg), void (*end)(void *arg), void *arg)
{
	struct worker_thread *t = calloc(1, sizeof(*t));
	int saved;

	if (!t)
		return -1;
	*t = (struct worker_thread){ .loop = loop, .begin = begin, .end = end,
				     .arg = arg };
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->changed, NULL);
	t->done = (struct watch){ eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), on_done,
				  t, "worker" };
	if (!loop_add(loop, &t->done, EPOLLIN) && !start_thread(t)) {
		worker->thread = t;
		return 0;
	}
	saved = errno;
	free_thread(t);
	errno = saved;
	return -1;
}

void worker_close(struct worker *worker)
{
	struct worker_thread *t = worker->thread;
	unsigned int i;

	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	t->closed = true;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->id, NULL);
	worker->thread = NULL;
	for (i = 0; i < t->n_jobs; i++)
		t->jobs[i].done(t->jobs[i].arg);
	free_thread(t);
}

int worker_post(struct worker *worker, const struct worker_job *job)
{
	struct worker_thread *t = worker->thread;
	int result = -1;

	if (!t) {
		job->fn(job->arg);
		job->done(job->arg);
		return 0;
	}
	pthread_mutex_lock(&t->lock);
	if (t->n_jobs < WORKER_JOBS) {
		t->jobs[t->n_jobs++] = *job;
		pthread_cond_broadcast(&t->changed);
		result = 0;
	}
	pthread_mutex_unlock(&t->lock);
	return result;
}
