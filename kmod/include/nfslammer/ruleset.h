/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ruleset.h - the compiled policy: (zone, packet, reason) -> direction, verdict
 *
 * Pure and freestanding. The module and `policy test` decide with the same code on
 * the same tables. Immutable once it is published.
 */
#ifndef NF_SLAMMER_RULESET_H
#define NF_SLAMMER_RULESET_H

#include "nfslammer/limit.h"
#include "nfslammer/packet.h"
#include "nfslammer/pairs.h"
#include "nfslammer/reason.h"

/* X(symbol, number, name): append-only, used on netlink and in databases */
#define SLAMMER_ZONES(X)		\
	X(NONE,     0, "none")		\
	X(EXTERNAL, 1, "external")	\
	X(INTERNAL, 2, "internal")	\
	X(LOCAL,    3, "local")		\
	X(UNNAMED,  4, "unnamed")

#define SLAMMER_DIRECTIONS(X)		\
	X(INGRESS,  0, "ingress")	\
	X(EGRESS,   1, "egress")	\
	X(INTERNAL, 2, "internal")	\
	X(LOCAL,    3, "local")		\
	X(UNNAMED,  4, "unnamed")

#define SLAMMER_VERDICTS(X)		\
	X(ACCEPT,   0, "accept")	\
	X(MONITOR,  1, "monitor")	\
	X(DROP,     2, "drop")		\
	X(LIMIT,    3, "limit")		\
	X(QUEUE,    4, "queue")

/* UNNAMED: an interface that policy does not name; its networks are on no side. */
enum slammer_zone {
#define X(sym, num, name) ZONE_##sym = num,
	SLAMMER_ZONES(X)
#undef X
	ZONE_COUNT = 5
};

/*
 * As seen from the network that the router protects; UNNAMED: received in the zone of
 * that name, from and to anywhere.
 */
enum slammer_direction {
#define X(sym, num, name) DIRECTION_##sym = num,
	SLAMMER_DIRECTIONS(X)
#undef X
	DIRECTION_COUNT = 5
};

/*
 * MONITOR passes the packet and counts it as one that would be dropped. LIMIT
 * passes packets up to a rate: those count as LIMIT, the others as DROP. QUEUE
 * hands the packet to a program.
 */
enum slammer_verdict {
#define X(sym, num, name) VERDICT_##sym = num,
	SLAMMER_VERDICTS(X)
#undef X
	VERDICT_COUNT = 5
};

/**
 * struct ruleset - one policy, compiled
 * @verdict:	by direction and reason; ACCEPT below REASON_FIRST_RULED
 * @limit:	number of the limit, from 1 on, if the verdict is LIMIT; else 0
 * @limits:	limit number n is at n - 1
 * @signatures:	further attacks, defined by the operator
 * @internal:	prefixes of the protected network
 * @allow:	permitted (client, server) pairs
 */
struct ruleset {
	__u8 verdict[DIRECTION_COUNT][REASON_COUNT];
	__u8 limit[DIRECTION_COUNT][REASON_COUNT];
	struct limit limits[NFSL_LIMITS_MAX];
	struct prefixes internal;
	struct pairs allow;
	struct signatures signatures;
};

/*
 * The built-in rules: attacks, and what cannot be judged because of how it was cut,
 * are dropped; everything else passes. They protect a router as soon as the module is loaded.
 */
static inline enum slammer_verdict ruleset_default(enum slammer_reason reason)
{
	return reason_is_attack(reason) || reason_is_unjudged(reason) ?
		VERDICT_DROP : VERDICT_ACCEPT;
}

/**
 * struct decision - what happens to a packet
 * @direction:	enum slammer_direction
 * @verdict:	enum slammer_verdict; the caller checks a LIMIT
 * @allowed:	accepted by an allow entry, against the rule
 */
struct decision {
	__u8 direction;
	__u8 verdict;
	__u8 allowed;
};

/* The direction by the zone alone, whatever the destination. */
static inline enum slammer_direction zone_direction(enum slammer_zone zone)
{
	switch (zone) {
	case ZONE_EXTERNAL:
		return DIRECTION_INGRESS;
	case ZONE_LOCAL:
		return DIRECTION_LOCAL;
	case ZONE_UNNAMED:
		return DIRECTION_UNNAMED;
	default:
		return DIRECTION_EGRESS;
	}
}

/*
 * Does no router forward a packet to @a, so that it stays on the link of the sender?
 * fe80::/10, and multicast of link scope with any flags (RFC 4291 2.5.6, 2.7);
 * 255.255.255.255 (RFC 919) and 224.0.0.0/24 (RFC 5771). The broadcast address of a
 * subnet is the last of its prefix, so it needs no rule.
 */
static inline int address_link_scope(struct address a)
{
	if (a.hi)
		return (a.hi & 0xffc0000000000000ull) == 0xfe80000000000000ull ||
		       (a.hi & 0xff0f000000000000ull) == 0xff02000000000000ull;
	return a.lo == (ADDRESS_IP4_LO | 0xffffffff) ||
	       (a.lo & ~0xffull) == (ADDRESS_IP4_LO | 0xe0000000);
}

static inline enum slammer_direction
ruleset_direction(const struct ruleset *rs, enum slammer_zone zone,
		  struct address dst)
{
	if (zone == ZONE_INTERNAL &&
	    (prefixes_contain(&rs->internal, dst) ||
	     address_link_scope(dst)))
		return DIRECTION_INTERNAL;
	return zone_direction(zone);
}

/*
 * An allow entry (from client, to server) permits both directions: what the client
 * sends, and what the server answers.
 */
