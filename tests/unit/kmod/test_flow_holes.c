// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_flow_holes.c - ways to get an attack through by a flow, and that they fail
 *
 * Each attempt is followed by every attack of the vectors. What it must not change is
 * the reason of any of them. docs/decisions/solicited-flows.md has the argument.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/hole_fixture.h"

/* That an attack can be seen to get through: by the flow of its own client */
static void test_control(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_attack_fails(wan, h->peer, 53, h->client);
		hole_router.now += FLOW_UNASKED + 1;
		hole_ask(lan, h->client, h->peer, 53);
		assert_true(hole_attack(wan, h->peer, 53, h->client,
					SSRP_PORT) > 5);
		assert_true(hole_attack(lan2, h->peer, 53, h->client,
					SSRP_PORT) > 5);
	}
}

/* An outsider pretends to be the service, and asks himself. */
static void test_spoofed_opener(void **state)
{
	static const struct flow_place *const places[] = { &wan, &wan2,
							   &wan_vlan,
							   &unnamed };
	const struct hole_hosts *h;
	size_t i;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(wan, h->service, h->attacker, 53);
		assert_int_equal(hole_router.opened, 0);
		for (i = 0; i < 4; i++)
			hole_attack_fails(*places[i], h->attacker, 53,
					  h->service);

		/* Policy does not say which addresses are inside. */
		hole_begin(hole_policy_open);
		hole_ask(wan, h->service, h->attacker, 53);
		for (i = 0; i < 4; i++)
			hole_attack_fails(*places[i], h->attacker, 53,
					  h->service);
	}
}

/* Interfaces without a name: not by the one of the opener. */
static void test_spoofed_opener_unnamed(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(unnamed, h->service, h->attacker, 53);
		hole_attack_fails(unnamed, h->attacker, 53, h->service);
		hole_attack_fails(wan, h->attacker, 53, h->service);
		/* What remains, and is documented: two uplinks without a name */
		assert_true(hole_attack(unnamed2, h->attacker, 53,
					h->service, SSRP_PORT) > 5);
	}
}

/* What a service sends, whatever makes it do so, opens nothing. */
static void test_service_answers(void **state)
{
	static const char *const answers[] = {
		"\x05\x10", "\x05", "\x0a",
		"\x0a"
		"ping",
		"\x05\x58\x02ServerName;X;InstanceName;Y;;"
	};
	const struct hole_hosts *h;
	size_t i;

	for_each_family(h) {
		for (i = 0; i < sizeof(answers) / sizeof(*answers);
		     i++) {
			hole_begin(hole_policy);
			hole_send_text(lan, h->service, SSRP_PORT,
				       h->attacker, 53, answers[i]);
			assert_int_equal(hole_router.opened, 0);
			hole_attack_fails(wan, h->attacker, 53,
					  h->service);
		}
	}
}

/* What a service sends, and then what passes to it, and what it sends again */
static void pend(const struct hole_hosts *h, const char *answer)
{
	hole_begin(hole_policy);
	hole_send_text(lan, h->service, SSRP_PORT, h->attacker, 53, answer);
	assert_true(flow_passed(hole_send_text(wan, h->attacker, 53, h->service,
					       SSRP_PORT, "x")));
	hole_router.now += FLOW_UNANSWERED;
	hole_send_text(lan, h->service, SSRP_PORT, h->attacker, 53, answer);
	assert_int_equal(hole_router.opened, 0);
}

/* A client whose first datagram could be a service's: its next one opens a flow. */
static void test_pending_control(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		pend(h, "\x05\x10");
		hole_attack_fails(wan, h->attacker, 53, h->service);
		hole_ask(lan2, h->service, h->attacker, 53);
		assert_int_equal(hole_router.opened, 1);
		assert_true(hole_attack(wan, h->attacker, 53, h->service,
					SSRP_PORT) > 5);
		/* not if it is the first one for too long */
		pend(h, "\x05\x10");
		hole_attack_fails(wan, h->attacker, 53, h->service);
		hole_router.now += FLOW_UNANSWERED + 1;
		hole_send_text(wan, h->attacker, 53, h->service, SSRP_PORT, "x");
		hole_ask(lan, h->service, h->attacker, 53);
		hole_attack_fails(wan, h->attacker, 53, h->service);
	}
}

