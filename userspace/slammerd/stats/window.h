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

/* Start of the window that contains @t; seconds since 1970. */
int64_t window_start(int64_t t, unsigned int seconds);

/**
 * struct window - the current window, and the timer that ends it
 * @seconds:	its length
 * @start:	seconds since 1970
 * @elapsed:	NULL: CLOCK_BOOTTIME in seconds; tests set another
 * @armed, @armed_elapsed: when the timer was set, by wall clock and by @elapsed
 * @was:	set by window_ended(): now, by the wall clock before it was set
 * @step:	set by window_ended(): seconds by which the clock was set, or 0
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

/* The timer, not set yet. 0 or -1 with errno. */
int window_open(struct window *window);
void window_close(struct window *window);

/* The window that contains @now is the current one; 0 or -1 with errno. */
int window_arm(struct window *window, unsigned int seconds, int64_t now);

/**
 * window_ended - the timer's descriptor is readable
 * @start: start of the window that ended
 *
 * True if a window ended: its time was over, or the clock was set (@step) and
 * another window is current. False: nothing happened. In both cases the window that
 * contains @now is the current one afterwards.
 */
bool window_ended(struct window *window, int64_t now, int64_t *start);

#endif /* SLAMMERD_WINDOW_H */
