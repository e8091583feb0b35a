// SPDX-License-Identifier: GPL-2.0-or-later
/* test_access.c - groups with access, as the kernel knows the peer */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/control/control.h"

#define SOCKET	"/tmp/nf-slammer-test-rights.sock"
#define USER	4711
#define READERS	"adm"
#define ADMINS	"staff"

static struct loop loop;
static struct control control;

/* {"ok": true, "level": n} */
static json_t *tell(void *arg, const json_t *request, enum access_level level,
		    struct control_stream *stream)
{
	return json_pack("{s:b, s:i}", "ok", 1, "level", (int)level);
}

static int setup(void **state)
{
	struct error error = { "" };

	unlink(SOCKET);
	if (loop_open(&loop) || control_open(&control, &loop, tell, NULL) ||
	    control_listen(&control, SOCKET, &error)) {
		print_error("%s\n", error.text);
		return -1;
	}
	return 0;
}

static int teardown(void **state)
{
	control_close(&control);
	loop_close(&loop);
	return 0;
}

static gid_t gid_of(const char *name)
{
	const struct group *group = getgrnam(name);

	assert_non_null(group);
	return group->gr_gid;
}

static mode_t mode(void)
{
	struct stat st;

	assert_int_equal(stat(SOCKET, &st), 0);
	return st.st_mode & 07777;
}

static void permit(const char *look, const char *change)
{
	struct error error = { "" };

	if (control_set_access(&control, look, change, &error))
		fail_msg("%s", error.text);
}

/* As another user: connect, send a request, write the reply to @out. */
static void __attribute__((noreturn))
be(uid_t uid, gid_t gid, size_t n, const gid_t *more, int out)
{
	struct sockaddr_un address = { AF_UNIX, SOCKET };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char buf[512];
	ssize_t got;

	if (setgroups(n, more) || setresgid(gid, gid, gid) ||
	    setresuid(uid, uid, uid))
		_exit(1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		got = write(out, "closed", 6);
		_exit(got == 6 ? 0 : 1);
	}
	send(fd, "{}\n", 3, MSG_NOSIGNAL);
	got = recv(fd, buf, sizeof(buf), 0);
	if (got > 0)
		got = write(out, buf, (size_t)got);
	_exit(0);
}

static void serve(int seconds)
{
	struct epoll_event *ready = loop.ready;
	int i, j, n;

	for (i = 0; i < seconds * 50; i++) {
		n = epoll_wait(loop.fd, ready, LOOP_EVENTS, 20);
		for (j = 0; j < n; j++) {
			struct watch *watch = ready[j].data.ptr;

			watch->fn(watch->arg, ready[j].events);
		}
		if (waitpid(-1, NULL, WNOHANG) > 0)
			return;
	}
	fail_msg("no answer");
}

/* The reply to such a user. */
static const char *heard(uid_t uid, gid_t gid, size_t n, const gid_t *more)
{
	static char said[512];
	int ends[2];
	ssize_t got;

	assert_int_equal(pipe(ends), 0);
	if (!fork())
		be(uid, gid, n, more, ends[1]);
	close(ends[1]);
	serve(10);
	got = read(ends[0], said, sizeof(said) - 1);
	close(ends[0]);
	said[got > 0 ? got : 0] = '\0';
	return said;
}

#define DENIED		"{\"ok\":false,\"error\":\"" ACCESS_DENIED "\"}\n"
#define MAY_READ	"{\"ok\":true,\"level\":1}\n"
#define MAY_ADMIN	"{\"ok\":true,\"level\":2}\n"

static void only_as_root(void)
{
	if (geteuid())
		skip();
}

static void test_owner_only(void **state)
{
	only_as_root();
	assert_int_equal(mode(), 0600);
	assert_string_equal(heard(0, 0, 0, NULL), MAY_ADMIN);
	assert_string_equal(heard(USER, USER, 0, NULL), "closed");
	/* the mode of the file alone does not give access */
	assert_int_equal(chmod(SOCKET, 0666), 0);
	assert_string_equal(heard(USER, USER, 0, NULL),
		DENIED);
}

static void test_one_group(void **state)
{
	gid_t look = gid_of(READERS);
	struct stat st;

	only_as_root();
	permit(READERS, NULL);
	assert_int_equal(mode(), 0660);
	assert_int_equal(stat(SOCKET, &st), 0);
	assert_int_equal(st.st_gid, look);
	assert_string_equal(heard(USER, look, 0, NULL), MAY_READ);
	assert_string_equal(heard(USER, USER, 1, &look), MAY_READ);
	assert_string_equal(heard(USER, USER, 0, NULL), "closed");

	permit(READERS, READERS);
	assert_int_equal(mode(), 0660);
	assert_string_equal(heard(USER, USER, 1, &look), MAY_ADMIN);
}

static void test_two_groups(void **state)
{
	gid_t many[64], i;

	only_as_root();
	permit(READERS, ADMINS);
	assert_int_equal(mode(), 0666);
	for (i = 0; i < 64; i++)
		many[i] = 5000 + i;
	assert_string_equal(heard(USER, USER, 64, many),
		DENIED);
	many[63] = gid_of(READERS);
	assert_string_equal(heard(USER, USER, 64, many), MAY_READ);
	many[17] = gid_of(ADMINS);
	assert_string_equal(heard(USER, USER, 64, many), MAY_ADMIN);
}

/* A reload may revoke access of connected clients. */
static void test_access_changes(void **state)
{
	struct peer peer = { .cred = { .uid = USER, .gid = gid_of(READERS) } };

	permit(READERS, NULL);
	assert_int_equal(access_level(&control.access, &peer), ACCESS_READ);
	permit(NULL, NULL);
	assert_int_equal(access_level(&control.access, &peer), ACCESS_NONE);
	assert_int_equal(mode(), 0600);
	peer.cred.uid = geteuid();
	assert_int_equal(access_level(&control.access, &peer), ACCESS_ADMIN);
}

static void test_no_such_group(void **state)
{
	struct peer peer = { .cred = { .uid = USER, .gid = 0 } };
	struct error error;

	assert_int_equal(control_set_access(&control, "no-such-group", ADMINS, &error), -1);
	assert_string_equal(error.text, "unknown group \"no-such-group\": it has no members");
	/* an unknown group is not the group with gid 0 */
	assert_int_equal(access_level(&control.access, &peer), ACCESS_NONE);
	peer.cred.gid = gid_of(ADMINS);
	assert_int_equal(access_level(&control.access, &peer), ACCESS_ADMIN);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_owner_only),
		TEST(test_one_group),
		TEST(test_two_groups),
		TEST(test_access_changes),
		TEST(test_no_such_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
