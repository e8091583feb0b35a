// SPDX-License-Identifier: GPL-2.0-or-later
/* status.c - slammerctl status: what the filter does now */
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "report/report.h"
#include "request.h"
#include "status_text.h"
#include "view.h"

static const char help[] =
"Usage: slammerctl status [--explain] [--json] [--socket PATH]\n"
"Tell what the filter does now: daemon, module, interfaces, counters, tables.\n"
"Where no daemon runs, the module is asked directly.\n"
"\n"
"      --explain       every reason a packet is counted by, with its meaning\n"
VIEW_HELP
"\n"
"Exit status: 0 good, 1 neither slammerd nor the module answers, 2 called wrongly.\n";

/* @reason: why the daemon was not asked; the module's failure goes behind it. */
static json_t *read_kernel(const char *reason)
{
	char error[REQUEST_ERROR_MAX];
	struct client *client;
	json_t *report = NULL;

	client = client_open(error, sizeof(error));
	if (client) {
		report = report_status(client);
		if (!report)
			snprintf(error, sizeof(error), "%s", client_error(client));
		client_close(client);
	}
	if (!report) {
		view_complain(reason);
		view_complain(error);
		return NULL;
	}
	json_object_set_new(report, "daemon", json_null());
	return report;
}

/* @error: stays empty if the daemon has answered. */
static json_t *get_status(const struct view *view, char error[REQUEST_ERROR_MAX])
{
	const char *refused;
	json_t *answer;

	error[0] = '\0';
	if (request(view->socket, json_pack("{s:s}", "command", "status"),
		    &answer, error) != REQUEST_ANSWERED)
		return read_kernel(error);
	refused = request_refused(answer);
	if (!refused) {
		json_object_del(answer, "ok");
		return answer;
	}
	snprintf(error, REQUEST_ERROR_MAX, "%s", refused);
	json_decref(answer);
	return read_kernel(error);
}

int cmd_status(int argc, char **argv)
{
	static const struct option options[] = { VIEW_EXPLAIN, VIEW_OPTIONS };
	char error[REQUEST_ERROR_MAX];
	struct view view;
	json_t *status;
	int result;

	result = view_parse(argc, argv, options, help, &view);
	if (result >= 0)
		return result;
	status = get_status(&view, error);
	if (!status)
		return EXIT_FAILURE;
	if (view.json && view.explain)
		json_object_set_new(status, "reasons", status_reasons(status));
	if (view.json)
		result = view_json(status);
	else
		status_text(status, error, view.explain);
	json_decref(status);
	return view.json ? result : EXIT_SUCCESS;
}
