// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * keep.c - retention: what is too old goes, a little at a time
 *
 * First, in one step, it is said from when on a level is kept (table kept), on
 * which readers go by. Then rows before that are deleted whenever there is time;
 * nobody reads them any more.
 */
#include "db/sqlite.h"

/* From when on a level is to be kept by now: begin of a day. */
static int64_t wanted(const struct store_keep *keep, enum level level,
		      int64_t now)
{
	const unsigned int days[LEVEL_COUNT] = {
		keep->windows, keep->hours, keep->days,
	};
	int64_t since = now - (int64_t)days[level] * DAY;

	return since > 0 ? since - since % DAY : 0;
}

/*
 * At most to the end of the first day that holds anything: days without anything,
 * as between the 1970 of a router without a clock and today, are no steps.
 */
static int expire_level(struct store *store, enum level level, int64_t until)
{
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare_level(store, level, "UPDATE kept SET since = min(?2, oldest - oldest % 86400 + 86400) FROM (SELECT min(start) AS oldest FROM @ WHERE start >= (SELECT since FROM kept WHERE level = ?1)) WHERE level = ?1 AND oldest < ?2");
	if (!s)
		return -1;
	sql_bind_name(s, 1, level_name(level));
	sqlite3_bind_int64(s, 2, until);
	ret = sql_run(store, s);
	sqlite3_finalize(s);
	return ret;
}

/* Of what happened to time before the last day that is kept nobody asks. */
static int expire_lost(struct store *store, int64_t until)
{
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(store, "DELETE FROM lost_window WHERE until <= min(?1, (SELECT since FROM kept WHERE level = 'day'))");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, until);
	ret = sql_run(store, s);
	sqlite3_finalize(s);
	return ret;
}

int store_expire(struct store *store, const struct store_keep *keep,
		 int64_t now)
{
	int level, ret = 0;

	if (sql_exec(store, "BEGIN IMMEDIATE"))
		return -1;
	for (level = 0; !ret && level < LEVEL_COUNT; level++)
		ret = expire_level(store, level, wanted(keep, level, now));
	if (!ret)
		ret = expire_lost(store, wanted(keep, LEVEL_DAY, now));
	return sql_end(store, ret);
}

/* The oldest window of a level that is not kept: 1, 0 if there is none, -1. */
static int find_expired(struct store *store, enum level level, int64_t *id)
{
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare_level(store, level, "SELECT id FROM @ WHERE start < (SELECT since FROM kept WHERE level = ?1) ORDER BY start LIMIT 1");
	if (!s)
		return -1;
	sql_bind_name(s, 1, level_name(level));
	ret = sql_step(store, s);
	if (ret > 0)
		*id = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret;
}

/* Runs a statement on a window; how many rows it changed, or -1. */
static int change(struct store *store, enum level level, const char *sql,
		  int64_t id, unsigned int rows)
{
	sqlite3_stmt *s = sql_prepare_level(store, level, sql);
	int ret;

	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, id);
	sqlite3_bind_int64(s, 2, rows);
	ret = sql_run(store, s);
	sqlite3_finalize(s);
	return ret ? -1 : sqlite3_changes(store->db);
}

/* Some of its sources; with the last of them the window, which has few counters. */
static int sweep_window(struct store *store, enum level level, int64_t id,
			unsigned int *rows)
{
	int gone;

	gone = change(store, level, "DELETE FROM @_source WHERE window = ?1 AND (address, inside) IN (SELECT address, inside FROM @_source WHERE window = ?1 LIMIT ?2)", id, *rows);
	if (gone < 0)
		return -1;
	*rows -= (unsigned int)gone;
	if (!*rows)
		return 0;
	*rows -= 1;
	return change(store, level, "DELETE FROM @ WHERE id = ?1", id, 0) < 0 ?
		-1 : 0;
}

/* Rows of files: what is older than all levels is refused, so nobody asks. */
static int sweep_imported(struct store *store, unsigned int *rows)
{
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(store, "DELETE FROM imported WHERE (start, sensor, hash) IN (SELECT start, sensor, hash FROM imported WHERE start < (SELECT since FROM kept WHERE level = 'day') ORDER BY start LIMIT ?1)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, *rows);
	ret = sql_run(store, s);
	sqlite3_finalize(s);
	*rows -= ret ? 0 : (unsigned int)sqlite3_changes(store->db);
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

	if (sql_exec(store, "BEGIN IMMEDIATE"))
		return -1;
	more = sweep(store, rows);
	return sql_end(store, more < 0 ? -1 : 0) ? -1 : more;
}
