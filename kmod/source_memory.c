// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_memory.c - memory of the source tables: allocate, exchange, CPUs that come
 *
 * A CPU has tables once it is online, and keeps them when it goes offline. Memory is
 * allocated before RTNL is taken, and freed after it; under RTNL pointers are
 * exchanged. How large a table is says nfslammer/memory.h.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/ratelimit.h>
#include <linux/rtnetlink.h>

#include "nfslammer/memory.h"
#include "source_table.h"

/* The table of a CPU that has none: no source is in it, and nothing is written. */
static struct nfsl_slots no_slots = { .shift = 63, .set = { [1] = {} } };

/*
 * Protects all pointers to tables in use, and how large they are to be. Taken under
 * RTNL, and by who brings a CPU online: nothing is allocated under it, and no lock
 * of CPU hotplug is taken.
 */
static DEFINE_MUTEX(tables_lock);
static LIST_HEAD(tables);

static enum cpuhp_state cpu_state;

/* memory_slots_bytes(), and where locks are debugged what is known of each besides. */
static size_t slots_bytes(u32 count)
{
	const size_t debug = sizeof(seqcount_t) - sizeof(u32);

	BUILD_BUG_ON(!IS_ENABLED(CONFIG_DEBUG_LOCK_ALLOC) &&
		     sizeof(struct nfsl_set) / NFSL_SOURCE_WAYS +
		     sizeof(struct nfsl_extra) != MEMORY_SLOT);
	return debug ? PAGE_ALIGN(sizeof(struct nfsl_slots) +
				  count / NFSL_SOURCE_WAYS * sizeof(struct nfsl_set) +
				  count * sizeof(struct nfsl_extra)) :
		       memory_slots_bytes(count);
}

static struct nfsl_slots *slots_alloc(u32 count, int cpu)
{
	u32 i, sets = count / NFSL_SOURCE_WAYS;
	struct nfsl_pages memory;
	struct nfsl_slots *slots;

	BUILD_BUG_ON(sizeof(struct nfsl_source) != 128);
	BUILD_BUG_ON(offsetof(struct nfsl_slots, set) != MEMORY_SLOTS);
	BUILD_BUG_ON(MEMORY_SLOTS_MIN % NFSL_SOURCE_WAYS);
	BUILD_BUG_ON(2 * NFSL_TRACKING_MAX / NFSL_SOURCE_WAYS >
		     1u << NFSL_SLOTS_BITS);
	if (!count)
		return &no_slots;
	if (nfsl_pages_alloc(&memory, slots_bytes(count), cpu_to_node(cpu)))
		return NULL;
	slots = memory.at;
	slots->memory = memory;
	slots->extra = (struct nfsl_extra *)&slots->set[sets];
	for (i = 0; i < sets; i++) {
		seqcount_init(&slots->set[i].seq);
		cond_resched();
	}
	slots->count = count;
	slots->shift = 64 - ilog2(sets);
	get_random_bytes(slots->key, sizeof(slots->key));
	for (i = 0; i < ARRAY_SIZE(slots->key); i++)
		slots->key[i] |= 1;
	return slots;
}

static void slots_free(struct nfsl_slots *slots)
{
	struct nfsl_pages memory;

	if (!slots || slots == &no_slots)
		return;
	memory = slots->memory;
	nfsl_pages_free(&memory);
}

/* Under @tables_lock, or where a change does not matter. */
static struct nfsl_slots *slots_of(const struct nfsl_table *table)
{
	return rcu_dereference_protected(table->slots, true);
}

static struct nfsl_table *table_of(const struct nfsl_net *nn, int side, int cpu)
{
	return per_cpu_ptr(nn->table[side], cpu);
}

/* Exchange */

int nfsl_sources_prepare(struct nfsl_net *nn, const u32 *slots)
{
	struct nfsl_table *table;
	u32 count;
	int cpu, side;

	for_each_possible_cpu(cpu) {
		for (side = 0; side < NFSL_SIDE_COUNT; side++) {
			table = table_of(nn, side, cpu);
			count = READ_ONCE(slots_of(table)->count);
			if (count == slots[side] || (!count && !cpu_online(cpu)))
				continue;
			table->next = cpu_online(cpu) ?
				slots_alloc(slots[side], cpu) : &no_slots;
			if (!table->next)
				return -ENOMEM;
		}
	}
	return 0;
}

static void table_exchange(struct nfsl_net *nn, struct nfsl_table *table)
{
	struct nfsl_slots *old = slots_of(table);

	if (!table->next)
		return;
	WRITE_ONCE(nn->resizes, nn->resizes + 1);
	rcu_assign_pointer(table->slots, table->next);
	table->next = old;
}

void nfsl_sources_publish(struct nfsl_net *nn, const u32 *slots)
{
	int cpu, side;

	ASSERT_RTNL();
	mutex_lock(&tables_lock);
	for (side = 0; side < NFSL_SIDE_COUNT; side++) {
		for_each_possible_cpu(cpu)
			table_exchange(nn, table_of(nn, side, cpu));
		nn->slots_wanted[side] = slots[side];
	}
	nn->slots_cpus = num_present_cpus();
	if (list_empty(&nn->tables))
		list_add(&nn->tables, &tables);
	mutex_unlock(&tables_lock);
}

static bool any_next(const struct nfsl_net *nn)
{
	const struct nfsl_slots *next;
	int cpu, side;

	for_each_possible_cpu(cpu) {
		for (side = 0; side < NFSL_SIDE_COUNT; side++) {
			next = table_of(nn, side, cpu)->next;
			if (next && next != &no_slots)
				return true;
		}
	}
	return false;
}

