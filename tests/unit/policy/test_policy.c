// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy.c - valid policy files: the model, and decisions by it */
#include <limits.h>
#include <unistd.h>

#include "common/error.h"
#include "common/names.h"
#include "support/policy_fixture.h"

#define SAMPLE	"etc/policy.conf"

static struct policy *load_sample(void)
{
	struct policy *policy;
	char *said = fixture_load(SAMPLE, &policy);

	assert_string_equal(said, "");
	free(said);
	assert_non_null(policy);
	return policy;
}

static struct address address(const char *text)
{
	struct error error;
	struct prefix p;

	assert_int_equal(prefix_parse(text, &p, &error), 0);
	return p.addr;
}

static struct decision decide(const struct policy *policy,
			      enum slammer_zone zone,
			      enum slammer_reason reason, const char *src,
			      const char *dst)
{
	struct packet packet = { .src = address(src), .dst = address(dst),
				 .family = strchr(src, ':') ? 6 : 4 };
	struct ruleset *ruleset = policy_compile(policy);
	struct decision d;

	assert_non_null(ruleset);
	d = ruleset_decide(ruleset, zone, reason, &packet);
	ruleset_free(ruleset);
	return d;
}

/* The alert's advice: filter 1434/UDP in and out, except for listed hosts. */
static void test_sample(void **state)
{
	struct policy *p = load_sample();
	unsigned int d, r;

	assert_int_equal(p->window, 300);
	assert_string_equal(p->path, SAMPLE);
	assert_string_equal(p->store, "/var/lib/nf-slammer/statistics.db");
	assert_int_equal(p->n_zones, 3);
	assert_string_equal(p->zones[0].pattern, "wan*");
	assert_string_equal(p->zones[1].pattern, "ppp*");
	assert_string_equal(p->zones[2].pattern, "lan*");
	assert_int_equal(p->zones[1].zone, ZONE_EXTERNAL);
	assert_int_equal(p->zones[2].zone, ZONE_INTERNAL);
	assert_int_equal(p->n_internal, 2);
	assert_int_equal(p->n_allow, 3);
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = 0; r < REASON_COUNT; r++)
			if (reason_known(r) && (reason_is_attack(r) || reason_is_unjudged(r)) &&
			    !(d == DIRECTION_INTERNAL && r == REASON_GREY_NAME))
				assert_int_equal(p->verdict[d][r], VERDICT_DROP);
	assert_int_equal(p->verdict[DIRECTION_INTERNAL][REASON_GREY_NAME], VERDICT_MONITOR);
	assert_int_equal(p->verdict[DIRECTION_INTERNAL][REASON_INSTANCE], VERDICT_ACCEPT);
	assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_ANSWER], VERDICT_DROP);
	policy_free(p);
}

static void expect(const struct policy *p, enum slammer_zone zone,
		   enum slammer_reason reason, const char *src, const char *dst,
		   enum slammer_verdict verdict, bool allowed)
{
	struct decision d = decide(p, zone, reason, src, dst);

	assert_int_equal(d.verdict, verdict);
	assert_int_equal(d.allowed, allowed);
}

