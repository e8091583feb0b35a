/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * limit.h - so many packets a second, and so many at once
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
 * @cost:  nanoseconds that one packet takes
 * @depth: nanoseconds that the bucket holds: burst times @cost
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
 * limit_next - may a packet pass at @now?
 * @full: when the bucket will be full again, as it was left by the last packet
 *	  that passed; 0 at the beginning
 * @now:  nanoseconds, above 0, of any clock that does not go back
 *
 * Returns the new @full if it may, and 0 if it is over the limit.
 */
static inline __u64 limit_next(const struct limit *limit, __u64 full, __u64 now)
{
	__u64 next = (full > now ? full : now) + limit->cost;

	return next - now > limit->depth ? 0 : next;
}

#endif /* NF_SLAMMER_LIMIT_H */
