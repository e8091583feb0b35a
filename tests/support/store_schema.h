/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store_schema.h - the tables of older stores, word for word as they were made
 *
 * Never edited: an operator has such a file.
 */
#ifndef TESTS_STORE_SCHEMA_H
#define TESTS_STORE_SCHEMA_H

#define STORE_SCHEMA_1	\
	"CREATE TABLE sensor (" \
	" id INTEGER PRIMARY KEY," \
	" name TEXT NOT NULL UNIQUE" \
	") STRICT;" \
	"CREATE TABLE epoch (" \
	" sensor INTEGER NOT NULL REFERENCES sensor(id)," \
	" epoch TEXT NOT NULL," \
	" PRIMARY KEY (sensor, epoch)" \
	") STRICT, WITHOUT ROWID;" \
	"CREATE TABLE state (" \
	" sensor INTEGER PRIMARY KEY REFERENCES sensor(id)," \
	" epoch TEXT NOT NULL," \
	" taken_ns INTEGER NOT NULL," \
	" untracked INTEGER NOT NULL," \
	" evicted INTEGER NOT NULL" \
	") STRICT;" \
	"CREATE TABLE state_counter (" \
	" sensor INTEGER NOT NULL REFERENCES sensor(id)," \
	" direction TEXT NOT NULL," \
	" reason TEXT NOT NULL," \
	" verdict TEXT NOT NULL," \
	" packets INTEGER NOT NULL," \
	" bytes INTEGER NOT NULL," \
	" PRIMARY KEY (sensor, direction, reason, verdict)" \
	") STRICT, WITHOUT ROWID;" \
	"CREATE TABLE state_source (" \
	" sensor INTEGER NOT NULL REFERENCES sensor(id)," \
	" address BLOB NOT NULL CHECK (length(address) = 16)," \
	" inside INTEGER NOT NULL," \
	" instance INTEGER NOT NULL," \
	" bytes INTEGER NOT NULL," \
	" other INTEGER NOT NULL," \
	" request INTEGER NOT NULL," \
	" response INTEGER NOT NULL," \
	" signature INTEGER NOT NULL," \
	" pingpong INTEGER NOT NULL," \
	" overflow INTEGER NOT NULL," \
	" slammer INTEGER NOT NULL," \
	" PRIMARY KEY (sensor, address, inside, instance)" \
	") STRICT, WITHOUT ROWID;" \
	"CREATE TABLE window (" \
	" id INTEGER PRIMARY KEY," \
	" sensor INTEGER NOT NULL REFERENCES sensor(id)," \
	" start INTEGER NOT NULL," \
	" seconds INTEGER NOT NULL CHECK (seconds > 0)," \
	" since INTEGER NOT NULL," \
	" taken INTEGER NOT NULL," \
	" generation INTEGER NOT NULL," \
	" digest TEXT NOT NULL," \
	" untracked INTEGER NOT NULL," \
	" evicted INTEGER NOT NULL," \
	" UNIQUE (start, sensor, seconds)" \
	") STRICT;" \
	"CREATE TABLE window_counter (" \
	" window INTEGER NOT NULL REFERENCES window(id) ON DELETE CASCADE," \
	" direction TEXT NOT NULL," \
	" reason TEXT NOT NULL," \
	" verdict TEXT NOT NULL," \
	" packets INTEGER NOT NULL," \
	" bytes INTEGER NOT NULL," \
	" PRIMARY KEY (window, direction, reason, verdict)" \
	") STRICT, WITHOUT ROWID;" \
	"CREATE TABLE window_source (" \
	" window INTEGER NOT NULL REFERENCES window(id) ON DELETE CASCADE," \
	" address BLOB NOT NULL CHECK (length(address) = 16)," \
	" inside INTEGER NOT NULL," \
	" interface TEXT NOT NULL," \
	" first INTEGER NOT NULL," \
	" last INTEGER NOT NULL," \
	" bytes INTEGER NOT NULL," \
	" other INTEGER NOT NULL," \
	" request INTEGER NOT NULL," \
	" response INTEGER NOT NULL," \
	" signature INTEGER NOT NULL," \
	" pingpong INTEGER NOT NULL," \
	" overflow INTEGER NOT NULL," \
	" slammer INTEGER NOT NULL," \
	" PRIMARY KEY (window, address, inside)" \
	") STRICT, WITHOUT ROWID;" \
	"PRAGMA application_id = 1852207980; PRAGMA user_version = 1;"

