// SPDX-License-Identifier: GPL-2.0-or-later
/* address.c - bind a TCP socket */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/os/tcp_listener.h"

#define TEXT_MAX	80	/* the longest address, brackets, port */

/* Host and port in @buf; the host without its brackets. NULL: there are not both. */
static char *split(const char *text, char buf[TEXT_MAX], char **host)
{
	char *colon;

	if (strlen(text) >= TEXT_MAX)
		return NULL;
	strcpy(buf, text);
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

static int bind_to(const struct addrinfo *to, int backlog)
{
	int fd, reason, on = 1;

	fd = socket(to->ai_family, to->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    to->ai_protocol);
	if (fd < 0)
		return -1;
	/* What is left of connections of before is no reason to fail. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (!bind(fd, to->ai_addr, to->ai_addrlen) && !listen(fd, backlog))
		return fd;
	reason = errno;
	close(fd);
	errno = reason;
	return -1;
}

int address_listen(const char *text, int backlog, struct error *error)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *to;
	char buf[TEXT_MAX], *host, *port;
	int fd;

	port = split(text, buf, &host);
	if (!port || getaddrinfo(host, port, &hints, &to))
		return error_set(error, "%s is not an address and a port", text);
	fd = bind_to(to, backlog);
	if (fd < 0)
		error_set(error, "cannot listen on %s: %s", text,
			 strerror(errno));
	freeaddrinfo(to);
	return fd;
}
