/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import.h - import files of other sensors, each row exactly once
 *
 * store_import_begin(), store_import_row() for each row of a file,
 * store_import_end(). Rows are staged in temporary tables, without a lock on the
 * store. The end adds what is new to windows, hours and days in one transaction: a
 * file is imported completely or not at all, and a daemon waits only for that part.
 *
 * A hash identifies a row, and duplicates are counted. If the same file is imported
 * again, or one that overlaps with it, only the rows that are new are added.
 */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H

#include "store.h"

#define STORE_HASH_SIZE		16

/*
 * Most packets of a row, so that sums do not overflow. The sum of twenty million rows
 * of that size would be refused as too large: an error, not a wrong number.
 */
#define STORE_IMPORT_PACKETS	1000000000ull

/**
 * struct store_row - packets of one source, as another sensor counted them
 * @time:	 of the first packet, seconds since 1970
 * @target:	 destination, if @has_target
 * @inside:	 the source is inside
 * @hash:	 identifies the row
 */
struct store_row {
	int64_t time;
	struct address source;
	struct address target;
	bool has_target;
	bool inside;
	uint8_t direction;
	uint8_t reason;
	uint8_t verdict;
	uint64_t packets;
	uint64_t bytes;
	uint8_t hash[STORE_HASH_SIZE];
};

/**
 * struct store_imported - result of an import
 * @rows, @packets: new ones
 * @known:	    rows that had been imported before
 * @expired:	    rows from before the time that the store retains
 * @sources:	    distinct sources of the new rows
 */
struct store_imported {
	uint64_t rows;
	uint64_t packets;
	uint64_t known;
	uint64_t expired;
	uint64_t sources;
};

struct store_import;

/**
 * store_import_begin - begin to import a file of @sensor
 * @store:   if opened for reading, rows are only counted (dry run)
 * @seconds: length of windows: 300 to 3600, a divisor of an hour
 *
 * Refused if a daemon writes under that name. Sources get the constituent that the
 * function of store_resolve() returns. NULL on failure, see store_error().
 */
struct store_import *store_import_begin(struct store *store, const char *sensor,
					unsigned int seconds);
/* 0 or -1 */
int store_import_row(struct store_import *import, const struct store_row *row);
/* The sensor watched at @time, even if it counted nothing. 0 or -1 */
int store_import_watched(struct store_import *import, int64_t time);
/**
 * store_import_end - write what is new, and free @import
 *
 * Also writes the empty windows in which the sensor watched: those with a row of any
 * kind, and all between two of them that are at most a day apart. 0 or -1.
 */
int store_import_end(struct store_import *import, struct store_imported *result);
/* Free it without writing anything. */
void store_import_cancel(struct store_import *import);

#endif /* STORE_IMPORT_H */
