/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sql.h - the helpers around SQLite that store/ and advisories/archive share
 *
 * Opening and migrating a database, statements, bound values, errors. Functions
 * that return int return 0, or -1 with a sentence in db->error, unless they say
 * otherwise. A handle belongs to one thread.
 */
#ifndef DB_SQL_H
#define DB_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "common/error.h"
#include "db/db.h"
#include "nfslammer/ruleset.h"

/**
 * struct db_schema - a kind of database, and how it came to its current form
 * @application: number in the header of the file (PRAGMA application_id)
 * @content:	 "statistics": what such a file holds, for messages
 * @update:	 "start slammerd once": how an operator updates an old file
 * @incremental_vacuum: a new file can give back free pages a few at a time
 * @migrations:	 SQL; migration n leads from version n to version n + 1
 * @version:	 number of migrations
 */
struct db_schema {
	int application;
	const char *content;
	const char *update;
	bool incremental_vacuum;
	const char *const *migrations;
	int version;
};

/**
 * struct db_frozen - a database that is read without locks, see db_open()
 * @on:	   this one is
 * @file, @journal: as they were when it was opened; all zero: there was none
 */
struct db_frozen {
	bool on;
	struct stat file;
	struct stat journal;
};

/**
 * struct db - an open database
 * @handle:  SQLite's
 * @fault:   why the last call failed
 * @wait_ms: at most so long is waited for a lock
 * @interrupted: db_interrupt() was called; atomic
 * @error:   the same as @fault, as a sentence
 */
struct db {
	sqlite3 *handle;
	const struct db_schema *schema;
	char *path;
	enum db_fault fault;
	unsigned int wait_ms;
	struct db_frozen frozen;
	int interrupted;
	struct error error;
};

/**
 * db_open - open a database of the kind @schema
 * @wait_ms: wait at most so long for each lock, here and in later calls
 * @fault:   set if NULL is returned
 * @error:   set if NULL is returned: folder missing, no permission, another kind
 *	     of file, damaged, written by a newer program
 *
 * A new file is readable for its group, not for others. Many processes may read
 * while one writes (WAL), also those that may not write to the folder: writers leave
 * the journal and its index beside the file. Where there are none, as beside a copy,
 * such a reader reads the file as it is, and fails with DB_BUSY as soon as anything
 * has been written since. No reader sees a part of a transaction
 * (docs/decisions/readers.md).
 */
struct db *db_open(const char *path, enum db_mode mode,
		   const struct db_schema *schema, unsigned int wait_ms,
		   enum db_fault *fault, struct error *error);
/*
 * The same, for a caller that must say that it is alive while an old file is migrated:
 * @progress is called every few milliseconds of a migration. If it returns other than 0,
 * the migration is undone, and the file fails to open with DB_BUSY. It may be NULL.
 */
struct db *db_open_progress(const char *path, enum db_mode mode,
			    const struct db_schema *schema, unsigned int wait_ms,
			    db_progress_fn progress, void *arg,
			    enum db_fault *fault, struct error *error);
void db_close(struct db *db);

/*
 * Look for damage in the next table, with its indexes, however long that takes: at most
 * what reading it does. An interrupted one is the next one again.
 */
enum db_checked db_check_next(struct db *db, struct db_check *check);
/* The next table is not checked. 0 or -1 */
int db_check_skip(struct db *db, struct db_check *check);
/*
 * From another thread: end a db_check_next() that is running or begins now. It may be
 * missed if it comes between the two, so call it until that has returned. The handle is
 * good for nothing but db_close() then.
 */
void db_interrupt(struct db *db);

/* Set db->error, with DB_OTHER; always -1. */
__attribute__((format(printf, 2, 3)))
int db_fail(struct db *db, const char *format, ...);
/* The same with DB_REFUSED: what was to be written is wrong. */
__attribute__((format(printf, 2, 3)))
int db_refuse(struct db *db, const char *format, ...);
/* Set db->error and db->fault from SQLite's last error; always -1. */
int db_fail_sql(struct db *db);

int db_exec(struct db *db, const char *sql);
/* The caller finalizes the statement; NULL on failure. */
sqlite3_stmt *db_prepare(struct db *db, const char *sql);
/* Has a frozen database changed since it was opened? 0, or -1 with DB_BUSY. */
int db_check_frozen(struct db *db);
/* 1 with a row, 0 at the end, -1 */
int db_step(struct db *db, sqlite3_stmt *statement);
/* Run a statement that gives no rows, and reset it for the next values. */
int db_run(struct db *db, sqlite3_stmt *statement);
/* The same, but finalize it. */
int db_run_once(struct db *db, sqlite3_stmt *statement);
/* The number that a statement without parameters gives in its only row. */
int db_number(struct db *db, const char *sql, int64_t *value);
/* End a transaction: COMMIT if @ret is 0, otherwise ROLLBACK. */
int db_end(struct db *db, int ret);

/* 64 bits without a sign as 16 hex digits: ids, never used in arithmetic. */
#define DB_HEX_MAX	17
void db_bind_hex(sqlite3_stmt *statement, int i, uint64_t value);
uint64_t db_column_hex(sqlite3_stmt *statement, int i);
/* Copies @text; NULL is NULL. */
void db_bind_text(sqlite3_stmt *statement, int i, const char *text);
/* "" for NULL; cut to @size. */
void db_column_text(sqlite3_stmt *statement, int i, char *buf, size_t size);
/* 16 bytes in network order; a shorter blob is a prefix, followed by zeroes. */
void db_bind_address(sqlite3_stmt *statement, int i, struct address address);
struct address db_column_address(sqlite3_stmt *statement, int i);

#endif /* DB_SQL_H */
