// SPDX-License-Identifier: GPL-2.0-or-later
/* test_vectors.c - every vector: reason, verdict, and no over-read */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pcap/pcap.h>

#include "common/error.h"
#include "common/names.h"
#include "policy/model.h"
#include "vectors/vector.h"

#define VECTORS		"tests/vectors/vectors.txt"
#define POLICY		"etc/policy.conf"

static struct vectors *vectors;
static struct ruleset *ruleset;

/* The frame after the Ethernet header, in a buffer of exactly its size. */
static enum slammer_reason inspect(const struct frame *frame, size_t captured,
				   struct packet *pkt)
{
	size_t avail = captured - VECTOR_ETHERNET;
	uint8_t *exact = malloc(avail ? avail : 1);
	enum slammer_reason reason;

	assert_non_null(exact);
	memcpy(exact, frame->bytes + VECTOR_ETHERNET, avail);
	memset(pkt, 0, sizeof(*pkt));
	reason = packet_inspect(exact, (uint32_t)avail,
				(uint32_t)(frame->length - VECTOR_ETHERNET),
				load_be16(frame->bytes + 12), 0, NULL, pkt);
	free(exact);
	return reason;
}

static void build(const struct vector *v, struct frame *frame)
{
	assert_int_equal(vector_build(v, NULL, NULL, frame), 0);
}

static void test_reasons(void **state)
{
	unsigned int wrong = 0;
	size_t i;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		enum slammer_reason reason;
		struct frame frame;
		struct packet pkt;

		build(v, &frame);
		reason = inspect(&frame, frame.captured, &pkt);
		if (reason == v->reason)
			continue;
		wrong++;
		print_error("%s:%u: %s: expected %s, is %s\n", VECTORS, v->line,
			    v->name, reason_name(v->reason),
			    reason_name(reason));
	}
	assert_int_equal(wrong, 0);
}

/* One vector in one zone: is the decision the expected one? */
static bool decided_well(const struct vector *v, enum slammer_zone zone)
{
	struct decision d;
	struct frame frame;
	struct packet pkt;
	enum slammer_reason reason;

	build(v, &frame);
	reason = inspect(&frame, frame.captured, &pkt);
	d = ruleset_decide(ruleset, zone, reason, &pkt);
	if (d.direction == vector_direction(v, zone) &&
	    d.verdict == v->verdict[zone])
		return true;
	print_error("%s:%u: %s from %s: expected %s %s, is %s %s\n", VECTORS,
		    v->line, v->name, zone_name(zone),
		    direction_name(vector_direction(v, zone)),
		    verdict_name(v->verdict[zone]), direction_name(d.direction),
		    verdict_name(d.verdict));
	return false;
}

static void test_verdicts(void **state)
{
	unsigned int wrong = 0;
	int zone;
	size_t i;

	for (i = 0; i < vectors->count; i++)
		for (zone = ZONE_EXTERNAL; zone <= ZONE_LOCAL; zone++)
			wrong += !decided_well(&vectors->list[i],
					       (enum slammer_zone)zone);
	assert_int_equal(wrong, 0);
}

/* An attack is dropped whatever the zone: the file must not contradict that. */
static void test_expectations(void **state)
{
	bool seen[REASON_COUNT] = { false };
	size_t i;
	int r;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];

		seen[v->reason] = true;
		if (!reason_is_attack(v->reason))
			continue;
		assert_int_equal(v->verdict[ZONE_EXTERNAL], VERDICT_DROP);
		assert_int_equal(v->verdict[ZONE_LOCAL], VERDICT_DROP);
		assert_int_not_equal(v->verdict[ZONE_INTERNAL], VERDICT_ACCEPT);
	}
	for (r = 0; r < REASON_COUNT; r++)
		if (reason_known((uint32_t)r) && !seen[r] &&
		    r != REASON_SIGNATURE && r != REASON_SOLICITED)
			fail_msg("no vector has reason %s",
				 reason_name((unsigned int)r));
	assert_true(vectors->count >= 90);
}

/*
 * Every prefix of every frame: nothing is read after it (the sanitizer checks
 * that), and fewer bytes never turn a harmless packet into an attack.
 */
static void test_prefixes(void **state)
{
	size_t i, n;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		struct frame frame;

		build(v, &frame);
		for (n = VECTOR_ETHERNET; n < frame.captured; n++) {
			struct packet pkt;
			enum slammer_reason reason = inspect(&frame, n, &pkt);

			assert_true(reason_known(reason));
			if (reason_is_attack(reason) &&
			    !reason_is_attack(v->reason) &&
			    v->reason != REASON_TRUNCATED)
				fail_msg("%s: %zu bytes of it are %s", v->name,
					 n, reason_name(reason));
			if (reason >= REASON_FIRST_RULED)
				assert_true(pkt.payload + pkt.avail <=
					    n - VECTOR_ETHERNET);
		}
	}
}

