// SPDX-License-Identifier: GPL-2.0-or-later
/* top.c - slammerctl top: rates and senders, live */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ask.h"
#include "commands.h"
#include "common/text.h"
#include "terminal.h"
#include "top_screen.h"
#include "usage.h"
#include "view.h"

#define SOURCES_MOST	500	/* asked for; nobody reads more on a screen */
#define INTERVAL_MIN	0.1
#define INTERVAL_MAX	3600.0

static const char help[] =
"Usage: slammerctl top [OPTION]...\n"
"Show what passes and what is dropped, live: packets and bits a second by class,\n"
"direction or interface, and who sends it, infected hosts of the inside first.\n"
"Where no daemon runs, the module is asked directly.\n"
"\n"
"      --interval S    seconds between two looks, 0.1 to 3600 (2)\n"
"      --count N       end after N looks\n"
"      --by WHAT       class, direction, interface or sources (class)\n"
"      --sort WHAT     rate, bits, dropped, total or name (rate)\n"
"      --batch         no terminal: print one screen after the other\n"
"      --once          the same as --batch --count 1\n"
VIEW_HELP
"\n"
"Keys: c d i s: by class, direction, interface, or sources alone; sort by r rate,\n"
"b bits, x dropped, t total, n name; p pause; + - a longer, shorter interval;\n"
"space: look now; q quit.\n"
"Exit status: 0 good, 1 neither slammerd nor the module answers, 2 called wrongly.\n";

enum { OPT_INTERVAL = 256, OPT_COUNT, OPT_BY, OPT_SORT, OPT_BATCH, OPT_ONCE };

static const struct option options[] = {
	{ "interval", required_argument, NULL, OPT_INTERVAL },
	{ "count", required_argument, NULL, OPT_COUNT },
	{ "by", required_argument, NULL, OPT_BY },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "batch", no_argument, NULL, OPT_BATCH },
	{ "once", no_argument, NULL, OPT_ONCE },
	VIEW_OPTIONS
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

struct top {
	const char *socket;
	struct top_look look;
	size_t count;		/* looks; 0: until somebody quits */
	bool batch;
	bool json;
	bool quit;
	struct top_sample *sample;
	char trouble[2 * ERROR_TEXT_MAX + 8];
};

static int take_word(const char *option, const char *const *words, int *number)
{
	char quoted[TEXT_QUOTE_MAX];

	for (*number = 0; words[*number]; (*number)++)
		if (!strcmp(words[*number], optarg))
			return -1;
	return usage_error("top", "--%s does not know %s", option,
			   text_quote(optarg, quoted));
}

static int take_interval(struct top *top)
{
	char quoted[TEXT_QUOTE_MAX], *end;

	top->look.interval = strtod(optarg, &end);
	if (end != optarg && !*end && top->look.interval >= INTERVAL_MIN &&
	    top->look.interval <= INTERVAL_MAX)
		return -1;
	return usage_error("top", "--interval takes seconds from 0.1 to 3600, not %s",
			   text_quote(optarg, quoted));
}

static int take_option(int option, char **argv, struct top *top)
{
	int status, number;

	switch (option) {
	case OPT_INTERVAL:
		return take_interval(top);
	case OPT_COUNT:
		return view_limit("top", "count", optarg, &top->count);
	case OPT_BY:
		status = take_word("by", lists, &number);
		top->look.list = (enum top_list_kind)number;
		return status;
	case OPT_SORT:
		status = take_word("sort", sorts, &number);
		top->look.sort = (enum top_sort)number;
		return status;
	case OPT_ONCE:
		top->count = 1;
		top->batch = true;
		return -1;
	case OPT_BATCH:
		top->batch = true;
		return -1;
	case 'j':
		top->json = top->batch = true;
		return -1;
	case 's':
		top->socket = optarg;
		return -1;
	case 'h':
		fputs(help, stdout);
		return EXIT_SUCCESS;
	}
	return usage_option("top", option, argv);
}

static int parse(int argc, char **argv, struct top *top)
{
	char quoted[TEXT_QUOTE_MAX];
	int option, status;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		status = take_option(option, argv, top);
		if (status >= 0)
			return status;
	}
	if (optind < argc)
		return usage_error("top", "takes no argument, but there is %s",
				   text_quote(argv[optind], quoted));
	return -1;
}

