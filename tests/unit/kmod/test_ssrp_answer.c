// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_ssrp_answer.c - answers against a reference that looks at each byte
 *
 * Seeds are fixed: failures are reproducible.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nfslammer/ssrp_answer.h"
#include "support/answer_reference.h"

#define ROUNDS		60000
/* xorshift64 */
static uint32_t random_below(uint32_t n)
{
	static uint64_t x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 20) % n;
}

static uint8_t random_byte(uint32_t kind)
{
	switch (kind) {
	case 0:
		return (uint8_t)random_below(256);
	case 1:
		return (uint8_t)('a' + random_below(26));
	case 2:
		return (uint8_t)(0x80 + random_below(128));
	case 3:
		return (uint8_t)(0x20 + random_below(95));
	case 4:		/* the neighbours of ';' */
		return (uint8_t)(random_below(50) ? 0x3a + random_below(2) * 2 : ';');
	}
	return 'b';
}

/* Mostly text, with a few bytes that matter here and there. */
static void random_answer(uint8_t *p, uint32_t n)
{
	static const uint8_t matter[] = { ';', ';', ';', 0, 0x7f, 0x1f };
	uint32_t i, at, kind = random_below(6);

	for (i = 0; i < n; i++)
		p[i] = random_byte(kind);
	p[0] = 5;
	if (n > 14 && !random_below(3))
		memcpy(p + ANSWER_DATA, "ServerName;", 11);
	for (i = random_below(8); i && n > ANSWER_DATA; i--)
		p[ANSWER_DATA + random_below(n - ANSWER_DATA)] = matter[random_below(6)];
	if (n < 600 || random_below(3))
		return;
	/* a run about as long as it may be */
	at = ANSWER_DATA + random_below(n - ANSWER_DATA - ANSWER_RUN - 1);
	p[at] = ';';
	p[at + ANSWER_RUN + random_below(2)] = ';';
}

static void test_as_the_reference(void **state)
{
	uint32_t i, n, wire, seen[REASON_COUNT] = { 0 };
	enum slammer_reason is;
	uint8_t *p;

	for (i = 0; i < ROUNDS; i++) {
		n = 1 + random_below(random_below(3) ? 1300 : 40);
		wire = n + (random_below(3) ? 0 : random_below(600));
		/* exactly so many bytes: nothing else is read */
		p = malloc(n);
		assert_non_null(p);
		random_answer(p, n);
		is = ssrp_answer(p, n, wire);
		assert_int_equal(is, answer_reference(p, n, wire));
		seen[is]++;
		free(p);
	}
	assert_true(seen[REASON_ANSWER] > ROUNDS / 50);
	assert_true(seen[REASON_LONG_ANSWER] > ROUNDS / 50);
	assert_true(seen[REASON_TRUNCATED] > ROUNDS / 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_the_reference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
