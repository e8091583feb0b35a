// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_print.c - a model printed as text, and its digest */
#include "support/policy_fixture.h"

static struct policy *load_sample(void)
{
	struct policy *policy;

	free(fixture_load("etc/policy.conf", &policy));
	assert_non_null(policy);
	return policy;
}

/* Printed and loaded again, the model is the same. */
static void round_trip(struct policy *p)
{
	char *text = NULL, *again = NULL, *c;
	FILE *out;
	struct policy *q;
	size_t size, i;

	out = open_memstream(&text, &size);

	assert_int_equal(policy_print(p, out), 0);
	fclose(out);
	for (c = text; *c; c++)
		assert_true((unsigned char)*c >= 0x20 || *c == '\n' || *c == '\t');
	q = fixture_good("printed", text);
	assert_int_equal(policy_digest(p), policy_digest(q));
	assert_memory_equal(p->verdict, q->verdict, sizeof(p->verdict));
	assert_memory_equal(p->limit, q->limit, sizeof(p->limit));
	assert_int_equal(p->n_limits, q->n_limits);
	assert_memory_equal(p->limits, q->limits, sizeof(p->limits));
	assert_memory_equal(&p->queue, &q->queue, sizeof(p->queue));
	assert_memory_equal(&p->tracking, &q->tracking, sizeof(p->tracking));
	assert_int_equal(p->flows, q->flows);
	assert_int_equal(p->defrag, q->defrag);
	assert_int_equal(p->unnamed_off, q->unnamed_off);
	assert_int_equal(p->n_signatures, q->n_signatures);
	for (i = 0; i < p->n_signatures; i++)
		assert_memory_equal(&p->signatures[i].signature,
				    &q->signatures[i].signature,
				    sizeof(p->signatures[i].signature));
	assert_int_equal(p->window, q->window);
	assert_string_equal(p->store, q->store);
	assert_string_equal(p->sensor, q->sensor);
	assert_int_equal(p->monitor, q->monitor);
	assert_memory_equal(p->written, q->written, sizeof(p->written));
	assert_int_equal(p->repair, q->repair);
	assert_memory_equal(&p->retention, &q->retention, sizeof(p->retention));
	assert_memory_equal(&p->evidence, &q->evidence, sizeof(p->evidence));
	assert_int_equal(p->log_level, q->log_level);

	out = open_memstream(&again, &size);
	assert_int_equal(policy_print(q, out), 0);
	fclose(out);
	assert_string_equal(text, again);
	free(text);
	free(again);
	policy_free(q);
	policy_free(p);
}

static void test_round_trip(void **state)
{
	round_trip(load_sample());
	round_trip(fixture_good("trip1", ZONES));
	round_trip(fixture_good("trip2",
		"zones: { external: { interfaces = [\"*\"]; }; internal: { interfaces = [ \"l\\x6f\" ];\n"
		"prefixes = [ \"192.0.2.1\", \"2001:db8::/32\", \"192.0.2.128/25\" ]; }; };\n"
		"window = 60; store = \"/a \\\"b\\\" \\\\ \\x07\\x1b é\"; sensor = \"s\";\n"
		"ingress: { overflow = \"monitor\"; grey = \"accept\"; };\n"
		"egress: { overflow = \"accept\"; };\nlocal: { slammer = \"accept\"; truncated = \"monitor\"; };\n"
		"allow = ( { from = \"::/0\"; to = \"2001:db8::1\"; comment = \"\\\\ \\\" \\n\\x7f\"; },\n"
		"{ from = \"192.0.2.0/31\"; to = \"198.51.100.9\"; } );\n"));
	round_trip(fixture_good("trip3", ZONES
		"queue: { number = 9; fail = \"open\"; }; tracking: { inside = 2048; }; defrag = true;\nunnamed = \"off\";\n"
		"local: { overflow = \"limit 9/s\"; response = \"queue\"; };\n"
		"ingress: { overflow = \"limit 5/s\"; grey = \"limit 6/s burst 1\"; slammer = \"limit 1000000/s\"; };\n"
		"egress: { overflow = \"limit 5/s\"; grey = \"drop\"; heap = \"limit 7/s\"; signature = \"accept\"; };\n"
		"signatures = ( { name = \"all-0\"; port = 9; length = 0; comment = \"\\\"\"; }, " VARIANT ",\n"
		"{ name = \"x\"; port = 1; length = [ 1, 65535 ]; }, { name = \"y\"; port = 1; length = [ 0, 7 ]; } );\n"));
	round_trip(fixture_good("trip4", ZONES
		"mode = \"monitor\"; drift = \"repair\"; log = \"debug\";\n"
		"retention: { windows = 1; hours = 2; days = 3; };\n"
		"samples: { directory = \"/s\"; size = 5; age = 6; };\n"
		"metrics = \"/run/m\"; control: { admin = \"c\"; };\n"
		"constituents = \"/c\"; evidence: { packets = 1; targets = 2; };\n"
		"tracking: { flows = 0; };\n"
		"ingress: { overflow = \"limit 5/s\"; response = \"queue\"; };\n"));
}

