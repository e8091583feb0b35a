// SPDX-License-Identifier: GPL-2.0-or-later
/* denied.c - whose file or folder it is, and how to become that user */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "denied.h"

/* The file, or the next folder above it that can be looked at. -1: none. */
static int find_owner(char path[PATH_MAX], struct stat *st)
{
	char above[PATH_MAX];

	while (stat(path, st)) {
		if ((errno != EACCES && errno != ENOENT) || !strcmp(path, "/"))
			return -1;
		snprintf(above, sizeof(above), "%s", path);
		snprintf(path, PATH_MAX, "%s", dirname(above));
	}
	return 0;
}

static bool is_denied(const char *path, const struct stat *st, enum db_mode mode)
{
	int wanted = mode == DB_WRITE ? W_OK : 0;

	wanted |= S_ISDIR(st->st_mode) ? X_OK : R_OK;
	return faccessat(AT_FDCWD, path, wanted, AT_EACCESS) && errno == EACCES;
}

/* A group that may read is one more way in. */
static void add_group(struct error *error, const struct stat *st)
{
	const struct group *group = getgrgid(st->st_gid);
	const mode_t needed = S_ISDIR(st->st_mode) ? S_IXGRP : S_IRGRP;

	if (!group || !(st->st_mode & needed) || !st->st_gid)
		return;
	error_set(error, "%s; to read, joining the group %s is enough", error->text,
		  group->gr_name);
}

void denied_advice(const char *path, enum db_mode mode, struct error *error)
{
	char buf[PATH_MAX];
	const struct passwd *owner;
	struct stat st;

	snprintf(buf, sizeof(buf), "%s", path);
	if (!geteuid() || find_owner(buf, &st) || !is_denied(buf, &st, mode))
		return;
	owner = getpwuid(st.st_uid);
	if (owner && owner->pw_uid)
		error_set(error, "%s: run as user %s (sudo -u %s slammer-advisory ...), or as root",
			  error->text, owner->pw_name, owner->pw_name);
	else
		error_set(error, "%s: run as root", error->text);
	if (mode == DB_READ)
		add_group(error, &st);
}
