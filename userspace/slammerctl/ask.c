// SPDX-License-Identifier: GPL-2.0-or-later
/* ask.c - the daemon first, the module where there is none */
#include <stdio.h>

#include "ask.h"
#include "view.h"

static json_t *read_status(struct client *client, const void *arg)
{
	json_t *report = report_status(client);

	/* The same members as a daemon's answer has */
	if (report)
		json_object_update_new(report, json_pack("{s:n, s:[], s:n, s:n}",
			"daemon", "drift", "inspection", "statistics"));
	return report;
}

static json_t *read_sources(struct client *client, const void *filter)
{
	return report_sources(client, filter);
}

static json_t *ask_module(json_t *(*read)(struct client *, const void *),
			  const void *arg, struct ask_why *why)
{
	struct client *client;
	json_t *report;

	client = client_open(&why->module);
	if (!client)
		return NULL;
	report = read(client, arg);
	if (!report)
		error_set(&why->module, "%s",
			 client_error(client));
	client_close(client);
	return report;
}

/* The answer without "ok", or NULL and why. Takes @question over. */
static json_t *ask_daemon(const char *socket, json_t *question,
			  struct ask_why *why)
{
	const char *refused;
	json_t *answer;

	why->daemon.text[0] = '\0';
	why->module.text[0] = '\0';
	if (request(socket, question, &answer, &why->daemon) != REQUEST_ANSWERED)
		return NULL;
	refused = request_refused(answer);
	if (!refused) {
		json_object_del(answer, "ok");
		return answer;
	}
	error_set(&why->daemon, "%s", refused);
	json_decref(answer);
	return NULL;
}

json_t *ask_status(const char *socket, struct ask_why *why)
{
	json_t *answer = ask_daemon(socket, json_pack("{s:s}", "command",
						      "status"), why);

	return answer ? answer : ask_module(read_status, NULL, why);
}

json_t *ask_sources(const char *socket, const struct report_filter *filter,
		    struct ask_why *why)
{
	json_t *question, *answer;

	question = json_pack("{s:s, s:b, s:b, s:I}", "command", "sources",
			     "infected", filter->infected,
			     "infected_first", filter->infected_first,
			     "limit", (json_int_t)filter->limit);
	answer = ask_daemon(socket, question, why);
	return answer ? answer : ask_module(read_sources, filter, why);
}

void ask_complain(const struct ask_why *why)
{
	if (*why->daemon.text)
		view_complain(why->daemon.text);
	if (*why->module.text)
		view_complain(why->module.text);
}
