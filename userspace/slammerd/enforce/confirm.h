/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * confirm.h - a policy on probation: it goes again unless somebody confirms it
 *
 * What is pending is on disk before it is pushed. Time is CLOCK_BOOTTIME: nobody
 * sets that clock, and it goes on while the machine sleeps. A machine that was
 * started anew has a boot id of its own, and then time is up.
 */
#ifndef SLAMMERD_CONFIRM_H
#define SLAMMERD_CONFIRM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "policy/model.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"

#define CONFIRM_SECONDS_MAX	86400

struct daemon;

/**
 * struct confirm - the policy that waits, if there is one
 * @back:	what to go back to; NULL unless daemon->policy waits; owned
 * @deadline:	CLOCK_BOOTTIME, ns
 * @seconds:	as they were asked for
 * @planned:	deadline of what is being pushed
 * @rejected:	digest of the text that was rolled back last, 0: none
 * @undone:	rolled back, and the kernel has not taken it yet
 * @clock:	NULL: CLOCK_BOOTTIME; another one in tests
 */
struct confirm {
	struct policy *back;
	int64_t deadline;
	int64_t planned;
	unsigned int seconds;
	uint64_t rejected;
	bool undone;
	int64_t (*clock)(void);
	bool open;
	struct watch timer;
	struct trouble trouble;
};

/* The timer, in the daemon's loop. 0, or -1 with errno. */
int confirm_open(struct daemon *daemon);
void confirm_close(struct daemon *daemon);

/* Seconds left, rounded up; -1 if nothing waits. */
int64_t confirm_left(const struct daemon *daemon);

/**
 * confirm_begin - before @next is pushed: write down that it waits
 *
 * Where another one waits already, @next takes its place: the time begins anew,
 * and the policy to go back to stays the one that was confirmed. 0, or -1 with a
 * sentence in @error: then @next must not be pushed.
 */
int confirm_begin(struct daemon *daemon, const struct policy *next,
		  unsigned int seconds, struct error *error);
/*
 * The kernel has taken it, and it is daemon->policy; @before was that, and is taken
 * over.
 */
void confirm_begun(struct daemon *daemon, struct policy *before,
		   unsigned int seconds);
/* The kernel has not taken it. */
void confirm_abandon(struct daemon *daemon);

/* What waits is good. 0, or -1 with a sentence in @error. */
int confirm_accept(struct daemon *daemon, struct error *error);

/**
 * confirm_rollback - to the policy that was confirmed before
 * @why: for the log
 *
 * 0, or -1 with a sentence in @error: nothing waits, or the kernel does not take
 * it now; then it is tried again each second.
 */
int confirm_rollback(struct daemon *daemon, const char *why, struct error *error);

/* The timer has come: is time up? */
void confirm_due(struct daemon *daemon);

/**
 * confirm_resume - at the start: does a policy wait since before?
 *
 * If its time is not over and the kernel runs it, it waits on, as daemon->policy.
 * Else daemon->policy is the one confirmed before it. Returns true in both cases:
 * then the policy file has no say.
 */
bool confirm_resume(struct daemon *daemon);
/* That policy was applied. */
void confirm_resumed(struct daemon *daemon);

#endif /* SLAMMERD_CONFIRM_H */
