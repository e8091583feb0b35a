// SPDX-License-Identifier: GPL-2.0-or-later
/* names.c - the constituents of a store by number: few, so all are loaded at once */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static int make_room(struct store *store, struct names *names)
{
	int64_t most;

	if (db_number(store->db, "SELECT coalesce(max(id), 0) FROM constituent", &most))
		return -1;
	names->count = (size_t)most + 1;
	names->list = calloc(names->count, sizeof(*names->list));
	return names->list ? 0 : db_fail(store->db, "out of memory");
}

int names_load(struct store *store, struct names *names)
{
	sqlite3_stmt *s;
	int64_t id;
	int ret;

	if (make_room(store, names))
		return -1;
	s = db_prepare(store->db, "SELECT id, name FROM constituent WHERE id > 0");
	if (!s)
		return -1;
	while ((ret = db_step(store->db, s)) > 0) {
		id = sqlite3_column_int64(s, 0);
		names->list[id] = strdup((const char *)sqlite3_column_text(s, 1));
		if (!names->list[id]) {
			ret = db_fail(store->db, "out of memory");
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}

void names_free(struct names *names)
{
	size_t i;

	for (i = 0; names->list && i < names->count; i++)
		free(names->list[i]);
	free(names->list);
}

const char *names_get(const struct names *names, int64_t number)
{
	return number > 0 && (size_t)number < names->count ?
		names->list[number] : NULL;
}
