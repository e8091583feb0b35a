// SPDX-License-Identifier: GPL-2.0-or-later
/* test_propose.c - a first policy, from interfaces, addresses and routes */
#include "common/address.h"
#include "machine/interfaces.h"
#include "machine/propose.h"
#include "support/policy_fixture.h"

#define MOST	4096

static struct network_link links[MOST];
static struct network_address addresses[2 * MOST];
static struct network_route routes[2 * MOST];
static struct network net;

static int begin(void **state)
{
	memset(links, 0, sizeof(links));
	memset(addresses, 0, sizeof(addresses));
	memset(routes, 0, sizeof(routes));
	net = (struct network){
		.links = links, .addresses = addresses, .routes = routes
	};
	links[net.n_links++] = (struct network_link){
		.ifindex = 1, .name = "lo", .loopback = true, .up = true,
	};
	return 0;
}

static struct network_link *add_link(const char *name, const char *kind)
{
	struct network_link *link = &links[net.n_links++];

	link->ifindex = (uint32_t)net.n_links;
	snprintf(link->name, sizeof(link->name), "%s", name);
	snprintf(link->kind, sizeof(link->kind), "%s", kind);
	link->up = true;
	return link;
}

/* "192.0.2.1" in "192.0.2.0/24" */
static void add_address(const struct network_link *link, const char *address,
			const char *prefix)
{
	struct network_address *a = &addresses[net.n_addresses++];
	struct prefix host;

	a->ifindex = link->ifindex;
	a->global = true;
	assert_int_equal(prefix_parse(address, &host, NULL), 0);
	a->address = host.addr;
	assert_int_equal(prefix_parse(prefix, &a->prefix, NULL), 0);
}

static void add_route(const struct network_link *link, const char *to,
		      bool gateway, bool fixed)
{
	struct network_route *r = &routes[net.n_routes++];

	*r = (struct network_route){
		.ifindex = link->ifindex, .gateway = gateway, .fixed = fixed,
	};
	assert_int_equal(prefix_parse(to, &r->to, NULL), 0);
}

/* The text, which was loaded without an error and without a note */
static char *propose(struct policy **policy)
{
	struct proposal proposal;
	char *text = NULL, *said;
	struct error error;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(proposal_decide(&proposal, &net, &error), 0);
	assert_int_equal(proposal_print(&proposal, &net, out), 0);
	fclose(out);
	proposal_free(&proposal);
	said = fixture_load(fixture_write("proposed.conf", text, size), policy);
	if (!*policy || strstr(said, "note:"))
		fail_msg("%s%s", said, text);
	free(said);
	return text;
}

/* The zones of a proposal, one letter an interface; checks that @part is in its text. */
static void expect(const char *zones_expected, const char *prefixes_expected,
		   const char *part)
{
	static const char letters[] = "-eil?";
	char prefixes[1024] = "", one[PREFIX_TEXT_MAX], zones_text[64];
	struct policy *policy;
	char *text = propose(&policy);
	uint8_t zones[64];
	size_t i;

	for (i = 0; i < net.n_links; i++)
		zones_text[i] = letters[policy_zone_of(policy, links[i].name)];
	zones_text[net.n_links] = '\0';
	assert_string_equal(zones_text, zones_expected);
	for (i = 0; i < policy->n_internal; i++) {
		strcat(prefixes, i ? " " : "");
		strcat(prefixes, prefix_text(&policy->internal[i].prefix, one));
	}
	assert_string_equal(prefixes, prefixes_expected);
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
	policy_zones_in(policy, &net, zones);
	policy_free(policy);
	free(text);
}

