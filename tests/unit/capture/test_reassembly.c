// SPDX-License-Identifier: GPL-2.0-or-later
/* test_reassembly.c - fragments of IPv4 and IPv6, as Linux puts them together */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture/reassembly.h"

#define SECOND	1000000000ull
#define DATA	1400

static struct reassembly *r;
static unsigned long long number;
static uint64_t now;
static uint8_t data[DATA];	/* of the datagram: a UDP header, and counting bytes */
static struct frame frame;
static struct packet pkt;

static int setup(void **state)
{
	size_t i;

	r = reassembly_new();
	assert_non_null(r);
	number = 0;
	now = SECOND;
	for (i = 0; i < DATA; i++)
		data[i] = (uint8_t)(i * 7);
	memcpy(data, "\x04\x16\x05\x9a", 4);
	data[4] = DATA >> 8;
	data[5] = DATA & 255;
	return 0;
}

static int teardown(void **state)
{
	reassembly_free(r);
	return 0;
}

static enum reassembly_result add(const uint8_t *bytes, size_t avail, size_t wire,
				  uint16_t type)
{
	frame = (struct frame) {
		.bytes = bytes, .avail = (uint32_t)avail, .wire = (uint32_t)wire,
		.type = type, .time = now, .whole = true,
	};
	pkt = (struct packet) { .family = 0 };
	return reassembly_add(r, &frame, ++number, now, &pkt);
}

/* Bytes @from to @to of the datagram @id, of which @avail were captured */
static enum reassembly_result cut4(uint8_t id, uint32_t from, uint32_t to,
				   bool more, uint32_t avail)
{
	static uint8_t bytes[20 + DATA];
	uint32_t size = to - from;

	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, "\x45\0\0\0\0\0\0\0\x40\x11\0\0\xc6\x33\x64\7\xc0\0\2\x0a", 20);
	bytes[2] = (uint8_t)((20 + size) >> 8);
	bytes[3] = (uint8_t)(20 + size);
	bytes[5] = id;
	bytes[6] = (uint8_t)((more ? 0x20 : 0) | from >> 11);
	bytes[7] = (uint8_t)(from >> 3);
	if (to <= DATA)
		memcpy(bytes + 20, data + from, size);
	return add(bytes, 20 + avail, 20 + size, ETHERTYPE_IP4);
}

static enum reassembly_result ip4(uint8_t id, uint32_t from, uint32_t to)
{
	return cut4(id, from, to, to < DATA, to - from);
}

/* With a hop-by-hop header, in a VLAN */
static enum reassembly_result ip6(uint8_t id, uint32_t from, uint32_t to, bool more)
{
	static uint8_t bytes[60 + DATA];
	uint32_t size = to - from;

	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, "\0\x07\x86\xdd\x60", 5);
	bytes[8] = (uint8_t)((16 + size) >> 8);
	bytes[9] = (uint8_t)(16 + size);
	bytes[11] = 64;
	memcpy(bytes + 12, "\x20\1\x0d\xb8", 4);
	bytes[27] = 1;
	memcpy(bytes + 28, "\x20\1\x0d\xb8", 4);
	bytes[43] = 2;
	bytes[44] = 44;
	bytes[52] = 17;
	bytes[54] = (uint8_t)(from >> 8);
	bytes[55] = (uint8_t)((from & 0xf8) | more);
	bytes[59] = id;
	memcpy(bytes + 60, data + from, size);
	return add(bytes, 60 + size, 60 + size, ETHERTYPE_8021Q);
}

/* @header bytes of headers, then the datagram, as far as the window goes */
static void expect_whole(uint32_t header)
{
	assert_int_equal(frame.wire, header + DATA);
	assert_int_equal(frame.avail, PACKET_FRAME);
	assert_memory_equal(frame.bytes + header, data, PACKET_FRAME - header);
}

static void expect_expired(unsigned long long last)
{
	unsigned long long old = 0;

	assert_true(reassembly_expired(r, now, &old, &pkt));
	assert_int_equal(old, last);
}

static void expect_none_expired(void)
{
	unsigned long long old;

	assert_false(reassembly_expired(r, now, &old, &pkt));
}

