/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * packet.h - bytes of a frame -> addresses, ports, payload window
 *
 * Or "not inspected", with the reason. Pure and freestanding like ssrp.h. Lengths
 * come from the headers, as for a receiver, and not from the frame: Ethernet pads
 * short packets (RFC 894), the padding is still there at the ingress hook, and bytes
 * may follow the UDP payload (RFC 9868). Only what will be segmented has the frame's
 * lengths, see enum packet_super.
 */
#ifndef NF_SLAMMER_PACKET_H
#define NF_SLAMMER_PACKET_H

#include "nfslammer/address.h"
#include "nfslammer/bytes.h"
#include "nfslammer/ip_headers.h"
#include "nfslammer/layer2.h"
#include "nfslammer/reason.h"
#include "nfslammer/signature.h"
#include "nfslammer/ssrp.h"

/*
 * All headers and all of the payload that ssrp.h reads are within this many bytes of
 * the IP packet; what is beyond is not read, whatever is before it in the frame.
 */
#define PACKET_WINDOW		1280

/* Between the Ethernet header and the IP packet: tags, SNAP, PPPoE with 4 of PPP. */
#define PACKET_LAYER2_MAX	(PACKET_TAGS_MAX * 4 + LAYER2_SNAP + LAYER2_PPPOE + 4)

/* A caller whose bytes are scattered linearizes at most this many. */
#define PACKET_FRAME		(PACKET_LAYER2_MAX + PACKET_WINDOW)

/*
 * What will be segmented gets the lengths in its headers then, from those of the
 * frame; what they were before is what its sender wrote, and means nothing.
 */
enum packet_super {
	PACKET_SUPER_NONE,
	PACKET_SUPER_IP,	/* into fragments: the UDP length remains */
	PACKET_SUPER_UDP	/* into datagrams */
};

/**
 * struct packet - what the headers say
 * @super:	enum packet_super: set by the caller before packet_parse()
 * @src:	source address, set when the IP header was read
 * @dst:	destination address, likewise
 * @sport:	UDP source port, set when packet_parse() returned REASON_FOREIGN
 * @dport:	UDP destination port, likewise
 * @family:	4, 6, or 0 before an IP header was read
 * @first_fragment: more fragments follow
 * @bad_length:	the UDP length is invalid: shorter than its header, or longer
 *		than the IP payload; or @super, and a length is not the frame's
 * @signature:	1 + the index of the signature that matched, or 0
 * @payload:	offset of the UDP payload
 * @avail:	payload bytes that may be read there
 * @wire:	payload bytes the datagram has (>= @avail)
 * @bytes:	length of the IP packet by its own header
 * @sure:	of a first fragment: payload bytes that no later fragment overwrites,
 *		unless that one is REASON_OVERLAP
 */
struct packet {
	struct address src;
	struct address dst;
	__u16 sport;
	__u16 dport;
	__u8 super;
	__u8 family;
	__u8 first_fragment;
	__u8 bad_length;
	__u8 signature;
	__u32 payload;
	__u32 avail;
	__u32 wire;
	__u32 bytes;
	__u32 sure;
};

/*
 * Is one of the ports of the UDP header at @p 1434? Compiles to one load and two
 * comparisons of 16 bits.
 */
static inline int packet_port_match(const __u8 *p)
{
	return load_be16(p) == SSRP_PORT || load_be16(p + 2) == SSRP_PORT;
}

/*
 * Is there a UDP header at @at with irrelevant ports? Then nothing else matters,
 * not even invalid lengths: ports are checked first.
 */
static inline int packet_other_port(const __u8 *p, __u32 at, __u32 avail,
				    const struct signatures *set)
{
	return avail >= at + 8 && !packet_port_match(p + at) &&
	       !(set && signatures_port(set, load_be16(p + at + 2)));
}

/* UDP header at @at, @room bytes of IP payload from there on (RFC 768). */
static inline enum slammer_reason packet_udp(const __u8 *p, __u32 at,
					     __u32 avail, __u32 room,
					     const struct signatures *set,
					     struct packet *pkt)
{
	__u32 len;

	if (room < 8 || avail < at + 8)
		return REASON_MALFORMED;

	pkt->sport = load_be16(p + at);
	pkt->dport = load_be16(p + at + 2);
	if (packet_other_port(p, at, avail, set))
		return REASON_OTHER_PORT;

