// SPDX-License-Identifier: GPL-2.0-or-later
/* test_limit.c - token bucket: rate and burst */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "nfslammer/limit.h"

#define SECOND	1000000000ull

static struct limit limit;
static uint64_t full;

static void begin(uint32_t rate, uint32_t burst)
{
	struct nfsl_limit l = { rate, burst };

	limit = limit_compile(&l);
	full = 0;
}

/* As module and `policy test` use it. */
static bool passes(uint64_t now)
{
	uint64_t next = limit_next(&limit, full, now);

	if (next)
		full = next;
	return next;
}

static void test_compiled(void **state)
{
	begin(1, 1);
	assert_int_equal(limit.cost, SECOND);
	assert_int_equal(limit.depth, SECOND);
	begin(1000000, 1000000);
	assert_int_equal(limit.cost, 1000);
	assert_int_equal(limit.depth, SECOND);
	begin(1, 1000000);
	assert_int_equal(limit.depth, 1000000 * SECOND);
	begin(3, 2);
	assert_int_equal(limit.cost, 333333333);
	assert_int_equal(limit.depth, 666666666);
}

/* A full bucket gives its burst at once, whatever the clock says. */
static void test_burst(void **state)
{
	static const uint64_t starts[] = { 1, 5, SECOND, 1ull << 62 };
	unsigned int i, k;

	for (i = 0; i < 4; i++) {
		begin(10, 7);
		for (k = 0; k < 7; k++)
			assert_true(passes(starts[i]));
		assert_false(passes(starts[i]));
		assert_false(passes(starts[i] + 1));
	}
}

/* Then one packet per cost, to the nanosecond. */
static void test_refill(void **state)
{
	uint64_t now = 50 * SECOND;
	unsigned int i;

	begin(10, 3);
	for (i = 0; i < 3; i++)
		assert_true(passes(now));
	for (i = 1; i < 20; i++) {
		assert_false(passes(now + i * SECOND / 10 - 1));
		assert_true(passes(now + i * SECOND / 10));
		assert_false(passes(now + i * SECOND / 10));
	}
}

/* A long pause fills the bucket, and not more. */
static void test_rest(void **state)
{
	uint64_t now = SECOND;
	unsigned int i, n;

	begin(2, 4);
	for (i = 0; i < 4; i++)
		assert_true(passes(now));
	/* half of it */
	now += SECOND;
	for (n = 0; passes(now); n++)
		;
	assert_int_equal(n, 2);
	now += 1000000 * SECOND;
	for (n = 0; passes(now); n++)
		;
	assert_int_equal(n, 4);
}

/* A packet over the limit changes nothing, so a flood does not starve others. */
static void test_refusal_changes_nothing(void **state)
{
	uint64_t now = SECOND, before;
	unsigned int i;

	begin(1, 1);
	assert_true(passes(now));
	before = full;
	for (i = 0; i < 1000; i++)
		assert_int_equal(limit_next(&limit, full, now + i), 0);
	assert_int_equal(full, before);
	assert_true(passes(now + SECOND));
}

/* During a long flood, packets pass at exactly the rate, for any rate. */
static void test_rate_is_kept(void **state)
{
	static const uint32_t rates[] = { 1, 3, 7, 100, 999, 65537, 1000000 };
	uint64_t now, passed, seconds = 20;
	size_t i;

	for (i = 0; i < sizeof(rates) / sizeof(*rates); i++) {
		uint64_t step = SECOND / rates[i] / 2;

		begin(rates[i], 5);
		if (rates[i] > 1000)
			seconds = 1;
		passed = 0;
		for (now = 1; now <= seconds * SECOND; now += step)
			passed += passes(now);
		assert_in_range(passed, seconds * rates[i] + 4,
				seconds * rates[i] + 5 + seconds * rates[i] / 1000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compiled),
		cmocka_unit_test(test_burst),
		cmocka_unit_test(test_refill),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_refusal_changes_nothing),
		cmocka_unit_test(test_rate_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
