// SPDX-License-Identifier: GPL-2.0-or-later
/* test_memory.c - how much memory the module's tables take */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "nfslammer/memory.h"

#define MB	(1024 * 1024)

static struct memory_machine with_cpus(uint32_t possible, uint32_t present)
{
	return (struct memory_machine){
		.possible = possible, .present = present,
		.outside = MEMORY_OUTSIDE, .inside = MEMORY_INSIDE,
		.flows = MEMORY_FLOWS_ENTRIES,
	};
}

static const struct memory_policy builtin = { .unnamed = 1 };
static const struct memory_policy zones = {
	.external = 1, .internal = 1, .unnamed = 1,
};

/* The built-in policy, on machines with few and many CPUs, there or not */
static void test_builtin_is_small(void **state)
{
	static const uint32_t cpus[] = { 1, 2, 3, 16, 48, 64, 96, 128 };
	struct memory_machine machine;
	struct memory_plan plan;
	size_t i;

	for (i = 0; i < sizeof(cpus) / sizeof(cpus[0]); i++) {
		machine = with_cpus(cpus[i], cpus[i]);
		plan = memory_plan(&machine, &builtin);
		assert_in_range(plan.bytes, 3 * MB, 8 * MB);
		machine = with_cpus(128, cpus[i]);
		assert_in_range(memory_plan(&machine, &builtin).bytes, 6 * MB, 8 * MB);
	}
	assert_int_equal(plan.slots[NFSL_SIDE_OUTSIDE], 0);
	assert_int_equal(plan.slots[NFSL_SIDE_INSIDE], MEMORY_ROUTER);
	assert_int_equal(plan.slots[NFSL_SIDE_NONE], MEMORY_NONE / 128);
}

static void test_small_is_smaller(void **state)
{
	const struct memory_policy small = { .unnamed = 1, .small = 1 };
	struct memory_machine machine = with_cpus(2, 2);
	struct memory_plan plan = memory_plan(&machine, &small);

	assert_in_range(plan.bytes, 1, MB / 2);
	assert_int_equal(plan.flows, MEMORY_SMALL_FLOWS);
	machine.flows = 0;
	assert_int_equal(memory_plan(&machine, &small).flows, 0);
}

/* What the module had on two CPUs from the beginning */
static void test_two_cpus(void **state)
{
	struct memory_machine machine = with_cpus(2, 2);
	struct memory_plan plan = memory_plan(&machine, &zones);

	assert_int_equal(plan.slots[NFSL_SIDE_OUTSIDE], 8192);
	assert_int_equal(plan.slots[NFSL_SIDE_INSIDE], 4096);
	assert_int_equal(plan.slots[NFSL_SIDE_NONE], 2048);
	assert_int_equal(plan.flows, 16384);
	assert_int_equal(plan.bytes, 2 * MEMORY_CPU +
			 2 * (memory_slots_bytes(8192) + memory_slots_bytes(4096) +
			      memory_slots_bytes(2048)) + memory_flows_bytes(16384));
}

/* A budget is shared, and what policy says is not cut */
static void test_many_cpus(void **state)
{
	struct memory_machine machine = with_cpus(128, 128);
	struct memory_policy policy = zones;
	struct memory_plan plan = memory_plan(&machine, &policy);

	assert_int_equal(plan.slots[NFSL_SIDE_INSIDE], MEMORY_INSIDE_SLOTS / 128);
	assert_in_range(plan.bytes, 1, MEMORY_BOUND);
	policy.tracking.inside = 2048;
	plan = memory_plan(&machine, &policy);
	assert_int_equal(plan.slots[NFSL_SIDE_INSIDE], 4096);
	assert_in_range(plan.bytes, MEMORY_BOUND, 128 * MB);
}

static void test_largest(void **state)
{
	struct memory_policy policy = {
		.tracking = { NFSL_TRACKING_MAX, NFSL_TRACKING_MAX },
		.has_flows = 1, .flows = NFSL_FLOWS_MAX,
	};
	struct memory_machine machine = with_cpus(1, 1);
	struct memory_plan plan = memory_plan(&machine, &policy);

	assert_int_equal(plan.slots[NFSL_SIDE_OUTSIDE], NFSL_TRACKING_MAX);
	assert_int_equal(plan.slots[NFSL_SIDE_INSIDE], 2 * NFSL_TRACKING_MAX);
	assert_int_equal(plan.slots[NFSL_SIDE_NONE], 0);
	assert_int_equal(plan.flows, NFSL_FLOWS_MAX);
	machine = with_cpus(4096, 4096);
	machine.outside = machine.inside = machine.flows = UINT32_MAX;
	assert_int_equal(memory_plan(&machine, &zones).slots[NFSL_SIDE_INSIDE],
			 MEMORY_ROUTER);
	assert_int_equal(memory_plan(&machine, &zones).flows, NFSL_FLOWS_MAX);
}

/* A CPU that comes later: room as the others have, as far as the budget goes */
static void test_late(void **state)
{
	assert_int_equal(memory_late(512, 512, 2), 512);
	assert_int_equal(memory_late(512, 1024, 2), MEMORY_SLOTS_MIN);
	assert_int_equal(memory_late(0, 0, 2), 0);
}

static void test_powers(void **state)
{
	assert_int_equal(memory_power_up(1), 1);
	assert_int_equal(memory_power_up(5), 8);
	assert_int_equal(memory_power_up(1u << 31), 1u << 31);
	assert_int_equal(memory_power_down(1), 1);
	assert_int_equal(memory_power_down(1023), 512);
	assert_int_equal(memory_power_down(1024), 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builtin_is_small),
		cmocka_unit_test(test_small_is_smaller),
		cmocka_unit_test(test_two_cpus),
		cmocka_unit_test(test_many_cpus),
		cmocka_unit_test(test_largest),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_powers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
