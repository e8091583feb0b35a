// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_diff.c - where two policies differ; settings and rules as text */
#include "policy/diff.h"
#include "support/policy_fixture.h"

/* One line per change: "setting: old -> new", '-' for none. */
static void expect_changes(const struct policy *old, const struct policy *new,
			   const char *expected)
{
	struct policy_changes changes;
	const struct policy_change *c;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	policy_diff(old, new, &changes);
	assert_false(changes.failed);
	for (c = changes.list; c && c < changes.list + changes.count; c++)
		fprintf(out, "%s: %s -> %s\n", c->setting,
			c->old ? c->old : "-", c->new ? c->new : "-");
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
	policy_changes_free(&changes);
	assert_int_equal(changes.count, 0);
}

static void expect(const char *old, const char *new, const char *expected)
{
	struct policy *a = fixture_good("diff-old", old);
	struct policy *b = fixture_good("diff-new", new);

	expect_changes(a, b, expected);
	policy_free(a);
	policy_free(b);
}

static void test_same(void **state)
{
	expect(ZONES, "window = 60;\n" ZONES, "");
	expect(ZONES "allow = ( { from = \"::1\"; to = \"::2\"; }, { from = \"::3\"; to = \"::2\"; } );",
	       ZONES "allow = ( { from = \"::3\"; to = \"::2\"; comment = \"c\"; }, { from = \"::1\"; to = \"::2\"; } );", "");
}

static void test_rules(void **state)
{
	expect(ZONES "ingress: { request = \"drop\"; overflow = \"monitor\"; };",
	       ZONES "ingress: { request = \"limit 5/s\"; overflow = \"drop\"; grey = \"monitor\"; };\n"
	       "local: { other = \"queue\"; };",
	       "ingress.overflow: monitor -> drop\n"
	       "ingress.heap: monitor -> drop\n"
	       "ingress.request: drop -> limit 5/s burst 5\n"
	       "local.other: accept -> queue\n");
}

static void test_sets(void **state)
{
	expect(FULL "allow = ( { from = \"192.0.2.0/24\"; to = \"198.51.100.1\"; }, { from = \"::1\"; to = \"::2\"; } );",
	       "zones: { external: { interfaces = [\"wan*\", \"ppp*\"]; };\n"
	       "internal: { interfaces = [\"br*\"]; prefixes = [\"192.0.2.0/25\", \"2001:db8:2::/48\"]; }; };\n"
	       "allow = ( { from = \"::1\"; to = \"::2\"; }, { from = \"192.0.2.0/24\"; to = \"198.51.100.0/24\"; } );",
	       "zones.internal.interfaces: lan* -> -\n"
	       "zones.external.interfaces: - -> ppp*\n"
	       "zones.internal.interfaces: - -> br*\n"
	       "zones.internal.prefixes: 192.0.2.0/24 -> -\n"
	       "zones.internal.prefixes: - -> 192.0.2.0/25\n"
	       "allow: from 192.0.2.0/24 to 198.51.100.1/32 -> -\n"
	       "allow: - -> from 192.0.2.0/24 to 198.51.100.0/24\n");
	/* an interface that moves to the other zone */
	expect("zones: { external: { interfaces = [\"a*\"]; }; internal: { interfaces = [\"b*\"]; }; };",
	       "zones: { external: { interfaces = [\"b*\"]; }; internal: { interfaces = [\"a*\"]; }; };",
	       "zones.external.interfaces: a* -> -\nzones.internal.interfaces: b* -> -\n"
	       "zones.external.interfaces: - -> b*\nzones.internal.interfaces: - -> a*\n");
}

#define SIG(name, length) "{ name = \"" name "\"; port = 9; length = " length "; }"

static void test_signatures(void **state)
{
	expect(ZONES "signatures = ( " SIG("a", "1") ", " SIG("b", "2") ", " SIG("c", "3") " );",
	       ZONES "signatures = ( " SIG("b", "5") ", " SIG("d", "2") ", " SIG("a", "1") " );",
	       "signatures.b: old pattern -> new pattern\nsignatures: c -> -\n"
	       "signatures: - -> d\nsignatures: old order -> new order\n");
}

static void test_module(void **state)
{
	expect(ZONES "queue: { number = 9; };", ZONES, "");
	expect(ZONES "local: { other = \"queue\"; }; tracking: { inside = 2048; flows = 0; };",
	       ZONES "local: { other = \"queue\"; }; queue: { number = 9; fail = \"open\"; }; defrag = true;",
	       "queue.number: 1434 -> 9\nqueue.fail: closed -> open\n"
	       "tracking.inside: 2048 -> the module's default\n"
	       "tracking.flows: 0 -> the module's default\ndefrag: false -> true\n");
	expect(ZONES, ZONES "unnamed = \"off\";", "unnamed: protect -> off\n");
}

/* A policy from the kernel can have a rule per reason; effective rules are compared. */
static void test_kernel(void **state)
{
	struct policy *file = fixture_good("diff-kernel", "mode = \"monitor\";\n" ZONES
					   "ingress: { request = \"drop\"; };");
	struct policy *kernel = policy_new();

	kernel->zones = calloc(1, sizeof(*kernel->zones));
	kernel->zones[0] = file->zones[0];
	kernel->n_zones = 1;
	memcpy(kernel->verdict, file->verdict, sizeof(kernel->verdict));
	expect_changes(kernel, file, "");
	kernel->verdict[DIRECTION_LOCAL][REASON_WORM_VARIANT] = VERDICT_DROP;
	expect_changes(kernel, file, "local.slammer (worm-variant): drop -> monitor\n");
	policy_free(kernel);
	policy_free(file);
}

/* No setting has changed, but which keys share a limit. */
static void test_digest(void **state)
{
	struct policy *a = fixture_good("diff-a", ZONES "local: { overflow = \"limit 5/s\"; };");
	struct policy *b = fixture_good("diff-b", ZONES
		"local: { overflow = \"limit 5/s\"; grey = \"limit 5/s\"; };");
	char expected[64];

	snprintf(expected, sizeof(expected), "digest: %016llx -> %016llx\n",
		 (unsigned long long)policy_digest(a),
		 (unsigned long long)policy_digest(b));
	expect_changes(a, b, expected);
	policy_free(a);
	policy_free(b);
}

static void test_settings(void **state)
{
	struct policy *p = fixture_good("diff-settings", ZONES
		"store = \"/s\"; sensor = \"r\"; log = \"debug\"; control: { read = \"adm\"; };");
	static const char *const expected[][2] = {
		{ "mode", "enforce" }, { "window", "300" }, { "store", "/s" },
		{ "sensor", "r" }, { "retention.windows", "14" },
		{ "retention.hours", "90" }, { "retention.days", "3650" },
		{ "retention.size", "4096" },
		{ "samples.directory", NULL }, { "samples.size", "64" },
		{ "samples.age", "30" }, { "drift", "report" },
		{ "metrics", NULL }, { "control.read", "adm" },
		{ "control.admin", NULL }, { "log", "debug" },
		{ "constituents", NULL }, { "evidence.packets", "20" },
		{ "evidence.targets", "5" }, { NULL, NULL },
	};
	char buf[POLICY_VALUE_MAX];
	const char *name, *value;
	size_t i;

	for (i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		value = policy_setting(p, i, &name, buf);
		if (!expected[i][0]) {
			assert_null(name);
			break;
		}
		assert_string_equal(name, expected[i][0]);
		if (expected[i][1])
			assert_string_equal(value, expected[i][1]);
		else
			assert_null(value);
	}
	policy_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