/* The rules of unnamed, which no file has, tell that the kernel's only monitor. */
static void test_monitor_of_the_kernel(void **state)
{
	struct policy *p = fixture_good("kernels", ZONES "mode = \"monitor\";\n"
					"ingress: { slammer = \"accept\"; };\n");
	struct policy *kernels = policy_new(), *q;
	char *text = NULL;
	size_t size;
	FILE *out;

	memcpy(kernels->verdict, p->verdict, sizeof(p->verdict));
	policy_set_written(kernels);
	assert_true(kernels->monitor);
	out = open_memstream(&text, &size);
	assert_int_equal(policy_print(kernels, out), 0);
	fclose(out);
	assert_non_null(strstr(text, "mode = \"monitor\";"));
	assert_non_null(strstr(text, "zones: {\n};"));
	free(fixture_load(fixture_write("kernels", text, size), &q));
	assert_non_null(q);
	assert_int_equal(policy_digest(kernels), policy_digest(q));
	policy_free(q);

	/* one rule that drops, and it is none of a file's */
	kernels->verdict[DIRECTION_LOCAL][REASON_ECHO] = VERDICT_DROP;
	policy_set_written(kernels);
	assert_false(kernels->monitor);
	out = tmpfile();
	assert_non_null(out);
	assert_int_equal(policy_print(kernels, out), -1);
	fclose(out);
	free(text);
	policy_free(kernels);
	policy_free(p);
}

/* No key has only the worm without its variants. */
static void test_not_representable(void **state)
{
	struct policy *p = fixture_good("unsayable", ZONES);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	p->written[DIRECTION_LOCAL][REASON_WORM] = VERDICT_ACCEPT;
	assert_int_equal(policy_print(p, out), -1);
	p->written[DIRECTION_LOCAL][REASON_WORM] = VERDICT_DROP;
	p->written[DIRECTION_LOCAL][0] = VERDICT_DROP;
	assert_int_equal(policy_print(p, out), -1);
	p->written[DIRECTION_LOCAL][0] = VERDICT_ACCEPT;

	/* keys have buckets of their own; none without a rule; in their order */
	p->written[DIRECTION_LOCAL][REASON_ECHO] = VERDICT_LIMIT;
	p->written[DIRECTION_LOCAL][REASON_ANSWER] = VERDICT_LIMIT;
	p->limits[0] = p->limits[1] = (struct nfsl_limit){ 1, 1 };
	p->written_limit[DIRECTION_LOCAL][REASON_ECHO] = 1;
	p->written_limit[DIRECTION_LOCAL][REASON_ANSWER] = 1;
	p->n_written_limits = 1;
	assert_int_equal(policy_print(p, out), -1);
	p->written_limit[DIRECTION_LOCAL][REASON_ANSWER] = 2;
	p->n_written_limits = 3;
	assert_int_equal(policy_print(p, out), -1);
	p->n_written_limits = 2;
	p->written_limit[DIRECTION_LOCAL][REASON_ECHO] = 2;
	p->written_limit[DIRECTION_LOCAL][REASON_ANSWER] = 1;
	assert_int_equal(policy_print(p, out), -1);
	fclose(out);
	assert_string_equal(text, "");
	free(text);
	policy_free(p);
}

