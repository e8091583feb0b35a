// SPDX-License-Identifier: GPL-2.0-or-later
/* aside.c - damage: looked for, and put aside */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "db/sqlite.h"

#define CHECK_STEPS	1000	/* of SQLite's machine, between looks at the clock */
#define SEEN_BYTES	(1u << 20)

static int too_late(void *arg)
{
	return store_now_ms() > *(const int64_t *)arg;
}

int store_check(struct store *store, unsigned int ms)
{
	int64_t deadline = store_now_ms() + ms;
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(store, "PRAGMA quick_check(1)");
	if (!s)
		return -1;
	sqlite3_progress_handler(store->db, CHECK_STEPS, too_late, &deadline);
	ret = sql_step(store, s);
	if (ret > 0 &&
	    strcmp((const char *)sqlite3_column_text(s, 0), "ok")) {
		store_fail(store, "%s: the database is damaged: %s", store->path,
			   (const char *)sqlite3_column_text(s, 0));
		store->fault = STORE_DAMAGED;
		ret = -1;
	} else if (ret < 0 &&
		   sqlite3_errcode(store->db) == SQLITE_INTERRUPT) {
		ret = 0;
	}
	sqlite3_progress_handler(store->db, 0, NULL, NULL);
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

/* Our number in the header, or one of our tables in the first pages. */
bool schema_seen(const char *path)
{
	static const char table[] = "CREATE TABLE window_counter";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *bytes = malloc(SEEN_BYTES);
	bool seen = false;
	ssize_t n = -1;

	if (fd >= 0 && bytes)
		n = read(fd, bytes, SEEN_BYTES);
	if (n >= 72)
		seen = (!memcmp(bytes, "SQLite format 3", 16) &&
			!memcmp(bytes + 68, "nfsl", 4)) ||
		       memmem(bytes, (size_t)n, table, sizeof(table) - 1);
	free(bytes);
	if (fd >= 0)
		close(fd);
	return seen;
}

static int rename_one(const char *path, const char *aside, const char *tail)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (snprintf(from, sizeof(from), "%s%s", path, tail) >= PATH_MAX ||
	    snprintf(to, sizeof(to), "%s%s", aside, tail) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return rename(from, to);
}

int store_quarantine(const char *path, bool known, int64_t now, char *aside,
		    size_t aside_size, struct error *error)
{
	time_t seconds = (time_t)now;
	char stamp[32];
	struct stat st;
	struct tm tm;
	int n;

	gmtime_r(&seconds, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	/* Two in one second are two. */
	for (n = 0; !n || !lstat(aside, &st); n++)
		snprintf(aside, aside_size, n ? "%s.damaged-%s.%d" :
			 "%s.damaged-%s", path, stamp, n);
	if (!known && !schema_seen(path))
		return error_set(error, "%s: nothing in this file looks like statistics of nf-slammer, so it is left alone: move it away, or name another file",
			 path);
	/* The journal first: beside a new file it would be taken for its own. */
	if ((rename_one(path, aside, "-wal") && errno != ENOENT) ||
	    (rename_one(path, aside, "-shm") && errno != ENOENT) ||
	    rename_one(path, aside, "")) {
		return error_set(error, "%s: cannot be renamed to %s: %s", path,
			 aside, strerror(errno));
	}
	return 0;
}
