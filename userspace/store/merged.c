// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wholes.c - each source of a range once: a merge of lists that are in order
 *
 * The rows of a window (hour, day) lie on disk by address. One statement for each
 * of them walks its rows; a heap says which of them has the lowest address.
 * Nothing is sorted or grouped, and every page is read once.
 */
#include <stdlib.h>
#include <string.h>

#include "nfslammer/bytes.h"
#include "db/sqlite.h"

/* Columns of a row, in their order on disk. */
enum column {
	COLUMN_ADDRESS,
	COLUMN_INSIDE,
	COLUMN_INTERFACE,
	COLUMN_FIRST,
	COLUMN_LAST,
	COLUMN_BYTES,
	COLUMN_CLASS,
	COLUMN_CONSTITUENT = COLUMN_CLASS + CLASS_COUNT
};

#define ROWS	"SELECT address, inside, interface, first, last, bytes" \
		SLAMMER_CLASSES(CLASS_COLUMN) ", constituent"		\
		" FROM @_source WHERE window = ?1 ORDER BY address, inside"

/* A list and the place where it is: @hi, @lo, @inside of its next row. */
struct list {
	sqlite3_stmt *rows;
	uint64_t hi;
	uint64_t lo;
	bool inside;
};

struct merge {
	struct store *store;
	struct list *heap;
	size_t count;
	size_t room;
	char **names;			/* of constituents, by number */
	size_t n_names;
	struct store_whole whole;
	char interface[sizeof(((struct store_source *)0)->interface)];
	int64_t named;			/* when it was last somebody's */
};

static bool before(const struct list *a, const struct list *b)
{
	if (a->hi != b->hi)
		return a->hi < b->hi;
	if (a->lo != b->lo)
		return a->lo < b->lo;
	return a->inside < b->inside;
}

/* The list at @i goes down to where it belongs. */
static void sink(struct merge *m, size_t i)
{
	struct list moving = m->heap[i];
	size_t child;

	while ((child = 2 * i + 1) < m->count) {
		if (child + 1 < m->count &&
		    before(&m->heap[child + 1], &m->heap[child]))
			child++;
		if (!before(&m->heap[child], &moving))
			break;
		m->heap[i] = m->heap[child];
		i = child;
	}
	m->heap[i] = moving;
}

/* 1: it has a row, 0: it is at its end, -1 */
static int advance(struct merge *m, struct list *list)
{
	const void *blob;
	struct address a;
	int ret = sql_step(m->store, list->rows);

	if (ret <= 0)
		return ret;
	blob = sqlite3_column_blob(list->rows, COLUMN_ADDRESS);
	if (!blob || sqlite3_column_bytes(list->rows, COLUMN_ADDRESS) != 16)
		return store_fail(m->store, "%s: a source has no address",
				  m->store->path);
	a = address_load(blob);
	list->hi = a.hi;
	list->lo = a.lo;
	list->inside = sqlite3_column_int(list->rows, COLUMN_INSIDE) != 0;
	return 1;
}

static int add_list(struct merge *m, enum level level, int64_t window)
{
	struct list list = { 0 }, *grown;
	int ret;

	if (m->count == m->room) {
		m->room = m->room ? 2 * m->room : 64;
		grown = realloc(m->heap, m->room * sizeof(*grown));
		if (!grown)
			return store_fail(m->store, "out of memory");
		m->heap = grown;
	}
	list.rows = sql_prepare_level(m->store, level, ROWS);
	if (!list.rows)
		return -1;
	sqlite3_bind_int64(list.rows, 1, window);
	ret = advance(m, &list);
	if (ret > 0)
		m->heap[m->count++] = list;
	else
		sqlite3_finalize(list.rows);
	return ret < 0 ? -1 : 0;
}

