// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bounding.c - a period that is over is bounded: few sources by row, the others by network
 *
 * Each window is bounded when it is recorded, but the sources of an hour are those of its
 * windows together, and an import or an older version lists all. What a period would have
 * to list is found in one pass that only reads; then its rows are gone through by address,
 * a few at a time, each step a transaction. Table bounding has how far that is, so whoever
 * is killed goes on there. Sums are right after each step.
 */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/evidence.h"
#include "internal.h"

#define GRACE	600	/* seconds after its end, in which queued windows are written */

#define PACKETS	"(\"other\" + \"request\" + \"response\" + " ATTACKS ")"
#define WEIGHT	ATTACKS ", " PACKETS ", address"

/* Whose rank counts: the sources of a side, and of the outside those with an owner. */
enum list { LIST_OUTSIDE, LIST_INSIDE, LIST_OWNED, LIST_COUNT };

/* bounded */
enum state { STATE_UNBOUNDED, STATE_BOUNDING, STATE_BOUNDED, STATE_COARSE };

/**
 * struct period - the one that is being bounded
 * @address, @inside: of the last row that was looked at
 * @known: @least is; the lightest source of each list that keeps its row
 */
struct period {
	enum level level;
	int64_t window;
	bool coarse;
	struct address address;
	bool inside;
	bool known;
	struct weight least[LIST_COUNT];
};

#define LEAST_BYTES	(LIST_COUNT * 32)

static const struct store_bounds *bounds_of(const struct store *store,
					    const struct period *p)
{
	return &store->bounds[p->coarse ? STORE_BOUNDS - 1 : (int)p->level];
}

static void put_least(const struct period *p, uint8_t bytes[LEAST_BYTES])
{
	const struct weight *w;
	int i, k;

	for (i = 0; i < LIST_COUNT; i++) {
		w = &p->least[i];
		for (k = 0; k < 8; k++) {
			bytes[32 * i + k] = (uint8_t)(w->attacks >> 8 * k);
			bytes[32 * i + 8 + k] = (uint8_t)(w->packets >> 8 * k);
			bytes[32 * i + 16 + k] = (uint8_t)(w->address.hi >> 8 * k);
			bytes[32 * i + 24 + k] = (uint8_t)(w->address.lo >> 8 * k);
		}
	}
}

static void get_least(struct period *p, const uint8_t bytes[LEAST_BYTES])
{
	struct weight *w;
	int i, k;

	for (i = 0; i < LIST_COUNT; i++) {
		w = &p->least[i];
		*w = (struct weight){ 0 };
		for (k = 7; k >= 0; k--) {
			w->attacks = w->attacks << 8 | bytes[32 * i + k];
			w->packets = w->packets << 8 | bytes[32 * i + 8 + k];
			w->address.hi = w->address.hi << 8 | bytes[32 * i + 16 + k];
			w->address.lo = w->address.lo << 8 | bytes[32 * i + 24 + k];
		}
	}
}

/* The period that was begun: 1, 0 if there is none, or -1. */
static int load_period(struct store *store, struct period *p)
{
	sqlite3_stmt *s;
	int ret, level;

	s = db_prepare(store->db, "SELECT level, window, coarse, address, inside, least FROM bounding LIMIT 1");
	if (!s)
		return -1;
	ret = db_step(store->db, s);
	if (ret > 0) {
		*p = (struct period){ .window = sqlite3_column_int64(s, 1) };
		for (level = LEVEL_WINDOW; level < LEVEL_DAY; level++)
			if (!strcmp((const char *)sqlite3_column_text(s, 0),
				    level_name((enum level)level)))
				break;
		p->level = (enum level)level;
		p->coarse = sqlite3_column_int(s, 2) != 0;
		p->address = db_column_address(s, 3);
		p->inside = sqlite3_column_int(s, 4) != 0;
		p->known = sqlite3_column_bytes(s, 5) == LEAST_BYTES;
		if (p->known)
			get_least(p, sqlite3_column_blob(s, 5));
	}
	sqlite3_finalize(s);
	return ret;
}