static void test_ip4_in_any_order(void **state)
{
	static const uint32_t at[4][2] = {
		{ 0, 8 }, { 8, 400 }, { 400, 808 }, { 808, DATA }
	};
	unsigned int order, i, piece, left;

	for (order = 0; order < 24; order++) {
		unsigned int code = order;
		bool used[4] = { false };

		for (i = 0; i < 4; i++) {
			left = code % (4 - i);
			code /= 4 - i;
			for (piece = 0; used[piece] || left; piece++)
				left -= !used[piece];
			used[piece] = true;
			assert_int_equal(ip4((uint8_t)order, at[piece][0], at[piece][1]),
					 i < 3 ? REASSEMBLY_WAITS : REASSEMBLY_WHOLE);
		}
		expect_whole(20);
		assert_int_equal(load_be16(frame.bytes + 2), 20 + DATA);
		assert_int_equal(load_be16(frame.bytes + 6), 0);
		assert_int_equal(pkt.family, 4);
		assert_int_equal(packet_inspect(frame.bytes, frame.avail, frame.wire,
			frame.type, 0, NULL, &pkt), REASON_FOREIGN);
		assert_int_equal(pkt.dport, 1434);
	}
	now += 100 * SECOND;
	expect_none_expired();
}

static void test_ip6(void **state)
{
	assert_int_equal(ip6(1, 800, DATA, false), REASSEMBLY_WAITS);
	assert_int_equal(ip6(2, 0, 8, true), REASSEMBLY_WAITS);
	assert_int_equal(ip6(1, 0, 800, true), REASSEMBLY_WHOLE);
	expect_whole(48);
	assert_int_equal(frame.type, ETHERTYPE_IP6);
	assert_int_equal(load_be16(frame.bytes + 4), 8 + DATA);
	assert_int_equal(frame.bytes[40], 17);
	/* a fragment that is the whole datagram is none (RFC 6946) */
	assert_int_equal(ip6(3, 0, 80, false), REASSEMBLY_NONE);
}

static void test_no_fragments(void **state)
{
	uint8_t tcp[28] = { 0x45, 0, 0, 28, 0, 0, 0x20, 0, 64, 6 };

	assert_int_equal(cut4(1, 0, 100, false, 100), REASSEMBLY_NONE);
	assert_int_equal(add(tcp, 28, 28, ETHERTYPE_IP4), REASSEMBLY_NONE);
	tcp[9] = 17;
	assert_int_equal(add(tcp, 28, 28, ETHERTYPE_IP4), REASSEMBLY_WAITS);
	assert_int_equal(add(tcp, 19, 28, ETHERTYPE_IP4), REASSEMBLY_NONE);
	assert_int_equal(add(tcp, 27, 27, ETHERTYPE_IP4), REASSEMBLY_NONE);
	assert_int_equal(add(tcp, 28, 28, ETHERTYPE_IP6), REASSEMBLY_NONE);
	assert_int_equal(add(tcp, 28, 28, 0x0806), REASSEMBLY_NONE);
}

static void test_duplicates(void **state)
{
	assert_int_equal(ip4(1, 0, 800), REASSEMBLY_WAITS);
	assert_int_equal(ip4(1, 0, 800), REASSEMBLY_WAITS);
	assert_int_equal(ip4(1, 80, 160), REASSEMBLY_WAITS);
	assert_int_equal(ip4(1, 800, DATA), REASSEMBLY_WHOLE);
	expect_whole(20);
}

/* The shape that carried whole worms past: offset 8 with all, then 0 with more than 8 */
static void test_overlaps(void **state)
{
	assert_int_equal(ip4(1, 8, DATA), REASSEMBLY_WAITS);
	assert_int_equal(ip4(1, 0, 16), REASSEMBLY_DISCARDED);
	assert_int_equal(ip4(1, 0, 8), REASSEMBLY_WAITS);
	assert_int_equal(ip4(2, 0, 400), REASSEMBLY_WAITS);
	assert_int_equal(ip4(2, 392, DATA), REASSEMBLY_DISCARDED);
	assert_int_equal(ip4(3, 80, 160), REASSEMBLY_WAITS);
	assert_int_equal(ip4(3, 0, 240), REASSEMBLY_DISCARDED);
	/* over two runs that follow each other, joined late: no duplicate */
	assert_int_equal(ip4(4, 80, 160), REASSEMBLY_WAITS);
	assert_int_equal(ip4(4, 0, 80), REASSEMBLY_WAITS);
	assert_int_equal(ip4(4, 40, 120), REASSEMBLY_DISCARDED);
	assert_int_equal(ip6(5, 8, DATA, false), REASSEMBLY_WAITS);
	assert_int_equal(ip6(5, 0, 16, true), REASSEMBLY_DISCARDED);
	now += 30 * SECOND;
	expect_expired(3);
	expect_none_expired();
}

