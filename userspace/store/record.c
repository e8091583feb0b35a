// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * account.c - from the kernel's cumulative counters to windows, exactly once
 *
 * Everything happens in one transaction that takes the write lock first: what is
 * compared cannot change before what was found is written, and a process that
 * dies on the way leaves the store as it was.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/names.h"
#include "db/sqlite.h"

#define NS_PER_SECOND	1000000000

int record_stale(struct account *account, const char *what)
{
	store_fail(account->store, "%s: %s of sensor %s shrank within epoch %016" PRIx64 ": this snapshot is older than what was accounted for",
		   account->store->path, what, account->name,
		   account->snapshot->epoch);
	return -ESTALE;
}

static int find_sensor(struct account *account)
{
	struct store *store = account->store;
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(store, "INSERT INTO sensor (name) VALUES (?1) ON CONFLICT DO UPDATE SET name = name RETURNING id");
	if (!s)
		return -1;
	sql_bind_name(s, 1, account->name);
	ret = sql_step(store, s);
	if (ret > 0)
		account->sensor = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret > 0 ? 0 : -1;
}

/* What the sensor's last snapshot was; of another epoch only that there is one. */
static int load_state(struct account *account)
{
	struct store *store = account->store;
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(store, "SELECT taken_ns, untracked, evicted, epoch = ?2 FROM state WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, account->sensor);
	sql_bind_hex(s, 2, account->snapshot->epoch);
	ret = sql_step(store, s);
	if (ret > 0) {
		account->since = sqlite3_column_int64(s, 0) / NS_PER_SECOND;
		account->same_epoch = sqlite3_column_int(s, 3) != 0;
		account->other_epoch = !account->same_epoch;
	}
	if (account->same_epoch) {
		account->untracked = (uint64_t)sqlite3_column_int64(s, 1);
		account->evicted = (uint64_t)sqlite3_column_int64(s, 2);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

/*
 * Counters of another epoch start at 0, so what was known of the last one goes.
 * An epoch that was left never comes back: if it does, two routers write under
 * one name, and each return would count all of its past again.
 */
static int begin_epoch(struct account *account)
{
	static const char *const forget[] = {
		"DELETE FROM state_counter WHERE sensor = ?1",
		"DELETE FROM state_source WHERE sensor = ?1",
	};
	struct store *store = account->store;
	sqlite3_stmt *s;
	size_t i;
	int ret;

	s = sql_prepare(store, "INSERT OR IGNORE INTO epoch VALUES (?1, ?2)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, account->sensor);
	sql_bind_hex(s, 2, account->snapshot->epoch);
	ret = sql_run(store, s);
	sqlite3_finalize(s);
	if (ret)
		return -1;
	if (!sqlite3_changes(store->db)) {
		store_fail(store, "%s: sensor %s is back at epoch %016" PRIx64 ", which another has followed: do two routers use this name?",
			   store->path, account->name, account->snapshot->epoch);
		return -ESTALE;
	}
	for (i = 0; i < sizeof(forget) / sizeof(forget[0]); i++) {
		s = sql_prepare(store, forget[i]);
		if (!s)
			return -1;
		sqlite3_bind_int64(s, 1, account->sensor);
		ret = sql_run(store, s);
		sqlite3_finalize(s);
		if (ret)
			return -1;
	}
	return 0;
}

static int write_state(struct account *account)
{
	const struct store_snapshot *snapshot = account->snapshot;
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(account->store, "INSERT OR REPLACE INTO state VALUES (?1, ?2, ?3, ?4, ?5)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, account->sensor);
	sql_bind_hex(s, 2, snapshot->epoch);
	sqlite3_bind_int64(s, 3, (int64_t)snapshot->taken_ns);
	sqlite3_bind_int64(s, 4, (int64_t)snapshot->untracked);
	sqlite3_bind_int64(s, 5, (int64_t)snapshot->evicted);
	ret = sql_run(account->store, s);
	sqlite3_finalize(s);
	return ret;
}

/* The window, or the hour or day in which it begins. */
static int write_window(struct account *account, enum level level,
			int64_t start, unsigned int seconds)
{
	const struct store_snapshot *snapshot = account->snapshot;
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare_level(account->store, level, "INSERT INTO @ (sensor, start, seconds, since, taken, generation, digest, untracked, evicted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE SET taken = max(taken, excluded.taken), generation = excluded.generation, digest = excluded.digest, untracked = untracked + excluded.untracked, evicted = evicted + excluded.evicted RETURNING id");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, account->sensor);
	sqlite3_bind_int64(s, 2, start);
	sqlite3_bind_int64(s, 3, seconds);
	sqlite3_bind_int64(s, 4, account->since);
	sqlite3_bind_int64(s, 5, (int64_t)(snapshot->taken_ns / NS_PER_SECOND));
	sqlite3_bind_int64(s, 6, snapshot->generation);
	sql_bind_hex(s, 7, snapshot->digest);
	sqlite3_bind_int64(s, 8,
			   (int64_t)(snapshot->untracked - account->untracked));
	sqlite3_bind_int64(s, 9, (int64_t)(snapshot->evicted - account->evicted));
	ret = sql_step(account->store, s);
	if (ret > 0)
		account->window[level] = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret > 0 ? 0 : -1;
}

static int write_windows(struct account *account, unsigned int seconds)
{
	int64_t start = account->start;

	if (write_window(account, LEVEL_WINDOW, start, seconds) ||
	    write_window(account, LEVEL_HOUR, start - start % HOUR, HOUR))
		return -1;
	return write_window(account, LEVEL_DAY, start - start % DAY, DAY);
}

static int record_all(struct account *account, unsigned int seconds)
{
	const struct store_snapshot *snapshot = account->snapshot;
	int ret;

	if (find_sensor(account) || load_state(account))
		return -1;
	if (!account->same_epoch) {
		ret = begin_epoch(account);
		if (ret)
			return ret;
	}
	if (snapshot->untracked < account->untracked)
		return record_stale(account, "the number of untracked packets");
	if (snapshot->evicted < account->evicted)
		return record_stale(account, "the number of evicted sources");
	if (record_gap(account) || write_windows(account, seconds))
		return -1;
	ret = record_counters(account);
	if (!ret)
		ret = record_sources(account);
	if (!ret)
		ret = record_sketches(account);
	return ret ? ret : write_state(account);
}

static int check_arguments(struct store *store, const char *sensor,
			   int64_t start, unsigned int seconds,
			   const struct store_snapshot *snapshot)
{
	if (!*sensor || strlen(sensor) >= STORE_SENSOR_MAX)
		return store_fail(store, "the name of a sensor has 1 to %d bytes",
				  STORE_SENSOR_MAX - 1);
	if (!seconds || start < 0 || start % seconds)
		return store_fail(store, "a window of %u s cannot start at %" PRId64,
				  seconds, start);
	if (snapshot->taken_ns > INT64_MAX || snapshot->since_ns > INT64_MAX ||
	    snapshot->untracked > INT64_MAX ||
	    snapshot->evicted > INT64_MAX)
		return store_fail(store, "a figure of the snapshot is too large to be stored");
	return 0;
}

int store_record(struct store *store, const char *sensor, int64_t start,
		  unsigned int seconds, const struct store_snapshot *snapshot)
{
	struct account account = {
		.store = store, .snapshot = snapshot, .name = sensor,
		.start = start,
	};

	if (check_arguments(store, sensor, start, seconds, snapshot))
		return -1;
	if (sql_exec(store, "BEGIN IMMEDIATE"))
		return -1;
	return sql_end(store, record_all(&account, seconds));
}
