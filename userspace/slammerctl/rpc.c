// SPDX-License-Identifier: GPL-2.0-or-later
/* rpc.c - the client side of the control socket */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/error.h"
#include "rpc.h"

/* Loading a very large policy and reading it back takes seconds. */
#define TIMEOUT_SECONDS	120
/* Far more than a full source table on many CPUs. */
#define REPLY_MAX		((size_t)1 << 30)

static int connect_to(const char *path, int *fd)
{
	struct timeval timeout = { .tv_sec = TIMEOUT_SECONDS };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int reason;

	if (strlen(path) >= sizeof(address.sun_path))
		return ENAMETOOLONG;
	strcpy(address.sun_path, path);
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return errno;
	setsockopt(*fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(*fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (!connect(*fd, (struct sockaddr *)&address, sizeof(address)))
		return 0;
	reason = errno;
	close(*fd);
	return reason;
}

static int send_line(int fd, const json_t *request)
{
	char *text = json_dumps(request, JSON_COMPACT);
	size_t length, sent = 0;
	ssize_t n;

	if (!text)
		return ENOMEM;
	length = strlen(text);
	text[length++] = '\n';	/* replaces the NUL */
	while (sent < length) {
		n = send(fd, text + sent, length - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		sent += (size_t)n;
	}
	n = sent < length ? errno : 0;
	free(text);
	return (int)n;
}

/* A line, without its newline. 0 or an errno; EPIPE: end of file before it. */
static int receive_line(int fd, char **line, size_t *length)
{
	size_t size = 65536, used = 0;
	char *buf = NULL, *bigger;
	ssize_t n;

	for (;;) {
		if (!buf || used == size) {
			size *= 2;
			bigger = size > REPLY_MAX ? NULL : realloc(buf, size);
			if (!bigger) {
				free(buf);
				return ENOMEM;
			}
			buf = bigger;
		}
		n = recv(fd, buf + used, size - used, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			free(buf);
			return n ? errno : EPIPE;
		}
		used += (size_t)n;
		if (buf[used - 1] == '\n')
			break;
	}
	*line = buf;
	*length = used - 1;
	return 0;
}

static int exchange(int fd, const json_t *request, char **line, size_t *length)
{
	/* The daemon may refuse a client, and say why, before it reads the request. */
	int reason = send_line(fd, request);

	return !reason || reason == EPIPE ? receive_line(fd, line, length) : reason;
}

static const char *describe(int reason)
{
	switch (reason) {
	case EACCES:
		return "permission denied: run as root, or join a group listed in control.read or control.admin";
	case EAGAIN:
		return "timed out";
	case EPIPE:
	case ECONNRESET:
		return "connection closed without a reply";
	case EPROTO:
		return "the reply is not a JSON object";
	}
	return strerror(reason);
}

static enum rpc_result fail(const char *socket, int reason, struct error *error)
{
	error_set(error, "cannot talk to slammerd (%s): %s", socket,
		  describe(reason));
	return RPC_FAILED;
}

enum rpc_result rpc_call_text(const char *socket, json_t *request, char **line,
			      size_t *length, struct error *error)
{
	int fd, reason;

	*line = NULL;
	*length = 0;
	reason = connect_to(socket, &fd);
	if (reason == ENOENT || reason == ECONNREFUSED) {
		json_decref(request);
		error_set(error, "slammerd is not running (no listener on %s)",
			  socket);
		return RPC_NOT_RUNNING;
	}
	if (!reason) {
		reason = exchange(fd, request, line, length);
		close(fd);
	}
	json_decref(request);
	return reason ? fail(socket, reason, error) : RPC_ANSWERED;
}

enum rpc_result rpc_call(const char *socket, json_t *request, json_t **reply,
			 struct error *error)
{
	enum rpc_result result;
	size_t length;
	char *line;

	*reply = NULL;
	result = rpc_call_text(socket, request, &line, &length, error);
	if (result != RPC_ANSWERED)
		return result;
	*reply = json_loadb(line, length, 0, NULL);
	free(line);
	if (json_is_object(*reply))
		return RPC_ANSWERED;
	json_decref(*reply);
	*reply = NULL;
	return fail(socket, EPROTO, error);
}

const char *rpc_refusal(const json_t *reply)
{
	const char *error;

	if (json_is_true(json_object_get(reply, "ok")))
		return NULL;
	error = json_string_value(json_object_get(reply, "error"));
	return error ? error : "slammerd gave no reason";
}
