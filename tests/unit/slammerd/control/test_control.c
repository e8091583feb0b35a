// SPDX-License-Identifier: GPL-2.0-or-later
/* test_control.c - the control socket: requests, limits, misbehaving clients */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/control/control.h"

#define SOCKET		"build/test_control.sock"
#define BIG		(8 << 20)

/* The event loop runs in its own thread. */
static struct loop loop;
static struct control control;
static struct watch stopper;
static pthread_t thread;

static unsigned int levels[ACCESS_ADMIN + 1];

/* A reply of PIECES pieces; one by one, since a turn is for one */
#define PIECES		3000
static int pieces, freed;

static enum control_next next_piece(void *arg, char **text)
{
	int *n = arg;

	if (*n == PIECES)
		return CONTROL_END;
	*text = strdup(++*n == PIECES ? "end\n" : "piece ");
	return CONTROL_PIECE;
}

static void free_pieces(void *arg)
{
	freed++;
}

/*
 * {"echo": x} -> {"ok": true, "echo": x}; "big" -> a reply of 8 MB; {"pieces": 1} -> a
 * reply in pieces
 */
static json_t *echo(void *arg, const json_t *request, enum access_level level,
		    struct control_stream *stream)
{
	json_t *echoed = json_object_get(request, "echo");
	char *big;
	json_t *answer;

	levels[level]++;
	if (json_object_get(request, "pieces")) {
		*stream = (struct control_stream){ next_piece, free_pieces, &pieces };
		pieces = 0;
		return NULL;
	}
	if (!json_string_value(echoed) || strcmp(json_string_value(echoed), "big"))
		return json_pack("{s:b, s:O?}", "ok", 1, "echo", echoed);
	big = malloc(BIG + 1);
	memset(big, 'x', BIG);
	big[BIG] = '\0';
	answer = json_pack("{s:b, s:s}", "ok", 1, "echo", big);
	free(big);
	return answer;
}

static void on_stop(void *arg, uint32_t events)
{
	loop.stop = true;
}

static void *run(void *arg)
{
	loop_run(&loop);
	return NULL;
}

static int setup(void **state)
{
	struct error error = { "" };

	unlink(SOCKET);
	if (loop_open(&loop) || control_open(&control, &loop, echo, NULL))
		return -1;
	control.seconds = 2;
	if (control_listen(&control, SOCKET, &error)) {
		print_error("%s\n", error.text);
		return -1;
	}
	stopper = (struct watch){ eventfd(0, 0), on_stop, NULL, "stop" };
	if (loop_add(&loop, &stopper, EPOLLIN))
		return -1;
	return pthread_create(&thread, NULL, run, NULL);
}

static int teardown(void **state)
{
	eventfd_write(stopper.fd, 1);
	pthread_join(thread, NULL);
	close(stopper.fd);
	control_close(&control);
	loop_close(&loop);
	return access(SOCKET, F_OK) ? 0 : -1;	/* must have been removed */
}

