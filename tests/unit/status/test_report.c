// SPDX-License-Identifier: GPL-2.0-or-later
/* test_report.c - merging of sources, and the JSON of status and sources */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "status/status.h"

#define SECOND	1000000000ull
#define NOON	1769342400ull	/* 2026-01-25T12:00:00Z */

static struct client_source stay(uint32_t address, uint8_t side,
				 unsigned int class, uint64_t packets)
{
	struct client_source s = {
		.address = address_ip4(address),
		.side = side,
		.ifindex = 2,
		.first = NOON * SECOND,
		.last = (NOON + 60) * SECOND,
		.target = address_ip4(0xcb007101),
	};

	s.packets[class] = packets;
	s.bytes = packets * 404;
	return s;
}

static void assert_json(json_t *got, const char *wanted)
{
	json_error_t error;
	json_t *want = json_loads(wanted, 0, &error);

	assert_non_null(got);
	if (!want)
		fail_msg("bad JSON in the test: %s", error.text);
	if (!json_equal(got, want)) {
		print_error("%s\n", json_dumps(got, JSON_INDENT(1)));
		fail_msg("this is not what was expected");
	}
	json_decref(want);
	json_decref(got);
}

static void test_time_and_hex(void **state)
{
	char time[REPORT_TIME_MAX], hex[REPORT_HEX_MAX];

	assert_string_equal(report_time(NOON, time), "2026-01-25T12:00:00Z");
	assert_string_equal(report_time(0, time), "1970-01-01T00:00:00Z");
	assert_string_equal(report_hex(0xabc, hex), "0000000000000abc");
	assert_string_equal(report_hex(~0ull, hex), "ffffffffffffffff");
}

static void test_stays_are_added_up(void **state)
{
	struct client_source stays[3];
	struct report_source *merged;
	size_t count;

	stays[0] = stay(0x0a000001, NFSL_SIDE_INSIDE, CLASS_SLAMMER, 5);
	stays[1] = stay(0x0a000001, NFSL_SIDE_INSIDE, CLASS_SLAMMER, 7);
	stays[1].first -= 10 * SECOND;
	stays[1].last += 10 * SECOND;
	stays[1].ifindex = 9;
	stays[1].target = address_ip4(0xcb007109);
	stays[2] = stay(0x0a000001, NFSL_SIDE_INSIDE, CLASS_REQUEST, 2);
	assert_int_equal(report_merge(stays, 3, &merged, &count), 0);
	assert_int_equal(count, 1);
	assert_int_equal(merged[0].packets[CLASS_SLAMMER], 12);
	assert_int_equal(merged[0].packets[CLASS_REQUEST], 2);
	assert_int_equal(merged[0].bytes, 14 * 404);
	assert_int_equal(merged[0].first, (NOON - 10) * SECOND);
	assert_int_equal(merged[0].last, (NOON + 70) * SECOND);
	/* of the latest stay */
	assert_int_equal(merged[0].ifindex, 9);
	assert_true(merged[0].target.lo == address_ip4(0xcb007109).lo);
	free(merged);
}

/* Each CPU tracks a target; the one with most revisits is reported. */
static void test_most_revisits_are_reported(void **state)
{
	struct client_source stays[3];
	struct report_source *merged;
	size_t count, i;

	for (i = 0; i < 3; i++) {
		stays[i] = stay(0x0a000001, NFSL_SIDE_INSIDE, CLASS_SLAMMER, 5);
		stays[i].instance = i;
	}
	stays[1].revisits = 4;
	stays[1].period = 554 * SECOND;
	stays[2].revisits = 2;
	stays[2].period = 2500 * SECOND;
	assert_int_equal(report_merge(stays, 3, &merged, &count), 0);
	assert_int_equal(merged[0].revisits, 4);
	assert_int_equal(merged[0].period, 554 * SECOND);
	free(merged);
	assert_int_equal(report_merge(stays + 1, 1, &merged, &count), 0);
	assert_int_equal(merged[0].period, 554 * SECOND);
	free(merged);
}

