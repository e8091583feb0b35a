/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * constituent_cache.h - the file of constituents in memory, for their names
 */
#ifndef SLAMMERD_CONSTITUENT_CACHE_H
#define SLAMMERD_CONSTITUENT_CACHE_H

#include "constituents/constituents.h"
#include "slammerd/os/log.h"
#include "slammerd/os/watched_files.h"

/**
 * struct constituent_cache - all zero but for @patience is empty
 * @patience:	for looking at files; may be NULL
 * @table:	NULL: no constituents
 * @watched:	the file and what it included, when they were read last, valid or not
 * @settling:	the list of files has just changed: they are read once more
 */
struct constituent_cache {
	struct patience *patience;
	struct constituents *table;
	struct watched_files watched;
	bool settling;
	struct alert alert;
};

/*
 * Read the file if it or one that it includes has changed. Errors are logged and the previous version stays
 * in use. @path NULL: no constituents.
 */
void constituent_cache_update(struct constituent_cache *cache, const char *path);
/* A store_constituent_fn; @arg is the cache. NULL: no constituent. */
const char *constituent_cache_name(struct address address, void *arg);
void constituent_cache_free(struct constituent_cache *cache);

#endif /* SLAMMERD_CONSTITUENT_CACHE_H */
