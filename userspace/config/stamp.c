// SPDX-License-Identifier: GPL-2.0-or-later
/* stamp.c - metadata of files as one number (FNV-1a) */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "config/stamp.h"

#define OFFSET	0xcbf29ce484222325ull
#define PRIME	0x100000001b3ull

static uint64_t add(uint64_t h, uint64_t value)
{
	int i;

	for (i = 0; i < 8; i++, value >>= 8)
		h = (h ^ (value & 0xff)) * PRIME;
	return h;
}

static uint64_t add_file(uint64_t h, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return add(h, 0);
	h = add(add(h, st.st_dev), st.st_ino);
	h = add(h, (uint64_t)st.st_size);
	h = add(add(h, (uint64_t)st.st_mtim.tv_sec), (uint64_t)st.st_mtim.tv_nsec);
	return add(add(h, (uint64_t)st.st_ctim.tv_sec), (uint64_t)st.st_ctim.tv_nsec);
}

uint64_t config_stamp(const char *path, char *const *files, size_t n_files)
{
	uint64_t h = add_file(OFFSET, path);
	char folder[PATH_MAX];
	size_t i;

	for (i = 0; i < n_files; i++) {
		snprintf(folder, sizeof(folder), "%s", files[i]);
		h = add_file(add_file(h, files[i]), dirname(folder));
	}
	return h ? h : 1;
}

void config_files_free(char **files, size_t n_files)
{
	size_t i;

	for (i = 0; i < n_files; i++)
		free(files[i]);
	free(files);
}
