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

#include "nfslammer/pairs_build.h"

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

static size_t allocated;

static void *build_alloc(__u32 n, __u32 size)
{
	allocated++;
	return calloc(n, size);
}

static void build_free(void *p)
{
	allocated -= !!p;
	free(p);
}

static const struct build_memory memory = { .alloc = build_alloc, .free = build_free };

/* Sorts @list; returns how many different ones there are. */
static unsigned int build(struct pairs *set, struct pair *list, unsigned int n)
{
	memset(set, 0, sizeof(*set));
	assert_int_equal(pairs_sort(list, n, &memory), 0);
	n = pairs_unique(list, n);
	assert_int_equal(pairs_build(set, list, n, &memory), 0);
	return n;
}

static void forget(struct pairs *set)
{
	pairs_free(set, &memory);
	assert_int_equal(allocated, 0);
}

static void check(const struct pairs *set, const struct pair *list,
		  unsigned int n, struct address src, struct address dst)
{
	bool expected = false;
	unsigned int i;

	for (i = 0; i < n && !expected; i++)
		expected = reference_contains(&list[i].from, src) &&
			   reference_contains(&list[i].to, dst);
	assert_int_equal(pairs_contain(set, src, dst), expected);
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

/* No chain takes more steps than it may. */
static void check_steps(const struct pairs *set)
{
	uint32_t i;

	for (i = 1; i <= set->ip4.nodes; i++)
		assert_true(pairs_chain_steps(&set->ip4, i) <= PAIRS_STEPS_MAX);
	for (i = 1; i <= set->ip6.nodes; i++)
		assert_true(pairs_chain_steps(&set->ip6, i) <= PAIRS_STEPS_MAX);
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
		}
		n = build(&set, list, n);
		for (i = 0; i < LOOKUPS; i++) {
			const struct pair *p = &list[random_below(n)];
			bool v4 = random_below(2);

			check(&set, list, n, edge(&p->from), edge(&p->to));
			check(&set, list, n, random_address(v4),
			      random_address(v4));
			check(&set, list, n, edge(&p->to), edge(&p->from));
		}
		check_steps(&set);
		forget(&set);
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
	struct pairs set;
	struct prefixes inside = { .ip4 = { .count = 0 } };

	assert_int_equal(build(&set, NULL, 0), 0);
	assert_false(pairs_contain(&set, address_ip4(1), address_ip4(2)));
	assert_false(pairs_contain(&set, (struct address){ 1, 1 }, address_ip4(2)));
	assert_int_equal(prefixes_build(&inside, NULL, 0, &memory), 0);
	assert_false(prefixes_contain(&inside, address_ip4(1)));
	forget(&set);
}

/* What contains addresses of both families is found for both. */
static void test_both_families(void **state)
{
	struct pair list[] = {
		{ { address_ip4(0), 96 }, { { 0, 0 }, 0 } },
		{ { { 0, 0 }, 0 }, { { 0, 0 }, 0 } },
	};
	struct address v4 = address_ip4(0xc0000201), v6 = { 0x20010db8ull << 32, 1 };
	struct pairs set;

	build(&set, list, 1);
	assert_true(pairs_contain(&set, v4, v4));
	assert_false(pairs_contain(&set, v6, v6));
	forget(&set);
	build(&set, list, 2);
	assert_true(pairs_contain(&set, v6, v6));
	assert_true(pairs_contain(&set, v4, v4));
	forget(&set);
}

static void test_sort(void **state)
{
	static struct pair list[ENTRIES];
	unsigned int n, i;

	for (n = 0; n < 70; n++) {
		seed = 5 + n;
		for (i = 0; i < n; i++) {
			list[i].from = random_prefix(n % 2);
			list[i].to = random_prefix(n % 2);
		}
		assert_int_equal(pairs_sort(list, n, &memory), 0);
		for (i = 1; i < n; i++)
			assert_true(pair_order(&list[i - 1], &list[i]) <= 0);
		i = pairs_unique(list, n);
		while (i-- > 1)
			assert_true(pair_order(&list[i - 1], &list[i]) < 0);
	}
	assert_int_equal(allocated, 0);
}

