// SPDX-License-Identifier: GPL-2.0-or-later
/* detach.c - fork first, let go last */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slammerd/os/daemonize.h"

static void __attribute__((noreturn)) wait_for_word(int fd, pid_t child)
{
	int status;
	char word;
	ssize_t n;

	do {
		n = read(fd, &word, 1);
	} while (n < 0 && errno == EINTR);
	if (n == 1)
		_exit(EXIT_SUCCESS);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

int detach_fork(void)
{
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	child = fork();
	if (child < 0) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	if (child > 0) {
		close(ends[1]);
		wait_for_word(ends[0], child);
	}
	close(ends[0]);
	setsid();
	return ends[1];
}

void detach_ready(int word)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	ssize_t n;

	/* The working folder stays: the policy's path may be relative to it. */
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		close(null);
	}
	do {
		n = write(word, "", 1);
	} while (n < 0 && errno == EINTR);
	close(word);
}
