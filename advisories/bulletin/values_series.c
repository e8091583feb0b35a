// SPDX-License-Identifier: GPL-2.0-or-later
/* values_series.c - series for charts and tables, and the result of the trend test */
#include "common/clock.h"
#include "internal.h"

static const char *const level_names[FACTS_LEVEL_COUNT] = {
	[FACTS_MINUTES] = "minutes", [FACTS_HOURS] = "hours",
	[FACTS_DAYS] = "days",
};

static json_t *points_value(const struct facts_series *s)
{
	json_t *array = json_array();
	const struct facts_point *p;
	size_t i;

	for (i = 0; i < s->count; i++) {
		p = &s->list[i];
		json_array_append_new(array,
			json_pack("{s:o, s:I, s:I, s:I, s:I, s:I}",
				  "start", values_time(p->start),
				  "watched", (json_int_t)p->watched,
				  "worm_in", (json_int_t)p->worm_in,
				  "worm_out", (json_int_t)p->worm_out,
				  "attacks_in", (json_int_t)p->attacks_in,
				  "attacks_out", (json_int_t)p->attacks_out));
	}
	return array;
}

/* The value of the trend line in the middle of an interval of the chart, in packets. */
static json_int_t line_at(const struct trend *t, const struct facts_series *s,
			  int64_t start)
{
	double half = (double)(s->seconds - t->interval) / 2;
	double values = ((double)(start - t->start) + half) /
			(double)t->interval;
	double rate = t->begin + t->slope * values;

	return rate > 0 ? (json_int_t)(rate * (double)s->seconds + 0.5) : 0;
}

/* A line is drawn only if the test found a trend. */
static json_t *line_value(const struct facts *f, const struct facts_series *s)
{
	const struct trend *t = &f->trend;
	bool known = s->count && (t->result == TREND_RISING ||
				  t->result == TREND_FALLING) &&
		     t->interval > 0;
	json_int_t from = 0, until = 0;

	if (known) {
		from = line_at(t, s, s->list[0].start);
		until = line_at(t, s, s->list[s->count - 1].start);
	}
	return json_pack("{s:b, s:I, s:I}", "known", known, "slope_from", from,
			 "slope_until", until);
}

json_t *values_chart(const struct facts *f)
{
	const struct facts_series *s = &f->series[f->chart];

	return json_pack("{s:s, s:I, s:o, s:o, s:o, s:o}",
			 "level", level_names[f->chart],
			 "seconds", (json_int_t)s->seconds,
			 "every", values_length(s->seconds),
			 "points", points_value(s), "trend", line_value(f, s),
			 "rows", values_rows(s));
}

json_t *values_series(const struct facts *f)
{
	json_t *object = json_object();
	const struct facts_series *s;
	int i;

	for (i = 0; i < FACTS_LEVEL_COUNT; i++) {
		s = &f->series[i];
		json_object_set_new(object, level_names[i],
			json_pack("{s:I, s:o}", "seconds", (json_int_t)s->seconds,
				  "points", points_value(s)));
	}
	return object;
}

static json_t *date_value(int64_t start)
{
	char text[CLOCK_ISO_MAX];

	clock_iso(start, text);
	text[10] = '\0';	/* "2026-01-27" */
	return json_string(text);
}

json_t *values_days(const struct facts *f)
{
	const struct facts_series *s = &f->series[FACTS_DAYS];
	json_t *array = json_array();
	const struct facts_point *p;
	size_t i;

	for (i = 0; i < s->count; i++) {
		p = &s->list[i];
		json_array_append_new(array,
			json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:I}",
				  "date", date_value(p->start),
				  "watched", p->watched > 0,
				  "worm_in", (json_int_t)p->worm_in,
				  "worm_out", (json_int_t)p->worm_out,
				  "attacks", (json_int_t)(p->attacks_in +
							  p->attacks_out +
							  p->attacks_unnamed),
				  "requests", (json_int_t)p->requests,
				  "responses", (json_int_t)p->responses));
	}
	return array;
}

json_t *values_trend(const struct facts *f)
{
	static const char *const names[] = {
		[TREND_UNTESTED] = "untested", [TREND_UNCLEAR] = "unclear",
		[TREND_RISING] = "rising", [TREND_FALLING] = "falling",
	};
	const struct trend *t = &f->trend;
	json_t *object;
	size_t i;

	object = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:I, s:f, s:f, s:f, s:s?}",
			   "series", "worm packets from outside",
			   "test", "Mann-Kendall, two-sided, variance corrected for autocorrelation",
			   "level", TREND_LEVEL, "result", names[t->result],
			   "values", (json_int_t)t->n,
			   "seconds", (json_int_t)t->interval,
			   "every", values_length(t->interval),
			   "score", (json_int_t)t->score,
			   "variance", t->variance,
			   "statistic", t->statistic,
			   "critical", TREND_CRITICAL, "why", t->why);
	/* Templates do not compare: each result is a value of its own. */
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_object_set_new(object, names[i], json_boolean(t->result == i));
	return object;
}

#define ROWS	31	/* of a table: a month of days fits */

/* Usual units of time; a multiple of days: a week, four weeks. */
static const int64_t steps[] = {
	60, 300, 600, 900, 1800, 3600, 2 * 3600, 3 * 3600, 4 * 3600, 6 * 3600,
	8 * 3600, 12 * 3600, 86400, 7 * 86400, 28 * 86400, 364 * 86400,
};

/* Number of points in a row. */
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
	/* Unusual lengths fit none of these. */
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
		sum.attacks_unnamed += p[i].attacks_unnamed;
	}
	return json_pack("{s:o, s:b, s:I, s:I, s:I}",
			 "start", values_time(sum.start),
			 "watched", sum.watched > 0,
			 "worm_in", (json_int_t)sum.worm_in,
			 "worm_out", (json_int_t)sum.worm_out,
			 "attacks", (json_int_t)(sum.attacks_in +
						 sum.attacks_out +
						 sum.attacks_unnamed));
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
