// SPDX-License-Identifier: GPL-2.0-or-later
/* constituent_cache.c - read the file again when it has changed */
#include <errno.h>
#include <string.h>

#include "slammerd/stats/constituent_cache.h"

static bool unchanged(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void load(struct constituent_cache *cache, const char *path)
{
	struct config_messages messages = { 0 };
	struct constituents *table = constituents_load(path, &messages);
	size_t names, prefixes;

	log_config_messages(&messages);
	config_messages_free(&messages);
	if (!table) {
		alert_raise(&cache->alert, "%s has errors: the previous constituents stay in use",
			    path);
		return;
	}
	constituents_free(cache->table);
	cache->table = table;
	alert_clear(&cache->alert, "the file of constituents is valid again");
	names = constituents_count(table, &prefixes);
	log_message(LOG_INFO, "%s: %zu constituents, %zu prefixes", path, names,
		    prefixes);
}

void constituent_cache_update(struct constituent_cache *cache, const char *path)
{
	struct stat st;

	if (!path) {
		constituent_cache_free(cache);
		return;
	}
	if (stat(path, &st)) {
		alert_raise(&cache->alert, "%s: %s: the previous constituents stay in use",
			    path, strerror(errno));
		return;
	}
	if (unchanged(&st, &cache->read))
		return;
	cache->read = st;
	load(cache, path);
}

const char *constituent_cache_name(struct address address, void *arg)
{
	const struct constituent_cache *cache = arg;

	return cache->table ? constituents_find(cache->table, address) : NULL;
}

void constituent_cache_free(struct constituent_cache *cache)
{
	constituents_free(cache->table);
	memset(cache, 0, sizeof(*cache));
}
