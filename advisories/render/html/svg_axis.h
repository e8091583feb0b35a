/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg_axis.h - the axis of time below a chart
 *
 * Private to svg*.c.
 */
#ifndef RENDER_SVG_AXIS_H
#define RENDER_SVG_AXIS_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct moment - when an interval began
 * @at:    seconds since 1970
 * @clock: what the publisher's clock showed, as seconds since 1970 there
 */
struct moment {
	int64_t at;
	int64_t clock;
};

/**
 * struct time_tick - a mark on the axis
 * @clock: see struct moment
 */
struct time_tick {
	int64_t at;
	int64_t clock;
};

#define AXIS_TICKS	7	/* at most; on a phone no more have room */

/**
 * axis_ticks - where to put marks
 * @moments: in order, @n of them (1 and up), each of @seconds
 * @label:   gets the label whose pattern shows a mark best
 *
 * Marks are at round times of the publisher's clock, also where nothing was
 * recorded; a single interval has one at its begin. Returns how many.
 */
size_t axis_ticks(const struct moment *moments, size_t n, int64_t seconds,
		  struct time_tick ticks[AXIS_TICKS], const char **label);

#endif /* RENDER_SVG_AXIS_H */
