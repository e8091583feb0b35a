// SPDX-License-Identifier: GPL-2.0-or-later
/* svg_axis.c - the axis of time below a chart */
#include "svg_axis.h"

#define DAY	86400

/* The least of the round lengths, but an interval, with no more than AXIS_TICKS. */
static int64_t find_step(int64_t span, int64_t seconds)
{
	static const int64_t steps[] = {
		300, 600, 1800, 3600, 7200, 14400, 21600, 43200,
		DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 182 * DAY,
		365 * DAY,
	};
	const size_t count = sizeof(steps) / sizeof(steps[0]);
	size_t i;

	for (i = 0; i < count; i++)
		if (steps[i] >= seconds && span / steps[i] < AXIS_TICKS)
			return steps[i];
	return steps[count - 1] * (span / steps[count - 1] / AXIS_TICKS + 1);
}

/* Rounded towards the past, for years before 1970 too. */
static int64_t floor_to(int64_t t, int64_t step)
{
	return t - ((t % step) + step) % step;
}

size_t axis_ticks(const struct moment *moments, size_t n, int64_t seconds,
		  struct time_tick ticks[AXIS_TICKS], const char **label)
{
	const struct moment *first = &moments[0], *last = &moments[n - 1];
	int64_t step, base, next;
	size_t i = 0, count = 0;

	*label = "chart_moment";
	ticks[0] = (struct time_tick){ first->at, first->clock };
	if (n == 1 || last->at <= first->at)
		return 1;
	step = find_step(last->at - first->at, seconds);
	/* Days of a report are counted from its first. */
	base = step >= DAY && seconds >= DAY ? first->clock : 0;
	next = base + floor_to(first->clock - base, step);
	if (next < first->clock)
		next += step;
	for (; next <= last->clock && count < AXIS_TICKS; next += step) {
		while (i + 1 < n && moments[i + 1].clock <= next)
			i++;
		ticks[count].clock = next;
		ticks[count++].at = moments[i].at + next - moments[i].clock;
	}
	*label = step < DAY ? "chart_time" : step > 60 * DAY ? "chart_month" :
		 "chart_day";
	return count;
}
