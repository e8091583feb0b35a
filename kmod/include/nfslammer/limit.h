/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * limit.h - token bucket: packets per second, and a burst
 *
 * Pure and freestanding. The generic cell rate algorithm (ITU-T I.371, annex A)
 * keeps one number for a limit: the time at which its bucket will be full again.
 * A packet over the limit changes nothing, so a flood writes nothing.
 */
#ifndef NF_SLAMMER_LIMIT_H
#define NF_SLAMMER_LIMIT_H

#include "uapi/nf_slammer.h"

/**
 * struct limit - a rate, compiled
 * @cost:  of one packet, in nanoseconds
 * @depth: of the bucket, in nanoseconds: burst times @cost
 */
struct limit {
	__u64 cost;
	__u64 depth;
};

static inline struct limit limit_compile(const struct nfsl_limit *l)
{
	struct limit limit = { 1000000000u / l->rate, 0 };

	limit.depth = limit.cost * l->burst;
	return limit;
}

/**
 * limit_next - does a packet at @now conform to the limit?
 * @full: when the bucket will be full again, as returned for the last packet that
 *	  conformed; 0 at the beginning
 * @now:  nanoseconds, above 0, of any monotonic clock
 *
 * Returns the new @full if it conforms, and 0 if it is over the limit.
 */
static inline __u64 limit_next(const struct limit *limit, __u64 full, __u64 now)
{
	__u64 next = (full > now ? full : now) + limit->cost;

	return next - now > limit->depth ? 0 : next;
}

#endif /* NF_SLAMMER_LIMIT_H */