static void test_event_json(void **state)
{
	struct client_event event = {
		.kind = NFSL_EVENT_INFECTED, .address = address_ip4(0xc0000207),
		.target = { 0x20010db800000000ull, 7 }, .ifindex = 0,
		.reason = REASON_WORM_VARIANT, .time = NOON * SECOND + 999999999,
	};

	assert_json(report_event(&event),
		"{\"time\": \"2026-01-25T12:00:00Z\", \"event\": \"infected\","
		" \"address\": \"192.0.2.7\", \"interface\": \"\", \"class\": \"slammer\","
		" \"reason\": \"worm-variant\", \"target\": \"2001:db8::7\"}");
	event.kind = 200;
	event.ifindex = 4000000000u;
	assert_json(report_event(&event),
		"{\"time\": \"2026-01-25T12:00:00Z\", \"event\": \"?\","
		" \"address\": \"192.0.2.7\", \"interface\": \"#4000000000\","
		" \"class\": \"slammer\", \"reason\": \"worm-variant\","
		" \"target\": \"2001:db8::7\"}");
}

static void test_estimate_json(void **state)
{
	static struct client_sketch sketches[2];

	sketches[0].since = NOON * SECOND;
	sketches[0].registers[2047] = 1;
	sketches[1].side = NFSL_SIDE_INSIDE;
	sketches[1].what = NFSL_SKETCH_TARGETS;
	assert_json(report_estimates(sketches, 2),
		"[{\"side\": \"outside\", \"what\": \"sources\","
		"  \"since\": \"2026-01-25T12:00:00Z\", \"estimate\": 1, \"error\": 0.023},"
		" {\"side\": \"inside\", \"what\": \"targets\","
		"  \"since\": \"1970-01-01T00:00:00Z\", \"estimate\": 0, \"error\": 0.023}]");
}

/* Stays of a source come in any order, with others between them. */
static void test_stays_between_others(void **state)
{
	struct client_source stays[6];
	struct report_source *merged;
	size_t count, i;

	for (i = 0; i < 6; i++)
		stays[i] = stay(0x0a000001 + (uint32_t)(i & 1),
				NFSL_SIDE_INSIDE, CLASS_OTHER, 1);
	/* addresses that differ in their upper half */
	stays[4].address.hi = 1;
	stays[5].address.hi = 1;
	assert_int_equal(report_merge(stays, 6, &merged, &count), 0);
	assert_int_equal(count, 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(merged[i].address.hi, i >= 2);
		assert_int_equal(merged[i].packets[CLASS_OTHER], i < 2 ? 2 : 1);
	}
	free(merged);
}

static void test_sides_stay_apart(void **state)
{
	struct client_source stays[2];
	struct report_source *merged;
	size_t count;

	/* the same address on both sides: one of them is forged */
	stays[0] = stay(0x0a000001, NFSL_SIDE_INSIDE, CLASS_SLAMMER, 1);
	stays[1] = stay(0x0a000001, NFSL_SIDE_OUTSIDE, CLASS_SLAMMER, 2);
	assert_int_equal(report_merge(stays, 2, &merged, &count), 0);
	assert_int_equal(count, 2);
	assert_int_equal(merged[0].side, NFSL_SIDE_OUTSIDE);
	assert_false(report_infected(&merged[0], EVIDENCE_LIMITS_DEFAULT));
	assert_true(report_infected(&merged[1], EVIDENCE_LIMITS_DEFAULT));
	free(merged);
}

static void test_order(void **state)
{
	static const uint32_t wanted[] = { 0x05, 0x03, 0x04, 0x02, 0x01 };
	struct client_source stays[5];
	struct report_source *merged;
	size_t count, i;

	stays[0] = stay(0x01, NFSL_SIDE_OUTSIDE, CLASS_OTHER, 5);
	stays[1] = stay(0x02, NFSL_SIDE_OUTSIDE, CLASS_REQUEST, 1000);
	stays[2] = stay(0x04, NFSL_SIDE_OUTSIDE, CLASS_PINGPONG, 3);
	stays[3] = stay(0x03, NFSL_SIDE_OUTSIDE, CLASS_OVERFLOW, 3);
	stays[4] = stay(0x05, NFSL_SIDE_OUTSIDE, CLASS_SLAMMER, 4);
	assert_int_equal(report_merge(stays, 5, &merged, &count), 0);
	assert_int_equal(count, 5);
	for (i = 0; i < count; i++)
		assert_int_equal(merged[i].address.lo & 0xff, wanted[i]);
	free(merged);
}

static void test_no_sources(void **state)
{
	struct report_source *merged;
	size_t count = 9;

	assert_int_equal(report_merge(NULL, 0, &merged, &count), 0);
	assert_int_equal(count, 0);
	free(merged);
}

