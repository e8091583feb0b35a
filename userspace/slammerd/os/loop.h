/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.h - the event loop: one thread, one epoll, functions that do not block
 *
 * A watch belongs to its user and must stay where it is while it is watched.
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
/* Its function is not called any more, even if an event is there already. */
void loop_remove(struct loop *loop, struct watch *watch);

/* Until somebody sets loop->stop. 0, or -1 with errno. */
int loop_run(struct loop *loop);

#endif /* SLAMMERD_LOOP_H */
