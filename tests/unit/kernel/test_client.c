// SPDX-License-Identifier: GPL-2.0-or-later
/* test_client.c - the netlink client against messages of a fake kernel */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/client_fixture.h"
#include "common/names.h"

static struct prefix prefix(const char *text)
{
	struct prefix p;
	struct error error;

	assert_int_equal(prefix_parse(text, &p, &error), 0);
	return p;
}

/* Entries other than rules, and the rules that use them. */
static void sample_extras(struct policy *policy)
{
	static const struct nfsl_signature signature = {
		.name = "next-variant", .port = 1434, .length_min = 300,
		.length_max = 500, .matches = 1,
		.match = { { .offset = 2, .length = 2, .value = { 1, 2 },
			     .mask = { 0xff, 0x0f } } },
	};

	policy->defrag = true;
	policy->unnamed_off = true;
	policy->position.unnamed.line = 12;
	policy->position.defrag.line = 2;
	policy->tracking = (struct nfsl_tracking){ 16384, 4096 };
	policy->position.tracking.line = 3;
	policy->flows = 4096;
	policy->position.flows.line = 3;
	policy->queue = (struct nfsl_queue){ 7, 1, 0 };
	policy->position.queue.line = 4;
	policy->limits[0] = (struct nfsl_limit){ 10, 20 };
	policy->limits[1] = (struct nfsl_limit){ 1000000, 1 };
	policy->position.limit[1].line = 6;
	policy->n_limits = 2;
	policy->verdict[DIRECTION_INGRESS][REASON_LIST] = VERDICT_LIMIT;
	policy->limit[DIRECTION_INGRESS][REASON_LIST] = 2;
	policy->verdict[DIRECTION_LOCAL][REASON_FOREIGN] = VERDICT_QUEUE;
	policy->signatures = calloc(1, sizeof(*policy->signatures));
	policy->n_signatures = 1;
	policy->signatures[0].signature = signature;
	policy->signatures[0].position.line = 9;
}

/* Every kind of entry, and @n allow entries; lines count from 100 on. */
static struct policy *sample(size_t n)
{
	struct policy *policy = policy_new();
	size_t i;

	assert_non_null(policy);
	policy->path = strdup("policy.conf");
	sample_extras(policy);
	policy->zones = calloc(2, sizeof(*policy->zones));
	policy->n_zones = 2;
	strcpy(policy->zones[0].pattern, "wan*");
	policy->zones[0].zone = ZONE_EXTERNAL;
	policy->zones[0].position.line = 7;
	strcpy(policy->zones[1].pattern, "fifteen-bytes-x");
	policy->zones[1].zone = ZONE_INTERNAL;
	policy->internal = calloc(2, sizeof(*policy->internal));
	policy->n_internal = 2;
	policy->internal[1].prefix = prefix("192.0.2.0/24");
	policy->internal[0].prefix = prefix("2001:db8::/32");
	policy->allow = calloc(n, sizeof(*policy->allow));
	policy->n_allow = n;
	for (i = 0; i < n; i++) {
		policy->allow[i].pair.from.addr = address_ip4(0x0a000000u + (uint32_t)i);
		policy->allow[i].pair.from.len = 128;
		policy->allow[i].pair.to = prefix("192.0.2.0/24");
		policy->allow[i].position.line = (unsigned int)(100 + i);
	}
	return policy;
}

