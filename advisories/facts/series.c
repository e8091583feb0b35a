// SPDX-License-Identifier: GPL-2.0-or-later
/* series.c - windows summed into intervals: for the trend test, and for charts */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/clock.h"
#include "internal.h"

/* Was the whole window observed, within a tenth of its length? */
static bool whole(const struct store_window *w)
{
	int64_t counted = w->taken - w->since;
	int64_t slack = w->seconds / 10 + 1;

	return w->since && counted >= w->seconds - slack &&
	       counted <= w->seconds + slack;
}

int series_add(struct series *series, const struct store_window *window)
{
	if (!whole(window))
		return 0;
	if (array_grow(&series->list, &series->room, series->count))
		return -1;
	series->list[series->count++] = (struct series_point){
		.start = window->start, .seconds = window->seconds,
		.packets = window->packets[DIRECTION_INGRESS][CLASS_SLAMMER],
	};
	return 0;
}

void series_free(struct series *series)
{
	free(series->list);
	series->list = NULL;
	series->count = series->room = 0;
}

/* One point for each start that all @sensors observed; the list is ordered by start. */
static size_t merge(const struct series *series, size_t sensors,
		    struct series_point *out)
{
	size_t i, same, k, count = 0;

	for (i = 0; i < series->count; i += same) {
		out[count] = series->list[i];
		for (same = 1; i + same < series->count &&
		     series->list[i + same].start == out[count].start; same++)
			;
		for (k = 1; k < same; k++)
			out[count].packets += series->list[i + k].packets;
		if (same == sensors)
			count++;
	}
	return count;
}

/*
 * The longest interval that leaves enough values: longer ones depend less on their
 * predecessors.
 */
static int64_t choose_interval(const struct series_point *p, size_t count,
			       int64_t from)
{
	static const int64_t lengths[] = { 86400, 3600, 300 };
	int64_t seconds = p[0].seconds, n;
	size_t i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		n = (p[count - 1].start - from) / lengths[i] -
		    (p[0].start - from) / lengths[i] + 1;
		if (lengths[i] > seconds && lengths[i] % seconds == 0 &&
		    n >= TREND_MIN)
			return lengths[i];
	}
	return seconds;
}

/*
 * Mean rate of each interval that was observed for @least tenths, by @sensors sensors
 * with points of their own; *@start is set to the start of the first interval.
 */
static size_t fold(const struct series_point *p, size_t count, int64_t from,
		   int64_t interval, size_t sensors, int least, double *rates,
		   int64_t *start)
{
	uint64_t packets;
	int64_t number, watched;
	size_t i, n = 0;

	for (i = 0; i < count;) {
		number = (p[i].start - from) / interval;
		packets = 0;
		watched = 0;
		for (; i < count && (p[i].start - from) / interval == number; i++) {
			packets += p[i].packets;
			watched += p[i].seconds;
		}
		if (10 * watched < least * interval * (int64_t)sensors)
			continue;
		if (!n)
			*start = from + number * interval;
		rates[n++] = (double)packets * (double)sensors / (double)watched;
	}
	return n;
}

static int untested(struct trend *trend, const char *why)
{
	trend->why = why;
	return 0;
}

static bool same_length(const struct series *series)
{
	size_t i;

	for (i = 1; i < series->count; i++)
		if (series->list[i].seconds != series->list[0].seconds)
			return false;
	return true;
}

/* Sensors with windows of one length: window by window. */
static size_t fold_equal(const struct series *series, size_t sensors,
			 int64_t from, struct trend *trend,
			 struct series_point *points, double *rates)
{
	size_t n = merge(series, sensors, points);

	if (!n) {
		untested(trend, "no window that every sensor saw");
		return 0;
	}
	trend->interval = choose_interval(points, n, from);
	return fold(points, n, from, trend->interval, 1, 5, rates,
		    &trend->start);
}

/*
 * Windows of several lengths do not coincide: use intervals that all of them
 * divide, and that all sensors observed almost completely.
 */