/* A service makes pending entries, as many as it sends answers, and no flow. */
static void test_pending_service(void **state)
{
	static const char *const answers[] = { "\x05\x10", "\x05", "\x0a",
					       "\x0aping" };
	static const struct flow_place *const places[] = {
		&wan, &wan2, &wan_vlan, &unnamed, &lan, &lan2
	};
	const struct hole_hosts *h;
	size_t i, k, n;

	for_each_family(h) {
		for (i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
			pend(h, answers[i]);
			for (k = 0; k < 6; k++) {
				hole_attack_fails(*places[k], h->attacker, 53,
						  h->service);
				for (n = 0; n < 3; n++)
					hole_send_text(lan, h->service,
						       SSRP_PORT, h->attacker,
						       53, answers[n]);
			}
			assert_int_equal(hole_router.opened, 0);
		}
	}
}

/* Its pending entry is none of those who speak in its name. */
static void test_pending_spoofed_opener(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		pend(h, "\x05\x10");
		hole_ask(wan, h->service, h->attacker, 53);
		assert_int_equal(hole_router.opened, 0);
		hole_attack_fails(wan, h->attacker, 53, h->service);

		/* interfaces without a name, of which one leads outside */
		hole_begin(hole_policy);
		hole_send_text(unnamed, h->service, SSRP_PORT, h->attacker, 53,
			       "\x05\x10");
		hole_ask(unnamed2, h->service, h->attacker, 53);
		assert_int_equal(hole_router.opened, 0);
		hole_attack_fails(unnamed2, h->attacker, 53, h->service);
	}
}

/*
 * Nor does an entry that an attacker makes in the name of a host hide what he asks
 * it: another service, which shares the port, still answers.
 */
static void test_pending_spoofed(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy_open);
		hole_send_text(unnamed, h->service, SSRP_PORT, h->attacker, 53,
			       "\x05\x10");
		hole_send_text(wan, h->service, SSRP_PORT, h->attacker, 53,
			       "\x05\x10");
		hole_send_text(unnamed, h->attacker, 53, h->service, SSRP_PORT,
			       "x");
		hole_ask(lan, h->service, h->attacker, 53);
		assert_int_equal(hole_router.opened, 0);
		assert_int_equal(hole_router.answered, 1);
		hole_attack_fails(unnamed, h->attacker, 53, h->service);
		hole_attack_fails(wan, h->attacker, 53, h->service);
	}
}

/* What answers an accepted datagram does not even make a pending entry. */
static void test_pending_after_a_question(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_send_text(wan, h->attacker, 53, h->service, SSRP_PORT, "x");
		hole_send_text(lan, h->service, SSRP_PORT, h->attacker, 53,
			       "\x05\x10");
		assert_int_equal(hole_router.answered, 0);
		hole_router.now += FLOW_UNASKED;
		hole_send_text(wan, h->attacker, 53, h->service, SSRP_PORT, "x");
		hole_ask(lan, h->service, h->attacker, 53);
		assert_int_equal(hole_router.opened, 0);
		hole_attack_fails(wan, h->attacker, 53, h->service);
	}
}

/* The attacks themselves, from port 1434: an infected host is no client. */
static void test_attack_opens_nothing(void **state)
{
	const struct hole_hosts *h;
	struct flow_result result;
	size_t i;

	for_each_family(h) {
		hole_begin(hole_policy);
		for (i = 0; i < hole_vectors->count; i++) {
			const struct vector *v = &hole_vectors->list[i];

			if (!hole_is_attack(v))
				continue;
			result = hole_send(lan, h->service, SSRP_PORT,
					   h->attacker, 53, v->payload,
					   v->length);
			if (reason_is_attack(result.reason) ||
			    reason_class(v->reason) == CLASS_SLAMMER)
				assert_int_equal(hole_router.opened, 0);
			if (hole_router.opened)
				hole_begin(hole_policy);
		}
	}
}

