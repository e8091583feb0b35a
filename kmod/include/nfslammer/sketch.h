/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sketch.h - estimate the number of distinct addresses: HyperLogLog registers
 *
 * Pure and freestanding. Flajolet, Fusy, Gandouet, Meunier: HyperLogLog, 2007,
 * with NFSL_SKETCH_SIZE registers of one byte: a standard error of 1.04 / sqrt(2048)
 * = 2.3 %. The hash is fixed and 64 bits wide, so registers of several CPUs,
 * routers and windows can be merged, and large numbers need no correction.
 *
 * The hash is public, so an attacker can choose addresses with high ranks: a few
 * thousand forged packets produce any estimate. Therefore no decision depends on
 * an estimate; they are figures for reports.
 */
#ifndef NF_SLAMMER_SKETCH_H
#define NF_SLAMMER_SKETCH_H

#include "nfslammer/packet.h"
#include "uapi/nf_slammer.h"

/*
 * Part of the contract: registers made with another hash cannot be merged.
 * Multiplied, folded and multiplied again, so that the upper bits, the only ones
 * used, depend on all bits of the address.
 */
static inline __u64 sketch_hash(struct address a)
{
	__u64 h = (a.lo + a.hi * 0x9e3779b97f4a7c15ull) * 0xd6e8feb86659fd93ull;

	return (h ^ h >> 32) * 0xc2b2ae3d27d4eb4full;
}

/*
 * The upper bits select the register; the leading zeros of the rest are counted.
 * Volatile, so that the byte is read once and written once: another CPU may reset
 * it at any moment (see source_table.c).
 */
static inline void sketch_add(__u8 *registers, __u64 hash)
{
	volatile __u8 *r = &registers[hash >> (64 - NFSL_SKETCH_BITS)];
	__u64 rest = hash << NFSL_SKETCH_BITS | 1ull << (NFSL_SKETCH_BITS - 1);
	__u8 rank = (__u8)(__builtin_clzll(rest) + 1);

	if (*r < rank)
		*r = rank;
}

/*
 * The bit of a target in a bitmap of 64 (linear counting): few targets are counted
 * more precisely than by registers, in 8 bytes for each source. Part of the contract
 * as well: bitmaps are merged by OR.
 */
static inline __u64 sketch_target(__u64 hash)
{
	return 1ull << (hash >> 58);
}

/* Merge @n registers: the result is as if one sketch had seen all addresses. */
static inline void sketch_merge(__u8 *into, const __u8 *from, __u32 n)
{
	__u32 i;

	for (i = 0; i < n; i++)
		if (into[i] < from[i])
			into[i] = from[i];
}

/*
 * Reset registers of which a reading is stored elsewhere. One that has risen since the
 * reading stays: it has seen an address that is not stored.
 */
static inline void sketch_clear(__u8 *registers, const __u8 *stored, __u32 n)
{
	__u32 i;

	for (i = 0; i < n; i++)
		if (registers[i] <= stored[i])
			registers[i] = 0;
}

#endif /* NF_SLAMMER_SKETCH_H */
