// SPDX-License-Identifier: GPL-2.0-or-later
/* test_daemon.c - adopt, reload, account, answer: the daemon on a fake kernel */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <time.h>

#include "fake_kernel.h"
#include "slammerd/answer.h"
#include "slammerd/daemon.h"
#include "slammerd/lock.h"
#include "store/store.h"

#define POLICY	"build/test_daemon.conf"
#define STORE	"build/test_daemon.db"
#define SECOND	1000000000ull

static struct fake fake;
static struct daemon d;
static struct options options = { .config = POLICY, .store = STORE,
				  .socket = "build/test_daemon.sock" };

static void write_policy(const char *extra)
{
	FILE *file = fopen(POLICY, "w");

	assert_non_null(file);
	fprintf(file,
		"window = 300;\nsensor = \"gateway\";\n"
		"store = \"/never/used.db\";\n"	/* options.store goes first */
		"zones: { external: { interfaces = [ \"lo\" ]; };\n"
		"  internal: { interfaces = [ \"dummy*\" ]; prefixes = [ \"192.0.2.0/24\" ]; }; };\n"
		"%s\n", extra);
	assert_int_equal(fclose(file), 0);
}

static void boot(void)
{
	struct policy_messages messages = { 0 };

	memset(&d, 0, sizeof(d));
	d.options = &options;
	d.accounted = -1;
	d.started = time(NULL);
	d.policy = policy_load(POLICY, &messages);
	policy_messages_free(&messages);
	assert_non_null(d.policy);
	assert_int_equal(window_open(&d.window), 0);
	assert_int_equal(window_arm(&d.window, d.policy->window, time(NULL)), 0);
}

/* As kill -9 leaves it: nothing is written, nothing said to the kernel. */
static void die(void)
{
	daemon_stop(&d);
	window_close(&d.window);
}

static int setup(void **state)
{
	unlink(STORE);
	unlink(STORE "-wal");
	unlink(STORE "-shm");
	write_policy("");
	boot();
	d.client = wire_attach(fake_start(&fake), FAKE_FAMILY);
	log_open(false);
	return 0;
}

static int teardown(void **state)
{
	die();
	fake_stop(&fake);
	return 0;
}

/* A new daemon on the same kernel. */
static void restart(void)
{
	struct client *client = d.client;

	d.client = NULL;
	die();
	boot();
	d.client = client;
}

static int add_packets(const struct store_sum *sum, void *arg)
{
	uint64_t *total = arg;

	if (sum->reason == REASON_WORM)
		*total += sum->packets;
	return 0;
}

static uint64_t worms_in_store(void)
{
	const struct store_range all = { 0, INT64_MAX, NULL };
	uint64_t total = 0;
	char error[256];
	struct store *store = store_open(STORE, STORE_READ, error, sizeof(error));

	if (!store)
		fail_msg("%s", error);
	assert_int_equal(store_sums(store, &all, add_packets, &total), 0);
	store_close(store);
	return total;
}

static void count_worms(uint64_t n)
{
	fake.counters.packets[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] += n;
	fake.counters.bytes[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] += 404 * n;
}

static void account(void)
{
	char error[DAEMON_ERROR_MAX];

	if (daemon_account(&d, d.window.start, error, sizeof(error)))
		fail_msg("%s", error);
}

static void test_first_start_pushes(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(d.confirmed.generation, 2);
	assert_int_equal(d.confirmed.digest, policy_digest(d.policy));
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_COMMIT], 1);
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_GET], 1);
}

static void test_second_start_adopts(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	restart();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(d.confirmed.generation, 2);
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_BEGIN], 1);
	/* believed only because it was read back */
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_GET], 2);
}

static void test_what_comes_back_is_compared(void **state)
{
	fake.forget = true;
	assert_int_equal(daemon_start(&d), -1);
	assert_int_equal(d.confirmed.generation, 0);
	fake.forget = false;
	fake.lie = true;
	assert_int_equal(daemon_start(&d), -1);
	assert_int_equal(d.confirmed.generation, 0);
	fake.lie = false;
	assert_int_equal(daemon_start(&d), 0);
}

