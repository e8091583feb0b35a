// SPDX-License-Identifier: GPL-2.0-only
/*
 * tables.c - the memory of the source tables: allocated, exchanged, read
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

#include "events.h"
#include "sources.h"
#include "stats.h"

static unsigned int sources_outside = 16384;
module_param(sources_outside, uint, 0444);
MODULE_PARM_DESC(sources_outside,
		 "places for sources seen outside, over all CPUs of a namespace (default 16384)");

static unsigned int sources_inside = 2048;
module_param(sources_inside, uint, 0444);
MODULE_PARM_DESC(sources_inside,
		 "sources seen inside that find a place, on each CPU of a namespace (default 2048)");

#define PLACES_MIN	256u
#define PLACES_MAX	(1u << 20)

/*
 * Places on one CPU. Those outside share @wanted places out among the CPUs. Of
 * those inside @wanted sources are not to be turned away, however many CPUs they
 * come to, and a worm that aims at random comes to all of them; and as some sets
 * are full before others, there are twice as many places as sources.
 */
static u32 places_per_cpu(enum nfsl_side side, u32 wanted)
{
	if (side == NFSL_SIDE_INSIDE)
		return roundup_pow_of_two(2 * clamp(wanted, PLACES_MIN,
						    PLACES_MAX));
	return roundup_pow_of_two(clamp(wanted / num_possible_cpus(),
					PLACES_MIN, PLACES_MAX));
}

static struct nfsl_places *places_alloc(u32 count, int cpu)
{
	u32 i, sets = count / NFSL_SOURCE_WAYS;
	struct nfsl_places *places;

	BUILD_BUG_ON(sizeof(struct nfsl_source) != 128);
	BUILD_BUG_ON(2 * PLACES_MAX / NFSL_SOURCE_WAYS > 1u << NFSL_PLACES_BITS);
	places = kvzalloc_node(size_add(struct_size(places, set, sets),
					array_size(count, sizeof(u32))),
			       GFP_KERNEL_ACCOUNT, cpu_to_node(cpu));
	if (!places)
		return NULL;
	places->told = (u32 *)&places->set[sets];
	for (i = 0; i < sets; i++) {
		seqcount_init(&places->set[i].seq);
		cond_resched();
	}
	places->count = count;
	places->shift = 64 - ilog2(sets);
	get_random_bytes(places->key, sizeof(places->key));
	for (i = 0; i < ARRAY_SIZE(places->key); i++)
		places->key[i] |= 1;
	return places;
}

/* Under RTNL, or when no packet comes. */
static struct nfsl_places *places_of(const struct nfsl_table *table)
{
	return rcu_dereference_protected(table->places, true);
}

/* Let every table of a side have a @next, unless it has as many places now. */
static int side_prepare(struct nfsl_net *nn, enum nfsl_side side, u32 wanted)
{
	u32 count = places_per_cpu(side, wanted);
	struct nfsl_table *table;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(nn->table[side], cpu);
		if (places_of(table) && places_of(table)->count == count)
			continue;
		table->next = places_alloc(count, cpu);
		if (!table->next)
			return -ENOMEM;
	}
	return 0;
}

/* Exchange what is in use and what is next; true if there was a next. */
static bool side_exchange(struct nfsl_net *nn, enum nfsl_side side)
{
	struct nfsl_table *table;
	struct nfsl_places *old;
	bool any = false;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(nn->table[side], cpu);
		if (!table->next)
			continue;
		old = places_of(table);
		WRITE_ONCE(nn->resizes, nn->resizes + 1);
		rcu_assign_pointer(table->places, table->next);
		table->next = old;
		any = true;
	}
	return any;
}

/* Free what is not in use. Whoever has a place there has lost it. */
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

	nfsl_events_free(nn);
	for (side = 0; side < NFSL_SIDE_COUNT; side++) {
		if (!nn->table[side])
			continue;
		for_each_possible_cpu(cpu)
			kvfree(places_of(per_cpu_ptr(nn->table[side], cpu)));
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
	    nfsl_events_alloc(nn) || nfsl_sources_resize(nn, 0, 0)) {
		nfsl_sources_free(nn);
		return -ENOMEM;
	}
	return 0;
}

