// SPDX-License-Identifier: GPL-2.0-or-later
/* labpty.c - run a program on a terminal of 80 columns and 24 lines */
#include <errno.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Copy what the program draws until it exits, which closes the terminal. */
static void copy(int terminal)
{
	char buf[4096];
	ssize_t n;

	for (;;) {
		n = read(terminal, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		fwrite(buf, 1, (size_t)n, stdout);
	}
}

int main(int argc, char **argv)
{
	const struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int terminal, status;
	pid_t child;

	if (argc < 2) {
		fputs("Usage: labpty COMMAND [ARGUMENT]...\n"
		      "Runs COMMAND on a terminal; prints what it draws there.\n",
		      stderr);
		return 2;
	}
	child = forkpty(&terminal, NULL, NULL, &size);
	if (child < 0) {
		perror("labpty: forkpty");
		return 1;
	}
	if (!child) {
		setenv("TERM", "xterm", 1);
		execvp(argv[1], argv + 1);
		perror("labpty");
		_exit(127);
	}
	copy(terminal);
	if (waitpid(child, &status, 0) < 0 || fflush(stdout))
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