static void test_sample_decides(void **state)
{
	struct policy *p = load_sample();

	/* a permitted client and its reply; another client; an infected client */
	expect(p, ZONE_EXTERNAL, REASON_INSTANCE, "198.51.100.7", "192.0.2.10", VERDICT_ACCEPT, true);
	expect(p, ZONE_INTERNAL, REASON_ANSWER, "192.0.2.10", "198.51.100.7", VERDICT_ACCEPT, true);
	expect(p, ZONE_EXTERNAL, REASON_DAC, "2001:db8:100::7", "2001:db8:2::10", VERDICT_ACCEPT, true);
	expect(p, ZONE_EXTERNAL, REASON_INSTANCE, "203.0.113.7", "192.0.2.10", VERDICT_DROP, false);
	expect(p, ZONE_EXTERNAL, REASON_INSTANCE, "198.51.100.7", "192.0.2.11", VERDICT_DROP, false);
	expect(p, ZONE_EXTERNAL, REASON_WORM, "198.51.100.7", "192.0.2.10", VERDICT_DROP, false);
	expect(p, ZONE_EXTERNAL, REASON_TRUNCATED, "198.51.100.7", "192.0.2.10", VERDICT_DROP, false);
	/* not permitted in the opposite direction */
	expect(p, ZONE_INTERNAL, REASON_INSTANCE, "192.0.2.10", "198.51.100.7", VERDICT_DROP, false);
	expect(p, ZONE_INTERNAL, REASON_LIST, "192.0.2.99", "198.51.100.53", VERDICT_ACCEPT, true);
	expect(p, ZONE_LOCAL, REASON_LIST, "192.0.2.1", "198.51.100.53", VERDICT_ACCEPT, true);
	expect(p, ZONE_LOCAL, REASON_LIST, "192.0.2.1", "198.51.100.54", VERDICT_DROP, false);
	/* unrelated traffic */
	expect(p, ZONE_EXTERNAL, REASON_FOREIGN, "203.0.113.7", "192.0.2.9", VERDICT_ACCEPT, false);
	expect(p, ZONE_INTERNAL, REASON_NOT_UDP, "203.0.113.7", "192.0.2.9", VERDICT_ACCEPT, false);
	/* between internal networks */
	expect(p, ZONE_INTERNAL, REASON_INSTANCE, "192.0.2.9", "192.0.2.10", VERDICT_ACCEPT, false);
	expect(p, ZONE_INTERNAL, REASON_GREY_NAME, "2001:db8:2::9", "2001:db8:2:f::10", VERDICT_MONITOR, false);
	expect(p, ZONE_INTERNAL, REASON_WORM, "192.0.2.9", "192.0.2.10", VERDICT_DROP, false);
	policy_free(p);
}

static void test_directions(void **state)
{
	struct policy *p = fixture_good("directions", FULL);

	assert_int_equal(decide(p, ZONE_EXTERNAL, REASON_LIST, "192.0.2.1", "192.0.2.2").direction, DIRECTION_INGRESS);
	assert_int_equal(decide(p, ZONE_INTERNAL, REASON_LIST, "192.0.2.1", "192.0.2.2").direction, DIRECTION_INTERNAL);
	assert_int_equal(decide(p, ZONE_INTERNAL, REASON_LIST, "192.0.2.1", "192.0.3.2").direction, DIRECTION_EGRESS);
	assert_int_equal(decide(p, ZONE_INTERNAL, REASON_LIST, "::", "2001:db8:2:ffff::1").direction, DIRECTION_INTERNAL);
	assert_int_equal(decide(p, ZONE_INTERNAL, REASON_LIST, "::", "2001:db8:3::1").direction, DIRECTION_EGRESS);
	assert_int_equal(decide(p, ZONE_LOCAL, REASON_LIST, "192.0.2.1", "192.0.2.2").direction, DIRECTION_LOCAL);
	policy_free(p);
}

/* A direction without rules has the built-in verdicts of the module. */
static void test_defaults(void **state)
{
	struct policy *p = fixture_good("defaults", ZONES "egress: { };\nlocal: { other = \"monitor\"; };\n");
	char host[HOST_NAME_MAX + 1];
	unsigned int d, r;

	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = 0; r < REASON_COUNT; r++) {
			unsigned int v = VERDICT_ACCEPT;

			if (r >= REASON_FIRST_RULED && reason_known(r))
				v = ruleset_default(r);
			if (d == DIRECTION_LOCAL && r <= REASON_BAD_LENGTH &&
			    r >= REASON_FOREIGN)
				v = VERDICT_MONITOR;
			assert_int_equal(p->verdict[d][r], v);
		}
	assert_int_equal(p->window, 300);
	assert_string_equal(p->store, "/var/lib/nf-slammer/statistics.db");
	assert_int_equal(gethostname(host, sizeof(host)), 0);
	assert_string_equal(p->sensor, host);
	policy_free(p);
}

