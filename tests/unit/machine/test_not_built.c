// SPDX-License-Identifier: GPL-2.0-or-later
/* test_not_built.c - kernels that the module could not be built for */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "machine/not_built.h"

#define RUNNING	"6.1.0-50-amd64"

static struct not_built kernels[NOT_BUILT_MAX];

static bool all_installed(const char *release)
{
	return true;
}

static bool none_installed(const char *release)
{
	return false;
}

static size_t parse(const char *text, bool (*installed)(const char *release))
{
	FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	size_t n;

	assert_non_null(file);
	n = not_built_parse(file, RUNNING, installed, kernels);
	fclose(file);
	return n;
}

static void test_running(void **state)
{
	assert_int_equal(parse(RUNNING "\tno headers: apt install them\n",
			       none_installed), 1);
	assert_string_equal(kernels[0].release, RUNNING);
	assert_string_equal(kernels[0].reason, "no headers: apt install them");
	assert_true(kernels[0].running);
}

/* By version, not by letters: 6.12 comes after 6.1 and before 6.101. */
static void test_newer(void **state)
{
	const char *text = "6.12.9-amd64\ta\n6.1.0-9-amd64\tb\n"
			   "6.1.0-100-amd64\tc\n5.10.0-1\td\n";

	assert_int_equal(parse(text, all_installed), 2);
	assert_string_equal(kernels[0].release, "6.12.9-amd64");
	assert_string_equal(kernels[1].release, "6.1.0-100-amd64");
	assert_false(kernels[0].running);
	assert_int_equal(parse(text, none_installed), 0);
}

static void test_odd_lines(void **state)
{
	assert_int_equal(parse("\n# comment\n../etc\tx\na/b\tx\n\tonly a reason\n",
			       all_installed), 0);
	assert_int_equal(parse("7.3.0\n", all_installed), 1);
	assert_string_equal(kernels[0].reason, "");
	assert_int_equal(parse("7.3.0\tno end of line", all_installed), 1);
	assert_string_equal(kernels[0].reason, "no end of line");
}

static void test_many(void **state)
{
	char text[2048] = "";
	int i;

	for (i = 0; i < 3 * NOT_BUILT_MAX; i++)
		sprintf(text + strlen(text), "7.%d.0\tbad\n", i);
	assert_int_equal(parse(text, all_installed), NOT_BUILT_MAX);
	memset(text, 'x', sizeof(text) - 1);
	text[8] = '\t';
	assert_int_equal(parse(text, all_installed), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_running),
		cmocka_unit_test(test_newer),
		cmocka_unit_test(test_odd_lines),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
