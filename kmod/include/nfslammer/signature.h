/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * signature.h - signatures defined by the operator: port, length, bytes
 *
 * Pure and freestanding. For the next variant of the worm, before there is a new
 * version of this program. A bitmap of ports skips the list for all other ports.
 */
#ifndef NF_SLAMMER_SIGNATURE_H
#define NF_SLAMMER_SIGNATURE_H

#include "uapi/nf_slammer.h"

/**
 * struct signatures - the signatures of a policy, in order
 * @port: bitmap of their destination ports
 */
struct signatures {
	__u32 count;
	__u8 port[65536 / 8];
	struct nfsl_signature list[NFSL_SIGNATURES_MAX];
};

/* Is there a signature for datagrams to this port? */
static inline int signatures_port(const struct signatures *set, __u16 port)
{
	return set->port[port >> 3] >> (port & 7) & 1;
}

/* The caller has checked that count < NFSL_SIGNATURES_MAX. */
static inline void signatures_add(struct signatures *set,
				  const struct nfsl_signature *signature)
{
	set->list[set->count++] = *signature;
	set->port[signature->port >> 3] |= (__u8)(1 << (signature->port & 7));
}

/* Is it a name, NUL-padded to @size? */
static inline int signature_name_valid(const char *name, __u32 size)
{
	__u32 i;

	for (i = 1; i < size; i++)
		if (name[i] && !name[i - 1])
			return 0;
	return name[0] && !name[size - 1];
}

/* Limits kept, no bit of a value outside its mask, no non-zero padding? */
static inline int signature_valid(const struct nfsl_signature *s)
{
	const struct nfsl_match *m;
	__u32 i, k;

	if (!s->port || s->pad || !signature_name_valid(s->name, sizeof(s->name)) ||
	    s->length_min > s->length_max || s->matches > NFSL_MATCHES_MAX)
		return 0;
	for (i = 0; i < NFSL_MATCHES_MAX; i++) {
		m = &s->match[i];
		if (m->pad || m->length > NFSL_MATCH_BYTES ||
		    !m->length == (i < s->matches) ||
		    m->offset + m->length > NFSL_MATCH_END)
			return 0;
		for (k = 0; k < NFSL_MATCH_BYTES; k++)
			if ((k >= m->length && m->mask[k]) ||
			    (m->value[k] & ~m->mask[k]))
				return 0;
	}
	return 1;
}

static inline int signature_matches(const struct nfsl_signature *s,
				    const __u8 *p, __u32 avail, __u32 wire)
{
	const struct nfsl_match *m;
	__u32 i, k;

	if (wire < s->length_min || wire > s->length_max)
		return 0;
	for (i = 0; i < s->matches; i++) {
		m = &s->match[i];
		if ((__u32)m->offset + m->length > avail)
			return 0;
		for (k = 0; k < m->length; k++)
			if ((p[m->offset + k] & m->mask[k]) != m->value[k])
				return 0;
	}
	return 1;
}

/**
 * signatures_find - the first signature that a payload matches
 * @p:	   UDP payload
 * @avail: bytes that may be read at @p; missing bytes do not match
 * @wire:  payload length of the datagram
 *
 * Returns its index or -1.
 */
static inline int signatures_find(const struct signatures *set, __u16 dport,
				  const __u8 *p, __u32 avail, __u32 wire)
{
	__u32 i;

	for (i = 0; i < set->count; i++)
		if (set->list[i].port == dport &&
		    signature_matches(&set->list[i], p, avail, wire))
			return (int)i;
	return -1;
}

#endif /* NF_SLAMMER_SIGNATURE_H */
