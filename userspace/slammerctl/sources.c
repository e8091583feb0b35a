// SPDX-License-Identifier: GPL-2.0-or-later
/* sources.c - slammerctl sources: who sent what, and who is infected */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "commands.h"
#include "common/names.h"
#include "view.h"

static const char help[] =
"Usage: slammerctl sources [--infected] [--limit N] [--json] [--socket PATH]\n"
"Tell who sent packets of UDP port 1434 that are not just any traffic, those\n"
"with the most attack packets first. \"infected\" is a host of the inside that\n"
"sends the worm or overflows. The kernel's table is bounded: slammerctl status\n"
"tells how many sources found no place in it.\n"
"\n"
"      --infected      only hosts that are infected\n"
"      --limit N       at most N sources\n"
VIEW_HELP
"\n"
"Exit status: 0 good, 1 neither slammerd nor the module answers, 2 called wrongly.\n";

/* Columns as wide as what is in them. */
struct widths {
	int address;
	int interface;
	int target;
};

static void widen(int *width, const char *text)
{
	int length = (int)strlen(text);

	if (length > *width)
		*width = length;
}

static const char *interface_text(const json_t *source)
{
	const char *name = view_text(source, "interface");

	return *name ? name : "(router)";
}

static struct widths measure(const json_t *sources)
{
	struct widths w = { 0, 0, 0 };
	const json_t *source;
	size_t i;

	widen(&w.address, "address");
	widen(&w.interface, "interface");
	widen(&w.target, "last target");
	json_array_foreach(sources, i, source) {
		widen(&w.address, view_text(source, "address"));
		widen(&w.interface, interface_text(source));
		widen(&w.target, view_text(source, "target"));
	}
	return w;
}

static void print_classes(const json_t *packets)
{
	const char *separator = "";
	long long n;
	int class;

	for (class = CLASS_COUNT - 1; class >= 0; class--) {
		n = view_number(packets, class_name((unsigned int)class));
		if (!n)
			continue;
		printf("%s%s %lld", separator, class_name((unsigned int)class), n);
		separator = ", ";
	}
}

/* A fixed period is the mark of the worm's generator and its short cycles. */
static void print_remarks(const json_t *source)
{
	bool infected = json_is_true(json_object_get(source, "infected"));

	if (infected)
		printf("  infected");
	if (view_number(source, "revisits"))
		printf("%s comes back to the same target every %.0f s",
		       infected ? "," : " ",
		       json_number_value(json_object_get(source, "period")));
	putchar('\n');
}

static void print_source(const json_t *source, const struct widths *w)
{
	printf("%-*s  %-7s  %-*s  %-20s  %-20s  %-*s  ",
	       w->address, view_text(source, "address"),
	       view_text(source, "side"),
	       w->interface, interface_text(source),
	       view_text(source, "first"), view_text(source, "last"),
	       w->target, view_text(source, "target"));
	print_classes(json_object_get(source, "packets"));
	print_remarks(source);
}

static void print_text(const json_t *sources)
{
	struct widths w = measure(sources);
	const json_t *source;
	size_t i;

	if (!json_array_size(sources)) {
		puts("no sources");
		return;
	}
	printf("%-*s  %-7s  %-*s  %-20s  %-20s  %-*s  packets\n",
	       w.address, "address", "side", w.interface, "interface",
	       "first", "last", w.target, "last target");
	json_array_foreach(sources, i, source)
		print_source(source, &w);
}

int cmd_sources(int argc, char **argv)
{
	static const struct option options[] = {
		VIEW_INFECTED, VIEW_LIMIT, VIEW_OPTIONS
	};
	struct report_filter filter;
	struct ask_why why;
	struct view view;
	json_t *answer;
	int status;

	status = view_parse(argc, argv, options, help, &view);
	if (status >= 0)
		return status;
	filter = (struct report_filter){ .infected = view.infected,
					 .limit = view.limit };
	answer = ask_sources(view.socket, &filter, &why);
	ask_complain(&why);
	if (!answer)
		return EXIT_FAILURE;
	if (view.json)
		status = view_json(answer);
	else
		print_text(json_object_get(answer, "sources"));
	json_decref(answer);
	return view.json ? status : EXIT_SUCCESS;
}
