/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.h - an event loop: one thread, one epoll, callbacks that do not block
 *
 * A struct watch is a descriptor and its callback. The caller owns it; it must not
 * move while it is in the loop. While a callback runs, all others wait: the loop
 * remembers how long that was at most, for each name.
 */
#ifndef SLAMMERD_LOOP_H
#define SLAMMERD_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

#define LOOP_EVENTS	16
#define LOOP_NAMES	24

typedef void (*loop_fn)(void *arg, uint32_t events);

/* @name: what it is, for struct loop_pause; NULL: "other". Several may share one. */
struct watch {
	int fd;
	loop_fn fn;
	void *arg;
	const char *name;
};

/**
 * struct loop_pause - the longest that one call of a callback took
 * @name:	of its watch
 * @cpu_ns:	CPU time of this thread, ns. Unlike the time that passes, it does not
 *		depend on what else the machine does.
 */
struct loop_pause {
	const char *name;
	uint64_t cpu_ns;
};

/**
 * struct loop - the watches that are ready, and the longest pauses since the start
 * @pauses:	one for each name, in the order of their first calls
 */
struct loop {
	int fd;
	bool stop;
	struct epoll_event ready[LOOP_EVENTS];
	int n_ready;
	struct loop_pause pauses[LOOP_NAMES];
	unsigned int n_pauses;
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
