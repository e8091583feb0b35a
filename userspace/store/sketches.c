// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sketches.c - registers of estimators: how many attacked, whatever tables hold
 *
 * The larger one of two registers has seen what both have seen, so hours and days
 * take in windows as they come, and writing one twice changes nothing.
 */
#include <string.h>

#include "db/sqlite.h"

static const char *what_name(bool targets)
{
	return targets ? "targets" : "sources";
}

static bool is_empty(const uint8_t registers[NFSL_SKETCH_SIZE])
{
	return !registers[0] &&
	       !memcmp(registers, registers + 1, NFSL_SKETCH_SIZE - 1);
}

/* What a row of them has, into @registers. */
static void merge_row(sqlite3_stmt *s, uint8_t registers[NFSL_SKETCH_SIZE])
{
	const void *blob = sqlite3_column_blob(s, 0);

	if (blob && sqlite3_column_bytes(s, 0) == NFSL_SKETCH_SIZE)
		sketch_merge(registers, blob, NFSL_SKETCH_SIZE);
}

static void bind_key(sqlite3_stmt *s, int64_t window, bool inside, bool targets)
{
	sqlite3_bind_int64(s, 1, window);
	sqlite3_bind_int(s, 2, inside);
	sql_bind_name(s, 3, what_name(targets));
}

int sketch_write(struct store *store, enum level level, int64_t window,
		 const struct store_sketch *sketch)
{
	uint8_t registers[NFSL_SKETCH_SIZE];
	sqlite3_stmt *s;
	int ret;

	/* A quiet hour has none. */
	if (is_empty(sketch->registers))
		return 0;
	memcpy(registers, sketch->registers, sizeof(registers));
	s = sql_prepare_level(store, level, "SELECT registers FROM @_sketch WHERE window = ?1 AND inside = ?2 AND what = ?3");
	if (!s)
		return -1;
	bind_key(s, window, sketch->inside, sketch->targets);
	ret = sql_step(store, s);
	if (ret > 0)
		merge_row(s, registers);
	sqlite3_finalize(s);
	if (ret < 0)
		return -1;
	s = sql_prepare_level(store, level, "INSERT OR REPLACE INTO @_sketch VALUES (?1, ?2, ?3, ?4)");
	if (!s)
		return -1;
	bind_key(s, window, sketch->inside, sketch->targets);
	sqlite3_bind_blob(s, 4, registers, sizeof(registers), SQLITE_STATIC);
	ret = sql_run(store, s);
	sqlite3_finalize(s);
	return ret;
}

int record_sketches(struct account *account)
{
	const struct store_snapshot *snapshot = account->snapshot;
	const struct store_sketch *sketch;
	size_t i;
	int level;

	for (i = 0; i < snapshot->n_sketches; i++) {
		sketch = &snapshot->sketches[i];
		for (level = LEVEL_HOUR; level <= LEVEL_DAY; level++)
			if (sketch_write(account->store, level,
					 account->window[level], sketch))
				return -1;
	}
	return 0;
}

int sketch_read(struct store *store, const struct store_range *range,
		bool inside, bool targets, uint8_t registers[NFSL_SKETCH_SIZE])
{
	enum level level;
	sqlite3_stmt *s;
	int ret;

	memset(registers, 0, NFSL_SKETCH_SIZE);
	if (sql_find_level(store, range->from, &level))
		return -1;
	/* Windows have none of their own. */
	if (level == LEVEL_WINDOW)
		level = LEVEL_HOUR;
	s = sql_prepare_range_of(store, level, "SELECT registers FROM @ AS w JOIN @_sketch AS s ON s.window = w.id WHERE inside = ?4 AND what = ?5 AND " IN_RANGE, range);
	if (!s)
		return -1;
	sqlite3_bind_int(s, 4, inside);
	sql_bind_name(s, 5, what_name(targets));
	while ((ret = sql_step(store, s)) > 0)
		merge_row(s, registers);
	sqlite3_finalize(s);
	return ret;
}
