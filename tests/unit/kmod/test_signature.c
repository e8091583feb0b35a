// SPDX-License-Identifier: GPL-2.0-or-later
/* test_signature.c - signatures by port, length and bytes */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "nfslammer/packet.h"

static struct signatures set;

static int setup(void **state)
{
	memset(&set, 0, sizeof(set));
	return 0;
}

/* 04 at 0, then x1 at 2 and 3; 10 to 20 bytes to port 2000. */
static struct nfsl_signature sample(void)
{
	return (struct nfsl_signature){
		.name = "sample", .port = 2000, .length_min = 10,
		.length_max = 20, .matches = 2,
		.match = {
			{ 0, 1, 0, { 4 }, { 0xff } },
			{ 2, 2, 0, { 1, 1 }, { 0x0f, 0x0f } },
		},
	};
}

static const uint8_t good[20] = { 4, 99, 0x51, 0xf1 };

static void test_valid(void **state)
{
	struct nfsl_signature s = sample();
	unsigned int i;

	assert_true(signature_valid(&s));
	s.length_min = s.length_max = 0;
	assert_true(signature_valid(&s));
	/* at the limits */
	s = (struct nfsl_signature){ .name = "a", .port = 65535,
				     .length_max = 65535, .matches = 8 };
	for (i = 0; i < 8; i++)
		s.match[i].length = 1;
	s.match[7].offset = NFSL_MATCH_END - NFSL_MATCH_BYTES;
	s.match[7].length = NFSL_MATCH_BYTES;
	assert_true(signature_valid(&s));
	memset(s.name, 'a', 31);
	assert_true(signature_valid(&s));
}

#define INVALID(change)							\
	do {								\
		struct nfsl_signature s = sample();			\
		change;							\
		assert_false(signature_valid(&s));			\
	} while (0)

static void test_invalid(void **state)
{
	INVALID(s.port = 0);
	INVALID(s.name[0] = '\0');
	INVALID(memset(s.name, 'a', 32));
	INVALID(s.name[30] = 'a');
	INVALID(s.pad = 1);
	INVALID(s.length_min = 21);
	INVALID(s.matches = 9);
	INVALID(s.matches = 255);
	/* a match that is counted but empty, or set but not counted */
	INVALID(s.matches = 3);
	INVALID(s.matches = 1);
	INVALID(s.match[0].length = 0);
	INVALID(s.match[0].length = 17);
	INVALID(s.match[0].pad = 1);
	INVALID(s.match[7].pad = 1);
	INVALID(s.match[1].offset = NFSL_MATCH_END - 1);
	INVALID(s.match[1].offset = 65535);
	/* non-zero padding: a bit outside the mask, a mask after the end */
	INVALID(s.match[1].value[0] = 0x11);
	INVALID(s.match[1].value[15] = 1);
	INVALID(s.match[1].mask[2] = 1);
	INVALID(s.match[7].mask[0] = 1);
	INVALID(s.match[7].value[0] = 1);
}

/* Only the ports of signatures are in the bitmap, each with a bit of its own. */
static void test_ports(void **state)
{
	static const uint16_t ports[] = { 1, 7, 8, 1434, 32768, 65535 };
	struct nfsl_signature s = sample();
	unsigned int port, i;
	bool there;

	for (i = 0; i < 6; i++) {
		s.port = ports[i];
		assert_int_equal(signatures_add(&set, &s), 0);
	}
	assert_int_equal(set.count, 6);
	for (port = 0; port < 65536; port++) {
		for (i = 0, there = false; i < 6; i++)
			there |= ports[i] == port;
		assert_int_equal(!!signatures_port(&set, (__u16)port), there);
	}
}

/* One signature alone, compiled. */
static bool matches(const struct nfsl_signature *s, const uint8_t *p,
		    uint32_t avail, uint32_t wire)
{
	struct signature_code code;

	signature_compile(&code, s);
	return signature_code_matches(&code, p, signature_head(p, avail), avail,
				      wire);
}

static bool found(const uint8_t *bytes, uint32_t avail, uint32_t wire)
{
	struct nfsl_signature s = sample();

	return matches(&s, bytes, avail, wire);
}

static void test_length(void **state)
{
	assert_false(found(good, 9, 9));
	assert_true(found(good, 10, 10));
	assert_true(found(good, 20, 20));
	assert_false(found(good, 20, 21));
	/* bytes that were not captured do not match */
	assert_true(found(good, 4, 15));
	assert_false(found(good, 3, 15));
	assert_false(found(good, 0, 15));
}

static void test_bytes(void **state)
{
	uint8_t bytes[20];
	unsigned int i, bit;
	bool cares;

	/* any one bit flipped: it matters if it is in a mask */
	for (i = 0; i < sizeof(bytes); i++)
		for (bit = 0; bit < 8; bit++) {
			memcpy(bytes, good, sizeof(bytes));
			bytes[i] ^= (uint8_t)(1 << bit);
			cares = !i || ((i == 2 || i == 3) && bit < 4);
			assert_int_equal(found(bytes, 20, 20), !cares);
		}
}

