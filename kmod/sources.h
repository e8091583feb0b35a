/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sources.h - who sent it: tables of fixed size, one for each CPU and side
 *
 * Nothing is allocated, locked or shared on the packet path. A table is set
 * associative. In a full set a newcomer takes a place only when the weakest
 * source there has used up its credit (Misra, Gries: Finding repeated elements,
 * 1982, in each set), so those who send much stay through a flood of sources
 * that send one packet each.
 */
#ifndef NF_SLAMMER_SOURCES_H
#define NF_SLAMMER_SOURCES_H

#include <linux/seqlock.h>
#include <linux/types.h>

#include "main.h"

#define NFSL_SOURCE_WAYS	4
#define NFSL_SOURCE_CREDIT_MAX	1024

/**
 * struct nfsl_source - one stay of one source in the table of one CPU
 * @address:	who
 * @target:	whom its last packet went to
 * @first, @last: 64-bit jiffies
 * @serial:	of the stay; 0: the place is free
 * @credit:	what it has to lose before it loses its place
 * @ifindex:	where it was last seen, 0: the router itself
 * @seq:	lets another CPU read all of it as of one moment
 */
struct nfsl_source {
	struct address address;
	struct address target;
	u64 first;
	u64 last;
	u32 serial;
	u32 credit;
	u32 ifindex;
	seqcount_t seq;
	u64 packets[CLASS_COUNT];
	u64 bytes;
} ____cacheline_aligned;

/**
 * struct nfsl_table - the sources of one side on one CPU
 * @source:	sets of NFSL_SOURCE_WAYS
 * @set_mask:	sets - 1
 * @serial:	last one given
 * @key:	secret, so that nobody outside can aim at a set
 * @used:	places taken
 * @evicted:	sources that lost their place
 * @untracked:	packets whose source got none
 */
struct nfsl_table {
	struct nfsl_source *source;
	u32 set_mask;
	u32 serial;
	u64 key[4];
	u32 used;
	u64 evicted;
	u64 untracked;
};

/* Tables of both sides for one namespace. 0 or -ENOMEM. */
int nfsl_sources_alloc(struct nfsl_net *nn);
void nfsl_sources_free(struct nfsl_net *nn);

/* Places of one CPU's table: the same on every CPU. */
u32 nfsl_sources_places(const struct nfsl_net *nn, enum nfsl_side side);

/**
 * nfsl_sources_note - a packet of @pkt->src was seen
 * @reason: of a class that is not CLASS_OTHER
 *
 * On the packet path, bottom halves off.
 */
void nfsl_sources_note(struct nfsl_net *nn, enum nfsl_side side,
		       enum slammer_reason reason, u32 ifindex,
		       const struct packet *pkt);

/**
 * nfsl_sources_read - copy a place of another CPU's table as of one moment
 *
 * Returns false if it is free.
 */
bool nfsl_sources_read(struct nfsl_net *nn, enum nfsl_side side, int cpu,
		       u32 place, struct nfsl_source *copy);

#endif /* NF_SLAMMER_SOURCES_H */
