// SPDX-License-Identifier: GPL-2.0-or-later
/* test_window.c - statistics windows: alignment, and the timer that ends them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <time.h>

#include "slammerd/stats/window.h"

#define JAN_25	1769299200	/* 2026-01-25T00:00:00Z */

static void test_alignment(void **state)
{
	assert_int_equal(window_start(JAN_25, 300), JAN_25);
	assert_int_equal(window_start(JAN_25 + 1, 300), JAN_25);
	assert_int_equal(window_start(JAN_25 + 299, 300), JAN_25);
	assert_int_equal(window_start(JAN_25 + 300, 300), JAN_25 + 300);
	assert_int_equal(window_start(JAN_25 + 86399, 86400), JAN_25);
	assert_int_equal(window_start(JAN_25 + 3601, 3600), JAN_25 + 3600);
	assert_int_equal(window_start(JAN_25 - 1, 10), JAN_25 - 10);
	/* a router without a battery-backed clock may start before 1970 */
	assert_int_equal(window_start(0, 300), 0);
	assert_int_equal(window_start(-1, 300), -300);
	assert_int_equal(window_start(-300, 300), -300);
}

static void test_windows_follow_each_other(void **state)
{
	int64_t t, start, last = window_start(JAN_25 - 1, 60);

	for (t = JAN_25; t < JAN_25 + 7200; t++) {
		start = window_start(t, 60);
		assert_true(start == last || start == last + 60);
		assert_true(start <= t && t < start + 60);
		last = start;
	}
}

static void test_timer_is_set_to_the_end(void **state)
{
	int64_t now = time(NULL);
	struct itimerspec left;
	struct window window;

	assert_int_equal(window_open(&window), 0);
	assert_int_equal(window_arm(&window, 86400, now), 0);
	assert_int_equal(window.start, window_start(now, 86400));
	assert_int_equal(timerfd_gettime(window.fd, &left), 0);
	assert_true(left.it_value.tv_sec <= window.start + 86400 - now);
	assert_true(left.it_value.tv_sec >= window.start + 86400 - now - 3);
	window_close(&window);
}

static void test_window_ended(void **state)
{
	int64_t now = time(NULL), start = 0;
	struct pollfd ready;
	struct window window;

	assert_int_equal(window_open(&window), 0);
	/* one whose end is in the past ends at once */
	assert_int_equal(window_arm(&window, 300, now - 900), 0);
	ready = (struct pollfd){ window.fd, POLLIN, 0 };
	assert_int_equal(poll(&ready, 1, 2000), 1);
	assert_true(window_ended(&window, now, &start));
	assert_int_equal(start, window_start(now - 900, 300));
	/* the current window is open */
	assert_int_equal(window.start, window_start(now, 300));
	window_close(&window);
}

static void test_nothing_ended(void **state)
{
	struct window window;
	int64_t start = 7;

	assert_int_equal(window_open(&window), 0);
	assert_int_equal(window_arm(&window, 86400, time(NULL)), 0);
	assert_false(window_ended(&window, time(NULL), &start));
	assert_int_equal(start, 7);
	window_close(&window);
}

static int64_t fake_elapsed;

static int64_t elapsed(void)
{
	return fake_elapsed;
}

/* A window of 300 s that is over, by clocks that the test sets. */
static void open_old(struct window *window)
{
	fake_elapsed = 1000;
	assert_int_equal(window_open(window), 0);
	window->elapsed = elapsed;
	/* In the past, so the timer expires at once and the fd is readable. */
	assert_int_equal(window_arm(window, 300, JAN_25 + 100), 0);
	assert_int_equal(window->start, JAN_25);
}

static void test_no_step(void **state)
{
	struct window window;
	int64_t start;

	open_old(&window);
	fake_elapsed += 200;
	assert_true(window_ended(&window, JAN_25 + 300, &start));
	assert_int_equal(window.step, 0);
	assert_int_equal(start, JAN_25);
	assert_int_equal(window.start, JAN_25 + 300);
	/* a slewed clock was not set */
	fake_elapsed += 3000;
	assert_true(window_ended(&window, JAN_25 + 3304, &start));
	assert_int_equal(window.step, 0);
	window_close(&window);
}

static void test_forward_by_a_day(void **state)
{
	struct window window;
	int64_t start;

	open_old(&window);
	fake_elapsed += 150;
	assert_true(window_ended(&window, JAN_25 + 250 + 86400, &start));
	assert_int_equal(start, JAN_25);
	assert_int_equal(window.was, JAN_25 + 250);
	assert_int_equal(window.step, 86400);
	assert_int_equal(window.start, JAN_25 + 86400);
	/* the new time is the reference from now on */
	fake_elapsed += 300;
	assert_true(window_ended(&window, JAN_25 + 550 + 86400, &start));
	assert_int_equal(window.step, 0);
	window_close(&window);
}

static void test_back_by_a_day(void **state)
{
	struct window window;
	int64_t start;

	open_old(&window);
	fake_elapsed += 150;
	assert_true(window_ended(&window, JAN_25 + 250 - 86400, &start));
	assert_int_equal(start, JAN_25);
	assert_int_equal(window.was, JAN_25 + 250);
	assert_int_equal(window.step, -86400);
	assert_int_equal(window.start, JAN_25 - 86400);
	window_close(&window);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_windows_follow_each_other),
		cmocka_unit_test(test_timer_is_set_to_the_end),
		cmocka_unit_test(test_window_ended),
		cmocka_unit_test(test_nothing_ended),
		cmocka_unit_test(test_no_step),
		cmocka_unit_test(test_forward_by_a_day),
		cmocka_unit_test(test_back_by_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
