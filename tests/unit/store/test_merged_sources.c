// SPDX-License-Identifier: GPL-2.0-or-later
/* test_merged_sources.c - the merge says of each source what grouping by SQL says */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "store/store.h"
#include "support/outbreak.h"
#include "support/values_fixture.h"

#define PERIOD	(3 * 86400)
#define LENGTH	900
#define MANY	4096

static const char *const sensors[] = { "r1", "r2" };

static struct fixture_source expected[MANY];
static size_t n_expected, n_seen;

static const char *constituent_of(struct address a, void *arg)
{
	static const char *const names[] = { "example-a", "example-b" };

	return a.lo % 3 < 2 ? names[a.lo % 3] : NULL;
}

static struct store *open_new(const char *name)
{
	struct store *store = fixture_store(name);

	store_resolve(store, constituent_of, NULL);
	return store;
}

/* Sources come and go at random; a new one is a new stay. */
static void some_sources(struct kernel *k, uint64_t at)
{
	char text[40];
	int i, n = rand() % 12;

	for (i = 0; i < n && k->n_sources < KERNEL_SOURCES - 1; i++) {
		snprintf(text, sizeof(text), "198.51.%d.%d", 100 + rand() % 3,
			 rand() % 60);
		if (rand() % 4 == 0)
			snprintf(text, sizeof(text), "2001:db8:%x::%x",
				 (unsigned int)rand() % 3, (unsigned int)rand() % 9);
		kernel_source(k, text, rand() % 5 == 0, rand() % 2 ? "a0" : "b0",
			      (unsigned int)rand() % CLASS_COUNT,
			      1 + (uint64_t)rand() % 50,
			      at + (uint64_t)(rand() % LENGTH));
	}
}

static void fill(struct store *store)
{
	struct kernel k[2] = { { .epoch = 7 }, { .epoch = 11 } };
	int64_t t;
	int i;

	srand(1434);
	for (t = DAY; t < DAY + PERIOD; t += LENGTH) {
		for (i = 0; i < 2; i++) {
			some_sources(&k[i], (uint64_t)t);
			assert_int_equal(kernel_record(&k[i], store, sensors[i],
					 t, LENGTH, (uint64_t)(t + LENGTH)), 0);
			if (k[i].n_sources < KERNEL_SOURCES / 2)
				continue;
			k[i].n_sources = 0;
			k[i].epoch += 1000;
		}
	}
}

static int note_talker(const struct fixture_source *talker, void *arg)
{
	assert_true(n_expected < MANY);
	expected[n_expected++] = *talker;
	return 0;
}

static int by_address(const void *x, const void *y)
{
	const struct fixture_source *a = x, *b = y;

	if (a->address.hi != b->address.hi)
		return a->address.hi < b->address.hi ? -1 : 1;
	if (a->address.lo != b->address.lo)
		return a->address.lo < b->address.lo ? -1 : 1;
	return (int)a->inside - (int)b->inside;
}

static int compare_source(const struct store_merged_source *s, void *arg)
{
	const struct fixture_source *t = &expected[n_seen++];

	assert_true(n_seen <= n_expected);
	assert_true(address_equal(s->address, t->address));
	assert_int_equal(s->inside, t->inside);
	assert_int_equal(s->first, t->first);
	assert_int_equal(s->last, t->last);
	assert_int_equal(s->bytes, t->bytes);
	assert_memory_equal(s->packets, t->packets, sizeof(s->packets));
	assert_string_equal(s->constituent ? s->constituent : "",
			    t->constituent);
	return 0;
}

static void compare_range(struct store *store, int64_t from, int64_t until,
			  const char *sensor)
{
	struct store_range range = { from, until, sensor };

	n_expected = n_seen = 0;
	assert_int_equal(fixture_sources(store, &range, note_talker, NULL), 0);
	qsort(expected, n_expected, sizeof(*expected), by_address);
	if (store_merged_sources(store, &range, compare_source, NULL))
		fail_msg("%s", store_error(store));
	assert_int_equal(n_seen, n_expected);
}

static void as_grouped_by_sql(void **state)
{
	struct store *store = open_new("sources");
	int64_t from, until;
	int i;

	fill(store);
	compare_range(store, DAY, DAY + PERIOD, NULL);
	assert_true(n_seen > 100);
	compare_range(store, DAY, DAY + PERIOD, "r2");
	compare_range(store, DAY, DAY + PERIOD, "r9");
	assert_int_equal(n_seen, 0);
	for (i = 0; i < 60; i++) {
		from = DAY + rand() % PERIOD;
		until = from + rand() % (DAY + PERIOD - from);
		compare_range(store, from, until, i % 3 ? NULL : "r1");
	}
	store_close(store);
}

static struct store *open_with(const struct store_retention *keep)
{
	struct store *store = open_new("sources");
	int i;

