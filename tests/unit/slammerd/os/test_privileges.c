// SPDX-License-Identifier: GPL-2.0-or-later
/* test_privileges.c - user, capabilities, system calls; the watchdog */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/os/notify.h"
#include "slammerd/os/privileges.h"

#define USER		"nobody"
#define PLACE		"/tmp/nf-slammer-test-sandbox"
#define NOTIFY		PLACE "/notify"

static const struct privileges_paths belongings = {
	.run = PLACE "/run", .state = PLACE "/state",
	.pid_file = PLACE "/pid",
};

/* Only root can switch the user, and only with libcap-ng. */
static void skip_unless_possible(void)
{
#ifdef HAVE_CAPNG
	if (geteuid())
#endif
		skip();
}

/* In a child process, since privileges cannot be regained. */
static int run_apart(int (*fn)(void))
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(fn());
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

#define GOOD(fn)	assert_int_equal(run_apart(fn), 0)

static int setup(void **state)
{
	return system("rm -rf " PLACE " && mkdir " PLACE);
}

/* The value of a line of /proc/self/status, in hexadecimal. */
static unsigned long long status_of(const char *name)
{
	FILE *file = fopen("/proc/self/status", "r");
	unsigned long long value = ~0ull;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			value = strtoull(line + strlen(name), NULL, 16);
	if (file)
		fclose(file);
	return value;
}

static int enter(void)
{
	struct error error;

	if (!privileges_drop(USER, &belongings, &error))
		return 0;
	fprintf(stderr, "%s\n", error.text);
	return -1;
}

static int only_net_admin(void)
{
	uid_t uid = getpwnam(USER)->pw_uid, real, effective, saved;

	if (enter() < 0)
		return 1;
	if (getresuid(&real, &effective, &saved) || real != uid ||
	    effective != uid || saved != uid || getgroups(0, NULL) > 1)
		return 2;
	if (status_of("CapPrm:") != 0x1000 || status_of("CapEff:") != 0x1000 ||
	    status_of("CapBnd:") != 0x1000 || status_of("CapInh:") ||
	    status_of("CapAmb:") || status_of("NoNewPrivs:") != 1)
		return 3;
	return setuid(0) < 0 && errno == EPERM ? 0 : 4;
}

static bool his(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_uid == getpwnam(USER)->pw_uid;
}

static void test_user(void **state)
{
	skip_unless_possible();
	GOOD(only_net_admin);
	assert_true(his(PLACE "/run"));
	assert_true(his(PLACE "/state"));
	assert_true(his(PLACE "/pid"));
}

static int just_enter(void)
{
	return enter() < 0;
}

/* Existing files change their owner; targets of links do not. */
static void test_existing_files(void **state)
{
	skip_unless_possible();
	assert_int_equal(system("cd " PLACE " && mkdir -p state/samples && "
				"touch state/samples/old outside secret && "
				"ln -s ../outside state/link && "
				"ln secret state/hard"), 0);
	GOOD(just_enter);
	assert_true(his(PLACE "/state/samples"));
	assert_true(his(PLACE "/state/samples/old"));
	assert_false(his(PLACE "/outside"));
	assert_false(his(PLACE "/secret"));

	/* a daemon ran as root again, in the user's directory */
	assert_int_equal(system("touch " PLACE "/state/new"), 0);
	GOOD(just_enter);
	assert_true(his(PLACE "/state/new"));
	assert_false(his(PLACE "/secret"));
}

static void refused(const char *name, const char *sentence)
{
	struct error error = { "" };

	assert_int_equal(privileges_drop(name, &belongings, &error), -1);
	assert_string_equal(error.text, sentence);
}

static int as_another_user(void)
{
	struct error error = { "" };

	if (setuid(4711))
		return 1;
	/* not root, and not that user */
	if (privileges_drop(USER, &belongings, &error) != -1)
		return 2;
	return strcmp(error.text, "only root can switch to user \"" USER "\"") ? 3 : 0;
}

static void test_invalid_users(void **state)
{
	skip_unless_possible();
	refused("no-such-user", "unknown user \"no-such-user\"");
	refused("root", "user \"root\" is root: --user needs an unprivileged user");
	GOOD(as_another_user);
	assert_int_equal(symlink("/etc", PLACE "/run"), 0);
	refused(USER, "cannot open " PLACE "/run: Not a directory");
}

/* 77: not built in */
static int restricted(void)
{
	struct error error;

	switch (seccomp_restrict(&error)) {
	case SECCOMP_ON:
		return 0;
	case SECCOMP_NOT_BUILT_IN:
		return 77;
	default:
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
}

static int try_unknown_calls(void)
{
	int result = restricted();

	if (result)
		return result;
	if (status_of("Seccomp:") != 2 || status_of("NoNewPrivs:") != 1)
		return 2;
	if (personality(0xffffffff) != -1 || errno != EPERM)
		return 3;
	if (socket(AF_PACKET, SOCK_DGRAM, 0) != -1 || errno != EPERM)
		return 4;
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 &&
	       socket(AF_NETLINK, SOCK_RAW, 0) >= 0 ? 0 : 5;
}

static int try_to_run_a_program(void)
{
	char *const argv[] = { (char *)"true", NULL };
	int result = restricted();

	if (!result)
		execv("/bin/true", argv);
	return result ? result : 2;
}

static void test_forbidden_calls(void **state)
{
	int status = run_apart(try_unknown_calls);

	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
	status = run_apart(try_to_run_a_program);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

static struct loop loop;
static int notifications;

static void on_notification(void *arg, uint32_t events)
{
	struct watch *watch = arg;
	char said[64] = "";

	assert_true(recv(watch->fd, said, sizeof(said) - 1, 0) > 0);
	assert_string_equal(said, "WATCHDOG=1");
	loop.stop = ++notifications == 3;
}

static void test_watchdog(void **state)
{
	struct sockaddr_un address = { AF_UNIX, NOTIFY };
	struct watch manager = { -1, on_notification, &manager, "manager" };
	struct watchdog watchdog;
	char pid[16];

	assert_int_equal(loop_open(&loop), 0);
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(watchdog_open(&watchdog, &loop), 0);
	assert_int_equal(watchdog.watch.fd, -1);	/* the watchdog is off */
	watchdog_close(&watchdog, &loop);

	snprintf(pid, sizeof(pid), "%d", getpid());
	setenv("WATCHDOG_USEC", "40000", 1);
	setenv("WATCHDOG_PID", pid, 1);
	setenv("NOTIFY_SOCKET", NOTIFY, 1);
	if (!notify_watchdog_usec())
		skip();		/* built without libsystemd */
	assert_int_equal(notify_watchdog_usec(), 40000);
	manager.fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	assert_int_equal(bind(manager.fd, (struct sockaddr *)&address,
			      sizeof(address)), 0);
	assert_int_equal(loop_add(&loop, &manager, EPOLLIN), 0);
	assert_int_equal(watchdog_open(&watchdog, &loop), 0);
	alarm(30);
	assert_int_equal(loop_run(&loop), 0);
	alarm(0);
	assert_int_equal(notifications, 3);
	watchdog_close(&watchdog, &loop);
	close(manager.fd);
	loop_close(&loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_user, setup),
		cmocka_unit_test_setup(test_existing_files, setup),
		cmocka_unit_test_setup(test_invalid_users, setup),
		cmocka_unit_test_setup(test_forbidden_calls, setup),
		cmocka_unit_test_setup(test_watchdog, setup),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	return system("rm -rf " PLACE) ? 1 : failed;
}
