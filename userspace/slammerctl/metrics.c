// SPDX-License-Identifier: GPL-2.0-or-later
/* metrics.c - slammerctl metrics: what a monitoring system reads */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ask.h"
#include "commands.h"
#include "status/metrics.h"
#include "view.h"

static const char help[] =
"Usage: slammerctl metrics [--json] [--socket PATH]\n"
"Print all that can be measured, in the text format of OpenMetrics: counters by\n"
"direction, class, reason and verdict, interfaces, tables, estimates, the state\n"
"of policy and store. Where no daemon runs, the module is asked directly. With\n"
"the key \"metrics\" of the policy the daemon gives the same over HTTP.\n"
"\n"
VIEW_HELP
"\n"
"Exit status: 0 good, 1 neither slammerd nor the module answers, 2 called wrongly.\n";

/* Without memory for it there is nothing, and that is a failure. */
static int print_text(const json_t *families)
{
	char *text = metrics_text(families);

	if (!text) {
		view_complain("out of memory");
		return EXIT_FAILURE;
	}
	fputs(text, stdout);
	free(text);
	return EXIT_SUCCESS;
}

int cmd_metrics(int argc, char **argv)
{
	static const struct option options[] = { VIEW_OPTIONS };
	json_t *status, *families;
	struct ask_why why;
	struct view view;
	int result;

	result = view_parse(argc, argv, options, help, &view);
	if (result >= 0)
		return result;
	status = ask_status(view.socket, &why);
	if (!status) {
		ask_complain(&why);
		return EXIT_FAILURE;
	}
	families = metrics_families(status, time(NULL));
	json_decref(status);
	if (view.json)
		families = json_pack("{s:o}", "families", families);
	result = view.json ? view_json(families) : print_text(families);
	json_decref(families);
	return result;
}
