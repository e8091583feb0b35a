// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * import_apply.c - the new rows of an imported file, added to all three levels
 *
 * Within the transaction that ends an import: drop what is known, sum up the rest by
 * window and source, add it to windows, hours and days, and fill sketches as a
 * kernel would have.
 */
#include <string.h>

#include "internal.h"
#include "common/names.h"

#define NO_DIGEST	"'0000000000000000'"

/* The number that a statement without parameters gives. */
static int read_count(struct store *store, const char *sql, uint64_t *count)
{
	int64_t number;

	if (db_number(store->db, sql, &number))
		return -1;
	*count = (uint64_t)number;
	return 0;
}

/* Run a statement with (sensor, seconds) as ?1 and ?2. */
static int import_run(struct store_import *import, const char *sql)
{
	sqlite3_stmt *s = db_prepare(import->store->db, sql);

	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, import->sensor);
	sqlite3_bind_int64(s, 2, import->seconds);
	return db_run_once(import->store->db, s);
}

/* Rows that have expired would be deleted, and could be imported again. */
static int drop_expired(struct store_import *import, uint64_t *expired)
{
	if (read_count(import->store, "SELECT coalesce(sum(n), 0) FROM temp.staged WHERE start < (SELECT since FROM kept WHERE level = 'day')",
		       expired))
		return -1;
	return db_exec(import->store->db, "DELETE FROM temp.staged WHERE start < (SELECT since FROM kept WHERE level = 'day'); DELETE FROM temp.watched WHERE start < (SELECT since FROM kept WHERE level = 'day')");
}

/* Of known rows only those remain of which this file has more duplicates. */
static int drop_known(struct store_import *import)
{
	return import_run(import, "UPDATE temp.staged SET n = n - times FROM imported AS i WHERE i.start = staged.start AND i.sensor = ?1 AND i.hash = staged.hash") ||
	       db_exec(import->store->db, "DELETE FROM temp.staged WHERE n <= 0") ?
		-1 : 0;
}

#define REASON_CASE(sym, num, class, name, text)	" WHEN " #num " THEN " \
	CLASS_NUMBER_##class
/* Numbers as text, because the preprocessor cannot evaluate an enum. */
#define CLASS_NUMBER_OTHER	"0"
#define CLASS_NUMBER_REQUEST	"1"
#define CLASS_NUMBER_RESPONSE	"2"
#define CLASS_NUMBER_SIGNATURE	"3"
#define CLASS_NUMBER_PINGPONG	"4"
#define CLASS_NUMBER_OVERFLOW	"5"
#define CLASS_NUMBER_SLAMMER	"6"

static int sum_up(struct store_import *import)
{
	return import_run(import, "INSERT INTO temp.grown SELECT at - at % ?2 AS slot, address, inside, direction, reason, verdict, CASE reason" SLAMMER_REASONS(REASON_CASE) " END, min(at), max(at), sum(n * packets), sum(n * bytes), targets_of(reason, target) FROM temp.staged WHERE ?1 >= 0 GROUP BY slot, address, inside, direction, reason, verdict");
}

/* SQL aggregate targets_of(REASON, TARGET): bitmap of the targets of attacks. */
static void add_target(sqlite3_context *context, int count,
		       sqlite3_value **values)
{
	uint64_t *bitmap = sqlite3_aggregate_context(context, sizeof(*bitmap));
	int reason = sqlite3_value_int(values[0]);
	unsigned int class = reason_class((unsigned int)reason);

	if (bitmap && class >= CLASS_SIGNATURE && class < CLASS_SLAMMER &&
	    sqlite3_value_bytes(values[1]) == 16)
		*bitmap |= sketch_target(sketch_hash(
			address_load(sqlite3_value_blob(values[1]))));
}

/* SQL aggregate all_targets(BITMAP): their union. */
static void add_bitmap(sqlite3_context *context, int count,
		       sqlite3_value **values)
{
	uint64_t *bitmap = sqlite3_aggregate_context(context, sizeof(*bitmap));

	if (bitmap)
		*bitmap |= (uint64_t)sqlite3_value_int64(values[0]);
}

static void end_bitmap(sqlite3_context *context)
{
	uint64_t *bitmap = sqlite3_aggregate_context(context, 0);

	sqlite3_result_int64(context, bitmap ? (int64_t)*bitmap : 0);
}