	/* some take a length of 0 over IPv6 as "the rest" (RFC 2675 4) */
	len = load_be16(p + at + 4);
	if (pkt->super == PACKET_SUPER_UDP ? len != room :
	    len < 8 || (len > room && !pkt->first_fragment)) {
		pkt->bad_length = 1;
		len = room;
	}
	pkt->payload = at + 8;
	pkt->wire = len - 8;
	pkt->avail = min_u32(min_u32(avail - at, room) - 8, pkt->wire);
	return REASON_FOREIGN;
}

/* Length of the IP packet at @at: @len by its header, or else the frame's. */
static inline __u32 packet_ip_length(__u32 len, __u32 at, __u32 wire,
				     struct packet *pkt)
{
	if (!pkt->super || len == wire - at)
		return len;
	pkt->bad_length = 1;
	return wire - at;
}

/* RFC 791. @at: offset of the header; @wire: bytes of the frame. */
static inline enum slammer_reason packet_ip4(const __u8 *p, __u32 at,
					     __u32 avail, __u32 wire,
					     const struct signatures *set,
					     struct packet *pkt)
{
	__u32 ihl, len, frag;

	if (avail < at + 20 || p[at] >> 4 != 4)
		return REASON_MALFORMED;

	pkt->family = 4;
	pkt->src = address_ip4(load_be32(p + at + 12));
	pkt->dst = address_ip4(load_be32(p + at + 16));
	if (p[at + 9] != IPPROTO_NR_UDP)
		return packet_not_udp(p[at + 9]);

	ihl = (p[at] & 15) * 4;
	len = packet_ip_length(load_be16(p + at + 2), at, wire, pkt);
	frag = load_be16(p + at + 6);
	if (ihl >= 20 && !(frag & 0x1fff) &&
	    packet_other_port(p, at + ihl, avail, set))
		return REASON_OTHER_PORT;
	if (ihl < 20 || len < ihl || len > wire - at)
		return REASON_MALFORMED;
	pkt->bytes = len;
	if (frag & 0x1fff)
		return (frag & 0x1fff) * 8 < PACKET_FRAGMENT_IP4 ?
			REASON_OVERLAP : REASON_FRAGMENT;
	pkt->first_fragment = !!(frag & 0x2000);
	pkt->sure = PACKET_FRAGMENT_IP4 - 8;
	return packet_udp(p, at + ihl, avail, len - ihl, set, pkt);
}

/* RFC 8200. @at: offset of the fixed header; @wire: bytes of the frame. */
static inline enum slammer_reason packet_ip6(const __u8 *p, __u32 at,
					     __u32 avail, __u32 wire,
					     const struct signatures *set,
					     struct packet *pkt)
{
	struct packet_chain chain = { .at = at + 40 };
	enum slammer_reason reason;
	__u32 length;

	if (avail < at + 40 || p[at] >> 4 != 6)
		return REASON_MALFORMED;

	chain.proto = p[at + 6];
	pkt->family = 6;
	pkt->src = address_load(p + at + 8);
	pkt->dst = address_load(p + at + 24);
	if (chain.proto == IPPROTO_NR_TCP)
		return REASON_NOT_UDP;

	if (chain.proto == IPPROTO_NR_UDP &&
	    packet_other_port(p, at + 40, avail, set))
		return REASON_OTHER_PORT;

	length = packet_ip_length(load_be16(p + at + 4), at + 40, wire, pkt);
	if (!length && chain.proto == IPPROTO_NR_HOPOPTS)
		return REASON_HEADERS;	/* a jumbogram, RFC 2675 */
	pkt->bytes = length + 40;
	chain.end = at + 40 + length;
	if (chain.end > wire)
		return REASON_MALFORMED;

	reason = packet_ip6_chain(p, avail, &chain);
	pkt->first_fragment = !!chain.inside;
	if (reason != REASON_FOREIGN)
		return reason;
	if (chain.inside)
		pkt->sure = chain.inside + PACKET_FRAGMENT_IP6 - chain.at - 8;
	return packet_udp(p, chain.at, avail, chain.end - chain.at, set, pkt);
}

#define PACKET_WORM_BYTES	(20 + 8 + SSRP_WORM_LEN)

/* Is the IPv4 packet at @p whole, or a first fragment? */
static inline int packet_ip4_first(const __u8 *p)
{
	static const __u8 offset[2] = { 0x1f, 0xff };

	return !(load_u16(p + 6) & load_u16(offset));
}

