// SPDX-License-Identifier: GPL-2.0-or-later
/* test_constituents.c - owners of addresses, notification settings, messages */
#include "common/error.h"
#include "support/policy_fixture.h"

#include <time.h>

#include "common/names.h"
#include "constituents/constituents.h"

static char *complaints(const char *path, struct constituents **all)
{
	struct config_messages messages = { 0 };

	*all = constituents_load(path, &messages);
	return fixture_messages(&messages);
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
	struct error error;
	struct prefix p;

	assert_int_equal(prefix_parse(address, &p, &error), 0);
	if (name)
		assert_string_equal(constituents_find(all, p.addr), name);
	else
		assert_null(constituents_find(all, p.addr));
}

/* Settings of the entries of nested(): one has all keys, one has none. */
static void check_settings(const struct constituents *all)
{
	const struct constituent *c;

	assert_int_equal(constituents_named(all, "nobody"), CONSTITUENTS_NOBODY);
	assert_int_equal(constituents_named(all, "example-univ"), 1);
	c = constituents_get(all, 1);
	assert_string_equal(c->name, "example-univ");
	assert_string_equal(c->contacts[0], "a@example.org");
	assert_null(c->contacts[1]);
	assert_string_equal(c->languages[0], "ja");
	assert_string_equal(c->languages[1], "en");
	assert_null(c->languages[2]);
	assert_string_equal(c->key, "0123456789ABCDEF0123456789ABCDEF01234567");
	assert_true(c->encrypt && c->sign && !c->scans);
	assert_int_equal(c->interval, 43200);
	assert_int_equal(c->quiet_days, 3);
	assert_int_equal(c->opt_out, 1u << CONSTITUENT_REFLECTOR);
	assert_int_equal(c->formats, 1u << CONSTITUENT_TEXT |
			 1u << CONSTITUENT_XARF | 1u << CONSTITUENT_ZIP);
	c = constituents_get(all, 2);
	assert_null(c->contacts[0]);
	assert_null(c->languages[0]);
	assert_null(c->key);
	assert_true(!c->encrypt && c->sign && !c->scans);
	assert_int_equal(c->interval, 86400);
	assert_int_equal(c->quiet_days, 14);
	assert_int_equal(c->opt_out, 0);
	assert_int_equal(c->formats, 1u << CONSTITUENT_TEXT |
			 1u << CONSTITUENT_CSV);
}

