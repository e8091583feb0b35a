// SPDX-License-Identifier: GPL-2.0-or-later
/* import.c - `slammer-advisory import`: reports of other sensors -> store */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "import.h"
#include "import_print.h"
#include "names/text.h"
#include "policy/constituents.h"

#define ERROR_MAX	768
#define ERRORS_SHOWN	20
#define ERRORS_MOST	100000
#define SENSOR_MAX	(STORE_SENSOR_MAX - 1)

struct options {
	const char *sensor;
	const char *format;
	const char *store;
	const char *constituents;
	const char *window;
	const char *errors;
	bool private;
	bool skip_bad;
	bool dry_run;
	bool json;
	bool help;
};

static void help(void)
{
	puts("Usage: slammer-advisory import --sensor NAME [OPTION]... FILE [FILE]...\n"
	     "Adds what other sensors saw of UDP port 1434 to the statistics, exactly once:\n"
	     "the same file again, or one that overlaps, adds only what is new. FILE - is\n"
	     "standard input.\n"
	     "\n"
	     "  --sensor NAME     whose files these are (letters, digits, . _ -)\n"
	     "  --format INPUT    csv: darknet report; intelmq: JSON lines; auto (auto)\n"
	     "  --window LENGTH   5m or 1h: how exact the times in the files are (5m)\n"
	     "  --private         count sources on private networks too\n"
	     "  --skip-bad        take the good rows of a file with bad ones; otherwise\n"
	     "                    nothing of it is taken\n"
	     "  --errors N        show so many bad rows of each file (20)\n"
	     "  --dry-run         write nothing, say what would be new\n"
	     "  --json            report as JSON\n"
	     "  --store FILE      (" DEFAULT_STORE ")\n"
	     "  --constituents FILE\n"
	     "                    whose addresses the sources are\n"
	     "  --help            show this\n"
	     "\n"
	     "Exit status 1 if any file was not taken.");
}

static int parse_options(struct options *o, int argc, char **argv)
{
	static const struct option names[] = {
		{ "sensor", required_argument, NULL, 'S' },
		{ "format", required_argument, NULL, 'f' },
		{ "store", required_argument, NULL, 's' },
		{ "constituents", required_argument, NULL, 'c' },
		{ "window", required_argument, NULL, 'w' },
		{ "errors", required_argument, NULL, 'e' },
		{ "private", no_argument, NULL, 'p' },
		{ "skip-bad", no_argument, NULL, 'b' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":h", names, NULL)) != -1) {
		switch (c) {
		case 'S': o->sensor = optarg; break;
		case 'f': o->format = optarg; break;
		case 's': o->store = optarg; break;
		case 'c': o->constituents = optarg; break;
		case 'w': o->window = optarg; break;
		case 'e': o->errors = optarg; break;
		case 'p': o->private = true; break;
		case 'b': o->skip_bad = true; break;
		case 'n': o->dry_run = true; break;
		case 'j': o->json = true; break;
		case 'h': o->help = true; break;
		case ':':
			return complain_usage("%s needs a value",
					      argv[optind - 1]);
		default:
			return complain_usage("unknown option %s",
					      argv[optind - 1]);
		}
	}
	return 0;
}

/* It goes into bulletins, file names and mails as it is. */
static bool is_sensor(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

	return n && !name[n] && n <= SENSOR_MAX;
}

static int find_format(const char *text, enum import_format *format)
{
	if (!text || !strcmp(text, "auto"))
		*format = IMPORT_AUTO;
	else if (!strcmp(text, "csv"))
		*format = IMPORT_CSV;
	else if (!strcmp(text, "intelmq"))
		*format = IMPORT_INTELMQ;
	else
		return complain_usage("--format is csv, intelmq or auto");
	return 0;
}

static int find_window(const char *text, unsigned int *seconds)
{
	if (!text || !strcmp(text, "5m"))
		*seconds = 300;
	else if (!strcmp(text, "1h"))
		*seconds = 3600;
	else
		return complain_usage("--window is 5m or 1h");
	return 0;
}

static int find_errors(const char *text, unsigned long *errors)
{
	char *end;

	*errors = ERRORS_SHOWN;
	if (!text)
		return 0;
	errno = 0;
	*errors = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || *errors > ERRORS_MOST)
		return complain_usage("--errors is 0 to %d", ERRORS_MOST);
	return 0;
}

static int understand(struct import_job *job, const struct options *o)
{
	char quoted[TEXT_QUOTE_MAX];
	int ret;

	if (!o->sensor)
		return complain_usage("--sensor is missing: whose files are these?");
	if (!is_sensor(o->sensor))
		return complain_usage("%s is no name of a sensor: 1 to %d letters, digits, . _ -",
				      text_quote(o->sensor, quoted), SENSOR_MAX);
	job->sensor = o->sensor;
	job->private = o->private;
	job->skip_bad = o->skip_bad;
	job->dry_run = o->dry_run;
	job->now = (int64_t)time(NULL);
	ret = find_format(o->format, &job->format);
	if (!ret)
		ret = find_window(o->window, &job->window);
	return ret ? ret : find_errors(o->errors, &job->errors);
}

static const char *owner(struct address address, void *arg)
{
	return constituents_find(arg, address);
}

static int load_constituents(const char *path, struct constituents **out)
{
	struct policy_messages messages = { 0 };

	*out = NULL;
	if (!path)
		return 0;
	*out = constituents_load(path, &messages);
	if (!*out)
		policy_messages_print(&messages, stderr);
	policy_messages_free(&messages);
	return *out ? 0 : 1;
}

static int import_files(const struct import_job *job, bool json, char **files,
			int count)
{
	struct import_report report;
	json_t *all = json ? json_array() : NULL;
	int i, ret = 0;

	for (i = 0; i < count; i++) {
		if (import_file(job, files[i], &report))
			ret = 1;
		if (all)
			json_array_append_new(all, import_json(&report));
		else
			import_print(&report, job->dry_run);
		import_report_free(&report);
	}
	if (all && import_print_json(job, all, !ret))
		ret = complain("standard output: cannot be written");
	return ret;
}

static int run(struct import_job *job, const struct options *o, char **files,
	       int count)
{
	const char *path = o->store ? o->store : DEFAULT_STORE;
	struct constituents *constituents;
	char error[ERROR_MAX];
	int ret;

	if (load_constituents(o->constituents, &constituents))
		return 1;
	job->store = store_open(path, o->dry_run ? STORE_READ : STORE_WRITE,
				error, sizeof(error));
	if (job->store) {
		if (constituents)
			store_resolve(job->store, owner, constituents);
		ret = import_files(job, o->json, files, count);
		store_close(job->store);
	} else {
		ret = complain("%s", error);
	}
	constituents_free(constituents);
	return ret;
}

int cmd_import(int argc, char **argv)
{
	struct options options = { 0 };
	struct import_job job = { 0 };
	int ret = parse_options(&options, argc, argv);

	if (ret)
		return ret;
	if (options.help) {
		help();
		return 0;
	}
	ret = understand(&job, &options);
	if (ret)
		return ret;
	if (optind == argc)
		return complain_usage("which files? (- is standard input)");
	return run(&job, &options, argv + optind, argc - optind);
}
