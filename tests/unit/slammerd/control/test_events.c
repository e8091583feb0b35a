// SPDX-License-Identifier: GPL-2.0-or-later
/* test_events.c - events of the module are received and kept */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>

#include "support/daemon_fixture.h"
#include "slammerd/control/rpc.h"

static int sender;	/* events written here arrive at the daemon */

/* Group 16 is the controller's: anybody may join it, and nothing is sent to it. */
static int listen_up(void **state)
{
	int ends[2];

	fixture_setup(state);
	assert_int_equal(loop_open(&d.loop), 0);
	fake.group = GENL_ID_CTRL;
	event_log_subscribe(&d.events, d.module.client);
	assert_true(d.events.subscribed);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0,
				    ends), 0);
	assert_true(dup2(ends[0], d.events.watch.fd) >= 0);
	close(ends[0]);
	sender = ends[1];
	return 0;
}

static int hang_up(void **state)
{
	close(sender);
	event_log_free(&d.events);
	loop_close(&d.loop);
	return fixture_teardown(state);
}

static void say_reason(uint32_t address, uint8_t reason)
{
	struct client_event event = {
		.kind = NFSL_EVENT_INFECTED, .address = address_ip4(address),
		.target = address_ip4(0xcb007101), .reason = reason,
		.time = 1769342400000000000ull,
	};
	char buf[512] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = fake_event(buf, NFSL_CMD_EVENT, &event);

	assert_int_equal(write(sender, buf, nlh->nlmsg_len), nlh->nlmsg_len);
	d.events.watch.fn(d.events.watch.arg, EPOLLIN);
}

static void say(uint32_t address)
{
	say_reason(address, REASON_WORM);
}

static long long number(const json_t *answer, const char *key)
{
	return json_integer_value(json_object_get(answer, key));
}

/* Address of the i-th event that is kept. */
static const char *address(const json_t *answer, size_t i)
{
	return json_string_value(json_object_get(json_array_get(
		json_object_get(answer, "events"), i), "address"));
}

static void test_nothing_yet(void **state)
{
	json_t *answer = rpc_events(&d, NULL);

	assert_true(json_is_true(json_object_get(answer, "ok")));
	assert_true(json_is_true(json_object_get(answer, "listening")));
	assert_int_equal(number(answer, "next"), 0);
	assert_int_equal(json_array_size(json_object_get(answer, "events")), 0);
	json_decref(answer);
}

static void test_events_are_kept(void **state)
{
	json_t *answer;
	uint32_t i;

	say(0xc0000242);
	say(0xc0000243);
	answer = rpc_events(&d, NULL);
	assert_int_equal(number(answer, "next"), 2);
	assert_string_equal(address(answer, 0), "192.0.2.66");
	assert_string_equal(address(answer, 1), "192.0.2.67");
	json_decref(answer);
	for (i = 0; i < 2 * EVENT_LOG_MAX; i++)
		say(0x0a000000 + i);
	answer = rpc_events(&d, NULL);
	assert_int_equal(number(answer, "next"), 2 * EVENT_LOG_MAX + 2);
	assert_int_equal(json_array_size(json_object_get(answer, "events")),
			 EVENT_LOG_MAX);
	assert_string_equal(address(answer, 0), "10.0.1.0");
	assert_string_equal(address(answer, EVENT_LOG_MAX - 1), "10.0.1.255");
	json_decref(answer);
}

/* What the daemon logs about an event: its one line, without the time. */
static void logs(uint8_t reason, const char *expected)
{
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);
	char line[256] = "";

	assert_non_null(file);
	dup2(fileno(file), STDERR_FILENO);
	say_reason(0xc0000242, reason);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(file);
	assert_non_null(fgets(line, sizeof(line), file));
	fclose(file);
	assert_non_null(strstr(line, expected));
}

/* Only the worm's marks make a host infected. */
static void test_log_says_on_what_grounds(void **state)
{
	logs(REASON_WORM, "192.0.2.66 is infected: sends the worm to 203.0.113.1, seen on the router\n");
	logs(REASON_WORM_VARIANT, "192.0.2.66 is infected: sends a variant of the worm to 203.0.113.1, seen on the router\n");
	logs(REASON_LONG_NAME, "192.0.2.66 sends an attack to 203.0.113.1, seen on the router\n");
}

/* It goes on with another socket; with one failure after the other, a check later. */
static void test_a_receive_error(void **state)
{
	say(0xc0000242);
	close(sender);
	sender = dup(2);
	d.events.watch.fn(d.events.watch.arg, EPOLLIN);
	assert_true(d.events.subscribed);
	assert_int_equal(d.events.missed, 1);
	assert_int_equal(d.events.next, 1);

	assert_int_equal(dup2(open("/", O_RDONLY), d.events.watch.fd), d.events.watch.fd);
	d.events.watch.fn(d.events.watch.arg, EPOLLIN);
	assert_false(d.events.subscribed);
	assert_int_equal(d.events.missed, 2);
	event_log_check(&d.events, NULL);
	assert_false(d.events.subscribed);
	event_log_check(&d.events, d.module.client);
	assert_true(d.events.subscribed);
}

/* The module is gone; its events are kept. */
static void test_the_module_is_gone(void **state)
{
	json_t *answer;

	say(0xc0000242);
	close(sender);
	event_log_unsubscribe(&d.events);
	assert_false(d.events.subscribed);
	answer = rpc_events(&d, NULL);
	assert_true(json_is_false(json_object_get(answer, "listening")));
	assert_int_equal(number(answer, "next"), 1);
	assert_string_equal(address(answer, 0), "192.0.2.66");
	json_decref(answer);
	sender = dup(2);
	/* the module is loaded again */
	event_log_subscribe(&d.events, d.module.client);
	assert_true(d.events.subscribed);
	assert_int_equal(d.events.next, 1);
}

static void test_no_multicast_group(void **state)
{
	fake.group = 0;
	event_log_subscribe(&d.events, d.module.client);
	assert_false(d.events.subscribed);
	assert_true(d.events.alert.active);
	fake.group = GENL_ID_CTRL;
	event_log_subscribe(&d.events, d.module.client);
	assert_true(d.events.subscribed);
	assert_false(d.events.alert.active);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_yet, listen_up, hang_up),
		cmocka_unit_test_setup_teardown(test_events_are_kept, listen_up, hang_up),
		cmocka_unit_test_setup_teardown(test_log_says_on_what_grounds, listen_up, hang_up),
		cmocka_unit_test_setup_teardown(test_a_receive_error, listen_up, hang_up),
		cmocka_unit_test_setup_teardown(test_the_module_is_gone, listen_up, hang_up),
		cmocka_unit_test_setup_teardown(test_no_multicast_group, listen_up, hang_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