static void test_reload(void **state)
{
	struct reload reload;
	uint64_t before;

	assert_int_equal(daemon_start(&d), 0);
	before = d.confirmed.digest;

	assert_int_equal(daemon_reload(&d, &reload), 0);
	assert_false(reload.pushed);
	assert_int_equal(reload.new.generation, 2);
	reload_free(&reload);

	write_policy("allow = ( { from = \"198.51.100.0/24\"; to = \"192.0.2.10\"; } );");
	assert_int_equal(daemon_reload(&d, &reload), 0);
	assert_true(reload.pushed);
	assert_int_equal(reload.old.digest, before);
	assert_int_equal(reload.new.generation, 3);
	assert_int_not_equal(reload.new.digest, before);
	assert_int_equal(d.policy->n_allow, 1);
	reload_free(&reload);
}

static void test_bad_file_changes_nothing(void **state)
{
	const struct policy *policy;
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	policy = d.policy;
	write_policy("ingress: { slammer = \"dorp\"; };");
	assert_int_equal(daemon_reload(&d, &reload), -1);
	assert_true(reload.messages.errors > 0);
	assert_string_not_equal(reload.error, "");
	reload_free(&reload);
	assert_ptr_equal(d.policy, policy);
	assert_int_equal(d.confirmed.generation, 2);
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_BEGIN], 1);
}

static void test_refused_push_changes_nothing(void **state)
{
	const struct policy *policy;
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	policy = d.policy;
	write_policy("allow = ( { from = \"198.51.100.0/24\"; to = \"192.0.2.10\"; } );");
	fake.refuse_allow = 1;
	assert_int_equal(daemon_reload(&d, &reload), -1);
	assert_string_equal(reload.error,
			    "allow entry 1 (" POLICY ":6): host bits are set");
	reload_free(&reload);
	assert_ptr_equal(d.policy, policy);
	assert_int_equal(d.confirmed.generation, 2);
}

static void test_nothing_counts_twice(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	count_worms(10);
	account();
	assert_int_equal(worms_in_store(), 10);
	account();
	assert_int_equal(worms_in_store(), 10);
	count_worms(5);
	restart();
	assert_int_equal(daemon_start(&d), 0);
	account();
	assert_int_equal(worms_in_store(), 15);
}

static void test_a_store_that_fails_loses_nothing(void **state)
{
	char error[DAEMON_ERROR_MAX];

	assert_int_equal(daemon_start(&d), 0);
	count_worms(10);
	options.store = "build/no/such/folder/statistics.db";
	assert_int_equal(daemon_account(&d, d.window.start, error, sizeof(error)), -1);
	assert_true(d.store_trouble.on);
	assert_int_equal(d.accounted, -1);
	count_worms(1);
	options.store = STORE;
	account();
	assert_false(d.store_trouble.on);
	assert_int_equal(worms_in_store(), 11);
	assert_int_equal(d.accounted, d.window.start);
}

static void test_a_store_that_was_taken_away(void **state)
{
	assert_int_equal(daemon_start(&d), 0);
	count_worms(10);
	account();
	unlink(STORE);
	unlink(STORE "-wal");
	unlink(STORE "-shm");
	count_worms(1);
	account();
	assert_int_equal(worms_in_store(), 11);
}

static int note_talker(const struct store_talker *talker, void *arg)
{
	*(struct store_talker *)arg = *talker;
	return 0;
}

