// SPDX-License-Identifier: GPL-2.0-or-later
/* events_module.c - events where there is no daemon that remembers them */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "events.h"
#include "request.h"
#include "view.h"

#define PATIENCE	5	/* seconds */

/*
 * Until there is something to hear. A module that is gone says nothing, so it is
 * asked now and then; one that was loaded anew has another number, and does not
 * answer either.
 */
static int await(struct client *client, int fd)
{
	struct pollfd events = { .fd = fd, .events = POLLIN };
	struct client_status status;

	while (poll(&events, 1, PATIENCE * 1000) <= 0) {
		if (client_status(client, &status) < 0) {
			view_complain("the module that was listened to does not answer any more");
			return -1;
		}
	}
	return 0;
}

static int tell(struct events *events, const struct client_event *event)
{
	json_t *object = report_event(event);
	int result = object ? events_tell(events, object) : -1;

	json_decref(object);
	return result;
}

static int follow(struct client *client, int fd, struct events *events)
{
	struct client_event event;
	int got;

	while (!events_enough(events)) {
		if (await(client, fd) < 0)
			return EXIT_FAILURE;
		got = client_next_event(fd, &event);
		if (got == -ENOBUFS) {
			view_complain("events were lost: they came faster than they were read");
			continue;
		}
		if (got < 0) {
			view_complain(strerror(errno));
			return EXIT_FAILURE;
		}
		if (got && tell(events, &event) < 0)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int events_of_module(struct events *events)
{
	struct error error;
	struct client *client;
	int fd, status;

	client = client_open(&error);
	if (!client) {
		view_complain(error.text);
		return EXIT_FAILURE;
	}
	fd = client_subscribe(client);
	if (fd < 0) {
		view_complain(client_error(client));
		status = EXIT_FAILURE;
	} else {
		status = follow(client, fd, events);
		close(fd);
	}
	client_close(client);
	return status;
}
