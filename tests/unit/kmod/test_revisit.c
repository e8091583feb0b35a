// SPDX-License-Identifier: GPL-2.0-or-later
/* test_watch.c - who comes back after the same time, and who only seems to */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nfslammer/revisit.h"

#define HZ	250
#define TARGET	0xfeedbeefu
#define OTHER	0x0badcafeu

static struct watch watch;
static uint32_t now;

/* The clock is about to wrap. */
static int setup(void **state)
{
	now = 0u - 1000u * HZ;
	watch = watch_none(now, HZ);
	return 0;
}

/* A packet to @target, @ticks after the one before. */
static void visit(uint32_t target, uint32_t ticks)
{
	now += ticks;
	if (watch_due(&watch, target, now, HZ))
		watch_visit(&watch, target, now, HZ);
}

static void expect(uint32_t revisits, uint32_t period)
{
	assert_int_equal(watch.revisits, revisits);
	assert_int_equal(watch.period, period);
}

static void test_cycles_of_the_worm(void **state)
{
	static const uint32_t seconds[] = { 554, 2500, 60, 7200 };
	uint32_t i, n, t;

	for (i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
		setup(NULL);
		visit(TARGET, 0);
		expect(0, 0);
		visit(TARGET, seconds[i] * HZ);
		expect(0, seconds[i] * HZ);
		for (n = 1; n < 20; n++) {
			/* the rest of the cycle */
			for (t = 0; t < 10; t++)
				visit(OTHER + t, HZ);
			visit(TARGET, (seconds[i] - 10) * HZ);
			expect(n, seconds[i] * HZ);
		}
	}
}

static void test_nearly_the_same_time(void **state)
{
	uint32_t period = 554 * HZ, off = 554 * HZ / 16;

	visit(TARGET, 0);
	visit(TARGET, period);
	visit(TARGET, period + off);
	expect(1, period);
	visit(TARGET, period - off);
	expect(2, period);
	visit(TARGET, period + off + 1);
	expect(0, period + off + 1);
	visit(TARGET, period - off);
	expect(0, period - off);
}

/* Where a link is full, packets are lost. */
static void test_visits_that_were_lost(void **state)
{
	uint32_t period = 554 * HZ;

	visit(TARGET, 0);
	visit(TARGET, period);
	visit(TARGET, period);
	visit(TARGET, 2 * period);
	expect(1, period);
	visit(TARGET, 4 * period);
	expect(1, period);
	visit(TARGET, period);
	expect(2, period);
	visit(TARGET, 5 * period);
	expect(0, 5 * period);
}

static void test_one_visit_of_several_packets(void **state)
{
	uint32_t i;

	visit(TARGET, 0);
	for (i = 0; i < 3; i++) {
		visit(TARGET, 1);
		visit(TARGET, HZ - 1);
		visit(TARGET, 100 * HZ - HZ);
		expect(i, 100 * HZ);
	}
}

/* A target that is under fire all the time does not keep others from their turn. */
static void test_a_target_that_is_busy(void **state)
{
	uint32_t n, t;

	visit(TARGET, 0);
	visit(TARGET, HZ + 1);
	visit(OTHER, 0);
	assert_int_equal(watch.target, OTHER);

	setup(NULL);
	visit(TARGET, 0);
	visit(TARGET, 59 * HZ);
	expect(0, 0);
	for (n = 0; n < 4; n++) {
		visit(OTHER, HZ);
		for (t = 0; t < 99; t++)
			visit(TARGET, HZ);
	}
	assert_int_equal(watch.target, OTHER);
	expect(2, 100 * HZ);
	for (t = 0; t < 1000; t++)
		visit(t % 2 ? TARGET : OTHER, HZ);
	expect(0, 0);
}

static void test_patience_has_an_end(void **state)
{
	visit(TARGET, 0);
	visit(TARGET, 600 * HZ);
	visit(TARGET, 600 * HZ);
	expect(1, 600 * HZ);
	visit(OTHER, WATCH_PATIENCE * HZ);
	assert_int_equal(watch.target, TARGET);
	visit(OTHER, 1);
	assert_int_equal(watch.target, OTHER);
	expect(0, 0);
	visit(OTHER, WATCH_PATIENCE * HZ + 1);
	expect(0, 0);
}

/* Who comes back at random is not said to keep a period, but for short runs. */
static void test_random_visits(void **state)
{
	uint64_t seed = 88172645463325252ull;
	uint32_t n, twice = 0;

	for (n = 0; n < 100000; n++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		visit(TARGET, (uint32_t)(60 + (seed >> 20) % 3000) * HZ);
		twice += watch.revisits > 1;
	}
	assert_in_range(twice, 0, 100000 / 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_cycles_of_the_worm, setup),
		cmocka_unit_test_setup(test_nearly_the_same_time, setup),
		cmocka_unit_test_setup(test_visits_that_were_lost, setup),
		cmocka_unit_test_setup(test_one_visit_of_several_packets, setup),
		cmocka_unit_test_setup(test_a_target_that_is_busy, setup),
		cmocka_unit_test_setup(test_patience_has_an_end, setup),
		cmocka_unit_test_setup(test_random_visits, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
