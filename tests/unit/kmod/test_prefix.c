// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_prefix.c - the lookup against a naive reference
 *
 * The reference compares bit by bit and walks a list. Seeds are fixed: failures are
 * reproducible.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nfslammer/prefix.h"

#define ENTRIES		500
#define LOOKUPS		1000
#define ROUNDS		24

static uint64_t seed;

static uint64_t random_next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static unsigned int random_below(unsigned int n)
{
	return (unsigned int)(random_next() >> 20) % n;
}

/* Bit @i of an address, 0 the first on the wire. */
static int bit(struct address a, unsigned int i)
{
	return i < 64 ? a.hi >> (63 - i) & 1 : a.lo >> (127 - i) & 1;
}

static void bit_set(struct address *a, unsigned int i, int value)
{
	uint64_t *half = i < 64 ? (uint64_t *)&a->hi : (uint64_t *)&a->lo;
	uint64_t mask = 1ull << (63 - i % 64);

	*half = value ? *half | mask : *half & ~mask;
}

static bool reference_contains(const struct prefix *p, struct address a)
{
	unsigned int i;

	for (i = 0; i < p->len; i++)
		if (bit(p->addr, i) != bit(a, i))
			return false;
	return true;
}

static bool reference_valid(const struct prefix *p)
{
	unsigned int i;

	for (i = p->len; i < 128; i++)
		if (bit(p->addr, i))
			return false;
	return p->len <= 128;
}

/* Few different bits, so that prefixes nest and overlap. */
static struct address random_address(bool v4)
{
	struct address a = { 0, 0 };

	if (v4)
		return address_ip4(0xc0000000u |
				   (uint32_t)(random_next() & 0x00030303u));
	a.hi = 0x20010db800000000ull | (random_next() & 0x0000000300000003ull);
	a.lo = random_next() & 0x8000000000000003ull;
	return a;
}

static struct prefix random_prefix(bool v4)
{
	static const uint8_t lengths4[] = { 96, 100, 104, 112, 118, 120, 127, 128 };
	static const uint8_t lengths6[] = { 0, 32, 47, 48, 63, 64, 65, 128 };
	struct prefix p = { .addr = random_address(v4) };
	unsigned int i = random_below(8);

	p.len = v4 ? lengths4[i] : lengths6[i];
	p.addr = address_and(p.addr, address_mask(p.len));
	return p;
}

static void build(struct pairs *set, const struct pair *list, unsigned int n)
{
	unsigned int i;
	int twice;

	memset(set, 0, sizeof(*set));
	for (i = 0; i < n; i++)
		assert_int_equal(pairs_count(set, &list[i]), 0);
	set->slot = calloc(pairs_layout(set) + 1, sizeof(*set->slot));
	assert_non_null(set->slot);
	for (i = 0; i < n; i++) {
		unsigned int j;

		twice = 0;
		for (j = 0; j < i; j++)
			twice |= !memcmp(&list[i], &list[j], sizeof(*list));
		assert_int_equal(pairs_insert(set, &list[i], i), twice);
	}
}

static void check(const struct pairs *set, const struct pair *list,
		  unsigned int n, struct address src, struct address dst)
{
	int found = pairs_lookup(set, src, dst);
	bool expected = false;
	unsigned int i;

	for (i = 0; i < n && !expected; i++)
		expected = reference_contains(&list[i].from, src) &&
			   reference_contains(&list[i].to, dst);
	assert_int_equal(found >= 0, expected);
	if (found < 0)
		return;
	assert_true((unsigned int)found < n);
	assert_true(reference_contains(&list[found].from, src));
	assert_true(reference_contains(&list[found].to, dst));
}

/* An address at the edge of a prefix: in it, or one bit outside. */
static struct address edge(const struct prefix *p)
{
	struct address a = p->addr;
	unsigned int i;

	for (i = p->len; i < 128; i++)
		bit_set(&a, i, (int)(random_next() >> 33 & 1));
	if (p->len && random_below(2))
		bit_set(&a, p->len - 1u, !bit(a, p->len - 1u));
	return a;
}

static void test_random(void **state)
{
	static struct pair list[ENTRIES];
	unsigned int round, i, n;
	struct pairs set;

	for (round = 0; round < ROUNDS; round++) {
		seed = 0x9e3779b97f4a7c15ull + round;
		n = round ? 1 + random_below(ENTRIES) : ENTRIES;
		memset(list, 0, sizeof(list));
		for (i = 0; i < n; i++) {
			bool v4 = round % 3 == 0 || (round % 3 == 1 && i % 2);

			list[i].from = random_prefix(v4);
			list[i].to = random_prefix(v4);
			/* both families together: fewer lengths of each */
			if (round % 3 == 1 && list[i].from.len % 8)
				list[i].to = list[i].from;
		}
		/* as many pairs of lengths as fit */
		memset(&set, 0, sizeof(set));
		for (i = 0; i < n && !pairs_count(&set, &list[i]); i++)
			;
		n = i;
		build(&set, list, n);
		for (i = 0; i < LOOKUPS; i++) {
			const struct pair *p = &list[random_below(n)];
			bool v4 = random_below(2);

			check(&set, list, n, edge(&p->from), edge(&p->to));
			check(&set, list, n, random_address(v4),
			      random_address(v4));
			check(&set, list, n, edge(&p->to), edge(&p->from));
		}
		free(set.slot);
	}
}

static void test_masks(void **state)
{
	unsigned int len, i;

	for (len = 0; len <= 128; len++) {
		struct address m = address_mask(len);

		for (i = 0; i < 128; i++)
			assert_int_equal(bit(m, i), i < len);
	}
}

