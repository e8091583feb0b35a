// SPDX-License-Identifier: GPL-2.0-or-later
/* test_recorder.c - the thread of the statistics: order, results, news, its end */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/os/loop.h"
#include "slammerd/stats/recorder.h"
#include "support/fake_kernel.h"
#include "support/sql_fixture.h"

#define STORE_A	"build/test_recorder_a.db"
#define STORE_B	"build/test_recorder_b.db"

static struct fake fake;
static int first_end;
static struct loop loop;
static struct statistics s;
static struct recorder r;
static unsigned int begun, news;

static void note_begin(void *arg)
{
	__atomic_add_fetch(&begun, 1, __ATOMIC_RELAXED);
}

static struct client *connect_fake(void *arg, struct error *error)
{
	return wire_attach(fake_connect(&fake), FAKE_FAMILY);
}

static void note_news(void *arg)
{
	news++;
	loop.stop = true;
}

static const struct recorder_callbacks callbacks = {
	note_begin, connect_fake, note_news,
};

static const struct statistics_callbacks none = { NULL };

static struct policy *policy_to(const char *store)
{
	struct policy *policy = policy_new();

	assert_non_null(policy);
	policy->window = 86400;
	policy->store = strdup(store);
	policy->sensor = strdup("gateway");
	return policy;
}

static void remove_stores(void)
{
	static const char *const files[] = {
		STORE_A, STORE_A "-wal", STORE_A "-shm",
		STORE_B, STORE_B "-wal", STORE_B "-shm",
	};
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlink(files[i]);
}

static int setup(void **state)
{
	struct policy *policy = policy_to(STORE_A);

	remove_stores();
	log_open(false);
	first_end = fake_start(&fake);
	memset(&s, 0, sizeof(s));
	memset(&r, 0, sizeof(r));
	s.last_window = -1;
	s.callbacks = &none;
	r.statistics = &s;
	begun = news = 0;
	recorder_start(&r, policy);
	policy_free(policy);
	if (loop_open(&loop))
		return -1;
	return recorder_open(&r, &loop, &callbacks, NULL);
}

static int teardown(void **state)
{
	int result = recorder_close(&r);

	recorder_free(&r);
	loop_close(&loop);
	close(first_end);
	fake_stop(&fake);
	return result;
}

static void count(uint64_t n)
{
	pthread_mutex_lock(&fake.lock);
	fake.counters.packets[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] += n;
	pthread_mutex_unlock(&fake.lock);
}

static void set_policy(const char *store)
{
	struct policy *policy = policy_to(store);

	recorder_set_policy(&r, policy);
	policy_free(policy);
}

/* Run the loop until it is done, as the daemon does. */
static void wait_for(struct flush *flush)
{
	assert_non_null(flush);
	while (!flush_done(flush)) {
		loop.stop = false;
		assert_int_equal(loop_run(&loop), 0);
	}
}

static void flush_all(void)
{
	struct flush *flush = recorder_flush(&r);

	wait_for(flush);
	if (!flush->ok)
		fail_msg("%s", flush->error.text);
	flush_put(flush);
}

static int64_t packets_in(const char *store)
{
	return sql_number(store, "SELECT coalesce(sum(packets), 0) FROM window_counter");
}

static void flush_says_what_it_did(void **state)
{
	struct flush *flush;

	count(5);
	flush = recorder_flush(&r);
	wait_for(flush);
	assert_true(flush->ok);
	assert_int_equal(flush->seconds, 86400);
	assert_int_equal(flush->start % 86400, 0);
	assert_string_equal(flush->sensor, "gateway");
	assert_string_equal(flush->store, STORE_A);
	flush_put(flush);
	assert_int_equal(packets_in(STORE_A), 5);
	assert_true(news > 0);
	/* the thread, and the one that looks at files */
	assert_int_equal(__atomic_load_n(&begun, __ATOMIC_RELAXED), 2);
}

static void flush_says_why_not(void **state)
{
	struct flush *flush;

	set_policy("build/no/such/folder/s.db");
	flush = recorder_flush(&r);
	wait_for(flush);
	assert_false(flush->ok);
	assert_non_null(strstr(flush->error.text, "the folder"));
	flush_put(flush);
	assert_false(recorder_state(&r).store_ok);
	set_policy(STORE_A);
	flush_all();
	assert_true(recorder_state(&r).store_ok);
}

/* Each count is in the store of the policy that was in force, however fast they come. */
static void policies_in_order(void **state)
{
	int i;

	flush_all();
	for (i = 0; i < 10; i++) {
		count(1);
		set_policy(STORE_B);
		flush_all();
		count(100);
		set_policy(STORE_A);
		flush_all();
	}
	/* a store that comes back has missed nothing: counters are cumulative */
	assert_int_equal(packets_in(STORE_A), 1010);
	assert_true(packets_in(STORE_B) >= 1000);
}

/* More commands than wait: none is lost but policies by which nothing was counted. */
static void more_than_wait(void **state)
{
	struct flush *last[200];
	int i;

	count(3);
	for (i = 0; i < 200; i++) {
		set_policy(i % 2 ? STORE_A : STORE_B);
		last[i] = recorder_flush(&r);
	}
	set_policy(STORE_B);
	for (i = 0; i < 200; i++) {
		if (last[i])
			wait_for(last[i]);
		flush_put(last[i]);
	}
	flush_all();
	assert_int_equal(packets_in(STORE_B), 3);
}

/* Nobody waits for it: it is done all the same. */
static void forgotten_flush(void **state)
{
	count(7);
	flush_put(recorder_flush(&r));
	assert_int_equal(recorder_close(&r), 0);
	assert_int_equal(packets_in(STORE_A), 7);
}

/* The end records the last window. */
static void end_records(void **state)
{
	count(9);
	assert_int_equal(recorder_close(&r), 0);
	assert_int_equal(packets_in(STORE_A), 9);
}

static void *look_at_it(void *arg)
{
	int *stop = arg;
	json_t *report;

	while (!__atomic_load_n(stop, __ATOMIC_ACQUIRE)) {
		report = recorder_report(&r);
		if (!json_is_boolean(json_object_get(report, "ok")))
			abort();
		json_decref(report);
		if (recorder_state(&r).last_window < -1)
			abort();
	}
	return NULL;
}

/* Windows, policies and reports at once, for -fsanitize=thread as well. */
static void many_at_once(void **state)
{
	pthread_t reader;
	int stop = 0, i;

	assert_int_equal(pthread_create(&reader, NULL, look_at_it, &stop), 0);
	for (i = 0; i < 60; i++) {
		count(1);
		if (i % 3 == 0)
			set_policy(i % 2 ? STORE_A : STORE_B);
		flush_all();
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	pthread_join(reader, NULL);
	set_policy(STORE_A);
	flush_all();
	assert_int_equal(packets_in(STORE_A), 60);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(flush_says_what_it_did),
		TEST(flush_says_why_not),
		TEST(policies_in_order),
		TEST(more_than_wait),
		TEST(forgotten_flush),
		TEST(end_records),
		TEST(many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
