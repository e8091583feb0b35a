/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * watch.h - does a source come back to a target after the same time, again?
 *
 * Pure and freestanding. The worm draws its targets from a generator with short
 * cycles, so an infected host visits each target of its cycle at a fixed period.
 * One target of a source is watched at a time. Visited again too soon it is not
 * the one that tells, and not visited for hours it will not be: then the next
 * target that comes is watched.
 *
 * Times are in ticks of any clock of 32 bits that wraps.
 */
#ifndef NF_SLAMMER_WATCH_H
#define NF_SLAMMER_WATCH_H

#include <linux/types.h>

#define WATCH_VISIT		1	/* seconds that one visit may last */
#define WATCH_PERIOD_MIN	60	/* seconds */
#define WATCH_PATIENCE		7200	/* seconds; about 554 and 2500 were seen */
#define WATCH_TOLERANCE		16	/* a part of the period */
#define WATCH_MISSED		3	/* visits in a row that may be lost */

/**
 * struct watch - the target that is watched
 * @target:   its hash
 * @seen:     when it was visited
 * @period:   between two visits; 0: there was one
 * @revisits: how often one came after the same time as the one before
 */
struct watch {
	__u32 target;
	__u32 seen;
	__u32 period;
	__u32 revisits;
};

/* Nothing is watched: the next target will be. */
static inline struct watch watch_none(__u32 now, __u32 hz)
{
	return (struct watch) { .seen = now - WATCH_PATIENCE * hz - 1 };
}

/* Has the target not come for so long that another one is to be watched? */
static inline int watch_expired(const struct watch *w, __u32 now, __u32 hz)
{
	return now - w->seen > WATCH_PATIENCE * hz;
}

/* Is there anything for watch_visit() to do? @hz: ticks in a second. */
static inline int watch_due(const struct watch *w, __u32 target, __u32 now,
			    __u32 hz)
{
	return target == w->target || watch_expired(w, now, hz);
}

/* How many periods is @gap? 0: it is not so many of them. */
static inline __u32 watch_periods(__u32 gap, __u32 period)
{
	__u32 n = (gap + period / 2) / period;
	__u32 off = gap > n * period ? gap - n * period : n * period - gap;

	return off <= period / WATCH_TOLERANCE ? n : 0;
}

/* A visit to @target, which is due. */
static inline void watch_visit(struct watch *w, __u32 target, __u32 now,
			       __u32 hz)
{
	__u32 gap = now - w->seen, n = 0;

	if (watch_expired(w, now, hz)) {
		*w = (struct watch) { .target = target, .seen = now };
		return;
	}
	if (gap <= WATCH_VISIT * hz)
		return;
	if (gap < WATCH_PERIOD_MIN * hz) {
		*w = watch_none(now, hz);
		return;
	}
	w->seen = now;
	if (w->period)
		n = watch_periods(gap, w->period);
	if (n == 1) {
		w->revisits++;
	} else if (!n || n > WATCH_MISSED + 1) {
		w->period = gap;
		w->revisits = 0;
	}
}

#endif /* NF_SLAMMER_WATCH_H */