static int save_period(struct store *store, const struct period *p)
{
	uint8_t least[LEAST_BYTES];
	sqlite3_stmt *s;

	if (db_exec(store->db, "DELETE FROM bounding"))
		return -1;
	s = db_prepare(store->db, "INSERT INTO bounding VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
	if (!s)
		return -1;
	put_least(p, least);
	db_bind_text(s, 1, level_name(p->level));
	sqlite3_bind_int64(s, 2, p->window);
	sqlite3_bind_int(s, 3, p->coarse);
	db_bind_address(s, 4, p->address);
	sqlite3_bind_int(s, 5, p->inside);
	sqlite3_bind_blob(s, 6, least, p->known ? LEAST_BYTES : 0,
			  SQLITE_TRANSIENT);
	return db_run_once(store->db, s);
}

/* From one state to another one; whoever wrote to it meanwhile has set it to 0. */
static int set_state(struct store *store, const struct period *p,
		     enum state from, enum state to)
{
	sqlite3_stmt *s;

	s = level_prepare(store, p->level, "UPDATE @ SET bounded = ?3 WHERE id = ?1 AND bounded = ?2");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, p->window);
	sqlite3_bind_int(s, 2, (int)from);
	sqlite3_bind_int(s, 3, (int)to);
	return db_run_once(store->db, s);
}

static int end_period(struct store *store, const struct period *p)
{
	if (remainders_trim(store, p->level, p->window, bounds_of(store, p), 1) ||
	    set_state(store, p, STATE_BOUNDING,
		      p->coarse ? STATE_COARSE : STATE_BOUNDED))
		return -1;
	return db_exec(store->db, "DELETE FROM bounding");
}

/* A number that a statement gives for a window: ?1, and ?2. */
static int window_number(struct store *store, const struct period *p,
			 const char *sql, int64_t value, int64_t *number)
{
	sqlite3_stmt *s = level_prepare(store, p->level, sql);
	int ret;

	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, p->window);
	sqlite3_bind_int64(s, 2, value);
	ret = db_step(store->db, s);
	if (ret > 0)
		*number = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret > 0 ? 0 : -1;
}

/* Has it so few rows that nothing is to be done? @rows: how many were counted. 1, 0, -1 */
static int is_small(struct store *store, const struct period *p, int64_t *rows)
{
	const struct store_bounds *bounds = bounds_of(store, p);
	unsigned int most = bounds->inside < bounds->outside ? bounds->inside :
							       bounds->outside;
	int64_t remainders;

	if (window_number(store, p, "SELECT count(*) FROM (SELECT 1 FROM @_source WHERE window = ?1 LIMIT ?2)", (int64_t)most + 1, rows) ||
	    window_number(store, p, "SELECT count(*) FROM (SELECT 1 FROM @_remainder WHERE window = ?1 LIMIT ?2)", (int64_t)bounds->networks + 1, &remainders))
		return -1;
	return *rows <= most && remainders <= bounds->networks;
}

/* The oldest period of a level that is over and unbounded: 1, 0 or -1. */
static int find_unbounded(struct store *store, int64_t now, struct period *p)
{
	sqlite3_stmt *s;
	int level, ret = 0;

	for (level = LEVEL_WINDOW; !ret && level < LEVEL_COUNT; level++) {
		s = level_prepare(store, level, "SELECT id FROM @ WHERE bounded = 0 AND start + seconds <= ?1 AND start >= (SELECT since FROM kept WHERE level = '@') ORDER BY start LIMIT 1");
		if (!s)
			return -1;
		sqlite3_bind_int64(s, 1, now - GRACE);
		ret = db_step(store->db, s);
		if (ret > 0)
			*p = (struct period){
				.level = (enum level)level,
				.window = sqlite3_column_int64(s, 0),
			};
		sqlite3_finalize(s);
	}
	return ret;
}

/* Mark those that are small; begin with the first one that is not. 1: more, 0, -1 */
static int begin_next(struct store *store, int64_t now, unsigned int rows)
{
	struct period p;
	int64_t used = 0, n;
	int ret, small;

	while ((ret = find_unbounded(store, now, &p)) > 0) {
		if (used > rows)
			return 1;
		small = is_small(store, &p, &n);
		if (small < 0 || set_state(store, &p, STATE_UNBOUNDED, small ?
					   STATE_BOUNDED : STATE_BOUNDING))
			return -1;
		if (!small)
			return save_period(store, &p) ? -1 : 1;
		used += n + 10;
	}
	return ret;
}

