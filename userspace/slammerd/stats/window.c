// SPDX-License-Identifier: GPL-2.0-or-later
/* window.c - alignment, the timer, and steps of the clock */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/stats/window.h"

#define STEP_MIN	2	/* seconds; less may be rounding */
#define SLEW		1000	/* NTP slews a clock by up to 1 s in so many */

int64_t window_start(int64_t t, unsigned int seconds)
{
	int64_t rest = t % (int64_t)seconds;

	return t - (rest < 0 ? rest + (int64_t)seconds : rest);
}

int window_open(struct window *window)
{
	memset(window, 0, sizeof(*window));
	window->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	return window->fd < 0 ? -1 : 0;
}

void window_close(struct window *window)
{
	close(window->fd);
}

static int64_t elapsed(const struct window *window)
{
	struct timespec now;

	if (window->elapsed)
		return window->elapsed();
	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec;
}

int window_arm(struct window *window, unsigned int seconds, int64_t now)
{
	struct itimerspec when = { 0 };

	window->seconds = seconds;
	window->start = window_start(now, seconds);
	window->armed = now;
	window->armed_elapsed = elapsed(window);
	when.it_value.tv_sec = window->start + seconds;
	return timerfd_settime(window->fd,
			       TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
			       &when, NULL);
}

/* Compare the wall clock with the time that has passed. */
static void find_step(struct window *window, int64_t now)
{
	int64_t passed = elapsed(window) - window->armed_elapsed;

	window->was = window->armed + passed;
	window->step = now - window->was;
	if (llabs(window->step) < STEP_MIN + passed / SLEW)
		window->step = 0;
}

bool window_ended(struct window *window, int64_t now, int64_t *start)
{
	uint64_t expirations;
	bool ended = true;

	if (read(window->fd, &expirations, sizeof(expirations)) < 0) {
		if (errno != ECANCELED)
			return false;
		/* The clock was set, perhaps by very little. */
		ended = window_start(now, window->seconds) != window->start;
	}
	find_step(window, now);
	*start = window->start;
	window_arm(window, window->seconds, now);
	return ended;
}
