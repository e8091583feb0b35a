// SPDX-License-Identifier: GPL-2.0-or-later
/* samples.c - slammerctl samples: list saved packets, or write them to a capture */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "common/error.h"
#include "common/names.h"
#include "common/text.h"
#include "samples.h"
#include "status/status.h"

#define NAME_MAX_SHOWN	640
#define NS_PER_SECOND	1000000000u

static const char help[] =
"Usage: slammerctl samples [--write FILE] [--class CLASS] [--since TIME]\n"
"                          [--source PREFIX] [--config FILE] [--directory DIR]\n"
"                          [--json]\n"
"List the files of queued packets that slammerd saved, or write selected packets\n"
"to one capture. Packets are classified by the current policy.\n"
"\n"
"      --write FILE         write to a new pcap file, \"-\" for standard output\n"
"      --class CLASS        only packets of this class, such as slammer\n"
"      --since TIME         only packets since this time, such as 2026-11-30,\n"
"                           2026-11-30T12:00Z (UTC), yesterday, or for the last\n"
"                           15min, 24h, 7d, 2w\n"
"      --source PREFIX      only packets from this prefix\n"
"      --config FILE        the policy, which names the directory\n"
"                           (" POLICY_FILE ")\n"
"      --directory DIR      read this directory, and no policy without --config\n"
CLI_HELP_JSON
CLI_HELP_END
"\n"
"Exit status: 0 success, 1 a file is damaged or there is no directory,\n"
"2 usage error.\n";

enum {
	OPT_WRITE = CLI_OWN, OPT_CLASS, OPT_SINCE, OPT_SOURCE, OPT_CONFIG,
	OPT_DIRECTORY
};

static const struct option options[] = {
	{ "write", required_argument, NULL, OPT_WRITE },
	{ "class", required_argument, NULL, OPT_CLASS },
	{ "since", required_argument, NULL, OPT_SINCE },
	{ "source", required_argument, NULL, OPT_SOURCE },
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "directory", required_argument, NULL, OPT_DIRECTORY },
	CLI_JSON, CLI_END
};

/**
 * struct query - what is asked for
 * @owned: @directory, if the policy names it
 */
struct query {
	const char *config;
	const char *directory;
	const char *write;
	bool json;
	struct selection selection;
	struct signatures signatures;
	char *owned;
};

static int take_class(struct query *q, const char *value)
{
	const char *names[CLASS_COUNT + 1] = { NULL };
	unsigned int c;

	for (c = 0; c < CLASS_COUNT; c++)
		names[c] = class_name(c);
	return cli_word("samples", "class", value, names, &q->selection.class);
}

static int take_since(struct query *q, const char *value)
{
	int64_t since;
	int status = cli_since("samples", "since", value, &since);

	if (status < 0)
		q->selection.since = (uint64_t)since * NS_PER_SECOND;
	return status;
}

static int take_source(struct query *q, const char *value)
{
	struct error error;

	q->selection.by_source = true;
	if (!prefix_parse(value, &q->selection.source, &error))
		return -1;
	return cli_usage("samples", "--source: %s", error.text);
}

static int take(int option, const char *value, void *context)
{
	struct query *q = context;

	switch (option) {
	case OPT_WRITE:
		q->write = value;
		break;
	case OPT_CLASS:
		return take_class(q, value);
	case OPT_SINCE:
		return take_since(q, value);
	case OPT_SOURCE:
		return take_source(q, value);
	case OPT_CONFIG:
		q->config = value;
		break;
	case OPT_DIRECTORY:
		q->directory = value;
		break;
	}
	return -1;
}

/* "slammerctl: FILE: why", with any bytes in the name */
static int file_error(const char *name, const char *why)
{
	char safe[NAME_MAX_SHOWN];

	return cli_error("%s: %s", text_escape(name, safe, sizeof(safe)), why);
}

/* Directory and signatures, unless --directory replaces the policy */
static int read_policy(struct query *q)
{
	const char *path = q->config ? q->config : POLICY_FILE;
	struct config_messages messages = { 0 };
	struct policy *policy;
	size_t i;

	if (q->directory && !q->config)
		return 0;
	policy = policy_load(path, &messages);
	if (!policy)
		config_messages_print(&messages, stderr);
	config_messages_free(&messages);
	if (!policy)
		return -1;
	for (i = 0; i < policy->n_signatures; i++)
		signatures_add(&q->signatures, &policy->signatures[i].signature);
	if (!q->directory && policy->samples.directory)
		q->directory = q->owned = strdup(policy->samples.directory);
	policy_free(policy);
	if (q->directory)
		return 0;
	file_error(path, "the policy has no \"samples\": no packets are saved");
	return -1;
}

static json_t *classes_json(const struct sample_file *file)
{
	json_t *object = json_object();
	unsigned int c;

	for (c = 0; object && c < CLASS_COUNT; c++)
		json_object_set_new(object, class_name(c),
				    json_integer((json_int_t)file->class[c]));
	return object;
}

