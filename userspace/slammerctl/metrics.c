// SPDX-License-Identifier: GPL-2.0-or-later
/* metrics.c - slammerctl metrics: what a monitoring system reads */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli.h"
#include "commands.h"
#include "query.h"
#include "status/metrics.h"

static const char help[] =
"Usage: slammerctl metrics [--format FORMAT] [--json] [--socket PATH]\n"
"Print all metrics in the OpenMetrics text format: counters by direction, class,\n"
"reason and verdict, interfaces, tables, estimates, the state of policy and\n"
"store. Where no daemon runs, the module is asked directly. With the policy key\n"
"\"metrics\" slammerd serves the same over HTTP.\n"
"\n"
"      --format FORMAT      openmetrics (the default), or prometheus: the older\n"
"                           format, which files of the node exporter have to have\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 success, 1 neither slammerd nor the module answers,\n"
"2 usage error.\n";

enum { OPT_FORMAT = CLI_OWN };

static const char *const formats[] = { "openmetrics", "prometheus", NULL };

static int take(int option, const char *value, void *format)
{
	return cli_word("metrics", "format", value, formats, format);
}

static int print_text(const json_t *families, int format)
{
	char *text = format ? metrics_prometheus(families) :
			      metrics_text(families);

	if (!text)
		return cli_error("out of memory");
	fputs(text, stdout);
	free(text);
	return EXIT_SUCCESS;
}

int cmd_metrics(int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, OPT_FORMAT },
		CLI_JSON, CLI_SOCKET, CLI_END
	};
	static const struct cli cli = {
		.name = "metrics", .help = help, .options = options, .take = take,
	};
	json_t *status, *families;
	struct query_errors errors;
	struct cli_args args;
	int result, format = 0;

	result = cli_parse(argc, argv, &cli, &format, &args);
	if (result >= 0)
		return result;
	status = query_status(args.socket, true, &errors);
	if (!status) {
		query_print_errors(&errors);
		return EXIT_FAILURE;
	}
	query_check_version(status);
	families = metrics_families(status, time(NULL));
	json_decref(status);
	if (args.json)
		families = json_pack("{s:o}", "families", families);
	result = args.json ? cli_json(families) : print_text(families, format);
	json_decref(families);
	return result;
}
