// SPDX-License-Identifier: GPL-2.0-or-later
/* test_client_decode.c - messages that the kernel should not send */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/client_fixture.h"

static void test_wrong_sizes_are_refused(void **state)
{
	char buf[1024] __attribute__((aligned(8)));
	struct client_counters counters = { 0 };
	struct client_device device;
	struct client_status status;
	struct client_source source;
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	/* no nest at all */
	nlh = message(buf);
	assert_int_equal(decode_status(nlh, &status), -1);
	assert_int_equal(decode_device(nlh, &device), -1);
	assert_int_equal(decode_source(nlh, &source), -1);
	assert_int_equal(decode_counter(nlh, &counters), -1);

	/* a required attribute is missing */
	nest = mnl_attr_nest_start(nlh, NFSL_A_STATUS);
	mnl_attr_put_u32(nlh, NFSL_STATUS_ABI, 1);
	mnl_attr_put_strz(nlh, NFSL_STATUS_VERSION, "1");
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(decode_status(nlh, &status), -1);

	/* a number of another width; a string without an end, or too long */
	nlh = message(buf);
	nest = mnl_attr_nest_start(nlh, NFSL_A_DEVICE);
	mnl_attr_put_u32(nlh, NFSL_DEVICE_IFINDEX, 1);
	mnl_attr_put_strz(nlh, NFSL_DEVICE_NAME, "wan0");
	mnl_attr_put_u8(nlh, NFSL_DEVICE_ZONE, 1);
	mnl_attr_put_u32(nlh, NFSL_DEVICE_PASSED, 1);
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(decode_device(nlh, &device), -1);
	nlh = message(buf);
	nest = mnl_attr_nest_start(nlh, NFSL_A_DEVICE);
	mnl_attr_put(nlh, NFSL_DEVICE_NAME, 4, "wan0");
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(decode_device(nlh, &device), -1);
	nlh = message(buf);
	nest = mnl_attr_nest_start(nlh, NFSL_A_DEVICE);
	mnl_attr_put_strz(nlh, NFSL_DEVICE_NAME, "a-name-of-16-byt");
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(decode_device(nlh, &device), -1);
}

static void put_source_of(struct nlmsghdr *nlh, uint8_t side, size_t address,
			  size_t packets)
{
	static const char zeros[256];
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFSL_A_SOURCE);

	mnl_attr_put(nlh, NFSL_SOURCE_ADDRESS, address, zeros);
	mnl_attr_put_u8(nlh, NFSL_SOURCE_SIDE, side);
	mnl_attr_put_u64(nlh, NFSL_SOURCE_INSTANCE, 1);
	mnl_attr_put_u32(nlh, NFSL_SOURCE_IFINDEX, 1);
	mnl_attr_put_u64(nlh, NFSL_SOURCE_FIRST, 1);
	mnl_attr_put_u64(nlh, NFSL_SOURCE_LAST, 1);
	mnl_attr_put(nlh, NFSL_SOURCE_TARGET, 16, zeros);
	mnl_attr_put(nlh, NFSL_SOURCE_PACKETS, packets, zeros);
	mnl_attr_put_u64(nlh, NFSL_SOURCE_BYTES, 1);
	mnl_attr_nest_end(nlh, nest);
}

static void put_source(struct nlmsghdr *nlh, size_t address, size_t packets)
{
	put_source_of(nlh, NFSL_SIDE_INSIDE, address, packets);
}

static void test_source_arrays(void **state)
{
	static const struct { size_t address, packets; int result; } tries[] = {
		{ 16, 8 * CLASS_COUNT, 0 }, { 16, 8, 0 },
		{ 16, 8 * (CLASS_COUNT + 3), 0 },	/* a newer module */
		{ 16, 0, -1 }, { 16, 12, -1 }, { 4, 8 * CLASS_COUNT, -1 },
		{ 20, 8 * CLASS_COUNT, -1 },
	};
	char buf[1024] __attribute__((aligned(8)));
	struct client_source source;
	struct nlmsghdr *nlh;
	size_t i;

	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		nlh = message(buf);
		put_source(nlh, tries[i].address, tries[i].packets);
		assert_int_equal(decode_source(nlh, &source), tries[i].result);
	}
}

/* Each required attribute, changed to an unknown type. */
static void each_is_needed(struct nlmsghdr *nlh, size_t required,
			   int (*decode)(const struct nlmsghdr *nlh))
{
	struct nlattr *nest = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	struct nlattr *attr;
	size_t n = 0;
	uint16_t type;

	assert_int_equal(decode(nlh), 0);
	mnl_attr_for_each_nested(attr, nest) {
		type = attr->nla_type;
		attr->nla_type = 300;
		assert_int_equal(decode(nlh), n < required ? -1 : 0);
		attr->nla_type = type;
		n++;
	}
	assert_true(n >= required);
}

