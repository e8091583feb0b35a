// SPDX-License-Identifier: GPL-2.0-or-later
/* top.c - slammerctl top: rates and senders, live */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "commands.h"
#include "common/text.h"
#include "query.h"
#include "top.h"

#define SOURCES_MAX	500	/* requested: more than any screen shows */
#define INTERVAL_MIN	0.1
#define INTERVAL_MAX	3600.0

static const char help[] =
"Usage: slammerctl top [OPTION]...\n"
"Show passed and dropped traffic live: packets and bits per second by class,\n"
"direction or interface, and the sources, infected inside hosts first. Where no\n"
"daemon runs, the module is asked directly.\n"
"\n"
"      --interval SECONDS   time between refreshes, 0.1 to 3600 (2)\n"
"      --count N            exit after N refreshes\n"
"      --by WHAT            class, direction, interface or sources (class)\n"
"      --sort WHAT          rate, bits, dropped, total or name (rate)\n"
"      --batch              print one screen after the other, without a terminal\n"
"      --once               same as --batch --count 1\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Keys: c d i s: by class, direction, interface, or sources only; sort by r rate,\n"
"b bits, x dropped, t total, n name; p pause; + - longer, shorter interval;\n"
"space refresh; q quit.\n"
"Exit status: 0 success, 1 neither slammerd nor the module answers,\n"
"2 usage error.\n";

enum { OPT_INTERVAL = CLI_OWN, OPT_COUNT, OPT_BY, OPT_SORT, OPT_BATCH, OPT_ONCE };

static const struct option options[] = {
	{ "interval", required_argument, NULL, OPT_INTERVAL },
	{ "count", required_argument, NULL, OPT_COUNT },
	{ "by", required_argument, NULL, OPT_BY },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "batch", no_argument, NULL, OPT_BATCH },
	{ "once", no_argument, NULL, OPT_ONCE },
	CLI_JSON, CLI_SOCKET, CLI_END
};

static const char *const lists[] = {
	[TOP_CLASSES] = "class", [TOP_DIRECTIONS] = "direction",
	[TOP_INTERFACES] = "interface", [TOP_SOURCES] = "sources", NULL
};
static const char *const sorts[] = {
	[TOP_BY_RATE] = "rate", [TOP_BY_BITS] = "bits",
	[TOP_BY_DROPPED] = "dropped", [TOP_BY_TOTAL] = "total",
	[TOP_BY_NAME] = "name", NULL
};

/**
 * struct top - a run
 * @count:   refreshes; 0: until the user quits
 * @sample:  the last one; NULL: none yet
 * @problem: why the last refresh failed, or ""
 */
struct top {
	const char *socket;
	struct top_view view;
	size_t count;
	bool batch;
	bool json;
	bool quit;
	struct top_sample *sample;
	char problem[2 * ERROR_TEXT_MAX + 8];
};

static int take_interval(struct top *top, const char *value)
{
	char quoted[TEXT_QUOTE_MAX], *end;

	top->view.interval = strtod(value, &end);
	if (end != value && !*end && top->view.interval >= INTERVAL_MIN &&
	    top->view.interval <= INTERVAL_MAX)
		return -1;
	return cli_usage("top", "--interval takes seconds from 0.1 to 3600, not %s",
			 text_quote(value, quoted));
}

static int take(int option, const char *value, void *context)
{
	struct top *top = context;
	int status = -1, number;

	switch (option) {
	case OPT_INTERVAL:
		return take_interval(top, value);
	case OPT_COUNT:
		return cli_count("top", "count", value, &top->count);
	case OPT_BY:
		status = cli_word("top", "by", value, lists, &number);
		if (status < 0)
			top->view.list = (enum top_list_kind)number;
		break;
	case OPT_SORT:
		status = cli_word("top", "sort", value, sorts, &number);
		if (status < 0)
			top->view.sort = (enum top_sort)number;
		break;
	case OPT_ONCE:
		top->count = 1;
		top->batch = true;
		break;
	case OPT_BATCH:
		top->batch = true;
		break;
	}
	return status;
}

/* Replaces the sample. After a failure the old one stays, and @problem is set. */
static int refresh(struct top *top)
{
	struct report_filter filter = {
		.infected_first = true, .limit = SOURCES_MAX
	};
	struct query_errors errors;
	struct top_sample *sample;
	json_t *status, *sources;

	top->problem[0] = '\0';
	status = query_status(top->socket, false, &errors);
	sources = status ? query_sources(top->socket, &filter, &errors) : NULL;
	sample = status ? top_sample_new(status, sources) : NULL;
	if (!sample) {
		snprintf(top->problem, sizeof(top->problem), "%s%s%s",
			 errors.daemon.text, *errors.module.text ? "; " : "",
			 errors.module.text);
		return -1;
	}
	top_sample_rate(sample, top->sample);
	top_sample_free(top->sample);
	top->sample = sample;
	return 0;
}

