// SPDX-License-Identifier: GPL-2.0-or-later
/* order.c - have the daemon do something, and tell how it went */
#include <stdlib.h>

#include "common/error.h"
#include "order.h"
#include "request.h"
#include "view.h"

int order_ask(const struct view *view, json_t *question,
	      void (*print)(const json_t *answer))
{
	struct error error;
	json_t *answer;
	int status;

	if (request(view->socket, question, &answer, &error) != REQUEST_ANSWERED) {
		view_complain(error.text);
		return EXIT_FAILURE;
	}
	status = request_refused(answer) ? EXIT_FAILURE : EXIT_SUCCESS;
	if (!view->json)
		print(answer);
	else if (view_json(answer) != EXIT_SUCCESS)
		status = EXIT_FAILURE;
	json_decref(answer);
	return status;
}

int order(int argc, char **argv, const char *help, const char *command,
	  void (*print)(const json_t *answer))
{
	static const struct option options[] = { VIEW_OPTIONS };
	struct view view;
	int status;

	status = view_parse(argc, argv, options, help, &view);
	if (status >= 0)
		return status;
	return order_ask(&view, json_pack("{s:s}", "command", command), print);
}
