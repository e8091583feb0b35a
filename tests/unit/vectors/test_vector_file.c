// SPDX-License-Identifier: GPL-2.0-or-later
/* test_vector_file.c - the format of vectors.txt, and the bytes it produces */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/error.h"
#include "vectors/vector.h"

#define FILE_NAME	"build/test_vector_file.txt"
#define HOSTS		"host a 192.0.2.1\nhost b 192.0.2.2\n"		\
			"host c 2001:db8::1\nhost d 2001:db8::2\n"
#define V		HOSTS "vector v\n"				/* line 5 */
#define UDP		"frame ip4 a b / udp 1 1434\n"
#define PATH		HOSTS "path p -x\nframe ip4 a b\n"			\
			"verdict ingress drop egress monitor local accept\n" /* 7 */
#define REST		"reason list\nverdict ingress drop egress drop local drop\n"

#define LONG		"abcdefghijklmnopqrstuvw"	/* 23 characters */

static struct error error;

static struct vectors *load(const char *text)
{
	FILE *out = fopen(FILE_NAME, "w");
	struct vectors *vectors;

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	*error.text = '\0';
	vectors = vectors_load(FILE_NAME, &error);
	remove(FILE_NAME);
	return vectors;
}

static const struct { const char *text, *message; } mistakes[] = {
	{ "host a\n", ":1: host \"a\" has no address" },
	{ "host a 300.1.1.1\n", ":1: host \"a\"" },
	{ HOSTS "host a 192.0.2.3\n", ":5: duplicate host \"a\"" },
	{ "define x 00\ndefine x 01\n", ":2: duplicate definition of \"x\"" },
	{ "host\n", ":1: expected a name of 1 to" },
	{ "host a_b 192.0.2.1\n", ":1: \"a_b\": names consist" },
	{ "frobnicate\n", ":1: unknown keyword \"frobnicate\"" },
	{ "reason list\n", ":1: \"reason\" before any \"vector\"" },
	{ "define x 0\n", ":1: \"0\" is not a number of whole bytes" },
	{ "define x 0g\n", ":1: \"0g\" is not hex" },
	{ "define x \"abc\n", ":1: unterminated string" },
	{ "define x \"a\"b\n", ":1: \"b\": expected a blank" },
	{ "define x 00*0\n", ":1: \"0\" is not a number from 1" },
	{ "define x 00*1601\n", ":1: \"1601\" is not a number" },
	{ "define x 0000*801\n", ":1: payload of more than 1600" },
	{ "define x $y\n", ":1: \"y\" is not defined" },
	{ "define x 0000 @1\n", ":1: @1: there are already 2 bytes" },
	{ "define x =4 00\n", ":1: =4 must be the last item" },
	{ "define x @99999999999999999999\n", ":1: \"@99999999999999999999\"" },
	{ V "vector w\n", ":6: vector \"v\" (line 5) has no \"frame\"" },
	{ V UDP "reason list\n", "has no \"verdict\"" },
	{ V UDP REST "vector v\n", ":9: duplicate vector \"v\"" },
	{ V UDP UDP, ":7: duplicate \"frame\"" },
	{ V "frame ip4 a\n", ":6: 2 argument(s) expected, 1 found" },
	{ V "frame ip4 a x\n", ":6: unknown host \"x\"" },
	{ V "frame ip4 a c\n", ":6: host \"c\" has no such address" },
	{ V "frame tcp 1 2\n", ":6: unknown header \"tcp\"" },
	{ V "frame ip4 a b / / udp 1 2\n", ":6: empty header" },
	{ V "frame udp 1 70000\n", ":6: \"70000\" is not a number" },
	{ V "frame udp 1 2 ihl=3\n", ":6: \"ihl\" is not allowed here" },
	{ V "frame ip4 a b more=2\n", ":6: \"more\" is not allowed here" },
	{ V "frame ip4 a b ihl\n", ":6: \"ihl\" is not allowed here" },
	{ V "frame ip4 a b offset=4\n", ":6: size and offset" },
	{ V "frame ip6 c d / dstopts size=12\n", ":6: size and offset" },
	{ V "frame ip4 a b options=0101\n", ":6: options of 2 bytes" },
	{ V "frame udp 1 2 checksum=odd\n", ":6: unknown checksum \"odd\"" },
	{ V "frame udp 1 2 length=x\n", ":6: \"x\" is not a number" },
	{ V UDP "reason none\n", ":7: unknown reason \"none\"" },
	{ V UDP "verdict ingress drop egress drop\n", ":7: expected \"ingress VERDICT" },
	{ V UDP "verdict ingress drop egress dorp local drop\n", ":7: expected \"ingress" },
	{ V UDP "verdict egress drop internal drop local drop\n",
	  ":7: direction \"egress\" is not allowed here" },
	{ V UDP "verdict ingress drop local drop local drop\n",
	  ":7: direction \"local\" is not allowed here" },
	{ V UDP "verdict ingress drop egress drop local drop x\n", ":7: more than three" },
	{ V UDP "only everywhere\n", ":7: expected capture or device, not \"everywhere\"" },
	{ V UDP "cut 100\n" REST, "cannot build vector" },
	{ V "frame ip4 a b / slice 0 99 / udp 1 2\n" REST, "cannot build vector" },
	{ V UDP "pad 0\n", ":7: \"0\" is not a number" },
	{ V UDP "tag a b_c\n", ":7: \"b_c\": names consist" },
	{ V UDP "tag " LONG " " LONG " " LONG "\n", ":7: more than 63 characters of tags" },
	{ V UDP "reason list\nverdict drop\n", "vector \"v\": expected \"ingress VERDICT" },
	{ V "along p\n", ":6: unknown path \"p\"" },
	{ V "along\n", ":6: expected the name of a path" },
	{ "path\n", ":1: expected a name of 1 to" },
	{ "path p a_b\n", ":1: \"a_b\": names consist" },
	{ PATH "path p\n", ":8: duplicate path \"p\"" },
	{ PATH "reason list\n", ":8: a path has no \"reason\"" },
	{ HOSTS "path p\nframe ip4 a b\nvector v\n",
	  ":7: path \"p\" (line 5) has no \"verdict\"" },
	{ PATH "vector v\nalong p\nframe udp 1 2\n", "has no \"reason\"" },
	{ PATH "vector v\nalong p p\nframe udp 1 2\nreason list\n",
	  "duplicate vector \"v-x\"" },
	{ PATH "vector " LONG LONG "\nalong p\nframe udp 1 2\nreason list\n",
	  "-x\" is too long" },
};

