/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * flow.h - solicited flows: who opens one, which answer it lets through, how it ages
 *
 * Pure and freestanding; the tables are the caller's. A host that sends from port
 * 1434 what the Resolution Service never sends is a client that was given 1434 as
 * its ephemeral port: no such service is there, so what comes back exploits none.
 * docs/decisions/solicited-flows.md has the argument, and each way around it.
 *
 * A caller asks, for each datagram with one port 1434:
 *
 *   to 1434:   flow_key(); a live flow with this key and flow_permits()? If so, and
 *		flow_relaxes(): REASON_SOLICITED, and its stamp becomes
 *		flow_answered_stamp(). Else, if the datagram is not dropped, and no
 *		pending entry with flow_permits() has this key: note the time for the
 *		key, see flow_unasked().
 *   from 1434: if it is not dropped: flow_key(); a live flow with this key in the
 *		table of its side? Then flow_renews() says whether its stamp becomes
 *		flow_renewed_stamp(). If there is none, or a pending entry for which
 *		flow_renews(): flow_opens(), flow_credible(), and not flow_unasked():
 *		a new one in its place. With flow_pends() instead of flow_opens(): a
 *		pending entry. It lets nothing through.
 *
 * Times are seconds of any monotonic clock that starts at FLOW_CLOCK_MIN or above.
 */
#ifndef NF_SLAMMER_FLOW_H
#define NF_SLAMMER_FLOW_H

#include "nfslammer/packet.h"
#include "nfslammer/ruleset.h"

/* As net.netfilter.nf_conntrack_udp_timeout and _udp_timeout_stream before 5.0. */
#define FLOW_UNANSWERED		30	/* seconds that a flow waits for an answer */
#define FLOW_ANSWERED		180	/* seconds after the client's last packet */
#define FLOW_UNASKED		30	/* seconds in which a datagram is an answer */
#define FLOW_SKEW		30	/* seconds, more than two CPUs can differ */

#define FLOW_CLOCK_MIN		1000	/* so that a time of 0 is long ago */
#define FLOW_WAYS		4	/* slots in which one key may be */

/**
 * struct flow_key - the two ends of a flow
 * @client: sends from port 1434
 * @peer:   whom it asks
 * @port:   of the peer, never 1434
 */
struct flow_key {
	struct address client;
	struct address peer;
	__u16 port;
};

/**
 * struct flow_place - where a packet came in
 * @ifindex: of the interface that carries the hook; 0: the router's own output
 * @vlan:    outer VLAN, as flow_vlan(); 0: untagged
 * @zone:    enum slammer_zone
 */
struct flow_place {
	__u32 ifindex;
	__u16 vlan;
	__u8 zone;
};

/* The identity of a VLAN: distinct from "untagged" even for VLAN 0. */
static inline __u16 flow_vlan(__u16 id)
{
	return 0x1000 | (id & 0xfff);
}

/* Each side has a table of its own, so that outsiders cannot evict inside flows. */
enum flow_side {
	FLOW_OTHERS = NFSL_SIDE_OUTSIDE,
	FLOW_INSIDE = NFSL_SIDE_INSIDE,	/* a client inside, or the router */
	FLOW_SIDES = 2
};

static inline int flow_inside(__u32 zone)
{
	return zone == ZONE_INTERNAL || zone == ZONE_LOCAL;
}

/* The table that has the flows that a client in this zone opens. */
static inline enum flow_side flow_side(__u32 zone)
{
	return flow_inside(zone) ? FLOW_INSIDE : FLOW_OTHERS;
}

/* Can the flow of an answer from this zone be in this table? */
static inline int flow_searched(__u32 zone, enum flow_side side)
{
	return side == FLOW_INSIDE || zone != ZONE_EXTERNAL;
}

/* Which way does a datagram go, as a packet of a flow? */
enum flow_way {
	FLOW_NEITHER,		/* both ports are 1434, or none */
	FLOW_ASKS,		/* from port 1434 */
	FLOW_ANSWERS		/* to port 1434 */
};

static inline enum flow_way flow_way(const struct packet *pkt)
{
	if (pkt->sport == SSRP_PORT)
		return pkt->dport == SSRP_PORT ? FLOW_NEITHER : FLOW_ASKS;
	return pkt->dport == SSRP_PORT ? FLOW_ANSWERS : FLOW_NEITHER;
}

