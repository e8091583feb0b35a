// SPDX-License-Identifier: GPL-2.0-or-later
/* open.c - the file of a store: found, created, opened to write or only to read */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "db/sqlite.h"

#define BUSY_MS		5000

/* The folder that holds @path, in @buf. */
static const char *folder_of(const char *path, char buf[PATH_MAX])
{
	snprintf(buf, PATH_MAX, "%s", path);
	return dirname(buf);
}

/* What the system says of the file or its folder. */
static int fail_file(struct store *store, const char *what)
{
	int error = errno;

	store_fail(store, "%s: %s: %s", store->path, what, strerror(error));
	store->fault = error == ENOSPC || error == EDQUOT ? STORE_FULL :
							    STORE_DENIED;
	return -1;
}

/*
 * SQLite only says "unable to open"; the reason is found here beforehand. A file
 * that exists is not opened for it: closing it would end the locks that another
 * connection of this process has (POSIX record locks).
 */
static int check_file(struct store *store, enum store_mode mode)
{
	char buf[PATH_MAX], what[PATH_MAX + 64];
	struct stat st;
	int fd;

	if (strlen(store->path) >= PATH_MAX)
		return store_fail(store, "the path of the store is too long");
	if (stat(folder_of(store->path, buf), &st)) {
		snprintf(what, sizeof(what), "the folder %s cannot be used",
			 folder_of(store->path, buf));
		return fail_file(store, what);
	}
	if (!stat(store->path, &st)) {
		if (!S_ISREG(st.st_mode))
			return store_fail(store, "%s: this is not a file",
					  store->path);
		if (!faccessat(AT_FDCWD, store->path,
			       mode == STORE_WRITE ? R_OK | W_OK : R_OK,
			       AT_EACCESS))
			return 0;
	} else if (mode == STORE_WRITE) {
		fd = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
			  0640);
		if (fd >= 0)
			return close(fd);
		if (errno == EEXIST)	/* made by another in between */
			return 0;
	}
	return fail_file(store, mode == STORE_WRITE ?
			 "cannot be opened to write" : "cannot be opened to read");
}

/* Is there a journal with windows that are not in the file itself yet? */
static bool has_journal(const char *path)
{
	char wal[PATH_MAX + 8];
	struct stat st;

	snprintf(wal, sizeof(wal), "%s-wal", path);
	return !stat(wal, &st) && st.st_size > 0;
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

static int open_database(struct store *store, const char *name, int flags)
{
	/* A store is one thread's; locks for each column cost a tenth of a scan. */
	flags |= SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(name, &store->db, flags, NULL) != SQLITE_OK) {
		if (!store->db)
			return store_fail(store, "out of memory");
		return store_fail_sql(store);
	}
	sqlite3_extended_result_codes(store->db, 0);
	sqlite3_busy_timeout(store->db, (int)store->patience);
	return 0;
}

/*
 * In WAL mode even a reader makes companion files. Where it may not, the file is
 * read as it is, which is right if there is no journal beside it.
 */
static int open_frozen(struct store *store)
{
	char uri[3 * PATH_MAX];

	sqlite3_close(store->db);
	store->db = NULL;
	if (has_journal(store->path))
		return store_fail(store, "%s: needs write access to the folder, for its latest windows are still in the journal (%s-wal)",
				  store->path, store->path);
	immutable_uri(store->path, uri, sizeof(uri));
	if (open_database(store, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI))
		return -1;
	return schema_prepare(store, STORE_READ);
}

static int open_store(struct store *store, enum store_mode mode)
{
	int code;

	if (check_file(store, mode))
		return -1;
	if (open_database(store, store->path, mode == STORE_WRITE ?
			  SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY))
		return -1;
	if (!schema_prepare(store, mode))
		return 0;
	code = sqlite3_errcode(store->db);
	if (mode == STORE_READ &&
	    (code == SQLITE_CANTOPEN || code == SQLITE_READONLY))
		return open_frozen(store);
	return -1;
}

struct store *sql_open(const char *path, enum store_mode mode,
		       const struct schema *schema, unsigned int ms,
		       enum store_fault *fault, struct error *error)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store)
		store->path = strdup(path);
	if (!store || !store->path) {
		error_no_memory(error);
		*fault = STORE_OTHER;
		free(store);
		return NULL;
	}
	store->schema = schema;
	store->patience = ms;
	if (open_store(store, mode)) {
		error_set(error, "%s", store->error.text);
		*fault = store->fault;
		store_close(store);
		return NULL;
	}
	return store;
}

struct store *store_open_within(const char *path, enum store_mode mode,
				unsigned int ms, enum store_fault *fault,
				struct error *error)
{
	return sql_open(path, mode, &store_schema, ms, fault, error);
}

struct store *store_open(const char *path, enum store_mode mode, struct error *error)
{
	enum store_fault fault;

	return store_open_within(path, mode, BUSY_MS, &fault, error);
}

void store_close(struct store *store)
{
	if (!store)
		return;
	sqlite3_close(store->db);
	free(store->path);
	free(store);
}

const char *store_error(const struct store *store)
{
	return store->error.text;
}

enum store_fault store_fault(const struct store *store)
{
	return store->fault;
}
