/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify.h - tell systemd how the daemon is (sd_notify(3))
 *
 * Nothing happens where no systemd listens, or none was built in.
 */
#ifndef SLAMMERD_NOTIFY_H
#define SLAMMERD_NOTIFY_H

#include <stdint.h>

/* Ready, at the start and after a reload; @status is what systemctl shows. */
void notify_ready(const char *status);
void notify_reloading(void);
void notify_stopping(void);

/* Microseconds within which systemd wants a sign of life; 0: it wants none. */
uint64_t notify_watchdog(void);
void notify_alive(void);

#endif /* SLAMMERD_NOTIFY_H */
