// SPDX-License-Identifier: GPL-2.0-or-later
/* loop.c - epoll */
#include <errno.h>
#include <string.h>
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
				watch->fn(watch->arg, loop->ready[i].events);
		}
	}
	return 0;
}
