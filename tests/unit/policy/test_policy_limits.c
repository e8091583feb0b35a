// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_limits.c - policies of the maximum size, and larger ones */
#include "support/policy_fixture.h"

#define HEAD	"zones: { external: { interfaces = [\"x*\"]; };\n" \
		"internal: { interfaces = [\"y*\"];\nprefixes = [\n"

struct text {
	char *bytes;
	size_t size;
	FILE *out;
};

static void text_open(struct text *t)
{
	t->out = open_memstream(&t->bytes, &t->size);
	assert_non_null(t->out);
}

static struct policy *load(struct text *t, const char *name, const char *expected)
{
	struct policy *policy;
	const char *path;
	char *said;

	fclose(t->out);
	path = fixture_write(name, t->bytes, t->size);
	said = fixture_load(path, &policy);
	fixture_expect(said, path, expected);
	free(said);
	free(t->bytes);
	return policy;
}

static struct policy *patterns(unsigned int n, const char *expected)
{
	struct text t;
	unsigned int i;

	text_open(&t);
	fputs("zones: { external: { interfaces = [\n", t.out);
	for (i = 0; i < n; i++)
		fprintf(t.out, "%s\"x%u*\"", i ? ",\n" : "", i);
	fputs("\n]; }; };\n", t.out);
	return load(&t, "patterns", expected);
}

static void test_patterns(void **state)
{
	struct policy *p = patterns(NFSL_PATTERNS_MAX, "");

	assert_int_equal(p->n_zones, NFSL_PATTERNS_MAX);
	policy_free(p);
	assert_null(patterns(NFSL_PATTERNS_MAX + 10,
		"@:258: zones.external.interfaces: more than 256 interface patterns: match several interfaces by one, such as \"lan*\"\n"));
}

static struct policy *prefixes(unsigned int n, const char *expected)
{
	struct text t;
	unsigned int i;

	text_open(&t);
	fputs(HEAD, t.out);
	for (i = 0; i < n; i++)
		fprintf(t.out, "%s\"10.%u.%u.0/24\"", i ? ",\n" : "", i >> 8, i & 255);
	fputs("\n]; }; };\n", t.out);
	return load(&t, "prefixes", expected);
}

static void test_prefixes(void **state)
{
	struct policy *p = prefixes(NFSL_INTERNAL_MAX, "");

	assert_int_equal(p->n_internal, NFSL_INTERNAL_MAX);
	policy_free(p);
	assert_null(prefixes(NFSL_INTERNAL_MAX + 10,
		"@:4100: zones.internal.prefixes: more than 4096 prefixes: aggregate adjacent ones\n"));
}

/* One prefix of each length; none contains another. */
static struct policy *lengths(unsigned int n, const char *expected)
{
	struct text t;
	unsigned int i;

	text_open(&t);
	fputs(HEAD, t.out);
	for (i = 0; i < n; i++)
		fprintf(t.out, "%s\"2001:db8:%x::/%u\"", i ? ",\n" : "", i + 1, i + 48);
	fputs("\n]; }; };\n", t.out);
	return load(&t, "lengths", expected);
}

static void test_lengths(void **state)
{
	struct policy *p = lengths(80, "");
	struct ruleset *r = policy_compile(p);

	assert_non_null(r);
	assert_int_equal(p->n_internal, 80);
	assert_true(prefixes_contain(&r->internal, (struct address){
		0x20010db800500000ull, 0 }));
	assert_false(prefixes_contain(&r->internal, (struct address){
		0x20010db800510000ull, 0 }));
	ruleset_free(r);
	policy_free(p);
}

/* Of IPv4 if @v4: then eight "from" of each length, and so on. */
static struct policy *pairs(unsigned int n, bool v4, const char *expected)
{
	struct text t;
	unsigned int i;

	text_open(&t);
	fputs(ZONES "allow = (\n", t.out);
	for (i = 0; i < n; i++)
		if (v4)
			fprintf(t.out, "%s{ from = \"10.%u.0.0/%u\"; to = \"11.0.0.0/%u\"; }",
				i ? ",\n" : "", i + 1, i / 8 + 16, i % 8 + 24);
		else
			fprintf(t.out, "%s{ from = \"2001:db8:%x::/%u\"; to = \"2001:db8:ffff::/%u\"; }",
				i ? ",\n" : "", i + 1, i / 8 + 48, i % 8 + 64);
	fputs("\n);\n", t.out);
	return load(&t, "pairs", expected);
}

