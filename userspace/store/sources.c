// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sources.c - record what each source sent since the last snapshot
 *
 * Stays as last recorded and stays of the snapshot are sorted in the same order and
 * compared side by side; only changes are written.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/names.h"
#include "internal.h"

/**
 * struct sources_walk - two sorted lists of stays, and the statements for changes
 * @was:    as last recorded
 * @now:    of the snapshot
 * @window: adds growth to a level
 * @save:   the new state of a stay; @forget: one that is over
 */
struct sources_walk {
	struct record *record;
	struct store_source *was;
	size_t n_was;
	const struct store_source **now;
	size_t n_now;
	sqlite3_stmt *window[LEVEL_COUNT];
	sqlite3_stmt *save;
	sqlite3_stmt *forget;
	sqlite3_stmt *constituent;
};

static int compare(const struct store_source *a, const struct store_source *b)
{
	if (a->address.hi != b->address.hi)
		return a->address.hi < b->address.hi ? -1 : 1;
	if (a->address.lo != b->address.lo)
		return a->address.lo < b->address.lo ? -1 : 1;
	if (a->inside != b->inside)
		return a->inside < b->inside ? -1 : 1;
	if (a->instance != b->instance)
		return a->instance < b->instance ? -1 : 1;
	return 0;
}

static int compare_was(const void *a, const void *b)
{
	return compare(a, b);
}

static int compare_now(const void *a, const void *b)
{
	return compare(*(const struct store_source *const *)a,
		       *(const struct store_source *const *)b);
}

static int load_was(struct sources_walk *walk, sqlite3_stmt *s)
{
	struct store *store = walk->record->store;
	struct store_source *w;
	size_t room = 0;
	int ret, i;

	while ((ret = db_step(store->db, s)) > 0) {
		if (array_grow(&walk->was, &room, walk->n_was))
			return db_fail(store->db, "out of memory");
		w = &walk->was[walk->n_was++];
		memset(w, 0, sizeof(*w));
		w->address = db_column_address(s, 0);
		w->inside = sqlite3_column_int(s, 1) != 0;
		w->instance = (uint64_t)sqlite3_column_int64(s, 2);
		w->bytes = (uint64_t)sqlite3_column_int64(s, 3);
		for (i = 0; i < CLASS_COUNT; i++)
			w->packets[i] = (uint64_t)sqlite3_column_int64(s, 4 + i);
	}
	if (walk->n_was)
		qsort(walk->was, walk->n_was, sizeof(*walk->was), compare_was);
	return ret;
}

static int load_now(struct sources_walk *walk)
{
	const struct store_snapshot *snapshot = walk->record->snapshot;
	size_t i;

	walk->n_now = snapshot->n_sources;
	if (!walk->n_now)
		return 0;
	walk->now = calloc(walk->n_now, sizeof(*walk->now));
	if (!walk->now)
		return db_fail(walk->record->store->db, "out of memory");
	for (i = 0; i < walk->n_now; i++)
		walk->now[i] = &snapshot->sources[i];
	qsort(walk->now, walk->n_now, sizeof(*walk->now), compare_now);
	return 0;
}

static int check_source(struct sources_walk *walk, size_t i)
{
	struct store *store = walk->record->store;
	const struct store_source *s = walk->now[i];
	bool large = s->bytes > INT64_MAX || s->first_ns > INT64_MAX ||
		     s->last_ns > INT64_MAX;
	char address[ADDRESS_TEXT_MAX];
	int c;

	for (c = 0; c < CLASS_COUNT; c++)
		large = large || s->packets[c] > INT64_MAX;
	if (large)
		return db_fail(store->db, "%s: a number of source %s is too large to be stored",
			       store->db->path, address_text(s->address, address));
	if (i && !compare(walk->now[i - 1], s))
		return db_fail(store->db, "%s: duplicate source %s, instance %016" PRIx64 ", in the snapshot",
			       store->db->path, address_text(s->address, address),
			       s->instance);
	return 0;
}

static void bind_key(sqlite3_stmt *s, int64_t first,
		     const struct store_source *source)
{
	sqlite3_bind_int64(s, 1, first);
	db_bind_address(s, 2, source->address);
	sqlite3_bind_int(s, 3, source->inside != 0);
}

