/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * detach.h - into the background, with an exit status that tells the truth
 *
 * The child starts up while the parent waits for its word: the parent exits
 * with 0 only when the policy is confirmed, else as the child did.
 */
#ifndef SLAMMERD_DETACH_H
#define SLAMMERD_DETACH_H

/* Returns in the child only: what detach_ready() takes. -1: could not fork. */
int detach_fork(void);

/* The daemon is ready: the parent may go, the terminal is left alone. */
void detach_ready(int word);

#endif /* SLAMMERD_DETACH_H */
