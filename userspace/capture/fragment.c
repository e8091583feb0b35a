// SPDX-License-Identifier: GPL-2.0-or-later
/* fragment.c - is a frame a fragment, and of what? */
#include "fragment.h"

/* The bytes of the IP packet in a frame, behind tags, SNAP, PPPoE */
struct ip {
	const uint8_t *p;
	uint32_t avail;
	uint32_t wire;
	uint16_t type;
};

/* As packet_parse() finds it */
static bool find_ip(const struct frame *frame, struct ip *ip)
{
	struct layer2 l = { .type = frame->type };

	if (!frame->whole || layer2_find(frame->bytes, frame->avail, 0, &l) !=
			     REASON_NOT_UDP)
		return false;
	*ip = (struct ip) { frame->bytes + l.at, frame->avail - l.at,
			    frame->wire - l.at, l.type };
	return true;
}

static bool read_ip4(const struct ip *ip, struct fragment *f)
{
	uint32_t ihl, length, flags;

	if (ip->avail < 20 || ip->p[0] >> 4 != 4 ||
	    ip->p[9] != IPPROTO_NR_UDP)
		return false;
	ihl = (ip->p[0] & 15) * 4;
	length = load_be16(ip->p + 2);
	flags = load_be16(ip->p + 6);
	if (ihl < 20 || length < ihl || length > ip->wire || ihl > ip->avail ||
	    !(flags & 0x3fff))
		return false;
	*f = (struct fragment) {
		.key = { address_ip4(load_be32(ip->p + 12)),
			 address_ip4(load_be32(ip->p + 16)),
			 load_be16(ip->p + 4), 4, ip->p[9] },
		.header = ip->p, .header_size = ihl,
		.data = ip->p + ihl,
		.avail = min_u32(ip->avail, length) - ihl,
		.offset = (flags & 0x1fff) * 8,
		.more = flags & 0x2000,
	};
	f->end = f->offset + length - ihl;
	return true;
}

/*
 * Where the fragment header is, 0 if there is none: behind the headers that Linux
 * skips in search of it. @next_at: the field that announces it.
 */
static uint32_t find_fragment_header(const struct ip *ip, uint32_t *next_at)
{
	uint32_t at = 40;
	uint8_t next = ip->p[6];

	*next_at = 6;
	while (at + 8 <= ip->avail) {
		switch (next) {
		case IPPROTO_NR_FRAGMENT:
			return at;
		case IPPROTO_NR_HOPOPTS:
		case IPPROTO_NR_ROUTING:
		case IPPROTO_NR_DSTOPTS:
		case IPPROTO_NR_AH:
			break;
		default:
			return 0;
		}
		*next_at = at;
		at += packet_ip6_step(next, ip->p + at);
		next = ip->p[*next_at];
	}
	return 0;
}

static bool read_ip6(const struct ip *ip, struct fragment *f)
{
	uint32_t length, at, next_at, field;

	if (ip->avail < 40 || ip->p[0] >> 4 != 6)
		return false;
	length = 40 + load_be16(ip->p + 4);
	at = find_fragment_header(ip, &next_at);
	if (!at || length > ip->wire || at + 8 > length)
		return false;
	field = load_be16(ip->p + at + 2);
	if (!(field & 0xfff9))
		return false;	/* whole: RFC 6946 */
	*f = (struct fragment) {
		.key = { address_load(ip->p + 8), address_load(ip->p + 24),
			 load_be32(ip->p + at + 4), 6, 0 },
		.header = ip->p, .header_size = at,
		.next_at = next_at, .next = ip->p[at],
		.data = ip->p + at + 8,
		.avail = min_u32(ip->avail, length) - at - 8,
		.offset = field & 0xfff8,
		.more = field & 1,
	};
	f->end = f->offset + length - at - 8;
	return true;
}

bool fragment_read(const struct frame *frame, struct fragment *f)
{
	struct ip ip;

	if (!find_ip(frame, &ip))
		return false;
	if (ip.type == ETHERTYPE_IP4)
		return read_ip4(&ip, f);
	return ip.type == ETHERTYPE_IP6 && read_ip6(&ip, f);
}