/* The last one of a list that keeps its row; if all do, all zero. */
static int rank(struct store *store, struct period *p, enum list list,
		unsigned int most)
{
	struct weight *least = &p->least[list];
	sqlite3_stmt *s;
	int ret;

	*least = (struct weight){ INT64_MAX, 0, { 0, 0 } };
	if (!most)
		return 0;
	s = level_prepare(store, p->level, list == LIST_OWNED ?
			  "SELECT " WEIGHT " FROM @_source WHERE window = ?1 AND inside = ?2 AND constituent IS NOT NULL AND (" WEIGHT ") < (?4, ?5, ?6) ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT 1 OFFSET ?3" :
			  "SELECT " WEIGHT " FROM @_source WHERE window = ?1 AND inside = ?2 ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT 1 OFFSET ?3");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, p->window);
	sqlite3_bind_int(s, 2, list == LIST_INSIDE);
	sqlite3_bind_int64(s, 3, (int64_t)most - 1);
	if (list == LIST_OWNED) {
		sqlite3_bind_int64(s, 4, (int64_t)p->least[LIST_OUTSIDE].attacks);
		sqlite3_bind_int64(s, 5, (int64_t)p->least[LIST_OUTSIDE].packets);
		db_bind_address(s, 6, p->least[LIST_OUTSIDE].address);
	}
	ret = db_step(store->db, s);
	*least = (struct weight){ 0 };
	if (ret > 0) {
		least->attacks = (uint64_t)sqlite3_column_int64(s, 0);
		least->packets = (uint64_t)sqlite3_column_int64(s, 1);
		least->address = db_column_address(s, 2);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

static int find_least(struct store *store, struct period *p)
{
	const struct store_bounds *bounds = bounds_of(store, p);

	if (rank(store, p, LIST_OUTSIDE, bounds->outside) ||
	    rank(store, p, LIST_INSIDE, bounds->inside) ||
	    rank(store, p, LIST_OWNED, bounds->owned))
		return -1;
	p->known = true;
	return 0;
}

static bool keeps_row(const struct period *p, const struct remainder *row,
		      struct address address)
{
	struct weight w;

	weigh(&w, row->packets, address);
	if (weight_compare(&w, &p->least[row->inside ? LIST_INSIDE :
						       LIST_OUTSIDE]) <= 0)
		return true;
	return !row->inside && row->constituent &&
	       weight_compare(&w, &p->least[LIST_OWNED]) <= 0;
}

/* Rows that are leaving the list, and their sums. */
struct leaving {
	struct address *list;
	uint8_t *inside;
	size_t count;
	struct remainders sums;
};

/* Columns: address, inside, constituent, targets, bytes, classes. */
static int look_at(struct store *store, struct period *p, sqlite3_stmt *s,
		   struct leaving *l)
{
	struct remainder row = {
		.inside = sqlite3_column_int(s, 1) != 0,
		.constituent = sqlite3_column_int64(s, 2), .sources = 1,
		.bytes = (uint64_t)sqlite3_column_int64(s, 4),
	};
	int c;

	p->address = db_column_address(s, 0);
	p->inside = row.inside;
	for (c = 0; c < CLASS_COUNT; c++)
		row.packets[c] = (uint64_t)sqlite3_column_int64(s, 5 + c);
	if (keeps_row(p, &row, p->address))
		return 0;
	row.evidence = (uint8_t)evidence_of(row.packets,
					    (uint64_t)sqlite3_column_int64(s, 3),
					    EVIDENCE_LIMITS_DEFAULT);
	remainder_network(&row, p->address);
	l->list[l->count] = p->address;
	l->inside[l->count++] = row.inside;
	return remainders_add(&l->sums, &row) ?
		db_fail(store->db, "out of memory") : 0;
}

static int drop_rows(struct store *store, const struct period *p,
		     const struct leaving *l)
{
	sqlite3_stmt *s;
	int ret = 0;
	size_t i;

	s = level_prepare(store, p->level, "DELETE FROM @_source WHERE window = ?1 AND address = ?2 AND inside = ?3");
	if (!s)
		return -1;
	for (i = 0; !ret && i < l->count; i++) {
		sqlite3_bind_int64(s, 1, p->window);
		db_bind_address(s, 2, l->list[i]);
		sqlite3_bind_int(s, 3, l->inside[i]);
		ret = db_run(store->db, s);
	}
	sqlite3_finalize(s);
	return ret;
}

/* Look at the next @rows; returns how many there were, or -1. */
static int64_t look_at_rows(struct store *store, struct period *p,
			    unsigned int rows, struct leaving *l)
{
	sqlite3_stmt *s;
	int64_t n = 0;
	int ret;

	s = level_prepare(store, p->level, "SELECT address, inside, constituent, targets, bytes" SLAMMER_CLASSES(CLASS_COLUMN) " FROM @_source WHERE window = ?1 AND (address, inside) > (?2, ?3) ORDER BY address, inside LIMIT ?4");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, p->window);
	db_bind_address(s, 2, p->address);
	/* Before the first row, address and side are 0 as well. */
	sqlite3_bind_int(s, 3, p->address.hi || p->address.lo || p->inside ?
			 p->inside : -1);
	sqlite3_bind_int64(s, 4, rows);
	while ((ret = db_step(store->db, s)) > 0 && !look_at(store, p, s, l))
		n++;
	sqlite3_finalize(s);
	return ret ? -1 : n;
}