static void pause_for(double seconds)
{
	struct timespec rest = { .tv_sec = (time_t)seconds };

	rest.tv_nsec = (long)((seconds - (double)rest.tv_sec) * 1e9);
	while (nanosleep(&rest, &rest) < 0 && errno == EINTR)
		;
}

/* The screen without its marks, or a line of JSON */
static int print(struct top *top)
{
	struct top_list *list = top->sample->list;
	json_t *object;
	char *text, *c;
	int result;

	if (top->json) {
		for (; list < top->sample->list + TOP_LISTS; list++)
			top_sort(list, top->view.sort);
		object = top_sample_json(top->sample);
		result = json_dumpf(object, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(object);
	} else {
		text = top_screen(top->sample, &top->view, top->problem);
		result = text ? 0 : -1;
		for (c = text; c && *c; c++)
			if (*c != TOP_REVERSE && *c != TOP_BOLD)
				putchar(*c);
		putchar('\n');
		free(text);
	}
	return fflush(stdout) || result < 0 ? -1 : 0;
}

/* Rates need two samples, so the first one is not printed. */
static int run_batch(struct top *top)
{
	size_t n = 0;

	while (!top->count || n <= top->count) {
		if (n)
			pause_for(top->view.interval);
		if (refresh(top) < 0)
			return cli_error("%s", top->problem);
		if (n++ && print(top) < 0)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* The next of the intervals that + and - step through */
static double step(double interval, int key)
{
	static const double steps[] = { 0.5, 1, 2, 5, 10, 30, 60 };
	const size_t count = sizeof(steps) / sizeof(*steps);
	size_t i;

	if (key == '+') {
		for (i = 0; i < count; i++)
			if (steps[i] > interval)
				return steps[i];
	} else {
		for (i = count; i-- > 0;)
			if (steps[i] < interval)
				return steps[i];
	}
	return interval;
}

static void on_key(struct top *top, int key)
{
	static const char list_keys[] = "cdis", sort_keys[] = "rbxtn";
	const char *at;

	at = key > 0 ? strchr(list_keys, key) : NULL;
	if (at)
		top->view.list = (enum top_list_kind)(at - list_keys);
	at = key > 0 ? strchr(sort_keys, key) : NULL;
	if (at)
		top->view.sort = (enum top_sort)(at - sort_keys);
	if (key == 'p')
		top->view.paused = !top->view.paused;
	if (key == '+' || key == '-')
		top->view.interval = step(top->view.interval, key);
	if (key == 'q' || key == 'Q' || key < 0)
		top->quit = true;
}

static int draw(struct top *top)
{
	char *text;
	int result;

	terminal_size(&top->view.columns, &top->view.lines);
	text = top_screen(top->sample, &top->view, top->problem);
	result = text ? terminal_draw(text) : -1;
	free(text);
	return result;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Handles keys and changes of size until the next refresh is due. */
static int handle_keys(struct top *top)
{
	double due = now() + top->view.interval, left;
	double interval = top->view.interval;
	int key;

	while (!top->quit) {
		if (draw(top) < 0)
			return -1;
		left = due - now();
		if (left <= 0 && !top->view.paused)
			return 0;
		key = terminal_key(left > 0 ? (int)(left * 1000) + 1 : 60000);
		on_key(top, key);
		if (key == ' ')
			return 0;
		due += top->view.interval - interval;
		interval = top->view.interval;
	}
	return 0;
}

static int run_live(struct top *top)
{
	size_t n = 0;
	int result;

	/* An error is printed on the normal screen. */
	if (refresh(top) < 0)
		return cli_error("%s", top->problem);
	if (terminal_enter() < 0)
		return cli_error("cannot set up the terminal: %s",
				 strerror(errno));
	for (;;) {
		result = handle_keys(top);
		if (result < 0 || top->quit || ++n == top->count)
			break;
		/* A failure is shown on the screen; the next refresh may succeed. */
		refresh(top);
	}
	terminal_leave();
	return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int cmd_top(int argc, char **argv)
{
	static const struct cli cli = {
		.name = "top", .help = help, .options = options, .take = take,
	};
	struct top top = { .view = { .interval = 2, .columns = 1000 } };
	struct cli_args args;
	int status;

	status = cli_parse(argc, argv, &cli, &top, &args);
	if (status >= 0)
		return status;
	top.socket = args.socket;
	top.json = args.json;
	if (top.batch || top.json)
		status = run_batch(&top);
	else if (terminal_usable())
		status = run_live(&top);
	else
		status = cli_error("top needs a terminal (--once prints one screen, --batch one after the other)");
	top_sample_free(top.sample);
	return status;
}
