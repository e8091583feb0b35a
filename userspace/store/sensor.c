// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sensor.c - which sensor a snapshot is of, and what it is called
 *
 * A sensor is recognised by its kernel's epoch, then by the identity of its slammerd,
 * and only without either by its name. So counters that are in windows already are
 * never booked again, whatever the sensor is called now.
 */
#include <string.h>

#include "internal.h"

/*
 * In this order. ?1 epoch, ?2 identity or NULL, ?3 name.
 *
 * An epoch is random, so it belongs to one kernel. If several sensors have it (older
 * versions began a new sensor with each name), the one that wrote last goes on. By
 * name a sensor of an older version is found, which had no identity, or any sensor if
 * the daemon could not keep its own; never one whose reports are imported.
 */
static const char *const searches[] = {
	"SELECT id, name, identity FROM epoch JOIN sensor ON id = epoch.sensor LEFT JOIN state ON state.sensor = id AND state.epoch = ?1 WHERE epoch.epoch = ?1 ORDER BY state.taken_ns IS NULL, state.taken_ns DESC, id DESC LIMIT 1",
	"SELECT id, name, identity FROM sensor WHERE identity = ?2",
	"SELECT id, name, identity FROM sensor WHERE name = ?3 AND (?2 IS NULL OR identity IS NULL) AND EXISTS (SELECT 1 FROM state WHERE sensor = id) ORDER BY id DESC LIMIT 1",
};

/* What the row says of a sensor that was found. */
struct found {
	bool named;		/* it has that name */
	bool identified;	/* it has that identity */
};

static int search(struct record *record, const char *sql, struct found *found)
{
	struct store *store = record->store;
	uint64_t identity = record->snapshot->identity;
	sqlite3_stmt *s = db_prepare(store->db, sql);
	char name[STORE_SENSOR_MAX];
	int ret;

	if (!s)
		return -1;
	db_bind_hex(s, 1, record->snapshot->epoch);
	if (identity)
		db_bind_hex(s, 2, identity);
	db_bind_text(s, 3, record->name);
	ret = db_step(store->db, s);
	if (ret > 0) {
		record->sensor = sqlite3_column_int64(s, 0);
		db_column_text(s, 1, name, sizeof(name));
		found->named = !strcmp(name, record->name);
		found->identified = !identity ||
			(sqlite3_column_type(s, 2) != SQLITE_NULL &&
			 db_column_hex(s, 2) == identity);
	}
	sqlite3_finalize(s);
	return ret;
}

int sensor_label(struct store *store, int64_t id, int64_t start, const char *name)
{
	static const char *const changes[] = {
		"UPDATE sensor SET name = ?3 WHERE id = ?1",
		"INSERT OR IGNORE INTO sensor_name VALUES (?1, ?2, ?3)",
	};
	sqlite3_stmt *s;
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		s = db_prepare(store->db, changes[i]);
		if (!s)
			return -1;
		sqlite3_bind_int64(s, 1, id);
		sqlite3_bind_int64(s, 2, start);
		db_bind_text(s, 3, name);
		if (db_run_once(store->db, s))
			return -1;
	}
	return 0;
}

int sensor_insert(struct store *store, const char *name, uint64_t identity,
		  int64_t *id)
{
	sqlite3_stmt *s;

	s = db_prepare(store->db, "INSERT INTO sensor (name, identity) VALUES (?1, ?2)");
	if (!s)
		return -1;
	db_bind_text(s, 1, name);
	if (identity)
		db_bind_hex(s, 2, identity);
	if (db_run_once(store->db, s))
		return -1;
	*id = sqlite3_last_insert_rowid(store->db->handle);
	return 0;
}

/* The daemon's state was lost, or the sensor had none: it has one from now on. */
static int set_identity(struct record *record)
{
	sqlite3_stmt *s;

	s = db_prepare(record->store->db, "UPDATE sensor SET identity = ?2 WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM sensor WHERE identity = ?2)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	db_bind_hex(s, 2, record->snapshot->identity);
	return db_run_once(record->store->db, s);
}

int record_sensor(struct record *record)
{
	struct store *store = record->store;
	struct found found = { false, false };
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < sizeof(searches) / sizeof(searches[0]); i++)
		ret = search(record, searches[i], &found);
	if (ret < 0)
		return -1;
	if (!ret) {
		found.identified = true;
		if (sensor_insert(store, record->name,
				  record->snapshot->identity, &record->sensor))
			return -1;
	}
	if (!found.identified && set_identity(record))
		return -1;
	return found.named ? 0 : sensor_label(store, record->sensor,
					      record->start, record->name);
}
