// SPDX-License-Identifier: GPL-2.0-or-later
/* migrations.c - the tables of a store, and how each version came from the last */
#include "internal.h"

/*
 * Version 2: hours and days beside the windows, in tables of the same shape, filled
 * from the existing windows. A row sums the windows that begin in it; columns that
 * are no sums have the value of the first (since) or of the last window.
 */
#define LEVEL_TABLES(level)						\
	"CREATE TABLE " level " ("					\
	" id INTEGER PRIMARY KEY,"					\
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"		\
	" start INTEGER NOT NULL,"					\
	" seconds INTEGER NOT NULL CHECK (seconds > 0),"		\
	" since INTEGER NOT NULL,"					\
	" taken INTEGER NOT NULL,"					\
	" generation INTEGER NOT NULL,"					\
	" digest TEXT NOT NULL,"					\
	" untracked INTEGER NOT NULL,"					\
	" evicted INTEGER NOT NULL,"					\
	" UNIQUE (start, sensor, seconds)"				\
	") STRICT;"							\
	"CREATE TABLE " level "_counter ("				\
	" window INTEGER NOT NULL REFERENCES " level "(id) ON DELETE CASCADE," \
	" direction TEXT NOT NULL,"					\
	" reason TEXT NOT NULL,"					\
	" verdict TEXT NOT NULL,"					\
	" packets INTEGER NOT NULL,"					\
	" bytes INTEGER NOT NULL,"					\
	" PRIMARY KEY (window, direction, reason, verdict)"		\
	") STRICT, WITHOUT ROWID;"					\
	"CREATE TABLE " level "_source ("				\
	" window INTEGER NOT NULL REFERENCES " level "(id) ON DELETE CASCADE," \
	" address BLOB NOT NULL CHECK (length(address) = 16),"		\
	" inside INTEGER NOT NULL,"					\
	" interface TEXT NOT NULL,"					\
	" first INTEGER NOT NULL,"					\
	" last INTEGER NOT NULL,"					\
	" bytes INTEGER NOT NULL,"					\
	" other INTEGER NOT NULL,"					\
	" request INTEGER NOT NULL,"					\
	" response INTEGER NOT NULL,"					\
	" signature INTEGER NOT NULL,"					\
	" pingpong INTEGER NOT NULL,"					\
	" overflow INTEGER NOT NULL,"					\
	" slammer INTEGER NOT NULL,"					\
	" constituent INTEGER REFERENCES constituent(id),"		\
	" PRIMARY KEY (window, address, inside)"			\
	") STRICT, WITHOUT ROWID;"					\
	"CREATE TABLE " level "_sketch ("				\
	" window INTEGER NOT NULL REFERENCES " level "(id) ON DELETE CASCADE," \
	" inside INTEGER NOT NULL,"					\
	" what TEXT NOT NULL,"						\
	" registers BLOB NOT NULL CHECK (length(registers) = 2048),"	\
	" PRIMARY KEY (window, inside, what)"				\
	") STRICT, WITHOUT ROWID;"

#define LEVEL_FILL(level, seconds)					\
	"INSERT INTO " level						\
	" (sensor, start, seconds, since, taken, generation, digest,"	\
	" untracked, evicted)"						\
	" SELECT sensor, slot, " seconds ","				\
	" (SELECT since FROM window AS x WHERE x.sensor = w.sensor AND"	\
	"  x.start >= slot AND x.start < slot + " seconds		\
	"  ORDER BY start LIMIT 1),"					\
	" max(taken), generation, digest, sum(untracked), sum(evicted)"	\
	" FROM (SELECT *, start - start % " seconds " AS slot FROM window)" \
	" AS w GROUP BY sensor, slot;"					\
	"INSERT INTO " level "_counter"					\
	" SELECT l.id, direction, reason, verdict, sum(packets), sum(bytes)" \
	" FROM window AS w JOIN window_counter AS c ON c.window = w.id"	\
	" JOIN " level " AS l ON l.sensor = w.sensor"			\
	" AND l.start = w.start - w.start % " seconds			\
	" GROUP BY l.id, direction, reason, verdict;"			\
	"INSERT INTO " level "_source"					\
	" SELECT l.id, address, inside,"				\
	" substr(max(printf('%020d', last) || interface), 21),"		\
	" min(first), max(last), sum(bytes), sum(other), sum(request),"	\
	" sum(response), sum(signature), sum(pingpong), sum(overflow),"	\
	" sum(slammer), NULL"						\
	" FROM window AS w JOIN window_source AS s ON s.window = w.id"	\
	" JOIN " level " AS l ON l.sensor = w.sensor"			\
	" AND l.start = w.start - w.start % " seconds			\
	" GROUP BY l.id, address, inside;"

/*
 * Version 6: spans. A row that exists is one if it was the first of its sensor and had
 * packets: since when they were counted is unknown. The hour and the day that begin with
 * it have them mixed with others.
 */