static int dial(void)
{
	struct sockaddr_un address = { AF_UNIX, SOCKET };
	struct timeval patience = { .tv_sec = 20 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* One line, or what arrives before the end of file. */
static size_t hear(int fd, char *buf, size_t size)
{
	size_t used = 0;

	while (used < size - 1 && (!used || buf[used - 1] != '\n')) {
		ssize_t n = recv(fd, buf + used, 1, 0);

		if (n <= 0)
			break;
		used += (size_t)n;
	}
	buf[used] = '\0';
	return used;
}

static void expect(int fd, const char *question, const char *answer)
{
	char buf[512];

	say(fd, question);
	hear(fd, buf, sizeof(buf));
	assert_string_equal(buf, answer);
}

static void test_one_reply_per_request(void **state)
{
	int fd = dial();

	expect(fd, "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	expect(fd, "{\"echo\":[2]}\n", "{\"ok\":true,\"echo\":[2]}\n");
	close(fd);
}

static void test_fragments_and_pipelining(void **state)
{
	char buf[128];
	int fd = dial();

	say(fd, "{\"ec");
	usleep(20000);
	say(fd, "ho\":1}");
	usleep(20000);
	expect(fd, "\n{\"echo\":2}\n{\"echo\":3}\n", "{\"ok\":true,\"echo\":1}\n");
	hear(fd, buf, sizeof(buf));
	assert_string_equal(buf, "{\"ok\":true,\"echo\":2}\n");
	hear(fd, buf, sizeof(buf));
	assert_string_equal(buf, "{\"ok\":true,\"echo\":3}\n");
	close(fd);
}

static void test_half_closed_clients_get_replies(void **state)
{
	char buf[128];
	int fd = dial();

	say(fd, "{\"echo\":1}\n");
	shutdown(fd, SHUT_WR);
	hear(fd, buf, sizeof(buf));
	assert_string_equal(buf, "{\"ok\":true,\"echo\":1}\n");
	assert_int_equal(hear(fd, buf, sizeof(buf)), 0);
	close(fd);
}

static void test_bad_requests(void **state)
{
	int fd = dial();

	expect(fd, "hello\n", "{\"ok\":false,\"error\":\"the request is not JSON\"}\n");
	expect(fd, "\n", "{\"ok\":false,\"error\":\"the request is not JSON\"}\n");
	expect(fd, "[1]\n", "{\"ok\":false,\"error\":\"the request is not a JSON object\"}\n");
	expect(fd, "{\"echo\":1,\"echo\":2}\n",
	       "{\"ok\":false,\"error\":\"the request is not JSON\"}\n");
	expect(fd, "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	close(fd);
}

static void test_line_too_long(void **state)
{
	char line[CONTROL_LINE_MAX + 1], buf[128];
	int fd = dial();

	/* the longest request, with its newline */
	memset(line, ' ', sizeof(line));
	memcpy(line, "{\"echo\":1}", 10);
	line[CONTROL_LINE_MAX - 1] = '\n';
	line[CONTROL_LINE_MAX] = '\0';
	expect(fd, line, "{\"ok\":true,\"echo\":1}\n");

	line[CONTROL_LINE_MAX - 1] = ' ';
	expect(fd, line, "{\"ok\":false,\"error\":\"the request is too long\"}\n");
	assert_int_equal(hear(fd, buf, sizeof(buf)), 0);
	close(fd);
}

static void test_too_many_clients(void **state)
{
	int fd[CONTROL_CLIENTS + 1], i;
	char buf[128];

	for (i = 0; i < CONTROL_CLIENTS; i++) {
		fd[i] = dial();
		expect(fd[i], "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	}
	fd[i] = dial();
	hear(fd[i], buf, sizeof(buf));
	assert_string_equal(buf, "{\"ok\":false,\"error\":\"too many clients\"}\n");
	for (i = 0; i <= CONTROL_CLIENTS; i++)
		close(fd[i]);
	usleep(50000);
	fd[0] = dial();
	expect(fd[0], "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	close(fd[0]);
}

/* Until no client has a place; for at most 30 s */
static void wait_until_gone(void)
{
	int i, left = 300;

	for (i = 0; i < CONTROL_CLIENTS && left; i++)
		if (*(struct control_client *volatile *)&control.clients[i]) {
			usleep(100000);
			left--;
			i = -1;
		}
	assert_true(left);
}

/* A client that does not read does not block others. */
static void test_stuck_reader(void **state)
{
	int stuck = dial(), other = dial();
	char buf[128];
	size_t total = 0;
	ssize_t n;

	say(stuck, "{\"echo\":\"big\"}\n");
	expect(other, "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	wait_until_gone();	/* past the deadline: disconnected */
	while ((n = recv(stuck, buf, sizeof(buf), 0)) > 0)
		total += (size_t)n;
	assert_true(total < BIG);
	close(stuck);
	close(other);
	other = dial();
	expect(other, "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	close(other);
}

static void test_silent_client(void **state)
{
	time_t began = time(NULL);
	int fd = dial();
	char buf[8];

	say(fd, "{\"echo\":");
	assert_int_equal(hear(fd, buf, sizeof(buf)), 0);
	assert_true(time(NULL) - began <= 5);
	close(fd);
}

static void test_big_replies_arrive_whole(void **state)
{
	char *buf = malloc(BIG + 64);
	size_t used = 0;
	int fd = dial();
	ssize_t n;

	say(fd, "{\"echo\":\"big\"}\n");
	while (!used || buf[used - 1] != '\n') {
		n = recv(fd, buf + used, BIG + 64 - used, 0);
		assert_true(n > 0);
		used += (size_t)n;
	}
	assert_int_equal(used, BIG + strlen("{\"ok\":true,\"echo\":\"\"}\n"));
	free(buf);
	close(fd);
}

static void test_disconnect_before_the_reply(void **state)
{
	int fd;

	fd = dial();
	say(fd, "{\"echo\":\"big\"}\n");
	close(fd);
	usleep(50000);
	fd = dial();
	expect(fd, "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	close(fd);
}

/* What is sent in pieces is a line like any other. */
static void test_pieces(void **state)
{
	static char buf[PIECES * 8];
	int fd = dial();

	freed = 0;
	say(fd, "{\"pieces\":1}\n{\"echo\":1}\n");
	hear(fd, buf, sizeof(buf));
	assert_int_equal(strlen(buf), (PIECES - 1) * 6 + 4);
	hear(fd, buf, sizeof(buf));
	assert_string_equal(buf, "{\"ok\":true,\"echo\":1}\n");
	assert_int_equal(freed, 1);
	close(fd);
}

/* Between two pieces others are served; who leaves has its pieces freed. */
static void test_pieces_between_others(void **state)
{
	int slow = dial(), fast = dial();

	freed = 0;
	say(slow, "{\"pieces\":1}\n");
	expect(fast, "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	close(slow);
	expect(fast, "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	usleep(100000);
	assert_int_equal(freed, 1);
	close(fast);
}

/* A line now and then does not renew the deadline. */
static void test_total_deadline(void **state)
{
	time_t began = time(NULL);
	int fd = dial();
	char buf[64];

	while (send(fd, "{\"echo\":1}\n", 11, MSG_NOSIGNAL) == 11 &&
	       hear(fd, buf, sizeof(buf)) && time(NULL) - began < 20)
		usleep(200000);
	assert_true(time(NULL) - began < 20);
	close(fd);
}

/* @count connections of user @uid of group "adm", which may read; until @stop closes */
static pid_t readers(uid_t uid, int count, int stop)
{
	struct sockaddr_un address = { AF_UNIX, SOCKET };
	pid_t child = fork();
	struct group *group;
	char byte;

	if (child)
		return child;
	group = getgrnam("adm");
	if (!group || setgroups(0, NULL) || setgid(group->gr_gid) || setuid(uid))
		_exit(1);
	while (count--) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
			_exit(1);
	}
	if (write(stop, "x", 1) != 1)
		_exit(1);
	_exit(read(stop, &byte, 1) ? 1 : 0);
}

/* Clients that may only read leave places for others, and for administrators. */
static void test_places_for_administrators(void **state)
{
	int fd[CONTROL_CLIENTS - CONTROL_READERS], ends[2], i;
	struct error error;
	pid_t child[4];
	char buf[128];

	if (geteuid() || !getgrnam("adm"))
		skip();
	assert_int_equal(control_set_access(&control, "adm", NULL, &error), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	for (i = 0; i < 4; i++) {
		child[i] = readers(4711 + (uid_t)i, CONTROL_READERS, ends[1]);
		assert_int_equal(read(ends[0], buf, 1), 1);
	}
	for (i = 0; i < CONTROL_CLIENTS - CONTROL_READERS; i++) {
		fd[i] = dial();
		expect(fd[i], "{\"echo\":1}\n", "{\"ok\":true,\"echo\":1}\n");
	}
	for (i = 0; i < CONTROL_CLIENTS - CONTROL_READERS; i++)
		close(fd[i]);
	shutdown(ends[0], SHUT_WR);
	close(ends[1]);
	for (i = 0; i < 4; i++) {
		kill(child[i], SIGKILL);
		waitpid(child[i], NULL, 0);
	}
	close(ends[0]);
}

static void test_socket_mode(void **state)
{
	struct stat st;

	assert_int_equal(stat(SOCKET, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static int try_to_listen(const char *path, struct error *error)
{
	struct control second;
	struct loop its;
	int result;

	assert_int_equal(loop_open(&its), 0);
	assert_int_equal(control_open(&second, &its, echo, NULL), 0);
	result = control_listen(&second, path, error);
	control_close(&second);
	loop_close(&its);
	return result;
}

static void test_paths_in_use(void **state)
{
	struct sockaddr_un stale = { AF_UNIX, "build/test_control.stale" };
	struct error error;
	char path[200];
	int fd;

	/* a socket in use */
	assert_int_equal(try_to_listen(SOCKET, &error), -1);
	assert_non_null(strstr(error.text, "another process listens on " SOCKET));
	assert_int_equal(access(SOCKET, F_OK), 0);

	/* a stale socket */
	unlink(stale.sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&stale, sizeof(stale)), 0);
	close(fd);
	assert_int_equal(try_to_listen(stale.sun_path, &error), 0);

	/* another kind of file */
	fd = open("build/test_control.file", O_CREAT | O_WRONLY, 0600);
	close(fd);
	assert_int_equal(try_to_listen("build/test_control.file", &error), -1);
	assert_non_null(strstr(error.text, "is not a socket"));
	assert_int_equal(unlink("build/test_control.file"), 0);

	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(try_to_listen(path, &error), -1);
	assert_int_equal(try_to_listen("build/no/such/folder", &error), -1);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_one_reply_per_request),
		TEST(test_fragments_and_pipelining),
		TEST(test_half_closed_clients_get_replies),
		TEST(test_bad_requests),
		TEST(test_line_too_long),
		TEST(test_too_many_clients),
		TEST(test_stuck_reader),
		TEST(test_silent_client),
		TEST(test_big_replies_arrive_whole),
		TEST(test_disconnect_before_the_reply),
		TEST(test_pieces),
		TEST(test_pieces_between_others),
		TEST(test_total_deadline),
		TEST(test_places_for_administrators),
		TEST(test_socket_mode),
		TEST(test_paths_in_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
