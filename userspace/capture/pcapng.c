// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcapng.c - packets of a pcapng file (draft-ietf-opsawg-pcapng)
 *
 * Sections, interfaces of any number and kind, and packet blocks; other blocks are
 * skipped. At most one block is in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "internal.h"

#define SECTION		0x0a0d0d0a
#define INTERFACE	1
#define PACKET_OLD	2
#define PACKET_SIMPLE	3
#define PACKET		6

#define ORDER		0x1a2b3c4d
#define BLOCK_MIN	12		/* type, length, and the length again */
#define BODY_MAX	(16u << 20)	/* bytes of a block that is read */
#define INTERFACES_MAX	65536

#define OPTION_END	0
#define OPTION_TSRESOL	9
#define OPTION_TSOFFSET	14

/**
 * struct interface - how its packets are to be read
 * @snaplen:  0: no limit
 * @units:    of a second that a time counts, by @binary: 10^units or 2^units
 * @offset:   seconds to be added
 */
struct interface {
	uint32_t link;
	uint32_t snaplen;
	uint8_t units;
	bool binary;
	uint64_t offset;
};

struct pcapng {
	FILE *file;
	bool big;			/* byte order of the section */
	struct interface *interfaces;	/* of the section */
	size_t count;
	size_t room;
	uint8_t *body;
	size_t body_room;
};

/* A block: its type, and the bytes between both lengths */
struct block {
	uint32_t type;
	uint32_t size;
	const uint8_t *body;
};

static uint16_t get16(const struct pcapng *p, const uint8_t *at)
{
	return p->big ? load_be16(at) : load_le16(at);
}

static uint32_t get32(const struct pcapng *p, const uint8_t *at)
{
	return p->big ? load_be32(at) :
		load_le16(at) | (uint32_t)load_le16(at + 2) << 16;
}

static int too_short(struct error *error)
{
	return error_set(error, "the file ends in the middle of a block");
}

static int read_exactly(struct pcapng *p, void *buf, size_t size,
			struct error *error)
{
	return fread(buf, 1, size, p->file) == size ? 0 : too_short(error);
}

static int skip(struct pcapng *p, uint32_t size, struct error *error)
{
	uint8_t chunk[4096];
	uint32_t n;

	for (; size; size -= n) {
		n = min_u32(size, sizeof(chunk));
		if (read_exactly(p, chunk, n, error))
			return -1;
	}
	return 0;
}

static bool is_read(uint32_t type)
{
	return type == SECTION || type == INTERFACE || type == PACKET ||
	       type == PACKET_SIMPLE || type == PACKET_OLD;
}

/* The length of a section depends on the byte order, which comes after it. */
static int read_length(struct pcapng *p, const uint8_t head[8], uint32_t type,
		       uint32_t *length, struct error *error)
{
	uint8_t order[4];

	if (type == SECTION) {
		if (read_exactly(p, order, sizeof(order), error))
			return -1;
		p->big = load_be32(order) == ORDER;
		if (!p->big && get32(p, order) != ORDER)
			return error_set(error, "a section has no byte order");
	}
	*length = get32(p, head + 4);
	if (*length < BLOCK_MIN + (type == SECTION ? 4 : 0) || *length % 4)
		return error_set(error, "a block has the length %u", *length);
	return 0;
}

static int read_body(struct pcapng *p, struct block *b, struct error *error)
{
	uint8_t *body;

	if (!is_read(b->type))
		return skip(p, b->size, error);
	if (b->size > BODY_MAX)
		return error_set(error, "a block of %u bytes is too large",
				 b->size);
	if (b->size > p->body_room) {
		body = realloc(p->body, b->size);
		if (!body)
			return error_no_memory(error);
		p->body = body;
		p->body_room = b->size;
	}
	b->body = p->body;
	return b->size ? read_exactly(p, p->body, b->size, error) : 0;
}

/* 1, 0 at the end of the file, -1. A section's body is without its byte order. */
static int read_block(struct pcapng *p, struct block *b, struct error *error)
{
	uint8_t head[8], tail[4];
	uint32_t length = 0;
	size_t n = fread(head, 1, sizeof(head), p->file);

	if (!n && !ferror(p->file))
		return 0;
	if (n < sizeof(head))
		return too_short(error);
	b->type = get32(p, head);
	if (load_be32(head) == SECTION)
		b->type = SECTION;	/* the same in both orders */
	if (read_length(p, head, b->type, &length, error))
		return -1;
	b->size = length - BLOCK_MIN - (b->type == SECTION ? 4 : 0);
	if (read_body(p, b, error) || read_exactly(p, tail, sizeof(tail), error))
		return -1;
	if (get32(p, tail) != length)
		return error_set(error, "the two lengths of a block differ");
	return 1;
}

static int take_section(struct pcapng *p, const struct block *b,
			struct error *error)
{
	p->count = 0;
	if (b->size < 12)
		return error_set(error, "a section header is too short");
	if (get16(p, b->body) != 1)
		return error_set(error, "version %u of pcapng is not supported",
				 get16(p, b->body));
	return 0;
}

