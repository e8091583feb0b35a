// SPDX-License-Identifier: GPL-2.0-or-later
/* test_text.c - numbers for people */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/text.h"

static void test_counts(void **state)
{
	char buf[TEXT_NUMBER_MAX];

	assert_string_equal(text_count(0, buf), "0");
	assert_string_equal(text_count(9999, buf), "9999");
	assert_string_equal(text_count(10000, buf), "10.0 k");
	assert_string_equal(text_count(999949, buf), "999.9 k");
	assert_string_equal(text_count(999950, buf), "1.0 M");
	assert_string_equal(text_count(1234567, buf), "1.2 M");
	assert_string_equal(text_count(UINT64_MAX, buf), "18.4 E");
}

static void test_bytes(void **state)
{
	char buf[TEXT_NUMBER_MAX];

	assert_string_equal(text_bytes(0, buf), "0 B");
	assert_string_equal(text_bytes(1023, buf), "1023 B");
	assert_string_equal(text_bytes(1024, buf), "1.0 KiB");
	assert_string_equal(text_bytes(1048575, buf), "1.0 MiB");
	assert_string_equal(text_bytes(3650722202ull, buf), "3.4 GiB");
	assert_string_equal(text_bytes(UINT64_MAX, buf), "16.0 EiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
