/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ip_headers.h - between the IP header and UDP: protocols, fragments, IPv6 headers
 *
 * Pure and freestanding, a part of packet.h.
 */
#ifndef NF_SLAMMER_IP_HEADERS_H
#define NF_SLAMMER_IP_HEADERS_H

#include "nfslammer/bytes.h"
#include "nfslammer/reason.h"

#define PACKET_IP6_HEADERS_MAX	8	/* extension headers that are skipped */

/*
 * A later fragment that begins so early in its datagram overwrites what was judged in
 * the first one: which of two a receiver takes, where they overlap, differs. No path
 * makes such fragments.
 *
 * IPv4: 68 bytes pass everywhere unfragmented (RFC 791 3.2), 48 of them after a header
 * without options; the headers of UDP and the name of a request are within these. A
 * first fragment with options is longer than that on paths of 108 bytes and more.
 * RFC 1858 and RFC 3128 do the same for TCP. A bound that depends on the header of
 * the later fragment would be the sender's to choose.
 *
 * IPv6: paths have 1280 bytes, but a translator keeps the offsets of IPv4 (RFC 7915
 * 4.1), and Linux had to give up a bound of 1280 (its commit d4289fcc9b16). Extension
 * headers may come before UDP. The protocol in a later fragment means nothing (RFC
 * 8200 4.5), so this holds for all of them.
 */
#define PACKET_FRAGMENT_IP4	48
#define PACKET_FRAGMENT_IP6	128

#define IPPROTO_NR_HOPOPTS	0
#define IPPROTO_NR_IPIP		4
#define IPPROTO_NR_TCP		6
#define IPPROTO_NR_UDP		17
#define IPPROTO_NR_DCCP		33
#define IPPROTO_NR_IPV6		41
#define IPPROTO_NR_ROUTING	43
#define IPPROTO_NR_FRAGMENT	44
#define IPPROTO_NR_GRE		47
#define IPPROTO_NR_ESP		50
#define IPPROTO_NR_AH		51
#define IPPROTO_NR_ICMP6	58
#define IPPROTO_NR_NONE		59
#define IPPROTO_NR_DSTOPTS	60
#define IPPROTO_NR_OSPF		89
#define IPPROTO_NR_PIM		103
#define IPPROTO_NR_VRRP		112
#define IPPROTO_NR_L2TP		115
#define IPPROTO_NR_SCTP		132
#define IPPROTO_NR_MOBILITY	135
#define IPPROTO_NR_UDPLITE	136
#define IPPROTO_NR_HIP		139
#define IPPROTO_NR_SHIM6	140

/* Not UDP: is it a tunnel, whose inner packet is not inspected? */
static inline enum slammer_reason packet_not_udp(__u8 proto)
{
	switch (proto) {
	case IPPROTO_NR_IPIP:
	case IPPROTO_NR_IPV6:
	case IPPROTO_NR_GRE:
		return REASON_TUNNEL;
	}
	return REASON_NOT_UDP;
}

/*
 * Length of the IPv6 extension header @proto at @h (RFC 8200 4), 0 if @proto is
 * not one that can be skipped.
 */
static inline __u32 packet_ip6_step(__u8 proto, const __u8 *h)
{
	switch (proto) {
	case IPPROTO_NR_HOPOPTS:
	case IPPROTO_NR_ROUTING:
	case IPPROTO_NR_DSTOPTS:
	case IPPROTO_NR_MOBILITY:
	case IPPROTO_NR_HIP:
	case IPPROTO_NR_SHIM6:
		return (h[1] + 1) * 8;
	case IPPROTO_NR_FRAGMENT:
		return 8;
	case IPPROTO_NR_AH:
		return (h[1] + 2) * 4;
	}
	return 0;
}

/*
 * The end of an IPv6 header chain that is not UDP. An unknown number may be an
 * extension header with anything after it (RFC 7045).
 */
