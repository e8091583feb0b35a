// SPDX-License-Identifier: GPL-2.0-or-later
/* test_drift.c - policy file, daemon, kernel and interfaces differ */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <net/if.h>
#include <stdio.h>

#include "support/daemon_fixture.h"
#include "slammerd/control/rpc.h"

#define INCLUDED	"build/test_drift.inc"
#define CLIENT	"allow = ( { from = \"198.51.100.0/24\"; to = \"192.0.2.10\"; } );"

static struct client_device device;
static int64_t fake_now;

static int64_t fake_clock(void)
{
	return fake_now;
}

/* The loopback interface exists on every machine: the fake kernel hooks it. */
static int begin_with(void **state, const char *extra)
{
	fixture_setup(state);
	fixture_policy(extra);
	fixture_restart();
	fake_now = 1000;
	d.drift.clock = fake_clock;
	device = (struct client_device){ .name = "lo", .zone = ZONE_EXTERNAL };
	device.ifindex = if_nametoindex("lo");
	fake.devices = &device;
	fake.n_devices = 1;
	return daemon_start(&d);
}

static int begin(void **state)
{
	return begin_with(state, "");
}

static int begin_with_repair(void **state)
{
	return begin_with(state, "drift = \"repair\";");
}

static const char *text_of(enum drift_kind kind)
{
	drift_check(&d.drift);
	return d.drift.text[kind];
}

/* Another program pushes a policy. */
static void disturb(void)
{
	fake.status.digest ^= 1;
	fake.status.generation++;
}

static void test_no_drift(void **state)
{
	json_t *list;

	drift_check(&d.drift);
	list = drift_report(&d.drift);
	assert_int_equal(json_array_size(list), 0);
	json_decref(list);
}

static void test_file(void **state)
{
	struct reload reload;

	fixture_policy("# a comment");
	assert_string_equal(text_of(DRIFT_FILE), "");
	fixture_policy(CLIENT);
	assert_non_null(strstr(text_of(DRIFT_FILE), "edited, not reloaded"));
	fixture_policy("nonsense");
	assert_non_null(strstr(text_of(DRIFT_FILE), "cannot be loaded"));
	unlink(POLICY);
	assert_non_null(strstr(text_of(DRIFT_FILE), "cannot be loaded"));
	fixture_policy(CLIENT);
	assert_non_null(strstr(text_of(DRIFT_FILE), "edited, not reloaded"));
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	assert_string_equal(text_of(DRIFT_FILE), "");
}

static void write_included(const char *text)
{
	FILE *file = fopen(INCLUDED, "w");

	assert_non_null(file);
	fprintf(file, "%s\n", text);
	fclose(file);
}

static void test_included_file(void **state)
{
	struct reload reload;

	write_included("defrag = false;");
	fixture_policy("@include \"test_drift.inc\"");
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	assert_string_equal(text_of(DRIFT_FILE), "");
	write_included("defrag = true;");
	assert_non_null(strstr(text_of(DRIFT_FILE), "edited, not reloaded"));
	write_included("defrag = false;");
	assert_string_equal(text_of(DRIFT_FILE), "");
	unlink(INCLUDED);
	assert_non_null(strstr(text_of(DRIFT_FILE), "cannot be loaded"));
}

static void test_policy_is_reported(void **state)
{
	disturb();
	assert_non_null(strstr(text_of(DRIFT_POLICY), "not ours"));
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_COMMIT], 1);
	disturb();
	assert_string_equal(text_of(DRIFT_POLICY), "");
	assert_int_equal(d.drift.repairs, 0);
}

/* At once, then not before the interval is over. */
static void test_policy_is_repaired(void **state)
{
	json_t *repairs;

	disturb();
	assert_string_equal(text_of(DRIFT_POLICY), "");
	assert_int_equal(fake.status.digest, policy_digest(d.module.policy));
	assert_int_equal(d.drift.repairs, 1);
	disturb();
	assert_string_not_equal(text_of(DRIFT_POLICY), "");
	fake_now += DRIFT_REPAIR_SECONDS - 1;
	assert_string_not_equal(text_of(DRIFT_POLICY), "");
	fake_now++;
	assert_string_equal(text_of(DRIFT_POLICY), "");
	repairs = drift_repairs_report(&d.drift);
	assert_int_equal(json_integer_value(json_object_get(repairs, "count")), 2);
	assert_true(json_is_string(json_object_get(repairs, "last")));
	json_decref(repairs);
}

