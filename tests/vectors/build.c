// SPDX-License-Identifier: GPL-2.0-or-later
/* build.c - from a vector to the bytes of its frame, innermost header first */
#include <string.h>

#include "vector.h"

#define HOP_LIMIT	64
#define IDENT		0x5eed	/* of the fragments of one datagram */

/* Grows towards the front of @data. */
struct build {
	const struct vector *vector;
	uint8_t data[VECTOR_FRAME_MAX];
	size_t start;
};

static size_t body_length(const struct build *b)
{
	return sizeof(b->data) - b->start;
}

/* Prepend @n zeroed bytes; NULL if they do not fit. */
static uint8_t *push(struct build *b, size_t n)
{
	if (n > b->start)
		return NULL;
	b->start -= n;
	return memset(b->data + b->start, 0, n);
}

static void put16(uint8_t *p, unsigned int v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

static void put_address(uint8_t *p, struct address a)
{
	put32(p, (uint32_t)(a.hi >> 32));
	put32(p + 4, (uint32_t)a.hi);
	put32(p + 8, (uint32_t)(a.lo >> 32));
	put32(p + 12, (uint32_t)a.lo);
}

/* The internet checksum (RFC 1071), to be finished by fold(). */
static uint32_t sum(uint32_t s, const uint8_t *p, size_t n)
{
	for (; n > 1; n -= 2, p += 2)
		s += load_be16(p);
	return n ? s + ((uint32_t)*p << 8) : s;
}

static unsigned int fold(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return ~s & 0xffff;
}

static unsigned int stated(const struct layer_length *length, size_t truth)
{
	switch (length->how) {
	case LENGTH_IS:
		return (unsigned int)length->value;
	case LENGTH_OFF:
		return (unsigned int)((long)truth + length->value) & 0xffff;
	case LENGTH_TRUE:
		break;
	}
	return (unsigned int)truth & 0xffff;
}

/* The header after layer @i on the wire; NULL if it is the payload. */
static const struct layer *follower(const struct vector *v, size_t i)
{
	for (i++; i < v->layers; i++)
		if (v->layer[i].kind != LAYER_SLICE)
			return &v->layer[i];
	return NULL;
}

/* What announces @layer; @body: bytes from it on. */
static unsigned int ethertype(const struct layer *layer, size_t body)
{
	if (!layer)
		return 0;
	switch (layer->kind) {
	case LAYER_SNAP:
		return (unsigned int)body;
	case LAYER_MPLS:
		return ETHERTYPE_MPLS;
	case LAYER_VLAN:
		return (unsigned int)layer->tpid;
	case LAYER_IP4:
		return ETHERTYPE_IP4;
	case LAYER_IP6:
		return ETHERTYPE_IP6;
	default:
		return (unsigned int)layer->number;
	}
}

static unsigned int ppp_protocol(const struct layer *layer)
{
	if (layer && layer->kind == LAYER_MPLS)
		return PPP_MPLS;
	return layer && layer->kind == LAYER_IP6 ? PPP_IP6 : PPP_IP4;
}

/* The protocol number in layer @i of what follows it, which has @body bytes. */
static unsigned int announce(const struct vector *v, size_t i, size_t body)
{
	const struct layer *next = follower(v, i);

	if (v->layer[i].next >= 0)
		return (unsigned int)v->layer[i].next;
	switch (v->layer[i].kind) {
	case LAYER_VLAN:
	case LAYER_SNAP:
	case LAYER_GRE:
		return ethertype(next, body);
	case LAYER_PPPOE:
		return ppp_protocol(next);
	default:
		return next ? (unsigned int)next->number : IPPROTO_NR_NONE;
	}
}

static int build_ip4(struct build *b, size_t i)
{
	const struct layer *l = &b->vector->layer[i];
	size_t size = 20 + l->n_options;
	uint8_t *p = push(b, size);
	unsigned int check;

	if (!p)
		return -1;
	p[0] = (uint8_t)((l->version < 0 ? 4 : l->version) << 4 |
			 (l->ihl < 0 ? (int)size / 4 : l->ihl));
	put16(p + 2, stated(&l->length, body_length(b)));
	put16(p + 4, IDENT);
	put16(p + 6, (unsigned int)(l->more << 13 | l->offset / 8));
	p[8] = HOP_LIMIT;
	p[9] = (uint8_t)announce(b->vector, i, 0);
	put32(p + 12, (uint32_t)l->src.lo);
	put32(p + 16, (uint32_t)l->dst.lo);
	memcpy(p + 20, l->options, l->n_options);
	check = fold(sum(0, p, size));
	put16(p + 10, l->checksum == CHECKSUM_GOOD ? check :
		      l->checksum == CHECKSUM_BAD ? check ^ 0x1234 : 0);
	return 0;
}

static int build_ip6(struct build *b, size_t i)
{
	const struct layer *l = &b->vector->layer[i];
	size_t body = body_length(b);
	uint8_t *p = push(b, 40);

	if (!p)
		return -1;
	p[0] = (uint8_t)((l->version < 0 ? 6 : l->version) << 4);
	put16(p + 4, stated(&l->length, body));
	p[6] = (uint8_t)announce(b->vector, i, 0);
	p[7] = HOP_LIMIT;
	put_address(p + 8, l->src);
	put_address(p + 24, l->dst);
	return 0;
}

/* Options area of hop-by-hop and destination options: PadN only. */
static void pad_options(uint8_t *p, size_t n)
{
	while (n) {
		size_t part = n > 257 ? 255 : n;

		p[0] = 1;
		p[1] = (uint8_t)(part - 2);
		p += part;
		n -= part;
	}
}

static int build_ext(struct build *b, size_t i)
{
	const struct layer *l = &b->vector->layer[i];
	size_t body = body_length(b), size = (size_t)l->size;
	uint8_t *p = push(b, size);

	if (!p)
		return -1;
	p[0] = (uint8_t)announce(b->vector, i, 0);
	p[1] = (uint8_t)(size / 8 - 1);
	switch (l->number) {
	case IPPROTO_NR_HOPOPTS:
	case IPPROTO_NR_DSTOPTS:
		pad_options(p + 2, size - 2);
		if (l->jumbo) {		/* RFC 2675 2 */
			p[2] = 0xc2;
			p[3] = 4;
			put32(p + 4, (uint32_t)(size + body));
		}
		break;
	case IPPROTO_NR_FRAGMENT:
		p[1] = 0;
		put16(p + 2, (unsigned int)(l->offset | l->more));
		put32(p + 4, IDENT);
		break;
	case IPPROTO_NR_AH:
		p[1] = (uint8_t)(size / 4 - 2);
		put32(p + 4, IDENT);
		break;
	case IPPROTO_NR_ROUTING:
		p[2] = 4;		/* segment routing, no segments left */
		break;
	}
	return 0;
}

/*
 * The checksum covers what the receiver takes: the length in the header, or the
 * whole payload (as Linux does for length 0 over IPv6).
 */
static unsigned int udp_checksum(const struct build *b, size_t i,
				 const uint8_t *p)
{
	size_t n = body_length(b), said = load_be16(p + 4);
	const struct layer *ip = NULL;
	uint8_t ends[32];
	unsigned int check;

	while (i-- && !ip)
		if (b->vector->layer[i].kind == LAYER_IP4 ||
		    b->vector->layer[i].kind == LAYER_IP6)
			ip = &b->vector->layer[i];
	if (!ip)
		return 0;
	if (said >= 8 && said < n)
		n = said;
	put_address(ends, ip->src);
	put_address(ends + 16, ip->dst);
	if (ip->kind == LAYER_IP4) {	/* without the ::ffff of the mapping */
		memset(ends, 0, 12);
		memset(ends + 16, 0, 12);
	}
	check = fold(sum(sum(IPPROTO_NR_UDP + (uint32_t)n, ends, 32), p, n));
	return check ? check : 0xffff;
}

static int build_udp(struct build *b, size_t i)
{
	const struct layer *l = &b->vector->layer[i];
	uint8_t *p = push(b, 8);
	unsigned int check;

	if (!p)
		return -1;
	put16(p, (unsigned int)l->sport);
	put16(p + 2, (unsigned int)l->dport);
	put16(p + 4, stated(&l->length, body_length(b)));
	if (l->checksum == CHECKSUM_ZERO)
		return 0;
	check = udp_checksum(b, i, p);
	put16(p + 6, l->checksum == CHECKSUM_BAD ? check ^ 0x1234 : check);
	return 0;
}

static int build_slice(struct build *b, const struct layer *l)
{
	size_t length = body_length(b);
	size_t from = (size_t)l->from, to = (size_t)l->to;

	if (from > to || to > length)
		return -1;
	memmove(b->data + sizeof(b->data) - (to - from),
		b->data + b->start + from, to - from);
	b->start = sizeof(b->data) - (to - from);
	return 0;
}

/* RFC 2516 session stage, session 1 */
static int build_pppoe(struct build *b, size_t i)
{
	const struct layer *l = &b->vector->layer[i];
	unsigned int protocol = announce(b->vector, i, 0);
	size_t before = l->control ? 2 : 0, size = l->brief ? 1 : 2;
	size_t body = body_length(b);
	uint8_t *p = push(b, 6 + before + size);

	if (!p || (l->brief && protocol > 255))
		return -1;
	p[0] = 0x11;
	put16(p + 2, 1);
	put16(p + 4, (unsigned int)(body + before + size));
	if (l->control)
		put16(p + 6, PPP_ADDRESS << 8 | PPP_CONTROL);
	if (l->brief)
		p[6 + before] = (uint8_t)protocol;
	else
		put16(p + 6 + before, protocol);
	return 0;
}

static int build_snap(struct build *b, size_t i)
{
	size_t body = body_length(b);
	uint8_t *p = push(b, LAYER2_SNAP);

	if (!p)
		return -1;
	p[0] = p[1] = 0xaa;
	p[2] = 3;
	p[5] = b->vector->layer[i].bridge ? 0xf8 : 0;
	put16(p + 6, announce(b->vector, i, body));
	return 0;
}

/* The label, and whether it is the last one (RFC 3032 2.1) */
static int build_mpls(struct build *b, size_t i)
{
	const struct layer *next = follower(b->vector, i);
	bool last = !next || next->kind != LAYER_MPLS;
	uint8_t *p = push(b, 4);

	if (!p)
		return -1;
	put32(p, (uint32_t)b->vector->layer[i].number << 12 |
		 (uint32_t)last << 8 | HOP_LIMIT);
	return 0;
}

static int build_layer(struct build *b, size_t i)
{
	const struct layer *l = &b->vector->layer[i];
	size_t body = body_length(b);
	uint8_t *p;

	switch (l->kind) {
	case LAYER_IP4:
		return build_ip4(b, i);
	case LAYER_IP6:
		return build_ip6(b, i);
	case LAYER_EXT:
		return build_ext(b, i);
	case LAYER_UDP:
		return build_udp(b, i);
	case LAYER_SLICE:
		return build_slice(b, l);
	case LAYER_ETHER:
	case LAYER_PROTO:
		return 0;
	case LAYER_VLAN:
	case LAYER_GRE:		/* RFC 2784, no option */
		p = push(b, 4);
		if (!p)
			return -1;
		put16(p, l->kind == LAYER_VLAN ? (unsigned int)l->number : 0);
		put16(p + 2, announce(b->vector, i, body));
		return 0;
	case LAYER_PPPOE:
		return build_pppoe(b, i);
	case LAYER_SNAP:
		return build_snap(b, i);
	case LAYER_MPLS:
		return build_mpls(b, i);
	}
	return -1;
}

/* Where the outermost IP header begins, from the end of the frame. */
static int build_layers(struct build *b, size_t *packet)
{
	size_t i;

	*packet = 0;
	for (i = b->vector->layers; i--; ) {
		if (build_layer(b, i))
			return -1;
		if (b->vector->layer[i].kind == LAYER_IP4 ||
		    b->vector->layer[i].kind == LAYER_IP6)
			*packet = body_length(b);
	}
	return 0;
}

int vector_build(const struct vector *vector, const uint8_t to[6],
		 const uint8_t from[6], struct frame *frame)
{
	static const uint8_t nobody[2][6] = {
		{ 0x02, 0, 0, 0, 0x14, 0x34 }, { 0x02, 0, 0, 0, 0x14, 0x35 }
	};
	struct build b = { .vector = vector, .start = sizeof(b.data) };
	size_t packet;
	uint8_t *p = push(&b, vector->length);

	if (!p)
		return -1;
	if (vector->length)
		memcpy(p, vector->payload, vector->length);
	if (build_layers(&b, &packet))
		return -1;
	p = push(&b, VECTOR_ETHERNET);
	if (!p || vector->cut > body_length(&b) - VECTOR_ETHERNET)
		return -1;
	memcpy(p, to ? to : nobody[0], 6);
	memcpy(p + 6, from ? from : nobody[1], 6);
	put16(p + 12, vector->layers ?
		      ethertype(&vector->layer[0], body_length(&b) - VECTOR_ETHERNET) : 0);

	memset(frame, 0, sizeof(*frame));
	frame->length = body_length(&b);
	memcpy(frame->bytes, p, frame->length);
	frame->packet = frame->length - packet;
	frame->length -= vector->cut;
	memset(frame->bytes + frame->length, 0, vector->cut);
	if (frame->packet > frame->length)
		frame->packet = frame->length;
	frame->packet_length = frame->length - frame->packet;
	if (vector->pad > frame->length)
		frame->length = vector->pad;
	frame->captured = frame->length;
	if (vector->snaplen && vector->snaplen < frame->length)
		frame->captured = vector->snaplen;
	return 0;
}