static void test_sources_are_written(void **state)
{
	struct client_device device = { .ifindex = 7, .name = "dummy0",
					.zone = ZONE_INTERNAL };
	struct client_source source = {
		.address = address_ip4(0xc0000207), .side = NFSL_SIDE_INSIDE,
		.instance = 1, .ifindex = 7, .first = 5 * SECOND,
		.last = 9 * SECOND, .bytes = 404,
		.packets = { [CLASS_SLAMMER] = 1 },
	};
	const struct store_range all = { 0, INT64_MAX, NULL };
	struct store_talker talker = { .bytes = 0 };
	struct store *store;
	char error[256];

	fake.devices = &device;
	fake.n_devices = 1;
	fake.sources = &source;
	fake.n_sources = 1;
	count_worms(1);
	assert_int_equal(daemon_start(&d), 0);
	account();
	store = store_open(STORE, STORE_READ, error, sizeof(error));
	assert_non_null(store);
	assert_int_equal(store_talkers(store, &all, note_talker, &talker), 0);
	store_close(store);
	assert_true(address_equal(talker.address, source.address));
	assert_true(talker.inside);
	assert_string_equal(talker.interface, "dummy0");
	assert_int_equal(talker.first, 5);
	assert_int_equal(talker.last, 9);
	assert_int_equal(talker.packets[CLASS_SLAMMER], 1);
	assert_int_equal(talker.bytes, 404);
}

static void test_a_new_module_gets_our_policy(void **state)
{
	char error[DAEMON_ERROR_MAX];

	assert_int_equal(daemon_start(&d), 0);
	count_worms(10);
	account();
	/* rmmod, insmod: counters, generation and policy begin anew */
	fake.status.epoch++;
	fake.status.generation = 1;
	fake.status.digest = 1;
	fake.running.count = 0;
	memset(&fake.counters, 0, sizeof(fake.counters));
	count_worms(3);
	assert_int_equal(daemon_connect(&d, error, sizeof(error)), 0);
	assert_int_equal(d.confirmed.generation, 2);
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_COMMIT], 2);
	assert_int_equal(fake.status.digest, policy_digest(d.policy));
	account();
	assert_int_equal(worms_in_store(), 13);
}

static void test_drift_is_told_not_fought(void **state)
{
	char error[DAEMON_ERROR_MAX];
	struct reload reload;

	assert_int_equal(daemon_start(&d), 0);
	fake.status.digest ^= 1;
	fake.status.generation++;
	assert_int_equal(daemon_connect(&d, error, sizeof(error)), 0);
	assert_true(d.drift.on);
	assert_int_equal(fake.heard[NFSL_CMD_POLICY_COMMIT], 1);
	/* the operator decides */
	assert_int_equal(daemon_reload(&d, &reload), 0);
	assert_true(reload.pushed);
	reload_free(&reload);
	assert_false(d.drift.on);
	assert_int_equal(fake.status.digest, policy_digest(d.policy));
}

static void test_the_window_may_change(void **state)
{
	struct reload reload;
	FILE *file;

	assert_int_equal(daemon_start(&d), 0);
	count_worms(4);
	file = fopen(POLICY, "w");
	fputs("window = 60;\nsensor = \"gateway\";\n"
	      "zones: { external: { interfaces = [ \"lo\" ]; }; };\n", file);
	fclose(file);
	assert_int_equal(daemon_reload(&d, &reload), 0);
	reload_free(&reload);
	assert_int_equal(d.window.seconds, 60);
	assert_int_equal(d.window.start % 60, 0);
	/* what was counted before is in the window of before */
	assert_int_equal(worms_in_store(), 4);
}

static json_t *ask(const char *text, uid_t uid)
{
	const struct ucred peer = { .pid = 1, .uid = uid, .gid = 0 };
	json_t *request = json_loads(text, 0, NULL), *reply;

	assert_non_null(request);
	reply = answer(&d, request, &peer);
	json_decref(request);
	assert_non_null(reply);
	return reply;
}

static void expect_error(const char *question, uid_t uid, const char *error)
{
	json_t *reply = ask(question, uid);

	assert_true(json_is_false(json_object_get(reply, "ok")));
	assert_string_equal(json_string_value(json_object_get(reply, "error")),
			    error);
	json_decref(reply);
}

