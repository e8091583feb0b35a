// SPDX-License-Identifier: GPL-2.0-or-later
/* test_daemon.c - start, reload and commands, with a fake kernel */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <time.h>

#include "common/error.h"
#include "support/daemon_fixture.h"
#include "slammerd/control/rpc.h"
#include "slammerd/os/daemonize.h"

static void test_first_start_pushes(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(d.module.confirmed.generation, 2);
	assert_int_equal(d.module.confirmed.digest, policy_digest(d.module.policy));
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_COMMIT], 1);
	/* what the kernel ran before, and to confirm */
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_GET], 2);
}

static void test_second_start_adopts(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	fixture_restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(d.module.confirmed.generation, 2);
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_BEGIN], 1);
	/* confirmed only after reading it back */
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_GET], 3);
}

static bool says(const json_t *messages, const char *text)
{
	const json_t *m;
	size_t i;

	json_array_foreach(messages, i, m)
		if (strstr(json_string_value(json_object_get(m, "text")), text))
			return true;
	return false;
}

static json_t *call(const char *command)
{
	json_t *request = json_pack("{s:s}", "command", command);
	json_t *reply = fixture_ask(request, ACCESS_ADMIN);

	json_decref(request);
	return reply;
}

/* A reload says what the policy does not do on this machine, and what it takes away. */
static void test_reload_warns(void **state)
{
	json_t *reply, *messages, *interfaces;

	fixture_link[0] = (struct network_link){ .ifindex = 7, .name = "dummy7" };
	fixture_link[1] = (struct network_link){ .ifindex = 8, .name = "eth8" };
	fixture_n_links = 2;
	assert_int_equal(daemon_start(&d), 0);
	reply = call("status");
	interfaces = json_object_get(reply, "interfaces");
	assert_int_equal(json_array_size(json_object_get(interfaces, "list")), 2);
	assert_true(json_is_true(json_object_get(interfaces, "unnamed_protected")));
	assert_false(says(json_object_get(interfaces, "messages"), "not filtered, "));
	json_decref(reply);

	fixture_policy("unnamed = \"off\"; local: { slammer = \"monitor\"; };");
	reply = call("reload");
	messages = json_object_get(reply, "messages");
	assert_true(says(messages, "no zone names eth8: not filtered, because unnamed is \"off\""));
	assert_true(says(messages, "eth8: protected before (zone unnamed), not filtered now"));
	assert_true(says(messages, "local: the worm passes"));
	json_decref(reply);
	reply = call("status");
	interfaces = json_object_get(reply, "interfaces");
	assert_true(says(json_object_get(interfaces, "messages"), "no zone names eth8"));
	json_decref(reply);
}

/* A policy that names nothing of this machine is not loaded in silence. */
static void test_start_warns(void **state)
{
	json_t *reply;

	fixture_link[0] = (struct network_link){ .ifindex = 8, .name = "eth8" };
	fixture_n_links = 1;
	assert_int_equal(daemon_start(&d), 0);
	reply = call("reload");
	assert_true(says(json_object_get(reply, "messages"),
			 "no zone names an interface of this machine"));
	json_decref(reply);
}

static int no_links(struct network *network, struct error *error)
{
	return error_set(error, "no interfaces today");
}

static void test_unreadable_interfaces(void **state)
{
	json_t *reply;

	d.drift.read_links = no_links;
	assert_int_equal(daemon_start(&d), 0);
	reply = call("reload");
	assert_true(json_is_true(json_object_get(reply, "ok")));
	assert_true(says(json_object_get(reply, "messages"), "no interfaces today"));
	json_decref(reply);
	reply = call("status");
	assert_true(json_is_null(json_object_get(reply, "interfaces")));
	json_decref(reply);
}

static void test_wrong_readback(void **state)
{
	fake.truncate = true;
	assert_int_equal(daemon_start(&d), -1);
	assert_int_equal(d.module.confirmed.generation, 0);
	fake.truncate = false;
	fake.lie = true;
	assert_int_equal(daemon_start(&d), -1);
	assert_int_equal(d.module.confirmed.generation, 0);
	fake.lie = false;
	assert_int_equal(daemon_start(&d), 0);
}

static void test_reload(void **state)
{
	struct reload reload;
	uint64_t before;

	assert_int_equal(daemon_start(&d), 0);
	before = d.module.confirmed.digest;

	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	assert_false(reload.pushed);
	assert_int_equal(reload.new.generation, 2);
	reload_free(&reload);

	fixture_policy("allow = ( { from = \"198.51.100.0/24\"; to = \"192.0.2.10\"; } );");
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	assert_true(reload.pushed);
	assert_int_equal(reload.old.digest, before);
	assert_int_equal(reload.new.generation, 3);
	assert_int_not_equal(reload.new.digest, before);
	assert_int_equal(d.module.policy->n_allow, 1);
	reload_free(&reload);
}

