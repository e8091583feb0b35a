// SPDX-License-Identifier: GPL-2.0-or-later
/* events.c - slammerctl events: who is infected, and when it showed */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "common/error.h"
#include "events.h"
#include "common/text.h"
#include "request.h"
#include "usage.h"
#include "view.h"

#define PACE	1	/* seconds between two questions */

static const char help[] =
"Usage: slammerctl events [--follow] [--since TIME] [--count N] [--json]\n"
"                         [--socket PATH]\n"
"Tell the module's events, one a line. \"infected\": a host of the inside sends the\n"
"worm, for the first time since it has its place in the table of sources. The\n"
"daemon remembers the last 256. With --follow only those that come from now on are\n"
"told, until it is interrupted; where no daemon runs, the module is listened to.\n"
"\n"
"      --follow        those that come from now on\n"
"      --since TIME    those since \"2026-01-25T12:00:00Z\", or the last \"10m\" (s, m,\n"
"                      h, d); with --follow those, and then the ones that come\n"
"      --count N       the last N; with --follow end after N\n"
"      --json          one JSON object a line\n"
"      --socket PATH   the daemon's (" REQUEST_SOCKET ")\n"
"      --help          print this\n"
"\n"
"Exit status: 0 good, 1 nobody answers (any more), 2 called wrongly.\n";

enum { OPT_FOLLOW = 256, OPT_SINCE, OPT_COUNT };

static const struct option options[] = {
	{ "follow", no_argument, NULL, OPT_FOLLOW },
	{ "since", required_argument, NULL, OPT_SINCE },
	{ "count", required_argument, NULL, OPT_COUNT },
	VIEW_OPTIONS
};

/* Who reads along wants each line when it comes. */
int events_tell(struct events *events, const json_t *event)
{
	const char *interface = view_text(event, "interface");

	if (strcmp(view_text(event, "time"), events->since) < 0)
		return 0;
	if (events->json) {
		json_dumpf(event, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		printf("%s  %s  %s  %s  %s to %s\n", view_text(event, "time"),
		       view_text(event, "event"), view_text(event, "address"),
		       *interface ? interface : "(router)",
		       view_text(event, "reason"), view_text(event, "target"));
	}
	events->told++;
	return fflush(stdout) || ferror(stdout) ? -1 : 0;
}

bool events_enough(const struct events *events)
{
	return events->limit && events->told >= events->limit;
}

static int take_since(struct events *events)
{
	char quoted[TEXT_QUOTE_MAX];

	if (!events_since(optarg, time(NULL), events->since))
		return -1;
	return usage_error("events", "--since takes a time like 2026-01-25T12:00:00Z or a span like 90s, 10m, 2h, 1d, not %s",
			   text_quote(optarg, quoted));
}

static int take_option(int option, char **argv, struct events *events)
{
	switch (option) {
	case OPT_FOLLOW:
		events->follow = true;
		return -1;
	case OPT_SINCE:
		return take_since(events);
	case OPT_COUNT:
		return view_limit("events", "count", optarg, &events->limit);
	case 'j':
		events->json = true;
		return -1;
	case 's':
		events->socket = optarg;
		return -1;
	case 'h':
		fputs(help, stdout);
		return EXIT_SUCCESS;
	}
	return usage_option("events", option, argv);
}

static int parse(int argc, char **argv, struct events *events)
{
	char quoted[TEXT_QUOTE_MAX];
	int option, status;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		status = take_option(option, argv, events);
		if (status >= 0)
			return status;
	}
	if (optind < argc)
		return usage_error("events", "takes no argument, but there is %s",
				   text_quote(argv[optind], quoted));
	return -1;
}

/* What the daemon remembers; NULL, having complained, if there is no answer. */
static json_t *ask(const struct events *events, enum request_result *result)
{
	struct error error;
	const char *refused;
	json_t *answer;

	*result = request(events->socket, json_pack("{s:s}", "command", "events"),
			  &answer, &error);
	if (*result != REQUEST_ANSWERED) {
		view_complain(error.text);
		return NULL;
	}
	refused = request_refused(answer);
	if (!refused)
		return answer;
	view_complain(refused);
	json_decref(answer);
	return NULL;
}

static size_t count_since(const json_t *list, const char *since)
{
	const json_t *event;
	size_t i, n = 0;

	json_array_foreach(list, i, event)
		n += strcmp(view_text(event, "time"), since) >= 0;
	return n;
}

/* What is remembered; of that the last ones, if somebody wants but so many. */
static int tell_past(struct events *events, const json_t *answer)
{
	const json_t *list = json_object_get(answer, "events"), *event;
	size_t i, skip = 0, n = count_since(list, events->since);

	if (!json_is_true(json_object_get(answer, "listening")))
		view_complain("slammerd does not hear the module's events now");
	if (!events->follow && events->limit && n > events->limit)
		skip = n - events->limit;
	json_array_foreach(list, i, event) {
		if (strcmp(view_text(event, "time"), events->since) < 0)
			continue;
		if (skip) {
			skip--;
			continue;
		}
		if (events_enough(events))
			break;
		if (events_tell(events, event) < 0)
			return -1;
	}
	return 0;
}

/* What has come since @before, another answer of maybe another daemon. */
static int tell_new(struct events *events, const json_t *before,
		    const json_t *answer)
{
	const json_t *list = json_object_get(answer, "events"), *event;
	long long first = view_number(answer, "next") -
			  (long long)json_array_size(list);
	bool same = !strcmp(view_text(before, "instance"), view_text(answer, "instance"));
	size_t i;

	if (first > (same ? view_number(before, "next") : 0) ||
	    (same && view_number(answer, "missed") > view_number(before, "missed")))
		view_complain("events were lost: they came faster than they were read");
	json_array_foreach(list, i, event) {
		if (events_enough(events))
			break;
		if (same && first + (long long)i < view_number(before, "next"))
			continue;
		if (events_tell(events, event) < 0)
			return -1;
	}
	return 0;
}

static int follow(struct events *events, json_t **before)
{
	enum request_result result;
	json_t *answer;
	int told;

	while (!events_enough(events)) {
		sleep(PACE);
		answer = ask(events, &result);
		if (!answer)
			return EXIT_FAILURE;
		told = tell_new(events, *before, answer);
		json_decref(*before);
		*before = answer;
		if (told < 0)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int cmd_events(int argc, char **argv)
{
	struct events events = { .socket = REQUEST_SOCKET };
	enum request_result result;
	json_t *answer;
	int status;

	status = parse(argc, argv, &events);
	if (status >= 0)
		return status;
	answer = ask(&events, &result);
	if (!answer) {
		if (events.follow && result == REQUEST_ABSENT)
			return events_of_module(&events);
		return EXIT_FAILURE;
	}
	status = EXIT_SUCCESS;
	if ((!events.follow || *events.since) && tell_past(&events, answer) < 0)
		status = EXIT_FAILURE;
	if (!status && events.follow)
		status = follow(&events, &answer);
	json_decref(answer);
	return status;
}