/*
 * UDP over IPv4 without options: is this the worm in its one known shape, not
 * fragmented and with all of its bytes at @p?
 */
static inline int packet_is_worm(const __u8 *p, __u32 avail)
{
	/* destination port, length */
	static const __u8 udp[4] = { SSRP_PORT >> 8, SSRP_PORT & 255,
				     (8 + SSRP_WORM_LEN) >> 8,
				     (8 + SSRP_WORM_LEN) & 255 };
	static const __u8 total[2] = { PACKET_WORM_BYTES >> 8,
				       PACKET_WORM_BYTES & 255 };
	static const __u8 fragment[2] = { 0x3f, 0xff };

	return load_u32(p + 22) == load_u32(udp) &&
	       avail >= PACKET_WORM_BYTES &&
	       load_u16(p + 2) == load_u16(total) &&
	       !(load_u16(p + 6) & load_u16(fragment)) &&
	       ssrp_is_worm(p + 28);
}

/**
 * packet_fast_path - classify the common cases by bytes at fixed offsets
 * @p:	   first byte after the Ethernet header
 * @avail: bytes that may be read at @p
 * @type:  EtherType that announced @p, host order
 * @dport: where the destination port is, set with REASON_OTHER_PORT
 *
 * Returns REASON_NOT_UDP or REASON_OTHER_PORT for the common irrelevant packets,
 * and REASON_WORM for the worm in its known shape: packet_inspect() returns the
 * same for them. Everything else needs full inspection: REASON_COUNT.
 */
static inline enum slammer_reason packet_fast_path(const __u8 *p, __u32 avail,
						   __u16 type, const __u8 **dport)
{
	if (type == ETHERTYPE_IP4) {
		if (avail < 28 || p[0] != 0x45)
			return REASON_COUNT;
		if (p[9] == IPPROTO_NR_TCP)
			return REASON_NOT_UDP;
		if (p[9] != IPPROTO_NR_UDP)
			return REASON_COUNT;
		if (packet_is_worm(p, avail))
			return REASON_WORM;
		*dport = p + 22;
		if (packet_ip4_first(p) && !packet_port_match(p + 20))
			return REASON_OTHER_PORT;
	} else if (type == ETHERTYPE_IP6) {
		if (avail < 48 || p[0] >> 4 != 6)
			return REASON_COUNT;
		if (p[6] == IPPROTO_NR_TCP)
			return REASON_NOT_UDP;
		*dport = p + 42;
		if (p[6] == IPPROTO_NR_UDP && !packet_port_match(p + 40))
			return REASON_OTHER_PORT;
	}
	return REASON_COUNT;
}

/**
 * packet_parse - find the UDP payload of a frame
 * @p:	   first byte after the Ethernet header (or of the IP packet)
 * @avail: bytes that may be read at @p
 * @wire:  bytes that were on the wire there, padding included (>= @avail)
 * @type:  EtherType that announced @p, host order
 * @tags:  VLAN tags that were already removed
 * @set:   signatures; NULL if there are none
 * @pkt:   result; zeroed by the caller, except @super
 *
 * Returns REASON_FOREIGN when @pkt has the payload of a datagram from or to port
 * 1434 or to the port of a signature, and otherwise why it is irrelevant or was
 * not inspected.
 */
static inline enum slammer_reason packet_parse(const __u8 *p, __u32 avail,
					       __u32 wire, __u16 type,
					       __u32 tags,
					       const struct signatures *set,
					       struct packet *pkt)
{
	struct layer2 l = { .type = type };
	enum slammer_reason reason = layer2_find(p, avail, tags, &l);

	if (reason != REASON_NOT_UDP)
		return reason;
	avail = min_u32(avail, l.at + PACKET_WINDOW);
	if (l.type == ETHERTYPE_IP4)
		return packet_ip4(p, l.at, avail, wire, set, pkt);
	if (l.type == ETHERTYPE_IP6)
		return packet_ip6(p, l.at, avail, wire, set, pkt);
	return REASON_NOT_UDP;
}

/* Bytes of a request that decide whether its name is too long, after 0F 01 at most. */
#define PACKET_NAME_NEED	(2 + SSRP_NAME_MAX + 1)

/*
 * Could a later fragment make a longer name of what the first one was judged to be?
 * No client's request is so long that it is fragmented. Answers are not meant: those
 * about many instances are fragmented, and who forges one can have anything in the
 * later fragments, which need not overlap.
 */
