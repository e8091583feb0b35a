// SPDX-License-Identifier: GPL-2.0-or-later
/* status.c - slammerctl status: daemon, module, interfaces, counters, tables */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "common/names.h"
#include "common/text.h"
#include "query.h"

static const char help[] =
"Usage: slammerctl status [--explain] [--json] [--socket PATH]\n"
"Show the state of the filter: first which inside hosts are infected, whether\n"
"everything is filtered, and what is to be done; then daemon, active policy,\n"
"interfaces, counters, tables. Where no daemon runs, the module is asked.\n"
"\n"
"      --explain            list paths of packets that need attention, and every\n"
"                           reason that packets are counted by\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 success, 1 neither slammerd nor the module answers,\n"
"2 usage error.\n";

enum { OPT_EXPLAIN = CLI_OWN };

static void print_uptime(long long seconds)
{
	if (seconds >= 86400)
		printf("%lld d %lld h", seconds / 86400, seconds / 3600 % 24);
	else if (seconds >= 3600)
		printf("%lld h %lld min", seconds / 3600, seconds / 60 % 60);
	else if (seconds >= 60)
		printf("%lld min %lld s", seconds / 60, seconds % 60);
	else
		printf("%lld s", seconds);
}

static void print_daemon(const json_t *daemon, const char *error)
{
	const char *last;

	if (!json_is_object(daemon)) {
		printf("daemon   %s\n", *error ? error : "unknown");
		return;
	}
	printf("daemon   slammerd %s, pid %lld, up ", cli_text(daemon, "version"),
	       cli_number(daemon, "pid"));
	print_uptime(cli_number(daemon, "uptime"));
	printf("\n         policy %s, digest %s\n", cli_text(daemon, "policy"),
	       cli_text(daemon, "digest"));
	last = json_string_value(json_object_get(daemon, "last_window"));
	printf("         sensor %s, store %s%s\n", cli_text(daemon, "sensor"),
	       cli_text(daemon, "store"),
	       json_is_true(json_object_get(daemon, "store_ok")) ? "" :
	       ", which CANNOT BE WRITTEN");
	printf("         window %lld s, last written: %s\n",
	       cli_number(daemon, "window"), last ? last : "none yet");
}

static void print_count(const json_t *object, const char *key, const char *one,
			const char *many, const char *end)
{
	long long n = cli_number(object, key);
	char buf[TEXT_NUMBER_MAX];

	printf("%s %s%s", text_count((uint64_t)n, buf), n == 1 ? one : many, end);
}

/* Only what was lost, or dropped in another place than usual, is worth a line. */
static void print_losses(const json_t *kernel)
{
	if (cli_number(kernel, "late")) {
		printf("         ");
		print_count(kernel, "late", "packet", "packets",
			    " dropped on the way out, unseen before\n");
	}
	if (cli_number(kernel, "unattended")) {
		printf("         ");
		print_count(kernel, "unattended", "packet", "packets",
			    " for the queue had no listener\n");
	}
	if (cli_number(kernel, "events_lost")) {
		printf("         ");
		print_count(kernel, "events_lost", "event", "events",
			    " suppressed by the rate limit\n");
	}
}

static void print_agreement(const json_t *kernel, const json_t *daemon)
{
	if (!json_is_object(daemon))
		return;
	if (!strcmp(cli_text(kernel, "digest"), cli_text(daemon, "digest")))
		printf(", same as the daemon's");
	else
		printf(", DRIFT: the daemon confirmed %s",
		       cli_text(daemon, "digest"));
}

/* A module of an older version does not tell. */
static void print_memory(long long bytes)
{
	char buf[TEXT_NUMBER_MAX];

	if (bytes)
		printf("         %s of counters and tables\n",
		       text_bytes((uint64_t)bytes, buf));
}

static void print_kernel(const json_t *status)
{
	const json_t *kernel = json_object_get(status, "kernel");

	if (!json_is_object(kernel)) {
		printf("module   %s\n", cli_text(status, "kernel_error"));
		return;
	}
	printf("module   nf_slammer %s, ", cli_text(kernel, "version"));
	if (!cli_number(kernel, "generation")) {
		printf("no policy in this network namespace: nothing is filtered\n");
		return;
	}
	printf("generation %lld%s, digest %s", cli_number(kernel, "generation"),
	       cli_number(kernel, "generation") == 1 ? " (built-in)" : "",
	       cli_text(kernel, "digest"));
	print_agreement(kernel, json_object_get(status, "daemon"));
	printf("\n         ");
	print_count(kernel, "patterns", "interface pattern",
		    "interface patterns", ", ");
	print_count(kernel, "internal", "internal prefix",
		    "internal prefixes", ", ");
	print_count(kernel, "allow", "allow entry", "allow entries", ", ");
	print_count(kernel, "signatures", "signature", "signatures", "\n");
	print_memory(cli_number(kernel, "memory"));
	print_losses(kernel);
}

