/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stats.h - per-CPU counters by direction, reason and verdict
 *
 * They start at 0 with an epoch and only grow. Written by the CPU they belong
 * to, with bottom halves off; folded when read.
 */
#ifndef NF_SLAMMER_STATS_H
#define NF_SLAMMER_STATS_H

#include <linux/percpu.h>
#include <linux/types.h>

#include "main.h"

struct nfsl_count {
	u64 packets;
	u64 bytes;
};

struct nfsl_counters {
	struct nfsl_count n[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
};

/* Bottom halves are off. */
static inline void nfsl_stats_count(struct nfsl_net *nn, u32 direction,
				    u32 reason, u32 verdict, u32 bytes)
{
	struct nfsl_counters *c = this_cpu_ptr(nn->counters);
	struct nfsl_count *n = &c->n[direction][reason][verdict];

	n->packets++;
	n->bytes += bytes;
}

/*
 * A 64-bit counter of another CPU: one load, or on 32-bit machines as many as it
 * takes until no carry was under way.
 */
static inline u64 nfsl_read_count(const u64 *p)
{
	u64 v, again = READ_ONCE(*p);

	if (IS_ENABLED(CONFIG_64BIT))
		return again;
	do {
		v = again;
		smp_rmb();
		again = READ_ONCE(*p);
	} while (v != again);
	return v;
}

/* Sum over all CPUs, and for packets that are not ruled over all interfaces. */
struct nfsl_count nfsl_stats_read(struct nfsl_net *nn, u32 direction,
				  u32 reason, u32 verdict);

#endif /* NF_SLAMMER_STATS_H */
