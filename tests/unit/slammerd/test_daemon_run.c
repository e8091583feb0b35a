// SPDX-License-Identifier: GPL-2.0-or-later
/* test_daemon_run.c - the event loop: window, signals, socket, exit */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <time.h>

#include "common/error.h"
#include "support/fake_kernel.h"
#include "slammerctl/rpc.h"
#include "slammerd/daemon.h"
#include "store/store.h"

#define POLICY	"build/test_daemon_run.conf"
#define STORE	"build/test_daemon_run.db"
#define SOCKET	"build/test_daemon_run.sock"
#define PIDFILE	"build/test_daemon_run.pid"

static struct fake fake;
static struct daemon d;
static const struct options options = {
	.config = POLICY, .store = STORE, .socket = SOCKET, .pid_file = PIDFILE,
	.seccomp = true,	/* for the thread of the daemon only */
};

static void write_policy(unsigned int window, const char *extra)
{
	FILE *file = fopen(POLICY, "w");

	assert_non_null(file);
	fprintf(file, "window = %u;\nsensor = \"gateway\";\n"
		"zones: { external: { interfaces = [ \"lo\" ]; }; };\n%s\n",
		window, extra);
	assert_int_equal(fclose(file), 0);
}

/* Made before, since the threads that connect may not start another one. */
static int lines[2];
static unsigned int n_lines;

static struct client *connect_again(struct error *error)
{
	unsigned int i = __atomic_fetch_add(&n_lines, 1, __ATOMIC_RELAXED);

	return i < 2 ? wire_attach(lines[i], FAKE_FAMILY) : NULL;
}

static void connect_all(void)
{
	n_lines = 0;
	d.module.client = wire_attach(fake_start(&fake), FAKE_FAMILY);
	lines[0] = fake_connect(&fake);
	lines[1] = fake_connect(&fake);
}

/* Those that were not used. */
static void disconnect_all(void)
{
	for (; n_lines < 2; n_lines++)
		close(lines[n_lines]);
	fake_stop(&fake);
}

static void *run(void *arg)
{
	return (void *)(intptr_t)daemon_run(&d, -1);
}

static int count_windows(const struct store_window *window, void *arg)
{
	unsigned int *count = arg;

	assert_int_equal(window->start % window->seconds, 0);
	*count += 1;
	return 0;
}

static int add_packets(const struct store_sum *sum, void *arg)
{
	*(uint64_t *)arg += sum->packets;
	return 0;
}

static void read_store(unsigned int *windows, uint64_t *packets)
{
	const struct store_range all = { 0, INT64_MAX, "gateway" };
	struct error error;
	struct store *store = store_open(STORE, DB_READ, &error);

	*windows = 0;
	*packets = 0;
	if (!store)
		return;
	assert_int_equal(store_windows(store, &all, count_windows, windows), 0);
	assert_int_equal(store_sums(store, &all, add_packets, packets), 0);
	store_close(store);
}

/* Wait up to @seconds until @fn is true. */
static bool within(int seconds, bool (*fn)(void))
{
	int i;

	for (i = 0; i < seconds * 20; i++) {
		if (fn())
			return true;
		usleep(50000);
	}
	return false;
}

static json_t *ask(const char *command)
{
	struct error error;
	json_t *reply = NULL;

	rpc_call(SOCKET, json_pack("{s:s}", "command", command), &reply, &error);
	return reply;
}

static bool answers(void)
{
	json_t *reply = ask("status");
	bool there = json_is_true(json_object_get(reply, "ok"));

	json_decref(reply);
	return there;
}

static json_int_t generation(void)
{
	json_t *reply = ask("status");
	json_int_t n = json_integer_value(json_object_get(
		json_object_get(reply, "daemon"), "generation"));

	json_decref(reply);
	return n;
}

static bool generation_is_3(void)
{
	return generation() == 3;
}

static bool a_second_window(void)
{
	unsigned int windows;
	uint64_t packets;

	read_store(&windows, &packets);
	return windows >= 2;
}

static void begin(pthread_t *thread)
{
	struct config_messages messages = { 0 };

	daemon_init(&d, &options);
	d.open_client = connect_again;
	d.module.policy = policy_load(POLICY, &messages);
	config_messages_free(&messages);
	assert_non_null(d.module.policy);
	connect_all();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(pthread_create(thread, NULL, run, NULL), 0);
	assert_true(within(5, answers));
}

static void end(pthread_t thread)
{
	void *status = (void *)7;

	assert_int_equal(kill(getpid(), SIGTERM), 0);
	assert_int_equal(pthread_join(thread, &status), 0);
	assert_ptr_equal(status, NULL);
	daemon_free(&d);
	disconnect_all();
}

static void count(uint64_t n)
{
	pthread_mutex_lock(&fake.lock);
	fake.counters.packets[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] = n;
	fake.counters.bytes[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] = n * 404;
	pthread_mutex_unlock(&fake.lock);
}

