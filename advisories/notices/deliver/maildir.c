// SPDX-License-Identifier: GPL-2.0-or-later
/* maildir.c - tmp/, new/, cur/: renaming is the delivery */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define CLEANED_AFTER	(36 * 3600)	/* readers remove older files in tmp/ */

static const char *path_of(const struct attempt *attempt, const char *folder,
			   char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s/%s", attempt->via.target, folder,
		 attempt->notice->name);
	return path;
}

/* The folder is created if needed, its parent is not. */
static int make_folders(struct attempt *attempt)
{
	static const char *const names[] = { "", "/tmp", "/new", "/cur" };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s%s", attempt->via.target, names[i]);
		if (mkdir(path, 0700) && errno != EEXIST)
			return attempt_fail(attempt, "%s cannot be created", path);
	}
	errno = 0;
	return 0;
}

static int prepare(struct attempt *attempt)
{
	char path[PATH_MAX];
	int ret;

	if (make_folders(attempt))
		return -1;
	path_of(attempt, "tmp", path);
	ret = attempt_write_message(attempt, path);
	if (ret)
		unlink(path);
	return ret;
}

static enum outcome commit(struct attempt *attempt)
{
	char from[PATH_MAX], to[PATH_MAX], folder[PATH_MAX];

	path_of(attempt, "tmp", from);
	path_of(attempt, "new", to);
	if (rename(from, to)) {
		attempt_fail(attempt, "%s cannot be renamed into new/", from);
		return OUTCOME_FAILED;
	}
	snprintf(folder, sizeof(folder), "%s/new", attempt->via.target);
	sync_folder(folder);
	return OUTCOME_SENT;
}

/* A reader moves it to cur/ and appends flags to its name. */
static bool in_cur(const struct attempt *attempt)
{
	const char *name = attempt->notice->name;
	size_t n = strlen(name);
	const struct dirent *entry;
	char path[PATH_MAX];
	bool found = false;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/cur", attempt->via.target);
	folder = opendir(path);
	while (folder && !found && (entry = readdir(folder)))
		found = !strncmp(entry->d_name, name, n) &&
			(!entry->d_name[n] || entry->d_name[n] == ':');
	if (folder)
		closedir(folder);
	return found;
}

/* It was in tmp/ before the ledger said "sending": if it is gone, it was renamed. */
static enum outcome recover(struct attempt *attempt)
{
	char path[PATH_MAX];

	if (!access(path_of(attempt, "tmp", path), F_OK))
		return OUTCOME_NOT_SENT;
	if (!access(path_of(attempt, "new", path), F_OK) || in_cur(attempt))
		return OUTCOME_SENT;
	snprintf(path, sizeof(path), "%s/new", attempt->via.target);
	if (!access(path, F_OK) &&
	    (int64_t)time(NULL) - attempt->notice->changed < CLEANED_AFTER)
		return OUTCOME_SENT;
	errno = 0;
	attempt_fail(attempt, "it is in none of tmp/, new/ and cur/ of %s: a reader may have removed it",
		  attempt->via.target);
	return OUTCOME_UNCERTAIN;
}

const struct transport transport_maildir = {
	.prepare = prepare, .commit = commit, .recover = recover,
};