static int as_source(const struct nlmsghdr *nlh)
{
	struct client_source source;

	return decode_source(nlh, &source);
}

static int as_event(const struct nlmsghdr *nlh)
{
	struct client_event event;

	return decode_event(nlh, &event);
}

static int as_counter(const struct nlmsghdr *nlh)
{
	struct client_counters counters;

	return decode_counter(nlh, &counters);
}

static struct nlmsghdr *counter(void *buf, uint8_t direction, uint8_t reason,
				uint8_t verdict)
{
	struct nlmsghdr *nlh = message(buf);
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFSL_A_COUNTER);

	mnl_attr_put_u8(nlh, NFSL_COUNTER_DIRECTION, direction);
	mnl_attr_put_u8(nlh, NFSL_COUNTER_REASON, reason);
	mnl_attr_put_u8(nlh, NFSL_COUNTER_VERDICT, verdict);
	mnl_attr_put_u64(nlh, NFSL_COUNTER_PACKETS, 1);
	mnl_attr_put_u64(nlh, NFSL_COUNTER_BYTES, 1);
	mnl_attr_nest_end(nlh, nest);
	return nlh;
}

static void test_missing_attributes_are_refused(void **state)
{
	char buf[1024] __attribute__((aligned(8)));
	struct client_event event = { .kind = NFSL_EVENT_INFECTED };
	struct nlmsghdr *nlh = message(buf);

	put_source(nlh, 16, 8);
	each_is_needed(nlh, 9, as_source);
	each_is_needed(fake_event(buf, NFSL_CMD_EVENT, &event), 6, as_event);
	each_is_needed(counter(buf, 0, 0, 0), 5, as_counter);
}

static void test_unknown_counters_are_refused(void **state)
{
	char buf[256] __attribute__((aligned(8)));

	assert_int_equal(as_counter(counter(buf, DIRECTION_COUNT - 1,
			 REASON_COUNT - 1, VERDICT_COUNT - 1)), 0);
	assert_int_equal(as_counter(counter(buf, DIRECTION_COUNT, 0, 0)), -1);
	assert_int_equal(as_counter(counter(buf, 0, REASON_COUNT, 0)), -1);
	assert_int_equal(as_counter(counter(buf, 0, 0, VERDICT_COUNT)), -1);
}

static void put_table(struct nlmsghdr *nlh, uint8_t side, uint32_t size)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFSL_STATUS_TABLE);

	mnl_attr_put_u8(nlh, NFSL_TABLE_SIDE, side);
	mnl_attr_put_u32(nlh, NFSL_TABLE_SIZE, size);
	mnl_attr_put_u32(nlh, NFSL_TABLE_USED, 0);
	mnl_attr_put_u64(nlh, NFSL_TABLE_EVICTED, 0);
	mnl_attr_put_u64(nlh, NFSL_TABLE_UNTRACKED, 0);
	mnl_attr_nest_end(nlh, nest);
}

static void put_flows(struct nlmsghdr *nlh, uint8_t side, uint32_t size)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFSL_STATUS_FLOWS);

	mnl_attr_put_u8(nlh, NFSL_FLOWS_SIDE, side);
	mnl_attr_put_u32(nlh, NFSL_FLOWS_SIZE, size);
	mnl_attr_put_u32(nlh, NFSL_FLOWS_USED, 0);
	mnl_attr_put_u64(nlh, NFSL_FLOWS_OPENED, 0);
	mnl_attr_put_u64(nlh, NFSL_FLOWS_EVICTED, 0);
	mnl_attr_put_u64(nlh, NFSL_FLOWS_REFUSED, 0);
	mnl_attr_put_u64(nlh, NFSL_FLOWS_ANSWERS, 0);
	mnl_attr_nest_end(nlh, nest);
}

