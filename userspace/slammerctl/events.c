// SPDX-License-Identifier: GPL-2.0-or-later
/* events.c - slammerctl events: which hosts became infected, and when */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "common/error.h"
#include "kernel/client.h"
#include "status/status.h"

#define POLL_SECONDS	1	/* between two requests to the daemon */
#define CHECK_SECONDS	5	/* of silence, until the module is checked */

static const char help[] =
"Usage: slammerctl events [--follow] [--since TIME] [--count N] [--json]\n"
"                         [--socket PATH]\n"
"Print the module's events, one a line. \"infected\": an inside host sends the\n"
"worm, the first time since it entered the source table. slammerd remembers the\n"
"last 256 events. With --follow, only new events are printed, until interrupted;\n"
"where no daemon runs, they are read from the module.\n"
"\n"
"      --follow             print new events as they arrive\n"
"      --since TIME         only events since this time, such as 2026-11-30,\n"
"                           2026-11-30T12:00Z (UTC), yesterday, or for the last\n"
"                           15min, 24h, 7d, 2w; with --follow, then new ones\n"
"      --count N            the last N events; with --follow, exit after N\n"
CLI_HELP_JSON
CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 success, 1 slammerd or the module does not answer, 2 usage error.\n";

enum { OPT_FOLLOW = CLI_OWN, OPT_SINCE, OPT_COUNT };

/**
 * struct events - what to print
 * @limit:   at most so many; 0: no limit
 * @printed: so far
 * @since:   time of the first one; "": all
 */
struct events {
	const char *socket;
	bool json;
	bool follow;
	size_t limit;
	size_t printed;
	char since[REPORT_TIME_MAX];
};

static int take(int option, const char *value, void *context)
{
	struct events *events = context;
	int64_t since;
	int status = -1;

	switch (option) {
	case OPT_FOLLOW:
		events->follow = true;
		break;
	case OPT_SINCE:
		status = cli_since("events", "since", value, &since);
		if (status < 0)
			report_time(since, events->since);
		break;
	case OPT_COUNT:
		status = cli_count("events", "count", value, &events->limit);
		break;
	}
	return status;
}

