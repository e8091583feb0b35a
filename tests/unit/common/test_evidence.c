// SPDX-License-Identifier: GPL-2.0-or-later
/* test_evidence.c - grades of evidence, and the estimated number of targets */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/evidence.h"
#include "nfslammer/sketch.h"

/* Bitmap of @n neighbouring IPv4 addresses. */
static uint64_t network(uint32_t first, uint32_t n)
{
	uint64_t bitmap = 0;

	while (n--)
		bitmap |= sketch_target(sketch_hash(address_ip4(first + n)));
	return bitmap;
}

/* Bitmap with the lowest @n bits set. */
static uint64_t lowest(unsigned int n)
{
	return n < 64 ? (1ull << n) - 1 : ~0ull;
}

static void test_few_targets_are_not_too_many(void **state)
{
	unsigned int n;

	for (n = 0; n <= 10; n++)
		assert_int_equal(evidence_targets(lowest(n)), n);
	assert_int_equal(evidence_targets(lowest(63)), 266);
	assert_int_equal(evidence_targets(lowest(64)), 303);
	for (n = 1; n <= 64; n++)
		assert_true(evidence_targets(lowest(n)) >
			    evidence_targets(lowest(n - 1)));
}

/* The mean over many networks, and the worst of them. */
static void test_targets_are_estimated(void **state)
{
	static const struct { uint32_t n, low, high; } tries[] = {
		{ 5, 3, 5 }, { 20, 11, 31 }, { 50, 29, 85 }, { 100, 60, 192 },
		{ 200, 113, 303 },
	};
	uint32_t i, net, estimate;
	double sum;

	for (i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		sum = 0;
		for (net = 0; net < 1000; net++) {
			estimate = evidence_targets(network(0xc0000000 +
							    (net << 12),
							    tries[i].n));
			if (estimate < tries[i].low || estimate > tries[i].high)
				fail_msg("%u targets are estimated as %u",
					 tries[i].n, estimate);
			sum += estimate;
		}
		if (sum / 1000 < 0.9 * tries[i].n || sum / 1000 > 1.1 * tries[i].n)
			fail_msg("%u targets: mean estimate %.1f", tries[i].n,
				 sum / 1000);
	}
}

/* Addresses that differ only in their upper half have bits of their own as well. */
static void test_ip6_networks_differ(void **state)
{
	uint64_t bitmap = 0, shift;

	for (shift = 0; shift < 64; shift++)
		bitmap |= sketch_target(sketch_hash((struct address) {
			.hi = 1ull << shift, .lo = 1,
		}));
	assert_in_range(evidence_targets(bitmap), 45, 85);
}

static void test_grades(void **state)
{
	static const struct {
		uint64_t signature, pingpong, overflow, slammer;
		unsigned int bits;
		enum evidence evidence;
	} tries[] = {
		{ 0, 0, 0, 0, 0, EVIDENCE_WEAK },
		{ 0, 0, 0, 1, 0, EVIDENCE_WORM },
		{ 9, 9, 9, 1, 9, EVIDENCE_WORM },
		{ 0, 0, 20, 0, 5, EVIDENCE_MANY },
		{ 20, 0, 0, 0, 5, EVIDENCE_MANY },
		{ 0, 20, 0, 0, 5, EVIDENCE_MANY },
		{ 7, 7, 6, 0, 5, EVIDENCE_MANY },
		{ 0, 0, 19, 0, 5, EVIDENCE_WEAK },
		{ 0, 0, 20, 0, 4, EVIDENCE_WEAK },
		{ 0, 0, 1000000, 0, 1, EVIDENCE_WEAK },
	};
	struct evidence_limits limits = EVIDENCE_LIMITS_DEFAULT;
	size_t i;

	for (i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		uint64_t packets[CLASS_COUNT] = {
			[CLASS_OTHER] = 100, [CLASS_REQUEST] = 100,
			[CLASS_RESPONSE] = 100,
			[CLASS_SIGNATURE] = tries[i].signature,
			[CLASS_PINGPONG] = tries[i].pingpong,
			[CLASS_OVERFLOW] = tries[i].overflow,
			[CLASS_SLAMMER] = tries[i].slammer,
		};

		if (evidence_of(packets, lowest(tries[i].bits), limits) !=
		    tries[i].evidence)
			fail_msg("try %zu", i);
	}
}

static void test_limits_are_the_caller_s(void **state)
{
	const uint64_t packets[CLASS_COUNT] = { [CLASS_OVERFLOW] = 1 };
	struct evidence_limits limits = { 1, 1 };

	assert_int_equal(evidence_of(packets, 1, limits), EVIDENCE_MANY);
	limits.targets = 2;
	assert_int_equal(evidence_of(packets, 1, limits), EVIDENCE_WEAK);
	assert_int_equal(evidence_of(packets, 3, limits), EVIDENCE_MANY);
	limits.packets = 2;
	assert_int_equal(evidence_of(packets, 3, limits), EVIDENCE_WEAK);
}

static void test_names(void **state)
{
	assert_string_equal(evidence_name(EVIDENCE_WEAK), "weak");
	assert_string_equal(evidence_name(EVIDENCE_MANY), "many");
	assert_string_equal(evidence_name(EVIDENCE_WORM), "worm");
	assert_string_equal(evidence_name(EVIDENCE_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_few_targets_are_not_too_many),
		cmocka_unit_test(test_targets_are_estimated),
		cmocka_unit_test(test_ip6_networks_differ),
		cmocka_unit_test(test_grades),
		cmocka_unit_test(test_limits_are_the_caller_s),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
