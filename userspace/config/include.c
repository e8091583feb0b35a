// SPDX-License-Identifier: GPL-2.0-or-later
/* include.c - the files that an @include names: one, a directory or a pattern */
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/array.h"
#include "internal.h"

/* @path changes hands; NULL: out of memory. */
static int add_path(struct include_paths *paths, char *path)
{
	if (!path || array_grow(&paths->list, &paths->room, paths->count)) {
		free(path);
		return -1;
	}
	paths->list[paths->count++] = path;
	return 0;
}

static char *join_path(const char *directory, size_t n, const char *name)
{
	char *path;

	n -= directory[n - 1] == '/';	/* "/" itself */
	return asprintf(&path, "%.*s/%s", (int)n, directory, name) < 0 ? NULL :
									 path;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* @n: bytes of the directory's name; 0: the current directory */
static int add_matches(const char *directory, size_t n, const char *pattern,
		       size_t max, struct include_paths *paths)
{
	char *name = n ? strndup(directory, n) : strdup(".");
	const struct dirent *entry;
	int err = name ? 0 : -1;
	DIR *dir = name ? opendir(name) : NULL;

	while (dir && !err && paths->count < max && (entry = readdir(dir)))
		if (!fnmatch(pattern, entry->d_name, FNM_PERIOD))
			err = add_path(paths, n ? join_path(directory, n,
							    entry->d_name) :
						  strdup(entry->d_name));
	if (dir)
		closedir(dir);
	free(name);
	if (paths->count)
		qsort(paths->list, paths->count, sizeof(*paths->list), by_name);
	return err;
}

int include_expand(const char *path, size_t max, struct include_paths *paths)
{
	const char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;
	size_t n = strlen(path);
	struct stat st;
	int err;

	*paths = (struct include_paths){ .count = 0 };
	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		while (n > 1 && path[n - 1] == '/')
			n--;
		err = add_matches(path, n, "*.conf", max, paths);
	} else if (strpbrk(last, "*?[")) {
		/* the directory of "/x*" is "/" */
		n = !slash ? 0 : slash > path ? (size_t)(slash - path) : 1;
		err = add_matches(path, n, last, max, paths);
	} else {
		err = add_path(paths, strdup(path));
	}
	if (err)
		include_free(paths);
	return err;
}

void include_free(struct include_paths *paths)
{
	size_t i;

	for (i = 0; i < paths->count; i++)
		free(paths->list[i]);
	free(paths->list);
	*paths = (struct include_paths){ .count = 0 };
}
