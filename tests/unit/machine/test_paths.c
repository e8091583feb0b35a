// SPDX-License-Identifier: GPL-2.0-or-later
/* test_paths.c - which ways of packets need attention, and does the filter see them? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/paths.h"

#define MOST	5000

static struct network_link links[MOST];
static struct network net;
static uint32_t hooked[MOST];
static struct paths_hooks hooks;
static struct paths paths;

static int begin(void **state)
{
	memset(links, 0, sizeof(links));
	net = (struct network){ .links = links, .n_links = 2 };
	links[0] = (struct network_link){ .ifindex = 1, .name = "lo",
					  .loopback = true, .up = true };
	links[1] = (struct network_link){ .ifindex = 2, .name = "eth0",
					  .up = true };
	hooked[0] = 2;
	hooked[1] = 0;
	hooks = (struct paths_hooks){ .hooked = hooked, .n_hooked = 2 };
	return 0;
}

static int end(void **state)
{
	free(net.facts);
	return 0;
}

static struct network_link *add(const char *name, const char *kind)
{
	struct network_link *link = &links[net.n_links++];

	*link = (struct network_link){ .ifindex = (uint32_t)net.n_links + 9,
				       .up = true };
	snprintf(link->name, sizeof(link->name), "%s", name);
	snprintf(link->kind, sizeof(link->kind), "%s", kind);
	return link;
}

static void hook(const struct network_link *link)
{
	hooked[hooks.n_hooked++] = link->ifindex;
}

/* "PATH:SEEN:INTERFACES ...", those that need most attention first */
static void expect(const char *expected)
{
	const struct network_link *link;
	const struct path *p;
	char text[512] = "";
	size_t i;

	assert_int_equal(paths_find(&net, &hooks, &paths), 0);
	for (p = paths.list; p < paths.list + paths.count; p++) {
		sprintf(text + strlen(text), "%s%s:%s:", *text ? " " : "",
			p->name, path_seen_name(p->seen));
		for (i = 0; i < p->n_interfaces; i++) {
			link = network_link(&net, p->interfaces[i]);
			sprintf(text + strlen(text), "%s%s", i ? "," : "",
				link ? link->name : "?");
		}
		assert_true(*p->what != '\0');
		if (p->seen != PATH_SEEN)
			assert_non_null(p->advice);
	}
	paths_free(&paths);
	assert_string_equal(text, expected);
}

static void fact(enum network_fact_kind kind, uint32_t from, uint32_t to)
{
	assert_int_equal(network_add_fact(&net, kind, from, to), 0);
}

static void test_nothing(void **state)
{
	expect("");
	net.n_links = 0;
	hooks.n_hooked = 0;
	expect("");
}

static void test_ifb(void **state)
{
	const struct network_link *ifb = add("ifb0", "ifb");

	fact(FACT_TC_REDIRECT, 2, ifb->ifindex);
	expect("ifb:no:eth0");
	hooks.redirects = true;
	expect("ifb:yes:eth0");
}

/* Netfilter's egress hook is not for what tc redirects. */
static void test_redirect(void **state)
{
	struct network_link *other = add("eth1", "");

	hook(other);
	hooks.egress = true;
	fact(FACT_TC_REDIRECT, 2, other->ifindex);
	expect("tc-redirect:no:eth0");
	fact(FACT_TC_RECEIVE, 2, other->ifindex);
	expect("tc-redirect:no:eth0 tc-redirect:yes:eth0");
	hooks.n_hooked = 0;
	expect("tc-redirect:no:eth0 tc-redirect:no:eth0");
}

static void test_programs(void **state)
{
	links[1].xdp = XDP_NATIVE;
	fact(FACT_TC_PROGRAM, 2, 0);
	fact(FACT_TC_PROGRAM, 2, 0);
	fact(FACT_XDP_SOCKET, 2, 0);
	expect("af-xdp:no:eth0 tc-bpf:partly:eth0 xdp:partly:eth0");
}

