// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_test.c - slammerctl policy test: what a policy would do to each packet */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "cli.h"
#include "commands.h"
#include "common/error.h"
#include "common/names.h"
#include "common/text.h"
#include "policy_test.h"

/**
 * struct run - one test
 * @started: the opening of the JSON was printed, or of the table
 */
struct run {
	const char *file;
	const char *capture;
	bool json;
	bool summary;
	bool started;
	struct only only;
	struct counts counts;
	struct trial trial;
};

static const char help[] =
"Usage: slammerctl policy test FILE CAPTURE [--from ZONE] [--only LIST]\n"
"                              [--summary] [--json]\n"
"Show what the policy in FILE would do to each packet of CAPTURE (pcap or pcapng,\n"
"also .gz; \"-\" for standard input), using the filter's own matcher. Limits follow\n"
"the times of the capture: \"limit\" is a packet within it, \"drop\" one above.\n"
"\n"
"      --from ZONE          zone that the packets come from: external (default),\n"
"                           internal, local (sent by the router itself), unnamed;\n"
"                           auto: each by its addresses and the inside prefixes\n"
"                           of the policy, with solicited flows\n"
"      --only LIST          only packets with these verdicts, classes, reasons or\n"
"                           directions, such as drop or monitor,drop,long-name\n"
"      --summary            no rows: count by direction, class, reason, verdict\n"
"  -j, --json               print an array of objects, one a packet: number,\n"
"                           source, destination, class, direction, verdict,\n"
"                           reason, signature (its name, or null); with --summary\n"
"                           one object: packets, counts and so on\n"
CLI_HELP_END
"\n"
"Exit status: 0 every packet was judged, 1 invalid policy or capture, or packets\n"
"with a link type that is not supported, 2 usage error.\n";

enum { OPT_FROM = CLI_OWN, OPT_ONLY, OPT_SUMMARY };

static int capture_failed(const struct run *run, const char *why)
{
	char name[PATH_MAX];

	return cli_error("%s: %s", text_escape(run->capture, name, sizeof(name)),
			 why);
}

static int show(const struct trial_result *r, void *context)
{
	struct run *run = context;
	int err = 0;

	if (!only_matches(&run->only, r))
		return 0;
	if (!run->summary)
		err = run->json ?
			print_object(&run->trial, r, !run->counts.shown) :
			print_row(&run->trial, r);
	run->counts.shown++;
	run->counts.n[r->direction][r->class][r->word][r->verdict]++;
	return err || ferror(stdout) ? -1 : 0;	/* main() reports it */
}

static int judge_all(struct run *run, struct capture *capture)
{
	struct frame frame;
	int more, err = 0;

	while (!err && (more = capture_next(capture, &frame)) > 0)
		err = trial_frame(&run->trial, &frame);
	if (!err)
		err = trial_end(&run->trial);
	if (err)
		return ferror(stdout) ? -1 : cli_error("out of memory");
	if (more < 0)
		return capture_failed(run, capture_error(capture));
	return 0;
}

static int print_end(struct run *run)
{
	int status;

	if (run->json)
		return run->summary ?
			print_summary_json(&run->trial, &run->counts) : 0;
	if (!run->summary)
		putchar('\n');
	status = run->summary ? print_summary(&run->counts) :
				print_classes(&run->counts);
	print_totals(&run->trial, &run->counts);
	return status;
}

/* The packets were read, but what is in them is not known. */
static int unsupported(const struct run *run, const struct capture *capture)
{
	struct error error;

	if (!run->trial.unknown)
		return 0;
	error_set(&error, "%llu packet%s not judged: %s", run->trial.unknown,
		  run->trial.unknown == 1 ? "" : "s", capture_unknown(capture));
	return capture_failed(run, error.text);
}

