/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * folder.h - walking, reading and removing folders
 *
 * Private to this room. Links are never followed.
 */
#ifndef SITE_FOLDER_H
#define SITE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Called for each file that is not a folder; other than 0 ends the walk. */
typedef int (*folder_fn)(const char *path, void *arg);

/* All below the folder @at/@name, paths relative to it; 0, @fn's, or -1 and errno */
int folder_walk(int at, const char *name, folder_fn fn, void *arg);

/*
 * Removes a folder with all its files, the marker last: what an interrupted removal
 * leaves is still known as ours. 0, or -1 and errno; it need not exist.
 */
int folder_remove(int at, const char *name);

/* Does it have our marker, or is it empty? */
bool folder_ours(int at, const char *name);

/* Malloced content of a regular file below the folder @at; NULL if there is none. */
char *folder_read(int at, const char *path, size_t *size);

#endif /* SITE_FOLDER_H */