static inline int packet_name_unsure(const __u8 *p, enum slammer_reason reason,
				     const struct packet *pkt)
{
	if (!pkt->first_fragment || pkt->dport != SSRP_PORT ||
	    pkt->sure >= pkt->avail || (pkt->sure && p[0] == SSRP_SVR_RESP))
		return 0;
	return reason == REASON_GREY_NAME ||
	       (!reason_is_attack(reason) && pkt->sure < PACKET_NAME_NEED);
}

/* What port 1434 says about the payload at @p. */
static inline enum slammer_reason packet_ssrp(const __u8 *p,
					      const struct packet *pkt)
{
	enum slammer_reason reason = ssrp_classify(p, pkt->avail, pkt->wire,
						   pkt->sport, pkt->dport);

	if (packet_name_unsure(p, reason, pkt))
		reason = ssrp_classify(p, pkt->sure, pkt->wire, pkt->sport,
				       pkt->dport);
	return reason;
}

/**
 * packet_classify - the reason, from the payload
 * @p:   UDP payload
 * @pkt: as packet_parse() left it
 *
 * A datagram with an invalid UDP length is still an attack if it contains one: a
 * lenient receiver might accept it. Signatures are tried on what is not already an
 * attack by the rules of the protocol.
 */
static inline enum slammer_reason packet_classify(const __u8 *p,
						  const struct signatures *set,
						  struct packet *pkt)
{
	enum slammer_reason reason = REASON_OTHER_PORT;
	int found;

	if (pkt->dport == SSRP_PORT || pkt->sport == SSRP_PORT) {
		reason = packet_ssrp(p, pkt);
		if (reason_is_attack(reason))
			return reason;
	}
	if (set && signatures_port(set, pkt->dport)) {
		found = signatures_find(set, pkt->dport, p, pkt->avail,
					pkt->wire);
		if (found >= 0) {
			pkt->signature = (__u8)(found + 1);
			return REASON_SIGNATURE;
		}
	}
	if (pkt->bad_length && reason >= REASON_FIRST_RULED &&
	    reason != REASON_TRUNCATED)
		return REASON_BAD_LENGTH;
	return reason;
}

/* Next header and lengths of a header of which no byte is there: it ends the chain. */
#define PACKET_FILLER		IPPROTO_NR_NONE
/* With the fixed IPv6 header: addresses are within these bytes. */
#define PACKET_FIXED_MAX	(PACKET_LAYER2_MAX + 40)

/*
 * The headers of a frame that a capture cut to @avail bytes could not be read: is it
 * the cut? What remains with any bytes in place of the missing ones is so. Not used
 * in the kernel, which has all bytes up to PACKET_FRAME.
 */
static inline enum slammer_reason packet_cut(const __u8 *p, __u32 avail,
					     __u32 wire, __u16 type, __u32 tags,
					     const struct packet *pkt,
					     enum slammer_reason reason)
{
	struct packet filled = { .family = 0 };
	enum slammer_reason again;
	__u8 bytes[PACKET_FRAME];

	if (!pkt->family)
		return avail < PACKET_FIXED_MAX ? REASON_TRUNCATED : reason;
	__builtin_memset(bytes, PACKET_FILLER, sizeof(bytes));
	__builtin_memcpy(bytes, p, avail);
	again = packet_parse(bytes, min_u32(wire, PACKET_FRAME), wire, type,
			     tags, (void *)0, &filled);
	return again == reason ? reason : REASON_TRUNCATED;
}

/**
 * packet_inspect - the reason, from the bytes: packet_parse(), packet_classify()
 *
 * Parameters as in packet_parse(). If a capture has too few of the bytes on the wire,
 * and the reason depends on the others, it is REASON_TRUNCATED.
 */
static inline enum slammer_reason packet_inspect(const __u8 *p, __u32 avail,
						 __u32 wire, __u16 type,
						 __u32 tags,
						 const struct signatures *set,
						 struct packet *pkt)
{
	enum slammer_reason reason;

	avail = min_u32(avail, PACKET_FRAME);
	reason = packet_parse(p, avail, wire, type, tags, set, pkt);
	if (reason == REASON_FOREIGN)
		return packet_classify(p + pkt->payload, set, pkt);
	if ((reason == REASON_MALFORMED || reason == REASON_HEADERS) &&
	    avail < wire && avail < PACKET_FRAME)
		return packet_cut(p, avail, wire, type, tags, pkt, reason);
	return reason;
}

#endif /* NF_SLAMMER_PACKET_H */
