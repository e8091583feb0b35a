// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * import_sketches.c - the registers of estimators, as a kernel would have filled them
 *
 * Rows come by the hour; the day's registers are those of its hours together.
 */
#include <string.h>

#include "import_parts.h"

/* Of one hour or day: by side, of sources and of targets. */
struct spell {
	int64_t start;
	struct store_sketch sketch[2][2];
};

static void begin(struct spell *spell, int64_t start)
{
	int inside, targets;

	memset(spell, 0, sizeof(*spell));
	spell->start = start;
	for (inside = 0; inside < 2; inside++)
		for (targets = 0; targets < 2; targets++) {
			spell->sketch[inside][targets].inside = (uint8_t)inside;
			spell->sketch[inside][targets].targets = (uint8_t)targets;
		}
}

/* The window's row: 1, 0 if that level is no longer kept, or -1. */
static int find_window(struct store_import *import, enum level level,
		       int64_t start, int64_t *id)
{
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare_level(import->store, level, "SELECT id FROM @ WHERE sensor = ?1 AND start = ?2 AND seconds = ?3");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, import->sensor);
	sqlite3_bind_int64(s, 2, start);
	sqlite3_bind_int64(s, 3, level == LEVEL_HOUR ? HOUR : DAY);
	ret = sql_step(import->store, s);
	if (ret > 0)
		*id = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret;
}

static int write_spell(struct store_import *import, enum level level,
		       const struct spell *spell)
{
	int64_t id;
	int i, ret;

	if (spell->start < 0)
		return 0;
	ret = find_window(import, level, spell->start, &id);
	for (i = 0; ret > 0 && i < 4; i++)
		if (sketch_write(import->store, level, id,
				 &spell->sketch[i / 2][i % 2]))
			return -1;
	return ret < 0 ? -1 : 0;
}

/* Columns from 1 on: address, inside, target. */
static void add(struct spell *spell, sqlite3_stmt *s)
{
	struct store_sketch *side = spell->sketch[sqlite3_column_int(s, 2) != 0];

	sketch_add(side[0].registers, sketch_hash(sql_column_address(s, 1)));
	if (sqlite3_column_type(s, 3) != SQLITE_NULL)
		sketch_add(side[1].registers,
			   sketch_hash(sql_column_address(s, 3)));
}

static int walk(struct store_import *import, sqlite3_stmt *s)
{
	struct spell hour, day;
	int64_t start;
	int ret;

	begin(&hour, -1);
	begin(&day, -1);
	while ((ret = sql_step(import->store, s)) > 0) {
		if (!reason_is_attack((unsigned int)sqlite3_column_int(s, 4)))
			continue;
		start = sqlite3_column_int64(s, 0);
		if (start != hour.start) {
			if (write_spell(import, LEVEL_HOUR, &hour))
				return -1;
			begin(&hour, start);
		}
		if (start - start % DAY != day.start) {
			if (write_spell(import, LEVEL_DAY, &day))
				return -1;
			begin(&day, start - start % DAY);
		}
		add(&hour, s);
		add(&day, s);
	}
	if (ret || write_spell(import, LEVEL_HOUR, &hour))
		return -1;
	return write_spell(import, LEVEL_DAY, &day);
}

int import_sketches(struct store_import *import)
{
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(import->store, "SELECT start, address, inside, target, reason FROM temp.staged ORDER BY start");
	if (!s)
		return -1;
	ret = walk(import, s);
	sqlite3_finalize(s);
	return ret;
}
