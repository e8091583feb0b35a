// SPDX-License-Identifier: GPL-2.0-or-later
/* test_store.c - recording: each packet of the kernel is in one window, once */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/store_fixture.h"

#define T0	1769410800ll	/* 2026-01-26 16:00:00 JST, a multiple of 60 */
#define DROP_WORM	DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP

static const struct store_range always = { 0, INT64_MAX, NULL };

static struct store *open_new(const char *name)
{
	struct error error = { "" };
	struct store *store;

	store = store_open(fixture_path(name), DB_WRITE, &error);
	assert_string_equal(error.text, "");
	assert_non_null(store);
	return store;
}

struct total {
	uint64_t packets, bytes;
	size_t rows;
	struct store_sum last;
};

static int add_sum(const struct store_sum *sum, void *arg)
{
	struct total *t = arg;

	t->packets += sum->packets;
	t->bytes += sum->bytes;
	t->rows++;
	t->last = *sum;
	return 0;
}

static struct total total_of(struct store *store, const struct store_range *range)
{
	struct total t = { 0 };

	assert_int_equal(store_sums(store, range, add_sum, &t), 0);
	return t;
}

struct source_list {
	struct fixture_source list[16];
	size_t count;
};

static int add_source(const struct fixture_source *source, void *arg)
{
	struct source_list *t = arg;

	t->list[t->count++] = *source;
	return t->count == 16;
}

static struct source_list sources_of(struct store *store,
				 const struct store_range *range)
{
	struct source_list t = { 0 };

	assert_int_equal(fixture_sources(store, range, add_source, &t), 0);
	return t;
}

struct windows {
	struct store_window list[16];
	size_t count;
};

static int add_window(const struct store_window *window, void *arg)
{
	struct windows *w = arg;

	w->list[w->count++] = *window;
	return w->count == 16;
}

static struct windows windows_of(struct store *store,
				 const struct store_range *range)
{
	struct windows w = { 0 };

	assert_int_equal(store_windows(store, range, add_window, &w), 0);
	return w;
}

static void same_snapshot_twice(void **state)
{
	struct store_range later = { T0 + 60, INT64_MAX, NULL };
	struct store *store = open_new("twice");
	struct kernel k = { .epoch = UINT64_MAX, .began = T0 };
	struct source_list list;
	struct total t;
	int i;

	kernel_count(&k, DROP_WORM, 7, 7 * 404);
	kernel_source(&k, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 7, T0 + 1);
	for (i = 0; i < 3; i++)
		assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 5),
				 0);
	t = total_of(store, &always);
	assert_int_equal(t.packets, 7);
	assert_int_equal(t.bytes, 7 * 404);
	assert_int_equal(t.last.direction, DIRECTION_INGRESS);
	assert_int_equal(t.last.reason, REASON_WORM);
	assert_int_equal(t.last.verdict, VERDICT_DROP);
	list = sources_of(store, &always);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.list[0].packets[CLASS_SLAMMER], 7);

	kernel_count(&k, DROP_WORM, 3, 3 * 404);
	kernel_source(&k, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 3, T0 + 70);
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 60, 60, T0 + 80),
			 0);
	assert_int_equal(total_of(store, &always).packets, 10);
	assert_int_equal(windows_of(store, &always).count, 2);
	list = sources_of(store, &always);
	assert_int_equal(list.list[0].bytes, 10 * 404);
	assert_int_equal(list.list[0].first, T0 + 1);
	/* In the second window its first time is not before that window. */
	list = sources_of(store, &later);
	assert_int_equal(list.list[0].bytes, 3 * 404);
	assert_int_equal(list.list[0].packets[CLASS_SLAMMER], 3);
	assert_int_equal(list.list[0].first, T0 + 5);
	assert_int_equal(list.list[0].last, T0 + 70);
	store_close(store);
}

