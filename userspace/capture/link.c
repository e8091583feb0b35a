// SPDX-License-Identifier: GPL-2.0-or-later
/* link.c - link headers: where the packet begins, and its EtherType */
#include <pcap/pcap.h>
#include <string.h>

#include "internal.h"
#include "nfslammer/packet.h"

#define CISCO_UNICAST	0x0f	/* first byte of Cisco HDLC */
#define CISCO_MULTICAST	0x8f

/*
 * LINKTYPE_RAW in a file; libpcap's DLT_RAW has another number on each system, and
 * some programs write that.
 */
#define LINKTYPE_RAW	101
#define DLT_RAW_OPENBSD	14

/* What a link header says: its length, and the type of what follows. */
struct stripped {
	uint32_t header;
	uint16_t type;
	int unknown;		/* a link type inside, or -1 */
};

/* A header of @header bytes whose EtherType is at @at. */
static bool fixed(const uint8_t *p, uint32_t avail, uint32_t header,
		  uint32_t at, struct stripped *s)
{
	if (avail < header)
		return false;
	s->header = header;
	s->type = load_be16(p + at);
	return true;
}

static bool ethernet(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	return fixed(p, avail, 14, 12, s);
}

static bool cooked(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	return fixed(p, avail, 16, 14, s);
}

static bool cooked2(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	return fixed(p, avail, 20, 0, s);
}

static bool cisco(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	return fixed(p, avail, 4, 2, s);
}

/*
 * Without an EtherType the IP version decides. The address family of DLT_NULL has
 * the byte order and the numbering of the capturing machine, so it is not used.
 */
static bool by_version(const uint8_t *p, uint32_t avail, uint32_t header,
		       struct stripped *s)
{
	if (avail <= header)
		return false;
	s->header = header;
	s->type = p[header] >> 4 == 4 ? ETHERTYPE_IP4 :
		  p[header] >> 4 == 6 ? ETHERTYPE_IP6 : 0;
	return true;
}

static bool raw_ip(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	return by_version(p, avail, 0, s);
}

static bool loopback(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	return by_version(p, avail, 4, s);
}

/* The protocol at @at: one byte where its lowest bit is set (RFC 1661 6.5). */
static bool ppp_protocol(const uint8_t *p, uint32_t avail, uint32_t at,
			 struct stripped *s)
{
	uint16_t protocol;

	if (avail <= at || (!(p[at] & 1) && avail < at + 2))
		return false;
	protocol = p[at] & 1 ? p[at] : load_be16(p + at);
	s->header = at + (p[at] & 1 ? 1 : 2);
	s->type = layer2_ppp_type(protocol);
	return true;
}

/* PPP, with or without address and control, or Cisco HDLC on the same line */
static bool ppp(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	if (avail < 2)
		return false;
	if (*p == CISCO_UNICAST || *p == CISCO_MULTICAST)
		return cisco(p, avail, s);
	return ppp_protocol(p, avail, *p == PPP_ADDRESS &&
			    p[1] == PPP_CONTROL ? 2 : 0, s);
}

/* A byte for the direction, where Linux' pppd has the address */
static bool ppp_pppd(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	return ppp_protocol(p, avail, avail > 1 && p[1] == PPP_CONTROL ? 2 : 0, s);
}

/* A byte for the direction before the header */
static bool ppp_directed(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	if (avail < 1 || !ppp(p + 1, avail - 1, s))
		return false;
	s->header++;
	return true;
}

/* PPPoE without Ethernet: packet.h reads it. */
static bool pppoe(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	s->type = ETHERTYPE_PPPOE;
	return true;
}

static bool ppi(const uint8_t *p, uint32_t avail, struct stripped *s);

/**
 * struct link - a link type
 * @strip: sets @s, false if the header is cut; @s is zeroed, @unknown -1
 */
struct link {
	uint32_t type;
	bool (*strip)(const uint8_t *p, uint32_t avail, struct stripped *s);
};

static const struct link links[] = {
	{ DLT_EN10MB, ethernet },
	{ DLT_LINUX_SLL, cooked },
	{ DLT_LINUX_SLL2, cooked2 },
	{ LINKTYPE_RAW, raw_ip },
	{ DLT_RAW, raw_ip },
	{ DLT_RAW_OPENBSD, raw_ip },
	{ DLT_IPV4, raw_ip },
	{ DLT_IPV6, raw_ip },
	{ DLT_NULL, loopback },
	{ DLT_LOOP, loopback },
	{ DLT_PPP, ppp },
	{ DLT_PPP_SERIAL, ppp },
	{ DLT_PPP_PPPD, ppp_pppd },
	{ DLT_PPP_WITH_DIR, ppp_directed },
	{ DLT_PPP_ETHER, pppoe },
	{ DLT_C_HDLC, cisco },
	{ DLT_PPI, ppi },
};

static const struct link *find(uint32_t type)
{
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (links[i].type == type)
			return &links[i];
	return NULL;
}

/* Per-Packet Information: its length and the link type inside, little-endian */
static bool ppi(const uint8_t *p, uint32_t avail, struct stripped *s)
{
	const struct link *inner;
	uint32_t length, type;

	if (avail < 8)
		return false;
	length = load_le16(p + 2);
	type = load_le16(p + 4) | (uint32_t)load_le16(p + 6) << 16;
	if (length < 8 || length > avail)
		return false;
	inner = type == DLT_PPI ? NULL : find(type);
	if (!inner) {
		s->unknown = type & 0x7fffffff;
		return true;
	}
	if (!inner->strip(p + length, avail - length, s))
		return false;
	s->header += length;
	return true;
}

int link_strip(const struct raw *raw, struct frame *frame)
{
	const struct link *link = find(raw->link);
	struct stripped s = { .unknown = -1 };

	*frame = (struct frame) { .time = raw->time };
	if (!link)
		s.unknown = (int)raw->link;
	else
		frame->whole = link->strip(raw->bytes, raw->avail, &s);
	if (!frame->whole || s.unknown >= 0) {
		frame->whole = false;
		frame->unknown = s.unknown >= 0;
		frame->wire = raw->wire - raw->avail;
		return s.unknown;
	}
	frame->bytes = raw->bytes + s.header;
	frame->avail = raw->avail - s.header;
	frame->wire = raw->wire - s.header;
	frame->type = s.type;
	return -1;
}

bool link_known(uint32_t type)
{
	return find(type);
}

int link_unknown(uint32_t type, struct error *error)
{
	const char *name = pcap_datalink_val_to_name((int)type);

	return error_set(error,
		"link type %s (%u) is not supported: capture on an Ethernet interface, or on \"any\"",
		name ? name : "unknown", type);
}

enum slammer_reason frame_inspect(const struct frame *frame,
				  const struct signatures *set,
				  struct packet *pkt)
{
	if (!frame->whole)
		return frame->wire ? REASON_TRUNCATED : REASON_MALFORMED;
	return packet_inspect(frame->bytes, frame->avail, frame->wire,
			      frame->type, 0, set, pkt);
}
