// SPDX-License-Identifier: GPL-2.0-or-later
/* test_interfaces.c - zones of a machine's interfaces, and warnings about them */
#include "machine/interfaces.h"
#include "support/policy_fixture.h"

/* A machine with a bridge, a VLAN, a bond and what no zone names */
static struct network_link links[] = {
	{ .ifindex = 1, .name = "lo", .loopback = true },
	{ .ifindex = 2, .name = "wan0", .up = true },
	{ .ifindex = 3, .name = "wan0.7", .kind = "vlan", .below = 2 },
	{ .ifindex = 4, .name = "lan0", .kind = "bridge" },
	{ .ifindex = 5, .name = "port1", .master = 4 },
	{ .ifindex = 6, .name = "bond0", .kind = "bond" },
	{ .ifindex = 7, .name = "lan9", .master = 6 },
	{ .ifindex = 8, .name = "docker0", .kind = "bridge" },
	{ .ifindex = 9, .name = "mgmt\"\x1b[m" },
};
#define LINKS	(sizeof(links) / sizeof(links[0]))

static const struct network machine = { .links = links, .n_links = LINKS };

static struct policy *policy_of_text(const char *text)
{
	struct policy *policy;

	free(fixture_load(fixture_write("interfaces.conf", text, strlen(text)),
			  &policy));
	assert_non_null(policy);
	return policy;
}

static void test_precedence(void **state)
{
	struct policy *policy = policy_of_text(
		"zones: { external: { interfaces = [ \"e*\", \"eth1*\", \"eth0\" ]; };\n"
		" internal: { interfaces = [ \"eth*\", \"eth11\" ]; }; };\n");

	assert_int_equal(policy_zone_of(policy, "eth0"), ZONE_EXTERNAL);
	assert_int_equal(policy_zone_of(policy, "eth2"), ZONE_INTERNAL);
	assert_int_equal(policy_zone_of(policy, "eth10"), ZONE_EXTERNAL);
	assert_int_equal(policy_zone_of(policy, "eth11"), ZONE_INTERNAL);
	assert_int_equal(policy_zone_of(policy, "eth"), ZONE_INTERNAL);
	assert_int_equal(policy_zone_of(policy, "enp1s0"), ZONE_EXTERNAL);
	assert_int_equal(policy_zone_of(policy, "wan0"), ZONE_NONE);
	policy_free(policy);
}

static void expect_zones(const struct policy *policy, const char *expected)
{
	static const char letters[] = "-eil?";
	uint8_t zones[LINKS];
	char text[LINKS + 1];
	size_t i;

	policy_zones_in(policy, &machine, zones);
	for (i = 0; i < LINKS; i++)
		text[i] = letters[zones[i]];
	text[LINKS] = '\0';
	assert_string_equal(text, expected);
}

static void test_zones(void **state)
{
	struct policy *policy = policy_of_text(FULL);

	/* lo, wan0 and its VLAN, lan0 and its port, bond0 of lan9, and the rest */
	expect_zones(policy, "-eeiiii??");
	policy->unnamed_off = true;
	expect_zones(policy, "-eeiiii--");
	policy->n_zones = 0;
	expect_zones(policy, "---------");
	policy->unnamed_off = false;
	expect_zones(policy, "-????????");
	policy_free(policy);
}

static char *warnings(const struct policy *policy)
{
	struct config_messages messages = { 0 };

	policy_warn_rules(policy, &messages);
	policy_warn_interfaces(policy, &machine, &messages);
	return fixture_messages(&messages);
}

static void expect_warnings(const char *text, const char *expected)
{
	struct policy *policy = policy_of_text(text);
	char *said = warnings(policy);

	fixture_expect(said, policy_fixture_path("interfaces.conf"), expected);
	free(said);
	policy_free(policy);
}

#define UNNAMED_OFF(line) \
	"@:" #line ": warning: unnamed is \"off\": interfaces that no zone names are not filtered, the worm passes there\n"

static void test_warnings(void **state)
{
	expect_warnings(FULL,
		"@: note: no zone names docker0, mgmt\"\\x1b[m: built-in protection\n");
	expect_warnings(FULL "unnamed = \"off\";\n",
		UNNAMED_OFF(4)
		"@:4: warning: no zone names docker0, mgmt\"\\x1b[m: not filtered, because unnamed is \"off\"\n");
	expect_warnings("zones: { external: { interfaces = [ \"wan*\",\n"
		"\"ppp*\", \"wan1\", \"lo\" ]; }; };\n",
		"@:2: warning: zones.external: pattern \"ppp*\" matches no interface\n"
		"@:2: warning: zones.external: name \"wan1\" matches no interface now; it will be filtered as soon as it appears\n"
		"@:2: warning: zones.external: name \"lo\" is the loopback interface, which is never filtered\n"
		"@: note: no zone names lan0, port1, bond0, lan9, docker0, mgmt\"\\x1b[m: built-in protection\n");
}

