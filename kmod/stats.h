/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stats.h - per-CPU counters by direction, reason and verdict
 *
 * They start at 0 with an epoch and only grow. Each CPU writes its own, with
 * bottom halves off; readers sum them up.
 */
#ifndef NF_SLAMMER_STATS_H
#define NF_SLAMMER_STATS_H

#include <linux/percpu.h>
#include <linux/types.h>

#include "netns.h"
#include "nfslammer/flow.h"

struct nfsl_count {
	u64 packets;
	u64 bytes;
};

/* What happened to packets that open a flow. */
enum nfsl_flow_count {
	NFSL_FLOW_OPENED,
	NFSL_FLOW_EVICTED,	/* another one, unanswered, lost its slot */
	NFSL_FLOW_REFUSED,	/* no slot */
	NFSL_FLOW_ANSWERS,	/* it answers an earlier datagram */
	NFSL_FLOW_COUNTS
};

/**
 * struct nfsl_counters - counters of a namespace on one CPU
 * @n:		packets of reasons that have a rule
 * @unattended:	datagrams to be queued that no program took
 * @late:	packets that the egress hook dropped; they are in @n as well
 * @flows:	by enum flow_side and enum nfsl_flow_count
 */
struct nfsl_counters {
	struct nfsl_count n[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	u64 unattended;
	u64 late;
	u64 flows[FLOW_SIDES][NFSL_FLOW_COUNTS];
};

/* Packets of an interface for which there is no rule, by reason, on one CPU. */
struct nfsl_passed {
	u64 n[REASON_FIRST_RULED];
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

/* So many were to be queued, and no program took them. Bottom halves are off. */
static inline void nfsl_stats_unattended(struct nfsl_net *nn, u32 datagrams)
{
	this_cpu_add(nn->counters->unattended, datagrams);
}

/* A packet was dropped on its way out. Bottom halves are off. */
static inline void nfsl_stats_late(struct nfsl_net *nn)
{
	this_cpu_inc(nn->counters->late);
}

/* Bottom halves are off. */
static inline void nfsl_stats_flow(struct nfsl_net *nn, enum flow_side side,
				   enum nfsl_flow_count what)
{
	this_cpu_inc(nn->counters->flows[side][what]);
}

/*
 * Read a 64-bit counter of another CPU: one load; on 32-bit machines, loads until
 * two agree, so that no carry was in progress.
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

/* Sums over all CPUs. @reason: REASON_FIRST_RULED or above */
struct nfsl_count nfsl_stats_read(const struct nfsl_net *nn, u32 direction,
				  u32 reason, u32 verdict);
u64 nfsl_stats_unattended_read(const struct nfsl_net *nn);
u64 nfsl_stats_late_read(const struct nfsl_net *nn);
u64 nfsl_stats_flows_read(const struct nfsl_net *nn, enum flow_side side,
			  enum nfsl_flow_count what);

/* The same for one reason below REASON_FIRST_RULED of one interface. */
u64 nfsl_passed_read(const struct nfsl_passed __percpu *passed, u32 reason);

#endif /* NF_SLAMMER_STATS_H */
