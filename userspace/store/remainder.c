// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * remainder.c - what is not listed by source: exact sums by network, bounded as well
 *
 * A row has the packets of all addresses of a network, of one grade of evidence and of one
 * constituent, that were not listed. Forged addresses are in as many networks as there are
 * addresses, so only the first networks have rows; of the others there is a row for each
 * constituent, and one for all that is left.
 */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/evidence.h"
#include "internal.h"

/* Read ranges of years: more networks than that are merged. */
#define READ_NETWORKS		65536
#define READ_CONSTITUENTS	65536

const struct store_bounds store_bounds_default[STORE_BOUNDS] = {
	{ .inside = 16384, .outside = 1024, .owned = 1024, .networks = 128,
	  .constituents = 64 },
	{ .inside = 16384, .outside = 2048, .owned = 2048, .networks = 256,
	  .constituents = 64 },
	{ .inside = 16384, .outside = 4096, .owned = 4096, .networks = 512,
	  .constituents = 256 },
	{ .inside = 1024, .outside = 128, .owned = 128, .networks = 64,
	  .constituents = 64 },
};

void store_bound(struct store *store, const struct store_bounds bounds[STORE_BOUNDS])
{
	memcpy(store->bounds, bounds, sizeof(store->bounds));
}

void weigh(struct weight *w, const uint64_t packets[CLASS_COUNT],
	   struct address address)
{
	int c;

	*w = (struct weight){ .address = address };
	for (c = 0; c < CLASS_COUNT; c++) {
		w->packets += packets[c];
		if (c >= CLASS_SIGNATURE)
			w->attacks += packets[c];
	}
}

static int compare_addresses(struct address a, struct address b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo < b.lo ? -1 : a.lo > b.lo;
}

int weight_compare(const struct weight *a, const struct weight *b)
{
	if (a->attacks != b->attacks)
		return a->attacks < b->attacks ? 1 : -1;
	if (a->packets != b->packets)
		return a->packets < b->packets ? 1 : -1;
	return compare_addresses(b->address, a->address);
}

void remainder_network(struct remainder *row, struct address address)
{
	row->network = address;
	if (address_is_ip4(address)) {
		row->network.lo &= ~0xffull;
		row->bits = 120;
	} else {
		row->network.hi &= ~0xffffull;
		row->network.lo = 0;
		row->bits = 48;
	}
}

int remainders_add(struct remainders *r, const struct remainder *row)
{
	if (array_grow(&r->list, &r->room, r->count))
		return -1;
	r->list[r->count++] = *row;
	return 0;
}

void remainders_free(struct remainders *r)
{
	free(r->list);
}

/* Networks by address, outside before inside; those of any network last. */
static int compare_keys(const void *x, const void *y)
{
	const struct remainder *a = x, *b = y;
	int order;

	if (!a->bits != !b->bits)
		return a->bits ? -1 : 1;
	order = compare_addresses(a->network, b->network);
	if (order)
		return order;
	if (a->inside != b->inside)
		return a->inside < b->inside ? -1 : 1;
	if (a->bits != b->bits)
		return a->bits < b->bits ? -1 : 1;
	if (a->evidence != b->evidence)
		return a->evidence < b->evidence ? -1 : 1;
	return a->constituent < b->constituent ? -1 :
	       a->constituent > b->constituent;
}

static void merge_rows(struct remainder *into, const struct remainder *from,
		       enum overlap overlap)
{
	int c;

	if (overlap == DISJOINT)
		into->sources += from->sources;
	else if (into->sources < from->sources)
		into->sources = from->sources;
	into->bytes += from->bytes;
	for (c = 0; c < CLASS_COUNT; c++)
		into->packets[c] += from->packets[c];
}

/* Returns how many rows are left of @count. */
static size_t merge_list(struct remainder *list, size_t count,
			 enum overlap overlap)
{
	size_t i, n = 0;

	if (!count)
		return 0;
	qsort(list, count, sizeof(*list), compare_keys);
	for (i = 1; i < count; i++) {
		if (!compare_keys(&list[n], &list[i]))
			merge_rows(&list[n], &list[i], overlap);
		else
			list[++n] = list[i];
	}
	return n + 1;
}

void remainders_merge(struct remainders *r, enum overlap overlap)
{
	r->count = merge_list(r->list, r->count, overlap);
}

