// SPDX-License-Identifier: GPL-2.0-or-later
/* control.c - accept clients, read requests, send replies */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/control/control.h"
#include "slammerd/os/sockets.h"

static int64_t monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void close_client(struct control_client *c)
{
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++)
		if (c->control->clients[i] == c)
			c->control->clients[i] = NULL;
	loop_remove(c->control->loop, &c->watch);
	close(c->watch.fd);
	peer_free(&c->peer);
	free(c->out);
	free(c);
}

static json_t *error_reply(const char *text)
{
	return json_pack("{s:b, s:s}", "ok", 0, "error", text);
}

/* The line to send, with its newline; frees @reply. NULL if out of memory. */
static char *dump(json_t *reply)
{
	char *text, *whole;
	size_t length;

	if (!reply)
		return NULL;
	text = json_dumps(reply, JSON_COMPACT);
	json_decref(reply);
	if (!text)
		return NULL;
	length = strlen(text);
	whole = realloc(text, length + 2);
	if (!whole) {
		free(text);
		return NULL;
	}
	memcpy(whole + length, "\n", 2);
	return whole;
}

/* The reply to a line; NULL if out of memory. */
static char *handle_line(struct control_client *c, const char *line, size_t length)
{
	struct control *control = c->control;
	json_error_t error;
	json_t *request, *reply;

	request = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
	if (!request)
		reply = error_reply("the request is not JSON");
	else if (!json_is_object(request))
		reply = error_reply("the request is not a JSON object");
	else
		reply = control->fn(control->arg, request,
				     access_level(&control->access, &c->peer));
	json_decref(request);
	return dump(reply);
}

static int start_reply(struct control_client *c, char *text)
{
	if (!text)
		return -1;
	c->out = text;
	c->out_size = strlen(text);
	c->out_sent = 0;
	c->deadline = monotonic() + c->control->seconds;
	return loop_change(c->control->loop, &c->watch, EPOLLOUT);
}