/* A third side, of a newer module: its table is skipped, its source refused. */
static void test_unknown_sides(void **state)
{
	char buf[1024] __attribute__((aligned(8)));
	struct { struct client_status status; uint32_t behind; } s;
	struct nlmsghdr *nlh = message(buf);
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFSL_A_STATUS);

	mnl_attr_put_u32(nlh, NFSL_STATUS_ABI, 1);
	mnl_attr_put_strz(nlh, NFSL_STATUS_VERSION, "1");
	mnl_attr_put_u32(nlh, NFSL_STATUS_GENERATION, 1);
	put_table(nlh, NFSL_SIDE_INSIDE, 7);
	put_table(nlh, NFSL_SIDE_COUNT, 0xffffffff);
	put_flows(nlh, NFSL_SIDE_OUTSIDE, 9);
	put_flows(nlh, CLIENT_FLOW_TABLES, 0xffffffff);
	mnl_attr_nest_end(nlh, nest);
	s.behind = 1;
	assert_int_equal(decode_status(nlh, &s.status), 0);
	assert_int_equal(s.status.table[NFSL_SIDE_INSIDE].size, 7);
	assert_int_equal(s.status.flows[NFSL_SIDE_OUTSIDE].size, 9);
	assert_int_equal(s.behind, 1);

	nlh = message(buf);
	put_source_of(nlh, NFSL_SIDE_COUNT, 16, 8);
	assert_int_equal(as_source(nlh), -1);
}

static void test_family(void **state)
{
	char buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = message(buf);
	struct nlattr *groups, *one;
	uint16_t family = 0;

	assert_int_equal(decode_family(nlh, &family), -1);
	assert_int_equal(decode_group(nlh, "a"), 0);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, 0x1d);
	assert_int_equal(decode_family(nlh, &family), 0);
	assert_int_equal(family, 0x1d);
	/* a group that has no number */
	groups = mnl_attr_nest_start(nlh, CTRL_ATTR_MCAST_GROUPS);
	one = mnl_attr_nest_start(nlh, 1);
	mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME, "a");
	mnl_attr_nest_end(nlh, one);
	mnl_attr_nest_end(nlh, groups);
	assert_int_equal(decode_group(nlh, "a"), 0);

	nlh = message(buf);
	mnl_attr_put_u32(nlh, CTRL_ATTR_FAMILY_ID, 0x1d);
	assert_int_equal(decode_family(nlh, &family), -1);
}

/* @policy: set to the policy that was read; may be NULL */
static int read_into(struct policy **policy, uint16_t type, const void *data,
		     size_t size)
{
	char buf[512] __attribute__((aligned(8)));
	struct policy_reader reader = { .policy = policy_new() };
	struct nlmsghdr *nlh = message(buf);
	int result;

	mnl_attr_put(nlh, type, size, data);
	result = decode_policy(nlh, &reader);
	if (policy)
		*policy = reader.policy;
	else
		policy_free(reader.policy);
	return result;
}

static int read_entry(uint16_t type, const void *data, size_t size)
{
	return read_into(NULL, type, data, size);
}

static void test_new_entries_are_checked(void **state)
{
	struct nfsl_signature signature = { .name = "a", .port = 1 };
	struct nfsl_limit limit = { 1, 1 };
	struct nfsl_tracking tracking = { 0, 1024 };
	struct nfsl_queue queue = { 1, 0, 0 };
	uint32_t flags = NFSL_FLAG_DEFRAG, flows = 1024;
	struct policy *policy;

	assert_int_equal(read_entry(NFSL_A_FLAGS, &flags, 4), 0);
	assert_int_equal(read_entry(NFSL_A_FLAGS, &flags, 2), -1);
	/* an unknown flag sets no known one */
	flags = 2;
	assert_int_equal(read_into(&policy, NFSL_A_FLAGS, &flags, 4), 0);
	assert_false(policy->defrag);
	assert_false(policy->unnamed_off);
	policy_free(policy);
	flags = NFSL_FLAG_UNNAMED_OFF;
	assert_int_equal(read_into(&policy, NFSL_A_FLAGS, &flags, 4), 0);
	assert_false(policy->defrag);
	assert_true(policy->unnamed_off);
	policy_free(policy);
	assert_int_equal(read_entry(NFSL_A_TRACKING, &tracking, 8), 0);
	assert_int_equal(read_entry(NFSL_A_TRACKING, &tracking, 4), -1);
	assert_int_equal(read_entry(NFSL_A_FLOWS, &flows, 4), 0);
	assert_int_equal(read_entry(NFSL_A_FLOWS, &flows, 2), -1);
	assert_int_equal(read_entry(NFSL_A_QUEUE, &queue, 4), 0);
	assert_int_equal(read_entry(NFSL_A_QUEUE, &queue, 3), -1);
	assert_int_equal(read_entry(NFSL_A_LIMIT, &limit, 8), 0);
	assert_int_equal(read_entry(NFSL_A_LIMIT, &limit, 4), -1);
	limit = (struct nfsl_limit){ NFSL_LIMIT_RATE_MAX, NFSL_LIMIT_BURST_MAX };
	assert_int_equal(read_entry(NFSL_A_LIMIT, &limit, 8), 0);
	limit.rate = 0;
	assert_int_equal(read_entry(NFSL_A_LIMIT, &limit, 8), -1);
	limit = (struct nfsl_limit){ NFSL_LIMIT_RATE_MAX + 1, 1 };
	assert_int_equal(read_entry(NFSL_A_LIMIT, &limit, 8), -1);
	limit = (struct nfsl_limit){ 1, 0 };
	assert_int_equal(read_entry(NFSL_A_LIMIT, &limit, 8), -1);
	limit = (struct nfsl_limit){ 1, NFSL_LIMIT_BURST_MAX + 1 };
	assert_int_equal(read_entry(NFSL_A_LIMIT, &limit, 8), -1);
	assert_int_equal(read_entry(NFSL_A_SIGNATURE, &signature, sizeof(signature)), 0);
	assert_int_equal(read_entry(NFSL_A_SIGNATURE, &signature, sizeof(signature) - 4), -1);
	signature.port = 0;
	assert_int_equal(read_entry(NFSL_A_SIGNATURE, &signature, sizeof(signature)), -1);
}

