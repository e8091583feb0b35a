// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_table.c - memory of the source tables: allocate, resize, read
 */
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/netdevice.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "source_table.h"
#include "stats.h"

static unsigned int sources_outside = 16384;
module_param(sources_outside, uint, 0444);
MODULE_PARM_DESC(sources_outside,
		 "slots for outside sources, over all CPUs of a namespace (default 16384)");

static unsigned int sources_inside = 2048;
module_param(sources_inside, uint, 0444);
MODULE_PARM_DESC(sources_inside,
		 "inside sources that are tracked, on each CPU of a namespace (default 2048)");

/* Slots for sources of neither side, over all CPUs: seen in zone unnamed. */
#define SOURCES_NONE	4096u

#define SLOTS_MIN	256u
#define SLOTS_MAX	(1u << 20)

/*
 * Slots on one CPU. Outside, @wanted slots are divided among the CPUs; likewise
 * those of neither side. Inside, each CPU has room for all @wanted sources, because
 * the packets of a worm that aims at random come to all CPUs; and twice as many
 * slots, because some sets fill up before others.
 */
static u32 slots_per_cpu(enum nfsl_side side, u32 wanted)
{
	if (side == NFSL_SIDE_INSIDE)
		return roundup_pow_of_two(2 * clamp(wanted, SLOTS_MIN,
						    SLOTS_MAX));
	return roundup_pow_of_two(clamp(wanted / num_possible_cpus(),
					SLOTS_MIN, SLOTS_MAX));
}

static struct nfsl_slots *slots_alloc(u32 count, int cpu)
{
	u32 i, sets = count / NFSL_SOURCE_WAYS;
	struct nfsl_slots *slots;

	BUILD_BUG_ON(sizeof(struct nfsl_source) != ALIGN(128, SMP_CACHE_BYTES));
	BUILD_BUG_ON(2 * SLOTS_MAX / NFSL_SOURCE_WAYS > 1u << NFSL_SLOTS_BITS);
	slots = kvzalloc_node(size_add(struct_size(slots, set, sets),
				       array_size(count, sizeof(*slots->extra))),
			      GFP_KERNEL_ACCOUNT, cpu_to_node(cpu));
	if (!slots)
		return NULL;
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

/* Under RTNL, or when no packet comes. */
static struct nfsl_slots *slots_of(const struct nfsl_table *table)
{
	return rcu_dereference_protected(table->slots, true);
}

/* Allocate @next of every table of a side, unless its size does not change. */
static int side_prepare(struct nfsl_net *nn, enum nfsl_side side, u32 wanted)
{
	u32 count = slots_per_cpu(side, wanted);
	struct nfsl_table *table;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(nn->table[side], cpu);
		if (slots_of(table) && slots_of(table)->count == count)
			continue;
		table->next = slots_alloc(count, cpu);
		if (!table->next)
			return -ENOMEM;
	}
	return 0;
}

/* Exchange @slots and @next; true if any table had a @next. */
static bool side_exchange(struct nfsl_net *nn, enum nfsl_side side)
{
	struct nfsl_table *table;
	struct nfsl_slots *old;
	bool any = false;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(nn->table[side], cpu);
		if (!table->next)
			continue;
		old = slots_of(table);
		WRITE_ONCE(nn->resizes, nn->resizes + 1);
		rcu_assign_pointer(table->slots, table->next);
		table->next = old;
		any = true;
	}
	return any;
}

/* Free @next: after an exchange, the old slots with their sources. */
static void side_discard(struct nfsl_net *nn, enum nfsl_side side)
{
	struct nfsl_table *table;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(nn->table[side], cpu);
		if (table->next)
			table->dropped += table->next->used;
		kvfree(table->next);
		table->next = NULL;
	}
}

int nfsl_sources_resize(struct nfsl_net *nn, u32 outside, u32 inside)
{
	bool any = false;
	int err, side;

	err = side_prepare(nn, NFSL_SIDE_OUTSIDE, outside ?: sources_outside);
	if (!err)
		err = side_prepare(nn, NFSL_SIDE_INSIDE,
				   inside ?: sources_inside);
	if (!err)
		err = side_prepare(nn, NFSL_SIDE_NONE, SOURCES_NONE);
	for (side = 0; side < NFSL_SIDE_COUNT && !err; side++)
		any |= side_exchange(nn, side);
	if (any)
		synchronize_net();
	for (side = 0; side < NFSL_SIDE_COUNT; side++)
		side_discard(nn, side);
	return err;
}

void nfsl_sources_free(struct nfsl_net *nn)
{
	int cpu, side;

	for (side = 0; side < NFSL_SIDE_COUNT; side++) {
		if (!nn->table[side])
			continue;
		for_each_possible_cpu(cpu)
			kvfree(slots_of(per_cpu_ptr(nn->table[side], cpu)));
		free_percpu(nn->table[side]);
		nn->table[side] = NULL;
	}
}

static int side_alloc(struct nfsl_net *nn, enum nfsl_side side)
{
	struct nfsl_table *table;
	int cpu, what;

	nn->table[side] = alloc_percpu_gfp(struct nfsl_table,
					   GFP_KERNEL_ACCOUNT);
	if (!nn->table[side])
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(nn->table[side], cpu);
		table->nn = nn;
		table->side = side;
	}
	for (what = 0; what < NFSL_SKETCH_WHAT_COUNT; what++)
		nn->sketch_since[side][what] = get_jiffies_64();
	return 0;
}

int nfsl_sources_alloc(struct nfsl_net *nn)
{
	if (side_alloc(nn, NFSL_SIDE_OUTSIDE) ||
	    side_alloc(nn, NFSL_SIDE_INSIDE) ||
	    side_alloc(nn, NFSL_SIDE_NONE) ||
	    nfsl_sources_resize(nn, 0, 0)) {
		nfsl_sources_free(nn);
		return -ENOMEM;
	}
	return 0;
}

