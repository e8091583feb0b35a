// SPDX-License-Identifier: GPL-2.0-or-later
/* test_rates.c - a rate per day needs about a day, and packets of that time */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bulletin/values.h"
#include "common/clock.h"
#include "facts/facts.h"
#include "support/outbreak.h"
#include "support/values_fixture.h"

static struct store *store;
static struct kernel k;

static int setup(void **state)
{
	struct error error;

	assert_int_equal(clock_zone("UTC", &error), 0);
	store = fixture_store("rates");
	k = (struct kernel){ .epoch = 1 };
	return 0;
}

static int teardown(void **state)
{
	store_close(store);
	return 0;
}

/* Hours @from to @until of the day, with 10 packets of the worm in each. */
static void hours(int from, int until)
{
	int i;

	for (i = from; i < until; i++) {
		kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 10,
			     4040);
		assert_int_equal(kernel_record(&k, store, "gw", DAY + i * 3600, 3600,
					       (uint64_t)DAY + (uint64_t)i * 3600 + 3600), 0);
	}
}

static json_t *values_of(int64_t until)
{
	const struct store_range range = { DAY, until, NULL };
	struct error error = { "" };
	struct facts facts;
	json_t *values;

	if (facts_collect(&facts, store, &range, &error))
		fail_msg("%s", error.text);
	values = values_facts(&facts, VALUES_FULL);
	facts_free(&facts);
	return values;
}

/* From half of the day on. */
static void of_half_a_day(void **state)
{
	json_t *values;

	k.began = DAY;
	hours(0, 11);
	values = values_of(DAY_END);
	assert_int_equal(number(values, "rates.coverage"), 45);
	assert_int_equal(number(values, "rates.least"), 50);
	assert_true(json_is_null(value_at(values, "rates.per_sensor_day.attacks")));
	assert_true(json_is_null(value_at(values, "rates.per_sensor_day.worm")));
	json_decref(values);
	hours(11, 12);
	values = values_of(DAY_END);
	assert_int_equal(number(values, "rates.per_sensor_day.attacks"), 240);
	json_decref(values);
}

/* An alert of an hour that was observed completely is no day either. */
static void of_an_hour(void **state)
{
	json_t *values;

	k.began = DAY;
	hours(0, 2);
	values = values_of(DAY + 3600);
	assert_int_equal(number(values, "worm.packets"), 10);
	assert_true(json_is_null(value_at(values, "rates.per_sensor_day.worm")));
	json_decref(values);
}

/* A million since insmod is in the sum, and not in the rate. */
static void without_spans(void **state)
{
	json_t *values;

	k.began = DAY - 30 * 86400;
	kernel_count(&k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 1000002, 4040);
	hours(0, 24);
	values = values_of(DAY_END);
	assert_int_equal(number(values, "worm.packets"), 1000002 + 240);
	assert_int_equal(number(values, "spans.attacks"), 1000012);
	assert_int_equal(number(values, "rates.per_sensor_day.attacks"), 240);
	assert_non_null(text(values, "spans.from"));
	json_decref(values);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(of_half_a_day),
		TEST(of_an_hour),
		TEST(without_spans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
