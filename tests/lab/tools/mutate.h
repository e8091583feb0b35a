/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mutate.h - random mutants of the test vectors, reproducible by seed
 *
 * Some changes target the fields that a filter reads, others are anywhere. Lengths
 * are mostly corrected at the end, because few mutants would pass them otherwise.
 */
#ifndef LAB_MUTATE_H
#define LAB_MUTATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/vector.h"

#define MUTANT_MAX	1900	/* bytes of frame */
#define MUTANT_CHANGES	5	/* at most; and at least one */

/**
 * struct mutant - a frame, and where its headers are if known
 * @of:	 name of the original vector
 * @ip:	 offset of the IP header, 0: none
 * @udp: offset of the UDP header, 0: none
 */
struct mutant {
	const char *of;
	size_t length;
	size_t ip;
	size_t udp;
	uint8_t bytes[MUTANT_MAX];
};

/* The vectors as frames. */
struct stock {
	struct mutant *list;
	size_t count;
};

/* splitmix64 (Steele, Lea, Flood, OOPSLA 2014) */
static inline uint64_t mutate_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* 0 to @n - 1 */
static inline size_t mutate_below(uint64_t *state, size_t n)
{
	return n ? mutate_next(state) % n : 0;
}

static inline void mutate_put16(struct mutant *m, size_t at, size_t value)
{
	if (at + 2 > m->length)
		return;
	m->bytes[at] = (uint8_t)(value >> 8);
	m->bytes[at + 1] = (uint8_t)value;
}

static inline size_t mutate_get16(const struct mutant *m, size_t at)
{
	return at + 2 > m->length ? 0 : load_be16(m->bytes + at);
}

/* An offset in the headers, or sometimes anywhere after the MAC addresses. */
static inline size_t mutate_place(const struct mutant *m, uint64_t *random)
{
	size_t n = m->length - 12;

	if (n > 80 && mutate_below(random, 4))
		n = 80;
	return 12 + mutate_below(random, n);
}

static inline void mutate_byte(struct mutant *m, uint64_t *random)
{
	static const uint8_t dear[] = {
		0, 1, 2, 3, 4, 5, 8, 0x0a, 0x0f, 0x11, 0x20, 0x29, 0x2b, 0x2c,
		0x2f, 0x32, 0x33, 0x3b, 0x3c, 0x40, 0x45, 0x46, 0x4f, 0x60,
		0x7e, 0x7f, 0x80, 0x87, 0xff
	};
	size_t at = mutate_place(m, random);

	switch (mutate_below(random, 3)) {
	case 0:
		m->bytes[at] = (uint8_t)mutate_next(random);
		break;
	case 1:
		m->bytes[at] ^= (uint8_t)(1 << mutate_below(random, 8));
		break;
	default:
		m->bytes[at] = dear[mutate_below(random, sizeof(dear))];
	}
}

static inline void mutate_port(struct mutant *m, uint64_t *random)
{
	static const uint16_t dear[] = { 1434, 1434, 53, 5000, 1433, 0, 65535 };
	size_t n = sizeof(dear) / sizeof(*dear), i;

	i = mutate_below(random, n + 1);
	if (m->udp)
		mutate_put16(m, m->udp + 2 * mutate_below(random, 2),
			     i < n ? dear[i] : mutate_next(random));
}

/* A field of 16 bits: slightly off, tiny, or random. */
static inline void mutate_off(struct mutant *m, size_t at, uint64_t *random)
{
	size_t value = mutate_get16(m, at);

	switch (mutate_below(random, 4)) {
	case 0:
		value += mutate_below(random, 17);
		break;
	case 1:
		value -= mutate_below(random, 65);
		break;
	case 2:
		value = mutate_below(random, 70);
		break;
	default:
		value = mutate_next(random);
	}
	mutate_put16(m, at, value);
}

static inline bool mutate_is_ip6(const struct mutant *m)
{
	return m->ip && m->ip < m->length && m->bytes[m->ip] >> 4 == 6;
}

static inline void mutate_length(struct mutant *m, uint64_t *random)
{
	if (m->udp && mutate_below(random, 2))
		mutate_off(m, m->udp + 4, random);
	else if (m->ip)
		mutate_off(m, m->ip + (mutate_is_ip6(m) ? 4 : 2), random);
}