struct nfsl_fill nfsl_sources_fill(const struct nfsl_net *nn,
				   enum nfsl_side side)
{
	const struct nfsl_table *table;
	struct nfsl_fill fill = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(nn->table[side], cpu);
		fill.size += places_of(table)->count;
		fill.used += READ_ONCE(places_of(table)->used);
		fill.evicted += nfsl_read_count(&table->evicted) +
				table->dropped;
		fill.untracked += nfsl_read_count(&table->untracked);
	}
	return fill;
}

/*
 * The counters are written without @set->seq: one after the other, each as of one
 * moment.
 */
static void set_read(const struct nfsl_set *set, u32 way,
		     struct nfsl_source *copy, u32 *serial)
{
	const struct nfsl_source *s = &set->source[way];
	unsigned int seq, i;

	do {
		seq = read_seqcount_begin(&set->seq);
		*copy = *s;
		*serial = set->serial[way];
		copy->last = nfsl_read_count(&s->last);
		copy->bytes = nfsl_read_count(&s->bytes);
		for (i = 0; i < ARRAY_SIZE(s->packets); i++)
			copy->packets[i] = nfsl_read_count(&s->packets[i]);
	} while (read_seqcount_retry(&set->seq, seq));
}

int nfsl_sources_read(struct nfsl_net *nn, enum nfsl_side side, int cpu,
		      u32 place, struct nfsl_source *copy, u32 *serial)
{
	struct nfsl_table *table = per_cpu_ptr(nn->table[side], cpu);
	struct nfsl_places *places;
	int found = -ENOENT;

	rcu_read_lock();
	places = rcu_dereference(table->places);
	if (place < places->count) {
		set_read(&places->set[place / NFSL_SOURCE_WAYS],
			 place % NFSL_SOURCE_WAYS, copy, serial);
		found = !!*serial;
	}
	rcu_read_unlock();
	return found;
}

/* What is noted of the place of an inside source on @cpu, or NULL. Under RCU. */
static u32 *told_find(struct nfsl_net *nn, struct address a, int cpu,
		      u32 *serial)
{
	struct nfsl_table *table = per_cpu_ptr(nn->table[NFSL_SIDE_INSIDE], cpu);
	struct nfsl_places *places = rcu_dereference(table->places);
	u64 hash = nfsl_places_hash(places, a);
	const struct nfsl_set *set[] = { nfsl_places_first(places, hash),
					 nfsl_places_second(places, hash),
					 nfsl_places_third(places, hash) };
	struct nfsl_source copy;
	u32 i, way;

	for (i = 0; i < ARRAY_SIZE(set); i++) {
		for (way = 0; way < NFSL_SOURCE_WAYS; way++) {
			if (READ_ONCE(set[i]->tag[way]) != nfsl_places_tag(hash))
				continue;
			set_read(set[i], way, &copy, serial);
			if (address_equal(copy.address, a))
				return &places->told[(set[i] - places->set) *
						     NFSL_SOURCE_WAYS + way];
		}
	}
	return NULL;
}

bool nfsl_sources_told(struct nfsl_net *nn, struct address a)
{
	bool found = false;
	u32 *told, serial;
	int cpu;

	rcu_read_lock();
	for_each_possible_cpu(cpu) {
		told = told_find(nn, a, cpu, &serial);
		found |= told && *told == serial;
	}
	rcu_read_unlock();
	return found;
}

void nfsl_sources_tell(struct nfsl_net *nn, struct address a, int cpu)
{
	u32 *told, serial;

	rcu_read_lock();
	told = told_find(nn, a, cpu, &serial);
	if (told)
		*told = serial;
	rcu_read_unlock();
}
