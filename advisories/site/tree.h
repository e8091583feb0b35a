/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tree.h - a folder of files that is replaced as a whole, in one moment
 *
 * The new files are written into a folder beside it, and then the two change
 * places. Whoever reads sees all of the old ones or all of the new ones, also if we
 * are killed at any moment; what a killed run has left the next one removes.
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

/* Lies in each tree of ours. A folder with files in it but without this one is
 * somebody else's and refused. */
#define TREE_MARKER	".nf-slammer-tree"

/**
 * tree_open - begin to write a tree
 * @path:  where it is or will be; its parent must be there
 * @write: false: nothing is touched, but what would change is found out
 *
 * Waits while another writes it. NULL with a sentence in @error.
 */
struct tree *tree_open(const char *path, bool write, struct error *error);

/* A file of the new tree, "at/2026/index.html"; each once. */
int tree_put(struct tree *tree, const char *path, const void *data, size_t size,
	     struct error *error);

/* Called in the order of paths, TREE_SAME left out. */
typedef void (*tree_fn)(enum tree_change change, const char *path, void *arg);

/* Once all files are there: what differs from the tree as it is. */
int tree_compare(struct tree *tree, struct tree_counts *counts, tree_fn fn,
		 void *arg, struct error *error);

/* What was put is on the disk behind this, beside the tree; */
int tree_sync(struct tree *tree, struct error *error);
/* and behind this it is the tree. */
int tree_swap(struct tree *tree, struct error *error);

/* Removes what is beside the tree, new or old. */
void tree_close(struct tree *tree);

#endif /* SITE_TREE_H */
