// SPDX-License-Identifier: GPL-2.0-only
/*
 * tables.c - memory of a namespace: counters, source tables, flow tables, events
 */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/lockdep.h>
#include <linux/moduleparam.h>
#include <linux/netlink.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/user_namespace.h>

#include "event_ring.h"
#include "events.h"
#include "flows.h"
#include "nfslammer/memory.h"
#include "policy.h"
#include "source_table.h"
#include "stats.h"
#include "tables.h"

static unsigned int sources_outside = MEMORY_OUTSIDE;
module_param(sources_outside, uint, 0444);
MODULE_PARM_DESC(sources_outside,
		 "slots for outside sources, over all CPUs of a namespace (default 16384)");

static unsigned int sources_inside = MEMORY_INSIDE;
module_param(sources_inside, uint, 0444);
MODULE_PARM_DESC(sources_inside,
		 "inside sources that are tracked, on each CPU of a namespace (default 2048; fewer on more than 16 CPUs)");

static unsigned int flows = MEMORY_FLOWS_ENTRIES;
module_param(flows, uint, 0444);
MODULE_PARM_DESC(flows,
		 "entries of each flow table of a namespace, unless policy says otherwise; 0: flows are not tracked (default 16384)");

static bool names_zone(const struct nfsl_policy *policy, enum slammer_zone zone)
{
	u32 i;

	for (i = 0; i < policy->n_zones; i++)
		if (policy->zones[i].zone == zone)
			return true;
	return false;
}

static struct memory_plan plan_of(const struct nfsl_policy *policy, bool small)
{
	const struct memory_machine machine = {
		.possible = num_possible_cpus(),
		.present = num_present_cpus(),
		.outside = sources_outside,
		.inside = sources_inside,
		.flows = flows,
	};
	const struct memory_policy wants = {
		.tracking = policy->tracking,
		.has_flows = policy->has_flows,
		.flows = policy->flows,
		.external = names_zone(policy, ZONE_EXTERNAL),
		.internal = names_zone(policy, ZONE_INTERNAL),
		.unnamed = !(policy->flags & NFSL_FLAG_UNNAMED_OFF),
		.small = small,
	};

	return memory_plan(&machine, &wants);
}

/* Who owns a user namespace may ask for as much as this, for each network namespace. */
static bool bounded(const struct nfsl_net *nn)
{
	return nn->net->user_ns != &init_user_ns;
}

/* What does not depend on the policy, once. */
static int counters_alloc(struct nfsl_net *nn)
{
	struct nfsl_counters __percpu *counters;

	BUILD_BUG_ON(sizeof(struct nfsl_counters) + sizeof(struct nfsl_ring) +
		     NFSL_SIDE_COUNT * sizeof(struct nfsl_table) > MEMORY_CPU);
	if (nn->counters)
		return 0;
	nn->slots = bitmap_zalloc(NFSL_DEVICES_MAX, GFP_KERNEL_ACCOUNT);
	counters = alloc_percpu_gfp(struct nfsl_counters,
				    GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!nn->slots || !counters || nfsl_sources_alloc(nn) ||
	    nfsl_events_alloc(nn)) {
		free_percpu(counters);
		nfsl_tables_free(nn);
		return -ENOMEM;
	}
	nn->epoch = get_random_u64();
	nn->began = get_jiffies_64();
	/* dumps read the rest if these are there */
	smp_store_release(&nn->counters, counters);
	return 0;
}

int nfsl_tables_prepare(struct nfsl_net *nn, const struct nfsl_policy *policy,
			bool small, struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&nn->transaction);
	nn->plan = plan_of(policy, small);
	BUILD_BUG_ON(MEMORY_BOUND != 32 << 20);
	if (bounded(nn) && !small && nn->plan.bytes > MEMORY_BOUND) {
		NL_SET_ERR_MSG(extack, "source and flow tables would take more than 32 MB, which is the bound outside the initial user namespace (see tracking)");
		return -ENOSPC;
	}
	err = counters_alloc(nn);
	if (!err)
		err = nfsl_sources_prepare(nn, nn->plan.slots);
	if (!err)
		err = nfsl_flows_prepare(nn, nn->plan.flows);
	if (err)
		NL_SET_ERR_MSG(extack, "not enough memory for the source and flow tables of this policy");
	return err;
}

void nfsl_tables_publish(struct nfsl_net *nn)
{
	nfsl_sources_publish(nn, nn->plan.slots);
	nfsl_flows_publish(nn, nn->plan.flows);
}

void nfsl_tables_settle(struct nfsl_net *nn)
{
	lockdep_assert_held(&nn->transaction);
	if (!nn->counters)
		return;
	nfsl_sources_settle(nn);
	nfsl_flows_settle(nn);
}

void nfsl_tables_free(struct nfsl_net *nn)
{
	nfsl_events_free(nn);
	nfsl_sources_free(nn);
	nfsl_flows_free(nn);
	free_percpu(nn->counters);
	nn->counters = NULL;
	bitmap_free(nn->slots);
	nn->slots = NULL;
}
