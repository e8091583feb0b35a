// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_mutate.c - the lab's mutants: reproducible by seed, and of every kind
 *
 * The filter reads them in buffers of exactly their size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/error.h"
#include "lab/tools/mutate.h"
#include "common/names.h"

#define VECTORS	"tests/vectors/vectors.txt"
#define SEED	20030125
#define COUNT	100000

static struct vectors *vectors;
static struct stock stock;

/* The fast path agrees with the full inspection. */
static void check_shortcuts(const uint8_t *p, uint32_t n, uint16_t type,
			    enum slammer_reason reason)
{
	const uint8_t *dport;
	enum slammer_reason plain = packet_fast_path(p, n, type, &dport);

	if (plain != REASON_COUNT)
		assert_int_equal(plain, reason);
}

static enum slammer_reason inspect(const struct mutant *m)
{
	uint32_t n = (uint32_t)m->length - VECTOR_ETHERNET;
	uint16_t type = load_be16(m->bytes + 12);
	struct packet pkt = { .family = 0 };
	uint8_t *exact = malloc(n ? n : 1);
	enum slammer_reason reason;

	assert_non_null(exact);
	memcpy(exact, m->bytes + VECTOR_ETHERNET, n);
	reason = packet_inspect(exact, n, n, type, 0, NULL, &pkt);
	assert_true(reason_known(reason));
	assert_true(pkt.payload + pkt.avail <= n);
	check_shortcuts(exact, n, type, reason);
	free(exact);
	return reason;
}

/* Enough mutants of each reason to make the comparison with the kernel useful. */
static void test_every_reason(void **state)
{
	static const unsigned int least = COUNT / 1000;
	unsigned int seen[REASON_COUNT] = { 0 }, r;
	struct mutant m;
	uint64_t i;

	for (i = 0; i < COUNT; i++) {
		mutate(&stock, SEED, i, &m);
		assert_in_range(m.length, VECTOR_ETHERNET, MUTANT_MAX);
		seen[inspect(&m)]++;
	}
	/* a packet alone is never solicited */
	for (r = 0; r < REASON_COUNT; r++)
		if (reason_known(r) && r != REASON_SIGNATURE &&
		    r != REASON_SOLICITED && seen[r] < least)
			fail_msg("only %u of %d are %s", seen[r], COUNT,
				 reason_name(r));
}

/* A mutant can be reproduced by seed and number alone. */
static void test_same_again(void **state)
{
	static struct mutant first[100];
	unsigned int differ = 0;
	struct mutant m;
	uint64_t i;

	for (i = 0; i < 100; i++)
		mutate(&stock, SEED, i, &first[i]);
	for (i = 100; i--; ) {
		mutate(&stock, SEED, i, &m);
		assert_ptr_equal(m.of, first[i].of);
		assert_int_equal(m.length, first[i].length);
		assert_memory_equal(m.bytes, first[i].bytes, m.length);
		mutate(&stock, SEED + 1, i, &m);
		differ += m.length != first[i].length ||
			  memcmp(m.bytes, first[i].bytes, m.length);
	}
	assert_true(differ > 95);
}

/* Most mutants are changed, but not all: plain vectors are included. */
static void test_changed(void **state)
{
	unsigned int same = 0;
	struct mutant m;
	uint64_t i;
	size_t k;

	for (i = 0; i < 10000; i++) {
		mutate(&stock, SEED, i, &m);
		for (k = 0; m.of != stock.list[k].of; )
			k++;
		same += m.length == stock.list[k].length &&
			!memcmp(m.bytes, stock.list[k].bytes, m.length);
	}
	assert_in_range(same, 1, 2000);
}

static int setup(void **state)
{
	struct error error;

	vectors = vectors_load(VECTORS, &error);
	if (!vectors)
		print_error("%s\n", error.text);
	return vectors && !stock_make(&stock, vectors) ? 0 : -1;
}

static int teardown(void **state)
{
	free(stock.list);
	vectors_free(vectors);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_reason),
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_changed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