static inline enum slammer_reason packet_ip6_end(__u8 proto)
{
	switch (proto) {
	case IPPROTO_NR_TCP:
	case IPPROTO_NR_DCCP:
	case IPPROTO_NR_ESP:
	case IPPROTO_NR_ICMP6:
	case IPPROTO_NR_NONE:
	case IPPROTO_NR_OSPF:
	case IPPROTO_NR_PIM:
	case IPPROTO_NR_VRRP:
	case IPPROTO_NR_L2TP:
	case IPPROTO_NR_SCTP:
	case IPPROTO_NR_UDPLITE:
		return REASON_NOT_UDP;
	case IPPROTO_NR_IPIP:
	case IPPROTO_NR_IPV6:
	case IPPROTO_NR_GRE:
		return REASON_TUNNEL;
	}
	return REASON_HEADERS;
}

/**
 * struct packet_chain - how far the headers of an IPv6 packet have been followed
 * @at:	    offset of the next one
 * @end:    offset after the packet
 * @inside: of a first fragment: where what is fragmented begins; else 0
 * @proto:  what is at @at
 */
struct packet_chain {
	__u32 at;
	__u32 end;
	__u32 inside;
	__u8 proto;
};

/*
 * Can a later fragment overwrite the header of a first one, or is it not there? A
 * first fragment has to have all headers (RFC 7112); who accepts another one puts
 * them together from what was not judged.
 */
static inline int packet_ip6_unsure(const struct packet_chain *c)
{
	static const __u8 any[2] = { 0, 0 };

	if (!c->inside || (c->proto != IPPROTO_NR_UDP &&
			   !packet_ip6_step(c->proto, any)))
		return 0;
	return c->at + 8 > c->end || c->at + 8 > c->inside + PACKET_FRAGMENT_IP6;
}

/* The fragment header at @h; REASON_FOREIGN if the chain goes on after it. */
static inline enum slammer_reason packet_ip6_fragment(const __u8 *h,
						      struct packet_chain *c)
{
	__u32 offset = load_be16(h + 2) & 0xfff8;

	if (offset) {
		if (offset < PACKET_FRAGMENT_IP6)
			return REASON_OVERLAP;
		/* after an extension header there may be UDP */
		return h[0] == IPPROTO_NR_UDP || packet_ip6_step(h[0], h) ?
			REASON_FRAGMENT : REASON_NOT_UDP;
	}
	/* a whole datagram is on its own, whatever fragments there are (RFC 6946) */
	if (h[3] & 1 && !c->inside)
		c->inside = c->at + 8;
	return REASON_FOREIGN;
}

/* Follow the chain of headers; REASON_FOREIGN if there is UDP at @c->at. */
static inline enum slammer_reason packet_ip6_chain(const __u8 *p, __u32 avail,
						   struct packet_chain *c)
{
	enum slammer_reason reason;
	__u32 step, i;

	for (i = 0; c->proto != IPPROTO_NR_UDP; i++) {
		if (packet_ip6_unsure(c))
			return REASON_OVERLAP;
		if (c->at + 8 > c->end)
			return c->proto == IPPROTO_NR_NONE ? REASON_NOT_UDP :
							     REASON_MALFORMED;
		if (c->at + 8 > avail)
			return REASON_HEADERS;
		step = packet_ip6_step(c->proto, p + c->at);
		if (!step)
			return packet_ip6_end(c->proto);
		if (i == PACKET_IP6_HEADERS_MAX)
			return REASON_HEADERS;
		if (c->proto == IPPROTO_NR_FRAGMENT) {
			reason = packet_ip6_fragment(p + c->at, c);
			if (reason != REASON_FOREIGN)
				return reason;
		}
		c->proto = p[c->at];
		c->at += step;
	}
	if (packet_ip6_unsure(c))
		return REASON_OVERLAP;
	if (c->at > c->end)
		return REASON_MALFORMED;
	if (avail < c->at + 8 && c->end >= c->at + 8)
		return REASON_HEADERS;
	return REASON_FOREIGN;
}

#endif /* NF_SLAMMER_IP_HEADERS_H */
