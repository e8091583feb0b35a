// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sketch.c - hash, registers and merging, against a naive reference
 *
 * The accuracy of the estimates is tested in test_estimate.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nfslammer/sketch.h"

#define RANK_MAX	(64 - NFSL_SKETCH_BITS + 1)

static uint64_t seed;

static uint64_t random_next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static int setup(void **state)
{
	seed = 88172645463325252ull;
	return 0;
}

/* Bit @i of a hash, 0 the highest. */
static int bit(uint64_t hash, unsigned int i)
{
	return hash >> (63 - i) & 1;
}

static void reference_add(uint8_t *registers, uint64_t hash)
{
	unsigned int i, index = 0, rank = 1;

	for (i = 0; i < NFSL_SKETCH_BITS; i++)
		index = 2 * index + (unsigned int)bit(hash, i);
	for (; i < 64 && !bit(hash, i); i++)
		rank++;
	if (registers[index] < rank)
		registers[index] = (uint8_t)rank;
}

/*
 * Registers are merged between routers, so this hash must never change. The values
 * were computed by another program with unbounded integers.
 */
static void test_hash_is_the_same_everywhere(void **state)
{
	static const struct {
		struct address address;
		uint64_t hash;
	} known[] = {
		{ { 0, 0 }, 0 },
		{ { 0, 0xffffc0000201ull }, 0x9c852c5f974ba53dull },
		{ { 0, 0xffffc6336401ull }, 0xf88ecfff3a6a96a2ull },
		{ { 0x20010db800020000ull, 1 }, 0x518562b3018e191bull },
		{ { 0x20010db800020000ull, 2 }, 0xf1cb4d3892349bc8ull },
		{ { ~0ull, ~0ull }, 0x106c2b461b600b59ull },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		assert_int_equal(sketch_hash(known[i].address), known[i].hash);
}

/* Each bit of an address turns about half of the upper bits of its hash. */
static void test_hash_depends_on_every_bit(void **state)
{
	struct address a, b;
	unsigned int i, k, turned;

	for (i = 0; i < 128; i++) {
		for (turned = k = 0; k < 1000; k++) {
			a.hi = b.hi = random_next();
			a.lo = b.lo = random_next();
			*(i < 64 ? &b.hi : &b.lo) ^= 1ull << i % 64;
			turned += (unsigned int)__builtin_popcountll(
				(sketch_hash(a) ^ sketch_hash(b)) >> 32);
		}
		assert_in_range(turned, 10 * 1000, 22 * 1000);
	}
}

static void test_add_matches_reference(void **state)
{
	uint8_t registers[NFSL_SKETCH_SIZE] = { 0 }, reference[NFSL_SKETCH_SIZE] = { 0 };
	uint64_t hash;
	unsigned int i;

	for (i = 0; i < 100000; i++) {
		/* high ranks as well, which are rare among random hashes */
		hash = random_next() & ~0ull >> (i % 2 ? 0 : i % 60);
		if (i % 3 == 0)
			hash |= random_next() << (64 - NFSL_SKETCH_BITS);
		sketch_add(registers, hash);
		reference_add(reference, hash);
	}
	assert_memory_equal(registers, reference, sizeof(reference));
}

static void test_first_and_last(void **state)
{
	uint8_t registers[NFSL_SKETCH_SIZE + 1] = { 0 };

	registers[NFSL_SKETCH_SIZE] = 0xa5;
	sketch_add(registers, 0);
	assert_int_equal(registers[0], RANK_MAX);
	sketch_add(registers, 1);
	assert_int_equal(registers[0], RANK_MAX);
	sketch_add(registers, ~0ull);
	assert_int_equal(registers[NFSL_SKETCH_SIZE - 1], 1);
	sketch_add(registers, ~0ull << (64 - NFSL_SKETCH_BITS) | 1);
	assert_int_equal(registers[NFSL_SKETCH_SIZE - 1], RANK_MAX - 1);
	assert_int_equal(registers[NFSL_SKETCH_SIZE], 0xa5);
}

static void test_again_changes_nothing(void **state)
{
	uint8_t once[NFSL_SKETCH_SIZE] = { 0 }, twice[NFSL_SKETCH_SIZE];
	unsigned int round, i;

	for (round = 0; round < 2; round++) {
		setup(NULL);
		for (i = 0; i < 5000; i++)
			sketch_add(once, random_next());
		if (!round)
			memcpy(twice, once, sizeof(once));
	}
	assert_memory_equal(once, twice, sizeof(once));
}

/* Merging two sketches, in either order, equals one sketch of all addresses. */
static void test_merge_equals_union(void **state)
{
	uint8_t a[NFSL_SKETCH_SIZE] = { 0 }, b[NFSL_SKETCH_SIZE] = { 0 };
	uint8_t both[NFSL_SKETCH_SIZE] = { 0 }, ab[NFSL_SKETCH_SIZE];
	uint64_t hash;
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		hash = random_next();
		if (i % 3)
			sketch_add(a, hash);
		if (i % 3 != 1)
			sketch_add(b, hash);
		sketch_add(both, hash);
	}
	assert_memory_not_equal(a, both, sizeof(a));
	assert_memory_not_equal(b, both, sizeof(b));

	memcpy(ab, a, sizeof(a));
	sketch_merge(ab, b, NFSL_SKETCH_SIZE);
	assert_memory_equal(ab, both, sizeof(both));
	sketch_merge(ab, a, NFSL_SKETCH_SIZE);
	assert_memory_equal(ab, both, sizeof(both));
	sketch_merge(b, a, NFSL_SKETCH_SIZE);
	assert_memory_equal(b, both, sizeof(both));
}

static void test_merged_in_parts(void **state)
{
	uint8_t a[4] = { 1, 9, 3, 200 }, b[4] = { 2, 8, 3, 255 };

	sketch_merge(a, b, 2);
	assert_memory_equal(a, ((uint8_t[]) { 2, 9, 3, 200 }), 4);
	sketch_merge(a + 2, b + 2, 2);
	assert_memory_equal(a, ((uint8_t[]) { 2, 9, 3, 255 }), 4);
}

/* What is stored goes; what has risen since, stays. */
static void test_cleared_when_stored(void **state)
{
	uint8_t registers[4] = { 5, 5, 5, 0 };
	const uint8_t stored[4] = { 5, 6, 4, 3 }, left[4] = { 0, 0, 5, 0 };

	sketch_clear(registers, stored, 4);
	assert_memory_equal(registers, left, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_hash_is_the_same_everywhere, setup),
		cmocka_unit_test_setup(test_hash_depends_on_every_bit, setup),
		cmocka_unit_test_setup(test_add_matches_reference, setup),
		cmocka_unit_test_setup(test_first_and_last, setup),
		cmocka_unit_test_setup(test_again_changes_nothing, setup),
		cmocka_unit_test_setup(test_merge_equals_union, setup),
		cmocka_unit_test_setup(test_merged_in_parts, setup),
		cmocka_unit_test_setup(test_cleared_when_stored, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
