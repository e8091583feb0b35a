// SPDX-License-Identifier: GPL-2.0-or-later
/* import_write.c - what is new in a file, and its way into all three levels */
#include <string.h>

#include "import_parts.h"
#include "common/names.h"

#define NO_DIGEST	"'0000000000000000'"

/* One number of a statement without rows to bind: 0 or -1. */
static int ask(struct store *store, const char *sql, uint64_t *number)
{
	sqlite3_stmt *s = sql_prepare(store, sql);
	int ret;

	if (!s)
		return -1;
	ret = sql_step(store, s);
	if (ret > 0)
		*number = (uint64_t)sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret > 0 ? 0 : -1;
}

/* What is from before the last day that is kept would be deleted, and come again. */
static int drop_expired(struct store_import *import, uint64_t *expired)
{
	if (ask(import->store, "SELECT coalesce(sum(n), 0) FROM temp.staged WHERE start < (SELECT since FROM kept WHERE level = 'day')",
		expired))
		return -1;
	return sql_exec(import->store, "DELETE FROM temp.staged WHERE start < (SELECT since FROM kept WHERE level = 'day'); DELETE FROM temp.watched WHERE start < (SELECT since FROM kept WHERE level = 'day')");
}

/* Of rows that are there already only those count of which there are more now. */
static int drop_known(struct store_import *import)
{
	return import_run(import, "UPDATE temp.staged SET n = n - times FROM imported AS i WHERE i.start = staged.start AND i.sensor = ?1 AND i.hash = staged.hash") ||
	       sql_exec(import->store, "DELETE FROM temp.staged WHERE n <= 0") ?
		-1 : 0;
}

#define REASON_CASE(sym, num, class, name, text)	" WHEN " #num " THEN " \
	CLASS_NUMBER_##class
/* Numbers as text, for the preprocessor cannot count an enum. */
#define CLASS_NUMBER_OTHER	"0"
#define CLASS_NUMBER_REQUEST	"1"
#define CLASS_NUMBER_RESPONSE	"2"
#define CLASS_NUMBER_SIGNATURE	"3"
#define CLASS_NUMBER_PINGPONG	"4"
#define CLASS_NUMBER_OVERFLOW	"5"
#define CLASS_NUMBER_SLAMMER	"6"

static int grow(struct store_import *import)
{
	return import_run(import, "INSERT INTO temp.grown SELECT at - at % ?2 AS slot, address, inside, direction, reason, verdict, CASE reason" SLAMMER_REASONS(REASON_CASE) " END, min(at), max(at), sum(n * packets), sum(n * bytes) FROM temp.staged WHERE ?1 >= 0 GROUP BY slot, address, inside, direction, reason, verdict");
}

int import_sift(struct store_import *import, struct store_imported *result)
{
	struct store *store = import->store;
	uint64_t all = 0;

	if (drop_expired(import, &result->expired) ||
	    ask(store, "SELECT coalesce(sum(n), 0) FROM temp.staged", &all) ||
	    drop_known(import) ||
	    ask(store, "SELECT coalesce(sum(n), 0) FROM temp.staged",
		&result->rows) ||
	    grow(import) ||
	    ask(store, "SELECT coalesce(sum(packets), 0) FROM temp.grown",
		&result->packets) ||
	    ask(store, "SELECT count(DISTINCT address) FROM temp.grown",
		&result->sources))
		return -1;
	result->known = all - result->rows;
	return 0;
}

static unsigned int length_of(const struct store_import *import,
			      enum level level)
{
	return level == LEVEL_WINDOW ? import->seconds :
	       level == LEVEL_HOUR ? HOUR : DAY;
}

/* ?1 sensor, ?2 length of the level, ?3 of windows. */
static sqlite3_stmt *prepare_level(struct store_import *import,
				   enum level level, const char *sql)
{
	sqlite3_stmt *s = sql_prepare_level(import->store, level, sql);

	if (!s)
		return NULL;
	sqlite3_bind_int64(s, 1, import->sensor);
	sqlite3_bind_int64(s, 2, length_of(import, level));
	sqlite3_bind_int64(s, 3, import->seconds);
	return s;
}

static int run_level(struct store_import *import, enum level level,
		     const char *sql)
{
	sqlite3_stmt *s = prepare_level(import, level, sql);
	int ret;

	if (!s)
		return -1;
	ret = sql_run(import->store, s);
	sqlite3_finalize(s);
	return ret;
}

/* It watched all the time between two rows that are at most a day apart. */
static int fill_gaps(struct store_import *import)
{
	return import_run(import, "INSERT OR IGNORE INTO temp.watched WITH RECURSIVE gap(start, until) AS (SELECT start + ?2, next FROM (SELECT start, lead(start) OVER (ORDER BY start) AS next FROM temp.watched) WHERE ?1 AND next > start + ?2 AND next <= start + 86400 UNION ALL SELECT start + ?2, until FROM gap WHERE start + ?2 < until) SELECT start FROM gap");
}

