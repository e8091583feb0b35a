// SPDX-License-Identifier: GPL-2.0-or-later
/* patience.c - one thread, one call at a time */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "slammerd/os/patience.h"

enum phase { IDLE, RUNNING, LEFT_ALONE, DONE };

/**
 * struct patience_state - of the thread and the loop; the last one frees it
 * @changed:	@phase or @closed has changed
 * @phase:	LEFT_ALONE: the loop does not wait for the call any more
 * @closed:	the loop has gone
 */
struct patience_state {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	enum phase phase;
	bool closed;
	struct patience_call call;
};

static void free_state(struct patience_state *s)
{
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* With the lock; without it while the call runs. */
static void run_call(struct patience_state *s)
{
	struct patience_call call = s->call;

	pthread_mutex_unlock(&s->lock);
	call.fn(call.arg);
	pthread_mutex_lock(&s->lock);
	if (s->phase == LEFT_ALONE) {
		call.free(call.arg);
		s->phase = IDLE;
	} else {
		s->phase = DONE;
	}
	pthread_cond_broadcast(&s->changed);
}

static void *run(void *arg)
{
	struct patience_state *s = arg;

	pthread_mutex_lock(&s->lock);
	while (!s->closed) {
		if (s->phase == RUNNING)
			run_call(s);
		else
			pthread_cond_wait(&s->changed, &s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	free_state(s);
	return NULL;
}

static struct patience_state *new_state(void)
{
	struct patience_state *s = calloc(1, sizeof(*s));
	pthread_condattr_t clock;

	if (!s)
		return NULL;
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&s->changed, &clock);
	pthread_condattr_destroy(&clock);
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

int patience_open(struct patience *patience)
{
	struct patience_state *s = new_state();
	sigset_t all, before;
	pthread_t thread;
	int error;

	if (!s)
		return -1;
	/* Signals are for the loop, which reads them from a descriptor. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	error = pthread_create(&thread, NULL, run, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error) {
		free_state(s);
		errno = error;
		return -1;
	}
	pthread_detach(thread);
	patience->state = s;
	return 0;
}

void patience_close(struct patience *patience)
{
	struct patience_state *s = patience->state;

	if (!s)
		return;
	patience->state = NULL;
	pthread_mutex_lock(&s->lock);
	s->closed = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

static struct timespec later(unsigned int ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}
	return t;
}

/* With the lock. */
static int wait_for_call(struct patience_state *s, unsigned int ms)
{
	struct timespec until = later(ms);

	while (s->phase == RUNNING)
		if (pthread_cond_timedwait(&s->changed, &s->lock, &until) ==
		    ETIMEDOUT && s->phase == RUNNING) {
			s->phase = LEFT_ALONE;
			return -ETIMEDOUT;
		}
	s->phase = IDLE;
	return 0;
}

int patience_run(struct patience *patience, const struct patience_call *call,
		 unsigned int ms)
{
	struct patience_state *s = patience ? patience->state : NULL;
	int result = -EBUSY;

	if (!s) {
		call->fn(call->arg);
		return 0;
	}
	pthread_mutex_lock(&s->lock);
	if (s->phase == IDLE) {
		s->call = *call;
		s->phase = RUNNING;
		pthread_cond_broadcast(&s->changed);
		result = wait_for_call(s, ms);
	}
	pthread_mutex_unlock(&s->lock);
	if (result == -EBUSY)
		call->free(call->arg);
	return result;
}
