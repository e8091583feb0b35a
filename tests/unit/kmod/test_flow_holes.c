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
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/address.h"
#include "lab/tools/mutate.h"
#include "policy/model.h"
#include "support/flow_fixture.h"
#include "vectors/vector.h"

#define SIZE		1024	/* slots of a table */
#define MUTANTS		1000000
#define SEED		20030125

static const struct flow_place wan = { 2, 0, ZONE_EXTERNAL };
static const struct flow_place wan2 = { 3, 0, ZONE_EXTERNAL };
static const struct flow_place wan_vlan = { 2, 0x1007, ZONE_EXTERNAL };
static const struct flow_place lan = { 4, 0, ZONE_INTERNAL };
static const struct flow_place lan2 = { 5, 0, ZONE_INTERNAL };
static const struct flow_place unnamed = { 6, 0, ZONE_UNNAMED };
static const struct flow_place unnamed2 = { 7, 0, ZONE_UNNAMED };
static const struct flow_place own = { 0, 0, ZONE_LOCAL };

/* Who there is, in each family */
struct hosts {
	const char *service;	/* inside: the one that is attacked */
	const char *client;	/* inside, on port 1434 */
	const char *attacker;	/* outside */
	const char *peer;	/* outside, whom clients ask */
};

static const struct hosts families[] = {
	{ "192.0.2.10", "192.0.2.20", "203.0.113.66", "198.51.100.77" },
	{ "2001:db8:2::10", "2001:db8:2::20", "2001:db8:bad::66",
	  "2001:db8:100::77" },
};

static struct vectors *vectors;
static struct ruleset *shipped;
static struct ruleset *open_ended;	/* without internal prefixes */
static struct flow_router router;

static struct address at(const char *text)
{
	struct prefix prefix;
	struct error error;

	assert_int_equal(prefix_parse(text, &prefix, &error), 0);
	return prefix.addr;
}

static struct flow_result send_bytes(struct flow_place place, const char *src,
				     uint16_t sport, const char *dst,
				     uint16_t dport, const void *bytes,
				     size_t length)
{
	struct flow_datagram d = {
		at(src), at(dst), sport, dport, bytes, length
	};

	return flow_router_datagram(&router, place, &d);
}

static struct flow_result send_text(struct flow_place place, const char *src,
				    uint16_t sport, const char *dst,
				    uint16_t dport, const char *text)
{
	return send_bytes(place, src, sport, dst, dport, text, strlen(text));
}

/* A client's question, which does not come back as an error of the test */
static void ask(struct flow_place place, const char *src, const char *dst,
		uint16_t dport)
{
	assert_true(flow_passed(send_text(place, src, SSRP_PORT, dst, dport,
					  "\x10hello")));
}

/* Attacks as payloads; those whose headers are odd are not for here. */
static bool is_attack(const struct vector *v)
{
	return reason_is_attack(v->reason) && v->layers == 2 && v->length &&
	       v->layer[1].length.how == LENGTH_TRUE && !v->cut;
}

static enum slammer_reason alone(const struct flow_datagram *d)
{
	struct packet pkt = {
		.src = d->src, .dst = d->dst, .sport = d->sport,
		.dport = d->dport, .wire = (uint32_t)d->length,
		.avail = min_u32((uint32_t)d->length, PACKET_WINDOW - 48),
		.family = address_is_ip4(d->src) ? 4 : 6,
	};

	return packet_classify(d->payload, &router.ruleset->signatures, &pkt);
}

/* All attacks, one after the other. How many are let through because of a flow? */
static unsigned int attack(struct flow_place place, const char *src,
			   uint16_t sport, const char *dst, uint16_t dport)
{
	unsigned int through = 0, attacks = 0;
	struct flow_result result;
	size_t i;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		struct flow_datagram d = {
			at(src), at(dst), sport, dport, v->payload, v->length
		};

		if (!is_attack(v))
			continue;
		attacks++;
		result = flow_router_datagram(&router, place, &d);
		if (result.reason == REASON_SOLICITED) {
			through++;
			assert_true(reason_class(v->reason) != CLASS_SLAMMER);
		} else {
			assert_int_equal(result.reason, alone(&d));
		}
	}
	assert_true(attacks >= 15);
	return through;
}

static void attack_fails(struct flow_place place, const char *src,
			 uint16_t sport, const char *dst)
{
	assert_int_equal(attack(place, src, sport, dst, SSRP_PORT), 0);
}

static void begin(const struct ruleset *ruleset)
{
	flow_router_free(&router);
	flow_router_make(&router, ruleset, SIZE);
}

