// SPDX-License-Identifier: GPL-2.0-or-later
/* test_queue.c - queued packets and the verdicts that are sent for them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/error.h"
#include "inspect/inspector.h"
#include "vectors/vector.h"

#define NUMBER	14

static struct vectors *vectors;
static struct inspector inspector;
static struct queue *queue;
static int kernel;		/* the other end of its socket */

static int setup(void **state)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	kernel = pair[1];
	queue = queue_attach(pair[0], NUMBER, false);
	assert_non_null(queue);
	inspector_init(&inspector);
	return 0;
}

static int teardown(void **state)
{
	inspector_close(&inspector);
	queue_close(queue);
	close(kernel);
	return 0;
}

static struct nlmsghdr *message(void *buf, uint16_t type)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *nfg;

	nlh->nlmsg_type = (uint16_t)(NFNL_SUBSYS_QUEUE << 8 | type);
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->res_id = htons(NUMBER);
	return nlh;
}

static void deliver(const struct nlmsghdr *nlh)
{
	assert_int_equal(send(kernel, nlh, nlh->nlmsg_len, 0), nlh->nlmsg_len);
}

/* As the kernel queues it. @bytes NULL: without a payload. */
static void deliver_bytes(uint32_t id, const void *bytes, size_t n)
{
	struct nfqnl_msg_packet_hdr header = { .packet_id = htonl(id) };
	char buf[8192] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = message(buf, NFQNL_MSG_PACKET);

	mnl_attr_put(nlh, NFQA_PACKET_HDR, sizeof(header), &header);
	mnl_attr_put_u32(nlh, NFQA_IFINDEX_INDEV, htonl(3));
	if (bytes)
		mnl_attr_put(nlh, NFQA_PAYLOAD, n, bytes);
	deliver(nlh);
}

static void deliver_vector(uint32_t id, const char *name)
{
	const struct vector *v = vectors_find(vectors, name);
	struct frame frame;

	assert_non_null(v);
	assert_int_equal(vector_build(v, NULL, NULL, &frame), 0);
	deliver_bytes(id, frame.bytes + frame.packet, frame.packet_length);
}

static int serve(void)
{
	inspector.now = 1043474400ull * 1000000000u;
	return queue_serve(queue, inspector_handle, &inspector);
}

/* The next verdicts that the kernel receives: "drop 3, accept 5", or "" */
static const char *answers(void)
{
	static char text[4096];
	char buf[65536] __attribute__((aligned(8)));
	ssize_t n = recv(kernel, buf, sizeof(buf), MSG_DONTWAIT);
	const struct nlmsghdr *nlh = (void *)buf;
	int left = (int)n;
	size_t used = 0;

	text[0] = '\0';
	for (; n > 0 && mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
		const struct nlattr *attr = mnl_nlmsg_get_payload_offset(nlh,
							sizeof(*nfg));
		const struct nfqnl_msg_verdict_hdr *v = mnl_attr_get_payload(attr);

		assert_int_equal(nlh->nlmsg_type,
				 NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_VERDICT_BATCH);
		assert_int_equal(ntohs(nfg->res_id), NUMBER);
		assert_int_equal(mnl_attr_get_type(attr), NFQA_VERDICT_HDR);
		used += (size_t)snprintf(text + used, sizeof(text) - used,
			"%s%s %u", used ? ", " : "",
			ntohl(v->verdict) == NF_ACCEPT ? "accept" :
			ntohl(v->verdict) == NF_DROP ? "drop" : "?",
			ntohl(v->id));
	}
	return text;
}

static void test_each_gets_its_answer(void **state)
{
	deliver_vector(1, "worm-in");
	deliver_vector(2, "freetds");
	deliver_vector(3, "variant-no-marks");
	assert_int_equal(serve(), 3);
	assert_string_equal(answers(), "drop 1, accept 2, drop 3");
	assert_string_equal(answers(), "");
	assert_int_equal(inspector.counts.received, 3);
	assert_int_equal(inspector.counts.accepted, 1);
	assert_int_equal(inspector.counts.dropped, 2);
	assert_int_equal(inspector.counts.class[CLASS_SLAMMER], 1);
	assert_int_equal(inspector.counts.class[CLASS_REQUEST], 1);
	assert_int_equal(inspector.counts.class[CLASS_OVERFLOW], 1);
	assert_int_equal(queue->batches, 3);
}

static void test_consecutive_packets_share_an_answer(void **state)
{
	uint32_t id = 0;
	int i;

	for (i = 0; i < 20; i++)
		deliver_vector(++id, "worm-in");
	for (i = 0; i < 20; i++)
		deliver_vector(++id, i % 2 ? "freetds" : "dns-id-04");
	deliver_vector(++id, "worm6-in");
	assert_int_equal(serve(), 41);
	assert_string_equal(answers(), "drop 20, accept 40, drop 41");
	assert_int_equal(queue->batches, 3);
	assert_int_equal(inspector.counts.received, 41);
	/* nothing is left for the next wake-up */
	assert_int_equal(serve(), 0);
	deliver_vector(++id, "worm-in");
	assert_int_equal(serve(), 1);
	assert_string_equal(answers(), "drop 42");
}