static void test_status(void **state)
{
	struct client_status status;

	client_fake.status.allow = 12;
	client_fake.status.signatures = 3;
	client_fake.status.unattended = 1ull << 33;
	client_fake.status.events_lost = 1ull << 34;
	client_fake.status.late = 1ull << 37;
	client_fake.status.hooks = NFSL_HOOKS_EGRESS | NFSL_HOOKS_DEFERRED;
	client_fake.status.memory = 1ull << 38;
	client_fake.status.table[NFSL_SIDE_INSIDE].used = 5;
	client_fake.status.table[NFSL_SIDE_OUTSIDE].untracked = 1ull << 40;
	client_fake.status.flows[NFSL_SIDE_INSIDE] =
		(struct client_flows){ 16384, 7, 1ull << 35, 1ull << 36, 3, 4 };
	client_fake.status.flows[NFSL_SIDE_OUTSIDE].size = 1024;
	assert_int_equal(client_status(client, &status), 0);
	assert_int_equal(status.abi, NFSL_ABI);
	assert_string_equal(status.version, "0.1.0");
	assert_int_equal(status.epoch, 0xe70c1);
	assert_int_equal(status.generation, 1);
	assert_int_equal(status.allow, 12);
	assert_int_equal(status.signatures, 3);
	assert_int_equal(status.unattended, 1ull << 33);
	assert_int_equal(status.events_lost, 1ull << 34);
	assert_int_equal(status.late, 1ull << 37);
	assert_int_equal(status.hooks, NFSL_HOOKS_EGRESS | NFSL_HOOKS_DEFERRED);
	assert_int_equal(status.memory, 1ull << 38);
	assert_int_equal(status.table[NFSL_SIDE_INSIDE].used, 5);
	assert_int_equal(status.table[NFSL_SIDE_OUTSIDE].untracked, 1ull << 40);
	assert_memory_equal(status.flows, client_fake.status.flows,
			    sizeof(status.flows));
}

static void test_status_without_policy(void **state)
{
	struct client_status status;

	client_fake.status.generation = 0;
	assert_int_equal(client_status(client, &status), 0);
	assert_int_equal(status.generation, 0);
	assert_int_equal(status.epoch, 0);
}

static void test_late_answers_are_skipped(void **state)
{
	struct client_status status;

	client_fake.stale_first = true;
	assert_int_equal(client_status(client, &status), 0);
	assert_int_equal(status.abi, NFSL_ABI);
}

static void test_refusals_are_sentences(void **state)
{
	struct client_status status;

	client_fake.refuse_all = EPERM;
	assert_int_equal(client_status(client, &status), -1);
	assert_string_equal(client_error(client), "permission denied: run as root (needs CAP_NET_ADMIN)");
	client_fake.refuse_all = ENOENT;
	assert_int_equal(client_status(client, &status), -1);
	assert_string_equal(client_error(client),
			    "the module nf_slammer is not loaded: modprobe nf_slammer (dkms status shows whether it was built for this kernel)");
	client_fake.refuse_all = 0;
	assert_int_equal(client_status(client, &status), 0);
}

static void test_counters(void **state)
{
	struct client_counters counters;

	client_fake.counters.packets[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] = 7;
	client_fake.counters.bytes[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] = 7 * 404;
	client_fake.counters.packets[DIRECTION_LOCAL][REASON_NOT_UDP][VERDICT_ACCEPT] = 1ull << 41;
	assert_int_equal(client_counters(client, &counters), 0);
	assert_memory_equal(&counters, &client_fake.counters, sizeof(counters));
}

static void test_interrupted_dump_is_repeated(void **state)
{
	struct client_device device = { .ifindex = 3, .name = "wan0",
					.zone = ZONE_EXTERNAL, .passed = 9 };
	struct client_device *list;
	size_t count;

	client_fake.devices = &device;
	client_fake.n_devices = 1;
	client_fake.interrupt = 3;
	assert_int_equal(client_devices(client, &list, &count), 0);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].name, "wan0");
	assert_int_equal(list[0].ifindex, 3);
	assert_int_equal(list[0].zone, ZONE_EXTERNAL);
	assert_int_equal(list[0].passed, 9);
	assert_int_equal(client_fake.requests[NFSL_CMD_DEVICE_GET], 4);
	free(list);

	client_fake.interrupt = 1000;
	assert_int_equal(client_devices(client, &list, &count), -1);
	assert_null(list);
	assert_int_equal(count, 0);
	assert_int_equal(client_fake.requests[NFSL_CMD_DEVICE_GET], 4 + 16);
	assert_non_null(strstr(client_error(client), "changed during each"));
}

static void test_sources(void **state)
{
	struct client_source sources[200], *list;
	size_t i, count;

	memset(sources, 0, sizeof(sources));
	for (i = 0; i < 200; i++) {
		sources[i].address = address_ip4(0xc0000200u + (uint32_t)i);
		sources[i].target.hi = 0x20010db800000000ull;
		sources[i].target.lo = i;
		sources[i].side = NFSL_SIDE_INSIDE;
		sources[i].instance = i << 40;
		sources[i].first = 1769318980000000000ull;
		sources[i].last = sources[i].first + i;
		sources[i].packets[CLASS_SLAMMER] = i;
		sources[i].bytes = i * 404;
		sources[i].targets = i << 50;
		sources[i].revisits = (uint32_t)(i & 3);
		sources[i].period = i & 3 ? 554000000000ull + i : 0;
	}
	client_fake.sources = sources;
	client_fake.n_sources = 200;
	assert_int_equal(client_sources(client, &list, &count), 0);
	assert_int_equal(count, 200);
	assert_memory_equal(list, sources, sizeof(sources));
	free(list);
}

