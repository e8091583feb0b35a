// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_shapes.c - write answers of the daemon to build/shapes
 *
 * tests/watch/test-shapes.sh validates each against the shape with which its name
 * begins.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/stat.h>

#include "support/daemon_fixture.h"
#include "status/status.h"
#include "slammerd/control/rpc.h"

#define FOLDER	"build/shapes/"

static struct client_source source = {
	.side = NFSL_SIDE_INSIDE, .ifindex = 1, .first = 1769342400000000000ull,
	.last = 1769342460000000000ull, .bytes = 808, .revisits = 3,
	.period = 553999999999ull,
};
static struct client_device device = { .ifindex = 1, .name = "lo",
				       .zone = ZONE_EXTERNAL, .passed = 7 };
static struct client_sketch sketch;

static int begin(void **state)
{
	mkdir("build/shapes", 0777);
	fixture_setup(state);
	source.address = address_ip4(0xc0000242);
	source.target = (struct address){ 0x20010db800000000ull, 7 };
	source.packets[CLASS_SLAMMER] = 2;
	fake.sources = &source;
	fake.n_sources = 1;
	fake.devices = &device;
	fake.n_devices = 1;
	fake.sketches = &sketch;
	fake.n_sketches = 1;
	fixture_count_worms(5);
	return 0;
}

/* Without "ok", as slammerctl prints it. */
static void keep(const char *name, json_t *answer, bool print)
{
	char path[128];

	assert_non_null(answer);
	if (print)
		json_object_del(answer, "ok");
	snprintf(path, sizeof(path), FOLDER "%s.json", name);
	assert_int_equal(json_dump_file(answer, path, JSON_INDENT(1)), 0);
	json_decref(answer);
}

static json_t *ask(const char *command)
{
	json_t *request = json_pack("{s:s}", "command", command);
	json_t *got = fixture_ask(request, ACCESS_ADMIN);

	json_decref(request);
	return got;
}

static void test_read_requests(void **state)
{
	keep("status", rpc_status(&d, NULL), true);
	keep("sources", ask("sources"), true);
	source.revisits = 0;
	source.period = 0;
	source.packets[CLASS_SLAMMER] = 0;
	keep("sources-of-no-interest", ask("sources"), true);
}

/* The build machine has no module. */
static void test_without_module(void **state)
{
	json_t *answer;

	client_close(d.module.client);
	d.module.client = NULL;
	answer = rpc_status(&d, NULL);
	if (!json_is_null(json_object_get(answer, "kernel")))
		skip();
	keep("status-without-module", answer, true);
}

static void test_admin_requests(void **state)
{
	keep("reload", ask("reload"), false);
	fixture_policy("allow = ( { from = \"10.0.0.0/8\"; }, { from = \"10.1.0.0/16\"; } );");
	keep("reload-notes", ask("reload"), false);
	fixture_policy("ingress: { slammer = \"dorp\"; };");
	keep("reload-refused", ask("reload"), false);
	keep("flush", ask("flush"), false);
	keep("confirm-refused", ask("confirm"), false);
	keep("policy-advise", ask("advise"), false);
	fixture_policy("");
}

static void test_event(void **state)
{
	struct client_event event = {
		.kind = NFSL_EVENT_INFECTED, .address = source.address,
		.target = source.target, .reason = REASON_WORM,
		.time = 1769342400000000000ull,
	};

	keep("events", report_event(&event), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_read_requests, begin, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_admin_requests, begin, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_event, begin, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_without_module, begin, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