/* As many pairs of lengths as there are entries. */
static void test_pairs(void **state)
{
	const struct address v4[] = { address_ip4(0x0a480001), address_ip4(0x0b000001) };
	const struct address v6[] = {
		{ 0x20010db800480000ull, 1 }, { 0x20010db8ffff0000ull, 1 },
	};
	struct policy *p = pairs(72, false, "");
	struct ruleset *r = policy_compile(p);

	assert_non_null(r);
	assert_int_equal(r->allow.ip6.nodes, 72);
	assert_true(pairs_contain(&r->allow, v6[0], v6[1]));
	assert_false(pairs_contain(&r->allow, v6[1], v6[0]));
	ruleset_free(r);
	policy_free(p);

	p = pairs(72, true, "");
	r = policy_compile(p);
	assert_non_null(r);
	assert_int_equal(r->allow.ip4.nodes, 72);
	assert_true(pairs_contain(&r->allow, v4[0], v4[1]));
	assert_false(pairs_contain(&r->allow, v4[1], v4[0]));
	ruleset_free(r);
	policy_free(p);
}

static struct policy *entries(unsigned int n, const char *expected)
{
	struct text t;
	unsigned int i;

	text_open(&t);
	fputs(ZONES "allow = (\n", t.out);
	for (i = 0; i < n; i++)
		fprintf(t.out, "%s{ from = \"10.%u.%u.%u\"; to = \"192.0.2.1\"; }",
			i ? ",\n" : "", i >> 16, i >> 8 & 255, i & 255);
	fputs("\n);\n", t.out);
	return load(&t, "entries", expected);
}

/*
 * NFSL_ALLOW_MAX of them take libconfig too long with the address sanitizer;
 * test_slammerctl.c tests that many with the program.
 */
static void test_entries(void **state)
{
	struct policy *p = entries(20000, "");
	struct ruleset *r = policy_compile(p);
	struct address to = address_ip4(0xc0000201);

	assert_int_equal(p->n_allow, 20000);
	assert_int_equal(p->allow[19999].position.line, 20002);
	assert_non_null(r);
	assert_true(pairs_contain(&r->allow, address_ip4(0x0a000000 + 19999), to));
	assert_false(pairs_contain(&r->allow, address_ip4(0x0a000000 + 20000), to));
	ruleset_free(r);
	policy_free(p);
}

static struct policy *signatures(unsigned int n, const char *expected)
{
	struct text t;
	unsigned int i;

	text_open(&t);
	fputs(ZONES "signatures = (\n", t.out);
	for (i = 0; i < n; i++)
		fprintf(t.out, "%s{ name = \"s%u\"; port = %u; length = 7; }",
			i ? ",\n" : "", i, i + 1);
	fputs("\n);\n", t.out);
	return load(&t, "signatures", expected);
}

static void test_signatures(void **state)
{
	struct policy *p = signatures(NFSL_SIGNATURES_MAX, "");
	struct ruleset *r = policy_compile(p);

	assert_non_null(r);
	assert_int_equal(r->signatures.count, NFSL_SIGNATURES_MAX);
	assert_int_equal(signatures_find(&r->signatures, 64, (const __u8 *)"", 0, 7), 63);
	ruleset_free(r);

	/* a model that is not from a file can exceed the limit */
	p->signatures = reallocarray(p->signatures, ++p->n_signatures,
				     sizeof(*p->signatures));
	p->signatures[p->n_signatures - 1] = p->signatures[0];
	assert_null(policy_compile(p));
	policy_free(p);

	assert_null(signatures(NFSL_SIGNATURES_MAX + 5,
		"@:67: signatures: more than 64 signatures: remove those that are no longer needed\n"));
}

/* Signatures of one port that any packet could come close to. */
static void test_signatures_of_a_port(void **state)
{
	struct policy *p;
	struct text t;
	unsigned int i, n;

	for (n = 32; n <= 33; n++) {
		text_open(&t);
		fputs(ZONES "signatures = (\n", t.out);
		for (i = 0; i < n; i++)
			fprintf(t.out, "%s{ name = \"s%u\"; port = 1434; match = ( { offset = %u; bytes = \"0102030405060708\"; } ); }",
				i ? ",\n" : "", i, i);
		fputs("\n);\n", t.out);
		p = load(&t, "port", n == 32 ? "" :
			"@:35: signatures: \"s32\": too many signatures of port 1434: each counts 1, and each of its matches 1, or 2 if it has more than 8 bytes; together they can be 64\n");
		assert_int_equal(!!p, n == 32);
		policy_free(p);
	}
}

/* libconfig's own macro for the line stops at 65535. */
static void test_lines(void **state)
{
	struct text t;
	unsigned int i;

	text_open(&t);
	fputs(ZONES, t.out);
	for (i = 0; i < 70000; i++)
		putc('\n', t.out);
	fputs("window = 7;\n", t.out);
	assert_null(load(&t, "lines",
		"@:70002: window: 7 seconds is out of range (10 to 86400)\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_signatures_of_a_port),
		cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
