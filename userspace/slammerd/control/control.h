/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.h - the control socket: one JSON object per line in, one per line out
 *
 * Nothing blocks, and lines, clients and time are bounded, so no client can stop the
 * daemon. The replies come from a callback (rpc.h).
 */
#ifndef SLAMMERD_CONTROL_H
#define SLAMMERD_CONTROL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "slammerd/control/access.h"
#include "slammerd/os/loop.h"

#define CONTROL_CLIENTS		16
#define CONTROL_LINE_MAX	4096
#define CONTROL_SECONDS		10	/* for a request, and for its reply */

/* A new object as the reply; NULL only if out of memory. */
typedef json_t *(*control_fn)(void *arg, const json_t *request,
			      enum access_level level);

struct control;

/* A client. A request is read only after the previous reply was sent. */
struct control_client {
	struct watch watch;
	struct control *control;
	struct peer peer;
	char line[CONTROL_LINE_MAX];
	size_t used;
	char *out;
	size_t out_size;
	size_t out_sent;
	int64_t deadline;
	bool last;		/* close after this reply */
};

/**
 * struct control - the socket and its clients
 * @path:	NULL before control_listen()
 * @accept_paused: accept() failed; the timer tries again
 * @seconds:	CONTROL_SECONDS; fewer in tests
 */
struct control {
	struct loop *loop;
	control_fn fn;
	void *arg;
	const char *path;
	struct access access;
	struct watch listener;
	struct watch timer;
	bool accept_paused;
	unsigned int seconds;
	struct control_client *clients[CONTROL_CLIENTS];
};

/* No socket yet; access for root and our own user. 0, or -1 with errno. */
int control_open(struct control *control, struct loop *loop, control_fn fn,
		 void *arg);
/**
 * control_listen - bind the socket at @path, which must stay valid
 *
 * A stale socket is replaced; one that is in use, or another file, is an error. 0,
 * or -1 with a sentence in @error.
 */
int control_listen(struct control *control, const char *path, struct error *error);
/**
 * control_set_access - which groups have access, from the next request on
 * @read, @admin: names of groups, or NULL
 *
 * 0, or -1 with a sentence in @error: a group that does not exist has no members.
 */
int control_set_access(struct control *control, const char *read,
		       const char *admin, struct error *error);
/* Serve a connected client; takes @fd over. */
void control_add_client(struct control *control, int fd);
/* Closes all clients and removes the socket. */
void control_close(struct control *control);

#endif /* SLAMMERD_CONTROL_H */
