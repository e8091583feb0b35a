// SPDX-License-Identifier: GPL-2.0-or-later
/* test_confirm.c - pending policies, rollback, the last known good policy */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "common/error.h"
#include "support/daemon_fixture.h"
#include "common/names.h"
#include "slammerd/control/rpc.h"

#define NS	1000000000ll
#define CLIENT	"allow = ( { from = \"198.51.100.0/24\"; to = \"192.0.2.10\"; } );"
#define OTHER	"allow = ( { from = \"203.0.113.0/24\"; to = \"192.0.2.10\"; } );"

static int64_t fake_now;

static int64_t fake_clock(void)
{
	return fake_now;
}

static int begin(void **state)
{
	fixture_setup(state);
	fake_now = 1000 * NS;
	d.confirm.clock = fake_clock;
	return daemon_start(&d);
}

/* As by kill -9. @valid: whether the policy file can be loaded. */
static void start_again(bool valid)
{
	fixture_restart();
	d.confirm.clock = fake_clock;
	assert_int_equal(!!d.module.policy, valid);
}

static void reload(const char *extra, unsigned int seconds, int expected)
{
	struct reload r;

	fixture_policy(extra);
	assert_int_equal(daemon_reload(&d, seconds, &r), expected);
	reload_free(&r);
}

static bool there(const char *name)
{
	return !access(name, F_OK);
}

#define PENDING	STATE "/" STATE_PENDING

/* Kernel and daemon agree on a policy with so many allow entries. */
static void runs(size_t n_allow, const char *from)
{
	char text[64];

	assert_int_equal(d.module.policy->n_allow, n_allow);
	assert_true(fixture_in_sync());
	if (n_allow)
		assert_string_equal(prefix_text(&d.module.policy->allow[0].pair.from,
						text), from);
}

static void test_confirmed(void **state)
{
	struct error error;

	assert_int_equal(confirm_seconds_left(&d.confirm), -1);
	reload(CLIENT, 60, 0);
	runs(1, "198.51.100.0/24");
	assert_int_equal(confirm_seconds_left(&d.confirm), 60);
	assert_true(there(PENDING));
	fake_now += 59 * NS + 1;
	confirm_on_timer(&d.confirm);
	assert_int_equal(confirm_seconds_left(&d.confirm), 1);
	assert_int_equal(confirm_accept(&d.confirm, &error), 0);
	assert_false(there(PENDING));
	fake_now += 100 * NS;
	confirm_on_timer(&d.confirm);
	runs(1, "198.51.100.0/24");
	assert_int_equal(confirm_accept(&d.confirm, &error), -1);
	assert_string_equal(error.text, "no policy is waiting for confirmation");
	/* and it is the last known good one */
	fixture_policy("nonsense");
	start_again(false);
	assert_int_equal(daemon_start(&d), 0);
	runs(1, "198.51.100.0/24");
}

static void test_not_confirmed(void **state)
{
	reload(CLIENT, 60, 0);
	fake_now += 60 * NS;
	confirm_on_timer(&d.confirm);
	runs(0, NULL);
	assert_int_equal(confirm_seconds_left(&d.confirm), -1);
	assert_false(there(PENDING));
	assert_int_equal(fake.status.generation, 4);
	/* the file still holds it: reported, and not loaded by a start */
	drift_check_files(&d.drift);
	assert_non_null(strstr(d.drift.text[DRIFT_FILE], "rolled back"));
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(0, NULL);
	assert_true(d.last_good.used);
	/* a reload loads it */
	reload(CLIENT, 0, 0);
	runs(1, "198.51.100.0/24");
	assert_false(d.last_good.used);
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(1, "198.51.100.0/24");
}

/*
 * Version 0.1 rolled the policy back: "text" is its digest of the policy with the
 * former names of keys. An upgrade must not load it.
 */
static void test_not_confirmed_before_an_upgrade(void **state)
{
	struct error error;
	json_t *head;

	reload("keep: { windows = 3; }; drift = \"mend\";"
	       " control: { look = \"adm\"; change = \"netdev\"; };", 60, 0);
	fake_now += 60 * NS;
	confirm_on_timer(&d.confirm);
	assert_int_equal(state_read(&d.state, STATE_REJECTED, &head, &error), 1);
	json_object_set_new(head, "text", json_string("c051369441c42aaa"));
	assert_int_equal(state_write(&d.state, STATE_REJECTED, head, "", &error), 0);
	json_decref(head);
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	assert_true(d.last_good.used);
	assert_false(d.module.policy->repair);
}

