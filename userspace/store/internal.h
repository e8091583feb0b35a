/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what the files of userspace/store share: handle, levels, sketches
 *
 * Private to this room. Functions return 0, or -1 with a sentence in the error of
 * store->db, unless they say otherwise.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "db/sql.h"
#include "store/import.h"
#include "store/store.h"

struct store {
	struct db *db;
	store_constituent_fn constituent;	/* NULL: constituents are unknown */
	void *constituent_arg;
	struct store_recorded recorded;		/* not taken yet */
	struct store_bounds bounds[STORE_BOUNDS];
};

extern const struct db_schema store_schema;	/* migrations.c */

#define HOUR		3600
#define DAY		86400
#define NS_PER_SECOND	1000000000

/* Columns of a class have its name. X macros for SLAMMER_CLASSES(). */
#define CLASS_COLUMN(sym, num, name, text)	", \"" name "\""
#define CLASS_SUM(sym, num, name, text)		", sum(\"" name "\")"
/* Add to a row that exists, in "ON CONFLICT DO UPDATE SET". */
#define CLASS_ADD(sym, num, name, text) \
	", \"" name "\" = \"" name "\" + excluded.\"" name "\""
/* Attack packets of a row: class signature and above. */
#define ATTACKS	"(\"signature\" + \"pingpong\" + \"overflow\" + \"slammer\")"
/*
 * Is a column with the row of a sensor that of the name ?3, or is that NULL? Those that
 * have the name; if there are none, those that once had it.
 */
#define IS_SENSOR(column)						\
	"(?3 IS NULL OR " column " IN (SELECT id FROM sensor WHERE name = ?3 "	\
	"UNION SELECT sensor FROM sensor_name WHERE name = ?3 AND NOT EXISTS "	\
	"(SELECT 1 FROM sensor WHERE name = ?3)))"
/* Windows "w" of a range, at any level: ?1 from, ?2 until, ?3 sensor or NULL. */
#define IN_RANGE "w.start >= ?1 AND w.start < ?2 AND " IS_SENSOR("w.sensor")

/* sensor.c: insert a row; @identity 0: it has none. 0 or -1 */
int sensor_insert(struct store *store, const char *name, uint64_t identity,
		  int64_t *id);
/* sensor.c: from window @start on it has that name. 0 or -1 */
int sensor_label(struct store *store, int64_t id, int64_t start, const char *name);

/* What to say about a counter whose names are not known here; always -1. */
int store_fail_unknown_counter(struct store *store);

/*
 * resolution.c. Windows as they were written, and their sums by hours and days, are
 * three sets of tables of the same shape. In SQL for the functions with level_ and
 * range_ "@" is the level's name.
 */
enum level { LEVEL_WINDOW, LEVEL_HOUR, LEVEL_DAY, LEVEL_COUNT };

const char *level_name(enum level level);
sqlite3_stmt *level_prepare(struct store *store, enum level level,
			    const char *sql);
/* The finest level that is retained from @from on. */
int level_finest(struct store *store, int64_t from, enum level *level);
/* A statement with the parameters of IN_RANGE bound. */
sqlite3_stmt *level_prepare_range(struct store *store, enum level level,
				  const char *sql,
				  const struct store_range *range);
/* The same on the finest level that is retained for the whole range. */
sqlite3_stmt *range_prepare(struct store *store, const char *sql,
			    const struct store_range *range);

/* A part of a range, and the level from which it is read. */
struct segment {
	enum level level;
	int64_t from;
	int64_t until;
};

#define SEGMENTS_MAX	(2 * LEVEL_COUNT)

/*
 * Split a range so that the fewest rows give the same sums: whole days from days,
 * whole hours of the rest from hours, as far as these are retained. In order of
 * time; returns how many, or -1.
 */
int range_split(struct store *store, const struct store_range *range,
		struct segment segments[SEGMENTS_MAX]);

/*
 * sketches.c. Read the union of a side's registers over a range; write the union of
 * @sketch and of what the window of a level already has.
 */
int sketch_read(struct store *store, const struct store_range *range,
		bool inside, bool targets, uint8_t registers[NFSL_SKETCH_SIZE]);
int sketch_write(struct store *store, enum level level, int64_t window,
		 const struct store_sketch *sketch);

/* names.c: the constituents by their number in the store, all at once. */
struct names {
	char **list;
	size_t count;
};

int names_load(struct store *store, struct names *names);
void names_free(struct names *names);
/* NULL: there is none of that number. */
const char *names_get(const struct names *names, int64_t number);

/**
 * struct remainder - a row of a remainder, see struct store_remainder
 * @bits: length of the network, 0: any
 */
struct remainder {
	struct address network;
	int64_t constituent;
	uint64_t sources;
	uint64_t bytes;
	uint64_t packets[CLASS_COUNT];
	uint8_t inside;
	uint8_t bits;
	uint8_t evidence;
};

