/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * address.h - an address of either family
 *
 * Pure and freestanding.
 */
#ifndef NF_SLAMMER_ADDRESS_H
#define NF_SLAMMER_ADDRESS_H

#include "nfslammer/bytes.h"

/* An IPv6 address in host order; IPv4 as ::ffff:a.b.c.d (RFC 4291 2.5.5.2). */
struct address {
	__u64 hi;
	__u64 lo;
};

#define ADDRESS_IP4_LO		0x0000ffff00000000ull

static inline struct address address_ip4(__u32 host_order)
{
	struct address a = { 0, ADDRESS_IP4_LO | host_order };

	return a;
}

static inline int address_is_ip4(struct address a)
{
	return !a.hi && (a.lo & 0xffffffff00000000ull) == ADDRESS_IP4_LO;
}

static inline struct address address_load(const __u8 *p)
{
	struct address a = { load_be64(p), load_be64(p + 8) };

	return a;
}

#endif /* NF_SLAMMER_ADDRESS_H */
