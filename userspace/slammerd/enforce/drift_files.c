// SPDX-License-Identifier: GPL-2.0-or-later
/* drift_files.c - was the policy file edited and not reloaded? */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "slammerd/enforce/drift.h"

/* Changes whenever the file is written, replaced or removed. */
static uint64_t add_stamp(uint64_t h, const char *path)
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

/* Of the policy file, the files it included, and their directories. */
static uint64_t stamp_of_all(const struct drift *drift)
{
	uint64_t h = add_stamp(0xcbf29ce484222325ull, drift->config);
	char directory[STATE_PATH_MAX];
	size_t i;

	for (i = 0; i < drift->n_files; i++) {
		snprintf(directory, sizeof(directory), "%s", drift->files[i]);
		h = add_stamp(add_stamp(h, drift->files[i]), dirname(directory));
	}
	return h;
}

void drift_free_files(struct drift *drift)
{
	size_t i;

	for (i = 0; i < drift->n_files; i++)
		free(drift->files[i]);
	free(drift->files);
	drift->files = NULL;
	drift->n_files = 0;
}

/* Take over the policy's list of files. */
static void take_files(struct drift *drift, struct policy *policy)
{
	drift_free_files(drift);
	drift->files = policy->files;
	drift->n_files = policy->n_files;
	policy->files = NULL;
	policy->n_files = 0;
}

/*
 * policy_text_digest() of the policy file. Loading takes a while, so the file is
 * read only if its metadata changed. If it cannot be loaded, the previous list of
 * included files stays in use.
 */
static uint64_t file_text(struct drift *drift)
{
	struct config_messages messages = { 0 };
	struct policy *policy;
	uint64_t stamp = stamp_of_all(drift);

	if (drift->stamp == stamp)
		return drift->file_text;
	policy = policy_load(drift->config, &messages);
	drift->file_text = policy ? policy_text_digest(policy) : 0;
	if (policy)
		take_files(drift, policy);
	policy_free(policy);
	config_messages_free(&messages);
	/* Taken before reading: a write in between is noticed at the next check. */
	drift->stamp = stamp;
	return drift->file_text;
}

void drift_check_files(struct drift *drift)
{
	const char *reason = last_good_reason(drift->last_good);
	uint64_t text = file_text(drift);

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
