// SPDX-License-Identifier: GPL-2.0-or-later
/* query.c - sums, distinct sources, windows and sensors of a range */
#include <string.h>

#include "common/estimate.h"
#include "common/names.h"
#include "internal.h"

/* Direction, reason and verdict from their names in the columns from @i on. */
static int read_names(struct store *store, sqlite3_stmt *s, int i,
		      struct store_sum *sum)
{
	int direction, reason, verdict;

	direction = direction_number((const char *)sqlite3_column_text(s, i));
	reason = reason_number((const char *)sqlite3_column_text(s, i + 1));
	verdict = verdict_number((const char *)sqlite3_column_text(s, i + 2));
	if (direction < 0 || reason < 0 || verdict < 0)
		return store_fail_unknown_counter(store);
	sum->direction = (uint8_t)direction;
	sum->reason = (uint8_t)reason;
	sum->verdict = (uint8_t)verdict;
	return 0;
}

/* In the order of numbers, which SQL cannot give: the columns are names. */
static void report_sums(const struct store_sum *sums, size_t count,
			store_sum_fn fn, void *arg)
{
	unsigned int key, wanted;
	size_t i;

	for (wanted = 0; wanted < DIRECTION_COUNT * REASON_COUNT * VERDICT_COUNT;
	     wanted++) {
		for (i = 0; i < count; i++) {
			key = (sums[i].direction * REASON_COUNT +
			       sums[i].reason) * VERDICT_COUNT +
			      sums[i].verdict;
			if (key == wanted && fn(&sums[i], arg))
				return;
		}
	}
}

int store_sums(struct store *store, const struct store_range *range,
	       store_sum_fn fn, void *arg)
{
	struct store_sum sums[DIRECTION_COUNT * REASON_COUNT * VERDICT_COUNT];
	size_t count = 0;
	sqlite3_stmt *s;
	int ret;

	s = range_prepare(store, "SELECT direction, reason, verdict, sum(packets), sum(bytes) FROM @ AS w JOIN @_counter AS c ON c.window = w.id WHERE " IN_RANGE " GROUP BY direction, reason, verdict", range);
	if (!s)
		return -1;
	while ((ret = db_step(store->db, s)) > 0) {
		if (read_names(store, s, 0, &sums[count])) {
			ret = -1;
			break;
		}
		sums[count].packets = (uint64_t)sqlite3_column_int64(s, 3);
		sums[count].bytes = (uint64_t)sqlite3_column_int64(s, 4);
		count++;
	}
	sqlite3_finalize(s);
	if (!ret)
		report_sums(sums, count, fn, arg);
	return ret;
}

static void read_classes(sqlite3_stmt *s, int i, uint64_t packets[CLASS_COUNT])
{
	int c;

	for (c = 0; c < CLASS_COUNT; c++)
		packets[c] = (uint64_t)sqlite3_column_int64(s, i + c);
}

int store_estimates(struct store *store, const struct store_range *range,
		    bool inside, struct store_distinct *distinct)
{
	uint8_t registers[NFSL_SKETCH_SIZE];

	if (sketch_read(store, range, inside, false, registers))
		return -1;
	distinct->attackers_about = estimate_distinct(registers);
	if (sketch_read(store, range, inside, true, registers))
		return -1;
	distinct->targets_about = estimate_distinct(registers);
	return 0;
}

#define CLASS_HAS(sym, num, name, text) \
	", max(\"" name "\") > 0 AS \"" name "\""

int store_distinct(struct store *store, const struct store_range *range,
		   bool inside, struct store_distinct *distinct)
{
	sqlite3_stmt *s;
	int ret;

	s = range_prepare(store, "SELECT count(*), coalesce(sum(attacks), 0)" SLAMMER_CLASSES(CLASS_SUM) " FROM (SELECT max(" ATTACKS ") > 0 AS attacks" SLAMMER_CLASSES(CLASS_HAS) " FROM @ AS w JOIN @_source AS s ON s.window = w.id WHERE inside = ?4 AND " IN_RANGE " GROUP BY address)", range);
	if (!s)
		return -1;
	sqlite3_bind_int(s, 4, inside);
	ret = db_step(store->db, s);
	if (ret > 0) {
		distinct->sources = (uint64_t)sqlite3_column_int64(s, 0);
		distinct->attackers = (uint64_t)sqlite3_column_int64(s, 1);
		read_classes(s, 2, distinct->by_class);
	}
	sqlite3_finalize(s);
	return ret > 0 ? store_estimates(store, range, inside, distinct) : -1;
}

static void read_window(sqlite3_stmt *s, struct store_window *w)
{
	memset(w, 0, sizeof(*w));
	db_column_text(s, 1, w->sensor, sizeof(w->sensor));
	w->start = sqlite3_column_int64(s, 2);
	w->seconds = (unsigned int)sqlite3_column_int64(s, 3);
	w->since = sqlite3_column_int64(s, 4);
	w->taken = sqlite3_column_int64(s, 5);
	w->generation = (uint32_t)sqlite3_column_int64(s, 6);
	w->digest = db_column_hex(s, 7);
	w->untracked = (uint64_t)sqlite3_column_int64(s, 8);
	w->evicted = (uint64_t)sqlite3_column_int64(s, 9);
	w->sensor_id = sqlite3_column_int64(s, 14);
	w->span = sqlite3_column_int(s, 15) != 0;
}

/* A window has one row for each counter, or one row without a counter. */
static int walk_windows(struct store *store, sqlite3_stmt *s,
			store_window_fn fn, void *arg)
{
	struct store_window w;
	struct store_sum sum;
	uint64_t packets;
	int64_t id = 0;
	int ret;

	while ((ret = db_step(store->db, s)) > 0) {
		if (id != sqlite3_column_int64(s, 0)) {
			if (id && fn(&w, arg))
				return 0;
			id = sqlite3_column_int64(s, 0);
			read_window(s, &w);
		}
		if (sqlite3_column_type(s, 10) == SQLITE_NULL)
			continue;
		if (read_names(store, s, 10, &sum))
			return -1;
		packets = (uint64_t)sqlite3_column_int64(s, 13);
		w.packets[sum.direction][reason_class(sum.reason)] += packets;
		w.reasons[sum.direction][sum.reason] += packets;
	}
	if (!ret && id)
		fn(&w, arg);
	return ret;
}

int store_windows(struct store *store, const struct store_range *range,
		  store_window_fn fn, void *arg)
{
	sqlite3_stmt *s;
	int ret;

	s = range_prepare(store, "SELECT w.id, sensor.name, start, seconds, since, taken, generation, digest, untracked, evicted, direction, reason, verdict, packets, w.sensor, span FROM @ AS w JOIN sensor ON sensor.id = w.sensor LEFT JOIN @_counter AS c ON c.window = w.id WHERE " IN_RANGE " ORDER BY start, sensor.name, w.sensor, seconds, span", range);
	if (!s)
		return -1;
	ret = walk_windows(store, s, fn, arg);
	sqlite3_finalize(s);
	return ret;
}

int store_sensors(struct store *store, store_sensor_fn fn, void *arg)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(store->db, "SELECT name FROM sensor UNION SELECT name FROM sensor_name ORDER BY name");
	if (!s)
		return -1;
	while ((ret = db_step(store->db, s)) > 0) {
		if (fn((const char *)sqlite3_column_text(s, 0), arg)) {
			ret = 0;
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}
