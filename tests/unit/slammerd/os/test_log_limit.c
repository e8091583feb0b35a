// SPDX-License-Identifier: GPL-2.0-or-later
/* test_log_limit.c - which messages are logged, and how the rest is counted */
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
static char logged[8192];

static void take(int priority, const char *text)
{
	size_t used = strlen(logged);

	snprintf(logged + used, sizeof(logged) - used, "<%d>%s\n", priority, text);
}

static int setup(void **state)
{
	memset(&limit, 0, sizeof(limit));
	logged[0] = '\0';
	return 0;
}

static void line(int64_t now, const char *format, const char *text)
{
	log_limit_message(&limit, now, LOG_INFO, format, text, take);
}

static void test_different_messages(void **state)
{
	line(0, kind_a, "a 1");
	line(0, kind_a, "a 2");
	line(0, kind_b, "b 1");
	line(0, kind_a, "a 2");
	log_limit_flush(&limit, take);
	assert_string_equal(logged, "<6>a 1\n<6>a 2\n<6>b 1\n<6>a 2\n");
}

static void test_repeated_message(void **state)
{
	int i;

	for (i = 0; i < 1000; i++)
		line(5, kind_a, "a 1");
	line(5, kind_b, "b 1");
	assert_string_equal(logged,
		"<6>a 1\n<6>last message repeated 999 times\n<6>b 1\n");
}

/* After a minute the count is logged. */
static void test_message_repeated_for_minutes(void **state)
{
	int64_t now;

	for (now = 0; now <= 121; now++)
		line(now, kind_a, "a 1");
	assert_string_equal(logged,
		"<6>a 1\n<6>last message repeated 61 times\n");
	log_limit_flush(&limit, take);
	assert_non_null(strstr(logged, "last message repeated 60 times\n"));
}

static void test_priority_matters(void **state)
{
	line(0, kind_a, "a 1");
	log_limit_message(&limit, 0, LOG_ERR, kind_a, "a 1", take);
	assert_string_equal(logged, "<6>a 1\n<3>a 1\n");
}

static unsigned int lines(void)
{
	unsigned int n = 0;
	const char *c;

	for (c = logged; *c; c++)
		n += *c == '\n';
	return n;
}

static void test_limit_per_kind(void **state)
{
	char text[32];
	int i;

	for (i = 1; i <= 500; i++) {
		snprintf(text, sizeof(text), "a %d", i);
		line(0, kind_a, text);
	}
	assert_int_equal(lines(), LOG_BURST);
	/* other kinds are not affected */
	line(0, kind_b, "b 1");
	assert_int_equal(lines(), LOG_BURST + 1);
	logged[0] = '\0';
	line(LOG_SECONDS, kind_a, "a 501");
	assert_string_equal(logged, "<6>480 similar messages suppressed, the last: a 500\n<6>a 501\n");
	log_limit_flush(&limit, take);
	assert_int_equal(lines(), 2);
}

static void test_flush_logs_counts(void **state)
{
	char text[32];
	int i;

	for (i = 1; i <= 21; i++) {
		snprintf(text, sizeof(text), "a %d", i);
		line(0, kind_a, text);
	}
	logged[0] = '\0';
	log_limit_flush(&limit, take);
	log_limit_flush(&limit, take);
	assert_string_equal(logged, "<6>1 similar message suppressed, the last: a 21\n");
}

/* More kinds than fit into the table: no count is lost. */
static void test_many_kinds(void **state)
{
	static char formats[3 * LOG_LIMIT_KINDS][8];
	char text[32];
	int i, n;

	for (i = 0; i < 3 * LOG_LIMIT_KINDS; i++)
		for (n = 0; n < LOG_BURST + 2; n++) {
			snprintf(text, sizeof(text), "%d %d", i, n);
			logged[0] = '\0';
			line(i, formats[i], text);
		}
	logged[0] = '\0';
	line(i, kind_a, "a 1");
	assert_string_equal(logged, "<6>2 similar messages suppressed, the last: 64 21\n<6>a 1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_different_messages, setup),
		cmocka_unit_test_setup(test_repeated_message, setup),
		cmocka_unit_test_setup(test_message_repeated_for_minutes, setup),
		cmocka_unit_test_setup(test_priority_matters, setup),
		cmocka_unit_test_setup(test_limit_per_kind, setup),
		cmocka_unit_test_setup(test_flush_logs_counts, setup),
		cmocka_unit_test_setup(test_many_kinds, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
