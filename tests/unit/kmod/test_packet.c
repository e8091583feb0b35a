// SPDX-License-Identifier: GPL-2.0-or-later
/* test_packet.c - from the bytes of a frame to addresses, ports and payload */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/error.h"
#include "common/names.h"
#include "nfslammer/packet.h"
#include "nfslammer/prefix.h"
#include "vectors/vector.h"

#define VECTORS	"tests/vectors/vectors.txt"

static struct vectors *vectors;
static unsigned int plain_ones, worms;

/* What the fast path decides, the full inspection decides the same way. */
static void check_fast_path(const uint8_t *bytes, size_t avail, size_t wire,
			     unsigned int type, enum slammer_reason reason)
{
	const uint8_t *dport = NULL;
	enum slammer_reason plain = packet_fast_path(bytes, (uint32_t)avail,
						 (uint16_t)type, &dport);

	if (plain == REASON_COUNT || avail > wire)
		return;
	if (plain == REASON_OTHER_PORT)
		assert_ptr_equal(dport, bytes +
				 (type == ETHERTYPE_IP4 ? 22 : 42));
	assert_int_equal(plain, reason);
	plain_ones++;
	worms += plain == REASON_WORM;
}

/* The first @avail of @wire bytes, in a buffer of exactly that size. */
static enum slammer_reason parse(const uint8_t *bytes, size_t avail, size_t wire,
				 unsigned int type, struct packet *pkt)
{
	uint8_t *exact = malloc(avail ? avail : 1);
	enum slammer_reason reason;

	assert_non_null(exact);
	memcpy(exact, bytes, avail);
	memset(pkt, 0, sizeof(*pkt));
	reason = packet_inspect(exact, (uint32_t)avail, (uint32_t)wire,
				(uint16_t)type, 0, NULL, pkt);
	check_fast_path(exact, avail, wire, type, reason);
	free(exact);
	return reason;
}

static enum slammer_reason parse_frame(const struct frame *f, struct packet *pkt)
{
	return parse(f->bytes + VECTOR_ETHERNET, f->length - VECTOR_ETHERNET,
		     f->length - VECTOR_ETHERNET, load_be16(f->bytes + 12), pkt);
}

static void build(const char *name, struct frame *frame)
{
	const struct vector *v = vectors_find(vectors, name);

	assert_non_null(v);
	assert_int_equal(vector_build(v, NULL, NULL, frame), 0);
}

/* The outermost header of a kind, or NULL. */
static const struct layer *layer_of(const struct vector *v, enum layer_kind kind)
{
	size_t i;

	for (i = 0; i < v->layers; i++)
		if (v->layer[i].kind == kind)
			return &v->layer[i];
	return NULL;
}

/* Every packet that has a rule: the parsed fields are those of the vector. */
static void test_fields(void **state)
{
	unsigned int seen = 0;
	size_t i;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		const struct layer *ip = layer_of(v, LAYER_IP4);
		const struct layer *udp = layer_of(v, LAYER_UDP);
		struct frame frame;
		struct packet pkt;

		/* of an overlap no ports are known */
		if (v->reason < REASON_FIRST_RULED || v->reason == REASON_OVERLAP)
			continue;
		if (!ip)
			ip = layer_of(v, LAYER_IP6);
		assert_non_null(ip);
		assert_non_null(udp);
		assert_int_equal(vector_build(v, NULL, NULL, &frame), 0);
		parse_frame(&frame, &pkt);

		assert_int_equal(pkt.family, ip->kind == LAYER_IP4 ? 4 : 6);
		assert_true(address_equal(pkt.src, ip->src));
		assert_true(address_equal(pkt.dst, ip->dst));
		assert_int_equal(pkt.sport, udp->sport);
		assert_int_equal(pkt.dport, udp->dport);
		assert_true(pkt.avail <= pkt.wire);
		assert_true(pkt.avail <= v->length);
		assert_memory_equal(frame.bytes + VECTOR_ETHERNET + pkt.payload,
				    v->payload, pkt.avail);
		if (ip->length.how == LENGTH_TRUE)
			assert_int_equal(pkt.bytes, frame.packet_length);
		if (udp->length.how == LENGTH_TRUE &&
		    ip->length.how == LENGTH_TRUE)
			assert_int_equal(pkt.wire, v->length);
		seen++;
	}
	assert_true(seen > 100);
}