/* Where a level is no longer kept it gets nothing. */
static int write_windows(struct store_import *import, enum level level)
{
	return run_level(import, level, "INSERT INTO @ (sensor, start, seconds, since, taken, generation, digest, untracked, evicted) SELECT ?1, slot, ?2, min(start), max(start) + ?3, 0, " NO_DIGEST ", 0, 0 FROM (SELECT start, start - start % ?2 AS slot FROM temp.watched) WHERE slot >= (SELECT since FROM kept WHERE level = '@') GROUP BY slot ON CONFLICT DO UPDATE SET since = min(since, excluded.since), taken = max(taken, excluded.taken)");
}

/* The window of the level that a row of grown is in: "g" and "w". */
#define GROWN_IN_LEVEL \
	"FROM temp.grown AS g JOIN @ AS w ON w.sensor = ?1 AND " \
	"w.seconds = ?2 AND w.start = g.start - g.start % ?2"

static int copy_counters(struct store *store, sqlite3_stmt *from,
			 sqlite3_stmt *to)
{
	int ret;

	while ((ret = sql_step(store, from)) > 0) {
		sqlite3_bind_int64(to, 1, sqlite3_column_int64(from, 0));
		sql_bind_name(to, 2, direction_name((unsigned int)
				sqlite3_column_int(from, 1)));
		sql_bind_name(to, 3, reason_name((unsigned int)
				sqlite3_column_int(from, 2)));
		sql_bind_name(to, 4, verdict_name((unsigned int)
				sqlite3_column_int(from, 3)));
		sqlite3_bind_int64(to, 5, sqlite3_column_int64(from, 4));
		sqlite3_bind_int64(to, 6, sqlite3_column_int64(from, 5));
		if (sql_run(store, to))
			return -1;
	}
	return ret;
}

static int write_counters(struct store_import *import, enum level level)
{
	sqlite3_stmt *from, *to;
	int ret = -1;

	from = prepare_level(import, level, "SELECT w.id, direction, reason, verdict, sum(packets), sum(bytes) " GROWN_IN_LEVEL " GROUP BY w.id, direction, reason, verdict");
	to = sql_prepare_level(import->store, level, "INSERT INTO @_counter VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET packets = packets + excluded.packets, bytes = bytes + excluded.bytes");
	if (from && to)
		ret = copy_counters(import->store, from, to);
	sqlite3_finalize(from);
	sqlite3_finalize(to);
	return ret;
}

#define CLASS_PICK(sym, num, name, text) \
	", sum(packets * (class = " #num "))"
#define CLASS_ADD(sym, num, name, text) \
	", \"" name "\" = \"" name "\" + excluded.\"" name "\""

static int write_sources(struct store_import *import, enum level level)
{
	return run_level(import, level, "INSERT INTO @_source (window, address, inside, interface, first, last, bytes, constituent" SLAMMER_CLASSES(CLASS_COLUMN) ") SELECT w.id, address, inside, '', min(first), max(last), sum(bytes), (SELECT id FROM constituent WHERE name = owner_of(address))" SLAMMER_CLASSES(CLASS_PICK) " " GROWN_IN_LEVEL " GROUP BY g.start - g.start % ?2, address, inside ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last), bytes = bytes + excluded.bytes, constituent = coalesce(excluded.constituent, constituent)" SLAMMER_CLASSES(CLASS_ADD));
}

/* owner_of(ADDRESS): the name of the constituent whose address it is, or NULL. */
static void owner_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct store *store = sqlite3_user_data(context);
	const char *name = NULL;
	struct address address;

	address = address_load(sqlite3_value_blob(values[0]));
	if (store->constituent)
		name = store->constituent(address, store->constituent_arg);
	sqlite3_result_text(context, name, -1, SQLITE_TRANSIENT);
}

static int write_owners(struct store_import *import)
{
	struct store *store = import->store;

	if (sqlite3_create_function(store->db, "owner_of", 1, SQLITE_UTF8, store,
				    owner_of, NULL, NULL) != SQLITE_OK)
		return store_fail_sql(store);
	if (!store->constituent)
		return 0;
	return sql_exec(store, "INSERT OR IGNORE INTO constituent (name) SELECT DISTINCT owner_of(address) AS owner FROM (SELECT DISTINCT address FROM temp.grown) WHERE owner IS NOT NULL");
}

static int write_level(struct store_import *import, enum level level)
{
	if (write_windows(import, level) || write_counters(import, level))
		return -1;
	return write_sources(import, level);
}

int import_write(struct store_import *import)
{
	int level;

	if (import_run(import, "INSERT INTO imported SELECT start, ?1, hash, n FROM temp.staged WHERE ?2 ON CONFLICT DO UPDATE SET times = times + excluded.times") ||
	    fill_gaps(import) || write_owners(import))
		return -1;
	for (level = 0; level < LEVEL_COUNT; level++)
		if (write_level(import, level))
			return -1;
	return import_sketches(import);
}
