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

/* The window that runs, and the timer that ends it. */
struct window {
	int fd;
	unsigned int seconds;
	int64_t start;
};

int window_open(struct window *window);
void window_close(struct window *window);

/* The window that holds @now runs from here on; 0 or -1 with errno. */
int window_arm(struct window *window, unsigned int seconds, int64_t now);

/**
 * window_ended - the timer's file descriptor is readable: what does it mean?
 * @start: begin of the window that ended
 *
 * Returns true if one ended. Else the clock was set, or it was nothing. In both
 * cases the window that holds @now runs from here on.
 */
bool window_ended(struct window *window, int64_t now, int64_t *start);

#endif /* SLAMMERD_WINDOW_H */
