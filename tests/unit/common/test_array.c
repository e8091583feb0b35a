// SPDX-License-Identifier: GPL-2.0-or-later
/* test_array.c - arrays that grow by doubling */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/array.h"

static void keeps_elements(void **state)
{
	size_t room = 0, count;
	int *list = NULL;

	for (count = 0; count < 1000; count++) {
		assert_int_equal(array_grow(&list, &room, count), 0);
		assert_true(room > count);
		list[count] = (int)count;
	}
	for (count = 0; count < 1000; count++)
		assert_int_equal(list[count], count);
	assert_int_equal(room, 1024);
	free(list);
}

static void moves_only_if_full(void **state)
{
	size_t room = 0;
	char *list = array_reserve(NULL, &room, 0, 100, 1);

	assert_non_null(list);
	assert_int_equal(room, 128);
	assert_ptr_equal(array_reserve(list, &room, 100, 28, 1), list);
	free(list);
}

static void overflow_leaves_it_unchanged(void **state)
{
	size_t room = 0;
	uint64_t *list = array_reserve(NULL, &room, 0, 1, sizeof(*list));

	list[0] = 7;
	assert_null(array_reserve(list, &room, 1, SIZE_MAX, sizeof(*list)));
	assert_null(array_reserve(list, &room, 1, SIZE_MAX / 2, sizeof(*list)));
	assert_int_equal(room, 16);
	assert_int_equal(list[0], 7);
	free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_elements),
		cmocka_unit_test(moves_only_if_full),
		cmocka_unit_test(overflow_leaves_it_unchanged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
