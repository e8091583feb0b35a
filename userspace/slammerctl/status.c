// SPDX-License-Identifier: GPL-2.0-or-later
/* status.c - slammerctl status: what the filter does now */
#include <stdio.h>
#include <stdlib.h>

#include "ask.h"
#include "commands.h"
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

int cmd_status(int argc, char **argv)
{
	static const struct option options[] = { VIEW_EXPLAIN, VIEW_OPTIONS };
	struct ask_why why;
	struct view view;
	json_t *status;
	int result;

	result = view_parse(argc, argv, options, help, &view);
	if (result >= 0)
		return result;
	status = ask_status(view.socket, &why);
	if (!status) {
		ask_complain(&why);
		return EXIT_FAILURE;
	}
	if (view.json && view.explain)
		json_object_set_new(status, "reasons", status_reasons(status));
	if (view.json)
		result = view_json(status);
	else
		status_text(status, why.daemon.text, view.explain);
	json_decref(status);
	return view.json ? result : EXIT_SUCCESS;
}
