// SPDX-License-Identifier: GPL-2.0-or-later
/* test_capture.c - formats of captures: pcapng of every kind, gzip, link headers */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture/capture.h"

#define FILE_NAME	"build/tmp/capture"
#define PACKED_NAME	FILE_NAME ".gz"
#define LE32(v)		(v) & 255, (v) >> 8 & 255, (v) >> 16 & 255, (v) >> 24 & 255
#define BE32(v)		(v) >> 24 & 255, (v) >> 16 & 255, (v) >> 8 & 255, (v) & 255
#define BYTES(...)	(const uint8_t[]){ __VA_ARGS__ }, \
			sizeof((const uint8_t[]){ __VA_ARGS__ })

#define SECTION		LE32(0x0a0d0d0a), LE32(28), LE32(0x1a2b3c4d), 1, 0, 0, 0, \
			LE32(0), LE32(0), LE32(28)
#define SECTION_BE	LE32(0x0a0d0d0a), BE32(28), BE32(0x1a2b3c4d), 0, 1, 0, 0, \
			BE32(0), BE32(0), BE32(28)
#define INTERFACE(link, snaplen) \
			LE32(1), LE32(20), link, 0, 0, 0, LE32(snaplen), LE32(20)
/* Four bytes of a packet, of @wire */
#define PACKET(interface, high, low, wire) \
			LE32(6), LE32(36), LE32(interface), LE32(high), LE32(low), \
			LE32(4), LE32(wire), 0x45, 1, 2, 3, LE32(36)
#define SKIPPED		LE32(5), LE32(16), 1, 2, 3, 4, LE32(16)

#define ETHERNET	1
#define RAW		101
#define WIRELESS	105

static struct capture *capture;
static struct frame frame;

