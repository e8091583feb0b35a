// SPDX-License-Identifier: GPL-2.0-only
/*
 * sources.c - who sent it
 */
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "sources.h"

static unsigned int sources_outside = 16384;
module_param(sources_outside, uint, 0444);
MODULE_PARM_DESC(sources_outside,
		 "places for sources seen outside, over all CPUs of a namespace (default 16384)");

static unsigned int sources_inside = 4096;
module_param(sources_inside, uint, 0444);
MODULE_PARM_DESC(sources_inside,
		 "places for sources seen inside, over all CPUs of a namespace (default 4096)");

#define PLACES_MIN	256u
#define PLACES_MAX	(1u << 20)

/* Places on one CPU, when @wanted are wanted on all of them together. */
static u32 places_per_cpu(u32 wanted)
{
	u32 share = wanted / num_possible_cpus();

	return roundup_pow_of_two(clamp(share, PLACES_MIN, PLACES_MAX));
}

static int table_alloc(struct nfsl_table *table, u32 places, int cpu)
{
	u32 i;

	table->source = kvzalloc_node(array_size(places, sizeof(*table->source)),
				      GFP_KERNEL_ACCOUNT, cpu_to_node(cpu));
	if (!table->source)
		return -ENOMEM;
	for (i = 0; i < places; i++)
		seqcount_init(&table->source[i].seq);
	table->set_mask = places / NFSL_SOURCE_WAYS - 1;
	get_random_bytes(table->key, sizeof(table->key));
	for (i = 0; i < ARRAY_SIZE(table->key); i++)
		table->key[i] |= 1;
	return 0;
}

static int side_alloc(struct nfsl_table __percpu **tables, u32 wanted)
{
	int cpu;

	*tables = alloc_percpu_gfp(struct nfsl_table, GFP_KERNEL_ACCOUNT);
	if (!*tables)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		if (table_alloc(per_cpu_ptr(*tables, cpu),
				places_per_cpu(wanted), cpu))
			return -ENOMEM;
	return 0;
}

void nfsl_sources_free(struct nfsl_net *nn)
{
	int cpu, side;

	for (side = 0; side < NFSL_SIDE_COUNT; side++) {
		if (!nn->table[side])
			continue;
		for_each_possible_cpu(cpu)
			kvfree(per_cpu_ptr(nn->table[side], cpu)->source);
		free_percpu(nn->table[side]);
		nn->table[side] = NULL;
	}
}

int nfsl_sources_alloc(struct nfsl_net *nn)
{
	if (side_alloc(&nn->table[NFSL_SIDE_OUTSIDE], sources_outside) ||
	    side_alloc(&nn->table[NFSL_SIDE_INSIDE], sources_inside)) {
		nfsl_sources_free(nn);
		return -ENOMEM;
	}
	return 0;
}

u32 nfsl_sources_places(const struct nfsl_net *nn, enum nfsl_side side)
{
	const struct nfsl_table *table = raw_cpu_ptr(nn->table[side]);

	return (table->set_mask + 1) * NFSL_SOURCE_WAYS;
}

/* Multiply-shift hashing with secret odd multipliers (Dietzfelbinger 1997). */
static struct nfsl_source *table_set(const struct nfsl_table *table,
				     struct address a)
{
	u64 h = (a.lo ^ table->key[0]) * table->key[1] +
		(a.hi ^ table->key[2]) * table->key[3];

	return &table->source[((h >> 32) & table->set_mask) * NFSL_SOURCE_WAYS];
}

/* The place of @a: its own, or one that it may take now; NULL if there is none. */
static struct nfsl_source *table_place(struct nfsl_table *table,
				       struct address a)
{
	struct nfsl_source *set = table_set(table, a);
	struct nfsl_source *weakest = set;
	u32 i;

	for (i = 0; i < NFSL_SOURCE_WAYS; i++) {
		if (address_equal(set[i].address, a) && set[i].serial)
			return &set[i];
		if (set[i].credit < weakest->credit)
			weakest = &set[i];
	}
	if (weakest->credit) {
		weakest->credit--;
		table->untracked++;
		return NULL;
	}
	return weakest;
}

/* Under the writer's side of @s->seq: @a moves in. */
static void source_move_in(struct nfsl_table *table, struct nfsl_source *s,
			   struct address a, u64 now)
{
	if (s->serial)
		table->evicted++;
	else
		table->used++;
	if (!++table->serial)
		table->serial = 1;
	s->serial = table->serial;
	s->address = a;
	s->first = now;
	memset(s->packets, 0, sizeof(s->packets));
	s->bytes = 0;
}

void nfsl_sources_note(struct nfsl_net *nn, enum nfsl_side side,
		       enum slammer_reason reason, u32 ifindex,
		       const struct packet *pkt)
{
	struct nfsl_table *table = this_cpu_ptr(nn->table[side]);
	struct nfsl_source *s = table_place(table, pkt->src);
	u64 now = get_jiffies_64();

	if (!s)
		return;
	raw_write_seqcount_begin(&s->seq);
	if (!s->serial || !address_equal(s->address, pkt->src))
		source_move_in(table, s, pkt->src, now);
	if (s->credit < NFSL_SOURCE_CREDIT_MAX)
		s->credit++;
	s->last = now;
	s->target = pkt->dst;
	s->ifindex = ifindex;
	s->packets[reason_class(reason)]++;
	s->bytes += pkt->bytes;
	raw_write_seqcount_end(&s->seq);
}

bool nfsl_sources_read(struct nfsl_net *nn, enum nfsl_side side, int cpu,
		       u32 place, struct nfsl_source *copy)
{
	const struct nfsl_table *table = per_cpu_ptr(nn->table[side], cpu);
	const struct nfsl_source *s = &table->source[place];
	unsigned int seq;

	do {
		seq = read_seqcount_begin(&s->seq);
		*copy = *s;
	} while (read_seqcount_retry(&s->seq, seq));
	return copy->serial;
}
