// SPDX-License-Identifier: GPL-2.0-or-later
/* test_flows.c - the exact table of solicited flows */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "policy/flows.h"

#define CLIENT	0xc000020au	/* 192.0.2.10 */
#define PEER	0xcb007142u	/* 203.0.113.66 */
#define PORT	4500

static struct flows *flows;
static struct ruleset rules;	/* no inside prefixes */
static uint32_t now;

static const struct flow_place inside = { .ifindex = 2, .zone = ZONE_INTERNAL };
static const struct flow_place outside = { .ifindex = 1, .zone = ZONE_EXTERNAL };

static int setup(void **state)
{
	flows = flows_new();
	assert_non_null(flows);
	now = FLOW_CLOCK_MIN;
	return 0;
}

static int teardown(void **state)
{
	flows_free(flows);
	return 0;
}

static struct packet packet(uint32_t src, uint16_t sport, uint32_t dst,
			    uint16_t dport)
{
	return (struct packet) {
		.src = address_ip4(src), .dst = address_ip4(dst), .sport = sport,
		.dport = dport, .family = 4, .avail = 1, .wire = 1,
	};
}

/* The client sends @byte from port 1434. */
static void asks(uint32_t client, uint8_t byte, struct flow_place place)
{
	struct packet pkt = packet(client, SSRP_PORT, PEER, PORT);

	assert_int_equal(flows_passed(flows, &rules, &byte, &pkt, REASON_FOREIGN,
				      place, now), 0);
}

static void unasked(uint32_t client, struct flow_place place)
{
	struct packet pkt = packet(PEER, PORT, client, SSRP_PORT);

	assert_int_equal(flows_passed(flows, &rules, (const uint8_t *)"\3", &pkt,
				      REASON_LIST, place, now), 0);
}

static bool answered(uint32_t client, enum slammer_reason reason,
		     struct flow_place place)
{
	struct packet pkt = packet(PEER, PORT, client, SSRP_PORT);

	return flows_solicited(flows, &pkt, reason, place, now);
}

static void test_opened(void **state)
{
	assert_false(answered(CLIENT, REASON_ECHO, outside));
	asks(CLIENT, 1, inside);
	assert_int_equal(flows_opened(flows), 1);
	assert_true(answered(CLIENT, REASON_ECHO, outside));
	assert_true(answered(CLIENT, REASON_FOREIGN, outside));
	assert_false(answered(CLIENT, REASON_WORM, outside));
	assert_false(answered(CLIENT, REASON_SIGNATURE, outside));
	assert_false(answered(CLIENT, REASON_OTHER_PORT, outside));
	assert_false(answered(CLIENT + 1, REASON_ECHO, outside));
	assert_false(answered(CLIENT, REASON_ECHO, inside));
}

/* A first byte that a service sends as well: the next datagram shows the client. */
static void test_pending(void **state)
{
	asks(CLIENT, 5, inside);
	assert_false(answered(CLIENT, REASON_ECHO, outside));
	unasked(CLIENT, outside);
	now += 30;
	asks(CLIENT, 10, inside);
	now += 30;
	assert_int_equal(flows_opened(flows), 0);
	asks(CLIENT, 1, outside);	/* by another table */
	assert_false(answered(CLIENT, REASON_ECHO, outside));
	asks(CLIENT, 1, inside);
	assert_int_equal(flows_opened(flows), 2);
	assert_true(answered(CLIENT, REASON_ECHO, outside));
	/* not where no answer is let through */
	asks(CLIENT + 1, 5, inside);
	unasked(CLIENT + 1, inside);
	asks(CLIENT + 1, 1, inside);
	assert_false(answered(CLIENT + 1, REASON_ECHO, outside));
	/* nor when it is too old */
	asks(CLIENT + 2, 5, inside);
	now += 31;
	unasked(CLIENT + 2, outside);
	asks(CLIENT + 2, 1, inside);
	assert_false(answered(CLIENT + 2, REASON_ECHO, outside));
}

static void test_not_opened(void **state)
{
	/* it answers */
	unasked(CLIENT, outside);
	now += 30;
	asks(CLIENT, 1, inside);
	assert_false(answered(CLIENT, REASON_ECHO, outside));
	now++;
	asks(CLIENT, 1, inside);
	assert_true(answered(CLIENT, REASON_ECHO, outside));
}

static void test_ages(void **state)
{
	asks(CLIENT, 1, inside);
	now += 31;
	assert_false(answered(CLIENT, REASON_ECHO, outside));
	asks(CLIENT, 1, inside);
	now += 30;
	assert_true(answered(CLIENT, REASON_ECHO, outside));
	now += 150;
	assert_true(answered(CLIENT, REASON_ECHO, outside));
	/* only the client keeps it alive */
	now += 1;
	assert_false(answered(CLIENT, REASON_ECHO, outside));
	asks(CLIENT, 1, inside);
	assert_int_equal(flows_opened(flows), 3);
	assert_true(answered(CLIENT, REASON_ECHO, outside));
	now += 170;
	asks(CLIENT, 5, inside);
	assert_int_equal(flows_opened(flows), 3);
	now += 170;
	assert_true(answered(CLIENT, REASON_ECHO, outside));
}

static void test_sides(void **state)
{
	/* an outside client, and a server inside */
	asks(CLIENT, 1, outside);
	assert_true(answered(CLIENT, REASON_ECHO, inside));
	assert_false(answered(CLIENT, REASON_ECHO, (struct flow_place) {
			.ifindex = 7, .zone = ZONE_EXTERNAL }));
	/* the other table */
	asks(CLIENT, 1, inside);
	assert_int_equal(flows_opened(flows), 2);
	assert_true(answered(CLIENT, REASON_ECHO, outside));
}

static void test_both_ports(void **state)
{
	struct packet pkt = packet(CLIENT, SSRP_PORT, PEER, SSRP_PORT);

	assert_int_equal(flows_passed(flows, &rules, (const uint8_t *)"\1", &pkt,
				      REASON_FOREIGN, inside, now), 0);
	assert_int_equal(flows_opened(flows), 0);
	assert_false(flows_solicited(flows, &pkt, REASON_FOREIGN, outside, now));
}

/* Many at once are all remembered; later they make room. */
static void test_many(void **state)
{
	uint32_t i;

	for (i = 0; i < 100000; i++) {
		asks(i + 1, 1, inside);
		unasked(0x0a000000 + i, outside);
	}
	for (i = 0; i < 100000; i++) {
		assert_true(answered(i + 1, REASON_HEAP, outside));
		assert_false(answered(0x0a000000 + i, REASON_HEAP, outside));
	}
	now += 1000;
	for (i = 0; i < 100000; i++)
		assert_false(answered(i + 1, REASON_HEAP, outside));
	for (i = 0; i < 300000; i++)
		unasked(0x0a000000 + i, outside);
	assert_int_equal(flows_opened(flows), 100000);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_opened),
		TEST(test_pending),
		TEST(test_not_opened),
		TEST(test_ages),
		TEST(test_sides),
		TEST(test_both_ports),
		TEST(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
