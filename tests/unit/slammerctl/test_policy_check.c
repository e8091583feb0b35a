// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_check.c - slammerctl policy check: counts, errors, JSON */
#include <inttypes.h>

#include "support/program_fixture.h"

#define SAMPLE	"etc/policy.conf"

static uint64_t sample_digest(void)
{
	struct policy *policy;
	uint64_t digest;

	free(fixture_load(SAMPLE, &policy));
	assert_non_null(policy);
	digest = policy_digest(policy);
	policy_free(policy);
	return digest;
}

static void test_check(void **state)
{
	char expected[512];

	snprintf(expected, sizeof(expected),
		 SAMPLE ": valid, 0 warnings\n"
		 "zones    2 external, 1 internal interface patterns; 2 prefixes\n"
		 "rules    52 other than accept; 0 limits, 0 signatures\n"
		 "allow    3 entries\n"
		 "digest   %016" PRIx64 "\n", sample_digest());
	program_says("policy check --no-interfaces " SAMPLE, 0, expected, "");
}

static void test_check_counts(void **state)
{
	static const char text[] = ZONES
		"local: { request = \"limit 1/s\"; response = \"limit 2/s\"; };\n"
		"signatures = ( { name = \"a\"; port = 9; length = 1; } );\n";
	json_t *root;
	int limits, signatures;

	fixture_write("counts.conf", text, strlen(text));
	root = program_json("policy check --json " FIXTURE_DIR "/counts.conf", 0, "");
	assert_int_equal(json_unpack(root, "{s:i, s:i}", "limits", &limits,
				     "signatures", &signatures), 0);
	assert_int_equal(limits, 2);
	assert_int_equal(signatures, 1);
	json_decref(root);
}

static void test_check_warns(void **state)
{
	static const char text[] =
		"zones: { external: { interfaces = [\"nosuch0\"]; }; };";
	struct outcome o;

	fixture_write("warns.conf", text, strlen(text));
	o = program_run("policy check " FIXTURE_DIR "/warns.conf");
	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.err, "warns.conf:1: warning: zones.external: name \"nosuch0\" matches no interface now; it will be filtered as soon as it appears\n"));
	assert_non_null(strstr(o.err, "warns.conf: warning: no zone names an interface of this machine: "));
	assert_non_null(strstr(o.out, "warns.conf: valid, 2 warnings\n"));
	program_outcome_free(&o);
	o = program_run("policy check " FIXTURE_DIR "/warns.conf --no-interfaces");
	assert_string_equal(o.err, "");
	assert_non_null(strstr(o.out, "warns.conf: valid, 0 warnings\n"));
	program_outcome_free(&o);
}

/* Which rules pass the worm does not depend on the machine. */
static void test_check_worm(void **state)
{
	static const char text[] = ZONES "local: {\nslammer = \"accept\"; };";
	struct outcome o;

	fixture_write("worm.conf", text, strlen(text));
	o = program_run("policy check " FIXTURE_DIR "/worm.conf --no-interfaces");
	fixture_expect(o.err, FIXTURE_DIR "/worm.conf", "@:3: warning: local: the worm passes: the verdict of slammer is \"accept\"\n");
	assert_int_equal(o.status, 0);
	program_outcome_free(&o);
}

static void test_check_interfaces_json(void **state)
{
	json_t *root, *interfaces;

	root = program_json("policy check --json " SAMPLE, 0, "");
	interfaces = json_object_get(root, "interfaces");
	assert_int_equal(json_array_size(json_object_get(interfaces, "patterns")), 3);
	assert_true(json_is_true(json_object_get(interfaces, "unnamed_protected")));
	assert_in_range(json_integer_value(json_object_get(root, "memory")), 1 << 20,
			1 << 30);
	assert_int_equal(json_array_size(json_object_get(interfaces, "worm")),
			 DIRECTION_COUNT);
	json_decref(root);
}

static void test_check_fails(void **state)
{
	program_says("policy check /nonexistent", 1, "", "/nonexistent: there is no such file\n");
	program_says("policy check etc", 1, "", "etc: is a directory: name a file in it\n");
	program_says("policy check /dev/null", 1, "",
		     "/dev/null: is empty: a policy needs at least zones: { external: { interfaces = [\"wan*\"]; }; };\n");
}

