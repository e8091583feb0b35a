/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.h - the control socket: a JSON object a line in, one a line out
 *
 * Nobody can stop the daemon with it: lines, clients and time are bounded, and
 * nothing blocks. What the answers are is somebody else's business (answer.h).
 */
#ifndef SLAMMERD_CONTROL_H
#define SLAMMERD_CONTROL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "common/error.h"
#include "slammerd/os/loop.h"
#include "slammerd/control/access.h"

#define CONTROL_CLIENTS		16
#define CONTROL_LINE_MAX	4096
#define CONTROL_SECONDS		10	/* for a request, and for its answer */

/* A new object for an object; NULL only if out of memory. */
typedef json_t *(*control_fn)(void *arg, const json_t *request,
			      enum right right);

struct control;

/* One client. Its line is read while no answer is under way, never both. */
struct conversation {
	struct watch watch;
	struct control *control;
	struct peer peer;
	char line[CONTROL_LINE_MAX];
	size_t used;
	char *out;
	size_t out_size;
	size_t out_sent;
	int64_t deadline;
	bool last;		/* close when the answer is out */
};

struct control {
	struct loop *loop;
	control_fn fn;
	void *arg;
	const char *path;
	struct rights rights;
	struct watch listener;
	struct watch timer;
	bool deaf;		/* could not accept, tries again with the timer */
	unsigned int seconds;	/* CONTROL_SECONDS; less in tests */
	struct conversation *clients[CONTROL_CLIENTS];
};

/* Without a socket yet, and for root and our own user. 0, or -1 with errno. */
int control_open(struct control *control, struct loop *loop, control_fn fn,
		 void *arg);
/**
 * control_listen - bind the socket
 *
 * A socket that nobody listens on any more is replaced; one that somebody does,
 * or a file of another kind, is an error. 0, or -1 with a sentence in @error.
 */
int control_listen(struct control *control, const char *path, struct error *error);
/**
 * control_permit - who may look and change, from the next request on
 * @look, @change: names of groups, or NULL
 *
 * 0, or -1 with a sentence in @error: a group that is not there has no members.
 */
int control_permit(struct control *control, const char *look,
		   const char *change, struct error *error);
/* Talk to a connected client; takes @fd over. */
void control_adopt(struct control *control, int fd);
/* Look after deadlines, and after the listener, each second from now on. */
void control_tick(struct control *control);
/* Ends conversations and removes the socket. */
void control_close(struct control *control);

#endif /* SLAMMERD_CONTROL_H */
