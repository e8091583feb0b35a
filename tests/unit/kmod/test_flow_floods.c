// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_flow_floods.c - flows that age, and tables that are full
 *
 * What an attacker gains by waiting, and by openers without end: nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/hole_fixture.h"

/* Answers alone keep no flow open, and nobody outside can do it for the client. */
static void test_ageing(void **state)
{
	const struct hole_hosts *h;
	uint32_t i;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(lan, h->client, h->peer, 53);
		hole_router.now += FLOW_UNANSWERED + 1;
		hole_attack_fails(wan, h->peer, 53, h->client);

		hole_begin(hole_policy);
		hole_ask(lan, h->client, h->peer, 53);
		for (i = 0; i < FLOW_ANSWERED + 1;
		     i += 10, hole_router.now += 10) {
			assert_int_equal(hole_send_text(wan, h->peer,
							53, h->client,
							SSRP_PORT, "x")
						 .reason,
					 REASON_SOLICITED);
			hole_ask(wan, h->client, h->peer,
				 53); /* forged */
			hole_ask(unnamed, h->client, h->peer, 53);
		}
		hole_attack_fails(wan, h->peer, 53, h->client);
	}
}

/* Openers without end from outside: the flows of inside clients are still there. */
static void test_flood_from_outside(void **state)
{
	struct flow_datagram d = { hole_at("203.0.113.66"),
				   hole_at("192.0.2.10"),
				   SSRP_PORT,
				   0,
				   (const uint8_t *)"hello",
				   5 };
	uint32_t i;

	hole_begin(hole_policy);
	hole_ask(lan, "192.0.2.20", "198.51.100.77", 53);
	for (i = 0; i < 100 * HOLE_SLOTS; i++) {
		d.src.lo += 1;
		d.dport = (uint16_t)(i | 1 << 15);
		flow_router_datagram(&hole_router, wan, &d);
	}
	assert_true(hole_router.evicted > 90 * HOLE_SLOTS);
	assert_true(hole_attack(wan, "198.51.100.77", 53, "192.0.2.20",
				SSRP_PORT) > 5);
	hole_attack_fails(wan, "203.0.113.66", 53, "192.0.2.10");
	hole_attack_fails(wan, "203.0.113.67", 40000, "192.0.2.10");
}

/* As many from inside: a flow with answers stays, and a full table opens nothing. */
static void test_flood_from_inside(void **state)
{
	struct flow_datagram d = { hole_at("192.0.2.66"),
				   hole_at("203.0.113.66"),
				   SSRP_PORT,
				   53,
				   (const uint8_t *)"hello",
				   5 };
	struct flow_datagram answer = { .sport = 53,
					.dport = SSRP_PORT,
					.payload = d.payload,
					.length = 5 };
	uint32_t i;

	hole_begin(hole_policy);
	hole_ask(lan, "192.0.2.20", "198.51.100.77", 53);
	hole_send_text(wan, "198.51.100.77", 53, "192.0.2.20", SSRP_PORT, "x");
	for (i = 0; i < 100 * HOLE_SLOTS; i++) {
		d.dst.lo += 1;
		flow_router_datagram(&hole_router, lan, &d);
		answer.src = d.dst;
		answer.dst = d.src;
		flow_router_datagram(&hole_router, wan, &answer);
	}
	assert_true(hole_router.refused > HOLE_SLOTS);
	assert_true(hole_router.refused + hole_router.answered >
		    90 * HOLE_SLOTS);
	assert_true(hole_attack(wan, "198.51.100.77", 53, "192.0.2.20",
				SSRP_PORT) > 5);
	hole_attack_fails(wan, "203.0.113.66", 53, "192.0.2.10");
	hole_attack_fails(wan, "192.0.2.66", 53, "192.0.2.10");
}

/* Openers of @first byte without end, from an inside host that no flow answers */
static void flood(const char *first)
{
	struct flow_datagram d = { hole_at("192.0.2.66"),
				   hole_at("203.0.113.66"),
				   SSRP_PORT,
				   53,
				   (const uint8_t *)first,
				   1 };
	uint32_t i;

	for (i = 0; i < 100 * HOLE_SLOTS; i++) {
		d.dst.lo += 1;
		flow_router_datagram(&hole_router, lan, &d);
	}
}

/* Pending entries without end take no slot of a flow, not even of an unanswered one. */
static void test_flood_of_pending(void **state)
{
	hole_begin(hole_policy);
	hole_ask(lan, "192.0.2.20", "198.51.100.77", 53);
	flood("\x05");
	hole_router.now++;
	flood("\x0a");
	assert_int_equal(hole_router.opened, 1);
	assert_int_equal(hole_router.evicted + hole_router.refused, 0);
	assert_true(hole_attack(wan, "198.51.100.77", 53, "192.0.2.20",
				SSRP_PORT) > 5);
	hole_attack_fails(wan, "203.0.113.67", 53, "192.0.2.66");
	/* and flows get theirs */
	hole_ask(lan, "192.0.2.21", "198.51.100.77", 53);
	assert_int_equal(hole_router.opened, 2);
	assert_int_equal(hole_router.evicted, 0);
}

/* A pending entry that is lost: its client stays with what content says. */
static void test_pending_evicted(void **state)
{
	hole_begin(hole_policy);
	hole_send_text(lan, "192.0.2.20", SSRP_PORT, "198.51.100.77", 53,
		       "\x05hello");
	flood("h");
	assert_true(hole_router.opened > 90 * HOLE_SLOTS);
	assert_true(flow_passed(hole_send_text(wan, "198.51.100.77", 53,
					       "192.0.2.20", SSRP_PORT, "x")));
	hole_ask(lan, "192.0.2.20", "198.51.100.77", 53);
	assert_int_equal(hole_router.answered, 1);
	hole_attack_fails(wan, "198.51.100.77", 53, "192.0.2.20");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ageing),
		cmocka_unit_test(test_flood_from_outside),
		cmocka_unit_test(test_flood_from_inside),
		cmocka_unit_test(test_flood_of_pending),
		cmocka_unit_test(test_pending_evicted),
	};

	return cmocka_run_group_tests(tests, hole_setup, hole_teardown);
}