#define EACH_FAMILY(h) (h = families; h < families + 2; h++)

/* That an attack can be seen to get through: by the flow of its own client */
static void test_control(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		attack_fails(wan, h->peer, 53, h->client);
		router.now += FLOW_UNASKED + 1;
		ask(lan, h->client, h->peer, 53);
		assert_true(attack(wan, h->peer, 53, h->client, SSRP_PORT) > 5);
		assert_true(attack(lan2, h->peer, 53, h->client, SSRP_PORT) > 5);
	}
}

/* An outsider pretends to be the service, and asks himself. */
static void test_spoofed_opener(void **state)
{
	static const struct flow_place *const places[] = {
		&wan, &wan2, &wan_vlan, &unnamed
	};
	const struct hosts *h;
	size_t i;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(wan, h->service, h->attacker, 53);
		assert_int_equal(router.opened, 0);
		for (i = 0; i < 4; i++)
			attack_fails(*places[i], h->attacker, 53, h->service);

		/* Policy does not say which addresses are inside. */
		begin(open_ended);
		ask(wan, h->service, h->attacker, 53);
		for (i = 0; i < 4; i++)
			attack_fails(*places[i], h->attacker, 53, h->service);
	}
}

/* Interfaces without a name: not by the one of the opener. */
static void test_spoofed_opener_unnamed(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(unnamed, h->service, h->attacker, 53);
		attack_fails(unnamed, h->attacker, 53, h->service);
		attack_fails(wan, h->attacker, 53, h->service);
		/* What remains, and is documented: two uplinks without a name */
		assert_true(attack(unnamed2, h->attacker, 53, h->service,
				   SSRP_PORT) > 5);
	}
}

/* What a service sends, whatever makes it do so, opens nothing. */
static void test_service_answers(void **state)
{
	static const char *const answers[] = {
		"\x05\x10", "\x05", "\x0a", "\x0a" "ping",
		"\x05\x58\x02ServerName;X;InstanceName;Y;;"
	};
	const struct hosts *h;
	size_t i;

	for EACH_FAMILY(h) {
		for (i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
			begin(shipped);
			send_text(lan, h->service, SSRP_PORT, h->attacker, 53,
				  answers[i]);
			assert_int_equal(router.opened, 0);
			attack_fails(wan, h->attacker, 53, h->service);
		}
	}
}

/* The attacks themselves, from port 1434: an infected host is no client. */
static void test_attack_opens_nothing(void **state)
{
	const struct hosts *h;
	struct flow_result result;
	size_t i;

	for EACH_FAMILY(h) {
		begin(shipped);
		for (i = 0; i < vectors->count; i++) {
			const struct vector *v = &vectors->list[i];

			if (!is_attack(v))
				continue;
			result = send_bytes(lan, h->service, SSRP_PORT,
					    h->attacker, 53, v->payload,
					    v->length);
			if (reason_is_attack(result.reason) ||
			    reason_class(v->reason) == CLASS_SLAMMER)
				assert_int_equal(router.opened, 0);
			if (router.opened)
				begin(shipped);
		}
	}
}

/* The attacker asks first, by anything that passes: what answers is no client. */
static void test_answer_to_an_earlier_one(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		assert_true(flow_passed(send_text(wan, h->attacker, 53,
						  h->service, SSRP_PORT, "x")));
		router.now += FLOW_UNASKED;
		ask(lan, h->service, h->attacker, 53);
		assert_int_equal(router.opened, 0);
		assert_int_equal(router.answered, 1);
		attack_fails(wan, h->attacker, 53, h->service);
		/* from another port of his, too late, or dropped: nothing follows */
		ask(lan, h->service, h->attacker, 54);
		assert_int_equal(router.opened, 1);
		attack_fails(wan, h->attacker, 53, h->service);
	}
}

/* A dropped datagram was never seen by the host: it hinders no client. */
static void test_dropped_question_hinders_nobody(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		assert_false(flow_passed(send_text(wan, h->peer, 53, h->client,
						   SSRP_PORT, "\x02")));
		ask(lan, h->client, h->peer, 53);
		assert_int_equal(router.opened, 1);
	}
}

