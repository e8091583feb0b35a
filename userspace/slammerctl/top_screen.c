// SPDX-License-Identifier: GPL-2.0-or-later
/* top_screen.c - header, a table of rates, sources, keys */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "top.h"

#define HEADER_LINES	4	/* including the blank one */
#define KEY_LINES	2
#define ROOMY		20	/* lines of a screen that has room for all keys */
#define FEWEST_SOURCES	3	/* plus their header and a blank line */

static const char all_keys[] =
	"by c class  d direction  i interface  s sources only    p pause  +/- interval\n"
	"sort r rate  b bits  x dropped  t total  n name         space refresh   q quit\n";
static const char few_keys[] =
	"q quit  p pause  +/- interval  by c d i s  sort r b x t n\n";

const char *top_number(double value, char buf[TOP_NUMBER_MAX])
{
	static const char units[] = " kMGTPE";
	const char *unit = units;

	if (value < 9.95 && value != (double)(long long)value) {
		snprintf(buf, TOP_NUMBER_MAX, "%.1f", value);
		return buf;
	}
	if (value < 99999.5) {
		snprintf(buf, TOP_NUMBER_MAX, "%.0f", value);
		return buf;
	}
	while (value >= 999.5 && unit[1]) {
		value /= 1000;
		unit++;
	}
	snprintf(buf, TOP_NUMBER_MAX, "%.*f%c",
		 value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, *unit);
	return buf;
}

/* A right-aligned cell; "-" if the value is unknown. */
static void cell(FILE *out, int width, bool known, double value)
{
	char text[TOP_NUMBER_MAX];

	fprintf(out, " %*s", width, known ? top_number(value, text) : "-");
}

static void share(FILE *out, const struct top_row *row, enum top_count what)
{
	double all = row->rate[TOP_PACKETS];

	if (row->rated && all > 0)
		fprintf(out, " %5.1f %%", 100 * row->rate[what] / all);
	else
		fprintf(out, " %7s", "-");
}

static void put_policy(FILE *out, const struct top_sample *s, const char *problem)
{
	const json_t *kernel = json_object_get(s->status, "kernel");
	const json_t *daemon = json_object_get(s->status, "daemon");

	if (*problem) {
		fprintf(out, "%c%s\n", TOP_BOLD, problem);
		return;
	}
	if (!json_is_object(kernel)) {
		fprintf(out, "%c%s\n", TOP_BOLD,
			cli_text(s->status, "kernel_error"));
		return;
	}
	fprintf(out, "policy generation %lld, digest %s, ",
		cli_number(kernel, "generation"), cli_text(kernel, "digest"));
	if (!json_is_object(daemon))
		fprintf(out, "no daemon\n");
	else if (strcmp(cli_text(kernel, "digest"), cli_text(daemon, "digest")))
		fprintf(out, "DRIFT: differs from the daemon's\n");
	else
		fprintf(out, "same as the daemon's\n");
}

static void put_header(FILE *out, const struct top_sample *s,
		       const struct top_view *view, const char *problem)
{
	static const char *const sorts[] = {
		[TOP_BY_RATE] = "packets/s", [TOP_BY_BITS] = "bits/s",
		[TOP_BY_DROPPED] = "dropped/s", [TOP_BY_TOTAL] = "total",
		[TOP_BY_NAME] = "name",
	};
	const json_t *daemon = json_object_get(s->status, "daemon");
	const struct top_row *all = s->list[TOP_ALL].rows;

	fprintf(out, "%cslammerctl top  %s  every %g s, by %s%s\n", TOP_REVERSE,
		json_is_object(daemon) ? cli_text(daemon, "sensor") : "",
		view->interval, sorts[view->sort],
		view->paused ? "  PAUSED" : "");
	put_policy(out, s, problem);
	fprintf(out, "packets/s");
	cell(out, 6, all->rated, all->rate[TOP_PACKETS]);
	fprintf(out, "  bits/s");
	cell(out, 6, all->rated, 8 * all->rate[TOP_BYTES]);
	fprintf(out, "  dropped");
	share(out, all, TOP_DROPPED);
	fprintf(out, "  would drop");
	share(out, all, TOP_WOULD);
	fprintf(out, "  infected %u\n\n", all->sick);
}

static void put_interfaces(FILE *out, const struct top_list *list, size_t most)
{
	const struct top_row *row;

	fprintf(out, "%c%-15s %-8s %9s %12s %8s %8s\n", TOP_REVERSE, "interface",
		"zone", "unruled/s", "unruled", "sources", "infected");
	for (row = list->rows; row < list->rows + list->count && most--; row++) {
		fprintf(out, "%-15.15s %-8.8s", row->name, row->side);
		cell(out, 9, row->rated, row->rate[TOP_PACKETS]);
		fprintf(out, " %12lld %8u %8u\n", row->count[TOP_PACKETS],
			row->sources, row->sick);
	}
}