	fill(store);
	for (i = 0; i < 5; i++)
		assert_int_equal(store_expire(store, keep, DAY + PERIOD), 0);
	while ((i = store_sweep(store, 1000)) > 0)
		;
	assert_int_equal(i, 0);
	return store;
}

/* Hours and days that are gone sooner than windows are not asked. */
static void windows_without_days(void **state)
{
	static const struct store_retention keep = { .windows = 30, .hours = 1,
						.days = 1 };
	struct store *store = open_with(&keep);

	compare_range(store, DAY, DAY + PERIOD, NULL);
	assert_true(n_seen > 100);
	store_close(store);
}

/* Older windows are gone: what begins in hours and days that are kept counts. */
static void of_what_is_kept(void **state)
{
	static const struct store_retention keep = { .windows = 1, .hours = 2,
						.days = 300 };
	struct store *store = open_with(&keep);

	compare_range(store, DAY - DAY % 86400 + 86400, DAY + PERIOD, NULL);
	assert_true(n_seen > 100);
	compare_range(store, DAY + 2 * 86400 - 3600, DAY + PERIOD, NULL);
	assert_true(n_seen > 10);
	compare_range(store, DAY + PERIOD - 7 * LENGTH, DAY + PERIOD, NULL);
	store_close(store);
}

static int only_three(const struct store_merged_source *source, void *arg)
{
	return ++*(int *)arg == 3;
}

static void ends_early_and_holds(void **state)
{
	struct store_range all = { DAY, DAY + PERIOD, NULL };
	struct store *store = open_new("sources");
	int count = 0;

	fill(store);
	assert_int_equal(store_hold(store), 0);
	assert_int_equal(store_merged_sources(store, &all, only_three, &count), 0);
	assert_int_equal(count, 3);
	count = -1000000;
	assert_int_equal(store_merged_sources(store, &all, only_three, &count), 0);
	store_release(store);
	store_close(store);
}

static int targets_only(const struct store_merged_source *source, void *arg)
{
	assert_int_equal(source->targets, *(const uint64_t *)arg);
	n_seen++;
	return 0;
}

static void targets_are(struct store *store, int64_t from, int64_t until,
			uint64_t bitmap)
{
	struct store_range range = { from, until, NULL };

	n_seen = 0;
	assert_int_equal(store_merged_sources(store, &range, targets_only, &bitmap), 0);
	assert_int_equal(n_seen, 1);
}

/* The union of those of all windows and routers in which the source attacked. */
static void targets_are_merged(void **state)
{
	struct store *store = open_new("targets");
	struct kernel a = { .epoch = 1 }, b = { .epoch = 9 };
	struct store_source *s;
	int64_t t = DAY;

	s = kernel_source(&a, "192.0.2.1", 1, "a0", CLASS_OVERFLOW, 2, (uint64_t)t);
	s->targets = 3;
	assert_int_equal(kernel_record(&a, store, "r1", t, 300, (uint64_t)t + 9), 0);
	/* Only a request is new: the kernel still lists the same targets. */
	kernel_source(&a, "192.0.2.1", 1, "a0", CLASS_REQUEST, 1, (uint64_t)t + 300);
	assert_int_equal(kernel_record(&a, store, "r1", t + 300, 300, (uint64_t)t + 309), 0);
	targets_are(store, t + 300, t + 600, 0);
	/* One more target, and the sign bit. */
	kernel_source(&a, "192.0.2.1", 1, "a0", CLASS_PINGPONG, 1, (uint64_t)t + 600);
	s->targets |= 1ull << 63;
	assert_int_equal(kernel_record(&a, store, "r1", t + 600, 300, (uint64_t)t + 609), 0);
	s = kernel_source(&b, "192.0.2.1", 1, "b0", CLASS_SIGNATURE, 1, (uint64_t)t);
	s->targets = 4;
	assert_int_equal(kernel_record(&b, store, "r2", t, 300, (uint64_t)t + 9), 0);
	targets_are(store, t, t + 300, 7);
	targets_are(store, t + 600, t + 900, 1ull << 63 | 3);
	targets_are(store, t, t + 900, 1ull << 63 | 7);
	targets_are(store, t - t % 86400, t - t % 86400 + 86400, 1ull << 63 | 7);
	/* The worm's targets are no evidence. */
	kernel_source(&b, "192.0.2.1", 1, "b0", CLASS_SLAMMER, 1, (uint64_t)t + 900);
	assert_int_equal(kernel_record(&b, store, "r2", t + 900, 300, (uint64_t)t + 909), 0);
	targets_are(store, t + 900, t + 1200, 0);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_grouped_by_sql),
		cmocka_unit_test(of_what_is_kept),
		cmocka_unit_test(windows_without_days),
		cmocka_unit_test(ends_early_and_holds),
		cmocka_unit_test(targets_are_merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
