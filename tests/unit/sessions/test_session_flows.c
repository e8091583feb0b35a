// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_session_flows.c - sessions of other protocols through a router with flows
 *
 * Not one datagram of a session may be lost, whoever is the client. Which router that
 * is: support/flow_fixture.h, over the module's own headers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/address.h"
#include "policy/model.h"
#include "sessions/session.h"
#include "support/flow_fixture.h"

#define SEED	1434
#define SIZE	16384

static const struct flow_place wan = { 2, 0, ZONE_EXTERNAL };
static const struct flow_place lan = { 4, 0, ZONE_INTERNAL };
static const struct flow_place dmz = { 5, 0, ZONE_INTERNAL };
static const struct flow_place own = { 0, 0, ZONE_LOCAL };

/* Who asks whom, and where their packets come in */
struct route {
	const char *client;
	struct flow_place asks;
	const char *server;
	struct flow_place answers;
};

static struct ruleset *ruleset;

static struct address at(const char *text)
{
	struct prefix prefix;
	struct error error;

	assert_int_equal(prefix_parse(text, &prefix, &error), 0);
	return prefix.addr;
}

/* Is the datagram at this place of a session dropped? */
static bool dropped(struct flow_router *router, const struct route *route,
		    const struct session *s)
{
	uint8_t bytes[SESSION_BYTES_MAX];
	int n = session_bytes(s, bytes);
	struct flow_datagram d = {
		at(s->part ? route->server : route->client),
		at(s->part ? route->client : route->server),
		s->part ? s->protocol->port : SSRP_PORT,
		s->part ? SSRP_PORT : s->protocol->port,
		bytes, (size_t)n
	};

	assert_true(n >= 0);
	return !flow_passed(flow_router_datagram(router, s->part ?
						 route->answers : route->asks,
						 &d));
}

/* Datagrams of one session, from a place in it on, that are dropped */
static unsigned int play(struct flow_router *router, const struct route *route,
			 struct session s)
{
	unsigned int lost = 0;

	for (; session_more(&s); session_next(&s)) {
		if (!dropped(router, route, &s))
			continue;
		if (!lost++)
			print_message("%s: %s %u.%u is lost\n",
				      s.protocol->name,
				      s.part ? "answer" : "question",
				      s.exchange, s.part);
	}
	return lost;
}

static void lose_nothing(const struct route *route)
{
	const struct protocol *protocol;
	struct flow_router router;
	unsigned int lost = 0;
	size_t i;

	flow_router_make(&router, ruleset, SIZE);
	for (i = 0; (protocol = session_protocol(i)); i++)
		lost += play(&router, route, session_begin(protocol, SEED));
	flow_router_free(&router);
	assert_int_equal(router.opened, i);
	assert_int_equal(lost, 0);
}

static void test_client_inside(void **state)
{
	lose_nothing(&(struct route) {
		"192.0.2.20", lan, "198.51.100.77", wan });
	lose_nothing(&(struct route) {
		"2001:db8:2::20", lan, "2001:db8:100::77", wan });
}

static void test_client_outside(void **state)
{
	lose_nothing(&(struct route) {
		"198.51.100.77", wan, "192.0.2.10", lan });
	lose_nothing(&(struct route) {
		"2001:db8:100::77", wan, "2001:db8:2::10", lan });
}

static void test_client_and_server_inside(void **state)
{
	lose_nothing(&(struct route) { "192.0.2.20", lan, "192.0.2.10", dmz });
}

static void test_client_on_the_router(void **state)
{
	lose_nothing(&(struct route) { "192.0.2.1", own, "192.0.2.10", lan });
	lose_nothing(&(struct route) {
		"203.0.113.1", own, "203.0.113.53", wan });
}

/* Could the service have sent the datagram at this place? */
static bool ambiguous(const struct session *s)
{
	uint8_t bytes[SESSION_BYTES_MAX];

	return session_bytes(s, bytes) > 0 &&
	       (bytes[0] == SSRP_SVR_RESP || bytes[0] == SSRP_ECHO);
}

/* The first question after the first one that the service could have sent; or none */
static struct session unlucky(const struct protocol *protocol, uint64_t seed)
{
	struct session s = session_begin(protocol, seed);

	for (; session_more(&s) && !ambiguous(&s); s.exchange++)
		;
	return s;
}

/*
 * Sessions that begin with 05 or 0A, as one in 128 does if its first byte is random:
 * this opens no flow, and content decides, as it did for all without flows. The
 * next question that no service could have sent opens it, and then nothing is lost.
 */
static void test_unlucky_first_question(void **state)
{
	static const struct route route = {
		"192.0.2.20", { 4, 0, ZONE_INTERNAL },
		"198.51.100.77", { 2, 0, ZONE_EXTERNAL }
	};
	unsigned int sessions = 0, early = 0, opened = 0, lost = 0;
	const struct protocol *protocol;
	struct flow_router router;
	struct session s;
	size_t i;

	flow_router_make(&router, ruleset, SIZE);
	for (i = 0; (protocol = session_protocol(i)); i++) {
		s = unlucky(protocol, SEED);
		if (!session_more(&s))
			continue;
		sessions++;
		for (; session_more(&s) && (s.part || ambiguous(&s));
		     session_next(&s))
			early += dropped(&router, &route, &s);
		opened += session_more(&s);
		lost += play(&router, &route, s);
	}
	print_message("%u sessions, %u flows, %u datagrams are lost before\n",
		      sessions, opened, early);
	flow_router_free(&router);
	assert_true(sessions >= 20);
	assert_true(opened >= 20);
	assert_int_equal(router.opened, opened);
	assert_int_equal(lost, 0);
}

static int setup(void **state)
{
	struct config_messages messages = { .list = NULL };
	struct policy *policy = policy_load("etc/policy.conf", &messages);

	if (!policy)
		return -1;
	ruleset = policy_compile(policy);
	policy_free(policy);
	return ruleset ? 0 : -1;
}

static int teardown(void **state)
{
	ruleset_free(ruleset);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client_inside),
		cmocka_unit_test(test_client_outside),
		cmocka_unit_test(test_client_and_server_inside),
		cmocka_unit_test(test_client_on_the_router),
		cmocka_unit_test(test_unlucky_first_question),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