/* The shipped policy on a router with other names, and no protection besides */
static void test_nothing_named(void **state)
{
	expect_warnings("unnamed = \"off\";\n"
		"zones: { external: { interfaces = [ \"x*\" ]; }; };\n",
		UNNAMED_OFF(1)
		"@:2: warning: zones.external: pattern \"x*\" matches no interface\n"
		"@: warning: no zone names an interface of this machine: nothing is filtered on any interface (slammerctl policy init proposes a policy)\n"
		"@:1: warning: no zone names wan0, wan0.7, lan0, port1, bond0, lan9, docker0, mgmt\"\\x1b[m: not filtered, because unnamed is \"off\"\n");
	expect_warnings("zones: { external: { interfaces = [ \"x*\" ]; }; };\n",
		"@:1: warning: zones.external: pattern \"x*\" matches no interface\n"
		"@: warning: no zone names an interface of this machine: all have the built-in protection, and none is external or internal (slammerctl policy init proposes a policy)\n"
		"@: note: no zone names wan0, wan0.7, lan0, port1, bond0, lan9, docker0, mgmt\"\\x1b[m: built-in protection\n");
}

#define NAMED	"zones: { external: { interfaces = [ \"wan*\", \"lan*\", \"docker*\", \"mgmt*\" ]; }; };\n"

static void test_worm(void **state)
{
	expect_warnings(NAMED "ingress: { slammer = \"accept\"; };\n"
		"egress: { overflow = \"accept\"; slammer = \"queue\"; };\n"
		"internal: {\nslammer = \"monitor\"; };\n"
		"local: { slammer = \"limit 5/s\"; };\n",
		"@:2: warning: ingress: the worm passes: the verdict of slammer is \"accept\"\n"
		"@:5: warning: internal: the worm passes: the verdict of slammer is \"monitor\"\n"
		"@:6: warning: local: the worm passes: the verdict of slammer is \"limit\", which accepts some packets\n");
	expect_warnings(NAMED "mode = \"monitor\";\n",
		"@: warning: mode is \"monitor\": nothing is dropped, the worm passes in all directions\n");
	expect_warnings(NAMED, "");
}

static void expect_worm(const char *text, unsigned int direction,
			unsigned int verdict, bool passes)
{
	struct policy *policy = policy_of_text(text);

	assert_int_equal(policy_worm_verdict(policy, direction), verdict);
	assert_int_equal(policy_worm_passes(policy, direction), passes);
	policy_free(policy);
}

/* No hook is no verdict of any rule. */
static void test_worm_of_unnamed(void **state)
{
	expect_worm(NAMED, DIRECTION_UNNAMED, VERDICT_DROP, false);
	expect_worm(NAMED "unnamed = \"off\";\n", DIRECTION_UNNAMED,
		    VERDICT_ACCEPT, true);
	expect_worm(NAMED "unnamed = \"off\";\n", DIRECTION_INGRESS,
		    VERDICT_DROP, false);
	expect_worm(NAMED "mode = \"monitor\"; unnamed = \"off\";\n",
		    DIRECTION_UNNAMED, VERDICT_ACCEPT, true);
	expect_warnings(NAMED "unnamed = \"off\";\n", UNNAMED_OFF(2));
}

#define QUEUED	NAMED "ingress: { slammer = \"queue\"; };\n" \
		"queue: { number = 7; fail = "

/* With fail = "open" the worm passes while no program reads the queue. */
static void test_worm_in_queue(void **state)
{
	expect_worm(QUEUED "\"closed\"; };\n", DIRECTION_INGRESS, VERDICT_DROP,
		    false);
	expect_warnings(QUEUED "\"closed\"; };\n", "");
	expect_worm(QUEUED "\"open\"; };\n", DIRECTION_INGRESS, VERDICT_QUEUE,
		    true);
	expect_worm(QUEUED "\"open\"; };\n", DIRECTION_EGRESS, VERDICT_DROP,
		    false);
	expect_warnings(QUEUED "\"open\"; };\n",
		"@:2: warning: ingress: the worm passes: the verdict of slammer is \"queue\", and queue.fail is \"open\": accepted if no program reads the queue\n");
}

static void expect_lost(const char *old_text, const char *new_text,
			const char *expected)
{
	struct policy *old = policy_of_text(old_text);
	struct policy *new = policy_of_text(new_text);
	struct config_messages messages = { 0 };
	char *said;

	policy_warn_lost(old, new, &machine, &messages);
	said = fixture_messages(&messages);
	fixture_expect(said, policy_fixture_path("interfaces.conf"), expected);
	free(said);
	policy_free(old);
	policy_free(new);
}