/* Flushed at once, for readers of a pipe. 0, or -1: the output is closed. */
static int print_event(struct events *events, const json_t *event)
{
	if (strcmp(cli_text(event, "time"), events->since) < 0)
		return 0;
	if (events->json) {
		json_dumpf(event, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		printf("%s  %s  %s  %s  %s to %s\n", cli_text(event, "time"),
		       cli_text(event, "event"), cli_text(event, "address"),
		       cli_interface(event, "interface"),
		       cli_text(event, "reason"), cli_text(event, "target"));
	}
	events->printed++;
	return fflush(stdout) || ferror(stdout) ? -1 : 0;
}

static bool enough(const struct events *events)
{
	return events->limit && events->printed >= events->limit;
}

static void report_lost(void)
{
	cli_error("events were lost: they arrived faster than they were read");
}

/* From the daemon */

/* The events that the daemon remembers; NULL after a message. */
static json_t *ask(const struct events *events, enum rpc_result *result)
{
	const char *refusal;
	struct error error;
	json_t *reply;

	*result = rpc_call(events->socket,
			   json_pack("{s:s}", "command", "events"), &reply,
			   &error);
	if (*result != RPC_ANSWERED) {
		cli_error("%s", error.text);
		return NULL;
	}
	refusal = rpc_refusal(reply);
	if (!refusal)
		return reply;
	cli_error("%s", refusal);
	json_decref(reply);
	return NULL;
}

static size_t count_since(const json_t *list, const char *since)
{
	const json_t *event;
	size_t i, n = 0;

	json_array_foreach(list, i, event)
		n += strcmp(cli_text(event, "time"), since) >= 0;
	return n;
}

/* The remembered ones, of these the last if their number is limited. */
static int print_past(struct events *events, const json_t *reply)
{
	const json_t *list = json_object_get(reply, "events"), *event;
	size_t i, skip = 0, n = count_since(list, events->since);

	if (!json_is_true(json_object_get(reply, "listening")))
		cli_error("slammerd is not receiving events from the module");
	if (!events->follow && events->limit && n > events->limit)
		skip = n - events->limit;
	json_array_foreach(list, i, event) {
		if (strcmp(cli_text(event, "time"), events->since) < 0)
			continue;
		if (skip) {
			skip--;
			continue;
		}
		if (enough(events))
			break;
		if (print_event(events, event) < 0)
			return -1;
	}
	return 0;
}

/* Those that are not in @previous, a reply of the same daemon or of an older one. */
static int print_new(struct events *events, const json_t *previous,
		     const json_t *reply)
{
	const json_t *list = json_object_get(reply, "events"), *event;
	long long first = cli_number(reply, "next") -
			  (long long)json_array_size(list);
	bool same = !strcmp(cli_text(previous, "instance"), cli_text(reply, "instance"));
	long long next = same ? cli_number(previous, "next") : 0;
	size_t i;

	if (first > next ||
	    (same && cli_number(reply, "missed") > cli_number(previous, "missed")))
		report_lost();
	json_array_foreach(list, i, event) {
		if (enough(events))
			break;
		if (first + (long long)i < next)
			continue;
		if (print_event(events, event) < 0)
			return -1;
	}
	return 0;
}

static int follow_daemon(struct events *events, json_t **previous)
{
	enum rpc_result result;
	json_t *reply;
	int failed;

	while (!enough(events)) {
		sleep(POLL_SECONDS);
		reply = ask(events, &result);
		if (!reply)
			return EXIT_FAILURE;
		failed = print_new(events, *previous, reply);
		json_decref(*previous);
		*previous = reply;
		if (failed)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* From the module, where no daemon runs */

/*
 * Until there is an event to read. A module that was unloaded sends nothing, so it
 * is asked for its status now and then; one that was loaded again has another
 * family number and does not answer either.
 */
static int wait_event(struct client *client, int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	struct client_status status;

	while (poll(&ready, 1, CHECK_SECONDS * 1000) <= 0) {
		if (client_status(client, &status) < 0) {
			cli_error("the module no longer answers");
			return -1;
		}
	}
	return 0;
}

static int print_module_event(struct events *events,
			      const struct client_event *event)
{
	json_t *object = report_event(event);
	int result = object ? print_event(events, object) : -1;

	json_decref(object);
	return result;
}

static int read_module(struct client *client, int fd, struct events *events)
{
	struct client_event event;
	int got;

	while (!enough(events)) {
		if (wait_event(client, fd) < 0)
			return EXIT_FAILURE;
		got = client_next_event(fd, &event);
		if (got == -ENOBUFS) {
			report_lost();
			continue;
		}
		if (got < 0)
			return cli_error("%s", strerror(errno));
		if (got && print_module_event(events, &event) < 0)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

static int follow_module(struct events *events)
{
	struct client *client;
	struct error error;
	int fd, status;

	client = client_open(&error);
	if (!client)
		return cli_error("%s", error.text);
	fd = client_subscribe(client);
	if (fd < 0) {
		status = cli_error("%s", client_error(client));
	} else {
		status = read_module(client, fd, events);
		close(fd);
	}
	client_close(client);
	return status;
}

int cmd_events(int argc, char **argv)
{
	static const struct option options[] = {
		{ "follow", no_argument, NULL, OPT_FOLLOW },
		{ "since", required_argument, NULL, OPT_SINCE },
		{ "count", required_argument, NULL, OPT_COUNT },
		CLI_JSON, CLI_SOCKET, CLI_END
	};
	static const struct cli cli = {
		.name = "events", .help = help, .options = options, .take = take,
	};
	struct events events = { .follow = false };
	enum rpc_result result;
	struct cli_args args;
	json_t *reply;
	int status;

	status = cli_parse(argc, argv, &cli, &events, &args);
	if (status >= 0)
		return status;
	events.socket = args.socket;
	events.json = args.json;
	reply = ask(&events, &result);
	if (!reply) {
		if (events.follow && result == RPC_NOT_RUNNING)
			return follow_module(&events);
		return EXIT_FAILURE;
	}
	status = EXIT_SUCCESS;
	if ((!events.follow || *events.since) && print_past(&events, reply) < 0)
		status = EXIT_FAILURE;
	if (!status && events.follow)
		status = follow_daemon(&events, &reply);
	json_decref(reply);
	return status;
}
