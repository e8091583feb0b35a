// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_diff.c - slammerctl policy diff and show: two files, the daemon's file */
#include <inttypes.h>

#include "support/program_fixture.h"

#define OLD	FIXTURE_DIR "/old.conf"
#define NEW	FIXTURE_DIR "/new.conf"

static void write_policy(const char *name, const char *text)
{
	fixture_write(name, text, strlen(text));
}

static void digest_of(const char *path, char digest[17])
{
	struct policy *policy;

	free(fixture_load(path, &policy));
	assert_non_null(policy);
	snprintf(digest, 17, "%016" PRIx64, policy_digest(policy));
	policy_free(policy);
}

static void test_diff(void **state)
{
	write_policy("old.conf", ZONES "window = 300;\n");
	write_policy("new.conf", "window = 600;\n"
		"zones: { external: { interfaces = [\"y*\"]; }; };\n"
		"ingress: { request = \"limit 9/s burst 9\"; };\n");
	program_says("policy diff " OLD " " NEW, 1,
		"ingress.request: \"accept\" becomes \"limit 9/s burst 9\"\n"
		"zones.external.interfaces: \"x*\" is removed\n"
		"zones.external.interfaces: \"y*\" is added\n"
		"window: \"300\" becomes \"600\"\n"
		"4 changes\n", "");
}

static void test_no_changes(void **state)
{
	char digest[17], expected[256];

	write_policy("old.conf", ZONES);
	write_policy("new.conf", "# the same\n" ZONES);
	digest_of(OLD, digest);
	snprintf(expected, sizeof(expected),
		 "no changes: \"" NEW "\" equals the other file, digest %s\n", digest);
	program_says("policy diff " OLD " " NEW, 0, expected, "");
}

/* Of many entries of one kind the first ten are listed. */
static void test_many(void **state)
{
	char text[2048] = ZONES "allow = (", expected[1024] = "";
	int i;

	for (i = 0; i < 13; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s{ from = \"192.0.2.%d\"; to = \"10.0.0.1\"; }", i ? "," : "", i);
	strcat(text, ");\n");
	write_policy("old.conf", ZONES);
	write_policy("new.conf", text);
	for (i = 0; i < 10; i++)
		snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected),
			 "allow: \"from 192.0.2.%d/32 to 10.0.0.1/32\" is added\n", i);
	strcat(expected, "allow: 3 more are added\n13 changes\n");
	program_says("policy diff " OLD " " NEW, 1, expected, "");
}

static void test_diff_json(void **state)
{
	json_t *root;
	const char *setting, *change, *old, *new;
	int same, settings;

	write_policy("old.conf", ZONES);
	write_policy("new.conf", ZONES "window = 600;\n");
	root = program_json("policy diff --json " OLD " " NEW, 1, "");
	assert_int_equal(json_unpack(root, "{s:s, s:s, s:b, s:b, s:[{s:s, s:s, s:s, s:s}]}",
				     "old", &old, "new", &new, "same", &same,
				     "settings", &settings, "changes",
				     "setting", &setting, "change", &change,
				     "old", &old, "new", &new), 0);
	assert_string_equal(setting, "window");
	assert_string_equal(change, "changed");
	assert_string_equal(new, "600");
	assert_false(same);
	assert_true(settings);
	json_decref(root);
}

/* Status 2, as of diff(1): the comparison failed */
static void test_trouble(void **state)
{
	struct outcome o;
	const char *const settings[] = {
		"{\"ok\": true, \"policy\": \"/nonexistent\", \"settings\": {}}", NULL
	};

	program_says("policy diff /nonexistent etc/policy.conf", 2, "",
		     "/nonexistent: there is no such file\n");
	/* the daemon's file, and no module in this machine's kernel */
	o = program_run_with("policy diff", settings);
	assert_int_equal(o.status, 2);
	assert_string_equal(program_request(), "{\"command\":\"settings\"}\n");
	assert_non_null(strstr(o.err, "/nonexistent: there is no such file\n"));
	program_outcome_free(&o);
}

