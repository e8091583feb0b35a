// SPDX-License-Identifier: GPL-2.0-or-later
/* labevents - print the events of the module, one per line */
#include <poll.h>

#include "common/error.h"
#include "kernel/client.h"
#include "common/names.h"
#include "tool.h"

static void usage(FILE *out)
{
	fputs("Usage: labevents [--netns NAME] [--ready FILE]\n"
	      "Print the module's events until SIGTERM. See README.md.\n", out);
}

static void print(const struct client_event *e)
{
	char from[ADDRESS_TEXT_MAX], to[ADDRESS_TEXT_MAX];

	printf("event %u %s %s %s\n", e->kind, address_text(e->address, from),
	       address_text(e->target, to), reason_name(e->reason));
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "ready", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct pollfd poll_in = { .events = POLLIN };
	const char *ready = NULL;
	struct client_event event;
	struct client *client;
	struct error error;
	int c;

	setlinebuf(stdout);	/* a script reads it while it is written */
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n') {
			tool_enter(optarg);
		} else if (c == 'r') {
			ready = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
	}
	if (optind != argc) {
		usage(stderr);
		return EXIT_USAGE;
	}
	client = client_open(&error);
	if (!client)
		die(EXIT_FAILURE, "%s", error.text);
	poll_in.fd = client_subscribe(client);
	if (poll_in.fd < 0)
		die(EXIT_FAILURE, "%s", client_error(client));
	tool_catch();
	tool_ready(ready);
	while (!tool_stopped) {
		if (poll(&poll_in, 1, 100) <= 0)
			continue;
		if (client_next_event(poll_in.fd, &event) != 1)
			die(EXIT_FAILURE, "lost an event: socket buffer full");
		print(&event);
	}
	client_close(client);
	return EXIT_SUCCESS;
}