static void test_policy_entries_are_checked(void **state)
{
	struct nfsl_zone zone = { .pattern = "wan*", .zone = ZONE_EXTERNAL };
	struct nfsl_rule rule = { .reason = REASON_WORM, .verdict = VERDICT_DROP };
	struct nfsl_prefix bad = { .address = { 0xff, 0xff }, .length = 8 };
	struct nfsl_allow allow = { .to = { .length = 129 } };

	assert_int_equal(read_entry(NFSL_A_ZONE, &zone, sizeof(zone)), 0);
	assert_int_equal(read_entry(NFSL_A_ZONE, &zone, sizeof(zone) - 4), -1);
	zone.zone = ZONE_LOCAL;
	assert_int_equal(read_entry(NFSL_A_ZONE, &zone, sizeof(zone)), -1);
	zone = (struct nfsl_zone){ .pattern = "", .zone = ZONE_EXTERNAL };
	assert_int_equal(read_entry(NFSL_A_ZONE, &zone, sizeof(zone)), -1);
	zone.pattern[0] = 'a';
	assert_int_equal(read_entry(NFSL_A_ZONE, &zone, sizeof(zone)), 0);
	memset(zone.pattern, 'a', sizeof(zone.pattern));
	assert_int_equal(read_entry(NFSL_A_ZONE, &zone, sizeof(zone)), -1);
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule)), 0);
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule) - 1), -1);
	rule.reason = REASON_NOT_UDP;
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule)), -1);
	rule = (struct nfsl_rule){ DIRECTION_COUNT, REASON_WORM, 0, 0 };
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule)), -1);
	rule = (struct nfsl_rule){ 0, REASON_COUNT, 0, 0 };
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule)), -1);
	rule = (struct nfsl_rule){ 0, REASON_WORM, VERDICT_COUNT, 0 };
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule)), -1);
	rule = (struct nfsl_rule){ 0, REASON_WORM, VERDICT_DROP, 1 };
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule)), -1);
	/* a missing limit, and a limit for a rule without one */
	rule = (struct nfsl_rule){ 0, REASON_WORM, VERDICT_LIMIT, 1 };
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule)), -1);
	rule = (struct nfsl_rule){ 0, REASON_WORM, VERDICT_LIMIT, 0 };
	assert_int_equal(read_entry(NFSL_A_RULE, &rule, sizeof(rule)), -1);
	assert_int_equal(read_entry(NFSL_A_INTERNAL, &bad, sizeof(bad)), -1);
	bad.address[1] = 0;
	assert_int_equal(read_entry(NFSL_A_INTERNAL, &bad, sizeof(bad)), 0);
	assert_int_equal(read_entry(NFSL_A_INTERNAL, &bad, sizeof(bad) - 1), -1);
	assert_int_equal(read_entry(NFSL_A_ALLOW, &allow, sizeof(allow)), -1);
	allow.to.length = 128;
	assert_int_equal(read_entry(NFSL_A_ALLOW, &allow, sizeof(allow)), 0);
	assert_int_equal(read_entry(NFSL_A_ALLOW, &allow, sizeof(allow) - 1), -1);
	/* an entry of a newer module */
	assert_int_equal(read_entry(99, &allow, sizeof(allow)), 0);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, client_setup, \
							    client_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_wrong_sizes_are_refused),
		TEST(test_source_arrays),
		TEST(test_missing_attributes_are_refused),
		TEST(test_unknown_counters_are_refused),
		TEST(test_unknown_sides),
		TEST(test_family),
		TEST(test_new_entries_are_checked),
		TEST(test_policy_entries_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