/* Padding is not payload: a length shorter than the frame is respected. */
static void test_padding(void **state)
{
	struct frame frame;
	struct packet pkt;

	build("nmap", &frame);
	assert_int_equal(frame.length, 60);
	assert_int_equal(parse_frame(&frame, &pkt), REASON_LIST);
	assert_int_equal(pkt.wire, 1);
	assert_int_equal(pkt.avail, 1);
	assert_int_equal(pkt.bytes, 29);
}

static void test_fragments(void **state)
{
	struct frame frame;
	struct packet pkt;

	build("worm-in", &frame);
	assert_int_equal(parse_frame(&frame, &pkt), REASON_WORM);
	assert_int_equal(pkt.first_fragment, 0);

	build("worm-first-fragment", &frame);
	assert_int_equal(parse_frame(&frame, &pkt), REASON_WORM);
	assert_int_equal(pkt.first_fragment, 1);
	assert_int_equal(pkt.bad_length, 0);
	assert_int_equal(pkt.wire, 376);
	assert_int_equal(pkt.avail, 296);

	build("worm6-atomic-fragment", &frame);
	assert_int_equal(parse_frame(&frame, &pkt), REASON_WORM);
	assert_int_equal(pkt.first_fragment, 0);
}

static void test_bad_lengths(void **state)
{
	struct frame frame;
	struct packet pkt;

	build("worm-udp-long", &frame);
	parse_frame(&frame, &pkt);
	assert_int_equal(pkt.bad_length, 1);
	assert_int_equal(pkt.wire, 376);

	build("worm-udp-short", &frame);
	parse_frame(&frame, &pkt);
	assert_int_equal(pkt.bad_length, 0);
	assert_int_equal(pkt.wire, 32);

	build("worm6-udp-0", &frame);
	parse_frame(&frame, &pkt);
	assert_int_equal(pkt.bad_length, 1);
	assert_int_equal(pkt.wire, 376);
}

/* All EtherTypes, all protocols: none is mistaken for another. */
static void test_types(void **state)
{
	struct frame frame;
	struct packet pkt;
	unsigned int type, proto;
	const uint8_t *p;
	size_t n;

	build("worm-in", &frame);
	p = frame.bytes + VECTOR_ETHERNET;
	n = frame.length - VECTOR_ETHERNET;
	for (type = 0; type <= 0xffff; type++) {
		enum slammer_reason reason;

		if (type == ETHERTYPE_8021Q || type == ETHERTYPE_8021AD ||
		    type == ETHERTYPE_QINQ_OLD || type == ETHERTYPE_PPPOE)
			continue;
		reason = parse(p, n, n, type, &pkt);
		assert_int_equal(reason, type == ETHERTYPE_IP4 ? REASON_WORM :
				 type == ETHERTYPE_IP6 ? REASON_MALFORMED :
				 type == ETHERTYPE_MPLS ||
				 type == ETHERTYPE_MPLS_GROUP ? REASON_MPLS :
				 REASON_NOT_UDP);
	}
	for (proto = 0; proto <= 255; proto++) {
		frame.bytes[frame.packet + 9] = (uint8_t)proto;
		assert_int_equal(parse_frame(&frame, &pkt),
				 proto == 17 ? REASON_WORM :
				 proto == 4 || proto == 41 || proto == 47 ?
				 REASON_TUNNEL : REASON_NOT_UDP);
	}
}

/* All next headers before UDP: skipped, final, or unknown. */
static void test_next_headers(void **state)
{
	static const unsigned char steps[] = { 0, 43, 44, 60, 135, 139, 140 };
	static const unsigned char ends[] = {
		6, 33, 50, 58, 59, 89, 103, 112, 115, 132, 136
	};
	struct frame frame;
	struct packet pkt;
	unsigned int proto;

	build("worm6-dstopts", &frame);
	for (proto = 0; proto <= 255; proto++) {
		enum slammer_reason want = REASON_HEADERS;

		if (memchr(steps, (int)proto, sizeof(steps)))
			want = REASON_WORM;
		if (memchr(ends, (int)proto, sizeof(ends)))
			want = REASON_NOT_UDP;
		if (proto == 4 || proto == 41 || proto == 47)
			want = REASON_TUNNEL;
		if (proto == IPPROTO_NR_UDP || proto == IPPROTO_NR_FRAGMENT ||
		    proto == IPPROTO_NR_AH)
			continue;	/* their length is encoded differently */
		frame.bytes[frame.packet + 6] = (uint8_t)proto;
		if (parse_frame(&frame, &pkt) != want)
			fail_msg("next header %u: %s", proto,
				 reason_name(parse_frame(&frame, &pkt)));
	}
}

