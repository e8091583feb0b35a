// SPDX-License-Identifier: GPL-2.0-or-later
/* samples.c - slammerctl samples: packets that were queued and kept */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "common/error.h"
#include "common/names.h"
#include "common/text.h"
#include "policy/model.h"
#include "status/status.h"
#include "samples_scan.h"
#include "usage.h"
#include "view.h"

#define COMMAND	"samples"
#define CONFIG	"/etc/nf-slammer/policy.conf"

static const char help[] =
"Usage: slammerctl samples [--write FILE] [--class CLASS] [--since TIME]\n"
"                          [--source PREFIX] [--config FILE] [--directory DIR]\n"
"                          [--json]\n"
"List the files of packets that were queued and that slammerd kept, or write such\n"
"packets into one capture. Classes are those that the policy gives them now.\n"
"\n"
"      --write FILE      a new pcap file, \"-\" for standard output\n"
"      --class CLASS     only packets of this class, such as slammer\n"
"      --since TIME      only packets from then on: 2026-01-25T05:29:40Z,\n"
"                        2026-01-25, or 90s, 15min, 2h, 7d ago\n"
"      --source PREFIX   only packets from there\n"
"      --config FILE     the policy, which names the directory (" CONFIG ")\n"
"      --directory DIR   this directory; no policy is read but one of --config\n"
"      --json            one JSON object\n"
"      --help            print this\n"
"\n"
"Exit status: 0 good, 1 a file could not be read (to its end), or there is no\n"
"directory, 2 called wrongly.\n";

struct question {
	const char *config;
	const char *directory;
	const char *write;
	bool json;
	struct selection selection;
	struct signatures signatures;
	char *owned;			/* @directory, if it came from the policy */
};

static int parse_class(struct question *q, const char *name)
{
	char quoted[TEXT_QUOTE_MAX], known[160] = "";
	unsigned int c;

	q->selection.class = class_number(name);
	if (q->selection.class >= 0)
		return 0;
	for (c = 0; c < CLASS_COUNT; c++) {
		strcat(known, c ? ", " : "");
		strcat(known, class_name(c));
	}
	return usage_error(COMMAND, "--class: %s is none of %s",
			   text_quote(name, quoted), known);
}

static int parse_since(struct question *q, const char *text)
{
	char quoted[TEXT_QUOTE_MAX];

	if (!samples_since(text, time(NULL), &q->selection.since))
		return 0;
	return usage_error(COMMAND, "--since: %s is no time (2026-01-25T05:29:40Z, 2026-01-25, or 90s, 15min, 2h, 7d ago)",
			   text_quote(text, quoted));
}

static int parse_source(struct question *q, const char *text)
{
	struct error error;

	q->selection.by_source = true;
	if (!prefix_parse(text, &q->selection.source, &error))
		return 0;
	return usage_error(COMMAND, "--source: %s", error.text);
}

static int take(struct question *q, int option, char **argv)
{
	switch (option) {
	case 'w':
		q->write = optarg;
		return 0;
	case 'c':
		return parse_class(q, optarg);
	case 't':
		return parse_since(q, optarg);
	case 'f':
		return parse_source(q, optarg);
	case 'p':
		q->config = optarg;
		return 0;
	case 'd':
		q->directory = optarg;
		return 0;
	case 'j':
		q->json = true;
		return 0;
	}
	return usage_option(COMMAND, option, argv);
}