/* One packet of the worm is enough; of other attacks many are needed, to many. */
static void test_infected_is_inside_with_evidence(void **state)
{
	static const struct {
		uint8_t side, class;
		uint64_t packets, targets;
		bool infected;
	} tries[] = {
		{ NFSL_SIDE_INSIDE, CLASS_SLAMMER, 1, 0, true },
		{ NFSL_SIDE_OUTSIDE, CLASS_SLAMMER, 1, 0, false },
		{ NFSL_SIDE_NONE, CLASS_SLAMMER, 1, 0, false },
		{ NFSL_SIDE_INSIDE, CLASS_OVERFLOW, 1, 1, false },
		{ NFSL_SIDE_INSIDE, CLASS_OVERFLOW, 19, 0x1f, false },
		{ NFSL_SIDE_INSIDE, CLASS_OVERFLOW, 20, 0x0f, false },
		{ NFSL_SIDE_INSIDE, CLASS_OVERFLOW, 20, 0x1f, true },
		{ NFSL_SIDE_OUTSIDE, CLASS_OVERFLOW, 20, 0x1f, false },
		{ NFSL_SIDE_INSIDE, CLASS_PINGPONG, 20, 0x1f, true },
		{ NFSL_SIDE_INSIDE, CLASS_REQUEST, 1000, 0x1f, false },
	};
	struct report_source *merged;
	struct client_source one;
	size_t i, count;

	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		one = stay(1, tries[i].side, tries[i].class, tries[i].packets);
		one.targets = tries[i].targets;
		assert_int_equal(report_merge(&one, 1, &merged, &count), 0);
		if (report_infected(&merged[0], EVIDENCE_LIMITS_DEFAULT) !=
		    tries[i].infected)
			fail_msg("try %zu", i);
		free(merged);
	}
}

/* Packets and targets that several CPUs saw are put together. */
static void test_evidence_of_all_cpus(void **state)
{
	struct client_source stays[2];
	struct report_source *merged;
	size_t count;

	stays[0] = stay(1, NFSL_SIDE_INSIDE, CLASS_OVERFLOW, 10);
	stays[1] = stay(1, NFSL_SIDE_INSIDE, CLASS_OVERFLOW, 10);
	stays[0].targets = 0x07;
	stays[1].targets = 0x1c;
	assert_int_equal(report_merge(stays, 2, &merged, &count), 0);
	assert_int_equal(merged[0].targets, 0x1f);
	assert_true(report_infected(&merged[0], EVIDENCE_LIMITS_DEFAULT));
	free(merged);
}

static const char *member(const json_t *list, const char *key)
{
	return json_string_value(json_object_get(json_array_get(list, 0), key));
}

/* The limits of the filter count; without any, the default ones. */
static void test_evidence_by_limits(void **state)
{
	const struct evidence_limits one = { 1, 1 };
	struct report_filter filter = { .evidence = &one };
	const struct report_devices none = { NULL, 0 };
	struct client_source weak = stay(1, NFSL_SIDE_INSIDE, CLASS_OVERFLOW, 3);
	struct report_source *merged;
	json_t *list;
	size_t count;

	weak.targets = 3;
	assert_int_equal(report_merge(&weak, 1, &merged, &count), 0);
	list = report_source_list(merged, count, &none, &filter);
	assert_string_equal(member(list, "evidence"), "many");
	assert_true(json_is_true(json_object_get(json_array_get(list, 0),
						 "infected")));
	json_decref(list);
	filter.evidence = NULL;
	list = report_source_list(merged, count, &none, &filter);
	assert_string_equal(member(list, "evidence"), "weak");
	assert_int_equal(json_integer_value(json_object_get(
		json_array_get(list, 0), "targets")), 2);
	json_decref(list);
	filter.infected = true;
	list = report_source_list(merged, count, &none, &filter);
	assert_int_equal(json_array_size(list), 0);
	json_decref(list);
	free(merged);
}

static struct client_device some_devices[] = {
	{ .ifindex = 0, .name = "", .zone = ZONE_LOCAL, .passed = 4 },
	{ .ifindex = 2, .name = "lan0", .zone = ZONE_INTERNAL, .passed = 5 },
	{ .ifindex = 3, .name = "a\xff", .zone = ZONE_EXTERNAL, .passed = 6 },
};
static const struct report_devices devices = { some_devices, 3 };

