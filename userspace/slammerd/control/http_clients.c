// SPDX-License-Identifier: GPL-2.0-or-later
/* http_clients.c - places of clients, and their deadlines */
#include <string.h>
#include <sys/socket.h>

#include "slammerd/control/http_clients.h"

bool http_clients_may(const struct access *access, int fd)
{
	struct peer peer;
	bool may;

	if (peer_read(fd, &peer) < 0)
		return false;
	may = access_level(access, &peer) >= ACCESS_READ;
	peer_free(&peer);
	return may;
}

static uid_t user_of(const struct access *access, int fd)
{
	struct ucred cred = { .uid = (uid_t)-1 };
	socklen_t length = sizeof(cred);

	if (access)
		getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &length);
	return cred.uid;
}

static void disconnect(struct http_client *client)
{
	client->leaving = true;
	shutdown(client->fd, SHUT_RDWR);
}

/* The one that has been here for longest; @uid: of that user, -1: of any */
static struct http_client *oldest(struct http_clients *clients, uid_t uid)
{
	struct http_client *c, *found = NULL;

	for (c = clients->list; c < clients->list + HTTP_CLIENTS; c++)
		if (c->since && !c->leaving &&
		    (uid == (uid_t)-1 || c->uid == uid) &&
		    (!found || c->since < found->since))
			found = c;
	return found;
}

static unsigned int count_of(const struct http_clients *clients, uid_t uid)
{
	const struct http_client *c;
	unsigned int n = 0;

	for (c = clients->list; c < clients->list + HTTP_CLIENTS; c++)
		n += c->since && c->uid == uid;
	return n;
}

struct http_client *http_clients_add(struct http_clients *clients,
				     const struct access *access, int fd,
				     int64_t now)
{
	const uid_t uid = user_of(access, fd);
	bool full = clients->count == HTTP_CLIENTS;
	bool many = access && count_of(clients, uid) >= HTTP_USER;
	struct http_client *c;

	if (full || many) {
		c = oldest(clients, many ? uid : (uid_t)-1);
		if (c)
			disconnect(c);
		return NULL;
	}
	for (c = clients->list; c->since; c++)
		;
	*c = (struct http_client){ .fd = fd, .uid = uid, .since = now };
	clients->count++;
	return c;
}

struct http_client *http_clients_started(struct http_clients *clients, int fd)
{
	struct http_client *c;

	for (c = clients->list; c < clients->list + HTTP_CLIENTS; c++)
		if (c->since && !c->started && c->fd == fd) {
			c->started = true;
			return c;
		}
	return NULL;
}

void http_clients_sweep(struct http_clients *clients)
{
	struct http_client *c;

	for (c = clients->list; c < clients->list + HTTP_CLIENTS; c++)
		if (!c->started)
			http_clients_remove(clients, c);
}

void http_clients_remove(struct http_clients *clients, struct http_client *client)
{
	if (!client->since)
		return;
	memset(client, 0, sizeof(*client));
	clients->count--;
}

void http_clients_expire(struct http_clients *clients, int64_t now)
{
	struct http_client *c;

	for (c = clients->list; c < clients->list + HTTP_CLIENTS; c++)
		if (c->since && !c->leaving &&
		    now - c->since >= HTTP_SECONDS * 1000)
			disconnect(c);
}
