// SPDX-License-Identifier: GPL-2.0-or-later
/* render.c - `slammer-advisory render`: store -> facts -> bulletin -> text */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bulletin/bulletin.h"
#include "bulletin/values.h"
#include "commands.h"
#include "facts/clock.h"
#include "facts/facts.h"
#include "output.h"
#include "render/json.h"
#include "render/text.h"

#define ERROR_MAX	768
#define DAY		86400

/* Between the bulletins of two languages in one output. */
#define BETWEEN	"\n\n______________________________________________________________________\n\n\n"

struct options {
	const char *store;
	const char *from;
	const char *until;
	const char *last;
	const char *sensor;
	const char *language;
	const char *publisher;
	const char *templates;
	const char *number;
	const char *date;
	const char *output;
	bool json;
	bool help;
};

/* What the options mean, once the publisher's time zone is known. */
struct job {
	const struct options *options;
	struct publisher *publisher;
	const char *templates;
	struct store_range range;
	unsigned int number;
	struct tm date;
	struct facts facts;
};

static void help(void)
{
	puts("Usage: slammer-advisory render [OPTION]...\n"
	     "Prints the bulletin of a period, from the statistics that slammerd stores.\n"
	     "\n"
	     "Period (the last 24 hours unless said otherwise):\n"
	     "  --from TIME       from this time on\n"
	     "  --until TIME      until this time, without it (now)\n"
	     "  --last DURATION   of this length: 90m, 24h, 7d, 2w\n"
	     "  --sensor NAME     of one router only\n"
	     "\n"
	     "Bulletin:\n"
	     "  --lang LANG       ja, en or both (both)\n"
	     "  --number N        1 to 9999; without it the bulletin is a draft\n"
	     "  --date YYYY-MM-DD of publication (today)\n"
	     "  --json            the facts as JSON, with addresses: not for publication\n"
	     "\n"
	     "Files:\n"
	     "  --store FILE      (" DEFAULT_STORE ")\n"
	     "  --publisher FILE  (/etc/nf-slammer/publisher.conf)\n"
	     "  --templates DIR   (those that were installed)\n"
	     "  --output FILE     write there, whole or not at all (standard output)\n"
	     "  --help            show this\n"
	     "\n"
	     "TIME: 2026-01-27, '2026-01-27 09:00', 2026-01-27T09:00+09:00, @1769472000, now;\n"
	     "in the publisher's time zone.");
}

static int parse_options(struct options *o, int argc, char **argv)
{
	static const struct option names[] = {
		{ "store", required_argument, NULL, 's' },
		{ "from", required_argument, NULL, 'f' },
		{ "until", required_argument, NULL, 'u' },
		{ "last", required_argument, NULL, 'l' },
		{ "sensor", required_argument, NULL, 'S' },
		{ "lang", required_argument, NULL, 'L' },
		{ "publisher", required_argument, NULL, 'p' },
		{ "templates", required_argument, NULL, 't' },
		{ "number", required_argument, NULL, 'n' },
		{ "date", required_argument, NULL, 'd' },
		{ "output", required_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":h", names, NULL)) != -1) {
		switch (c) {
		case 's': o->store = optarg; break;
		case 'f': o->from = optarg; break;
		case 'u': o->until = optarg; break;
		case 'l': o->last = optarg; break;
		case 'S': o->sensor = optarg; break;
		case 'L': o->language = optarg; break;
		case 'p': o->publisher = optarg; break;
		case 't': o->templates = optarg; break;
		case 'n': o->number = optarg; break;
		case 'd': o->date = optarg; break;
		case 'o': o->output = optarg; break;
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
	if (optind < argc)
		return complain_usage("\"%s\" is one word too many",
				      argv[optind]);
	return 0;
}

/* [from, until): any two of from, until and last, or what they default to. */
static int find_period(struct job *job, int64_t now)
{
	const struct options *o = job->options;
	int64_t length = DAY;

	if (o->last && o->from && o->until)
		return complain_usage("--from, --until and --last: one of them too many");
	if (o->last && clock_duration(o->last, &length))
		return complain_usage("\"%s\" is not a duration (90m, 24h, 7d)",
				      o->last);
	job->range.until = now;
	if (o->until && clock_parse(o->until, now, &job->range.until))
		return complain_usage("\"%s\" is not a time (2026-01-27, '2026-01-27 09:00')",
				      o->until);
	job->range.from = job->range.until - length;
	if (o->from && clock_parse(o->from, now, &job->range.from))
		return complain_usage("\"%s\" is not a time (2026-01-27, '2026-01-27 09:00')",
				      o->from);
	if (o->from && o->last)
		job->range.until = job->range.from + length;
	if (job->range.from < 0 || job->range.from >= job->range.until)
		return complain_usage("the period ends before it begins");
	return 0;
}

static int find_number(struct job *job)
{
	const char *text = job->options->number;
	char *end;
	long n;

	if (!text)
		return 0;
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno || *end || end == text || n < 1 || n > BULLETIN_NUMBER_MAX)
		return complain_usage("--number is 1 to %d, not \"%s\"",
				      BULLETIN_NUMBER_MAX, text);
	job->number = (unsigned int)n;
	return 0;
}

