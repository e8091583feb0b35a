// SPDX-License-Identifier: GPL-2.0-or-later
/* values_rows.c - a series in as few rows as a reader of tables can bear */
#include "values_parts.h"

#define ROWS	31	/* of a table; a month of days is one */

/* What people count time by; of days: a week, four weeks. */
static const int64_t steps[] = {
	60, 300, 600, 900, 1800, 3600, 2 * 3600, 3 * 3600, 4 * 3600, 6 * 3600,
	8 * 3600, 12 * 3600, 86400, 7 * 86400, 28 * 86400, 364 * 86400,
};

/* Points that make a row. */
static size_t points_of_row(const struct facts_series *s)
{
	size_t i, n = 1;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (s->count <= n * ROWS)
			break;
		if (s->seconds && steps[i] > s->seconds &&
		    !(steps[i] % s->seconds))
			n = (size_t)(steps[i] / s->seconds);
	}
	/* Odd lengths fit into none of these. */
	if (s->count > ROWS && s->count < 8 * n)
		n = (s->count + ROWS - 1) / ROWS;
	return n;
}

static json_t *row_value(const struct facts_point *p, size_t n)
{
	struct facts_point sum = { .start = p->start };
	size_t i;

	for (i = 0; i < n; i++) {
		sum.watched += p[i].watched;
		sum.worm_in += p[i].worm_in;
		sum.worm_out += p[i].worm_out;
		sum.attacks_in += p[i].attacks_in;
		sum.attacks_out += p[i].attacks_out;
	}
	return json_pack("{s:o, s:b, s:I, s:I, s:I}",
			 "start", values_time(sum.start),
			 "watched", sum.watched > 0,
			 "worm_in", (json_int_t)sum.worm_in,
			 "worm_out", (json_int_t)sum.worm_out,
			 "attacks", (json_int_t)(sum.attacks_in +
						 sum.attacks_out));
}

json_t *values_rows(const struct facts_series *s)
{
	size_t at, left, n = points_of_row(s);
	json_t *list = json_array();

	for (at = 0; at < s->count; at += n) {
		left = s->count - at;
		json_array_append_new(list, row_value(&s->list[at],
						      left < n ? left : n));
	}
	return json_pack("{s:o, s:o}", "every",
			 values_length((int64_t)n * s->seconds), "list", list);
}