static void write_file(const uint8_t *bytes, size_t size)
{
	FILE *file;

	mkdir("build/tmp", 0755);
	file = fopen(FILE_NAME, "wbe");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void open_bytes(const uint8_t *bytes, size_t size)
{
	struct error error;

	write_file(bytes, size);
	capture = capture_open(FILE_NAME, &error);
	if (!capture)
		fail_msg("%s", error.text);
}

static void close_at_end(void)
{
	assert_int_equal(capture_next(capture, &frame), 0);
	capture_close(capture);
}

static void next(uint32_t avail, uint32_t wire, uint64_t time)
{
	if (capture_next(capture, &frame) != 1)
		fail_msg("%s", capture_error(capture));
	assert_int_equal(frame.avail, avail);
	assert_int_equal(frame.wire, wire);
	assert_int_equal(frame.time, time);
}

static void fails(const char *text, const uint8_t *bytes, size_t size)
{
	struct error error;

	write_file(bytes, size);
	assert_null(capture_open(FILE_NAME, &error));
	assert_string_equal(error.text, text);
}

/* After as many packets as @good, reading fails. */
static void fails_later(int good, const char *text, const uint8_t *bytes,
			size_t size)
{
	open_bytes(bytes, size);
	while (good--)
		assert_int_equal(capture_next(capture, &frame), 1);
	assert_int_equal(capture_next(capture, &frame), -1);
	assert_string_equal(capture_error(capture), text);
	capture_close(capture);
}

static void test_interfaces_differ(void **state)
{
	open_bytes(BYTES(SECTION, INTERFACE(RAW, 65535), INTERFACE(RAW, 4),
			 SKIPPED, PACKET(0, 0, 1, 4), PACKET(1, 0, 2, 90),
			 INTERFACE(228, 0), PACKET(2, 1, 0, 4)));
	next(4, 4, 1000);
	assert_int_equal(frame.type, ETHERTYPE_IP4);
	assert_memory_equal(frame.bytes, "\x45\1\2\3", 4);
	next(4, 90, 2000);
	next(4, 4, 4294967296000);
	close_at_end();
}

static void test_unknown_interface(void **state)
{
	open_bytes(BYTES(SECTION, INTERFACE(WIRELESS, 0), INTERFACE(RAW, 0),
			 PACKET(1, 0, 0, 4), PACKET(0, 0, 0, 8)));
	next(4, 4, 0);
	assert_false(frame.unknown);
	assert_string_equal(capture_unknown(capture), "");
	next(0, 4, 0);
	assert_true(frame.unknown);
	assert_false(frame.whole);
	assert_string_equal(capture_unknown(capture),
		"link type IEEE802_11 (105) is not supported: capture on an Ethernet interface, or on \"any\"");
	close_at_end();
}

/* Another section begins anew, in its own byte order. */
static void test_sections(void **state)
{
	open_bytes(BYTES(SECTION, INTERFACE(RAW, 0), PACKET(0, 0, 1, 4),
			 SECTION_BE, BE32(1), BE32(20), 0, RAW, 0, 0, BE32(0), BE32(20),
			 BE32(6), BE32(36), BE32(0), BE32(0), BE32(3), BE32(4),
			 BE32(7), 0x60, 0, 0, 0, BE32(36)));
	next(4, 4, 1000);
	next(4, 7, 3000);
	assert_int_equal(frame.type, ETHERTYPE_IP6);
	close_at_end();
}

/* if_tsresol of 10^-9, 10^-12, 2^-10, 1 s; if_tsoffset */
static void test_times(void **state)
{
#define WITH_OPTION(...)	LE32(1), LE32(36), RAW, 0, 0, 0, LE32(0), \
				__VA_ARGS__, LE32(36)
#define RESOLUTION(value)	9, 0, 1, 0, value, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
	open_bytes(BYTES(SECTION, WITH_OPTION(RESOLUTION(9)),
			 WITH_OPTION(RESOLUTION(12)), WITH_OPTION(RESOLUTION(0x8a)),
			 WITH_OPTION(RESOLUTION(0)),
			 WITH_OPTION(14, 0, 8, 0, LE32(5), LE32(0), LE32(0)),
			 WITH_OPTION(14, 0, 9, 9, LE32(5), LE32(0), LE32(0)),
			 PACKET(0, 1, 5, 4), PACKET(1, 0, 7999, 4),
			 PACKET(2, 0, 512, 4), PACKET(3, 0, 3, 4),
			 PACKET(4, 0, 1, 4), PACKET(5, 0, 1, 4)));
	next(4, 4, 4294967301);
	next(4, 4, 7);
	next(4, 4, 500000000);
	next(4, 4, 3000000000);
	next(4, 4, 5000001000);
	next(4, 4, 1000);
	close_at_end();
}

static void test_old_blocks(void **state)
{
	open_bytes(BYTES(SECTION, INTERFACE(RAW, 3),
			 LE32(3), LE32(20), LE32(90), 0x45, 1, 2, 3, LE32(20),
			 LE32(3), LE32(20), LE32(2), 0x45, 1, 0, 0, LE32(20),
			 LE32(2), LE32(36), 0, 0, 1, 0, LE32(0), LE32(1), LE32(4),
			 LE32(4), 0x45, 1, 2, 3, LE32(36)));
	next(3, 90, 0);
	next(2, 2, 0);
	next(4, 4, 1000);
	close_at_end();
}

static void test_damaged_blocks(void **state)
{
	fails_later(1, "packet 2: the file ends in the middle of a block",
		    BYTES(SECTION, INTERFACE(RAW, 0), PACKET(0, 0, 0, 4), LE32(6)));
	fails_later(0, "packet 1: the file ends in the middle of a block",
		    BYTES(SECTION, LE32(77), LE32(16000), 0));
	fails_later(0, "packet 1: a block has the length 8",
		    BYTES(SECTION, LE32(6), LE32(8)));
	fails_later(0, "packet 1: a block has the length 33",
		    BYTES(SECTION, LE32(6), LE32(33)));
	fails_later(0, "packet 1: a block of 4294967280 bytes is too large",
		    BYTES(SECTION, LE32(6), LE32(0xfffffffcu)));
	fails_later(0, "packet 1: the two lengths of a block differ",
		    BYTES(SECTION, LE32(5), LE32(16), 1, 2, 3, 4, LE32(20)));
	fails_later(0, "packet 1: interface 1 is not described",
		    BYTES(SECTION, INTERFACE(RAW, 0), PACKET(1, 0, 0, 4)));
	fails_later(0, "packet 1: interface 0 is not described",
		    BYTES(SECTION, LE32(3), LE32(20), LE32(4), 0x45, 1, 2, 3, LE32(20)));
	fails_later(0, "packet 1: its block is too short",
		    BYTES(SECTION, INTERFACE(RAW, 0), LE32(6), LE32(36), LE32(0),
			  LE32(0), LE32(0), LE32(5), LE32(5), 1, 2, 3, 4, LE32(36)));
	fails_later(0, "packet 1: its block is too short",
		    BYTES(SECTION, LE32(6), LE32(16), LE32(0), LE32(16)));
	fails_later(0, "packet 1: an interface is too short",
		    BYTES(SECTION, LE32(1), LE32(16), LE32(0), LE32(16)));
	fails_later(0, "packet 1: a section has no byte order",
		    BYTES(LE32(0x0a0d0d0a), LE32(28), LE32(7)));
	fails_later(0, "packet 1: version 2 of pcapng is not supported",
		    BYTES(LE32(0x0a0d0d0a), LE32(28), LE32(0x1a2b3c4d), 2, 0, 0, 0,
			  LE32(0), LE32(0), LE32(28)));
}

/* One packet of 4 bytes at 1.000000002 s, big-endian with nanoseconds */
#define NANO	BE32(0xa1b23c4d), 0, 2, 0, 4, BE32(0), BE32(0), BE32(99), BE32(RAW), \
		BE32(1), BE32(2), BE32(4), BE32(9), 0x45, 1, 2, 3

static void test_nanoseconds(void **state)
{
	open_bytes(BYTES(NANO));
	next(4, 9, 1000000002);
	close_at_end();
}

static void test_gzip(void **state)
{
#ifdef HAVE_ZLIB
	struct error error;

	write_file(BYTES(NANO));
	/* a file of two members, as some programs append them */
	assert_int_equal(system("head -c 30 " FILE_NAME " | gzip >" PACKED_NAME
				"; tail -c +31 " FILE_NAME " | gzip >>" PACKED_NAME), 0);
	capture = capture_open(PACKED_NAME, &error);
	assert_non_null(capture);
	next(4, 9, 1000000002);
	close_at_end();

	assert_int_equal(truncate(PACKED_NAME, 60), 0);
	capture = capture_open(PACKED_NAME, &error);
	assert_non_null(capture);
	assert_int_equal(capture_next(capture, &frame), -1);
	assert_string_equal(capture_error(capture),
			    "packet 1: its gzip data ends too early");
	capture_close(capture);
	fails("its gzip data is damaged", BYTES(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7));
#else
	fails("compressed with gzip, which is not read: \"gunzip FILE\" first",
	      BYTES(0x1f, 0x8b, 8));
#endif
}

static void test_what_to_do(void **state)
{
	fails("compressed with zstd, which is not read: \"unzstd FILE\" first",
	      BYTES(0x28, 0xb5, 0x2f, 0xfd, 1));
	fails("compressed with xz, which is not read: \"unxz FILE\" first",
	      BYTES(0xfd, '7', 'z', 'X', 'Z', 0, 1));
	fails("compressed with bzip2, which is not read: \"bunzip2 FILE\" first",
	      BYTES('B', 'Z', 'h', '9'));
	fails("not a capture in pcap or pcapng format: \"editcap -F pcap FILE NEW\" converts others",
	      BYTES('s', 'n', 'o', 'o', 'p', 0, 0, 0));
	fails("not a capture in pcap or pcapng format: \"editcap -F pcap FILE NEW\" converts others",
	      BYTES('x'));
	write_file((const uint8_t *)"", 0);
	fails("the file is empty", (const uint8_t *)"", 0);
}

/* An interface of @link, and what is left of a packet without its link header */
static void stripped(uint8_t link, uint16_t type, uint32_t header,
		     const uint8_t *bytes, size_t size)
{
	uint8_t file[256] = { SECTION, INTERFACE(link, 0) };
	const uint32_t total = 32 + ((uint32_t)size + 3) / 4 * 4;
	const uint8_t head[] = { LE32(6), LE32(total), LE32(0), LE32(0), LE32(0),
				 LE32(size), LE32(size) };
	const uint8_t tail[] = { LE32(total) };

	memcpy(file + 48, head, sizeof(head));
	memcpy(file + 48 + sizeof(head), bytes, size);
	memcpy(file + 48 + total - 4, tail, 4);
	open_bytes(file, 48 + total);
	next((uint32_t)size - header, (uint32_t)size - header, 0);
	assert_true(frame.whole);
	assert_int_equal(frame.type, type);
	assert_memory_equal(frame.bytes, bytes + header, size - header);
	close_at_end();
}

static void test_links(void **state)
{
	const uint16_t ip4 = ETHERTYPE_IP4, ip6 = ETHERTYPE_IP6;

	stripped(9, ip4, 4, BYTES(0xff, 3, 0, 0x21, 0x45));
	stripped(9, ip6, 2, BYTES(0, 0x57, 0x60));
	stripped(9, ip4, 1, BYTES(0x21, 0x45));
	stripped(9, 0, 2, BYTES(0xc0, 0x21, 1));
	stripped(50, ip4, 4, BYTES(0xff, 3, 0, 0x21, 0x45));
	stripped(50, ip6, 4, BYTES(0x0f, 0, 0x86, 0xdd, 0x60));
	stripped(104, ip4, 4, BYTES(0x8f, 0, 8, 0, 0x45));
	stripped(166, ip4, 4, BYTES(1, 3, 0, 0x21, 0x45));
	stripped(204, ip4, 5, BYTES(1, 0xff, 3, 0, 0x21, 0x45));
	stripped(51, ETHERTYPE_PPPOE, 0, BYTES(0x11, 0, 0, 1, 0, 3, 0, 0x21, 0x45));
	/* PPI of raw IP, and with 4 bytes more and Ethernet inside */
	stripped(192, ip4, 8, BYTES(0, 0, 8, 0, LE32(101), 0x45));
	stripped(192, ip6, 26, BYTES(0, 0, 12, 0, LE32(1), 9, 9, 9, 9,
		1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 0x86, 0xdd, 0x60));
}

static void cut(uint8_t link, bool unknown, uint32_t at)
{
	const uint8_t file[] = {
		SECTION, INTERFACE(link, 0), LE32(6), LE32(44), LE32(0), LE32(0),
		LE32(0), LE32(at), LE32(60), 0, 0, 8, 0, LE32(105), 0, 0, 0, 0,
		LE32(44)
	};
	struct packet pkt = { .family = 0 };

	open_bytes(file, sizeof(file));
	next(0, 60 - at, 0);
	assert_false(frame.whole);
	assert_true(frame.unknown == unknown);
	assert_int_equal(frame_inspect(&frame, NULL, &pkt), REASON_TRUNCATED);
	close_at_end();
}

static void test_cut_headers(void **state)
{
	cut(1, false, 12);
	cut(9, false, 1);
	cut(204, false, 0);
	cut(192, false, 7);
	cut(192, true, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interfaces_differ),
		cmocka_unit_test(test_unknown_interface),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_old_blocks),
		cmocka_unit_test(test_damaged_blocks),
		cmocka_unit_test(test_nanoseconds),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_what_to_do),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_cut_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
