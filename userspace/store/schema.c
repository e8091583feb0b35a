// SPDX-License-Identifier: GPL-2.0-or-later
/* schema.c - opening a store, and its tables from one version to the next */
#include <stdio.h>

#include "sqlite.h"

#define APPLICATION_ID		0x6e66736c	/* "nfsl": whose database a file is */
#define JOURNAL_TRIES		100
#define JOURNAL_PAUSE_MS	20

/*
 * Step n leads from schema n to schema n + 1. A step that was released is never
 * edited: what changes is a new step. Names of directions, reasons and verdicts
 * are text, for the numbers mean nothing to whoever reads this with sqlite3.
 *
 * state*: up to where the kernel's counters are in windows. window*: the facts.
 * An instance is 64 bits without a sign in an integer with one: only compared.
 */
static const char *const steps[] = {
	"CREATE TABLE sensor ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE"
	") STRICT;"
	"CREATE TABLE epoch ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" epoch TEXT NOT NULL,"
	" PRIMARY KEY (sensor, epoch)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE state ("
	" sensor INTEGER PRIMARY KEY REFERENCES sensor(id),"
	" epoch TEXT NOT NULL,"
	" taken_ns INTEGER NOT NULL,"
	" untracked INTEGER NOT NULL,"
	" evicted INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE state_counter ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" direction TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" verdict TEXT NOT NULL,"
	" packets INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" PRIMARY KEY (sensor, direction, reason, verdict)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE state_source ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" address BLOB NOT NULL CHECK (length(address) = 16),"
	" inside INTEGER NOT NULL,"
	" instance INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" other INTEGER NOT NULL,"
	" request INTEGER NOT NULL,"
	" response INTEGER NOT NULL,"
	" signature INTEGER NOT NULL,"
	" pingpong INTEGER NOT NULL,"
	" overflow INTEGER NOT NULL,"
	" slammer INTEGER NOT NULL,"
	" PRIMARY KEY (sensor, address, inside, instance)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE window ("
	" id INTEGER PRIMARY KEY,"
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" start INTEGER NOT NULL,"
	" seconds INTEGER NOT NULL CHECK (seconds > 0),"
	" since INTEGER NOT NULL,"
	" taken INTEGER NOT NULL,"
	" generation INTEGER NOT NULL,"
	" digest TEXT NOT NULL,"
	" untracked INTEGER NOT NULL,"
	" evicted INTEGER NOT NULL,"
	" UNIQUE (start, sensor, seconds)"
	") STRICT;"
	"CREATE TABLE window_counter ("
	" window INTEGER NOT NULL REFERENCES window(id) ON DELETE CASCADE,"
	" direction TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" verdict TEXT NOT NULL,"
	" packets INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" PRIMARY KEY (window, direction, reason, verdict)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE window_source ("
	" window INTEGER NOT NULL REFERENCES window(id) ON DELETE CASCADE,"
	" address BLOB NOT NULL CHECK (length(address) = 16),"
	" inside INTEGER NOT NULL,"
	" interface TEXT NOT NULL,"
	" first INTEGER NOT NULL,"
	" last INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" other INTEGER NOT NULL,"
	" request INTEGER NOT NULL,"
	" response INTEGER NOT NULL,"
	" signature INTEGER NOT NULL,"
	" pingpong INTEGER NOT NULL,"
	" overflow INTEGER NOT NULL,"
	" slammer INTEGER NOT NULL,"
	" PRIMARY KEY (window, address, inside)"
	") STRICT, WITHOUT ROWID;",
};

#define SCHEMA_VERSION	((int)(sizeof(steps) / sizeof(steps[0])))

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
	int id, tables;

	if (read_number(store, "PRAGMA application_id", &id) ||
	    read_number(store, "PRAGMA user_version", version) ||
	    read_number(store, "SELECT count(*) FROM sqlite_schema", &tables))
		return -1;
	if (id != APPLICATION_ID && (id || tables || mode == STORE_READ))
		return store_fail(store, "%s: there are no statistics of nf-slammer in this file",
				  store->path);
	if (*version > SCHEMA_VERSION)
		return store_fail(store, "%s: written by a newer nf-slammer (schema %d, this one knows %d): update nf-slammer",
				  store->path, *version, SCHEMA_VERSION);
	return 0;
}

static int upgrade(struct store *store)
{
	char pragma[96];
	int version, i;

	if (sql_exec(store, "BEGIN IMMEDIATE"))
		return -1;
	/* Again, now that nobody else can be doing the same. */
	if (check_identity(store, STORE_WRITE, &version))
		goto rollback;
	for (i = version; i < SCHEMA_VERSION; i++)
		if (sql_exec(store, steps[i]))
			goto rollback;
	snprintf(pragma, sizeof(pragma),
		 "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 APPLICATION_ID, SCHEMA_VERSION);
	if (sql_exec(store, pragma) || sql_exec(store, "COMMIT"))
		goto rollback;
	return 0;

rollback:
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

/*
 * SQLite does not wait here: of two that turn a new file to WAL at once, one is
 * refused immediately (each holds the lock that the other waits for).
 */
static int use_journal(struct store *store)
{
	int tries;

	for (tries = 0; tries < JOURNAL_TRIES; tries++) {
		if (!sql_exec(store, "PRAGMA journal_mode = WAL"))
			return 0;
		if (sqlite3_errcode(store->db) != SQLITE_BUSY)
			return -1;
		sqlite3_sleep(JOURNAL_PAUSE_MS);
	}
	return -1;
}

int schema_prepare(struct store *store, enum store_mode mode)
{
	int version;

	if (check_identity(store, mode, &version))
		return -1;
	if (mode == STORE_READ) {
		if (version < SCHEMA_VERSION)
			return store_fail(store, "%s: written by an older nf-slammer (schema %d, this one knows %d): start slammerd once to bring it up to date",
					  store->path, version, SCHEMA_VERSION);
		return sql_exec(store, "PRAGMA query_only = ON");
	}
	/* FULL: a window that was announced as written survives a power cut. */
	if (use_journal(store) ||
	    sql_exec(store, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"))
		return -1;
	return version < SCHEMA_VERSION ? upgrade(store) : 0;
}
