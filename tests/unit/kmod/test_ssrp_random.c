// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_ssrp_random.c - how much of random payloads is taken for an attack or SSRP
 *
 * Shadowsocks, obfuscated VPNs and media look like this. Prints the rate of each
 * opcode, by which ssrp.h says what a bystander looks like.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/names.h"
#include "lab/tools/mutate.h"
#include "nfslammer/ssrp.h"

#define SEED		20030125
#define COUNT		1000000
#define SHORTEST	17
#define LONGEST		1200

/* What was measured: datagrams by first byte and reason, and of all. */
struct rates {
	unsigned int hits[256];
	unsigned int reasons[REASON_COUNT];
	unsigned int all;
};

static const uint8_t opcodes[] = { 0x02, 0x03, 0x04, 0x05, 0x08, 0x0a, 0x0f };

static void fill(uint8_t *p, size_t length, uint64_t *random)
{
	uint64_t word;
	size_t i;

	for (i = 0; i < length; i += sizeof(word)) {
		word = mutate_next(random);
		memcpy(p + i, &word, sizeof(word));
	}
}

/* Everything that the shipped policy does not let a stranger send. */
static struct rates measure(uint16_t sport, uint16_t dport, size_t shortest,
			    size_t longest)
{
	uint8_t p[LONGEST + 8];
	struct rates rates = { .all = 0 };
	uint64_t random = SEED;
	enum slammer_reason reason;
	unsigned int i;
	size_t length;

	for (i = 0; i < COUNT; i++) {
		length = shortest + mutate_below(&random, longest - shortest + 1);
		fill(p, length, &random);
		reason = ssrp_classify(p, (uint32_t)length, (uint32_t)length,
				       sport, dport);
		if (reason_class(reason) == CLASS_OTHER &&
		    reason != REASON_TRUNCATED)
			continue;
		rates.hits[p[0]]++;
		rates.reasons[reason]++;
		rates.all++;
	}
	return rates;
}

static double percent(unsigned int n)
{
	return 100.0 * n / COUNT;
}

static void show(const char *what, const struct rates *rates)
{
	size_t i;

	print_message("%s: %.4f %%\n", what, percent(rates->all));
	for (i = 0; i < sizeof(opcodes); i++)
		print_message("  %02X %.4f %%\n", opcodes[i],
			      percent(rates->hits[opcodes[i]]));
	for (i = 0; i < REASON_COUNT; i++)
		if (rates->reasons[i])
			print_message("  %s %.4f %%\n", reason_name((unsigned int)i),
				      percent(rates->reasons[i]));
}

/* To a client with port 1434, from whatever server. */
static void test_to_the_port(void **state)
{
	struct rates rates = measure(8388, SSRP_PORT, SHORTEST, LONGEST);

	show("to port 1434", &rates);
	assert_true(percent(rates.all) <= 0.75);
	assert_true(percent(rates.hits[0x04]) <= 0.37);
	assert_true(percent(rates.hits[0x08]) <= 0.37);
	assert_true(percent(rates.hits[0x0f]) <= 0.01);
	assert_int_equal(rates.hits[0x02] + rates.hits[0x03] +
			 rates.hits[0x05] + rates.hits[0x0a], 0);
	assert_int_equal(rates.all, rates.hits[0x04] + rates.hits[0x08] +
				    rates.hits[0x0f]);
}

/* From such a client, and so from whoever wants to be taken for a server. */
static void test_from_the_port(void **state)
{
	struct rates rates = measure(SSRP_PORT, 8388, SHORTEST, LONGEST);

	show("from port 1434", &rates);
	assert_true(percent(rates.all) <= 0.02);
	assert_int_equal(rates.all, rates.hits[0x05]);
}

/* Between two ports 1434 there is no client: 08 and 0A are what they are. */
static void test_both_ports(void **state)
{
	struct rates rates = measure(SSRP_PORT, SSRP_PORT, SHORTEST, LONGEST);

	show("from port 1434 to port 1434", &rates);
	assert_true(percent(rates.all) <= 1.25);
}

/* Short ones have less room for evidence. */
static void test_short(void **state)
{
	struct rates rates = measure(8388, SSRP_PORT, 2, SHORTEST - 1);

	show("2 to 16 bytes to port 1434", &rates);
	assert_true(percent(rates.all) <= 0.75);
	assert_int_equal(rates.hits[0x02] + rates.hits[0x03] +
			 rates.hits[0x05] + rates.hits[0x0a], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_to_the_port),
		cmocka_unit_test(test_from_the_port),
		cmocka_unit_test(test_both_ports),
		cmocka_unit_test(test_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
