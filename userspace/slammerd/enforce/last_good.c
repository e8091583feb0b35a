// SPDX-License-Identifier: GPL-2.0-or-later
/* last_good.c - save, load and choose the policy confirmed last */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/enforce/last_good.h"
#include "status/status.h"

const char *last_good_config(const struct last_good *lg, char *path, size_t size)
{
	char *cwd = *lg->config == '/' ? NULL : getcwd(NULL, 0);

	snprintf(path, size, "%s%s%s", cwd ? cwd : "", cwd ? "/" : "",
		 lg->config);
	free(cwd);
	return path;
}

bool last_good_is_ours(const struct last_good *lg, const json_t *head)
{
	const char *config = json_string_value(json_object_get(head, "config"));
	char path[STATE_PATH_MAX];

	return config &&
	       !strcmp(config, last_good_config(lg, path, sizeof(path)));
}

static int write_file(struct last_good *lg, const struct policy *policy,
		      int64_t now, struct error *error)
{
	char path[STATE_PATH_MAX], time[REPORT_TIME_MAX];
	char *text = policy_text(policy);
	json_t *head;
	int result;

	if (!text)
		return error_set(error, "the policy has no text form");
	head = json_pack("{s:s, s:s, s:I}",
			 "config", last_good_config(lg, path, sizeof(path)),
			 "time", report_time(now, time),
			 "confirmed", (json_int_t)now);
	if (head)
		result = state_write(lg->state, STATE_LAST_GOOD, head, text, error);
	else
		result = error_set(error, "the path of the policy file is not UTF-8, or out of memory");
	json_decref(head);
	free(text);
	return result;
}

/* Is the policy with that digest in the file, or what is wrong with it? */
static bool holds(const struct last_good *lg, uint64_t digest, struct error *why)
{
	uint64_t found_digest = 0;
	json_t *head;
	int found;

	found = state_read_digest(lg->state, STATE_LAST_GOOD, &head, &found_digest,
				  why);
	if (!found)
		error_set(why, "it was removed");
	else if (found > 0 && (!last_good_is_ours(lg, head) || found_digest != digest))
		found = error_set(why, "it holds another policy");
	json_decref(head);
	return found > 0;
}

/* Written, and read back: the disk may have taken something else. */
static int write_verified(struct last_good *lg, const struct policy *policy,
			  uint64_t digest, int64_t now, struct error *error)
{
	struct error why;

	if (write_file(lg, policy, now, error) < 0)
		return -1;
	if (!holds(lg, digest, &why))
		return error_set(error, "it does not hold what was written: %.300s",
				 why.text);
	return 0;
}

int last_good_save(struct last_good *lg, const struct policy *policy)
{
	uint64_t digest = policy_text_digest(policy);
	int64_t now = time(NULL);
	struct error error, why;

	if (digest && digest == lg->saved) {
		if (holds(lg, digest, &why)) {
			alert_clear(&lg->alert,
				    "the last known good policy is saved again");
			return 0;
		}
		log_message(LOG_WARNING, "the file of the last known good policy was changed by another program (%s): it is written again",
			    why.text);
		now = lg->confirmed;
	}
	if (write_verified(lg, policy, digest, now, &error) < 0) {
		alert_raise(&lg->alert, "cannot save the last known good policy: %s",
			    error.text);
		return -1;
	}
	alert_clear(&lg->alert, "the last known good policy is saved again");
	lg->saved = digest;
	lg->confirmed = now;
	return 0;
}

struct policy *last_good_load(struct last_good *lg, struct error *error)
{
	struct config_messages messages = { 0 };
	struct policy *policy = NULL;
	char path[STATE_PATH_MAX];
	json_t *head;
	int found;

	found = state_read(lg->state, STATE_LAST_GOOD, &head, error);
	if (!found)
		error_set(error, "no policy was confirmed yet");
	if (found > 0 && !last_good_is_ours(lg, head)) {
		error_set(error, "the policy confirmed last came from another policy file");
	} else if (found > 0) {
		state_path(lg->state, STATE_LAST_GOOD, path);
		policy = policy_load(path, &messages);
		if (!policy)
			error_set(error, "%s is not a valid policy for this version",
				  path);
		config_messages_free(&messages);
	}
	if (policy) {
		lg->saved = policy_text_digest(policy);
		lg->confirmed = json_integer_value(json_object_get(head,
								   "confirmed"));
	}
	json_decref(head);
	return policy;
}

/* Was this policy rolled back because it was not confirmed? */
static bool was_rolled_back(const struct last_good *lg,
			    const struct policy *policy)
{
	char digest[REPORT_HEX_MAX];
	struct error error;
	const char *text;
	json_t *head;
	bool result;

	if (state_read(lg->state, STATE_REJECTED, &head, &error) <= 0)
		return false;
	text = json_string_value(json_object_get(head, "text"));
	result = text && last_good_is_ours(lg, head) &&
		 (!strcmp(text, report_hex(policy_text_digest(policy), digest)) ||
		  !strcmp(text, report_hex(policy_former_digest(policy), digest)));
	json_decref(head);
	return result;
}

struct policy *last_good_choose(struct last_good *lg, struct policy *policy)
{
	struct error reason, error;
	char when[REPORT_TIME_MAX];
	struct policy *last;

	if (policy && !was_rolled_back(lg, policy))
		return policy;
	error_set(&reason, policy ?
		  "%.400s holds a policy that was rolled back because it was not confirmed" :
		  "%.400s cannot be loaded", lg->config);
	last = last_good_load(lg, &error);
	if (!last) {
		log_message(LOG_ERR, "%s, and there is no last known good policy: %s",
			    reason.text, error.text);
		return policy;
	}
	policy_free(policy);
	last_good_use(lg, reason.text);
	log_message(LOG_ERR, "%s: USING THE LAST KNOWN GOOD POLICY, confirmed %s (repair the file, then run slammerctl reload)",
		    reason.text, report_time(lg->confirmed, when));
	return last;
}

void last_good_no_state(struct last_good *lg)
{
	alert_raise(&lg->alert, "%s: reload --confirm is refused, and the last known good policy is not saved",
		    lg->state->error.text);
}

void last_good_use(struct last_good *lg, const char *reason)
{
	lg->used = true;
	error_set(&lg->reason, "%s", reason);
}

void last_good_release(struct last_good *lg)
{
	struct error error;

	lg->used = false;
	if (state_usable(lg->state) &&
	    state_remove(lg->state, STATE_REJECTED, &error) < 0)
		log_message(LOG_WARNING, "%s", error.text);
}

const char *last_good_reason(const struct last_good *lg)
{
	return lg->used ? lg->reason.text : NULL;
}

bool last_good_writable(const struct last_good *lg)
{
	return state_usable(lg->state) && !lg->alert.active;
}

json_t *last_good_report(const struct last_good *lg)
{
	char confirmed[REPORT_TIME_MAX];

	return json_pack("{s:b, s:s?, s:o}", "used", lg->used,
		"confirmed", lg->saved ?
			report_time(lg->confirmed, confirmed) : NULL,
		"reason", report_text(last_good_reason(lg)));
}