/* FNV-1a, implemented a second time. */
static uint64_t fnv(uint64_t h, uint64_t value)
{
	int i;

	for (i = 0; i < 8; i++)
		h = (h ^ (value >> (8 * i) & 255)) * 1099511628211ull;
	return h;
}

static uint64_t item(unsigned int kind, const uint64_t *words, size_t n)
{
	uint64_t h = fnv(14695981039346656037ull, kind);

	while (n--)
		h = fnv(h, *words++);
	return h;
}

static void test_digest(void **state)
{
	struct policy *p = fixture_good("digest",
		"zones: { external: { interfaces = [\"x*\"]; };\n"
		"internal: { interfaces = [\"y*\"]; prefixes = [\"192.0.2.0/24\"]; }; };\n"
		"egress: { truncated = \"accept\"; request = \"monitor\"; };\n"
		"ingress: { response = \"limit 6/s burst 7\"; };\nlocal: { response = \"queue\"; };\n"
		"queue: { number = 3; fail = \"open\"; };\ntracking: { inside = 4096; flows = 2048; };\ndefrag = true; unnamed = \"off\";\n"
		"signatures = ( " VARIANT " );\n"
		"allow = ( { from = \"::/0\"; to = \"2001:db8::1\"; } );\n");
	const struct nfsl_signature *s = &p->signatures[0].signature;
	const uint8_t *bytes = (const uint8_t *)s;
	uint64_t sum = 0, h;
	unsigned int d, r;
	size_t i;

	h = item(1, (uint64_t[]){ 1 }, 1);
	h = (h ^ 'x') * 1099511628211ull;
	sum += (h ^ '*') * 1099511628211ull;
	h = item(1, (uint64_t[]){ 2 }, 1);
	h = (h ^ 'y') * 1099511628211ull;
	sum += (h ^ '*') * 1099511628211ull;
	for (r = 16; r <= 18; r++)
		sum += item(2, (uint64_t[]){ 1, r, 1, 0 }, 4);
	for (d = 0; d < 5; d++)
		for (r = 0; r < 32; r++)
			if ((r == 12 && d != 1) || r == 14 || r == 21 || r == 23 || r == 24 || r == 26 ||
			    r == 27 || r == 28 || r == 30 || r == 31)
				sum += item(2, (uint64_t[]){ d, r, 2, 0 }, 4);
	sum += item(2, (uint64_t[]){ 0, 20, 3, 1 }, 4);
	sum += item(2, (uint64_t[]){ 3, 20, 4, 0 }, 4);
	sum += item(5, (uint64_t[]){ 1, 6, 7 }, 3);
	h = item(6, (uint64_t[]){ 0 }, 1);
	for (i = 0; i < sizeof(*s); i++)
		h = (h ^ bytes[i]) * 1099511628211ull;
	sum += h;
	sum += item(7, (uint64_t[]){ 3, 1 }, 2);
	sum += item(8, (uint64_t[]){ 0, 4096 }, 2);
	sum += item(9, (uint64_t[]){ 1 | 4 }, 1);
	sum += item(10, (uint64_t[]){ 2048 }, 1);
	sum += item(3, (uint64_t[]){ 0, 0xffffc0000200ull, 120 }, 3);
	sum += item(4, (uint64_t[]){ 0, 0, 0, 0x20010db800000000ull, 1, 128 }, 6);
	assert_int_equal(policy_digest(p), sum);
	policy_free(p);
}

#define ENTRY_A	"{ from = \"192.0.2.0/24\"; to = \"198.51.100.1\"; }"
#define SIGN_A	"{ name = \"a\"; port = 1; length = 1; }"
#define SIGN_B	"{ name = \"b\"; port = 2; length = 1; }"
#define QUEUE	"ingress: { other = \"queue\"; };"
#define ENTRY_B	"{ from = \"192.0.2.0/24\"; to = \"198.51.100.2\"; }"

