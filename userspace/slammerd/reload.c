// SPDX-License-Identifier: GPL-2.0-or-later
/* reload.c - a policy file into the kernel: at the start, and again */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "slammerd/daemon.h"
#include "slammerd/os/notify.h"

const char *daemon_store_path(const struct daemon *daemon)
{
	return daemon->options->store ? daemon->options->store :
		daemon->policy->store;
}

void daemon_notify(const struct daemon *daemon)
{
	char status[160];

	snprintf(status, sizeof(status), "generation %u, digest %016" PRIx64 " confirmed by the kernel",
		 daemon->confirmed.generation, daemon->confirmed.digest);
	notify_ready(status);
}

static int load(struct daemon *daemon, struct policy **policy,
		struct reload *reload)
{
	const char *path = daemon->options->config;

	*policy = policy_load(path, &reload->messages);
	if (*policy)
		return 0;
	return error_set(&reload->error,
		 "%s has %zu error%s: nothing was changed", path,
		 reload->messages.errors,
		 reload->messages.errors == 1 ? "" : "s");
}

/* What was counted so far belongs to the window, store and sensor of before. */
void daemon_settle(struct daemon *daemon, const struct policy *next)
{
	const struct policy *policy = daemon->policy;
	struct error error;

	if (policy->window == next->window &&
	    !strcmp(policy->store, next->store) &&
	    !strcmp(policy->sensor, next->sensor))
		return;
	daemon_account(daemon, daemon->window.start, &error);
}

struct policy *daemon_take_over(struct daemon *daemon, struct policy *policy)
{
	struct policy *before = daemon->policy;

	daemon->policy = policy;
	daemon->text = good_digest(policy);
	if (daemon->window.seconds != policy->window)
		window_arm(&daemon->window, policy->window, time(NULL));
	log_level(policy->log_level);
	serve_as_policy_says(daemon);
	daemon_permit(daemon);
	return before;
}

/* Who waits for a confirmation does not want the next one to slip in unseen. */
static int refuse_while_pending(const struct daemon *daemon,
				struct reload *reload)
{
	if (daemon->confirm.undone)
		error_set(&reload->error,
			 "a policy is being rolled back: nothing was changed");
	else if (daemon->confirm.back)
		error_set(&reload->error,
			 "a policy waits for its confirmation, %" PRId64 " s are left: nothing was changed (slammerctl confirm, slammerctl rollback, or reload --confirm again)",
			 confirm_left(daemon));
	else
		return 0;
	return -1;
}

static int push(struct daemon *daemon, struct policy *policy,
		struct reload *reload)
{
	daemon_settle(daemon, policy);
	inspection_expect(&daemon->inspection, policy);
	if (daemon_connect(daemon, &reload->error) < 0 ||
	    apply_policy(daemon->client, policy, &daemon->confirmed,
			 &reload->pushed, &reload->error) < 0)
		return -1;
	drift_ends(daemon, DRIFT_POLICY);
	drift_applied(daemon);
	return 0;
}

/* The kernel took it, and does not give it back as it was: nobody may rely on it. */
static void put_back(struct daemon *daemon)
{
	struct error error;
	bool pushed;

	if (apply_policy(daemon->client, daemon->policy, &daemon->confirmed,
			 &pushed, &error) < 0)
		log_say(LOG_ERR, "the policy of before cannot be set again: %s",
			error.text);
}

static int replace(struct daemon *daemon, unsigned int seconds,
		   struct reload *reload)
{
	struct policy *policy;

	if ((!seconds || daemon->confirm.undone) &&
	    refuse_while_pending(daemon, reload) < 0)
		return -1;
	if (load(daemon, &policy, reload) < 0)
		return -1;
	if (seconds && confirm_begin(daemon, policy, seconds, &reload->error) < 0) {
		policy_free(policy);
		return -1;
	}
	if (push(daemon, policy, reload) < 0) {
		if (reload->pushed)
			put_back(daemon);
		if (seconds)
			confirm_abandon(daemon);
		policy_free(policy);
		return -1;
	}
	policy = daemon_take_over(daemon, policy);
	if (seconds) {
		confirm_begun(daemon, policy, seconds);
	} else {
		policy_free(policy);
		good_save(daemon);
	}
	good_unused(daemon);
	drift_look_file(daemon);
	return 0;
}

int daemon_reload(struct daemon *daemon, unsigned int seconds,
		  struct reload *reload)
{
	int result;

	memset(reload, 0, sizeof(*reload));
	reload->old = daemon->confirmed;
	notify_reloading();
	result = replace(daemon, seconds, reload);
	inspection_follow(&daemon->inspection, daemon->policy);
	reload->new = daemon->confirmed;
	log_messages(&reload->messages);
	if (result < 0)
		log_say(LOG_ERR, "reload failed: %s", reload->error.text);
	else if (reload->pushed)
		log_say(LOG_INFO, "%s loaded: generation %u, digest %016" PRIx64 " confirmed by the kernel (before: generation %u, digest %016" PRIx64 ")",
			daemon->options->config, reload->new.generation,
			reload->new.digest, reload->old.generation,
			reload->old.digest);
	else
		log_say(LOG_INFO, "%s unchanged: generation %u, digest %016" PRIx64 " confirmed by the kernel",
			daemon->options->config, reload->new.generation,
			reload->new.digest);
	daemon_notify(daemon);
	return result;
}

void reload_free(struct reload *reload)
{
	policy_messages_free(&reload->messages);
}

/* Which policy is the first one? Said where it is not that of the file. */
static int choose(struct daemon *daemon)
{
	if (!daemon->state.directory &&
	    state_open(&daemon->state, daemon->options->state) < 0)
		trouble_begins(&daemon->good.trouble, "%s: reload --confirm is refused, and no last known good policy is kept",
			       daemon->state.error.text);
	if (!confirm_resume(daemon) && good_choose(daemon) < 0)
		return -1;
	daemon->text = good_digest(daemon->policy);
	log_level(daemon->policy->log_level);
	return 0;
}

int daemon_start(struct daemon *daemon)
{
	struct error error;
	bool pushed;

	if (choose(daemon) < 0)
		return -1;
	if (apply_policy(daemon->client, daemon->policy, &daemon->confirmed,
			 &pushed, &error) < 0) {
		log_say(LOG_ERR, "%s", error.text);
		return -1;
	}
	log_say(LOG_INFO, pushed ?
		"%s loaded: generation %u, digest %016" PRIx64 " confirmed by the kernel" :
		"%s adopted, for the kernel runs it already: generation %u, digest %016" PRIx64 " confirmed by the kernel",
		daemon->policy->path ? daemon->policy->path :
			daemon->options->config,
		daemon->confirmed.generation, daemon->confirmed.digest);
	drift_applied(daemon);
	confirm_resumed(daemon);
	if (!daemon->confirm.back)
		good_save(daemon);
	drift_look_file(daemon);
	return 0;
}