/* The heaviest first, networks before others; in a fixed order. */
static int by_weight(const void *x, const void *y)
{
	const struct remainder *a = x, *b = y;
	struct weight m, n;
	int order;

	if (!a->bits != !b->bits)
		return a->bits ? -1 : 1;
	weigh(&m, a->packets, a->network);
	weigh(&n, b->packets, b->network);
	order = weight_compare(&m, &n);
	return order ? order : compare_keys(x, y);
}

static size_t count_networks(const struct remainders *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->count; i++)
		n += r->list[i].bits != 0;
	return n;
}

/*
 * Of rows with one more part of the key than @most may keep, merge the others without it.
 * [@from, @until) are sorted by weight. What was merged has other addresses than its like,
 * but not than rows that are there already.
 */
static void merge_beyond(struct remainders *r, size_t from, size_t until,
			 size_t most, bool networks)
{
	size_t i, keep = from + most, merged;

	if (until <= keep)
		return;
	for (i = keep; i < until; i++) {
		if (networks) {
			r->list[i].network = (struct address){ 0, 0 };
			r->list[i].bits = 0;
		} else {
			r->list[i].constituent = 0;
		}
	}
	merged = merge_list(r->list + keep, until - keep, DISJOINT);
	memmove(r->list + keep + merged, r->list + until,
		(r->count - until) * sizeof(*r->list));
	r->count -= until - keep - merged;
	remainders_merge(r, OVERLAPPING);
}

void remainders_bound(struct remainders *r, const struct store_bounds *bounds)
{
	size_t networks = count_networks(r), owned = 0, i;

	if (networks > bounds->networks) {
		qsort(r->list, r->count, sizeof(*r->list), by_weight);
		merge_beyond(r, 0, networks, bounds->networks, true);
	}
	networks = count_networks(r);
	if (r->count - networks <= bounds->constituents)
		return;
	qsort(r->list, r->count, sizeof(*r->list), by_weight);
	/* Rows of nobody stay as they are: there is one for each side and grade. */
	for (i = networks; i < r->count; i++) {
		struct remainder row = r->list[i];

		if (!row.constituent)
			continue;
		memmove(&r->list[networks + owned + 1], &r->list[networks + owned],
			(i - networks - owned) * sizeof(row));
		r->list[networks + owned++] = row;
	}
	merge_beyond(r, networks, networks + owned, bounds->constituents, false);
}

static uint8_t evidence_number(const char *name)
{
	uint8_t i;

	for (i = 0; i < EVIDENCE_COUNT; i++)
		if (name && !strcmp(name, evidence_name(i)))
			return i;
	return EVIDENCE_WEAK;
}

int remainders_read(struct store *store, sqlite3_stmt *s, struct remainders *r)
{
	struct remainder row;
	int c, ret;

	while ((ret = db_step(store->db, s)) > 0) {
		row = (struct remainder){
			.inside = sqlite3_column_int(s, 0) != 0,
			.bits = (uint8_t)sqlite3_column_int(s, 1),
			.network = db_column_address(s, 2),
			.evidence = evidence_number(
				(const char *)sqlite3_column_text(s, 3)),
			.constituent = sqlite3_column_int64(s, 4),
			.sources = (uint64_t)sqlite3_column_int64(s, 5),
			.bytes = (uint64_t)sqlite3_column_int64(s, 6),
		};
		for (c = 0; c < CLASS_COUNT; c++)
			row.packets[c] = (uint64_t)sqlite3_column_int64(s, 7 + c);
		if (remainders_add(r, &row))
			return db_fail(store->db, "out of memory");
	}
	return ret;
}

#define CLASS_PARAMETER(sym, num, name, text)	", ?"

int remainders_write(struct store *store, enum level level, int64_t window,
		     const struct remainders *r)
{
	const struct remainder *row;
	sqlite3_stmt *s;
	int c, ret = 0;
	size_t i;

	s = level_prepare(store, level, "INSERT INTO @_remainder (window, " REMAINDER_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?" SLAMMER_CLASSES(CLASS_PARAMETER) ") ON CONFLICT DO UPDATE SET sources = max(sources, excluded.sources), bytes = bytes + excluded.bytes" SLAMMER_CLASSES(CLASS_ADD));
	if (!s)
		return -1;
	for (i = 0; !ret && i < r->count; i++) {
		row = &r->list[i];
		sqlite3_bind_int64(s, 1, window);
		sqlite3_bind_int(s, 2, row->inside);
		sqlite3_bind_int(s, 3, row->bits);
		db_bind_address(s, 4, row->network);
		db_bind_text(s, 5, evidence_name(row->evidence));
		sqlite3_bind_int64(s, 6, row->constituent);
		sqlite3_bind_int64(s, 7, (int64_t)row->sources);
		sqlite3_bind_int64(s, 8, (int64_t)row->bytes);
		for (c = 0; c < CLASS_COUNT; c++)
			sqlite3_bind_int64(s, 9 + c, (int64_t)row->packets[c]);
		ret = db_run(store->db, s);
	}
	sqlite3_finalize(s);
	return ret;
}

