// SPDX-License-Identifier: GPL-2.0-or-later
/* loop.c - epoll, and how long each callback took */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/os/loop.h"

int loop_open(struct loop *loop)
{
	memset(loop, 0, sizeof(*loop));
	loop->fd = epoll_create1(EPOLL_CLOEXEC);
	return loop->fd < 0 ? -1 : 0;
}

void loop_close(struct loop *loop)
{
	close(loop->fd);
}

static int control(struct loop *loop, int operation, struct watch *watch,
		   uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watch };

	return epoll_ctl(loop->fd, operation, watch->fd, &event);
}

int loop_add(struct loop *loop, struct watch *watch, uint32_t events)
{
	return control(loop, EPOLL_CTL_ADD, watch, events);
}

int loop_change(struct loop *loop, struct watch *watch, uint32_t events)
{
	return control(loop, EPOLL_CTL_MOD, watch, events);
}

void loop_remove(struct loop *loop, struct watch *watch)
{
	int i;

	control(loop, EPOLL_CTL_DEL, watch, 0);
	for (i = 0; i < loop->n_ready; i++)
		if (loop->ready[i].data.ptr == watch)
			loop->ready[i].data.ptr = NULL;
}

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The entry of @name; the last one is for all names that have none of their own. */
static struct loop_pause *pause_of(struct loop *loop, const char *name)
{
	struct loop_pause *p = loop->pauses;

	for (; p < loop->pauses + loop->n_pauses; p++)
		if (p->name == name || !strcmp(p->name, name))
			return p;
	if (loop->n_pauses == LOOP_NAMES)
		return p - 1;
	loop->n_pauses++;
	p->name = name;
	return p;
}

static void dispatch(struct loop *loop, struct watch *watch, uint32_t events)
{
	/* The callback may free its watch. */
	const char *name = watch->name ? watch->name : "other";
	uint64_t began = cpu_ns(), took;
	struct loop_pause *longest;

	watch->fn(watch->arg, events);
	took = cpu_ns() - began;
	longest = pause_of(loop, name);
	if (took > longest->cpu_ns)
		longest->cpu_ns = took;
}

int loop_run(struct loop *loop)
{
	struct watch *watch;
	int i;

	while (!loop->stop) {
		loop->n_ready = epoll_wait(loop->fd, loop->ready, LOOP_EVENTS, -1);
		if (loop->n_ready < 0) {
			loop->n_ready = 0;
			if (errno == EINTR)
				continue;
			return -1;
		}
		for (i = 0; i < loop->n_ready && !loop->stop; i++) {
			watch = loop->ready[i].data.ptr;
			if (watch)
				dispatch(loop, watch, loop->ready[i].events);
		}
	}
	return 0;
}