/* The protocol after the first IP header, and the fragment fields. */
static inline void mutate_proto(struct mutant *m, uint64_t *random)
{
	static const uint8_t protos[] = {
		0, 1, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 59, 60, 132, 135,
		136, 139, 140, 253
	};
	static const uint16_t fragments[] = {
		0x2000, 0x4000, 0x8000, 0x0001, 0x1000, 0x2001, 0x6000, 0x9fff
	};
	size_t at = m->ip + (mutate_is_ip6(m) ? 6 : 9);

	if (!m->ip)
		return;
	if (!mutate_is_ip6(m) && mutate_below(random, 2))
		mutate_put16(m, m->ip + 6,
			     fragments[mutate_below(random, 8)]);
	else if (at < m->length)
		m->bytes[at] = protos[mutate_below(random, sizeof(protos))];
}

/* The addresses of another vector, so that policy may decide differently. */
static inline void mutate_address(struct mutant *m, const struct mutant *other,
				  uint64_t *random)
{
	bool v6 = mutate_is_ip6(m);
	size_t at = v6 ? 8 : 12, n = v6 ? 16 : 4;

	if (!m->ip || !other->ip || mutate_is_ip6(other) != v6 ||
	    m->ip + at + 2 * n > m->length ||
	    other->ip + at + 2 * n > other->length)
		return;
	if (mutate_below(random, 2))
		at += n;
	memcpy(m->bytes + m->ip + at, other->bytes + other->ip + at, n);
}

static inline void mutate_cut(struct mutant *m, uint64_t *random)
{
	size_t n = m->length - VECTOR_ETHERNET;

	if (mutate_below(random, 2) && n > 40)
		n = 40;
	m->length -= mutate_below(random, n + 1);
}

static inline void mutate_grow(struct mutant *m, uint64_t *random)
{
	size_t n = 1 + mutate_below(random, 64);
	uint8_t with = (uint8_t)(mutate_below(random, 2) ? 'A' : 0);

	if (m->length + n > MUTANT_MAX)
		return;
	memset(m->bytes + m->length, with, n);
	m->length += n;
}

static inline void mutate_tag(struct mutant *m, uint64_t *random)
{
	static const uint16_t tpids[] = { 0x8100, 0x88a8, 0x9100 };

	if (m->length + 4 > MUTANT_MAX)
		return;
	memmove(m->bytes + 16, m->bytes + 12, m->length - 12);
	m->length += 4;
	m->ip += m->ip ? 4 : 0;
	m->udp += m->udp ? 4 : 0;
	mutate_put16(m, 12, tpids[mutate_below(random, 3)]);
	mutate_put16(m, 14, mutate_next(random));
}

static inline void mutate_type(struct mutant *m, uint64_t *random)
{
	static const uint16_t types[] = {
		0x0800, 0x86dd, 0x8100, 0x88a8, 0x9100, 0x8864, 0x0806, 0x0060
	};

	mutate_put16(m, 12, types[mutate_below(random, 8)]);
}

/* The beginning of the payload: opcode, and a name of random length. */
static inline void mutate_payload(struct mutant *m, uint64_t *random)
{
	static const uint8_t opcodes[] = { 2, 3, 4, 4, 5, 8, 0x0a, 0x0f };
	static const uint8_t fills[] = { 'A', 0x01, 0x90, 0xe3 };
	static const size_t names[] = { 0, 1, 3, 31, 32, 33, 34, 99, 100, 101 };
	size_t at = m->udp + 8, n;

	if (!m->udp || at >= m->length)
		return;
	m->bytes[at++] = opcodes[mutate_below(random, sizeof(opcodes))];
	if (m->bytes[at - 1] == 0x0f && at < m->length)
		m->bytes[at++] = 1;
	n = names[mutate_below(random, sizeof(names) / sizeof(*names))];
	if (at + n >= m->length)
		return;
	memset(m->bytes + at, fills[mutate_below(random, 4)], n);
	if (mutate_below(random, 2))
		m->bytes[at + n] = 0;
}