static void test_push_and_read_back(void **state)
{
	struct policy *policy = sample(1500), *back;
	struct client_status status;
	uint64_t digest = policy_digest(policy);

	assert_int_equal(client_push(client, policy, &status), 0);
	assert_int_equal(status.generation, 2);
	assert_int_equal(status.digest, digest);
	/* 1500 entries of 44 bytes are more than two messages of 32 KB */
	assert_int_equal(client_fake.requests[NFSL_CMD_POLICY_ADD], 3);
	assert_int_equal(client_fake.requests[NFSL_CMD_POLICY_ABORT], 0);

	back = client_policy(client);
	assert_non_null(back);
	assert_int_equal(policy_digest(back), digest);
	assert_int_equal(back->n_zones, 2);
	assert_string_equal(back->zones[1].pattern, "fifteen-bytes-x");
	assert_int_equal(back->n_internal, 2);
	assert_int_equal(back->n_allow, 1500);
	assert_memory_equal(back->verdict, policy->verdict, sizeof(back->verdict));
	assert_memory_equal(back->limit, policy->limit, sizeof(back->limit));
	assert_int_equal(back->n_limits, 2);
	assert_memory_equal(back->limits, policy->limits, 2 * sizeof(*back->limits));
	assert_memory_equal(&back->queue, &policy->queue, sizeof(back->queue));
	assert_memory_equal(&back->tracking, &policy->tracking, sizeof(back->tracking));
	assert_int_equal(back->flows, 4096);
	assert_true(back->defrag);
	assert_true(back->unnamed_off);
	assert_int_equal(back->n_signatures, 1);
	assert_memory_equal(&back->signatures[0].signature,
			    &policy->signatures[0].signature,
			    sizeof(struct nfsl_signature));
	policy_free(back);
	policy_free(policy);
}

/* No entry of the previous policy is left in the result. */
static void test_policy_replaced_while_read(void **state)
{
	struct policy *full = sample(3), *plain = policy_new(), *back;
	static struct fake_policy next;
	struct client_status status;

	assert_int_equal(client_push(client, plain, &status), 0);
	next = client_fake.active;
	assert_int_equal(client_push(client, full, &status), 0);
	client_fake.interrupt = 1;
	back = client_policy(client);
	assert_non_null(back);
	assert_int_equal(policy_digest(back), policy_digest(full));
	assert_int_equal(back->n_limits, full->n_limits);
	policy_free(back);

	client_fake.interrupt = 1;
	client_fake.next = &next;
	back = client_policy(client);
	assert_non_null(back);
	assert_int_equal(policy_digest(back), policy_digest(plain));
	assert_memory_equal(back->limit, plain->limit, sizeof(back->limit));
	assert_int_equal(back->n_limits, 0);
	assert_int_equal(back->flows, POLICY_FLOWS_DEFAULT);
	policy_free(back);
	policy_free(plain);
	policy_free(full);
}

static void test_a_policy_that_accepts_all(void **state)
{
	struct policy *policy = policy_new(), *back;
	struct client_status status;

	/* An empty dump is not the built-in policy. */
	memset(policy->verdict, VERDICT_ACCEPT, sizeof(policy->verdict));
	assert_int_equal(client_push(client, policy, &status), 0);
	assert_int_equal(client_fake.requests[NFSL_CMD_POLICY_ADD], 0);
	back = client_policy(client);
	assert_non_null(back);
	assert_int_equal(policy_digest(back), policy_digest(policy));
	policy_free(back);
	policy_free(policy);
}