#define WAN	"zones: { external: { interfaces = [ \"wan*\" ]; }; };\n"

static void test_lost(void **state)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_of_text(WAN);

	expect_lost(FULL, FULL, "");
	expect_lost(WAN, FULL, "");
	expect_lost(FULL, WAN,
		"@: warning: lan0, port1, bond0, lan9: in zone internal before, in none now: built-in protection\n");
	expect_lost(FULL, WAN "unnamed = \"off\";\n",
		"@: warning: lan0, port1, bond0, lan9: protected before (zone internal), not filtered now\n"
		"@: warning: docker0, mgmt\"\\x1b[m: protected before (zone unnamed), not filtered now\n");
	expect_lost(WAN "unnamed = \"off\";\n", WAN, "");
	policy_warn_lost(NULL, policy, &machine, &messages);
	assert_int_equal(messages.count, 0);
	policy_free(policy);
}

static void expect_bare(const uint32_t *list, size_t n, const char *expected)
{
	struct policy *policy = policy_of_text(FULL);
	uint8_t zones[LINKS], bare[LINKS];
	uint32_t hooked[LINKS];
	char text[LINKS + 1];
	size_t i;

	memcpy(hooked, list, n * sizeof(*hooked));
	policy_zones_in(policy, &machine, zones);
	policy_bare_interfaces(&machine, zones, hooked, n, bare);
	for (i = 0; i < LINKS; i++)
		text[i] = bare[i] ? 'x' : '-';
	text[LINKS] = '\0';
	assert_string_equal(text, expected);
	policy_free(policy);
}

/* One hook in a stack is enough: which one is the kernel's decision. */
static void test_bare(void **state)
{
	expect_bare((uint32_t[]){ 9, 8, 7, 4, 2, 0 }, 6, "---------");
	expect_bare((uint32_t[]){ 3, 5, 6, 8, 9 }, 5, "---------");
	expect_bare((uint32_t[]){ 0, 2, 9 }, 3, "---xxxxx-");
	expect_bare((uint32_t[]){ 4, 77 }, 2, "-xx--xxxx");
	expect_bare((uint32_t[]){ 0 }, 0, "-xxxxxxxx");
}

/* Ports of a switch have hooks of their own, and so has what is on other interfaces. */
static void test_switch_and_vrf(void **state)
{
	struct network_link list[] = {
		{ .ifindex = 2, .name = "eth0" },
		{ .ifindex = 3, .name = "lan1", .kind = "dsa" },
		{ .ifindex = 4, .name = "red", .kind = "vrf" },
		{ .ifindex = 5, .name = "lan2", .master = 4 },
		{ .ifindex = 6, .name = "bat0", .kind = "batadv" },
		{ .ifindex = 7, .name = "wan7", .master = 6 },
	};
	struct network network = { .links = list, .n_links = 6 };
	struct policy *policy = policy_of_text(FULL);
	uint32_t hooked[] = { 2, 3, 7, 0 };
	uint8_t zones[6], bare[6];

	policy_zones_in(policy, &network, zones);
	assert_int_equal(zones[0], ZONE_UNNAMED);
	assert_int_equal(zones[2], ZONE_UNNAMED);
	assert_int_equal(zones[4], ZONE_UNNAMED);
	policy_bare_interfaces(&network, zones, hooked, 4, bare);
	assert_int_equal(bare[0] | bare[1] | bare[2] | bare[5], 0);
	assert_int_equal(bare[3], 1);
	assert_int_equal(bare[4], 1);
	policy_free(policy);
}

static void test_names(void **state)
{
	static struct network_link many[4000];
	struct network network = { .links = many, .n_links = 4000 };
	static uint8_t zones[4000];
	char names[POLICY_NAMES_MAX];
	size_t i, count;

	for (i = 0; i < 4000; i++) {
		many[i].ifindex = (uint32_t)i + 1;
		snprintf(many[i].name, sizeof(many[i].name), "eth1.%zu", i);
	}
	policy_interface_names(&network, zones, 0, names, &count);
	assert_int_equal(count, 4000);
	assert_memory_equal(names, "eth1.0, eth1.1, ", 16);
	assert_non_null(strstr(names, " more"));
	policy_interface_names(&network, zones, 1, names, &count);
	assert_int_equal(count, 0);
	assert_string_equal(names, "");
	/* every byte is escaped */
	for (i = 0; i < 4000; i++)
		memset(many[i].name, 0xff, NETWORK_NAME_MAX - 1);
	policy_interface_names(&network, zones, 0, names, &count);
	assert_int_equal(count, 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_nothing_named),
		cmocka_unit_test(test_worm),
		cmocka_unit_test(test_worm_of_unnamed),
		cmocka_unit_test(test_worm_in_queue),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_switch_and_vrf),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
