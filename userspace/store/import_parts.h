/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_parts.h - a file on its way into the store, for the files that bring it
 *
 * Private to this room. Temporary tables, in this order: staged (rows, equal ones
 * once), watched (windows in which the sensor watched), grown (what is new, by
 * window and source).
 */
#ifndef STORE_IMPORT_PARTS_H
#define STORE_IMPORT_PARTS_H

#include "import.h"
#include "db/sqlite.h"

/**
 * struct store_import - an import under way
 * @dry:     the store was opened to read
 * @sensor:  its row; 0: there is none
 * @seconds: length of windows
 * @window:  in which the last row was
 */
struct store_import {
	struct store *store;
	char name[STORE_SENSOR_MAX];
	bool dry;
	int64_t sensor;
	unsigned int seconds;
	int64_t window;
	sqlite3_stmt *stage;
	sqlite3_stmt *watch;
};

/* Within the transaction that ends an import: what is new, into grown. 0 or -1 */
int import_sift(struct store_import *import, struct store_imported *result);
/* And from there into windows, hours and days. 0 or -1 */
int import_write(struct store_import *import);
/* The last part of that: who attacked and was attacked, estimated. 0 or -1 */
int import_sketches(struct store_import *import);

/* Runs a statement with some of (sensor, seconds) as ?1 and ?2. 0 or -1 */
int import_run(struct store_import *import, const char *sql);

#endif /* STORE_IMPORT_PARTS_H */