static inline struct flow_key flow_key(const struct packet *pkt,
				       enum flow_way way)
{
	if (way == FLOW_ASKS)
		return (struct flow_key) { pkt->src, pkt->dst, pkt->dport };
	return (struct flow_key) { pkt->dst, pkt->src, pkt->sport };
}

static inline int flow_key_equal(const struct flow_key *a,
				 const struct flow_key *b)
{
	return address_equal(a->client, b->client) &&
	       address_equal(a->peer, b->peer) && a->port == b->port;
}

/* Can a host have this address? Not ::, 0.0.0.0, multicast, 255.255.255.255. */
static inline int flow_unicast(struct address a)
{
	__u32 ip4 = (__u32)a.lo;

	if (address_is_ip4(a))
		return ip4 && ip4 < 0xe0000000u;
	return (a.hi | a.lo) && a.hi >> 56 != 0xff;
}

/**
 * flow_opens - is this what a client sends, and no Resolution Service?
 * @p:	    its payload
 * @reason: from packet_classify()
 * @pkt:    from packet_classify(); flow_way() is FLOW_ASKS
 *
 * The service sends 05, and one without its update echoes 0A. An answer is 05
 * whatever its length says, so the first byte decides alone. An empty payload is no
 * service's. What is an attack, or has the worm's marks, or an invalid length, is
 * evidence of nothing.
 */
static inline int flow_opens(const __u8 *p, enum slammer_reason reason,
			     const struct packet *pkt)
{
	if (reason_is_attack(reason) || pkt->bad_length)
		return 0;
	if (!pkt->avail)
		return !pkt->wire;
	if (p[0] == SSRP_SVR_RESP || p[0] == SSRP_ECHO)
		return 0;
	return p[0] != SSRP_CLNT_UCAST_INST || ssrp_marks(p, pkt->avail) < 2;
}

/*
 * Is it what a service or a client could send? If a client did, its next datagram
 * shows it: what is accepted until then must not count against that.
 */
static inline int flow_pends(const __u8 *p, enum slammer_reason reason,
			     const struct packet *pkt)
{
	return !reason_is_attack(reason) && !pkt->bad_length && pkt->avail &&
	       (p[0] == SSRP_SVR_RESP || p[0] == SSRP_ECHO);
}

/*
 * Is the source of a packet that opens a flow where it claims to be, as far as
 * policy knows? An inside address that comes from outside is forged. And can its
 * answer come from where it goes to?
 */
static inline int flow_credible(const struct ruleset *rs, __u32 zone,
				const struct packet *pkt)
{
	if (!flow_unicast(pkt->src) || !flow_unicast(pkt->dst))
		return 0;
	return zone != ZONE_EXTERNAL ||
	       !prefixes_contain(&rs->internal, pkt->src);
}

/**
 * flow_permits - may an answer that comes in at @answer belong to the flow?
 * @opener: where the flow's first packet came in
 *
 * Never where the opener came in: whoever can forge that one there can send the
 * answer as well. An outsider therefore opens nothing for outsiders: one of the
 * two is inside, or policy does not say what is inside. What the router sends
 * itself no one else can send.
 */
static inline int flow_permits(struct flow_place opener,
			       struct flow_place answer)
{
	if (opener.ifindex == answer.ifindex && opener.vlan == answer.vlan)
		return opener.zone == ZONE_LOCAL && answer.zone == ZONE_LOCAL;
	return flow_inside(opener.zone) || flow_inside(answer.zone) ||
	       (opener.zone == ZONE_UNNAMED && answer.zone == ZONE_UNNAMED);
}

/*
 * Does a later packet from port 1434, at @place, show that the client is still
 * there? Not if its zone does not keep outsiders from sending it in its name.
 */
static inline int flow_renews(struct flow_place opener, struct flow_place place)
{
	if (flow_inside(opener.zone))
		return flow_inside(place.zone);
	return opener.zone == place.zone &&
	       (opener.zone != ZONE_UNNAMED ||
		(opener.ifindex == place.ifindex && opener.vlan == place.vlan));
}

/*
 * Could a long name be the worm's, if the missing bytes were there? Only a fragment
 * that is too short for any real path ends before the last mark.
 */
static inline int flow_marks_missing(enum slammer_reason reason,
				     const struct packet *pkt)
{
	return pkt->avail < pkt->wire && pkt->avail < SSRP_WORM_NEED &&
	       (reason == REASON_TRUNCATED || reason == REASON_GREY_NAME ||
		reason == REASON_LONG_NAME);
}

/*
 * What an answer may be. The worm's own marks are never let through, nor what the
 * operator's signatures match.
 */