/* A truncated attack is still one if its name can be read. */
static void test_prefixes_of_attacks(void **state)
{
	size_t i, n;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		struct frame frame;
		struct packet pkt;

		build(v, &frame);
		if (reason_class(v->reason) != CLASS_SLAMMER ||
		    inspect(&frame, frame.captured, &pkt) != v->reason)
			continue;
		for (n = VECTOR_ETHERNET + pkt.payload; n < frame.length; n++) {
			struct packet part;
			enum slammer_reason reason = inspect(&frame, n, &part);

			if (!reason_is_attack(reason) &&
			    reason != REASON_TRUNCATED)
				fail_msg("%s: %zu bytes of it are %s", v->name,
					 n, reason_name(reason));
		}
	}
}

/* Every single byte inverted: never a crash, never an unknown reason. */
static void test_bytes_turned(void **state)
{
	size_t i, n;

	for (i = 0; i < vectors->count; i++) {
		struct frame frame;

		build(&vectors->list[i], &frame);
		for (n = 12; n < frame.length; n++) {
			struct packet pkt;

			frame.bytes[n] ^= 0xff;
			assert_true(reason_known(inspect(&frame, frame.length,
							 &pkt)));
			frame.bytes[n] ^= 0xff;
		}
	}
}

/* A tag removed by the network card counts like one in the frame. */
static void test_tags_taken_off(void **state)
{
	const struct vector *v = vectors_find(vectors, "worm-in");
	struct frame frame;
	uint32_t tags, n;

	assert_non_null(v);
	build(v, &frame);
	n = (uint32_t)frame.packet_length;
	for (tags = 0; tags <= PACKET_TAGS_MAX; tags++) {
		struct packet pkt = { 0 };

		assert_int_equal(packet_inspect(frame.bytes + frame.packet, n, n,
						ETHERTYPE_IP4, tags, NULL, &pkt),
				 REASON_WORM);
	}
}

/* The marks of the worm at their measured offsets, in an inert payload. */
static void test_worm_shape(void **state)
{
	const struct vector *v = vectors_find(vectors, "worm-in");
	struct frame frame;
	size_t i;

	assert_non_null(v);
	build(v, &frame);
	assert_int_equal(frame.packet_length, 404);
	assert_int_equal(v->length, 376);
	assert_int_equal(v->payload[0], 4);
	for (i = 1; i <= 96; i++)
		assert_int_equal(v->payload[i], 1);
	assert_memory_equal(v->payload + 150, "Qh.dll", 6);
	assert_memory_equal(v->payload + 203, "sock", 4);
	assert_memory_equal(v->payload + 213, "send", 4);
	assert_memory_equal(v->payload + 270,
			    "\x81\xf1\x03\x01\x04\x9b\x81\xf1\x01", 9);
	for (i = 0; i < v->length; i++)
		assert_null(memchr("\0\x3a\x0a\x0d\x2f\x5c", v->payload[i], 6));
}

static void test_capture(void **state)
{
	const char *path = "build/test_vectors.pcap";
	struct error error = { "" };
	struct pcap_pkthdr *header;
	const u_char *bytes;
	size_t i = 0;
	pcap_t *in;

	assert_int_equal(vectors_capture(vectors, path, &error),
			 0);
	in = pcap_open_offline(path, error.text);
	assert_non_null(in);
	while (pcap_next_ex(in, &header, &bytes) == 1) {
		struct frame frame;

		build(&vectors->list[i++], &frame);
		assert_int_equal(header->len, frame.length);
		assert_int_equal(header->caplen, frame.captured);
		assert_memory_equal(bytes, frame.bytes, frame.captured);
	}
	assert_int_equal(i, vectors->count);
	pcap_close(in);
	remove(path);
	assert_int_equal(vectors_capture(vectors, "build/no/such/folder", &error), -1);
	assert_non_null(strstr(error.text, "build/no/such/folder"));
}

static int setup(void **state)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(POLICY, &messages);
	struct error error = { "" };

	if (messages.count)
		config_messages_print(&messages, stderr);
	config_messages_free(&messages);
	if (policy)
		ruleset = policy_compile(policy);
	policy_free(policy);
	vectors = vectors_load(VECTORS, &error);
	if (!vectors)
		print_error("%s\n", error.text);
	return vectors && ruleset ? 0 : -1;
}

static int teardown(void **state)
{
	vectors_free(vectors);
	ruleset_free(ruleset);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_expectations),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_prefixes_of_attacks),
		cmocka_unit_test(test_bytes_turned),
		cmocka_unit_test(test_tags_taken_off),
		cmocka_unit_test(test_worm_shape),
		cmocka_unit_test(test_capture),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