/* A new sample in the place of the last. Who does not answer may do so again. */
static int look(struct top *top)
{
	struct report_filter filter = {
		.infected_first = true, .limit = SOURCES_MOST
	};
	struct top_sample *sample;
	json_t *status, *sources;
	struct ask_why why;

	top->trouble[0] = '\0';
	status = ask_status(top->socket, &why);
	sources = status ? ask_sources(top->socket, &filter, &why) : NULL;
	sample = status ? top_sample_new(status, sources) : NULL;
	if (!sample) {
		snprintf(top->trouble, sizeof(top->trouble), "%s%s%s",
			 why.daemon.text, *why.module.text ? "; " : "",
			 why.module.text);
		return -1;
	}
	top_sample_rate(sample, top->sample);
	top_sample_free(top->sample);
	top->sample = sample;
	return 0;
}

static void nap(double seconds)
{
	struct timespec rest = { .tv_sec = (time_t)seconds };

	rest.tv_nsec = (long)((seconds - (double)rest.tv_sec) * 1e9);
	while (nanosleep(&rest, &rest) < 0 && errno == EINTR)
		;
}

/* For people without the marks of a terminal, for programs a line of JSON. */
static int print(struct top *top)
{
	struct top_list *list = top->sample->list;
	json_t *object;
	char *text, *c;
	int result;

	if (top->json) {
		for (; list < top->sample->list + TOP_LISTS; list++)
			top_sort(list, top->look.sort);
		object = top_sample_json(top->sample);
		result = json_dumpf(object, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(object);
	} else {
		text = top_screen(top->sample, &top->look, top->trouble);
		result = text ? 0 : -1;
		for (c = text; c && *c; c++)
			if (*c != TOP_REVERSE && *c != TOP_BOLD)
				putchar(*c);
		putchar('\n');
		free(text);
	}
	return fflush(stdout) || result < 0 ? -1 : 0;
}

/* Each screen is of two looks: the first one alone knows no rates. */
static int run_batch(struct top *top)
{
	size_t n = 0;

	while (!top->count || n <= top->count) {
		if (n)
			nap(top->look.interval);
		if (look(top) < 0) {
			view_complain(top->trouble);
			return EXIT_FAILURE;
		}
		if (n++ && print(top) < 0)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* The next one of the intervals that a key steps through. */
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
		top->look.list = (enum top_list_kind)(at - list_keys);
	at = key > 0 ? strchr(sort_keys, key) : NULL;
	if (at)
		top->look.sort = (enum top_sort)(at - sort_keys);
	if (key == 'p')
		top->look.paused = !top->look.paused;
	if (key == '+' || key == '-')
		top->look.interval = step(top->look.interval, key);
	if (key == 'q' || key == 'Q' || key < 0)
		top->quit = true;
}

static int draw(struct top *top)
{
	char *text;
	int result;

	terminal_size(&top->look.columns, &top->look.lines);
	text = top_screen(top->sample, &top->look, top->trouble);
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

/* Keys and changes of size are seen at once, until it is time to look again. */
static int attend(struct top *top)
{
	double due = now() + top->look.interval, left;
	double interval = top->look.interval;
	int key;

	while (!top->quit) {
		if (draw(top) < 0)
			return -1;
		left = due - now();
		if (left <= 0 && !top->look.paused)
			return 0;
		key = terminal_key(left > 0 ? (int)(left * 1000) + 1 : 60000);
		on_key(top, key);
		if (key == ' ')
			return 0;
		due += top->look.interval - interval;
		interval = top->look.interval;
	}
	return 0;
}

static int run_live(struct top *top)
{
	size_t n = 0;
	int result;

	/* With nothing to show there is no reason to take the screen. */
	if (look(top) < 0) {
		view_complain(top->trouble);
		return EXIT_FAILURE;
	}
	if (terminal_enter() < 0) {
		view_complain("cannot set up the terminal");
		return EXIT_FAILURE;
	}
	for (;;) {
		result = attend(top);
		if (result < 0 || top->quit || ++n == top->count)
			break;
		/* What it says is shown; the next look may do better. */
		look(top);
	}
	terminal_leave();
	return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int cmd_top(int argc, char **argv)
{
	struct top top = {
		.socket = REQUEST_SOCKET,
		.look = { .interval = 2, .columns = 1000 },
	};
	int status;

	status = parse(argc, argv, &top);
	if (status >= 0)
		return status;
	if (top.batch) {
		status = run_batch(&top);
	} else if (terminal_usable()) {
		status = run_live(&top);
	} else {
		view_complain("top needs a terminal to draw on (--once prints one screen, --batch one after the other)");
		status = EXIT_FAILURE;
	}
	top_sample_free(top.sample);
	return status;
}