/* The edges of ranges, the first and the last address among them. */
static void test_prefixes(void **state)
{
	static const struct prefix all[] = {
		{ { 0, 0 }, 16 }, { { 0, 0x0000ffff0a000000ull }, 104 },
		{ { 0, 0x0000ffff0a000000ull }, 128 },
		{ { 0, 0x0000ffff0b000000ull }, 104 },
		{ { 0, 0x0000ffffffffff00ull }, 120 },
		{ { 0x20010db800000000ull, 0 }, 32 },
		{ { 0x20010db800010000ull, 0 }, 64 },
		{ { 0x20010db900000000ull, 5 }, 128 },
		{ { ~0ull, ~0ull << 8 }, 120 },
	};
	unsigned int skip, i, k, n;
	struct prefix list[9];

	for (skip = 0; skip < 1u << 9; skip++) {
		struct prefixes set = { .ip4 = { .count = 0 } };

		for (i = n = 0; i < 9; i++)
			if (!(skip >> i & 1))
				list[n++] = all[i];
		assert_int_equal(prefixes_build(&set, list, n, &memory), 0);
		for (i = 0; i < 9; i++) {
			struct address a[4] = { all[i].addr, prefix_last(&all[i]) };

			a[2] = (struct address){ a[0].hi - !a[0].lo, a[0].lo - 1 };
			a[3] = (struct address){ a[1].hi + !(a[1].lo + 1), a[1].lo + 1 };
			for (k = 0; k < 4; k++) {
				bool in = false;
				unsigned int m;

				for (m = 0; m < n; m++)
					in |= reference_contains(&list[m], a[k]);
				assert_int_equal(prefixes_contain(&set, a[k]), in);
			}
		}
		prefixes_free(&set, &memory);
		assert_int_equal(allocated, 0);
	}
}

/*
 * As many pairs of lengths as a set could ever have, all around one client, and with
 * as many "to" each as there is room for: each chain keeps its steps.
 */
static void test_deep(void **state)
{
	static struct pair list[64 * 100];
	struct address client = { 0x20010db8ffffffffull, 0x123456789abcdef0ull };
	unsigned int i, k, n = 0;
	struct pairs set;

	seed = 7;
	for (i = 0; i < 64; i++) {
		for (k = 0; k < 100; k++, n++) {
			list[n].from.len = (uint8_t)(65 + i);
			list[n].from.addr = address_and(client,
							address_mask(65 + i));
			list[n].to = (struct prefix){
				{ 0x20010db8ull << 32, random_next() }, 128
			};
		}
	}
	n = build(&set, list, n);
	check_steps(&set);
	for (i = 0; i < n; i += 7)
		assert_true(pairs_contain(&set, list[i].from.addr, list[i].to.addr));
	assert_true(set.ip6.spans > n);
	forget(&set);
}

/* More than there is room for is refused, and leaves nothing. */
static void test_too_deep(void **state)
{
	struct pair *list = calloc(64 * 4096, sizeof(*list));
	struct pairs set = { .ip4 = { .nodes = 0 } };
	unsigned int i, k, n = 0;

	assert_non_null(list);
	seed = 9;
	for (i = 0; i < 64; i++) {
		for (k = 0; k < 4096; k++, n++) {
			list[n].from = (struct prefix){ { 0, 0 }, (uint8_t)(i + 1) };
			list[n].to = (struct prefix){
				{ 0x20010db8ull << 32, random_next() }, 128
			};
		}
	}
	assert_int_equal(pairs_sort(list, n, &memory), 0);
	n = pairs_unique(list, n);
	assert_int_equal(pairs_build(&set, list, n, &memory), BUILD_DEEP);
	forget(&set);
	free(list);
}

static unsigned int left;

static void *scarce(__u32 n, __u32 size)
{
	return left-- ? build_alloc(n, size) : NULL;
}

/* Without memory at any point it fails, and leaves nothing. */
static void test_memory(void **state)
{
	const struct build_memory little = { .alloc = scarce, .free = build_free };
	static struct pair list[ENTRIES], again[ENTRIES];
	struct pairs set = { .ip4 = { .nodes = 0 } };
	unsigned int i, n = 0;
	int err;

	for (i = 0; i < ENTRIES; i++) {
		list[i].from = random_prefix(i & 1);
		list[i].to = random_prefix(i & 1);
	}
	do {
		memcpy(again, list, sizeof(list));
		left = n++;
		err = pairs_sort(again, ENTRIES, &little);
		if (!err)
			err = pairs_build(&set, again, pairs_unique(again, ENTRIES),
					  &little);
		forget(&set);
		assert_true(!err || err == BUILD_MEMORY);
	} while (err);
	assert_true(n > 10);
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
		cmocka_unit_test(test_both_families),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_too_deep),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
