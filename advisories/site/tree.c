// SPDX-License-Identifier: GPL-2.0-or-later
/* tree.c - writes a new tree beside the old one and exchanges them atomically */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/array.h"
#include "common/error.h"
#include "tree.h"
#include "folder.h"

/* Regardless of the umask: a web server reads it. */
#define FILE_MODE	0644
#define FOLDER_MODE	0755

struct put {
	char *path;
	enum tree_change change;
};

/**
 * struct tree - a tree being written
 * @shown:   the path as the user gave it
 * @parent:  its parent folder
 * @old:     the existing tree, -1: none
 * @new:     folder beside it, -1: nothing is written
 * @lock:    held by the process that writes it
 * @staging: name of @new in @parent
 */
struct tree {
	char *shown;
	char name[NAME_MAX + 1];
	char staging[NAME_MAX + 1];
	int parent;
	int old;
	int new;
	int lock;
	struct put *puts;
	size_t n_puts;
	size_t room;
};

/* Splits the path: the last part is its name, the rest must exist. */
static int find_place(struct tree *tree, const char *path, struct error *error)
{
	char real[PATH_MAX], head[PATH_MAX], *slash;
	const char *name;
	size_t n;

	if (!realpath(path, real)) {
		if (errno != ENOENT)
			return error_set(error, "%s: %s", path, strerror(errno));
		snprintf(head, sizeof(head), "%s", path);
		for (n = strlen(head); n > 1 && head[n - 1] == '/'; n--)
			head[n - 1] = 0;
		slash = strrchr(head, '/');
		name = slash ? slash + 1 : head;
		if (slash)
			*slash = 0;
		if (!realpath(!slash ? "." : *head ? head : "/", real))
			return error_set(error, "%s: its parent folder cannot be opened: %s",
				    path, strerror(errno));
	} else {
		slash = strrchr(real, '/');
		name = slash + 1;
		*slash = 0;
	}
	if (!*name || !strcmp(name, ".") || !strcmp(name, "..") ||
	    strlen(name) + 16 > NAME_MAX)
		return error_set(error, "%s: not a valid name for a tree",
			    path);
	memcpy(tree->name, name, strlen(name) + 1);
	snprintf(tree->staging, sizeof(tree->staging), ".%.*s.new",
		 NAME_MAX - 8, name);
	tree->parent = open(*real ? real : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tree->parent < 0)
		return error_set(error, "%s: %s", real, strerror(errno));
	return 0;
}

static int take_lock(struct tree *tree, struct error *error)
{
	char name[NAME_MAX + 1];

	snprintf(name, sizeof(name), ".%.*s.lock", NAME_MAX - 8, tree->name);
	tree->lock = openat(tree->parent, name, O_CREAT | O_RDWR | O_CLOEXEC |
			    O_NOFOLLOW, 0600);
	if (tree->lock < 0 || flock(tree->lock, LOCK_EX))
		return error_set(error, "%s: cannot be locked: %s", tree->shown,
			    strerror(errno));
	return 0;
}

