// SPDX-License-Identifier: GPL-2.0-or-later
/* test_advise.c - pairs from samples, and merging them into allow entries */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "common/error.h"
#include "support/daemon_fixture.h"
#include "common/names.h"
#include "slammerd/control/rpc.h"

#define CLIENT	"198.51.100.7"
#define SERVER	"192.0.2.10"

static struct address address(const char *text)
{
	struct error error;
	struct prefix p;

	if (prefix_parse(text, &p, &error))
		fail_msg("%s", error.text);
	return p.addr;
}

static struct client_device devices[] = {
	{ .ifindex = 2, .name = "wan0", .zone = ZONE_EXTERNAL },
	{ .ifindex = 3, .name = "lan0", .zone = ZONE_INTERNAL },
};

static struct client_source source(const char *from, const char *to,
				   uint32_t ifindex, uint64_t instance)
{
	return (struct client_source){
		.address = address(from), .target = address(to),
		.side = ifindex == 3 ? NFSL_SIDE_INSIDE : NFSL_SIDE_OUTSIDE,
		.ifindex = ifindex, .instance = instance,
		.first = 1000000000ull * 1700000000, .last = 1000000000ull * 1700000060,
	};
}

static int begin(void **state)
{
	fixture_setup(state);
	fixture_policy("mode = \"monitor\";\n"
		     "ingress: { request = \"drop\"; response = \"accept\"; };\n"
		     "egress: { request = \"accept\"; response = \"drop\"; };\n"
		     "allow = ( { from = \"203.0.113.0/24\"; to = \"192.0.2.10\"; } );");
	fixture_restart();
	fake.devices = devices;
	fake.n_devices = 2;
	return daemon_start(&d);
}

static json_t *advice(struct client_source *list, size_t count)
{
	const char *question = "{\"command\":\"advise\"}";
	json_t *request = json_loads(question, 0, NULL), *reply;

	fake.sources = list;
	fake.n_sources = count;
	reply = fixture_ask(request, ACCESS_READ);
	json_decref(request);
	assert_true(json_is_true(json_object_get(reply, "ok")));
	return reply;
}

static const char *line(const json_t *reply, size_t i)
{
	const char *text = json_string_value(json_object_get(json_array_get(
		json_object_get(reply, "allow"), i), "line"));

	return text ? text : "";
}

static json_int_t packets(const json_t *reply, size_t i)
{
	return json_integer_value(json_object_get(json_array_get(
		json_object_get(reply, "allow"), i), "packets"));
}

static size_t count(const json_t *reply)
{
	return json_array_size(json_object_get(reply, "allow"));
}

/* Requests from outside: later packets are added, none is counted twice. */
static void test_requests(void **state)
{
	struct client_source list[] = { source(CLIENT, SERVER, 2, 1) };
	json_t *reply;

	list[0].packets[CLASS_REQUEST] = 5;
	reply = advice(list, 1);
	assert_int_equal(count(reply), 1);
	assert_string_equal(line(reply, 0),
			    "{ from = \"" CLIENT "\"; to = \"" SERVER "\"; },");
	assert_int_equal(packets(reply, 0), 5);
	json_decref(reply);
	list[0].packets[CLASS_REQUEST] = 7;
	json_decref(advice(list, 1));
	reply = advice(list, 1);
	assert_int_equal(packets(reply, 0), 7);
	json_decref(reply);
	/* the same source has a new target: new packets count for that pair */
	list[0].packets[CLASS_REQUEST] = 17;
	list[0].target = address("192.0.2.99");
	reply = advice(list, 1);
	assert_int_equal(count(reply), 2);
	assert_int_equal(packets(reply, 0), 10);
	assert_int_equal(packets(reply, 1), 7);
	json_decref(reply);
	/* it was evicted and came back: its counters started again */
	list[0].instance = 2;
	list[0].packets[CLASS_REQUEST] = 1;
	reply = advice(list, 1);
	assert_int_equal(packets(reply, 0), 11);
	json_decref(reply);
}

/* A response to a client outside: the entry has the client first. */
static void test_responses(void **state)
{
	struct client_source list[] = { source(SERVER, CLIENT, 3, 1) };
	json_t *reply;

	list[0].packets[CLASS_RESPONSE] = 3;
	reply = advice(list, 1);
	assert_string_equal(line(reply, 0),
			    "{ from = \"" CLIENT "\"; to = \"" SERVER "\"; },");
	json_decref(reply);
}

