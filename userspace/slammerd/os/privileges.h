/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user.h - from root to a user of one's own, who keeps CAP_NET_ADMIN and no more
 *
 * For those who start the daemon as root. A service manager that starts it as its
 * own user, as our unit has systemd do, needs none of this.
 */
#ifndef SLAMMERD_USER_H
#define SLAMMERD_USER_H

#include <stddef.h>

#include "common/error.h"

/* What is handed over to the user, with the files and folders in it. */
struct belongings {
	const char *run;	/* folder of lock and socket, made if it is not there */
	const char *state;	/* folder of the store, likewise */
	const char *pid_file;	/* NULL: none */
};

/**
 * user_enter - become @name for good
 *
 * Afterwards nothing that this process executes, and no system call, gives it any
 * other capability. Returns 0, or -1 with a sentence in @error; the process then
 * must end, for it may be half of both.
 */
int user_enter(const char *name, const struct belongings *belongings,
	       struct error *error);

#endif /* SLAMMERD_USER_H */