static inline int ruleset_allows(const struct ruleset *rs,
				 enum slammer_reason reason,
				 const struct packet *pkt)
{
	if (reason_is_attack(reason) || reason_is_unjudged(reason))
		return 0;
	if (reason_class(reason) == CLASS_RESPONSE)
		return pairs_contain(&rs->allow, pkt->dst, pkt->src);
	return pairs_contain(&rs->allow, pkt->src, pkt->dst);
}

/**
 * ruleset_decide - the verdict for a packet
 * @zone:   of the interface that received it, or ZONE_LOCAL
 * @reason: from packet_inspect(), any
 * @pkt:    from packet_inspect(); addresses are read only if @reason has a rule
 *
 * Packets without a rule may have no valid addresses: their direction depends on
 * the zone alone.
 */
static inline struct decision ruleset_decide(const struct ruleset *rs,
					     enum slammer_zone zone,
					     enum slammer_reason reason,
					     const struct packet *pkt)
{
	struct decision d = { 0, 0, 0 };

	if (reason < REASON_FIRST_RULED) {
		d.direction = zone_direction(zone);
		return d;
	}

	d.direction = ruleset_direction(rs, zone, pkt->dst);
	d.verdict = rs->verdict[d.direction][reason];
	if (d.verdict != VERDICT_ACCEPT && ruleset_allows(rs, reason, pkt)) {
		d.verdict = VERDICT_ACCEPT;
		d.allowed = 1;
	}
	/* the program sees the packet alone, and would take it for what it looks like */
	if (d.verdict == VERDICT_QUEUE && reason == REASON_SOLICITED)
		d.verdict = VERDICT_ACCEPT;
	return d;
}

/*
 * The digest shows whether file, daemon and kernel have the same policy. It is the
 * sum of the hashes of all items, so their order does not matter. It detects drift;
 * it need not resist forgery, because whoever can push a policy can push any.
 */
enum digest_item {
	DIGEST_ZONE = 1,	/* zone number, then the pattern's bytes */
	DIGEST_RULE = 2,	/* direction, reason, verdict, limit (not ACCEPT) */
	DIGEST_INTERNAL = 3,	/* prefix */
	DIGEST_ALLOW = 4,	/* from, to */
	DIGEST_LIMIT = 5,	/* number, rate, burst */
	DIGEST_SIGNATURE = 6,	/* index, the bytes of it */
	DIGEST_QUEUE = 7,	/* number, open (if there is one) */
	DIGEST_TRACKING = 8,	/* outside, inside (if not 0, 0) */
	DIGEST_FLAGS = 9,	/* flags (if not 0) */
	DIGEST_FLOWS = 10	/* entries (if the policy says how many) */
};

/* FNV-1a, 64 bits (draft-eastlake-fnv) */
static inline __u64 digest_bytes(__u64 h, const __u8 *p, __u32 n)
{
	while (n--)
		h = (h ^ *p++) * 0x100000001b3ull;
	return h;
}

static inline __u64 digest_u64(__u64 h, __u64 v)
{
	__u32 i;

	for (i = 0; i < 64; i += 8)
		h = (h ^ (__u8)(v >> i)) * 0x100000001b3ull;
	return h;
}

static inline __u64 digest_start(enum digest_item item)
{
	return digest_u64(0xcbf29ce484222325ull, item);
}

static inline __u64 digest_prefix(__u64 h, const struct prefix *p)
{
	return digest_u64(digest_u64(digest_u64(h, p->addr.hi), p->addr.lo),
			  p->len);
}

static inline __u64 digest_zone(enum slammer_zone zone, const char *pattern,
				__u32 len)
{
	return digest_bytes(digest_u64(digest_start(DIGEST_ZONE), zone),
			    (const __u8 *)pattern, len);
}

static inline __u64 digest_rule(enum slammer_direction direction,
				enum slammer_reason reason,
				enum slammer_verdict verdict, __u32 limit)
{
	__u64 h = digest_u64(digest_start(DIGEST_RULE), direction);

	return digest_u64(digest_u64(digest_u64(h, reason), verdict), limit);
}

/* @number: from 1 on */
static inline __u64 digest_limit(__u32 number, const struct nfsl_limit *limit)
{
	return digest_u64(digest_u64(digest_u64(digest_start(DIGEST_LIMIT),
						number), limit->rate),
			  limit->burst);
}

static inline __u64 digest_signature(__u32 index,
				     const struct nfsl_signature *signature)
{
	return digest_bytes(digest_u64(digest_start(DIGEST_SIGNATURE), index),
			    (const __u8 *)signature, sizeof(*signature));
}

static inline __u64 digest_queue(const struct nfsl_queue *queue)
{
	return digest_u64(digest_u64(digest_start(DIGEST_QUEUE),
				     queue->number), queue->open);
}

static inline __u64 digest_tracking(const struct nfsl_tracking *tracking)
{
	return digest_u64(digest_u64(digest_start(DIGEST_TRACKING),
				     tracking->outside), tracking->inside);
}

static inline __u64 digest_flags(__u32 flags)
{
	return digest_u64(digest_start(DIGEST_FLAGS), flags);
}

static inline __u64 digest_flows(__u32 flows)
{
	return digest_u64(digest_start(DIGEST_FLOWS), flows);
}

static inline __u64 digest_internal(const struct prefix *p)
{
	return digest_prefix(digest_start(DIGEST_INTERNAL), p);
}

static inline __u64 digest_allow(const struct pair *pair)
{
	return digest_prefix(digest_prefix(digest_start(DIGEST_ALLOW),
					   &pair->from), &pair->to);
}

#endif /* NF_SLAMMER_RULESET_H */