static void test_errors(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
		if (load(mistakes[i].text))
			fail_msg("taken: %s", mistakes[i].text);
		if (!strstr(error.text, mistakes[i].message) ||
		    strncmp(error.text, FILE_NAME ":", sizeof(FILE_NAME)))
			fail_msg("\"%s\" expected, \"%s\" said",
				 mistakes[i].message, error.text);
	}
}

static void test_missing(void **state)
{
	assert_null(vectors_load("build/no/such/file", &error));
	assert_string_equal(error.text, "build/no/such/file: No such file or directory");
}

static void test_empty(void **state)
{
	struct vectors *vectors = load("# nothing\n\n");

	assert_non_null(vectors);
	assert_int_equal(vectors->count, 0);
	assert_null(vectors_find(vectors, "v"));
	vectors_free(vectors);
}

/* The payload of a vector with payload @expression. */
static void payload(const char *expression, const char *bytes, size_t length)
{
	struct vectors *vectors;
	char text[512];

	snprintf(text, sizeof(text), "define m 0203\n" V UDP "%s\n" REST,
		 expression);
	vectors = load(text);
	if (!vectors)
		fail_msg("%s", error.text);
	assert_int_equal(vectors->list[0].length, length);
	assert_memory_equal(vectors->list[0].payload, bytes, length);
	vectors_free(vectors);
}

static void test_payload_forms(void **state)
{
	payload("payload", "", 0);
	payload("payload 04aAfF", "\x04\xaa\xff", 3);
	payload("payload 01*3 \"a\\\"b\\\\\"*2", "\x01\x01\x01" "a\"b\\a\"b\\", 11);
	payload("payload $m $m*2", "\x02\x03\x02\x03\x02\x03", 6);
	payload("payload \"a b#\" @6 00 =9", "a b#..\0..", 9);
	payload("payload 01\npayload 02 =3", "\x01\x02.", 3);
}

/* Is the checksum of these bytes valid, with @start added? */
static bool sums_up(uint32_t start, const uint8_t *p, size_t n)
{
	uint64_t s = start;
	size_t i;

	for (i = 0; i < n; i++)
		s += i % 2 ? p[i] : (uint64_t)p[i] << 8;
	return s % 0xffff == 0;
}

/* IPv4 and UDP, byte by byte. */
static void test_bytes(void **state)
{
	struct vectors *vectors = load(V UDP "payload 03\n" REST);
	static const uint8_t want[] = {
		0x45, 0x00, 0x00, 0x1d, 0x5e, 0xed, 0x00, 0x00, 0x40, 0x11,
		0, 0, 192, 0, 2, 1, 192, 0, 2, 2,
		0x00, 0x01, 0x05, 0x9a, 0x00, 0x09
	};
	static const uint8_t to[6] = { 2, 1, 2, 3, 4, 5 };
	static const uint8_t from[6] = { 2, 9, 8, 7, 6, 5 };
	struct frame frame;
	uint8_t *p;

	assert_non_null(vectors);
	assert_int_equal(vector_build(&vectors->list[0], to, from, &frame), 0);
	assert_int_equal(frame.length, 14 + 29);
	assert_int_equal(frame.packet, 14);
	assert_int_equal(frame.packet_length, 29);
	assert_memory_equal(frame.bytes, to, 6);
	assert_memory_equal(frame.bytes + 6, from, 6);
	p = frame.bytes + 14;
	assert_true(sums_up(0, p, 20));
	/* pseudo header: both addresses, the protocol, the length */
	assert_true(sums_up(17 + 9, p + 12, 8 + 9));
	memset(p + 10, 0, 2);
	assert_memory_equal(p, want, sizeof(want));
	vectors_free(vectors);
}

