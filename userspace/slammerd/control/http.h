/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * http.h - GET /metrics over HTTP, and nothing else (libmicrohttpd)
 *
 * On a loopback address or a UNIX socket, in the daemon's own event loop. Clients,
 * their memory and their time are bounded. Without the library it says so.
 */
#ifndef SLAMMERD_HTTP_H
#define SLAMMERD_HTTP_H

#include <stddef.h>

#include "common/error.h"
#include "slammerd/os/loop.h"
#include "slammerd/control/access.h"

#define HTTP_CLIENTS	8
#define HTTP_SECONDS	10	/* without a word from a client */
#define HTTP_MEMORY	16384	/* for the head of a client's request */

/* What /metrics says, malloced; NULL: it cannot be told now. */
typedef char *(*http_fn)(void *arg);

struct http;

/**
 * http_open - serve
 * @address: "127.0.0.1:9434", "[::1]:9434" or the path of a UNIX socket
 * @rights:  whose look group may connect to such a path
 * @fn:	     asked with @arg for each GET of /metrics
 *
 * Returns NULL with a sentence in @error.
 */
struct http *http_open(struct loop *loop, const char *address,
		       const struct rights *rights, http_fn fn, void *arg,
		       struct error *error);
void http_close(struct http *http);

#endif /* SLAMMERD_HTTP_H */
