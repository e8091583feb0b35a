// SPDX-License-Identifier: GPL-2.0-only
/*
 * distinct.c - the estimators, read and begun again
 */
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/string.h>

#include "distinct.h"
#include "sources.h"

/*
 * Registers are taken away a word at a time. Their CPU writes single bytes: one
 * that it writes before belongs to what is read, one that it writes after to what
 * begins, and none is lost.
 *
 * But it does not write what it has counted already. So after that the epoch
 * changes: a source that is seen in it is counted anew, by its first packet in a
 * jiffy (nfsl_source_look()). Who is seen between the two, or in the same jiffy,
 * and then never again, is counted in what was read and not in what begins.
 */
static void table_read(struct nfsl_table *table, enum nfsl_sketch_what what,
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

u64 nfsl_distinct_read(struct nfsl_net *nn, enum nfsl_side side,
		       enum nfsl_sketch_what what, u8 *registers, bool reset)
{
	u64 since = nn->sketch_since[side][what];
	int cpu;

	memset(registers, 0, NFSL_SKETCH_SIZE);
	for_each_possible_cpu(cpu)
		table_read(per_cpu_ptr(nn->table[side], cpu), what, registers,
			   reset);
	if (reset)
		nn->sketch_since[side][what] = get_jiffies_64();
	return since;
}
