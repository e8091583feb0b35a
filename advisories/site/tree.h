/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tree.h - a folder of files that is replaced atomically
 *
 * The new files are written into a folder beside it, then the two are exchanged.
 * Readers see all of the old files or all of the new ones, even if the process
 * is killed; the next run removes what a killed one left.
 *
 * Functions return 0, or -1 with a sentence in @error.
 */
#ifndef SITE_TREE_H
#define SITE_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct tree;

enum tree_change {
	TREE_ADDED,
	TREE_CHANGED,
	TREE_REMOVED,
	TREE_SAME
};

struct tree_counts {
	size_t of[TREE_SAME + 1];
};

/* Is in each of our trees. A folder with files but without this one is not ours
 * and is refused. */
#define TREE_MARKER	".nf-slammer-tree"

/**
 * tree_open - begin to write a tree
 * @path:  where it is or will be; its parent must exist
 * @write: false: a dry run; tree_compare() shows what would change
 *
 * Waits while another process writes it. NULL with a sentence in @error.
 */
struct tree *tree_open(const char *path, bool write, struct error *error);

/* A file of the new tree, "at/2026/index.html"; each once. */
int tree_put(struct tree *tree, const char *path, const void *data, size_t size,
	     struct error *error);

/* Called in the order of paths, TREE_SAME left out. */
typedef void (*tree_fn)(enum tree_change change, const char *path, void *arg);

/* After all files are put: how they differ from the existing tree. */
int tree_compare(struct tree *tree, struct tree_counts *counts, tree_fn fn,
		 void *arg, struct error *error);

/* Syncs what was put to disk, beside the tree; */
int tree_sync(struct tree *tree, struct error *error);
/* and makes it the tree. */
int tree_swap(struct tree *tree, struct error *error);

/* Removes what is beside the tree, new or old. */
void tree_close(struct tree *tree);

#endif /* SITE_TREE_H */