/* All zero: none. */
struct remainders {
	struct remainder *list;
	size_t count;
	size_t room;
};

/* When two rows are of the same network, are their addresses other ones? */
enum overlap { DISJOINT, OVERLAPPING };

/*
 * remainder.c. Add a row, 0 or -1 (memory); one row for each key, in order; at most as
 * many networks as @bounds has, the others by constituent.
 */
int remainders_add(struct remainders *r, const struct remainder *row);
void remainders_merge(struct remainders *r, enum overlap overlap);
void remainders_bound(struct remainders *r, const struct store_bounds *bounds);
void remainders_free(struct remainders *r);
/* The network (and its length) that an address belongs to. */
void remainder_network(struct remainder *row, struct address address);
/* Add them to those of a window, or append those of windows "w" to @r. */
int remainders_write(struct store *store, enum level level, int64_t window,
		     const struct remainders *r);
int remainders_read(struct store *store, sqlite3_stmt *s, struct remainders *r);
/* The columns that remainders_read() reads. */
#define REMAINDER_COLUMNS						\
	"inside, bits, network, evidence, constituent, sources, bytes"	\
	SLAMMER_CLASSES(CLASS_COLUMN)
/* Bound those of a window if they are more than four times as many. */
int remainders_trim(struct store *store, enum level level, int64_t window,
		    const struct store_bounds *bounds, unsigned int times);

/* By what the sources of a period are ranked. */
struct weight {
	uint64_t attacks;
	uint64_t packets;
	struct address address;
};

void weigh(struct weight *w, const uint64_t packets[CLASS_COUNT],
	   struct address address);
/* As qsort() wants it: the heaviest first. */
int weight_compare(const struct weight *a, const struct weight *b);

/* bounding.c: bound a period that is over, a step of about @rows. 1: more, 0 or -1 */
int bound_periods(struct store *store, int64_t now, unsigned int rows);
/* Begin to make the oldest day before @until coarser: 1, 0 if all are coarse, or -1 */
int bound_coarser(struct store *store, int64_t until);

/**
 * struct record - one call of store_record() in progress
 * @name:	 of the sensor now; @sensor: its row
 * @start, @seconds: of the window
 * @span:	 counted in another time than the window's
 * @window:	 its row at each level
 * @same_epoch:	 there is an earlier snapshot, of this epoch
 * @other_epoch: there is one, of another epoch
 * @since:	 when it was taken, seconds; 0: there is none
 * @untracked, @evicted: as that snapshot had them
 * @gaps:	 that were written so far
 */
struct record {
	struct store *store;
	const struct store_snapshot *snapshot;
	const char *name;
	int64_t sensor;
	int64_t start;
	unsigned int seconds;
	bool span;
	int64_t window[LEVEL_COUNT];
	bool same_epoch;
	bool other_epoch;
	int64_t since;
	uint64_t untracked;
	uint64_t evicted;
	struct store_recorded gaps;
};

/* Parts of store_record(), within its transaction; 0, -1 or -ESTALE. */
int record_sensor(struct record *record);	/* sensor.c */
int record_sources(struct record *record);	/* sources.c */

/* sources.c: a stay that grew, since @was (NULL: since 0). */
struct grown {
	const struct store_source *now;
	const struct store_source *was;
	int64_t constituent;			/* its row, 0: none */
	struct weight weight;			/* of the growth */
	bool listed;
};

/* listing.c: write what grew, sorted by address, to the window, hour and day. */
int list_grown(struct record *record, struct grown *grown, size_t count);

/*
 * stays.c. Read the stays that were recorded last, in order; replace what has changed
 * by those of @now, which are in the same order. The list is the caller's.
 */
int stays_load(struct record *record, struct store_source **list, size_t *count);
int stays_save(struct record *record, const struct store_source *const *now,
	       size_t count);
/* The order: address, inside, instance. */
int stay_compare(const struct store_source *a, const struct store_source *b);
int record_sketches(struct record *record);	/* sketches.c */
/* gaps.c: record why there is no window since the last snapshot, if that is so. */
int record_gaps(struct record *record);
/* Report that @what shrank within the epoch; always -ESTALE. */
int record_stale(struct record *record, const char *what);

/**
 * struct store_import - an import in progress
 * @dry:     the store was opened for reading: only count
 * @sensor:  its row; 0: there is none yet
 * @seconds: length of windows
 * @window:  of the last row
 *
 * Temporary tables, filled in this order: staged (rows, duplicates counted),
 * watched (windows in which the sensor watched), grown (what is new, by window and
 * source).
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

/* import_apply.c, within the transaction that ends an import. */
/* Find the rows that are new, and fill grown from them. */
int import_filter(struct store_import *import, struct store_imported *result);
/* Add grown to windows, hours and days. */
int import_apply(struct store_import *import);

#endif /* STORE_INTERNAL_H */