/* A statement with the window as ?1. */
static sqlite3_stmt *prepare_window(struct store *store, enum level level,
				    const char *sql, int64_t window)
{
	sqlite3_stmt *s = level_prepare(store, level, sql);

	if (s)
		sqlite3_bind_int64(s, 1, window);
	return s;
}

int remainders_trim(struct store *store, enum level level, int64_t window,
		    const struct store_bounds *bounds, unsigned int times)
{
	struct remainders r = { 0 };
	sqlite3_stmt *s;
	int ret;

	s = prepare_window(store, level, "SELECT " REMAINDER_COLUMNS " FROM @_remainder WHERE window = ?1", window);
	ret = s ? remainders_read(store, s, &r) : -1;
	sqlite3_finalize(s);
	if (!ret && r.count > (size_t)times * (bounds->networks +
					       bounds->constituents)) {
		remainders_bound(&r, bounds);
		s = prepare_window(store, level, "DELETE FROM @_remainder WHERE window = ?1", window);
		ret = s ? db_run_once(store->db, s) : -1;
		if (!ret)
			ret = remainders_write(store, level, window, &r);
	}
	remainders_free(&r);
	return ret;
}

static int read_segment(struct store *store, const struct segment *segment,
			const char *sensor, struct remainders *r)
{
	static const struct store_bounds bounds = {
		.networks = READ_NETWORKS, .constituents = READ_CONSTITUENTS,
	};
	struct store_range range = { segment->from, segment->until, sensor };
	sqlite3_stmt *s;
	int ret;

	/* By network, so that a long range needs no more memory than it has networks. */
	s = level_prepare_range(store, segment->level, "SELECT inside, bits, network, evidence, constituent, max(sources), sum(bytes)" SLAMMER_CLASSES(CLASS_SUM) " FROM @ AS w JOIN @_remainder AS r ON r.window = w.id WHERE " IN_RANGE " GROUP BY inside, bits, network, evidence, constituent", &range);
	if (!s)
		return -1;
	ret = remainders_read(store, s, r);
	sqlite3_finalize(s);
	remainders_merge(r, OVERLAPPING);
	if (r->count > 2 * (size_t)READ_NETWORKS)
		remainders_bound(r, &bounds);
	return ret;
}

static void report(const struct remainders *r, const struct names *names,
		   store_remainder_fn fn, void *arg)
{
	const struct remainder *row;
	struct store_remainder out;
	size_t i;

	for (i = 0; i < r->count; i++) {
		row = &r->list[i];
		out = (struct store_remainder){
			.network = { .addr = row->network, .len = row->bits },
			.inside = row->inside, .evidence = row->evidence,
			.constituent = names_get(names, row->constituent),
			.sources = row->sources, .bytes = row->bytes,
		};
		out.number = out.constituent ? (uint32_t)row->constituent : 0;
		memcpy(out.packets, row->packets, sizeof(out.packets));
		if (fn(&out, arg))
			return;
	}
}

int store_remainders(struct store *store, const struct store_range *range,
		     store_remainder_fn fn, void *arg)
{
	bool held = !sqlite3_get_autocommit(store->db->handle);
	struct segment segments[SEGMENTS_MAX];
	struct remainders r = { 0 };
	struct names names = { 0 };
	int i, n, ret = held ? 0 : store_hold(store);

	if (ret)
		return -1;
	ret = names_load(store, &names);
	n = ret ? -1 : range_split(store, range, segments);
	for (i = 0; n >= 0 && !ret && i < n; i++)
		ret = read_segment(store, &segments[i], range->sensor, &r);
	if (!ret && n >= 0)
		report(&r, &names, fn, arg);
	names_free(&names);
	remainders_free(&r);
	if (!held)
		store_release(store);
	return ret || n < 0 ? -1 : 0;
}
