// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * import.c - a file of another sensor: staged in temporary tables, applied at its end
 *
 * A file may have ten million rows, but a daemon waits only seconds for the lock. So
 * rows first go into temporary tables of this connection, which lock nothing, and of
 * which only a few pages are in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "common/names.h"

#define WINDOW_MIN	300

/* Duplicate rows become one with a count; rows of an hour are stored together. */
static const char tables[] =
	"PRAGMA temp.cache_size = -32768;"
	"DROP TABLE IF EXISTS temp.staged;"
	"DROP TABLE IF EXISTS temp.watched;"
	"DROP TABLE IF EXISTS temp.grown;"
	"CREATE TABLE temp.staged ("
	" start INTEGER NOT NULL,"
	" hash BLOB NOT NULL,"
	" n INTEGER NOT NULL,"
	" at INTEGER NOT NULL,"
	" address BLOB NOT NULL,"
	" target BLOB,"
	" inside INTEGER NOT NULL,"
	" direction INTEGER NOT NULL,"
	" reason INTEGER NOT NULL,"
	" verdict INTEGER NOT NULL,"
	" packets INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" PRIMARY KEY (start, hash)"
	") WITHOUT ROWID;"
	"CREATE TABLE temp.watched (start INTEGER PRIMARY KEY);"
	"CREATE TABLE temp.grown ("
	" start INTEGER NOT NULL,"
	" address BLOB NOT NULL,"
	" inside INTEGER NOT NULL,"
	" direction INTEGER NOT NULL,"
	" reason INTEGER NOT NULL,"
	" verdict INTEGER NOT NULL,"
	" class INTEGER NOT NULL,"
	" first INTEGER NOT NULL,"
	" last INTEGER NOT NULL,"
	" packets INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" targets INTEGER NOT NULL,"
	" PRIMARY KEY (start, address, inside, direction, reason, verdict)"
	") WITHOUT ROWID;";

/* Its row, if there is one; refused if a daemon writes under the same name. */
static int find_sensor(struct store_import *import)
{
	struct store *store = import->store;
	bool daemon = false;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(store->db, "SELECT id, EXISTS (SELECT 1 FROM state WHERE sensor = id) AS daemon FROM sensor WHERE name = ?1 ORDER BY daemon DESC, id LIMIT 1");
	if (!s)
		return -1;
	db_bind_text(s, 1, import->name);
	ret = db_step(store->db, s);
	if (ret > 0) {
		import->sensor = sqlite3_column_int64(s, 0);
		daemon = sqlite3_column_int(s, 1) != 0;
	}
	sqlite3_finalize(s);
	if (daemon)
		return db_fail(store->db, "%s: a slammerd already writes as sensor %s: give the imported sensor another name",
			       store->db->path, import->name);
	return ret < 0 ? -1 : 0;
}

static int make_sensor(struct store_import *import)
{
	struct store *store = import->store;

	if (find_sensor(import))
		return -1;
	if (import->sensor || import->dry)
		return 0;
	if (sensor_insert(store, import->name, 0, &import->sensor))
		return -1;
	return sensor_label(store, import->sensor, 0, import->name);
}

static int prepare(struct store_import *import)
{
	struct store *store = import->store;

	/* Without this a store opened for reading could not have temporary tables. */
	if (find_sensor(import) ||
	    db_exec(store->db, "PRAGMA query_only = OFF") ||
	    db_exec(store->db, tables) || db_exec(store->db, "BEGIN"))
		return -1;
	import->stage = db_prepare(store->db, "INSERT INTO temp.staged VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO UPDATE SET n = n + 1");
	import->watch = db_prepare(store->db, "INSERT OR IGNORE INTO temp.watched VALUES (?1)");
	return import->stage && import->watch ? 0 : -1;
}

