// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * open.c - a database file: found or created, identified, migrated, opened
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "db/sql.h"

#define JOURNAL_PAUSE_MS	20
#define JOURNAL_BYTES	"4194304"	/* that stay allocated between two writers */
#define PROGRESS_OPS	100000	/* of SQLite's machine, between calls in a migration */

/* The folder that holds @path, in @buf. */
static const char *folder_of(const char *path, char buf[PATH_MAX])
{
	snprintf(buf, PATH_MAX, "%s", path);
	return dirname(buf);
}

/* From errno, about the file or its folder. */
static int fail_file(struct db *db, const char *what)
{
	int error = errno;

	db_fail(db, "%s: %s: %s", db->path, what, strerror(error));
	db->fault = error == ENOSPC || error == EDQUOT ? DB_FULL :
							    DB_DENIED;
	return -1;
}

/*
 * SQLite only says "unable to open", so the reason is found here beforehand. An
 * existing file is not opened for that: closing it would release the locks that
 * another connection of this process holds (POSIX record locks).
 */
static int check_file(struct db *db, enum db_mode mode)
{
	char buf[PATH_MAX], what[PATH_MAX + 64];
	struct stat st;
	int fd;

	if (strlen(db->path) >= PATH_MAX)
		return db_fail(db, "the path of the database is too long");
	if (stat(folder_of(db->path, buf), &st)) {
		snprintf(what, sizeof(what), "the folder %s cannot be used",
			 folder_of(db->path, buf));
		return fail_file(db, what);
	}
	if (!stat(db->path, &st)) {
		if (!S_ISREG(st.st_mode))
			return db_fail(db, "%s: this is not a file",
				       db->path);
		if (!faccessat(AT_FDCWD, db->path,
			       mode == DB_WRITE ? R_OK | W_OK : R_OK,
			       AT_EACCESS))
			return 0;
	} else if (mode == DB_WRITE) {
		fd = open(db->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
			  0640);
		if (fd >= 0)
			return close(fd);
		if (errno == EEXIST)	/* another process was faster */
			return 0;
	}
	return fail_file(db, mode == DB_WRITE ?
			 "cannot be opened to write" : "cannot be opened to read");
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Fails unless the file is of our kind, or empty, and of a version that we know. */
static int check_identity(struct db *db, enum db_mode mode, int64_t *version)
{
	const struct db_schema *schema = db->schema;
	int64_t id, tables;

	if (db_number(db, "PRAGMA application_id", &id) ||
	    db_number(db, "PRAGMA user_version", version) ||
	    db_number(db, "SELECT count(*) FROM sqlite_schema", &tables))
		return -1;
	if (id != schema->application && (id || tables || mode == DB_READ))
		return db_fail(db, "%s: there are no %s of nf-slammer in this file",
			       db->path, schema->content);
	if (*version > schema->version)
		return db_fail(db, "%s: written by a newer nf-slammer (schema %d, this one knows %d): update nf-slammer",
			       db->path, (int)*version, schema->version);
	return 0;
}

static int run_migrations(struct db *db)
{
	const struct db_schema *schema = db->schema;
	char pragma[96];
	int64_t version;
	int ret;

	if (db_exec(db, "BEGIN IMMEDIATE"))
		return -1;
	/* Again: another process may have migrated it before we got the lock. */
	ret = check_identity(db, DB_WRITE, &version);
	for (; !ret && version < schema->version; version++)
		ret = db_exec(db, schema->migrations[version]);
	snprintf(pragma, sizeof(pragma),
		 "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 schema->application, schema->version);
	if (!ret)
		ret = db_exec(db, pragma);
	return db_end(db, ret);
}

static int upgrade(struct db *db, db_progress_fn progress, void *arg)
{
	int ret;

	sqlite3_progress_handler(db->handle, progress ? PROGRESS_OPS : 0,
				 progress, arg);
	ret = run_migrations(db);
	sqlite3_progress_handler(db->handle, 0, NULL, NULL);
	return ret;
}

/*
 * SQLite's busy timeout does not cover this: of two processes that switch a new
 * file to WAL at once, one is refused immediately, because each holds the lock that
 * the other waits for.
 */
static int use_journal(struct db *db)
{
	int64_t deadline = now_ms() + db->wait_ms;

	for (;;) {
		if (!db_exec(db, "PRAGMA journal_mode = WAL"))
			return 0;
		if (sqlite3_errcode(db->handle) != SQLITE_BUSY ||
		    now_ms() >= deadline)
			return -1;
		sqlite3_sleep(JOURNAL_PAUSE_MS);
	}
}

/*
 * The journal and its index stay when the last connection is closed, the journal empty:
 * whoever may not create them can read by them, with SQLite's locks.
 */
static int keep_journal(struct db *db)
{
	int on = 1;

	if (sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_PERSIST_WAL,
				 &on) != SQLITE_OK)
		return db_fail_sql(db);
	return db_exec(db, "PRAGMA journal_size_limit = " JOURNAL_BYTES);
}

static int migrate(struct db *db, enum db_mode mode, db_progress_fn progress,
		   void *arg)
{
	const struct db_schema *schema = db->schema;
	int64_t version;

	if (check_identity(db, mode, &version))
		return -1;
	if (mode == DB_READ) {
		if (version < schema->version)
			return db_fail(db, "%s: written by an older nf-slammer (schema %d, this one knows %d): %s to bring it up to date",
				       db->path, (int)version, schema->version,
				       schema->update);
		return db_exec(db, "PRAGMA query_only = ON");
	}
	/* Only before the first page is written; an older file stays as it is. */
	if (schema->incremental_vacuum &&
	    db_exec(db, "PRAGMA auto_vacuum = INCREMENTAL"))
		return -1;
	/*
	 * FULL: a commit that was reported survives a power cut. Foreign keys are off
	 * during migrations: one that replaces a table would break them for a moment.
	 */
	if (use_journal(db) || keep_journal(db) ||
	    db_exec(db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF") ||
	    (version < schema->version && upgrade(db, progress, arg)))
		return -1;
	return db_exec(db, "PRAGMA foreign_keys = ON");
}

/* The file and its journal as they are now. */
static void look_at(const char *path, struct db_frozen *now)
{
	char wal[PATH_MAX + 8];

	memset(now, 0, sizeof(*now));
	snprintf(wal, sizeof(wal), "%s-wal", path);
	if (stat(wal, &now->journal))
		memset(&now->journal, 0, sizeof(now->journal));
	if (stat(path, &now->file))
		memset(&now->file, 0, sizeof(now->file));
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

int db_check_frozen(struct db *db)
{
	struct db_frozen now;

	look_at(db->path, &now);
	if (same_file(&now.file, &db->frozen.file) &&
	    same_file(&now.journal, &db->frozen.journal))
		return 0;
	db_fail(db, "%s: was changed while it was read: try again", db->path);
	db->fault = DB_BUSY;
	return -1;
}

/* "file:" with the path's special characters quoted (RFC 3986). */
static void immutable_uri(const char *path, char *uri, size_t size)
{
	size_t n = (size_t)snprintf(uri, size, "file:");

	for (; *path && n + 16 < size; path++) {
		if (strchr("%?#", *path))
			n += (size_t)snprintf(uri + n, size - n, "%%%02X",
					      (unsigned char)*path);
		else
			uri[n++] = *path;
	}
	snprintf(uri + n, size - n, "?immutable=1");
}

static int open_database(struct db *db, const char *name, int flags)
{
	/* One thread uses it; a lock for each column would cost 10 % of a scan. */
	flags |= SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(name, &db->handle, flags, NULL) != SQLITE_OK) {
		if (!db->handle)
			return db_fail(db, "out of memory");
		return db_fail_sql(db);
	}
	sqlite3_extended_result_codes(db->handle, 0);
	sqlite3_busy_timeout(db->handle, (int)db->wait_ms);
	return 0;
}

/*
 * Without the index of the journal, which this reader may not create. Then there is no
 * writer, as it would have created it; but one may start at any moment, and this reader
 * could not lock it out. So it looks, with each row, whether anything was written.
 */
static int open_frozen(struct db *db)
{
	char uri[3 * PATH_MAX];

	sqlite3_close(db->handle);
	db->handle = NULL;
	look_at(db->path, &db->frozen);
	if (db->frozen.journal.st_size > 0)
		return db_fail(db, "%s: needs write access to the folder, because the latest changes are still in the journal (%s-wal)",
			       db->path, db->path);
	immutable_uri(db->path, uri, sizeof(uri));
	if (open_database(db, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI))
		return -1;
	db->frozen.on = true;
	return migrate(db, DB_READ, NULL, NULL);
}

static int open_file(struct db *db, enum db_mode mode, db_progress_fn progress,
		     void *arg)
{
	int code;

	if (check_file(db, mode))
		return -1;
	if (open_database(db, db->path, mode == DB_WRITE ?
			  SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY))
		return -1;
	if (!migrate(db, mode, progress, arg))
		return 0;
	code = sqlite3_errcode(db->handle);
	if (mode == DB_READ &&
	    (code == SQLITE_CANTOPEN || code == SQLITE_READONLY))
		return open_frozen(db);
	return -1;
}

struct db *db_open_progress(const char *path, enum db_mode mode,
			    const struct db_schema *schema, unsigned int wait_ms,
			    db_progress_fn progress, void *arg,
			    enum db_fault *fault, struct error *error)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db)
		db->path = strdup(path);
	if (!db || !db->path) {
		error_no_memory(error);
		*fault = DB_OTHER;
		free(db);
		return NULL;
	}
	db->schema = schema;
	db->wait_ms = wait_ms;
	if (open_file(db, mode, progress, arg)) {
		error_set(error, "%s", db->error.text);
		*fault = db->fault;
		db_close(db);
		return NULL;
	}
	return db;
}

struct db *db_open(const char *path, enum db_mode mode,
		   const struct db_schema *schema, unsigned int wait_ms,
		   enum db_fault *fault, struct error *error)
{
	return db_open_progress(path, mode, schema, wait_ms, NULL, NULL, fault,
				error);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	sqlite3_close(db->handle);
	free(db->path);
	free(db);
}
