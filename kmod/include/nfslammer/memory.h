/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * memory.h - how much memory of the kernel the tables of a policy take
 *
 * Pure and freestanding: the module allocates by it, and slammerctl says by it what
 * a policy will take. Each table has a size that does not depend on how many CPUs
 * the machine could have: it is divided among those that it has.
 */
#ifndef NF_SLAMMER_MEMORY_H
#define NF_SLAMMER_MEMORY_H

#include "uapi/nf_slammer.h"

/* Sizes, in bytes. The module is not built if they are not so. */
#define MEMORY_SLOT	160	/* of a source table */
#define MEMORY_SLOTS	64	/* before the slots of a CPU */
#define MEMORY_FLOW	168	/* an entry of each of the two flow tables */
#define MEMORY_FLOWS	128	/* before the entries */
#define MEMORY_CPU	27648	/* counters, estimators, events; at most */
#define MEMORY_PAGE	4096

/* What the module's parameters are unless set. */
#define MEMORY_OUTSIDE	16384
#define MEMORY_INSIDE	2048
#define MEMORY_FLOWS_ENTRIES 16384

/*
 * Slots over all CPUs: of neither side; of the inside, if policy does not say how
 * many sources there are. On each CPU: at least; of the inside, for the router alone.
 */
#define MEMORY_NONE	4096
#define MEMORY_INSIDE_SLOTS 65536
#define MEMORY_SLOTS_MIN 16
#define MEMORY_ROUTER	16

/* Namespaces that are guarded because all are, until they are given a policy. */
#define MEMORY_SMALL_NONE 1024
#define MEMORY_SMALL_FLOWS 1024

/* All tables of a namespace that does not belong to the initial user namespace. */
#define MEMORY_BOUND	(32u << 20)

/**
 * struct memory_machine - what the sizes depend on beside the policy
 * @possible:	CPUs that the kernel is prepared for
 * @present:	CPUs that there are
 * @outside, @inside, @flows: the module's parameters
 */
struct memory_machine {
	__u32 possible;
	__u32 present;
	__u32 outside;
	__u32 inside;
	__u32 flows;
};

/**
 * struct memory_policy - what they depend on in a policy
 * @tracking:	0: as the parameters say
 * @has_flows:	@flows is set
 * @external, @internal: it names interfaces of that zone
 * @unnamed:	it filters on interfaces that it does not name
 * @small:	nobody has pushed it: see MEMORY_SMALL_NONE
 */
struct memory_policy {
	struct nfsl_tracking tracking;
	__u8 has_flows;
	__u8 external;
	__u8 internal;
	__u8 unnamed;
	__u8 small;
	__u32 flows;
};

/**
 * struct memory_plan - how large the tables are
 * @slots:	of the source tables on each CPU, by enum nfsl_side; 0: no table
 * @flows:	entries of each flow table; 0: flows are not tracked
 * @bytes:	all of them
 */
struct memory_plan {
	__u32 slots[NFSL_SIDE_COUNT];
	__u32 flows;
	__u64 bytes;
};

static inline __u32 memory_clamp(__u32 n, __u32 low, __u32 high)
{
	return n < low ? low : n > high ? high : n;
}

/* The least power of two that is not below @n; @n is at most 1 << 31. */
static inline __u32 memory_power_up(__u32 n)
{
	__u32 power = 1;

	while (power < n)
		power <<= 1;
	return power;
}

/* The greatest that is not above @n; @n is not 0. */
static inline __u32 memory_power_down(__u32 n)
{
	__u32 power = memory_power_up(n);

	return power > n ? power >> 1 : power;
}

static inline __u64 memory_pages(__u64 bytes)
{
	return (bytes + MEMORY_PAGE - 1) / MEMORY_PAGE * MEMORY_PAGE;
}

/* A source table of one CPU. */
static inline __u64 memory_slots_bytes(__u32 slots)
{
	return slots ? memory_pages(MEMORY_SLOTS + (__u64)slots * MEMORY_SLOT) : 0;
}

