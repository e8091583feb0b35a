// SPDX-License-Identifier: GPL-2.0-or-later
/* deliver_maildir.c - tmp/, new/, cur/: a rename is the delivery */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "deliver_parts.h"

#define CLEANED_AFTER	(36 * 3600)	/* what lies in tmp/ for longer is removed */

static const char *path_of(const struct trip *trip, const char *folder,
			   char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s/%s", trip->via.place, folder,
		 trip->notice->name);
	return path;
}

/* The folder itself may be new, but not the one that it is in. */
static int make_folders(struct trip *trip)
{
	static const char *const names[] = { "", "/tmp", "/new", "/cur" };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s%s", trip->via.place, names[i]);
		if (mkdir(path, 0700) && errno != EEXIST)
			return trip_fail(trip, "%s cannot be made", path);
	}
	errno = 0;
	return 0;
}

static int begin(struct trip *trip)
{
	char path[PATH_MAX];
	int ret;

	if (make_folders(trip))
		return -1;
	path_of(trip, "tmp", path);
	ret = trip_write(trip, path);
	if (ret)
		unlink(path);
	return ret;
}

static enum outcome carry(struct trip *trip)
{
	char from[PATH_MAX], to[PATH_MAX], folder[PATH_MAX];

	path_of(trip, "tmp", from);
	path_of(trip, "new", to);
	if (rename(from, to)) {
		trip_fail(trip, "%s cannot be renamed into new/", from);
		return OUTCOME_FAILED;
	}
	snprintf(folder, sizeof(folder), "%s/new", trip->via.place);
	sync_folder(folder);
	return OUTCOME_SENT;
}

/* A reader moves it to cur/ and puts flags behind its name. */
static bool in_cur(const struct trip *trip)
{
	const char *name = trip->notice->name;
	size_t n = strlen(name);
	const struct dirent *entry;
	char path[PATH_MAX];
	bool found = false;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/cur", trip->via.place);
	folder = opendir(path);
	while (folder && !found && (entry = readdir(folder)))
		found = !strncmp(entry->d_name, name, n) &&
			(!entry->d_name[n] || entry->d_name[n] == ':');
	if (folder)
		closedir(folder);
	return found;
}

/* It was in tmp/ before the ledger said "sending", so only a rename took it away. */
static enum outcome look(struct trip *trip)
{
	char path[PATH_MAX];

	if (!access(path_of(trip, "tmp", path), F_OK))
		return OUTCOME_NOT;
	if (!access(path_of(trip, "new", path), F_OK) || in_cur(trip))
		return OUTCOME_SENT;
	snprintf(path, sizeof(path), "%s/new", trip->via.place);
	if (!access(path, F_OK) &&
	    (int64_t)time(NULL) - trip->notice->changed < CLEANED_AFTER)
		return OUTCOME_SENT;
	errno = 0;
	trip_fail(trip, "it is neither in tmp/ nor in new/ or cur/ of %s any more: a reader may have taken it",
		  trip->via.place);
	return OUTCOME_UNCERTAIN;
}

const struct way way_maildir = { .begin = begin, .carry = carry, .look = look };
