// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * resolution.c - windows, hours or days: from which level a range is read
 *
 * An hour or day holds the sum of the windows that begin in it, written in the same
 * transaction, so one row of a day replaces hundreds of windows.
 */
#include <stdio.h>

#include "internal.h"

#define SQL_MAX		4096
#define LEVEL_NAME_MAX	8

const char *level_name(enum level level)
{
	static const char *const names[] = { "window", "hour", "day" };

	return names[level];
}

sqlite3_stmt *level_prepare(struct store *store, enum level level,
			    const char *sql)
{
	char text[SQL_MAX];
	size_t n = 0;

	for (; *sql; sql++) {
		if (*sql == '@')
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
					      level_name(level));
		else
			text[n++] = *sql;
		if (n + LEVEL_NAME_MAX > sizeof(text)) {
			db_fail(store->db, "a statement is too long");
			return NULL;
		}
	}
	text[n] = '\0';
	return db_prepare(store->db, text);
}

int level_finest(struct store *store, int64_t from, enum level *level)
{
	sqlite3_stmt *s;
	int ret = 0;

	s = db_prepare(store->db, "SELECT since > ?1 FROM kept WHERE level = ?2");
	if (!s)
		return -1;
	for (*level = LEVEL_WINDOW; *level < LEVEL_DAY; (*level)++) {
		sqlite3_bind_int64(s, 1, from);
		db_bind_text(s, 2, level_name(*level));
		ret = db_step(store->db, s);
		if (ret < 0 || !ret || !sqlite3_column_int(s, 0))
			break;
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

sqlite3_stmt *range_prepare(struct store *store, const char *sql,
			    const struct store_range *range)
{
	enum level level;

	if (level_finest(store, range->from, &level))
		return NULL;
	return level_prepare_range(store, level, sql, range);
}

sqlite3_stmt *level_prepare_range(struct store *store, enum level level,
				  const char *sql,
				  const struct store_range *range)
{
	sqlite3_stmt *statement = level_prepare(store, level, sql);

	if (!statement)
		return NULL;
	sqlite3_bind_int64(statement, 1, range->from);
	sqlite3_bind_int64(statement, 2, range->until);
	sqlite3_bind_text(statement, 3, range->sensor, -1, SQLITE_STATIC);
	return statement;
}

/**
 * struct cover - a range that is being split
 * @since:  from when on each level is retained
 * @finest: level that is retained for the whole range
 */
struct cover {
	int64_t since[LEVEL_COUNT];
	enum level finest;
	struct segment *segments;
	int count;
};

static int read_retained(struct store *store, struct cover *cover)
{
	sqlite3_stmt *s;
	int level, ret = 1;

	s = db_prepare(store->db, "SELECT since FROM kept WHERE level = ?1");
	if (!s)
		return -1;
	for (level = 0; level < LEVEL_COUNT && ret > 0; level++) {
		db_bind_text(s, 1, level_name((enum level)level));
		ret = db_step(store->db, s);
		cover->since[level] = ret > 0 ? sqlite3_column_int64(s, 0) : 0;
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

static void add_segment(struct cover *cover, enum level level, int64_t from,
			int64_t until)
{
	cover->segments[cover->count++] = (struct segment){
		.level = level, .from = from, .until = until,
	};
}

/* Gives at most two segments of a level: before and after the longer ones. */
static void split(struct cover *cover, enum level level, int64_t from,
		  int64_t until)
{
	int64_t length = level == LEVEL_DAY ? DAY : HOUR;
	int64_t first, end;

	if (from >= until)
		return;
	if (level == cover->finest) {
		add_segment(cover, level, from, until);
		return;
	}
	first = from % length ? from - from % length + length : from;
	end = until - until % length;
	if (first >= end || cover->since[level] > first) {
		split(cover, level - 1, from, until);
		return;
	}
	split(cover, level - 1, from, first);
	add_segment(cover, level, first, end);
	split(cover, level - 1, end, until);
}

int range_split(struct store *store, const struct store_range *range,
		struct segment segments[SEGMENTS_MAX])
{
	struct cover cover = { .segments = segments };

	if (read_retained(store, &cover) ||
	    level_finest(store, range->from, &cover.finest))
		return -1;
	split(&cover, LEVEL_DAY, range->from, range->until);
	return cover.count;
}

int store_detail(struct store *store, int64_t from, struct store_detail *detail)
{
	static const unsigned int seconds[LEVEL_COUNT] = { 0, HOUR, DAY };
	struct cover cover;
	int level;

	if (read_retained(store, &cover) ||
	    level_finest(store, from, &cover.finest))
		return -1;
	detail->seconds = seconds[cover.finest];
	detail->since = INT64_MAX;
	for (level = 0; level < LEVEL_COUNT; level++)
		if (cover.since[level] < detail->since)
			detail->since = cover.since[level];
	return 0;
}
