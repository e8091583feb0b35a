// SPDX-License-Identifier: GPL-2.0-or-later
/* sqlite.c - statements, values and errors of SQLite, for the rest of the room */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "sqlite.h"

int store_fail(struct store *store, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(store->error, sizeof(store->error), format, args);
	va_end(args);
	return -1;
}

int store_fail_sql(struct store *store)
{
	const char *path = store->path;

	switch (sqlite3_errcode(store->db)) {
	case SQLITE_BUSY:
		return store_fail(store, "%s: another program is writing and does not come to an end",
				  path);
	case SQLITE_NOTADB:
		return store_fail(store, "%s: this is not a database", path);
	case SQLITE_CORRUPT:
		return store_fail(store, "%s: the database is damaged; restore it from a backup or move it away",
				  path);
	case SQLITE_FULL:
		return store_fail(store, "%s: no space left on the device", path);
	case SQLITE_READONLY:
		return store_fail(store, "%s: no permission to write", path);
	case SQLITE_IOERR:
		return store_fail(store, "%s: reading or writing failed: %s", path,
				  strerror(sqlite3_system_errno(store->db)));
	}
	return store_fail(store, "%s: %s", path, sqlite3_errmsg(store->db));
}

int sql_exec(struct store *store, const char *sql)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_fail_sql(store);
	return 0;
}

sqlite3_stmt *sql_prepare(struct store *store, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) !=
	    SQLITE_OK) {
		store_fail_sql(store);
		return NULL;
	}
	return statement;
}

int sql_step(struct store *store, sqlite3_stmt *statement)
{
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	}
	return store_fail_sql(store);
}

int sql_run(struct store *store, sqlite3_stmt *statement)
{
	int ret = sql_step(store, statement);

	sqlite3_reset(statement);
	return ret < 0 ? -1 : 0;
}

sqlite3_stmt *sql_prepare_range(struct store *store, const char *sql,
				const struct store_range *range)
{
	sqlite3_stmt *statement = sql_prepare(store, sql);

	if (!statement)
		return NULL;
	sqlite3_bind_int64(statement, 1, range->from);
	sqlite3_bind_int64(statement, 2, range->until);
	sqlite3_bind_text(statement, 3, range->sensor, -1, SQLITE_STATIC);
	return statement;
}

void sql_bind_hex(sqlite3_stmt *statement, int i, uint64_t value)
{
	char text[SQL_HEX_MAX];

	snprintf(text, sizeof(text), "%016llx", (unsigned long long)value);
	sqlite3_bind_text(statement, i, text, -1, SQLITE_TRANSIENT);
}

uint64_t sql_column_hex(sqlite3_stmt *statement, int i)
{
	char text[SQL_HEX_MAX];

	sql_column_text(statement, i, text, sizeof(text));
	return strtoull(text, NULL, 16);
}

void sql_bind_name(sqlite3_stmt *statement, int i, const char *name)
{
	sqlite3_bind_text(statement, i, name, -1, SQLITE_TRANSIENT);
}

void sql_bind_address(sqlite3_stmt *statement, int i, struct address address)
{
	__u8 bytes[16];
	int n;

	for (n = 0; n < 8; n++) {
		bytes[n] = (__u8)(address.hi >> (56 - 8 * n));
		bytes[8 + n] = (__u8)(address.lo >> (56 - 8 * n));
	}
	sqlite3_bind_blob(statement, i, bytes, sizeof(bytes), SQLITE_TRANSIENT);
}

struct address sql_column_address(sqlite3_stmt *statement, int i)
{
	__u8 bytes[16] = { 0 };
	const void *blob = sqlite3_column_blob(statement, i);
	int size = sqlite3_column_bytes(statement, i);

	/* A network's prefix is shorter than an address: zeroes follow it. */
	if (blob)
		memcpy(bytes, blob, size > 16 ? 16 : (size_t)size);
	return address_load(bytes);
}

void sql_column_text(sqlite3_stmt *statement, int i, char *buf, size_t size)
{
	const char *text = (const char *)sqlite3_column_text(statement, i);

	snprintf(buf, size, "%s", text ? text : "");
}
