/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * http_clients.h - who is connected to the metrics, since when, and who has to go
 *
 * A client is disconnected by shutting its socket down: the HTTP library then closes it
 * and calls http_clients_remove().
 */
#ifndef SLAMMERD_HTTP_CLIENTS_H
#define SLAMMERD_HTTP_CLIENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "slammerd/control/metrics_server.h"

/*
 * @uid: -1 over TCP; @since: ms of CLOCK_MONOTONIC, 0: this place is free; @started: the
 * library will say when it has closed @fd
 */
struct http_client {
	int fd;
	uid_t uid;
	int64_t since;
	bool started;
	bool leaving;
};

/* All zero is empty. */
struct http_clients {
	struct http_client list[HTTP_CLIENTS];
	unsigned int count;
};

/* May the peer of a UNIX socket read? */
bool http_clients_may(const struct access *access, int fd);

/**
 * http_clients_add - a place for the client @fd
 * @access: NULL: TCP, where the user is not known
 * @now:    ms
 *
 * NULL: there is none, and the one who makes way was disconnected.
 */
struct http_client *http_clients_add(struct http_clients *clients,
				     const struct access *access, int fd,
				     int64_t now);
/* The library begins to serve @fd: its client, or NULL. */
struct http_client *http_clients_started(struct http_clients *clients, int fd);
/*
 * The library has looked at all that were added: those that have not started were closed
 * without a word.
 */
void http_clients_sweep(struct http_clients *clients);
void http_clients_remove(struct http_clients *clients, struct http_client *client);
/* Disconnect those that have been here for HTTP_SECONDS. */
void http_clients_expire(struct http_clients *clients, int64_t now);

#endif /* SLAMMERD_HTTP_CLIENTS_H */
