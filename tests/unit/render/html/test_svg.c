// SPDX-License-Identifier: GPL-2.0-or-later
/* test_svg.c - charts: round ticks, any number of points, any size, same bytes */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <locale.h>
#include <math.h>
#include <cmocka.h>

#include <libxml/parser.h>

#include "common/error.h"
#include "support/page_fixture.h"
#include "render/html/svg.h"

/* The labels at the ticks. */
static void check_scale(uint64_t max, uint64_t step, uint64_t top,
			unsigned int power)
{
	struct scale scale = scale_make(max, 5);

	assert_true(scale.step == step);
	assert_true(scale.top == top);
	assert_int_equal(scale.power, power);
	assert_true(scale.top >= max);
	assert_true(scale.step % scale.unit == 0);
	assert_true(scale.top / scale.unit <= 10000);
}

static void scales(void **state)
{
	check_scale(0, 1, 1, 0);
	check_scale(1, 1, 1, 0);
	check_scale(5, 1, 5, 0);
	check_scale(6, 2, 6, 0);
	check_scale(99, 20, 100, 0);
	check_scale(1434, 500, 1500, 0);
	check_scale(9999, 2000, 10000, 3);
	check_scale(5043552, 2000000, 6000000, 6);
	check_scale(INT64_MAX, 2000000000000000000u, 10000000000000000000u, 15);
	for (uint64_t max = 1; max < (uint64_t)INT64_MAX / 3; max = max * 3 + 1) {
		struct scale s = scale_make(max, 5);

		assert_true(s.top >= max);
		assert_true(s.top / s.step <= 5 && (max < 3 || s.top / s.step >= 2));
	}
}

static void numbers(void **state)
{
	char buf[SVG_NUMBER_MAX];

	assert_string_equal(svg_number(0, buf), "0");
	assert_string_equal(svg_number(12.34, buf), "12.3");
	assert_string_equal(svg_number(-0.5, buf), "-0.5");
	assert_string_equal(svg_number(-0.04, buf), "0");
	assert_string_equal(svg_number(720, buf), "720");
	/* In a locale with a decimal comma */
	setlocale(LC_ALL, "de_DE.UTF-8");
	assert_string_equal(svg_number(1.5, buf), "1.5");
	setlocale(LC_ALL, "C");
}

static size_t ticks_of(size_t n, int64_t first, int64_t seconds,
		       struct time_tick ticks[AXIS_TICKS], const char **label)
{
	struct moment *moments = calloc(n, sizeof(*moments));
	size_t i, count;

	/* Nine hours ahead of UTC */
	for (i = 0; i < n; i++) {
		moments[i].clock = first + (int64_t)i * seconds;
		moments[i].at = moments[i].clock - 9 * 3600;
	}
	count = axis_ticks(moments, n, seconds, ticks, label);
	free(moments);
	return count;
}

#define MIDNIGHT	1768867200	/* 2026-01-20, by the publisher's clock */

static void time_ticks(void **state)
{
	struct time_tick t[AXIS_TICKS];
	const char *label;
	size_t n;

	assert_int_equal(ticks_of(1, MIDNIGHT, 3600, t, &label), 1);
	assert_string_equal(label, "chart_moment");
	/* A week of hours: at midnight of the clock, not of UTC */
	n = ticks_of(168, MIDNIGHT, 3600, t, &label);
	assert_int_equal(n, 7);
	assert_string_equal(label, "chart_day");
	assert_true(t[0].clock == MIDNIGHT && t[6].clock == MIDNIGHT + 6 * 86400);
	assert_true(t[0].at == MIDNIGHT - 9 * 3600);
	/* A day of 5 minutes that began at 00:03 */
	n = ticks_of(287, MIDNIGHT + 180, 300, t, &label);
	assert_string_equal(label, "chart_time");
	assert_true(n >= 4 && t[0].clock == MIDNIGHT + 4 * 3600);
	n = ticks_of(2000, MIDNIGHT, 86400, t, &label);
	assert_string_equal(label, "chart_month");
	assert_true(n >= 4);
	/* Weeks of a report begin on its first day, whatever day that is. */
	n = ticks_of(21, MIDNIGHT, 86400, t, &label);
	assert_int_equal(n, 3);
	assert_true(t[0].clock == MIDNIGHT && t[1].clock == MIDNIGHT + 7 * 86400);
	n = ticks_of(2, MIDNIGHT, 86400, t, &label);
	assert_int_equal(n, 2);
	for (n = 1; n < 3000; n += 7)
		assert_true(ticks_of(n, MIDNIGHT + (int64_t)n * 17, 300, t,
				     &label) >= 1);
}

