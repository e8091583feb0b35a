// SPDX-License-Identifier: GPL-2.0-or-later
/* reload.c - from the policy file into the kernel: at the start, again, and back */
#include <inttypes.h>
#include <string.h>

#include "machine/interfaces.h"
#include "slammerd/daemon.h"
#include "slammerd/enforce/identity.h"

/*
 * The units that depend on the policy. The previous policy is the caller's.
 */
static struct policy *activate(struct daemon *daemon, struct policy *policy)
{
	struct policy *previous = module_set_policy(&daemon->module, policy);

	recorder_set_policy(&daemon->recorder, policy);
	log_set_level(policy->log_level);
	metrics_server_set(&daemon->metrics, policy->metrics);
	daemon_set_access(daemon);
	return previous;
}

/* Have the kernel run @policy. @pushed: whether anything in it was changed. */
static int apply(struct daemon *daemon, const struct policy *policy,
		 bool *pushed, struct error *error)
{
	inspection_expect(&daemon->inspection, policy);
	if (!drift_connect(&daemon->drift, error) ||
	    module_apply(&daemon->module, policy, pushed, error) < 0)
		return -1;
	drift_applied(&daemon->drift);
	return 0;
}

static void on_rollback(void *arg, struct policy *policy)
{
	struct daemon *daemon = arg;

	policy_free(activate(daemon, policy));
}

static int apply_active(void *arg, struct error *error)
{
	struct daemon *daemon = arg;
	bool pushed;

	if (apply(daemon, daemon->module.policy, &pushed, error) < 0)
		return -1;
	inspection_follow(&daemon->inspection, daemon->module.policy);
	return 0;
}

static void on_rolled_back(void *arg)
{
	daemon_notify(arg);
}

const struct confirm_callbacks daemon_confirm_callbacks = {
	on_rollback, apply_active, on_rolled_back,
};

static struct policy *load(struct daemon *daemon, struct reload *reload)
{
	const char *path = daemon->options->config;
	struct policy *policy = policy_load(path, &reload->messages);

	if (!policy)
		error_set(&reload->error, "%s has %zu error%s: nothing was changed",
			  path, reload->messages.errors,
			  reload->messages.errors == 1 ? "" : "s");
	return policy;
}

/* The kernel took a policy and does not return it unchanged: set the previous one. */
static void restore_previous(struct daemon *daemon)
{
	struct error error;
	bool pushed;

	if (module_apply(&daemon->module, daemon->module.policy, &pushed,
			 &error) < 0)
		log_message(LOG_ERR, "cannot restore the previous policy: %s",
			    error.text);
}

static int push(struct daemon *daemon, struct policy *policy,
		unsigned int seconds, struct reload *reload)
{
	if (seconds && confirm_prepare(&daemon->confirm, policy, seconds,
				       &reload->error) < 0)
		return -1;
	if (!apply(daemon, policy, &reload->pushed, &reload->error))
		return 0;
	if (reload->pushed)
		restore_previous(daemon);
	if (seconds)
		confirm_cancel(&daemon->confirm);
	return -1;
}

/* What the policy does not do on this machine, and what @old did */
static void warn(struct daemon *daemon, const struct policy *old,
		 const struct policy *policy, struct config_messages *messages)
{
	struct network network = { 0 };
	struct error error;

	policy_warn_rules(policy, messages);
	if (drift_read_links(&daemon->drift, &network, &error) < 0) {
		message_add(messages, CONFIG_WARNING, daemon->options->config, 0,
			    "%s", error.text);
	} else {
		policy_warn_interfaces(policy, &network, messages);
		policy_warn_lost(old, policy, &network, messages);
	}
	network_free(&network);
}

static int replace(struct daemon *daemon, unsigned int seconds,
		   struct reload *reload)
{
	struct policy *policy, *previous;

	if (confirm_blocks_reload(&daemon->confirm, seconds, &reload->error))
		return -1;
	policy = load(daemon, reload);
	if (!policy)
		return -1;
	if (push(daemon, policy, seconds, reload) < 0) {
		policy_free(policy);
		return -1;
	}
	warn(daemon, daemon->module.policy, policy, &reload->messages);
	previous = activate(daemon, policy);
	if (seconds) {
		confirm_start(&daemon->confirm, previous, seconds);
	} else {
		policy_free(previous);
		last_good_save(&daemon->last_good, policy);
	}
	last_good_release(&daemon->last_good);
	drift_check_files(&daemon->drift);
	return 0;
}

