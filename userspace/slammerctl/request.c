// SPDX-License-Identifier: GPL-2.0-or-later
/* request.c - the client's end of the control socket */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/error.h"
#include "request.h"

/* Reading, pushing and comparing a very large policy takes seconds. */
#define PATIENCE_SECONDS	120
/* A full source table on many CPUs stays far below. */
#define ANSWER_MAX		((size_t)1 << 30)

static int connect_to(const char *path, int *fd)
{
	struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int reason;

	if (strlen(path) >= sizeof(address.sun_path))
		return ENAMETOOLONG;
	strcpy(address.sun_path, path);
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return errno;
	setsockopt(*fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(*fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (!connect(*fd, (struct sockaddr *)&address, sizeof(address)))
		return 0;
	reason = errno;
	close(*fd);
	return reason;
}

static int send_line(int fd, const json_t *question)
{
	char *text = json_dumps(question, JSON_COMPACT);
	size_t length, sent = 0;
	ssize_t n;

	if (!text)
		return ENOMEM;
	length = strlen(text);
	text[length++] = '\n';	/* in the place of the NUL */
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

/* A line, without its newline. 0 or an errno; EPIPE: it ended too early. */
static int receive_line(int fd, char **line, size_t *length)
{
	size_t size = 65536, used = 0;
	char *buf = NULL, *bigger;
	ssize_t n;

	for (;;) {
		if (!buf || used == size) {
			size *= 2;
			bigger = size > ANSWER_MAX ? NULL : realloc(buf, size);
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

static int talk(int fd, const json_t *question, json_t **answer)
{
	json_error_t ignored;
	size_t length = 0;
	char *line = NULL;
	int reason;

	/* Whom the daemon sends away may be told why before he has asked. */
	reason = send_line(fd, question);
	if (!reason || reason == EPIPE)
		reason = receive_line(fd, &line, &length);
	if (reason)
		return reason;
	*answer = json_loadb(line, length, 0, &ignored);
	free(line);
	if (json_is_object(*answer))
		return 0;
	json_decref(*answer);
	return EPROTO;
}

static const char *describe(int reason)
{
	switch (reason) {
	case EACCES:
		return "no rights: the policy's control.read and control.admin name the groups that may";
	case EAGAIN:
		return "no answer in time";
	case EPIPE:
	case ECONNRESET:
		return "it hung up before it answered";
	case EPROTO:
		return "the answer is not a JSON object";
	}
	return strerror(reason);
}

enum request_result request(const char *socket, json_t *question,
			    json_t **answer, struct error *error)
{
	int fd, reason;

	*answer = NULL;
	reason = connect_to(socket, &fd);
	if (reason == ENOENT || reason == ECONNREFUSED) {
		json_decref(question);
		error_set(error, "slammerd is not running (nobody listens on %s)",
			 socket);
		return REQUEST_ABSENT;
	}
	if (!reason) {
		reason = talk(fd, question, answer);
		close(fd);
	}
	json_decref(question);
	if (!reason)
		return REQUEST_ANSWERED;
	*answer = NULL;
	error_set(error, "cannot talk to slammerd (%s): %s",
		 socket, describe(reason));
	return REQUEST_FAILED;
}

const char *request_refused(const json_t *answer)
{
	const char *error;

	if (json_is_true(json_object_get(answer, "ok")))
		return NULL;
	error = json_string_value(json_object_get(answer, "error"));
	return error ? error : "slammerd did not say what is wrong";
}
