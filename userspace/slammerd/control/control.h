/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.h - the control socket: one JSON object per line in, one per line out
 *
 * Nothing blocks, and lines, clients and time are bounded, so no client can stop the
 * daemon. Places are left for administrators and for other users than the one that has
 * many. A turn of the event loop handles one request or one piece of a long reply, an
 * administrator's first, so whoever asks waits for little that others asked. The
 * replies come from a callback (rpc.h).
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

#define CONTROL_READERS		16	/* clients that may only read */
#define CONTROL_USER		8	/* of these of one user */
#define CONTROL_CLIENTS		24	/* with those that may administer */
#define CONTROL_LINE_MAX	4096
#define CONTROL_SECONDS		30	/* for all requests and replies of a client */
#define CONTROL_LATER_SECONDS	120	/* for what another thread has to do first */

/* What a stream has to say. */
enum control_next {
	CONTROL_FAILED = -1,	/* the client is disconnected, within the line */
	CONTROL_END,		/* nothing follows */
	CONTROL_PIECE,
	CONTROL_LATER,		/* ask again after control_ready() */
};

/**
 * struct control_stream - a reply that is made piece by piece, as the client reads it,
 *			   or later, when another thread has done something
 * @next: with CONTROL_PIECE, sets *@text to the next piece, malloced. The last piece
 *	  ends with a newline.
 * @free: frees @arg, at the end or when the client is gone
 */
struct control_stream {
	enum control_next (*next)(void *arg, char **text);
	void (*free)(void *arg);
	void *arg;
};

/*
 * A new object as the reply, or NULL with @stream set; NULL without only if out of
 * memory.
 */
typedef json_t *(*control_fn)(void *arg, const json_t *request,
			      enum access_level level,
			      struct control_stream *stream);

struct control;

/**
 * struct control_client - a client; a request is read after the previous reply was sent
 * @line:	what was received; @used bytes
 * @waiting:	there is a request in it, or a piece of a reply is to be made, and it
 *		is not this client's turn yet
 * @out:	of the reply; NULL: there is none. @out_sent of @out_size bytes are sent.
 * @stream:	pieces that follow @out; @next is NULL after the last one
 * @later:	@stream said CONTROL_LATER, at @later_since (ms of CLOCK_MONOTONIC)
 * @deadline:	ms of CLOCK_MONOTONIC; no line renews it
 * @last:	close after this reply
 */
struct control_client {
	struct watch watch;
	struct control *control;
	struct peer peer;
	char line[CONTROL_LINE_MAX];
	size_t used;
	bool waiting;
	char *out;
	size_t out_size;
	size_t out_sent;
	struct control_stream stream;
	bool later;
	int64_t later_since;
	int64_t deadline;
	bool last;
};

/**
 * struct control - the socket and its clients
 * @path:	NULL before control_listen()
 * @accept_paused: accept() failed; the timer tries again
 * @turn:	readable while a client waits for its turn; @last_turn was the last one's
 * @seconds:	CONTROL_SECONDS; fewer in tests
 * @patience:	for finding groups; may be NULL
 */
struct control {
	struct loop *loop;
	control_fn fn;
	void *arg;
	const char *path;
	struct access access;
	struct watch listener;
	struct watch timer;
	struct watch turn;
	unsigned int last_turn;
	bool accept_paused;
	unsigned int seconds;
	struct patience *patience;
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
/* The line of a reply, with its newline, malloced; frees @reply. NULL: out of memory. */
char *control_line(json_t *reply);
/* Streams that said CONTROL_LATER are asked again, each in its turn. */
void control_ready(struct control *control);
/* Serve a connected client; takes @fd over. */
void control_add_client(struct control *control, int fd);
/* Closes all clients and removes the socket. */
void control_close(struct control *control);

#endif /* SLAMMERD_CONTROL_H */
