/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zip.h - files in memory as a ZIP archive in memory
 *
 * The same files and the same time give the same bytes. Without libzip at build time
 * zip_available() is false and zip_pack() says so.
 */
#ifndef RENDER_ZIP_H
#define RENDER_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct zip_entry {
	const char *name;
	const void *data;
	size_t size;
};

bool zip_available(void);

/**
 * zip_pack - an archive
 * @made: time of all its files, seconds since 1970
 *
 * Returns malloced bytes; NULL with a sentence in @error.
 */
void *zip_pack(const struct zip_entry *entries, size_t count, int64_t made,
	       size_t *size, struct error *error);

#endif /* RENDER_ZIP_H */
