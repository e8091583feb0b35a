// SPDX-License-Identifier: GPL-2.0-or-later
/* test_flow.c - solicited flows: what opens one, what it lets through, how it ages */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "nfslammer/flow.h"
#include "nfslammer/ranges_build.h"

#define NOW	5000u

static const struct flow_place outside = { 2, 0, ZONE_EXTERNAL };
static const struct flow_place outside2 = { 3, 0, ZONE_EXTERNAL };
static const struct flow_place inside = { 4, 0, ZONE_INTERNAL };
static const struct flow_place inside2 = { 5, 0, ZONE_INTERNAL };
static const struct flow_place own = { 0, 0, ZONE_LOCAL };
static const struct flow_place unnamed = { 6, 0, ZONE_UNNAMED };
static const struct flow_place unnamed2 = { 7, 0, ZONE_UNNAMED };

static struct packet packet_of(uint32_t src, uint16_t sport, uint32_t dst,
			       uint16_t dport)
{
	return (struct packet) {
		.src = address_ip4(src), .dst = address_ip4(dst),
		.sport = sport, .dport = dport, .family = 4,
	};
}

/* 192.0.2.1:1434 asks 198.51.100.1:53 */
static struct packet question(void)
{
	return packet_of(0xc0000201, 1434, 0xc6336401, 53);
}

static void test_way(void **state)
{
	struct packet pkt = question();

	assert_int_equal(flow_way(&pkt), FLOW_ASKS);
	pkt = packet_of(0xc6336401, 53, 0xc0000201, 1434);
	assert_int_equal(flow_way(&pkt), FLOW_ANSWERS);
	pkt.sport = 1434;
	assert_int_equal(flow_way(&pkt), FLOW_NEITHER);
	pkt.sport = pkt.dport = 53;
	assert_int_equal(flow_way(&pkt), FLOW_NEITHER);
}

/* Question and answer have one key, every other tuple has another. */
static void test_key(void **state)
{
	struct packet ask = question();
	struct packet answer = packet_of(0xc6336401, 53, 0xc0000201, 1434);
	struct flow_key key = flow_key(&ask, FLOW_ASKS), other;

	other = flow_key(&answer, FLOW_ANSWERS);
	assert_true(flow_key_equal(&key, &other));
	answer.sport = 54;
	other = flow_key(&answer, FLOW_ANSWERS);
	assert_false(flow_key_equal(&key, &other));
	answer = packet_of(0xc6336402, 53, 0xc0000201, 1434);
	other = flow_key(&answer, FLOW_ANSWERS);
	assert_false(flow_key_equal(&key, &other));
	answer = packet_of(0xc6336401, 53, 0xc0000202, 1434);
	other = flow_key(&answer, FLOW_ANSWERS);
	assert_false(flow_key_equal(&key, &other));
}

static bool opens(const void *payload, uint32_t avail, uint32_t wire)
{
	struct packet pkt = question();

	pkt.avail = avail;
	pkt.wire = wire;
	return flow_opens(payload, REASON_FOREIGN, &pkt);
}

/* Every first byte but the two that a service sends: these make a pending entry. */
static void test_first_byte(void **state)
{
	uint8_t payload[600] = { 0 };
	unsigned int i;

	for (i = 0; i < 256; i++) {
		payload[0] = (uint8_t)i;
		assert_int_equal(opens(payload, 1, 1), i != 0x05 && i != 0x0a);
		assert_int_equal(opens(payload, 600, 600),
				 i != 0x05 && i != 0x0a);
	}
	assert_true(opens(payload, 0, 0));
	assert_false(opens(payload, 0, 1));
}

static bool pends(const void *payload, enum slammer_reason reason, uint32_t avail,
		  uint32_t wire)
{
	struct packet pkt = question();

	pkt.avail = avail;
	pkt.wire = wire;
	return flow_pends(payload, reason, &pkt);
}

static void test_pends(void **state)
{
	struct packet pkt = question();
	uint8_t payload[600] = { 0 };
	unsigned int i;

	for (i = 0; i < 256; i++) {
		payload[0] = (uint8_t)i;
		assert_int_equal(pends(payload, REASON_FOREIGN, 1, 1),
				 !opens(payload, 1, 1));
	}
	payload[0] = 5;
	assert_true(pends(payload, REASON_FOREIGN, 600, 600));
	assert_false(pends(payload, REASON_SIGNATURE, 600, 600));
	assert_false(pends(payload, REASON_LONG_ANSWER, 600, 600));
	assert_false(pends(payload, REASON_FOREIGN, 0, 0));
	assert_false(pends(payload, REASON_FOREIGN, 0, 1));
	pkt.avail = pkt.wire = 20;
	pkt.bad_length = 1;
	assert_false(flow_pends(payload, REASON_BAD_LENGTH, &pkt));
}