static void test_refused_entry_is_named(void **state)
{
	struct policy *policy = sample(1500);
	struct client_status status;

	client_fake.refuse_allow = 3;
	assert_int_equal(client_push(client, policy, &status), -1);
	assert_string_equal(client_error(client),
			    "allow entry 3 (policy.conf:102): host bits are set");
	assert_int_equal(client_fake.requests[NFSL_CMD_POLICY_ABORT], 1);
	assert_int_equal(client_fake.requests[NFSL_CMD_POLICY_COMMIT], 0);
	assert_false(client_fake.open);

	/* an entry of a later message, without a line */
	client_fake.refuse_allow = 1400;
	policy->allow[1399].position.line = 0;
	assert_int_equal(client_push(client, policy, &status), -1);
	assert_string_equal(client_error(client),
			    "allow entry 1400: host bits are set");
	assert_int_equal(client_fake.status.generation, 1);
	policy_free(policy);
}

static void test_refused_commit(void **state)
{
	struct policy *policy = sample(1);
	struct client_status status;

	client_fake.refuse_commit = EINVAL;
	assert_int_equal(client_push(client, policy, &status), -1);
	assert_string_equal(client_error(client),
			    "the candidate has another digest");
	assert_int_equal(client_fake.requests[NFSL_CMD_POLICY_ABORT], 0);
	policy_free(policy);
}

/* The contract: limits and the queue precede the rules that use them. */
static void test_order_of_entries(void **state)
{
	static const uint16_t order[] = {
		NFSL_A_FLAGS, NFSL_A_TRACKING, NFSL_A_FLOWS, NFSL_A_QUEUE,
		NFSL_A_LIMIT, NFSL_A_LIMIT, NFSL_A_ZONE, NFSL_A_ZONE, NFSL_A_RULE,
		NFSL_A_INTERNAL, NFSL_A_INTERNAL, NFSL_A_SIGNATURE,
		NFSL_A_ALLOW,
	};
	struct policy *policy = sample(1);
	struct client_status status;
	size_t i, at = 0;

	assert_int_equal(client_push(client, policy, &status), 0);
	for (i = 0; i < client_fake.active.count; i++) {
		if (i && client_fake.active.entry[i].type == NFSL_A_RULE &&
		    client_fake.active.entry[i - 1].type == NFSL_A_RULE)
			continue;
		assert_int_equal(client_fake.active.entry[i].type, order[at++]);
	}
	assert_int_equal(at, sizeof(order) / sizeof(*order));
	policy_free(policy);
}

/* Entries that no rule uses are not pushed. */
static void test_unused_entries_are_not_pushed(void **state)
{
	struct policy *policy = sample(1);
	struct client_status status;
	size_t i;

	policy->defrag = false;
	policy->unnamed_off = false;
	policy->tracking = (struct nfsl_tracking){ 0, 0 };
	policy->flows = POLICY_FLOWS_DEFAULT;
	policy->verdict[DIRECTION_LOCAL][REASON_FOREIGN] = VERDICT_ACCEPT;
	assert_int_equal(client_push(client, policy, &status), 0);
	for (i = 0; i < client_fake.active.count; i++)
		assert_true(client_fake.active.entry[i].type != NFSL_A_FLAGS &&
			    client_fake.active.entry[i].type != NFSL_A_TRACKING &&
			    client_fake.active.entry[i].type != NFSL_A_FLOWS &&
			    client_fake.active.entry[i].type != NFSL_A_QUEUE);

	/* one table is enough */
	policy->tracking.outside = 1024;
	assert_int_equal(client_push(client, policy, &status), 0);
	assert_int_equal(client_fake.active.entry[0].type, NFSL_A_TRACKING);
	policy->tracking = (struct nfsl_tracking){ 0, 1024 };
	assert_int_equal(client_push(client, policy, &status), 0);
	assert_int_equal(client_fake.active.entry[0].type, NFSL_A_TRACKING);
	/* 0 flows are not the default */
	policy->tracking = (struct nfsl_tracking){ 0, 0 };
	policy->flows = 0;
	assert_int_equal(client_push(client, policy, &status), 0);
	assert_int_equal(client_fake.active.entry[0].type, NFSL_A_FLOWS);
	policy_free(policy);
}

