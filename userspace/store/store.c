// SPDX-License-Identifier: GPL-2.0-or-later
/* store.c - open and close a store, read consistently, replace a damaged one */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/error.h"
#include "internal.h"

#define LOCK_MS		5000
#define HEADER_BYTES	(1u << 20)	/* of a damaged file that are searched */

struct store *store_open_progress(const char *path, enum db_mode mode,
				  unsigned int ms, db_progress_fn progress,
				  void *arg, enum db_fault *fault,
				  struct error *error)
{
	struct store *store = calloc(1, sizeof(*store));

	if (!store) {
		error_no_memory(error);
		*fault = DB_OTHER;
		return NULL;
	}
	store_bound(store, store_bounds_default);
	store->db = db_open_progress(path, mode, &store_schema, ms, progress, arg,
				     fault, error);
	if (store->db)
		return store;
	free(store);
	return NULL;
}

struct store *store_open_within(const char *path, enum db_mode mode,
				unsigned int ms, enum db_fault *fault,
				struct error *error)
{
	return store_open_progress(path, mode, ms, NULL, NULL, fault, error);
}

struct store *store_open(const char *path, enum db_mode mode,
			 struct error *error)
{
	enum db_fault fault;

	return store_open_within(path, mode, LOCK_MS, &fault, error);
}

void store_close(struct store *store)
{
	if (!store)
		return;
	db_close(store->db);
	free(store);
}

const char *store_error(const struct store *store)
{
	return store->db->error.text;
}

enum db_fault store_fault(const struct store *store)
{
	return store->db->fault;
}

enum db_checked store_check(struct store *store, struct db_check *check)
{
	return db_check_next(store->db, check);
}

int store_check_skip(struct store *store, struct db_check *check)
{
	return db_check_skip(store->db, check);
}

void store_interrupt(struct store *store)
{
	db_interrupt(store->db);
}

void store_resolve(struct store *store, store_constituent_fn fn, void *arg)
{
	store->constituent = fn;
	store->constituent_arg = arg;
}

int store_hold(struct store *store)
{
	int64_t sensors;

	/* BEGIN alone does not fix the moment: the first read does. */
	if (db_exec(store->db, "BEGIN"))
		return -1;
	if (!db_number(store->db, "SELECT count(*) FROM sensor", &sensors))
		return 0;
	sqlite3_exec(store->db->handle, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

void store_release(struct store *store)
{
	sqlite3_exec(store->db->handle, "COMMIT", NULL, NULL, NULL);
}

int store_fail_unknown_counter(struct store *store)
{
	return db_fail(store->db, "%s: unknown direction, reason or verdict of a counter: update nf-slammer",
		       store->db->path);
}

/* Our number in the header, or one of our tables in the first pages. */
static bool looks_like_store(const char *path)
{
	static const char table[] = "CREATE TABLE window_counter";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *bytes = malloc(HEADER_BYTES);
	bool found = false;
	ssize_t n = -1;

	if (fd >= 0 && bytes)
		n = read(fd, bytes, HEADER_BYTES);
	if (n >= 72)
		found = (!memcmp(bytes, "SQLite format 3", 16) &&
			 !memcmp(bytes + 68, "nfsl", 4)) ||
			memmem(bytes, (size_t)n, table, sizeof(table) - 1);
	free(bytes);
	if (fd >= 0)
		close(fd);
	return found;
}

static int rename_one(const char *path, const char *new_path, const char *tail)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (snprintf(from, sizeof(from), "%s%s", path, tail) >= PATH_MAX ||
	    snprintf(to, sizeof(to), "%s%s", new_path, tail) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return rename(from, to);
}

int store_quarantine(const char *path, bool known, int64_t now, char *new_path,
		     size_t size, struct error *error)
{
	char stamp[CLOCK_STAMP_MAX];
	struct stat st;
	int n;

	clock_stamp(now, stamp);
	/* A number is added where two are moved in the same second. */
	for (n = 0; !n || !lstat(new_path, &st); n++)
		snprintf(new_path, size, n ? "%s.damaged-%s.%d" :
			 "%s.damaged-%s", path, stamp, n);
	if (!known && !looks_like_store(path))
		return error_set(error, "%s: nothing in this file looks like statistics of nf-slammer, so it is left alone: move it away, or name another file",
				 path);
	/* The journal first: SQLite would apply it to a new file of that name. */
	if ((rename_one(path, new_path, "-wal") && errno != ENOENT) ||
	    (rename_one(path, new_path, "-shm") && errno != ENOENT) ||
	    rename_one(path, new_path, ""))
		return error_set(error, "%s: cannot be renamed to %s: %s", path,
				 new_path, strerror(errno));
	return 0;
}