static void test_not_evidence(void **state)
{
	struct packet pkt = question();
	uint8_t payload[376];

	pkt.avail = pkt.wire = 20;
	memset(payload, 1, sizeof(payload));
	assert_true(flow_opens(payload, REASON_FOREIGN, &pkt));
	assert_true(flow_opens(payload, REASON_EMPTY, &pkt));
	assert_false(flow_opens(payload, REASON_SIGNATURE, &pkt));
	assert_false(flow_opens(payload, REASON_LONG_ANSWER, &pkt));
	pkt.bad_length = 1;
	assert_false(flow_opens(payload, REASON_BAD_LENGTH, &pkt));

	/* the worm's marks, whatever the port */
	payload[0] = 4;
	memcpy(payload + SSRP_WORM_SOCK, "sock", 4);
	memcpy(payload + SSRP_WORM_SEND, "send", 4);
	assert_false(opens(payload, 376, 376));
	payload[SSRP_WORM_SEND] = 'S';
	assert_true(opens(payload, 376, 376));
}

static void test_unicast(void **state)
{
	static const struct { uint64_t hi, lo; bool unicast; } ip6[] = {
		{ 0, 0, false },
		{ 0, 1, true },
		{ 0x20010db800000000, 1, true },
		{ 0xfe80000000000000, 1, true },
		{ 0xff02000000000000, 1, false },
	};
	unsigned int i;

	for (i = 0; i < sizeof(ip6) / sizeof(ip6[0]); i++)
		assert_int_equal(flow_unicast((struct address) {
					ip6[i].hi, ip6[i].lo }),
				 ip6[i].unicast);
	assert_true(flow_unicast(address_ip4(0xc0000201)));
	assert_false(flow_unicast(address_ip4(0)));
	assert_true(flow_unicast(address_ip4(0xdfffffff)));
	assert_false(flow_unicast(address_ip4(0xe0000001)));
	assert_false(flow_unicast(address_ip4(0xffffffff)));
}

static void *build_alloc(__u32 n, __u32 size)
{
	return calloc(n, size);
}

static const struct build_memory memory = { .alloc = build_alloc, .free = free };

/* An inside source that comes from outside is forged. */
static void test_credible(void **state)
{
	struct prefix inner = { address_ip4(0xc0000200), 96 + 24 };
	struct ruleset *rs = test_calloc(1, sizeof(*rs));
	struct packet pkt = question();

	assert_true(flow_credible(rs, ZONE_EXTERNAL, &pkt));
	assert_int_equal(prefixes_build(&rs->internal, &inner, 1, &memory), 0);

	assert_false(flow_credible(rs, ZONE_EXTERNAL, &pkt));
	assert_true(flow_credible(rs, ZONE_INTERNAL, &pkt));
	assert_true(flow_credible(rs, ZONE_LOCAL, &pkt));
	pkt.src = address_ip4(0xc6336401);
	assert_true(flow_credible(rs, ZONE_EXTERNAL, &pkt));
	pkt.dst = address_ip4(0xe00000fb);
	assert_false(flow_credible(rs, ZONE_INTERNAL, &pkt));
	pkt.dst = address_ip4(0xc0000201);
	pkt.src = address_ip4(0);
	assert_false(flow_credible(rs, ZONE_INTERNAL, &pkt));
	prefixes_free(&rs->internal, &memory);
	test_free(rs);
}

static void test_permits(void **state)
{
	const struct {
		const struct flow_place *opener, *answer;
		bool permits;
	} t[] = {
		{ &inside, &outside, true },   { &outside, &inside, true },
		{ &inside, &inside2, true },   { &inside, &inside, false },
		{ &own, &outside, true },      { &outside, &own, true },
		{ &own, &inside, true },       { &own, &own, true },
		{ &own, &unnamed, true },      { &unnamed, &own, true },
		{ &inside, &unnamed, true },   { &unnamed, &inside, true },
		{ &unnamed, &unnamed2, true }, { &unnamed, &unnamed, false },
		{ &outside, &outside, false }, { &outside, &outside2, false },
		{ &outside, &unnamed, false }, { &unnamed, &outside, false },
	};
	unsigned int i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		assert_int_equal(flow_permits(*t[i].opener, *t[i].answer),
				 t[i].permits);
}

