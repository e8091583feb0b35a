/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * db.h - a SQLite database of nf-slammer, without its SQL
 *
 * What users of the statistics (store/) and of the archive (advisories/archive)
 * need to know about the file beneath: how it is opened, and why a call failed.
 * Only the rooms that know SQL include db/sql.h.
 */
#ifndef DB_DB_H
#define DB_DB_H

struct db;

enum db_mode {
	DB_WRITE,	/* created and migrated to the current schema if necessary */
	DB_READ		/* must exist; is not changed */
};

/* Why a call failed, as far as the caller or an operator can act on it. */
enum db_fault {
	DB_OK,
	DB_FULL,	/* no space left, or over the quota */
	DB_BUSY,	/* another process holds the lock */
	DB_DENIED,	/* folder or file missing, or no permission */
	DB_DAMAGED,
	DB_REFUSED,	/* not what was to be written; other rows would be taken */
	DB_OTHER
};

/* While a migration runs; other than 0 interrupts it. */
typedef int (*db_progress_fn)(void *arg);

#define DB_TABLE_MAX	64	/* with the NUL */

/* How far a search for damage has come; all zero: it is to begin. */
struct db_check {
	char table[DB_TABLE_MAX];	/* checked last */
};

enum db_checked {
	DB_CHECK_FAILED = -1,	/* damage, or another fault */
	DB_CHECK_DONE,		/* that was the last table; the next call begins again */
	DB_CHECK_MORE,
	DB_CHECK_INTERRUPTED,	/* by another thread */
};

#endif /* DB_DB_H */
