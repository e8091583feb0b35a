// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check.c - look for damage, table by table
 *
 * SQLite has no check that takes a limited time, and before version 3.41 it does not ask
 * the progress handler while it looks at the pages of a table. But it has always looked
 * whether sqlite3_interrupt() was called; what it reports then means nothing.
 */
#include <string.h>

#include "db/sql.h"

#define CHECK_OPS	1000	/* of SQLite's machine, between two questions */

static int was_interrupted(void *arg)
{
	const struct db *db = arg;

	return __atomic_load_n(&db->interrupted, __ATOMIC_ACQUIRE);
}

void db_interrupt(struct db *db)
{
	__atomic_store_n(&db->interrupted, 1, __ATOMIC_RELEASE);
	sqlite3_interrupt(db->handle);
}

/* The first table after @check->table becomes it. 1, 0: there is none, -1 */
static int next_table(struct db *db, struct db_check *check)
{
	sqlite3_stmt *s = db_prepare(db,
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name > ?1"
		" ORDER BY name LIMIT 1");
	int ret;

	if (!s)
		return -1;
	db_bind_text(s, 1, check->table);
	ret = db_step(db, s);
	if (ret > 0)
		db_column_text(s, 0, check->table, sizeof(check->table));
	sqlite3_finalize(s);
	return ret;
}

/* The table with its indexes: 0 or -1 */
static int check_table(struct db *db, const char *table)
{
	char *sql = sqlite3_mprintf("PRAGMA quick_check(%Q)", table);
	sqlite3_stmt *s = sql ? db_prepare(db, sql) : NULL;
	const char *found;
	int ret;

	sqlite3_free(sql);
	if (!s)
		return sql ? -1 : db_fail(db, "out of memory");
	ret = db_step(db, s);
	found = ret > 0 ? (const char *)sqlite3_column_text(s, 0) : NULL;
	if (found && strcmp(found, "ok")) {
		db_fail(db, "%s: the database is damaged: %s", db->path, found);
		db->fault = DB_DAMAGED;
		ret = -1;
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

enum db_checked db_check_next(struct db *db, struct db_check *check)
{
	struct db_check next = *check;
	int ret;

	sqlite3_progress_handler(db->handle, CHECK_OPS, was_interrupted, db);
	ret = next_table(db, &next);
	if (ret > 0 && !was_interrupted(db) && check_table(db, next.table))
		ret = -1;
	sqlite3_progress_handler(db->handle, 0, NULL, NULL);
	if (was_interrupted(db))
		return DB_CHECK_INTERRUPTED;
	if (ret < 0)
		return DB_CHECK_FAILED;
	*check = next;
	if (!ret)
		memset(check, 0, sizeof(*check));
	return ret ? DB_CHECK_MORE : DB_CHECK_DONE;
}

int db_check_skip(struct db *db, struct db_check *check)
{
	return next_table(db, check) < 0 ? -1 : 0;
}