/* The row of the constituent that has the address: 1, 0 if there is none, or -1. */
static int find_constituent(struct sources_walk *walk, struct address address,
			    int64_t *id)
{
	struct store *store = walk->record->store;
	const char *name = NULL;
	int ret;

	if (store->constituent)
		name = store->constituent(address, store->constituent_arg);
	if (!name)
		return 0;
	db_bind_text(walk->constituent, 1, name);
	ret = db_step(store->db, walk->constituent);
	if (ret > 0)
		*id = sqlite3_column_int64(walk->constituent, 0);
	sqlite3_reset(walk->constituent);
	return ret;
}

/*
 * The targets of the stay, if it attacked since @was. The kernel's bitmap cannot be
 * subtracted: a target that is attacked again, or one of many, sets no new bit. So a
 * row has all targets of the stay so far, but only where there are attacks.
 */
static uint64_t targets_of(const struct store_source *now,
			   const struct store_source *was)
{
	int c;

	for (c = CLASS_SIGNATURE; c < CLASS_SLAMMER; c++)
		if (now->packets[c] > (was ? was->packets[c] : 0))
			return now->targets;
	return 0;
}

/* Bind what the stay sent since @was. */
static void bind_growth(struct sources_walk *walk, sqlite3_stmt *s,
			const struct store_source *now,
			const struct store_source *was)
{
	int64_t first = (int64_t)(now->first_ns / NS_PER_SECOND);
	int64_t last = (int64_t)(now->last_ns / NS_PER_SECOND);
	int c;

	/* If the stay goes on, only the part since the last snapshot is new. */
	if (was && first < walk->record->since)
		first = walk->record->since;
	if (first > last)
		first = last;
	sqlite3_bind_text(s, 4, now->interface,
			  (int)strnlen(now->interface, sizeof(now->interface)),
			  SQLITE_STATIC);
	sqlite3_bind_int64(s, 5, first);
	sqlite3_bind_int64(s, 6, last);
	sqlite3_bind_int64(s, 7,
			   (int64_t)(now->bytes - (was ? was->bytes : 0)));
	for (c = 0; c < CLASS_COUNT; c++)
		sqlite3_bind_int64(s, 9 + c,
				   (int64_t)(now->packets[c] -
					     (was ? was->packets[c] : 0)));
	sqlite3_bind_int64(s, 9 + CLASS_COUNT, (int64_t)targets_of(now, was));
}

static int write_window(struct sources_walk *walk, const struct store_source *now,
			const struct store_source *was)
{
	struct record *record = walk->record;
	int64_t constituent = 0;
	sqlite3_stmt *s;
	int level, ret;

	ret = find_constituent(walk, now->address, &constituent);
	for (level = 0; ret >= 0 && level < LEVEL_COUNT; level++) {
		s = walk->window[level];
		bind_key(s, record->window[level], now);
		bind_growth(walk, s, now, was);
		if (constituent)
			sqlite3_bind_int64(s, 8, constituent);
		else
			sqlite3_bind_null(s, 8);
		ret = db_run(record->store->db, s);
	}
	return ret < 0 ? -1 : 0;
}

static int write_state(struct sources_walk *walk, const struct store_source *now)
{
	int c;

	bind_key(walk->save, walk->record->sensor, now);
	sqlite3_bind_int64(walk->save, 4, (int64_t)now->instance);
	sqlite3_bind_int64(walk->save, 5, (int64_t)now->bytes);
	for (c = 0; c < CLASS_COUNT; c++)
		sqlite3_bind_int64(walk->save, 6 + c, (int64_t)now->packets[c]);
	return db_run(walk->record->store->db, walk->save);
}

/* A stay of the snapshot; @was: the same one as last recorded, or NULL. */
static int record_source(struct sources_walk *walk, const struct store_source *now,
			 const struct store_source *was)
{
	bool grew = now->bytes > (was ? was->bytes : 0);
	uint64_t old;
	int c;

	if (was && now->bytes < was->bytes)
		return record_stale(walk->record, "the bytes of a source");
	for (c = 0; c < CLASS_COUNT; c++) {
		old = was ? was->packets[c] : 0;
		if (now->packets[c] < old)
			return record_stale(walk->record,
					    "the packets of a source");
		grew = grew || now->packets[c] > old;
	}
	if (grew && !now->forged && write_window(walk, now, was))
		return -1;
	return grew || !was ? write_state(walk, now) : 0;
}

