// SPDX-License-Identifier: GPL-2.0-or-later
/* watched_files.c - stamps of files, taken where they may take long */
#include <stdlib.h>
#include <string.h>

#include "config/stamp.h"
#include "slammerd/os/watched_files.h"

/* Copies: the call may outlive what it was asked about. */
struct stamping {
	char *path;
	char **files;
	size_t n_files;
	uint64_t stamp;
};

static void free_stamping(void *arg)
{
	struct stamping *s = arg;

	config_files_free(s->files, s->n_files);
	free(s->path);
	free(s);
}

static void take_stamp(void *arg)
{
	struct stamping *s = arg;

	s->stamp = config_stamp(s->path, s->files, s->n_files);
}

/* NULL: out of memory */
static struct stamping *new_stamping(const struct watched_files *watched,
				     const char *path)
{
	struct stamping *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->path = strdup(path);
	s->files = calloc(watched->n_files + 1, sizeof(*s->files));
	while (s->path && s->files && s->n_files < watched->n_files) {
		s->files[s->n_files] = strdup(watched->files[s->n_files]);
		if (!s->files[s->n_files])
			break;
		s->n_files++;
	}
	if (s->path && s->files && s->n_files == watched->n_files)
		return s;
	free_stamping(s);
	return NULL;
}

enum watched_state watched_files_check(struct watched_files *watched,
				       struct patience *patience, const char *path)
{
	struct stamping *s = new_stamping(watched, path);
	const struct patience_call call = { take_stamp, free_stamping, s };
	uint64_t before = watched->stamp;

	if (!s)
		return WATCHED_UNCHANGED;
	if (patience_run(patience, &call, PATIENCE_MS))
		return WATCHED_SILENT;
	/* Taken before reading: a write in between is noticed at the next check. */
	watched->stamp = s->stamp;
	free_stamping(s);
	return watched->stamp == before ? WATCHED_UNCHANGED : WATCHED_CHANGED;
}

void watched_files_take(struct watched_files *watched, char **files, size_t n_files)
{
	config_files_free(watched->files, watched->n_files);
	watched->files = files;
	watched->n_files = n_files;
}

void watched_files_free(struct watched_files *watched)
{
	watched_files_take(watched, NULL, 0);
	watched->stamp = 0;
}
