/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bytes.h - unaligned big- and little-endian loads for the pure headers
 *
 * Freestanding. Compilers turn each of these into one load, and a byte swap.
 */
#ifndef NF_SLAMMER_BYTES_H
#define NF_SLAMMER_BYTES_H

#include <linux/types.h>

static inline __u16 load_be16(const __u8 *p)
{
	return (__u16)(p[0] << 8 | p[1]);
}

static inline __u16 load_le16(const __u8 *p)
{
	return (__u16)(p[1] << 8 | p[0]);
}

static inline __u32 load_be32(const __u8 *p)
{
	return (__u32)p[0] << 24 | (__u32)p[1] << 16 | (__u32)p[2] << 8 | p[3];
}

static inline __u64 load_be64(const __u8 *p)
{
	return (__u64)load_be32(p) << 32 | load_be32(p + 4);
}

/* In native order: for tests of equality and of zero bytes, not for arithmetic. */
static inline __u64 load_u64(const __u8 *p)
{
	__u64 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

static inline __u16 load_u16(const __u8 *p)
{
	__u16 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

static inline __u32 load_u32(const __u8 *p)
{
	__u32 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

/* Non-zero if any of the eight bytes of @v is zero. */
static inline __u64 has_zero_byte(__u64 v)
{
	return (v - 0x0101010101010101ull) & ~v & 0x8080808080808080ull;
}

/* Non-zero if any of the eight bytes of @v is below 0x20 or 0x7f. */
static inline __u64 has_control_byte(__u64 v)
{
	__u64 low = v & 0x7f7f7f7f7f7f7f7full;

	return (~(low + 0x6060606060606060ull) |
		(low + 0x0101010101010101ull)) & ~v & 0x8080808080808080ull;
}

static inline __u32 min_u32(__u32 a, __u32 b)
{
	return a < b ? a : b;
}

#endif /* NF_SLAMMER_BYTES_H */
