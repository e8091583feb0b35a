// SPDX-License-Identifier: GPL-2.0-or-later
/* include.c - directories and patterns of @include */
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "include.h"

static int add(struct include_paths *paths, char *path)
{
	char **list;

	if (!path)
		return -1;
	list = reallocarray(paths->list, paths->count + 1, sizeof(*list));
	if (!list) {
		free(path);
		return -1;
	}
	paths->list = list;
	list[paths->count++] = path;
	return 0;
}

static char *join(const char *directory, size_t n, const char *name)
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

/* @n: bytes of the directory's name; 0 is the current one */
static int list(const char *directory, size_t n, const char *pattern,
		size_t most, struct include_paths *paths)
{
	char *name = n ? strndup(directory, n) : strdup(".");
	const struct dirent *entry;
	int err = name ? 0 : -1;
	DIR *dir = name ? opendir(name) : NULL;

	while (dir && !err && paths->count < most && (entry = readdir(dir)))
		if (!fnmatch(pattern, entry->d_name, FNM_PERIOD))
			err = add(paths, n ? join(directory, n, entry->d_name) :
					     strdup(entry->d_name));
	if (dir)
		closedir(dir);
	free(name);
	if (paths->count)
		qsort(paths->list, paths->count, sizeof(*paths->list), by_name);
	return err;
}

int include_expand(const char *path, size_t most, struct include_paths *paths)
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
		err = list(path, n, "*.conf", most, paths);
	} else if (strpbrk(last, "*?[")) {
		/* of "/x*" the directory is "/" */
		err = list(path, slash ? (slash > path ? (size_t)(slash - path) : 1) : 0,
			   last, most, paths);
	} else {
		err = add(paths, strdup(path));
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
