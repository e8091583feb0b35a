// SPDX-License-Identifier: GPL-2.0-or-later
/* control.c - conversations over the control socket */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/control/control.h"

static int64_t monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void hang_up(struct conversation *c)
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

static json_t *failure(const char *text)
{
	return json_pack("{s:b, s:s}", "ok", 0, "error", text);
}

/* As it goes out, newline and all; takes @answer over. NULL if out of memory. */
static char *dump(json_t *answer)
{
	char *text, *whole;
	size_t length;

	if (!answer)
		return NULL;
	text = json_dumps(answer, JSON_COMPACT);
	json_decref(answer);
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

/* The line's answer; likewise. */
static char *answer_line(struct conversation *c, const char *line, size_t length)
{
	struct control *control = c->control;
	json_error_t error;
	json_t *request, *answer;

	request = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
	if (!request)
		answer = failure("the request is not JSON");
	else if (!json_is_object(request))
		answer = failure("the request is not a JSON object");
	else
		answer = control->fn(control->arg, request,
				     rights_of(&control->rights, &c->peer));
	json_decref(request);
	return dump(answer);
}

static int begin_answer(struct conversation *c, char *text)
{
	if (!text)
		return -1;
	c->out = text;
	c->out_size = strlen(text);
	c->out_sent = 0;
	c->deadline = monotonic() + c->control->seconds;
	return loop_change(c->control->loop, &c->watch, EPOLLOUT);
}

/* 1: all of it is out; 0: later; -1: the client is gone. */
static int send_answer(struct conversation *c)
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

/* 1: there was a line; 0: not yet; -1: give up. */
static int take_line(struct conversation *c)
{
	char *end = memchr(c->line, '\n', c->used);
	size_t length;
	char *text;

	if (!end) {
		if (c->used < sizeof(c->line))
			return 0;
		c->last = true;
		text = strdup("{\"ok\":false,\"error\":\"the request is too long\"}\n");
		return begin_answer(c, text) < 0 ? -1 : 1;
	}
	length = (size_t)(end - c->line);
	text = answer_line(c, c->line, length);
	c->used -= length + 1;
	memmove(c->line, end + 1, c->used);
	return begin_answer(c, text) < 0 ? -1 : 1;
}

/* Answer what is there, one line after the other. -1: the conversation is over. */
static int proceed(struct conversation *c)
{
	int result;

	for (;;) {
		if (c->out) {
			result = send_answer(c);
			if (result <= 0)
				return result;
			if (c->last)
				return -1;
		}
		result = take_line(c);
		if (result <= 0)
			return result;
	}
}

static int hear(struct conversation *c)
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
	return proceed(c);
}

static void on_client(void *arg, uint32_t events)
{
	struct conversation *c = arg;

	if ((c->out ? proceed(c) : hear(c)) < 0)
		hang_up(c);
}

void control_tick(struct control *control)
{
	struct itimerspec each = { { 1, 0 }, { 1, 0 } };

	timerfd_settime(control->timer.fd, 0, &each, NULL);
}

/* To somebody who is not talked to any further; closes @fd. */
static void send_away(int fd, const char *text)
{
	char *line = dump(failure(text));

	if (line)
		send(fd, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
	free(line);
	close(fd);
}

static struct conversation *begin(struct control *control, int fd)
{
	struct conversation *c = NULL;
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

void control_adopt(struct control *control, int fd)
{
	char refusal[RIGHTS_ERROR_MAX];
	struct conversation *c;
	struct peer peer;

	if (peer_of(fd, &peer) < 0) {
		send_away(fd, "cannot find out who you are");
		return;
	}
	/* Who may nothing must not hold a place that others need. */
	if (rights_of(&control->rights, &peer) == RIGHT_NONE) {
		peer_free(&peer);
		send_away(fd, rights_refusal(&control->rights, RIGHT_LOOK,
					     refusal));
		return;
	}
	c = begin(control, fd);
	if (!c) {
		peer_free(&peer);
		send_away(fd, "too many clients");
		return;
	}
	c->peer = peer;
	if (loop_add(control->loop, &c->watch, EPOLLIN) < 0) {
		hang_up(c);
		return;
	}
	control_tick(control);
}

int control_permit(struct control *control, const char *look,
		   const char *change, struct error *error)
{
	int result = rights_set(&control->rights, look, change, error);

	if (control->path &&
	    rights_apply(&control->rights, control->path) < 0) {
		return error_set(error, "cannot set the rights of %s: %s",
			 control->path, strerror(errno));
	}
	return result;
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
			hang_up(control->clients[i]);
		else
			any = true;
	}
	if (control->deaf &&
	    !loop_add(control->loop, &control->listener, EPOLLIN))
		control->deaf = false;
	if (!any && !control->deaf)
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
	control->rights.owner = geteuid();
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
			hang_up(control->clients[i]);
	loop_remove(control->loop, &control->timer);
	close(control->timer.fd);
	if (control->listener.fd < 0)
		return;
	loop_remove(control->loop, &control->listener);
	unlink(control->path);
	close(control->listener.fd);
}