static int print_devices(const json_t *devices)
{
	struct table *table = table_new();
	const json_t *device;
	size_t i;

	if (json_array_size(devices))
		putchar('\n');
	table_column(table, "interface", TABLE_LEFT);
	table_column(table, "zone", TABLE_LEFT);
	table_column(table, "unruled", TABLE_RIGHT);
	json_array_foreach(devices, i, device) {
		table_cell(table, "%s", cli_interface(device, "name"));
		table_cell(table, "%s", cli_text(device, "zone"));
		table_count(table, cli_number(device, "passed"));
	}
	return table_print(table);
}

/* Sums over the reasons of a class */
struct sums {
	long long packets[DIRECTION_COUNT][CLASS_COUNT][VERDICT_COUNT];
	long long bytes[DIRECTION_COUNT][CLASS_COUNT][VERDICT_COUNT];
};

static void add_up(const json_t *counters, struct sums *sums)
{
	const json_t *c;
	size_t i;

	memset(sums, 0, sizeof(*sums));
	json_array_foreach(counters, i, c) {
		int direction = direction_number(cli_text(c, "direction"));
		int class = class_number(cli_text(c, "class"));
		int verdict = verdict_number(cli_text(c, "verdict"));

		if (direction < 0 || class < 0 || verdict < 0)
			continue;
		sums->packets[direction][class][verdict] += cli_number(c, "packets");
		sums->bytes[direction][class][verdict] += cli_number(c, "bytes");
	}
}

static void add_sum(struct table *table, const struct sums *sums,
		    unsigned int direction, unsigned int class,
		    unsigned int verdict)
{
	if (!sums->packets[direction][class][verdict])
		return;
	table_cell(table, "%s", direction_name(direction));
	table_cell(table, "%s", class_name(class));
	table_cell(table, "%s", verdict_name(verdict));
	table_count(table, sums->packets[direction][class][verdict]);
	table_bytes(table, sums->bytes[direction][class][verdict]);
}

static int print_counters(const json_t *counters)
{
	struct table *table = table_new();
	unsigned int d, c, v;
	struct sums sums;

	table_column(table, "direction", TABLE_LEFT);
	table_column(table, "class", TABLE_LEFT);
	table_column(table, "verdict", TABLE_LEFT);
	table_column(table, "packets", TABLE_RIGHT);
	table_column(table, "bytes", TABLE_RIGHT);
	add_up(counters, &sums);
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (c = CLASS_COUNT; c-- > 0;)
			for (v = 0; v < VERDICT_COUNT; v++)
				add_sum(table, &sums, d, c, v);
	puts(json_array_size(counters) ? "" : "\nno packets counted");
	return table_print(table);
}

static int print_tables(const json_t *tables)
{
	struct table *table = table_new();
	const json_t *t;
	size_t i;

	if (json_array_size(tables))
		putchar('\n');
	table_column(table, "sources", TABLE_LEFT);
	table_column(table, "slots", TABLE_RIGHT);
	table_column(table, "used", TABLE_RIGHT);
	table_column(table, "evicted", TABLE_RIGHT);
	table_column(table, "untracked", TABLE_RIGHT);
	json_array_foreach(tables, i, t) {
		table_cell(table, "%s", cli_text(t, "side"));
		table_number(table, cli_number(t, "size"));
		table_number(table, cli_number(t, "used"));
		table_count(table, cli_number(t, "evicted"));
		table_count(table, cli_number(t, "untracked"));
	}
	return table_print(table);
}

static bool flows_tracked(const json_t *flows)
{
	bool any = false;
	const json_t *f;
	size_t i;

	json_array_foreach(flows, i, f)
		any |= cli_number(f, "size") != 0;
	return any;
}

/* Flows that began at port 1434, and whose answers pass */
static int print_flows(const json_t *flows)
{
	const struct report_counter *c;
	struct table *table;
	const json_t *f;
	size_t i;

	if (!json_array_size(flows))
		return EXIT_SUCCESS;
	if (!flows_tracked(flows)) {
		puts("\nsolicited flows are not tracked: answers to port 1434 are judged by content");
		return EXIT_SUCCESS;
	}
	putchar('\n');
	table = table_new();
	table_column(table, "flows of", TABLE_LEFT);
	for (c = report_flow_counters; c->name; c++)
		table_column(table, c->name, TABLE_RIGHT);
	json_array_foreach(flows, i, f) {
		table_cell(table, "%s", cli_text(f, "side"));
		for (c = report_flow_counters; c->name; c++)
			if (c == report_flow_counters)	/* the size, a setting */
				table_number(table, cli_number(f, c->name));
			else
				table_count(table, cli_number(f, c->name));
	}
	return table_print(table);
}

static int explain_flows(const json_t *flows)
{
	const struct report_counter *c;
	struct table *table;

	if (!json_array_size(flows))
		return EXIT_SUCCESS;
	putchar('\n');
	table = table_new();
	table_column(table, "flows of", TABLE_LEFT);
	table_column(table, "meaning, by the side that began the flow", TABLE_LEFT);
	for (c = report_flow_counters; c->name; c++) {
		table_cell(table, "%s", c->name);
		table_cell(table, "%s", c->text);
	}
	return table_print(table);
}