struct nfsl_usage nfsl_sources_usage(const struct nfsl_net *nn,
				     enum nfsl_side side)
{
	const struct nfsl_table *table;
	struct nfsl_usage usage = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(nn->table[side], cpu);
		usage.size += slots_of(table)->count;
		usage.used += READ_ONCE(slots_of(table)->used);
		usage.evicted += nfsl_read_count(&table->evicted) +
				 table->dropped;
		usage.untracked += nfsl_read_count(&table->untracked);
	}
	return usage;
}

/* @set->seq does not protect the counters: each is read by itself. */
static void set_read(const struct nfsl_slots *slots, const struct nfsl_set *set,
		     u32 way, struct nfsl_reading *reading)
{
	const struct nfsl_extra *extra = nfsl_slots_extra(slots, set, way);
	const struct nfsl_source *s = &set->source[way];
	struct nfsl_source *copy = &reading->source;
	unsigned int seq, i;

	do {
		seq = read_seqcount_begin(&set->seq);
		*copy = *s;
		reading->serial = set->serial[way];
		reading->targets = extra->targets_of == reading->serial ?
				   extra->targets : 0;
		copy->last = nfsl_read_count(&s->last);
		copy->bytes = nfsl_read_count(&s->bytes);
		for (i = 0; i < ARRAY_SIZE(s->packets); i++)
			copy->packets[i] = nfsl_read_count(&s->packets[i]);
	} while (read_seqcount_retry(&set->seq, seq));
}

int nfsl_sources_read(struct nfsl_net *nn, enum nfsl_side side, int cpu,
		      u32 slot, struct nfsl_reading *reading)
{
	struct nfsl_table *table = per_cpu_ptr(nn->table[side], cpu);
	struct nfsl_slots *slots;
	int found = -ENOENT;

	rcu_read_lock();
	slots = rcu_dereference(table->slots);
	if (slot < slots->count) {
		set_read(slots, &slots->set[slot / NFSL_SOURCE_WAYS],
			 slot % NFSL_SOURCE_WAYS, reading);
		found = !!reading->serial;
	}
	rcu_read_unlock();
	return found;
}

/*
 * Registers are reset a word at a time, while their CPU writes single bytes: a
 * write before that belongs to what is read, a write after it to what begins, and
 * none is lost.
 *
 * But a CPU does not write what it has counted already. So the epoch advances after
 * the reset: the next attack of a source in another jiffy counts it again
 * (nfsl_source_attack()). A source that sends between the two, or in the same
 * jiffy, and then never again, is counted in what was read and not in what begins.
 */
static void sketch_read(struct nfsl_table *table, enum nfsl_sketch_what what,
			u8 *registers, bool reset)
{
	unsigned long *own = (unsigned long *)table->sketch[what];
	unsigned long word;
	u32 i;

	for (i = 0; i < NFSL_SKETCH_SIZE / sizeof(word); i++) {
		word = reset ? xchg(&own[i], 0) : READ_ONCE(own[i]);
		sketch_merge(registers + i * sizeof(word), (u8 *)&word,
			     sizeof(word));
	}
	if (reset)
		WRITE_ONCE(table->epoch, table->epoch + NFSL_EPOCH);
}

u64 nfsl_sources_sketch(struct nfsl_net *nn, enum nfsl_side side,
			enum nfsl_sketch_what what, u8 *registers, bool reset)
{
	u64 since = nn->sketch_since[side][what];
	int cpu;

	memset(registers, 0, NFSL_SKETCH_SIZE);
	for_each_possible_cpu(cpu)
		sketch_read(per_cpu_ptr(nn->table[side], cpu), what, registers,
			    reset);
	if (reset)
		nn->sketch_since[side][what] = get_jiffies_64();
	return since;
}

/* @event_sent of an inside source on @cpu, or NULL if it has no entry. Under RCU. */
static u32 *event_sent_find(struct nfsl_net *nn, struct address a, int cpu,
			    u32 *serial)
{
	struct nfsl_table *table = per_cpu_ptr(nn->table[NFSL_SIDE_INSIDE], cpu);
	struct nfsl_slots *slots = rcu_dereference(table->slots);
	u64 hash = nfsl_slots_hash(slots, a);
	const struct nfsl_set *set[] = { nfsl_slots_first(slots, hash),
					 nfsl_slots_second(slots, hash),
					 nfsl_slots_third(slots, hash) };
	struct nfsl_reading reading;
	u32 i, way;

	for (i = 0; i < ARRAY_SIZE(set); i++) {
		for (way = 0; way < NFSL_SOURCE_WAYS; way++) {
			if (READ_ONCE(set[i]->tag[way]) != nfsl_slots_tag(hash))
				continue;
			set_read(slots, set[i], way, &reading);
			*serial = reading.serial;
			if (address_equal(reading.source.address, a))
				return &nfsl_slots_extra(slots, set[i],
							 way)->event_sent;
		}
	}
	return NULL;
}

bool nfsl_source_event_sent(struct nfsl_net *nn, struct address a)
{
	u32 *sent, serial;
	bool found = false;
	int cpu;

	rcu_read_lock();
	for_each_possible_cpu(cpu) {
		sent = event_sent_find(nn, a, cpu, &serial);
		found |= sent && *sent == serial;
	}
	rcu_read_unlock();
	return found;
}

void nfsl_source_set_event_sent(struct nfsl_net *nn, struct address a, int cpu)
{
	u32 *sent, serial;

	rcu_read_lock();
	sent = event_sent_find(nn, a, cpu, &serial);
	if (sent)
		*sent = serial;
	rcu_read_unlock();
}
