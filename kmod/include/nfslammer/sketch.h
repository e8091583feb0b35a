/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sketch.h - how many different addresses: HyperLogLog registers
 *
 * Pure and freestanding. Flajolet, Fusy, Gandouet, Meunier: HyperLogLog, 2007,
 * with NFSL_SKETCH_SIZE registers of one byte: a standard error of 1.04 / sqrt(2048)
 * = 2.3 %. The hash is fixed and 64 bits wide, so registers of several CPUs,
 * routers and windows merge, and no correction for large numbers is needed.
 *
 * Whoever knows the hash, and everybody does, can choose addresses that it sends
 * to high ranks: a few thousand forged packets make any number that he likes. What
 * an estimate says of an honest worm it does not say of somebody who wants it to
 * lie, so nothing is ever decided by one; they are figures for reports.
 */
#ifndef NF_SLAMMER_SKETCH_H
#define NF_SLAMMER_SKETCH_H

#include "nfslammer/packet.h"
#include "uapi/nf_slammer.h"

/*
 * Part of the contract, like the wire: a router with another one cannot be merged.
 * Multiplied, folded and multiplied, so that the upper bits, which are all that is
 * used, depend on all of the address.
 */
static inline __u64 sketch_hash(struct address a)
{
	__u64 h = (a.lo + a.hi * 0x9e3779b97f4a7c15ull) * 0xd6e8feb86659fd93ull;

	return (h ^ h >> 32) * 0xc2b2ae3d27d4eb4full;
}

/*
 * The upper bits choose the register, the zeros that lead the rest are counted.
 * Whether one byte is read and whether it is written are one access each: another
 * CPU may take it away at any moment (see distinct.c).
 */
static inline void sketch_add(__u8 *registers, __u64 hash)
{
	volatile __u8 *r = &registers[hash >> (64 - NFSL_SKETCH_BITS)];
	__u64 rest = hash << NFSL_SKETCH_BITS | 1ull << (NFSL_SKETCH_BITS - 1);
	__u8 rank = (__u8)(__builtin_clzll(rest) + 1);

	if (*r < rank)
		*r = rank;
}

/* What both have seen, together: @n registers. */
static inline void sketch_merge(__u8 *into, const __u8 *from, __u32 n)
{
	__u32 i;

	for (i = 0; i < n; i++)
		if (into[i] < from[i])
			into[i] = from[i];
}

#endif /* NF_SLAMMER_SKETCH_H */
