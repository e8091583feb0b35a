/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import.h - what other sensors saw, written into the store exactly once
 *
 * store_import_begin(), store_import_row() for each row of a file,
 * store_import_end(). Rows are gathered in temporary tables, without a lock on the
 * store; the end adds what is new in one transaction, to windows, hours and days, so
 * a file is in the store wholly or not at all, and a daemon waits only for that.
 *
 * A row is told from others by its hash, and equal ones by how many of them a file
 * has: of the same file, or one that overlaps, only what was not there yet is added.
 */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H

#include "store.h"

#define STORE_HASH_SIZE		16

/*
 * Packets and bytes of a row: no more, so that sums have room. Twenty million rows
 * of that size are refused as too large, which is an error and no wrong figure.
 */
#define STORE_IMPORT_PACKETS	1000000000ull

/**
 * struct store_row - packets that somebody else counted, all of one source
 * @time:	 of the first of them
 * @target:	 whom they were sent to, if @has_target
 * @inside:	 the source was seen inside
 * @hash:	 of all that tells the row from others
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
 * struct store_imported - what came of a file
 * @rows, @packets: that were new
 * @known:	    rows that were there already
 * @expired:	    rows from a time that the store no longer keeps
 * @sources:	    different sources of the new rows
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
 * store_import_begin - begin a file of a sensor
 * @store:   opened to read: nothing will be written, only counted
 * @seconds: length of windows: 300 to 3600, a divisor of an hour
 *
 * Refused if a daemon writes under that name. Sources are written with the
 * constituent that store_resolve() has set. NULL, and store_error() says why.
 */
struct store_import *store_import_begin(struct store *store, const char *sensor,
					unsigned int seconds);
/* 0 or -1 */
int store_import_row(struct store_import *import, const struct store_row *row);
/* The sensor watched then, whether or not there was anything to count. 0 or -1 */
int store_import_watched(struct store_import *import, int64_t time);
/**
 * store_import_end - write what is new, and free @import
 *
 * Windows in which the sensor watched are there even if nothing is in them: those
 * with a row of any kind, and those between two of them that are at most a day
 * apart. 0 or -1.
 */
int store_import_end(struct store_import *import, struct store_imported *result);
/* Free it, and forget all. */
void store_import_cancel(struct store_import *import);

#endif /* STORE_IMPORT_H */
