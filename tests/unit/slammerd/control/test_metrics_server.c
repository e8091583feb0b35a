// SPDX-License-Identifier: GPL-2.0-or-later
/* test_metrics_server.c - GET /metrics and nothing else; clients cannot block it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/error.h"
#include "status/metrics.h"
#include "slammerd/os/sockets.h"
#include "slammerd/control/http_clients.h"
#include "slammerd/control/metrics_server.h"

#define PATH	"build/test_http.sock"

static struct loop loop;
static struct access groups;
static unsigned int asked;
static bool out_of_memory;

static char *tell(void *arg)
{
	asked++;
	return out_of_memory ? NULL : strdup("a_total 1\n# EOF\n");
}

static struct http *serve(const char *address)
{
	struct error error;
	struct http *http = http_open(&loop, address, &groups, tell, NULL, &error);

	if (!http)
		fail_msg("%s", error.text);
	return http;
}

static int setup(void **state)
{
	struct error error;

	asked = 0;
	out_of_memory = false;
	unlink(PATH);
	assert_int_equal(access_set(&groups, NULL, NULL, NULL, &error), 0);
	return loop_open(&loop);
}

static int teardown(void **state)
{
	loop_close(&loop);
	return 0;
}

/* Run the event loop until nothing happens for 100 ms. */
static void turn(void)
{
	struct epoll_event ready[LOOP_EVENTS];
	struct watch *watch;
	int i, n;

	while ((n = epoll_wait(loop.fd, ready, LOOP_EVENTS, 100)) > 0)
		for (i = 0; i < n; i++) {
			watch = ready[i].data.ptr;
			watch->fn(watch->arg, ready[i].events);
		}
}

static int client(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = PATH };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

/* The response to @request; @fd is closed. */
static char *talk_on(int fd, const char *request)
{
	static char answer[65536];
	size_t used = 0;
	ssize_t n;

	assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL),
			 strlen(request));
	turn();
	while ((n = recv(fd, answer + used, sizeof(answer) - 1 - used,
			 MSG_DONTWAIT)) > 0)
		used += (size_t)n;
	answer[used] = '\0';
	close(fd);
	turn();
	return answer;
}

static char *talk(const char *request)
{
	return talk_on(client(), request);
}

static void starts(const char *answer, const char *with)
{
	if (strncmp(answer, with, strlen(with)))
		fail_msg("not %s: %s", with, answer);
}

static void test_get(void **state)
{
	struct http *http = serve(PATH);
	char *answer = talk("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");

	starts(answer, "HTTP/1.1 200 OK\r\n");
	assert_non_null(strstr(answer, "\r\nContent-Type: " METRICS_TYPE "\r\n"));
	assert_non_null(strstr(answer, "\r\n\r\na_total 1\n# EOF\n"));
	assert_int_equal(asked, 1);
	answer = talk("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
	starts(answer, "HTTP/1.1 200 OK\r\n");
	assert_null(strstr(answer, "a_total"));
	http_close(http);
	assert_int_equal(access(PATH, F_OK), -1);
}

/*
 * One request per connection: a second one would have to renew the deadline of the
 * connection, and who sends one now and then would have its place for ever.
 */
static void test_one_request(void **state)
{
	struct http *http = serve(PATH);
	char *answer = talk("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
			    "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");

	assert_int_equal(asked, 1);
	assert_non_null(strstr(answer, "\r\nConnection: close\r\n"));
	assert_null(strstr(strstr(answer, "# EOF"), "HTTP/1.1"));
	http_close(http);
}

static void test_nothing_else(void **state)
{
	static const struct {
		const char *request, *answer;
	} cases[] = {
		{ "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 " },
		{ "GET /metrics/ HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 " },
		{ "GET /metrics/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 " },
		{ "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 404 " },
		{ "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 405 " },
		{ "DELETE /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 " },
		{ "PUT /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n", "HTTP/1.1 405 " },
		{ "BREW /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 " },
		{ "GET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 400 " },
	};
	struct http *http = serve(PATH);
	char *answer;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		answer = talk(cases[i].request);
		starts(answer, cases[i].answer);
		if (strstr(cases[i].answer, "405"))
			assert_non_null(strstr(answer, "\r\nAllow: GET, HEAD\r\n"));
	}
	assert_int_equal(asked, 0);
	http_close(http);
}

static void test_garbage(void **state)
{
	struct http *http = serve(PATH);
	char *long_head = malloc(2 * HTTP_MEMORY + 64);

	talk("\r\n\r\n\r\n");
	talk("\x16\x03\x01\x02\x01\x01");
	talk("GET");
	sprintf(long_head, "GET /metrics HTTP/1.1\r\nHost: %0*d\r\n\r\n",
		2 * HTTP_MEMORY, 0);
	assert_null(strstr(talk(long_head), "200 OK"));
	free(long_head);
	assert_int_equal(asked, 0);
	starts(talk("GET /metrics HTTP/1.0\r\n\r\n"), "HTTP/1.1 200 OK\r\n");
	http_close(http);
}

