/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stats.h - per-CPU counters by direction, reason and verdict
 *
 * They start at 0 with an epoch and only grow. Each CPU writes its own, with
 * bottom halves off; readers sum them up.
 *
 * A 64-bit machine writes and reads a counter at once. On others it is an atomic one,
 * or a reader could see half of it.
 */
#ifndef NF_SLAMMER_STATS_H
#define NF_SLAMMER_STATS_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/types.h>

#include "netns.h"
#include "nfslammer/flow.h"

struct nfsl_count {
	u64 packets;
	u64 bytes;
} __aligned(8);

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
 * @n:		packets of reasons that have a rule: reason n is at
 *		n - REASON_FIRST_RULED
 * @unattended:	datagrams to be queued that no program took
 * @late:	packets that the egress hook dropped; they are in @n as well
 * @flows:	by enum flow_side and enum nfsl_flow_count
 */
struct nfsl_counters {
	struct nfsl_count n[DIRECTION_COUNT][REASON_COUNT - REASON_FIRST_RULED]
			   [VERDICT_COUNT];
	u64 unattended;
	u64 late;
	u64 flows[FLOW_SIDES][NFSL_FLOW_COUNTS];
} __aligned(8);

/* Packets of an interface for which there is no rule, by reason, on one CPU. */
struct nfsl_passed {
	u64 n[REASON_FIRST_RULED];
} __aligned(8);

/*
 * nfsl_cpu_add - add to a counter of this CPU, in a per-CPU structure
 * nfsl_count_add - add to a counter that only one CPU writes
 * nfsl_count_set - set one that only one writes
 * nfsl_read_count - read any of them, on any CPU
 */
#ifdef CONFIG_64BIT
#define nfsl_cpu_add(counter, more)	this_cpu_add(counter, more)

static __always_inline void nfsl_count_add(u64 *counter, u64 more)
{
	*counter += more;
}

static inline void nfsl_count_set(u64 *counter, u64 value)
{
	WRITE_ONCE(*counter, value);
}

static inline u64 nfsl_read_count(const u64 *counter)
{
	return READ_ONCE(*counter);
}
#else
/* another CPU's, if this one is left in between, is as good */
#define nfsl_cpu_add(counter, more) \
	atomic64_add(more, (atomic64_t *)raw_cpu_ptr(&(counter)))

static inline void nfsl_count_add(u64 *counter, u64 more)
{
	atomic64_add(more, (atomic64_t *)counter);
}

static inline void nfsl_count_set(u64 *counter, u64 value)
{
	atomic64_set((atomic64_t *)counter, value);
}

static inline u64 nfsl_read_count(const u64 *counter)
{
	return atomic64_read((const atomic64_t *)counter);
}
#endif

/*
 * This CPU writes its own part of a table. Bottom halves are off, which keeps others
 * away from it; but with PREEMPT_RT that neither excludes others on this CPU in all
 * kernels, nor that a reader preempts it and waits forever.
 */
static __always_inline void nfsl_own_begin(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_disable();
}

static __always_inline void nfsl_own_end(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
}

/* Bottom halves are off. */
static __always_inline void nfsl_stats_count(struct nfsl_net *nn, u32 direction,
					     u32 reason, u32 verdict, u32 bytes)
{
	struct nfsl_counters *c;
	struct nfsl_count *n;

	nfsl_own_begin();
	c = this_cpu_ptr(nn->counters);
	n = &c->n[direction][reason - REASON_FIRST_RULED][verdict];
	nfsl_count_add(&n->packets, 1);
	nfsl_count_add(&n->bytes, bytes);
	nfsl_own_end();
}

/* A packet for which there is no rule. Anywhere. */
static __always_inline void nfsl_stats_passed(struct nfsl_passed __percpu *passed,
					      u32 reason)
{
	nfsl_cpu_add(passed->n[reason], 1);
}

/* So many were to be queued, and no program took them. Bottom halves are off. */
static inline void nfsl_stats_unattended(struct nfsl_net *nn, u32 datagrams)
{
	nfsl_cpu_add(nn->counters->unattended, datagrams);
}

/* A packet was dropped on its way out. Bottom halves are off. */
static inline void nfsl_stats_late(struct nfsl_net *nn)
{
	nfsl_cpu_add(nn->counters->late, 1);
}

/* Bottom halves are off. */
static inline void nfsl_stats_flow(struct nfsl_net *nn, enum flow_side side,
				   enum nfsl_flow_count what)
{
	nfsl_cpu_add(nn->counters->flows[side][what], 1);
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
