// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sendmail_helper.c - a process that runs sendmail and records how it ended
 *
 * It has its own session: neither closing the terminal nor killing notify
 * ends it. The record is locked through a descriptor that only it keeps, from before it
 * starts until it ends; it says "start", then "exit N", "signal N" or "errno N".
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

/* Descriptors after the standard ones. */
enum { MESSAGE = 3, RECORD, ERRORS, ENDED, OPEN_COUNT };

static void note(const char *what, int number)
{
	char line[32];
	int n = snprintf(line, sizeof(line), "%s %d\n", what, number);

	if (write_all(RECORD, line, (size_t)n) || fsync(RECORD))
		_exit(1);
}

static void run(const char *program)
{
	char *const argv[] = { (char *)program, (char *)"-t", (char *)"-oi",
			       NULL };

	dup2(MESSAGE, STDIN_FILENO);
	dup2(ERRORS, STDOUT_FILENO);
	dup2(ERRORS, STDERR_FILENO);
	execv(program, argv);
	/* As a shell does if a program cannot be run. */
	_exit(errno == ENOENT || errno == EACCES ? 127 : 126);
}

static void work(const char *program)
{
	int status;
	pid_t pid;

	note("start", (int)getpid());
	pid = fork();
	if (!pid)
		run(program);
	if (pid < 0) {
		note("errno", errno);
		_exit(1);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status))
		note("exit", WEXITSTATUS(status));
	else
		note("signal", WTERMSIG(status));
	_exit(0);
}

/* Only these four stay open, under fixed numbers; sendmail inherits none of them. */
static void arrange(const int fds[OPEN_COUNT - MESSAGE])
{
	int high[OPEN_COUNT - MESSAGE], i, null = open("/dev/null", O_RDWR);

	for (i = 0; i < OPEN_COUNT - MESSAGE; i++)
		high[i] = fcntl(fds[i], F_DUPFD, 64);
	for (i = 0; i < MESSAGE; i++)
		dup2(null, i);
	for (i = 0; i < OPEN_COUNT - MESSAGE; i++)
		dup3(high[i], MESSAGE + i, O_CLOEXEC);
	close_range(OPEN_COUNT, ~0u, 0);
}

int sendmail_helper_start(const char *program, int message, int record, int errors,
		  int *ended)
{
	int pipes[2], status;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		int fds[] = { message, record, errors, pipes[1] };

		if (setsid() < 0 || fork())
			_exit(0);
		signal(SIGHUP, SIG_IGN);
		signal(SIGPIPE, SIG_DFL);
		arrange(fds);
		work(program);
	}
	close(pipes[1]);
	if (pid < 0) {
		close(pipes[0]);
		return -1;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	*ended = pipes[0];
	return 0;
}