/* A client's flow, and all that differs from it in one place */
static void test_another_tuple(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(lan, h->client, h->peer, 53);
		attack_fails(wan, h->peer, 54, h->client);
		attack_fails(wan, h->attacker, 53, h->client);
		attack_fails(wan, h->peer, 53, h->service);
		attack_fails(wan, h->peer, SSRP_PORT, h->client);
		attack_fails(wan, h->peer, 53, families[1].client == h->client ?
			     families[0].client : families[1].client);
		/* and the other way about: its own direction */
		assert_int_equal(attack(wan, h->client, SSRP_PORT, h->peer, 53),
				 0);
		assert_int_equal(attack(lan, h->client, SSRP_PORT, h->peer, 53),
				 0);
	}
}

/* The client's own segment: by its interface no answer comes. */
static void test_the_openers_interface(void **state)
{
	static const struct flow_place vlan = { 4, 0x1007, ZONE_INTERNAL };
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(vlan, h->client, h->peer, 53);
		attack_fails(vlan, h->peer, 53, h->client);
		assert_true(attack(lan, h->peer, 53, h->client, SSRP_PORT) > 5);
	}
}

/* Another namespace has flows of its own. */
static void test_another_namespace(void **state)
{
	const struct hosts *h;
	struct flow_router first;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(lan, h->client, h->peer, 53);
		first = router;
		flow_router_make(&router, shipped, SIZE);
		attack_fails(wan, h->peer, 53, h->client);
		flow_router_free(&first);
	}
}

/* An outside "client" asks a server of ours, then overflows a client there. */
static void test_hostile_client_outside(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(wan, h->attacker, h->client, 5000);
		assert_int_equal(router.opened, 1);
		assert_int_equal(attack(wan, h->attacker, SSRP_PORT, h->client,
					5000), 0);
		assert_int_equal(attack(wan, h->attacker, SSRP_PORT, h->client,
					SSRP_PORT), 0);
		attack_fails(wan, h->attacker, 5000, h->client);
	}
}

/* With both ports 1434 nothing is a flow. */
static void test_both_ports(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(lan, h->service, h->attacker, SSRP_PORT);
		assert_int_equal(router.opened, 0);
		attack_fails(wan, h->attacker, SSRP_PORT, h->service);
	}
}

/* Through the router, from one outside network to another: no flow. */
static void test_transit(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(wan, h->peer, h->attacker, 53);
		attack_fails(wan2, h->attacker, 53, h->peer);
		attack_fails(unnamed, h->attacker, 53, h->peer);
		begin(shipped);
		ask(unnamed, h->peer, h->attacker, 53);
		attack_fails(wan, h->attacker, 53, h->peer);
	}
}

/* What the router sends itself; nobody else can send it. */
static void test_router_itself(void **state)
{
	const struct hosts *h;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(wan, "192.0.2.1", "203.0.113.66", 53);
		attack_fails(wan, "203.0.113.66", 53, "192.0.2.1");
		ask(own, h->client, h->peer, 53);
		assert_true(attack(wan, h->peer, 53, h->client, SSRP_PORT) > 5);
		attack_fails(wan, h->attacker, 53, h->client);
	}
}

/* Addresses that no host has */
static void test_no_host(void **state)
{
	static const char *const nobody[][2] = {
		{ "0.0.0.0", "203.0.113.66" }, { "224.0.0.251", "203.0.113.66" },
		{ "255.255.255.255", "203.0.113.66" },
		{ "192.0.2.10", "224.0.0.251" }, { "192.0.2.10", "255.255.255.255" },
		{ "::", "2001:db8:bad::66" }, { "ff02::fb", "2001:db8:bad::66" },
		{ "2001:db8:2::10", "ff02::fb" },
	};
	size_t i;

	begin(shipped);
	for (i = 0; i < sizeof(nobody) / sizeof(*nobody); i++) {
		ask(lan, nobody[i][0], nobody[i][1], 53);
		assert_int_equal(router.opened, 0);
	}
}

/* Answers alone keep no flow open, and nobody outside can do it for the client. */
static void test_ageing(void **state)
{
	const struct hosts *h;
	uint32_t i;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(lan, h->client, h->peer, 53);
		router.now += FLOW_UNANSWERED + 1;
		attack_fails(wan, h->peer, 53, h->client);

		begin(shipped);
		ask(lan, h->client, h->peer, 53);
		for (i = 0; i < FLOW_ANSWERED + 1; i += 10, router.now += 10) {
			assert_int_equal(send_text(wan, h->peer, 53, h->client,
						   SSRP_PORT, "x").reason,
					 REASON_SOLICITED);
			ask(wan, h->client, h->peer, 53);	/* forged */
			ask(unnamed, h->client, h->peer, 53);
		}
		attack_fails(wan, h->peer, 53, h->client);
	}
}

