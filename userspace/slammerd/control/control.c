// SPDX-License-Identifier: GPL-2.0-or-later
/* control.c - accept clients, read requests, send replies */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/control/control.h"
#include "slammerd/os/sockets.h"

/* Clients that connect all the time neither fill the queue nor hold up the loop. */
#define BACKLOG			128
#define ACCEPTS_PER_TURN	16

static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void end_stream(struct control_client *c)
{
	if (c->stream.free)
		c->stream.free(c->stream.arg);
	memset(&c->stream, 0, sizeof(c->stream));
}

static void close_client(struct control_client *c)
{
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++)
		if (c->control->clients[i] == c)
			c->control->clients[i] = NULL;
	loop_remove(c->control->loop, &c->watch);
	close(c->watch.fd);
	end_stream(c);
	peer_free(&c->peer);
	free(c->out);
	free(c);
}

static json_t *error_reply(const char *text)
{
	return json_pack("{s:b, s:s}", "ok", 0, "error", text);
}

char *control_line(json_t *reply)
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

/* The reply to a line, or its stream; NULL without one: out of memory. */
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
				    access_level(&control->access, &c->peer),
				    &c->stream);
	json_decref(request);
	return control_line(reply);
}

/* This client goes on when it is its turn; until then it is not listened to. */
static int wait_for_turn(struct control_client *c)
{
	const uint64_t one = 1;

	c->waiting = true;
	if (write(c->control->turn.fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		return -1;
	return loop_change(c->control->loop, &c->watch, 0);
}

/* 1: all of @out was sent; 0: not yet; -1: the client is gone. */
static int send_out(struct control_client *c)
{
	ssize_t n;

	while (c->out_sent < c->out_size) {
		n = send(c->watch.fd, c->out + c->out_sent,
			 c->out_size - c->out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return loop_change(c->control->loop, &c->watch, EPOLLOUT);
		if (n < 0)
			return -1;
		c->out_sent += (size_t)n;
	}
	free(c->out);
	c->out = NULL;
	return 1;
}

/* Is a request there, or too much for one? */
static bool has_request(const struct control_client *c)
{
	return c->used == sizeof(c->line) || memchr(c->line, '\n', c->used);
}

/* Send, and then see what this client is to wait for. -1: close it. */
static int go_on(struct control_client *c)
{
	int result = c->out ? send_out(c) : 1;

	if (result <= 0)
		return result;
	if (c->later)
		return loop_change(c->control->loop, &c->watch, 0);
	if (c->stream.next)
		return wait_for_turn(c);
	if (c->last)
		return -1;
	if (has_request(c))
		return wait_for_turn(c);
	return loop_change(c->control->loop, &c->watch, EPOLLIN);
}

static int set_out(struct control_client *c, char *text)
{
	if (!text)
		return -1;
	c->out = text;
	c->out_size = strlen(text);
	c->out_sent = 0;
	return 0;
}

/* The next piece of a long reply. -1: close the client. */
static int next_piece(struct control_client *c)
{
	char *text = NULL;

	switch (c->stream.next(c->stream.arg, &text)) {
	case CONTROL_FAILED:
		return -1;
	case CONTROL_END:
		end_stream(c);
		break;
	case CONTROL_PIECE:
		return set_out(c, text);
	case CONTROL_LATER:
		c->later = true;
		c->later_since = monotonic_ms();
		break;
	}
	return 0;
}

/* Handle the first request of @line. -1: close the client. */
static int next_request(struct control_client *c)
{
	char *end = memchr(c->line, '\n', c->used);
	size_t length;
	char *text;

	if (!end) {
		c->last = true;
		return set_out(c, control_line(error_reply("the request is too long")));
	}
	length = (size_t)(end - c->line);
	text = handle_line(c, c->line, length);
	c->used -= length + 1;
	memmove(c->line, end + 1, c->used);
	return c->stream.next && !text ? 0 : set_out(c, text);
}

/* It is this client's turn. What the daemon takes for it is not the client's time. */
static int take_turn(struct control_client *c)
{
	int64_t began = monotonic_ms();
	int result;

	c->waiting = false;
	result = c->stream.next ? next_piece(c) : next_request(c);
	c->deadline += monotonic_ms() - began;
	return result < 0 ? -1 : go_on(c);
}

/* The next one that waits, in turn; NULL: none. */
static struct control_client *next_waiting(struct control *control, bool admin)
{
	const struct access *access = &control->access;
	struct control_client *c;
	unsigned int i, at;

	for (i = 1; i <= CONTROL_CLIENTS; i++) {
		at = (control->last_turn + i) % CONTROL_CLIENTS;
		c = control->clients[at];
		if (!c || !c->waiting ||
		    (access_level(access, &c->peer) == ACCESS_ADMIN) != admin)
			continue;
		control->last_turn = at;
		return c;
	}
	return NULL;
}

/* Level-triggered: called in each turn of the loop until nobody waits. */
static void on_turn(void *arg, uint32_t events)
{
	struct control *control = arg;
	struct control_client *c = next_waiting(control, true);
	uint64_t count;

	if (!c)
		c = next_waiting(control, false);
	if (!c) {
		if (read(control->turn.fd, &count, sizeof(count)) < 0)
			return;
	} else if (take_turn(c) < 0) {
		close_client(c);
	}
}

void control_ready(struct control *control)
{
	struct control_client *c;
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++) {
		c = control->clients[i];
		if (!c || !c->later)
			continue;
		c->later = false;
		c->deadline += monotonic_ms() - c->later_since;
		if (wait_for_turn(c) < 0)
			close_client(c);
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
	return has_request(c) ? wait_for_turn(c) : 0;
}

static void on_client(void *arg, uint32_t events)
{
	struct control_client *c = arg;
	int result;

	/*
	 * The reply is not read any more. What an administrator asked is done all the
	 * same: it was sent in full.
	 */
	if (c->waiting && access_level(&c->control->access, &c->peer) == ACCESS_ADMIN)
		result = take_turn(c);
	else if (c->waiting || c->later)
		result = -1;
	else
		result = c->out ? go_on(c) : receive(c);
	if (result < 0)
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
	char *line = control_line(error_reply(text));

	if (line)
		send(fd, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
	free(line);
	close(fd);
}

/* Why @peer gets no place; NULL: it does. Owner and root are never only readers. */
static const char *no_place(const struct control *control, const struct peer *peer)
{
	unsigned int all = 0, readers = 0, same = 0;
	const struct control_client *c;
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++) {
		c = control->clients[i];
		if (!c)
			continue;
		all++;
		if (access_level(&control->access, &c->peer) == ACCESS_ADMIN)
			continue;
		readers++;
		same += c->peer.cred.uid == peer->cred.uid;
	}
	if (access_level(&control->access, peer) == ACCESS_ADMIN)
		return all < CONTROL_CLIENTS ? NULL : "too many clients";
	if (same >= CONTROL_USER)
		return "too many clients of this user";
	return readers < CONTROL_READERS && all < CONTROL_CLIENTS ?
		NULL : "too many clients";
}

static struct control_client *new_client(struct control *control, int fd)
{
	struct control_client *c = calloc(1, sizeof(*c));
	int i;

	if (!c)
		return NULL;
	for (i = 0; control->clients[i]; i++)
		;
	c->control = control;
	c->watch = (struct watch){ .fd = fd, .fn = on_client, .arg = c,
				    .name = "control" };
	c->deadline = monotonic_ms() + (int64_t)control->seconds * 1000;
	control->clients[i] = c;
	return c;
}

void control_add_client(struct control *control, int fd)
{
	struct control_client *c = NULL;
	const char *reason;
	struct peer peer;

	if (peer_read(fd, &peer) < 0) {
		refuse(fd, "cannot read the credentials of the client");
		return;
	}
	/* Clients without access must not occupy the places of others. */
	if (access_level(&control->access, &peer) == ACCESS_NONE)
		reason = ACCESS_DENIED;
	else
		reason = no_place(control, &peer);
	if (!reason) {
		c = new_client(control, fd);
		reason = c ? NULL : "out of memory";
	}
	if (reason) {
		peer_free(&peer);
		refuse(fd, reason);
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
	int result = access_set(&control->access, control->patience, read,
				admin, error);

	if (control->path && access_set_mode(&control->access, control->path) < 0)
		return error_set(error, "cannot set owner and mode of %s: %s",
				 control->path, strerror(errno));
	return result;
}

static void on_listener(void *arg, uint32_t events)
{
	struct control *control = arg;
	int fd, i;

	for (i = 0; i < ACCEPTS_PER_TURN; i++) {
		fd = accept4(control->listener.fd, NULL, NULL,
			     SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			break;
		control_add_client(control, fd);
	}
	if (i == ACCEPTS_PER_TURN)
		return;
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
	control->listener.name = "control";
	control->listener.fd = unix_listen(path, BACKLOG, error);
	if (control->listener.fd < 0)
		return -1;
	if (access_set_mode(&control->access, path) < 0 ||
	    loop_add(control->loop, &control->listener, EPOLLIN) < 0)
		return error_set(error, "cannot listen on %s: %s", path,
				 strerror(errno));
	return 0;
}

static bool is_late(const struct control_client *c)
{
	int64_t deadline = c->later ?
		c->later_since + CONTROL_LATER_SECONDS * 1000 : c->deadline;

	return monotonic_ms() >= deadline;
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
		if (is_late(control->clients[i]))
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
	control->timer.name = "control";
	control->timer.fd = timerfd_create(CLOCK_MONOTONIC,
					   TFD_NONBLOCK | TFD_CLOEXEC);
	control->turn = (struct watch){
		eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), on_turn, control,
		"control"
	};
	if (control->timer.fd < 0 || control->turn.fd < 0 ||
	    loop_add(loop, &control->timer, EPOLLIN) < 0)
		return -1;
	return loop_add(loop, &control->turn, EPOLLIN);
}

void control_close(struct control *control)
{
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++)
		if (control->clients[i])
			close_client(control->clients[i]);
	loop_remove(control->loop, &control->timer);
	loop_remove(control->loop, &control->turn);
	close(control->timer.fd);
	close(control->turn.fd);
	if (control->listener.fd < 0)
		return;
	loop_remove(control->loop, &control->listener);
	unlink(control->path);
	close(control->listener.fd);
}