static void test_router(void **state)
{
	struct network_link *wan = add_link("eth0", ""), *lan = add_link("eth1", "");

	add_address(wan, "198.51.100.2", "198.51.100.0/30");
	add_route(wan, "0.0.0.0/0", true, true);
	add_route(wan, "198.51.100.0/30", false, true);
	add_address(lan, "192.0.2.1", "192.0.2.0/24");
	add_route(lan, "192.0.2.0/24", false, true);
	add_route(lan, "203.0.113.0/25", true, true);
	add_address(lan, "2001:db8:2::1", "2001:db8:2::/64");
	add_address(lan, "fd00:1::1", "fd00:1::/64");
	expect("-ei", "192.0.2.0/24 2001:db8:2::/64 fd00:1::/64 203.0.113.0/25",
	       "# a default route leads there: eth0\n");
	expect("-ei", "192.0.2.0/24 2001:db8:2::/64 fd00:1::/64 203.0.113.0/25",
	       "\t\t\t\"203.0.113.0/25\"\t# eth1\n");
	/* link-local and multicast networks are nobody's */
	add_route(lan, "fe80::/64", false, true);
	add_route(lan, "ff00::/8", false, true);
	add_route(lan, "169.254.0.0/16", false, true);
	/* within another, and around another */
	add_route(lan, "192.0.2.128/25", true, true);
	add_route(lan, "2001:db8:2::/48", true, true);
	expect("-ei", "192.0.2.0/24 fd00:1::/64 203.0.113.0/25 2001:db8:2::/48", "");
}

static void test_host(void **state)
{
	struct network_link *eth = add_link("enp1s0", "");

	add_address(eth, "192.0.2.7", "192.0.2.0/24");
	add_route(eth, "0.0.0.0/0", true, true);
	expect("-e", "", "this machine protects itself alone");
}

static void test_only_ip6(void **state)
{
	struct network_link *wan = add_link("eth0", ""), *lan = add_link("eth1", "");

	add_route(wan, "::/0", true, true);
	add_address(lan, "2001:db8:2::1", "2001:db8:2::/64");
	expect("-ei", "2001:db8:2::/64", "a default route leads there: eth0");
}

static void test_several_uplinks(void **state)
{
	struct network_link *a = add_link("eth0", ""), *b = add_link("eth1", "");
	struct network_link *c = add_link("wwan0", "");
	struct network_link *vpn = add_link("tun0", "tun");
	struct network_link *lan = add_link("eth2", "");

	add_route(a, "0.0.0.0/0", true, true);
	add_route(b, "0.0.0.0/0", true, false);
	add_route(c, "2000::/3", true, true);
	add_route(vpn, "0.0.0.0/1", true, true);
	add_route(vpn, "128.0.0.0/1", true, true);
	add_address(lan, "192.0.2.1", "192.0.2.0/24");
	expect("-eeeei", "192.0.2.0/24",
	       "a default route leads there: eth0, eth1, wwan0, tun0\n");
}

static void test_no_default_route(void **state)
{
	struct network_link *a = add_link("eth0", ""), *b = add_link("eth1", "");

	add_address(a, "192.0.2.1", "192.0.2.0/24");
	add_address(b, "198.51.100.1", "198.51.100.0/24");
	expect("-ii", "192.0.2.0/24 198.51.100.0/24",
	       "CHECK: no default route was found");
	/* but a full table of BGP */
	b->n_dynamic = 900000;
	a->n_dynamic = 12;
	expect("-ie", "192.0.2.0/24", "10000 routes of routing daemons or more lead there: eth1\n");
	expect("-ie", "192.0.2.0/24", "CHECK: do the many routes lead to the Internet?");
	expect("-ie", "192.0.2.0/24", "CHECK: 12 routes of routing daemons lead there");
}

/* A default route of another table, family or uplink says nothing of the others. */
static void test_full_table_and_default_route(void **state)
{
	struct network_link *mgmt = add_link("mgmt0", ""), *wan = add_link("wan0", "");
	struct network_link *ix = add_link("ix0", ""), *lan = add_link("lan0", "");

	add_address(mgmt, "192.0.2.242", "192.0.2.240/29");
	add_route(mgmt, "0.0.0.0/0", true, true);
	add_address(wan, "198.51.100.2", "198.51.100.0/30");
	wan->n_dynamic = 900000;
	add_address(ix, "203.0.113.2", "203.0.113.0/24");
	ix->n_dynamic = 10000;
	add_address(lan, "192.0.2.1", "192.0.2.0/25");
	lan->n_dynamic = 9999;
	expect("-eeei", "192.0.2.0/25", "a default route leads there: mgmt0\n");
	expect("-eeei", "192.0.2.0/25",
	       "10000 routes of routing daemons or more lead there: wan0, ix0\n");
	expect("-eeei", "192.0.2.0/25", "CHECK: do the many routes lead to the Internet?");
}

