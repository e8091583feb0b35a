// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_module.c - limits, queue, tracking, signatures: file to ruleset */
#include "support/policy_fixture.h"

static void expect_limit(const struct policy *p, enum slammer_direction d,
			 enum slammer_reason r, unsigned int number)
{
	assert_int_equal(p->verdict[d][r], number ? VERDICT_LIMIT : VERDICT_DROP);
	assert_int_equal(p->limit[d][r], number);
}

/* One bucket for each key in the file, numbered by direction and key. */
static void test_limits(void **state)
{
	struct policy *p = fixture_good("limits", ZONES
		"local: { other = \"limit 7/s\"; };\n"
		"egress: { request = \"limit 3/s burst 5\";\n overflow = \"limit 4/s\"; };\n"
		"ingress: { grey = \"limit 2/s\"; overflow = \"limit 1/s\"; long-response = \"queue\"; };\n");
	static const struct nfsl_limit limits[] = {
		{ 1, 1 }, { 2, 2 }, { 4, 4 }, { 3, 5 }, { 7, 7 },
	};
	static const unsigned int lines[] = { 5, 5, 4, 3, 2 };
	struct ruleset *r = policy_compile(p);
	size_t i;

	assert_int_equal(p->n_limits, 5);
	assert_memory_equal(p->limits, limits, sizeof(limits));
	for (i = 0; i < 5; i++)
		assert_int_equal(p->position.limit[i].line, lines[i]);
	expect_limit(p, DIRECTION_INGRESS, REASON_LONG_NAME, 1);
	expect_limit(p, DIRECTION_INGRESS, REASON_HEAP, 1);
	expect_limit(p, DIRECTION_INGRESS, REASON_GREY_NAME, 2);
	expect_limit(p, DIRECTION_INGRESS, REASON_WORM, 0);
	/* without a key of its own it shares the bucket */
	expect_limit(p, DIRECTION_EGRESS, REASON_GREY_NAME, 3);
	expect_limit(p, DIRECTION_EGRESS, REASON_HEAP, 3);
	expect_limit(p, DIRECTION_EGRESS, REASON_LIST, 4);
	expect_limit(p, DIRECTION_EGRESS, REASON_DAC, 4);
	expect_limit(p, DIRECTION_LOCAL, REASON_FOREIGN, 5);
	expect_limit(p, DIRECTION_LOCAL, REASON_BAD_LENGTH, 5);
	assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_LONG_ANSWER], VERDICT_QUEUE);
	assert_int_equal(p->limit[DIRECTION_INGRESS][REASON_LONG_ANSWER], 0);

	assert_memory_equal(r->limit, p->limit, sizeof(r->limit));
	assert_int_equal(r->limits[3].cost, 333333333);
	assert_int_equal(r->limits[3].depth, 5 * 333333333ull);
	ruleset_free(r);
	policy_free(p);
}

static void test_module(void **state)
{
	struct policy *p = fixture_good("module", ZONES);

	assert_int_equal(p->queue.number, 1434);
	assert_int_equal(p->queue.open, 0);
	assert_int_equal(p->tracking.outside, 0);
	assert_int_equal(p->tracking.inside, 0);
	assert_int_equal(p->flows, POLICY_FLOWS_DEFAULT);
	assert_false(p->defrag);
	assert_false(policy_queues(p));
	assert_int_equal(policy_flags(p), 0);
	policy_free(p);
	p = fixture_good("module", ZONES "queue: { number = 0; fail = \"open\"; };\n"
		"tracking: { outside = 1024;\n inside = 1048576;\n flows = 2048; };\ndefrag = true;\n"
		"local: { truncated = \"queue\"; };\n");
	assert_int_equal(p->queue.number, 0);
	assert_int_equal(p->queue.open, 1);
	assert_int_equal(p->tracking.outside, 1024);
	assert_int_equal(p->tracking.inside, 1048576);
	assert_int_equal(p->flows, 2048);
	assert_true(p->defrag);
	assert_int_equal(p->position.queue.line, 2);
	assert_int_equal(p->position.tracking.line, 3);
	assert_int_equal(p->position.flows.line, 5);
	assert_int_equal(p->position.defrag.line, 6);
	assert_true(policy_queues(p));
	assert_int_equal(policy_flags(p), NFSL_FLAG_DEFRAG);
	policy_free(p);
	p = fixture_good("module", ZONES "queue: { fail = \"closed\"; };\ndefrag = false;\n");
	assert_int_equal(p->queue.number, 1434);
	assert_int_equal(p->queue.open, 0);
	assert_false(p->defrag);
	policy_free(p);
}

