// SPDX-License-Identifier: GPL-2.0-or-later
/* series.c - windows folded into intervals of equal length, for the trend test */
#include <stdlib.h>

#include "series.h"

/* Has the window counted its own time, a tenth more or less? */
static bool whole(const struct store_window *w)
{
	int64_t counted = w->taken - w->since;
	int64_t slack = w->seconds / 10 + 1;

	return w->since && counted >= w->seconds - slack &&
	       counted <= w->seconds + slack;
}

int series_add(struct series *series, const struct store_window *window)
{
	struct series_point *grown;
	size_t room;

	if (!whole(window))
		return 0;
	if (series->count == series->room) {
		room = series->room ? 2 * series->room : 256;
		grown = realloc(series->list, room * sizeof(*grown));
		if (!grown)
			return -1;
		series->list = grown;
		series->room = room;
	}
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

/* One point for each start that all @sensors saw; the list is in that order. */
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
 * The longest interval that leaves enough of them: the longer it is, the less
 * one depends on the one before.
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

/* Mean rate of each interval at least half of which was watched. */
static size_t fold(const struct series_point *p, size_t count, int64_t from,
		   int64_t interval, double *rates)
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
		if (2 * watched >= interval)
			rates[n++] = (double)packets / (double)watched;
	}
	return n;
}

static int untested(struct trend *trend, const char *why)
{
	trend->why = why;
	return 0;
}

int series_trend(const struct series *series, size_t sensors, int64_t from,
		 struct trend *trend)
{
	struct series_point *points;
	double *rates;
	size_t i, n;
	int ret;

	*trend = (struct trend){ .result = TREND_UNTESTED };
	if (!series->count)
		return untested(trend, "no complete windows");
	for (i = 1; i < series->count; i++)
		if (series->list[i].seconds != series->list[0].seconds)
			return untested(trend, "windows of different lengths");

	points = calloc(series->count, sizeof(*points));
	rates = calloc(series->count, sizeof(*rates));
	if (!points || !rates) {
		free(points);
		free(rates);
		return -1;
	}
	n = merge(series, sensors, points);
	ret = 0;
	if (n) {
		trend->interval = choose_interval(points, n, from);
		n = fold(points, n, from, trend->interval, rates);
		ret = trend_test(rates, n, trend);
	} else {
		untested(trend, "no window that every sensor saw");
	}
	free(points);
	free(rates);
	return ret;
}