/* The way from version 1 to version 2. */
#define STORE_STEP_2	\
	"CREATE TABLE constituent ( id INTEGER PRIMARY KEY, name TEXT NOT" \
	" NULL UNIQUE) STRICT;" \
	"ALTER TABLE window_source ADD COLUMN constituent INTEGER" \
	" REFERENCES constituent(id);" \
	"CREATE TABLE hour ( id INTEGER PRIMARY KEY, sensor INTEGER NOT" \
	" NULL REFERENCES sensor(id), start INTEGER NOT NULL, seconds" \
	" INTEGER NOT NULL CHECK (seconds > 0), since INTEGER NOT NULL," \
	" taken INTEGER NOT NULL, generation INTEGER NOT NULL, digest TEXT" \
	" NOT NULL, untracked INTEGER NOT NULL, evicted INTEGER NOT NULL," \
	" UNIQUE (start, sensor, seconds)) STRICT;" \
	"CREATE TABLE hour_counter ( window INTEGER NOT NULL REFERENCES" \
	" hour(id) ON DELETE CASCADE, direction TEXT NOT NULL, reason TEXT" \
	" NOT NULL, verdict TEXT NOT NULL, packets INTEGER NOT NULL, bytes" \
	" INTEGER NOT NULL, PRIMARY KEY (window, direction, reason," \
	" verdict)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE hour_source ( window INTEGER NOT NULL REFERENCES" \
	" hour(id) ON DELETE CASCADE, address BLOB NOT NULL CHECK" \
	" (length(address) = 16), inside INTEGER NOT NULL, interface TEXT" \
	" NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, bytes" \
	" INTEGER NOT NULL, other INTEGER NOT NULL, request INTEGER NOT" \
	" NULL, response INTEGER NOT NULL, signature INTEGER NOT NULL," \
	" pingpong INTEGER NOT NULL, overflow INTEGER NOT NULL, slammer" \
	" INTEGER NOT NULL, constituent INTEGER REFERENCES constituent(id)," \
	" PRIMARY KEY (window, address, inside)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE hour_sketch ( window INTEGER NOT NULL REFERENCES" \
	" hour(id) ON DELETE CASCADE, inside INTEGER NOT NULL, what TEXT" \
	" NOT NULL, registers BLOB NOT NULL CHECK (length(registers) =" \
	" 2048), PRIMARY KEY (window, inside, what)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE day ( id INTEGER PRIMARY KEY, sensor INTEGER NOT NULL" \
	" REFERENCES sensor(id), start INTEGER NOT NULL, seconds INTEGER" \
	" NOT NULL CHECK (seconds > 0), since INTEGER NOT NULL, taken" \
	" INTEGER NOT NULL, generation INTEGER NOT NULL, digest TEXT NOT" \
	" NULL, untracked INTEGER NOT NULL, evicted INTEGER NOT NULL," \
	" UNIQUE (start, sensor, seconds)) STRICT;" \
	"CREATE TABLE day_counter ( window INTEGER NOT NULL REFERENCES" \
	" day(id) ON DELETE CASCADE, direction TEXT NOT NULL, reason TEXT" \
	" NOT NULL, verdict TEXT NOT NULL, packets INTEGER NOT NULL, bytes" \
	" INTEGER NOT NULL, PRIMARY KEY (window, direction, reason," \
	" verdict)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE day_source ( window INTEGER NOT NULL REFERENCES" \
	" day(id) ON DELETE CASCADE, address BLOB NOT NULL CHECK" \
	" (length(address) = 16), inside INTEGER NOT NULL, interface TEXT" \
	" NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, bytes" \
	" INTEGER NOT NULL, other INTEGER NOT NULL, request INTEGER NOT" \
	" NULL, response INTEGER NOT NULL, signature INTEGER NOT NULL," \
	" pingpong INTEGER NOT NULL, overflow INTEGER NOT NULL, slammer" \
	" INTEGER NOT NULL, constituent INTEGER REFERENCES constituent(id)," \
	" PRIMARY KEY (window, address, inside)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE day_sketch ( window INTEGER NOT NULL REFERENCES" \
	" day(id) ON DELETE CASCADE, inside INTEGER NOT NULL, what TEXT NOT" \
	" NULL, registers BLOB NOT NULL CHECK (length(registers) = 2048)," \
	" PRIMARY KEY (window, inside, what)) STRICT, WITHOUT ROWID;" \
	"INSERT INTO hour (sensor, start, seconds, since, taken," \
	" generation, digest, untracked, evicted) SELECT sensor, slot," \
	" 3600, (SELECT since FROM window AS x WHERE x.sensor = w.sensor" \
	" AND  x.start >= slot AND x.start < slot + 3600  ORDER BY start" \
	" LIMIT 1), max(taken), generation, digest, sum(untracked)," \
	" sum(evicted) FROM (SELECT *, start - start % 3600 AS slot FROM" \
	" window) AS w GROUP BY sensor, slot;" \
	"INSERT INTO hour_counter SELECT l.id, direction, reason, verdict," \
	" sum(packets), sum(bytes) FROM window AS w JOIN window_counter AS" \
	" c ON c.window = w.id JOIN hour AS l ON l.sensor = w.sensor AND" \
	" l.start = w.start - w.start % 3600 GROUP BY l.id, direction," \
	" reason, verdict;" \
	"INSERT INTO hour_source SELECT l.id, address, inside," \
	" substr(max(printf('%020d', last) || interface), 21), min(first)," \
	" max(last), sum(bytes), sum(other), sum(request), sum(response)," \
	" sum(signature), sum(pingpong), sum(overflow), sum(slammer), NULL" \
	" FROM window AS w JOIN window_source AS s ON s.window = w.id JOIN" \
	" hour AS l ON l.sensor = w.sensor AND l.start = w.start - w.start" \
	" % 3600 GROUP BY l.id, address, inside;" \
	"INSERT INTO day (sensor, start, seconds, since, taken, generation," \
	" digest, untracked, evicted) SELECT sensor, slot, 86400, (SELECT" \
	" since FROM window AS x WHERE x.sensor = w.sensor AND  x.start >=" \
	" slot AND x.start < slot + 86400  ORDER BY start LIMIT 1)," \
	" max(taken), generation, digest, sum(untracked), sum(evicted) FROM" \
	" (SELECT *, start - start % 86400 AS slot FROM window) AS w GROUP" \
	" BY sensor, slot;" \
	"INSERT INTO day_counter SELECT l.id, direction, reason, verdict," \
	" sum(packets), sum(bytes) FROM window AS w JOIN window_counter AS" \
	" c ON c.window = w.id JOIN day AS l ON l.sensor = w.sensor AND" \
	" l.start = w.start - w.start % 86400 GROUP BY l.id, direction," \
	" reason, verdict;" \
	"INSERT INTO day_source SELECT l.id, address, inside," \
	" substr(max(printf('%020d', last) || interface), 21), min(first)," \
	" max(last), sum(bytes), sum(other), sum(request), sum(response)," \
	" sum(signature), sum(pingpong), sum(overflow), sum(slammer), NULL" \
	" FROM window AS w JOIN window_source AS s ON s.window = w.id JOIN" \
	" day AS l ON l.sensor = w.sensor AND l.start = w.start - w.start %" \
	" 86400 GROUP BY l.id, address, inside;" \
	"CREATE TABLE kept ( level TEXT PRIMARY KEY, since INTEGER NOT" \
	" NULL) STRICT, WITHOUT ROWID;" \
	"INSERT INTO kept VALUES ('window', 0), ('hour', 0), ('day', 0);" \
	"CREATE TABLE lost_window ( sensor INTEGER NOT NULL REFERENCES" \
	" sensor(id), start INTEGER NOT NULL, until INTEGER NOT NULL, why" \
	" TEXT NOT NULL, packets INTEGER, PRIMARY KEY (sensor, start," \
	" until, why)) STRICT, WITHOUT ROWID;" \
	"PRAGMA user_version = 2;"

