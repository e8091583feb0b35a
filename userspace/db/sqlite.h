/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sqlite.h - what the files of this room share: the handle, statements, errors
 *
 * Private to userspace/store. Nothing outside includes this or sqlite3.h.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "common/error.h"
#include "store/store.h"

/**
 * struct schema - what a kind of database is called, and how it came to be
 * @application: its number in the header of a file
 * @what:	 "statistics": there are none of nf-slammer in a file of another kind
 * @update:	 "start slammerd once": what somebody does who may only read an old one
 * @steps:	 step n leads from schema n to schema n + 1
 */
struct schema {
	int application;
	const char *what;
	const char *update;
	const char *const *steps;
	int version;
};

struct store {
	sqlite3 *db;
	const struct schema *schema;
	char *path;
	enum store_fault fault;
	unsigned int patience;			/* ms that a lock is waited for */
	store_constituent_fn constituent;	/* NULL: nobody is known */
	void *constituent_arg;
	struct error error;
};

/*
 * Windows as they are written, and their sums by hours and days: three sets of
 * tables of one shape. In SQL for sql_prepare_level() "@" is the level's name.
 */
enum level { LEVEL_WINDOW, LEVEL_HOUR, LEVEL_DAY, LEVEL_COUNT };

#define HOUR	3600
#define DAY	86400

/* Columns of a class are called by its name. X macros of SLAMMER_CLASSES(). */
#define CLASS_COLUMN(sym, num, name, text)	", \"" name "\""
#define CLASS_SUM(sym, num, name, text)		", sum(\"" name "\")"
/* Packets of a row that are attacks: signature and above. */
#define ATTACKS	"(\"signature\" + \"pingpong\" + \"overflow\" + \"slammer\")"
/* A range's windows of any level: ?1 from, ?2 until, ?3 sensor or NULL; "w" is the window. */
#define IN_RANGE \
	"w.start >= ?1 AND w.start < ?2 AND (?3 IS NULL OR w.sensor = " \
	"(SELECT id FROM sensor WHERE name = ?3))"

/* Each returns -1 and leaves a sentence. */
__attribute__((format(printf, 2, 3)))
int store_fail(struct store *store, const char *format, ...);
/* From the last error of SQLite. */
int store_fail_sql(struct store *store);

int sql_exec(struct store *store, const char *sql);
sqlite3_stmt *sql_prepare(struct store *store, const char *sql);
const char *level_name(enum level level);
sqlite3_stmt *sql_prepare_level(struct store *store, enum level level,
				const char *sql);
/* 1 with a row, 0 at the end, -1 */
int sql_step(struct store *store, sqlite3_stmt *statement);
/* Runs a statement without rows and makes it ready for the next; 0 or -1. */
int sql_run(struct store *store, sqlite3_stmt *statement);
/*
 * Statement on a range's windows, bound, of the finest level that is still kept
 * for all of it; NULL on failure.
 */
sqlite3_stmt *sql_prepare_range(struct store *store, const char *sql,
				const struct store_range *range);

/* The finest level that is still kept from there on; 0 or -1. */
int sql_find_level(struct store *store, int64_t from, enum level *level);
sqlite3_stmt *sql_prepare_range_of(struct store *store, enum level level,
				   const char *sql,
				   const struct store_range *range);

/* A part of a range and the level that it is read from. */
struct span {
	enum level level;
	int64_t from;
	int64_t until;
};

#define SPANS_MAX	(2 * LEVEL_COUNT)

/*
 * A range in the longest pieces that say the same: whole days as days, whole hours
 * of the rest as hours, as far as they are kept; in order. How many, or -1.
 */
int sql_spans(struct store *store, const struct store_range *range,
	      struct span spans[SPANS_MAX]);

/* Registers of a side that a range has seen, together; 0 or -1. */
int sketch_read(struct store *store, const struct store_range *range,
		bool inside, bool targets, uint8_t registers[NFSL_SKETCH_SIZE]);

/* Registers joined to those that a window of a level has; 0 or -1. */
int sketch_write(struct store *store, enum level level, int64_t window,
		 const struct store_sketch *sketch);

/* 64 bits without a sign as 16 hex digits: ids that nobody adds up. */
#define SQL_HEX_MAX	17
void sql_bind_hex(sqlite3_stmt *statement, int i, uint64_t value);
uint64_t sql_column_hex(sqlite3_stmt *statement, int i);
void sql_bind_name(sqlite3_stmt *statement, int i, const char *name);
void sql_bind_address(sqlite3_stmt *statement, int i, struct address address);
struct address sql_column_address(sqlite3_stmt *statement, int i);
void sql_column_text(sqlite3_stmt *statement, int i, char *buf, size_t size);

/* Of a clock that nobody sets. */
int64_t store_now_ms(void);

/* Brings a new or older database to the current schema; 0 or -1. */
int schema_prepare(struct store *store, enum store_mode mode);
/* Of the statistics. */
extern const struct schema store_schema;
/* store_open_within() for a database of any kind. */
struct store *sql_open(const char *path, enum store_mode mode,
		       const struct schema *schema, unsigned int ms,
		       enum store_fault *fault, struct error *error);
/* Is there anything in that file that only a store of ours has? */
bool schema_seen(const char *path);

/* Ends a transaction: COMMIT if @ret is 0, else ROLLBACK; what came of it. */
int sql_end(struct store *store, int ret);

/**
 * struct account - one call of store_record() under way
 * @start:	of the window
 * @window:	its row at each level
 * @same_epoch:	there is an earlier snapshot of this epoch
 * @other_epoch: there is one, of another epoch
 * @since:	when it was taken, seconds; 0 if there is none
 */
struct account {
	struct store *store;
	const struct store_snapshot *snapshot;
	const char *name;
	int64_t sensor;
	int64_t start;
	int64_t window[LEVEL_COUNT];
	bool same_epoch;
	bool other_epoch;
	int64_t since;
	uint64_t untracked;
	uint64_t evicted;
};

/* Parts of store_record(), within its transaction; 0, -1 or -ESTALE. */
int record_counters(struct account *account);
int record_sources(struct account *account);
int record_sketches(struct account *account);
/* Notes what happened to the time since the last snapshot, if anything did. */
int record_gap(struct account *account);
int record_stale(struct account *account, const char *what);

#endif /* STORE_SQLITE_H */