static size_t fold_mixed(const struct series *series, size_t sensors,
			 int64_t from, struct trend *trend, double *rates)
{
	static const int64_t lengths[] = { 86400, 3600, 300 };
	size_t i, k, n;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		for (k = 0; k < series->count; k++)
			if (lengths[i] % series->list[k].seconds)
				break;
		if (k < series->count)
			break;
		n = fold(series->list, series->count, from, lengths[i], sensors,
			 9, rates, &trend->start);
		if (n < TREND_MIN)
			continue;
		trend->interval = lengths[i];
		return n;
	}
	untested(trend, "windows of different lengths");
	return 0;
}

int series_trend(const struct series *series, size_t sensors, int64_t from,
		 struct trend *trend)
{
	struct series_point *points;
	double *rates;
	size_t n;
	int ret;

	*trend = (struct trend){ .result = TREND_UNTESTED };
	if (!series->count)
		return untested(trend, "no complete windows");
	points = calloc(series->count, sizeof(*points));
	rates = calloc(series->count, sizeof(*rates));
	if (!points || !rates) {
		free(points);
		free(rates);
		return -1;
	}
	if (same_length(series))
		n = fold_equal(series, sensors, from, trend, points, rates);
	else
		n = fold_mixed(series, sensors, from, trend, rates);
	ret = trend->why ? 0 : trend_test(rates, n, trend);
	free(points);
	free(rates);
	return ret;
}

#define MINUTES		300
#define HOUR		3600
#define DAY		86400
#define CHART_FINE	(25 * HOUR)	/* the longest day there is */
#define CHART_HOURS	(14 * DAY + HOUR)

/* Start of the interval after the one that starts at @t. */
static int64_t next_start(const struct facts_series *s, enum facts_level level,
			  int64_t t)
{
	return level == FACTS_DAYS ? clock_day(t, 1) : t + s->seconds;
}

/* Minutes and hours start with the period, days at midnight. */
static int make_intervals(const struct facts *f, struct facts_series *s,
			  enum facts_level level)
{
	int64_t t = level == FACTS_DAYS ? clock_day(f->from, 0) : f->from;
	size_t room;

	if ((f->until - t) / s->seconds >= FACTS_POINTS)
		return 0;
	/* A day of 23 hours makes one more than fit. */
	room = (size_t)((f->until - t) / s->seconds) + 2;
	s->list = calloc(room, sizeof(*s->list));
	if (!s->list)
		return -1;
	for (; t < f->until && s->count < room; t = next_start(s, level, t))
		s->list[s->count++].start = t;
	return 0;
}

static void add(struct facts_point *sum, const struct facts_point *p)
{
	sum->watched += p->watched;
	sum->worm_in += p->worm_in;
	sum->worm_out += p->worm_out;
	sum->attacks_in += p->attacks_in;
	sum->attacks_out += p->attacks_out;
	sum->attacks_unnamed += p->attacks_unnamed;
	sum->requests += p->requests;
	sum->responses += p->responses;
}

/* Both lists are ordered by start. */
static void fill(struct facts_series *s, const struct facts_point *points,
		 size_t count)
{
	size_t i, k = 0;

	for (i = 0; s->count && i < count; i++) {
		while (k + 1 < s->count && s->list[k + 1].start <= points[i].start)
			k++;
		add(&s->list[k], &points[i]);
	}
}

/* 0 for a level that is finer than the windows. */
static int64_t length_of(const struct facts *f, enum facts_level level)
{
	int64_t longest = f->longest;

	switch (level) {
	case FACTS_MINUTES:
		if (longest >= HOUR)
			return 0;
		return longest > MINUTES ? longest : MINUTES;
	case FACTS_HOURS:
		return longest > HOUR ? 0 : HOUR;
	default:
		return DAY;
	}
}

static void choose_chart(struct facts *f)
{
	int64_t length = f->until - f->from;

	f->chart = length <= CHART_FINE ? FACTS_MINUTES :
		   length <= CHART_HOURS ? FACTS_HOURS : FACTS_DAYS;
	while (f->chart < FACTS_DAYS && !f->series[f->chart].count)
		f->chart++;
}

int facts_fold(struct facts *facts, const struct facts_point *points,
	       size_t count)
{
	struct facts_series *s;
	int level;

	for (level = 0; level < FACTS_LEVEL_COUNT; level++) {
		s = &facts->series[level];
		s->seconds = length_of(facts, level);
		if (!s->seconds)
			continue;
		if (make_intervals(facts, s, level))
			return -1;
		fill(s, points, count);
	}
	choose_chart(facts);
	return 0;
}
