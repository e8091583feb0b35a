// SPDX-License-Identifier: GPL-2.0-or-later
/* test_ruleset.c - zone, packet and reason -> direction, verdict, allow entries */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/names.h"
#include "nfslammer/pairs_build.h"
#include "nfslammer/ruleset.h"

static struct ruleset rs;

/* Client and server of the only allow entry; INSIDE is in the internal prefix. */
#define CLIENT		address_ip4(0xc6336407)	/* 198.51.100.7 */
#define SERVER		address_ip4(0xc000020a)	/* 192.0.2.10 */
#define INSIDE		address_ip4(0xc0000242)	/* 192.0.2.66 */
#define STRANGER	address_ip4(0xcb007142)	/* 203.0.113.66 */

static void *build_alloc(__u32 n, __u32 size)
{
	return calloc(n, size);
}

static const struct build_memory memory = { .alloc = build_alloc, .free = free };

static int setup(void **state)
{
	struct prefix inside = { address_ip4(0xc0000200), 120 };
	struct pair allowed = { { address_ip4(0xc6336400), 120 }, { SERVER, 128 } };

	memset(&rs, 0, sizeof(rs));
	assert_int_equal(prefixes_build(&rs.internal, &inside, 1, &memory), 0);
	assert_int_equal(pairs_build(&rs.allow, &allowed, 1, &memory), 0);
	return 0;
}

static int teardown(void **state)
{
	prefixes_free(&rs.internal, &memory);
	pairs_free(&rs.allow, &memory);
	return 0;
}

static void rules(uint8_t verdict)
{
	int d, r;

	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = REASON_FIRST_RULED; r < REASON_COUNT; r++)
			rs.verdict[d][r] = verdict;
}

static struct decision decide(enum slammer_zone zone, int reason,
			      struct address src, struct address dst)
{
	struct packet pkt = { .src = src, .dst = dst };

	return ruleset_decide(&rs, zone, (enum slammer_reason)reason, &pkt);
}

static void test_directions(void **state)
{
	static const struct {
		enum slammer_zone zone;
		bool to_inside;
		enum slammer_direction direction;
	} cases[] = {
		{ ZONE_EXTERNAL, true, DIRECTION_INGRESS },
		{ ZONE_EXTERNAL, false, DIRECTION_INGRESS },
		{ ZONE_INTERNAL, true, DIRECTION_INTERNAL },
		{ ZONE_INTERNAL, false, DIRECTION_EGRESS },
		{ ZONE_LOCAL, true, DIRECTION_LOCAL },
		{ ZONE_LOCAL, false, DIRECTION_LOCAL },
		{ ZONE_UNNAMED, true, DIRECTION_UNNAMED },
		{ ZONE_UNNAMED, false, DIRECTION_UNNAMED },
	};
	size_t i;
	int r;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (r = REASON_FIRST_RULED; r < REASON_COUNT; r++)
			assert_int_equal(
				decide(cases[i].zone, r, STRANGER,
				       cases[i].to_inside ? SERVER : STRANGER)
					.direction,
				cases[i].direction);
}