static void put_rates(FILE *out, const struct top_list *list, const char *what,
		      size_t most)
{
	const struct top_row *row;

	fprintf(out, "%c%-10s %9s %8s %9s %7s %9s %7s %12s\n", TOP_REVERSE, what,
		"packets/s", "bits/s", "dropped/s", "share", "would/s", "share",
		"packets");
	for (row = list->rows; row < list->rows + list->count && most--; row++) {
		fprintf(out, "%-10.10s", row->name);
		cell(out, 9, row->rated, row->rate[TOP_PACKETS]);
		cell(out, 8, row->rated, 8 * row->rate[TOP_BYTES]);
		cell(out, 9, row->rated, row->rate[TOP_DROPPED]);
		share(out, row, TOP_DROPPED);
		cell(out, 9, row->rated, row->rate[TOP_WOULD]);
		share(out, row, TOP_WOULD);
		fprintf(out, " %12lld\n", row->count[TOP_PACKETS]);
	}
}

/* The columns that a narrow screen may cut off come last. */
static void put_sources(FILE *out, const struct top_list *list, size_t most)
{
	const struct top_row *row, *end;
	int width = 15;

	end = list->rows + (list->count < most ? list->count : most);
	for (row = list->rows; row < end; row++)
		if ((int)strlen(row->name) > width)
			width = (int)strlen(row->name);
	fprintf(out, "%c%-*s %-8s %7s %6s %7s %-9s %-10s %s\n", TOP_REVERSE,
		width, "source", "", "rate/s", "bits/s", "packets", "class",
		"interface", "last target");
	for (row = list->rows; row < end; row++) {
		if (row->infected)
			putc(TOP_BOLD, out);
		fprintf(out, "%-*s %-8s", width, row->name,
			row->infected ? "INFECTED" : row->side);
		cell(out, 7, row->rated, row->rate[TOP_PACKETS]);
		cell(out, 6, row->rated, 8 * row->rate[TOP_BYTES]);
		cell(out, 7, true, (double)row->count[TOP_PACKETS]);
		fprintf(out, " %-9s %-10s %s\n", row->class, row->interface,
			row->target);
	}
	if (!list->count)
		fputs("no sources\n", out);
}

static void put_table(FILE *out, struct top_sample *s,
		      const struct top_view *view, size_t room)
{
	struct top_list *list = &s->list[view->list];
	size_t most = room > FEWEST_SOURCES + 3 ? room - FEWEST_SOURCES - 3 : room;

	if (view->list == TOP_SOURCES)
		return;
	top_sort(list, view->sort);
	if (view->list == TOP_INTERFACES)
		put_interfaces(out, list, most);
	else
		put_rates(out, list, view->list == TOP_CLASSES ? "class" :
			  "direction", most);
	putc('\n', out);
}

/* One line of @from, cut, in printable ASCII. Returns the next line. */
static const char *put_line(FILE *out, const char *from, int columns)
{
	int column = 0;

	if (*from == TOP_REVERSE || *from == TOP_BOLD)
		putc(*from++, out);
	for (; *from && *from != '\n'; from++) {
		/* continuation bytes of UTF-8 take no column */
		if (((unsigned char)*from & 0xc0) == 0x80 || column++ >= columns)
			continue;
		putc(*from >= ' ' && *from <= '~' ? *from : '?', out);
	}
	putc('\n', out);
	return *from ? from + 1 : from;
}

/* The lines that fit, and the keys in the last ones. */
static char *fit(const char *text, const struct top_view *view)
{
	const char *keys = view->lines < ROOMY ? few_keys : all_keys;
	int body = view->lines - (keys == all_keys ? KEY_LINES : 1);
	char *fitted = NULL;
	size_t size;
	int line;
	FILE *out = open_memstream(&fitted, &size);

	if (!out)
		return NULL;
	for (line = 0; view->lines ? line < body : *text; line++)
		text = put_line(out, text, view->columns);
	while (view->lines && *keys)
		keys = put_line(out, keys, view->columns);
	return fclose(out) ? NULL : fitted;
}

char *top_screen(struct top_sample *s, const struct top_view *view,
		 const char *problem)
{
	char *text = NULL, *fitted;
	size_t size, room = SIZE_MAX;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (view->lines)
		room = view->lines > HEADER_LINES + KEY_LINES ?
			(size_t)(view->lines - HEADER_LINES - KEY_LINES) : 1;
	put_header(out, s, view, problem);
	put_table(out, s, view, room);
	top_sort(&s->list[TOP_SOURCES], view->sort);
	put_sources(out, &s->list[TOP_SOURCES], room);
	fitted = fclose(out) ? NULL : fit(text, view);
	free(text);
	return fitted;
}