/* All places are taken: the client that has had one for longest makes way. */
static void test_many_clients(void **state)
{
	struct http *http = serve(PATH);
	int fds[2 * HTTP_CLIENTS], i;
	char byte;

	for (i = 0; i < 2 * HTTP_CLIENTS; i++) {
		fds[i] = client();
		turn();
	}
	starts(talk("GET /metrics HTTP/1.0\r\n\r\n"), "HTTP/1.");
	assert_int_equal(recv(fds[0], &byte, 1, MSG_DONTWAIT), 0);
	assert_int_equal(recv(fds[i - 1], &byte, 1, MSG_DONTWAIT), -1);
	for (i = 0; i < 2 * HTTP_CLIENTS; i++)
		close(fds[i]);
	turn();
	http_close(http);
}

/* Connected clients, as the library sees them */
static struct http_clients them;

static struct http_client *arrives(int *end, int64_t now)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	*end = ends[1];
	return http_clients_add(&them, &groups, ends[0], now);
}

static bool is_disconnected(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

/* Nothing that a client sends renews its deadline. */
static void test_total_deadline(void **state)
{
	struct http_client *c;
	int fd, i;

	memset(&them, 0, sizeof(them));
	c = arrives(&fd, 5000);
	assert_non_null(c);
	for (i = 0; i < HTTP_SECONDS; i++) {
		assert_int_equal(send(fd, "x", 1, MSG_NOSIGNAL), 1);
		http_clients_expire(&them, 5000 + i * 1000);
		assert_false(is_disconnected(fd));
	}
	http_clients_expire(&them, 5000 + HTTP_SECONDS * 1000);
	assert_true(is_disconnected(fd));
	close(c->fd);
	close(fd);
	http_clients_remove(&them, c);
	assert_int_equal(them.count, 0);
}

/* One user takes the place of another one's client only when all are taken. */
static void test_places_of_one_user(void **state)
{
	struct http_client *c[HTTP_USER + 1];
	int fd[HTTP_USER + 1], i;

	memset(&them, 0, sizeof(them));
	for (i = 0; i < HTTP_USER; i++) {
		c[i] = arrives(&fd[i], 5000 + i);
		assert_non_null(c[i]);
	}
	/* As if all but the last one were another user's: there is room. */
	for (i = 0; i < HTTP_USER - 1; i++)
		c[i]->uid = 4711;
	c[HTTP_USER] = arrives(&fd[HTTP_USER], 6000);
	assert_non_null(c[HTTP_USER]);
	for (i = 0; i <= HTTP_USER; i++)
		c[i]->uid = geteuid();
	assert_null(arrives(&i, 7000));
	assert_true(is_disconnected(fd[0]));
	assert_false(is_disconnected(fd[1]));
	close(i);
	for (i = 0; i <= HTTP_USER; i++) {
		close(fd[i]);
		close(c[i]->fd);
	}
}

static void test_out_of_memory(void **state)
{
	struct http *http = serve(PATH);

	out_of_memory = true;
	starts(talk("GET /metrics HTTP/1.0\r\n\r\n"), "HTTP/1.1 503 ");
	http_close(http);
}

static void test_path(void **state)
{
	struct error error;
	struct stat st;
	struct http *http = serve(PATH);

	assert_int_equal(stat(PATH, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_null(http_open(&loop, PATH, &groups, tell, NULL, &error));
	assert_non_null(strstr(error.text, "another process listens on " PATH));
	http_close(http);
	assert_null(http_open(&loop, "/no/such/folder/socket", &groups, tell, NULL,
			      &error));
	assert_string_equal(error.text,
		"cannot listen on /no/such/folder/socket: No such file or directory");
}

/* Skipped if the machine lacks the address. */
static void over_tcp(const char *host)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof(name);
	struct error error;
	char address[96];
	struct http *http;
	int fd;

	snprintf(address, sizeof(address), "%s:0", host);
	fd = tcp_listen(address, 1, &error);
	if (fd < 0)
		skip();
	assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &length), 0);
	close(fd);
	/* the port is at the same offset for both families */
	snprintf(address, sizeof(address), "%s:%u", host,
		 ntohs(((struct sockaddr_in *)&name)->sin_port));
	http = serve(address);
	fd = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&name, length), 0);
	starts(talk_on(fd, "GET /metrics HTTP/1.0\r\n\r\n"), "HTTP/1.1 200 OK");
	assert_null(http_open(&loop, address, &groups, tell, NULL, &error));
	assert_non_null(strstr(error.text, ": Address already in use"));
	http_close(http);
	/* and again at once */
	http_close(serve(address));
}

static void test_tcp(void **state)
{
	over_tcp("127.0.0.1");
}

static void test_tcp6(void **state)
{
	over_tcp("[::1]");
}

static void test_invalid_addresses(void **state)
{
	static const char *const bad[] = {
		"", ":", ":1", "127.0.0.1", "localhost:1", "[::1]", "127.0.0.1:http",
		"[::1:1", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901:1",
	};
	struct error error;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(tcp_listen(bad[i], 1, &error), -1);
		assert_non_null(strstr(error.text, " is not an address and a port"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_get, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_request, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing_else, setup, teardown),
		cmocka_unit_test_setup_teardown(test_garbage, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_clients, setup, teardown),
		cmocka_unit_test_setup_teardown(test_total_deadline, setup, teardown),
		cmocka_unit_test_setup_teardown(test_places_of_one_user, setup, teardown),
		cmocka_unit_test_setup_teardown(test_out_of_memory, setup, teardown),
		cmocka_unit_test_setup_teardown(test_path, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tcp, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tcp6, setup, teardown),
		cmocka_unit_test_setup_teardown(test_invalid_addresses, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
