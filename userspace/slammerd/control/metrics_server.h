/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * metrics_server.h - GET /metrics over HTTP, where the policy says (libmicrohttpd)
 *
 * On a loopback address, which all users of this machine may read, or on a UNIX socket,
 * which is for those who may read the control socket. In the daemon's own event loop:
 * clients, their memory and their time are bounded, and where all places are taken, the
 * client that has had one for longest makes way. So a scrape, which takes milliseconds,
 * is served whatever others do.
 */
#ifndef SLAMMERD_METRICS_SERVER_H
#define SLAMMERD_METRICS_SERVER_H

#include "common/error.h"
#include "slammerd/control/access.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"

#define HTTP_CLIENTS	64
#define HTTP_USER	16	/* of these of one user, on a UNIX socket */
#define HTTP_SECONDS	10	/* from the connection to the end of the response */
#define HTTP_MEMORY	16384	/* for the head of a request */

/* The text of /metrics, malloced; NULL: out of memory. */
typedef char *(*metrics_fn)(void *arg);

struct http;

/**
 * struct metrics_server - the server of the policy's key "metrics"
 * @access:	its group for reading may connect to a UNIX socket
 * @fn:		called with @arg for each GET of /metrics
 * @http, @address: NULL while there is no server; owned
 */
struct metrics_server {
	struct loop *loop;
	const struct access *access;
	metrics_fn fn;
	void *arg;
	struct http *http;
	char *address;
	struct alert alert;
};

/**
 * metrics_server_set - serve on @address, and nowhere else
 * @address: "127.0.0.1:9434", "[::1]:9434", the path of a UNIX socket, or NULL
 *
 * Nothing happens if it is the current address. Errors are logged; the next call
 * tries again.
 */
void metrics_server_set(struct metrics_server *server, const char *address);
/* The groups that may read have changed. */
void metrics_server_set_access(struct metrics_server *server);
void metrics_server_close(struct metrics_server *server);

/* The HTTP server itself. NULL with a sentence in @error. */
struct http *http_open(struct loop *loop, const char *address,
		       const struct access *access, metrics_fn fn, void *arg,
		       struct error *error);
void http_set_access(struct http *http);
void http_close(struct http *http);

#endif /* SLAMMERD_METRICS_SERVER_H */
