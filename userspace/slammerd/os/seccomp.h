/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seccomp.h - the system calls that the daemon has use for, and no others
 *
 * From then on a call that is not on the list fails with EPERM, and one that only
 * an intruder makes (running a program, looking into another process) ends the
 * daemon. The kernel logs both, with the number of the call.
 */
#ifndef SLAMMERD_SECCOMP_H
#define SLAMMERD_SECCOMP_H

#include <stddef.h>

#include "common/error.h"

enum seccomp_result { SECCOMP_ON, SECCOMP_NOT_BUILT_IN, SECCOMP_FAILED };

/**
 * seccomp_restrict - from now on, for this thread and those it starts, for good
 * @error: a sentence, where the result is SECCOMP_FAILED
 */
enum seccomp_result seccomp_restrict(struct error *error);

#endif /* SLAMMERD_SECCOMP_H */
