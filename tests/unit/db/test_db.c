// SPDX-License-Identifier: GPL-2.0-or-later
/* test_db.c - databases of a kind of their own: migrations, values, errors */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "db/sql.h"
#include "support/sql_fixture.h"

#define PATH	"build/test_db.db"

static const char *const migrations[] = {
	"CREATE TABLE a (text TEXT, address BLOB) STRICT",
	"ALTER TABLE a ADD COLUMN number INTEGER",
	"not SQL",
};

static struct db_schema schema = {
	.application = 0x6e667321, .content = "tests", .update = "run it again",
	.migrations = migrations, .version = 2,
};

static int setup(void **state)
{
	unlink(PATH);
	unlink(PATH "-wal");
	unlink(PATH "-shm");
	schema.version = 2;
	return 0;
}

static struct db *open_db(enum db_mode mode, const char *sentence)
{
	enum db_fault fault = DB_OK;
	struct error error = { "" };
	struct db *db = db_open(PATH, mode, &schema, 100, &fault, &error);

	assert_int_equal(db == NULL, *sentence != '\0');
	assert_int_equal(fault != DB_OK, *sentence != '\0');
	assert_string_equal(error.text, sentence);
	return db;
}

static void test_migrations(void **state)
{
	schema.version = 1;
	db_close(open_db(DB_WRITE, ""));
	assert_int_equal(sql_number(PATH, "PRAGMA user_version"), 1);
	schema.version = 2;
	open_db(DB_READ, PATH ": written by an older nf-slammer (schema 1, this one knows 2): run it again to bring it up to date");
	db_close(open_db(DB_WRITE, ""));
	assert_int_equal(sql_number(PATH, "PRAGMA user_version"), 2);
	assert_int_equal(sql_number(PATH, "SELECT count(number) FROM a"), 0);
	/* one that fails changes nothing */
	schema.version = 3;
	open_db(DB_WRITE, PATH ": near \"not\": syntax error");
	assert_int_equal(sql_number(PATH, "PRAGMA user_version"), 2);
	schema.version = 1;
	open_db(DB_WRITE, PATH ": written by a newer nf-slammer (schema 2, this one knows 1): update nf-slammer");
}

static void test_foreign_database(void **state)
{
	sql_run(PATH, "CREATE TABLE recipes (cake TEXT)");
	open_db(DB_WRITE, PATH ": there are no tests of nf-slammer in this file");
	assert_int_equal(sql_number(PATH, "PRAGMA application_id"), 0);
}

static void test_values(void **state)
{
	struct address address = { 0x20010db800000000, 0xffffffffffffff01 };
	struct db *db = open_db(DB_WRITE, "");
	char text[8];
	sqlite3_stmt *s;

	s = db_prepare(db, "INSERT INTO a (text, address) VALUES (?1, ?2)");
	assert_non_null(s);
	db_bind_hex(s, 1, 0xfedcba9876543210);
	db_bind_address(s, 2, address);
	assert_int_equal(db_run(db, s), 0);
	db_bind_text(s, 1, NULL);
	sqlite3_bind_blob(s, 2, "\x20\x01\x0d\xb8", 4, SQLITE_STATIC);
	assert_int_equal(db_run_once(db, s), 0);

	s = db_prepare(db, "SELECT text, address FROM a ORDER BY rowid");
	assert_int_equal(db_step(db, s), 1);
	assert_true(db_column_hex(s, 0) == 0xfedcba9876543210);
	assert_true(address_equal(db_column_address(s, 1), address));
	db_column_text(s, 0, text, sizeof(text));
	assert_string_equal(text, "fedcba9");
	/* NULL is an empty text; a prefix is followed by zeroes */
	assert_int_equal(db_step(db, s), 1);
	db_column_text(s, 0, text, sizeof(text));
	assert_string_equal(text, "");
	address.lo = 0;
	assert_true(address_equal(db_column_address(s, 1), address));
	assert_int_equal(db_step(db, s), 0);
	sqlite3_finalize(s);
	db_close(db);
}

