// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_store_kill.c - a daemon killed at any moment counts everything once
 *
 * The kernel is shared memory, in which the parent counts; children record it as fast
 * as they can and are killed. The windows must add up to what the kernel has counted
 * over all epochs.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/store_fixture.h"

#define KILLS		200
#define EPOCHS		4
#define T0		1769410800ll

static const struct store_range always = { 0, INT64_MAX, NULL };

static void grow(struct kernel *k, unsigned int n)
{
	static const unsigned int reasons[] = {
		REASON_WORM, REASON_LONG_NAME, REASON_LIST, REASON_OTHER_PORT,
	};
	char address[32];
	unsigned int i;

	for (i = 0; i < n; i++) {
		kernel_count(k, (unsigned int)rand() % DIRECTION_COUNT,
			     reasons[rand() % 4], VERDICT_DROP, 1, 404);
		snprintf(address, sizeof(address), "192.0.2.%d", rand() % 40);
		kernel_source(k, address, 0, "eth0", CLASS_SLAMMER, 1, T0 + 1);
	}
}

/* The daemon: records the kernel in windows of 60 s, forever. */
static void child(const char *path, const volatile struct kernel *shared)
{
	struct kernel copy;
	struct store *store;
	struct error error;
	int64_t i;

	store = store_open(path, DB_WRITE, &error);
	if (!store)
		_exit(1);
	for (i = 0;; i++) {
		memcpy(&copy, (const void *)shared, sizeof(copy));
		if (kernel_record(&copy, store, "r1", T0 + 60 * (i % 5), 60,
				   T0 + 2))
			_exit(1);
	}
}

static int add_sum(const struct store_sum *sum, void *arg)
{
	uint64_t *totals = arg;

	totals[0] += sum->packets;
	totals[1] += sum->bytes;
	return 0;
}

static int add_talker(const struct fixture_source *talker, void *arg)
{
	uint64_t *totals = arg;

	totals[2] += talker->packets[CLASS_SLAMMER];
	return 0;
}

static void twin(const struct kernel *k, uint64_t totals[3])
{
	size_t i;

	for (i = 0; i < k->n_counters; i++) {
		totals[0] += k->counters[i].packets;
		totals[1] += k->counters[i].bytes;
	}
	for (i = 0; i < k->n_sources; i++)
		totals[2] += k->sources[i].packets[CLASS_SLAMMER];
}

static void kill_children(struct kernel *shared, const char *path)
{
	unsigned int i;
	int status;
	pid_t pid;

	for (i = 0; i < KILLS / EPOCHS; i++) {
		pid = fork();
		assert_true(pid >= 0);
		if (!pid)
			child(path, shared);
		/* Adding a counter is not atomic, so recording has to pause. */
		usleep((useconds_t)(rand() % 9000));
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		grow(shared, 1 + (unsigned int)rand() % 50);
	}
}

static void killed_at_random(void **state)
{
	uint64_t wanted[3] = { 0 }, got[3] = { 0 };
	char path[256];
	struct error error;
	struct kernel *shared;
	struct store *store;
	unsigned int epoch;

	srand(1434);
	snprintf(path, sizeof(path), "%s", fixture_path("kill"));
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(shared != MAP_FAILED);
	for (epoch = 1; epoch <= EPOCHS; epoch++) {
		memset(shared, 0, sizeof(*shared));
		shared->epoch = epoch;
		grow(shared, 10);
		kill_children(shared, path);
		/* The last daemon of this boot records everything. */
		store = store_open(path, DB_WRITE, &error);
		assert_non_null(store);
		assert_int_equal(kernel_record(shared, store, "r1", T0, 60,
						T0 + 3), 0);
		twin(shared, wanted);
		store_close(store);
	}
	store = store_open(path, DB_READ, &error);
	assert_non_null(store);
	assert_int_equal(store_sums(store, &always, add_sum, got), 0);
	assert_int_equal(fixture_sources(store, &always, add_talker, got), 0);
	store_close(store);
	assert_int_equal(got[0], wanted[0]);
	assert_int_equal(got[1], wanted[1]);
	assert_int_equal(got[2], wanted[2]);
	assert_true(wanted[0] > 2000);
	munmap(shared, sizeof(*shared));
}

/* Two daemons by mistake: neither records again what the other has recorded. */
static void two_writers(void **state)
{
	uint64_t wanted[3] = { 0 }, got[3] = { 0 };
	char path[256];
	struct error error;
	struct kernel *shared, copy;
	struct store *store;
	int i, round, status;

	snprintf(path, sizeof(path), "%s", fixture_path("two"));
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(shared != MAP_FAILED);
	shared->epoch = 7;
	grow(shared, 500);
	for (i = 0; i < 2; i++) {
		if (fork())
			continue;
		store = store_open(path, DB_WRITE, &error);
		if (!store)
			fprintf(stderr, "%s\n", error.text);
		for (round = 0; store && round < 50; round++) {
			memcpy(&copy, shared, sizeof(copy));
			if (kernel_record(&copy, store, "r1", T0, 60, T0 + 1)) {
				fprintf(stderr, "%s\n", store_error(store));
				break;
			}
		}
		_exit(store && round == 50 ? 0 : 1);
	}
	for (i = 0; i < 2; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	twin(shared, wanted);
	store = store_open(path, DB_READ, &error);
	assert_non_null(store);
	assert_int_equal(store_sums(store, &always, add_sum, got), 0);
	assert_int_equal(fixture_sources(store, &always, add_talker, got), 0);
	store_close(store);
	assert_memory_equal(got, wanted, sizeof(got));
	munmap(shared, sizeof(*shared));
}

/* Readers see complete windows and one state while a daemon writes. */
static void read_while_writing(void **state)
{
	uint64_t first[3], second[3];
	char path[256];
	struct error error;
	struct kernel k = { .epoch = 1 };
	struct store *writer, *reader;
	unsigned int i;

	snprintf(path, sizeof(path), "%s", fixture_path("reader"));
	writer = store_open(path, DB_WRITE, &error);
	assert_non_null(writer);
	reader = store_open(path, DB_READ, &error);
	assert_non_null(reader);
	for (i = 0; i < 20; i++) {
		grow(&k, 10);
		assert_int_equal(kernel_record(&k, writer, "r1", T0, 60, T0), 0);
		assert_int_equal(store_hold(reader), 0);
		memset(first, 0, sizeof(first));
		assert_int_equal(store_sums(reader, &always, add_sum, first), 0);
		assert_int_equal(first[0], 10 + 20 * i);
		grow(&k, 10);
		assert_int_equal(kernel_record(&k, writer, "r1", T0, 60, T0), 0);
		memset(second, 0, sizeof(second));
		assert_int_equal(store_sums(reader, &always, add_sum, second), 0);
		assert_int_equal(second[0], first[0]);
		store_release(reader);
	}
	assert_int_equal(kernel_record(&k, reader, "r1", T0 + 60, 60, T0), -1);
	store_close(reader);
	store_close(writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_at_random),
		cmocka_unit_test(two_writers),
		cmocka_unit_test(read_while_writing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