/* What is shown can be loaded, and is the same policy. */
static void test_show(void **state)
{
	char digest[17], again[17], head[256];
	struct outcome o;

	write_policy("old.conf", FULL "signatures = ( " VARIANT " );\n"
		     "allow = ( { from = \"192.0.2.0/24\"; to = \"10.0.0.1\"; comment = \"dc\"; } );\n");
	digest_of(OLD, digest);
	o = program_run("policy show " OLD);
	assert_int_equal(o.status, 0);
	assert_string_equal(o.err, "");
	snprintf(head, sizeof(head), "# \"" OLD "\", digest %s\n", digest);
	assert_memory_equal(o.out, head, strlen(head));
	write_policy("new.conf", o.out);
	digest_of(NEW, again);
	assert_string_equal(again, digest);
	program_outcome_free(&o);
	program_says("policy show /nonexistent", 1, "",
		     "/nonexistent: there is no such file\n");
}

/* 0 is not the module's default. */
static void test_show_flows(void **state)
{
	json_t *root, *flows;

	write_policy("old.conf", FULL);
	root = program_json("policy show --json " OLD, 0, "");
	flows = json_object_get(json_object_get(root, "tracking"), "flows");
	assert_true(json_is_null(flows));
	json_decref(root);
	write_policy("old.conf", FULL "tracking: { flows = 0; };\n"
		     "evidence: { packets = 7; };\n");
	root = program_json("policy show --json " OLD, 0, "");
	flows = json_object_get(json_object_get(root, "tracking"), "flows");
	assert_true(json_is_integer(flows));
	assert_int_equal(json_integer_value(flows), 0);
	assert_string_equal(json_string_value(json_object_get(
		json_object_get(root, "settings"), "evidence.packets")), "7");
	json_decref(root);
}

static void test_show_json(void **state)
{
	const char *file, *pattern, *request, *fail, *name, *bytes, *from, *to, *comment;
	int number, port, min, max;
	json_t *root;

	write_policy("old.conf", FULL "signatures = ( " VARIANT " );\n"
		     "ingress: { request = \"limit 9/s burst 9\"; };\n"
		     "queue: { number = 5; fail = \"open\"; };\n"
		     "allow = ( { from = \"192.0.2.0/24\"; to = \"10.0.0.1\"; comment = \"dc\"; } );\n");
	root = program_json("policy show --json " OLD, 0, "");
	assert_int_equal(json_unpack(root,
		"{s:s, s:{s:[s]}, s:[*], s:{s:{s:s}}, s:{s:i, s:s}, s:[{s:s, s:i, s:[ii], s:[{s:s}*]}], s:[{s:s, s:s, s:s}]}",
		"file", &file, "zones", "external", &pattern, "prefixes",
		"rules", "ingress", "request", &request,
		"queue", "number", &number, "fail", &fail,
		"signatures", "name", &name, "port", &port, "length", &min, &max,
		"match", "bytes", &bytes,
		"allow", "from", &from, "to", &to, "comment", &comment), 0);
	assert_string_equal(file, OLD);
	assert_string_equal(pattern, "wan*");
	assert_string_equal(request, "limit 9/s burst 9");
	assert_int_equal(number, 5);
	assert_string_equal(fail, "open");
	assert_string_equal(name, "next-variant");
	assert_int_equal(port, 1434);
	assert_int_equal(min, 3);
	assert_int_equal(max, 2000);
	assert_string_equal(bytes, "04 10");
	assert_string_equal(from, "192.0.2.0/24");
	assert_string_equal(to, "10.0.0.1/32");
	assert_string_equal(comment, "dc");
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_diff),
		cmocka_unit_test(test_no_changes),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_diff_json),
		cmocka_unit_test(test_trouble),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_show_flows),
		cmocka_unit_test(test_show_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
