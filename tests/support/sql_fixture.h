/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sql_fixture.h - what a database says, past the code that wrote it */
#ifndef TESTS_SQL_FIXTURE_H
#define TESTS_SQL_FIXTURE_H

#include <sqlite3.h>
#include <stdint.h>

/* The first number that a statement gives. Include cmocka.h before. */
static inline int64_t sql_number(const char *path, const char *sql)
{
	sqlite3_stmt *s;
	int64_t value;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	value = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return value;
}

#endif /* TESTS_SQL_FIXTURE_H */
