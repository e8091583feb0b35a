// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_vector_tables.c - policies on collisions, clients and one of each reason
 *
 * The policies are those of the lab's checks, so both test the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/error.h"
#include "common/names.h"
#include "support/policy_fixture.h"
#include "vectors/vector.h"

#define VECTORS		"tests/vectors/vectors.txt"
#define SHIPPED		"etc/policy.conf"
#define CLIENTS		"tests/lab/guest/clients.conf"
#define EVERY		"tests/lab/guest/every.conf"

/* The decision on one vector. */
struct outcome {
	struct packet packet;
	enum slammer_reason reason;
	struct decision decision;
};

static struct vectors *vectors;

/* Replace every @what in @text by @word. */
static void replace(char *text, size_t size, const char *what, const char *word)
{
	char *at = text;

	while ((at = strstr(at, what))) {
		size_t old = strlen(what), new = strlen(word);

		assert_true(strlen(text) + new < size);
		memmove(at + new, at + old, strlen(at + old) + 1);
		memcpy(at, word, new);
		at += new;
	}
}

/* The policy in @path, optionally with @verdict for everything. */
static struct ruleset *policy(const char *path, const char *verdict)
{
	struct ruleset *ruleset;
	struct policy *model;
	char text[8192];
	size_t n;
	FILE *in;

	in = fopen(path, "r");
	assert_non_null(in);
	n = fread(text, 1, sizeof(text) - 1, in);
	assert_true(n && n < sizeof(text) - 1);
	fclose(in);
	text[n] = '\0';
	if (verdict) {
		replace(text, sizeof(text), "VERDICT", verdict);
		replace(text, sizeof(text), "FAIL", "open");
	}
	model = policy_load(fixture_write("tables.conf", text, strlen(text)),
			    &(struct config_messages){ 0 });
	assert_non_null(model);
	ruleset = policy_compile(model);
	assert_non_null(ruleset);
	policy_free(model);
	return ruleset;
}

static struct outcome decide(const struct ruleset *ruleset,
			     const struct vector *v, enum slammer_zone zone)
{
	struct outcome out = { .reason = REASON_COUNT };
	struct frame frame;

	assert_int_equal(vector_build(v, NULL, NULL, &frame), 0);
	out.reason = packet_inspect(frame.bytes + VECTOR_ETHERNET,
				    (uint32_t)frame.captured - VECTOR_ETHERNET,
				    (uint32_t)frame.length - VECTOR_ETHERNET,
				    load_be16(frame.bytes + 12), 0,
				    &ruleset->signatures, &out.packet);
	out.decision = ruleset_decide(ruleset, zone, out.reason, &out.packet);
	return out;
}

/* Has every vector with @tag the @verdict in @zone? Prints those that do not. */
static unsigned int differ(const struct ruleset *ruleset, const char *tag,
			   const char *tag2, enum slammer_zone zone,
			   enum slammer_verdict verdict)
{
	unsigned int wrong = 0, seen = 0;
	size_t i;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		struct outcome out;

		if (!vector_tagged(v, tag) || (tag2 && !vector_tagged(v, tag2)))
			continue;
		seen++;
		out = decide(ruleset, v, zone);
		if (out.decision.verdict == verdict)
			continue;
		wrong++;
		print_error("%s from %s: %s, not %s\n", v->name, zone_name(zone),
			    verdict_name(out.decision.verdict),
			    verdict_name(verdict));
	}
	assert_true(seen > 20);
	return wrong;
}

/* Datagrams to port 1434 of other protocols: in and out, by v4 and by v6. */
static void test_collisions_are_whole(void **state)
{
	static const char *const protocols[] = {
		"dns-id-04", "ntp", "quic-long", "quic-short", "sip", "stun",
		"rtp", "wireguard-initiation", "wireguard-response",
		"wireguard-cookie", "wireguard-keepalive", "wireguard-data",
		"dtls-client-hello", "dtls-data"
	};
	static const char *const ways[] = { "", "-in6", "-out", "-out6" };
	struct ruleset *ruleset = policy(SHIPPED, NULL);
	size_t i, k;

	for (i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		for (k = 0; k < 4; k++) {
			const struct vector *v;
			struct outcome out;
			char name[64];

			snprintf(name, sizeof(name), "%s%s", protocols[i],
				 ways[k]);
			v = vectors_find(vectors, name);
			if (!v || !vector_tagged(v, "collision"))
				fail_msg("there is no collision \"%s\"", name);
			out = decide(ruleset, v, ZONE_INTERNAL);
			assert_int_equal(out.packet.dport, SSRP_PORT);
			assert_int_equal(out.packet.family, k % 2 ? 6 : 4);
			assert_int_equal(out.decision.direction, k < 2 ?
					 DIRECTION_INTERNAL : DIRECTION_EGRESS);
		}
	}
	ruleset_free(ruleset);
}

