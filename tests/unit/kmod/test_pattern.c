// SPDX-License-Identifier: GPL-2.0-or-later
/* test_pattern.c - the lookup of a name against a walk over all patterns */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nfslammer/pattern.h"
#include "nfslammer/ruleset.h"

struct given {
	const char *pattern;
	uint8_t zone;
};

static void patterns_fill(struct patterns *set, const struct given *list, size_t n)
{
	memset(set, 0, sizeof(*set));
	for (size_t i = 0; i < n; i++)
		patterns_add(set, list[i].pattern, list[i].zone);
}

static void test_precedence(void **state)
{
	static const struct given list[] = {
		{ "wan*", ZONE_EXTERNAL }, { "wan-in*", ZONE_INTERNAL },
		{ "wan-in7", ZONE_EXTERNAL }, { "lan0", ZONE_INTERNAL },
		{ "abcdefghijklmno", ZONE_INTERNAL },
		{ "abcdefghijklmn*", ZONE_EXTERNAL },
	};
	struct patterns set;

	(void)state;
	patterns_fill(&set, list, sizeof(list) / sizeof(*list));
	assert_int_equal(patterns_zone(&set, "wan"), ZONE_EXTERNAL);
	assert_int_equal(patterns_zone(&set, "wan0"), ZONE_EXTERNAL);
	assert_int_equal(patterns_zone(&set, "wan-in"), ZONE_INTERNAL);
	assert_int_equal(patterns_zone(&set, "wan-in8"), ZONE_INTERNAL);
	assert_int_equal(patterns_zone(&set, "wan-in7"), ZONE_EXTERNAL);
	assert_int_equal(patterns_zone(&set, "wan-in77"), ZONE_INTERNAL);
	assert_int_equal(patterns_zone(&set, "lan0"), ZONE_INTERNAL);
	assert_int_equal(patterns_zone(&set, "lan01"), ZONE_NONE);
	assert_int_equal(patterns_zone(&set, "lan"), ZONE_NONE);
	assert_int_equal(patterns_zone(&set, "wa"), ZONE_NONE);
	assert_int_equal(patterns_zone(&set, "abcdefghijklmno"), ZONE_INTERNAL);
	assert_int_equal(patterns_zone(&set, "abcdefghijklmnp"), ZONE_EXTERNAL);
	assert_int_equal(patterns_zone(&set, "abcdefghijklmn"), ZONE_EXTERNAL);
	assert_int_equal(patterns_zone(&set, "abcdefghijklm"), ZONE_NONE);
}

static void test_all_and_none(void **state)
{
	static const struct given all[] = {
		{ "*", ZONE_EXTERNAL }, { "a", ZONE_INTERNAL },
	};
	struct patterns set;

	(void)state;
	patterns_fill(&set, NULL, 0);
	assert_int_equal(patterns_zone(&set, "eth0"), ZONE_NONE);
	patterns_fill(&set, all, 2);
	assert_int_equal(patterns_zone(&set, "eth0"), ZONE_EXTERNAL);
	assert_int_equal(patterns_zone(&set, "abcdefghijklmno"), ZONE_EXTERNAL);
	assert_int_equal(patterns_zone(&set, "a"), ZONE_INTERNAL);
}

static uint8_t walk(char (*text)[NFSL_PATTERN_MAX + 1], const uint8_t *zone,
		    size_t n, const char *name)
{
	uint8_t found = ZONE_NONE;
	size_t best = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(text[i]);

		if (!strcmp(text[i], name))
			return zone[i];
		if (text[i][len - 1] == '*' && len > best &&
		    !strncmp(text[i], name, len - 1)) {
			best = len;
			found = zone[i];
		}
	}
	return found;
}

/* Short names of two letters, so that they match often */
static void random_name(char *name, size_t max)
{
	size_t len = 1 + (size_t)rand() % max;

	for (size_t i = 0; i < len; i++)
		name[i] = "ab"[rand() % 2];
	name[len] = 0;
}

static void test_random(void **state)
{
	static char text[NFSL_PATTERNS_MAX][NFSL_PATTERN_MAX + 1];
	uint8_t zone[NFSL_PATTERNS_MAX];
	char name[NFSL_PATTERN_MAX + 1];
	struct patterns set;
	size_t n, i, round;

	(void)state;
	srand(7);
	for (round = 0; round < 50; round++) {
		memset(&set, 0, sizeof(set));
		for (n = 0; n < NFSL_PATTERNS_MAX;) {
			random_name(text[n], 14);
			if (rand() % 2)
				strcat(text[n], "*");
			for (i = 0; strcmp(text[i], text[n]) != 0; i++)
				;
			if (i < n)
				continue;
			zone[n] = 1 + (uint8_t)(rand() % 2);
			patterns_add(&set, text[n], zone[n]);
			n++;
		}
		for (i = 0; i < 1000; i++) {
			random_name(name, NFSL_PATTERN_MAX);
			assert_int_equal(patterns_zone(&set, name),
					 walk(text, zone, n, name));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_all_and_none),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
