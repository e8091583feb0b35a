// SPDX-License-Identifier: GPL-2.0-or-later
/* daemonize.c - fork first, release the parent last; lock and PID file */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slammerd/os/daemonize.h"

#define NAMESPACE	"/proc/self/ns/net"

/* In the parent: exit when the child is ready, or as the child exited. */
static void __attribute__((noreturn)) wait_for_child(int fd, pid_t child)
{
	int status;
	char byte;
	ssize_t n;

	do {
		n = read(fd, &byte, 1);
	} while (n < 0 && errno == EINTR);
	if (n == 1)
		_exit(EXIT_SUCCESS);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

int daemonize_fork(void)
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
		wait_for_child(ends[0], child);
	}
	close(ends[0]);
	setsid();
	return ends[1];
}

void daemonize_ready(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	ssize_t n;

	/* No chdir(): the policy's path may be relative. */
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		close(null);
	}
	do {
		n = write(fd, "", 1);
	} while (n < 0 && errno == EINTR);
	close(fd);
}

static int file_error(struct error *error, const char *action, const char *path)
{
	return error_set(error, "cannot %s %s: %s", action, path, strerror(errno));
}

static int already_running(int fd, struct error *error)
{
	char pid[16] = "";
	ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[n > 0 ? n : 0] = '\0';
	pid[strspn(pid, "0123456789")] = '\0';
	return error_set(error, "slammerd is already running (pid %s)",
			 *pid ? pid : "unknown");
}

static int write_pid(int fd)
{
	char pid[16];
	int n = snprintf(pid, sizeof(pid), "%d\n", getpid());

	if (ftruncate(fd, 0) < 0 || pwrite(fd, pid, (size_t)n, 0) != n)
		return -1;
	return 0;
}

/* Lock @fd and write our PID into it. */
static int lock_file(int fd, const char *path, struct error *error)
{
	/* Older versions created it readable for everybody, who then could lock it. */
	fchmod(fd, 0600);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? already_running(fd, error) :
			file_error(error, "lock", path);
	if (write_pid(fd) < 0)
		return file_error(error, "write", path);
	return 0;
}

int instance_lock(const char *directory, struct error *error)
{
	char path[4096];
	struct stat st;
	int fd;

	if (stat(NAMESPACE, &st) < 0)
		return file_error(error, "read", NAMESPACE);
	if (mkdir(directory, 0755) < 0 && errno != EEXIST)
		return file_error(error, "create", directory);
	snprintf(path, sizeof(path), "%s/slammerd-%llu.lock", directory,
		 (unsigned long long)st.st_ino);
	/* The file is never removed: unlinking it would be a race. */
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return file_error(error, "open", path);
	if (lock_file(fd, path, error) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int pidfile_write(const char *path, struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	int result = 0;

	if (fd < 0 || write_pid(fd) < 0)
		result = file_error(error, "write", path);
	if (fd >= 0)
		close(fd);
	return result;
}

void pidfile_remove(const char *path)
{
	/* If root created it for us, the directory is not ours: then empty it. */
	if (unlink(path) < 0 && truncate(path, 0) < 0)
		return;
}