/* The attacker asks first, by anything that passes: what answers is no client. */
static void test_answer_to_an_earlier_one(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		assert_true(flow_passed(
			hole_send_text(wan, h->attacker, 53, h->service,
				       SSRP_PORT, "x")));
		hole_router.now += FLOW_UNASKED;
		hole_ask(lan, h->service, h->attacker, 53);
		assert_int_equal(hole_router.opened, 0);
		assert_int_equal(hole_router.answered, 1);
		hole_attack_fails(wan, h->attacker, 53, h->service);
		/* from another port of his, too late, or dropped: nothing follows */
		hole_ask(lan, h->service, h->attacker, 54);
		assert_int_equal(hole_router.opened, 1);
		hole_attack_fails(wan, h->attacker, 53, h->service);
	}
}

/* A dropped datagram was never seen by the host: it hinders no client. */
static void test_dropped_question_hinders_nobody(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		assert_false(flow_passed(
			hole_send_text(wan, h->peer, 53, h->client,
				       SSRP_PORT, "\x02")));
		hole_ask(lan, h->client, h->peer, 53);
		assert_int_equal(hole_router.opened, 1);
	}
}

/* A client's flow, and all that differs from it in one place */
static void test_another_tuple(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(lan, h->client, h->peer, 53);
		hole_attack_fails(wan, h->peer, 54, h->client);
		hole_attack_fails(wan, h->attacker, 53, h->client);
		hole_attack_fails(wan, h->peer, 53, h->service);
		hole_attack_fails(wan, h->peer, SSRP_PORT, h->client);
		hole_attack_fails(wan, h->peer, 53,
				  hole_hosts[1].client == h->client ?
					  hole_hosts[0].client :
					  hole_hosts[1].client);
		/* and the other way about: its own direction */
		assert_int_equal(hole_attack(wan, h->client, SSRP_PORT,
					     h->peer, 53),
				 0);
		assert_int_equal(hole_attack(lan, h->client, SSRP_PORT,
					     h->peer, 53),
				 0);
	}
}

/* The client's own segment: by its interface no answer comes. */
static void test_the_openers_interface(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(lan_vlan, h->client, h->peer, 53);
		hole_attack_fails(lan_vlan, h->peer, 53, h->client);
		assert_true(hole_attack(lan, h->peer, 53, h->client,
					SSRP_PORT) > 5);
	}
}

/* Another namespace has flows of its own. */
static void test_another_namespace(void **state)
{
	const struct hole_hosts *h;
	struct flow_router first;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(lan, h->client, h->peer, 53);
		first = hole_router;
		flow_router_make(&hole_router, hole_policy, HOLE_SLOTS);
		hole_attack_fails(wan, h->peer, 53, h->client);
		flow_router_free(&first);
	}
}

/* An outside "client" asks a server of ours, then overflows a client there. */
static void test_hostile_client_outside(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(wan, h->attacker, h->client, 5000);
		assert_int_equal(hole_router.opened, 1);
		assert_int_equal(hole_attack(wan, h->attacker,
					     SSRP_PORT, h->client,
					     5000),
				 0);
		assert_int_equal(hole_attack(wan, h->attacker,
					     SSRP_PORT, h->client,
					     SSRP_PORT),
				 0);
		hole_attack_fails(wan, h->attacker, 5000, h->client);
	}
}

/* With both ports 1434 nothing is a flow. */
static void test_both_ports(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(lan, h->service, h->attacker, SSRP_PORT);
		assert_int_equal(hole_router.opened, 0);
		hole_attack_fails(wan, h->attacker, SSRP_PORT,
				  h->service);
	}
}

