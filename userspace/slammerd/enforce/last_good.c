// SPDX-License-Identifier: GPL-2.0-or-later
/* lastgood.c - the policy that was confirmed last */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "status/status.h"
#include "slammerd/daemon.h"

char *good_text(const struct policy *policy)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int result;

	if (!out)
		return NULL;
	result = policy_print(policy, out);
	if (fclose(out) || result < 0) {
		free(text);
		return NULL;
	}
	return text;
}

static uint64_t text_digest(const char *text)
{
	return digest_bytes(0xcbf29ce484222325ull, (const uint8_t *)text,
			    (uint32_t)strlen(text));
}

uint64_t good_digest(const struct policy *policy)
{
	char *text = good_text(policy);
	uint64_t digest = text ? text_digest(text) : 0;

	free(text);
	return digest;
}

const char *good_config(const struct daemon *daemon, char *path, size_t size)
{
	const char *config = daemon->options->config;
	char *here = *config == '/' ? NULL : getcwd(NULL, 0);

	snprintf(path, size, "%s%s%s", here ? here : "", here ? "/" : "",
		 config);
	free(here);
	return path;
}

bool good_is_ours(const struct daemon *daemon, const json_t *head)
{
	const char *of = json_string_value(json_object_get(head, "config"));
	char path[STATE_PATH_MAX];

	return of && !strcmp(of, good_config(daemon, path, sizeof(path)));
}

static int save(struct daemon *daemon, const char *text, int64_t now,
		struct error *error)
{
	char path[STATE_PATH_MAX], time[REPORT_TIME_MAX];
	json_t *head;
	int result;

	if (!text)
		return error_set(error, "the policy cannot be written as text");
	head = json_pack("{s:s, s:s, s:I}",
			 "config", good_config(daemon, path, sizeof(path)),
			 "time", report_time(now, time),
			 "confirmed", (json_int_t)now);
	result = head ? state_write(&daemon->state, STATE_GOOD, head, text,
				    error) : -1;
	if (!head)
		error_set(error, "the path of the policy file is not UTF-8, or memory is short");
	json_decref(head);
	return result;
}

int good_save(struct daemon *daemon)
{
	struct good *good = &daemon->good;
	char *text = good_text(daemon->policy);
	uint64_t digest = text ? text_digest(text) : 0;
	struct error error;
	int64_t now = time(NULL);
	int result = 0;

	if (!digest || digest != good->saved) {
		result = save(daemon, text, now, &error);
		if (result < 0) {
			trouble_begins(&good->trouble,
				       "the policy that was confirmed is not kept for a rollback: %s",
				       error.text);
		} else {
			trouble_ends(&good->trouble,
				     "the policy that was confirmed is kept again");
			good->saved = digest;
			good->confirmed = now;
		}
	}
	free(text);
	return result;
}

struct policy *good_load(struct daemon *daemon, struct error *error)
{
	struct policy_messages messages = { 0 };
	struct policy *policy = NULL;
	char path[STATE_PATH_MAX];
	json_t *head;
	int there;

	there = state_read(&daemon->state, STATE_GOOD, &head, error);
	if (!there)
		error_set(error, "no policy was confirmed before");
	if (there > 0 && !good_is_ours(daemon, head)) {
		error_set(error, "the policy confirmed last was that of another policy file");
	} else if (there > 0) {
		state_path(&daemon->state, STATE_GOOD, path);
		policy = policy_load(path, &messages);
		if (!policy)
			error_set(error, "%s is a policy that this nf-slammer does not take",
				 path);
		policy_messages_free(&messages);
	}
	if (policy) {
		daemon->good.saved = good_digest(policy);
		daemon->good.confirmed = json_integer_value(
			json_object_get(head, "confirmed"));
	}
	json_decref(head);
	return policy;
}

/* Is the file's policy the one that was rolled back, as nobody confirmed it? */
static bool rejected(struct daemon *daemon)
{
	struct error error;
	char digest[REPORT_HEX_MAX];
	const char *text;
	json_t *head;
	bool is = false;

	if (state_read(&daemon->state, STATE_REJECTED, &head, &error) <= 0)
		return false;
	text = json_string_value(json_object_get(head, "text"));
	if (text && good_is_ours(daemon, head))
		is = !strcmp(text, report_hex(good_digest(daemon->policy),
					      digest));
	json_decref(head);
	return is;
}

int good_choose(struct daemon *daemon)
{
	struct good *good = &daemon->good;
	struct error error;
	char when[REPORT_TIME_MAX];
	struct policy *policy;

	if (daemon->policy && !rejected(daemon))
		return 0;
	error_set(&good->why, daemon->policy ?
		 "%.400s holds the policy that was rolled back, for nobody confirmed it" :
		 "%.400s cannot be loaded", daemon->options->config);
	policy = good_load(daemon, &error);
	if (!policy) {
		log_say(LOG_ERR, "%s, and there is no other one to use: %s",
			good->why.text, error.text);
		return daemon->policy ? 0 : -1;
	}
	policy_free(daemon->policy);
	daemon->policy = policy;
	good->used = true;
	log_say(LOG_ERR, "%s: THE LAST KNOWN GOOD POLICY IS USED INSTEAD, confirmed %s (mend the file, then slammerctl reload)",
		good->why.text, report_time(good->confirmed, when));
	return 0;
}

void good_unused(struct daemon *daemon)
{
	struct error error;

	daemon->good.used = false;
	if (daemon->state.directory &&
	    state_remove(&daemon->state, STATE_REJECTED, &error) < 0)
		log_say(LOG_WARNING, "%s", error.text);
}
