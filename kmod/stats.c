// SPDX-License-Identifier: GPL-2.0-only
/*
 * stats.c - counters, summed up over all CPUs
 */
#include "stats.h"

struct nfsl_count nfsl_stats_read(const struct nfsl_net *nn, u32 direction,
				  u32 reason, u32 verdict)
{
	struct nfsl_count sum = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct nfsl_counters *c = per_cpu_ptr(nn->counters, cpu);
		const struct nfsl_count *n;

		n = &c->n[direction][reason - REASON_FIRST_RULED][verdict];
		sum.packets += nfsl_read_count(&n->packets);
		sum.bytes += nfsl_read_count(&n->bytes);
	}
	return sum;
}

u64 nfsl_stats_unattended_read(const struct nfsl_net *nn)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += nfsl_read_count(&per_cpu_ptr(nn->counters,
						    cpu)->unattended);
	return sum;
}

u64 nfsl_stats_late_read(const struct nfsl_net *nn)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += nfsl_read_count(&per_cpu_ptr(nn->counters, cpu)->late);
	return sum;
}

u64 nfsl_stats_flows_read(const struct nfsl_net *nn, enum flow_side side,
			  enum nfsl_flow_count what)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += nfsl_read_count(&per_cpu_ptr(nn->counters,
						    cpu)->flows[side][what]);
	return sum;
}

u64 nfsl_passed_read(const struct nfsl_passed __percpu *passed, u32 reason)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += nfsl_read_count(&per_cpu_ptr(passed, cpu)->n[reason]);
	return sum;
}
