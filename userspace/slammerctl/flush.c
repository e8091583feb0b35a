// SPDX-License-Identifier: GPL-2.0-or-later
/* flush.c - slammerctl flush: write the running window to the store now */
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "request.h"
#include "view.h"

static const char help[] =
"Usage: slammerctl flush [--json] [--socket PATH]\n"
"Have slammerd write to its store what was counted so far in the window that\n"
"runs. The rest of the window is added to it later; nothing counts twice.\n"
"\n"
VIEW_HELP
"\n"
"Exit status: 0 it is written, 1 it is not, 2 called wrongly.\n";

static int report(const json_t *answer, const struct view *view)
{
	const json_t *window = json_object_get(answer, "window");
	const char *refused = request_refused(answer);

	if (view->json) {
		if (view_json(answer) != EXIT_SUCCESS)
			return EXIT_FAILURE;
	} else if (refused) {
		view_complain(refused);
	} else {
		printf("window %s to %s of %s written to %s\n",
		       view_text(window, "start"), view_text(window, "end"),
		       view_text(window, "sensor"), view_text(window, "store"));
	}
	return refused ? EXIT_FAILURE : EXIT_SUCCESS;
}

int cmd_flush(int argc, char **argv)
{
	static const struct option options[] = { VIEW_OPTIONS };
	char error[REQUEST_ERROR_MAX];
	struct view view;
	json_t *answer;
	int status;

	status = view_parse(argc, argv, options, help, &view);
	if (status >= 0)
		return status;
	if (request(view.socket, json_pack("{s:s}", "command", "flush"),
		    &answer, error) != REQUEST_ANSWERED) {
		view_complain(error);
		return EXIT_FAILURE;
	}
	status = report(answer, &view);
	json_decref(answer);
	return status;
}