/* 1: all of it was sent; 0: not yet; -1: the client is gone. */
static int send_reply(struct control_client *c)
{
	ssize_t n;

	while (c->out_sent < c->out_size) {
		n = send(c->watch.fd, c->out + c->out_sent,
			 c->out_size - c->out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -1;
		c->out_sent += (size_t)n;
	}
	free(c->out);
	c->out = NULL;
	c->deadline = monotonic() + c->control->seconds;
	return loop_change(c->control->loop, &c->watch, EPOLLIN) < 0 ? -1 : 1;
}

/* 1: there was a request; 0: not yet; -1: close the client. */
static int next_request(struct control_client *c)
{
	char *end = memchr(c->line, '\n', c->used);
	size_t length;
	char *text;

	if (!end) {
		if (c->used < sizeof(c->line))
			return 0;
		c->last = true;
		text = strdup("{\"ok\":false,\"error\":\"the request is too long\"}\n");
		return start_reply(c, text) < 0 ? -1 : 1;
	}
	length = (size_t)(end - c->line);
	text = handle_line(c, c->line, length);
	c->used -= length + 1;
	memmove(c->line, end + 1, c->used);
	return start_reply(c, text) < 0 ? -1 : 1;
}

/* Handle all requests that have arrived. -1: close the client. */
static int serve(struct control_client *c)
{
	int result;

	for (;;) {
		if (c->out) {
			result = send_reply(c);
			if (result <= 0)
				return result;
			if (c->last)
				return -1;
		}
		result = next_request(c);
		if (result <= 0)
			return result;
	}
}

static int receive(struct control_client *c)
{
	ssize_t n;

	do {
		n = recv(c->watch.fd, c->line + c->used,
			 sizeof(c->line) - c->used, MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : -1;
	if (n == 0)
		return -1;
	c->used += (size_t)n;
	return serve(c);
}

static void on_client(void *arg, uint32_t events)
{
	struct control_client *c = arg;

	if ((c->out ? serve(c) : receive(c)) < 0)
		close_client(c);
}

/* Check deadlines and the listener each second. */
static void start_timer(struct control *control)
{
	struct itimerspec each = { { 1, 0 }, { 1, 0 } };

	timerfd_settime(control->timer.fd, 0, &each, NULL);
}

/* Send an error and close @fd. */
static void refuse(int fd, const char *text)
{
	char *line = dump(error_reply(text));

	if (line)
		send(fd, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
	free(line);
	close(fd);
}

static struct control_client *new_client(struct control *control, int fd)
{
	struct control_client *c = NULL;
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++)
		if (!control->clients[i])
			break;
	if (i < CONTROL_CLIENTS)
		c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->control = control;
	c->watch = (struct watch){ .fd = fd, .fn = on_client, .arg = c };
	c->deadline = monotonic() + control->seconds;
	control->clients[i] = c;
	return c;
}

void control_add_client(struct control *control, int fd)
{
	struct control_client *c;
	struct peer peer;

	if (peer_read(fd, &peer) < 0) {
		refuse(fd, "cannot read the credentials of the client");
		return;
	}
	/* Clients without access must not occupy the slots of others. */
	if (access_level(&control->access, &peer) == ACCESS_NONE) {
		peer_free(&peer);
		refuse(fd, ACCESS_DENIED);
		return;
	}
	c = new_client(control, fd);
	if (!c) {
		peer_free(&peer);
		refuse(fd, "too many clients");
		return;
	}
	c->peer = peer;
	if (loop_add(control->loop, &c->watch, EPOLLIN) < 0) {
		close_client(c);
		return;
	}
	start_timer(control);
}

int control_set_access(struct control *control, const char *read,
		       const char *admin, struct error *error)
{
	int result = access_set(&control->access, read, admin, error);

	if (control->path && access_set_mode(&control->access, control->path) < 0)
		return error_set(error, "cannot set owner and mode of %s: %s",
				 control->path, strerror(errno));
	return result;
}

static void on_listener(void *arg, uint32_t events)
{
	struct control *control = arg;
	int fd;

	fd = accept4(control->listener.fd, NULL, NULL,
		     SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0) {
		control_add_client(control, fd);
		return;
	}
	if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
		return;
	/* Out of memory or descriptors: try again later, do not spin. */
	loop_remove(control->loop, &control->listener);
	control->accept_paused = true;
	start_timer(control);
}

int control_listen(struct control *control, const char *path, struct error *error)
{
	control->path = path;
	control->listener.fn = on_listener;
	control->listener.arg = control;
	control->listener.fd = unix_listen(path, CONTROL_CLIENTS, error);
	if (control->listener.fd < 0)
		return -1;
	if (access_set_mode(&control->access, path) < 0 ||
	    loop_add(control->loop, &control->listener, EPOLLIN) < 0)
		return error_set(error, "cannot listen on %s: %s", path,
				 strerror(errno));
	return 0;
}

static void on_timer(void *arg, uint32_t events)
{
	const struct itimerspec never = { 0 };
	struct control *control = arg;
	uint64_t expirations;
	bool any = false;
	int i;

	if (read(control->timer.fd, &expirations, sizeof(expirations)) < 0)
		return;
	for (i = 0; i < CONTROL_CLIENTS; i++) {
		if (!control->clients[i])
			continue;
		if (monotonic() >= control->clients[i]->deadline)
			close_client(control->clients[i]);
		else
			any = true;
	}
	if (control->accept_paused &&
	    !loop_add(control->loop, &control->listener, EPOLLIN))
		control->accept_paused = false;
	if (!any && !control->accept_paused)
		timerfd_settime(control->timer.fd, 0, &never, NULL);
}

int control_open(struct control *control, struct loop *loop, control_fn fn,
		 void *arg)
{
	memset(control, 0, sizeof(*control));
	control->loop = loop;
	control->fn = fn;
	control->arg = arg;
	control->seconds = CONTROL_SECONDS;
	control->listener.fd = -1;
	control->access.owner = geteuid();
	control->timer.fn = on_timer;
	control->timer.arg = control;
	control->timer.fd = timerfd_create(CLOCK_MONOTONIC,
					   TFD_NONBLOCK | TFD_CLOEXEC);
	if (control->timer.fd < 0)
		return -1;
	return loop_add(loop, &control->timer, EPOLLIN);
}

void control_close(struct control *control)
{
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++)
		if (control->clients[i])
			close_client(control->clients[i]);
	loop_remove(control->loop, &control->timer);
	close(control->timer.fd);
	if (control->listener.fd < 0)
		return;
	loop_remove(control->loop, &control->listener);
	unlink(control->path);
	close(control->listener.fd);
}