static void test_flowtables(void **state)
{
	fact(FACT_FLOWTABLE, 2, 0);
	expect("flowtable:yes:eth0");
	fact(FACT_FLOWTABLE_OFFLOAD, 2, 0);
	expect("flowtable-offload:partly:eth0 flowtable:yes:eth0");
}

/* Two ports of one switch in one bridge; another switch, or no bridge, is no path. */
static void test_switch(void **state)
{
	struct network_link *br = add("br0", "bridge"), *p[4];
	char name[8];
	int i;

	for (i = 0; i < 4; i++) {
		sprintf(name, "sw%d", i);
		p[i] = add(name, "dsa");
		p[i]->switch_id = i == 2 ? 8 : 7;
	}
	expect("");
	p[0]->master = p[2]->master = br->ifindex;
	expect("");
	p[3]->master = br->ifindex;
	expect("switch-offload:no:sw0,sw3");
}

static void test_users_of_an_interface(void **state)
{
	struct network_link *mv, *iv;

	mv = add("mv0", "macvlan");
	add("mt0", "macvtap");
	expect("macvlan:partly:mv0,mt0");
	hooks.egress = true;
	expect("macvlan:yes:mv0,mt0");
	mv->up = false;
	iv = add("iv0", "ipvlan");
	expect("ipvlan:yes:iv0 macvlan:yes:mt0");
	iv->siblings = true;
	expect("ipvlan:partly:iv0 macvlan:yes:mt0");
	hooks.egress = false;
	expect("ipvlan:partly:iv0 macvlan:partly:mt0");
}

static void test_tunnels(void **state)
{
	struct network_link *vxlan = add("vx0", "vxlan");

	add("wg0", "wireguard");
	add("tun0", "tun")->up = false;
	hook(vxlan);
	expect("tunnel:no:wg0 tunnel:yes:vx0");
}

static void test_ppp(void **state)
{
	struct network_link *ppp = add("ppp0", "");

	ppp->ppp = true;
	expect("ppp:partly:ppp0");
	hook(ppp);
	expect("ppp:yes:ppp0");
}

static void test_openvswitch(void **state)
{
	struct network_link *ovs = add("ovs-system", "openvswitch");

	links[1].master = ovs->ifindex;
	expect("openvswitch:yes:eth0");
	add("eth7", "")->master = ovs->ifindex;
	expect("openvswitch:no:eth7 openvswitch:yes:eth0");
}

static void test_what_egress_hooks_see(void **state)
{
	add("vrf0", "vrf");
	fact(FACT_NAT, 0, 0);
	fact(FACT_MPLS, 0, 0);
	fact(FACT_IPSEC, 0, 0);
	fact(FACT_PACKET_SOCKET, 0, 0);
	fact(FACT_PACKET_SOCKET, 2, 0);
	expect("mpls:no: packet-socket:no:eth0 ipsec:partly: nat:partly: vrf:yes:vrf0");
	hooks.egress = true;
	expect("ipsec:partly: mpls:partly: nat:yes: packet-socket:yes:eth0 vrf:yes:vrf0");
}

/* Thousands of interfaces, each with something */
static void test_many(void **state)
{
	struct network_link *link, *br = add("br0", "bridge");
	char name[16];
	size_t i;

	for (i = net.n_links; i < MOST; i++) {
		sprintf(name, "p%zu", i);
		link = add(name, "vxlan");
		link->master = br->ifindex;
		link->switch_id = 7;
		link->xdp = XDP_GENERIC;
		if (i % 2)
			hook(link);
	}
	assert_int_equal(paths_find(&net, &hooks, &paths), 0);
	assert_int_equal(paths.count, 4);
	assert_string_equal(paths.list[0].name, "switch-offload");
	assert_int_equal(paths.list[0].n_interfaces, MOST - 3);
	paths_free(&paths);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test)	cmocka_unit_test_setup_teardown(test, begin, end)
		T(test_nothing), T(test_ifb), T(test_redirect),
		T(test_programs), T(test_flowtables), T(test_switch),
		T(test_users_of_an_interface), T(test_tunnels), T(test_ppp),
		T(test_openvswitch), T(test_what_egress_hooks_see),
		T(test_many),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
