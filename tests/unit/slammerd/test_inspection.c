// SPDX-License-Identifier: GPL-2.0-or-later
/* test_inspection.c - queues follow the policy; the report */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "status/status.h"
#include "slammerd/inspection.h"

#define NUMBER	14

static struct loop loop;
static struct inspection inspection;
static struct policy *policy;
static int kernel;

/* A queue as open_queue() leaves it, without netlink of this machine. */
static void listening(void)
{
	struct listener *l = &inspection.listener[0];
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	kernel = pair[1];
	l->inspection = &inspection;
	l->queue = queue_attach(pair[0], NUMBER, false);
	assert_non_null(l->queue);
}

static int setup(void **state)
{
	log_open(false);
	assert_int_equal(loop_open(&loop), 0);
	assert_int_equal(inspection_open(&inspection, &loop), 0);
	policy = policy_new();
	assert_non_null(policy);
	policy->verdict[DIRECTION_INGRESS][REASON_WORM] = VERDICT_QUEUE;
	policy->queue = (struct nfsl_queue){ .number = NUMBER };
	listening();
	inspection_follow(&inspection, policy);
	return 0;
}

static int teardown(void **state)
{
	inspection_close(&inspection);
	loop_close(&loop);
	policy_free(policy);
	close(kernel);
	return 0;
}

/* A packet of one byte, not an attack. */
static void deliver(uint32_t id)
{
	struct nfqnl_msg_packet_hdr header = { .packet_id = htonl(id) };
	char buf[512] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	mnl_attr_put(nlh, NFQA_PACKET_HDR, sizeof(header), &header);
	mnl_attr_put(nlh, NFQA_PAYLOAD, 1, "E");
	assert_int_equal(send(kernel, nlh, nlh->nlmsg_len, 0), nlh->nlmsg_len);
}

static json_int_t number(const json_t *report, const char *key)
{
	const json_t *value = json_object_get(report, key);

	assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static void assert_number(const char *key, json_int_t expected)
{
	json_t *report = inspection_report(&inspection, policy, 77);

	assert_non_null(report);
	assert_int_equal(number(report, key), expected);
	json_decref(report);
}

static void test_report(void **state)
{
	json_t *report = inspection_report(&inspection, policy, 77);
	const struct report_counter *c;

	assert_int_equal(number(report, "queue"), NUMBER);
	assert_string_equal(json_string_value(json_object_get(report, "fail")), "closed");
	assert_true(json_is_true(json_object_get(report, "listening")));
	assert_true(json_is_null(json_object_get(report, "error")));
	assert_true(json_is_null(json_object_get(report, "directory")));
	assert_true(json_is_null(json_object_get(report, "samples_error")));
	assert_int_equal(number(report, "bytes"), 0);
	assert_int_equal(number(json_object_get(report, "classes"), "slammer"), 0);
	assert_int_equal(number(report, "unattended"), 77);
	/* only root can read the kernel's list, and this queue is not in it */
	assert_true(json_is_null(json_object_get(report, "waiting")));
	for (c = report_inspection_counters; c->name; c++) {
		if (strcmp(c->name, "waiting"))
			number(report, c->name);
		assert_true(strlen(c->text) > 10);
	}
	assert_int_equal(json_object_size(report), 8 + 10);
	json_decref(report);

	policy->verdict[DIRECTION_INGRESS][REASON_WORM] = VERDICT_DROP;
	report = inspection_report(&inspection, policy, 0);
	assert_true(json_is_null(json_object_get(report, "queue")));
	json_decref(report);
}

/* Closing a queue serves what is queued and keeps its counts. */
static void test_queue_is_closed(void **state)
{
	struct listener *l = &inspection.listener[0];
	char buf[256];

	deliver(3);
	policy->verdict[DIRECTION_INGRESS][REASON_WORM] = VERDICT_DROP;
	inspection_follow(&inspection, policy);
	assert_non_null(l->queue);
	assert_true(l->until > 0);
	assert_number("received", 0);
	/* the policy has it again: it stays open */
	policy->verdict[DIRECTION_INGRESS][REASON_WORM] = VERDICT_QUEUE;
	inspection_follow(&inspection, policy);
	assert_int_equal(l->until, 0);

	policy->verdict[DIRECTION_INGRESS][REASON_WORM] = VERDICT_DROP;
	inspection_follow(&inspection, policy);
	l->until = 1;
	inspection_follow(&inspection, policy);
	assert_null(l->queue);
	assert_true(recv(kernel, buf, sizeof(buf), MSG_DONTWAIT) > 0);
	assert_number("received", 1);
	assert_number("accepted", 1);
	assert_number("overflowed", 2);
	assert_number("batches", 1);
}

static void test_expected_queue_is_open(void **state)
{
	struct queue *queue = inspection.listener[0].queue;

	inspection_expect(&inspection, policy);
	assert_ptr_equal(inspection.listener[0].queue, queue);
	assert_null(inspection.listener[1].queue);
}

/* The new fail mode is sent to the kernel. */
static void test_fail_open(void **state)
{
	char buf[256] __attribute__((aligned(8)));
	const struct nlmsghdr *nlh = (void *)buf;

	policy->queue.open = 1;
	inspection_follow(&inspection, policy);
	assert_true(recv(kernel, buf, sizeof(buf), MSG_DONTWAIT) > 0);
	assert_int_equal(nlh->nlmsg_type,
			 NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_CONFIG);
	assert_true(inspection.listener[0].queue->open);
	inspection_follow(&inspection, policy);
	assert_true(recv(kernel, buf, sizeof(buf), MSG_DONTWAIT) < 0);
}

/* With --no-inspect nothing happens, and the report is complete. */
static void test_off(void **state)
{
	struct inspection off = { 0 };
	json_t *report;

	inspection_expect(&off, policy);
	inspection_follow(&off, policy);
	report = inspection_report(&off, policy, 5);
	assert_int_equal(number(report, "queue"), NUMBER);
	assert_true(json_is_false(json_object_get(report, "listening")));
	assert_int_equal(number(report, "unattended"), 5);
	assert_non_null(strstr(json_string_value(json_object_get(report, "error")),
			       "--no-inspect"));
	json_decref(report);
	inspection_close(&off);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_report),
		TEST(test_queue_is_closed),
		TEST(test_expected_queue_is_open),
		TEST(test_fail_open),
		TEST(test_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
