// SPDX-License-Identifier: GPL-2.0-or-later
/* sources.c - slammerctl sources: senders, and which of them are infected */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "query.h"

static const char help[] =
"Usage: slammerctl sources [--infected] [--limit N] [--json] [--socket PATH]\n"
"List the sources of SSRP packets and attacks on UDP port 1434, those with the\n"
"most attack packets first. An inside host is \"infected\" if it sends the worm, or\n"
"so many other attack packets to so many hosts as the policy says (evidence): a\n"
"few packets that look like an attack are weak evidence. Requests and answers\n"
"that the policy accepts are not listed. The kernel's table is bounded:\n"
"\"slammerctl status\" shows how many sources did not fit.\n"
"\n"
"      --infected           only infected hosts\n"
"      --limit N            at most N sources\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 success, 1 neither slammerd nor the module answers,\n"
"2 usage error.\n";

enum { OPT_INFECTED = CLI_OWN, OPT_LIMIT };

static const struct option options[] = {
	{ "infected", no_argument, NULL, OPT_INFECTED },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	CLI_JSON, CLI_SOCKET, CLI_END
};

static int take(int option, const char *value, void *context)
{
	struct report_filter *filter = context;

	if (option == OPT_LIMIT)
		return cli_count("sources", "limit", value, &filter->limit);
	filter->infected = true;
	return -1;
}

/* "infected", and on what grounds; "" if it is not. Returns @buf. */
static const char *accusation(const json_t *source, char *buf, size_t size)
{
	const char *evidence = cli_text(source, "evidence");

	buf[0] = '\0';
	if (!json_is_true(json_object_get(source, "infected")))
		return buf;
	if (!strcmp(evidence, evidence_name(EVIDENCE_MANY)))
		snprintf(buf, size, "infected: attacks about %lld hosts",
			 cli_number(source, "targets"));
	else
		snprintf(buf, size, "infected%s",
			 !strcmp(evidence, evidence_name(EVIDENCE_WORM)) ?
			 ": sends the worm" : "");
	return buf;
}

/* Packets, and remarks: a constant period is typical of the worm's generator. */
static void add_packets(struct table *table, const json_t *source)
{
	bool infected = json_is_true(json_object_get(source, "infected"));
	bool returns = cli_number(source, "revisits");
	char classes[CLI_CLASSES_MAX], grounds[80], period[80] = "";

	cli_classes(json_object_get(source, "packets"), classes);
	accusation(source, grounds, sizeof(grounds));
	if (returns)
		snprintf(period, sizeof(period),
			 "returns to the same target every %.0f s",
			 json_number_value(json_object_get(source, "period")));
	table_cell(table, "%s%s%s%s%s", classes, infected || returns ? "  " : "",
		   grounds, infected && returns ? ", " : "",
		   period);
}

static int print_text(const json_t *sources)
{
	struct table *table = table_new();
	const json_t *source;
	size_t i;

	if (!json_array_size(sources))
		puts("no sources");
	table_column(table, "address", TABLE_LEFT);
	table_column(table, "side", TABLE_LEFT);
	table_column(table, "interface", TABLE_LEFT);
	table_column(table, "first", TABLE_LEFT);
	table_column(table, "last", TABLE_LEFT);
	table_column(table, "last target", TABLE_LEFT);
	table_column(table, "packets", TABLE_LEFT);
	json_array_foreach(sources, i, source) {
		table_cell(table, "%s", cli_text(source, "address"));
		table_cell(table, "%s", cli_text(source, "side"));
		table_cell(table, "%s", cli_interface(source, "interface"));
		table_cell(table, "%s", cli_text(source, "first"));
		table_cell(table, "%s", cli_text(source, "last"));
		table_cell(table, "%s", cli_text(source, "target"));
		add_packets(table, source);
	}
	return table_print(table);
}

int cmd_sources(int argc, char **argv)
{
	static const struct cli cli = {
		.name = "sources", .help = help, .options = options, .take = take,
	};
	struct report_filter filter = { .infected = false };
	struct query_errors errors;
	struct cli_args args;
	json_t *reply;
	int status;

	status = cli_parse(argc, argv, &cli, &filter, &args);
	if (status >= 0)
		return status;
	reply = query_sources(args.socket, &filter, &errors);
	query_print_errors(&errors);
	if (!reply)
		return EXIT_FAILURE;
	status = args.json ? cli_json(reply) :
			     print_text(json_object_get(reply, "sources"));
	json_decref(reply);
	return status;
}