#define LEVEL_WITH_SPANS(level)						\
	"CREATE TABLE with_spans ("					\
	" id INTEGER PRIMARY KEY,"					\
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"		\
	" start INTEGER NOT NULL,"					\
	" seconds INTEGER NOT NULL CHECK (seconds > 0),"		\
	" since INTEGER NOT NULL,"					\
	" taken INTEGER NOT NULL,"					\
	" generation INTEGER NOT NULL,"					\
	" digest TEXT NOT NULL,"					\
	" untracked INTEGER NOT NULL,"					\
	" evicted INTEGER NOT NULL,"					\
	" span INTEGER NOT NULL DEFAULT 0,"				\
	" UNIQUE (start, sensor, seconds, span)"			\
	") STRICT;"							\
	"INSERT INTO with_spans SELECT *,"				\
	" since = 0 AND start = (SELECT min(start) FROM " level " AS f"	\
	" WHERE f.sensor = w.sensor) AND EXISTS (SELECT 1 FROM "	\
	level "_counter WHERE window = w.id) FROM " level " AS w;"	\
	"DROP TABLE " level ";"						\
	"ALTER TABLE with_spans RENAME TO " level ";"

/*
 * Version 7: what is not listed by source is summed by network, and a period is bounded
 * when it is over. Nothing is rewritten here, so that a large store is not upgraded for
 * minutes: store_shrink() bounds old periods a little at a time, and rows of state_source
 * are taken over when the sensor's next window is recorded.
 */
#define LEVEL_BOUNDED(level)						\
	"CREATE TABLE " level "_remainder ("				\
	" window INTEGER NOT NULL REFERENCES " level "(id) ON DELETE CASCADE," \
	" inside INTEGER NOT NULL,"					\
	" bits INTEGER NOT NULL,"					\
	" network BLOB NOT NULL CHECK (length(network) = 16),"		\
	" evidence TEXT NOT NULL,"					\
	" constituent INTEGER NOT NULL,"				\
	" sources INTEGER NOT NULL,"					\
	" bytes INTEGER NOT NULL,"					\
	" other INTEGER NOT NULL,"					\
	" request INTEGER NOT NULL,"					\
	" response INTEGER NOT NULL,"					\
	" signature INTEGER NOT NULL,"					\
	" pingpong INTEGER NOT NULL,"					\
	" overflow INTEGER NOT NULL,"					\
	" slammer INTEGER NOT NULL,"					\
	" PRIMARY KEY (window, inside, bits, network, evidence, constituent)" \
	") STRICT, WITHOUT ROWID;"					\
	"ALTER TABLE " level " ADD COLUMN bounded INTEGER NOT NULL DEFAULT 0;" \
	"CREATE INDEX " level "_unbounded ON " level " (start) WHERE bounded = 0;"

/*
 * Migrations that were released are never edited: a change is a new migration.
 * Directions, reasons and verdicts are stored as names, because their numbers mean
 * nothing to a person with sqlite3.
 *
 * state*: the kernel's counters up to which everything is in windows.
 * window*: the statistics.
 * An instance is 64 bits without a sign, stored in a signed integer: only compare it.
 * kept: from when on a level is complete; older rows are being deleted.
 * lost_window: gaps, periods without windows of their own.
 * imported: rows of other sensors' files that are in windows, by hour, with the
 * highest number of duplicates that one file had.
 * targets: bitmaps, of which the sign has no meaning; 0 in rows of older versions,
 * whose attacks therefore accuse nobody.
 * identity: of a sensor whose slammerd has one. Its name is a label, which others may
 * have too; sensor_name has all that it had, each from the first window on.
 * bounded: 0 no, 1 being bounded (table bounding), 2 yes, 3 to the coarse bounds.
 * sized: the time to which the size of the file, not the age, moved since; 0: never.
 * stays: a part of a sensor's stays, see stays.c.
 * Migrations run without enforced foreign keys, so a table may be replaced.
 */
