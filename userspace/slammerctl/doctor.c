// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor.c - slammerctl doctor: is everything in order, and what is to be done? */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "doctor.h"
#include "query.h"

#define TEXT_MAX	512

static const char help[] =
"Usage: slammerctl doctor [--json] [--socket PATH]\n"
"Check the health of the filter on this machine: module, versions, daemon, policy,\n"
"interfaces, paths, queue, statistics, disk, clock, kernel log. One line for each\n"
"check, with what to do where something is wrong. The first line is a summary.\n"
"\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status, as monitoring systems expect it: 0 ok, 1 warnings, 2 errors (also a\n"
"usage error).\n";

const char *doctor_result_name(enum doctor_result result)
{
	static const char *const names[] = { "ok", "warning", "error" };

	return names[result];
}

void doctor_add(struct doctor *doctor, const char *check,
		enum doctor_result result, const char *advice,
		const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	doctor->count[result]++;
	json_array_append_new(doctor->checks, json_pack("{s:s, s:s, s:o, s:o}",
		"check", check, "result", doctor_result_name(result),
		"text", cli_json_text(text), "advice", cli_json_text(advice)));
}

void doctor_add_message(struct doctor *doctor, const char *check,
			enum doctor_result result, const char *file,
			long long line, const char *text)
{
	static const char advice[] = "slammerctl policy check FILE";

	if (line)
		doctor_add(doctor, check, result, advice, "%s:%lld: %s", file,
			   line, text);
	else
		doctor_add(doctor, check, result, advice, "%s: %s", file, text);
}

enum doctor_result doctor_worst(const struct doctor *doctor)
{
	if (doctor->count[DOCTOR_ERROR])
		return DOCTOR_ERROR;
	return doctor->count[DOCTOR_WARNING] ? DOCTOR_WARNING : DOCTOR_OK;
}

static unsigned int all(const struct doctor *doctor)
{
	return doctor->count[DOCTOR_OK] + doctor->count[DOCTOR_WARNING] +
	       doctor->count[DOCTOR_ERROR];
}

/* "nf-slammer: 1 error, 2 warnings (12 checks): module, disk, clock" */
static void print_summary(const struct doctor *doctor)
{
	unsigned int errors = doctor->count[DOCTOR_ERROR];
	unsigned int warnings = doctor->count[DOCTOR_WARNING];
	const char *comma = ": ";
	const json_t *check;
	size_t i;

	fputs("nf-slammer: ", stdout);
	if (errors)
		printf("%u error%s%s", errors, errors == 1 ? "" : "s",
		       warnings ? ", " : "");
	if (warnings)
		printf("%u warning%s", warnings, warnings == 1 ? "" : "s");
	if (!errors && !warnings)
		fputs("ok", stdout);
	printf(" (%u checks)", all(doctor));
	json_array_foreach(doctor->checks, i, check) {
		if (!strcmp(cli_text(check, "result"), "ok"))
			continue;
		printf("%s%s", comma, cli_text(check, "check"));
		comma = ", ";
	}
	putchar('\n');
}

static void print_text(const struct doctor *doctor)
{
	const json_t *check;
	const char *advice;
	size_t i;

	print_summary(doctor);
	json_array_foreach(doctor->checks, i, check) {
		printf("%-8s %-10s %s\n", cli_text(check, "result"),
		       cli_text(check, "check"), cli_text(check, "text"));
		advice = json_string_value(json_object_get(check, "advice"));
		if (advice)
			printf("%-19s to do: %s\n", "", advice);
	}
}

static int print_json(const struct doctor *doctor)
{
	json_t *answer = json_pack("{s:s, s:O}",
		"result", doctor_result_name(doctor_worst(doctor)),
		"checks", doctor->checks);
	int result = cli_json(answer);

	json_decref(answer);
	return result;
}

int cmd_doctor(int argc, char **argv)
{
	static const struct option options[] = {
		CLI_JSON, CLI_SOCKET, CLI_END
	};
	static const struct cli cli = {
		.name = "doctor", .help = help, .options = options,
	};
	struct doctor doctor = { .checks = json_array() };
	struct query_errors errors;
	struct cli_args args;
	json_t *status;
	int result;

	result = cli_parse(argc, argv, &cli, NULL, &args);
	if (result < 0) {
		status = query_status(args.socket, true, &errors);
		doctor_status(&doctor, status, errors.daemon.text);
		if (!status)
			doctor_add(&doctor, "module", DOCTOR_ERROR, NULL, "%s",
				   errors.module.text);
		doctor_machine(&doctor, status);
		json_decref(status);
		result = (int)doctor_worst(&doctor);
		if (!args.json)
			print_text(&doctor);
		else if (print_json(&doctor))
			result = DOCTOR_ERROR;
	}
	json_decref(doctor.checks);
	return result;
}
