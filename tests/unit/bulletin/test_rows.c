// SPDX-License-Identifier: GPL-2.0-or-later
/* test_rows.c - a series as few rows: nothing lost, and lengths that people use */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bulletin/internal.h"
#include "common/error.h"
#include "common/clock.h"

#define BEGIN	1769353200ll	/* 2026-01-26 00:00:00 JST */

static json_int_t number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* @count points of @seconds become @rows, of @length in @unit. */
static void becomes(size_t count, int64_t seconds, size_t rows, const char *unit,
		    json_int_t length)
{
	struct facts_series s = { .seconds = seconds, .count = count };
	json_t *value, *list, *row;
	json_int_t in = 0, out = 0;
	size_t i;

	s.list = calloc(count + 1, sizeof(*s.list));
	for (i = 0; i < count; i++)
		s.list[i] = (struct facts_point){
			.start = BEGIN + (int64_t)i * seconds, .watched = 1,
			.worm_in = i, .worm_out = 3, .attacks_in = 1,
			.attacks_out = 1,
		};
	value = values_rows(&s);
	list = json_object_get(value, "list");
	assert_int_equal(json_array_size(list), rows);
	assert_int_equal(number(json_object_get(value, "every"), unit), length);
	json_array_foreach(list, i, row) {
		in += number(row, "worm_in");
		out += number(row, "worm_out");
		assert_true(json_is_true(json_object_get(row, "watched")));
	}
	assert_int_equal(in, count * (count - 1) / 2);
	assert_int_equal(out, 3 * count);
	json_decref(value);
	free(s.list);
}

static void lengths(void **state)
{
	becomes(288, 300, 24, "hours", 1);	/* a day */
	becomes(96, 900, 24, "hours", 1);
	becomes(12, 300, 12, "minutes", 5);
	becomes(24, 3600, 24, "hours", 1);
	becomes(48, 3600, 24, "hours", 2);
	becomes(168, 3600, 28, "hours", 6);	/* a week */
	becomes(336, 3600, 28, "hours", 12);
	becomes(31, 86400, 31, "days", 1);
	becomes(90, 86400, 13, "days", 7);	/* a quarter */
	becomes(92, 86400, 14, "days", 7);
	becomes(366, 86400, 14, "days", 28);
	becomes(200, 420, 29, "minutes", 49);	/* seven fit into no hour */
}

/* Where nobody watched it says so. */
static void gaps(void **state)
{
	struct facts_point points[] = {
		{ .start = BEGIN, .watched = 60, .worm_in = 5 },
		{ .start = BEGIN + 300 },
	};
	struct facts_series s = { .seconds = 300, .list = points, .count = 2 };
	json_t *value = values_rows(&s), *list = json_object_get(value, "list");

	assert_true(json_is_true(json_object_get(json_array_get(list, 0),
						 "watched")));
	assert_false(json_is_true(json_object_get(json_array_get(list, 1),
						  "watched")));
	assert_string_equal(json_string_value(json_object_get(
				json_array_get(list, 1), "start")),
			    "2026-01-26T00:05:00+09:00");
	json_decref(value);
	s.count = 0;
	value = values_rows(&s);
	assert_int_equal(json_array_size(json_object_get(value, "list")), 0);
	json_decref(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths),
		cmocka_unit_test(gaps),
	};
	struct error error;

	if (clock_zone("JST-9", &error))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
