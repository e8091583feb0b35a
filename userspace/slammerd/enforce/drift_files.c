// SPDX-License-Identifier: GPL-2.0-or-later
/* drift_files.c - was the policy file edited and not reloaded? */
#include "slammerd/enforce/drift.h"

/* policy_text_digest() of the policy file; 0: it cannot be loaded. */
static uint64_t read_text(struct drift *drift)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(drift->config, &messages);
	uint64_t text = 0;

	config_messages_free(&messages);
	/* Else the previous list of included files stays in use. */
	if (policy) {
		text = policy_text_digest(policy);
		watched_files_take(&drift->watched, policy->files, policy->n_files);
		policy->files = NULL;
		policy->n_files = 0;
	} else {
		/* The file at fault may be one that is not in that list. */
		drift->watched.stamp = 0;
	}
	policy_free(policy);
	return text;
}

void drift_check_files(struct drift *drift)
{
	const char *reason = last_good_reason(drift->last_good);
	uint64_t text;

	switch (watched_files_check(&drift->watched, drift->patience,
				    drift->config)) {
	case WATCHED_CHANGED:
		drift->file_text = read_text(drift);
		break;
	case WATCHED_UNCHANGED:
		break;
	case WATCHED_SILENT:
		drift_raise(drift, DRIFT_FILE, "%s cannot be looked at: its file server does not answer; the policy loaded earlier stays active",
			    drift->config);
		return;
	}
	text = drift->file_text;
	if (reason)
		drift_raise(drift, DRIFT_FILE, "%s: the last known good policy is active (repair the file, then run slammerctl reload)",
			    reason);
	else if (!text)
		drift_raise(drift, DRIFT_FILE, "%s cannot be loaded; the policy loaded earlier stays active (slammerctl policy check shows the errors)",
			    drift->config);
	else if (text == drift->module->text)
		drift_clear(drift, DRIFT_FILE);
	else if (text == confirm_rejected(drift->confirm))
		drift_raise(drift, DRIFT_FILE, "%s holds the policy that was rolled back; the previous one is active (slammerctl reload loads the file)",
			    drift->config);
	else
		drift_raise(drift, DRIFT_FILE, "%s was edited, not reloaded (slammerctl reload loads it)",
			    drift->config);
}
