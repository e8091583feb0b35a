// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sketches.c - HyperLogLog registers: estimates that the size of tables does not limit
 *
 * The union of two sketches is the maximum of each register. So hours and days are
 * updated with each window, and writing a window twice changes nothing.
 */
#include <string.h>

#include "internal.h"

static const char *what_name(bool targets)
{
	return targets ? "targets" : "sources";
}

static bool is_empty(const uint8_t registers[NFSL_SKETCH_SIZE])
{
	return !registers[0] &&
	       !memcmp(registers, registers + 1, NFSL_SKETCH_SIZE - 1);
}

/* Merge the registers of a row into @registers. */
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
	db_bind_text(s, 3, what_name(targets));
}

int sketch_write(struct store *store, enum level level, int64_t window,
		 const struct store_sketch *sketch)
{
	uint8_t registers[NFSL_SKETCH_SIZE];
	sqlite3_stmt *s;
	int ret;

	/* A quiet hour has no row. */
	if (is_empty(sketch->registers))
		return 0;
	memcpy(registers, sketch->registers, sizeof(registers));
	s = level_prepare(store, level, "SELECT registers FROM @_sketch WHERE window = ?1 AND inside = ?2 AND what = ?3");
	if (!s)
		return -1;
	bind_key(s, window, sketch->inside, sketch->targets);
	ret = db_step(store->db, s);
	if (ret > 0)
		merge_row(s, registers);
	sqlite3_finalize(s);
	if (ret < 0)
		return -1;
	s = level_prepare(store, level, "INSERT OR REPLACE INTO @_sketch VALUES (?1, ?2, ?3, ?4)");
	if (!s)
		return -1;
	bind_key(s, window, sketch->inside, sketch->targets);
	sqlite3_bind_blob(s, 4, registers, sizeof(registers), SQLITE_STATIC);
	return db_run_once(store->db, s);
}

int record_sketches(struct record *record)
{
	const struct store_snapshot *snapshot = record->snapshot;
	const struct store_sketch *sketch;
	size_t i;
	int level;

	for (i = 0; i < snapshot->n_sketches; i++) {
		sketch = &snapshot->sketches[i];
		for (level = LEVEL_HOUR; level <= LEVEL_DAY; level++)
			if (sketch_write(record->store, level,
					 record->window[level], sketch))
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
	if (level_finest(store, range->from, &level))
		return -1;
	/* Windows have no sketches of their own. */
	if (level == LEVEL_WINDOW)
		level = LEVEL_HOUR;
	s = level_prepare_range(store, level, "SELECT registers FROM @ AS w JOIN @_sketch AS s ON s.window = w.id WHERE inside = ?4 AND what = ?5 AND " IN_RANGE, range);
	if (!s)
		return -1;
	sqlite3_bind_int(s, 4, inside);
	db_bind_text(s, 5, what_name(targets));
	while ((ret = db_step(store->db, s)) > 0)
		merge_row(s, registers);
	sqlite3_finalize(s);
	return ret;
}