/* 0, or the exit status; -1: help was asked for. */
static int parse(struct question *q, int argc, char **argv)
{
	static const struct option options[] = {
		{ "write", required_argument, NULL, 'w' },
		{ "class", required_argument, NULL, 'c' },
		{ "since", required_argument, NULL, 't' },
		{ "source", required_argument, NULL, 'f' },
		{ "config", required_argument, NULL, 'p' },
		{ "directory", required_argument, NULL, 'd' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	char quoted[TEXT_QUOTE_MAX];
	int c, err = 0;

	opterr = 0;
	while (!err && (c = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (c == 'h')
			return -1;
		err = take(q, c, argv);
	}
	if (err)
		return err;
	if (optind < argc)
		return usage_error(COMMAND, "takes no argument, but there is %s",
				   text_quote(argv[optind], quoted));
	if (q->json && q->write)
		return usage_error(COMMAND, "--json and --write exclude each other");
	return 0;
}

static void complain(const char *what, const char *why)
{
	char safe[SCAN_ERROR_MAX];

	fprintf(stderr, "slammerctl: %s: %s\n",
		text_escape(what, safe, sizeof(safe)), why);
}

/* Directory and signatures, where the policy is asked for them. */
static int read_policy(struct question *q)
{
	const char *path = q->config ? q->config : CONFIG;
	struct policy_messages messages = { 0 };
	struct policy *policy;
	size_t i;

	if (q->directory && !q->config)
		return 0;
	policy = policy_load(path, &messages);
	if (!policy)
		policy_messages_print(&messages, stderr);
	policy_messages_free(&messages);
	if (!policy)
		return -1;
	for (i = 0; i < policy->n_signatures; i++)
		signatures_add(&q->signatures, &policy->signatures[i].signature);
	if (!q->directory && policy->samples.directory)
		q->directory = q->owned = strdup(policy->samples.directory);
	policy_free(policy);
	if (q->directory)
		return 0;
	complain(path, "no samples are kept: there is no \"samples\" in this policy");
	return -1;
}

static json_t *classes(const struct sample_file *file)
{
	json_t *object = json_object();
	unsigned int c;

	for (c = 0; object && c < CLASS_COUNT; c++)
		json_object_set_new(object, class_name(c),
				    json_integer((json_int_t)file->class[c]));
	return object;
}

static json_t *moment(uint64_t ns)
{
	char text[REPORT_TIME_MAX];

	return ns ? json_string(report_time((int64_t)(ns / 1000000000u), text)) :
		    json_null();
}

static int print_json(const struct question *q, const struct sample_files *files)
{
	char safe[SCAN_ERROR_MAX];
	json_t *list = json_array(), *object;
	const struct sample_file *f;
	int status;

	for (f = files->list; f < files->list + files->count; f++)
		json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:I, s:I, s:o, s:s?}",
			"file", f->name, "from", moment(f->from),
			"until", moment(f->until),
			"packets", (json_int_t)f->packets,
			"bytes", (json_int_t)f->bytes, "classes", classes(f),
			"error", *f->error.text ? f->error.text : NULL));
	object = json_pack("{s:s, s:o}", "directory",
			   text_escape(q->directory, safe, sizeof(safe)),
			   "samples", list);
	status = view_json(object);
	json_decref(object);
	return status;
}

static void print_row(const struct sample_file *f)
{
	char from[REPORT_TIME_MAX] = "-", until[REPORT_TIME_MAX] = "-";
	const char *comma = "";
	unsigned int c;

	if (f->packets) {
		report_time((int64_t)(f->from / 1000000000u), from);
		report_time((int64_t)(f->until / 1000000000u), until);
	}
	printf("%-33s  %-20s  %-20s  %9llu  %11llu  ", f->name, from, until,
	       (unsigned long long)f->packets, (unsigned long long)f->bytes);
	for (c = CLASS_COUNT; c--;) {
		if (!f->class[c])
			continue;
		printf("%s%s %llu", comma, class_name(c),
		       (unsigned long long)f->class[c]);
		comma = ", ";
	}
	putchar('\n');
}

static void print_text(const struct question *q, const struct sample_files *files)
{
	char safe[SCAN_ERROR_MAX];
	size_t i;

	if (!files->count) {
		printf("no samples in %s\n",
		       text_escape(q->directory, safe, sizeof(safe)));
		return;
	}
	printf("%-33s  %-20s  %-20s  %9s  %11s  %s\n", "file", "from", "until",
	       "packets", "bytes", "classes");
	for (i = 0; i < files->count; i++)
		print_row(&files->list[i]);
}

/* Nothing that is there is written over: it might be one of the samples. */
static FILE *open_out(const char *path)
{
	FILE *file = NULL;
	int fd;

	if (!strcmp(path, "-")) {
		if (!isatty(STDOUT_FILENO))
			return stdout;
		view_complain("a capture is nothing for a terminal: redirect standard output");
		return NULL;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd >= 0)
		file = fdopen(fd, "wb");
	if (!file)
		complain(path, strerror(errno));
	return file;
}

static int look(const struct question *q, FILE *out)
{
	struct error error;
	struct sample_files files;
	int status = EXIT_SUCCESS;
	size_t i;

	if (samples_scan(q->directory, &q->selection, out, &files, &error) < 0) {
		view_complain(error.text);
		sample_files_free(&files);
		return EXIT_FAILURE;
	}
	if (q->json)
		status = print_json(q, &files);
	else if (!out)
		print_text(q, &files);
	for (i = 0; i < files.count; i++)
		if (*files.list[i].error.text)
			complain(files.list[i].name, files.list[i].error.text);
	if (files.damaged)
		status = EXIT_FAILURE;
	sample_files_free(&files);
	return status;
}

static int answer(struct question *q)
{
	FILE *out = NULL;
	int status;

	if (read_policy(q) < 0)
		return EXIT_FAILURE;
	if (q->write) {
		out = open_out(q->write);
		if (!out)
			return EXIT_FAILURE;
	}
	status = look(q, out);
	if (out && out != stdout && fclose(out)) {
		complain(q->write, strerror(errno));
		status = EXIT_FAILURE;
	}
	return status;
}

int cmd_samples(int argc, char **argv)
{
	struct question q = { .selection.class = -1 };
	int status;

	q.selection.signatures = &q.signatures;
	status = parse(&q, argc, argv);
	if (status < 0) {
		fputs(help, stdout);
		return EXIT_SUCCESS;
	}
	if (status)
		return status;
	status = answer(&q);
	free(q.owned);
	return status;
}
