/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * privileges.h - give up root, capabilities and system calls that are not needed
 */
#ifndef SLAMMERD_PRIVILEGES_H
#define SLAMMERD_PRIVILEGES_H

#include "common/error.h"

/**
 * struct privileges_paths - what changes its owner together with the process
 * @run:	directory of lock and socket; created if it does not exist
 * @state:	directory of state and store; created if it does not exist
 * @pid_file:	or NULL
 *
 * Directories with all that is in them.
 */
struct privileges_paths {
	const char *run;
	const char *state;
	const char *pid_file;
};

/**
 * privileges_drop - switch from root to user @name, who keeps CAP_NET_ADMIN only
 *
 * For daemons that are started as root; a service manager that starts the daemon
 * as its own user, as our systemd unit does, does not need it. Afterwards no
 * program that this process executes, and no system call, can regain any other
 * capability. If the process runs as @name already, nothing is done.
 *
 * Returns 0, or -1 with a sentence in @error. After an error the process must
 * exit, since it may have changed half-way. Needs libcap-ng.
 */
int privileges_drop(const char *name, const struct privileges_paths *paths,
		    struct error *error);

enum seccomp_result { SECCOMP_ON, SECCOMP_NOT_BUILT_IN, SECCOMP_FAILED };

/**
 * seccomp_restrict - allow only the system calls that the daemon needs
 * @error: a sentence if the result is SECCOMP_FAILED
 *
 * Irrevocable, for this thread and those that it starts. Other calls fail with
 * EPERM; calls that only an intruder makes (execve, ptrace, ...) kill the process.
 * The kernel logs both with the number of the call.
 */
enum seccomp_result seccomp_restrict(struct error *error);

#endif /* SLAMMERD_PRIVILEGES_H */