/* Both flow tables. */
static inline __u64 memory_flows_bytes(__u32 flows)
{
	return flows ? memory_pages(MEMORY_FLOWS + (__u64)flows * MEMORY_FLOW) : 0;
}

/* @wanted slots, divided among the CPUs. */
static inline __u32 memory_divide(__u32 wanted, __u32 cpus)
{
	return memory_power_up(memory_clamp(wanted / cpus, MEMORY_SLOTS_MIN,
					    NFSL_TRACKING_MAX));
}

static inline __u32 memory_outside(const struct memory_machine *machine,
				   const struct memory_policy *policy)
{
	if (policy->tracking.outside)
		return memory_divide(policy->tracking.outside, machine->present);
	return policy->external ?
		memory_divide(machine->outside, machine->present) : 0;
}

/*
 * Packets of a worm that aims at random come to all CPUs, so each has room for all
 * sources that policy names; and twice as many slots, because some sets fill up
 * before others. If policy names no number, all CPUs share a budget.
 */
static inline __u32 memory_inside(const struct memory_machine *machine,
				  const struct memory_policy *policy)
{
	__u32 wanted = policy->tracking.inside ?: machine->inside, most;

	if (!policy->tracking.inside && !policy->internal)
		return MEMORY_ROUTER;
	wanted = memory_power_up(2 * memory_clamp(wanted, MEMORY_SLOTS_MIN,
						  NFSL_TRACKING_MAX));
	most = memory_power_down(memory_clamp(MEMORY_INSIDE_SLOTS /
					      machine->present, MEMORY_ROUTER,
					      MEMORY_INSIDE_SLOTS));
	return policy->tracking.inside || wanted < most ? wanted : most;
}

static inline __u32 memory_none(const struct memory_machine *machine,
				const struct memory_policy *policy)
{
	if (!policy->unnamed)
		return 0;
	return memory_divide(policy->small ? MEMORY_SMALL_NONE : MEMORY_NONE,
			     machine->present);
}

static inline __u32 memory_flows(const struct memory_machine *machine,
				 const struct memory_policy *policy)
{
	__u32 wanted = policy->has_flows ? policy->flows : machine->flows;

	if (policy->small && wanted > MEMORY_SMALL_FLOWS)
		wanted = MEMORY_SMALL_FLOWS;
	return wanted ? memory_power_up(memory_clamp(wanted, NFSL_FLOWS_MIN,
						     NFSL_FLOWS_MAX)) : 0;
}

static inline struct memory_plan
memory_plan(const struct memory_machine *machine,
	    const struct memory_policy *policy)
{
	struct memory_plan plan = {
		.slots = {
			[NFSL_SIDE_OUTSIDE] = memory_outside(machine, policy),
			[NFSL_SIDE_INSIDE] = memory_inside(machine, policy),
			[NFSL_SIDE_NONE] = memory_none(machine, policy),
		},
		.flows = memory_flows(machine, policy),
	};
	__u32 side;

	plan.bytes = (__u64)machine->possible * MEMORY_CPU +
		     memory_flows_bytes(plan.flows);
	for (side = 0; side < NFSL_SIDE_COUNT; side++)
		plan.bytes += machine->present *
			      memory_slots_bytes(plan.slots[side]);
	return plan;
}

/**
 * memory_late - slots of a CPU that there was not when the tables were made
 * @slots: of each CPU that there was
 * @taken: what the CPUs that are there have, all together
 * @cpus:  how many there were
 */
static inline __u32 memory_late(__u32 slots, __u64 taken, __u32 cpus)
{
	if (taken + slots <= (__u64)slots * cpus || slots < MEMORY_SLOTS_MIN)
		return slots;
	return MEMORY_SLOTS_MIN;
}

#endif /* NF_SLAMMER_MEMORY_H */