static void test_lengths_contradict(void **state)
{
	assert_int_equal(cut4(1, 800, 1000, false, 200), REASSEMBLY_WAITS);
	assert_int_equal(cut4(1, 1000, 1200, false, 200), REASSEMBLY_DISCARDED);
	assert_int_equal(cut4(2, 800, 1000, false, 200), REASSEMBLY_WAITS);
	assert_int_equal(cut4(2, 1000, 1200, true, 200), REASSEMBLY_DISCARDED);
	assert_int_equal(cut4(3, 800, 1000, true, 200), REASSEMBLY_WAITS);
	assert_int_equal(cut4(3, 8, 16, false, 8), REASSEMBLY_DISCARDED);
	/* not a multiple of 8: the rest is ignored, over IPv6 all */
	assert_int_equal(cut4(4, 0, 15, true, 15), REASSEMBLY_WAITS);
	assert_int_equal(ip4(4, 8, DATA), REASSEMBLY_WHOLE);
	expect_whole(20);
	assert_int_equal(ip6(5, 0, 15, true), REASSEMBLY_DISCARDED);
	/* IPv6 ignores the fragment alone */
	assert_int_equal(ip6(6, 8, DATA, false), REASSEMBLY_WAITS);
	assert_int_equal(ip6(6, 80, 160, false), REASSEMBLY_WAITS);
	assert_int_equal(ip6(6, 0, 8, true), REASSEMBLY_WHOLE);
	expect_whole(48);
}

static void test_too_long(void **state)
{
	assert_int_equal(cut4(2, 65528, 65536, false, 8), REASSEMBLY_DISCARDED);
}

/* What the capture has cut is missing in the whole as well. */
static void test_cut(void **state)
{
	assert_int_equal(cut4(1, 0, 400, true, 100), REASSEMBLY_WAITS);
	assert_int_equal(ip4(1, 400, DATA), REASSEMBLY_WHOLE);
	assert_int_equal(frame.avail, 120);
	assert_int_equal(frame.wire, 20 + DATA);
	assert_memory_equal(frame.bytes + 20, data, 100);
}

static void test_given_up(void **state)
{
	assert_int_equal(ip4(1, 0, 8), REASSEMBLY_WAITS);
	assert_int_equal(ip6(1, 0, 8, true), REASSEMBLY_WAITS);
	now += 29 * SECOND;
	expect_none_expired();
	assert_int_equal(ip4(2, 0, 8), REASSEMBLY_WAITS);
	assert_int_equal(ip4(1, 8, 16), REASSEMBLY_WAITS);
	now += SECOND;
	expect_expired(4);
	assert_int_equal(pkt.family, 4);
	expect_none_expired();
	now += 30 * SECOND;
	expect_expired(3);
	expect_expired(2);
	assert_int_equal(pkt.family, 6);
	expect_none_expired();
	/* too late */
	assert_int_equal(ip4(2, 8, DATA), REASSEMBLY_WAITS);
	now = UINT64_MAX;
	expect_expired(5);
}

/* 4 MiB, as the kernel counts them */
static void test_memory(void **state)
{
	unsigned int i, waits = 0, refused = 0;

	for (i = 0; i < 65536; i++) {
		uint8_t bytes[28] = {
			0x45, 0, 0, 28, (uint8_t)(i >> 8), (uint8_t)i, 0x20, 0, 64, 17
		};
		enum reassembly_result result = add(bytes, 28, 28, ETHERTYPE_IP4);

		waits += result == REASSEMBLY_WAITS;
		refused += result == REASSEMBLY_DISCARDED;
	}
	assert_int_equal(waits, (4 << 20) / 776 + 1);
	assert_int_equal(waits + refused, 65536);
	now += 30 * SECOND;
	for (i = 0; i < waits; i++)
		assert_true(reassembly_expired(r, now, &number, &pkt));
	expect_none_expired();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_ip4_in_any_order),
		TEST(test_ip6),
		TEST(test_no_fragments),
		TEST(test_duplicates),
		TEST(test_overlaps),
		TEST(test_lengths_contradict),
		TEST(test_too_long),
		TEST(test_cut),
		TEST(test_given_up),
		TEST(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
