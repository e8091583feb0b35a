/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * revisit.h - does a source come back to one target after a constant time?
 *
 * Pure and freestanding. For the operator or CSIRT that has to decide whether an
 * address in `slammerctl sources` is an infected host or a forged source: the worm
 * draws its targets from a generator with short cycles, so an infected host visits
 * each target of its cycle at a constant period, which a forger or a scanner does
 * not. slammerctl shows it as a note with the period. The price is 16 bytes for each
 * source, and a comparison when its target changes.
 *
 * One target of each source is tracked. If it is visited again too soon (it is busy
 * anyway) or not for hours, the next target that comes is tracked instead.
 *
 * Times are in ticks of any clock of 32 bits that wraps.
 */
#ifndef NF_SLAMMER_REVISIT_H
#define NF_SLAMMER_REVISIT_H

#include <linux/types.h>

#define REVISIT_DURATION	1	/* seconds that one visit may last */
#define REVISIT_PERIOD_MIN	60	/* seconds */
#define REVISIT_PERIOD_MAX	7200	/* seconds; about 554 and 2500 were seen */
#define REVISIT_TOLERANCE	16	/* the period may differ by this fraction */
#define REVISIT_MISSED		3	/* visits in a row that may be missed */

/**
 * struct revisit_tracker - the target of a source that is tracked
 * @target:   its hash
 * @seen:     last visit, in ticks
 * @period:   ticks between two visits; 0: there was one so far
 * @revisits: how often the period was the same as before
 */
struct revisit_tracker {
	__u32 target;
	__u32 seen;
	__u32 period;
	__u32 revisits;
};

/* Nothing is tracked: the next target will be. @hz: ticks in a second */
static inline struct revisit_tracker revisit_idle(__u32 now, __u32 hz)
{
	return (struct revisit_tracker) {
		.seen = now - REVISIT_PERIOD_MAX * hz - 1
	};
}

/* Was the target not visited for so long that another one is to be tracked? */
static inline int revisit_expired(const struct revisit_tracker *t, __u32 now,
				  __u32 hz)
{
	return now - t->seen > REVISIT_PERIOD_MAX * hz;
}

/* Does a visit to @target matter to revisit_visit()? */
static inline int revisit_due(const struct revisit_tracker *t, __u32 target,
			      __u32 now, __u32 hz)
{
	return target == t->target || revisit_expired(t, now, hz);
}

/* How many periods is @gap? 0 if it is not a multiple, within tolerance. */
static inline __u32 revisit_periods(__u32 gap, __u32 period)
{
	__u32 n = (gap + period / 2) / period;
	__u32 off = gap > n * period ? gap - n * period : n * period - gap;

	return off <= period / REVISIT_TOLERANCE ? n : 0;
}

/* Update the tracker with a visit to @target. revisit_due() is true. */
static inline void revisit_visit(struct revisit_tracker *t, __u32 target,
				 __u32 now, __u32 hz)
{
	__u32 gap = now - t->seen, n = 0;

	if (revisit_expired(t, now, hz)) {
		*t = (struct revisit_tracker) { .target = target, .seen = now };
		return;
	}
	if (gap <= REVISIT_DURATION * hz)
		return;
	if (gap < REVISIT_PERIOD_MIN * hz) {
		*t = revisit_idle(now, hz);
		return;
	}
	t->seen = now;
	if (t->period)
		n = revisit_periods(gap, t->period);
	if (n == 1) {
		t->revisits++;
	} else if (!n || n > REVISIT_MISSED + 1) {
		t->period = gap;
		t->revisits = 0;
	}
}

#endif /* NF_SLAMMER_REVISIT_H */