static int make_aggregates(struct store *store)
{
	sqlite3 *handle = store->db->handle;

	if (sqlite3_create_function(handle, "targets_of", 2, SQLITE_UTF8, NULL,
				    NULL, add_target, end_bitmap) ||
	    sqlite3_create_function(handle, "all_targets", 1, SQLITE_UTF8, NULL,
				    NULL, add_bitmap, end_bitmap))
		return db_fail_sql(store->db);
	return 0;
}

int import_filter(struct store_import *import, struct store_imported *result)
{
	struct store *store = import->store;
	uint64_t all = 0;

	if (make_aggregates(store) ||
	    drop_expired(import, &result->expired) ||
	    read_count(store, "SELECT coalesce(sum(n), 0) FROM temp.staged", &all) ||
	    drop_known(import) ||
	    read_count(store, "SELECT coalesce(sum(n), 0) FROM temp.staged",
		       &result->rows) ||
	    sum_up(import) ||
	    read_count(store, "SELECT coalesce(sum(packets), 0) FROM temp.grown",
		       &result->packets) ||
	    read_count(store, "SELECT count(DISTINCT address) FROM temp.grown",
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
	sqlite3_stmt *s = level_prepare(import->store, level, sql);

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

	if (!s)
		return -1;
	return db_run_once(import->store->db, s);
}

/* The sensor watched between any two rows that are at most a day apart. */
static int fill_gaps(struct store_import *import)
{
	return import_run(import, "INSERT OR IGNORE INTO temp.watched WITH RECURSIVE gap(start, until) AS (SELECT start + ?2, next FROM (SELECT start, lead(start) OVER (ORDER BY start) AS next FROM temp.watched) WHERE ?1 AND next > start + ?2 AND next <= start + 86400 UNION ALL SELECT start + ?2, until FROM gap WHERE start + ?2 < until) SELECT start FROM gap");
}

/* Nothing is written where a level is not retained any more. */
static int write_windows(struct store_import *import, enum level level)
{
	return run_level(import, level, "INSERT INTO @ (sensor, start, seconds, since, taken, generation, digest, untracked, evicted) SELECT ?1, slot, ?2, min(start), max(start) + ?3, 0, " NO_DIGEST ", 0, 0 FROM (SELECT start, start - start % ?2 AS slot FROM temp.watched) WHERE slot >= (SELECT since FROM kept WHERE level = '@') GROUP BY slot ON CONFLICT DO UPDATE SET since = min(since, excluded.since), taken = max(taken, excluded.taken), bounded = 0");
}

/* The window of the level that a row of grown is in: "g" and "w". */
#define GROWN_IN_LEVEL \
	"FROM temp.grown AS g JOIN @ AS w ON w.sensor = ?1 AND " \
	"w.seconds = ?2 AND w.start = g.start - g.start % ?2"

static int copy_counters(struct store *store, sqlite3_stmt *from,
			 sqlite3_stmt *to)
{
	int ret;

	while ((ret = db_step(store->db, from)) > 0) {
		sqlite3_bind_int64(to, 1, sqlite3_column_int64(from, 0));
		db_bind_text(to, 2, direction_name((unsigned int)
				sqlite3_column_int(from, 1)));
		db_bind_text(to, 3, reason_name((unsigned int)
						sqlite3_column_int(from, 2)));
		db_bind_text(to, 4, verdict_name((unsigned int)
				sqlite3_column_int(from, 3)));
		sqlite3_bind_int64(to, 5, sqlite3_column_int64(from, 4));
		sqlite3_bind_int64(to, 6, sqlite3_column_int64(from, 5));
		if (db_run(store->db, to))
			return -1;
	}
	return ret;
}

static int write_counters(struct store_import *import, enum level level)
{
	sqlite3_stmt *from, *to;
	int ret = -1;

	from = prepare_level(import, level, "SELECT w.id, direction, reason, verdict, sum(packets), sum(bytes) " GROWN_IN_LEVEL " GROUP BY w.id, direction, reason, verdict");
	to = level_prepare(import->store, level, "INSERT INTO @_counter VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET packets = packets + excluded.packets, bytes = bytes + excluded.bytes");
	if (from && to)
		ret = copy_counters(import->store, from, to);
	sqlite3_finalize(from);
	sqlite3_finalize(to);
	return ret;
}

#define CLASS_PICK(sym, num, name, text) \
	", sum(packets * (class = " #num "))"

static int write_sources(struct store_import *import, enum level level)
{
	return run_level(import, level, "INSERT INTO @_source (window, address, inside, interface, first, last, bytes, constituent" SLAMMER_CLASSES(CLASS_COLUMN) ", targets) SELECT w.id, address, inside, '', min(first), max(last), sum(bytes), (SELECT id FROM constituent WHERE name = owner_of(address))" SLAMMER_CLASSES(CLASS_PICK) ", all_targets(targets) " GROWN_IN_LEVEL " GROUP BY g.start - g.start % ?2, address, inside ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last), bytes = bytes + excluded.bytes, constituent = coalesce(excluded.constituent, constituent), targets = targets | excluded.targets" SLAMMER_CLASSES(CLASS_ADD));
}

/* SQL function owner_of(ADDRESS): name of the constituent that has it, or NULL. */
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

	if (sqlite3_create_function(store->db->handle, "owner_of", 1, SQLITE_UTF8, store,
				    owner_of, NULL, NULL) != SQLITE_OK)
		return db_fail_sql(store->db);
	if (!store->constituent)
		return 0;
	return db_exec(store->db, "INSERT OR IGNORE INTO constituent (name) SELECT DISTINCT owner_of(address) AS owner FROM (SELECT DISTINCT address FROM temp.grown) WHERE owner IS NOT NULL");
}

/* Sketches of one hour or day: [inside][targets]. */
struct period {
	int64_t start;
	struct store_sketch sketch[2][2];
};

static void begin_period(struct period *period, int64_t start)
{
	int inside, targets;

	memset(period, 0, sizeof(*period));
	period->start = start;
	for (inside = 0; inside < 2; inside++)
		for (targets = 0; targets < 2; targets++) {
			period->sketch[inside][targets].inside = (uint8_t)inside;
			period->sketch[inside][targets].targets = (uint8_t)targets;
		}
}

/* The window's row: 1, 0 if that level is not retained any more, or -1. */
static int find_window(struct store_import *import, enum level level,
		       int64_t start, int64_t *id)
{
	sqlite3_stmt *s;
	int ret;

	s = level_prepare(import->store, level, "SELECT id FROM @ WHERE sensor = ?1 AND start = ?2 AND seconds = ?3");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, import->sensor);
	sqlite3_bind_int64(s, 2, start);
	sqlite3_bind_int64(s, 3, level == LEVEL_HOUR ? HOUR : DAY);
	ret = db_step(import->store->db, s);
	if (ret > 0)
		*id = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret;
}

