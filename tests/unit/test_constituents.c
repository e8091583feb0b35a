// SPDX-License-Identifier: GPL-2.0-or-later
/* test_constituents.c - whose address is it */
#include "policy_fixture.h"

#include <time.h>

#include "names/names.h"
#include "policy/constituents.h"

static char *complaints(const char *path, struct constituents **all)
{
	struct policy_messages messages = { 0 };
	char *text = NULL;
	size_t size;
	FILE *out;

	*all = constituents_load(path, &messages);
	out = open_memstream(&text, &size);
	policy_messages_print(&messages, out);
	fclose(out);
	policy_messages_free(&messages);
	return text;
}

static struct constituents *load(const char *text)
{
	const char *path = fixture_write("constituents.conf", text, strlen(text));
	struct constituents *all;
	char *said = complaints(path, &all);

	assert_string_equal(said, "");
	free(said);
	assert_non_null(all);
	return all;
}

static void refused(const char *text, const char *why)
{
	const char *path = fixture_write("constituents.conf", text, strlen(text));
	struct constituents *all;
	char *said = complaints(path, &all);

	assert_null(all);
	if (!strstr(said, why))
		fail_msg("\"%s\" lacks \"%s\"", said, why);
	free(said);
}

static void owner(const struct constituents *all, const char *address,
		  const char *name)
{
	char error[PREFIX_ERROR_MAX];
	struct prefix p;

	assert_int_equal(prefix_parse(address, &p, error), 0);
	if (name)
		assert_string_equal(constituents_find(all, p.addr), name);
	else
		assert_null(constituents_find(all, p.addr));
}

static void nested(void **state)
{
	struct constituents *all = load(
		"constituents = (\n"
		" { name = \"upstream\"; prefixes = [ \"192.0.2.0/24\", \"2001:db8::/32\", \"192.0.2.0/24\" ]; },\n"
		" { name = \"example-univ\"; prefixes = [ \"192.0.2.0/25\" ]; contacts = [ \"a@example.org\" ];\n"
		"   key = \"0x1\"; interval = 3; quiet-days = ( 1, \"x\" ); opt-out = true; languages = \"ja\"; formats: { a = 1; }; },\n"
		" { name = \"host\"; prefixes = [ \"192.0.2.7\", \"2001:db8:2::/48\", \"198.51.100.0/31\" ]; } );\n");
	size_t prefixes;

	assert_int_equal(constituents_count(all, &prefixes), 3);
	assert_int_equal(prefixes, 7);
	owner(all, "192.0.2.7", "host");
	owner(all, "192.0.2.8", "example-univ");
	owner(all, "192.0.2.0", "example-univ");
	owner(all, "192.0.2.127", "example-univ");
	owner(all, "192.0.2.128", "upstream");
	owner(all, "192.0.2.255", "upstream");
	owner(all, "192.0.3.0", NULL);
	owner(all, "192.0.1.255", NULL);
	owner(all, "0.0.0.0", NULL);
	owner(all, "255.255.255.255", NULL);
	owner(all, "198.51.100.1", "host");
	owner(all, "198.51.100.2", NULL);
	owner(all, "2001:db8:2::1", "host");
	owner(all, "2001:db8:3::1", "upstream");
	owner(all, "2001:db9::", NULL);
	owner(all, "::", NULL);
	constituents_free(all);
	all = load("constituents = ();");
	owner(all, "192.0.2.1", NULL);
	constituents_free(all);
}

static void bad_ones(void **state)
{
	struct constituents *all;
	char *said;

	refused("", "constituents is missing");
	refused("constituents = ( { prefixes = []; } );", "name is missing: whose");
	refused("constituents = ( { name = \"a\"; prefixs = []; } );",
		"unknown key: did you mean \"prefixes\"?");
	refused("constituents = ( { name = \"a b\"; prefixes = []; } );",
		"\"a b\" is no name");
	refused("constituents = ( { name = \"\"; prefixes = []; } );", "is no name");
	refused("constituents = ( \"a\" );", "expected groups");
	refused("constituents = ( { name = \"a\";\nprefixes = [ \"192.0.2.1/24\" ]; } );",
		"constituents.conf:2: constituents.prefixes: 192.0.2.1/24 has host bits");
	refused("constituents = ( { name = \"a\"; prefixes = []; },\n{ name = \"a\"; prefixes = []; } );",
		"\"a\" is there twice");
	refused("constituents = ( { name = \"a\"; prefixes = [ \"192.0.2.0/24\" ]; },\n"
		"{ name = \"b\"; prefixes = [ \"192.0.2.0/24\" ]; } );",
		"192.0.2.0/24 of ");
	said = complaints("build/tmp/policy/no-such-file", &all);
	assert_null(all);
	assert_non_null(strstr(said, "there is no such file"));
	free(said);
}

/* 65 000 networks of 64 places: loaded, and each address found. */
static void many(void **state)
{
	clock_t begin = clock();
	struct constituents *all;
	unsigned int i, found = 0;
	char *text, name[16];
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fputs("constituents = (\n", out);
	for (i = 0; i < 65000; i++) {
		if (i % 1000 == 0)
			fprintf(out, "%s{ name = \"c%u\"; prefixes = [",
				i ? "] },\n" : "", i / 1000);
		fprintf(out, "%s\"10.%u.%u.0/24\"", i % 1000 ? ", " : "",
			i >> 8, i & 255);
	}
	fputs("] } );\n", out);
	fclose(out);
	all = load(text);
	free(text);
	print_message("loaded in %.2f s\n",
		      (double)(clock() - begin) / CLOCKS_PER_SEC);
	begin = clock();
	for (i = 0; i < 65536; i++) {
		const char *is = constituents_find(all,
			address_ip4(0x0a000000 | i << 8 | (i * 7 & 255)));

		snprintf(name, sizeof(name), "c%u", i / 1000);
		assert_true(i < 65000 ? !strcmp(is, name) : !is);
		found += is != NULL;
	}
	assert_int_equal(found, 65000);
	print_message("65536 addresses in %.3f s\n",
		      (double)(clock() - begin) / CLOCKS_PER_SEC);
	constituents_free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nested),
		cmocka_unit_test(bad_ones),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
