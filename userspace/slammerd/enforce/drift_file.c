// SPDX-License-Identifier: GPL-2.0-or-later
/* drift_file.c - was the policy file edited, and not reloaded? */
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "slammerd/daemon.h"

/* Changes whenever the file is written to, or replaced, or goes. */
static uint64_t stamp(uint64_t h, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return digest_u64(h, 0);
	h = digest_u64(digest_u64(h, st.st_dev), st.st_ino);
	h = digest_u64(h, (uint64_t)st.st_size);
	h = digest_u64(digest_u64(h, (uint64_t)st.st_mtim.tv_sec),
		       (uint64_t)st.st_mtim.tv_nsec);
	return digest_u64(digest_u64(h, (uint64_t)st.st_ctim.tv_sec),
			  (uint64_t)st.st_ctim.tv_nsec);
}

/* Of the policy file, what it included, and the folders where that lies. */
static uint64_t stamp_all(const struct daemon *daemon)
{
	uint64_t h = stamp(0xcbf29ce484222325ull, daemon->options->config);
	const struct drift *drift = &daemon->drift;
	char folder[STATE_PATH_MAX];
	size_t i;

	for (i = 0; i < drift->n_files; i++) {
		snprintf(folder, sizeof(folder), "%s", drift->files[i]);
		h = stamp(stamp(h, drift->files[i]), dirname(folder));
	}
	return h;
}

void drift_forget_files(struct drift *drift)
{
	size_t i;

	for (i = 0; i < drift->n_files; i++)
		free(drift->files[i]);
	free(drift->files);
	drift->files = NULL;
	drift->n_files = 0;
}

/* What a file that cannot be loaded includes is as it was. */
static void remember_files(struct drift *drift, struct policy *policy)
{
	drift_forget_files(drift);
	drift->files = policy->files;
	drift->n_files = policy->n_files;
	policy->files = NULL;
	policy->n_files = 0;
}

/* What the file means now: reading it costs, so only where it was touched. */
static uint64_t meaning(struct daemon *daemon)
{
	struct policy_messages messages = { 0 };
	struct drift *drift = &daemon->drift;
	struct policy *policy;
	uint64_t before = stamp_all(daemon);

	if (drift->stamp == before)
		return drift->file_text;
	policy = policy_load(daemon->options->config, &messages);
	drift->file_text = policy ? good_digest(policy) : 0;
	if (policy)
		remember_files(drift, policy);
	policy_free(policy);
	policy_messages_free(&messages);
	/* From before the reading, so that what is written meanwhile is seen later. */
	drift->stamp = before;
	return drift->file_text;
}

void drift_look_file(struct daemon *daemon)
{
	const char *config = daemon->options->config;
	uint64_t text = meaning(daemon);

	if (daemon->good.used)
		drift_begins(daemon, DRIFT_FILE, "%s: the last known good policy runs instead (mend the file, then slammerctl reload)",
			     daemon->good.why.text);
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