/* Two VLANs of one interface are two places. */
static void test_vlans(void **state)
{
	struct flow_place a = unnamed, b = unnamed;

	a.vlan = flow_vlan(10);
	assert_true(flow_permits(a, b));
	b.vlan = flow_vlan(11);
	assert_true(flow_permits(a, b));
	b.vlan = flow_vlan(10);
	assert_false(flow_permits(a, b));
	assert_int_not_equal(flow_vlan(0), 0);
	assert_int_equal(flow_vlan(0xf00a), flow_vlan(10));
}

/* What is permitted is also looked for in the table it is in. */
static void test_sides(void **state)
{
	const struct flow_place *all[] = { &outside, &outside2, &inside, &inside2,
					   &own, &unnamed, &unnamed2 };
	unsigned int i, k, n = sizeof(all) / sizeof(all[0]);

	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++)
			if (flow_permits(*all[i], *all[k]))
				assert_true(flow_searched(all[k]->zone,
						flow_side(all[i]->zone)));
	assert_false(flow_searched(ZONE_EXTERNAL, FLOW_OTHERS));
}

static void test_renews(void **state)
{
	assert_true(flow_renews(inside, inside2));
	assert_true(flow_renews(outside, outside2));
	assert_false(flow_renews(inside, outside));
	assert_false(flow_renews(outside, inside));
	assert_true(flow_renews(unnamed, unnamed));
	assert_false(flow_renews(unnamed, unnamed2));
	assert_false(flow_renews(unnamed, outside));
	assert_false(flow_renews(outside, unnamed));
}

static void test_relaxes(void **state)
{
	struct packet whole = { .avail = 100, .wire = 100 };
	struct packet cut = { .avail = SSRP_WORM_NEED - 1, .wire = SSRP_WORM_LEN };
	unsigned int reason;

	for (reason = 0; reason < REASON_COUNT; reason++) {
		bool never = reason < REASON_FIRST_RULED || reason == REASON_OVERLAP ||
			     reason_class(reason) == CLASS_SLAMMER ||
			     reason_class(reason) == CLASS_SIGNATURE;

		assert_int_equal(flow_relaxes(reason, &whole), !never);
	}
	/* a first fragment of a long name, in which marks could follow */
	assert_false(flow_relaxes(REASON_LONG_NAME, &cut));
	assert_false(flow_relaxes(REASON_GREY_NAME, &cut));
	assert_false(flow_relaxes(REASON_TRUNCATED, &cut));
	assert_true(flow_relaxes(REASON_FOREIGN, &cut));
	cut.avail = SSRP_WORM_NEED;
	assert_true(flow_relaxes(REASON_LONG_NAME, &cut));
	assert_int_equal(reason_class(REASON_SOLICITED), CLASS_OTHER);
	assert_false(reason_is_attack(REASON_SOLICITED));
}

static void test_ageing(void **state)
{
	uint32_t stamp = flow_new_stamp(NOW);

	assert_true(flow_alive(stamp, NOW));
	assert_true(flow_alive(stamp, NOW - 1));	/* seen by another CPU */
	assert_true(flow_alive(stamp, NOW + FLOW_UNANSWERED));
	assert_false(flow_alive(stamp, NOW + FLOW_UNANSWERED + 1));
	stamp = flow_answered_stamp(stamp);
	assert_true(flow_alive(stamp, NOW + FLOW_ANSWERED));
	assert_false(flow_alive(stamp, NOW + FLOW_ANSWERED + 1));
	/* answers do not prolong it, its client does */
	assert_int_equal(flow_answered_stamp(stamp), stamp);
	stamp = flow_renewed_stamp(stamp, NOW + 100);
	assert_true(flow_alive(stamp, NOW + 100 + FLOW_ANSWERED));
	assert_false(flow_alive(stamp, NOW + 100 + FLOW_ANSWERED + 1));
	/* it does not come back to life, within decades */
	assert_false(flow_alive(stamp, NOW + 1000000000u));
	assert_false(flow_alive(stamp, NOW + 600000000u));
	assert_false(flow_alive(0, FLOW_CLOCK_MIN));
}

/* It lives as long as an unanswered flow, and is none. */
static void test_pending(void **state)
{
	uint32_t stamp = flow_pending_stamp(NOW);

	assert_true(flow_pending(stamp));
	assert_true(flow_alive(stamp, NOW - 1));
	assert_true(flow_alive(stamp, NOW + FLOW_UNANSWERED));
	assert_false(flow_alive(stamp, NOW + FLOW_UNANSWERED + 1));
	assert_false(flow_alive(stamp, NOW + 1000000000u));
	assert_false(flow_open(stamp, NOW));
	stamp = flow_new_stamp(NOW);
	assert_false(flow_pending(stamp));
	assert_true(flow_open(stamp, NOW));
	assert_false(flow_open(stamp, NOW + FLOW_UNANSWERED + 1));
	assert_true(flow_open(flow_answered_stamp(stamp), NOW));
	assert_false(flow_pending(flow_renewed_stamp(
		flow_answered_stamp(stamp), NOW)));
}

