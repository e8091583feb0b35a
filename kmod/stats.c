// SPDX-License-Identifier: GPL-2.0-only
/*
 * stats.c - counters, folded when read
 */
#include <linux/percpu.h>

#include "devices.h"
#include "stats.h"

struct nfsl_count nfsl_stats_read(struct nfsl_net *nn, u32 direction,
				  u32 reason, u32 verdict)
{
	struct nfsl_count sum = {};
	int cpu;

	if (reason < REASON_FIRST_RULED) {
		if (verdict == VERDICT_ACCEPT)
			sum.packets = nfsl_devices_passed(nn, direction, reason);
		return sum;
	}
	for_each_possible_cpu(cpu) {
		const struct nfsl_counters *c = per_cpu_ptr(nn->counters, cpu);
		const struct nfsl_count *n = &c->n[direction][reason][verdict];

		sum.packets += nfsl_read_count(&n->packets);
		sum.bytes += nfsl_read_count(&n->bytes);
	}
	return sum;
}
