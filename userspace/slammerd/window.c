// SPDX-License-Identifier: GPL-2.0-or-later
/* window.c - when a statistics window begins and ends */
#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "slammerd/window.h"

int64_t window_start(int64_t t, unsigned int seconds)
{
	int64_t rest = t % (int64_t)seconds;

	return t - (rest < 0 ? rest + (int64_t)seconds : rest);
}

int window_open(struct window *window)
{
	window->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	return window->fd < 0 ? -1 : 0;
}

void window_close(struct window *window)
{
	close(window->fd);
}

int window_arm(struct window *window, unsigned int seconds, int64_t now)
{
	struct itimerspec when = { 0 };

	window->seconds = seconds;
	window->start = window_start(now, seconds);
	when.it_value.tv_sec = window->start + seconds;
	return timerfd_settime(window->fd,
			       TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
			       &when, NULL);
}

bool window_ended(struct window *window, int64_t now, int64_t *start)
{
	uint64_t expirations;
	bool ended = true;

	if (read(window->fd, &expirations, sizeof(expirations)) < 0) {
		if (errno != ECANCELED)
			return false;
		/* The clock was set: what was counted goes where we are now. */
		ended = false;
	}
	*start = window->start;
	window_arm(window, window->seconds, now);
	return ended;
}