/* Two routers, three windows in two hours of two days, two sources. */
#define STORE_ROWS_1 \
	"INSERT INTO sensor VALUES (1, 'r1'), (2, 'r2');" \
	"INSERT INTO epoch VALUES (1, '0000000000000007'), (2, '0000000000000008');" \
	"INSERT INTO state VALUES (1, '0000000000000007', 1769472300000000000, 5, 6)," \
	" (2, '0000000000000008', 1769410860000000000, 0, 0);" \
	"INSERT INTO state_counter VALUES" \
	" (1, 'ingress', 'worm', 'drop', 30, 12120)," \
	" (2, 'egress', 'worm', 'drop', 4, 1616);" \
	"INSERT INTO state_source VALUES" \
	" (1, x'00000000000000000000ffffc0000201', 0, -5, 12120, 0,0,0,0,0,0,30);" \
	"INSERT INTO window VALUES" \
	" (1, 1, 1769410800, 300, 1769410800, 1769411100, 2, '00000000000000aa', 1, 2)," \
	" (2, 1, 1769411100, 300, 1769411100, 1769411400, 3, '00000000000000bb', 2, 2)," \
	" (3, 1, 1769472000, 300, 1769472000, 1769472300, 3, '00000000000000bb', 2, 2)," \
	" (4, 2, 1769410800, 60, 0, 1769410860, 2, '00000000000000cc', 0, 0);" \
	"INSERT INTO window_counter VALUES" \
	" (1, 'ingress', 'worm', 'drop', 5, 2020)," \
	" (2, 'ingress', 'worm', 'drop', 10, 4040)," \
	" (3, 'ingress', 'worm', 'drop', 15, 6060)," \
	" (4, 'egress', 'worm', 'drop', 4, 1616);" \
	"INSERT INTO window_source VALUES" \
	" (1, x'00000000000000000000ffffc0000201', 0, 'eth0', 1769410801, 1769410802, 2020, 0,0,0,0,0,0,5)," \
	" (2, x'00000000000000000000ffffc0000201', 0, 'eth1', 1769411101, 1769411102, 4040, 0,0,0,0,0,0,10)," \
	" (3, x'00000000000000000000ffffc0000201', 0, 'eth1', 1769472001, 1769472002, 6060, 0,0,0,0,0,0,15)," \
	" (4, x'00000000000000000000ffffc0000202', 1, 'eth2', 1769410801, 1769410802, 1616, 0,0,0,0,0,0,4);"

#endif /* TESTS_STORE_SCHEMA_H */