static inline int flow_relaxes(enum slammer_reason reason,
			       const struct packet *pkt)
{
	return reason >= REASON_FIRST_RULED && reason != REASON_SIGNATURE &&
	       reason != REASON_OVERLAP && reason_class(reason) != CLASS_SLAMMER &&
	       !flow_marks_missing(reason, pkt);
}

/*
 * The stamp of a flow: when its client last sent, and whether an answer came. Only
 * the client keeps it alive. If answers did, a peer could keep a flow open until,
 * one day, a Resolution Service is started on that port. 0: a free slot.
 */
#define FLOW_STAMP_ANSWERED	1u
#define FLOW_STAMP_PENDING	2u	/* no flow yet, see flow_pends() */

static inline __u32 flow_new_stamp(__u32 now)
{
	return now << 2;
}

static inline __u32 flow_pending_stamp(__u32 now)
{
	return now << 2 | FLOW_STAMP_PENDING;
}

static inline int flow_pending(__u32 stamp)
{
	return !!(stamp & FLOW_STAMP_PENDING);
}

static inline __u32 flow_answered_stamp(__u32 stamp)
{
	return stamp | FLOW_STAMP_ANSWERED;
}

static inline __u32 flow_renewed_stamp(__u32 stamp, __u32 now)
{
	return now << 2 | (stamp & FLOW_STAMP_ANSWERED);
}

/* Seconds since the client last sent; may be below 0 if another CPU saw it. */
static inline __s32 flow_age(__u32 stamp, __u32 now)
{
	return (__s32)((now << 2) - (stamp & ~3u)) / 4;
}

/* Further below 0 than two CPUs can differ, the stamp is from decades ago. */
static inline int flow_alive(__u32 stamp, __u32 now)
{
	__u32 lives = stamp & FLOW_STAMP_ANSWERED ? FLOW_ANSWERED :
						    FLOW_UNANSWERED;

	return (__u32)flow_age(stamp, now) + FLOW_SKEW <= lives + FLOW_SKEW;
}

/* Is there a flow: alive, and not pending? */
static inline int flow_open(__u32 stamp, __u32 now)
{
	return !flow_pending(stamp) && flow_alive(stamp, now);
}

/* Did an accepted datagram to port 1434, in no flow, come just before, at @last? */
static inline int flow_unasked(__u32 last, __u32 now)
{
	return (__s32)(now - last) <= FLOW_UNASKED;
}

/**
 * flow_slot - which slot of a set does a new flow get, or a pending entry?
 * @stamp:   of its FLOW_WAYS slots
 * @pending: it is a pending entry, which never takes the slot of a flow
 *
 * A free or expired one; else that of the oldest pending entry; else that of the
 * flow that has waited longest for its first answer; FLOW_WAYS if there is none.
 */
static inline __u32 flow_slot(const __u32 *stamp, int pending, __u32 now)
{
	__u32 i, found = FLOW_WAYS;

	for (i = 0; i < FLOW_WAYS; i++) {
		if (!flow_alive(stamp[i], now))
			return i;
		if (stamp[i] & FLOW_STAMP_ANSWERED ||
		    flow_pending(stamp[i]) < pending)
			continue;
		pending = flow_pending(stamp[i]);
		if (found == FLOW_WAYS || pending > flow_pending(stamp[found]) ||
		    flow_age(stamp[i], now) > flow_age(stamp[found], now))
			found = i;
	}
	return found;
}

/* Multiply, and fold the product: each half of it depends on all bits. */
static inline __u64 flow_fold(__u64 a, __u64 b)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 product = (unsigned __int128)a * b;

	return (__u64)product ^ (__u64)(product >> 64);
#else
	__u64 low = (a & 0xffffffffu) * b, high = (a >> 32) * b;

	return low ^ (high << 32 | high >> 32) ^ low >> 32;
#endif
}

/**
 * flow_hash - hash of a key; the upper bits select the set
 * @secret: four random numbers, so that no attacker can aim at a set
 */
static inline __u64 flow_hash(const __u64 *secret, const struct flow_key *key)
{
	__u64 h = flow_fold(key->client.lo ^ secret[0],
			    key->peer.lo ^ secret[1]);

	if (key->client.hi | key->peer.hi)	/* not of IPv4 */
		h += flow_fold(key->client.hi ^ secret[2],
			       key->peer.hi ^ secret[3]);
	return flow_fold(h ^ key->port, secret[2]);
}

#endif /* NF_SLAMMER_FLOW_H */
