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