static void nested(void **state)
{
	struct constituents *all = load(
		"constituents = (\n"
		" { name = \"upstream\"; prefixes = [ \"192.0.2.0/24\", \"2001:db8::/32\", \"192.0.2.0/24\" ]; },\n"
		" { name = \"example-univ\"; prefixes = [ \"192.0.2.0/25\" ]; contacts = [ \"a@example.org\" ];\n"
		"   key = \"0123 4567 89ab cdef 0123 4567 89AB CDEF 0123 4567\"; interval = \"12h\"; quiet-days = 3;\n"
		"   opt-out = [ \"reflector\" ]; languages = [ \"ja\", \"en\" ]; formats = [ \"xarf\", \"zip\" ]; },\n"
		" { name = \"host\"; prefixes = [ \"192.0.2.7\", \"2001:db8:2::/48\", \"198.51.100.0/31\" ]; } );\n");
	size_t prefixes;

	assert_int_equal(constituents_count(all, &prefixes), 3);
	assert_int_equal(prefixes, 7);
	check_settings(all);
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

static void bad_entries(void **state)
{
	struct constituents *all;
	char *said;

	refused("", "constituents is missing");
	refused("constituents = ( { prefixes = []; } );", "name is missing: the name");
	refused("constituents = ( { name = \"a\"; prefixs = []; } );",
		"unknown key: did you mean \"prefixes\"?");
	refused("constituents = ( { name = \"a b\"; prefixes = []; } );",
		"\"a b\" is not a valid name");
	refused("constituents = ( { name = \"\"; prefixes = []; } );", "is not a valid name");
	refused("constituents = ( \"a\" );", "expected groups");
	refused("constituents = ( { name = \"a\";\nprefixes = [ \"192.0.2.1/24\" ]; } );",
		"constituents.conf:2: constituents.prefixes: 192.0.2.1/24 has host bits");
	refused("constituents = ( { name = \"a\"; prefixes = []; },\n{ name = \"a\"; prefixes = []; } );",
		"duplicate constituent \"a\"");
	refused("constituents = ( { name = \"a\"; prefixes = [ \"192.0.2.0/24\" ]; },\n"
		"{ name = \"b\"; prefixes = [ \"192.0.2.0/24\" ]; } );",
		"192.0.2.0/24 of ");
	said = complaints("build/tmp/policy/no-such-file", &all);
	assert_null(all);
	assert_non_null(strstr(said, "there is no such file"));
	free(said);
}

/* Defaults apply to entries without the key, whatever their order. */
static void defaults(void **state)
{
	struct constituents *all = load(
		"constituents = ( { name = \"a\"; prefixes = []; },\n"
		"{ name = \"b\"; prefixes = []; interval = \"0m\"; scans = false; sign = true;\n"
		"languages = [ \"en\" ]; opt-out = []; quiet-days = 0; formats = []; } );\n"
		"defaults = { zip-above = 5; interval = \"2w\"; scans = true; sign = false; languages = [ \"ja\" ];\n"
		"opt-out = [ \"scan\", \"attack\" ]; quiet-days = 30; formats = [ \"json\" ]; };\n");
	const struct constituent *a = constituents_get(all, 0);
	const struct constituent *b = constituents_get(all, 1);

	assert_true(a->scans && !a->sign && !b->scans && b->sign);
	assert_int_equal(a->zip_above, 5);
	assert_int_equal(a->interval, 14 * 86400);
	assert_int_equal(b->interval, 0);
	assert_string_equal(a->languages[0], "ja");
	assert_string_equal(b->languages[0], "en");
	assert_int_equal(a->opt_out, 1u << CONSTITUENT_SCAN |
			 1u << CONSTITUENT_ATTACK);
	assert_int_equal(b->opt_out, 0);
	assert_int_equal(a->quiet_days, 30);
	assert_int_equal(b->quiet_days, 0);
	assert_int_equal(a->formats, 1u << CONSTITUENT_TEXT |
			 1u << CONSTITUENT_JSON);
	assert_int_equal(b->formats, 1u << CONSTITUENT_TEXT);
	constituents_free(all);
}

/* An entry sets what differs from the file's, which follows. */
static void evidence(void **state)
{
	struct constituents *all = load(
		"constituents = ( { name = \"a\"; prefixes = []; },\n"
		"{ name = \"b\"; prefixes = []; evidence = { targets = 200; }; },\n"
		"{ name = \"c\"; prefixes = []; evidence: { packets = 1; targets = 1; }; } );\n"
		"evidence = { packets = 1000000; };\n");

	assert_int_equal(constituents_get(all, 0)->evidence.packets, 1000000);
	assert_int_equal(constituents_get(all, 0)->evidence.targets, 5);
	assert_int_equal(constituents_get(all, 1)->evidence.packets, 1000000);
	assert_int_equal(constituents_get(all, 1)->evidence.targets, 200);
	assert_int_equal(constituents_get(all, 2)->evidence.packets, 1);
	assert_int_equal(constituents_get(all, 2)->evidence.targets, 1);
	constituents_free(all);
	all = load("constituents = ( { name = \"a\"; prefixes = []; } );\n");
	assert_int_equal(constituents_get(all, 0)->evidence.packets, 20);
	assert_int_equal(constituents_get(all, 0)->evidence.targets, 5);
	constituents_free(all);
}

static void bad_evidence(void **state)
{
	refused("constituents = (); evidence = { packets = 0; };",
		"evidence.packets: 0 packets is out of range");
	refused("constituents = (); evidence = { targets = 201; };",
		"evidence.targets: 201 targets is out of range");
	refused("constituents = ( { name = \"a\"; prefixes = []; evidence = { target = 2; }; } );",
		"constituents.evidence.target: unknown key: did you mean \"targets\"?");
	refused("constituents = (); evidence = 20;", "evidence: expected a group");
}

static const char systems[] =
	"asn-prefixes = \"asn.csv\";\n"
	"constituents = ( { name = \"a\"; asns = [ 64496, 64497 ]; },\n"
	"{ name = \"b\"; asns = [ \"AS4200000000\" ]; prefixes = [ \"192.0.2.0/28\", \"198.51.100.0/24\" ]; } );\n";

/* Prefixes from a table of autonomous systems. */
static void by_system(void **state)
{
	static const char table[] =
		"prefix,asn\n"
		"# a comment\n"
		"192.0.2.0/24,64496\n"
		"203.0.113.0/24\tAS64497\r\n"
		"\"2001:db8::/32\",\"4200000000\"\n"
		"198.51.100.0 24 64496\n"
		"10.0.0.0/8 64511\n"
		"192.0.2.0/24 64496\n";
	struct constituents *all;
	size_t prefixes;

	fixture_write("asn.csv", table, strlen(table));
	all = load(systems);
	constituents_count(all, &prefixes);
	assert_int_equal(prefixes, 7);
	owner(all, "192.0.2.1", "b");
	owner(all, "192.0.2.16", "a");
	owner(all, "203.0.113.9", "a");
	owner(all, "2001:db8::1", "b");
	owner(all, "10.1.1.1", NULL);
	/* A prefix of the entry overrides the table. */
	owner(all, "198.51.100.9", "b");
	constituents_free(all);
}

static void bad_systems(void **state)
{
	static const char table[] =
		"prefix,asn\n192.0.2.1/24,64496\n192.0.2.0/24,4294967296\n"
		"nonsense\n203.0.113.0/24 64496\n203.0.113.0/24 4200000000\n";

	fixture_write("asn.csv", table, strlen(table));
	refused(systems, "asn.csv:2: 192.0.2.1/24 has host bits");
	refused(systems, "asn.csv:3: \"192.0.2.0/24\": expected a prefix and");
	refused(systems, "asn.csv:4: \"nonsense\": expected a prefix and");
	refused(systems, "asn.csv:6: 203.0.113.0/24 of \"b\" also belongs to \"a\" (build/tmp/policy/asn.csv:5)");
	fixture_write("asn.csv", "x\n\",\"\n", 6);
	refused(systems, "asn.csv:2: \"\\\",\\\"\": expected a prefix and");
	refused("asn-prefixes = \"\"; constituents = ();",
		"constituents.conf:1: asn-prefixes: the name of the file is empty");
	refused("asn-prefixes = \"no-such\"; constituents = ();",
		"no-such\": there is no such file");
	refused("constituents = ( { name = \"a\";\nasns = [ 64496 ]; } );",
		"constituents.conf:2: asns: needs asn-prefixes");
	refused("constituents = ( { name = \"a\"; asns = [ 0 ]; } );",
		"asns: expected autonomous system numbers");
	refused("constituents = ( { name = \"a\"; asns = 64496; } );",
		"expected an array of numbers");
	fixture_write("asn.csv", "", 0);
	refused("asn-prefixes = \"asn.csv\";\nconstituents = ( { name = \"a\"; asns = [ 64496 ]; },\n"
		"{ name = \"b\"; asns = [ 64496 ]; } );",
		"constituents.conf:3: AS64496 of \"b\" also belongs to \"a\" (build/tmp/policy/constituents.conf:2)");
}

/* All errors are reported at once, with their lines. */
static void bad_settings(void **state)
{
	static const char text[] = "constituents = ( { name = \"a\"; prefixes = [];\n"
		"contacts = [ \"a@example.org\", \"a@b@c\" ];\n"
		"languages = [ \"JA\" ];\n"
		"formats = [ \"cvs\" ];\n"
		"opt-out = [ \"scans\" ];\n"
		"interval = \"1y\";\n"
		"quiet-days = -1; zip-above = -1;\n"
		"key = \"0x12345678\";\n"
		"scans = 1; quiet_days = 3;\n"
		"} );";
	static const char *const said[] = {
		":2: constituents.contacts: \"a@b@c\" is not a mail address",
		":3: constituents.languages: \"JA\" is not a language",
		":4: constituents.formats: \"cvs\" is not one of text, csv, xarf, json, zip: did you mean \"csv\"?",
		":5: constituents.opt-out: \"scans\" is not one of infected, attack, scan, reflector: did you mean \"scan\"?",
		":6: constituents.interval: \"1y\" is not a time between two mails",
		":7: constituents.quiet-days: -1 days is out of range",
		":7: constituents.zip-above: -1 bytes is out of range",
		":8: constituents.key: \"0x12345678\" is not the fingerprint",
		":9: constituents.scans: expected true or false",
		":9: constituents.quiet_days: unknown key: did you mean \"quiet-days\"?",
	};
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(*said); i++)
		refused(text, said[i]);
	refused("constituents = ( { name = \"a\"; } );", "prefixes is missing");
	refused("constituents = ( { name = \"a\"; prefixes = []; encrypt = true; } );",
		"constituents.encrypt: needs key = \"FINGERPRINT\";");
	refused("constituents = ( { name = \"a\\xe2\\x80\\xae\"; prefixes = []; } );",
		"is not a valid name: some bytes cannot be printed");
	refused("constituents = ( { name = \"a\"; prefixes = []; contacts = [ \"a@example.org\\r\\nBcc:x@example.org\" ]; } );",
		"is not a mail address");
	refused("constituents = ( { name = \"a\"; prefixes = []; contacts = [ \"-oQ@example.org\" ]; } );",
		"is not a mail address");
	refused("constituents = ( { name = \"a\"; prefixes = []; contacts = [ \"a@example.org\", \"a@example.org\" ]; } );",
		"duplicate \"a@example.org\"");
}