/* What no router forwards is internal, but only from zone internal. */
static void test_link_scope(void **state)
{
	static const struct { uint64_t hi, lo; bool link; } cases[] = {
		{ 0xfe80000000000000, 1, true }, { 0xfebfffffffffffff, 1, true },
		{ 0xfec0000000000000, 1, false }, { 0xfe7fffffffffffff, 1, false },
		{ 0xff02000000000000, 1, true }, { 0xff02ffffffffffff, ~0ull, true },
		{ 0xff12000000000000, 1, true }, { 0xff01000000000000, 1, false },
		{ 0xff03000000000000, 1, false }, { 0xff05000000000000, 1, false },
		{ 0xff0e000000000000, 1, false }, { 0, 0xffffffff, false },
		{ 0, 0xffffffffffff, true }, { 0, 0xfffffffffffe, false },
		{ 0, 0xffffe0000000, true }, { 0, 0xffffe00000ff, true },
		{ 0, 0xffffe0000100, false }, { 0, 0xffffdfffffff, false },
		/* the broadcast address of the internal prefix, and of another */
		{ 0, 0xffffc00002ff, true }, { 0, 0xffffc63364ff, false },
	};
	enum slammer_direction direction;
	struct address dst;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		dst = (struct address){ cases[i].hi, cases[i].lo };
		direction = decide(ZONE_INTERNAL, REASON_LIST, INSIDE, dst).direction;
		assert_int_equal(direction, cases[i].link ? DIRECTION_INTERNAL :
							    DIRECTION_EGRESS);
		direction = decide(ZONE_EXTERNAL, REASON_LIST, INSIDE, dst).direction;
		assert_int_equal(direction, DIRECTION_INGRESS);
		direction = decide(ZONE_LOCAL, REASON_LIST, INSIDE, dst).direction;
		assert_int_equal(direction, DIRECTION_LOCAL);
	}
}

/* Packets without a rule pass, in the direction of their zone. */
static void test_without_rule(void **state)
{
	int r;

	memset(rs.verdict, VERDICT_DROP, sizeof(rs.verdict));
	for (r = 0; r < REASON_FIRST_RULED; r++) {
		struct decision d = decide(ZONE_INTERNAL, r, INSIDE, SERVER);

		assert_int_equal(d.verdict, VERDICT_ACCEPT);
		assert_int_equal(d.direction, DIRECTION_EGRESS);
		assert_int_equal(d.allowed, 0);
		d = decide(ZONE_EXTERNAL, r, STRANGER, SERVER);
		assert_int_equal(d.verdict, VERDICT_ACCEPT);
		assert_int_equal(d.direction, DIRECTION_INGRESS);
		d = decide(ZONE_LOCAL, r, STRANGER, SERVER);
		assert_int_equal(d.verdict, VERDICT_ACCEPT);
		assert_int_equal(d.direction, DIRECTION_LOCAL);
		d = decide(ZONE_UNNAMED, r, STRANGER, SERVER);
		assert_int_equal(d.verdict, VERDICT_ACCEPT);
		assert_int_equal(d.direction, DIRECTION_UNNAMED);
	}
}

/* A solicited packet is never queued: the program would judge it alone. */
static int effect(int reason, int verdict)
{
	return reason == REASON_SOLICITED && verdict == VERDICT_QUEUE ?
		VERDICT_ACCEPT : verdict;
}

/* A rule decides one direction and one reason, and no other. */
static void test_one_rule(void **state)
{
	int d, r, v, reason, zone;

	for (d = 0; d < DIRECTION_COUNT; d++) {
		for (r = REASON_FIRST_RULED; r < REASON_COUNT; r++) {
			for (v = 0; v < VERDICT_COUNT; v++) {
				rules(VERDICT_ACCEPT);
				rs.verdict[d][r] = (uint8_t)v;
				for (reason = REASON_FIRST_RULED;
				     reason < REASON_COUNT; reason++) {
					for (zone = ZONE_EXTERNAL;
					     zone < ZONE_COUNT; zone++) {
						struct decision is = decide(
							(enum slammer_zone)zone,
							reason, INSIDE, INSIDE);

						assert_int_equal(is.verdict,
							is.direction == d &&
							reason == r ?
							effect(r, v) : 0);
					}
				}
			}
		}
	}
}

static bool exempt(int reason)
{
	return !reason_is_attack((uint32_t)reason) &&
	       !reason_is_unjudged((uint32_t)reason);
}

