// SPDX-License-Identifier: GPL-2.0-or-later
/* whose.c - constituents, read again when their file has changed */
#include <errno.h>
#include <string.h>

#include "slammerd/stats/constituent_cache.h"

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void read_again(struct whose *whose, const char *path)
{
	struct policy_messages messages = { 0 };
	struct constituents *table = constituents_load(path, &messages);
	size_t names, prefixes;

	log_messages(&messages);
	policy_messages_free(&messages);
	if (!table) {
		trouble_begins(&whose->trouble, "%s has errors: constituents are those that were known before",
			       path);
		return;
	}
	constituents_free(whose->table);
	whose->table = table;
	trouble_ends(&whose->trouble, "the file of constituents is good again");
	names = constituents_count(table, &prefixes);
	log_say(LOG_INFO, "%s: constituents: %zu, prefixes: %zu", path, names,
		prefixes);
}

void whose_follow(struct whose *whose, const char *path)
{
	struct stat st;

	if (!path) {
		whose_free(whose);
		return;
	}
	if (stat(path, &st)) {
		trouble_begins(&whose->trouble, "%s: %s: constituents are those that were known before",
			       path, strerror(errno));
		return;
	}
	if (same(&st, &whose->read))
		return;
	whose->read = st;
	read_again(whose, path);
}

const char *whose_name(struct address address, void *arg)
{
	const struct whose *whose = arg;

	return whose->table ? constituents_find(whose->table, address) : NULL;
}

void whose_free(struct whose *whose)
{
	constituents_free(whose->table);
	memset(whose, 0, sizeof(*whose));
}
