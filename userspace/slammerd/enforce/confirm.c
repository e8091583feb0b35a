// SPDX-License-Identifier: GPL-2.0-or-later
/* confirm.c - pending policies: start, accept, roll back, resume */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/enforce/confirm.h"
#include "status/status.h"

#define NS	1000000000ll

static int64_t now(const struct confirm *confirm)
{
	struct timespec t;

	if (confirm->clock)
		return confirm->clock();
	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

/* At @when, or never (0). */
static void set_timer(struct confirm *confirm, int64_t when)
{
	struct itimerspec at = {
		.it_value = { .tv_sec = when / NS, .tv_nsec = when % NS },
	};

	if (confirm->timer.fd >= 0)
		timerfd_settime(confirm->timer.fd, TFD_TIMER_ABSTIME, &at, NULL);
}

static void on_timer(void *arg, uint32_t events)
{
	struct confirm *confirm = arg;
	uint64_t expirations;

	if (read(confirm->timer.fd, &expirations, sizeof(expirations)) > 0)
		confirm_on_timer(confirm);
}

int confirm_open(struct confirm *confirm, struct loop *loop)
{
	int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	confirm->timer = (struct watch){ fd, on_timer, confirm, "confirm" };
	if (fd < 0)
		return -1;
	if (confirm->previous)
		set_timer(confirm, confirm->deadline);
	return loop_add(loop, &confirm->timer, EPOLLIN);
}

void confirm_close(struct confirm *confirm)
{
	if (confirm->timer.fd >= 0)
		close(confirm->timer.fd);
	confirm->timer.fd = -1;
	policy_free(confirm->previous);
	confirm->previous = NULL;
}

int64_t confirm_seconds_left(const struct confirm *confirm)
{
	int64_t left = confirm->deadline - now(confirm);

	if (!confirm->previous)
		return -1;
	return left > 0 ? (left + NS - 1) / NS : 0;
}

bool confirm_blocks_reload(const struct confirm *confirm, bool with_confirm,
			   struct error *error)
{
	if (confirm->rolling_back) {
		error_set(error, "a policy is being rolled back: nothing was changed");
		return true;
	}
	if (!confirm->previous || with_confirm)
		return false;
	error_set(error, "a policy is waiting for confirmation, %" PRId64 " s left: nothing was changed (slammerctl confirm, slammerctl rollback, or reload --confirm again)",
		  confirm_seconds_left(confirm));
	return true;
}

static int write_pending(struct confirm *confirm, const struct policy *policy,
			 unsigned int seconds, int64_t deadline,
			 struct error *error)
{
	char path[STATE_PATH_MAX], digest[REPORT_HEX_MAX], at[REPORT_TIME_MAX];
	char *text = policy_text(policy);
	int result = -1;
	json_t *head;

	head = json_pack("{s:s, s:s, s:s, s:I, s:I, s:s}",
			 "config", last_good_config(confirm->last_good, path,
						    sizeof(path)),
			 "time", report_time(time(NULL), at),
			 "boot", confirm->state->boot,
			 "deadline", (json_int_t)deadline,
			 "seconds", (json_int_t)seconds,
			 "text", report_hex(policy_text_digest(policy), digest));
	if (text && head)
		result = state_write(confirm->state, STATE_PENDING, head, text,
				     error);
	else
		error_set(error, "the policy has no text form");
	json_decref(head);
	free(text);
	return result;
}

/* What a rollback would restore, if there were one now. */
static const struct policy *policy_to_keep(const struct confirm *confirm)
{
	return confirm->previous ? confirm->previous : confirm->module->policy;
}

void confirm_check_file(struct confirm *confirm)
{
	if (state_usable(confirm->state) && !confirm->rolling_back &&
	    confirm->module->policy)
		last_good_save(confirm->last_good, policy_to_keep(confirm));
}

int confirm_prepare(struct confirm *confirm, const struct policy *next,
		    unsigned int seconds, struct error *error)
{
	struct error why;

	if (last_good_save(confirm->last_good, policy_to_keep(confirm)) < 0)
		return error_set(error, "cannot save the policy to roll back to, so nothing was changed (see the log)");
	confirm->planned = now(confirm) + (int64_t)seconds * NS;
	if (write_pending(confirm, next, seconds, confirm->planned, &why) < 0)
		return error_set(error, "cannot record the pending policy, so nothing was changed: %s",
				 why.text);
	return 0;
}

void confirm_start(struct confirm *confirm, struct policy *previous,
		   unsigned int seconds)
{
	if (confirm->previous)
		policy_free(previous);
	else
		confirm->previous = previous;
	confirm->seconds = seconds;
	confirm->deadline = confirm->planned;
	set_timer(confirm, confirm->deadline);
	log_message(LOG_NOTICE, "the policy is rolled back in %u s unless it is confirmed (slammerctl confirm)",
		    seconds);
}

void confirm_cancel(struct confirm *confirm)
{
	struct error error;
	int result;

	if (confirm->previous)
		result = write_pending(confirm, confirm->module->policy,
				       confirm->seconds, confirm->deadline,
				       &error);
	else
		result = state_remove(confirm->state, STATE_PENDING, &error);
	if (result < 0)
		log_message(LOG_ERR, "cannot update the record of the pending policy: %s",
			    error.text);
}

int confirm_accept(struct confirm *confirm, struct error *error)
{
	const struct confirmed *kernel = &confirm->module->confirmed;

	if (!confirm->previous)
		return error_set(error, "no policy is waiting for confirmation");
	/* This decides, and it needs no space on the disk: so it comes first. */
	if (state_remove(confirm->state, STATE_PENDING, error) < 0)
		return -1;
	policy_free(confirm->previous);
	confirm->previous = NULL;
	set_timer(confirm, 0);
	last_good_save(confirm->last_good, confirm->module->policy);
	log_message(LOG_NOTICE, "policy confirmed by the operator: generation %u, digest %016" PRIx64,
		    kernel->generation, kernel->digest);
	return 0;
}

/* A later start must not load the rejected policy from the policy file. */
static void write_rejected(struct confirm *confirm, uint64_t text)
{
	char path[STATE_PATH_MAX], digest[REPORT_HEX_MAX];
	struct error error;
	json_t *head;

	confirm->rejected = text;
	head = json_pack("{s:s, s:s}",
			 "config", last_good_config(confirm->last_good, path,
						    sizeof(path)),
			 "text", report_hex(text, digest));
	if (head && state_write(confirm->state, STATE_REJECTED, head, "",
				&error) < 0)
		log_message(LOG_ERR, "cannot record the policy that was rolled back: %s",
			    error.text);
	json_decref(head);
}

/* The kernel runs the previous policy. */
static void finish_rollback(struct confirm *confirm)
{
	const struct confirmed *kernel = &confirm->module->confirmed;
	struct error error;

	confirm->rolling_back = false;
	set_timer(confirm, 0);
	alert_clear(&confirm->alert, "the kernel accepted the previous policy");
	if (state_remove(confirm->state, STATE_PENDING, &error) < 0)
		log_message(LOG_ERR, "%s", error.text);
	last_good_save(confirm->last_good, confirm->module->policy);
	log_message(LOG_WARNING, "rolled back: generation %u, digest %016" PRIx64 " confirmed by the kernel",
		    kernel->generation, kernel->digest);
	confirm->callbacks->rolled_back(confirm->arg);
}

static int apply_previous(struct confirm *confirm, struct error *error)
{
	if (confirm->callbacks->apply(confirm->arg, error) < 0) {
		alert_raise(&confirm->alert, "cannot restore the previous policy: %s (retrying each second)",
			    error->text);
		set_timer(confirm, now(confirm) + NS);
		return -1;
	}
	finish_rollback(confirm);
	return 0;
}

int confirm_rollback(struct confirm *confirm, const char *reason,
		     struct error *error)
{
	struct policy *previous = confirm->previous;

	if (confirm->rolling_back)
		return apply_previous(confirm, error);
	if (!previous)
		return error_set(error, "no policy is waiting for confirmation, so there is nothing to roll back");
	log_message(LOG_WARNING, "rolling back the policy: %s", reason);
	write_rejected(confirm, confirm->module->text);
	confirm->previous = NULL;
	confirm->rolling_back = true;
	confirm->callbacks->activate(confirm->arg, previous);
	return apply_previous(confirm, error);
}

void confirm_on_timer(struct confirm *confirm)
{
	struct error error;

	if (confirm->rolling_back)
		apply_previous(confirm, &error);
	else if (confirm->previous && now(confirm) >= confirm->deadline)
		confirm_rollback(confirm, "not confirmed in time", &error);
	else if (confirm->previous)
		set_timer(confirm, confirm->deadline);
}

/* The pending policy of an earlier process, if it stays pending; else the reason. */
static struct policy *load_pending(struct confirm *confirm, const json_t *head,
				   const char **reason)
{
	int64_t deadline = json_integer_value(json_object_get(head, "deadline"));
	const char *boot = json_string_value(json_object_get(head, "boot"));
	struct config_messages messages = { 0 };
	struct client_status status;
	char path[STATE_PATH_MAX];
	struct policy *policy;

	*reason = "the machine was rebooted before it was confirmed";
	if (!boot || !*boot || strcmp(boot, confirm->state->boot))
		return NULL;
	*reason = "not confirmed in time";
	if (now(confirm) >= deadline)
		return NULL;
	policy = policy_load(state_path(confirm->state, STATE_PENDING, path),
			     &messages);
	config_messages_free(&messages);
	*reason = "the kernel no longer runs it";
	if (policy && !client_status(confirm->module->client, &status) &&
	    status.generation && status.digest == policy_digest(policy))
		return policy;
	policy_free(policy);
	return NULL;
}

static void stay_pending(struct confirm *confirm, const json_t *head,
			 struct policy *previous)
{
	confirm->previous = previous;
	confirm->deadline = json_integer_value(json_object_get(head, "deadline"));
	confirm->seconds = (unsigned int)json_integer_value(
		json_object_get(head, "seconds"));
	log_message(LOG_NOTICE, "a policy from before the restart is waiting for confirmation: it is rolled back in %" PRId64 " s",
		    confirm_seconds_left(confirm));
}

static void start_rollback(struct confirm *confirm, const json_t *head,
			   const char *reason)
{
	const char *digest = json_string_value(json_object_get(head, "text"));
	struct error why;

	log_message(LOG_WARNING, "rolling back the pending policy: %s", reason);
	write_rejected(confirm, digest ? strtoull(digest, NULL, 16) : 0);
	confirm->rolling_back = true;
	error_set(&why, "a policy was rolled back: %.400s", reason);
	last_good_use(confirm->last_good, why.text);
}

static void forget_pending(struct confirm *confirm, const char *reason)
{
	struct error error;

	log_message(LOG_ERR, "a pending policy was found and discarded: %s",
		    reason);
	state_remove(confirm->state, STATE_PENDING, &error);
}

struct policy *confirm_resume(struct confirm *confirm)
{
	struct policy *previous = NULL, *policy = NULL;
	struct error error, why;
	const char *reason = error.text;
	json_t *head;
	int found;

	found = state_read(confirm->state, STATE_PENDING, &head, &error);
	if (!state_usable(confirm->state) || !found)
		return NULL;
	if (found > 0 && !last_good_is_ours(confirm->last_good, head)) {
		forget_pending(confirm, "it came from another policy file");
		json_decref(head);
		return NULL;
	}
	if (found > 0)
		policy = load_pending(confirm, head, &reason);
	previous = last_good_load(confirm->last_good, &why);
	if (!previous) {
		forget_pending(confirm, why.text);
		policy_free(policy);
	} else if (policy) {
		stay_pending(confirm, head, previous);
		previous = policy;
	} else {
		start_rollback(confirm, head, reason);
	}
	json_decref(head);
	return previous;
}

void confirm_resumed(struct confirm *confirm)
{
	if (confirm->rolling_back)
		finish_rollback(confirm);
}

uint64_t confirm_rejected(const struct confirm *confirm)
{
	return confirm->rejected;
}

json_t *confirm_report(const struct confirm *confirm)
{
	char at[REPORT_TIME_MAX], digest[REPORT_HEX_MAX];
	int64_t left = confirm_seconds_left(confirm);

	if (left < 0)
		return json_null();
	return json_pack("{s:I, s:I, s:s, s:s}",
		"seconds", (json_int_t)confirm->seconds,
		"left", (json_int_t)left,
		"until", report_time(time(NULL) + left, at),
		"previous", report_hex(policy_digest(confirm->previous), digest));
}
