// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_flow_mutants.c - no mutant of a vector becomes solicited by a flow of others
 *
 * The lab's mutants, beside flows that differ from those of the vectors in one place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lab/tools/mutate.h"
#include "support/hole_fixture.h"

#define MUTANTS 1000000
#define SEED	20030125

/* Flows that differ from the vectors' own in one place each */
struct neighbours {
	struct flow_key key[3 * 1024];
	size_t count;
};

static void open_neighbour(struct neighbours *n, struct flow_key key,
			   struct flow_place place)
{
	struct flow_datagram d = { key.client,
				   key.peer,
				   SSRP_PORT,
				   key.port,
				   (const uint8_t *)"hello",
				   5 };
	uint64_t before = hole_router.opened;

	flow_router_datagram(&hole_router, place, &d);
	if (hole_router.opened != before && n->count < 3 * 1024)
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
				   load_be16(m->bytes + 12), 0, NULL,
				   &pkt) < REASON_FIRST_RULED ||
		    flow_way(&pkt) != FLOW_ANSWERS)
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

	memcpy(hole_router.table[FLOW_INSIDE], before->table[FLOW_INSIDE],
	       size);
	memcpy(hole_router.table[FLOW_OTHERS], before->table[FLOW_OTHERS],
	       size);
	hole_router.opened = before->opened;
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

	assert_int_equal(stock_make(&stock, hole_vectors), 0);
	flow_router_free(&hole_router);
	flow_router_make(&hole_router, hole_policy, 8 * HOLE_SLOTS);
	open_neighbours(&neighbours, &stock);
	flow_router_make(&before, hole_policy, 8 * HOLE_SLOTS);
	memcpy(before.table[FLOW_INSIDE], hole_router.table[FLOW_INSIDE],
	       8 * HOLE_SLOTS * sizeof(struct flow_entry));
	memcpy(before.table[FLOW_OTHERS], hole_router.table[FLOW_OTHERS],
	       8 * HOLE_SLOTS * sizeof(struct flow_entry));
	before.opened = hole_router.opened;

	for (number = 0; number < MUTANTS; number++) {
		mutate(&stock, SEED, number, &m);
		result = flow_router_frame(&hole_router, *places[number % 6],
					   m.bytes + VECTOR_ETHERNET,
					   m.length - VECTOR_ETHERNET,
					   load_be16(m.bytes + 12));
		ruled += result.reason >= REASON_FIRST_RULED;
		solicited += result.reason == REASON_SOLICITED;
		if (result.reason == REASON_SOLICITED &&
		    !owned(&neighbours, &m))
			fail_msg("mutant %llu of %s is solicited",
				 (unsigned long long)number, m.of);
		if (hole_router.opened != before.opened)
			restore(&before);
	}
	print_message("%llu mutants with a rule, %llu by a flow of their own\n",
		      (unsigned long long)ruled, (unsigned long long)solicited);
	assert_true(ruled > MUTANTS / 4);
	assert_true(solicited < MUTANTS / 100);
	flow_router_free(&before);
	free(stock.list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mutants),
	};

	return cmocka_run_group_tests(tests, hole_setup, hole_teardown);
}
