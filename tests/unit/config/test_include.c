// SPDX-License-Identifier: GPL-2.0-or-later
/* test_include.c - files that an @include names, their order, and list files */
#include "config/internal.h"
#include "support/policy_fixture.h"

#define FOLDER	"build/tmp/policy/include"

static void expect(const char *path, size_t most, const char *expected)
{
	struct include_paths paths;
	char text[1024] = "";
	size_t i;

	assert_int_equal(include_expand(path, most, &paths), 0);
	for (i = 0; i < paths.count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s\n", paths.list[i]);
	include_free(&paths);
	assert_string_equal(text, expected);
}

static int make_folder(void **state)
{
	static const char *const names[] = {
		"b.conf", "a.conf", ".c.conf", "B.conf", "10.conf", "9.conf", "x.txt",
	};
	char name[64];
	size_t i;

	policy_fixture_path("x");
	mkdir(FOLDER, 0777);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(name, sizeof(name), "include/%s", names[i]);
		fixture_write(name, "", 0);
	}
	return 0;
}

static void test_folder(void **state)
{
	static const char all[] =
		FOLDER "/10.conf\n" FOLDER "/9.conf\n" FOLDER "/B.conf\n"
		FOLDER "/a.conf\n" FOLDER "/b.conf\n";

	expect(FOLDER, 100, all);
	expect(FOLDER "//", 100, all);
	expect(FOLDER "/*.conf", 100, all);
	expect(FOLDER "/[ab].c?nf", 100, FOLDER "/a.conf\n" FOLDER "/b.conf\n");
	expect(FOLDER "/*.none", 100, "");
	expect("build/no-such-folder/*", 100, "");
}

static void test_plain(void **state)
{
	expect(FOLDER "/x.txt", 100, FOLDER "/x.txt\n");
	expect("/no/such/file", 100, "/no/such/file\n");
}

/* The path of the root directory ends in a slash. */
static void test_root(void **state)
{
	expect("/et[c]", 100, "/etc\n");
	expect("/pro*c", 100, "/proc\n");
}

/* In the order of lines, and of names. */
static void test_order(void **state)
{
	static const char signature[] =
		"signatures = ( { name = \"%s\"; port = 1; length = 2; } );\n";
	static const char *const names[] = { "early", "own", "late1", "late2" };
	char text[256];
	struct policy *p;
	size_t i;

	mkdir(FOLDER ".d", 0777);
	snprintf(text, sizeof(text), signature, "late2");
	fixture_write("include.d/2.conf", text, strlen(text));
	snprintf(text, sizeof(text), signature, "late1");
	fixture_write("include.d/1.conf", text, strlen(text));
	snprintf(text, sizeof(text), signature, "early");
	fixture_write("include.early", text, strlen(text));
	p = fixture_good("include.main", "@include \"include.early\"\n" ZONES
		"signatures = ( { name = \"own\"; port = 1; length = 2; } );\n"
		"@include \"include.d\"\n");
	assert_int_equal(p->n_signatures, 4);
	for (i = 0; i < 4; i++)
		assert_string_equal(p->signatures[i].signature.name, names[i]);
	assert_string_equal(p->signatures[2].position.file, FOLDER ".d/1.conf");
	assert_int_equal(p->signatures[2].position.line, 1);
	policy_free(p);
}

/* 100,000 lines: every address twice, and every other line with CR LF. */
static void test_long_list(void **state)
{
	static const char text[] = ZONES
		"allow = ( { from-file = \"include.list\"; to = \"192.0.2.1\"; comment = \"c\"; } );\n";
	FILE *out = fopen(policy_fixture_path("include.list"), "w");
	const char *path;
	struct policy *p;
	unsigned int i;
	char *said;

	assert_non_null(out);
	for (i = 0; i < 100000; i++)
		fprintf(out, "10.%u.%u.%u%s\n", i / 2 >> 16, i / 2 >> 8 & 255,
			i / 2 & 255, i & 1 ? "\r" : " # a client");
	assert_int_equal(fclose(out), 0);
	path = fixture_write("include.big", text, strlen(text));
	said = fixture_load(path, &p);
	assert_string_equal(said, FOLDER ".list:2: note: 50000 of 100000 prefixes are contained in others and ignored (this is the first)\n");
	assert_int_equal(p->n_allow, 50000);
	assert_int_equal(p->allow[49999].position.line, 99999);
	assert_string_equal(p->allow[49999].comment, "c");
	free(said);
	policy_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folder),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_long_list),
	};

	return cmocka_run_group_tests(tests, make_folder, NULL);
}
