/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.h - the event loop: one thread, one epoll, callbacks that do not block
 *
 * A struct watch is a descriptor and its callback. The caller owns it; it must not
 * move while it is in the loop.
 */
#ifndef SLAMMERD_LOOP_H
#define SLAMMERD_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

#define LOOP_EVENTS	16

typedef void (*loop_fn)(void *arg, uint32_t events);

struct watch {
	int fd;
	loop_fn fn;
	void *arg;
};

struct loop {
	int fd;
	bool stop;
	struct epoll_event ready[LOOP_EVENTS];
	int n_ready;
};

int loop_open(struct loop *loop);
void loop_close(struct loop *loop);

/* @events: EPOLLIN, EPOLLOUT. 0 or -1 with errno. */
int loop_add(struct loop *loop, struct watch *watch, uint32_t events);
int loop_change(struct loop *loop, struct watch *watch, uint32_t events);
/* The callback is not called again, not even for an event that is pending. */
void loop_remove(struct loop *loop, struct watch *watch);

/* Run until a callback sets loop->stop. 0, or -1 with errno. */
int loop_run(struct loop *loop);

#endif /* SLAMMERD_LOOP_H */
