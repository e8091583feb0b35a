// SPDX-License-Identifier: GPL-2.0-or-later
/* folder.c - folders walked, read and removed without following links */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"
#include "folder.h"

static DIR *open_folder(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

/* The next but "." and ".."; NULL at the end. */
static const char *next_name(DIR *dir)
{
	const struct dirent *entry;

	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			return entry->d_name;
	return NULL;
}

static bool is_folder(int at, const char *name)
{
	struct stat status;

	return !fstatat(at, name, &status, AT_SYMLINK_NOFOLLOW) &&
	       S_ISDIR(status.st_mode);
}

static int walk(int at, const char *name, const char *prefix, folder_fn fn,
		void *arg)
{
	DIR *dir = open_folder(at, name);
	char path[PATH_MAX];
	const char *entry;
	int ret = 0;

	if (!dir)
		return -1;
	while (!ret && (entry = next_name(dir))) {
		if (snprintf(path, sizeof(path), "%s%s", prefix, entry) + 1 >=
		    PATH_MAX) {
			errno = ENAMETOOLONG;
			ret = -1;
		} else if (is_folder(dirfd(dir), entry)) {
			strcat(path, "/");
			ret = walk(dirfd(dir), entry, path, fn, arg);
		} else {
			ret = fn(path, arg);
		}
	}
	closedir(dir);
	return ret;
}

int folder_walk(int at, const char *name, folder_fn fn, void *arg)
{
	return walk(at, name, "", fn, arg);
}

static int remove_below(int at, const char *name, bool top)
{
	DIR *dir = open_folder(at, name);
	const char *entry;
	int ret = 0;

	if (!dir)
		return -1;
	while (!ret && (entry = next_name(dir))) {
		if (is_folder(dirfd(dir), entry))
			ret = remove_below(dirfd(dir), entry, false);
		else if (!top || strcmp(entry, TREE_MARKER))
			ret = unlinkat(dirfd(dir), entry, 0);
	}
	if (!ret && top && unlinkat(dirfd(dir), TREE_MARKER, 0) &&
	    errno != ENOENT)
		ret = -1;
	closedir(dir);
	return ret ? ret : unlinkat(at, name, AT_REMOVEDIR);
}

int folder_remove(int at, const char *name)
{
	int ret = remove_below(at, name, true);

	return ret && errno == ENOENT ? 0 : ret;
}

bool folder_ours(int at, const char *name)
{
	DIR *dir = open_folder(at, name);
	bool ours;

	if (!dir)
		return false;
	ours = !faccessat(dirfd(dir), TREE_MARKER, F_OK, AT_SYMLINK_NOFOLLOW) ||
	       !next_name(dir);
	closedir(dir);
	return ours;
}

char *folder_read(int at, const char *path, size_t *size)
{
	int fd = openat(at, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	char *data = NULL;
	size_t n = 0;
	ssize_t got = 1;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &status) && S_ISREG(status.st_mode))
		data = malloc((size_t)status.st_size + 1);
	while (data && got > 0 && n < (size_t)status.st_size) {
		got = read(fd, data + n, (size_t)status.st_size - n);
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	if (data && n != (size_t)status.st_size) {
		free(data);
		data = NULL;
	}
	*size = n;
	return data;
}