/* Accepted by a rule or an entry, attacks, other directions: no advice. */
static void test_nothing_to_advise(void **state)
{
	struct client_source list[] = {
		source("203.0.113.5", SERVER, 2, 1),
		source(CLIENT, SERVER, 2, 2),
		source(SERVER, CLIENT, 3, 3),
		source("192.0.2.66", CLIENT, 3, 4),
	};
	json_t *reply;

	list[0].packets[CLASS_REQUEST] = 1;	/* allowed */
	list[1].packets[CLASS_RESPONSE] = 1;	/* accepted by the rule */
	list[2].packets[CLASS_REQUEST] = 1;	/* likewise */
	list[3].packets[CLASS_SLAMMER] = 9;
	reply = advice(list, 4);
	assert_int_equal(count(reply), 0);
	assert_int_equal(json_array_size(json_object_get(reply, "infected")), 1);
	json_decref(reply);
}

static void test_enforced(void **state)
{
	struct client_source list[] = { source(CLIENT, SERVER, 2, 1) };
	struct reload reload;
	json_t *reply;

	list[0].packets[CLASS_REQUEST] = 5;
	json_decref(advice(list, 1));
	fixture_policy("ingress: { request = \"drop\"; };");
	assert_int_equal(daemon_reload(&d, 0, &reload), 0);
	reload_free(&reload);
	reply = advice(list, 1);
	assert_true(json_is_false(json_object_get(reply, "monitored")));
	assert_int_equal(count(reply), 0);
	json_decref(reply);
}

#define MANY	(ADVISE_MAX + 10)

static void test_bounded(void **state)
{
	struct client_source *list = calloc(MANY, sizeof(*list));
	size_t i;

	for (i = 0; i < MANY; i++) {
		list[i] = source("198.18.0.0", SERVER, 2, i);
		/* not neighbours, so nothing is merged */
		list[i].address.lo += 3 * i;
		list[i].packets[CLASS_REQUEST] = 2;
	}
	assert_int_equal(advise_add(&d.advise, d.module.policy, list, MANY, devices, 2), 0);
	assert_int_equal(d.advise.n_pairs, ADVISE_MAX);
	assert_int_equal(d.advise.untracked, 20);
	free(list);
}

static struct advise_pair pair(const char *from, const char *to, uint64_t n)
{
	return (struct advise_pair){
		.pair = { { address(from), 128 }, { address(to), 128 } },
		.packets = n, .first = n, .last = n,
	};
}

static void test_merged_only_when_exact(void **state)
{
	struct advise_pair list[] = {
		pair("198.51.100.4", SERVER, 1), pair("198.51.100.5", SERVER, 2),
		pair("198.51.100.7", SERVER, 3), pair("198.51.100.6", SERVER, 4),
		pair("198.51.100.8", SERVER, 5), { .packets = 0 },
		pair("198.51.100.9", "192.0.2.11", 50),
	};
	struct advise_pair *merged;
	char text[PREFIX_TEXT_MAX];
	size_t n;

	assert_int_equal(advise_merge(list, 7, &merged, &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(merged[0].packets, 50);
	assert_string_equal(prefix_text(&merged[1].pair.from, text),
			    "198.51.100.4/30");
	assert_int_equal(merged[1].packets, 10);
	assert_int_equal(merged[1].first, 1);
	assert_int_equal(merged[1].last, 4);
	assert_string_equal(prefix_text(&merged[2].pair.from, text),
			    "198.51.100.8/32");
	free(merged);
}

/* Two clients times two servers are one entry. */
static void test_merged_both_ways(void **state)
{
	struct advise_pair list[] = {
		pair("2001:db8::2", "2001:db8:2::4", 1),
		pair("2001:db8::3", "2001:db8:2::4", 1),
		pair("2001:db8::2", "2001:db8:2::5", 1),
		pair("2001:db8::3", "2001:db8:2::5", 1),
	};
	struct advise_pair *merged;
	char text[PREFIX_TEXT_MAX];
	size_t n;

	assert_int_equal(advise_merge(list, 4, &merged, &n), 0);
	assert_int_equal(n, 1);
	assert_string_equal(prefix_text(&merged[0].pair.from, text),
			    "2001:db8::2/127");
	assert_string_equal(prefix_text(&merged[0].pair.to, text),
			    "2001:db8:2::4/127");
	free(merged);
}

#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, begin, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_requests),
		TEST(test_responses),
		TEST(test_nothing_to_advise),
		TEST(test_enforced),
		TEST(test_bounded),
		cmocka_unit_test(test_merged_only_when_exact),
		cmocka_unit_test(test_merged_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