/* Openers without end from outside: the flows of inside clients are still there. */
static void test_flood_from_outside(void **state)
{
	struct flow_datagram d = {
		at("203.0.113.66"), at("192.0.2.10"), SSRP_PORT, 0,
		(const uint8_t *)"hello", 5
	};
	uint32_t i;

	begin(shipped);
	ask(lan, "192.0.2.20", "198.51.100.77", 53);
	for (i = 0; i < 100 * SIZE; i++) {
		d.src.lo += 1;
		d.dport = (uint16_t)(i | 1 << 15);
		flow_router_datagram(&router, wan, &d);
	}
	assert_true(router.evicted > 90 * SIZE);
	assert_true(attack(wan, "198.51.100.77", 53, "192.0.2.20", SSRP_PORT) > 5);
	attack_fails(wan, "203.0.113.66", 53, "192.0.2.10");
	attack_fails(wan, "203.0.113.67", 40000, "192.0.2.10");
}

/* As many from inside: a flow with answers stays, and a full table opens nothing. */
static void test_flood_from_inside(void **state)
{
	struct flow_datagram d = {
		at("192.0.2.66"), at("203.0.113.66"), SSRP_PORT, 53,
		(const uint8_t *)"hello", 5
	};
	struct flow_datagram answer = { .sport = 53, .dport = SSRP_PORT,
					.payload = d.payload, .length = 5 };
	uint32_t i;

	begin(shipped);
	ask(lan, "192.0.2.20", "198.51.100.77", 53);
	send_text(wan, "198.51.100.77", 53, "192.0.2.20", SSRP_PORT, "x");
	for (i = 0; i < 100 * SIZE; i++) {
		d.dst.lo += 1;
		flow_router_datagram(&router, lan, &d);
		answer.src = d.dst;
		answer.dst = d.src;
		flow_router_datagram(&router, wan, &answer);
	}
	assert_true(router.refused > SIZE);
	assert_true(router.refused + router.answered > 90 * SIZE);
	assert_true(attack(wan, "198.51.100.77", 53, "192.0.2.20", SSRP_PORT) > 5);
	attack_fails(wan, "203.0.113.66", 53, "192.0.2.10");
	attack_fails(wan, "192.0.2.66", 53, "192.0.2.10");
}

/* Who has a flow of his own does not get the worm through by it. */
static void test_worm_in_an_owned_flow(void **state)
{
	const struct hosts *h;
	unsigned int worms = 0;
	size_t i;

	for EACH_FAMILY(h) {
		begin(shipped);
		ask(lan, h->client, h->peer, 53);
		for (i = 0; i < vectors->count; i++) {
			const struct vector *v = &vectors->list[i];

			if (!is_attack(v) ||
			    reason_class(v->reason) != CLASS_SLAMMER)
				continue;
			worms++;
			assert_false(flow_passed(send_bytes(wan, h->peer, 53,
							    h->client, SSRP_PORT,
							    v->payload,
							    v->length)));
		}
	}
	assert_true(worms >= 4);
}

/* Flows that differ from the vectors' own in one place each */
struct neighbours {
	struct flow_key key[3 * 1024];
	size_t count;
};

static void open_neighbour(struct neighbours *n, struct flow_key key,
			   struct flow_place place)
{
	struct flow_datagram d = {
		key.client, key.peer, SSRP_PORT, key.port,
		(const uint8_t *)"hello", 5
	};
	uint64_t before = router.opened;

	flow_router_datagram(&router, place, &d);
	if (router.opened != before && n->count < 3 * 1024)
		n->key[n->count++] = key;
}

static void open_neighbours(struct neighbours *n, const struct stock *stock)
{
	size_t i;

	for (i = 0; i < stock->count; i++) {
		const struct mutant *m = &stock->list[i];
		struct packet pkt = { .family = 0 };
		struct flow_key key;

		if (packet_inspect(m->bytes + VECTOR_ETHERNET,
				   (uint32_t)m->length - VECTOR_ETHERNET,
				   (uint32_t)m->length - VECTOR_ETHERNET,
				   load_be16(m->bytes + 12), 0, NULL, &pkt) <
		    REASON_FIRST_RULED || flow_way(&pkt) != FLOW_ANSWERS)
			continue;
		key = flow_key(&pkt, FLOW_ANSWERS);
		key.port ^= 1;
		open_neighbour(n, key, lan);
		key.port ^= 1;
		key.peer.lo ^= 1;
		open_neighbour(n, key, lan);
		key.peer.lo ^= 1;
		key.client.lo ^= 1;
		open_neighbour(n, key, wan);
	}
	print_message("%zu neighbours\n", n->count);
	assert_true(n->count > 100);
}

