// SPDX-License-Identifier: GPL-2.0-or-later
/* notify.c - sd_notify, and the timer of the watchdog */
#include <sys/timerfd.h>
#include <unistd.h>

#include "slammerd/os/notify.h"

#define USEC	1000000u

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#include <time.h>

void notify_ready(const char *status)
{
	sd_notifyf(0, "READY=1\nMAINPID=%d\nSTATUS=%s", getpid(), status);
}

void notify_reloading(void)
{
	struct timespec now;

	/* Type=notify-reload compares this with its own clock. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu\nSTATUS=reloading",
		   (unsigned long long)now.tv_sec * USEC +
		   (unsigned long long)now.tv_nsec / 1000u);
}

void notify_stopping(void)
{
	sd_notify(0, "STOPPING=1");
}

void notify_status(const char *status)
{
	sd_notifyf(0, "STATUS=%s", status);
}

void notify_extend(unsigned int seconds)
{
	sd_notifyf(0, "EXTEND_TIMEOUT_USEC=%llu",
		   (unsigned long long)seconds * USEC);
}

uint64_t notify_watchdog_usec(void)
{
	uint64_t usec = 0;

	return sd_watchdog_enabled(0, &usec) > 0 ? usec : 0;
}

void notify_alive(void)
{
	sd_notify(0, "WATCHDOG=1");
}
#else
void notify_ready(const char *status)
{
}

void notify_reloading(void)
{
}

void notify_stopping(void)
{
}

void notify_status(const char *status)
{
}

void notify_extend(unsigned int seconds)
{
}

uint64_t notify_watchdog_usec(void)
{
	return 0;
}

void notify_alive(void)
{
}
#endif

static void on_timer(void *arg, uint32_t events)
{
	struct watchdog *watchdog = arg;
	uint64_t expirations;

	if (read(watchdog->watch.fd, &expirations, sizeof(expirations)) > 0)
		notify_alive();
}

int watchdog_open(struct watchdog *watchdog, struct loop *loop)
{
	uint64_t half = notify_watchdog_usec() / 2;
	struct timespec interval = {
		.tv_sec = (time_t)(half / USEC),
		.tv_nsec = (long)(half % USEC) * 1000,
	};
	struct itimerspec when = { interval, interval };
	int fd;

	watchdog->watch = (struct watch){ -1, on_timer, watchdog, "watchdog" };
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