static uint64_t digest_of(const char *text)
{
	const char *path = fixture_write("digests", text, strlen(text));
	struct policy *p;
	uint64_t digest;

	free(fixture_load(path, &p));
	assert_non_null(p);
	digest = policy_digest(p);
	policy_free(p);
	return digest;
}

static void test_digest_stable(void **state)
{
	uint64_t digest = digest_of(FULL "allow = ( " ENTRY_A ", " ENTRY_B " );");
	uint64_t signatures = digest_of(FULL "signatures = ( " SIGN_A ", " SIGN_B " );");
	uint64_t plain = digest_of(FULL);

	/* order, comments, duplicates, settings of the daemon */
	assert_int_equal(digest, digest_of("allow = ( " ENTRY_B ", " ENTRY_A " );" FULL));
	assert_int_equal(digest, digest_of(FULL "allow = ( " ENTRY_A ", " ENTRY_B ", " ENTRY_A " );"));
	assert_int_equal(digest, digest_of(FULL "# x\nwindow = 60; store = \"/x\"; sensor = \"y\";"
					   "allow = ( " ENTRY_A ", " ENTRY_B " );"));
	assert_int_equal(digest, digest_of(FULL "ingress: { slammer = \"drop\"; };"
					   "allow = ( " ENTRY_A ", " ENTRY_B " );"));
	/* settings without effect */
	assert_int_equal(plain, digest_of(FULL "queue: { number = 7; fail = \"open\"; };"));
	assert_int_equal(plain, digest_of(FULL "defrag = false;"));
	assert_int_equal(plain, digest_of(FULL "unnamed = \"protect\";"));
	assert_int_equal(plain, digest_of(FULL "evidence: { packets = 1; targets = 1; };"));
	assert_int_equal(digest_of(FULL "ingress: { other = \"limit 5/s\"; };"),
			 digest_of(FULL "ingress: { other = \"limit 5/s burst 5\"; };"));
	/* everything else */
	assert_int_not_equal(signatures, plain);
	assert_int_not_equal(signatures, digest_of(FULL "signatures = ( " SIGN_B ", " SIGN_A " );"));
	assert_int_not_equal(plain, digest_of(FULL "defrag = true;"));
	assert_int_not_equal(plain, digest_of(FULL "unnamed = \"off\";"));
	assert_int_not_equal(plain, digest_of(FULL "tracking: { outside = 1024; };"));
	assert_int_not_equal(plain, digest_of(FULL "tracking: { inside = 1024; };"));
	assert_int_not_equal(plain, digest_of(FULL "tracking: { flows = 0; };"));
	assert_int_not_equal(digest_of(FULL "tracking: { flows = 1024; };"),
			     digest_of(FULL "tracking: { flows = 2048; };"));
	assert_int_not_equal(digest_of(FULL QUEUE), digest_of(FULL QUEUE "queue: { number = 7; };"));
	assert_int_not_equal(digest_of(FULL QUEUE), digest_of(FULL QUEUE "queue: { fail = \"open\"; };"));
	assert_int_not_equal(digest_of(FULL "ingress: { other = \"limit 5/s\"; };"),
			     digest_of(FULL "ingress: { other = \"limit 5/s burst 6\"; };"));
	assert_int_not_equal(digest, digest_of(FULL "allow = ( " ENTRY_A " );"));
	assert_int_not_equal(digest, digest_of(FULL));
	assert_int_not_equal(digest, digest_of(ZONES "allow = ( " ENTRY_A ", " ENTRY_B " );"));
	assert_int_not_equal(digest, digest_of(FULL "ingress: { slammer = \"monitor\"; };"
					       "allow = ( " ENTRY_A ", " ENTRY_B " );"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_monitor_of_the_kernel),
		cmocka_unit_test(test_not_representable),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_digest_stable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
