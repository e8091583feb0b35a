// SPDX-License-Identifier: GPL-2.0-or-later
/* watchdog.c - a timer that says WATCHDOG=1 */
#include <sys/timerfd.h>
#include <unistd.h>

#include "slammerd/os/notify.h"
#include "slammerd/os/watchdog.h"

#define USEC	1000000u

static void on_timer(void *arg, uint32_t events)
{
	struct watchdog *watchdog = arg;
	uint64_t expirations;

	if (read(watchdog->watch.fd, &expirations, sizeof(expirations)) > 0)
		notify_alive();
}

int watchdog_open(struct watchdog *watchdog, struct loop *loop)
{
	uint64_t half = notify_watchdog() / 2;
	struct timespec every = {
		.tv_sec = (time_t)(half / USEC),
		.tv_nsec = (long)(half % USEC) * 1000,
	};
	struct itimerspec when = { every, every };
	int fd;

	watchdog->watch = (struct watch){ -1, on_timer, watchdog };
	if (!half)
		return 0;
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (fd < 0)
		return -1;
	watchdog->watch.fd = fd;
	if (timerfd_settime(fd, 0, &when, NULL) < 0 ||
	    loop_add(loop, &watchdog->watch, EPOLLIN) < 0) {
		close(fd);
		watchdog->watch.fd = -1;
		return -1;
	}
	return 0;
}

void watchdog_close(struct watchdog *watchdog, struct loop *loop)
{
	if (watchdog->watch.fd < 0)
		return;
	loop_remove(loop, &watchdog->watch);
	close(watchdog->watch.fd);
	watchdog->watch.fd = -1;
}