static int open_span(struct merge *m, const struct span *span,
		     const char *sensor)
{
	struct store_range range = { span->from, span->until, sensor };
	sqlite3_stmt *s;
	int ret;

	s = sql_prepare_range_of(m->store, span->level, "SELECT w.id FROM @ AS w WHERE " IN_RANGE, &range);
	if (!s)
		return -1;
	while ((ret = sql_step(m->store, s)) > 0) {
		if (add_list(m, span->level, sqlite3_column_int64(s, 0))) {
			ret = -1;
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}

static int open_lists(struct merge *m, const struct store_range *range)
{
	struct span spans[SPANS_MAX];
	int i, n = sql_spans(m->store, range, spans);
	size_t k;

	for (i = 0; i < n; i++)
		if (open_span(m, &spans[i], range->sensor))
			return -1;
	for (k = m->count / 2; k-- > 0;)
		sink(m, k);
	return n < 0 ? -1 : 0;
}

/* Names are few where sources are many: all of them, once. */
static int load_names(struct merge *m)
{
	sqlite3_stmt *s;
	int64_t id;
	int ret;

	s = sql_prepare(m->store, "SELECT coalesce(max(id), 0) FROM constituent");
	ret = s ? sql_step(m->store, s) : -1;
	if (ret > 0) {
		m->n_names = (size_t)sqlite3_column_int64(s, 0) + 1;
		m->names = calloc(m->n_names, sizeof(*m->names));
	}
	sqlite3_finalize(s);
	if (ret > 0 && !m->names)
		return store_fail(m->store, "out of memory");
	s = ret > 0 ? sql_prepare(m->store, "SELECT id, name FROM constituent WHERE id > 0") : NULL;
	if (!s)
		return -1;
	while ((ret = sql_step(m->store, s)) > 0) {
		id = sqlite3_column_int64(s, 0);
		m->names[id] = strdup((const char *)sqlite3_column_text(s, 1));
		if (!m->names[id]) {
			ret = store_fail(m->store, "out of memory");
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}

static void start_whole(struct merge *m, const struct list *list)
{
	memset(&m->whole, 0, sizeof(m->whole));
	m->whole.address.hi = list->hi;
	m->whole.address.lo = list->lo;
	m->whole.inside = list->inside;
	m->whole.interface = m->interface;
	m->whole.first = INT64_MAX;
	m->whole.last = -1;
	m->named = -1;
}

/* Of two at the same time the one that is later in the alphabet, by any order. */
static void take_interface(struct merge *m, sqlite3_stmt *s, int64_t time)
{
	char interface[sizeof(m->interface)];

	sql_column_text(s, COLUMN_INTERFACE, interface, sizeof(interface));
	if (time > m->whole.last || strcmp(interface, m->interface) > 0)
		memcpy(m->interface, interface, sizeof(interface));
	m->whole.last = time;
}

static void take_row(struct merge *m, sqlite3_stmt *s)
{
	struct store_whole *w = &m->whole;
	int64_t time, number;
	int c;

	time = sqlite3_column_int64(s, COLUMN_FIRST);
	if (time < w->first)
		w->first = time;
	time = sqlite3_column_int64(s, COLUMN_LAST);
	if (time >= w->last)
		take_interface(m, s, time);
	w->bytes += (uint64_t)sqlite3_column_int64(s, COLUMN_BYTES);
	for (c = 0; c < CLASS_COUNT; c++)
		w->packets[c] += (uint64_t)sqlite3_column_int64(s, COLUMN_CLASS + c);
	number = sqlite3_column_int64(s, COLUMN_CONSTITUENT);
	if (number > 0 && (size_t)number < m->n_names && time > m->named) {
		m->named = time;
		w->number = (uint32_t)number;
		w->constituent = m->names[number];
	}
}

/* The first list's row is taken; the list goes on, or away. */
static int take_first(struct merge *m)
{
	int ret;

	take_row(m, m->heap[0].rows);
	ret = advance(m, &m->heap[0]);
	if (ret < 0)
		return -1;
	if (!ret) {
		sqlite3_finalize(m->heap[0].rows);
		m->heap[0] = m->heap[--m->count];
	}
	if (m->count)
		sink(m, 0);
	return 0;
}

static int walk(struct merge *m, store_whole_fn fn, void *arg)
{
	struct list now;

	while (m->count) {
		now = m->heap[0];
		start_whole(m, &now);
		do {
			if (take_first(m))
				return -1;
		} while (m->count && !before(&now, &m->heap[0]));
		if (fn(&m->whole, arg))
			break;
	}
	return 0;
}

static void merge_free(struct merge *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		sqlite3_finalize(m->heap[i].rows);
	for (i = 0; m->names && i < m->n_names; i++)
		free(m->names[i]);
	free(m->names);
	free(m->heap);
}

int store_merged_sources(struct store *store, const struct store_range *range,
		 store_whole_fn fn, void *arg)
{
	bool held = !sqlite3_get_autocommit(store->db);
	struct merge m = { .store = store };
	int ret = held ? 0 : store_hold(store);

	if (ret)
		return -1;
	ret = load_names(&m);
	if (!ret)
		ret = open_lists(&m, range);
	if (!ret)
		ret = walk(&m, fn, arg);
	merge_free(&m);
	if (!held)
		store_release(store);
	return ret;
}
