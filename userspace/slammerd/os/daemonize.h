/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemonize.h - run in the background, once per network namespace, with a PID file
 *
 * The child starts up while the parent waits: the parent exits with 0 only when
 * the kernel has confirmed the policy, else with the child's exit status.
 */
#ifndef SLAMMERD_DAEMONIZE_H
#define SLAMMERD_DAEMONIZE_H

#include "common/error.h"

#define RUN_DIRECTORY	"/run/nf-slammer"

/*
 * Fork. Returns in the child only: a descriptor for daemonize_ready(), or -1 with
 * errno.
 */
int daemonize_fork(void);

/* Start-up is complete: release the parent and the terminal. Closes @fd. */
void daemonize_ready(int fd);

/**
 * instance_lock - make sure that no other daemon runs in this network namespace
 * @directory: where the lock file is; created if it does not exist
 *
 * The lock is a flock() on a file that is named after the namespace and that only
 * the daemon's user can open. It ends with the process however that ends, nobody
 * else can hold it, and another --socket does not bypass it.
 *
 * Returns a descriptor that holds the lock, or -1 with a sentence in @error.
 */
int instance_lock(const char *directory, struct error *error);

/* 0, or -1 with a sentence in @error. */
int pidfile_write(const char *path, struct error *error);
/* Remove it, or empty it where the directory is not writable. */
void pidfile_remove(const char *path);

#endif /* SLAMMERD_DAEMONIZE_H */