static void test_bridge_and_vlans(void **state)
{
	struct network_link *port, *bridge = add_link("br0", "bridge");
	struct network_link *eth = add_link("eth0", "");
	struct network_link *wan = add_link("eth0.10", "vlan");
	struct network_link *lan = add_link("eth0.20", "vlan");

	port = add_link("eth1", "");
	port->master = bridge->ifindex;
	port = add_link("eth2", "");
	port->master = bridge->ifindex;
	add_address(bridge, "192.0.2.1", "192.0.2.0/24");
	wan->below = lan->below = eth->ifindex;
	add_route(wan, "0.0.0.0/0", true, true);
	add_address(lan, "198.51.100.1", "198.51.100.0/24");
	expect("-i-ei--", "192.0.2.0/24 198.51.100.0/24",
	       "# Not named, but in the zone of their bridge or bond, or of the interface below:\n"
	       "# port of a bridge or bond: eth1, eth2\n");
	expect("-i-ei--", "192.0.2.0/24 198.51.100.0/24",
	       "would end that):\n# no address and no route: name it if networks are behind it: eth0\n");
}

/* What the text says is what a policy makes of it: with other interfaces, too. */
static void test_zone_through_another(void **state)
{
	struct network_link *eth = add_link("eth0", ""), *docker, *port;
	struct network_link *vlan = add_link("eth0.7", "vlan");
	struct proposal proposal;
	struct policy *policy;
	struct error error;
	uint8_t zones[8];
	size_t i;

	vlan->below = eth->ifindex;
	docker = add_link("docker0", "bridge");
	port = add_link("veth1", "veth");
	port->master = docker->ifindex;
	add_route(eth, "0.0.0.0/0", true, true);
	expect("-e---", "", "interface below:\n# no address and no route: name it if networks are behind it: eth0.7\n");
	expect("-e---", "", "would end that):\n# port of a bridge or bond: veth1\n# of containers");
	free(propose(&policy));
	assert_int_equal(proposal_decide(&proposal, &net, &error), 0);
	policy->unnamed_off = true;
	policy_zones_in(policy, &net, zones);
	for (i = 0; i < net.n_links; i++)
		assert_int_equal(proposal.zone[i], zones[i]);
	assert_int_equal(zones[2], ZONE_EXTERNAL);
	proposal_free(&proposal);
	policy_free(policy);
}

static void test_ppp(void **state)
{
	struct network_link *eth = add_link("eth0", ""), *ppp = add_link("ppp0", "ppp");
	struct network_link *client = add_link("ppp1", "ppp");

	ppp->ppp = client->ppp = true;
	add_address(ppp, "198.51.100.7", "203.0.113.1/32");
	add_route(ppp, "0.0.0.0/0", false, true);
	add_address(client, "192.0.2.1", "192.0.2.9/32");
	assert_true(eth->up);
	expect("--ei", "192.0.2.9/32", "no address and no route: name it if networks are behind it: eth0\n");
}

static void test_left_out(void **state)
{
	struct network_link *wan = add_link("eth0", ""), *down;
	struct network_link *docker = add_link("docker0", "bridge");
	struct network_link *network = add_link("br-0123456789ab", "bridge");
	struct network_link *bridge = add_link("br-lan", "bridge");
	struct network_link *dummy = add_link("dummy0", "dummy");

	add_link("veth12", "veth");
	down = add_link("eth5", "");
	down->up = false;
	add_route(wan, "0.0.0.0/0", true, true);
	add_address(docker, "172.17.0.1", "172.17.0.0/16");
	add_address(network, "172.18.0.1", "172.18.0.0/16");
	add_address(bridge, "192.0.2.1", "192.0.2.0/24");
	add_address(dummy, "10.9.9.9", "10.9.9.9/32");
	add_address(down, "10.9.8.9", "10.9.8.0/24");
	expect("-e--i---", "192.0.2.0/24",
	       "of containers or virtual machines of this machine: docker0, br-0123456789ab, veth12\n");
	expect("-e--i---", "192.0.2.0/24", "\n# down: eth5\n");
}

