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

#define ENDPOINT_MAX	(ADDRESS_TEXT_MAX + 8)	/* "[address]:65535" */
#define REASON_MAX	64	/* "signature NAME" */
#define ROW		"%7s  %-24s %-24s %-9s %-9s %-8s %s\n"

/**
 * struct run - one test
 * @from:   zone that all packets come from
 * @now:    clock of the limits: the latest time of any packet so far
 * @full:   when the bucket of each limit will be full again
 * @number: of the current packet, from 1
 * @count:  packets by class and verdict
 */
struct run {
	const char *file;
	const char *capture;
	enum slammer_zone from;
	bool json;
	struct ruleset *ruleset;
	uint64_t now;
	uint64_t full[NFSL_LIMITS_MAX];
	unsigned long long number;
	unsigned long long count[CLASS_COUNT][VERDICT_COUNT];
};

/* The result for one packet; one above a limit is a drop. */
struct outcome {
	struct packet packet;
	enum slammer_reason reason;
	struct decision decision;
};

static const char help[] =
"Usage: slammerctl policy test FILE CAPTURE [--from ZONE] [--json]\n"
"Show what the policy in FILE would do to each packet of CAPTURE (pcap or pcapng,\n"
"\"-\" for standard input), using the filter's own matcher. Limits follow the times\n"
"of the capture: \"limit\" is a packet within a limit, \"drop\" one above it.\n"
"\n"
"      --from ZONE          zone that the packets come from: external (default),\n"
"                           internal, or local (sent by the router itself)\n"
"  -j, --json               print an array of objects, one a packet: number,\n"
"                           source, destination, class, direction, verdict,\n"
"                           reason, signature (its name, or null)\n"
CLI_HELP_END
"\n"
"Exit status: 0 every packet was classified, 1 invalid policy or capture,\n"
"2 usage error.\n";

enum { OPT_FROM = CLI_OWN };

/* Times of a capture may go back; the clock of the limits may not. */
static enum slammer_verdict apply_limit(struct run *run,
				       const struct outcome *out)
{
	uint8_t number = run->ruleset->limit[out->decision.direction][out->reason];
	uint64_t *full = &run->full[number - 1], next;

	next = limit_next(&run->ruleset->limits[number - 1], *full, run->now);
	if (!next)
		return VERDICT_DROP;
	*full = next;
	return VERDICT_LIMIT;
}

static void decide(struct run *run, const struct frame *frame,
		   struct outcome *out)
{
	memset(out, 0, sizeof(*out));
	out->reason = REASON_MALFORMED;
	if (frame->whole)
		out->reason = packet_inspect(frame->bytes, frame->avail,
					     frame->wire, frame->type, 0,
					     &run->ruleset->signatures,
					     &out->packet);
	out->decision = ruleset_decide(run->ruleset, run->from, out->reason,
				       &out->packet);
	if (frame->time > run->now)
		run->now = frame->time;
	if (out->decision.verdict == VERDICT_LIMIT)
		out->decision.verdict = apply_limit(run, out);
}

/* Name of the signature that matched, or NULL */
static const char *signature_of(const struct run *run,
				const struct outcome *out)
{
	const struct signatures *set = &run->ruleset->signatures;

	return out->packet.signature ?
		set->list[out->packet.signature - 1].name : NULL;
}

static const char *reason_of(const struct outcome *out)
{
	return out->decision.allowed ? "allow-entry" : reason_name(out->reason);
}

static const char *class_of(const struct outcome *out)
{
	return class_name(reason_class(out->reason));
}

/* With the port where one of both is 1434; other ports were not parsed. */
static const char *endpoint(const struct outcome *out, struct address a,
			    unsigned int port, char buf[ENDPOINT_MAX])
{
	char text[ADDRESS_TEXT_MAX];

	if (!out->packet.family)
		return "-";
	address_text(a, text);
	if (out->reason < REASON_FIRST_RULED)
		snprintf(buf, ENDPOINT_MAX, "%s", text);
	else
		snprintf(buf, ENDPOINT_MAX,
			 out->packet.family == 6 ? "[%s]:%u" : "%s:%u", text,
			 port);
	return buf;
}

static void print_row(const struct run *run, const struct outcome *out)
{
	char from[ENDPOINT_MAX], to[ENDPOINT_MAX], number[24];
	const char *signature = signature_of(run, out);
	char reason[REASON_MAX];

	snprintf(number, sizeof(number), "%llu", run->number);
	snprintf(reason, sizeof(reason), signature ? "%s %s" : "%s",
		 reason_of(out), signature);
	printf(ROW, number,
	       endpoint(out, out->packet.src, out->packet.sport, from),
	       endpoint(out, out->packet.dst, out->packet.dport, to),
	       class_of(out), direction_name(out->decision.direction),
	       verdict_name(out->decision.verdict), reason);
}