/* Through the hole_router, from one outside network to another: no flow. */
static void test_transit(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(wan, h->peer, h->attacker, 53);
		hole_attack_fails(wan2, h->attacker, 53, h->peer);
		hole_attack_fails(unnamed, h->attacker, 53, h->peer);
		hole_begin(hole_policy);
		hole_ask(unnamed, h->peer, h->attacker, 53);
		hole_attack_fails(wan, h->attacker, 53, h->peer);
	}
}

/* Only the router sends what comes from itself. */
static void test_router_itself(void **state)
{
	const struct hole_hosts *h;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(wan, "192.0.2.1", "203.0.113.66", 53);
		hole_attack_fails(wan, "203.0.113.66", 53, "192.0.2.1");
		hole_ask(own, h->client, h->peer, 53);
		assert_true(hole_attack(wan, h->peer, 53, h->client,
					SSRP_PORT) > 5);
		hole_attack_fails(wan, h->attacker, 53, h->client);
	}
}

/* Addresses that no host has */
static void test_no_host(void **state)
{
	static const char *const nobody[][2] = {
		{ "0.0.0.0", "203.0.113.66" },
		{ "224.0.0.251", "203.0.113.66" },
		{ "255.255.255.255", "203.0.113.66" },
		{ "192.0.2.10", "224.0.0.251" },
		{ "192.0.2.10", "255.255.255.255" },
		{ "::", "2001:db8:bad::66" },
		{ "ff02::fb", "2001:db8:bad::66" },
		{ "2001:db8:2::10", "ff02::fb" },
	};
	size_t i;

	hole_begin(hole_policy);
	for (i = 0; i < sizeof(nobody) / sizeof(*nobody); i++) {
		hole_ask(lan, nobody[i][0], nobody[i][1], 53);
		assert_int_equal(hole_router.opened, 0);
	}
}

/* Who has a flow of his own does not get the worm through by it. */
static void test_worm_in_an_owned_flow(void **state)
{
	const struct hole_hosts *h;
	unsigned int worms = 0;
	size_t i;

	for_each_family(h) {
		hole_begin(hole_policy);
		hole_ask(lan, h->client, h->peer, 53);
		for (i = 0; i < hole_vectors->count; i++) {
			const struct vector *v = &hole_vectors->list[i];

			if (!hole_is_attack(v) ||
			    reason_class(v->reason) != CLASS_SLAMMER)
				continue;
			worms++;
			assert_false(flow_passed(hole_send(
				wan, h->peer, 53, h->client, SSRP_PORT,
				v->payload, v->length)));
		}
	}
	assert_true(worms >= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_spoofed_opener),
		cmocka_unit_test(test_spoofed_opener_unnamed),
		cmocka_unit_test(test_service_answers),
		cmocka_unit_test(test_pending_control),
		cmocka_unit_test(test_pending_service),
		cmocka_unit_test(test_pending_spoofed_opener),
		cmocka_unit_test(test_pending_spoofed),
		cmocka_unit_test(test_pending_after_a_question),
		cmocka_unit_test(test_attack_opens_nothing),
		cmocka_unit_test(test_answer_to_an_earlier_one),
		cmocka_unit_test(test_dropped_question_hinders_nobody),
		cmocka_unit_test(test_another_tuple),
		cmocka_unit_test(test_the_openers_interface),
		cmocka_unit_test(test_another_namespace),
		cmocka_unit_test(test_hostile_client_outside),
		cmocka_unit_test(test_both_ports),
		cmocka_unit_test(test_transit),
		cmocka_unit_test(test_router_itself),
		cmocka_unit_test(test_no_host),
		cmocka_unit_test(test_worm_in_an_owned_flow),
	};

	return cmocka_run_group_tests(tests, hole_setup, hole_teardown);
}