static char *draw(enum document_chart chart, const json_t *facts,
		  const char *language)
{
	json_t *labels = page_labels(language);
	struct error error = { "" };
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	struct xml *xml = xml_open(out, &error);
	xmlDocPtr doc;

	assert_non_null(labels);
	assert_non_null(xml);
	svg_chart(xml, chart, 1, facts, labels);
	assert_int_equal(xml_close(xml, &error), 0);
	fclose(out);
	json_decref(labels);
	doc = xmlReadMemory(text, (int)length, NULL, NULL, XML_PARSE_NOERROR);
	assert_non_null(doc);
	xmlFreeDoc(doc);
	assert_null(strstr(text, "nan"));
	assert_null(strstr(text, "inf"));
	return text;
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		text += strlen(what);
		n++;
	}
	return n;
}

/* Nothing may be drawn outside of the view. */
static void check_inside(const char *text)
{
	const char *d = strstr(text, "class=\"line-in\" d=\"");
	double x, y;
	int n;

	assert_non_null(d);
	for (d += strlen("class=\"line-in\" d=\""); *d != '"'; d += n) {
		assert_int_equal(sscanf(d + 1, "%lf %lf%n", &x, &y, &n), 2);
		n++;
		assert_true(x >= 0 && x <= SVG_WIDTH && y >= 0 && y <= 330);
	}
}

static int64_t zero(size_t i)
{
	return 0;
}

static int64_t huge(size_t i)
{
	return i % 3 ? INT64_MAX - (int64_t)i : 0;
}

static int64_t some(size_t i)
{
	return (int64_t)(1434 + 37 * (i % 11));
}

static void any_series(void **state)
{
	static int64_t (*const values[])(size_t) = { zero, huge, some };
	static const size_t counts[] = { 1, 2, 40, 41, 288, 2000 };
	char *text, *again;
	size_t i, k;
	json_t *facts;

	for (i = 0; i < 3; i++) {
		for (k = 0; k < sizeof(counts) / sizeof(counts[0]); k++) {
			facts = json_object();
			page_points(facts, counts[k], 300, values[i]);
			text = draw(CHART_SERIES, facts, k % 2 ? "ja" : "en");
			check_inside(text);
			assert_int_equal(times(text, "mark-in\""),
					 counts[k] > 40 ? 0 : counts[k]);
			again = draw(CHART_SERIES, facts, k % 2 ? "ja" : "en");
			assert_string_equal(text, again);
			free(again);
			free(text);
			json_decref(facts);
		}
	}
}

static void no_data(void **state)
{
	json_t *facts = json_object();
	char *text;
	int i;

	for (i = 0; i < CHART_COUNT; i++) {
		text = draw((enum document_chart)i, facts, "en");
		assert_non_null(strstr(text, "No data"));
		free(text);
		text = draw((enum document_chart)i, NULL, "ja");
		free(text);
	}
	page_points(facts, 0, 300, zero);
	text = draw(CHART_SERIES, facts, "en");
	assert_non_null(strstr(text, "No data"));
	free(text);
	json_decref(facts);
}

