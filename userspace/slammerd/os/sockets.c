// SPDX-License-Identifier: GPL-2.0-or-later
/* sockets.c - bind and listen */
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "slammerd/os/sockets.h"

#define ADDRESS_MAX	80	/* the longest address, brackets, port */

static int close_with_errno(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
	return -1;
}

/* Does a process listen there? */
static bool in_use(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool used = true;

	if (fd < 0)
		return used;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0)
		used = errno != ECONNREFUSED && errno != ENOENT;
	close(fd);
	return used;
}

static int remove_stale(const struct sockaddr_un *address, struct error *error)
{
	const char *path = address->sun_path;
	struct stat st;

	if (lstat(path, &st) < 0) {
		if (errno == ENOENT)
			return 0;
		return error_set(error, "cannot stat %s: %s", path,
				 strerror(errno));
	}
	if (!S_ISSOCK(st.st_mode))
		return error_set(error, "%s exists and is not a socket", path);
	/* We hold the lock, so it is a daemon of another network namespace. */
	if (in_use(address))
		return error_set(error, "another process listens on %s: choose another path",
				 path);
	if (unlink(path) < 0)
		return error_set(error, "cannot remove %s: %s", path,
				 strerror(errno));
	return 0;
}

static int bind_unix(const struct sockaddr_un *address, int backlog)
{
	mode_t saved;
	int fd, result;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	saved = umask(0177);	/* mode 0600 until access is configured */
	result = bind(fd, (const struct sockaddr *)address, sizeof(*address));
	umask(saved);
	if (result < 0 || listen(fd, backlog) < 0)
		return close_with_errno(fd);
	return fd;
}

int unix_listen(const char *path, int backlog, struct error *error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(error, "%s: the path of a socket has at most %zu bytes",
				 path, sizeof(address.sun_path) - 1);
	strcpy(address.sun_path, path);
	if (remove_stale(&address, error) < 0)
		return -1;
	fd = bind_unix(&address, backlog);
	if (fd < 0)
		error_set(error, "cannot listen on %s: %s", path,
			  strerror(errno));
	return fd;
}

/*
 * Copy host and port to @buf. Returns the port and sets @host, without brackets;
 * NULL if one of them is missing.
 */
static char *split(const char *address, char buf[ADDRESS_MAX], char **host)
{
	char *colon;

	if (strlen(address) >= ADDRESS_MAX)
		return NULL;
	strcpy(buf, address);
	colon = strrchr(buf, ':');
	if (!colon || colon == buf)
		return NULL;
	*colon = '\0';
	*host = buf;
	if (*buf == '[' && colon[-1] == ']') {
		colon[-1] = '\0';
		(*host)++;
	}
	return colon + 1;
}

static int bind_tcp(const struct addrinfo *to, int backlog)
{
	int fd, on = 1;

	fd = socket(to->ai_family, to->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    to->ai_protocol);
	if (fd < 0)
		return -1;
	/* Connections in TIME_WAIT are no reason to fail. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, to->ai_addr, to->ai_addrlen) < 0 || listen(fd, backlog) < 0)
		return close_with_errno(fd);
	return fd;
}

int tcp_listen(const char *address, int backlog, struct error *error)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *to;
	char buf[ADDRESS_MAX], *host, *port;
	int fd;

	port = split(address, buf, &host);
	if (!port || getaddrinfo(host, port, &hints, &to))
		return error_set(error, "%s is not an address and a port", address);
	fd = bind_tcp(to, backlog);
	if (fd < 0)
		error_set(error, "cannot listen on %s: %s", address,
			  strerror(errno));
	freeaddrinfo(to);
	return fd;
}
