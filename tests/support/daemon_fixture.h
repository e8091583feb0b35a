/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemon_fixture.h - a daemon on a fake kernel, with a policy file and a store
 */
#ifndef TESTS_DAEMON_FIXTURE_H
#define TESTS_DAEMON_FIXTURE_H

#include "common/error.h"
#include "fake_kernel.h"
#include "slammerd/daemon.h"
#include "store/store.h"

#define POLICY	"build/test_daemon.conf"
#define STORE	"build/test_daemon.db"
#define STATE	"build/test_daemon.state"

static struct fake fake;
static struct daemon d;
static struct options options = { .config = POLICY, .store = STORE,
				  .state = STATE,
				  .socket = "build/test_daemon.sock" };

/* No daemon was ever here. */
static inline void forget_state(void)
{
	unlink(STATE "/" STATE_GOOD);
	unlink(STATE "/" STATE_PENDING);
	unlink(STATE "/" STATE_REJECTED);
}

static inline void write_policy(const char *extra)
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

static inline void boot(void)
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
static inline void die(void)
{
	daemon_stop(&d);
	window_close(&d.window);
}

static inline int setup(void **state)
{
	unlink(STORE);
	unlink(STORE "-wal");
	unlink(STORE "-shm");
	forget_state();
	write_policy("");
	boot();
	d.client = wire_attach(fake_start(&fake), FAKE_FAMILY);
	log_open(false);
	return 0;
}

static inline int teardown(void **state)
{
	die();
	fake_stop(&fake);
	return 0;
}

/* A new daemon on the same kernel. */
static inline void restart(void)
{
	struct client *client = d.client;

	d.client = NULL;
	die();
	boot();
	d.client = client;
}

static inline int add_packets(const struct store_sum *sum, void *arg)
{
	uint64_t *total = arg;

	if (sum->reason == REASON_WORM)
		*total += sum->packets;
	return 0;
}

static inline uint64_t worms_in_store(void)
{
	const struct store_range all = { 0, INT64_MAX, NULL };
	uint64_t total = 0;
	struct error error;
	struct store *store = store_open(STORE, DB_READ, &error);

	if (!store)
		fail_msg("%s", error.text);
	assert_int_equal(store_sums(store, &all, add_packets, &total), 0);
	store_close(store);
	return total;
}

static inline void count_worms(uint64_t n)
{
	fake.counters.packets[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] += n;
	fake.counters.bytes[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] += 404 * n;
}

static inline void account(void)
{
	struct error error;

	if (daemon_account(&d, d.window.start, &error))
		fail_msg("%s", error.text);
}

#endif /* TESTS_DAEMON_FIXTURE_H */
