// SPDX-License-Identifier: GPL-2.0-or-later
/* labstate - state of the module of a namespace, one fact per line */
#include <inttypes.h>

#include "common/error.h"
#include "common/evidence.h"
#include "kernel/client.h"
#include "common/names.h"
#include "tool.h"

static const char *const sides[] = {
	[NFSL_SIDE_OUTSIDE] = "outside", [NFSL_SIDE_INSIDE] = "inside",
	[NFSL_SIDE_NONE] = "none"
};

static void usage(FILE *out)
{
	fputs("Usage: labstate [--netns NAME] FACT ...\n"
	      "FACT: policy, devices, counters, ruled, tables, lost, late, hooks, memory,\n"
	      "      sources, sketches, reset\n"
	      "Print facts of the module, one a line. See README.md.\n", out);
}

static void get_status(struct client *client, struct client_status *s)
{
	if (client_status(client, s))
		die(EXIT_FAILURE, "status: %s", client_error(client));
}

static void print_policy(struct client *client)
{
	struct client_status s;

	get_status(client, &s);
	printf("policy %u %016" PRIx64 "\n", s.generation, s.digest);
}

static void print_devices(struct client *client)
{
	struct client_device *list;
	size_t count, i;

	if (client_devices(client, &list, &count))
		die(EXIT_FAILURE, "devices: %s", client_error(client));
	for (i = 0; i < count; i++)
		printf("device %s %s %" PRIu64 "\n",
		       *list[i].name ? list[i].name : "-",
		       zone_name(list[i].zone), list[i].passed);
	free(list);
}

/* Counters from reason @first on that are not 0. */
static void print_counters(struct client *client, unsigned int first)
{
	static struct client_counters c;
	unsigned int d, r, v;

	if (client_counters(client, &c))
		die(EXIT_FAILURE, "counters: %s", client_error(client));
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = first; r < REASON_COUNT; r++)
			for (v = 0; v < VERDICT_COUNT; v++)
				if (c.packets[d][r][v])
					printf("%s %s %s %" PRIu64 "\n",
					       direction_name(d), reason_name(r),
					       verdict_name(v),
					       c.packets[d][r][v]);
}

static void print_all_counters(struct client *client)
{
	print_counters(client, 0);
}

static void print_ruled(struct client *client)
{
	print_counters(client, REASON_FIRST_RULED);
}

static void print_tables(struct client *client)
{
	struct client_status s;
	int side;

	get_status(client, &s);
	for (side = 0; side < NFSL_SIDE_COUNT; side++)
		printf("table %s size %u used %u evicted %" PRIu64
		       " untracked %" PRIu64 "\n", sides[side],
		       s.table[side].size, s.table[side].used,
		       s.table[side].evicted, s.table[side].untracked);
}

static void print_sources(struct client *client)
{
	struct client_source *list;
	char from[ADDRESS_TEXT_MAX], to[ADDRESS_TEXT_MAX];
	size_t count, i;
	unsigned int c;

	if (client_sources(client, &list, &count))
		die(EXIT_FAILURE, "sources: %s", client_error(client));
	for (i = 0; i < count; i++) {
		printf("source %s %s %s", sides[list[i].side],
		       address_text(list[i].address, from),
		       address_text(list[i].target, to));
		for (c = 0; c < CLASS_COUNT; c++)
			if (list[i].packets[c])
				printf(" %s %" PRIu64, class_name(c),
				       list[i].packets[c]);
		if (list[i].revisits)
			printf(" revisits %u period %" PRIu64, list[i].revisits,
			       list[i].period / 1000000000);
		if (list[i].targets)
			printf(" targets %u", evidence_targets(list[i].targets));
		putchar('\n');
	}
	free(list);
}

/* The registers in hexadecimal. */
static void print_registers(struct client *client, bool reset)
{
	static const char *const whats[] = {
		[NFSL_SKETCH_SOURCES] = "sources",
		[NFSL_SKETCH_TARGETS] = "targets"
	};
	struct client_sketch *list;
	size_t count, i, k;

	if (client_sketches(client, reset, &list, &count))
		die(EXIT_FAILURE, "sketches: %s", client_error(client));
	for (i = 0; i < count; i++) {
		printf("sketch %s %s ", sides[list[i].side],
		       whats[list[i].what & 1]);
		for (k = 0; k < NFSL_SKETCH_SIZE; k++)
			printf("%02x", list[i].registers[k]);
		putchar('\n');
	}
	free(list);
}

static void print_sketches(struct client *client)
{
	print_registers(client, false);
}

static void print_and_reset(struct client *client)
{
	print_registers(client, true);
}

static void print_lost(struct client *client)
{
	struct client_status s;

	get_status(client, &s);
	printf("lost %" PRIu64 "\n", s.events_lost);
}

static void print_late(struct client *client)
{
	struct client_status s;

	get_status(client, &s);
	printf("late %" PRIu64 "\n", s.late);
}

static void print_memory(struct client *client)
{
	struct client_status s;

	get_status(client, &s);
	printf("memory %" PRIu64 "\n", s.memory);
}

static void print_hooks(struct client *client)
{
	struct client_status s;

	get_status(client, &s);
	printf("hooks%s%s%s\n", s.hooks & NFSL_HOOKS_EGRESS ? " egress" : "",
	       s.hooks & NFSL_HOOKS_REDIRECTS ? " redirects" : "",
	       s.hooks & NFSL_HOOKS_DEFERRED ? " deferred" : "");
}

static const struct {
	const char *name;
	void (*print)(struct client *client);
} facts[] = {
	{ "policy", print_policy },
	{ "devices", print_devices },
	{ "counters", print_all_counters },
	{ "ruled", print_ruled },
	{ "tables", print_tables },
	{ "lost", print_lost },
	{ "late", print_late },
	{ "hooks", print_hooks },
	{ "memory", print_memory },
	{ "sources", print_sources },
	{ "sketches", print_sketches },
	{ "reset", print_and_reset },
};

static void print_fact(struct client *client, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		if (!strcmp(facts[i].name, name)) {
			facts[i].print(client);
			return;
		}
	}
	die(EXIT_USAGE, "unknown fact \"%s\"", name);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct client *client;
	struct error error;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'n') {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
		tool_enter(optarg);
	}
	if (optind == argc) {
		usage(stderr);
		return EXIT_USAGE;
	}
	client = client_open(&error);
	if (!client)
		die(EXIT_FAILURE, "%s", error.text);
	for (; optind < argc; optind++)
		print_fact(client, argv[optind]);
	client_close(client);
	return EXIT_SUCCESS;
}