static void test_answer_status(void **state)
{
	json_t *reply, *daemon, *kernel;

	assert_int_equal(daemon_start(&d), 0);
	reply = ask("{\"command\":\"status\"}", 4711);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	daemon = json_object_get(reply, "daemon");
	kernel = json_object_get(reply, "kernel");
	assert_int_equal(json_integer_value(json_object_get(daemon, "pid")), getpid());
	assert_string_equal(json_string_value(json_object_get(daemon, "policy")), POLICY);
	assert_string_equal(json_string_value(json_object_get(daemon, "digest")),
			    json_string_value(json_object_get(kernel, "digest")));
	assert_true(json_is_null(json_object_get(daemon, "accounted")));
	assert_true(json_is_array(json_object_get(reply, "counters")));
	assert_true(json_is_array(json_object_get(reply, "devices")));
	json_decref(reply);
}

static void test_answer_reload(void **state)
{
	json_t *reply, *message;

	assert_int_equal(daemon_start(&d), 0);
	reply = ask("{\"command\":\"reload\"}", 0);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	assert_true(json_is_false(json_object_get(reply, "changed")));
	json_decref(reply);

	write_policy("ingress: { slammer = \"dorp\"; };");
	reply = ask("{\"command\":\"reload\"}", 0);
	assert_true(json_is_false(json_object_get(reply, "ok")));
	message = json_array_get(json_object_get(reply, "messages"), 0);
	assert_string_equal(json_string_value(json_object_get(message, "file")), POLICY);
	assert_int_equal(json_integer_value(json_object_get(message, "line")), 6);
	assert_string_equal(json_string_value(json_object_get(message, "severity")),
			    "error");
	json_decref(reply);
}

static void test_answer_flush(void **state)
{
	json_t *reply;

	assert_int_equal(daemon_start(&d), 0);
	count_worms(2);
	reply = ask("{\"command\":\"flush\"}", 0);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	assert_string_equal(json_string_value(json_object_get(
		json_object_get(reply, "window"), "store")), STORE);
	json_decref(reply);
	assert_int_equal(worms_in_store(), 2);
}

static void test_answers_to_strangers(void **state)
{
	json_t *reply;

	assert_int_equal(daemon_start(&d), 0);
	expect_error("{\"command\":\"reload\"}", 4711,
		     "no rights: only root may reload and flush");
	expect_error("{\"command\":\"flush\"}", 4711,
		     "no rights: only root may reload and flush");
	expect_error("{\"command\":\"frobnicate\"}", 0,
		     "unknown command (status, reload, sources, flush)");
	expect_error("{}", 0, "the request names no command");
	expect_error("{\"command\":7}", 0, "the request names no command");
	reply = ask("{\"command\":\"sources\",\"limit\":-3,\"infected\":7}", 4711);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	assert_true(json_is_array(json_object_get(reply, "sources")));
	json_decref(reply);
}

static void test_the_lock(void **state)
{
	char error[256], wanted[64];
	int lock = lock_take("build/test_daemon.run", error, sizeof(error));

	if (lock < 0)
		fail_msg("%s", error);
	assert_int_equal(lock_take("build/test_daemon.run", error, sizeof(error)), -1);
	snprintf(wanted, sizeof(wanted), "slammerd is already running (pid %d)",
		 getpid());
	assert_string_equal(error, wanted);
	close(lock);
	/* what a daemon that was killed leaves behind is no hindrance */
	lock = lock_take("build/test_daemon.run", error, sizeof(error));
	assert_true(lock >= 0);
	close(lock);
	assert_int_equal(lock_take("build/no/such/folder", error, sizeof(error)), -1);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_first_start_pushes),
		TEST(test_second_start_adopts),
		TEST(test_what_comes_back_is_compared),
		TEST(test_reload),
		TEST(test_bad_file_changes_nothing),
		TEST(test_refused_push_changes_nothing),
		TEST(test_nothing_counts_twice),
		TEST(test_a_store_that_fails_loses_nothing),
		TEST(test_a_store_that_was_taken_away),
		TEST(test_sources_are_written),
		TEST(test_a_new_module_gets_our_policy),
		TEST(test_drift_is_told_not_fought),
		TEST(test_the_window_may_change),
		TEST(test_answer_status),
		TEST(test_answer_reload),
		TEST(test_answer_flush),
		TEST(test_answers_to_strangers),
		cmocka_unit_test(test_the_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