static void test_rollback_command(void **state)
{
	struct error error;

	assert_int_equal(confirm_rollback(&d.confirm, "a test", &error), -1);
	reload(CLIENT, 60, 0);
	assert_int_equal(confirm_rollback(&d.confirm, "a test", &error), 0);
	runs(0, NULL);
	assert_false(there(PENDING));
}

/* While one is pending: no reload without --confirm; with it the time starts again. */
static void test_second_reload(void **state)
{
	reload(CLIENT, 60, 0);
	reload(OTHER, 0, -1);
	runs(1, "198.51.100.0/24");
	fake_now += 50 * NS;
	reload(OTHER, 60, 0);
	runs(1, "203.0.113.0/24");
	fake_now += 50 * NS;
	confirm_on_timer(&d.confirm);
	runs(1, "203.0.113.0/24");
	fake_now += 10 * NS;
	confirm_on_timer(&d.confirm);
	runs(0, NULL);
}

/* An invalid file, or a refused push, leaves the pending policy unchanged. */
static void test_second_reload_fails(void **state)
{
	reload(CLIENT, 60, 0);
	fake_now += 20 * NS;
	reload("nonsense", 60, -1);
	fake.refuse_allow = 1;
	reload(OTHER, 60, -1);
	fake.refuse_allow = 0;
	runs(1, "198.51.100.0/24");
	assert_int_equal(confirm_seconds_left(&d.confirm), 40);
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(1, "198.51.100.0/24");
	assert_int_equal(confirm_seconds_left(&d.confirm), 40);
}

static void test_refused_push_leaves_nothing(void **state)
{
	fake.refuse_allow = 1;
	reload(CLIENT, 60, -1);
	runs(0, NULL);
	assert_int_equal(confirm_seconds_left(&d.confirm), -1);
	assert_false(there(PENDING));
}

static void test_killed_and_confirmed(void **state)
{
	struct error error;

	reload(CLIENT, 60, 0);
	fake_now += 30 * NS;
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(1, "198.51.100.0/24");
	assert_int_equal(fake.status.generation, 3);
	assert_int_equal(confirm_seconds_left(&d.confirm), 30);
	assert_int_equal(confirm_accept(&d.confirm, &error), 0);
	fake_now += 60 * NS;
	confirm_on_timer(&d.confirm);
	runs(1, "198.51.100.0/24");
}

static void test_killed_and_not_confirmed(void **state)
{
	reload(CLIENT, 60, 0);
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	fake_now += 60 * NS;
	confirm_on_timer(&d.confirm);
	runs(0, NULL);
	assert_false(there(PENDING));
}

/* Time was over while no daemon ran: roll back at once. */
static void test_killed_past_the_deadline(void **state)
{
	reload(CLIENT, 60, 0);
	fake_now += 61 * NS;
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(0, NULL);
	assert_int_equal(confirm_seconds_left(&d.confirm), -1);
	assert_false(there(PENDING));
	assert_true(d.last_good.used);
	drift_check_files(&d.drift);
	assert_string_not_equal(d.drift.text[DRIFT_FILE], "");
}

/* CLOCK_BOOTTIME of another boot cannot be compared. */
static void test_after_a_reboot(void **state)
{
	char path[STATE_PATH_MAX], boot[] = "a run before this one";
	struct error error;
	json_t *head;

	reload(CLIENT, 60, 0);
	assert_int_equal(state_read(&d.state, STATE_PENDING, &head, &error), 1);
	json_object_set_new(head, "boot", json_string(boot));
	assert_int_equal(state_write(&d.state, STATE_PENDING, head, "", &error), 0);
	json_decref(head);
	assert_string_equal(state_path(&d.state, STATE_PENDING, path), PENDING);
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(0, NULL);
}

/* Killed before the push, or the module was reloaded: a start does not push it. */
static void test_not_in_the_kernel(void **state)
{
	reload(CLIENT, 60, 0);
	fake.status.digest ^= 1;
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(0, NULL);
	assert_false(there(PENDING));
}