static const struct {
	const char *key;
	uint32_t reasons;
} keys[] = {
#define R(x) (1u << REASON_##x)
	{ "slammer", R(WORM) | R(WORM_VARIANT) },
	{ "overflow", R(LONG_NAME) | R(HEAP) | R(GREY_NAME) },
	{ "grey", R(GREY_NAME) },
	{ "heap", R(HEAP) },
	{ "pingpong", R(ECHO) },
	{ "request", R(LIST) | R(INSTANCE) | R(DAC) },
	{ "response", R(ANSWER) },
	{ "long-response", R(LONG_ANSWER) },
	{ "signature", R(SIGNATURE) },
	{ "other", R(FOREIGN) | R(EMPTY) | R(TRAILING) | R(BAD_LENGTH) },
	{ "truncated", R(TRUNCATED) },
	{ "overlap", R(OVERLAP) },
};

/* Every key, in every direction, changes its own reasons only. */
static void test_keys(void **state)
{
	unsigned int d, k, other, r, expected;
	struct policy *p, *plain = policy_new();
	char text[512];

	/* direction unnamed has no keys */
	for (d = 0; d < DIRECTION_UNNAMED; d++)
		for (k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
			snprintf(text, sizeof(text), ZONES "%s: { %s = \"monitor\"; };\n",
				 direction_name(d), keys[k].key);
			p = fixture_good("key", text);
			for (other = 0; other < DIRECTION_COUNT; other++)
				for (r = 0; r < REASON_COUNT; r++) {
					expected = plain->verdict[other][r];
					if (other == d && keys[k].reasons & 1u << r)
						expected = VERDICT_MONITOR;
					assert_int_equal(p->verdict[other][r], expected);
				}
			policy_free(p);
		}
	policy_free(plain);
}

/* Keys of one reason override the key of their class, whatever the order. */
static void test_narrow_keys_win(void **state)
{
	static const char *const texts[] = {
		ZONES "ingress: { grey = \"accept\"; overflow = \"monitor\"; };\n",
		ZONES "ingress: { overflow = \"monitor\"; grey = \"accept\"; };\n",
	};
	struct policy *p;
	size_t i;

	for (i = 0; i < 2; i++) {
		p = fixture_good("grey", texts[i]);
		assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_GREY_NAME], VERDICT_ACCEPT);
		assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_LONG_NAME], VERDICT_MONITOR);
		assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_HEAP], VERDICT_MONITOR);
		policy_free(p);
	}
	p = fixture_good("heap", ZONES "ingress: { heap = \"limit 5/s\"; overflow = \"monitor\"; };\n");
	assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_HEAP], VERDICT_LIMIT);
	assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_LONG_NAME], VERDICT_MONITOR);
	assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_GREY_NAME], VERDICT_MONITOR);
	assert_int_equal(p->verdict[DIRECTION_EGRESS][REASON_HEAP], VERDICT_DROP);
	policy_free(p);
}

static void test_settings(void **state)
{
	struct policy *p = fixture_good("settings",
		"window = 86400L;\nstore = \"/tmp/\" // two halves\n\"x \\\"y\\\".db\";\n"
		"sensor = \"gw-1.example_2\"\n"
		"zones: { external: { interfaces = [\"*\"]; };\n"
		"internal: { interfaces = [\"lo\", \"abcdefghijklmn*\"]; }; };\n"
		"allow = ( { from = \"192.0.2.1\";\n to = \"192.0.2.2\"; comment = \"é \\x01\" } );\n");

	assert_int_equal(p->window, 86400);
	assert_string_equal(p->store, "/tmp/x \"y\".db");
	assert_string_equal(p->sensor, "gw-1.example_2");
	assert_string_equal(p->zones[0].pattern, "*");
	assert_string_equal(p->zones[2].pattern, "abcdefghijklmn*");
	assert_int_equal(p->zones[0].position.line, 5);
	assert_int_equal(p->zones[2].position.line, 6);
	assert_int_equal(p->allow[0].position.line, 7);
	assert_string_equal(p->allow[0].comment, "é \x01");
	policy_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_sample_decides),
		cmocka_unit_test(test_directions),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_narrow_keys_win),
		cmocka_unit_test(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
