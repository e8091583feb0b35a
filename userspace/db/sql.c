// SPDX-License-Identifier: GPL-2.0-or-later
/* sql.c - statements, values and errors of SQLite */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/sql.h"
#include "nfslammer/bytes.h"

int db_fail(struct db *db, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_vset(&db->error, format, args);
	va_end(args);
	db->fault = DB_OTHER;
	return -1;
}

int db_refuse(struct db *db, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_vset(&db->error, format, args);
	va_end(args);
	db->fault = DB_REFUSED;
	return -1;
}

static int fail_as(struct db *db, enum db_fault fault, const char *text)
{
	db_fail(db, "%s: %s", db->path, text);
	db->fault = fault;
	return -1;
}

/* @error: errno of the system call beneath SQLite; 0: not known */
static int fail_system(struct db *db, int error)
{
	enum db_fault fault = DB_OTHER;
	char text[128];

	if (error == ENOSPC || error == EDQUOT)
		return fail_as(db, DB_FULL, "no space left on the device");
	if (error == EACCES || error == EPERM || error == EROFS ||
	    error == ENOENT)
		fault = DB_DENIED;
	snprintf(text, sizeof(text), "reading or writing failed: %s",
		 error ? strerror(error) : "unknown reason");
	return fail_as(db, fault, text);
}

int db_fail_sql(struct db *db)
{
	switch (sqlite3_errcode(db->handle)) {
	case SQLITE_BUSY:
		return fail_as(db, DB_BUSY,
			       "locked: another process has been writing for too long");
	case SQLITE_INTERRUPT:
		return fail_as(db, DB_BUSY, "interrupted");
	case SQLITE_NOTADB:
		return fail_as(db, DB_DAMAGED, "this is not a database");
	case SQLITE_CORRUPT:
		return fail_as(db, DB_DAMAGED,
			       "the database is damaged; restore it from a backup or move it away");
	case SQLITE_CONSTRAINT:
		return db_refuse(db, "%s: %s", db->path,
				 sqlite3_errmsg(db->handle));
	case SQLITE_FULL:
		return fail_system(db, ENOSPC);
	case SQLITE_READONLY:
		return fail_as(db, DB_DENIED, "no permission to write");
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		return fail_system(db, sqlite3_system_errno(db->handle));
	}
	return db_fail(db, "%s: %s", db->path, sqlite3_errmsg(db->handle));
}

int db_exec(struct db *db, const char *sql)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail_sql(db);
	return 0;
}

sqlite3_stmt *db_prepare(struct db *db, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) !=
	    SQLITE_OK) {
		db_fail_sql(db);
		return NULL;
	}
	return statement;
}

int db_step(struct db *db, sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	/* First: what was read meanwhile may be anything, errors too. */
	if (db->frozen.on && db_check_frozen(db))
		return -1;
	switch (code) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	}
	return db_fail_sql(db);
}

int db_run(struct db *db, sqlite3_stmt *statement)
{
	int ret = db_step(db, statement);

	sqlite3_reset(statement);
	return ret < 0 ? -1 : 0;
}

int db_run_once(struct db *db, sqlite3_stmt *statement)
{
	int ret = db_run(db, statement);

	sqlite3_finalize(statement);
	return ret;
}

int db_number(struct db *db, const char *sql, int64_t *value)
{
	sqlite3_stmt *statement = db_prepare(db, sql);
	int ret;

	if (!statement)
		return -1;
	ret = db_step(db, statement);
	if (ret > 0)
		*value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return ret > 0 ? 0 : -1;
}

int db_end(struct db *db, int ret)
{
	if (!ret)
		ret = db_exec(db, "COMMIT");
	if (ret)
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	return ret;
}

void db_bind_hex(sqlite3_stmt *statement, int i, uint64_t value)
{
	char text[DB_HEX_MAX];

	snprintf(text, sizeof(text), "%016llx", (unsigned long long)value);
	db_bind_text(statement, i, text);
}

uint64_t db_column_hex(sqlite3_stmt *statement, int i)
{
	char text[DB_HEX_MAX];

	db_column_text(statement, i, text, sizeof(text));
	return strtoull(text, NULL, 16);
}

void db_bind_text(sqlite3_stmt *statement, int i, const char *text)
{
	sqlite3_bind_text(statement, i, text, -1, SQLITE_TRANSIENT);
}

void db_column_text(sqlite3_stmt *statement, int i, char *buf, size_t size)
{
	const char *text = (const char *)sqlite3_column_text(statement, i);

	snprintf(buf, size, "%s", text ? text : "");
}

void db_bind_address(sqlite3_stmt *statement, int i, struct address address)
{
	__u8 bytes[16];
	int n;

	for (n = 0; n < 8; n++) {
		bytes[n] = (__u8)(address.hi >> (56 - 8 * n));
		bytes[8 + n] = (__u8)(address.lo >> (56 - 8 * n));
	}
	sqlite3_bind_blob(statement, i, bytes, sizeof(bytes), SQLITE_TRANSIENT);
}

struct address db_column_address(sqlite3_stmt *statement, int i)
{
	__u8 bytes[16] = { 0 };
	const void *blob = sqlite3_column_blob(statement, i);
	int size = sqlite3_column_bytes(statement, i);

	if (blob)
		memcpy(bytes, blob, size > 16 ? 16 : (size_t)size);
	return address_load(bytes);
}
