/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watched_files.h - a configuration file and all that it included: read them again?
 *
 * Asked every few seconds, from the event loop, which a dead file server must not stop.
 */
#ifndef SLAMMERD_WATCHED_FILES_H
#define SLAMMERD_WATCHED_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "slammerd/os/patience.h"

/**
 * struct watched_files - all zero before the first reading
 * @files:	names of those that were read last; owned
 * @stamp:	their config_stamp() at the last check; 0: none
 */
struct watched_files {
	char **files;
	size_t n_files;
	uint64_t stamp;
};

enum watched_state { WATCHED_UNCHANGED, WATCHED_CHANGED, WATCHED_SILENT };

/*
 * WATCHED_CHANGED: once for each change; read @path then. WATCHED_SILENT: the file
 * server does not answer.
 */
enum watched_state watched_files_check(struct watched_files *watched,
				       struct patience *patience, const char *path);
/* @path was read: these files. Takes the names over. */
void watched_files_take(struct watched_files *watched, char **files, size_t n_files);
void watched_files_free(struct watched_files *watched);

#endif /* SLAMMERD_WATCHED_FILES_H */
