// SPDX-License-Identifier: GPL-2.0-or-later
/* record_counters.c - what each counter grew by since the last snapshot */
#include <string.h>

#include "common/names.h"
#include "db/sqlite.h"

/* Counters by their numbers: what was accounted for, and what the kernel says. */
struct tally {
	uint64_t packets[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	uint64_t bytes[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	bool there[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
};

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

/* Where a counter goes: its growth into each level, its value into the state. */
struct places {
	sqlite3_stmt *window[LEVEL_COUNT];
	sqlite3_stmt *state;
};

static int record_counter(struct account *account, const struct places *to,
			   const struct tally *was, const struct tally *now,
			   const unsigned int drv[3])
{
	uint64_t old_packets = was->packets[drv[0]][drv[1]][drv[2]];
	uint64_t old_bytes = was->bytes[drv[0]][drv[1]][drv[2]];
	uint64_t packets = now->packets[drv[0]][drv[1]][drv[2]];
	uint64_t bytes = now->bytes[drv[0]][drv[1]][drv[2]];
	int level;

	if (packets < old_packets || bytes < old_bytes)
		return record_stale(account, "a counter");
	if (packets == old_packets && bytes == old_bytes)
		return 0;
	for (level = 0; level < LEVEL_COUNT; level++)
		if (write_counter(account, to->window[level],
				  account->window[level], drv,
				  packets - old_packets, bytes - old_bytes))
			return -1;
	return write_counter(account, to->state, account->sensor, drv, packets,
			     bytes);
}

static int prepare(struct store *store, struct places *to)
{
	bool good;
	int level;

	to->state = sql_prepare(store, "INSERT INTO state_counter VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET packets = excluded.packets, bytes = excluded.bytes");
	good = to->state != NULL;
	for (level = 0; level < LEVEL_COUNT; level++) {
		to->window[level] = sql_prepare_level(store, level, "INSERT INTO @_counter VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET packets = packets + excluded.packets, bytes = bytes + excluded.bytes");
		good = good && to->window[level];
	}
	return good ? 0 : -1;
}

static void finish(struct places *to)
{
	int level;

	for (level = 0; level < LEVEL_COUNT; level++)
		sqlite3_finalize(to->window[level]);
	sqlite3_finalize(to->state);
}

int record_counters(struct account *account)
{
	struct tally was, now;
	unsigned int drv[3];
	struct places to;
	int ret;

	if (load_tally(account, &was) || fill_tally(account, &now))
		return -1;
	ret = prepare(account->store, &to);
	for (drv[0] = 0; drv[0] < DIRECTION_COUNT; drv[0]++)
		for (drv[1] = 0; drv[1] < REASON_COUNT; drv[1]++)
			for (drv[2] = 0; !ret && drv[2] < VERDICT_COUNT; drv[2]++)
				ret = record_counter(account, &to, &was, &now,
						      drv);
	finish(&to);
	return ret;
}