static json_t *time_json(uint64_t ns)
{
	char text[REPORT_TIME_MAX];

	return ns ? json_string(report_time((int64_t)(ns / NS_PER_SECOND), text)) :
		    json_null();
}

static int print_json(const struct query *q, const struct sample_files *files)
{
	char safe[NAME_MAX_SHOWN];
	json_t *list = json_array(), *object;
	const struct sample_file *f;
	int status;

	for (f = files->list; f < files->list + files->count; f++)
		json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:I, s:I, s:o, s:s?}",
			"file", f->name, "from", time_json(f->from),
			"until", time_json(f->until),
			"packets", (json_int_t)f->packets,
			"bytes", (json_int_t)f->bytes, "classes", classes_json(f),
			"error", *f->error.text ? f->error.text : NULL));
	object = json_pack("{s:s, s:o}", "directory",
			   text_escape(q->directory, safe, sizeof(safe)),
			   "samples", list);
	status = cli_json(object);
	json_decref(object);
	return status;
}

static void add_row(struct table *table, const struct sample_file *f)
{
	char first[REPORT_TIME_MAX] = "-", last[REPORT_TIME_MAX] = "-";
	char text[CLI_CLASSES_MAX];
	json_t *classes = classes_json(f);

	if (f->packets) {
		report_time((int64_t)(f->from / NS_PER_SECOND), first);
		report_time((int64_t)(f->until / NS_PER_SECOND), last);
	}
	table_cell(table, "%s", f->name);
	table_cell(table, "%s", first);
	table_cell(table, "%s", last);
	table_number(table, (long long)f->packets);
	table_number(table, (long long)f->bytes);
	table_cell(table, "%s", f->packets ? cli_classes(classes, text) : "-");
	json_decref(classes);
}

static int print_text(const struct query *q, const struct sample_files *files)
{
	struct table *table = table_new();
	char safe[NAME_MAX_SHOWN];
	size_t i;

	if (!files->count)
		printf("no samples in %s\n",
		       text_escape(q->directory, safe, sizeof(safe)));
	table_column(table, "file", TABLE_LEFT);
	table_column(table, "from", TABLE_LEFT);
	table_column(table, "until", TABLE_LEFT);
	table_column(table, "packets", TABLE_RIGHT);
	table_column(table, "bytes", TABLE_RIGHT);
	table_column(table, "classes", TABLE_LEFT);
	for (i = 0; i < files->count; i++)
		add_row(table, &files->list[i]);
	return table_print(table);
}

/* Never overwrites a file: it might be one of the samples. */
static struct capture_writer *open_writer(const char *path)
{
	struct capture_writer *writer;
	FILE *file = NULL;
	int fd;

	if (!strcmp(path, "-")) {
		if (isatty(STDOUT_FILENO)) {
			cli_error("a capture is not written to a terminal: redirect standard output");
			return NULL;
		}
		file = stdout;
	} else {
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
		if (fd >= 0)
			file = fdopen(fd, "wb");
	}
	writer = file ? capture_write_begin(file) : NULL;
	if (!writer)
		file_error(path, strerror(errno));
	return writer;
}

static int scan(const struct query *q, struct capture_writer *writer)
{
	struct sample_files files;
	int status = EXIT_SUCCESS;
	struct error error;
	size_t i;

	if (samples_scan(q->directory, &q->selection, writer, &files, &error)) {
		sample_files_free(&files);
		return cli_error("%s", error.text);
	}
	if (q->json)
		status = print_json(q, &files);
	else if (!writer)
		status = print_text(q, &files);
	for (i = 0; i < files.count; i++)
		if (*files.list[i].error.text)
			file_error(files.list[i].name, files.list[i].error.text);
	if (files.damaged)
		status = EXIT_FAILURE;
	sample_files_free(&files);
	return status;
}

static int run(struct query *q)
{
	struct capture_writer *writer = NULL;
	int status;

	if (read_policy(q) < 0)
		return EXIT_FAILURE;
	if (q->write) {
		writer = open_writer(q->write);
		if (!writer)
			return EXIT_FAILURE;
	}
	status = scan(q, writer);
	if (writer && capture_write_end(writer) && !status)
		status = file_error(q->write, strerror(errno));
	return status;
}

int cmd_samples(int argc, char **argv)
{
	static const struct cli cli = {
		.name = "samples", .help = help, .options = options, .take = take,
	};
	struct query q = { .selection.class = -1 };
	struct cli_args args;
	int status;

	q.selection.signatures = &q.signatures;
	status = cli_parse(argc, argv, &cli, &q, &args);
	if (status >= 0)
		return status;
	q.json = args.json;
	if (q.json && q.write)
		return cli_usage("samples", "--json and --write cannot be combined");
	status = run(&q);
	free(q.owned);
	return status;
}
