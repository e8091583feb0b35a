/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lock.h - one daemon for each network namespace; the pid file
 *
 * The lock is a flock() on a file named after the namespace that only the
 * daemon's user can open, so it ends with the daemon however that dies, nobody
 * else can hold it, and a different --socket does not get around it.
 */
#ifndef SLAMMERD_LOCK_H
#define SLAMMERD_LOCK_H

#include <stddef.h>

#include "common/error.h"

#define LOCK_DIRECTORY	"/run/nf-slammer"

/* File descriptor that holds the lock, or -1 with a sentence in @error. */
int lock_take(const char *directory, struct error *error);

int pidfile_write(const char *path, struct error *error);
void pidfile_remove(const char *path);

#endif /* SLAMMERD_LOCK_H */