static void take_option(const struct pcapng *p, struct interface *i,
			uint16_t code, uint16_t size, const uint8_t *value)
{
	if (code == OPTION_TSRESOL && size >= 1) {
		i->binary = *value & 0x80;
		i->units = *value & 0x7f;
	} else if (code == OPTION_TSOFFSET && size >= 8) {
		i->offset = p->big ?
			(uint64_t)get32(p, value) << 32 | get32(p, value + 4) :
			(uint64_t)get32(p, value + 4) << 32 | get32(p, value);
	}
}

static int take_interface(struct pcapng *p, const struct block *b,
			  struct error *error)
{
	struct interface i = { .units = 6 };
	uint32_t at, size;

	if (b->size < 8)
		return error_set(error, "an interface is too short");
	if (p->count == INTERFACES_MAX)
		return error_set(error, "more than %u interfaces",
				 INTERFACES_MAX);
	if (array_grow(&p->interfaces, &p->room, p->count))
		return error_no_memory(error);
	i.link = get16(p, b->body);
	i.snaplen = get32(p, b->body + 4);
	for (at = 8; at + 4 <= b->size; at += 4 + (size + 3) / 4 * 4) {
		size = get16(p, b->body + at + 2);
		if (get16(p, b->body + at) == OPTION_END ||
		    size > b->size - at - 4)
			break;
		take_option(p, &i, get16(p, b->body + at), (uint16_t)size,
			    b->body + at + 4);
	}
	p->interfaces[p->count++] = i;
	return 0;
}

/* @time in the interface's units -> ns since 1970; what overflows wraps. */
static uint64_t nanoseconds(const struct interface *i, uint64_t time)
{
	unsigned __int128 ns = time;
	unsigned int units;

	if (i->binary) {
		ns = i->units < 64 ? ns * NS_PER_SECOND >> i->units : 0;
	} else {
		for (units = i->units; units < 9; units++)
			ns *= 10;
		for (; units > 9 && ns; units--)
			ns /= 10;
	}
	return (uint64_t)ns + i->offset * NS_PER_SECOND;
}

/* A packet of interface @number whose bytes begin at @at of the block */
static int set_raw(const struct pcapng *p, const struct block *b,
		   uint32_t number, uint32_t at, struct raw *raw,
		   struct error *error)
{
	if (number >= p->count)
		return error_set(error, "interface %u is not described", number);
	if (raw->avail > b->size - at)
		return error_set(error, "its block is too short");
	raw->bytes = b->body + at;
	raw->link = p->interfaces[number].link;
	if (raw->wire < raw->avail)
		raw->wire = raw->avail;
	return 1;
}

/* Enhanced, or the obsolete one, whose interface has 16 bits */
static int take_packet(const struct pcapng *p, const struct block *b,
		       struct raw *raw, struct error *error)
{
	uint32_t number;
	int ret;

	if (b->size < 20)
		return error_set(error, "its block is too short");
	number = b->type == PACKET ? get32(p, b->body) : get16(p, b->body);
	raw->avail = get32(p, b->body + 12);
	raw->wire = get32(p, b->body + 16);
	ret = set_raw(p, b, number, 20, raw, error);
	if (ret > 0)
		raw->time = nanoseconds(&p->interfaces[number],
			(uint64_t)get32(p, b->body + 4) << 32 |
			get32(p, b->body + 8));
	return ret;
}

/* Without a time; the captured length is the least of three. */
static int take_simple(const struct pcapng *p, const struct block *b,
		       struct raw *raw, struct error *error)
{
	if (b->size < 4)
		return error_set(error, "its block is too short");
	raw->wire = get32(p, b->body);
	raw->avail = min_u32(raw->wire, b->size - 4);
	if (p->count && p->interfaces[0].snaplen)
		raw->avail = min_u32(raw->avail, p->interfaces[0].snaplen);
	return set_raw(p, b, 0, 4, raw, error);
}

int pcapng_next(struct pcapng *p, struct raw *raw, struct error *error)
{
	struct block b = { 0 };
	int ret;

	*raw = (struct raw) { 0 };
	while ((ret = read_block(p, &b, error)) > 0) {
		switch (b.type) {
		case SECTION:
			ret = take_section(p, &b, error);
			break;
		case INTERFACE:
			ret = take_interface(p, &b, error);
			break;
		case PACKET:
		case PACKET_OLD:
			return take_packet(p, &b, raw, error);
		case PACKET_SIMPLE:
			return take_simple(p, &b, raw, error);
		default:
			continue;
		}
		if (ret < 0)
			return ret;
	}
	return ret;
}

struct pcapng *pcapng_new(FILE *file)
{
	struct pcapng *p = calloc(1, sizeof(*p));

	if (p)
		p->file = file;
	return p;
}

void pcapng_free(struct pcapng *p)
{
	if (!p)
		return;
	free(p->interfaces);
	free(p->body);
	free(p);
}
