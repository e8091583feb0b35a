// SPDX-License-Identifier: GPL-2.0-or-later
/* benchcount - packets of a reason and tracked sources, as the kernel counted them */
#include "common/error.h"
#include "kernel/client.h"
#include "lab/tools/tool.h"
#include "common/names.h"

static void usage(FILE *out)
{
	fputs("Usage: benchcount REASON\n"
	      "Print two numbers: packets counted for this reason, and tracked sources.\n\n"
	      "  --help   this text\n", out);
}

static uint64_t packets(struct client *client, int reason)
{
	static struct client_counters counters;
	uint64_t sum = 0;
	int d, v;

	if (client_counters(client, &counters))
		die(EXIT_FAILURE, "%s", client_error(client));
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (v = 0; v < VERDICT_COUNT; v++)
			sum += counters.packets[d][reason][v];
	return sum;
}

static uint64_t sources(struct client *client)
{
	struct client_status status;

	if (client_status(client, &status))
		die(EXIT_FAILURE, "%s", client_error(client));
	return (uint64_t)status.table[NFSL_SIDE_OUTSIDE].used +
	       status.table[NFSL_SIDE_INSIDE].used;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct client *client;
	struct error error;
	int c, reason;

	c = getopt_long(argc, argv, "", options, NULL);
	if (c != -1 || argc != 2) {
		usage(c == 'h' ? stdout : stderr);
		return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
	}
	reason = reason_number(argv[1]);
	if (reason < 0)
		die(EXIT_USAGE, "\"%s\" is no reason", argv[1]);
	client = client_open(&error);
	if (!client)
		die(EXIT_FAILURE, "%s", error.text);
	printf("%llu %llu\n", (unsigned long long)packets(client, reason),
	       (unsigned long long)sources(client));
	client_close(client);
	return EXIT_SUCCESS;
}
