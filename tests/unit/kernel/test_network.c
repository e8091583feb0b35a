// SPDX-License-Identifier: GPL-2.0-or-later
/* test_network.c - read interfaces, addresses and routes of a namespace of our own */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "kernel/network.h"

static struct network network;

/* A namespace with a machine in it; skipped where that is not allowed. */
static bool in_own_namespace(const char *commands)
{
	return !unshare(CLONE_NEWNET) && !system(commands);
}

static const struct network_link *link_of(const char *name)
{
	size_t i;

	for (i = 0; i < network.n_links; i++)
		if (!strcmp(network.links[i].name, name))
			return &network.links[i];
	fail_msg("no interface %s", name);
	return NULL;
}

static void read_now(void)
{
	struct error error;

	if (network_read(&network, &error) < 0)
		fail_msg("%s", error.text);
}

/* Whatever this machine is, both lists are the same. */
static void test_here(void **state)
{
	struct if_nameindex *list = if_nameindex();
	struct error error;
	size_t n = 0;

	assert_non_null(list);
	while (list[n].if_index)
		n++;
	if_freenameindex(list);
	assert_int_equal(network_read_links(&network, &error), 0);
	assert_int_equal(network.n_links, n);
	assert_int_equal(network.n_addresses + network.n_routes, 0);
	network_free(&network);
}

static bool has_route(const char *name, const char *to, bool gateway, bool fixed)
{
	uint32_t ifindex = link_of(name)->ifindex;
	const struct network_route *r;
	struct prefix prefix;

	assert_int_equal(prefix_parse(to, &prefix, NULL), 0);
	for (r = network.routes; r < network.routes + network.n_routes; r++)
		if (r->ifindex == ifindex && r->to.len == prefix.len &&
		    address_equal(r->to.addr, prefix.addr) &&
		    r->gateway == gateway && r->fixed == fixed)
			return true;
	return false;
}

static void expect_address(const char *name, const char *address,
			   const char *prefix)
{
	uint32_t ifindex = link_of(name)->ifindex;
	const struct network_address *a = network.addresses;
	char text[ADDRESS_TEXT_MAX], in[PREFIX_TEXT_MAX];
	size_t i;

	for (i = 0; i < network.n_addresses; i++, a++)
		if (a->ifindex == ifindex && a->global &&
		    !strcmp(address_text(a->address, text), address) &&
		    !strcmp(prefix_text(&a->prefix, in), prefix))
			return;
	fail_msg("%s does not have %s in %s", name, address, prefix);
}

static void expect_links(void)
{
	assert_true(link_of("lo")->loopback);
	assert_string_equal(link_of("br0")->kind, "bridge");
	assert_int_equal(link_of("p0")->master, link_of("br0")->ifindex);
	assert_true(link_of("br0")->up);
	assert_false(link_of("br1")->up);
	/* a veth names its peer, but is not stacked on it */
	assert_string_equal(link_of("p0")->kind, "veth");
	assert_int_equal(link_of("p0")->below, 0);
}

static void expect_routes(void)
{
	expect_address("br0", "192.0.2.1", "192.0.2.0/24");
	expect_address("p1", "198.51.100.1", "203.0.113.9/32");
	assert_true(has_route("br0", "192.0.2.0/24", false, true));
	assert_true(has_route("br0", "10.0.0.0/8", true, true));
	assert_true(has_route("br0", "0.0.0.0/0", true, true));
	assert_true(has_route("p1", "0.0.0.0/0", true, true));
	/* of a routing daemon: only counted, unless it is a default route */
	assert_false(has_route("br0", "10.1.0.0/16", true, false));
	assert_int_equal(link_of("br0")->n_dynamic, 2);
	assert_true(has_route("br0", "128.0.0.0/1", true, false));
}

static void test_namespace(void **state)
{
	if (!in_own_namespace(
		"{ ip link add br0 type bridge && ip link set br0 up &&"
		" ip link add p0 type veth peer name p1 && ip link set p0 master br0 &&"
		" ip link set p0 up && ip link set p1 up &&"
		" ip link add br1 type bridge &&"
		" ip address add 192.0.2.1/24 dev br0 &&"
		" ip address add 198.51.100.1 peer 203.0.113.9 dev p1 &&"
		" ip route add 10.0.0.0/8 via 192.0.2.2 &&"
		" ip route add 10.1.0.0/16 via 192.0.2.2 proto bird &&"
		" ip route add 10.2.0.0/16 via 192.0.2.3 proto bird &&"
		" ip route add 128.0.0.0/1 via 192.0.2.3 proto bird &&"
		" ip route add blackhole 10.3.0.0/16 &&"
		" ip route add default nexthop via 192.0.2.9 dev br0"
		" nexthop via 203.0.113.9 dev p1; } 2>/dev/null"))
		skip();
	read_now();
	expect_links();
	expect_routes();
	network_free(&network);
}

static void test_ip6(void **state)
{
	if (!in_own_namespace(
		"{ ip link add d0 type bridge && ip link set d0 up &&"
		" ip address add 2001:db8:2::1/64 dev d0 nodad &&"
		" ip route add default via 2001:db8:2::9 &&"
		" ip route add 2001:db8:7::/48 via 2001:db8:2::9; } 2>/dev/null"))
		skip();
	read_now();
	expect_address("d0", "2001:db8:2::1", "2001:db8:2::/64");
	assert_true(has_route("d0", "::/0", true, true));
	assert_true(has_route("d0", "2001:db8:7::/48", true, true));
	network_free(&network);
}

/* More interfaces than fit into one message */
static void test_many(void **state)
{
	if (!in_own_namespace("{ i=0; while [ $i -lt 200 ]; do"
			      " echo \"link add d$i type bridge\"; i=$((i + 1)); done |"
			      " ip -batch -; } 2>/dev/null"))
		skip();
	read_now();
	assert_true(network.n_links >= 201);
	assert_string_equal(link_of("d199")->kind, "bridge");
	network_free(&network);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_here),
		cmocka_unit_test(test_namespace),
		cmocka_unit_test(test_ip6),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
