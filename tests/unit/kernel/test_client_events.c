// SPDX-License-Identifier: GPL-2.0-or-later
/* test_client_events.c - estimators and events */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>

#include "support/client_fixture.h"

static void test_sketches(void **state)
{
	struct client_sketch sketches[2], *list;
	size_t i, count;

	memset(sketches, 0, sizeof(sketches));
	for (i = 0; i < NFSL_SKETCH_SIZE; i++) {
		sketches[0].registers[i] = (uint8_t)(i % 50);
		sketches[1].registers[i] = (uint8_t)(i % 7);
	}
	sketches[0].side = NFSL_SIDE_INSIDE;
	sketches[1].what = NFSL_SKETCH_TARGETS;
	sketches[1].since = 1769318980000000000ull;
	client_fake.sketches = sketches;
	client_fake.n_sketches = 2;
	assert_int_equal(client_sketches(client, false, &list, &count), 0);
	assert_int_equal(client_fake.flags, 0);
	assert_int_equal(count, 2);
	assert_memory_equal(list, sketches, sizeof(sketches));
	free(list);

	client_fake.refuse_all = EPERM;
	list = sketches;
	count = 1;
	assert_int_equal(client_sketches(client, true, &list, &count), -1);
	assert_null(list);
	assert_int_equal(count, 0);
}

static void test_sketch_cleared(void **state)
{
	struct client_sketch sketches[2] = { { .side = NFSL_SIDE_OUTSIDE }, };
	struct client_sketch stored;

	sketches[1].side = NFSL_SIDE_INSIDE;
	sketches[1].what = NFSL_SKETCH_TARGETS;
	sketches[0].registers[3] = sketches[1].registers[3] = 9;
	stored = sketches[1];
	sketches[1].registers[2047] = 4;
	client_fake.sketches = sketches;
	client_fake.n_sketches = 2;
	assert_int_equal(client_sketch_clear(client, &stored), 0);
	assert_int_equal(sketches[0].registers[3], 9);
	assert_int_equal(sketches[1].registers[3], 0);
	assert_int_equal(sketches[1].registers[2047], 4);
	client_fake.refuse_all = EPERM;
	assert_int_equal(client_sketch_clear(client, &stored), -1);
	client_fake.refuse_all = 0;
}

/* The kernel has reset what the first, interrupted dump returned. */
static void test_sketches_reset_and_interrupted(void **state)
{
	struct client_sketch sketches[2], before[2], *list;
	size_t count;

	memset(sketches, 0, sizeof(sketches));
	sketches[0].registers[3] = 9;
	sketches[0].registers[7] = 4;
	sketches[0].since = 500;
	sketches[1].side = NFSL_SIDE_INSIDE;
	sketches[1].registers[2047] = 4;
	memcpy(before, sketches, sizeof(before));
	client_fake.sketches = sketches;
	client_fake.n_sketches = 2;
	client_fake.interrupt = 2;
	assert_int_equal(client_sketches(client, true, &list, &count), 0);
	assert_int_equal(client_fake.requests[NFSL_CMD_SKETCH_GET], 3);
	assert_int_equal(client_fake.flags, NFSL_FLAG_RESET);
	assert_int_equal(sketches[0].registers[3], 0);
	before[0].registers[7] = before[1].registers[7] = 5;
	assert_int_equal(count, 2);
	assert_memory_equal(list, before, sizeof(before));
	free(list);
}

/* Group 16 is the controller's: anyone may subscribe, and nothing is sent. */
static void test_subscription_by_name(void **state)
{
	struct client_event event;
	int fd;

	assert_int_equal(client_subscribe(client), -1);
	assert_string_equal(client_error(client),
			    "the kernel did not report the number of the group events");
	client_fake.refuse_all = ENOENT;
	assert_int_equal(client_subscribe(client), -1);
	assert_string_equal(client_error(client),
			    "the module nf_slammer is not loaded: modprobe nf_slammer (dkms status shows whether it was built for this kernel)");
	client_fake.refuse_all = 0;
	client_fake.group = GENL_ID_CTRL;
	fd = client_subscribe(client);
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(client_next_event(fd, &event), 0);
	close(fd);
	client_fake.group = 1u << 30;
	assert_int_equal(client_subscribe(client), -1);
	assert_non_null(strstr(client_error(client), "cannot subscribe to the module's events: "));
}

