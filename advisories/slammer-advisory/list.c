// SPDX-License-Identifier: GPL-2.0-or-later
/* list.c - `slammer-advisory list` and `show`: bulletins of the archive */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "common/error.h"
#include "common/clock.h"
#include "context.h"
#include "render/csaf/json.h"

#define DAY_LENGTH	10	/* "2026-01-27" */

struct options {
	struct context context;
	const char *words[2];
	size_t count;
	const char *state;
	const char *year;
	bool history;
	bool json;
};

/* Filters and output of list. */
struct listing {
	int state;		/* -1: any */
	unsigned int year;	/* 0: any */
	json_t *array;		/* NULL: as a table */
};

static int help_list(void)
{
	puts("Usage: slammer-advisory list [OPTION]...\n"
	     "Lists the bulletins of the archive, each with its last revision.\n"
	     "\n"
	     "  --state STATE     only draft, approved or published ones\n"
	     "  --year YEAR       only numbers of this year\n"
	     "  --json            as JSON\n"
	     HELP_PUBLISHER HELP_ARCHIVE HELP_END);
	return 0;
}

static int help_show(void)
{
	puts("Usage: slammer-advisory show ID [OPTION]...\n"
	     "Shows number, state, content hash, titles and summaries of a bulletin.\n"
	     "\n"
	     "  --history         also who did what and when\n"
	     "  --json            as JSON\n"
	     HELP_PUBLISHER HELP_ARCHIVE HELP_END HELP_ID);
	return 0;
}

static int list_one(const struct edition *edition, void *arg)
{
	struct listing *l = arg;
	char name[64], date[CLOCK_ISO_MAX];

	if ((l->state >= 0 && (int)edition->state != l->state) ||
	    (l->year && edition->year != l->year))
		return 0;
	if (l->array)
		return json_array_append_new(l->array, edition_json(edition));
	clock_iso(edition->current, date);
	date[DAY_LENGTH] = 0;
	printf("%-22s %3u  %-9s  %-10s  %s  %s\n", edition_label(edition, name),
	       edition->revision, edition_state_name(edition->state),
	       edition_type_name(edition->type), date, edition_title(edition));
	return 0;
}

static int list(struct options *o)
{
	struct listing l = { .state = -1 };
	struct error error;
	char *end = NULL;
	int ret;

	if (o->state) {
		l.state = edition_state_find(o->state);
		if (l.state < 0)
			return usage_error("--state is draft, approved or published");
	}
	if (o->year) {
		l.year = (unsigned int)strtoul(o->year, &end, 10);
		if (*end || l.year < 1970 || l.year > 9999)
			return usage_error("--year expects a year such as 2026");
	}
	ret = context_open(&o->context, DB_READ);
	if (ret)
		return ret;
	l.array = o->json ? json_array() : NULL;
	if (register_each(o->context.archive, REGISTER_LAST, list_one, &l, &error))
		ret = command_error("%s", error.text);
	else if (l.array)
		render_json(stdout, l.array);
	json_decref(l.array);
	return ret;
}

static int add_event(const struct archive_event *event, void *arg)
{
	char time[CLOCK_ISO_MAX];

	return json_array_append_new(arg, json_pack("{s:i, s:s, s:s, s:s, s:s}",
			"revision", (int)event->revision,
			"time", clock_iso(event->time, time),
			"who", event->who, "what", event->what,
			"hash", event->hash));
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "-";
}

static void print_events(const json_t *events)
{
	json_t *event;
	size_t i;

	json_array_foreach(events, i, event)
		printf("  %s  revision %d  %-8s  %.12s  %s\n",
		       text_of(event, "time"),
		       (int)json_integer_value(json_object_get(event, "revision")),
		       text_of(event, "what"), text_of(event, "hash"),
		       text_of(event, "who"));
}

static void print_edition(const json_t *shown)
{
	const json_t *titles = json_object_get(shown, "title");
	const json_t *summaries = json_object_get(shown, "summary");
	const char *language;
	json_t *value;

	printf("%s, revision %d\n", text_of(shown, "name"),
	       (int)json_integer_value(json_object_get(shown, "revision")));
	printf("  type       %s\n", text_of(shown, "type"));
	printf("  state      %s\n", text_of(shown, "state"));
	printf("  published  %s\n", text_of(shown, "first"));
	printf("  current    %s\n", text_of(shown, "current"));
	printf("  content    %s\n", text_of(shown, "hash"));
	json_object_foreach((json_t *)titles, language, value)
		printf("  title      %s: %s\n", language,
		       json_string_value(value));
	json_object_foreach((json_t *)summaries, language, value)
		printf("  summary    %s: %s\n", language,
		       json_string_value(value));
}

static int show_edition(struct options *o, const struct edition *edition)
{
	json_t *shown = edition_json(edition), *events = json_array();
	int ret = 0;

	if (archive_events(o->context.archive, edition->id, add_event, events))
		ret = command_error("%s", archive_error(o->context.archive));
	if (!ret && o->json) {
		if (o->history)
			json_object_set(shown, "events", events);
		ret = render_json(stdout, shown) ? 1 : 0;
	} else if (!ret) {
		print_edition(shown);
		if (o->history)
			print_events(events);
	}
	json_decref(events);
	json_decref(shown);
	return ret;
}

static int show(struct options *o)
{
	struct edition edition = { 0 };
	int ret = context_open(&o->context, DB_READ);

	if (!ret)
		ret = context_read(&o->context, o->words, o->count, &edition);
	if (!ret)
		ret = show_edition(o, &edition);
	edition_free(&edition);
	return ret;
}

int cmd_list(int argc, char **argv)
{
	struct options o = { 0 };
	const struct option_row rows[] = {
		OPTIONS_PUBLISHER(&o.context), OPTIONS_ARCHIVE(&o.context),
		{ "state", .value = &o.state },
		{ "year", .value = &o.year },
		{ "json", .flag = &o.json },
		{ NULL }
	};
	int ret = options_parse(rows, argc, argv, NULL, 0, &o.count);

	if (ret == OPTIONS_HELP)
		ret = help_list();
	else if (!ret)
		ret = list(&o);
	context_close(&o.context);
	return ret;
}

int cmd_show(int argc, char **argv)
{
	struct options o = { 0 };
	const struct option_row rows[] = {
		OPTIONS_PUBLISHER(&o.context), OPTIONS_ARCHIVE(&o.context),
		{ "history", .flag = &o.history },
		{ "json", .flag = &o.json },
		{ NULL }
	};
	int ret = options_parse(rows, argc, argv, o.words, 2, &o.count);

	if (ret == OPTIONS_HELP)
		ret = help_show();
	else if (!ret)
		ret = show(&o);
	context_close(&o.context);
	return ret;
}
