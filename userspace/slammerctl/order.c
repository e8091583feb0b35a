// SPDX-License-Identifier: GPL-2.0-or-later
/* order.c - have the daemon do something, and tell how it went */
#include <stdlib.h>

#include "order.h"
#include "request.h"
#include "view.h"

int order(int argc, char **argv, const char *help, const char *command,
	  void (*print)(const json_t *answer))
{
	static const struct option options[] = { VIEW_OPTIONS };
	char error[REQUEST_ERROR_MAX];
	struct view view;
	json_t *answer;
	int status;

	status = view_parse(argc, argv, options, help, &view);
	if (status >= 0)
		return status;
	if (request(view.socket, json_pack("{s:s}", "command", command),
		    &answer, error) != REQUEST_ANSWERED) {
		view_complain(error);
		return EXIT_FAILURE;
	}
	status = request_refused(answer) ? EXIT_FAILURE : EXIT_SUCCESS;
	if (!view.json)
		print(answer);
	else if (view_json(answer) != EXIT_SUCCESS)
		status = EXIT_FAILURE;
	json_decref(answer);
	return status;
}