static void epochs(void **state)
{
	struct store *store = open_new("epochs");
	struct kernel k = { .epoch = 1 }, next = { .epoch = 2 };

	kernel_count(&k, DROP_WORM, 100, 40400);
	kernel_source(&k, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 100, T0);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 5), 0);
	/* Smaller counters of a new epoch are all new. */
	kernel_count(&next, DROP_WORM, 30, 12120);
	kernel_source(&next, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 30, T0);
	assert_int_equal(kernel_record(&next, store, "r1", T0, 60, T0 + 8), 0);
	assert_int_equal(total_of(store, &always).packets, 130);
	assert_int_equal(sources_of(store, &always).list[0].packets[CLASS_SLAMMER],
			 130);

	/* The first epoch returns: two routers with the same name. */
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 9),
			 -ESTALE);
	assert_non_null(strstr(store_error(store), "two routers"));
	assert_int_equal(total_of(store, &always).packets, 130);
	store_close(store);
}

static void instances(void **state)
{
	struct store *store = open_new("instances");
	struct kernel k = { .epoch = 1 };
	struct store_source *s;
	struct source_list t;

	s = kernel_source(&k, "2001:db8::5", 1, "lan0", CLASS_SLAMMER, 50, T0);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 5), 0);
	/* It was evicted, was inserted again, and counts from 0. */
	s->instance++;
	s->packets[CLASS_SLAMMER] = 20;
	s->bytes = 20 * 404;
	s->first_ns = (T0 + 30) * SECOND;
	s->last_ns = (T0 + 40) * SECOND;
	snprintf(s->interface, sizeof(s->interface), "lan1");
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 50), 0);
	t = sources_of(store, &always);
	assert_int_equal(t.count, 1);
	assert_int_equal(t.list[0].packets[CLASS_SLAMMER], 70);
	assert_int_equal(t.list[0].bytes, 70 * 404);
	assert_int_equal(t.list[0].first, T0);
	assert_int_equal(t.list[0].last, T0 + 40);
	assert_string_equal(t.list[0].interface, "lan1");
	assert_true(t.list[0].inside);

	/* One address in the tables of two CPUs: two stays, added up. */
	k.sources[1] = *s;
	k.sources[1].instance = 77;
	k.sources[1].packets[CLASS_SLAMMER] = 4;
	k.n_sources = 2;
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 55), 0);
	t = sources_of(store, &always);
	assert_int_equal(t.count, 1);
	assert_int_equal(t.list[0].packets[CLASS_SLAMMER], 74);

	/* A snapshot with a duplicate stay is invalid. */
	k.sources[1].instance = k.sources[0].instance;
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 56), -1);
	assert_non_null(strstr(store_error(store), "duplicate"));
	store_close(store);
}

/* Limited and queued packets are distinguished from dropped ones. */
static void every_verdict(void **state)
{
	struct store *store = open_new("verdicts");
	struct kernel k = { .epoch = 1 };
	struct total t;
	uint8_t v;

	for (v = 0; v < VERDICT_COUNT; v++) {
		kernel_count(&k, DIRECTION_LOCAL, REASON_LIST, v, v + 1u, 29);
		assert_int_equal(kernel_record(&k, store, "r1", T0, 60,
						T0 + v), 0);
		t = total_of(store, &always);
		assert_int_equal(t.packets, (v + 1) * (v + 2) / 2);
		assert_int_equal(t.last.verdict, v);
		assert_int_equal(t.last.packets, v + 1);
	}
	store_close(store);
}

static void shrinking(void **state)
{
	struct store *store = open_new("shrinking");
	struct kernel k = { .epoch = 1, .untracked = 5, .evicted = 2 }, less;

	kernel_count(&k, DROP_WORM, 100, 40400);
	kernel_count(&k, DIRECTION_EGRESS, REASON_LIST, VERDICT_ACCEPT, 1, 29);
	kernel_source(&k, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 100, T0);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 5), 0);

	less = k;
	less.counters[0].packets--;
	less.counters[1].packets += 10;
	assert_int_equal(kernel_record(&less, store, "r1", T0, 60, T0 + 6),
			 -ESTALE);
	assert_non_null(strstr(store_error(store), "shrank"));
	less = k;
	less.n_counters = 1;		/* one is gone altogether */
	assert_int_equal(kernel_record(&less, store, "r1", T0, 60, T0 + 6),
			 -ESTALE);
	less = k;
	less.sources[0].packets[CLASS_SLAMMER]--;
	less.counters[0].packets++;
	assert_int_equal(kernel_record(&less, store, "r1", T0, 60, T0 + 6),
			 -ESTALE);
	less = k;
	less.untracked--;
	assert_int_equal(kernel_record(&less, store, "r1", T0, 60, T0 + 6),
			 -ESTALE);
	less = k;
	less.evicted--;
	assert_int_equal(kernel_record(&less, store, "r1", T0 + 60, 60, T0 + 6),
			 -ESTALE);

	/* Nothing was written, not even the window. */
	assert_int_equal(total_of(store, &always).packets, 101);
	assert_int_equal(windows_of(store, &always).count, 1);
	assert_int_equal(windows_of(store, &always).list[0].untracked, 5);
	store_close(store);
}