/* Errors about the merged tree have no line. */
static void several_files(void **state)
{
	static const char more[] =
		"constituents = ( { name = \"b\"; prefixes = [ \"192.0.2.0/24\" ]; } );";
	struct constituents *all;

	fixture_write("more.conf", more, strlen(more));
	all = load("constituents = ( { name = \"a\"; prefixes = []; } );\n@include \"more.conf\"\n");
	owner(all, "192.0.2.1", "b");
	constituents_free(all);
	fixture_write("more.conf", "defaults: { };\n", 15);
	refused("@include \"more.conf\"\n",
		"build/tmp/policy/constituents.conf: constituents is missing");
}

static int64_t interval_of(const char *text)
{
	char file[200];
	struct constituents *all;
	int64_t interval;

	snprintf(file, sizeof(file),
		 "constituents = ( { name = \"a\"; prefixes = []; interval = \"%s\"; } );",
		 text);
	all = load(file);
	interval = constituents_get(all, 0)->interval;
	constituents_free(all);
	return interval;
}

static void intervals(void **state)
{
	static const char *const bad[] = {
		"", "0", "1", "367d", "1y", "-1d", "05x", "d",
	};
	char file[200];
	size_t i;

	assert_int_equal(interval_of("0m"), 0);
	assert_int_equal(interval_of("0d"), 0);
	assert_int_equal(interval_of("05m"), 300);
	assert_int_equal(interval_of("15min"), 900);
	assert_int_equal(interval_of("366d"), 366 * 86400);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(file, sizeof(file),
			 "constituents = ( { name = \"a\"; prefixes = []; interval = \"%s\"; } );",
			 bad[i]);
		refused(file, "is not a time between two mails: \"0m\" to \"366d\"");
	}
}

/* Text in memory: no file is read. */
static void in_memory(void **state)
{
	struct config_messages messages = { 0 };
	struct constituents *all;

	all = constituents_parse("memory", systems, "192.0.2.0/24 64497\n",
				 &messages);
	assert_non_null(all);
	owner(all, "192.0.2.99", "a");
	constituents_free(all);
	assert_null(constituents_parse("memory", systems, NULL, &messages));
	assert_int_equal(messages.errors, 1);
	assert_null(constituents_parse("memory", "@include \"x\"\nconstituents = ();",
				       NULL, &messages));
	assert_int_equal(messages.errors, 2);
	config_messages_free(&messages);
}

/* 65,000 networks of 65 constituents: loaded, and each address found. */
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
		cmocka_unit_test(bad_entries),
		cmocka_unit_test(defaults),
		cmocka_unit_test(evidence),
		cmocka_unit_test(bad_evidence),
		cmocka_unit_test(by_system),
		cmocka_unit_test(bad_systems),
		cmocka_unit_test(bad_settings),
		cmocka_unit_test(several_files),
		cmocka_unit_test(intervals),
		cmocka_unit_test(in_memory),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