static int setup(void **state)
{
	unlink(STORE);
	unlink(STORE "-wal");
	unlink(STORE "-shm");
	return 0;
}

static void test_run(void **state)
{
	unsigned int windows;
	uint64_t packets;
	pthread_t thread;
	char pid[16] = "";
	FILE *file;

	write_policy(10, "");
	begin(&thread);
	file = fopen(PIDFILE, "r");
	assert_non_null(file);
	assert_non_null(fgets(pid, sizeof(pid), file));
	fclose(file);
	assert_int_equal(atoi(pid), getpid());

	count(5);
	assert_int_equal(kill(getpid(), SIGHUP), 0);
	write_policy(10, "allow = ( { from = \"198.51.100.0/24\"; to = \"192.0.2.10\"; } );");
	assert_int_equal(kill(getpid(), SIGHUP), 0);
	assert_true(within(5, generation_is_3));

	/* the timer ends a window */
	assert_true(within(25, a_second_window));
	read_store(&windows, &packets);
	assert_int_equal(packets, 5);

	/* the exit records the current window */
	count(12);
	end(thread);
	read_store(&windows, &packets);
	assert_int_equal(packets, 12);
	assert_int_not_equal(access(SOCKET, F_OK), 0);
	assert_int_not_equal(access(PIDFILE, F_OK), 0);
}

/*
 * CPU time, which sanitizers triple: whatever the recorder has to do, the loop goes on. By
 * default with fewer sources than there can be, as the fake kernel is slow;
 * NF_SLAMMER_SOURCES=65536 is for a look by hand.
 */
#define SOURCES		4096
#define PAUSE_NS	20000000u
#define SANITIZED	3

static unsigned int n_sources(void)
{
	const char *n = getenv("NF_SLAMMER_SOURCES");

	return n ? (unsigned int)atoi(n) : SOURCES;
}

static struct client_source *many_sources(unsigned int n)
{
	struct client_source *list = calloc(n, sizeof(*list));
	unsigned int i;

	assert_non_null(list);
	for (i = 0; i < n; i++)
		list[i] = (struct client_source){
			.address = address_ip4(0x0a000000u + i),
			.side = NFSL_SIDE_OUTSIDE, .instance = i + 1,
			.first = 5000000000u, .last = 9000000000u, .bytes = 404,
			.packets = { [CLASS_SLAMMER] = 1 },
		};
	return list;
}

static void *flush(void *arg)
{
	json_t *reply = ask("flush");

	if (json_is_true(json_object_get(reply, "ok")))
		__atomic_store_n((int *)arg, 1, __ATOMIC_RELEASE);
	json_decref(reply);
	return NULL;
}

static void test_pauses(void **state)
{
	const unsigned int n = n_sources();
	struct client_source *list = many_sources(n);
	pthread_t thread, flusher;
	int flushed = 0, asked = 0;
	unsigned int i;

	write_policy(86400, "");
	begin(&thread);
	pthread_mutex_lock(&fake.lock);
	fake.sources = list;
	fake.n_sources = n;
	pthread_mutex_unlock(&fake.lock);
	count(n);
	assert_int_equal(pthread_create(&flusher, NULL, flush, &flushed), 0);
	while (!__atomic_load_n(&flushed, __ATOMIC_ACQUIRE) && asked++ < 10000) {
		assert_true(answers());
		usleep(20000);
	}
	pthread_join(flusher, NULL);
	assert_int_equal(flushed, 1);
	end(thread);
	for (i = 0; i < d.loop.n_pauses; i++) {
		print_message("%s: %.1f ms\n", d.loop.pauses[i].name,
			      (double)d.loop.pauses[i].cpu_ns / 1e6);
		assert_in_range(d.loop.pauses[i].cpu_ns, 0, PAUSE_NS * SANITIZED);
	}
	free(list);
}

static void test_socket_in_use(void **state)
{
	struct config_messages messages = { 0 };
	struct sockaddr_un address = { AF_UNIX, SOCKET };
	int other = socket(AF_UNIX, SOCK_STREAM, 0);

	write_policy(86400, "");
	assert_int_equal(bind(other, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(other, 1), 0);

	daemon_init(&d, &options);
	d.open_client = connect_again;
	d.module.policy = policy_load(POLICY, &messages);
	config_messages_free(&messages);
	connect_all();
	assert_int_equal(daemon_start(&d), 0);
	assert_int_equal(daemon_run(&d, -1), 1);
	daemon_free(&d);
	disconnect_all();
	/* its owner still has it */
	assert_int_equal(access(SOCKET, F_OK), 0);
	close(other);
	unlink(SOCKET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_run, setup),
		cmocka_unit_test_setup(test_pauses, setup),
		cmocka_unit_test_setup(test_socket_in_use, setup),
	};
	sigset_t set;

	/* Threads inherit the mask: only the daemon's signalfd gets the signals. */
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
