/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - statistics windows, aligned to the wall clock (UTC)
 *
 * Aligned, so that windows of several routers, and of one before and after a
 * restart, are the same windows.
 */
#ifndef SLAMMERD_WINDOW_H
#define SLAMMERD_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

/* Begin of the window that holds @t. */
int64_t window_start(int64_t t, unsigned int seconds);

/**
 * struct window - the window that runs, and the timer that ends it
 * @elapsed:	seconds by a clock that nobody sets; NULL: since boot
 * @armed, @armed_elapsed: when it was armed, by both clocks
 * @was:	window_ended(): now, by the clock as it was before it was set
 * @step:	window_ended(): seconds by which it was set, 0 if it was not
 */
struct window {
	int fd;
	unsigned int seconds;
	int64_t start;
	int64_t (*elapsed)(void);
	int64_t armed;
	int64_t armed_elapsed;
	int64_t was;
	int64_t step;
};

int window_open(struct window *window);
void window_close(struct window *window);

/* The window that holds @now runs from here on; 0 or -1 with errno. */
int window_arm(struct window *window, unsigned int seconds, int64_t now);

/**
 * window_ended - the timer's file descriptor is readable: what does it mean?
 * @start: begin of the window that ended
 *
 * Returns true if one ended: because its time was over, or because the clock was
 * set (@step) and is in another one now. Else it was nothing. In both cases the
 * window that holds @now runs from here on.
 */
bool window_ended(struct window *window, int64_t now, int64_t *start);

#endif /* SLAMMERD_WINDOW_H */
