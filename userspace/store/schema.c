// SPDX-License-Identifier: GPL-2.0-or-later
/* schema.c - whose database it is, and how it comes to the current schema */
#include <stdio.h>

#include "db/sqlite.h"

#define JOURNAL_PAUSE_MS	20

static int read_number(struct store *store, const char *sql, int *value)
{
	sqlite3_stmt *statement = sql_prepare(store, sql);
	int ret;

	if (!statement)
		return -1;
	ret = sql_step(store, statement);
	if (ret > 0)
		*value = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return ret > 0 ? 0 : -1;
}

/* Ours, or nobody's yet; and of a version that we know. */
static int check_identity(struct store *store, enum store_mode mode,
			  int *version)
{
	const struct schema *schema = store->schema;
	int id, tables;

	if (read_number(store, "PRAGMA application_id", &id) ||
	    read_number(store, "PRAGMA user_version", version) ||
	    read_number(store, "SELECT count(*) FROM sqlite_schema", &tables))
		return -1;
	if (id != schema->application && (id || tables || mode == STORE_READ))
		return store_fail(store, "%s: there are no %s of nf-slammer in this file",
				  store->path, schema->what);
	if (*version > schema->version)
		return store_fail(store, "%s: written by a newer nf-slammer (schema %d, this one knows %d): update nf-slammer",
				  store->path, *version, schema->version);
	return 0;
}

static int upgrade(struct store *store)
{
	const struct schema *schema = store->schema;
	char pragma[96];
	int version, i;

	if (sql_exec(store, "BEGIN IMMEDIATE"))
		return -1;
	/* Again, now that nobody else can be doing the same. */
	if (check_identity(store, STORE_WRITE, &version))
		goto rollback;
	for (i = version; i < schema->version; i++)
		if (sql_exec(store, schema->steps[i]))
			goto rollback;
	snprintf(pragma, sizeof(pragma),
		 "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 schema->application, schema->version);
	return sql_end(store, sql_exec(store, pragma));
rollback:
	return sql_end(store, -1);
}

/*
 * SQLite does not wait here: of two that turn a new file to WAL at once, one is
 * refused immediately (each holds the lock that the other waits for).
 */
static int use_journal(struct store *store)
{
	int64_t deadline = store_now_ms() + store->patience;

	for (;;) {
		if (!sql_exec(store, "PRAGMA journal_mode = WAL"))
			return 0;
		if (sqlite3_errcode(store->db) != SQLITE_BUSY ||
		    store_now_ms() >= deadline)
			return -1;
		sqlite3_sleep(JOURNAL_PAUSE_MS);
	}
}

int schema_prepare(struct store *store, enum store_mode mode)
{
	const struct schema *schema = store->schema;
	int version;

	if (check_identity(store, mode, &version))
		return -1;
	if (mode == STORE_READ) {
		if (version < schema->version)
			return store_fail(store, "%s: written by an older nf-slammer (schema %d, this one knows %d): %s to bring it up to date",
					  store->path, version, schema->version,
					  schema->update);
		return sql_exec(store, "PRAGMA query_only = ON");
	}
	/* FULL: a window that was announced as written survives a power cut. */
	if (use_journal(store) ||
	    sql_exec(store, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"))
		return -1;
	return version < schema->version ? upgrade(store) : 0;
}
