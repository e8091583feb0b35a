// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * listing.c - write the sources of a window: the first by a row each, the others by network
 *
 * Whoever forges addresses decides how many sources there are, so what a window may take
 * is bounded. The rank of a source is what it sent in the window; neither having evidence
 * nor having been listed before gives it a row, because a forged packet can give both.
 */
#include <stdlib.h>
#include <string.h>

#include "common/evidence.h"
#include "internal.h"

struct listing {
	struct record *record;
	sqlite3_stmt *rows[LEVEL_COUNT];
	sqlite3_stmt *constituent;
	struct remainders rest;
};

static uint64_t grew(uint64_t now, const uint64_t *was)
{
	return now - (was ? *was : 0);
}

static void growth(const struct grown *g, uint64_t packets[CLASS_COUNT])
{
	int c;

	for (c = 0; c < CLASS_COUNT; c++)
		packets[c] = grew(g->now->packets[c],
				  g->was ? &g->was->packets[c] : NULL);
}

/*
 * The targets of the stay, if it attacked since @was. The kernel's bitmap cannot be
 * subtracted: a target that is attacked again, or one of many, sets no new bit. So a
 * row has all targets of the stay so far, but only where there are attacks.
 */
static uint64_t targets_of(const struct grown *g,
			   const uint64_t packets[CLASS_COUNT])
{
	int c;

	for (c = CLASS_SIGNATURE; c < CLASS_SLAMMER; c++)
		if (packets[c])
			return g->now->targets;
	return 0;
}

/* The row of the constituent that has the address, 0 if there is none. 0 or -1 */
static int find_constituent(struct listing *l, struct grown *g)
{
	struct store *store = l->record->store;
	const char *name = NULL;
	int ret;

	if (store->constituent)
		name = store->constituent(g->now->address, store->constituent_arg);
	if (!name)
		return 0;
	db_bind_text(l->constituent, 1, name);
	ret = db_step(store->db, l->constituent);
	if (ret > 0)
		g->constituent = sqlite3_column_int64(l->constituent, 0);
	sqlite3_reset(l->constituent);
	return ret > 0 ? 0 : -1;
}

static int by_weight(const void *a, const void *b)
{
	const struct grown *const *x = a, *const *y = b;

	return weight_compare(&(*x)->weight, &(*y)->weight);
}

/* Mark the first ones of a side; all, if they fit, as nearly always. */
static void choose(struct grown **side, size_t count, unsigned int most,
		   unsigned int owned)
{
	size_t i;

	if (count > most)
		qsort(side, count, sizeof(*side), by_weight);
	for (i = 0; i < count; i++) {
		if (i < most)
			side[i]->listed = true;
		else if (owned && side[i]->constituent) {
			side[i]->listed = true;
			owned--;
		}
	}
}

static int choose_listed(struct listing *l, struct grown *grown, size_t count)
{
	const struct store_bounds *bounds = l->record->store->bounds;
	struct grown **side = calloc(count ? count : 1, sizeof(*side));
	int inside;
	size_t i, n;

	if (!side)
		return db_fail(l->record->store->db, "out of memory");
	for (inside = 0; inside < 2; inside++) {
		for (i = n = 0; i < count; i++)
			if ((grown[i].now->inside != 0) == inside)
				side[n++] = &grown[i];
		choose(side, n, inside ? bounds->inside : bounds->outside,
		       inside ? 0 : bounds->owned);
	}
	free(side);
	return 0;
}

/* All but the window, which is ?1. */
static void bind_source(const struct listing *l, sqlite3_stmt *s,
			const struct grown *g,
			const uint64_t packets[CLASS_COUNT])
{
	int64_t first = (int64_t)(g->now->first_ns / NS_PER_SECOND);
	int64_t last = (int64_t)(g->now->last_ns / NS_PER_SECOND);
	int c;

	/* If the stay goes on, only the part since the last snapshot is new. */
	if (g->was && first < l->record->since)
		first = l->record->since;
	if (first > last)
		first = last;
	db_bind_address(s, 2, g->now->address);
	sqlite3_bind_int(s, 3, g->now->inside != 0);
	sqlite3_bind_text(s, 4, g->now->interface,
			  (int)strnlen(g->now->interface,
				       sizeof(g->now->interface)),
			  SQLITE_STATIC);
	sqlite3_bind_int64(s, 5, first);
	sqlite3_bind_int64(s, 6, last);
	sqlite3_bind_int64(s, 7, (int64_t)grew(g->now->bytes, g->was ?
					       &g->was->bytes : NULL));
	if (g->constituent)
		sqlite3_bind_int64(s, 8, g->constituent);
	else
		sqlite3_bind_null(s, 8);
	for (c = 0; c < CLASS_COUNT; c++)
		sqlite3_bind_int64(s, 9 + c, (int64_t)packets[c]);
	sqlite3_bind_int64(s, 9 + CLASS_COUNT, (int64_t)targets_of(g, packets));
}