/* Two days of hours: their midnights show the day. */
static void midnight_shows_the_day(void **state)
{
	json_t *facts = json_object();
	char *text;

	page_points(facts, 48, 3600, some);
	text = draw(CHART_SERIES, facts, "en");
	assert_int_equal(times(text, ">12:00<"), 2);
	assert_int_equal(times(text, ">Jan 20<") + times(text, ">Jan 21<"), 2);
	assert_int_equal(times(text, ">00:00<"), 0);
	free(text);
	json_decref(facts);
}

/* Lines are interrupted where nothing was recorded. */
static void gaps(void **state)
{
	json_t *facts = json_object(), *points;
	char *text;

	page_points(facts, 100, 300, some);
	points = json_object_get(json_object_get(facts, "chart"), "points");
	json_array_remove(points, 50);
	json_array_remove(points, 10);
	json_array_remove(points, 11);
	text = draw(CHART_SERIES, facts, "en");
	/* Three pieces and one point alone, in both lines and the area */
	assert_int_equal(times(text, "M"), 3 * 4 + times(text, "Mi"));
	assert_int_equal(times(text, "mark-in\""), 1);
	free(text);
	json_decref(facts);
}

/* An interval without a sensor is on the axis, but has no line and no mark. */
static void unwatched(void **state)
{
	json_t *facts = json_object(), *points;
	char *text;
	size_t i;

	page_points(facts, 20, 3600, some);
	points = json_object_get(json_object_get(facts, "chart"), "points");
	for (i = 0; i < 20; i++)
		json_object_set_new(json_array_get(points, i), "watched",
				    json_integer(i < 5 || i == 12 ? 0 : 3600));
	text = draw(CHART_SERIES, facts, "en");
	check_inside(text);
	assert_int_equal(times(text, "mark-in\""), 14);
	/* Two in the chart, one in the legend */
	assert_int_equal(times(text, "class=\"unseen\""), 3);
	assert_non_null(strstr(text, "No record"));
	/* Two pieces in each line and in the area */
	assert_int_equal(times(text, "M"), 2 * 3);
	free(text);
	for (i = 0; i < 20; i++)
		json_object_set_new(json_array_get(points, i), "watched",
				    json_integer(0));
	text = draw(CHART_SERIES, facts, "en");
	assert_non_null(strstr(text, "No data"));
	free(text);
	json_decref(facts);
}

static void trend_only_if_known(void **state)
{
	json_t *facts = json_object(), *chart;
	char *text;

	page_points(facts, 48, 3600, some);
	chart = json_object_get(facts, "chart");
	text = draw(CHART_SERIES, facts, "en");
	assert_null(strstr(text, "line-trend"));
	free(text);
	json_object_set_new(chart, "trend", json_pack("{s:b, s:f, s:f}", "known", 1,
			    "slope_from", -50.0, "slope_until", 1.0e300));
	text = draw(CHART_SERIES, facts, "en");
	/* In the chart and in its legend */
	assert_int_equal(times(text, "line-trend"), 2);
	free(text);
	json_decref(facts);
}

static void bars(void **state)
{
	struct edition e;
	char *text;

	page_edition(&e);
	text = draw(CHART_NETWORKS, page_facts(&e), "en");
	assert_non_null(strstr(text, ">2001:db8:1234::/48<"));
	assert_non_null(strstr(text, ">new<"));
	assert_non_null(strstr(text, ">3,200,111<"));
	assert_int_equal(times(text, "class=\"solid\""), 3);
	free(text);
	text = draw(CHART_DIRECTIONS, page_facts(&e), "en");
	assert_int_equal(times(text, "class=\"hatched\""), 3);
	assert_non_null(strstr(text, ">5,043,521<"));
	assert_non_null(strstr(text, ">31<"));
	free(text);
	json_decref(e.content);
	json_decref(e.history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scales),
		cmocka_unit_test(numbers),
		cmocka_unit_test(time_ticks),
		cmocka_unit_test(any_series),
		cmocka_unit_test(no_data),
		cmocka_unit_test(gaps),
		cmocka_unit_test(midnight_shows_the_day),
		cmocka_unit_test(unwatched),
		cmocka_unit_test(trend_only_if_known),
		cmocka_unit_test(bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
