/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * confirm.h - reload --confirm: a policy that is rolled back unless confirmed
 *
 * The pending policy is on disk before it is pushed, so a crash does not make it
 * permanent. Time is CLOCK_BOOTTIME: it cannot be set, and it does not stop while
 * the machine sleeps. After a reboot (another boot id) the policy is rolled back.
 */
#ifndef SLAMMERD_CONFIRM_H
#define SLAMMERD_CONFIRM_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "policy/model.h"
#include "slammerd/enforce/last_good.h"
#include "slammerd/enforce/module.h"
#include "slammerd/enforce/state.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"

#define CONFIRM_SECONDS_MAX	86400

/**
 * struct confirm_callbacks - what a rollback needs of the daemon
 * @activate:	make this policy the active one; takes it over, frees the previous
 * @apply:	have the kernel run the active policy; 0, or -1 with a sentence
 * @rolled_back: the kernel has confirmed it
 */
struct confirm_callbacks {
	void (*activate)(void *arg, struct policy *policy);
	int (*apply)(void *arg, struct error *error);
	void (*rolled_back)(void *arg);
};

/**
 * struct confirm - the pending policy, if any: it is module->policy
 * @previous:	the policy to roll back to; NULL if none is pending; owned
 * @deadline:	CLOCK_BOOTTIME, ns
 * @planned:	deadline of the policy that is being pushed
 * @seconds:	as requested
 * @rejected:	policy_text_digest() of the one rolled back last, 0: none
 * @rolling_back: the previous policy is active, but the kernel has not confirmed it
 * @clock:	NULL: CLOCK_BOOTTIME in ns; tests set another
 * @timer:	fd is -1 before confirm_open()
 */
struct confirm {
	const struct confirm_callbacks *callbacks;
	void *arg;
	struct state *state;
	struct last_good *last_good;
	const struct module *module;
	struct policy *previous;
	int64_t deadline;
	int64_t planned;
	unsigned int seconds;
	uint64_t rejected;
	bool rolling_back;
	int64_t (*clock)(void);
	struct watch timer;
	struct alert alert;
};

/* The timer, in @loop. 0, or -1 with errno. */
int confirm_open(struct confirm *confirm, struct loop *loop);
void confirm_close(struct confirm *confirm);

/* Seconds until the rollback, rounded up; -1 if nothing is pending. */
int64_t confirm_seconds_left(const struct confirm *confirm);
/* Is a reload without --confirm refused? Then with a sentence in @error. */
bool confirm_blocks_reload(const struct confirm *confirm, bool with_confirm,
			   struct error *error);

/**
 * confirm_prepare - before @next is pushed: record on disk that it is pending
 *
 * If another policy is pending, @next replaces it: the time starts again, and the
 * policy to roll back to stays the same. 0, or -1 with a sentence in @error: then
 * @next must not be pushed.
 */
int confirm_prepare(struct confirm *confirm, const struct policy *next,
		    unsigned int seconds, struct error *error);
/*
 * Is the policy that a rollback restores on the disk? If the file is gone or damaged, it
 * is written again.
 */
void confirm_check_file(struct confirm *confirm);
/* The kernel runs it, and it is the active one; takes @previous over. */
void confirm_start(struct confirm *confirm, struct policy *previous,
		   unsigned int seconds);
/* The kernel refused it: undo confirm_prepare(). */
void confirm_cancel(struct confirm *confirm);

/* Keep the pending policy. 0, or -1 with a sentence in @error. */
int confirm_accept(struct confirm *confirm, struct error *error);

/**
 * confirm_rollback - restore the previous policy
 * @reason: for the log
 *
 * 0, or -1 with a sentence in @error: nothing is pending, or the kernel refuses
 * the previous policy; then it is retried each second.
 */
int confirm_rollback(struct confirm *confirm, const char *reason,
		     struct error *error);

/* The timer has expired. */
void confirm_on_timer(struct confirm *confirm);

/**
 * confirm_resume - at the start: was a policy pending when the daemon stopped?
 *
 * If its time is not over and the kernel runs it, it stays pending and is
 * returned. Otherwise the one to roll back to is returned. The caller's; NULL: the
 * policy file decides.
 */
struct policy *confirm_resume(struct confirm *confirm);
/* That policy was applied. */
void confirm_resumed(struct confirm *confirm);

/* policy_text_digest() of the policy that was rolled back last; 0: none. */
uint64_t confirm_rejected(const struct confirm *confirm);
/* {seconds, left, until, previous} for the status, or null. NULL: out of memory. */
json_t *confirm_report(const struct confirm *confirm);

#endif /* SLAMMERD_CONFIRM_H */