/* The name of the @nth attribute of a type, counted from 0. */
static void blame_says(const struct policy *policy, uint16_t type, size_t nth,
		       uint32_t within, const char *expected)
{
	char buf[WIRE_BATCH_SIZE] __attribute__((aligned(8))), text[128];
	struct cursor began = cursor_start(policy);
	const struct nlattr *attr;
	struct nlmsghdr *nlh;
	uint32_t at = 0;

	nlh = wire_request(client, buf, NFSL_CMD_POLICY_ADD, 0);
	assert_true(cursor_end(encode_entries(nlh, sizeof(buf), policy, began)));
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == type && !nth--)
			at = (uint32_t)((const char *)attr - (const char *)nlh);
	assert_true(at);
	assert_true(entry_at_offset(nlh, policy, began, at + within, text,
				 sizeof(text)));
	assert_string_equal(text, expected);
}

static void test_every_kind_of_entry_is_named(void **state)
{
	struct policy *policy = sample(1);

	blame_says(policy, NFSL_A_FLAGS, 0, 0, "defrag (policy.conf:2)");
	policy->defrag = false;
	blame_says(policy, NFSL_A_FLAGS, 0, 0, "unnamed (policy.conf:12)");
	blame_says(policy, NFSL_A_TRACKING, 0, 0, "tracking (policy.conf:3)");
	blame_says(policy, NFSL_A_FLOWS, 0, 0, "tracking.flows (policy.conf:3)");
	blame_says(policy, NFSL_A_QUEUE, 0, 0, "queue (policy.conf:4)");
	blame_says(policy, NFSL_A_LIMIT, 0, 0, "limit entry 1");
	blame_says(policy, NFSL_A_LIMIT, 1, 0, "limit entry 2 (policy.conf:6)");
	blame_says(policy, NFSL_A_ZONE, 0, 0, "zone entry 1 (policy.conf:7)");
	/* an offset within the attribute */
	blame_says(policy, NFSL_A_ZONE, 0, 5, "zone entry 1 (policy.conf:7)");
	blame_says(policy, NFSL_A_RULE, 0, 0, "rule ingress.truncated");
	blame_says(policy, NFSL_A_INTERNAL, 0, 0, "internal entry 1");
	blame_says(policy, NFSL_A_SIGNATURE, 0, 300,
		   "signature entry 1 (policy.conf:9)");
	blame_says(policy, NFSL_A_ALLOW, 0, 0, "allow entry 1 (policy.conf:100)");
	policy_free(policy);
}

static void test_no_entry_at_offset(void **state)
{
	char buf[WIRE_BATCH_SIZE] __attribute__((aligned(8))), text[128];
	struct policy *policy = sample(1);
	struct cursor began = cursor_start(policy);
	struct nlmsghdr *nlh;

	nlh = wire_request(client, buf, NFSL_CMD_POLICY_ADD, 0);
	encode_entries(nlh, sizeof(buf), policy, began);
	assert_false(entry_at_offset(nlh, policy, began, 3, text, sizeof(text)));
	assert_false(entry_at_offset(nlh, policy, began, nlh->nlmsg_len, text,
				  sizeof(text)));
	policy_free(policy);
}

static void test_size_of_batches(void **state)
{
	char buf[400] __attribute__((aligned(8)));
	struct policy *policy = sample(200);
	struct cursor cursor = cursor_start(policy), next;
	struct nlmsghdr *nlh;
	size_t messages = 0;

	for (; !cursor_end(cursor); cursor = next, messages++) {
		nlh = wire_request(client, buf, NFSL_CMD_POLICY_ADD, 0);
		next = encode_entries(nlh, sizeof(buf), policy, cursor);
		assert_true(nlh->nlmsg_len <= sizeof(buf));
		assert_true(next.kind != cursor.kind || next.index != cursor.index);
	}
	assert_true(messages > 20);
	policy_free(policy);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, client_setup, \
							    client_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_status),
		TEST(test_status_without_policy),
		TEST(test_late_answers_are_skipped),
		TEST(test_refusals_are_sentences),
		TEST(test_counters),
		TEST(test_interrupted_dump_is_repeated),
		TEST(test_sources),
		TEST(test_push_and_read_back),
		TEST(test_policy_replaced_while_read),
		TEST(test_a_policy_that_accepts_all),
		TEST(test_refused_entry_is_named),
		TEST(test_refused_commit),
		TEST(test_order_of_entries),
		TEST(test_unused_entries_are_not_pushed),
		TEST(test_every_kind_of_entry_is_named),
		TEST(test_no_entry_at_offset),
		TEST(test_size_of_batches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