static int write_period(struct store_import *import, enum level level,
			const struct period *period)
{
	int64_t id;
	int i, ret;

	if (period->start < 0)
		return 0;
	ret = find_window(import, level, period->start, &id);
	for (i = 0; ret > 0 && i < 4; i++)
		if (sketch_write(import->store, level, id,
				 &period->sketch[i / 2][i % 2]))
			return -1;
	return ret < 0 ? -1 : 0;
}

/* Columns from 1 on: address, inside, target. */
static void add_row(struct period *period, sqlite3_stmt *s)
{
	struct store_sketch *side = period->sketch[sqlite3_column_int(s, 2) != 0];

	sketch_add(side[0].registers, sketch_hash(db_column_address(s, 1)));
	if (sqlite3_column_type(s, 3) != SQLITE_NULL)
		sketch_add(side[1].registers,
			   sketch_hash(db_column_address(s, 3)));
}

static int fill_sketches(struct store_import *import, sqlite3_stmt *s)
{
	struct period hour, day;
	int64_t start;
	int ret;

	begin_period(&hour, -1);
	begin_period(&day, -1);
	while ((ret = db_step(import->store->db, s)) > 0) {
		if (!reason_is_attack((unsigned int)sqlite3_column_int(s, 4)))
			continue;
		start = sqlite3_column_int64(s, 0);
		if (start != hour.start) {
			if (write_period(import, LEVEL_HOUR, &hour))
				return -1;
			begin_period(&hour, start);
		}
		if (start - start % DAY != day.start) {
			if (write_period(import, LEVEL_DAY, &day))
				return -1;
			begin_period(&day, start - start % DAY);
		}
		add_row(&hour, s);
		add_row(&day, s);
	}
	if (ret || write_period(import, LEVEL_HOUR, &hour))
		return -1;
	return write_period(import, LEVEL_DAY, &day);
}

static int import_sketches(struct store_import *import)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(import->store->db, "SELECT start, address, inside, target, reason FROM temp.staged ORDER BY start");
	if (!s)
		return -1;
	ret = fill_sketches(import, s);
	sqlite3_finalize(s);
	return ret;
}

static int write_level(struct store_import *import, enum level level)
{
	if (write_windows(import, level) || write_counters(import, level))
		return -1;
	return write_sources(import, level);
}

int import_apply(struct store_import *import)
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
