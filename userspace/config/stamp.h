/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stamp.h - were configuration files written, replaced or removed since they were read?
 *
 * Reading takes a while, so it is done only if the metadata of a file has changed, or
 * that of its folder, where a pattern may find one more.
 */
#ifndef CONFIG_STAMP_H
#define CONFIG_STAMP_H

#include <stddef.h>
#include <stdint.h>

/**
 * config_stamp - a digest of the metadata of @path and of @files
 * @files: names of all files that were read last, as config_reader_take_files() says;
 *	   NULL if there are none
 *
 * Never 0. It calls stat() alone, which does not come back from a dead file server.
 */
uint64_t config_stamp(const char *path, char *const *files, size_t n_files);

/* Frees names as config_reader_take_files() returns them. */
void config_files_free(char **files, size_t n_files);

#endif /* CONFIG_STAMP_H */
