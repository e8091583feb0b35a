// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_ssrp_answer.c - answers against a reference that looks at each byte
 *
 * The reference has the rule as nf-slammer-policy(5) says it, and no shortcuts. Seeds
 * are fixed: failures are reproducible.
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

#define ROUNDS		60000
#define DATA		3
#define RUN		512

/* What the separators say, byte by byte. */
struct items {
	uint32_t run;
	uint32_t from;
	uint32_t to;
};

static struct items reference_items(const uint8_t *p, uint32_t n)
{
	struct items items = { 0, DATA, DATA };
	uint32_t seen = DATA, read = 0, i;

	for (;;) {
		items.to = items.from + RUN < n ? items.from + RUN : n;
		for (i = items.to; i > seen && p[i - 1] != ';'; i--)
			if (++read > RUN) {
				items.run = RUN;
				return items;
			}
		if (i == seen) {
			items.run = items.to - items.from;
			return items;
		}
		items.from = i;
		seen = items.to;
	}
}

static uint32_t reference_text(const uint8_t *p, uint32_t from, uint32_t to)
{
	while (from < to && p[from] >= 0x20 && p[from] != 0x7f)
		from++;
	return from;
}

static bool has(const uint8_t *p, uint32_t from, uint32_t to, uint8_t byte)
{
	return from < to && memchr(p + from, byte, to - from);
}

static enum slammer_reason reference(const uint8_t *p, uint32_t avail, uint32_t wire)
{
	bool begins = avail >= DATA + 11 && !memcmp(p + DATA, "ServerName;", 11);
	uint32_t head = avail < DATA + 64 ? avail : DATA + 64;
	uint32_t tail = avail < head + 8 ? head : avail - 8;
	struct items items;
	bool text;

	if (wire <= DATA)
		return REASON_FOREIGN;
	if (avail <= DATA)
		return REASON_TRUNCATED;
	if (wire == 6 && p[DATA] == 1)
		return REASON_ANSWER;
	if (begins && wire < DATA + RUN)
		return REASON_ANSWER;
	if (!begins && has(p, DATA, head, 0))
		return REASON_FOREIGN;
	text = reference_text(p, DATA, head) == head &&
	       (avail < wire || reference_text(p, tail, avail) == avail);
	items = reference_items(p, avail);
	if (!has(p, items.from, items.to, 0)) {
		if (items.run == RUN)
			return REASON_LONG_ANSWER;
		if (items.run + (wire - avail) >= RUN &&
		    (items.run > 255 || avail < DATA + RUN))
			return REASON_TRUNCATED;
	}
	if (begins)
		return REASON_ANSWER;
	if (!text)
		return REASON_FOREIGN;
	if (avail < wire)
		return REASON_TRUNCATED;
	return items.from > DATA ? REASON_ANSWER : REASON_FOREIGN;
}

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
		memcpy(p + DATA, "ServerName;", 11);
	for (i = random_below(8); i && n > DATA; i--)
		p[DATA + random_below(n - DATA)] = matter[random_below(6)];
	if (n < 600 || random_below(3))
		return;
	/* a run about as long as it may be */
	at = DATA + random_below(n - DATA - RUN - 1);
	p[at] = ';';
	p[at + RUN + random_below(2)] = ';';
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
		assert_int_equal(is, reference(p, n, wire));
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