static void test_check_json(void **state)
{
	json_t *root = program_json("policy check --no-interfaces --json " SAMPLE,
				    0, "");
	int valid, zones, internal, rules, limits, signatures, allow;
	const char *file, *digest;
	char expected[17];
	json_t *errors;

	assert_int_equal(json_unpack(root, "{s:s, s:b, s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:n, s:n, s:o !}",
				     "file", &file, "valid", &valid,
				     "digest", &digest, "zones", &zones,
				     "internal", &internal, "rules", &rules,
				     "limits", &limits, "signatures", &signatures,
				     "allow", &allow, "interfaces", "memory",
				     "errors", &errors), 0);
	snprintf(expected, sizeof(expected), "%016" PRIx64, sample_digest());
	assert_string_equal(file, SAMPLE);
	assert_true(valid);
	assert_string_equal(digest, expected);
	assert_int_equal(zones, 3);
	assert_int_equal(internal, 2);
	assert_int_equal(rules, 52);
	assert_int_equal(limits, 0);
	assert_int_equal(signatures, 0);
	assert_int_equal(allow, 3);
	assert_int_equal(json_array_size(errors), 0);
	json_decref(root);
}

static void test_check_json_fails(void **state)
{
	static const char text[] = "windwo = 1;\n"
		"zones: { external: { interfaces = [\"nosuch0\"]; }; };\n"
		"local: { grey = \"\\x1b\xff\"; };";
	const char *file, *severity, *message;
	json_t *root, *errors;
	int valid, line;

	fixture_write("bad\xff.conf", text, strlen(text));
	root = program_json("policy check " FIXTURE_DIR "/bad\xff.conf --json", 1, "");
	assert_int_equal(json_unpack(root, "{s:s, s:b, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:o !}",
				     "file", &file, "valid", &valid, "digest",
				     "zones", "internal", "rules", "limits",
				     "signatures", "allow", "interfaces",
				     "memory",
				     "errors", &errors), 0);
	assert_string_equal(file, FIXTURE_DIR "/bad\\xff.conf");
	assert_false(valid);
	assert_int_equal(json_array_size(errors), 2);
	assert_int_equal(json_unpack(json_array_get(errors, 0), "{s:s, s:i, s:s, s:s !}",
				     "file", &file, "line", &line, "severity",
				     &severity, "text", &message), 0);
	assert_int_equal(line, 1);
	assert_string_equal(severity, "error");
	assert_string_equal(message, "windwo: unknown key: did you mean \"window\"?");
	assert_int_equal(json_unpack(json_array_get(errors, 1), "{s:s}", "text", &message), 0);
	assert_string_equal(message, "local.grey: unknown action \"\\x1b\\xff\" (accept, monitor, drop, queue, limit RATE/s burst N)");
	json_decref(root);
}

static void write_entries(unsigned int n)
{
	FILE *out = fopen(policy_fixture_path("entries.conf"), "w");
	unsigned int i;

	assert_non_null(out);
	fputs(ZONES "allow = (\n", out);
	for (i = 0; i < n; i++)
		fprintf(out, "%s{ from = \"10.%u.%u.%u\"; to = \"192.0.2.1\"; }",
			i ? ",\n" : "", i >> 16, i >> 8 & 255, i & 255);
	fputs("\n);\n", out);
	assert_int_equal(fclose(out), 0);
}

static void test_check_large(void **state)
{
	struct outcome o;

	write_entries(NFSL_ALLOW_MAX);
	o = program_run("policy check --no-interfaces " FIXTURE_DIR "/entries.conf");
	assert_string_equal(o.err, "");
	assert_non_null(strstr(o.out, "\nallow    262144 entries\n"));
	assert_int_equal(o.status, 0);
	program_outcome_free(&o);

	write_entries(NFSL_ALLOW_MAX + 1);
	program_says("policy check " FIXTURE_DIR "/entries.conf", 1, "",
		     FIXTURE_DIR "/entries.conf:262147: allow: more than 262144 entries: aggregate adjacent prefixes\n");
	remove(FIXTURE_DIR "/entries.conf");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_check_counts),
		cmocka_unit_test(test_check_warns),
		cmocka_unit_test(test_check_worm),
		cmocka_unit_test(test_check_interfaces_json),
		cmocka_unit_test(test_check_fails),
		cmocka_unit_test(test_check_json),
		cmocka_unit_test(test_check_json_fails),
		cmocka_unit_test(test_check_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