static int find_date(struct job *job, int64_t now)
{
	char today[CLOCK_ISO_MAX];
	const char *text = job->options->date;

	if (!text) {
		clock_iso(now, today);
		today[strlen("2026-01-27")] = 0;
		text = today;
	}
	if (clock_date(text, &job->date))
		return complain_usage("--date is a day such as 2026-01-27, not \"%s\"",
				      text);
	return 0;
}

static int prepare(struct job *job)
{
	const struct options *o = job->options;
	static char templates[PATH_MAX], publisher[PATH_MAX];
	char error[ERROR_MAX];
	int64_t now = (int64_t)time(NULL);
	int ret;

	job->templates = o->templates ? o->templates :
			 default_templates(templates);
	job->publisher = publisher_load(o->publisher ? o->publisher :
					default_publisher(publisher), error,
					sizeof(error));
	if (!job->publisher ||
	    clock_zone(publisher_timezone(job->publisher), error, sizeof(error)))
		return complain("%s", error);
	job->range.sensor = o->sensor;
	ret = find_period(job, now);
	if (!ret)
		ret = find_number(job);
	return ret ? ret : find_date(job, now);
}

struct sensor_search {
	const char *name;
	char known[512];
	bool found;
};

static int note_sensor(const char *sensor, void *arg)
{
	struct sensor_search *search = arg;
	size_t n = strlen(search->known);

	search->found = search->found || !strcmp(sensor, search->name);
	snprintf(search->known + n, sizeof(search->known) - n, "%s%s",
		 n ? ", " : "", sensor);
	return 0;
}

/* A misspelt name would make an empty bulletin. */
static int check_sensor(struct store *store, const char *path, const char *name)
{
	struct sensor_search search = { .name = name };

	if (!name)
		return 0;
	if (store_sensors(store, note_sensor, &search))
		return complain("%s", store_error(store));
	if (search.found)
		return 0;
	return complain("%s: there is no sensor \"%s\" (there is: %s)", path, name,
			*search.known ? search.known : "none");
}

static int collect(struct job *job)
{
	const char *path = job->options->store ? job->options->store :
			   DEFAULT_STORE;
	char error[ERROR_MAX];
	struct store *store;
	int ret;

	store = store_open(path, STORE_READ, error, sizeof(error));
	if (!store)
		return complain("%s", error);
	ret = check_sensor(store, path, job->range.sensor);
	if (!ret && facts_collect(&job->facts, store, &job->range, error,
				  sizeof(error)))
		ret = complain("%s", error);
	store_close(store);
	return ret;
}

static int write_bulletin(struct job *job, const char *language, FILE *out)
{
	struct bulletin_order order = {
		.facts = &job->facts, .publisher = job->publisher,
		.templates = job->templates, .language = language,
		.number = job->number, .date = job->date,
	};
	struct bulletin bulletin;
	char error[ERROR_MAX];
	int ret = 0;

	if (bulletin_make(&bulletin, &order, error, sizeof(error)))
		return complain("%s", error);
	if (render_text(out, &bulletin))
		ret = complain("out of memory");
	bulletin_free(&bulletin);
	return ret;
}

static int write_all(struct job *job, FILE *out)
{
	const char *language = job->options->language;
	json_t *values;
	int ret;

	if (job->options->json) {
		values = values_facts(&job->facts, VALUES_DESK);
		ret = values ? render_json(out, values) : -1;
		json_decref(values);
		return ret ? complain("out of memory") : 0;
	}
	if (language && strcmp(language, "both"))
		return write_bulletin(job, language, out);
	ret = write_bulletin(job, "ja", out);
	if (!ret) {
		fputs(BETWEEN, out);
		ret = write_bulletin(job, "en", out);
	}
	return ret;
}

static int run(struct job *job)
{
	char error[ERROR_MAX];
	struct output output;
	int ret;

	ret = prepare(job);
	if (!ret)
		ret = collect(job);
	if (ret)
		return ret;
	if (output_open(&output, job->options->output, error, sizeof(error)))
		return complain("%s", error);
	ret = write_all(job, output.file);
	if (output_close(&output, !ret, error, sizeof(error)) && !ret)
		ret = complain("%s", error);
	return ret;
}

int cmd_render(int argc, char **argv)
{
	struct options options = { 0 };
	struct job job = { .options = &options };
	int ret = parse_options(&options, argc, argv);

	if (ret)
		return ret;
	if (options.help) {
		help();
		return 0;
	}
	ret = run(&job);
	facts_free(&job.facts);
	publisher_free(job.publisher);
	return ret;
}
