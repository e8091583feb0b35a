// SPDX-License-Identifier: GPL-2.0-or-later
/* gaps.c - periods without windows of their own, and why they have none */
#include <string.h>

#include "internal.h"

const char *store_gap_cause_name(unsigned int cause)
{
	static const char *const names[] = {
#define X(sym, name) [STORE_GAP_##sym] = name,
		STORE_GAP_CAUSES(X)
#undef X
	};

	return cause < STORE_GAP_CAUSE_COUNT ? names[cause] : "?";
}

/* Recording the same gap again changes nothing. */
static int write_gap(struct record *record, const struct store_gap *gap)
{
	sqlite3_stmt *s;

	s = db_prepare(record->store->db, "INSERT OR REPLACE INTO lost_window VALUES (?1, ?2, ?3, ?4, ?5)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	sqlite3_bind_int64(s, 2, gap->from);
	sqlite3_bind_int64(s, 3, gap->until);
	db_bind_text(s, 4, store_gap_cause_name(gap->cause));
	if (gap->known)
		sqlite3_bind_int64(s, 5, (int64_t)gap->packets);
	record->gaps.periods++;
	record->gaps.packets += gap->packets;
	return db_run_once(record->store->db, s);
}

void store_take_recorded(struct store *store, struct store_recorded *sum)
{
	sum->periods += store->recorded.periods;
	sum->packets += store->recorded.packets;
	store->recorded = (struct store_recorded){ 0, 0 };
}

/* The gaps that the daemon reported; do they explain that windows are missing? */
static int record_reported(struct record *record, bool *explained)
{
	const struct store_snapshot *snapshot = record->snapshot;
	size_t i;

	*explained = false;
	for (i = 0; i < snapshot->n_gaps; i++) {
		if (write_gap(record, &snapshot->gaps[i]))
			return -1;
		if (snapshot->gaps[i].cause == STORE_GAP_MEMORY)
			*explained = true;
	}
	return 0;
}

/* When the counters were 0; 0: unknown. */
static int64_t began(const struct record *record, int64_t taken)
{
	int64_t t = (int64_t)(record->snapshot->began_ns / NS_PER_SECOND);

	return t > 0 && t <= taken ? t : 0;
}

/* The counters began at 0 again, and their values before that are unknown. */
static int record_restart(struct record *record, int64_t taken)
{
	int64_t until = began(record, taken);
	struct store_gap gap = {
		.cause = STORE_GAP_RESTART, .from = record->since,
	};

	record->since = until;
	if (!until)
		until = taken;
	gap.until = until > gap.from ? until : gap.from;
	return write_gap(record, &gap);
}

/* The clock was set back while no daemon ran. */
static int record_set_back(struct record *record, int64_t taken)
{
	struct store_gap gap = {
		.cause = STORE_GAP_CLOCK, .from = taken,
		.until = record->since, .known = true,
	};

	record->since = 0;
	return write_gap(record, &gap);
}

static int record_away(struct record *record)
{
	struct store_gap gap = {
		.cause = STORE_GAP_AWAY, .from = record->since,
		.until = record->start, .known = true,
	};

	return write_gap(record, &gap);
}

int record_gaps(struct record *record)
{
	const struct store_snapshot *snapshot = record->snapshot;
	int64_t taken = (int64_t)(snapshot->taken_ns / NS_PER_SECOND);
	bool explained;

	if (record_reported(record, &explained))
		return -1;
	if (record->other_epoch)
		return record_restart(record, taken);
	if (!record->same_epoch) {
		record->since = began(record, taken);
		return 0;
	}
	if (snapshot->since_ns) {
		record->since = (int64_t)(snapshot->since_ns / NS_PER_SECOND);
		return 0;
	}
	if (record->since > taken)
		return record_set_back(record, taken);
	if (explained || record->since >= record->start)
		return 0;
	return record_away(record);
}

static bool read_gap(sqlite3_stmt *s, struct store_gap *gap)
{
	const char *cause = (const char *)sqlite3_column_text(s, 3);
	uint8_t i;

	memset(gap, 0, sizeof(*gap));
	for (i = 0; i < STORE_GAP_CAUSE_COUNT; i++)
		if (cause && !strcmp(cause, store_gap_cause_name(i)))
			break;
	gap->cause = i;
	db_column_text(s, 0, gap->sensor, sizeof(gap->sensor));
	gap->from = sqlite3_column_int64(s, 1);
	gap->until = sqlite3_column_int64(s, 2);
	gap->known = sqlite3_column_type(s, 4) != SQLITE_NULL;
	gap->packets = (uint64_t)sqlite3_column_int64(s, 4);
	gap->sensor_id = sqlite3_column_int64(s, 5);
	return i < STORE_GAP_CAUSE_COUNT;
}

int store_gaps(struct store *store, const struct store_range *range,
	       store_gap_fn fn, void *arg)
{
	struct store_gap gap;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(store->db, "SELECT sensor.name, start, until, why, packets, sensor.id FROM lost_window JOIN sensor ON sensor.id = sensor WHERE until > ?1 AND start < ?2 AND " IS_SENSOR("sensor.id") " ORDER BY start, until, sensor.name, sensor.id, why");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, range->from);
	sqlite3_bind_int64(s, 2, range->until);
	sqlite3_bind_text(s, 3, range->sensor, -1, SQLITE_STATIC);
	while ((ret = db_step(store->db, s)) > 0) {
		if (!read_gap(s, &gap)) {
			ret = db_fail(store->db, "%s: unknown cause of a gap: update nf-slammer",
				      store->db->path);
			break;
		}
		if (fn(&gap, arg)) {
			ret = 0;
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}
