/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify.h - state and watchdog messages to systemd (sd_notify(3))
 *
 * Nothing happens if no systemd listens, or if libsystemd was not built in.
 */
#ifndef SLAMMERD_NOTIFY_H
#define SLAMMERD_NOTIFY_H

#include <stdint.h>

#include "slammerd/os/loop.h"

/* READY=1, after the start and after a reload; @status: for systemctl status. */
void notify_ready(const char *status);
void notify_reloading(void);
void notify_stopping(void);
/* What takes long; @status: for systemctl status, a sentence's beginning. */
void notify_status(const char *status);
/* Starting or stopping goes on: systemd waits for so long from now on. */
void notify_extend(unsigned int seconds);
/* For the watchdog, where no event loop runs any more. */
void notify_alive(void);

/* The interval of WatchdogSec= in microseconds; 0: the watchdog is off. */
uint64_t notify_watchdog_usec(void);

/**
 * struct watchdog - WATCHDOG=1 from the event loop, twice per interval
 * @watch: its timer; fd is -1 while the watchdog is off
 *
 * A daemon that hangs stops sending it, and systemd restarts the daemon.
 */
struct watchdog {
	struct watch watch;
};

/* 0, also if the watchdog is off; or -1 with errno. */
int watchdog_open(struct watchdog *watchdog, struct loop *loop);
void watchdog_close(struct watchdog *watchdog, struct loop *loop);

#endif /* SLAMMERD_NOTIFY_H */