static int find_old(struct tree *tree, struct error *error)
{
	tree->old = openat(tree->parent, tree->name,
			   O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (tree->old < 0 && errno != ENOENT)
		return error_set(error, "%s: %s", tree->shown, strerror(errno));
	if (tree->old >= 0 && !folder_ours(tree->parent, tree->name))
		return error_set(error, "%s: not a tree of slammer-advisory (no %s in it), so it is not replaced",
			    tree->shown, TREE_MARKER);
	return 0;
}

static int make_staging(struct tree *tree, struct error *error)
{
	struct stat status;

	if (!fstatat(tree->parent, tree->staging, &status, AT_SYMLINK_NOFOLLOW)) {
		if (!folder_ours(tree->parent, tree->staging))
			return error_set(error, "%s: %s beside it is in the way",
				    tree->shown, tree->staging);
		if (folder_remove(tree->parent, tree->staging))
			return error_set(error, "%s: %s beside it cannot be removed: %s",
				    tree->shown, tree->staging, strerror(errno));
	}
	if (mkdirat(tree->parent, tree->staging, 0700))
		return error_set(error, "%s: %s beside it cannot be created: %s",
			    tree->shown, tree->staging, strerror(errno));
	tree->new = openat(tree->parent, tree->staging,
			   O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (tree->new < 0 || fchmod(tree->new, FOLDER_MODE))
		return error_set(error, "%s: %s: %s", tree->shown, tree->staging,
			    strerror(errno));
	return 0;
}

struct tree *tree_open(const char *path, bool write, struct error *error)
{
	static const char marker[] =
		"Written by slammer-advisory(1), which replaces all of it.\n";
	struct tree *tree = calloc(1, sizeof(*tree));

	if (!tree) {
		error_no_memory(error);
		return NULL;
	}
	tree->parent = tree->old = tree->new = tree->lock = -1;
	tree->shown = strdup(path);
	if (!tree->shown || find_place(tree, path, error) ||
	    (write && take_lock(tree, error)) ||
	    find_old(tree, error) ||
	    (write && make_staging(tree, error)) ||
	    tree_put(tree, TREE_MARKER, marker, strlen(marker), error)) {
		tree_close(tree);
		return NULL;
	}
	return tree;
}

/* The folders that @path is in. */
static int make_folders(struct tree *tree, const char *path)
{
	char folder[PATH_MAX], *slash;

	snprintf(folder, sizeof(folder), "%s", path);
	for (slash = strchr(folder, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (!mkdirat(tree->new, folder, FOLDER_MODE)) {
			if (fchmodat(tree->new, folder, FOLDER_MODE, 0))
				return -1;
		} else if (errno != EEXIST) {
			return -1;
		}
		*slash = '/';
	}
	return 0;
}

static int write_all(int fd, const char *data, size_t size)
{
	ssize_t n;

	for (; size; data += n, size -= (size_t)n) {
		n = write(fd, data, size);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return -1;
	}
	return 0;
}

/* An unchanged file keeps its time, so that mirrors do not fetch it again. */
static void keep_time(const struct tree *tree, const char *path, int fd)
{
	struct stat status;
	struct timespec times[2];

	if (fstatat(tree->old, path, &status, AT_SYMLINK_NOFOLLOW))
		return;
	times[0] = status.st_atim;
	times[1] = status.st_mtim;
	futimens(fd, times);
}

static int write_file(struct tree *tree, const struct put *put,
		      const void *data, size_t size)
{
	int fd, ret;

	if (make_folders(tree, put->path))
		return -1;
	fd = openat(tree->new, put->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC |
		    O_NOFOLLOW, FILE_MODE);
	if (fd < 0)
		return -1;
	ret = write_all(fd, data, size);
	if (!ret)
		ret = fchmod(fd, FILE_MODE);
	if (!ret && put->change == TREE_SAME)
		keep_time(tree, put->path, fd);
	return close(fd) || ret ? -1 : 0;
}

static struct put *add_put(struct tree *tree, const char *path)
{
	struct put *put;

	if (array_grow(&tree->puts, &tree->room, tree->n_puts))
		return NULL;
	put = &tree->puts[tree->n_puts];
	put->path = strdup(path);
	if (!put->path)
		return NULL;
	tree->n_puts++;
	return put;
}

int tree_put(struct tree *tree, const char *path, const void *data, size_t size,
	     struct error *error)
{
	struct put *put = add_put(tree, path);
	size_t old_size;
	char *old;

	if (!put)
		return error_no_memory(error);
	old = tree->old < 0 ? NULL : folder_read(tree->old, path, &old_size);
	put->change = !old ? TREE_ADDED :
		      old_size == size && !memcmp(old, data, size) ? TREE_SAME :
		      TREE_CHANGED;
	free(old);
	if (tree->new >= 0 && write_file(tree, put, data, size))
		return error_set(error, "%s/%s: cannot be written: %s",
			    tree->shown, path, strerror(errno));
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct put *)a)->path, ((const struct put *)b)->path);
}

struct comparison {
	struct tree *tree;
	size_t n_new;		/* those that were put; removed ones follow */
};

static int note_removed(const char *path, void *arg)
{
	struct comparison *c = arg;
	struct put key = { .path = (char *)path }, *put;

	if (bsearch(&key, c->tree->puts, c->n_new, sizeof(key), by_path))
		return 0;
	put = add_put(c->tree, path);
	if (!put) {
		errno = ENOMEM;
		return -1;
	}
	put->change = TREE_REMOVED;
	return 0;
}

int tree_compare(struct tree *tree, struct tree_counts *counts, tree_fn fn,
		 void *arg, struct error *error)
{
	struct comparison c = { tree, tree->n_puts };
	size_t i;

	qsort(tree->puts, tree->n_puts, sizeof(*tree->puts), by_path);
	if (tree->old >= 0 && folder_walk(tree->parent, tree->name, note_removed,
					  &c))
		return error_set(error, "%s: cannot be read: %s", tree->shown,
			    strerror(errno));
	qsort(tree->puts, tree->n_puts, sizeof(*tree->puts), by_path);
	memset(counts, 0, sizeof(*counts));
	for (i = 0; i < tree->n_puts; i++) {
		counts->of[tree->puts[i].change]++;
		if (fn && tree->puts[i].change != TREE_SAME)
			fn(tree->puts[i].change, tree->puts[i].path, arg);
	}
	return 0;
}

int tree_sync(struct tree *tree, struct error *error)
{
	/* One call for thousands of files. */
	if (syncfs(tree->new))
		return error_set(error, "%s: cannot be written: %s", tree->shown,
			    strerror(errno));
	return 0;
}

int tree_swap(struct tree *tree, struct error *error)
{
	unsigned int how = tree->old < 0 ? RENAME_NOREPLACE : RENAME_EXCHANGE;

	if (renameat2(tree->parent, tree->staging, tree->parent, tree->name, how))
		return error_set(error, "%s: cannot be replaced: %s%s",
			    tree->shown, strerror(errno), errno == EINVAL ?
			    " (the file system cannot exchange folders)" : "");
	if (fsync(tree->parent))
		return error_set(error, "%s: %s", tree->shown, strerror(errno));
	return 0;
}

static void close_one(int fd)
{
	if (fd >= 0)
		close(fd);
}

void tree_close(struct tree *tree)
{
	size_t i;

	/* Under the lock: no other process uses it. The next run removes leftovers. */
	if (tree->new >= 0)
		folder_remove(tree->parent, tree->staging);
	close_one(tree->new);
	close_one(tree->old);
	close_one(tree->lock);
	close_one(tree->parent);
	for (i = 0; i < tree->n_puts; i++)
		free(tree->puts[i].path);
	free(tree->puts);
	free(tree->shown);
	free(tree);
}
