// SPDX-License-Identifier: GPL-2.0-or-later
/* sources.c - slammerctl sources: senders, and which of them are infected */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "query.h"

static const char help[] =
"Usage: slammerctl sources [--infected] [--side SIDE] [--sort ORDER] [--limit N]\n"
"                          [--offset N] [--json] [--socket PATH]\n"
"List the sources of SSRP packets and attacks on UDP port 1434, those with the\n"
"most attack packets first. An inside host is \"infected\" if it sends the worm, or\n"
"so many other attack packets to so many hosts as the policy says (evidence): a\n"
"few packets that look like an attack are weak evidence. Requests and answers\n"
"that the policy accepts are not listed. The kernel's table is bounded:\n"
"\"slammerctl status\" shows how many sources did not fit.\n"
"\n"
"      --infected           only infected hosts\n"
"      --side SIDE          outside, inside or none (zone unnamed); default: all\n"
"      --sort ORDER         attacks, packets, bytes, last, first or address\n"
"      --limit N            at most N sources\n"
"      --offset N           without the first N: the next page\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 success, 1 neither slammerd nor the module answers,\n"
"2 usage error.\n";

/* A table is complete before it is printed: many sources are several tables. */
#define ROWS_PER_TABLE	1000

enum { OPT_INFECTED = CLI_OWN, OPT_SIDE, OPT_SORT, OPT_LIMIT, OPT_OFFSET };

static const struct option options[] = {
	{ "infected", no_argument, NULL, OPT_INFECTED },
	{ "side", required_argument, NULL, OPT_SIDE },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "offset", required_argument, NULL, OPT_OFFSET },
	CLI_JSON, CLI_SOCKET, CLI_END
};

static int take(int option, const char *value, void *context)
{
	struct report_filter *filter = context;
	int sort, status;

	switch (option) {
	case OPT_LIMIT:
		return cli_count("sources", "limit", value, &filter->limit);
	case OPT_OFFSET:
		return cli_count("sources", "offset", value, &filter->offset);
	case OPT_SIDE:
		return cli_word("sources", "side", value, report_sides,
				&filter->side);
	case OPT_SORT:
		status = cli_word("sources", "sort", value, report_sorts, &sort);
		if (status < 0)
			filter->sort = (enum report_sort)sort;
		return status;
	}
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

static struct table *new_table(void)
{
	static const char *const names[] = {
		"address", "side", "interface", "first", "last", "last target",
		"packets",
	};
	struct table *table = table_new();
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		table_column(table, names[i], TABLE_LEFT);
	return table;
}

static void add_row(struct table *table, const json_t *source)
{
	table_cell(table, "%s", cli_text(source, "address"));
	table_cell(table, "%s", cli_text(source, "side"));
	table_cell(table, "%s", cli_interface(source, "interface"));
	table_cell(table, "%s", cli_text(source, "first"));
	table_cell(table, "%s", cli_text(source, "last"));
	table_cell(table, "%s", cli_text(source, "target"));
	add_packets(table, source);
}

static int bad_reply(void)
{
	return cli_error("the reply of slammerd is not JSON");
}

static int print_text(struct query_rows *rows)
{
	struct table *table = NULL;
	int status = EXIT_SUCCESS;
	size_t n = 0;
	json_t *row;
	bool bad;

	while (status == EXIT_SUCCESS && (row = query_rows_next(rows, &bad))) {
		if (n && n % ROWS_PER_TABLE == 0) {
			status = table_print(table);
			table = NULL;
		}
		if (!table)
			table = new_table();
		add_row(table, row);
		json_decref(row);
		n++;
	}
	if (!n)
		puts("no sources");
	if (table && table_print(table) != EXIT_SUCCESS)
		status = EXIT_FAILURE;
	return bad ? bad_reply() : status;
}

/* A value of an object that json_dumpf() would indent by @columns */
static int print_indented(const json_t *value, int columns)
{
	char *text = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY), *line, *end;

	if (!text)
		return -1;
	for (line = text; *line; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		if (line > text)
			printf("%*s", columns, "");
		fwrite(line, 1, (size_t)(end - line), stdout);
	}
	free(text);
	return 0;
}

static int print_list(struct query_rows *rows)
{
	const char *before = "[\n    ", *after = "[]";
	bool bad = false;
	int result = 0;
	json_t *row;

	while (!result && (row = query_rows_next(rows, &bad))) {
		fputs(before, stdout);
		result = print_indented(row, 4);
		json_decref(row);
		before = ",\n    ";
		after = "\n  ]";
	}
	fputs(after, stdout);
	return bad ? -1 : result;
}

/* As cli_json() prints the object that has all rows in memory */
static int print_json(struct query_rows *rows)
{
	const char *key, *comma = "";
	json_t *value;
	int result = 0;

	putchar('{');
	json_object_foreach(rows->head, key, value) {
		printf("%s\n  \"%s\": ", comma, key);
		comma = ",";
		result |= json_is_array(value) ? print_list(rows) :
						 print_indented(value, 2);
	}
	puts("\n}");
	return result ? bad_reply() : EXIT_SUCCESS;
}

int cmd_sources(int argc, char **argv)
{
	static const struct cli cli = {
		.name = "sources", .help = help, .options = options, .take = take,
	};
	struct report_filter filter = { .infected = false };
	struct query_errors errors;
	struct query_rows rows;
	struct cli_args args;
	int status;

	status = cli_parse(argc, argv, &cli, &filter, &args);
	if (status >= 0)
		return status;
	status = query_rows_open(&rows, args.socket, &filter, &errors);
	query_print_errors(&errors);
	if (status)
		status = EXIT_FAILURE;
	else
		status = args.json ? print_json(&rows) : print_text(&rows);
	query_rows_close(&rows);
	return status;
}
