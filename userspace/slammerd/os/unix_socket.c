// SPDX-License-Identifier: GPL-2.0-or-later
/* place.c - a UNIX socket's place in the file system */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/os/unix_socket.h"

/* Does somebody listen at @address? */
static bool alive(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool answer = true;

	if (fd < 0)
		return answer;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0)
		answer = errno != ECONNREFUSED && errno != ENOENT;
	close(fd);
	return answer;
}

static int make_room(const struct sockaddr_un *address, struct error *error)
{
	const char *path = address->sun_path;
	struct stat st;

	if (lstat(path, &st) < 0) {
		if (errno == ENOENT)
			return 0;
		return error_set(error, "cannot look at %s: %s", path, strerror(errno));
	}
	if (!S_ISSOCK(st.st_mode))
		return error_set(error, "%s is there already and is no socket", path);
	/* The lock is ours, so it can only be of another network namespace. */
	if (alive(address))
		return error_set(error, "another program listens on %s: choose another path",
			 path);
	if (unlink(path) < 0)
		return error_set(error, "cannot remove %s: %s", path, strerror(errno));
	return 0;
}

static int bind_socket(const struct sockaddr_un *address, int backlog)
{
	mode_t before;
	int fd, result;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	before = umask(0177);	/* for us alone until the rights are set */
	result = bind(fd, (const struct sockaddr *)address, sizeof(*address));
	umask(before);
	if (result < 0 || listen(fd, backlog) < 0) {
		result = errno;
		close(fd);
		errno = result;
		return -1;
	}
	return fd;
}

int place_listen(const char *path, int backlog, struct error *error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(error, "%s: the path of a socket has at most %zu bytes",
			 path, sizeof(address.sun_path) - 1);
	strcpy(address.sun_path, path);
	if (make_room(&address, error) < 0)
		return -1;
	fd = bind_socket(&address, backlog);
	if (fd < 0)
		error_set(error, "cannot listen on %s: %s", path,
			 strerror(errno));
	return fd;
}
