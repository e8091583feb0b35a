/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * include.h - which files an "@include" names
 *
 * Private to this room.
 */
#ifndef POLICY_INCLUDE_H
#define POLICY_INCLUDE_H

#include <stddef.h>

struct include_paths {
	char **list;
	size_t count;
};

/**
 * include_expand - the files that @path names, in the order of their names
 * @path: a file; a directory: what ends in ".conf" there; or one whose last part
 *	  has *, ? or [ in it: what fits there
 * @most: not more than so many
 *
 * Names with a dot in front do not fit. A plain @path that does not exist is given
 * back as it is: whoever opens it finds out. Returns 0, or -1 if out of memory;
 * freed by include_free() after 0.
 */
int include_expand(const char *path, size_t most, struct include_paths *paths);
void include_free(struct include_paths *paths);

#endif /* POLICY_INCLUDE_H */
