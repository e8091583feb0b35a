// SPDX-License-Identifier: GPL-2.0-or-later
/* events.c - slammerctl events: who is infected, the moment it shows */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "report/report.h"
#include "request.h"
#include "view.h"

#define PATIENCE	5	/* seconds */

static const char help[] =
"Usage: slammerctl events [--count N] [--json]\n"
"Follow the module's events, one a line, until it is interrupted. \"infected\": a\n"
"host of the inside sends the worm, for the first time since it has its place in\n"
"the table of sources. The module is asked directly: this needs CAP_NET_ADMIN.\n"
"\n"
"      --count N       end after N events\n"
"      --json          one JSON object a line\n"
"      --help          print this\n"
"\n"
"Exit status: 0 N events came, 1 the module does not answer (any more), 2 called\n"
"wrongly.\n";

static void print_event(const json_t *event)
{
	const char *interface = view_text(event, "interface");

	printf("%s  %s  %s  %s  %s to %s\n", view_text(event, "time"),
	       view_text(event, "event"), view_text(event, "address"),
	       *interface ? interface : "(router)", view_text(event, "reason"),
	       view_text(event, "target"));
}

/* Who reads along wants each line when it comes. Returns 0, or -1. */
static int tell(const struct client_event *event, bool as_json)
{
	json_t *object = report_event(event);

	if (!object)
		return -1;
	if (!as_json) {
		print_event(object);
	} else {
		json_dumpf(object, stdout, 0);
		putchar('\n');
	}
	json_decref(object);
	return fflush(stdout) || ferror(stdout) ? -1 : 0;
}

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

static int follow(struct client *client, int fd, const struct view *view)
{
	struct client_event event;
	size_t told = 0;
	int got;

	while (!view->limit || told < view->limit) {
		if (await(client, fd) < 0)
			return EXIT_FAILURE;
		got = client_event(fd, &event);
		if (got == -ENOBUFS) {
			view_complain("events were lost: they came faster than they were read");
			continue;
		}
		if (got < 0) {
			view_complain(strerror(errno));
			return EXIT_FAILURE;
		}
		if (got && tell(&event, view->json) < 0)
			return EXIT_FAILURE;
		told += got;
	}
	return EXIT_SUCCESS;
}

int cmd_events(int argc, char **argv)
{
	static const struct option options[] = {
		VIEW_COUNT,
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	char error[REQUEST_ERROR_MAX];
	struct client *client;
	struct view view;
	int status, fd;

	status = view_parse(argc, argv, options, help, &view);
	if (status >= 0)
		return status;
	client = client_open(error, sizeof(error));
	if (!client) {
		view_complain(error);
		return EXIT_FAILURE;
	}
	fd = client_events(client);
	if (fd < 0)
		view_complain(client_error(client));
	else
		status = follow(client, fd, &view);
	client_close(client);
	if (fd < 0)
		return EXIT_FAILURE;
	close(fd);
	return status;
}
