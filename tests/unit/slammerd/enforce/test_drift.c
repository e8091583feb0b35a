// SPDX-License-Identifier: GPL-2.0-or-later
/* test_drift.c - file, daemon, kernel and interfaces say different things */
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

/* The one interface that is on every machine stands in for one that is hooked. */
static int begin_with(void **state, const char *extra)
{
	setup(state);
	write_policy(extra);
	restart();
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

static int begin_to_mend(void **state)
{
	return begin_with(state, "drift = \"repair\";");
}

static const char *told(enum drift_what what)
{
	drift_look(&d);
	return d.drift.text[what];
}

/* Somebody pushes by hand. */
static void disturb(void)
{
	fake.status.digest ^= 1;
	fake.status.generation++;
}

static void test_in_step(void **state)
{
	json_t *list;

	drift_look(&d);
	list = drift_list(&d);
	assert_int_equal(json_array_size(list), 0);
	json_decref(list);
}

static void test_file(void **state)
{
	struct reload reload;

	write_policy("# a comment");
	assert_string_equal(told(DRIFT_FILE), "");
	write_policy(CLIENT);
	assert_non_null(strstr(told(DRIFT_FILE), "edited, not reloaded"));
	write_policy("nonsense");
	assert_non_null(strstr(told(DRIFT_FILE), "cannot be loaded"));
	unlink(POLICY);
	assert_non_null(strstr(told(DRIFT_FILE), "cannot be loaded"));
	write_policy(CLIENT);
	assert_non_null(strstr(told(DRIFT_FILE), "edited, not reloaded"));
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	assert_string_equal(told(DRIFT_FILE), "");
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
	write_policy("@include \"test_drift.inc\"");
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	assert_string_equal(told(DRIFT_FILE), "");
	write_included("defrag = true;");
	assert_non_null(strstr(told(DRIFT_FILE), "edited, not reloaded"));
	write_included("defrag = false;");
	assert_string_equal(told(DRIFT_FILE), "");
	unlink(INCLUDED);
	assert_non_null(strstr(told(DRIFT_FILE), "cannot be loaded"));
}

static void test_policy_is_told(void **state)
{
	disturb();
	assert_non_null(strstr(told(DRIFT_POLICY), "not ours"));
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_COMMIT], 1);
	disturb();
	assert_string_equal(told(DRIFT_POLICY), "");
	assert_int_equal(d.drift.mended, 0);
}

/* At once; then not before some time has gone by. */
static void test_policy_is_mended(void **state)
{
	json_t *mends;

	disturb();
	assert_string_equal(told(DRIFT_POLICY), "");
	assert_int_equal(fake.status.digest, policy_digest(d.policy));
	assert_int_equal(d.drift.mended, 1);
	disturb();
	assert_string_not_equal(told(DRIFT_POLICY), "");
	fake_now += DRIFT_MEND_SECONDS - 1;
	assert_string_not_equal(told(DRIFT_POLICY), "");
	fake_now++;
	assert_string_equal(told(DRIFT_POLICY), "");
	mends = drift_mends(&d);
	assert_int_equal(json_integer_value(json_object_get(mends, "count")), 2);
	assert_true(json_is_string(json_object_get(mends, "last")));
	json_decref(mends);
}

/* Refused: told, and tried again when its time has come. */
static void test_mending_fails(void **state)
{
	disturb();
	fake.refuse_commit = ENOMEM;
	assert_non_null(strstr(told(DRIFT_POLICY), "cannot be mended"));
	assert_int_equal(d.drift.mended, 0);
	assert_string_equal(d.drift.text[DRIFT_MODULE], "");
	fake.refuse_commit = 0;
	fake_now += DRIFT_MEND_SECONDS;
	assert_string_equal(told(DRIFT_POLICY), "");
	assert_int_equal(d.drift.mended, 1);
}

static void test_module(void **state)
{
	fake.status.epoch++;
	fake.status.generation = 1;
	fake.status.digest = 7;
	assert_string_equal(told(DRIFT_POLICY), "");
	assert_int_equal(d.drift.mended, 1);
	assert_string_equal(d.drift.mended_why, "the module was loaded anew");
	assert_int_equal(fake.status.digest, policy_digest(d.policy));
}

static void test_hook_is_gone(void **state)
{
	fake.n_devices = 0;
	d.drift.seen = 7;
	assert_string_equal(told(DRIFT_DEVICE), "lo carries the hook no more");
	fake.n_devices = 1;
	assert_string_equal(told(DRIFT_DEVICE), "");
	device.zone = ZONE_INTERNAL;
	d.drift.seen = 7;
	assert_string_equal(told(DRIFT_DEVICE),
			    "lo is in zone internal instead of external");
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_COMMIT], 1);
}

static void test_hook_is_mended(void **state)
{
	fake.n_devices = 0;
	d.drift.seen = 7;
	assert_string_equal(told(DRIFT_DEVICE), "");
	assert_int_equal(d.drift.mended, 1);
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_COMMIT], 2);
	assert_int_equal(d.confirmed.generation, fake.status.generation);
}

static void test_interface_is_absent(void **state)
{
	struct reload reload;
	FILE *file = fopen(POLICY, "w");

	fputs("zones: { external: { interfaces = [ \"nosuch0\", \"nosuch1\", \"no*\" ]; }; };\n",
	      file);
	fclose(file);
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	assert_string_equal(told(DRIFT_DEVICE),
			    "nosuch0 is not there, nosuch1 is not there");
}

static void test_answer(void **state)
{
	json_t *question = json_loads("{\"command\":\"status\"}", 0, NULL), *reply;

	disturb();
	reply = answer(&d, question, RIGHT_LOOK);
	assert_string_equal(json_string_value(json_object_get(json_array_get(
		json_object_get(reply, "drift"), 0), "what")), "policy");
	json_decref(reply);
	json_decref(question);
}

#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, begin, teardown)
#define MEND(fn)	cmocka_unit_test_setup_teardown(fn, begin_to_mend, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_in_step),
		TEST(test_file),
		TEST(test_included_file),
		TEST(test_policy_is_told),
		MEND(test_policy_is_mended),
		MEND(test_mending_fails),
		TEST(test_module),
		TEST(test_hook_is_gone),
		MEND(test_hook_is_mended),
		TEST(test_interface_is_absent),
		TEST(test_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
