// SPDX-License-Identifier: GPL-2.0-or-later
/* lost.c - periods that have no windows of their own, each one a fact */
#include <string.h>

#include "db/sqlite.h"

#define NS_PER_SECOND	1000000000

const char *store_why_name(unsigned int why)
{
	static const char *const names[] = {
#define X(sym, name) [STORE_GAP_##sym] = name,
		STORE_LOSSES(X)
#undef X
	};

	return why < STORE_WHY_COUNT ? names[why] : "?";
}

/* Of a sensor that may not have written anything yet. */
static int know_sensor(struct store *store, const char *name)
{
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(store, "INSERT OR IGNORE INTO sensor (name) VALUES (?1)");
	if (!s)
		return -1;
	sql_bind_name(s, 1, name);
	ret = sql_run(store, s);
	sqlite3_finalize(s);
	return ret;
}

/* The same fact again is the same row. */
static int note(struct account *account, const struct store_gap *lost)
{
	const char *name = *lost->sensor ? lost->sensor : account->name;
	sqlite3_stmt *s;
	int ret;

	if (know_sensor(account->store, name))
		return -1;
	s = sql_prepare(account->store, "INSERT OR REPLACE INTO lost_window SELECT id, ?2, ?3, ?4, ?5 FROM sensor WHERE name = ?1");
	if (!s)
		return -1;
	sql_bind_name(s, 1, name);
	sqlite3_bind_int64(s, 2, lost->from);
	sqlite3_bind_int64(s, 3, lost->until);
	sql_bind_name(s, 4, store_why_name(lost->why));
	if (lost->known)
		sqlite3_bind_int64(s, 5, (int64_t)lost->packets);
	ret = sql_run(account->store, s);
	sqlite3_finalize(s);
	return ret;
}

/* What the daemon knows; does that explain why there are no windows before? */
static int note_given(struct account *account, bool *explained)
{
	const struct store_snapshot *snapshot = account->snapshot;
	size_t i;

	*explained = false;
	for (i = 0; i < snapshot->n_lost; i++) {
		if (note(account, &snapshot->lost[i]))
			return -1;
		if (snapshot->lost[i].why == STORE_GAP_MEMORY)
			*explained = true;
	}
	return 0;
}

/* The counters began anew: nobody knows what they had come to before. */
static int note_restart(struct account *account, int64_t taken)
{
	struct store_gap lost = {
		.why = STORE_GAP_RESTART, .from = account->since,
		.until = taken > account->since ? taken : account->since,
	};

	account->since = 0;
	return note(account, &lost);
}

/* The clock was set back while nobody was there to see it. */
static int note_set_back(struct account *account, int64_t taken)
{
	struct store_gap lost = {
		.why = STORE_GAP_CLOCK, .from = taken,
		.until = account->since, .known = true,
	};

	account->since = 0;
	return note(account, &lost);
}

static int note_away(struct account *account)
{
	struct store_gap lost = {
		.why = STORE_GAP_AWAY, .from = account->since,
		.until = account->start, .known = true,
	};

	return note(account, &lost);
}

int record_gap(struct account *account)
{
	const struct store_snapshot *snapshot = account->snapshot;
	int64_t taken = (int64_t)(snapshot->taken_ns / NS_PER_SECOND);
	bool explained;

	if (note_given(account, &explained))
		return -1;
	if (account->other_epoch)
		return note_restart(account, taken);
	if (snapshot->since_ns) {
		account->since = (int64_t)(snapshot->since_ns / NS_PER_SECOND);
		return 0;
	}
	if (account->since > taken)
		return note_set_back(account, taken);
	if (explained || !account->since || account->since >= account->start)
		return 0;
	return note_away(account);
}

static bool read_lost(sqlite3_stmt *s, struct store_gap *lost)
{
	const char *why = (const char *)sqlite3_column_text(s, 3);
	uint8_t i;

	memset(lost, 0, sizeof(*lost));
	for (i = 0; i < STORE_WHY_COUNT; i++)
		if (why && !strcmp(why, store_why_name(i)))
			break;
	lost->why = i;
	sql_column_text(s, 0, lost->sensor, sizeof(lost->sensor));
	lost->from = sqlite3_column_int64(s, 1);
	lost->until = sqlite3_column_int64(s, 2);
	lost->known = sqlite3_column_type(s, 4) != SQLITE_NULL;
	lost->packets = (uint64_t)sqlite3_column_int64(s, 4);
	return i < STORE_WHY_COUNT;
}

int store_gap(struct store *store, const struct store_range *range,
	       store_gap_fn fn, void *arg)
{
	struct store_gap lost;
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare(store, "SELECT sensor.name, start, until, why, packets FROM lost_window JOIN sensor ON sensor.id = sensor WHERE until > ?1 AND start < ?2 AND (?3 IS NULL OR sensor.name = ?3) ORDER BY start, until, sensor.name, why");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, range->from);
	sqlite3_bind_int64(s, 2, range->until);
	sqlite3_bind_text(s, 3, range->sensor, -1, SQLITE_STATIC);
	while ((ret = sql_step(store, s)) > 0) {
		if (!read_lost(s, &lost)) {
			ret = store_fail(store, "%s: a lost window has a reason that this nf-slammer does not know: update nf-slammer",
					 store->path);
			break;
		}
		if (fn(&lost, arg)) {
			ret = 0;
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}
