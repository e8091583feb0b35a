// SPDX-License-Identifier: GPL-2.0-or-later
/* test_log_flood.c - which lines of a flood are told, and how the rest is counted */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "slammerd/os/log.h"

static const char kind_a[] = "a %d", kind_b[] = "b %d";
static struct log_limit limit;
static char said[8192];

static void take(int priority, const char *text)
{
	size_t used = strlen(said);

	snprintf(said + used, sizeof(said) - used, "<%d>%s\n", priority, text);
}

static int setup(void **state)
{
	memset(&limit, 0, sizeof(limit));
	said[0] = '\0';
	return 0;
}

static void line(int64_t now, const char *format, const char *text)
{
	log_limit_message(&limit, now, LOG_INFO, format, text, take);
}

static void test_different_lines_pass(void **state)
{
	line(0, kind_a, "a 1");
	line(0, kind_a, "a 2");
	line(0, kind_b, "b 1");
	line(0, kind_a, "a 2");
	log_limit_flush(&limit, take);
	assert_string_equal(said, "<6>a 1\n<6>a 2\n<6>b 1\n<6>a 2\n");
}

static void test_the_same_line_is_counted(void **state)
{
	int i;

	for (i = 0; i < 1000; i++)
		line(5, kind_a, "a 1");
	line(5, kind_b, "b 1");
	assert_string_equal(said,
		"<6>a 1\n<6>last message repeated 999 times\n<6>b 1\n");
}

/* Not for ever: after a minute it is told how often. */
static void test_the_same_line_for_hours(void **state)
{
	int64_t now;

	for (now = 0; now <= 121; now++)
		line(now, kind_a, "a 1");
	assert_string_equal(said,
		"<6>a 1\n<6>last message repeated 61 times\n");
	log_limit_flush(&limit, take);
	assert_non_null(strstr(said, "last message repeated 60 times\n"));
}

static void test_another_priority_is_another_line(void **state)
{
	line(0, kind_a, "a 1");
	log_limit_message(&limit, 0, LOG_ERR, kind_a, "a 1", take);
	assert_string_equal(said, "<6>a 1\n<3>a 1\n");
}

static unsigned int lines(void)
{
	unsigned int n = 0;
	const char *c;

	for (c = said; *c; c++)
		n += *c == '\n';
	return n;
}

static void test_a_kind_has_its_share(void **state)
{
	char text[32];
	int i;

	for (i = 1; i <= 500; i++) {
		snprintf(text, sizeof(text), "a %d", i);
		line(0, kind_a, text);
	}
	assert_int_equal(lines(), LOG_BURST);
	/* which is no reason to keep quiet about another */
	line(0, kind_b, "b 1");
	assert_int_equal(lines(), LOG_BURST + 1);
	said[0] = '\0';
	line(LOG_SECONDS, kind_a, "a 501");
	assert_string_equal(said, "<6>480 similar messages suppressed, the last: a 500\n<6>a 501\n");
	log_limit_flush(&limit, take);
	assert_int_equal(lines(), 2);
}

static void test_settle_tells_at_once(void **state)
{
	char text[32];
	int i;

	for (i = 1; i <= 21; i++) {
		snprintf(text, sizeof(text), "a %d", i);
		line(0, kind_a, text);
	}
	said[0] = '\0';
	log_limit_flush(&limit, take);
	log_limit_flush(&limit, take);
	assert_string_equal(said, "<6>1 similar message suppressed, the last: a 21\n");
}

/* More kinds than there is room for: nothing that was held back is lost. */
static void test_many_kinds(void **state)
{
	static char formats[3 * LOG_LIMIT_KINDS][8];
	char text[32];
	int i, n;

	for (i = 0; i < 3 * LOG_LIMIT_KINDS; i++)
		for (n = 0; n < LOG_BURST + 2; n++) {
			snprintf(text, sizeof(text), "%d %d", i, n);
			said[0] = '\0';
			line(i, formats[i], text);
		}
	said[0] = '\0';
	line(i, kind_a, "a 1");
	assert_string_equal(said, "<6>2 similar messages suppressed, the last: 64 21\n<6>a 1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_different_lines_pass, setup),
		cmocka_unit_test_setup(test_the_same_line_is_counted, setup),
		cmocka_unit_test_setup(test_the_same_line_for_hours, setup),
		cmocka_unit_test_setup(test_another_priority_is_another_line, setup),
		cmocka_unit_test_setup(test_a_kind_has_its_share, setup),
		cmocka_unit_test_setup(test_settle_tells_at_once, setup),
		cmocka_unit_test_setup(test_many_kinds, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