/* The most matches of the most bytes: each of the 128 is compared. */
static void test_all_matches_count(void **state)
{
	struct nfsl_signature s = { .name = "a", .port = 1,
				    .length_max = 1024, .matches = 8 };
	uint8_t bytes[NFSL_MATCH_END];
	unsigned int i, k;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	for (i = 0; i < 8; i++) {
		s.match[i].offset = (uint16_t)(144 * i);
		s.match[i].length = 16;
		memset(s.match[i].mask, 0xff, 16);
		memcpy(s.match[i].value, bytes + 144 * i, 16);
	}
	assert_true(signature_valid(&s));
	assert_true(matches(&s, bytes, 1024, 1024));
	assert_false(matches(&s, bytes, 1023, 1024));
	for (i = 0; i < 8; i++)
		for (k = 0; k < 16; k++) {
			bytes[144 * i + k] ^= 0x80;
			assert_false(matches(&s, bytes, 1024, 1024));
			bytes[144 * i + k] ^= 0x80;
		}
}

static void test_first_one_wins(void **state)
{
	struct nfsl_signature s = sample();

	s.length_max = 10;
	signatures_add(&set, &s);
	s.port = 2001;
	s.length_max = 20;
	signatures_add(&set, &s);
	s.port = 2000;
	signatures_add(&set, &s);
	signatures_add(&set, &s);
	assert_int_equal(signatures_find(&set, 2000, good, 20, 10), 0);
	assert_int_equal(signatures_find(&set, 2000, good, 20, 20), 2);
	assert_int_equal(signatures_find(&set, 2001, good, 20, 10), 1);
	assert_int_equal(signatures_find(&set, 2000, good, 20, 21), -1);
	assert_int_equal(signatures_find(&set, 2002, good, 20, 20), -1);
	/* what is after the last one is ignored */
	assert_int_equal(signatures_find(&set, 0, good, 0, 0), -1);
}

/* A datagram over IPv4 of @wire bytes, of which @avail can be read. */
static enum slammer_reason inspect(uint16_t sport, uint16_t dport,
				   const uint8_t *payload, uint32_t avail,
				   uint32_t wire, struct packet *pkt)
{
	uint8_t p[28 + 600] = { 0x45, 0, (uint8_t)((28 + wire) >> 8),
				(uint8_t)(28 + wire), [8] = 64, 17 };

	p[20] = (uint8_t)(sport >> 8);
	p[21] = (uint8_t)sport;
	p[22] = (uint8_t)(dport >> 8);
	p[23] = (uint8_t)dport;
	p[24] = (uint8_t)((8 + wire) >> 8);
	p[25] = (uint8_t)(8 + wire);
	memcpy(p + 28, payload, avail);
	memset(pkt, 0, sizeof(*pkt));
	return packet_inspect(p, 28 + avail, 28 + wire, ETHERTYPE_IP4, 0, &set,
			      pkt);
}

static void test_of_any_port(void **state)
{
	struct nfsl_signature s = sample();
	struct packet pkt;

	signatures_add(&set, &s);
	assert_int_equal(inspect(9, 2000, good, 20, 20, &pkt), REASON_SIGNATURE);
	assert_int_equal(pkt.signature, 1);
	/* what does not match is irrelevant, as before */
	assert_int_equal(inspect(9, 2000, good, 20, 21, &pkt), REASON_OTHER_PORT);
	assert_int_equal(pkt.signature, 0);
	/* answers from that port do not match */
	assert_int_equal(inspect(2000, 9, good, 20, 20, &pkt), REASON_OTHER_PORT);
	/* from 1434 to the port: both are checked */
	assert_int_equal(inspect(1434, 2000, good, 20, 20, &pkt), REASON_SIGNATURE);
	assert_int_equal(inspect(1434, 2000, good, 20, 21, &pkt), REASON_FOREIGN);
}

/* On port 1434: after the built-in attacks, before everything else. */
static void test_of_the_service(void **state)
{
	static const uint8_t list[] = { 3 }, echo[] = { 10 };
	static uint8_t name[64] = { 4 };
	struct nfsl_signature s = {
		.name = "all", .port = 1434, .length_max = 65535,
	};
	struct packet pkt;

	memset(name + 1, 'a', 50);
	assert_int_equal(inspect(9, 1434, list, 1, 1, &pkt), REASON_LIST);
	signatures_add(&set, &s);
	assert_int_equal(inspect(9, 1434, list, 1, 1, &pkt), REASON_SIGNATURE);
	assert_int_equal(pkt.signature, 1);
	assert_int_equal(inspect(7, 1434, echo, 1, 1, &pkt), REASON_ECHO);
	assert_int_equal(pkt.signature, 0);
	assert_int_equal(inspect(9, 1434, name, 52, 52, &pkt), REASON_GREY_NAME);
	assert_int_equal(inspect(9, 1434, name, 1, 52, &pkt), REASON_SIGNATURE);
	assert_int_equal(inspect(9, 1434, list, 0, 0, &pkt), REASON_SIGNATURE);
}