static inline void mutate_mark(struct mutant *m, uint64_t *random)
{
	static const struct { size_t at, n; const char *text; } marks[] = {
		{ 203, 4, "sock" }, { 213, 4, "send" },
		{ 270, 9, "\x81\xf1\x03\x01\x04\x9b\x81\xf1\x01" },
	};
	size_t i = mutate_below(random, 3), at = m->udp + 8 + marks[i].at;

	if (m->udp && at + marks[i].n <= m->length)
		memcpy(m->bytes + at, marks[i].text, marks[i].n);
}

/* From some offset on, the bytes of another vector. */
static inline void mutate_splice(struct mutant *m, const struct mutant *other,
				 uint64_t *random)
{
	size_t at = mutate_place(m, random);

	if (at < VECTOR_ETHERNET || at >= other->length)
		return;
	memcpy(m->bytes + at, other->bytes + at, other->length - at);
	m->length = other->length;
}

/* Correct the lengths of IP and UDP. */
static inline void mutate_repair(struct mutant *m)
{
	if (m->udp && m->udp < m->length)
		mutate_put16(m, m->udp + 4, m->length - m->udp);
	if (m->ip && m->ip < m->length)
		mutate_put16(m, m->ip + (mutate_is_ip6(m) ? 4 : 2), m->length -
			     m->ip - (mutate_is_ip6(m) ? 40 : 0));
}

static inline void mutate_once(struct mutant *m, const struct mutant *other,
			       uint64_t *random)
{
	switch (mutate_below(random, 14)) {
	case 0:
		mutate_port(m, random);
		break;
	case 1:
		mutate_length(m, random);
		break;
	case 2:
		mutate_proto(m, random);
		break;
	case 3:
		mutate_address(m, other, random);
		break;
	case 4:
		mutate_cut(m, random);
		break;
	case 5:
		mutate_grow(m, random);
		break;
	case 6:
		mutate_tag(m, random);
		break;
	case 7:
		mutate_type(m, random);
		break;
	case 8:
	case 9:
		mutate_payload(m, random);
		break;
	case 10:
		mutate_mark(m, random);
		break;
	case 11:
		mutate_splice(m, other, random);
		break;
	default:
		mutate_byte(m, random);
	}
}

/**
 * mutate - mutant number @number of a seed
 *
 * Each has a generator of its own, so any mutant can be made alone.
 */
static inline void mutate(const struct stock *stock, uint64_t seed,
			  uint64_t number, struct mutant *m)
{
	uint64_t random = seed * 0xd6e8feb86659fd93ull ^ number;
	size_t changes;

	mutate_next(&random);
	*m = stock->list[mutate_below(&random, stock->count)];
	changes = 1 + mutate_below(&random, MUTANT_CHANGES);
	while (changes--) {
		mutate_once(m, &stock->list[mutate_below(&random, stock->count)],
			    &random);
		if (!mutate_below(&random, 2))
			mutate_repair(m);
	}
}

static inline void stock_add(struct stock *stock, const struct vector *v)
{
	struct mutant *m = &stock->list[stock->count];
	struct packet pkt = { .family = 0 };
	struct frame frame;

	if (vector_build(v, NULL, NULL, &frame) || frame.length > MUTANT_MAX)
		return;
	m->of = v->name;
	m->length = frame.length;
	memcpy(m->bytes, frame.bytes, frame.length);
	packet_inspect(m->bytes + VECTOR_ETHERNET,
		       (uint32_t)m->length - VECTOR_ETHERNET,
		       (uint32_t)m->length - VECTOR_ETHERNET,
		       load_be16(m->bytes + 12), 0, NULL, &pkt);
	m->ip = pkt.family ? frame.packet : 0;
	m->udp = pkt.payload ? VECTOR_ETHERNET + pkt.payload - 8 : 0;
	stock->count++;
}

/* -1: out of memory. The vectors must not be freed before. */
static inline int stock_make(struct stock *stock, const struct vectors *vectors)
{
	size_t i;

	stock->count = 0;
	stock->list = calloc(vectors->count + 1, sizeof(*stock->list));
	for (i = 0; stock->list && i < vectors->count; i++)
		stock_add(stock, &vectors->list[i]);
	return stock->count ? 0 : -1;
}

#endif /* LAB_MUTATE_H */
