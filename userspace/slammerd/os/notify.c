// SPDX-License-Identifier: GPL-2.0-or-later
/* notify.c - sd_notify */
#include "slammerd/os/notify.h"

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

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
		   (unsigned long long)now.tv_sec * 1000000u +
		   (unsigned long long)now.tv_nsec / 1000u);
}

void notify_stopping(void)
{
	sd_notify(0, "STOPPING=1");
}

uint64_t notify_watchdog(void)
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

uint64_t notify_watchdog(void)
{
	return 0;
}

void notify_alive(void)
{
}
#endif
