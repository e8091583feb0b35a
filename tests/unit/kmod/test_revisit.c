// SPDX-License-Identifier: GPL-2.0-or-later
/* test_revisit.c - visits at a constant period, and visits that are not */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nfslammer/revisit.h"

#define HZ	250
#define TARGET	0xfeedbeefu
#define OTHER	0x0badcafeu

static struct revisit_tracker tracker;
static uint32_t now;

/* The clock is about to wrap around. */
static int setup(void **state)
{
	now = 0u - 1000u * HZ;
	tracker = revisit_idle(now, HZ);
	return 0;
}

/* A packet to @target, @ticks after the previous one. */
static void visit(uint32_t target, uint32_t ticks)
{
	now += ticks;
	if (revisit_due(&tracker, target, now, HZ))
		revisit_visit(&tracker, target, now, HZ);
}

static void expect(uint32_t revisits, uint32_t period)
{
	assert_int_equal(tracker.revisits, revisits);
	assert_int_equal(tracker.period, period);
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

static void test_tolerance(void **state)
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

/* Packets are lost where a link is saturated. */
static void test_missed_visits(void **state)
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

/* A target that is always busy does not prevent others from being tracked. */
static void test_busy_target(void **state)
{
	uint32_t n, t;

	visit(TARGET, 0);
	visit(TARGET, HZ + 1);
	visit(OTHER, 0);
	assert_int_equal(tracker.target, OTHER);

	setup(NULL);
	visit(TARGET, 0);
	visit(TARGET, 59 * HZ);
	expect(0, 0);
	for (n = 0; n < 4; n++) {
		visit(OTHER, HZ);
		for (t = 0; t < 99; t++)
			visit(TARGET, HZ);
	}
	assert_int_equal(tracker.target, OTHER);
	expect(2, 100 * HZ);
	for (t = 0; t < 1000; t++)
		visit(t % 2 ? TARGET : OTHER, HZ);
	expect(0, 0);
}

static void test_expiry(void **state)
{
	visit(TARGET, 0);
	visit(TARGET, 600 * HZ);
	visit(TARGET, 600 * HZ);
	expect(1, 600 * HZ);
	visit(OTHER, REVISIT_PERIOD_MAX * HZ);
	assert_int_equal(tracker.target, TARGET);
	visit(OTHER, 1);
	assert_int_equal(tracker.target, OTHER);
	expect(0, 0);
	visit(OTHER, REVISIT_PERIOD_MAX * HZ + 1);
	expect(0, 0);
}

/* Random visits are not reported as periodic, except for short runs. */
static void test_random_visits(void **state)
{
	uint64_t seed = 88172645463325252ull;
	uint32_t n, twice = 0;

	for (n = 0; n < 100000; n++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		visit(TARGET, (uint32_t)(60 + (seed >> 20) % 3000) * HZ);
		twice += tracker.revisits > 1;
	}
	assert_in_range(twice, 0, 100000 / 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_cycles_of_the_worm, setup),
		cmocka_unit_test_setup(test_tolerance, setup),
		cmocka_unit_test_setup(test_missed_visits, setup),
		cmocka_unit_test_setup(test_one_visit_of_several_packets, setup),
		cmocka_unit_test_setup(test_busy_target, setup),
		cmocka_unit_test_setup(test_expiry, setup),
		cmocka_unit_test_setup(test_random_visits, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
