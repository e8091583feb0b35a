/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * layer2.h - from what a frame says after its Ethernet header to the IP packet
 *
 * Pure and freestanding, a part of packet.h: VLAN tags, SNAP, PPPoE. A bridge passes
 * all of these on, and some of its hosts take an IP packet in each of them.
 */
#ifndef NF_SLAMMER_LAYER2_H
#define NF_SLAMMER_LAYER2_H

#include "nfslammer/bytes.h"
#include "nfslammer/reason.h"

#define PACKET_TAGS_MAX		2	/* 802.1Q and QinQ */

/* Below it is the length of an 802.3 frame, or Linux' number for one: LLC follows. */
#define ETHERTYPE_MIN		0x0600
#define ETHERTYPE_IP4		0x0800
#define ETHERTYPE_IP6		0x86dd
#define ETHERTYPE_8021Q		0x8100
#define ETHERTYPE_8021AD	0x88a8
#define ETHERTYPE_QINQ_OLD	0x9100
#define ETHERTYPE_MPLS		0x8847	/* RFC 3032, RFC 5332 */
#define ETHERTYPE_MPLS_GROUP	0x8848
#define ETHERTYPE_PPPOE		0x8864	/* RFC 2516 session stage */

#define LAYER2_SNAP		8	/* LLC, and an EtherType (RFC 1042) */
#define LAYER2_PPPOE		6	/* without the protocol of PPP */

#define PPP_ADDRESS		0xff	/* RFC 1662 3.1 */
#define PPP_CONTROL		0x03
#define PPP_IP4			0x0021
#define PPP_IP6			0x0057
#define PPP_MPLS		0x0281	/* RFC 3032 4.3 */
#define PPP_MPLS_GROUP		0x0283

/* Where the packet is, and what it is; 0: nothing that is looked into. */
struct layer2 {
	__u32 at;
	__u16 type;
};

static inline int layer2_tag(__u16 type)
{
	return type == ETHERTYPE_8021Q || type == ETHERTYPE_8021AD ||
	       type == ETHERTYPE_QINQ_OLD;
}

static inline __u16 layer2_ppp_type(__u16 protocol)
{
	switch (protocol) {
	case PPP_IP4:
		return ETHERTYPE_IP4;
	case PPP_IP6:
		return ETHERTYPE_IP6;
	case PPP_MPLS:
	case PPP_MPLS_GROUP:
		return ETHERTYPE_MPLS;
	}
	return 0;
}

/*
 * Is this SNAP with an EtherType in it? RFC 1042, and 00 00 F8 of 802.1H, which is
 * the same to those who receive it.
 */
static inline int layer2_snap(const __u8 *p)
{
	return p[0] == 0xaa && p[1] == 0xaa && p[2] == 0x03 && !p[3] && !p[4] &&
	       (!p[5] || p[5] == 0xf8);
}

/*
 * The protocol of PPP at @l->at: two bytes, or one if its lowest bit is set (RFC 1661
 * 6.5); receivers take either. PPPoE has no address and control field before it (RFC
 * 2516 7), but not every receiver minds.
 */
static inline int layer2_ppp(const __u8 *p, __u32 avail, struct layer2 *l)
{
	__u16 protocol;

	if (avail >= l->at + 2 && p[l->at] == PPP_ADDRESS &&
	    p[l->at + 1] == PPP_CONTROL)
		l->at += 2;
	if (avail < l->at + 1 || (!(p[l->at] & 1) && avail < l->at + 2))
		return 0;
	protocol = p[l->at] & 1 ? p[l->at] : load_be16(p + l->at);
	l->at += p[l->at] & 1 ? 1 : 2;
	l->type = layer2_ppp_type(protocol);
	return 1;
}

/**
 * layer2_find - skip what is between the Ethernet header and the IP packet
 * @p:	   first byte after the Ethernet header
 * @avail: bytes that may be read at @p
 * @tags:  VLAN tags that were already removed
 * @l:	   type: announced @p, host order; at: 0
 *
 * Returns REASON_NOT_UDP with where the packet begins, and its EtherType, in @l; or
 * why nothing is looked into: REASON_TAGS, REASON_MPLS, REASON_MALFORMED.
 */
static inline enum slammer_reason layer2_find(const __u8 *p, __u32 avail,
					      __u32 tags, struct layer2 *l)
{
	int snap = 0;

	for (;;) {
		if (layer2_tag(l->type)) {
			if (++tags > PACKET_TAGS_MAX)
				return REASON_TAGS;
			if (avail < l->at + 4)
				return REASON_MALFORMED;
			l->type = load_be16(p + l->at + 2);
			l->at += 4;
		} else if (l->type < ETHERTYPE_MIN && !snap &&
			   avail >= l->at + LAYER2_SNAP &&
			   layer2_snap(p + l->at)) {
			snap = 1;
			l->type = load_be16(p + l->at + 6);
			l->at += LAYER2_SNAP;
		} else {
			break;
		}
	}
	if (l->type == ETHERTYPE_PPPOE) {
		l->at += LAYER2_PPPOE;
		if (!layer2_ppp(p, avail, l))
			return REASON_MALFORMED;
	}
	if (l->type == ETHERTYPE_MPLS || l->type == ETHERTYPE_MPLS_GROUP)
		return REASON_MPLS;
	return REASON_NOT_UDP;
}

#endif /* NF_SLAMMER_LAYER2_H */