/* Refused: reported, and retried after the interval. */
static void test_repair_fails(void **state)
{
	disturb();
	fake.refuse_commit = ENOMEM;
	assert_non_null(strstr(text_of(DRIFT_POLICY), "repair failed"));
	assert_int_equal(d.drift.repairs, 0);
	assert_string_equal(d.drift.text[DRIFT_MODULE], "");
	fake.refuse_commit = 0;
	fake_now += DRIFT_REPAIR_SECONDS;
	assert_string_equal(text_of(DRIFT_POLICY), "");
	assert_int_equal(d.drift.repairs, 1);
}

static void test_module(void **state)
{
	fake.status.epoch++;
	fake.status.generation = 1;
	fake.status.digest = 7;
	assert_string_equal(text_of(DRIFT_POLICY), "");
	assert_int_equal(d.drift.repairs, 1);
	assert_string_equal(d.drift.repair_reason, "the module was reloaded");
	assert_int_equal(fake.status.digest, policy_digest(d.module.policy));
}

static void test_hook_is_lost(void **state)
{
	fake.n_devices = 0;
	d.drift.n_checked = 7;
	assert_string_equal(text_of(DRIFT_DEVICE), "lo lost the hook");
	fake.n_devices = 1;
	assert_string_equal(text_of(DRIFT_DEVICE), "");
	device.zone = ZONE_INTERNAL;
	d.drift.n_checked = 7;
	assert_string_equal(text_of(DRIFT_DEVICE),
			    "lo is in zone internal instead of external");
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_COMMIT], 1);
}

static void test_hook_is_repaired(void **state)
{
	fake.n_devices = 0;
	d.drift.n_checked = 7;
	assert_string_equal(text_of(DRIFT_DEVICE), "");
	assert_int_equal(d.drift.repairs, 1);
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_COMMIT], 2);
	assert_int_equal(d.module.confirmed.generation, fake.status.generation);
}

static void test_interface_is_missing(void **state)
{
	struct reload reload;
	FILE *file = fopen(POLICY, "w");

	fputs("zones: { external: { interfaces = [ \"nosuch0\", \"nosuch1\", \"no*\" ]; }; };\n",
	      file);
	fclose(file);
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	assert_string_equal(text_of(DRIFT_DEVICE),
			    "nosuch0 does not exist, nosuch1 does not exist");
}

/* By the policy it has a zone, and the kernel has no hook there. */
static void test_interface_is_bare(void **state)
{
	fixture_link[0] = (struct network_link){ .ifindex = 7, .name = "dummy7" };
	fixture_link[1] = (struct network_link){ .ifindex = 8, .name = "eth8" };
	fixture_n_links = 2;
	fake.n_devices = 0;
	assert_string_equal(text_of(DRIFT_DEVICE),
			    "no hook, in spite of the policy: dummy7, eth8");
	/* not looked at each time */
	d.module.policy->unnamed_off = true;
	fake_now += DRIFT_LINKS_SECONDS - 1;
	assert_non_null(strstr(text_of(DRIFT_DEVICE), "eth8"));
	fake_now++;
	assert_null(strstr(text_of(DRIFT_DEVICE), "eth8"));
	assert_non_null(strstr(text_of(DRIFT_DEVICE), "policy: dummy7"));
	device.ifindex = 7;
	fake.n_devices = 1;
	fake_now += DRIFT_LINKS_SECONDS;
	assert_null(strstr(text_of(DRIFT_DEVICE), "no hook"));
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_COMMIT], 1);
}

static void test_answer(void **state)
{
	json_t *question = json_loads("{\"command\":\"status\"}", 0, NULL), *reply;

	disturb();
	reply = fixture_ask(question, ACCESS_READ);
	assert_string_equal(json_string_value(json_object_get(json_array_get(
		json_object_get(reply, "drift"), 0), "what")), "policy");
	json_decref(reply);
	json_decref(question);
}

#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, begin, fixture_teardown)
#define REPAIR(fn)	cmocka_unit_test_setup_teardown(fn, begin_with_repair, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_drift),
		TEST(test_file),
		TEST(test_included_file),
		TEST(test_policy_is_reported),
		REPAIR(test_policy_is_repaired),
		REPAIR(test_repair_fails),
		TEST(test_module),
		TEST(test_hook_is_lost),
		REPAIR(test_hook_is_repaired),
		TEST(test_interface_is_missing),
		TEST(test_interface_is_bare),
		TEST(test_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
