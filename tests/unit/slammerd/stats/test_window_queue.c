// SPDX-License-Identifier: GPL-2.0-or-later
/* test_window_queue.c - order, bounds, merging and gaps */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "slammerd/stats/window_queue.h"

static struct window_queue p;

/* A window from @start; the kernel has counted @packets at its end. */
static void add(const char *sensor, uint64_t epoch, int64_t start,
		uint64_t packets)
{
	struct queued_window w = { .start = start, .seconds = 300 };

	strcpy(w.sensor, sensor);
	w.counters = calloc(1, sizeof(*w.counters));
	w.sources = calloc(10, sizeof(*w.sources));
	w.counters[0].packets = packets;
	w.snapshot.epoch = epoch;
	w.snapshot.counters = w.counters;
	w.snapshot.n_counters = 1;
	w.snapshot.sources = w.sources;
	w.snapshot.n_sources = 10;
	assert_int_equal(window_queue_add(&p, &w), 0);
}

static int teardown(void **state)
{
	window_queue_free(&p);
	return 0;
}

static void lost_is(size_t window, size_t i, int64_t from, int64_t until,
		    bool known, uint64_t packets)
{
	const struct store_snapshot *s = &p.list[window].snapshot;

	assert_true(s->n_gaps > i);
	assert_int_equal(s->gaps[i].from, from);
	assert_int_equal(s->gaps[i].until, until);
	assert_int_equal(s->gaps[i].cause, STORE_GAP_MEMORY);
	assert_int_equal(s->gaps[i].known, known);
	assert_int_equal(s->gaps[i].packets, packets);
}

static void in_order(void **state)
{
	int64_t start = 0;

	add("r", 1, 0, 10);
	add("r", 1, 300, 20);
	add("r", 1, 600, 30);
	assert_int_equal(p.count, 3);
	assert_true(p.bytes > 30 * sizeof(struct store_source));
	for (; p.count; start += 300) {
		assert_int_equal(p.list[0].start, start);
		window_queue_written(&p);
	}
	assert_int_equal(p.bytes, 0);
	assert_int_equal(p.packets, 30);
	assert_int_equal(p.merged, 0);
}

/* A second snapshot of a window replaces the first. */
static void the_same_window(void **state)
{
	size_t bytes;

	add("r", 1, 0, 10);
	bytes = p.bytes;
	add("r", 1, 0, 15);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.bytes, bytes);
	assert_int_equal(p.list[0].counters[0].packets, 15);
	assert_int_equal(p.list[0].snapshot.n_gaps, 0);
	/* but not of another epoch; under another name it is the same sensor */
	add("r", 2, 0, 1);
	add("s", 2, 0, 1);
	assert_int_equal(p.count, 2);
	assert_string_equal(p.list[1].sensor, "s");
}

static void oldest_are_merged(void **state)
{
	p.max_windows = 3;
	for (int64_t t = 0; t < 3000; t += 300)
		add("r", 1, t, (uint64_t)t + 10);
	assert_int_equal(p.count, 3);
	assert_int_equal(p.merged, 7);
	assert_int_equal(p.list[0].start, 2100);
	/* one gap for all of them, without lost packets */
	assert_int_equal(p.list[0].snapshot.n_gaps, 1);
	lost_is(0, 0, 0, 2100, true, 0);
}

static void bound_by_bytes(void **state)
{
	p.max_bytes = 4 * 10 * sizeof(struct store_source);
	for (int64_t t = 0; t < 3000; t += 300)
		add("r", 1, t, 10);
	assert_true(p.count >= 2);
	assert_true(p.bytes <= p.max_bytes);
	assert_int_equal(p.count + p.merged, 10);
	/* The last one always stays. */
	p.max_bytes = 1;
	add("r", 1, 3000, 10);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.list[0].start, 3000);
}

/* The last snapshot of an epoch contains the earlier ones. */
static void module_reloads(void **state)
{
	p.max_windows = 3;
	add("r", 1, 0, 10);
	add("r", 1, 300, 25);
	add("r", 2, 600, 7);
	add("r", 3, 900, 8);
	assert_int_equal(p.count, 3);
	assert_int_equal(p.list[0].start, 300);
	lost_is(0, 0, 0, 300, true, 0);
	/* no window contains another now: lost packets are counted if known */
	add("r", 4, 1200, 9);
	assert_int_equal(p.list[0].start, 600);
	assert_int_equal(p.list[0].snapshot.n_gaps, 2);
	lost_is(0, 0, 0, 300, true, 0);
	lost_is(0, 1, 300, 600, false, 0);
	/* 20 packets of epoch 2 were written, 7 more were counted */
	window_queue_written(&p);
	window_queue_free(&p);
	p.max_windows = 2;
	add("r", 2, 0, 20);
	window_queue_written(&p);
	add("r", 2, 300, 27);
	add("r", 3, 600, 1);
	add("r", 4, 900, 1);
	assert_int_equal(p.list[0].start, 600);
	lost_is(0, 0, 300, 600, true, 7);
}

static void gaps_are_handed_on(void **state)
{
	struct store_gap gap = { .from = 1, .until = 2,
				   .cause = STORE_GAP_CLOCK, .known = true };

	window_queue_note_gap(&p, &gap);
	assert_int_equal(p.n_gaps, 1);
	add("r", 1, 0, 1);
	assert_int_equal(p.n_gaps, 0);
	assert_int_equal(p.list[0].snapshot.n_gaps, 1);
	gap.from = 5;
	window_queue_note_gap(&p, &gap);
	assert_int_equal(p.list[0].snapshot.n_gaps, 2);
	/* to the window that replaces it, and to the one it is merged into */
	add("r", 1, 0, 2);
	assert_int_equal(p.list[0].snapshot.n_gaps, 2);
	p.list[0].snapshot.since_ns = 77;
	p.max_windows = 1;
	add("r", 1, 300, 3);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.list[0].snapshot.n_gaps, 3);
	assert_int_equal(p.list[0].snapshot.since_ns, 77);
	assert_int_equal(p.list[0].snapshot.gaps[0].cause, STORE_GAP_CLOCK);
}

static void sketches_are_merged(void **state)
{
	struct queued_window w = { .start = 300, .seconds = 300 };

	p.max_windows = 1;
	add("r", 1, 0, 1);
	p.list[0].sketches = calloc(1, sizeof(*p.list[0].sketches));
	p.list[0].sketches[0].registers[5] = 9;
	p.list[0].snapshot.sketches = p.list[0].sketches;
	p.list[0].snapshot.n_sketches = 1;
	p.bytes += sizeof(*p.list[0].sketches);
	strcpy(w.sensor, "r");
	w.snapshot.epoch = 1;
	w.sketches = calloc(1, sizeof(*w.sketches));
	w.sketches[0].registers[5] = 3;
	w.sketches[0].registers[6] = 4;
	w.snapshot.sketches = w.sketches;
	w.snapshot.n_sketches = 1;
	assert_int_equal(window_queue_add(&p, &w), 0);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.list[0].sketches[0].registers[5], 9);
	assert_int_equal(p.list[0].sketches[0].registers[6], 4);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_teardown(fn, teardown)
	const struct CMUnitTest tests[] = {
		TEST(in_order),
		TEST(the_same_window),
		TEST(oldest_are_merged),
		TEST(bound_by_bytes),
		TEST(module_reloads),
		TEST(gaps_are_handed_on),
		TEST(sketches_are_merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