static void test_damaged_files(void **state)
{
	FILE *file;

	reload(CLIENT, 60, 0);
	file = fopen(PENDING, "w");
	fputs("garbage", file);
	fclose(file);
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(0, NULL);

	/* without a last known good policy the file is used */
	file = fopen(STATE "/" STATE_LAST_GOOD, "w");
	fputs("garbage", file);
	fclose(file);
	file = fopen(PENDING, "w");
	fputs("garbage", file);
	fclose(file);
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	assert_false(there(PENDING));
}

/* The kernel refuses it: retried. */
static void test_rollback_fails(void **state)
{
	reload(CLIENT, 60, 0);
	fake_now += 60 * NS;
	fake.refuse_commit = ENOMEM;
	confirm_on_timer(&d.confirm);
	assert_true(d.confirm.rolling_back);
	assert_true(there(PENDING));
	reload(OTHER, 60, -1);
	fake.refuse_commit = 0;
	confirm_on_timer(&d.confirm);
	assert_false(d.confirm.rolling_back);
	assert_false(there(PENDING));
	runs(0, NULL);
}

/* If the state cannot be written, nothing is pushed. */
static void test_no_state(void **state)
{
	struct reload r;

	assert_int_equal(mkdir(PENDING ".new", 0700), 0);
	fixture_policy(CLIENT);
	assert_int_equal(daemon_reload(&d, 60, &r), -1);
	assert_non_null(strstr(r.error.text, "nothing was changed"));
	reload_free(&r);
	assert_int_equal(rmdir(PENDING ".new"), 0);
	runs(0, NULL);
	assert_int_equal(fake.status.generation, 2);
}

static void test_last_good(void **state)
{
	reload(CLIENT, 0, 0);
	fixture_policy("ingress: { slammer = \"dorp\"; };");
	start_again(false);
	assert_int_equal(daemon_start(&d), 0);
	assert_true(d.last_good.used);
	runs(1, "198.51.100.0/24");
	assert_int_equal(fake.status.generation, 3);
	assert_non_null(strstr(d.drift.text[DRIFT_FILE], "last known good"));
	/* the file is still broken */
	reload("nonsense", 0, -1);
	assert_true(d.last_good.used);
	reload(OTHER, 0, 0);
	assert_false(d.last_good.used);
	runs(1, "203.0.113.0/24");
	assert_string_equal(d.drift.text[DRIFT_FILE], "");
}

static void test_no_last_good(void **state)
{
	fixture_policy("nonsense");
	fixture_clear_state();
	start_again(false);
	assert_int_equal(daemon_start(&d), -1);
	assert_null(d.module.policy);
}

/* A last known good policy of another policy file is not used. */
static void test_last_good_of_another_file(void **state)
{
	fixture_policy("nonsense");
	start_again(false);
	d.last_good.config = "build/another.conf";
	assert_int_equal(daemon_start(&d), -1);
}

static json_t *ask(const char *text)
{
	json_t *request = json_loads(text, 0, NULL), *reply;

	reply = fixture_ask(request, ACCESS_ADMIN);
	json_decref(request);
	assert_non_null(reply);
	return reply;
}

static json_t *part(json_t *reply, const char *a, const char *b)
{
	return json_object_get(json_object_get(reply, a), b);
}

static void test_commands(void **state)
{
	json_t *reply;

	fixture_policy(CLIENT);
	reply = ask("{\"command\":\"reload\",\"confirm\":\"soon\"}");
	assert_true(json_is_false(json_object_get(reply, "ok")));
	json_decref(reply);
	reply = ask("{\"command\":\"reload\",\"confirm\":30}");
	assert_true(json_is_true(json_object_get(reply, "ok")));
	assert_int_equal(json_integer_value(part(reply, "confirm", "left")), 30);
	json_decref(reply);
	reply = ask("{\"command\":\"status\"}");
	assert_int_equal(json_integer_value(json_object_get(
		part(reply, "daemon", "confirm"), "seconds")), 30);
	assert_string_equal(json_string_value(part(reply, "daemon", "mode")),
			    "enforce");
	json_decref(reply);
	reply = ask("{\"command\":\"rollback\"}");
	assert_int_equal(json_integer_value(part(reply, "new", "generation")), 4);
	json_decref(reply);
	reply = ask("{\"command\":\"confirm\"}");
	assert_true(json_is_false(json_object_get(reply, "ok")));
	json_decref(reply);
	reply = ask("{\"command\":\"status\"}");
	assert_true(json_is_null(part(reply, "daemon", "confirm")));
	assert_string_equal(json_string_value(json_object_get(json_array_get(
		json_object_get(reply, "drift"), 0), "what")), "file");
	json_decref(reply);
}

