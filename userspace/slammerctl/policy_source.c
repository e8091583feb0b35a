// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_source.c - a policy from a file, or from the kernel */
#include <getopt.h>
#include <stdlib.h>

#include "commands.h"
#include "common/error.h"
#include "kernel/client.h"
#include "policy_source.h"
#include "request.h"
#include "usage.h"
#include "view.h"

int source_parse(int argc, char **argv, const char *command, const char *help,
		 int max, struct source_args *args)
{
	static const struct option options[] = { VIEW_OPTIONS };
	int c;

	*args = (struct source_args){ .socket = REQUEST_SOCKET };
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (c) {
		case 'h':
			fputs(help, stdout);
			return EXIT_SUCCESS;
		case 'j':
			args->json = true;
			break;
		case 's':
			args->socket = optarg;
			break;
		default:
			return usage_option(command, c, argv);
		}
	}
	args->files = argv + optind;
	args->count = argc - optind;
	if (args->count > max)
		return usage_error(command, "at most %d policy file%s, not %d",
				   max, max == 1 ? "" : "s", args->count);
	return -1;
}

struct policy *source_file(const char *path)
{
	struct policy_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);

	policy_messages_print(&messages, stderr);
	policy_messages_free(&messages);
	return policy;
}

struct policy *source_kernel(void)
{
	struct error error;
	struct client *client = client_open(&error);
	struct policy *policy;

	if (!client) {
		view_complain(error.text);
		return NULL;
	}
	policy = client_policy(client);
	if (!policy)
		view_complain(client_error(client));
	client_close(client);
	return policy;
}

json_t *source_daemon(const char *socket)
{
	struct error error;
	json_t *answer;

	if (request(socket, json_pack("{s:s}", "command", "settings"), &answer,
		    &error) != REQUEST_ANSWERED)
		return NULL;
	if (!request_refused(answer))
		return answer;
	json_decref(answer);
	return NULL;
}