/* Printed one by one: a capture may be larger than memory. */
static int print_object(const struct run *run, const struct outcome *out)
{
	char from[ADDRESS_TEXT_MAX], to[ADDRESS_TEXT_MAX];
	bool ip = out->packet.family;
	json_t *object;
	int err;

	object = json_pack("{s:I, s:s?, s:s?, s:s, s:s, s:s, s:s, s:s?}",
			   "number", (json_int_t)run->number,
			   "source", ip ? address_text(out->packet.src, from) : NULL,
			   "destination", ip ? address_text(out->packet.dst, to) : NULL,
			   "class", class_of(out),
			   "direction", direction_name(out->decision.direction),
			   "verdict", verdict_name(out->decision.verdict),
			   "reason", reason_of(out),
			   "signature", signature_of(run, out));
	if (!object)
		return -1;
	fputs(run->number > 1 ? ",\n  " : "\n  ", stdout);
	err = json_dumpf(object, stdout, 0);
	json_decref(object);
	return err;
}

static int print_summary(const struct run *run)
{
	struct table *table = table_new();
	unsigned int c, v;
	int status;
	bool any;

	table_column(table, "class", TABLE_LEFT);
	for (v = 0; v < VERDICT_COUNT; v++)
		table_column(table, verdict_name(v), TABLE_RIGHT);
	for (c = 0; c < CLASS_COUNT; c++) {
		for (v = 0, any = false; v < VERDICT_COUNT; v++)
			any |= run->count[c][v] > 0;
		if (any)
			table_cell(table, "%s", class_name(c));
		for (v = 0; any && v < VERDICT_COUNT; v++)
			table_cell(table, "%llu", run->count[c][v]);
	}
	putchar('\n');
	status = table_print(table);
	printf("%llu packets\n", run->number);
	return status;
}

static int capture_failed(const struct run *run, const char *why)
{
	char name[PATH_MAX];

	return cli_error("%s: %s", text_escape(run->capture, name, sizeof(name)),
			 why);
}

static int decide_all(struct run *run, struct capture *capture)
{
	struct outcome out;
	struct frame frame;
	int more;

	while ((more = capture_next(capture, &frame)) > 0) {
		decide(run, &frame, &out);
		run->number++;
		run->count[reason_class(out.reason)][out.decision.verdict]++;
		if (!run->json)
			print_row(run, &out);
		else if (print_object(run, &out))
			return -1;
		if (ferror(stdout))
			return -1;	/* main() reports it */
	}
	if (more)
		capture_failed(run, capture_error(capture));
	return more;
}

static int test_capture(struct run *run)
{
	struct error error;
	struct capture *capture = capture_open(run->capture, &error);
	int err;

	if (!capture)
		return capture_failed(run, error.text);
	if (!run->json)
		printf(ROW, "number", "source", "destination", "class",
		       "direction", "verdict", "reason");
	err = decide_all(run, capture);
	if (!run->json && print_summary(run))
		err = -1;
	capture_close(capture);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int test_policy(struct run *run)
{
	struct policy *policy = policy_from_file(run->file);
	int status;

	if (!policy)
		return EXIT_FAILURE;
	run->ruleset = policy_compile(policy);
	policy_free(policy);
	status = run->ruleset ? test_capture(run) : cli_error("out of memory");
	ruleset_free(run->ruleset);
	return status;
}

static int take_from(int option, const char *value, void *context)
{
	const char *const zones[] = {
		zone_name(ZONE_EXTERNAL), zone_name(ZONE_INTERNAL),
		zone_name(ZONE_LOCAL), NULL
	};
	struct run *run = context;
	int status, index;

	status = cli_word("policy test", "from", value, zones, &index);
	if (status < 0)
		run->from = (enum slammer_zone)zone_number(zones[index]);
	return status;
}

int cmd_policy_test(int argc, char **argv)
{
	static const struct option options[] = {
		{ "from", required_argument, NULL, OPT_FROM },
		CLI_JSON, CLI_END
	};
	static const struct cli cli = {
		.name = "policy test", .help = help, .options = options,
		.take = take_from, .operands = "FILE CAPTURE", .min = 2, .max = 2,
	};
	struct run run = { .from = ZONE_EXTERNAL, .now = 1 };
	struct cli_args args;
	int status;

	status = cli_parse(argc, argv, &cli, &run, &args);
	if (status >= 0)
		return status;
	run.file = args.operands[0];
	run.capture = args.operands[1];
	run.json = args.json;
	if (run.json)
		putchar('[');
	status = test_policy(&run);
	if (run.json)
		puts(run.number ? "\n]" : "]");
	return status;
}
