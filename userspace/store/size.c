// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * size.c - how large the file is, and what goes first when it is too large
 *
 * What a period takes is bounded (bounding.c), so it takes long for a file to become too
 * large. Then the finest level goes first: whatever it has is in the coarser ones too.
 * Readers obey table kept, in which it is said, and sized, which says that the size was
 * the reason.
 */
#include <stdio.h>

#include "internal.h"

#define WINDOWS_MIN	1	/* days that are retained whatever the size */
#define HOURS_MIN	2
#define DAYS_MIN	31
#define FREE_PAGES	4096	/* that are kept for use, and half of those in use */
#define ROWS_PER_PAGE	4	/* of work: a page that moves is written twice */

struct pages {
	int64_t size;
	int64_t count;
	int64_t free;
	int64_t vacuum;		/* 2: a few at a time */
};

static int read_pages(struct store *store, struct pages *p)
{
	return db_number(store->db, "PRAGMA page_size", &p->size) ||
	       db_number(store->db, "PRAGMA page_count", &p->count) ||
	       db_number(store->db, "PRAGMA freelist_count", &p->free) ||
	       db_number(store->db, "PRAGMA auto_vacuum", &p->vacuum) ? -1 : 0;
}

static int read_sized(struct store *store, struct store_size *size)
{
	int64_t *since[LEVEL_COUNT] = { &size->windows, &size->hours, &size->days };
	sqlite3_stmt *s;
	int level, ret = 1;

	s = db_prepare(store->db, "SELECT iif(sized = since, sized, 0) FROM kept WHERE level = ?1");
	if (!s)
		return -1;
	for (level = 0; level < LEVEL_COUNT && ret > 0; level++) {
		db_bind_text(s, 1, level_name((enum level)level));
		ret = db_step(store->db, s);
		*since[level] = ret > 0 ? sqlite3_column_int64(s, 0) : 0;
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

int store_size(struct store *store, struct store_size *size)
{
	struct pages p;
	int64_t coarse;

	if (read_pages(store, &p) || read_sized(store, size) ||
	    db_number(store->db, "SELECT count(*) FROM day WHERE bounded = 3", &coarse))
		return -1;
	size->file = (uint64_t)(p.size * p.count);
	size->used = (uint64_t)(p.size * (p.count - p.free));
	size->coarse = (uint64_t)coarse;
	return 0;
}

/* A level is retained from the end of its first day on: 1, 0 if it has too few, -1 */
static int shorten(struct store *store, enum level level, int64_t until)
{
	sqlite3_stmt *s;
	int ret;

	s = level_prepare(store, level, "UPDATE kept SET since = min(?2, oldest - oldest % 86400 + 86400), sized = min(?2, oldest - oldest % 86400 + 86400) FROM (SELECT min(start) AS oldest FROM @ WHERE start >= (SELECT since FROM kept WHERE level = ?1)) WHERE level = ?1 AND oldest < ?2");
	if (!s)
		return -1;
	db_bind_text(s, 1, level_name(level));
	sqlite3_bind_int64(s, 2, until);
	ret = db_run(store->db, s);
	sqlite3_finalize(s);
	return ret ? -1 : sqlite3_changes(store->db->handle) > 0;
}

/* The begin of the day so many days ago. */
static int64_t days_ago(int64_t now, int days)
{
	int64_t since = now - now % DAY - (int64_t)days * DAY;

	return since > 0 ? since : 0;
}

/* 1: something was shortened, 0: nothing may be, -1 */
static int make_room(struct store *store, int64_t now)
{
	int ret;

	ret = shorten(store, LEVEL_WINDOW, days_ago(now, WINDOWS_MIN));
	if (!ret)
		ret = shorten(store, LEVEL_HOUR, days_ago(now, HOURS_MIN));
	if (!ret)
		ret = bound_coarser(store, days_ago(now, DAYS_MIN));
	return ret ? ret : shorten(store, LEVEL_DAY, days_ago(now, DAYS_MIN));
}

/* Give back some pages, if there are too many free ones: 1: more, 0, -1 */
static int give_back(struct store *store, const struct pages *p, uint64_t limit,
		     unsigned int rows)
{
	int64_t spare = FREE_PAGES + (p->count - p->free) / 2;
	char sql[64];

	if (p->vacuum != 2 || !p->free ||
	    (p->free <= spare &&
	     (!limit || (uint64_t)(p->count * p->size) <= limit)))
		return 0;
	snprintf(sql, sizeof(sql), "PRAGMA incremental_vacuum(%u)",
		 rows / ROWS_PER_PAGE + 1);
	return db_exec(store->db, sql) ? -1 : 1;
}

int store_shrink(struct store *store, uint64_t limit, int64_t now,
		 unsigned int rows)
{
	struct pages p;
	int ret = bound_periods(store, now, rows);

	if (ret)
		return ret;
	/* What has expired does not count, and is deleted first. */
	ret = store_sweep(store, rows);
	if (ret)
		return ret;
	if (read_pages(store, &p))
		return -1;
	/* A little before it is full: a window must not lift it over the limit. */
	if (limit && (uint64_t)((p.count - p.free) * p.size) > limit - limit / 16)
		ret = make_room(store, now);
	return ret ? ret : give_back(store, &p, limit, rows);
}
