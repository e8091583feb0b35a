// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_hostile.c - 64 hostile local clients on the control socket and on the metrics
 *
 * They may read, and do what harms most: they are silent, send byte by byte, ask for all
 * sources without reading them, ask all the time, or connect all the time. Root's request
 * and a scrape have to be answered meanwhile, within an amount of the daemon's CPU time:
 * how long that takes by the clock is the machine's business.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include "slammerd/control/rpc.h"
#include "support/daemon_fixture.h"

#define CONTROL_PATH	"/tmp/nf-slammer-test-hostile.sock"
#define METRICS_PATH	"/tmp/nf-slammer-test-hostile.http"
#define READERS		"adm"
#define HOSTS		16384
#define USERS		8
#define EACH		8	/* clients of a user on each socket: 64 in all */
#define ROUNDS		20
/* Sanitizers make the daemon several times slower. */
#ifdef __SANITIZE_ADDRESS__
#define LIMIT_MS	400
#else
#define LIMIT_MS	100
#endif

static struct client_source hosts[HOSTS];
static struct watch stopper;
static pthread_t thread;
static pid_t children[USERS];

static void on_stop(void *arg, uint32_t events)
{
	d.loop.stop = true;
}

static void *run(void *arg)
{
	loop_run(&d.loop);
	return NULL;
}

static int dial(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return -1;
	return fd;
}

/*
 * The hostile clients
 */

enum manner { SILENT, SLOW, DEAF, ASKING, CONNECTING, MANNERS };

/* One step of a client in that manner; the descriptor to go on with. */
static int be_hostile(int fd, enum manner manner, const char *path)
{
	const bool http = path == (const char *)METRICS_PATH;
	const char *request = http ? "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" :
		manner == ASKING ? "{\"command\":\"status\"}\n" :
				   "{\"command\":\"sources\"}\n";
	char buf[4096];

	if (fd < 0)
		return dial(path);
	if (manner == SLOW && send(fd, "{", 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
	    errno != EAGAIN)
		goto again;
	if (manner >= DEAF && send(fd, request, strlen(request),
				   MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
	    errno != EAGAIN)
		goto again;
	if (manner == DEAF)
		return fd;
	if (manner == CONNECTING || !recv(fd, buf, sizeof(buf), MSG_DONTWAIT))
		goto again;
	return fd;
again:
	close(fd);
	return dial(path);
}

static void __attribute__((noreturn)) attack(uid_t uid, gid_t gid)
{
	int fd[2][EACH], i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (setgroups(0, NULL) || setgid(gid) || setuid(uid))
		_exit(1);
	memset(fd, 0xff, sizeof(fd));
	for (;;) {
		for (i = 0; i < EACH; i++) {
			fd[0][i] = be_hostile(fd[0][i], i % MANNERS, CONTROL_PATH);
			fd[1][i] = be_hostile(fd[1][i], i % MANNERS, METRICS_PATH);
		}
		/* Else the daemon would get no CPU at all. */
		usleep(1000);
	}
}

/*
 * The daemon
 */

static void fill_hosts(void)
{
	size_t i;

	for (i = 0; i < HOSTS; i++)
		hosts[i] = (struct client_source){
			.address = address_ip4(0x0a000000 + (uint32_t)i),
			.side = NFSL_SIDE_OUTSIDE, .packets[CLASS_SLAMMER] = i,
			.first = 1, .last = 2,
		};
	fake.sources = hosts;
	fake.n_sources = HOSTS;
}

static int setup(void **state)
{
	const struct group *group = getgrnam(READERS);
	struct error error = { "" };
	int i;

	if (geteuid() || !group)
		return 0;
	fixture_setup(state);
	fill_hosts();
	unlink(CONTROL_PATH);
	unlink(METRICS_PATH);
	if (loop_open(&d.loop) ||
	    control_open(&d.control, &d.loop, rpc_handle, &d) ||
	    control_set_access(&d.control, READERS, NULL, &error) ||
	    control_listen(&d.control, CONTROL_PATH, &error))
		return -1;
	metrics_server_set(&d.metrics, METRICS_PATH);
	stopper = (struct watch){ eventfd(0, 0), on_stop, NULL, "stop" };
	if (!d.metrics.http || loop_add(&d.loop, &stopper, EPOLLIN))
		return -1;
	for (i = 0; i < USERS; i++) {
		children[i] = fork();
		if (!children[i])
			attack(4711 + (uid_t)i, group->gr_gid);
	}
	return pthread_create(&thread, NULL, run, NULL);
}

static int teardown(void **state)
{
	int i;

	if (!thread)
		return 0;
	for (i = 0; i < USERS; i++) {
		kill(children[i], SIGKILL);
		waitpid(children[i], NULL, 0);
	}
	eventfd_write(stopper.fd, 1);
	pthread_join(thread, NULL);
	close(stopper.fd);
	metrics_server_close(&d.metrics);
	control_close(&d.control);
	loop_close(&d.loop);
	fake.sources = NULL;
	fake.n_sources = 0;
	return fixture_teardown(state);
}

/* CPU time that the daemon's thread has used, ms */
static double used(void)
{
	struct timespec t;
	clockid_t id;

	assert_int_equal(pthread_getcpuclockid(thread, &id), 0);
	assert_int_equal(clock_gettime(id, &t), 0);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Sends @request and reads up to @end; how much CPU time that took the daemon */
static double ask(const char *path, const char *request, const char *end)
{
	double began = used();
	size_t got = 0, size = 1 << 22;
	char *text = malloc(size);
	ssize_t n = 1;
	int fd;

	fd = dial(path);
	assert_true(fd >= 0);
	assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL),
			 strlen(request));
	text[0] = '\0';
	while (n > 0 && !strstr(text + (got > 16 ? got - 16 : 0), end)) {
		n = recv(fd, text + got, size - 1 - got, 0);
		got += n > 0 ? (size_t)n : 0;
		text[got] = '\0';
	}
	if (!strstr(text, end))
		fail_msg("no answer, but \"%.80s\"", text);
	assert_null(strstr(text, "\"ok\":false"));
	close(fd);
	free(text);
	return used() - began;
}

static void within_limit(const char *path, const char *request, const char *end)
{
	double took, worst = 0;
	int i;

	if (!thread)
		skip();
	for (i = 0; i < ROUNDS; i++) {
		took = ask(path, request, end);
		worst = took > worst ? took : worst;
		usleep(20000);
	}
	print_message("# at most %.1f ms of CPU\n", worst);
	assert_true(worst < LIMIT_MS);
}

static void test_status_of_root(void **state)
{
	within_limit(CONTROL_PATH, "{\"command\":\"status\"}\n", "}\n");
}

static void test_confirm_of_root(void **state)
{
	within_limit(CONTROL_PATH, "{\"command\":\"events\"}\n", "}\n");
}

static void test_scrapes(void **state)
{
	within_limit(METRICS_PATH, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
		     "# EOF\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status_of_root),
		cmocka_unit_test(test_confirm_of_root),
		cmocka_unit_test(test_scrapes),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
