// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * spans.c - a range in the longest pieces that say the same as its windows
 *
 * Hours and days hold what begins in them, written in the same transaction, so a
 * whole day is one row where windows are hundreds.
 */
#include "db/sqlite.h"

struct cover {
	int64_t since[LEVEL_COUNT];	/* from when on a level is kept */
	enum level finest;
	struct span *spans;
	int count;
};

static int read_kept(struct store *store, struct cover *cover)
{
	sqlite3_stmt *s;
	int level, ret = 1;

	s = sql_prepare(store, "SELECT since FROM kept WHERE level = ?1");
	if (!s)
		return -1;
	for (level = 0; level < LEVEL_COUNT && ret > 0; level++) {
		sql_bind_name(s, 1, level_name((enum level)level));
		ret = sql_step(store, s);
		cover->since[level] = ret > 0 ? sqlite3_column_int64(s, 0) : 0;
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

static void put(struct cover *cover, enum level level, int64_t from,
		int64_t until)
{
	cover->spans[cover->count++] = (struct span){
		.level = level, .from = from, .until = until,
	};
}

/* At most two pieces of each level come of it: before and behind the longer ones. */
static void split(struct cover *cover, enum level level, int64_t from,
		  int64_t until)
{
	int64_t length = level == LEVEL_DAY ? DAY : HOUR;
	int64_t first, end;

	if (from >= until)
		return;
	if (level == cover->finest) {
		put(cover, level, from, until);
		return;
	}
	first = from % length ? from - from % length + length : from;
	end = until - until % length;
	if (first >= end || cover->since[level] > first) {
		split(cover, level - 1, from, until);
		return;
	}
	split(cover, level - 1, from, first);
	put(cover, level, first, end);
	split(cover, level - 1, end, until);
}

int sql_spans(struct store *store, const struct store_range *range,
	      struct span spans[SPANS_MAX])
{
	struct cover cover = { .spans = spans };

	if (read_kept(store, &cover) ||
	    sql_find_level(store, range->from, &cover.finest))
		return -1;
	split(&cover, LEVEL_DAY, range->from, range->until);
	return cover.count;
}

int store_detail(struct store *store, int64_t from, struct store_detail *detail)
{
	static const unsigned int seconds[LEVEL_COUNT] = { 0, HOUR, DAY };
	struct cover cover;
	int level;

	if (read_kept(store, &cover) ||
	    sql_find_level(store, from, &cover.finest))
		return -1;
	detail->seconds = seconds[cover.finest];
	detail->since = INT64_MAX;
	for (level = 0; level < LEVEL_COUNT; level++)
		if (cover.since[level] < detail->since)
			detail->since = cover.since[level];
	return 0;
}