static int print_estimates(const json_t *estimates)
{
	const json_t *e = json_array_get(estimates, 0);
	struct table *table = table_new();
	size_t i;

	if (e)
		printf("\ndistinct hosts in attacks (standard error %.1f %%)\n",
		       100 * json_number_value(json_object_get(e, "error")));
	table_column(table, "distinct", TABLE_LEFT);
	table_column(table, "side", TABLE_LEFT);
	table_column(table, "estimate", TABLE_RIGHT);
	table_column(table, "since", TABLE_LEFT);
	json_array_foreach(estimates, i, e) {
		table_cell(table, "%s", cli_text(e, "what"));
		table_cell(table, "%s", cli_text(e, "side"));
		table_count(table, cli_number(e, "estimate"));
		table_cell(table, "%s", cli_text(e, "since"));
	}
	return table_print(table);
}

static long long reason_packets(const json_t *counters, const char *reason)
{
	long long sum = 0;
	const json_t *c;
	size_t i;

	json_array_foreach(counters, i, c)
		if (!strcmp(cli_text(c, "reason"), reason))
			sum += cli_number(c, "packets");
	return sum;
}

/* [{reason, class, text, packets}], every reason there is */
static json_t *reasons_json(const json_t *status)
{
	const json_t *counters = json_object_get(status, "counters");
	json_t *list = json_array();
	unsigned int r;

	for (r = 0; list && r < REASON_COUNT; r++) {
		if (!reason_known(r))
			continue;
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I}",
			"reason", reason_name(r),
			"class", class_name(reason_class(r)),
			"text", reason_text(r),
			"packets", (json_int_t)reason_packets(counters,
							      reason_name(r))));
	}
	return list;
}

static int print_reasons(const json_t *status)
{
	json_t *reasons = reasons_json(status);
	struct table *table = table_new();
	const json_t *r;
	size_t i;

	table_column(table, "reason", TABLE_LEFT);
	table_column(table, "class", TABLE_LEFT);
	table_column(table, "packets", TABLE_RIGHT);
	table_column(table, "meaning", TABLE_LEFT);
	json_array_foreach(reasons, i, r) {
		table_cell(table, "%s", cli_text(r, "reason"));
		table_cell(table, "%s", cli_text(r, "class"));
		table_count(table, cli_number(r, "packets"));
		table_cell(table, "%s", cli_text(r, "text"));
	}
	json_decref(reasons);
	putchar('\n');
	return table_print(table);
}

static int print_text(const json_t *status, const char *daemon_error,
		      bool explain)
{
	const json_t *inspection = json_object_get(status, "inspection");
	const json_t *kernel = json_object_get(status, "kernel");
	int result = EXIT_SUCCESS;

	status_print_summary(json_object_get(status, "summary"));
	print_daemon(json_object_get(status, "daemon"), daemon_error);
	status_print_statistics(json_object_get(status, "statistics"));
	print_kernel(status);
	status_print_policy(status);
	status_print_interfaces(json_object_get(status, "interfaces"));
	status_print_paths(json_object_get(status, "paths"));
	status_print_not_built(status);
	if (json_is_object(kernel)) {
		result |= print_devices(json_object_get(status, "devices"));
		result |= print_counters(json_object_get(status, "counters"));
		result |= print_tables(json_object_get(kernel, "tables"));
		if (cli_number(kernel, "generation"))
			result |= print_flows(json_object_get(kernel, "flows"));
		result |= print_estimates(json_object_get(status, "estimates"));
	}
	status_print_inspection(inspection);
	if (explain) {
		result |= status_explain_paths(json_object_get(status, "paths"));
		result |= print_reasons(status);
		result |= explain_flows(json_object_get(kernel, "flows"));
		result |= status_explain_inspection(inspection);
	}
	return result;
}

static int take(int option, const char *value, void *explain)
{
	*(bool *)explain = true;
	return -1;
}

int cmd_status(int argc, char **argv)
{
	static const struct option options[] = {
		{ "explain", no_argument, NULL, OPT_EXPLAIN },
		CLI_JSON, CLI_SOCKET, CLI_END
	};
	static const struct cli cli = {
		.name = "status", .help = help, .options = options, .take = take,
	};
	struct query_errors errors;
	struct cli_args args;
	bool explain = false;
	json_t *status;
	int result;

	result = cli_parse(argc, argv, &cli, &explain, &args);
	if (result >= 0)
		return result;
	status = query_status(args.socket, true, &errors);
	if (!status) {
		query_print_errors(&errors);
		status_print_why_not_built();
		return EXIT_FAILURE;
	}
	query_check_version(status);
	status_add_summary(status, args.socket, errors.daemon.text);
	if (args.json && explain)
		json_object_set_new(status, "reasons", reasons_json(status));
	result = args.json ? cli_json(status) :
			     print_text(status, errors.daemon.text, explain);
	json_decref(status);
	return result;
}