static void refused(void **state)
{
	struct store *store = open_new("refused");
	struct kernel k = { .epoch = 1 };
	char name[STORE_SENSOR_MAX + 1];

	assert_int_equal(kernel_record(&k, store, "", T0, 60, T0), -1);
	memset(name, 'x', STORE_SENSOR_MAX);
	name[STORE_SENSOR_MAX] = 0;
	assert_int_equal(kernel_record(&k, store, name, T0, 60, T0), -1);
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 1, 60, T0), -1);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 0, T0), -1);
	kernel_count(&k, DIRECTION_COUNT, REASON_WORM, VERDICT_DROP, 1, 1);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0), -1);
	k.n_counters = 0;
	kernel_count(&k, DIRECTION_INGRESS, 15, VERDICT_DROP, 1, 1);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0), -1);
	assert_non_null(strstr(store_error(store), "unknown counter"));
	k.n_counters = 0;
	kernel_count(&k, DROP_WORM, 1ull << 63, 1);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0), -1);
	assert_non_null(strstr(store_error(store), "too large"));
	k.counters[0].packets = (1ull << 63) - 1;
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0), 0);
	assert_int_equal(total_of(store, &always).packets, (1ull << 63) - 1);
	store_close(store);
}

static void windows(void **state)
{
	struct store *store = open_new("windows");
	struct store_range range = { T0 + 60, T0 + 120, NULL };
	struct kernel k = { .epoch = 1 };
	struct windows w;

	kernel_count(&k, DROP_WORM, 5, 5);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0 + 60), 0);
	kernel_count(&k, DROP_WORM, 6, 6);
	kernel_count(&k, DIRECTION_EGRESS, REASON_LONG_NAME, VERDICT_DROP, 2, 2);
	k.evicted = 3;
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 60, 60, T0 + 120),
			 0);
	/* Nothing happened: the empty window is recorded. */
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 120, 60, T0 + 180),
			 0);

	/* Half open: a window that begins at "until" is excluded. */
	assert_int_equal(total_of(store, &range).packets, 8);
	w = windows_of(store, &range);
	assert_int_equal(w.count, 1);
	assert_int_equal(w.list[0].start, T0 + 60);
	assert_int_equal(w.list[0].seconds, 60);
	assert_int_equal(w.list[0].since, T0 + 60);
	assert_int_equal(w.list[0].taken, T0 + 120);
	assert_int_equal(w.list[0].evicted, 3);
	assert_int_equal(w.list[0].generation, 2);
	assert_true(w.list[0].digest == 0xfedcba9876543210ull);
	assert_int_equal(w.list[0].packets[DIRECTION_INGRESS][CLASS_SLAMMER], 6);
	assert_int_equal(w.list[0].packets[DIRECTION_EGRESS][CLASS_OVERFLOW], 2);

	w = windows_of(store, &always);
	assert_int_equal(w.count, 3);
	assert_int_equal(w.list[0].since, 0);
	assert_int_equal(w.list[0].packets[DIRECTION_INGRESS][CLASS_SLAMMER], 5);
	assert_int_equal(w.list[2].packets[DIRECTION_INGRESS][CLASS_SLAMMER], 0);
	assert_int_equal(w.list[2].evicted, 0);
	store_close(store);
}

static int add_name(const char *sensor, void *arg)
{
	strcat(arg, sensor);
	strcat(arg, " ");
	return 0;
}

