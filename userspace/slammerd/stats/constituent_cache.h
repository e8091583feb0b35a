/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * constituent_cache.h - the file of constituents in memory, for their names
 */
#ifndef SLAMMERD_CONSTITUENT_CACHE_H
#define SLAMMERD_CONSTITUENT_CACHE_H

#include <sys/stat.h>

#include "constituents/constituents.h"
#include "slammerd/os/log.h"

/**
 * struct constituent_cache - all zero is empty
 * @table:	NULL: no constituents
 * @read:	metadata of the file when it was read last, valid or not
 */
struct constituent_cache {
	struct constituents *table;
	struct stat read;
	struct alert alert;
};

/*
 * Read the file if it has changed. Errors are logged and the previous version stays
 * in use. @path NULL: no constituents.
 */
void constituent_cache_update(struct constituent_cache *cache, const char *path);
/* A store_constituent_fn; @arg is the cache. NULL: no constituent. */
const char *constituent_cache_name(struct address address, void *arg);
void constituent_cache_free(struct constituent_cache *cache);

#endif /* SLAMMERD_CONSTITUENT_CACHE_H */
