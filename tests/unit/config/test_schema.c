// SPDX-License-Identifier: GPL-2.0-or-later
/* test_schema.c - keys and words that were renamed, durations, merged trees */
#include "common/clock.h"
#include "config/schema.h"
#include "support/policy_fixture.h"

#define UNTIL "; the old name is accepted until 0.3\n"

static char *load(const char *name, const char *text, struct policy **policy,
		  const char **path)
{
	*path = fixture_write(name, text, strlen(text));
	return fixture_load(*path, policy);
}

static struct policy *expect(const char *name, const char *text,
			     const char *expected)
{
	struct policy *policy;
	const char *path;
	char *messages = load(name, text, &policy, &path);

	fixture_expect(messages, path, expected);
	free(messages);
	return policy;
}

static void test_old_names(void **state)
{
	struct policy *p = expect("old-names", ZONES
		"keep: { windows = 2; };\n"
		"control: { look = \"adm\";\nchange = \"net\"; };\n"
		"drift = \"mend\";\n",
		"@:2: warning: keep: renamed to \"retention\"" UNTIL
		"@:3: warning: control.look: renamed to \"read\"" UNTIL
		"@:4: warning: control.change: renamed to \"admin\"" UNTIL
		"@:5: warning: drift: \"mend\" was renamed to \"repair\"" UNTIL);

	assert_int_equal(p->retention.windows, 2);
	assert_string_equal(p->read_group, "adm");
	assert_string_equal(p->admin_group, "net");
	assert_true(p->repair);
	policy_free(p);
}

static void test_old_and_new(void **state)
{
	assert_null(expect("old-and-new", ZONES
		"keep: { windows = 2; };\nretention: { windows = 2; };\n"
		"control: { read = \"a\";\nlook = \"a\"; };\n",
		"@:2: keep: renamed to \"retention\", which is set as well, in line 3: remove the old name\n"
		"@:5: control.look: renamed to \"read\", which is set as well, in line 4: remove the old name\n"));
}

/* Values are checked as under the new name; old names are known in one group only. */
static void test_old_values(void **state)
{
	assert_null(expect("old-values", ZONES
		"keep: { windows = 0; };\ncontrol: { look = 1; };\n",
		"@:2: warning: keep: renamed to \"retention\"" UNTIL
		"@:2: keep.windows: 0 days is out of range (1 to 36500)\n"
		"@:3: warning: control.look: renamed to \"read\"" UNTIL
		"@:3: control.look: expected a string \"...\", found a whole number\n"));
	assert_null(expect("old-elsewhere", ZONES
		"control: { keep = \"x\"; };\nlog = \"mend\";\n",
		"@:2: control.keep: unknown key (known here: read, admin)\n"
		"@:3: log: \"mend\" is not one of error, warning, info, debug\n"));
}

/* The text of a policy with old names is that of the same with new ones. */
static void test_print_and_digest(void **state)
{
	struct policy *old = expect("digest-old", ZONES
		"keep: { windows = 2; }; control: { look = \"a\"; }; drift = \"mend\";\n",
		"@:2: warning: keep: renamed to \"retention\"" UNTIL
		"@:2: warning: control.look: renamed to \"read\"" UNTIL
		"@:2: warning: drift: \"mend\" was renamed to \"repair\"" UNTIL);
	struct policy *new = fixture_good("digest-new", ZONES
		"retention: { windows = 2; }; control: { read = \"a\"; }; drift = \"repair\";\n");
	char *texts[2];
	size_t size;
	FILE *out;

	out = open_memstream(&texts[0], &size);
	assert_int_equal(policy_print(old, out), 0);
	fclose(out);
	out = open_memstream(&texts[1], &size);
	assert_int_equal(policy_print(new, out), 0);
	fclose(out);
	assert_string_equal(texts[0], texts[1]);
	assert_non_null(strstr(texts[0], "retention: { windows = 2; hours = 90; days = 3650; size = 4096; };\n"));
	assert_non_null(strstr(texts[0], "control: { read = \"a\"; };\n"));
	assert_non_null(strstr(texts[0], "drift = \"repair\";\n"));
	assert_int_equal(policy_digest(old), policy_digest(new));
	free(texts[0]);
	free(texts[1]);
	policy_free(old);
	policy_free(new);
}

static void test_durations(void **state)
{
	struct policy *p = fixture_good("durations", ZONES
		"window = \"10min\";\nretention: { windows = \"2w\"; hours = \"2160h\"; };\n"
		"samples: { directory = \"/s\"; age = \"7d\"; };\n");

	assert_int_equal(p->window, 600);
	assert_int_equal(p->retention.windows, 14);
	assert_int_equal(p->retention.hours, 90);
	assert_int_equal(p->samples.days, 7);
	policy_free(p);
	assert_null(expect("durations-bad", ZONES
		"window = \"2d\";\nretention: { windows = \"36h\";\nhours = \"1y\";\ndays = \"40000d\"; };\n"
		"samples: { directory = \"/s\"; age = true; };\n",
		"@:2: window: 172800 seconds is out of range (10 to 86400)\n"
		"@:3: retention.windows: \"36h\" is not a number of days\n"
		"@:4: retention.hours: \"1y\" is not a duration (such as " CLOCK_DURATION_EXAMPLES ")\n"
		"@:5: retention.days: 40000 days is out of range (1 to 36500)\n"
		"@:6: samples.age: expected a whole number, or a duration such as \"15min\" or \"7d\", found true or false\n"));
}

/* A table of its own: a required key under its old name, other renames, ranges. */
static unsigned int parsed;

static void parse(struct config_reader *reader, const config_setting_t *setting,
		  const struct config_key *key)
{
	parsed |= key->number;
}

static void test_required_key(void **state)
{
	static const struct schema_rename renames[] = {
		{ "", "before", "after" },
		{ "", "gone", "no-such-key" },
		{ .path = NULL }
	};
	static const struct config_key keys[] = {
		{ .name = "other", .type = KEY_ANY, .parse = parse, .number = 1 },
		{ .name = "after", .type = KEY_INTEGER, .parse = parse,
		  .number = 2, .missing = "after is missing" },
		{ .name = NULL }
	};
	struct config_messages messages = { 0 };
	struct config_reader reader = {
		.messages = &messages, .path = "text", .renames = renames,
	};
	char *said;

	parsed = 0;
	schema_walk(&reader, config_reader_parse_text(&reader,
		    "other = ();\nbefore = 1;\ngone = 1;\n"), keys);
	config_reader_free(&reader);
	assert_int_equal(parsed, 3);
	said = fixture_messages(&messages);
	assert_string_equal(said,
		"text:2: warning: before: renamed to \"after\"" UNTIL
		"text:3: gone: unknown key (known here: other, after)\n");
	free(said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_old_names),
		cmocka_unit_test(test_old_and_new),
		cmocka_unit_test(test_old_values),
		cmocka_unit_test(test_print_and_digest),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_required_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
