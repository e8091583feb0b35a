// SPDX-License-Identifier: GPL-2.0-or-later
/* flush.c - slammerctl flush: write the running window to the store now */
#include <stdio.h>

#include "commands.h"
#include "order.h"
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

static void print_answer(const json_t *answer)
{
	const json_t *window = json_object_get(answer, "window");
	const char *refused = request_refused(answer);

	if (refused)
		view_complain(refused);
	else
		printf("window %s to %s of %s written to %s\n",
		       view_text(window, "start"), view_text(window, "end"),
		       view_text(window, "sensor"), view_text(window, "store"));
}

int cmd_flush(int argc, char **argv)
{
	return order(argc, argv, help, "flush", print_answer);
}