/* The worst case: one answer per packet */
static void test_answers_that_alternate(void **state)
{
	uint32_t id = 0;
	int i, n = 0;

	for (i = 0; i < 100; i++)
		deliver_vector(++id, i % 2 ? "freetds" : "worm-in");
	while ((i = serve()) > 0)
		n += i;
	assert_int_equal(n, 100);
	assert_int_equal(queue->batches, 100);
	assert_int_equal(inspector.counts.accepted, 50);
	assert_int_equal(inspector.counts.dropped, 50);
}

/* Every vector: attacks, packets that cannot be classified, overlaps are dropped. */
static void test_all_vectors(void **state)
{
	uint32_t id = 0;
	size_t i;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		struct frame frame;
		bool drop;

		assert_int_equal(vector_build(v, NULL, NULL, &frame), 0);
		if (frame.packet_length < 20 || v->snaplen || v->cut ||
		    frame.bytes[frame.packet] >> 4 != 4 ||
		    !vector_tagged(v, "matrix"))
			continue;
		drop = reason_is_attack(v->reason) ||
		       v->reason == REASON_TRUNCATED ||
		       v->reason == REASON_OVERLAP;
		deliver_vector(++id, v->name);
		assert_int_equal(serve(), 1);
		if (strncmp(answers(), drop ? "drop" : "accept", 4))
			fail_msg("%s was answered wrongly", v->name);
	}
	assert_true(id >= 15);
}

/* A missing number is a packet that did not fit. */
static void test_gaps(void **state)
{
	deliver_vector(3, "worm-in");
	assert_int_equal(serve(), 1);
	assert_int_equal(queue->gaps, 2);
	deliver_vector(4, "worm-in");
	deliver_vector(10, "worm-in");
	assert_int_equal(serve(), 2);
	assert_int_equal(queue->gaps, 7);
	assert_int_equal(queue->last, 10);
	queue->last = UINT32_MAX - 1;
	deliver_vector(UINT32_MAX, "worm-in");
	deliver_vector(2, "worm-in");
	assert_int_equal(serve(), 2);
	assert_int_equal(queue->gaps, 9);
	assert_int_equal(queue_lost(queue), 9);
}

static void test_odd_messages(void **state)
{
	char buf[8192] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;
	struct nlmsgerr *err;

	/* an error, because the packet was gone */
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = NLMSG_ERROR;
	err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));
	err->error = -ENOENT;
	deliver(nlh);
	/* without a header */
	nlh = message(buf, NFQNL_MSG_PACKET);
	mnl_attr_put_u32(nlh, NFQA_MARK, 1);
	deliver(nlh);
	/* with half a header */
	nlh = message(buf, NFQNL_MSG_PACKET);
	mnl_attr_put_u16(nlh, NFQA_PACKET_HDR, 1);
	deliver(nlh);
	/* cut */
	assert_int_equal(send(kernel, buf, 7, 0), 7);
	assert_int_equal(serve(), 0);
	assert_string_equal(answers(), "");

	/* no bytes, one byte, bytes of nothing */
	deliver_bytes(1, NULL, 0);
	deliver_bytes(2, "E", 1);
	deliver_bytes(3, "\377\377\377\377", 4);
	assert_int_equal(serve(), 3);
	assert_string_equal(answers(), "accept 3");
}


static void test_signatures(void **state)
{
	struct policy *policy = policy_new();
	struct policy_signature signature = { 0 };

	assert_non_null(policy);
	signature.signature.port = 1434;
	signature.signature.length_max = UINT16_MAX;
	strcpy(signature.signature.name, "all");
	policy->signatures = &signature;
	policy->n_signatures = 1;
	inspector_configure(&inspector, policy);
	deliver_vector(1, "dns-id-04");
	assert_int_equal(serve(), 1);
	assert_string_equal(answers(), "drop 1");
	policy->signatures = NULL;
	policy->n_signatures = 0;
	inspector_configure(&inspector, policy);
	deliver_vector(2, "dns-id-04");
	assert_int_equal(serve(), 1);
	assert_string_equal(answers(), "accept 2");
	policy_free(policy);
}

static void test_waiting(void **state)
{
	static char text[] =
		"   14   1234    56 2 65535     0     7      900  1\n"
		"  140 3987654321     0 2 65535     8     9      10  1\n";
	FILE *file = fmemopen(text, strlen(text), "r");
	uint32_t waiting = 7;

	assert_int_equal(queue_waiting_parse(file, 140, &waiting), 0);
	assert_int_equal(waiting, 0);
	rewind(file);
	assert_int_equal(queue_waiting_parse(file, 14, &waiting), 0);
	assert_int_equal(waiting, 56);
	rewind(file);
	assert_int_equal(queue_waiting_parse(file, 1, &waiting), -1);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_each_gets_its_answer),
		TEST(test_consecutive_packets_share_an_answer),
		TEST(test_answers_that_alternate),
		TEST(test_all_vectors),
		TEST(test_gaps),
		TEST(test_odd_messages),
		TEST(test_signatures),
		TEST(test_waiting),
	};
	struct error error;
	int failed;

	vectors = vectors_load("tests/vectors/vectors.txt", &error);
	if (!vectors) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	vectors_free(vectors);
	return failed;
}
