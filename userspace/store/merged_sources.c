// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * merged_sources.c - each source of a range once, by merging sorted lists
 *
 * The rows of a window (hour, day) are sorted by address on disk. One statement for
 * each of them reads its rows, and a heap gives the one with the lowest address. So
 * nothing has to be sorted or grouped, and each page is read once.
 */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "internal.h"

/* Columns of a row, in their order on disk. */
enum column {
	COLUMN_ADDRESS,
	COLUMN_INSIDE,
	COLUMN_INTERFACE,
	COLUMN_FIRST,
	COLUMN_LAST,
	COLUMN_BYTES,
	COLUMN_CLASS,
	COLUMN_CONSTITUENT = COLUMN_CLASS + CLASS_COUNT,
	COLUMN_TARGETS
};

#define ROWS	"SELECT address, inside, interface, first, last, bytes" \
		SLAMMER_CLASSES(CLASS_COLUMN) ", constituent, targets" \
		" FROM @_source WHERE window = ?1 ORDER BY address, inside"

/* A sorted list; @hi, @lo, @inside are the key of its next row. */
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
	struct names names;
	struct store_merged_source source;	/* being merged */
	char interface[sizeof(((struct store_source *)0)->interface)];
	int64_t named;			/* when it last had a constituent */
};

static bool before(const struct list *a, const struct list *b)
{
	if (a->hi != b->hi)
		return a->hi < b->hi;
	if (a->lo != b->lo)
		return a->lo < b->lo;
	return a->inside < b->inside;
}

/* Move the list at @i down the heap to its place. */
static void sift_down(struct merge *m, size_t i)
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

/* Go to the next row: 1, 0 at the end, -1. */
static int advance(struct merge *m, struct list *list)
{
	const void *blob;
	struct address a;
	int ret = db_step(m->store->db, list->rows);

	if (ret <= 0)
		return ret;
	blob = sqlite3_column_blob(list->rows, COLUMN_ADDRESS);
	if (!blob || sqlite3_column_bytes(list->rows, COLUMN_ADDRESS) != 16)
		return db_fail(m->store->db, "%s: a source has no address",
			       m->store->db->path);
	a = address_load(blob);
	list->hi = a.hi;
	list->lo = a.lo;
	list->inside = sqlite3_column_int(list->rows, COLUMN_INSIDE) != 0;
	return 1;
}

static int add_list(struct merge *m, enum level level, int64_t window)
{
	struct list list = { 0 };
	int ret;

	if (array_grow(&m->heap, &m->room, m->count))
		return db_fail(m->store->db, "out of memory");
	list.rows = level_prepare(m->store, level, ROWS);
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

static int open_segment(struct merge *m, const struct segment *segment,
			const char *sensor)
{
	struct store_range range = { segment->from, segment->until, sensor };
	sqlite3_stmt *s;
	int ret;

	s = level_prepare_range(m->store, segment->level, "SELECT w.id FROM @ AS w WHERE " IN_RANGE, &range);
	if (!s)
		return -1;
	while ((ret = db_step(m->store->db, s)) > 0) {
		if (add_list(m, segment->level, sqlite3_column_int64(s, 0))) {
			ret = -1;
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}

static int open_lists(struct merge *m, const struct store_range *range)
{
	struct segment segments[SEGMENTS_MAX];
	int i, n = range_split(m->store, range, segments);
	size_t k;

	for (i = 0; i < n; i++)
		if (open_segment(m, &segments[i], range->sensor))
			return -1;
	for (k = m->count / 2; k-- > 0;)
		sift_down(m, k);
	return n < 0 ? -1 : 0;
}

static void start_source(struct merge *m, const struct list *list)
{
	memset(&m->source, 0, sizeof(m->source));
	m->source.address.hi = list->hi;
	m->source.address.lo = list->lo;
	m->source.inside = list->inside;
	m->source.interface = m->interface;
	m->source.first = INT64_MAX;
	m->source.last = -1;
	m->named = -1;
}

/* The latest; of two at the same time the greater name, whatever the order. */
static void merge_interface(struct merge *m, sqlite3_stmt *s, int64_t time)
{
	char interface[sizeof(m->interface)];

	db_column_text(s, COLUMN_INTERFACE, interface, sizeof(interface));
	if (time > m->source.last || strcmp(interface, m->interface) > 0)
		memcpy(m->interface, interface, sizeof(interface));
	m->source.last = time;
}

static void merge_row(struct merge *m, sqlite3_stmt *s)
{
	struct store_merged_source *w = &m->source;
	int64_t time, number;
	int c;

	time = sqlite3_column_int64(s, COLUMN_FIRST);
	if (time < w->first)
		w->first = time;
	time = sqlite3_column_int64(s, COLUMN_LAST);
	if (time >= w->last)
		merge_interface(m, s, time);
	w->bytes += (uint64_t)sqlite3_column_int64(s, COLUMN_BYTES);
	for (c = 0; c < CLASS_COUNT; c++)
		w->packets[c] += (uint64_t)sqlite3_column_int64(s, COLUMN_CLASS + c);
	w->targets |= (uint64_t)sqlite3_column_int64(s, COLUMN_TARGETS);
	number = sqlite3_column_int64(s, COLUMN_CONSTITUENT);
	if (time > m->named && names_get(&m->names, number)) {
		m->named = time;
		w->number = (uint32_t)number;
		w->constituent = names_get(&m->names, number);
	}
}

/* Merge the row of the first list, and advance the list or remove it. */
static int merge_first(struct merge *m)
{
	int ret;

	merge_row(m, m->heap[0].rows);
	ret = advance(m, &m->heap[0]);
	if (ret < 0)
		return -1;
	if (!ret) {
		sqlite3_finalize(m->heap[0].rows);
		m->heap[0] = m->heap[--m->count];
	}
	if (m->count)
		sift_down(m, 0);
	return 0;
}

static int merge_all(struct merge *m, store_merged_source_fn fn, void *arg)
{
	struct list now;

	while (m->count) {
		now = m->heap[0];
		start_source(m, &now);
		do {
			if (merge_first(m))
				return -1;
		} while (m->count && !before(&now, &m->heap[0]));
		if (fn(&m->source, arg))
			break;
	}
	return 0;
}

static void merge_free(struct merge *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		sqlite3_finalize(m->heap[i].rows);
	names_free(&m->names);
	free(m->heap);
}

int store_merged_sources(struct store *store, const struct store_range *range,
			 store_merged_source_fn fn, void *arg)
{
	bool held = !sqlite3_get_autocommit(store->db->handle);
	struct merge m = { .store = store };
	int ret = held ? 0 : store_hold(store);

	if (ret)
		return -1;
	ret = names_load(store, &m.names);
	if (!ret)
		ret = open_lists(&m, range);
	if (!ret)
		ret = merge_all(&m, fn, arg);
	merge_free(&m);
	if (!held)
		store_release(store);
	return ret;
}
