// SPDX-License-Identifier: GPL-2.0-or-later
/* drift_file.c - was the policy file edited, and not reloaded? */
#include <string.h>

#include "slammerd/daemon.h"

/* Written to, or replaced, since the last look? */
static bool touched(struct drift *drift, const struct stat *st)
{
	bool same = drift->looked && st->st_dev == drift->file.st_dev &&
		    st->st_ino == drift->file.st_ino &&
		    st->st_size == drift->file.st_size &&
		    !memcmp(&st->st_mtim, &drift->file.st_mtim,
			    sizeof(st->st_mtim)) &&
		    !memcmp(&st->st_ctim, &drift->file.st_ctim,
			    sizeof(st->st_ctim));

	drift->file = *st;
	drift->looked = true;
	return !same;
}

/* What the file means now: reading it costs, so only where it was touched. */
static uint64_t meaning(struct daemon *daemon)
{
	struct policy_messages messages = { 0 };
	struct drift *drift = &daemon->drift;
	struct policy *policy;
	struct stat st = { 0 };

	stat(daemon->options->config, &st);
	if (!touched(drift, &st))
		return drift->file_text;
	policy = policy_load(daemon->options->config, &messages);
	drift->file_text = policy ? good_digest(policy) : 0;
	policy_free(policy);
	policy_messages_free(&messages);
	return drift->file_text;
}

void drift_look_file(struct daemon *daemon)
{
	const char *config = daemon->options->config;
	uint64_t text = meaning(daemon);

	if (daemon->good.used)
		drift_begins(daemon, DRIFT_FILE, "%s: the last known good policy runs instead (mend the file, then slammerctl reload)",
			     daemon->good.why);
	else if (!text)
		drift_begins(daemon, DRIFT_FILE, "%s cannot be loaded any more; what was loaded from it before runs on (slammerctl policy check tells what is wrong)",
			     config);
	else if (text == daemon->text)
		drift_ends(daemon, DRIFT_FILE);
	else if (text == daemon->confirm.rejected)
		drift_begins(daemon, DRIFT_FILE, "%s holds the policy that was rolled back; the one before it runs (slammerctl reload sets that of the file)",
			     config);
	else
		drift_begins(daemon, DRIFT_FILE, "%s was edited, not reloaded (slammerctl reload sets its policy)",
			     config);
}
