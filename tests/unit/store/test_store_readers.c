// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_store_readers.c - no reader sees a part of a transaction
 *
 * A reader at full speed beside a writer that opens the store for each window, as the
 * daemon does. The reader may not write to the folder (as root, it becomes nobody).
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <cmocka.h>
#include <fcntl.h>

#include "common/error.h"
#include "store/internal.h"
#include "support/store_fixture.h"

#define T0	1769410800ll
#define PLACE	FIXTURE_DIR "/readers"
#define NAME	"s.db"
#define WINDOWS	60
#define READS	30
#define PAUSE_US	20000	/* of the writer between windows, of a reader within its report */

/* What the reader says while the writer works. */
struct shared {
	unsigned int reads;
	unsigned int failed;
	unsigned int torn;
	unsigned int frozen;		/* without SQLite's locks */
	unsigned int done;
	char error[300];
};

static struct shared *shared;

static int setup(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char path[300];
	size_t i;
	int fd;

	fixture_path("readers");
	mkdir(PLACE, 0755);
	chmod(PLACE, 0755);
	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), PLACE "/" NAME "%s", tails[i]);
		unlink(path);
	}
	/* Others may read it, and the files that SQLite makes beside it. */
	fd = open(PLACE "/" NAME, O_CREAT | O_WRONLY, 0644);
	assert_true(fd >= 0);
	fchmod(fd, 0644);
	close(fd);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(shared != MAP_FAILED);
	memset(shared, 0, sizeof(*shared));
	return 0;
}

/* Window @i; opens and closes the store. */
static void write_window(struct kernel *k, int i)
{
	struct error error = { "" };
	struct store *store = store_open(PLACE "/" NAME, DB_WRITE, &error);
	char address[32];
	int s;

	assert_string_equal(error.text, "");
	kernel_count(k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, 60, 60 * 404);
	for (s = 0; s < 60; s++) {
		snprintf(address, sizeof(address), "192.0.%d.%d", i % 200, s);
		k->n_sources = (size_t)s;
		kernel_source(k, address, 0, "eth0", CLASS_SLAMMER, 1,
			      (uint64_t)(T0 + 300 * i));
		k->sources[s].instance = (uint64_t)(i * 64 + s + 1);
	}
	assert_int_equal(kernel_record(k, store, "gw", T0 + 300 * i, 300,
				       (uint64_t)(T0 + 300 * i + 300)), 0);
	store_close(store);
}

/*
 * The difference of sums that one transaction writes; they are in many pages, and a
 * report takes its time between them.
 */
static int read_difference(struct store *store, int64_t *difference)
{
	int64_t days, sources;

	if (store_hold(store))
		return -1;
	if (db_number(store->db, "SELECT (SELECT sum(packets) FROM window_counter) - (SELECT sum(packets) FROM day_counter)", difference) ||
	    db_number(store->db, "SELECT sum(packets) FROM day_counter", &days) ||
	    usleep(PAUSE_US) ||
	    db_number(store->db, "SELECT sum(slammer) FROM window_source", &sources))
		return -1;
	*difference += days - sources;
	store_release(store);
	return 0;
}

static void read_once(void)
{
	struct error error = { "" };
	struct store *store = store_open(NAME, DB_READ, &error);
	int64_t difference = 0;

	if (store)
		shared->frozen += store->db->frozen.on;
	if (store && read_difference(store, &difference))
		snprintf(error.text, sizeof(error.text), "%s", store_error(store));
	store_close(store);
	shared->reads++;
	shared->torn += difference != 0;
	if (*error.text) {
		shared->failed++;
		snprintf(shared->error, sizeof(shared->error), "%.290s", error.text);
	}
}

static pid_t start_reader(void)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	if (chdir(PLACE) ||
	    (geteuid() == 0 && (chroot(".") || setgid(65534) || setuid(65534))))
		_exit(1);
	while (!shared->done) {
		read_once();
		/* A writer may be the last that closes, or not. */
		if (shared->reads % 4)
			usleep(PAUSE_US);
	}
	_exit(0);
}

static void reader_beside_a_writer(void **state)
{
	struct kernel k = { .epoch = 1, .began = T0 };
	int i, status;
	pid_t reader;

	write_window(&k, 0);
	reader = start_reader();
	for (i = 1; i < WINDOWS || shared->reads < READS; i++) {
		assert_true(i < 5000);
		usleep(PAUSE_US);
		write_window(&k, i);
		assert_int_equal(waitpid(reader, &status, WNOHANG), 0);
	}
	shared->done = 1;
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
	print_message("%u reads beside %d windows: %u without locks, %u torn, %u failed\n",
		      shared->reads, i, shared->frozen, shared->torn,
		      shared->failed);
	assert_string_equal(shared->error, "");
	assert_int_equal(shared->failed, 0);
	assert_int_equal(shared->frozen, 0);
	assert_int_equal(shared->torn, 0);
}

/* Without an index: nothing is returned once something has been written. */
static void frozen_file_changes(void **state)
{
	struct kernel k = { .epoch = 1, .began = T0 };
	struct error error = { "" };
	struct store *store;
	int64_t n;

	write_window(&k, 0);
	store = store_open(PLACE "/" NAME, DB_READ, &error);
	assert_non_null(store);
	assert_false(store->db->frozen.on);
	/* As if it could not be had otherwise: root could always. */
	assert_int_equal(stat(PLACE "/" NAME, &store->db->frozen.file), 0);
	assert_int_equal(stat(PLACE "/" NAME "-wal", &store->db->frozen.journal), 0);
	store->db->frozen.on = true;
	assert_int_equal(db_number(store->db, "SELECT count(*) FROM window", &n), 0);
	write_window(&k, 1);
	assert_int_equal(db_number(store->db, "SELECT count(*) FROM window", &n), -1);
	assert_non_null(strstr(store_error(store), "was changed while it was read"));
	assert_int_equal(store_fault(store), DB_BUSY);
	store_close(store);
}

/* The journal stays, but empty: a large window does not occupy the disk for ever. */
static void journal_stays_empty(void **state)
{
	struct kernel k = { .epoch = 1, .began = T0 };
	struct stat st;

	write_window(&k, 0);
	assert_int_equal(stat(PLACE "/" NAME "-wal", &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(stat(PLACE "/" NAME "-shm", &st), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reader_beside_a_writer, setup),
		cmocka_unit_test_setup(frozen_file_changes, setup),
		cmocka_unit_test_setup(journal_stays_empty, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