/* What an allow entry lets through where everything is dropped. */
static void test_allow(void **state)
{
	int r, zone;

	rules(VERDICT_DROP);
	for (r = REASON_FIRST_RULED; r < REASON_COUNT; r++) {
		bool answer = reason_class((uint32_t)r) == CLASS_RESPONSE;

		for (zone = ZONE_EXTERNAL; zone < ZONE_COUNT; zone++) {
			enum slammer_zone z = (enum slammer_zone)zone;
			struct decision asks = decide(z, r, CLIENT, SERVER);
			struct decision answers = decide(z, r, SERVER, CLIENT);

			assert_int_equal(asks.allowed, exempt(r) && !answer);
			assert_int_equal(answers.allowed, exempt(r) && answer);
			assert_int_equal(asks.verdict, asks.allowed ?
					 VERDICT_ACCEPT : VERDICT_DROP);
			assert_int_equal(answers.verdict, answers.allowed ?
					 VERDICT_ACCEPT : VERDICT_DROP);
			assert_int_equal(decide(z, r, STRANGER, SERVER).verdict,
					 VERDICT_DROP);
			assert_int_equal(decide(z, r, CLIENT, INSIDE).verdict,
					 VERDICT_DROP);
			assert_int_equal(decide(z, r, INSIDE, CLIENT).verdict,
					 VERDICT_DROP);
			assert_int_equal(decide(z, r, SERVER, STRANGER).verdict,
					 VERDICT_DROP);
		}
	}
}

/* No entry lets through an attack, not even of a permitted client. */
static void test_attacks_are_never_allowed(void **state)
{
	static const char *const attacks[] = {
		"worm", "worm-variant", "long-name", "grey-name", "heap",
		"echo", "signature", "long-answer"
	};
	size_t i;

	rules(VERDICT_DROP);
	for (i = 0; i < sizeof(attacks) / sizeof(*attacks); i++) {
		int r = reason_number(attacks[i]);

		assert_true(r >= 0);
		assert_int_equal(decide(ZONE_EXTERNAL, r, CLIENT, SERVER).verdict,
				 VERDICT_DROP);
		assert_int_equal(decide(ZONE_EXTERNAL, r, SERVER, CLIENT).verdict,
				 VERDICT_DROP);
	}
	for (i = 0; i < REASON_COUNT; i++) {
		bool named = false;
		size_t a;

		if (!reason_known((uint32_t)i))
			continue;
		for (a = 0; a < sizeof(attacks) / sizeof(*attacks); a++)
			named |= !strcmp(reason_name((unsigned int)i), attacks[a]);
		assert_int_equal(reason_is_attack((uint32_t)i), named);
	}
}

/* An entry overrides a limit and a queue, but not for an attack. */
static void test_allowed_overrides_limit_and_queue(void **state)
{
	static const uint8_t verdicts[] = { VERDICT_LIMIT, VERDICT_QUEUE };
	struct decision d;
	size_t i;

	for (i = 0; i < 2; i++) {
		rules(verdicts[i]);
		d = decide(ZONE_EXTERNAL, REASON_LIST, CLIENT, SERVER);
		assert_int_equal(d.verdict, VERDICT_ACCEPT);
		assert_int_equal(d.allowed, 1);
		d = decide(ZONE_EXTERNAL, REASON_LIST, STRANGER, SERVER);
		assert_int_equal(d.verdict, verdicts[i]);
		assert_int_equal(d.allowed, 0);
		d = decide(ZONE_EXTERNAL, REASON_SIGNATURE, CLIENT, SERVER);
		assert_int_equal(d.verdict, verdicts[i]);
	}
}

/* An entry turns "monitor" into "accept" too; @allowed only if it changed that. */
static void test_allowed_is_reported(void **state)
{
	struct decision d;

	rules(VERDICT_MONITOR);
	d = decide(ZONE_EXTERNAL, REASON_LIST, CLIENT, SERVER);
	assert_int_equal(d.verdict, VERDICT_ACCEPT);
	assert_int_equal(d.allowed, 1);
	d = decide(ZONE_EXTERNAL, REASON_LIST, STRANGER, SERVER);
	assert_int_equal(d.verdict, VERDICT_MONITOR);
	assert_int_equal(d.allowed, 0);
	rules(VERDICT_ACCEPT);
	d = decide(ZONE_EXTERNAL, REASON_LIST, CLIENT, SERVER);
	assert_int_equal(d.verdict, VERDICT_ACCEPT);
	assert_int_equal(d.allowed, 0);
}