static void test_events(void **state)
{
	struct client_event sent = {
		.kind = NFSL_EVENT_INFECTED, .address = address_ip4(0x0a000001),
		.target = { 0x20010db800000000ull, 7 }, .ifindex = 3,
		.reason = REASON_WORM, .time = 1769318980000000001ull,
	}, other = sent, got;
	char buf[512] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends), 0);
	assert_int_equal(client_next_event(ends[0], &got), 0);
	/* noise, another command and half an event are skipped */
	assert_int_equal(write(ends[1], "noise", 5), 5);
	other.ifindex = 99;
	nlh = fake_event(buf, NFSL_CMD_EVENT + 1, &other);
	assert_int_equal(write(ends[1], buf, nlh->nlmsg_len), nlh->nlmsg_len);
	nlh = message(buf);
	((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd = NFSL_CMD_EVENT;
	assert_int_equal(write(ends[1], buf, nlh->nlmsg_len), nlh->nlmsg_len);
	nlh = fake_event(buf, NFSL_CMD_EVENT, &sent);
	assert_int_equal(write(ends[1], buf, nlh->nlmsg_len), nlh->nlmsg_len);
	assert_int_equal(client_next_event(ends[0], &got), 1);
	assert_int_equal(got.kind, sent.kind);
	assert_true(got.address.lo == sent.address.lo);
	assert_true(got.target.hi == sent.target.hi && got.target.lo == 7);
	assert_int_equal(got.ifindex, 3);
	assert_int_equal(got.reason, REASON_WORM);
	assert_true(got.time == sent.time);
	assert_int_equal(client_next_event(ends[0], &got), 0);
	close(ends[1]);
	assert_int_equal(client_next_event(ends[0], &got), -1);
	close(ends[0]);
}

static void put_sketch(struct nlmsghdr *nlh, uint8_t side, uint8_t what,
		       size_t registers)
{
	static const char zeros[NFSL_SKETCH_SIZE + 1];
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFSL_A_SKETCH);

	mnl_attr_put_u8(nlh, NFSL_SKETCH_SIDE, side);
	mnl_attr_put_u8(nlh, NFSL_SKETCH_WHAT, what);
	mnl_attr_put_u64(nlh, NFSL_SKETCH_SINCE, 1);
	mnl_attr_put(nlh, NFSL_SKETCH_REGISTERS, registers, zeros);
	mnl_attr_nest_end(nlh, nest);
}

static void test_wrong_sketches_are_refused(void **state)
{
	static const struct { uint8_t side, what; size_t size; int result; } tries[] = {
		{ 1, 1, NFSL_SKETCH_SIZE, 0 }, { 2, 1, NFSL_SKETCH_SIZE, 0 },
		{ 3, 1, NFSL_SKETCH_SIZE, -1 },
		{ 1, 2, NFSL_SKETCH_SIZE, -1 }, { 1, 1, NFSL_SKETCH_SIZE - 1, -1 },
		{ 1, 1, NFSL_SKETCH_SIZE + 1, -1 },
	};
	char buf[4096] __attribute__((aligned(8)));
	struct client_sketch sketch;
	struct nlmsghdr *nlh;
	size_t i;

	assert_int_equal(decode_sketch(message(buf), &sketch), -1);
	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		nlh = message(buf);
		put_sketch(nlh, tries[i].side, tries[i].what, tries[i].size);
		assert_int_equal(decode_sketch(nlh, &sketch), tries[i].result);
	}
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, client_setup, \
							    client_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_sketches),
		TEST(test_sketches_reset_and_interrupted),
		TEST(test_sketch_cleared),
		TEST(test_subscription_by_name),
		TEST(test_events),
		TEST(test_wrong_sketches_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
