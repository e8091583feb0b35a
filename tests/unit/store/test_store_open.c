// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store_open.c - stores that are missing, foreign, damaged, newer, read-only */
#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/sql_fixture.h"
#include "support/store_fixture.h"

#define T0	1769410800ll

static const struct store_range always = { 0, INT64_MAX, NULL };

static void fails(const char *path, enum db_mode mode, const char *sentence)
{
	struct error error = { "" };
	struct store *store = store_open(path, mode, &error);

	if (store || !strstr(error.text, sentence))
		print_message("%s: \"%s\"\n", path, error.text);
	assert_null(store);
	assert_non_null(strstr(error.text, sentence));
	assert_non_null(strstr(error.text, path));
}

static void write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void make_store(const char *path)
{
	struct kernel k = { .epoch = 1 };
	struct store *store;
	char address[32];
	struct error error;
	int i;

	store = store_open(path, DB_WRITE, &error);
	assert_non_null(store);
	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 5, 2020);
	for (i = 0; i < KERNEL_SOURCES; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i);
		kernel_source(&k, address, 0, "eth0", CLASS_SLAMMER, 1, T0);
	}
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0), 0);
	store_close(store);
}

static int add_sum(const struct store_sum *sum, void *arg)
{
	*(uint64_t *)arg += sum->packets;
	return 0;
}

static void missing(void **state)
{
	const char *path = fixture_path("missing");

	fails(path, DB_READ, "No such file");
	assert_int_equal(access(path, F_OK), -1);
	fails(FIXTURE_DIR "/nowhere/s.db", DB_WRITE,
	      "the folder build/test-store/nowhere cannot be used");
	fails(FIXTURE_DIR, DB_WRITE, "not a file");
}

static void foreign(void **state)
{
	static const char text[] = "This is no database at all, but some text.\n";
	const char *path = fixture_path("foreign");

	write_file(path, text, sizeof(text));
	fails(path, DB_READ, "not a database");
	fails(path, DB_WRITE, "not a database");
	unlink(path);
	sql_run(path, "CREATE TABLE recipes (cake TEXT)");
	fails(path, DB_READ, "no statistics of nf-slammer");
	fails(path, DB_WRITE, "no statistics of nf-slammer");
	/* An empty file cannot be read, but a store can be created in it. */
	write_file(path, "", 0);
	fails(path, DB_READ, "no statistics of nf-slammer");
	make_store(path);
}

static void other_schema(void **state)
{
	const char *path = fixture_path("schema");

	make_store(path);
	sql_run(path, "PRAGMA user_version = 99");
	fails(path, DB_READ, "newer nf-slammer (schema 99");
	fails(path, DB_WRITE, "update nf-slammer");
	sql_run(path, "PRAGMA user_version = 0");
	fails(path, DB_READ, "older nf-slammer");
}

static void damaged(void **state)
{
	const char *path = fixture_path("damaged");
	struct store_range range = always;
	char junk[4096];
	struct error error = { "" };
	struct store *store;
	uint64_t sum = 0;
	off_t size;
	int fd;

	make_store(path);
	fd = open(path, O_RDWR);
	size = lseek(fd, 0, SEEK_END);
	memset(junk, 0xa5, sizeof(junk));
	for (off_t at = 4096; at < size; at += 4096)
		assert_int_equal(pwrite(fd, junk, sizeof(junk), at), 4096);
	close(fd);
	store = store_open(path, DB_READ, &error);
	if (store) {
		assert_int_equal(store_sums(store, &range, add_sum, &sum), -1);
		error_set(&error, "%s", store_error(store));
		store_close(store);
	}
	assert_non_null(strstr(error.text, "damaged"));

	/* Truncated. */
	unlink(path);
	make_store(path);
	assert_int_equal(truncate(path, 10000), 0);
	store = store_open(path, DB_READ, &error);
	if (store) {
		assert_int_equal(store_sums(store, &range, add_sum, &sum), -1);
		error_set(&error, "%s", store_error(store));
		store_close(store);
	}
	assert_non_null(strstr(error.text, "damaged"));
}

static void busy(void **state)
{
	const char *path = fixture_path("busy");
	struct kernel k = { .epoch = 2 };
	struct error error;
	struct store *store;
	sqlite3 *db;

	make_store(path);
	store = store_open(path, DB_WRITE, &error);
	assert_non_null(store);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(kernel_record(&k, store, "r2", T0, 60, T0), -1);
	assert_non_null(strstr(store_error(store), "another process"));
	sqlite3_close(db);
	assert_int_equal(kernel_record(&k, store, "r2", T0, 60, T0), 0);
	store_close(store);
}

/*
 * In an unprivileged child, in a folder that it may only read. That folder is its root
 * directory, because it may not be able to traverse the path to it.
 */
static int as_reader(const char *name)
{
	struct store_range range = always;
	struct error error = { "" };
	struct store *store;
	uint64_t sum = 0;

	if (chdir(FIXTURE_DIR "/frozen"))
		return 10;
	if (geteuid() == 0 && (chroot(".") || setgid(65534) || setuid(65534)))
		return 11;
	store = store_open("new.db", DB_WRITE, &error);
	if (store || !strstr(error.text, "new.db: cannot be opened to write: Permission denied"))
		return 12;
	store = store_open(name, DB_WRITE, &error);
	if (store || !strstr(error.text, "cannot be opened to write"))
		return 13;
	store = store_open(name, DB_READ, &error);
	if (!store) {
		fprintf(stderr, "%s\n", error.text);
		return strstr(error.text, "-wal") ? 15 : 14;
	}
	if (store_sums(store, &range, add_sum, &sum) || sum != 5)
		return 16;
	store_close(store);
	return 0;
}

static int run_reader(const char *name)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(as_reader(name));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

static void read_only_place(void **state)
{
	char path[256], shm[300];
	struct error error;
	struct store *store;

	snprintf(path, sizeof(path), "%s", fixture_path("frozen/a ?%#"));
	mkdir(FIXTURE_DIR "/frozen", 0755);
	chmod(FIXTURE_DIR "/frozen", 0755);
	unlink(path);
	make_store(path);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(FIXTURE_DIR "/frozen", 0555), 0);
	assert_int_equal(run_reader("a ?%#.db"), 0);

	/* Windows that are only in the journal are not ignored silently. */
	store = store_open(path, DB_WRITE, &error);
	if (store) {	/* root may */
		struct kernel k = { .epoch = 2 };
		pid_t pid;

		store_close(store);
		pid = fork();
		if (!pid) {
			store = store_open(path, DB_WRITE, &error);
			kernel_record(&k, store, "r2", T0, 60, T0);
			_exit(0);	/* without closing: the journal stays */
		}
		waitpid(pid, NULL, 0);
		snprintf(shm, sizeof(shm), "%s-shm", path);
		unlink(shm);
		assert_int_equal(run_reader("a ?%#.db"), 15);
	}
	chmod(FIXTURE_DIR "/frozen", 0755);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(missing),
		cmocka_unit_test(foreign),
		cmocka_unit_test(other_schema),
		cmocka_unit_test(damaged),
		cmocka_unit_test(busy),
		cmocka_unit_test(read_only_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