static const char *const migrations[] = {
	"CREATE TABLE sensor ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE"
	") STRICT;"
	"CREATE TABLE epoch ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" epoch TEXT NOT NULL,"
	" PRIMARY KEY (sensor, epoch)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE state ("
	" sensor INTEGER PRIMARY KEY REFERENCES sensor(id),"
	" epoch TEXT NOT NULL,"
	" taken_ns INTEGER NOT NULL,"
	" untracked INTEGER NOT NULL,"
	" evicted INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE state_counter ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" direction TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" verdict TEXT NOT NULL,"
	" packets INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" PRIMARY KEY (sensor, direction, reason, verdict)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE state_source ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" address BLOB NOT NULL CHECK (length(address) = 16),"
	" inside INTEGER NOT NULL,"
	" instance INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" other INTEGER NOT NULL,"
	" request INTEGER NOT NULL,"
	" response INTEGER NOT NULL,"
	" signature INTEGER NOT NULL,"
	" pingpong INTEGER NOT NULL,"
	" overflow INTEGER NOT NULL,"
	" slammer INTEGER NOT NULL,"
	" PRIMARY KEY (sensor, address, inside, instance)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE window ("
	" id INTEGER PRIMARY KEY,"
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" start INTEGER NOT NULL,"
	" seconds INTEGER NOT NULL CHECK (seconds > 0),"
	" since INTEGER NOT NULL,"
	" taken INTEGER NOT NULL,"
	" generation INTEGER NOT NULL,"
	" digest TEXT NOT NULL,"
	" untracked INTEGER NOT NULL,"
	" evicted INTEGER NOT NULL,"
	" UNIQUE (start, sensor, seconds)"
	") STRICT;"
	"CREATE TABLE window_counter ("
	" window INTEGER NOT NULL REFERENCES window(id) ON DELETE CASCADE,"
	" direction TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" verdict TEXT NOT NULL,"
	" packets INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" PRIMARY KEY (window, direction, reason, verdict)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE window_source ("
	" window INTEGER NOT NULL REFERENCES window(id) ON DELETE CASCADE,"
	" address BLOB NOT NULL CHECK (length(address) = 16),"
	" inside INTEGER NOT NULL,"
	" interface TEXT NOT NULL,"
	" first INTEGER NOT NULL,"
	" last INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" other INTEGER NOT NULL,"
	" request INTEGER NOT NULL,"
	" response INTEGER NOT NULL,"
	" signature INTEGER NOT NULL,"
	" pingpong INTEGER NOT NULL,"
	" overflow INTEGER NOT NULL,"
	" slammer INTEGER NOT NULL,"
	" PRIMARY KEY (window, address, inside)"
	") STRICT, WITHOUT ROWID;",
	"CREATE TABLE constituent ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE"
	") STRICT;"
	"ALTER TABLE window_source"
	" ADD COLUMN constituent INTEGER REFERENCES constituent(id);"
	LEVEL_TABLES("hour") LEVEL_TABLES("day")
	LEVEL_FILL("hour", "3600") LEVEL_FILL("day", "86400")
	"CREATE TABLE kept ("
	" level TEXT PRIMARY KEY,"
	" since INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"INSERT INTO kept VALUES ('window', 0), ('hour', 0), ('day', 0);"
	"CREATE TABLE lost_window ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" start INTEGER NOT NULL,"
	" until INTEGER NOT NULL,"
	" why TEXT NOT NULL,"
	" packets INTEGER,"
	" PRIMARY KEY (sensor, start, until, why)"
	") STRICT, WITHOUT ROWID;",
	"CREATE TABLE imported ("
	" start INTEGER NOT NULL,"
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" hash BLOB NOT NULL CHECK (length(hash) = 16),"
	" times INTEGER NOT NULL CHECK (times > 0),"
	" PRIMARY KEY (start, sensor, hash)"
	") STRICT, WITHOUT ROWID;",
	"ALTER TABLE window_source ADD COLUMN targets INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE hour_source ADD COLUMN targets INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE day_source ADD COLUMN targets INTEGER NOT NULL DEFAULT 0;",
	"CREATE TABLE sensor_with_identity ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL,"
	" identity TEXT UNIQUE"
	") STRICT;"
	"INSERT INTO sensor_with_identity SELECT id, name, NULL FROM sensor;"
	"DROP TABLE sensor;"
	"ALTER TABLE sensor_with_identity RENAME TO sensor;"
	"CREATE TABLE sensor_name ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" since INTEGER NOT NULL,"
	" name TEXT NOT NULL,"
	" PRIMARY KEY (sensor, since, name)"
	") STRICT, WITHOUT ROWID;"
	"INSERT INTO sensor_name SELECT id, coalesce((SELECT min(start) FROM day"
	" WHERE day.sensor = sensor.id), 0), name FROM sensor;",
	LEVEL_WITH_SPANS("window") LEVEL_WITH_SPANS("hour") LEVEL_WITH_SPANS("day"),
	LEVEL_BOUNDED("window") LEVEL_BOUNDED("hour") LEVEL_BOUNDED("day")
	"ALTER TABLE kept ADD COLUMN sized INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE bounding ("
	" level TEXT NOT NULL,"
	" window INTEGER NOT NULL,"
	" coarse INTEGER NOT NULL,"
	" address BLOB NOT NULL,"
	" inside INTEGER NOT NULL,"
	" least BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE state_stays ("
	" sensor INTEGER NOT NULL REFERENCES sensor(id),"
	" part INTEGER NOT NULL,"
	" stays BLOB NOT NULL,"
	" PRIMARY KEY (sensor, part)"
	") STRICT;",
};

const struct db_schema store_schema = {
	.application = 0x6e66736c,	/* "nfsl" */
	.content = "statistics",
	.update = "start slammerd, or run slammer-advisory import, once",
	.incremental_vacuum = true,
	.migrations = migrations,
	.version = sizeof(migrations) / sizeof(migrations[0]),
};