static void test_odd_names(void **state)
{
	static const char *const names[] = {
		"a\"b", "c\\d", "e#f", "\xe5\xae\xb6", "g\x01h", "i;j", "%s%n",
		"x\\x41", "${y}", "'q'", "@include", "*/ /*"
	};
	struct network_link *link;
	size_t i;

	for (i = 0; i < 11; i++) {
		link = add_link(names[i], "");
		add_address(link, "192.0.2.1", "192.0.2.0/24");
	}
	add_route(&links[1], "0.0.0.0/0", true, true);
	expect("-eiiiiiiiiii", "192.0.2.0/24", "");
	/* cannot be said in a policy */
	for (i = 0; i < 4; i++) {
		link = add_link(i == 0 ? "eth*" : i == 1 ? "a*b" : i == 2 ?
				"two words" : names[11], "");
		add_address(link, "198.51.100.1", "198.51.100.0/24");
	}
	expect("-eiiiiiiiiii----", "192.0.2.0/24",
	       "a policy cannot name it: rename it: eth*, a*b, two words");
	/* no UTF-8 */
	link = add_link("\xff\xfe\x80", "");
	add_address(link, "192.0.2.1", "192.0.2.0/24");
	expect("-eiiiiiiiiii----i", "192.0.2.0/24", "");
}

/* Thousands of VLANs with a stem of their own: one pattern */
static void test_vlans_by_pattern(void **state)
{
	struct network_link *link = add_link("eth0", "");
	struct policy *policy;
	char name[16], address[32], prefix[32], *text;
	unsigned int i;

	add_route(link, "0.0.0.0/0", true, true);
	for (i = 0; i < 4000; i++) {
		snprintf(name, sizeof(name), "eth1.%u", i);
		snprintf(address, sizeof(address), "10.%u.%u.1", i >> 8, i & 255);
		snprintf(prefix, sizeof(prefix), "10.%u.%u.0/24", i >> 8, i & 255);
		add_address(add_link(name, "vlan"), address, prefix);
	}
	text = propose(&policy);
	assert_int_equal(policy->n_zones, 2);
	assert_string_equal(policy->zones[1].pattern, "eth1.*");
	assert_int_equal(policy->n_internal, 4000);
	assert_non_null(strstr(text, "\"eth1.*\"\t# 4000 interfaces\n"));
	assert_non_null(strstr(text, "CHECK: a pattern also takes"));
	free(text);
	policy_free(policy);
	/* One of them leads outside: no pattern may have it. */
	add_route(&links[100], "0.0.0.0/0", true, true);
	text = propose(&policy);
	for (i = 0; i < net.n_links; i++)
		if (i == 100)
			assert_int_equal(policy_zone_of(policy, links[i].name),
					 ZONE_EXTERNAL);
	assert_true(policy->n_zones <= NFSL_PATTERNS_MAX);
	free(text);
	policy_free(policy);
}

/* Too many to name each, with little in common: what they share, and no less */
static void test_narrow_patterns(void **state)
{
	static const char *const kinds[] = { "cust-", "cafe-", "corp." };
	struct network_link *link = add_link("lan0", "");
	struct policy *policy;
	char name[16], *text;
	unsigned int i;

	add_address(link, "192.0.2.1", "192.0.2.0/24");
	for (i = 0; i < 340; i++) {
		snprintf(name, sizeof(name), "%s%c%c", kinds[i % 3],
			 'a' + i / 26, 'a' + i % 26);
		add_address(add_link(name, ""), "192.0.2.1", "192.0.2.0/24");
	}
	text = propose(&policy);
	assert_true(policy->n_zones <= NFSL_PATTERNS_MAX);
	for (i = 0; i < policy->n_zones; i++)
		assert_true(strlen(policy->zones[i].pattern) > 3);
	for (i = 0; i < net.n_links; i++)
		assert_int_equal(policy_zone_of(policy, links[i].name),
				 links[i].loopback ? ZONE_NONE : ZONE_INTERNAL);
	assert_int_equal(policy_zone_of(policy, "cell0"), ZONE_NONE);
	assert_int_equal(policy_zone_of(policy, "cni0"), ZONE_NONE);
	assert_non_null(strstr(text, "CHECK: a pattern also takes interfaces that appear later and begin so."));
	free(text);
	policy_free(policy);
}