/* As it was before it was compiled: byte by byte, through the whole list. */
static bool reference_matches(const struct nfsl_signature *s, const uint8_t *p,
			      uint32_t avail, uint32_t wire)
{
	const struct nfsl_match *m;
	uint32_t i, k;

	if (wire < s->length_min || wire > s->length_max)
		return false;
	for (i = 0; i < s->matches; i++) {
		m = &s->match[i];
		if ((uint32_t)m->offset + m->length > avail)
			return false;
		for (k = 0; k < m->length; k++)
			if ((p[m->offset + k] & m->mask[k]) != m->value[k])
				return false;
	}
	return true;
}

static int reference_find(uint16_t port, const uint8_t *p, uint32_t avail,
			  uint32_t wire)
{
	uint32_t i;

	for (i = 0; i < set.count; i++)
		if (set.list[i].port == port &&
		    reference_matches(&set.list[i], p, avail, wire))
			return (int)i;
	return -1;
}

/* xorshift64 */
static uint32_t random_below(uint32_t n)
{
	static uint64_t x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 20) % n;
}

/* Matches that come close to @bytes, and often overlap. */
static struct nfsl_signature random_signature(const uint8_t *bytes, uint32_t ports)
{
	struct nfsl_signature s = {
		.name = "x", .port = (uint16_t)(1 + random_below(ports)),
		.length_min = (uint16_t)(random_below(2) ? 0 : random_below(40)),
		.length_max = 65535,
		.matches = (uint8_t)random_below(random_below(3) ? 3 : 9),
	};
	uint32_t i, k;

	for (i = 0; i < s.matches; i++) {
		struct nfsl_match *m = &s.match[i];

		m->length = (uint8_t)(1 + random_below(16));
		m->offset = (uint16_t)random_below(random_below(4) ? 24 : 1024 - 16);
		for (k = 0; k < m->length; k++) {
			m->mask[k] = random_below(3) ? 0xff : (uint8_t)random_below(256);
			m->value[k] = (uint8_t)(bytes[m->offset + k] ^
						!random_below(40)) & m->mask[k];
		}
	}
	assert_true(signature_valid(&s));
	return s;
}

static void test_as_the_reference(void **state)
{
	uint32_t round, i, n, avail, wire, ports, hits = 0, refused = 0;
	uint8_t bytes[NFSL_MATCH_END + 40], *p;
	struct nfsl_signature s;
	uint16_t port;
	int is;

	for (round = 0; round < 2000; round++) {
		memset(&set, 0, sizeof(set));
		ports = round % 3 ? 3 : 70;
		for (i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)random_below(4);
		for (i = 0, n = random_below(65); i < n; i++) {
			s = random_signature(bytes, ports);
			refused += !!signatures_add(&set, &s);
		}
		for (i = 0; i < 40; i++) {
			avail = random_below(random_below(3) ? 40 : sizeof(bytes));
			wire = avail + (random_below(2) ? 0 : random_below(30));
			port = (uint16_t)random_below(ports + 2);
			/* exactly so many bytes: nothing else is read */
			p = malloc(avail + !avail);
			assert_non_null(p);
			memcpy(p, bytes, avail);
			if (avail && !random_below(3))
				p[random_below(avail)] ^= 1;
			is = signatures_find(&set, port, p, avail, wire);
			assert_int_equal(is, reference_find(port, p, avail, wire));
			hits += is >= 0;
			free(p);
		}
	}
	assert_true(hits > 10000);
	assert_true(refused > 100);
}

/* What the signatures of one port can cost is bounded, and of others not touched. */
static void test_cost(void **state)
{
	struct nfsl_signature s = sample();
	uint32_t i;

	for (i = 0; i < SIGNATURES_COST_MAX / 3; i++)
		assert_int_equal(signatures_add(&set, &s), 0);
	assert_int_equal(signatures_add(&set, &s), -1);
	assert_int_equal(set.count, SIGNATURES_COST_MAX / 3);
	s.matches = 0;
	memset(s.match, 0, sizeof(s.match));
	assert_int_equal(signatures_add(&set, &s), 0);
	assert_int_equal(signatures_add(&set, &s), -1);
	s = sample();
	s.port++;
	assert_int_equal(signatures_add(&set, &s), 0);
	assert_int_equal(signatures_find(&set, s.port, good, 20, 20), (int)set.count - 1);
	s.match[0].length = 16;
	assert_int_equal(signature_cost(&s), 4);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup(fn, setup)
	const struct CMUnitTest tests[] = {
		TEST(test_valid),
		TEST(test_invalid),
		TEST(test_ports),
		TEST(test_length),
		TEST(test_bytes),
		TEST(test_all_matches_count),
		TEST(test_first_one_wins),
		TEST(test_as_the_reference),
		TEST(test_cost),
		TEST(test_of_any_port),
		TEST(test_of_the_service),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
