// SPDX-License-Identifier: GPL-2.0-or-later
/* sqlite.c - statements, values and errors of SQLite, for the rest of the room */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nfslammer/bytes.h"
#include "sqlite.h"

#define SQL_MAX		4096
#define LEVEL_NAME_MAX	8

int64_t store_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int store_fail(struct store *store, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_vset(&store->error, format, args);
	va_end(args);
	store->fault = STORE_OTHER;
	return -1;
}

static int fail_as(struct store *store, enum store_fault fault,
		   const char *text)
{
	store_fail(store, "%s: %s", store->path, text);
	store->fault = fault;
	return -1;
}

/* What the system said beneath SQLite. */
static int fail_system(struct store *store, int error)
{
	enum store_fault fault = STORE_OTHER;
	char text[128];

	if (error == ENOSPC || error == EDQUOT)
		return fail_as(store, STORE_FULL, "no space left on the device");
	if (error == EACCES || error == EPERM || error == EROFS ||
	    error == ENOENT)
		fault = STORE_DENIED;
	snprintf(text, sizeof(text), "reading or writing failed: %s",
		 error ? strerror(error) : "no reason was given");
	return fail_as(store, fault, text);
}

int store_fail_sql(struct store *store)
{
	switch (sqlite3_errcode(store->db)) {
	case SQLITE_BUSY:
		return fail_as(store, STORE_BUSY,
			       "another program is writing and does not come to an end");
	case SQLITE_NOTADB:
		return fail_as(store, STORE_DAMAGED, "this is not a database");
	case SQLITE_CORRUPT:
		return fail_as(store, STORE_DAMAGED,
			       "the database is damaged; restore it from a backup or move it away");
	case SQLITE_FULL:
		return fail_system(store, ENOSPC);
	case SQLITE_READONLY:
		return fail_as(store, STORE_DENIED, "no permission to write");
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		return fail_system(store, sqlite3_system_errno(store->db));
	}
	return store_fail(store, "%s: %s", store->path, sqlite3_errmsg(store->db));
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

int sql_end(struct store *store, int ret)
{
	if (!ret)
		ret = sql_exec(store, "COMMIT");
	if (ret)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return ret;
}

const char *level_name(enum level level)
{
	static const char *const names[] = { "window", "hour", "day" };

	return names[level];
}

sqlite3_stmt *sql_prepare_level(struct store *store, enum level level,
				const char *sql)
{
	char text[SQL_MAX];
	size_t n = 0;

	for (; *sql; sql++) {
		if (*sql == '@')
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
					      level_name(level));
		else
			text[n++] = *sql;
		if (n + LEVEL_NAME_MAX > sizeof(text)) {
			store_fail(store, "a statement is too long");
			return NULL;
		}
	}
	text[n] = '\0';
	return sql_prepare(store, text);
}

int sql_find_level(struct store *store, int64_t from, enum level *level)
{
	sqlite3_stmt *s;
	int ret = 0;

	s = sql_prepare(store, "SELECT since > ?1 FROM kept WHERE level = ?2");
	if (!s)
		return -1;
	for (*level = LEVEL_WINDOW; *level < LEVEL_DAY; (*level)++) {
		sqlite3_bind_int64(s, 1, from);
		sql_bind_name(s, 2, level_name(*level));
		ret = sql_step(store, s);
		if (ret < 0 || !ret || !sqlite3_column_int(s, 0))
			break;
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

sqlite3_stmt *sql_prepare_range(struct store *store, const char *sql,
				const struct store_range *range)
{
	enum level level;

	if (sql_find_level(store, range->from, &level))
		return NULL;
	return sql_prepare_range_of(store, level, sql, range);
}

sqlite3_stmt *sql_prepare_range_of(struct store *store, enum level level,
				   const char *sql,
				   const struct store_range *range)
{
	sqlite3_stmt *statement = sql_prepare_level(store, level, sql);

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