static void test_defaults(void **state)
{
	int r;

	for (r = 0; r < REASON_COUNT; r++) {
		if (!reason_known((uint32_t)r))
			continue;
		assert_int_equal(ruleset_default((enum slammer_reason)r),
				 exempt(r) ? VERDICT_ACCEPT : VERDICT_DROP);
	}
	assert_int_equal(ruleset_default(REASON_WORM), VERDICT_DROP);
	assert_int_equal(ruleset_default(REASON_TRUNCATED), VERDICT_DROP);
	assert_int_equal(ruleset_default(REASON_INSTANCE), VERDICT_ACCEPT);
	assert_int_equal(ruleset_default(REASON_ANSWER), VERDICT_ACCEPT);
}

/* Every item changes the digest, each differently. */
static void test_digest(void **state)
{
	struct prefix p = { address_ip4(0xc0000200), 120 };
	struct prefix q = { address_ip4(0xc0000200), 121 };
	struct pair pq = { p, q }, qp = { q, p };
	struct nfsl_limit l56 = { 5, 6 }, l65 = { 6, 5 };
	struct nfsl_queue q0 = { 7, 0, 0 }, q1 = { 7, 1, 0 }, q8 = { 8, 0, 0 };
	struct nfsl_tracking t01 = { 0, 1024 }, t10 = { 1024, 0 };
	struct nfsl_signature a = { .name = "a", .port = 1 };
	struct nfsl_signature b = { .name = "b", .port = 1 };
	struct nfsl_signature c = { .name = "a", .port = 1,
				    .match[7].mask[15] = 1 };
	uint64_t items[] = {
		digest_zone(ZONE_EXTERNAL, "wan*", 4),
		digest_zone(ZONE_INTERNAL, "wan*", 4),
		digest_zone(ZONE_EXTERNAL, "wan", 3),
		digest_rule(DIRECTION_INGRESS, REASON_LIST, VERDICT_DROP, 0),
		digest_rule(DIRECTION_EGRESS, REASON_LIST, VERDICT_DROP, 0),
		digest_rule(DIRECTION_INGRESS, REASON_DAC, VERDICT_DROP, 0),
		digest_rule(DIRECTION_INGRESS, REASON_LIST, VERDICT_MONITOR, 0),
		digest_rule(DIRECTION_INGRESS, REASON_LIST, VERDICT_LIMIT, 1),
		digest_rule(DIRECTION_INGRESS, REASON_LIST, VERDICT_LIMIT, 2),
		digest_limit(1, &l56), digest_limit(2, &l56),
		digest_limit(1, &l65),
		digest_queue(&q0), digest_queue(&q1), digest_queue(&q8),
		digest_tracking(&t01), digest_tracking(&t10),
		digest_flows(0), digest_flows(1024), digest_flows(2),
		digest_flags(NFSL_FLAG_DEFRAG), digest_flags(2),
		digest_signature(0, &a), digest_signature(1, &a),
		digest_signature(0, &b), digest_signature(0, &c),
		digest_internal(&p), digest_internal(&q),
		digest_allow(&pq), digest_allow(&qp),
	};
	size_t i, j, n = sizeof(items) / sizeof(*items);

	for (i = 0; i < n; i++) {
		assert_true(items[i]);
		for (j = 0; j < i; j++)
			assert_true(items[i] != items[j]);
	}
	/* published test vector of FNV-1a, 64 bits: "foobar" */
	assert_true(digest_bytes(0xcbf29ce484222325ull,
				 (const __u8 *)"foobar", 6) ==
		    0x85944171f73967e8ull);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_directions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_link_scope, setup, teardown),
		cmocka_unit_test_setup_teardown(test_without_rule, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_rule, setup, teardown),
		cmocka_unit_test_setup_teardown(test_allow, setup, teardown),
		cmocka_unit_test_setup_teardown(test_attacks_are_never_allowed,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_allowed_is_reported, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_allowed_overrides_limit_and_queue,
						setup, teardown),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
