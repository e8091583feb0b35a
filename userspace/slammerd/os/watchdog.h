/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watchdog.h - a sign of life to systemd for as long as the event loop turns
 *
 * It comes from the loop itself, twice as often as WatchdogSec= asks: a daemon
 * that hangs gives none, and is started anew.
 */
#ifndef SLAMMERD_WATCHDOG_H
#define SLAMMERD_WATCHDOG_H

#include "slammerd/os/loop.h"

struct watchdog {
	struct watch watch;		/* fd -1: nobody asked for signs */
};

/* 0, also where nobody asks for it; or -1 with errno. */
int watchdog_open(struct watchdog *watchdog, struct loop *loop);
void watchdog_close(struct watchdog *watchdog, struct loop *loop);

#endif /* SLAMMERD_WATCHDOG_H */
