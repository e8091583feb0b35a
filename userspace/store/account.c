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
#include <stdio.h>
#include <string.h>

#include "names/names.h"
#include "sqlite.h"

#define NS_PER_SECOND	1000000000

/* Counters by their numbers: what was accounted for, and what the kernel says. */
struct tally {
	uint64_t packets[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	uint64_t bytes[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	bool there[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
};

int account_stale(struct account *account, const char *what)
{
	store_fail(account->store, "%s: %s of sensor %s shrank within epoch %016" PRIx64 ": this snapshot is older than what was accounted for",
		   account->store->path, what, account->name,
		   account->snapshot->epoch);
	return -ESTALE;
}

static int load_tally(struct account *account, struct tally *tally)
{
	struct store *store = account->store;
	sqlite3_stmt *s;
	int ret;

	memset(tally, 0, sizeof(*tally));
	if (!account->same_epoch)
		return 0;
	s = sql_prepare(store, "SELECT direction, reason, verdict, packets, bytes FROM state_counter WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, account->sensor);
	while ((ret = sql_step(store, s)) > 0) {
		int d = direction_number((const char *)sqlite3_column_text(s, 0));
		int r = reason_number((const char *)sqlite3_column_text(s, 1));
		int v = verdict_number((const char *)sqlite3_column_text(s, 2));

		if (d < 0 || r < 0 || v < 0) {
			ret = store_fail(store, "%s: a counter has a name that this nf-slammer does not know: update nf-slammer",
					 store->path);
			break;
		}
		tally->packets[d][r][v] = (uint64_t)sqlite3_column_int64(s, 3);
		tally->bytes[d][r][v] = (uint64_t)sqlite3_column_int64(s, 4);
	}
	sqlite3_finalize(s);
	return ret;
}

static int check_counter(struct account *account, struct tally *now,
			 const struct store_counter *c)
{
	struct store *store = account->store;

	if (c->direction >= DIRECTION_COUNT || c->verdict >= VERDICT_COUNT ||
	    !reason_known(c->reason))
		return store_fail(store, "%s: the snapshot has a counter without a name (direction %u, reason %u, verdict %u)",
				  store->path, c->direction, c->reason,
				  c->verdict);
	if (now->there[c->direction][c->reason][c->verdict])
		return store_fail(store, "%s: the snapshot has the counter %s %s %s twice",
				  store->path, direction_name(c->direction),
				  reason_name(c->reason),
				  verdict_name(c->verdict));
	if (c->packets > INT64_MAX || c->bytes > INT64_MAX)
		return store_fail(store, "%s: the counter %s %s %s is too large to be stored",
				  store->path, direction_name(c->direction),
				  reason_name(c->reason),
				  verdict_name(c->verdict));
	return 0;
}

static int fill_tally(struct account *account, struct tally *now)
{
	const struct store_snapshot *snapshot = account->snapshot;
	const struct store_counter *c;
	size_t i;

	memset(now, 0, sizeof(*now));
	for (i = 0; i < snapshot->n_counters; i++) {
		c = &snapshot->counters[i];
		if (check_counter(account, now, c))
			return -1;
		now->there[c->direction][c->reason][c->verdict] = true;
		now->packets[c->direction][c->reason][c->verdict] = c->packets;
		now->bytes[c->direction][c->reason][c->verdict] = c->bytes;
	}
	return 0;
}

static int write_counter(struct account *account, sqlite3_stmt *s, int64_t key,
			 const unsigned int drv[3], uint64_t packets,
			 uint64_t bytes)
{
	sqlite3_bind_int64(s, 1, key);
	sql_bind_name(s, 2, direction_name(drv[0]));
	sql_bind_name(s, 3, reason_name(drv[1]));
	sql_bind_name(s, 4, verdict_name(drv[2]));
	sqlite3_bind_int64(s, 5, (int64_t)packets);
	sqlite3_bind_int64(s, 6, (int64_t)bytes);
	return sql_run(account->store, s);
}

/* One counter: its growth into the window, its value into the state. */
static int account_counter(struct account *account, sqlite3_stmt *window,
			   sqlite3_stmt *state, const struct tally *was,
			   const struct tally *now, const unsigned int drv[3])
{
	uint64_t old_packets = was->packets[drv[0]][drv[1]][drv[2]];
	uint64_t old_bytes = was->bytes[drv[0]][drv[1]][drv[2]];
	uint64_t packets = now->packets[drv[0]][drv[1]][drv[2]];
	uint64_t bytes = now->bytes[drv[0]][drv[1]][drv[2]];

	if (packets < old_packets || bytes < old_bytes)
		return account_stale(account, "a counter");
	if (packets == old_packets && bytes == old_bytes)
		return 0;
	if (write_counter(account, window, account->window, drv,
			  packets - old_packets, bytes - old_bytes))
		return -1;
	return write_counter(account, state, account->sensor, drv, packets,
			     bytes);
}

int account_counters(struct account *account)
{
	struct store *store = account->store;
	sqlite3_stmt *window, *state;
	struct tally was, now;
	unsigned int drv[3];
	int ret = 0;

	if (load_tally(account, &was) || fill_tally(account, &now))
		return -1;
	window = sql_prepare(store, "INSERT INTO window_counter VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET packets = packets + excluded.packets, bytes = bytes + excluded.bytes");
	state = sql_prepare(store, "INSERT INTO state_counter VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET packets = excluded.packets, bytes = excluded.bytes");
	if (!window || !state)
		ret = -1;
	for (drv[0] = 0; drv[0] < DIRECTION_COUNT; drv[0]++)
		for (drv[1] = 0; drv[1] < REASON_COUNT; drv[1]++)
			for (drv[2] = 0; !ret && drv[2] < VERDICT_COUNT; drv[2]++)
				ret = account_counter(account, window, state,
						      &was, &now, drv);
	sqlite3_finalize(window);
	sqlite3_finalize(state);
	return ret;
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

/* What the sensor's last snapshot was, if it is of this epoch. */
static int load_state(struct account *account)
{
	struct store *store = account->store;
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(store, "SELECT taken_ns, untracked, evicted FROM state WHERE sensor = ?1 AND epoch = ?2");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, account->sensor);
	sql_bind_hex(s, 2, account->snapshot->epoch);
	ret = sql_step(store, s);
	if (ret > 0) {
		account->same_epoch = true;
		account->since = sqlite3_column_int64(s, 0) / NS_PER_SECOND;
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

static int write_window(struct account *account, int64_t start,
			unsigned int seconds)
{
	const struct store_snapshot *snapshot = account->snapshot;
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(account->store, "INSERT INTO window (sensor, start, seconds, since, taken, generation, digest, untracked, evicted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE SET taken = max(taken, excluded.taken), generation = excluded.generation, digest = excluded.digest, untracked = untracked + excluded.untracked, evicted = evicted + excluded.evicted RETURNING id");
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
		account->window = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret > 0 ? 0 : -1;
}

static int account_all(struct account *account, int64_t start,
		       unsigned int seconds)
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
		return account_stale(account, "the number of untracked packets");
	if (snapshot->evicted < account->evicted)
		return account_stale(account, "the number of evicted sources");
	if (write_window(account, start, seconds))
		return -1;
	ret = account_counters(account);
	if (!ret)
		ret = account_sources(account);
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
	if (snapshot->taken_ns > INT64_MAX || snapshot->untracked > INT64_MAX ||
	    snapshot->evicted > INT64_MAX)
		return store_fail(store, "a figure of the snapshot is too large to be stored");
	return 0;
}

int store_account(struct store *store, const char *sensor, int64_t start,
		  unsigned int seconds, const struct store_snapshot *snapshot)
{
	struct account account = {
		.store = store, .snapshot = snapshot, .name = sensor,
	};
	int ret;

	if (check_arguments(store, sensor, start, seconds, snapshot))
		return -1;
	if (sql_exec(store, "BEGIN IMMEDIATE"))
		return -1;
	ret = account_all(&account, start, seconds);
	if (!ret)
		ret = sql_exec(store, "COMMIT");
	if (ret)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return ret;
}