struct store_import *store_import_begin(struct store *store, const char *sensor,
					unsigned int seconds)
{
	struct store_import *import;

	if (!*sensor || strlen(sensor) >= STORE_SENSOR_MAX ||
	    seconds < WINDOW_MIN || HOUR % seconds) {
		db_fail(store->db, "the name of a sensor has 1 to %d bytes, and a window a length that divides an hour",
			STORE_SENSOR_MAX - 1);
		return NULL;
	}
	import = calloc(1, sizeof(*import));
	if (!import) {
		db_fail(store->db, "out of memory");
		return NULL;
	}
	import->store = store;
	import->seconds = seconds;
	import->window = -1;
	import->dry = sqlite3_db_readonly(store->db->handle, "main") == 1;
	strcpy(import->name, sensor);
	if (!prepare(import))
		return import;
	store_import_cancel(import);
	return NULL;
}

int store_import_watched(struct store_import *import, int64_t time)
{
	int64_t window = time - time % import->seconds;

	if (window == import->window)
		return 0;
	import->window = window;
	sqlite3_bind_int64(import->watch, 1, window);
	return db_run(import->store->db, import->watch);
}

static int check_row(struct store_import *import, const struct store_row *row)
{
	if (row->time < 0 || row->direction >= DIRECTION_COUNT ||
	    row->verdict >= VERDICT_COUNT || !reason_known(row->reason) ||
	    row->packets > STORE_IMPORT_PACKETS ||
	    row->bytes > STORE_IMPORT_PACKETS * 65535)
		return db_fail(import->store->db, "%s: a row has a number that cannot be stored",
			       import->store->db->path);
	return 0;
}

int store_import_row(struct store_import *import, const struct store_row *row)
{
	sqlite3_stmt *s = import->stage;

	if (check_row(import, row) || store_import_watched(import, row->time))
		return -1;
	sqlite3_bind_int64(s, 1, row->time - row->time % HOUR);
	sqlite3_bind_blob(s, 2, row->hash, sizeof(row->hash), SQLITE_STATIC);
	sqlite3_bind_int64(s, 3, row->time);
	db_bind_address(s, 4, row->source);
	if (row->has_target)
		db_bind_address(s, 5, row->target);
	else
		sqlite3_bind_null(s, 5);
	sqlite3_bind_int(s, 6, row->inside);
	sqlite3_bind_int(s, 7, row->direction);
	sqlite3_bind_int(s, 8, row->reason);
	sqlite3_bind_int(s, 9, row->verdict);
	sqlite3_bind_int64(s, 10, (int64_t)row->packets);
	sqlite3_bind_int64(s, 11, (int64_t)row->bytes);
	return db_run(import->store->db, s);
}

static void import_free(struct store_import *import)
{
	sqlite3_exec(import->store->db->handle, "DROP TABLE IF EXISTS temp.staged; DROP TABLE IF EXISTS temp.watched; DROP TABLE IF EXISTS temp.grown",
		     NULL, NULL, NULL);
	if (import->dry)
		sqlite3_exec(import->store->db->handle, "PRAGMA query_only = ON", NULL,
			     NULL, NULL);
	free(import);
}

static void finalize(struct store_import *import)
{
	sqlite3_finalize(import->stage);
	sqlite3_finalize(import->watch);
}

int store_import_end(struct store_import *import, struct store_imported *result)
{
	struct store *store = import->store;
	int ret;

	memset(result, 0, sizeof(*result));
	finalize(import);
	ret = db_exec(store->db, "COMMIT");
	if (!ret)
		ret = db_exec(store->db, import->dry ? "BEGIN" : "BEGIN IMMEDIATE");
	if (ret) {
		sqlite3_exec(store->db->handle, "ROLLBACK", NULL, NULL, NULL);
	} else {
		ret = make_sensor(import);
		if (!ret)
			ret = import_filter(import, result);
		if (!ret && !import->dry)
			ret = import_apply(import);
		ret = db_end(store->db, ret);
	}
	import_free(import);
	return ret;
}

void store_import_cancel(struct store_import *import)
{
	if (!import)
		return;
	finalize(import);
	sqlite3_exec(import->store->db->handle, "ROLLBACK", NULL, NULL, NULL);
	import_free(import);
}