#define EVERYTHING							       \
	"ingress: { request = \"limit 5/s burst 9\"; other = \"queue\"; };\n"   \
	"local: { overflow = \"limit 1/s\"; };\n"			       \
	"queue: { number = 9; fail = \"open\"; }; tracking: { inside = 4096; };\n" \
	"defrag = true;\n"						       \
	"signatures = ( { name = \"b\"; port = 53; length = 4; },\n"	       \
	"{ name = \"a\"; port = 9; match = ( { offset = 1; bytes = \"ff\"; } ); } );\n"

/* Limits, queue, signatures: all of it is read back unchanged. */
static void test_full_readback(void **state)
{
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	fixture_policy(EVERYTHING);
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	assert_true(reload.pushed);
	reload_free(&reload);
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	assert_false(reload.pushed);
	reload_free(&reload);
	/* the kernel loses the last entry, a signature */
	fake.truncate = true;
	assert_int_equal(daemon_reload(&d, 0, &reload), -1);
	assert_non_null(strstr(reload.error.text, "the kernel does not run this policy"));
	reload_free(&reload);
}

/* A policy that is not read back unchanged is replaced by the previous one. */
static void test_wrong_readback_restores_previous(void **state)
{
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	fixture_policy(EVERYTHING);
	fake.truncate = true;
	assert_int_equal(daemon_reload(&d, 0, &reload), -1);
	reload_free(&reload);
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_COMMIT], 3);
	assert_int_equal(fake.status.digest, policy_digest(d.module.policy));
}

static void test_bad_file_changes_nothing(void **state)
{
	const struct policy *policy;
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	policy = d.module.policy;
	fixture_policy("ingress: { slammer = \"dorp\"; };");
	assert_int_equal(daemon_reload(&d, 0, &reload), -1);
	assert_true(reload.messages.errors > 0);
	assert_string_not_equal(reload.error.text, "");
	reload_free(&reload);
	assert_ptr_equal(d.module.policy, policy);
	assert_int_equal(d.module.confirmed.generation, 2);
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_BEGIN], 1);
}

static void test_refused_push_changes_nothing(void **state)
{
	const struct policy *policy;
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	policy = d.module.policy;
	fixture_policy("allow = ( { from = \"198.51.100.0/24\"; to = \"192.0.2.10\"; } );");
	fake.refuse_allow = 1;
	assert_int_equal(daemon_reload(&d, 0, &reload), -1);
	assert_string_equal(reload.error.text,
			    "allow entry 1 (" POLICY ":6): host bits are set");
	reload_free(&reload);
	assert_ptr_equal(d.module.policy, policy);
	assert_int_equal(d.module.confirmed.generation, 2);
}

static void test_reloaded_module_gets_our_policy(void **state)
{
	struct error error;

	assert_int_equal(daemon_start(&d), 0);
	fixture_count_worms(10);
	fixture_record();
	/* rmmod, insmod: counters, generation and policy are reset */
	fake.status.epoch++;
	fake.status.generation = 1;
	fake.status.digest = 1;
	fake.active.count = 0;
	memset(&fake.counters, 0, sizeof(fake.counters));
	fixture_count_worms(3);
	assert_non_null(drift_connect(&d.drift, &error));
	assert_int_equal(d.module.confirmed.generation, 2);
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_COMMIT], 2);
	assert_int_equal(fake.status.digest, policy_digest(d.module.policy));
	fixture_record();
	assert_int_equal(fixture_worms_in_store(), 13);
}

static void test_drift_is_only_reported(void **state)
{
	struct error error;
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	fake.status.digest ^= 1;
	fake.status.generation++;
	assert_non_null(drift_connect(&d.drift, &error));
	assert_true(*d.drift.text[DRIFT_POLICY]);
	assert_int_equal(fake.requests[NFSL_CMD_POLICY_COMMIT], 1);
	/* the operator repairs it */
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	assert_true(reload.pushed);
	reload_free(&reload);
	assert_false(*d.drift.text[DRIFT_POLICY]);
	assert_int_equal(fake.status.digest, policy_digest(d.module.policy));
}

static void test_window_length_changes(void **state)
{
	struct reload reload;
	FILE *file;

	assert_int_equal(daemon_start(&d), 0);
	fixture_count_worms(4);
	file = fopen(POLICY, "w");
	fputs("window = 60;\nsensor = \"gateway\";\n"
	      "zones: { external: { interfaces = [ \"lo\" ]; }; };\n", file);
	fclose(file);
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	assert_int_equal(d.statistics.window.seconds, 60);
	assert_int_equal(d.statistics.window.start % 60, 0);
	/* earlier counts are in the previous window */
	assert_int_equal(fixture_worms_in_store(), 4);
}

static json_t *ask(const char *text, enum access_level level)
{
	json_t *request = json_loads(text, 0, NULL), *reply;

	assert_non_null(request);
	reply = fixture_ask(request, level);
	json_decref(request);
	assert_non_null(reply);
	return reply;
}