static int write_source(struct listing *l, const struct grown *g)
{
	uint64_t packets[CLASS_COUNT];
	int level;

	growth(g, packets);
	for (level = 0; level < LEVEL_COUNT; level++) {
		sqlite3_bind_int64(l->rows[level], 1, l->record->window[level]);
		bind_source(l, l->rows[level], g, packets);
		if (db_run(l->record->store->db, l->rows[level]))
			return -1;
	}
	return 0;
}

static int add_rest(struct listing *l, const struct grown *g)
{
	struct remainder row = {
		.inside = g->now->inside != 0, .constituent = g->constituent,
		.sources = 1,
		.bytes = grew(g->now->bytes, g->was ? &g->was->bytes : NULL),
	};

	growth(g, row.packets);
	row.evidence = (uint8_t)evidence_of(row.packets, targets_of(g, row.packets),
					    EVIDENCE_LIMITS_DEFAULT);
	remainder_network(&row, g->now->address);
	return remainders_add(&l->rest, &row) ?
		db_fail(l->record->store->db, "out of memory") : 0;
}

static int write_rest(struct listing *l)
{
	struct record *record = l->record;
	int level;

	if (!l->rest.count)
		return 0;
	remainders_merge(&l->rest, DISJOINT);
	remainders_bound(&l->rest, record->store->bounds);
	for (level = 0; level < LEVEL_COUNT; level++)
		if (remainders_write(record->store, level, record->window[level],
				     &l->rest))
			return -1;
	return 0;
}

#define CLASS_PARAMETER(sym, num, name, text)	", ?"

static int prepare(struct listing *l)
{
	struct store *store = l->record->store;
	bool good = true;
	int level;

	for (level = 0; level < LEVEL_COUNT; level++) {
		l->rows[level] = level_prepare(store, level, "INSERT INTO @_source (window, address, inside, interface, first, last, bytes, constituent" SLAMMER_CLASSES(CLASS_COLUMN) ", targets) VALUES (?, ?, ?, ?, ?, ?, ?, ?" SLAMMER_CLASSES(CLASS_PARAMETER) ", ?) ON CONFLICT DO UPDATE SET targets = targets | excluded.targets, interface = iif(excluded.last >= last, excluded.interface, interface), first = min(first, excluded.first), last = max(last, excluded.last), bytes = bytes + excluded.bytes, constituent = coalesce(excluded.constituent, constituent)" SLAMMER_CLASSES(CLASS_ADD));
		good = good && l->rows[level];
	}
	l->constituent = db_prepare(store->db, "INSERT INTO constituent (name) VALUES (?1) ON CONFLICT DO UPDATE SET name = name RETURNING id");
	return good && l->constituent ? 0 : -1;
}

int list_grown(struct record *record, struct grown *grown, size_t count)
{
	struct listing l = { .record = record };
	uint64_t packets[CLASS_COUNT];
	int level, ret;
	size_t i;

	ret = prepare(&l);
	for (i = 0; !ret && i < count; i++) {
		growth(&grown[i], packets);
		weigh(&grown[i].weight, packets, grown[i].now->address);
		ret = find_constituent(&l, &grown[i]);
	}
	if (!ret)
		ret = choose_listed(&l, grown, count);
	for (i = 0; !ret && i < count; i++)
		ret = grown[i].listed ? write_source(&l, &grown[i]) :
					add_rest(&l, &grown[i]);
	if (!ret)
		ret = write_rest(&l);
	for (level = 0; level < LEVEL_COUNT; level++)
		sqlite3_finalize(l.rows[level]);
	sqlite3_finalize(l.constituent);
	remainders_free(&l.rest);
	return ret;
}