#define LAST_GOOD	STATE "/" STATE_LAST_GOOD

static void damage(const char *path)
{
	FILE *file = fopen(path, "r+");

	assert_non_null(file);
	fseek(file, 100, SEEK_SET);
	fputs("#########", file);
	fclose(file);
}

/* Killed past the deadline, with a policy file that holds the unconfirmed one. */
static void rolls_back_after_kill(void)
{
	fake_now += 61 * NS;
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(0, NULL);
	assert_true(d.last_good.used);
	assert_true(confirm_rejected(&d.confirm) != 0);
}

/* What is rolled back to is on the disk, whatever memory says. */
static void test_last_good_removed(void **state)
{
	assert_int_equal(unlink(LAST_GOOD), 0);
	reload(CLIENT, 60, 0);
	assert_true(there(LAST_GOOD));
	rolls_back_after_kill();
}

static void test_last_good_damaged(void **state)
{
	damage(LAST_GOOD);
	reload(CLIENT, 60, 0);
	rolls_back_after_kill();
}

/* While a policy is pending: at the next reload, or when the daemon looks. */
static void test_last_good_removed_while_pending(void **state)
{
	reload(CLIENT, 60, 0);
	assert_int_equal(unlink(LAST_GOOD), 0);
	reload(OTHER, 60, 0);
	rolls_back_after_kill();
}

static void test_last_good_damaged_while_pending(void **state)
{
	reload(CLIENT, 60, 0);
	damage(LAST_GOOD);
	confirm_check_file(&d.confirm);
	rolls_back_after_kill();
}

/* Another valid file is none of ours. */
static void test_last_good_replaced(void **state)
{
	char copy[] = STATE "/copy";

	assert_int_equal(link(LAST_GOOD, copy), 0);
	reload(CLIENT, 0, 0);
	assert_int_equal(rename(copy, LAST_GOOD), 0);
	fixture_policy(OTHER);
	reload(OTHER, 60, 0);
	fake_now += 61 * NS;
	start_again(true);
	assert_int_equal(daemon_start(&d), 0);
	runs(1, "198.51.100.0/24");
}

/* If it cannot be kept, nothing is pushed. */
static void test_last_good_cannot_be_written(void **state)
{
	uint32_t generation = fake.status.generation;

	assert_int_equal(unlink(LAST_GOOD), 0);
	assert_int_equal(mkdir(LAST_GOOD, 0700), 0);
	reload(CLIENT, 60, -1);
	runs(0, NULL);
	assert_int_equal(fake.status.generation, generation);
	assert_int_equal(rmdir(LAST_GOOD), 0);
}

#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, begin, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_confirmed),
		TEST(test_not_confirmed),
		TEST(test_not_confirmed_before_an_upgrade),
		TEST(test_rollback_command),
		TEST(test_second_reload),
		TEST(test_second_reload_fails),
		TEST(test_refused_push_leaves_nothing),
		TEST(test_killed_and_confirmed),
		TEST(test_killed_and_not_confirmed),
		TEST(test_killed_past_the_deadline),
		TEST(test_after_a_reboot),
		TEST(test_not_in_the_kernel),
		TEST(test_damaged_files),
		TEST(test_rollback_fails),
		TEST(test_no_state),
		TEST(test_last_good),
		TEST(test_no_last_good),
		TEST(test_last_good_of_another_file),
		TEST(test_commands),
		TEST(test_last_good_removed),
		TEST(test_last_good_damaged),
		TEST(test_last_good_removed_while_pending),
		TEST(test_last_good_damaged_while_pending),
		TEST(test_last_good_replaced),
		TEST(test_last_good_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