static void log_result(const struct daemon *daemon, int result,
		       const struct reload *reload)
{
	const char *path = daemon->options->config;
	const struct confirmed *old = &reload->old, *new = &reload->new;

	log_config_messages(&reload->messages);
	if (result < 0)
		log_message(LOG_ERR, "reload failed: %s", reload->error.text);
	else if (reload->pushed)
		log_message(LOG_INFO, "%s loaded: generation %u, digest %016" PRIx64 " confirmed by the kernel (before: generation %u, digest %016" PRIx64 ")",
			    path, new->generation, new->digest, old->generation,
			    old->digest);
	else
		log_message(LOG_INFO, "%s unchanged: generation %u, digest %016" PRIx64 " confirmed by the kernel",
			    path, new->generation, new->digest);
}

int daemon_reload(struct daemon *daemon, unsigned int seconds,
		  struct reload *reload)
{
	int result;

	memset(reload, 0, sizeof(*reload));
	reload->old = daemon->module.confirmed;
	notify_reloading();
	result = replace(daemon, seconds, reload);
	inspection_follow(&daemon->inspection, daemon->module.policy);
	reload->new = daemon->module.confirmed;
	log_result(daemon, result, reload);
	daemon_notify(daemon);
	return result;
}

void reload_free(struct reload *reload)
{
	config_messages_free(&reload->messages);
}

/* Set the active policy: a pending one, that of the file, or the last good one. */
static int choose_policy(struct daemon *daemon)
{
	struct module *module = &daemon->module;
	struct policy *policy;

	if (!state_usable(&daemon->state) &&
	    state_open(&daemon->state, daemon->options->state) < 0)
		last_good_no_state(&daemon->last_good);
	daemon->statistics.identity = identity_load(&daemon->state);
	policy = confirm_resume(&daemon->confirm);
	if (policy)
		policy_free(module->policy);
	else
		policy = last_good_choose(&daemon->last_good, module->policy);
	module_set_policy(module, policy);
	if (!policy)
		return -1;
	recorder_start(&daemon->recorder, policy);
	log_set_level(policy->log_level);
	return 0;
}

/*
 * What the kernel runs instead of ours, its built-in policy at first. NULL: it runs
 * ours already, or nothing; then nothing can be lost.
 */
static struct policy *kernel_policy(struct module *module)
{
	struct client_status status;

	if (client_status(module->client, &status) < 0 || !status.generation ||
	    status.digest == policy_digest(module->policy))
		return NULL;
	return client_policy(module->client);
}

static void log_warnings(struct daemon *daemon, const struct policy *old)
{
	struct config_messages messages = { 0 };

	warn(daemon, old, daemon->module.policy, &messages);
	log_config_messages(&messages);
	config_messages_free(&messages);
}

int daemon_start(struct daemon *daemon)
{
	struct module *module = &daemon->module;
	struct policy *old;
	struct error error;
	bool pushed;

	if (choose_policy(daemon) < 0)
		return -1;
	old = kernel_policy(module);
	if (module_apply(module, module->policy, &pushed, &error) < 0) {
		log_message(LOG_ERR, "%s", error.text);
		policy_free(old);
		return -1;
	}
	log_message(LOG_INFO, "%s %s: generation %u, digest %016" PRIx64 " confirmed by the kernel",
		    module->policy->path ? module->policy->path :
			    daemon->options->config,
		    pushed ? "loaded" : "adopted, the kernel runs it already",
		    module->confirmed.generation, module->confirmed.digest);
	log_warnings(daemon, old);
	policy_free(old);
	drift_applied(&daemon->drift);
	confirm_resumed(&daemon->confirm);
	if (confirm_seconds_left(&daemon->confirm) < 0)
		last_good_save(&daemon->last_good, module->policy);
	drift_check_files(&daemon->drift);
	return 0;
}
