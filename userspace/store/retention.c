// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * retention.c - expired data is hidden at once, and deleted a little at a time
 *
 * First the time from which a level is retained is moved (table kept), which
 * readers obey. Then the rows before it, which are not read any more, are deleted
 * whenever the daemon has time.
 */
#include "internal.h"

/* From when on a level should be retained: begin of a day. */
static int64_t retained_since(const struct store_retention *retention, enum level level,
			      int64_t now)
{
	const unsigned int days[LEVEL_COUNT] = {
		retention->windows, retention->hours, retention->days,
	};
	int64_t since = now - (int64_t)days[level] * DAY;

	return since > 0 ? since - since % DAY : 0;
}

/*
 * At most to the end of the first day with data. Empty days, as between the 1970 of
 * a router without a clock and today, are skipped.
 */
static int expire_level(struct store *store, enum level level, int64_t until)
{
	sqlite3_stmt *s;

	s = level_prepare(store, level, "UPDATE kept SET since = min(?2, oldest - oldest % 86400 + 86400) FROM (SELECT min(start) AS oldest FROM @ WHERE start >= (SELECT since FROM kept WHERE level = ?1)) WHERE level = ?1 AND oldest < ?2");
	if (!s)
		return -1;
	db_bind_text(s, 1, level_name(level));
	sqlite3_bind_int64(s, 2, until);
	return db_run_once(store->db, s);
}

/* Gaps before the oldest day that is retained are not read any more. */
static int expire_gaps(struct store *store, int64_t until)
{
	sqlite3_stmt *s;

	s = db_prepare(store->db, "DELETE FROM lost_window WHERE until <= min(?1, (SELECT since FROM kept WHERE level = 'day'))");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, until);
	return db_run_once(store->db, s);
}

int store_expire(struct store *store, const struct store_retention *retention,
		 int64_t now)
{
	int level, ret = 0;

	if (db_exec(store->db, "BEGIN IMMEDIATE"))
		return -1;
	for (level = 0; !ret && level < LEVEL_COUNT; level++)
		ret = expire_level(store, level, retained_since(retention, level, now));
	if (!ret)
		ret = expire_gaps(store, retained_since(retention, LEVEL_DAY, now));
	return db_end(store->db, ret);
}

/* The oldest window of a level that has expired: 1, 0 if there is none, -1. */
static int find_expired(struct store *store, enum level level, int64_t *id)
{
	sqlite3_stmt *s;
	int ret;

	s = level_prepare(store, level, "SELECT id FROM @ WHERE start < (SELECT since FROM kept WHERE level = ?1) ORDER BY start LIMIT 1");
	if (!s)
		return -1;
	db_bind_text(s, 1, level_name(level));
	ret = db_step(store->db, s);
	if (ret > 0)
		*id = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret;
}

/* Run a DELETE on a window; returns how many rows it deleted, or -1. */
static int delete_rows(struct store *store, enum level level, const char *sql,
		       int64_t id, unsigned int rows)
{
	sqlite3_stmt *s = level_prepare(store, level, sql);
	int ret;

	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, id);
	sqlite3_bind_int64(s, 2, rows);
	ret = db_run(store->db, s);
	sqlite3_finalize(s);
	return ret ? -1 : sqlite3_changes(store->db->handle);
}

/* Some of its sources; after the last of them the window, which has few counters. */
static int sweep_window(struct store *store, enum level level, int64_t id,
			unsigned int *rows)
{
	int deleted;

	deleted = delete_rows(store, level, "DELETE FROM @_source WHERE window = ?1 AND (address, inside) IN (SELECT address, inside FROM @_source WHERE window = ?1 LIMIT ?2)", id, *rows);
	if (deleted < 0)
		return -1;
	*rows -= (unsigned int)deleted;
	if (!*rows)
		return 0;
	*rows -= 1;
	return delete_rows(store, level, "DELETE FROM @ WHERE id = ?1", id, 0) < 0 ?
		-1 : 0;
}

/* Hashes of imported rows: older rows are refused, so these are not needed. */
static int sweep_imported(struct store *store, unsigned int *rows)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(store->db, "DELETE FROM imported WHERE (start, sensor, hash) IN (SELECT start, sensor, hash FROM imported WHERE start < (SELECT since FROM kept WHERE level = 'day') ORDER BY start LIMIT ?1)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, *rows);
	ret = db_run(store->db, s);
	sqlite3_finalize(s);
	*rows -= ret ? 0 : (unsigned int)sqlite3_changes(store->db->handle);
	return ret;
}

static int sweep(struct store *store, unsigned int rows)
{
	int64_t id;
	int level, ret = 0;

	for (level = 0; level < LEVEL_COUNT; level++) {
		while ((ret = find_expired(store, level, &id)) > 0) {
			if (!rows)
				return 1;
			if (sweep_window(store, level, id, &rows))
				return -1;
		}
		if (ret < 0)
			return -1;
	}
	if (sweep_imported(store, &rows))
		return -1;
	return !rows;
}

int store_sweep(struct store *store, unsigned int rows)
{
	int more;

	if (db_exec(store->db, "BEGIN IMMEDIATE"))
		return -1;
	more = sweep(store, rows);
	return db_end(store->db, more < 0 ? -1 : 0) ? -1 : more;
}