/* Is a flow with exactly these ends open? */
static bool owned(const struct neighbours *n, const struct mutant *m)
{
	uint32_t length = (uint32_t)m->length - VECTOR_ETHERNET;
	struct packet pkt = { .family = 0 };
	struct flow_key key;
	size_t i;

	packet_inspect(m->bytes + VECTOR_ETHERNET, length, length,
		       load_be16(m->bytes + 12), 0, NULL, &pkt);
	key = flow_key(&pkt, FLOW_ANSWERS);
	for (i = 0; i < n->count; i++)
		if (flow_key_equal(&n->key[i], &key))
			return true;
	return false;
}

/* What mutants have opened themselves is closed again. */
static void restore(const struct flow_router *before)
{
	size_t size = before->size * sizeof(**before->table);

	memcpy(router.table[FLOW_INSIDE], before->table[FLOW_INSIDE], size);
	memcpy(router.table[FLOW_OTHERS], before->table[FLOW_OTHERS], size);
	router.opened = before->opened;
}

/* Mutants of all vectors, while there are flows of others, very similar to them */
static void test_mutants(void **state)
{
	static const struct flow_place *const places[] = {
		&wan, &wan2, &lan, &lan2, &unnamed, &unnamed2
	};
	static struct neighbours neighbours;
	uint64_t number, ruled = 0, solicited = 0;
	struct flow_router before;
	struct flow_result result;
	struct stock stock;
	struct mutant m;

	assert_int_equal(stock_make(&stock, vectors), 0);
	flow_router_free(&router);
	flow_router_make(&router, shipped, 8 * SIZE);
	open_neighbours(&neighbours, &stock);
	flow_router_make(&before, shipped, 8 * SIZE);
	memcpy(before.table[FLOW_INSIDE], router.table[FLOW_INSIDE],
	       8 * SIZE * sizeof(struct flow_entry));
	memcpy(before.table[FLOW_OTHERS], router.table[FLOW_OTHERS],
	       8 * SIZE * sizeof(struct flow_entry));
	before.opened = router.opened;

	for (number = 0; number < MUTANTS; number++) {
		mutate(&stock, SEED, number, &m);
		result = flow_router_frame(&router, *places[number % 6],
					   m.bytes + VECTOR_ETHERNET,
					   m.length - VECTOR_ETHERNET,
					   load_be16(m.bytes + 12));
		ruled += result.reason >= REASON_FIRST_RULED;
		solicited += result.reason == REASON_SOLICITED;
		if (result.reason == REASON_SOLICITED && !owned(&neighbours, &m))
			fail_msg("mutant %llu of %s is solicited",
				 (unsigned long long)number, m.of);
		if (router.opened != before.opened)
			restore(&before);
	}
	print_message("%llu mutants with a rule, %llu by a flow of their own\n",
		      (unsigned long long)ruled, (unsigned long long)solicited);
	assert_true(ruled > MUTANTS / 4);
	assert_true(solicited < MUTANTS / 100);
	flow_router_free(&before);
	free(stock.list);
}

static struct ruleset *compile(struct policy *policy)
{
	struct ruleset *ruleset = policy_compile(policy);

	policy_free(policy);
	return ruleset;
}

static int setup(void **state)
{
	struct config_messages messages = { .list = NULL };
	struct error error;
	struct policy *policy;

	vectors = vectors_load("tests/vectors/vectors.txt", &error);
	policy = policy_load("etc/policy.conf", &messages);
	if (!vectors || !policy)
		return -1;
	shipped = compile(policy);
	open_ended = malloc(sizeof(*open_ended));
	if (!shipped || !open_ended)
		return -1;
	*open_ended = *shipped;
	memset(&open_ended->internal, 0, sizeof(open_ended->internal));
	return 0;
}

static int teardown(void **state)
{
	flow_router_free(&router);
	free(open_ended);
	ruleset_free(shipped);
	vectors_free(vectors);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_spoofed_opener),
		cmocka_unit_test(test_spoofed_opener_unnamed),
		cmocka_unit_test(test_service_answers),
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
		cmocka_unit_test(test_ageing),
		cmocka_unit_test(test_flood_from_outside),
		cmocka_unit_test(test_flood_from_inside),
		cmocka_unit_test(test_worm_in_an_owned_flow),
		cmocka_unit_test(test_mutants),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