/* A stay that is over, because the snapshot does not list it. */
static int forget_source(struct sources_walk *walk, const struct store_source *was)
{
	bind_key(walk->forget, walk->record->sensor, was);
	sqlite3_bind_int64(walk->forget, 4, (int64_t)was->instance);
	return db_run(walk->record->store->db, walk->forget);
}

static int compare_lists(struct sources_walk *walk)
{
	size_t w = 0, n = 0;
	int order, ret = 0;

	while (!ret && (w < walk->n_was || n < walk->n_now)) {
		if (n < walk->n_now && check_source(walk, n))
			return -1;
		if (w == walk->n_was)
			order = 1;
		else if (n == walk->n_now)
			order = -1;
		else
			order = compare(&walk->was[w], walk->now[n]);
		if (order < 0)
			ret = forget_source(walk, &walk->was[w++]);
		else if (order > 0)
			ret = record_source(walk, walk->now[n++], NULL);
		else
			ret = record_source(walk, walk->now[n++],
					    &walk->was[w++]);
	}
	return ret;
}

#define CLASS_SET(sym, num, name, text) \
	", \"" name "\" = excluded.\"" name "\""
#define CLASS_PARAMETER(sym, num, name, text)	", ?"

static int prepare(struct sources_walk *walk)
{
	struct store *store = walk->record->store;
	bool good = true;
	int level;

	for (level = 0; level < LEVEL_COUNT; level++) {
		walk->window[level] = level_prepare(store, level, "INSERT INTO @_source (window, address, inside, interface, first, last, bytes, constituent" SLAMMER_CLASSES(CLASS_COLUMN) ", targets) VALUES (?, ?, ?, ?, ?, ?, ?, ?" SLAMMER_CLASSES(CLASS_PARAMETER) ", ?) ON CONFLICT DO UPDATE SET targets = targets | excluded.targets, interface = iif(excluded.last >= last, excluded.interface, interface), first = min(first, excluded.first), last = max(last, excluded.last), bytes = bytes + excluded.bytes, constituent = coalesce(excluded.constituent, constituent)" SLAMMER_CLASSES(CLASS_ADD));
		good = good && walk->window[level];
	}
	walk->constituent = db_prepare(store->db, "INSERT INTO constituent (name) VALUES (?1) ON CONFLICT DO UPDATE SET name = name RETURNING id");
	walk->save = db_prepare(store->db, "INSERT INTO state_source (sensor, address, inside, instance, bytes" SLAMMER_CLASSES(CLASS_COLUMN) ") VALUES (?, ?, ?, ?, ?" SLAMMER_CLASSES(CLASS_PARAMETER) ") ON CONFLICT DO UPDATE SET bytes = excluded.bytes" SLAMMER_CLASSES(CLASS_SET));
	walk->forget = db_prepare(store->db, "DELETE FROM state_source WHERE sensor = ? AND address = ? AND inside = ? AND instance = ?");
	return good && walk->constituent && walk->save && walk->forget ? 0 : -1;
}

int record_sources(struct record *record)
{
	struct sources_walk walk = { .record = record };
	sqlite3_stmt *s;
	int ret, level;

	s = db_prepare(record->store->db, "SELECT address, inside, instance, bytes" SLAMMER_CLASSES(CLASS_COLUMN) " FROM state_source WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	ret = load_was(&walk, s);
	sqlite3_finalize(s);
	if (!ret)
		ret = load_now(&walk);
	if (!ret)
		ret = prepare(&walk);
	if (!ret)
		ret = compare_lists(&walk);
	for (level = 0; level < LEVEL_COUNT; level++)
		sqlite3_finalize(walk.window[level]);
	sqlite3_finalize(walk.constituent);
	sqlite3_finalize(walk.save);
	sqlite3_finalize(walk.forget);
	free(walk.was);
	free(walk.now);
	return ret;
}
