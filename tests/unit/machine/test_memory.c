// SPDX-License-Identifier: GPL-2.0-or-later
/* test_memory.c - memory of a policy on a machine with these CPUs and parameters */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "machine/memory.h"
#include "support/policy_fixture.h"

static char sysfs[64];

static void put(const char *name, const char *text)
{
	char path[256], *slash;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", sysfs, name);
	for (slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void cpus(const char *possible, const char *present)
{
	put("devices/system/cpu/possible", possible);
	put("devices/system/cpu/present", present);
}

static void test_cpus(void **state)
{
	static const struct {
		const char *list;
		uint32_t count;
	} lists[] = {
		{ "0\n", 1 }, { "0-127\n", 128 }, { "0-3,8,10-11\n", 7 },
		{ "", 1 }, { "3-1\n", 1 }, { "0-99999999999\n", 1 },
	};
	struct memory_machine machine;
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		cpus("0-127\n", lists[i].list);
		machine = machine_read(sysfs);
		assert_int_equal(machine.possible, 128);
		assert_int_equal(machine.present, lists[i].count);
	}
	machine = machine_read("/nonexistent");
	assert_int_equal(machine.possible, 1);
	assert_int_equal(machine.present, 1);
}

static void test_parameters(void **state)
{
	struct memory_machine machine = machine_read(sysfs);

	assert_int_equal(machine.outside, MEMORY_OUTSIDE);
	assert_int_equal(machine.inside, MEMORY_INSIDE);
	assert_int_equal(machine.flows, MEMORY_FLOWS_ENTRIES);
	put("module/nf_slammer/parameters/sources_outside", "32768\n");
	put("module/nf_slammer/parameters/sources_inside", "many\n");
	put("module/nf_slammer/parameters/flows", "0\n");
	machine = machine_read(sysfs);
	assert_int_equal(machine.outside, 32768);
	assert_int_equal(machine.inside, MEMORY_INSIDE);
	assert_int_equal(machine.flows, 0);
}

static void test_policy(void **state)
{
	static const char text[] =
		"zones: { external: { interfaces = [ \"e*\" ]; }; };\n"
		"unnamed = \"off\"; tracking: { outside = 4096; flows = 2048; };\n";
	const struct memory_machine machine = {
		.possible = 4, .present = 2, .outside = 1, .inside = 1, .flows = 1,
	};
	struct policy *policy;

	free(fixture_load(fixture_write("memory.conf", text, strlen(text)), &policy));
	assert_non_null(policy);
	assert_int_equal(policy_memory(policy, &machine), 4 * MEMORY_CPU +
			 2 * (memory_slots_bytes(2048) +
			      memory_slots_bytes(MEMORY_ROUTER)) +
			 memory_flows_bytes(2048));
	policy_free(policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_policy),
	};
	char command[128];
	int status;

	snprintf(sysfs, sizeof(sysfs), "/tmp/test_memory.XXXXXX");
	if (!mkdtemp(sysfs))
		return 1;
	status = cmocka_run_group_tests(tests, NULL, NULL);
	snprintf(command, sizeof(command), "rm -r %s", sysfs);
	return system(command) || status;
}
