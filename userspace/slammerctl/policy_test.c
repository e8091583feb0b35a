// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_test.c - slammerctl policy test: what would happen to each packet? */
#include <getopt.h>
#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "commands.h"
#include "common/error.h"
#include "common/names.h"
#include "common/text.h"
#include "policy.h"
#include "policy/model.h"
#include "usage.h"

#define COMMAND		"policy test"
#define ENDPOINT_MAX	(ADDRESS_TEXT_MAX + 8)	/* "[address]:65535" */
#define ERROR_MAX	512
#define REASON_MAX	64	/* "signature " and the name of one */
#define ROW		"%7s  %-24s %-24s %-9s %-9s %-8s %s\n"

/**
 * struct run - one test
 * @from: zone that all packets are taken to come from
 * @now: of the limits: the latest time of any packet so far
 * @full: when the bucket of each limit will be full again
 * @number: of the current packet, from 1
 * @count: packets by class and verdict
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

/* What came out for one packet; that a limit was not kept is a drop. */
struct outcome {
	struct packet packet;
	enum slammer_reason reason;
	struct decision decision;
};

static void help(void)
{
	puts("Usage: slammerctl policy test FILE CAPTURE [--from ZONE] [--json]\n"
	     "Tell what the policy in FILE would do to each packet of CAPTURE (pcap or pcapng,\n"
	     "\"-\" for standard input). It is the filter's own matcher that decides. Limits are\n"
	     "kept by the times of the capture: \"limit\" is a packet within, \"drop\" one above.\n\n"
	     "  --from ZONE  where the packets come from: external (default), internal, or\n"
	     "               local (sent by the router itself)\n"
	     "  --json       an array of objects, one a packet: number, source, destination,\n"
	     "               class, direction, verdict, reason, signature (its name, or null)\n"
	     "  --help       this text\n\n"
	     "Exit status: 0 every packet was decided, 1 the policy or the capture is not good,\n"
	     "2 called wrongly.");
}

/* Times of a capture may go back, the clock of limits may not. */
static enum slammer_verdict keep_limit(struct run *run,
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
		out->decision.verdict = keep_limit(run, out);
}

/* Name of the signature that matched, or NULL. */
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

/* The ports are told where one of them is 1434: elsewhere they are not looked at. */
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

/* Objects are written as they come: a capture may be larger than memory. */
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

static void print_summary(const struct run *run)
{
	unsigned int c, v;
	bool any;

	printf("\n%-10s", "class");
	for (v = 0; v < VERDICT_COUNT; v++)
		printf(" %10s", verdict_name(v));
	putchar('\n');
	for (c = 0; c < CLASS_COUNT; c++) {
		for (v = 0, any = false; v < VERDICT_COUNT; v++)
			any |= run->count[c][v] > 0;
		if (!any)
			continue;
		printf("%-10s", class_name(c));
		for (v = 0; v < VERDICT_COUNT; v++)
			printf(" %10llu", run->count[c][v]);
		putchar('\n');
	}
	printf("%llu packets\n", run->number);
}

static void complain(const struct run *run, const char *text)
{
	char name[ERROR_MAX];

	fflush(stdout);
	fprintf(stderr, "slammerctl: %s: %s\n",
		text_escape(run->capture, name, sizeof(name)), text);
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
			return -1;	/* main() says so */
	}
	if (more)
		complain(run, capture_error(capture));
	return more;
}

static int test_capture(struct run *run)
{
	struct error error;
	struct capture *capture = capture_open(run->capture, &error);
	int err;

	if (!capture) {
		complain(run, error.text);
		return EXIT_FAILURE;
	}
	if (!run->json)
		printf(ROW, "number", "source", "destination", "class",
		       "direction", "verdict", "reason");
	err = decide_all(run, capture);
	if (!run->json)
		print_summary(run);
	capture_close(capture);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int test_policy(struct run *run)
{
	struct policy_messages messages = { 0 };
	struct policy *policy = policy_load(run->file, &messages);
	int status = EXIT_FAILURE;

	policy_messages_print(&messages, stderr);
	policy_messages_free(&messages);
	if (!policy)
		return EXIT_FAILURE;
	run->ruleset = policy_compile(policy);
	policy_free(policy);
	if (run->ruleset)
		status = test_capture(run);
	else
		fputs("slammerctl: out of memory\n", stderr);
	ruleset_free(run->ruleset);
	return status;
}

static int parse_from(struct run *run, const char *name)
{
	char quoted[TEXT_QUOTE_MAX];
	int zone = zone_number(name);

	if (zone <= ZONE_NONE)
		return usage_error(COMMAND, "--from: unknown zone %s (%s, %s, %s)",
				   text_quote(name, quoted),
				   zone_name(ZONE_EXTERNAL),
				   zone_name(ZONE_INTERNAL),
				   zone_name(ZONE_LOCAL));
	run->from = (enum slammer_zone)zone;
	return 0;
}

/* 0, or the exit status; -1: help was asked for. */
static int parse(struct run *run, int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ "from", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 }
	};
	int c, err = 0;

	opterr = 0;
	while (!err && (c = getopt_long(argc, argv, ":hj", options, NULL)) != -1) {
		if (c == 'h')
			return -1;
		if (c == 'j')
			run->json = true;
		else if (c == 'f')
			err = parse_from(run, optarg);
		else
			err = usage_option(COMMAND, c, argv);
	}
	if (err)
		return err;
	if (argc - optind != 2)
		return usage_error(COMMAND, argc - optind < 2 ?
				   "a policy file and a capture are needed" :
				   "one policy file and one capture, not more");
	run->file = argv[optind];
	run->capture = argv[optind + 1];
	return 0;
}

int policy_test(int argc, char **argv)
{
	struct run run = { .from = ZONE_EXTERNAL, .now = 1 };
	int status = parse(&run, argc, argv);

	if (status < 0) {
		help();
		return EXIT_SUCCESS;
	}
	if (status)
		return status;
	if (run.json)
		putchar('[');
	status = test_policy(&run);
	if (run.json)
		puts(run.number ? "\n]" : "]");
	return status;
}