static void test_unasked(void **state)
{
	assert_true(flow_unasked(NOW, NOW));
	assert_true(flow_unasked(NOW + 1, NOW));
	assert_true(flow_unasked(NOW, NOW + FLOW_UNASKED));
	assert_false(flow_unasked(NOW, NOW + FLOW_UNASKED + 1));
	assert_false(flow_unasked(0, FLOW_CLOCK_MIN));
}

static void test_slot(void **state)
{
	uint32_t stamp[FLOW_WAYS] = {
		flow_answered_stamp(flow_new_stamp(NOW - 100)),
		flow_new_stamp(NOW - 5), flow_new_stamp(NOW - 20),
		flow_new_stamp(NOW - 10),
	};

	assert_int_equal(flow_slot(stamp, 0, NOW), 2);	/* waits longest */
	stamp[2] = flow_answered_stamp(stamp[2]);
	assert_int_equal(flow_slot(stamp, 0, NOW), 3);
	stamp[3] = flow_new_stamp(NOW - FLOW_UNANSWERED - 1);
	assert_int_equal(flow_slot(stamp, 0, NOW), 3);	/* expired */
	stamp[3] = 0;
	assert_int_equal(flow_slot(stamp, 0, NOW), 3);	/* free */
	stamp[3] = flow_answered_stamp(flow_new_stamp(NOW));
	assert_int_equal(flow_slot(stamp, 0, NOW), 1);
	stamp[1] = flow_answered_stamp(stamp[1]);
	assert_int_equal(flow_slot(stamp, 0, NOW), FLOW_WAYS);
}

/* Pending entries give way first, and never take the slot of a flow. */
static void test_slot_of_pending(void **state)
{
	uint32_t stamp[FLOW_WAYS] = {
		flow_answered_stamp(flow_new_stamp(NOW - 100)),
		flow_new_stamp(NOW - 20), flow_new_stamp(NOW - 5),
		flow_pending_stamp(NOW - 1),
	};

	assert_int_equal(flow_slot(stamp, 0, NOW), 3);
	assert_int_equal(flow_slot(stamp, 1, NOW), 3);
	stamp[2] = flow_pending_stamp(NOW - 10);	/* older */
	assert_int_equal(flow_slot(stamp, 0, NOW), 2);
	assert_int_equal(flow_slot(stamp, 1, NOW), 2);
	stamp[2] = stamp[3] = flow_new_stamp(NOW);
	assert_int_equal(flow_slot(stamp, 0, NOW), 1);
	assert_int_equal(flow_slot(stamp, 1, NOW), FLOW_WAYS);
	stamp[0] = 0;
	assert_int_equal(flow_slot(stamp, 1, NOW), 0);
}

/* Neighbouring addresses and ports fill sets evenly, whatever the secret is. */
static void test_hash(void **state)
{
	static unsigned int load[1024];
	__u64 secret[4] = { 0x9a3b5c7d1e2f4061, 0x13579bdf02468ace,
			       0xfedcba9876543210, 0x0f1e2d3c4b5a6978 };
	struct packet pkt = question();
	struct flow_key key;
	unsigned int i, most = 0;

	memset(load, 0, sizeof(load));
	for (i = 0; i < 16384; i++) {
		pkt.src = address_ip4(0xc0000000 + i % 64);
		pkt.dst = address_ip4(0xc6336400 + i / 64 % 64);
		pkt.dport = (uint16_t)(50 + i / 4096);
		key = flow_key(&pkt, FLOW_ASKS);
		load[flow_hash(secret, &key) >> 54]++;
	}
	for (i = 0; i < 1024; i++)
		if (load[i] > most)
			most = load[i];
	assert_true(most < 48);		/* 16 on average */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_way),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_first_byte),
		cmocka_unit_test(test_pends),
		cmocka_unit_test(test_not_evidence),
		cmocka_unit_test(test_unicast),
		cmocka_unit_test(test_credible),
		cmocka_unit_test(test_permits),
		cmocka_unit_test(test_vlans),
		cmocka_unit_test(test_sides),
		cmocka_unit_test(test_renews),
		cmocka_unit_test(test_relaxes),
		cmocka_unit_test(test_ageing),
		cmocka_unit_test(test_pending),
		cmocka_unit_test(test_unasked),
		cmocka_unit_test(test_slot),
		cmocka_unit_test(test_slot_of_pending),
		cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