/* The real list: checksums and lengths are valid unless the file says otherwise. */
static void test_checksums(void **state)
{
	struct vectors *vectors = vectors_load("tests/vectors/vectors.txt", &error);
	unsigned int seen = 0;
	size_t i;

	assert_non_null(vectors);
	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		const struct layer *l = v->layer;
		struct frame f;
		const uint8_t *p;
		size_t n;

		if (v->layers != 2 || l[1].kind != LAYER_UDP || v->cut ||
		    l[1].checksum != CHECKSUM_GOOD || l[0].n_options ||
		    l[0].length.how != LENGTH_TRUE || l[0].ihl >= 0 ||
		    l[1].length.how != LENGTH_TRUE)
			continue;
		assert_int_equal(vector_build(v, NULL, NULL, &f), 0);
		p = f.bytes + f.packet;
		n = f.packet_length;
		if (l[0].kind == LAYER_IP4)
			assert_true(sums_up((uint32_t)(17 + n - 20), p + 12,
					    n - 12));
		else
			assert_true(sums_up((uint32_t)(17 + n - 40), p + 8,
					    n - 8));
		seen++;
	}
	assert_true(seen > 90);
	vectors_free(vectors);
}

/* Where a packet can be sent: by the file, or by the form of the packet. */
static void test_places(void **state)
{
	static const struct { const char *lines; bool play, local; } cases[] = {
		{ UDP, true, true },
		{ UDP "only device\n", true, false },
		{ UDP "only capture\n", false, false },
		{ UDP "snaplen 20\n", false, false },
		{ UDP "pad 60\n", true, false },
		{ UDP "cut 2\n", true, false },
		{ "frame vlan 1 / ip4 a b / udp 1 2\n", true, false },
		{ "frame pppoe / ip4 a b / udp 1 2\n", true, false },
		{ "frame ether 0x0806\n", true, false },
		{ "frame ip6 c d / hopopts / udp 1 2\n", true, true },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct vectors *vectors;
		char text[512];

		snprintf(text, sizeof(text), V "%s" REST, cases[i].lines);
		vectors = load(text);
		if (!vectors)
			fail_msg("%s", error.text);
		assert_int_equal(vectors->list[0].play, cases[i].play);
		assert_int_equal(vectors->list[0].local, cases[i].local);
		vectors_free(vectors);
	}
}

/* One packet on two paths: names, headers, tags and verdicts of each. */
static void test_paths(void **state)
{
	struct vectors *vectors = load(PATH
		"path q\ntag far\nframe vlan 3 / ip6 c d\n"
		"verdict ingress accept internal accept local accept\n"
		"vector v\nalong p q\ntag near nearer\nframe udp 1 1434\n"
		"payload 03\nreason list\n"
		"vector w\nalong p q\nframe udp 1 1434\nreason list\n"
		"verdict monitor\n");
	const struct vector *v;

	if (!vectors)
		fail_msg("%s", error.text);
	assert_int_equal(vectors->count, 4);
	v = vectors_find(vectors, "v-x");
	assert_non_null(v);
	assert_int_equal(v->layers, 2);
	assert_int_equal(v->layer[0].kind, LAYER_IP4);
	assert_int_equal(v->layer[1].dport, 1434);
	assert_int_equal(v->length, 1);
	assert_int_equal(v->direction, DIRECTION_EGRESS);
	assert_int_equal(v->verdict[ZONE_EXTERNAL], VERDICT_DROP);
	assert_int_equal(v->verdict[ZONE_INTERNAL], VERDICT_MONITOR);
	assert_true(v->local);
	assert_true(vector_tagged(v, "near") && vector_tagged(v, "nearer"));
	assert_false(vector_tagged(v, "far") || vector_tagged(v, "nea") ||
		     vector_tagged(v, "ear"));

	v = vectors_find(vectors, "v");
	assert_non_null(v);
	assert_int_equal(v->layers, 3);
	assert_int_equal(v->layer[0].kind, LAYER_VLAN);
	assert_int_equal(v->direction, DIRECTION_INTERNAL);
	assert_int_equal(v->verdict[ZONE_EXTERNAL], VERDICT_ACCEPT);
	assert_false(v->local);
	assert_true(vector_tagged(v, "near") && vector_tagged(v, "far"));

	v = vectors_find(vectors, "w-x");
	assert_non_null(v);
	assert_int_equal(v->direction, DIRECTION_EGRESS);
	assert_int_equal(v->verdict[ZONE_EXTERNAL], VERDICT_MONITOR);
	assert_int_equal(v->verdict[ZONE_LOCAL], VERDICT_MONITOR);

	vectors_keep(vectors, "far");
	assert_int_equal(vectors->count, 2);
	assert_string_equal(vectors->list[0].name, "v");
	vectors_keep(vectors, "near");
	assert_int_equal(vectors->count, 1);
	vectors_free(vectors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_payload_forms),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_checksums),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