static void test_valid(void **state)
{
	unsigned int len, i;

	for (len = 0; len <= 255; len++) {
		struct prefix p = { .len = (uint8_t)len };

		assert_int_equal(prefix_valid(&p), reference_valid(&p));
		for (i = 0; i < 128; i++) {
			struct prefix one = p;

			bit_set(&one.addr, i, 1);
			assert_int_equal(prefix_valid(&one), reference_valid(&one));
		}
	}
}

static void test_contains(void **state)
{
	unsigned int i;

	seed = 1;
	for (i = 0; i < 20000; i++) {
		struct prefix p = random_prefix(i & 1);
		struct address a = edge(&p);

		assert_int_equal(prefix_contains(&p, a), reference_contains(&p, a));
	}
}

/* 0.0.0.0/0 is all of IPv4 and nothing of IPv6; ::/0 is everything. */
static void test_families(void **state)
{
	struct prefix all4 = { .addr = address_ip4(0), .len = 96 };
	struct prefix all = { .len = 0 };
	struct address v4 = address_ip4(0xc0000201), v6 = { 0x20010db8ull << 32, 1 };

	assert_true(prefix_contains(&all4, v4));
	assert_false(prefix_contains(&all4, v6));
	assert_true(prefix_contains(&all, v4));
	assert_true(prefix_contains(&all, v6));
	assert_true(address_is_ip4(v4));
	assert_false(address_is_ip4(v6));
}

static void test_empty(void **state)
{
	struct pairs set = { .slot = NULL };

	assert_int_equal(pairs_layout(&set), 0);
	assert_int_equal(pairs_lookup(&set, address_ip4(1), address_ip4(2)), -1);
}

/* A duplicate is reported, and the first entry stays. */
static void test_duplicate(void **state)
{
	struct pair pair = {
		.from = { address_ip4(0xc0000200), 120 },
		.to = { address_ip4(0xc633640a), 128 },
	};
	struct pairs set = { .slot = NULL };

	assert_int_equal(pairs_count(&set, &pair), 0);
	assert_int_equal(pairs_count(&set, &pair), 0);
	set.slot = calloc(pairs_layout(&set), sizeof(*set.slot));
	assert_non_null(set.slot);
	assert_int_equal(pairs_insert(&set, &pair, 7), 0);
	assert_int_equal(pairs_insert(&set, &pair, 8), 1);
	assert_int_equal(pairs_lookup(&set, address_ip4(0xc00002fe),
				      address_ip4(0xc633640a)), 7);
	assert_int_equal(pairs_lookup(&set, address_ip4(0xc633640a),
				      address_ip4(0xc00002fe)), -1);
	free(set.slot);
}

/* What contains addresses of both families is found for both, and once for each. */
static void test_both_families(void **state)
{
	struct pair list[] = {
		{ { address_ip4(0), 96 }, { { 0, 0 }, 0 } },
		{ { { 0, 0 }, 0 }, { { 0, 0 }, 0 } },
	};
	struct address v4 = address_ip4(0xc0000201), v6 = { 0x20010db8ull << 32, 1 };
	struct pairs set;

	build(&set, list, 1);
	assert_int_equal(pairs_lookup(&set, v4, v4), 0);
	assert_int_equal(pairs_lookup(&set, v6, v6), -1);
	assert_int_equal(pairs_container(&set, &list[0], 0), 0);
	free(set.slot);
	build(&set, list, 2);
	assert_int_equal(pairs_lookup(&set, v6, v6), 1);
	assert_int_equal(pairs_container(&set, &list[0], 0), 1);
	assert_int_equal(pairs_container(&set, &list[1], 1), 1);
	free(set.slot);
}

/* Tables of every size are at most a quarter full, and adjacent. */
static void test_layout(void **state)
{
	unsigned int n, i, t;

	for (n = 1; n <= 70; n++) {
		struct pairs set = { .slot = NULL };
		uint32_t slots, behind = 0;

		for (i = 0; i < n; i++) {
			struct pair pair = {
				.from = { address_ip4(i << 8), 120 },
				.to = { { 0, 0 }, (uint8_t)(i % 3) },
			};

			assert_int_equal(pairs_count(&set, &pair), 0);
		}
		slots = pairs_layout(&set);
		for (t = 0; t < set.tuples; t++) {
			uint32_t size = set.tuple[t].mask + 1;

			assert_int_equal(size & set.tuple[t].mask, 0);
			assert_true(size >= 4 * set.tuple[t].count);
			assert_int_equal(set.tuple[t].base, behind);
			behind += size;
		}
		assert_int_equal(behind, slots);
	}
}

static void test_too_many_lengths(void **state)
{
	struct pairs set = { .slot = NULL };
	struct pair pair = { .from = { { 0x20010db8ull << 32, 0 }, 32 } };
	unsigned int i;

	for (i = 0; i < PAIRS_TUPLES6_MAX; i++) {
		pair.to.len = (uint8_t)i;
		assert_int_equal(pairs_count(&set, &pair), 0);
	}
	pair.to.len = 128;
	assert_int_equal(pairs_count(&set, &pair), -1);
	pair.to.len = 3;
	assert_int_equal(pairs_count(&set, &pair), 0);
	/* they cost IPv4 nothing */
	assert_int_equal(set.tuples, 0);
	for (i = 0; i < PAIRS_TUPLES_MAX; i++) {
		pair.from = (struct prefix){ address_ip4(0), (uint8_t)(96 + i / 8) };
		pair.to = (struct prefix){ address_ip4(0), (uint8_t)(96 + i % 8) };
		assert_int_equal(pairs_count(&set, &pair), 0);
	}
	pair.to.len = 128;
	assert_int_equal(pairs_count(&set, &pair), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_contains),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_duplicate),
		cmocka_unit_test(test_both_families),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_too_many_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
