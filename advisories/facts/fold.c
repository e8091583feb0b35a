// SPDX-License-Identifier: GPL-2.0-or-later
/* fold.c - windows -> series by five minutes, by hours, by days of the calendar */
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "parts.h"

#define MINUTES		300
#define HOUR		3600
#define DAY		86400
#define CHART_FINE	(25 * HOUR)	/* the longest day there is */
#define CHART_HOURS	(14 * DAY + HOUR)

/* Begin of the interval after the one that begins at @t. */
static int64_t next_start(const struct facts_series *s, enum facts_level level,
			  int64_t t)
{
	return level == FACTS_DAYS ? clock_day(t, 1) : t + s->seconds;
}

/* Minutes and hours are counted from the begin of the period, days from midnight. */
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
	sum->requests += p->requests;
	sum->responses += p->responses;
}

/* Both lists are in order. */
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

/* A level finer than the windows says nothing. */
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