static void expect_error(const char *question, enum access_level level,
			 const char *error)
{
	json_t *reply = ask(question, level);

	assert_true(json_is_false(json_object_get(reply, "ok")));
	assert_string_equal(json_string_value(json_object_get(reply, "error")),
			    error);
	json_decref(reply);
}

static void test_status(void **state)
{
	json_t *reply, *daemon, *kernel;

	assert_int_equal(daemon_start(&d), 0);
	reply = ask("{\"command\":\"status\"}", ACCESS_READ);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	daemon = json_object_get(reply, "daemon");
	kernel = json_object_get(reply, "kernel");
	assert_int_equal(json_integer_value(json_object_get(daemon, "pid")), getpid());
	assert_string_equal(json_string_value(json_object_get(daemon, "policy")), POLICY);
	assert_string_equal(json_string_value(json_object_get(daemon, "digest")),
			    json_string_value(json_object_get(kernel, "digest")));
	assert_true(json_is_null(json_object_get(daemon, "last_window")));
	assert_true(json_is_array(json_object_get(reply, "counters")));
	assert_true(json_is_array(json_object_get(reply, "devices")));
	json_decref(reply);
}

static void test_reload_command(void **state)
{
	json_t *reply, *message;

	assert_int_equal(daemon_start(&d), 0);
	reply = ask("{\"command\":\"reload\"}", ACCESS_ADMIN);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	assert_true(json_is_false(json_object_get(reply, "changed")));
	json_decref(reply);

	fixture_policy("ingress: { slammer = \"dorp\"; };");
	reply = ask("{\"command\":\"reload\"}", ACCESS_ADMIN);
	assert_true(json_is_false(json_object_get(reply, "ok")));
	message = json_array_get(json_object_get(reply, "messages"), 0);
	assert_string_equal(json_string_value(json_object_get(message, "file")), POLICY);
	assert_int_equal(json_integer_value(json_object_get(message, "line")), 6);
	assert_string_equal(json_string_value(json_object_get(message, "severity")),
			    "error");
	json_decref(reply);
}

static void test_flush(void **state)
{
	json_t *reply;

	assert_int_equal(daemon_start(&d), 0);
	fixture_count_worms(2);
	reply = ask("{\"command\":\"flush\"}", ACCESS_ADMIN);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	assert_string_equal(json_string_value(json_object_get(
		json_object_get(reply, "window"), "store")), STORE);
	json_decref(reply);
	assert_int_equal(fixture_worms_in_store(), 2);
}

static void test_refused_requests(void **state)
{
	json_t *reply;

	assert_int_equal(daemon_start(&d), 0);
	expect_error("{\"command\":\"reload\"}", ACCESS_READ,
		     ACCESS_DENIED_ADMIN);
	expect_error("{\"command\":\"flush\"}", ACCESS_READ,
		     ACCESS_DENIED_ADMIN);
	expect_error("{\"command\":\"status\"}", ACCESS_NONE,
		     ACCESS_DENIED);
	expect_error("{}", ACCESS_ADMIN, "the request has no command");
	expect_error("{\"command\":7}", ACCESS_ADMIN,
		     "the request has no command");
	reply = ask("{\"command\":\"frobnicate\"}", ACCESS_ADMIN);
	assert_memory_equal(json_string_value(json_object_get(reply, "error")),
			    "unknown command (status, ", 24);
	json_decref(reply);
	reply = ask("{\"command\":\"sources\",\"limit\":-3,\"infected\":7}", ACCESS_READ);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	assert_true(json_is_array(json_object_get(reply, "sources")));
	json_decref(reply);
}

static void test_instance_lock(void **state)
{
	struct error error;
	char wanted[64];
	int lock = instance_lock("build/test_daemon.run", &error);

	if (lock < 0)
		fail_msg("%s", error.text);
	assert_int_equal(instance_lock("build/test_daemon.run", &error), -1);
	snprintf(wanted, sizeof(wanted), "slammerd is already running (pid %d)",
		 getpid());
	assert_string_equal(error.text, wanted);
	close(lock);
	/* the file that a killed daemon leaves does not matter */
	lock = instance_lock("build/test_daemon.run", &error);
	assert_true(lock >= 0);
	close(lock);
	assert_int_equal(instance_lock("build/no/such/folder", &error), -1);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_first_start_pushes),
		TEST(test_second_start_adopts),
		TEST(test_reload_warns),
		TEST(test_start_warns),
		TEST(test_unreadable_interfaces),
		TEST(test_full_readback),
		TEST(test_wrong_readback),
		TEST(test_reload),
		TEST(test_wrong_readback_restores_previous),
		TEST(test_bad_file_changes_nothing),
		TEST(test_refused_push_changes_nothing),
		TEST(test_reloaded_module_gets_our_policy),
		TEST(test_drift_is_only_reported),
		TEST(test_window_length_changes),
		TEST(test_status),
		TEST(test_reload_command),
		TEST(test_flush),
		TEST(test_refused_requests),
		cmocka_unit_test(test_instance_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