static int go_on(struct store *store, struct period *p, unsigned int rows,
		 struct leaving *l)
{
	int64_t n = look_at_rows(store, p, rows, l);

	if (n < 0)
		return -1;
	remainders_merge(&l->sums, DISJOINT);
	if (drop_rows(store, p, l) ||
	    remainders_write(store, p->level, p->window, &l->sums))
		return -1;
	if (n < rows)
		return end_period(store, p);
	if (l->count &&
	    remainders_trim(store, p->level, p->window, bounds_of(store, p), 4))
		return -1;
	return save_period(store, p);
}

static int step(struct store *store, struct period *p, unsigned int rows)
{
	struct leaving l = {
		.list = calloc(rows, sizeof(*l.list)),
		.inside = calloc(rows, sizeof(*l.inside)),
	};
	int ret;

	if (l.list && l.inside)
		ret = go_on(store, p, rows, &l);
	else
		ret = db_fail(store->db, "out of memory");
	free(l.list);
	free(l.inside);
	remainders_free(&l.sums);
	return ret ? -1 : 1;
}

int bound_periods(struct store *store, int64_t now, unsigned int rows)
{
	struct period p;
	int ret = load_period(store, &p);

	/* Before the lock is taken: it reads all of the period. */
	if (ret < 0 || (ret && !p.known && find_least(store, &p)))
		return -1;
	if (!ret) {
		ret = find_unbounded(store, now, &p);
		if (ret <= 0)
			return ret;
		ret = 0;
	}
	if (db_exec(store->db, "BEGIN IMMEDIATE"))
		return -1;
	ret = ret ? step(store, &p, rows ? rows : 1) :
		    begin_next(store, now, rows);
	return db_end(store->db, ret < 0 ? -1 : 0) ? -1 : ret;
}

int bound_coarser(struct store *store, int64_t until)
{
	struct period p = { .level = LEVEL_DAY, .coarse = true };
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(store->db, "SELECT id FROM day WHERE bounded = 2 AND start < ?1 AND start >= (SELECT since FROM kept WHERE level = 'day') ORDER BY start LIMIT 1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, until);
	ret = db_step(store->db, s);
	if (ret > 0)
		p.window = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	if (ret <= 0)
		return ret;
	if (db_exec(store->db, "BEGIN IMMEDIATE"))
		return -1;
	ret = set_state(store, &p, STATE_BOUNDED, STATE_BOUNDING) ||
	      save_period(store, &p) ? -1 : 0;
	return db_end(store->db, ret) ? -1 : 1;
}
