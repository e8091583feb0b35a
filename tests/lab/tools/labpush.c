// SPDX-License-Identifier: GPL-2.0-or-later
/* labpush - push policy files to the module of a namespace, repeatedly */
#include "common/error.h"
#include "kernel/client.h"
#include "tool.h"

#define FILES_MAX	16

static void usage(FILE *out)
{
	fputs("Usage: labpush [--netns NAME] [--times N] FILE [FILE ...]\n"
	      "Push the policies in turn, N of each. See README.md.\n", out);
}

static struct policy *load(const char *path)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);

	if (!policy) {
		config_messages_print(&messages, stderr);
		die(EXIT_FAILURE, "cannot load %s", path);
	}
	config_messages_free(&messages);
	return policy;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "times", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct policy *policy[FILES_MAX];
	struct client_status status = { 0 };
	struct client *client;
	long times = 1, pushed = 0, n;
	int c, i, count;
	struct error error;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n') {
			tool_enter(optarg);
		} else if (c == 't') {
			times = tool_number("times", optarg, 1, 1000000);
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
	}
	count = argc - optind;
	if (count < 1 || count > FILES_MAX) {
		usage(stderr);
		return EXIT_USAGE;
	}
	for (i = 0; i < count; i++)
		policy[i] = load(argv[optind + i]);
	client = client_open(&error);
	if (!client)
		die(EXIT_FAILURE, "%s", error.text);
	tool_catch();
	for (n = 0; n < times && !tool_stopped; n++)
		for (i = 0; i < count; i++, pushed++)
			if (client_push(client, policy[i], &status))
				die(EXIT_FAILURE, "%s: %s", argv[optind + i],
				    client_error(client));
	client_close(client);
	for (i = 0; i < count; i++)
		policy_free(policy[i]);
	tool_print(json_pack("{s:I, s:I}", "pushed", (json_int_t)pushed,
			     "generation", (json_int_t)status.generation));
	return EXIT_SUCCESS;
}