/* Chains of 0 to 12 headers of destination options. */
static void test_header_limit(void **state)
{
	uint8_t p[40 + 12 * 8 + 8 + 1];
	unsigned int n, i;
	struct packet pkt;

	for (n = 0; n <= 12; n++) {
		unsigned int length = n * 8 + 9;

		memset(p, 0, sizeof(p));
		p[0] = 0x60;
		p[4] = 0;
		p[5] = (uint8_t)length;
		p[6] = n ? IPPROTO_NR_DSTOPTS : IPPROTO_NR_UDP;
		for (i = 0; i < n; i++)
			p[40 + i * 8] = i + 1 < n ? IPPROTO_NR_DSTOPTS :
						    IPPROTO_NR_UDP;
		memcpy(p + 40 + n * 8, "\x04\x16\x05\x9a\x00\x09\x00\x00\x03", 9);
		assert_int_equal(parse(p, 40 + length, 40 + length,
				       ETHERTYPE_IP6, &pkt),
				 n <= PACKET_IP6_HEADERS_MAX ? REASON_LIST :
							       REASON_HEADERS);
	}
}

/* Tags: in the frame, removed, and both. */
static void test_tags(void **state)
{
	struct frame frame;
	unsigned int off, in;

	build("freetds-list", &frame);
	for (off = 0; off <= 4; off++) {
		for (in = 0; in <= 4; in++) {
			uint8_t p[4 * 4 + 64];
			struct packet pkt = { 0 };
			unsigned int i;
			uint32_t n = in * 4 + (uint32_t)frame.packet_length;

			for (i = 0; i < in; i++)
				memcpy(p + 4 * i, i + 1 < in ?
				       "\x00\x64\x81\x00" : "\x00\x64\x08\x00",
				       4);
			memcpy(p + 4 * in, frame.bytes + frame.packet,
			       frame.packet_length);
			assert_int_equal(
				packet_inspect(p, n, n, in ? ETHERTYPE_8021Q :
					       ETHERTYPE_IP4, off, NULL, &pkt),
				in && in + off > PACKET_TAGS_MAX ? REASON_TAGS :
								   REASON_LIST);
		}
	}
}

/* xorshift64: reproducible frames */
static uint64_t random_next(void)
{
	static uint64_t x = 0x5eed5eed5eed5eedull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* Frames with bytes changed and bytes missing: known reasons, no over-read. */
static void test_random(void **state)
{
	unsigned int round, i;

	plain_ones = 0;
	worms = 0;
	for (round = 0; round < 200000; round++) {
		const struct vector *v =
			&vectors->list[random_next() % vectors->count];
		size_t n, avail, wire;
		struct frame frame;
		struct packet pkt;
		enum slammer_reason reason;

		assert_int_equal(vector_build(v, NULL, NULL, &frame), 0);
		n = frame.length - VECTOR_ETHERNET;
		if (!n)
			continue;
		for (i = 0; i < 3; i++)
			frame.bytes[VECTOR_ETHERNET + random_next() %
				    (n < 100 ? n : 100)] =
				(uint8_t)random_next();
		avail = random_next() % 4 ? n : random_next() % (n + 1);
		wire = avail + (random_next() % 4 ? n - avail : 0);
		reason = parse(frame.bytes + VECTOR_ETHERNET, avail, wire,
			       load_be16(frame.bytes + 12), &pkt);
		assert_true(reason_known(reason));
		assert_true(pkt.avail <= pkt.wire);
		assert_true(pkt.payload + pkt.avail <= avail);
		assert_true(pkt.payload + pkt.wire <= 14 + 65535 + 8 + 60);
	}
	assert_true(plain_ones > 10000);
	assert_true(worms > 10);
}

static int setup(void **state)
{
	struct error error;

	vectors = vectors_load(VECTORS, &error);
	if (!vectors)
		print_error("%s\n", error.text);
	return vectors ? 0 : -1;
}

static int teardown(void **state)
{
	vectors_free(vectors);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_padding),
		cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_bad_lengths),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_next_headers),
		cmocka_unit_test(test_header_limit),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
