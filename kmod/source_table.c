// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_table.c - reading the source tables, from any CPU
 */
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/string.h>

#include "source_table.h"
#include "stats.h"

/*
 * On 64-bit machines @set->seq does not protect the counters: each is read by itself.
 * Who writes is not preempted, so this waits for a few instructions at most.
 */
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

/*
 * As sketch_read() with a reset, but only what is @stored: a word that its CPU changes
 * meanwhile is looked at again. What a CPU counts between the reading and this, with
 * no higher rank, is in the union with what is stored, and not in what begins.
 */
static void clear_stored(struct nfsl_table *table, enum nfsl_sketch_what what,
			 const u8 *stored)
{
	unsigned long *own = (unsigned long *)table->sketch[what];
	unsigned long seen, old, new;
	u32 i;

	for (i = 0; i < NFSL_SKETCH_SIZE / sizeof(new); i++) {
		seen = READ_ONCE(own[i]);
		do {
			old = new = seen;
			sketch_clear((u8 *)&new, stored + i * sizeof(new),
				     sizeof(new));
			seen = new == old ? old : cmpxchg(&own[i], old, new);
		} while (seen != old);
	}
	WRITE_ONCE(table->epoch, table->epoch + NFSL_EPOCH);
}

void nfsl_sources_sketch_clear(struct nfsl_net *nn, enum nfsl_side side,
			       enum nfsl_sketch_what what, const u8 *stored)
{
	int cpu;

	for_each_possible_cpu(cpu)
		clear_stored(per_cpu_ptr(nn->table[side], cpu), what, stored);
	nn->sketch_since[side][what] = get_jiffies_64();
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