static int test_capture(struct run *run)
{
	struct error error;
	struct capture *capture = capture_open(run->capture, &error);
	int err;

	if (!capture)
		return capture_failed(run, error.text);
	run->started = true;
	if (!run->json && !run->summary)
		print_head();
	err = judge_all(run, capture);
	err |= print_end(run);
	err |= unsupported(run, capture);
	capture_close(capture);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* By their addresses: not without the prefixes that say what is inside */
static int check_prefixes(const struct run *run)
{
	char name[PATH_MAX];

	if (run->trial.from != ZONE_NONE ||
	    run->trial.ruleset->internal.ip4.count ||
	    run->trial.ruleset->internal.ip6.count)
		return 0;
	return cli_error("%s: no inside prefixes (zones.internal.prefixes), so --from auto cannot tell the sides: give --from external or --from internal",
			 text_escape(run->file, name, sizeof(name)));
}

static int test_policy(struct run *run)
{
	struct policy *policy = policy_from_file(run->file);
	struct ruleset *ruleset;
	bool defrag, flows;
	int status;

	if (!policy)
		return EXIT_FAILURE;
	ruleset = policy_compile(policy);
	defrag = policy->defrag;
	flows = policy->flows;
	policy_free(policy);
	run->trial.ruleset = ruleset;
	if (!ruleset || trial_begin(&run->trial, defrag, flows))
		status = cli_error("out of memory");
	else
		status = check_prefixes(run) ? EXIT_FAILURE : test_capture(run);
	trial_free(&run->trial);
	ruleset_free(ruleset);
	return status;
}

static int take_from(struct run *run, const char *value)
{
	const char *const zones[] = {
		zone_name(ZONE_EXTERNAL), zone_name(ZONE_INTERNAL),
		zone_name(ZONE_LOCAL), zone_name(ZONE_UNNAMED), "auto", NULL
	};
	static const enum slammer_zone numbers[] = {
		ZONE_EXTERNAL, ZONE_INTERNAL, ZONE_LOCAL, ZONE_UNNAMED, ZONE_NONE
	};
	int status, index;

	status = cli_word("policy test", "from", value, zones, &index);
	if (status < 0)
		run->trial.from = numbers[index];
	return status;
}

static int take(int option, const char *value, void *context)
{
	struct run *run = context;

	switch (option) {
	case OPT_FROM:
		return take_from(run, value);
	case OPT_ONLY:
		return only_take(&run->only, value);
	case OPT_SUMMARY:
		run->summary = true;
		break;
	}
	return -1;
}

/* One JSON value in any case */
static void print_json_begin(const struct run *run)
{
	if (run->json && !run->summary)
		putchar('[');
}

static void print_json_end(const struct run *run)
{
	if (run->json && !run->summary)
		puts(run->counts.shown ? "\n]" : "]");
	else if (run->json && !run->started)
		print_summary_json(&run->trial, &run->counts);
}

int cmd_policy_test(int argc, char **argv)
{
	static const struct option options[] = {
		{ "from", required_argument, NULL, OPT_FROM },
		{ "only", required_argument, NULL, OPT_ONLY },
		{ "summary", no_argument, NULL, OPT_SUMMARY },
		CLI_JSON, CLI_END
	};
	static const struct cli cli = {
		.name = "policy test", .help = help, .options = options,
		.take = take, .operands = "FILE CAPTURE", .min = 2, .max = 2,
	};
	static struct run run = {
		.trial = { .from = ZONE_EXTERNAL, .result = show, .context = &run },
	};
	struct cli_args args;
	int status;

	status = cli_parse(argc, argv, &cli, &run, &args);
	if (status >= 0)
		return status;
	if (!strcmp(args.operands[0], "-") && !strcmp(args.operands[1], "-"))
		return cli_usage("policy test", "only one of two files can be standard input");
	run.file = args.operands[0];
	run.capture = args.operands[1];
	run.json = args.json;
	print_json_begin(&run);
	status = test_policy(&run);
	print_json_end(&run);
	return status;
}