static void sensors(void **state)
{
	struct store *store = open_new("sensors");
	struct store_range r1 = { 0, INT64_MAX, "r1" };
	struct store_range r2 = { 0, INT64_MAX, "r2" };
	struct store_range r3 = { 0, INT64_MAX, "r3" };
	struct kernel a = { .epoch = 9, .began = T0 };
	struct kernel b = { .epoch = 10, .began = T0 };
	char names[64] = "";

	kernel_count(&a, DROP_WORM, 5, 5);
	kernel_source(&a, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 5, T0);
	kernel_count(&b, DROP_WORM, 70, 70);
	kernel_source(&b, "192.0.2.1", 0, "eth9", CLASS_SLAMMER, 70, T0 + 1);
	assert_int_equal(kernel_record(&b, store, "r2", T0, 60, T0), 0);
	assert_int_equal(kernel_record(&a, store, "r1", T0, 60, T0), 0);
	assert_int_equal(kernel_record(&b, store, "r2", T0, 60, T0), 0);
	assert_int_equal(total_of(store, &r1).packets, 5);
	assert_int_equal(total_of(store, &r2).packets, 70);
	assert_int_equal(total_of(store, &r3).rows, 0);
	assert_int_equal(total_of(store, &always).packets, 75);
	assert_int_equal(sources_of(store, &r1).list[0].packets[CLASS_SLAMMER],
			 5);
	assert_int_equal(sources_of(store, &always).list[0].packets[CLASS_SLAMMER],
			 75);
	assert_string_equal(sources_of(store, &always).list[0].interface, "eth9");
	assert_int_equal(windows_of(store, &always).count, 2);
	assert_string_equal(windows_of(store, &always).list[0].sensor, "r1");
	assert_int_equal(store_sensors(store, add_name, names), 0);
	assert_string_equal(names, "r1 r2 ");
	store_close(store);
}

static void sources(void **state)
{
	struct store *store = open_new("sources");
	struct kernel k = { .epoch = 1 };
	struct store_distinct d;

	kernel_source(&k, "192.0.2.1", 0, "eth0", CLASS_SLAMMER, 5, T0);
	kernel_source(&k, "192.0.2.200", 0, "eth0", CLASS_OVERFLOW, 4, T0);
	kernel_source(&k, "198.51.100.7", 0, "eth0", CLASS_SLAMMER, 8, T0);
	kernel_source(&k, "203.0.113.1", 0, "eth0", CLASS_REQUEST, 900, T0);
	kernel_source(&k, "2001:db8:1:2::1", 0, "eth0", CLASS_PINGPONG, 6, T0);
	kernel_source(&k, "2001:db8:1:3::1", 0, "eth0", CLASS_SIGNATURE, 1, T0);
	kernel_source(&k, "10.0.0.5", 1, "lan0", CLASS_SLAMMER, 3, T0);
	kernel_source(&k, "192.0.2.1", 1, "lan0", CLASS_RESPONSE, 1, T0);
	assert_int_equal(kernel_record(&k, store, "r1", T0, 60, T0), 0);
	kernel_source(&k, "192.0.2.1", 0, "eth0", CLASS_REQUEST, 5, T0 + 60);
	assert_int_equal(kernel_record(&k, store, "r1", T0 + 60, 60, T0 + 60),
			 0);

	assert_int_equal(store_distinct(store, &always, false, &d), 0);
	assert_int_equal(d.sources, 6);
	assert_int_equal(d.attackers, 5);
	assert_int_equal(d.by_class[CLASS_SLAMMER], 2);
	assert_int_equal(d.by_class[CLASS_REQUEST], 2);
	assert_int_equal(store_distinct(store, &always, true, &d), 0);
	assert_int_equal(d.sources, 2);
	assert_int_equal(d.attackers, 1);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_snapshot_twice),
		cmocka_unit_test(epochs),
		cmocka_unit_test(instances),
		cmocka_unit_test(every_verdict),
		cmocka_unit_test(shrinking),
		cmocka_unit_test(refused),
		cmocka_unit_test(windows),
		cmocka_unit_test(sensors),
		cmocka_unit_test(sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