static void test_interfaces(void **state)
{
	char name[REPORT_NAME_MAX];

	assert_string_equal(report_interface(&devices, 2, name), "lan0");
	assert_string_equal(report_interface(&devices, 0, name), "");
	assert_string_equal(report_interface(&devices, 1, name), "lo");
	assert_string_equal(report_interface(&devices, 4000000000u, name),
			    "#4000000000");
}

static void test_kernel_json(void **state)
{
	struct client_status status = {
		.abi = 1, .version = "0.1.0", .epoch = 0x1f, .generation = 3,
		.digest = 0xfedcba9876543210ull, .patterns = 2, .internal = 4,
		.allow = 5, .signatures = 6, .unattended = 7, .events_lost = 8,
		.late = 9, .hooks = NFSL_HOOKS_EGRESS | NFSL_HOOKS_DEFERRED,
		.table = {
			[NFSL_SIDE_OUTSIDE] = { 100, 10, 1, 2 },
			[NFSL_SIDE_INSIDE] = { 50, 5, 0, 0 },
			[NFSL_SIDE_NONE] = { 20, 3, 0, 0 },
		},
		.flows = {
			[NFSL_SIDE_OUTSIDE] = { 16384, 1, 2, 3, 4, 5 },
			[NFSL_SIDE_INSIDE] = { 16384, 6, 7, 8, 9, 10 },
		},
	};

	assert_json(report_kernel(&status),
		"{\"version\": \"0.1.0\", \"abi\": 1, \"epoch\": \"000000000000001f\","
		" \"generation\": 3, \"digest\": \"fedcba9876543210\", \"patterns\": 2,"
		" \"internal\": 4, \"allow\": 5, \"signatures\": 6, \"unattended\": 7,"
		" \"events_lost\": 8, \"late\": 9, \"hooks\": [\"egress\", \"deferred\"],"
		" \"tables\": ["
		" {\"side\": \"outside\", \"size\": 100, \"used\": 10, \"evicted\": 1, \"untracked\": 2},"
		" {\"side\": \"inside\", \"size\": 50, \"used\": 5, \"evicted\": 0, \"untracked\": 0},"
		" {\"side\": \"none\", \"size\": 20, \"used\": 3, \"evicted\": 0, \"untracked\": 0}],"
		" \"flows\": ["
		" {\"side\": \"outside\", \"size\": 16384, \"used\": 1, \"opened\": 2,"
		"  \"evicted\": 3, \"refused\": 4, \"answers\": 5},"
		" {\"side\": \"inside\", \"size\": 16384, \"used\": 6, \"opened\": 7,"
		"  \"evicted\": 8, \"refused\": 9, \"answers\": 10}]}");
}

/* The hooks that decide what is seen are those of the report. */
static void test_paths_json(void **state)
{
	struct network_link links[] = {
		{ .ifindex = 2, .name = "a\xff", .up = true, .xdp = XDP_NATIVE },
		{ .ifindex = 3, .name = "vx0", .kind = "vxlan", .up = true },
	};
	struct network_fact facts[] = { { .kind = FACT_PACKET_SOCKET, .ifindex = 9 } };
	struct network network = {
		.links = links, .n_links = 2, .facts = facts, .n_facts = 1,
	};
	struct client_status kernel = { .hooks = NFSL_HOOKS_EGRESS };
	struct client_device hooked = { .ifindex = 3, .name = "vx0" };
	struct report_devices one = { &hooked, 1 };
	json_t *status = json_pack("{s:o, s:o}", "kernel", report_kernel(&kernel),
				   "devices", report_device_list(&one)), *nothing;

	nothing = report_paths(&network, status);
	assert_true(json_is_null(nothing));
	kernel.generation = 1;
	json_object_set_new(status, "kernel", report_kernel(&kernel));
	assert_json(report_paths(&network, status),
		"[{\"path\": \"xdp\", \"seen\": \"partly\", \"interfaces\": [\"a\\\\xff\"],"
		"  \"what\": \"an XDP program sees frames before the filter: what it drops, sends or redirects itself is not judged\","
		"  \"advice\": \"have the program pass or drop UDP port 1434\"},"
		" {\"path\": \"packet-socket\", \"seen\": \"yes\", \"interfaces\": [\"#9\"],"
		"  \"what\": \"what programs send by packet sockets is judged on its way out\", \"advice\": null},"
		" {\"path\": \"tunnel\", \"seen\": \"yes\", \"interfaces\": [\"vx0\"],"
		"  \"what\": \"packets come out of a tunnel at an interface with a hook\", \"advice\": null}]");
	json_decref(status);
}

