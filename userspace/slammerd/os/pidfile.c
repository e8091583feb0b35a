// SPDX-License-Identifier: GPL-2.0-or-later
/* lock.c - who is the daemon of this network namespace? */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/os/pidfile.h"

#define NAMESPACE	"/proc/self/ns/net"

static void complain(struct error *error, const char *what, const char *path)
{
	error_set(error, "cannot %s %s: %s", what, path, strerror(errno));
}

static void running(int fd, struct error *error)
{
	char pid[16] = "";
	ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[n > 0 ? n : 0] = '\0';
	pid[strspn(pid, "0123456789")] = '\0';
	error_set(error, "slammerd is already running (pid %s)",
		 *pid ? pid : "not known");
}

static int write_pid(int fd)
{
	char pid[16];
	int n = snprintf(pid, sizeof(pid), "%d\n", getpid());

	if (ftruncate(fd, 0) < 0 || pwrite(fd, pid, (size_t)n, 0) != n)
		return -1;
	return 0;
}

int lock_take(const char *directory, struct error *error)
{
	char path[4096];
	struct stat st;
	int fd;

	if (stat(NAMESPACE, &st) < 0) {
		complain(error, "read", NAMESPACE);
		return -1;
	}
	if (mkdir(directory, 0755) < 0 && errno != EEXIST) {
		complain(error, "create", directory);
		return -1;
	}
	snprintf(path, sizeof(path), "%s/slammerd-%llu.lock", directory,
		 (unsigned long long)st.st_ino);
	/* The file stays when the daemon goes: unlinking it would race. */
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		complain(error, "open", path);
		return -1;
	}
	/* Who can open it can lock it; what an older version made let everybody. */
	fchmod(fd, 0600);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EWOULDBLOCK)
			running(fd, error);
		else
			complain(error, "lock", path);
		close(fd);
		return -1;
	}
	if (write_pid(fd) < 0) {
		complain(error, "write", path);
		close(fd);
		return -1;
	}
	return fd;
}

int pidfile_write(const char *path, struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (fd < 0 || write_pid(fd) < 0) {
		complain(error, "write", path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	close(fd);
	return 0;
}

void pidfile_remove(const char *path)
{
	/* Where root made it for us the folder is not ours: then it is emptied. */
	if (unlink(path) < 0 && truncate(path, 0) < 0)
		return;
}
