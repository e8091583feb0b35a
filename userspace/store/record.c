// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record.c - record a window: from the kernel's cumulative counters, exactly once
 *
 * One transaction takes the write lock first, so the last snapshot cannot change
 * between comparison and write, and a process that dies leaves the store as it was.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/names.h"
#include "internal.h"

int record_stale(struct record *record, const char *what)
{
	db_fail(record->store->db, "%s: %s of sensor %s shrank within epoch %016" PRIx64 ": this snapshot is older than the last one recorded",
		record->store->db->path, what, record->name,
		record->snapshot->epoch);
	return -ESTALE;
}

/* The sensor's last snapshot; if it is of another epoch, only that there is one. */
static int load_state(struct record *record)
{
	struct store *store = record->store;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(store->db, "SELECT taken_ns, untracked, evicted, epoch = ?2 FROM state WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	db_bind_hex(s, 2, record->snapshot->epoch);
	ret = db_step(store->db, s);
	if (ret > 0) {
		record->since = sqlite3_column_int64(s, 0) / NS_PER_SECOND;
		record->same_epoch = sqlite3_column_int(s, 3) != 0;
		record->other_epoch = !record->same_epoch;
	}
	if (record->same_epoch) {
		record->untracked = (uint64_t)sqlite3_column_int64(s, 1);
		record->evicted = (uint64_t)sqlite3_column_int64(s, 2);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

/*
 * Counters of a new epoch start at 0, so the state of the previous one is deleted.
 * An epoch never returns once another followed it. If one does, two routers write
 * under the same name, and each change would count the whole past again.
 */
static int begin_epoch(struct record *record)
{
	static const char *const forget[] = {
		"DELETE FROM state_counter WHERE sensor = ?1",
		"DELETE FROM state_source WHERE sensor = ?1",
		"DELETE FROM state_stays WHERE sensor = ?1",
	};
	struct store *store = record->store;
	sqlite3_stmt *s;
	size_t i;

	s = db_prepare(store->db, "INSERT OR IGNORE INTO epoch VALUES (?1, ?2)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	db_bind_hex(s, 2, record->snapshot->epoch);
	if (db_run_once(store->db, s))
		return -1;
	if (!sqlite3_changes(store->db->handle)) {
		db_fail(store->db, "%s: sensor %s is back at epoch %016" PRIx64 ", which another epoch has followed: do two routers use this name?",
			store->db->path, record->name, record->snapshot->epoch);
		return -ESTALE;
	}
	for (i = 0; i < sizeof(forget) / sizeof(forget[0]); i++) {
		s = db_prepare(store->db, forget[i]);
		if (!s)
			return -1;
		sqlite3_bind_int64(s, 1, record->sensor);
		if (db_run_once(store->db, s))
			return -1;
	}
	return 0;
}

static int write_state(struct record *record)
{
	const struct store_snapshot *snapshot = record->snapshot;
	sqlite3_stmt *s;

	s = db_prepare(record->store->db, "INSERT OR REPLACE INTO state VALUES (?1, ?2, ?3, ?4, ?5)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	db_bind_hex(s, 2, snapshot->epoch);
	sqlite3_bind_int64(s, 3, (int64_t)snapshot->taken_ns);
	sqlite3_bind_int64(s, 4, (int64_t)snapshot->untracked);
	sqlite3_bind_int64(s, 5, (int64_t)snapshot->evicted);
	return db_run_once(record->store->db, s);
}

/* The window, or the hour or day in which it begins. */
static int write_window(struct record *record, enum level level,
			int64_t start, unsigned int seconds)
{
	const struct store_snapshot *snapshot = record->snapshot;
	sqlite3_stmt *s;
	int ret;

	s = level_prepare(record->store, level, "INSERT INTO @ (sensor, start, seconds, since, taken, generation, digest, untracked, evicted, span) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO UPDATE SET taken = max(taken, excluded.taken), generation = excluded.generation, digest = excluded.digest, untracked = untracked + excluded.untracked, evicted = evicted + excluded.evicted, bounded = 0 RETURNING id");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	sqlite3_bind_int64(s, 2, start);
	sqlite3_bind_int64(s, 3, seconds);
	sqlite3_bind_int64(s, 4, record->since);
	sqlite3_bind_int64(s, 5, (int64_t)(snapshot->taken_ns / NS_PER_SECOND));
	sqlite3_bind_int64(s, 6, snapshot->generation);
	db_bind_hex(s, 7, snapshot->digest);
	sqlite3_bind_int64(s, 8,
			   (int64_t)(snapshot->untracked - record->untracked));
	sqlite3_bind_int64(s, 9, (int64_t)(snapshot->evicted - record->evicted));
	sqlite3_bind_int(s, 10, record->span);
	ret = db_step(record->store->db, s);
	if (ret > 0)
		record->window[level] = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret > 0 ? 0 : -1;
}

/* How many packets were counted since the last snapshot. */
static int count_grown(struct record *record, uint64_t *grown)
{
	const struct store_snapshot *snapshot = record->snapshot;
	sqlite3_stmt *s;
	size_t i;
	int ret;

	*grown = 0;
	for (i = 0; i < snapshot->n_counters; i++)
		*grown += snapshot->counters[i].packets;
	if (!record->same_epoch)
		return 0;
	s = db_prepare(record->store->db, "SELECT coalesce(sum(packets), 0) FROM state_counter WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	ret = db_step(record->store->db, s);
	if (ret > 0)
		*grown -= (uint64_t)sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret > 0 ? 0 : -1;
}

/*
 * Is it a span? Without packets there is nothing that could be taken for a rate. A part
 * of the window before this one, as after a restart of the daemon, is counted as time
 * of this window.
 */
static int find_span(struct record *record)
{
	uint64_t grown = 0;

	if (record->since && record->since >= record->start - (int64_t)record->seconds)
		return 0;
	if (count_grown(record, &grown))
		return -1;
	record->span = grown != 0;
	return 0;
}

static int write_windows(struct record *record)
{
	int64_t start = record->start;

	if (write_window(record, LEVEL_WINDOW, start, record->seconds) ||
	    write_window(record, LEVEL_HOUR, start - start % HOUR, HOUR))
		return -1;
	return write_window(record, LEVEL_DAY, start - start % DAY, DAY);
}

/* Counters by their numbers, either as last recorded or as in the snapshot. */
struct counter_table {
	uint64_t packets[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	uint64_t bytes[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	bool present[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
};

static int load_counters(struct record *record, struct counter_table *table)
{
	struct store *store = record->store;
	sqlite3_stmt *s;
	int ret;

	memset(table, 0, sizeof(*table));
	if (!record->same_epoch)
		return 0;
	s = db_prepare(store->db, "SELECT direction, reason, verdict, packets, bytes FROM state_counter WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	while ((ret = db_step(store->db, s)) > 0) {
		int d = direction_number((const char *)sqlite3_column_text(s, 0));
		int r = reason_number((const char *)sqlite3_column_text(s, 1));
		int v = verdict_number((const char *)sqlite3_column_text(s, 2));

		if (d < 0 || r < 0 || v < 0) {
			ret = store_fail_unknown_counter(store);
			break;
		}
		table->packets[d][r][v] = (uint64_t)sqlite3_column_int64(s, 3);
		table->bytes[d][r][v] = (uint64_t)sqlite3_column_int64(s, 4);
	}
	sqlite3_finalize(s);
	return ret;
}

static int check_counter(struct record *record, struct counter_table *now,
			 const struct store_counter *c)
{
	struct store *store = record->store;

	if (c->direction >= DIRECTION_COUNT || c->verdict >= VERDICT_COUNT ||
	    !reason_known(c->reason))
		return db_refuse(store->db, "%s: unknown counter in the snapshot (direction %u, reason %u, verdict %u)",
			       store->db->path, c->direction, c->reason,
			       c->verdict);
	if (now->present[c->direction][c->reason][c->verdict])
		return db_refuse(store->db, "%s: duplicate counter %s %s %s in the snapshot",
			       store->db->path, direction_name(c->direction),
			       reason_name(c->reason),
			       verdict_name(c->verdict));
	if (c->packets > INT64_MAX || c->bytes > INT64_MAX)
		return db_refuse(store->db, "%s: the counter %s %s %s is too large to be stored",
			       store->db->path, direction_name(c->direction),
			       reason_name(c->reason),
			       verdict_name(c->verdict));
	return 0;
}

static int snapshot_counters(struct record *record, struct counter_table *now)
{
	const struct store_snapshot *snapshot = record->snapshot;
	const struct store_counter *c;
	size_t i;

	memset(now, 0, sizeof(*now));
	for (i = 0; i < snapshot->n_counters; i++) {
		c = &snapshot->counters[i];
		if (check_counter(record, now, c))
			return -1;
		now->present[c->direction][c->reason][c->verdict] = true;
		now->packets[c->direction][c->reason][c->verdict] = c->packets;
		now->bytes[c->direction][c->reason][c->verdict] = c->bytes;
	}
	return 0;
}

static int write_counter(struct record *record, sqlite3_stmt *s, int64_t key,
			 const unsigned int drv[3], uint64_t packets,
			 uint64_t bytes)
{
	sqlite3_bind_int64(s, 1, key);
	db_bind_text(s, 2, direction_name(drv[0]));
	db_bind_text(s, 3, reason_name(drv[1]));
	db_bind_text(s, 4, verdict_name(drv[2]));
	sqlite3_bind_int64(s, 5, (int64_t)packets);
	sqlite3_bind_int64(s, 6, (int64_t)bytes);
	return db_run(record->store->db, s);
}

/* Statements for a counter: its growth into each level, its value into the state. */
struct counter_writer {
	sqlite3_stmt *window[LEVEL_COUNT];
	sqlite3_stmt *state;
};

/* @drv: direction, reason, verdict */
static int record_counter(struct record *record,
			  const struct counter_writer *to,
			  const struct counter_table *was,
			  const struct counter_table *now,
			  const unsigned int drv[3])
{
	uint64_t old_packets = was->packets[drv[0]][drv[1]][drv[2]];
	uint64_t old_bytes = was->bytes[drv[0]][drv[1]][drv[2]];
	uint64_t packets = now->packets[drv[0]][drv[1]][drv[2]];
	uint64_t bytes = now->bytes[drv[0]][drv[1]][drv[2]];
	int level;

	if (packets < old_packets || bytes < old_bytes)
		return record_stale(record, "a counter");
	if (packets == old_packets && bytes == old_bytes)
		return 0;
	for (level = 0; level < LEVEL_COUNT; level++)
		if (write_counter(record, to->window[level],
				  record->window[level], drv,
				  packets - old_packets, bytes - old_bytes))
			return -1;
	return write_counter(record, to->state, record->sensor, drv, packets,
			     bytes);
}

static int prepare_counters(struct store *store, struct counter_writer *to)
{
	bool good;
	int level;

	to->state = db_prepare(store->db, "INSERT INTO state_counter VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET packets = excluded.packets, bytes = excluded.bytes");
	good = to->state != NULL;
	for (level = 0; level < LEVEL_COUNT; level++) {
		to->window[level] = level_prepare(store, level, "INSERT INTO @_counter VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET packets = packets + excluded.packets, bytes = bytes + excluded.bytes");
		good = good && to->window[level];
	}
	return good ? 0 : -1;
}

static void finalize_counters(struct counter_writer *to)
{
	int level;

	for (level = 0; level < LEVEL_COUNT; level++)
		sqlite3_finalize(to->window[level]);
	sqlite3_finalize(to->state);
}

static int record_counters(struct record *record)
{
	struct counter_table was, now;
	unsigned int drv[3];
	struct counter_writer to;
	int ret;

	if (load_counters(record, &was) || snapshot_counters(record, &now))
		return -1;
	ret = prepare_counters(record->store, &to);
	for (drv[0] = 0; drv[0] < DIRECTION_COUNT; drv[0]++)
		for (drv[1] = 0; drv[1] < REASON_COUNT; drv[1]++)
			for (drv[2] = 0; !ret && drv[2] < VERDICT_COUNT; drv[2]++)
				ret = record_counter(record, &to, &was, &now,
						     drv);
	finalize_counters(&to);
	return ret;
}

static int record_all(struct record *record)
{
	const struct store_snapshot *snapshot = record->snapshot;
	int ret;

	if (record_sensor(record) || load_state(record))
		return -1;
	if (!record->same_epoch) {
		ret = begin_epoch(record);
		if (ret)
			return ret;
	}
	if (snapshot->untracked < record->untracked)
		return record_stale(record, "the number of untracked packets");
	if (snapshot->evicted < record->evicted)
		return record_stale(record, "the number of evicted sources");
	if (record_gaps(record) || find_span(record) || write_windows(record))
		return -1;
	ret = record_counters(record);
	if (!ret)
		ret = record_sources(record);
	if (!ret)
		ret = record_sketches(record);
	return ret ? ret : write_state(record);
}

static int check_arguments(struct store *store, const char *sensor,
			   int64_t start, unsigned int seconds,
			   const struct store_snapshot *snapshot)
{
	if (!*sensor || strlen(sensor) >= STORE_SENSOR_MAX)
		return db_refuse(store->db, "the name of a sensor has 1 to %d bytes",
			       STORE_SENSOR_MAX - 1);
	if (!seconds || start < 0 || start % seconds)
		return db_refuse(store->db, "a window of %u s cannot start at %" PRId64,
			       seconds, start);
	if (snapshot->taken_ns > INT64_MAX || snapshot->since_ns > INT64_MAX ||
	    snapshot->untracked > INT64_MAX ||
	    snapshot->evicted > INT64_MAX)
		return db_refuse(store->db, "a number in the snapshot is too large to be stored");
	return 0;
}

int store_record(struct store *store, const char *sensor, int64_t start,
		 unsigned int seconds, const struct store_snapshot *snapshot)
{
	struct record record = {
		.store = store, .snapshot = snapshot, .name = sensor,
		.start = start, .seconds = seconds,
	};
	int ret;

	if (check_arguments(store, sensor, start, seconds, snapshot))
		return -1;
	if (db_exec(store->db, "BEGIN IMMEDIATE"))
		return -1;
	ret = db_end(store->db, record_all(&record));
	if (!ret) {
		store->recorded.periods += record.gaps.periods;
		store->recorded.packets += record.gaps.packets;
	}
	return ret;
}