static void test_errors(void **state)
{
	struct db *db = open_db(DB_WRITE, "");
	int64_t number = 7;

	assert_int_equal(db_number(db, "SELECT 42", &number), 0);
	assert_int_equal(number, 42);
	assert_int_equal(db_number(db, "SELECT 1 WHERE 0", &number), -1);
	assert_int_equal(db_number(db, "SELECT x FROM a", &number), -1);
	assert_string_equal(db->error.text, PATH ": no such column: x");
	assert_int_equal(db->fault, DB_OTHER);
	assert_int_equal(number, 42);
	assert_int_equal(db_exec(db, "CREATE TABLE once (x UNIQUE) STRICT"), -1);
	assert_int_equal(db->fault, DB_OTHER);
	assert_int_equal(db_exec(db, "CREATE TABLE once (x INT UNIQUE) STRICT;"
				     "INSERT INTO once VALUES (1)"), 0);
	assert_int_equal(db_exec(db, "INSERT INTO once VALUES (1)"), -1);
	assert_int_equal(db->fault, DB_REFUSED);

	/* a transaction that fails leaves nothing behind */
	assert_int_equal(db_exec(db, "BEGIN IMMEDIATE"), 0);
	assert_int_equal(db_exec(db, "INSERT INTO a (text) VALUES ('x')"), 0);
	assert_int_equal(db_end(db, -1), -1);
	assert_int_equal(db_number(db, "SELECT count(*) FROM a", &number), 0);
	assert_int_equal(number, 0);
	db_close(db);

	db = open_db(DB_READ, "");
	assert_int_equal(db_exec(db, "DELETE FROM a"), -1);
	assert_int_equal(db->fault, DB_DENIED);
	db_close(db);
}

/* Table by table, until there is no more, and then again. */
static void test_search(void **state)
{
	struct db *db = open_db(DB_WRITE, "");
	struct db_check check = { "" };
	unsigned int times, tables;
	enum db_checked checked;
	int64_t expected;

	assert_int_equal(db_number(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'", &expected), 0);
	assert_true(expected > 0);
	for (times = 0; times < 2; times++) {
		tables = 0;
		while ((checked = db_check_next(db, &check)) == DB_CHECK_MORE)
			tables++;
		assert_int_equal(checked, DB_CHECK_DONE);
		assert_int_equal(tables, expected);
		assert_string_equal(check.table, "");
	}
	/* what was not done is done next, and a table can be left out */
	db_interrupt(db);
	assert_int_equal(db_check_next(db, &check), DB_CHECK_INTERRUPTED);
	assert_string_equal(check.table, "");
	db_close(db);
	db = open_db(DB_WRITE, "");
	assert_int_equal(db_check_skip(db, &check), 0);
	assert_string_not_equal(check.table, "");
	for (tables = 1; db_check_next(db, &check) == DB_CHECK_MORE; tables++)
		;
	assert_int_equal(tables, expected);
	db_close(db);
}

/* A migration says that it goes on, and can be given up: then nothing has happened. */
static int count_and_stop(void *arg)
{
	unsigned int *calls = arg;

	return ++*calls > 2;
}

static void test_interrupted_migration(void **state)
{
	static const char *const slow[] = {
		"CREATE TABLE n (x); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL"
		" SELECT x + 1 FROM c WHERE x < 1000000)"
		" INSERT INTO n SELECT x FROM c;",
	};
	const struct db_schema numbers = {
		.application = 7, .content = "numbers", .update = "wait",
		.migrations = slow, .version = 1,
	};
	unsigned int calls = 0;
	enum db_fault fault = DB_OK;
	struct error error;
	struct db *db;

	unlink(PATH);
	assert_null(db_open_progress(PATH, DB_WRITE, &numbers, 100, count_and_stop,
				     &calls, &fault, &error));
	assert_int_equal(calls, 3);
	assert_int_equal(fault, DB_BUSY);
	db = db_open(PATH, DB_WRITE, &numbers, 100, &fault, &error);
	assert_non_null(db);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_migrations, setup),
		cmocka_unit_test_setup(test_foreign_database, setup),
		cmocka_unit_test_setup(test_values, setup),
		cmocka_unit_test_setup(test_errors, setup),
		cmocka_unit_test_setup(test_search, setup),
		cmocka_unit_test_setup(test_interrupted_migration, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
