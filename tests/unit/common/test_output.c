// SPDX-License-Identifier: GPL-2.0-or-later
/* test_output.c - output that is lost is an error, whenever it is lost */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/output.h"

static ssize_t take(void *cookie, const char *bytes, size_t size)
{
	return (ssize_t)size;
}

static int lose(void *cookie)
{
	errno = EDQUOT;
	return -1;
}

/* A file server that refuses only when the file is closed */
static FILE *late(void)
{
	const cookie_io_functions_t functions = { .write = take, .close = lose };
	FILE *file = fopencookie(NULL, "w", functions);

	assert_non_null(file);
	return file;
}

static void test_written(void **state)
{
	FILE *file = fopen("/dev/null", "w");

	fputs("text\n", file);
	assert_int_equal(output_finish(file), 0);
}

static void test_full_at_the_end(void **state)
{
	FILE *file = fopen("/dev/full", "w");

	fputs("text\n", file);
	assert_int_equal(output_finish(file), -1);
	assert_int_equal(errno, ENOSPC);
}

static void test_full_before_the_end(void **state)
{
	FILE *file = fopen("/dev/full", "w");

	fputs("text\n", file);
	assert_int_equal(fflush(file), EOF);
	assert_int_equal(output_finish(file), -1);
}

static void test_lost_by_close(void **state)
{
	FILE *file = late();

	fputs("text\n", file);
	assert_int_equal(fflush(file), 0);
	assert_int_equal(output_finish(file), -1);
	assert_int_equal(errno, EDQUOT);
}

static void test_closed_from_the_start(void **state)
{
	FILE *file = fopen("/dev/null", "w");

	close(fileno(file));
	assert_int_equal(output_finish(file), 0);
	file = fopen("/dev/null", "w");
	close(fileno(file));
	fputs("text\n", file);
	assert_int_equal(output_finish(file), -1);
	assert_int_equal(errno, EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_full_at_the_end),
		cmocka_unit_test(test_full_before_the_end),
		cmocka_unit_test(test_lost_by_close),
		cmocka_unit_test(test_closed_from_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