static void test_device_json(void **state)
{
	assert_json(report_device_list(&devices),
		"[{\"name\": \"\", \"ifindex\": 0, \"zone\": \"local\", \"passed\": 4},"
		" {\"name\": \"lan0\", \"ifindex\": 2, \"zone\": \"internal\", \"passed\": 5},"
		" {\"name\": \"a\\\\xff\", \"ifindex\": 3, \"zone\": \"external\", \"passed\": 6}]");
}

static void test_counter_json(void **state)
{
	struct client_counters counters = { 0 };

	counters.packets[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] = 3;
	counters.bytes[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] = 1212;
	counters.packets[DIRECTION_LOCAL][REASON_OTHER_PORT][VERDICT_ACCEPT] = 9;
	assert_json(report_counters(&counters),
		"[{\"direction\": \"ingress\", \"class\": \"slammer\", \"reason\": \"worm\","
		"  \"verdict\": \"drop\", \"packets\": 3, \"bytes\": 1212},"
		" {\"direction\": \"local\", \"class\": \"other\", \"reason\": \"other-port\","
		"  \"verdict\": \"accept\", \"packets\": 9, \"bytes\": 0}]");
}

static void test_source_json(void **state)
{
	const struct report_filter all = { 0 }, infected = { .infected = true },
		one = { .limit = 1 },
		sick_one = { .infected_first = true, .limit = 1 },
		sick_first = { .infected_first = true };
	struct client_source stays[2];
	struct report_source *merged;
	json_t *list;
	size_t count;

	stays[0] = stay(0xc0000207, NFSL_SIDE_INSIDE, CLASS_SLAMMER, 2);
	stays[0].revisits = 3;
	stays[0].period = 553999999999ull;
	stays[1] = stay(0xc6336401, NFSL_SIDE_OUTSIDE, CLASS_SLAMMER, 9);
	assert_int_equal(report_merge(stays, 2, &merged, &count), 0);
	assert_json(report_source_list(merged, count, &devices, &infected),
		"[{\"address\": \"192.0.2.7\", \"side\": \"inside\", \"interface\": \"lan0\","
		"  \"first\": \"2026-01-25T12:00:00Z\", \"last\": \"2026-01-25T12:01:00Z\","
		"  \"target\": \"203.0.113.1\", \"packets\": {\"other\": 0, \"request\": 0,"
		"   \"response\": 0, \"signature\": 0, \"pingpong\": 0, \"overflow\": 0,"
		"   \"slammer\": 2}, \"bytes\": 808, \"revisits\": 3,"
		"  \"period\": 553.999, \"targets\": 0,"
		"  \"evidence\": \"worm\", \"infected\": true}]");
	list = report_source_list(merged, count, &devices, &one);
	assert_int_equal(json_array_size(list), 1);
	assert_string_equal(json_string_value(json_object_get(
		json_array_get(list, 0), "address")), "198.51.100.1");
	assert_int_equal(json_integer_value(json_object_get(
		json_array_get(list, 0), "revisits")), 0);
	assert_true(json_is_null(json_object_get(
		json_array_get(list, 0), "period")));
	json_decref(list);
	list = report_source_list(merged, count, &devices, &all);
	assert_int_equal(json_array_size(list), 2);
	json_decref(list);
	list = report_source_list(merged, count, &devices, &sick_one);
	assert_int_equal(json_array_size(list), 1);
	assert_true(json_is_true(json_object_get(
		json_array_get(list, 0), "infected")));
	json_decref(list);
	list = report_source_list(merged, count, &devices, &sick_first);
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(json_string_value(json_object_get(
		json_array_get(list, 1), "address")), "198.51.100.1");
	json_decref(list);
	free(merged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time_and_hex),
		cmocka_unit_test(test_stays_are_added_up),
		cmocka_unit_test(test_stays_between_others),
		cmocka_unit_test(test_most_revisits_are_reported),
		cmocka_unit_test(test_event_json),
		cmocka_unit_test(test_estimate_json),
		cmocka_unit_test(test_sides_stay_apart),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_no_sources),
		cmocka_unit_test(test_infected_is_inside_with_evidence),
		cmocka_unit_test(test_evidence_of_all_cpus),
		cmocka_unit_test(test_evidence_by_limits),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_kernel_json),
		cmocka_unit_test(test_paths_json),
		cmocka_unit_test(test_device_json),
		cmocka_unit_test(test_counter_json),
		cmocka_unit_test(test_source_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
