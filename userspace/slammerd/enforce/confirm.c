// SPDX-License-Identifier: GPL-2.0-or-later
/* confirm.c - a policy on probation */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "status/status.h"
#include "slammerd/daemon.h"

#define NS	1000000000ll

static int64_t now(const struct daemon *daemon)
{
	struct timespec t;

	if (daemon->confirm.clock)
		return daemon->confirm.clock();
	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

/* At @when, or never (0). */
static void arm(struct confirm *confirm, int64_t when)
{
	struct itimerspec at = {
		.it_value = { .tv_sec = when / NS, .tv_nsec = when % NS },
	};

	if (confirm->open)
		timerfd_settime(confirm->timer.fd, TFD_TIMER_ABSTIME, &at, NULL);
}

static void on_timer(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	uint64_t expirations;

	if (read(daemon->confirm.timer.fd, &expirations, sizeof(expirations)) > 0)
		confirm_due(daemon);
}

int confirm_open(struct daemon *daemon)
{
	struct confirm *confirm = &daemon->confirm;

	confirm->timer.fn = on_timer;
	confirm->timer.arg = daemon;
	confirm->timer.fd = timerfd_create(CLOCK_BOOTTIME,
					   TFD_NONBLOCK | TFD_CLOEXEC);
	if (confirm->timer.fd < 0)
		return -1;
	confirm->open = true;
	if (confirm->back)
		arm(confirm, confirm->deadline);
	return loop_add(&daemon->loop, &confirm->timer, EPOLLIN);
}

void confirm_close(struct daemon *daemon)
{
	if (daemon->confirm.open)
		close(daemon->confirm.timer.fd);
	daemon->confirm.open = false;
}

int64_t confirm_left(const struct daemon *daemon)
{
	int64_t left = daemon->confirm.deadline - now(daemon);

	if (!daemon->confirm.back)
		return -1;
	return left > 0 ? (left + NS - 1) / NS : 0;
}

static int write_pending(struct daemon *daemon, const struct policy *policy,
			 unsigned int seconds, int64_t deadline, struct error *error)
{
	char path[STATE_PATH_MAX], digest[REPORT_HEX_MAX], at[REPORT_TIME_MAX];
	char *text = good_text(policy);
	int result = -1;
	json_t *head;

	head = json_pack("{s:s, s:s, s:s, s:I, s:I, s:s}",
			 "config", good_config(daemon, path, sizeof(path)),
			 "time", report_time(time(NULL), at),
			 "boot", daemon->state.boot,
			 "deadline", (json_int_t)deadline,
			 "seconds", (json_int_t)seconds,
			 "text", report_hex(good_digest(policy), digest));
	if (text && head)
		result = state_write(&daemon->state, STATE_PENDING, head, text,
				     error);
	else
		error_set(error, "the policy cannot be written as text");
	json_decref(head);
	free(text);
	return result;
}

int confirm_begin(struct daemon *daemon, const struct policy *next,
		  unsigned int seconds, struct error *error)
{
	struct confirm *confirm = &daemon->confirm;
	struct error why;

	if (!confirm->back && good_save(daemon) < 0)
		return error_set(error, "the policy to go back to cannot be kept in the state folder, so nothing was changed (its log says why)");
	confirm->planned = now(daemon) + (int64_t)seconds * NS;
	if (write_pending(daemon, next, seconds, confirm->planned, &why) < 0)
		return error_set(error, "that a policy waits for its confirmation cannot be written down, so nothing was changed: %s",
			 why.text);
	return 0;
}

void confirm_begun(struct daemon *daemon, struct policy *before,
		   unsigned int seconds)
{
	struct confirm *confirm = &daemon->confirm;

	if (confirm->back)
		policy_free(before);
	else
		confirm->back = before;
	confirm->seconds = seconds;
	confirm->deadline = confirm->planned;
	arm(confirm, confirm->deadline);
	log_say(LOG_NOTICE, "the policy is rolled back in %u s unless it is confirmed (slammerctl confirm)",
		seconds);
}

void confirm_abandon(struct daemon *daemon)
{
	struct confirm *confirm = &daemon->confirm;
	struct error error;
	int result;

	if (confirm->back)
		result = write_pending(daemon, daemon->policy, confirm->seconds,
				       confirm->deadline, &error);
	else
		result = state_remove(&daemon->state, STATE_PENDING, &error);
	if (result < 0)
		log_say(LOG_ERR, "what waits for its confirmation is not written down as it is: %s",
			error.text);
}

int confirm_accept(struct daemon *daemon, struct error *error)
{
	struct confirm *confirm = &daemon->confirm;

	if (!confirm->back)
		return error_set(error, "nothing waits for its confirmation");
	/* First of all: needs no room on the disk, and decides. */
	if (state_remove(&daemon->state, STATE_PENDING, error) < 0)
		return -1;
	policy_free(confirm->back);
	confirm->back = NULL;
	arm(confirm, 0);
	good_save(daemon);
	log_say(LOG_NOTICE, "the policy of generation %u, digest %016" PRIx64 " is confirmed by its operator",
		daemon->confirmed.generation, daemon->confirmed.digest);
	return 0;
}

/* So that a start does not load it again as if nothing had been. */
static void mark_rejected(struct daemon *daemon, uint64_t text)
{
	char path[STATE_PATH_MAX], digest[REPORT_HEX_MAX];
	struct error error;
	json_t *head;

	daemon->confirm.rejected = text;
	head = json_pack("{s:s, s:s}", "config",
			 good_config(daemon, path, sizeof(path)),
			 "text", report_hex(text, digest));
	if (head && state_write(&daemon->state, STATE_REJECTED, head, "",
				&error) < 0)
		log_say(LOG_ERR, "which policy was rolled back is not written down: %s",
			error.text);
	json_decref(head);
}

/* The kernel has it: nothing waits any more. */
static void finish(struct daemon *daemon)
{
	struct confirm *confirm = &daemon->confirm;
	struct error error;

	confirm->undone = false;
	arm(confirm, 0);
	trouble_ends(&confirm->trouble, "the kernel took the policy of before");
	if (state_remove(&daemon->state, STATE_PENDING, &error) < 0)
		log_say(LOG_ERR, "%s", error.text);
	good_save(daemon);
	log_say(LOG_WARNING, "rolled back: generation %u, digest %016" PRIx64 " confirmed by the kernel",
		daemon->confirmed.generation, daemon->confirmed.digest);
	daemon_notify(daemon);
}

static int undo(struct daemon *daemon, struct error *error)
{
	struct confirm *confirm = &daemon->confirm;
	bool pushed;

	inspection_expect(&daemon->inspection, daemon->policy);
	if (daemon_connect(daemon, error) < 0 ||
	    apply_policy(daemon->client, daemon->policy, &daemon->confirmed,
			 &pushed, error) < 0) {
		trouble_begins(&confirm->trouble, "the kernel does not take the policy of before: %s (it is tried again each second)",
			       error->text);
		arm(confirm, now(daemon) + NS);
		return -1;
	}
	inspection_follow(&daemon->inspection, daemon->policy);
	drift_applied(daemon);
	finish(daemon);
	return 0;
}

int confirm_rollback(struct daemon *daemon, const char *why, struct error *error)
{
	struct confirm *confirm = &daemon->confirm;
	struct policy *back;

	if (confirm->undone)
		return undo(daemon, error);
	if (!confirm->back)
		return error_set(error, "nothing waits for its confirmation, so there is nothing to roll back");
	log_say(LOG_WARNING, "the policy is rolled back: %s", why);
	mark_rejected(daemon, daemon->text);
	back = confirm->back;
	confirm->back = NULL;
	confirm->undone = true;
	daemon_settle(daemon, back);
	policy_free(daemon_take_over(daemon, back));
	return undo(daemon, error);
}

void confirm_due(struct daemon *daemon)
{
	struct confirm *confirm = &daemon->confirm;
	struct error error;

	if (confirm->undone)
		undo(daemon, &error);
	else if (confirm->back && now(daemon) >= confirm->deadline)
		confirm_rollback(daemon, "nobody confirmed it in time", &error);
	else if (confirm->back)
		arm(confirm, confirm->deadline);
}

/* The policy that waits, if it may wait on; else NULL, and why. */
static struct policy *still_waits(struct daemon *daemon, const json_t *head,
				  const char **why)
{
	int64_t deadline = json_integer_value(json_object_get(head, "deadline"));
	const char *boot = json_string_value(json_object_get(head, "boot"));
	struct policy_messages messages = { 0 };
	struct client_status status;
	char path[STATE_PATH_MAX];
	struct policy *policy;

	*why = "the machine was started anew before it was confirmed";
	if (!boot || !*boot || strcmp(boot, daemon->state.boot))
		return NULL;
	*why = "nobody confirmed it in time";
	if (now(daemon) >= deadline)
		return NULL;
	policy = policy_load(state_path(&daemon->state, STATE_PENDING, path),
			     &messages);
	policy_messages_free(&messages);
	*why = "the kernel does not run it any more";
	if (policy && !client_status(daemon->client, &status) &&
	    status.generation && status.digest == policy_digest(policy))
		return policy;
	policy_free(policy);
	return NULL;
}

static void wait_on(struct daemon *daemon, const json_t *head,
		    struct policy *policy, struct policy *back)
{
	struct confirm *confirm = &daemon->confirm;

	confirm->back = back;
	confirm->deadline = json_integer_value(json_object_get(head, "deadline"));
	confirm->seconds = (unsigned int)json_integer_value(
		json_object_get(head, "seconds"));
	policy_free(daemon->policy);
	daemon->policy = policy;
	log_say(LOG_NOTICE, "a policy waits for its confirmation since before: it is rolled back in %" PRId64 " s",
		confirm_left(daemon));
}

static void roll_back(struct daemon *daemon, const json_t *head,
		      struct policy *back, const char *why)
{
	const char *digest = json_string_value(json_object_get(head, "text"));

	log_say(LOG_WARNING, "the policy that waited is rolled back: %s", why);
	mark_rejected(daemon, digest ? strtoull(digest, NULL, 16) : 0);
	daemon->confirm.undone = true;
	daemon->good.used = true;
	error_set(&daemon->good.why,
		 "a policy was rolled back, for %.400s", why);
	policy_free(daemon->policy);
	daemon->policy = back;
}

bool confirm_resume(struct daemon *daemon)
{
	struct policy *back, *policy = NULL;
	struct error error;
	const char *why = error.text;
	json_t *head;
	int there;

	there = state_read(&daemon->state, STATE_PENDING, &head, &error);
	if (!daemon->state.directory || !there)
		return false;
	if (there > 0 && !good_is_ours(daemon, head)) {
		log_say(LOG_WARNING, "a policy of another file waited for its confirmation: it is forgotten");
		state_remove(&daemon->state, STATE_PENDING, &error);
		json_decref(head);
		return false;
	}
	if (there > 0)
		policy = still_waits(daemon, head, &why);
	back = good_load(daemon, &daemon->good.why);
	if (!back) {
		log_say(LOG_ERR, "a policy waited for its confirmation, and cannot be rolled back: %s",
			daemon->good.why.text);
		state_remove(&daemon->state, STATE_PENDING, &error);
		policy_free(policy);
	} else if (policy) {
		wait_on(daemon, head, policy, back);
	} else {
		roll_back(daemon, head, back, why);
	}
	json_decref(head);
	return back;
}

void confirm_resumed(struct daemon *daemon)
{
	if (daemon->confirm.undone)
		finish(daemon);
}