/* The rules of unnamed are the built-in ones, and monitor mode is for them too. */
static void test_unnamed(void **state)
{
	static const char *const modes[] = { "enforce", "monitor" };
	unsigned int i, reason, drop, verdict;
	char text[128];
	struct policy *p;

	for (i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), ZONES "mode = \"%s\";\n", modes[i]);
		p = fixture_good("unnamed", text);
		assert_false(p->unnamed_off);
		assert_int_equal(policy_flags(p), 0);
		drop = i ? VERDICT_MONITOR : VERDICT_DROP;
		for (reason = 0; reason < REASON_COUNT; reason++) {
			verdict = p->verdict[DIRECTION_UNNAMED][reason];
			if (reason < REASON_FIRST_RULED || !reason_known(reason) ||
			    ruleset_default(reason) == VERDICT_ACCEPT)
				assert_int_equal(verdict, VERDICT_ACCEPT);
			else
				assert_int_equal(verdict, drop);
		}
		policy_free(p);
	}
	p = fixture_good("unnamed", ZONES "unnamed = \"off\";\ndefrag = true;\n");
	assert_true(p->unnamed_off);
	assert_int_equal(p->position.unnamed.line, 2);
	assert_int_equal(policy_flags(p),
			 NFSL_FLAG_DEFRAG | NFSL_FLAG_UNNAMED_OFF);
	policy_free(p);
	p = fixture_good("unnamed", ZONES "unnamed = \"protect\";\n");
	assert_false(p->unnamed_off);
	policy_free(p);
}

static void test_signatures(void **state)
{
	struct policy *p = fixture_good("signatures", ZONES
		"signatures = ( " VARIANT ",\n{ name = \"B.2_\"; port = 65535; length = 12; },\n"
		"{ name = \"c\"; port = 53; match = ( { offset = 2; bytes = \"\t00 0102\"; } ); } );\n"
		"egress: { signature = \"monitor\"; };\n");
	const struct nfsl_signature *s = &p->signatures[0].signature;
	struct nfsl_signature variant = {
		.name = "next-variant", .port = 1434, .length_min = 3,
		.length_max = 2000, .matches = 2, .match = {
			{ 0, 2, 0, { 4, 0x10 }, { 0xff, 0xf0 } },
			{ 1023, 1, 0, { 0xaa }, { 0xff } },
		},
	};
	size_t i;

	assert_int_equal(p->n_signatures, 3);
	assert_memory_equal(s, &variant, sizeof(variant));
	assert_string_equal(p->signatures[0].comment, "c");
	assert_int_equal(p->signatures[0].position.line, 2);
	assert_int_equal(p->signatures[1].position.line, 4);
	assert_null(p->signatures[1].comment);
	s = &p->signatures[1].signature;
	assert_string_equal(s->name, "B.2_");
	assert_int_equal(s->length_min, 12);
	assert_int_equal(s->length_max, 12);
	assert_int_equal(s->matches, 0);
	s = &p->signatures[2].signature;
	assert_int_equal(s->length_min, 0);
	assert_int_equal(s->length_max, 65535);
	assert_int_equal(s->match[0].length, 3);
	assert_int_equal(s->match[0].mask[2], 0xff);
	assert_int_equal(s->match[0].mask[3], 0);
	for (i = 0; i < 3; i++)
		assert_true(signature_valid(&p->signatures[i].signature));
	assert_int_equal(p->verdict[DIRECTION_EGRESS][REASON_SIGNATURE], VERDICT_MONITOR);
	assert_int_equal(p->verdict[DIRECTION_INGRESS][REASON_SIGNATURE], VERDICT_DROP);
	policy_free(p);
}

/* Datagrams to ports other than 1434 match signatures only. */
static void test_signatures_decide(void **state)
{
	static const uint8_t frame[28 + 3] = {
		0x45, 0, 0, 31, 0, 0, 0, 0, 64, 17, 0, 0,
		198, 51, 100, 7, 192, 0, 2, 10,
		0x30, 0x39, 0x07, 0xd0, 0, 11, 0, 0, 7, 0x5a, 9,
	};
	struct policy *p = fixture_good("decide", ZONES
		"signatures = ( { name = \"a\"; port = 2000; length = [ 4, 9 ]; },\n"
		"{ name = \"b\"; port = 2000; length = 3; match = ( { offset = 1; bytes = \"57\"; mask = \"f0\"; } ); } );\n"
		"ingress: { signature = \"limit 5/s\"; };\n");
	struct ruleset *r = policy_compile(p);
	struct packet packet = { .family = 0 };
	struct decision d;

	assert_non_null(r);
	assert_int_equal(packet_inspect(frame, sizeof(frame), sizeof(frame),
					ETHERTYPE_IP4, 0, &r->signatures, &packet),
			 REASON_SIGNATURE);
	assert_int_equal(packet.signature, 2);
	d = ruleset_decide(r, ZONE_EXTERNAL, REASON_SIGNATURE, &packet);
	assert_int_equal(d.verdict, VERDICT_LIMIT);
	assert_int_equal(r->limit[d.direction][REASON_SIGNATURE], 1);
	ruleset_free(r);
	policy_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_unnamed),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_signatures_decide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