/* The shipped policy lets all of them through; blocking the port, none. */
static void test_collisions(void **state)
{
	struct ruleset *shipped = policy(SHIPPED, NULL);
	struct ruleset *block = policy(EVERY, "drop");
	unsigned int wrong = 0;
	enum slammer_zone zone;

	for (zone = ZONE_EXTERNAL; zone <= ZONE_LOCAL; zone++) {
		wrong += differ(shipped, "collision", NULL, zone,
				VERDICT_ACCEPT);
		wrong += differ(block, "collision", NULL, zone, VERDICT_DROP);
	}
	assert_int_equal(wrong, 0);
	ruleset_free(shipped);
	ruleset_free(block);
}

/* Each client of the table, where it is permitted and where it is not. */
static void test_clients(void **state)
{
	struct ruleset *ruleset = policy(CLIENTS, NULL);
	unsigned int wrong = 0;
	enum slammer_zone zone;

	for (zone = ZONE_EXTERNAL; zone <= ZONE_LOCAL; zone++)
		wrong += differ(ruleset, "client", "permitted", zone,
				VERDICT_ACCEPT);
	wrong += differ(ruleset, "client", "stranger", ZONE_EXTERNAL,
			VERDICT_DROP);
	assert_int_equal(wrong, 0);
	ruleset_free(ruleset);
}

/* One verdict for everything holds for all vectors, in all zones. */
static void test_matrix(void **state)
{
	static const struct { const char *text; enum slammer_verdict verdict; }
	cases[] = {
		{ "accept", VERDICT_ACCEPT }, { "monitor", VERDICT_MONITOR },
		{ "drop", VERDICT_DROP }, { "limit 10/s burst 5", VERDICT_LIMIT },
		{ "queue", VERDICT_QUEUE },
	};
	unsigned int wrong = 0;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ruleset *ruleset = policy(EVERY, cases[i].text);
		enum slammer_zone zone;

		for (zone = ZONE_EXTERNAL; zone <= ZONE_LOCAL; zone++)
			wrong += differ(ruleset, "matrix", NULL, zone,
					cases[i].verdict);
		ruleset_free(ruleset);
	}
	assert_int_equal(wrong, 0);
}

/* Each reason in each direction, over IPv4 and IPv6, as a kernel can see it. */
static void test_matrix_is_whole(void **state)
{
	bool seen[DIRECTION_COUNT][REASON_COUNT][2] = { 0 };
	struct ruleset *ruleset = policy(EVERY, "accept");
	enum slammer_zone zone;
	unsigned int d, r, v6;
	size_t i;

	for (i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];

		if (!vector_tagged(v, "matrix"))
			continue;
		for (zone = ZONE_EXTERNAL; zone <= ZONE_LOCAL; zone++) {
			struct outcome out = decide(ruleset, v, zone);

			if (zone == ZONE_LOCAL ? v->local : v->play)
				seen[out.decision.direction][out.reason]
				    [out.packet.family == 6] = true;
		}
	}
	/* policy does not rule unnamed; a packet alone is never solicited */
	for (d = 0; d < DIRECTION_UNNAMED; d++)
		for (r = REASON_FIRST_RULED; r < REASON_COUNT; r++)
			for (v6 = 0; v6 < 2 && reason_known(r); v6++)
				if (!seen[d][r][v6] && r != REASON_SOLICITED)
					fail_msg("no vector is %s %s over IPv%c",
						 direction_name(d),
						 reason_name(r),
						 v6 ? '6' : '4');
	ruleset_free(ruleset);
}

static int setup(void **state)
{
	struct error error;

	vectors = vectors_load(VECTORS, &error);
	if (!vectors)
		print_error("%s\n", error.text);
	return vectors ? 0 : -1;
}

static int teardown(void **state)
{
	vectors_free(vectors);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_collisions_are_whole),
		cmocka_unit_test(test_collisions),
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_matrix_is_whole),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