/* Names without anything in common, more than a policy holds */
static void test_too_many(void **state)
{
	static const char other[] = "abcdefghijklmnopqrstuvwxyz";
	struct network_link *link;
	struct policy *policy;
	char name[16], *text;
	unsigned int i;

	for (i = 0; i < 4000; i++) {
		snprintf(name, sizeof(name), "%c%c%c", other[i % 26],
			 other[i / 26 % 26], other[i / 676 % 26]);
		link = add_link(name, "");
		/* every second one leads outside */
		if (i / 676 & 1)
			add_route(link, "0.0.0.0/0", true, true);
		else
			add_address(link, "192.0.2.1", "192.0.2.0/24");
	}
	text = propose(&policy);
	assert_true(policy->n_zones <= NFSL_PATTERNS_MAX);
	assert_non_null(strstr(text, "did not fit into a policy of 256 patterns"));
	free(text);
	policy_free(policy);
}

static void test_too_many_prefixes(void **state)
{
	struct network_link *lan = add_link("eth1", "");
	struct policy *policy;
	char prefix[32], *text;
	unsigned int i;

	for (i = 0; i < 2 * MOST; i++) {
		snprintf(prefix, sizeof(prefix), "10.%u.%u.0/24", i >> 8, i & 255);
		add_route(lan, prefix, true, true);
	}
	text = propose(&policy);
	assert_int_equal(policy->n_internal, NFSL_INTERNAL_MAX);
	assert_non_null(strstr(text, "CHECK: 4096 more prefixes did not fit"));
	free(text);
	policy_free(policy);
}

/* Any number of lengths, and networks that are almost everything */
static void test_lengths(void **state)
{
	struct network_link *lan = add_link("eth1", "");
	char prefix[64], *text;
	struct policy *policy;
	struct prefix p;
	unsigned int i;

	add_route(lan, "64.0.0.0/2", true, true);
	/* none in another one */
	for (i = 28; i < 128; i++) {
		p.len = (uint8_t)i;
		p.addr = (struct address){ 0x2001000000000000ull, 0 };
		p.addr.hi |= (uint64_t)i << 36;
		p.addr = address_and(p.addr, address_mask(i));
		add_route(lan, prefix_text(&p, prefix), true, true);
	}
	text = propose(&policy);
	assert_int_equal(policy->n_internal, 128 - 28);
	assert_non_null(strstr(text, "CHECK: 1 very wide networks"));
	free(text);
	policy_free(policy);
}

static void test_nothing(void **state)
{
	struct proposal proposal;
	struct error error;

	assert_int_equal(proposal_decide(&proposal, &net, &error), -1);
	assert_non_null(strstr(error.text, "no interface has an address or a default route"));
	proposal_free(&proposal);
	add_link("eth0", "");
	assert_int_equal(proposal_decide(&proposal, &net, &error), -1);
	proposal_free(&proposal);
}

#define TEST(fn)	cmocka_unit_test_setup(fn, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_router),
		TEST(test_host),
		TEST(test_only_ip6),
		TEST(test_several_uplinks),
		TEST(test_no_default_route),
		TEST(test_full_table_and_default_route),
		TEST(test_bridge_and_vlans),
		TEST(test_zone_through_another),
		TEST(test_ppp),
		TEST(test_left_out),
		TEST(test_odd_names),
		TEST(test_vlans_by_pattern),
		TEST(test_narrow_patterns),
		TEST(test_too_many),
		TEST(test_too_many_prefixes),
		TEST(test_lengths),
		TEST(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
