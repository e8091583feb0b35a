/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * signature.h - signatures defined by the operator: port, length, bytes
 *
 * Pure and freestanding. For the next variant of the worm, before there is a new
 * version of this program. A bitmap of ports skips all of it for other ports.
 *
 * Each match is compiled to one or two comparisons of eight bytes. A sender can make a
 * datagram to which every signature of a port comes close, so what these can cost
 * together is bounded when they are added (SIGNATURES_COST_MAX).
 */
#ifndef NF_SLAMMER_SIGNATURE_H
#define NF_SLAMMER_SIGNATURE_H

#include "nfslammer/bytes.h"
#include "uapi/nf_slammer.h"

/* Of one port: signatures and comparisons of eight bytes, together. */
#define SIGNATURES_COST_MAX	64
#define SIGNATURE_COMPARES_MAX	(2 * NFSL_MATCHES_MAX)

/* The eight bytes of the payload at @at, in native order, are @value under @mask. */
struct signature_compare {
	__u64 mask;
	__u64 value;
	__u32 at;
};

/**
 * struct signature_code - a signature, compiled
 * @need:     bytes of the payload that have to be there
 * @compares: elements of @compare
 */
struct signature_code {
	__u16 length_min;
	__u16 length_max;
	__u16 need;
	__u16 compares;
	struct signature_compare compare[SIGNATURE_COMPARES_MAX];
};

/**
 * struct signatures_chain - the signatures of one port, in the order of the policy
 * @first: index of the first one
 * @last:  index of the last one
 * @cost:  see SIGNATURES_COST_MAX
 */
struct signatures_chain {
	__u16 port;
	__u8 first;
	__u8 last;
	__u32 cost;
};

/**
 * struct signatures - the signatures of a policy, in order
 * @port:  bitmap of their destination ports
 * @chain: by ascending port
 * @next:  1 + the index of the next signature of the same port, or 0
 */
struct signatures {
	__u32 count;
	__u32 chains;
	__u8 port[65536 / 8];
	struct nfsl_signature list[NFSL_SIGNATURES_MAX];
	struct signature_code code[NFSL_SIGNATURES_MAX];
	struct signatures_chain chain[NFSL_SIGNATURES_MAX];
	__u8 next[NFSL_SIGNATURES_MAX];
};

/* Is there a signature for datagrams to this port? */
static inline int signatures_port(const struct signatures *set, __u16 port)
{
	return set->port[port >> 3] >> (port & 7) & 1;
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

/*
 * Bytes @from to @from + 7 of a match, of which those before it or after it are not
 * compared. @from may be below its offset.
 */
static inline struct signature_compare
signature_compare(const struct nfsl_match *m, __u32 from)
{
	__u8 mask[8] = { 0 }, value[8] = { 0 };
	__u32 i, at;

	for (i = 0; i < 8; i++) {
		at = from + i;
		if (at < m->offset || at >= (__u32)m->offset + m->length)
			continue;
		mask[i] = m->mask[at - m->offset];
		value[i] = m->value[at - m->offset];
	}
	return (struct signature_compare) {
		.mask = load_u64(mask), .value = load_u64(value), .at = from,
	};
}

/*
 * No comparison reads after the last byte of its match, which is there if @need bytes
 * are; and one that begins at 0 may have fewer than eight, see signatures_find().
 */
static inline void signature_compile(struct signature_code *code,
				     const struct nfsl_signature *s)
{
	__u32 i, end;

	code->length_min = s->length_min;
	code->length_max = s->length_max;
	code->need = 0;
	code->compares = 0;
	for (i = 0; i < s->matches; i++) {
		end = (__u32)s->match[i].offset + s->match[i].length;
		if (code->need < end)
			code->need = (__u16)end;
		code->compare[code->compares++] =
			signature_compare(&s->match[i], end < 8 ? 0 : end - 8);
		if (s->match[i].length > 8)
			code->compare[code->compares++] =
				signature_compare(&s->match[i],
						  s->match[i].offset);
	}
}

/* Index of the chain of a port, or where it would be. */
static inline __u32 signatures_chain(const struct signatures *set, __u16 port)
{
	__u32 low = 0, high = set->chains, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (set->chain[middle].port < port)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The chain of a port, made if there is none. */
static inline struct signatures_chain *
signatures_chain_make(struct signatures *set, __u16 port)
{
	__u32 i, at = signatures_chain(set, port);

	if (signatures_port(set, port))
		return &set->chain[at];
	for (i = set->chains++; i > at; i--)
		set->chain[i] = set->chain[i - 1];
	set->chain[at] = (struct signatures_chain) {
		.port = port, .first = (__u8)set->count,
		.last = (__u8)set->count,
	};
	set->port[port >> 3] |= (__u8)(1 << (port & 7));
	return &set->chain[at];
}

/* What a signature adds to the cost of its port. */
static inline __u32 signature_cost(const struct nfsl_signature *s)
{
	__u32 i, cost = 1;

	for (i = 0; i < s->matches; i++)
		cost += s->match[i].length > 8 ? 2 : 1;
	return cost;
}

/**
 * signatures_add - one more, valid; count < NFSL_SIGNATURES_MAX
 *
 * Returns 0, or -1 if those of its port would cost more than SIGNATURES_COST_MAX.
 */
static inline int signatures_add(struct signatures *set,
				 const struct nfsl_signature *signature)
{
	__u32 at = signatures_chain(set, signature->port);
	__u32 cost = signature_cost(signature);
	struct signatures_chain *chain;

	if (signatures_port(set, signature->port))
		cost += set->chain[at].cost;
	if (cost > SIGNATURES_COST_MAX)
		return -1;
	chain = signatures_chain_make(set, signature->port);
	chain->cost = cost;
	if (chain->last != set->count) {
		set->next[chain->last] = (__u8)(set->count + 1);
		chain->last = (__u8)set->count;
	}
	set->next[set->count] = 0;
	set->list[set->count] = *signature;
	signature_compile(&set->code[set->count++], signature);
	return 0;
}

/* The first eight bytes of the payload, with zeros in place of those not there. */
static inline __u64 signature_head(const __u8 *p, __u32 avail)
{
	__u8 head[8] = { 0 };
	__u32 i;

	if (avail >= 8)
		return load_u64(p);
	for (i = 0; i < avail; i++)
		head[i] = p[i];
	return load_u64(head);
}

/* @head: signature_head() */
static inline int signature_code_matches(const struct signature_code *code,
					 const __u8 *p, __u64 head, __u32 avail,
					 __u32 wire)
{
	const struct signature_compare *c = code->compare;
	const struct signature_compare *end = c + code->compares;

	if (wire < code->length_min || wire > code->length_max ||
	    avail < code->need)
		return 0;
	for (; c < end; c++)
		if (((c->at ? load_u64(p + c->at) : head) & c->mask) != c->value)
			return 0;
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
	__u32 i = signatures_chain(set, dport);
	__u64 head;

	if (i == set->chains || set->chain[i].port != dport)
		return -1;
	head = signature_head(p, avail);
	for (i = set->chain[i].first + 1u; i; i = set->next[i - 1])
		if (signature_code_matches(&set->code[i - 1], p, head, avail,
					   wire))
			return (int)i - 1;
	return -1;
}

#endif /* NF_SLAMMER_SIGNATURE_H */
