// SPDX-License-Identifier: GPL-2.0-or-later
/* constituent_cache.c - read the file again when it has changed */
#include <stdlib.h>
#include <string.h>

#include "slammerd/stats/constituent_cache.h"

static void take_table(struct constituent_cache *cache, struct constituents *table,
		       const char *path)
{
	size_t names, prefixes;

	constituents_free(cache->table);
	cache->table = table;
	alert_clear(&cache->alert, "the file of constituents is valid again");
	if (cache->settling)
		return;
	names = constituents_count(table, &prefixes);
	log_message(LOG_INFO, "%s: %zu constituents, %zu prefixes", path, names,
		    prefixes);
}

/* With other files than before, their metadata is known only at the next check. */
static void take_files(struct constituent_cache *cache, char **files, size_t n_files)
{
	bool same = n_files == cache->watched.n_files;
	size_t i;

	for (i = 0; same && i < n_files; i++)
		same = !strcmp(files[i], cache->watched.files[i]);
	cache->settling = !same;
	watched_files_take(&cache->watched, files, n_files);
}

static void load(struct constituent_cache *cache, const char *path)
{
	struct config_messages messages = { 0 };
	struct constituents *table;
	size_t n_files = 0;
	char **files = NULL;

	table = constituents_load_files(path, &messages, &files, &n_files);
	if (!cache->settling || !table)
		log_config_messages(&messages);
	config_messages_free(&messages);
	if (table)
		take_table(cache, table, path);
	else
		alert_raise(&cache->alert, "%s has errors: the previous constituents stay in use",
			    path);
	take_files(cache, files, n_files);
}

void constituent_cache_update(struct constituent_cache *cache, const char *path)
{
	if (!path) {
		constituent_cache_free(cache);
		return;
	}
	switch (watched_files_check(&cache->watched, cache->patience, path)) {
	case WATCHED_CHANGED:
		load(cache, path);
		break;
	case WATCHED_UNCHANGED:
		cache->settling = false;
		break;
	case WATCHED_SILENT:
		alert_raise(&cache->alert, "%s: its file server does not answer: the previous constituents stay in use",
			    path);
		break;
	}
}

const char *constituent_cache_name(struct address address, void *arg)
{
	const struct constituent_cache *cache = arg;

	return cache->table ? constituents_find(cache->table, address) : NULL;
}

void constituent_cache_free(struct constituent_cache *cache)
{
	struct patience *patience = cache->patience;

	constituents_free(cache->table);
	watched_files_free(&cache->watched);
	memset(cache, 0, sizeof(*cache));
	cache->patience = patience;
}