/* Free @next: after an exchange, the old slots with their sources. */
static void table_discard(struct nfsl_table *table)
{
	struct nfsl_slots *old = table->next;

	if (!old)
		return;
	mutex_lock(&tables_lock);
	table->dropped += old->used;
	table->next = NULL;
	mutex_unlock(&tables_lock);
	slots_free(old);
}

/* CPUs that come */

/* A table that a CPU lacks. Under @tables_lock. */
struct gap {
	struct nfsl_net *nn;
	struct nfsl_table *table;
	u32 count;
};

static u64 side_slots(const struct nfsl_net *nn, int side)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += slots_of(table_of(nn, side, cpu))->count;
	return sum;
}

static bool gap_in(struct nfsl_net *nn, int cpu, struct gap *gap)
{
	int side;

	for (side = 0; side < NFSL_SIDE_COUNT; side++) {
		gap->table = table_of(nn, side, cpu);
		if (slots_of(gap->table)->count || !nn->slots_wanted[side])
			continue;
		gap->nn = nn;
		gap->count = memory_late(nn->slots_wanted[side],
					 side_slots(nn, side), nn->slots_cpus);
		return true;
	}
	return false;
}

static bool gap_find(int cpu, struct gap *gap)
{
	struct nfsl_net *nn;

	list_for_each_entry(nn, &tables, tables)
		if (gap_in(nn, cpu, gap))
			return true;
	return false;
}

/* The lock is not held while memory is allocated, and then another may be first. */
static bool gap_fill(int cpu, struct nfsl_slots *slots)
{
	struct gap gap;
	bool fits;

	mutex_lock(&tables_lock);
	fits = gap_find(cpu, &gap) && gap.count == slots->count;
	if (fits) {
		WRITE_ONCE(gap.nn->resizes, gap.nn->resizes + 1);
		rcu_assign_pointer(gap.table->slots, slots);
	}
	mutex_unlock(&tables_lock);
	return fits;
}

/* Give a CPU the tables that it lacks, in all namespaces. It comes online in any case. */
static int cpu_prepare(unsigned int cpu)
{
	struct nfsl_slots *slots;
	struct gap gap;
	bool found;

	for (;;) {
		mutex_lock(&tables_lock);
		found = gap_find(cpu, &gap);
		mutex_unlock(&tables_lock);
		if (!found)
			return 0;
		slots = slots_alloc(gap.count, cpu);
		if (!slots) {
			pr_warn_ratelimited("nf_slammer: no memory for source tables of CPU %u: what it receives is counted as untracked\n",
					    cpu);
			return 0;
		}
		if (!gap_fill(cpu, slots))
			slots_free(slots);
	}
}

void nfsl_sources_settle(struct nfsl_net *nn)
{
	int cpu, side;

	if (any_next(nn))
		synchronize_rcu();
	for_each_possible_cpu(cpu)
		for (side = 0; side < NFSL_SIDE_COUNT; side++)
			table_discard(table_of(nn, side, cpu));
	/* some may have come while tables were prepared for those that there were */
	cpus_read_lock();
	for_each_online_cpu(cpu)
		cpu_prepare(cpu);
	cpus_read_unlock();
}

/* From the first policy to the end */

static int side_alloc(struct nfsl_net *nn, enum nfsl_side side)
{
	struct nfsl_table *table;
	int cpu, what;

	nn->table[side] = alloc_percpu_gfp(struct nfsl_table,
					   GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!nn->table[side])
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		table = table_of(nn, side, cpu);
		table->nn = nn;
		table->side = side;
		RCU_INIT_POINTER(table->slots, &no_slots);
	}
	for (what = 0; what < NFSL_SKETCH_WHAT_COUNT; what++)
		nn->sketch_since[side][what] = get_jiffies_64();
	return 0;
}

int nfsl_sources_alloc(struct nfsl_net *nn)
{
	int side;

	for (side = 0; side < NFSL_SIDE_COUNT; side++) {
		if (!side_alloc(nn, side))
			continue;
		nfsl_sources_free(nn);
		return -ENOMEM;
	}
	return 0;
}

void nfsl_sources_free(struct nfsl_net *nn)
{
	struct nfsl_table *table;
	int cpu, side;

	mutex_lock(&tables_lock);
	list_del_init(&nn->tables);
	mutex_unlock(&tables_lock);
	for (side = 0; side < NFSL_SIDE_COUNT; side++) {
		if (!nn->table[side])
			continue;
		for_each_possible_cpu(cpu) {
			table = table_of(nn, side, cpu);
			slots_free(table->next);
			slots_free(slots_of(table));
		}
		free_percpu(nn->table[side]);
		nn->table[side] = NULL;
	}
}

/* Under @tables_lock, as the numbers of one moment. */
static void table_usage(struct nfsl_table *table, struct nfsl_usage *usage)
{
	const struct nfsl_slots *slots = slots_of(table);

	usage->size += slots->count;
	usage->bytes += memory_slots_bytes(slots->count);
	usage->used += READ_ONCE(slots->used);
	usage->evicted += nfsl_read_count(&table->evicted) + table->dropped;
	usage->untracked += nfsl_read_count(&table->untracked);
}

struct nfsl_usage nfsl_sources_usage(const struct nfsl_net *nn,
				     enum nfsl_side side)
{
	struct nfsl_usage usage = {};
	int cpu;

	mutex_lock(&tables_lock);
	for_each_possible_cpu(cpu)
		table_usage(table_of(nn, side, cpu), &usage);
	mutex_unlock(&tables_lock);
	return usage;
}

int __init nfsl_sources_init(void)
{
	int state = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN,
					      "net/nf_slammer:prepare",
					      cpu_prepare, NULL);

	if (state < 0)
		return state;
	cpu_state = state;
	return 0;
}

void nfsl_sources_exit(void)
{
	cpuhp_remove_state_nocalls(cpu_state);
}
