// SPDX-License-Identifier: GPL-2.0-or-later
/* svg_bars.c - horizontal bars: networks, and both directions side by side */
#include <stdlib.h>
#include <string.h>

#include "svg.h"

#define TEXT_HEIGHT	30
#define BAR_HEIGHT	16
#define ROW_GAP		12
#define NETWORKS_SHOWN	10
#define BASELINE	22	/* of a line of text */

static int64_t at_least_zero(int64_t n)
{
	return n > 0 ? n : 0;
}

/* A bar that can be seen, however small the value is. */
static double bar_length(int64_t n, int64_t max, double width)
{
	double length = max > 0 ? width * ((double)n / (double)max) : 0;

	return n > 0 && length < 2 ? 2 : length;
}

static void draw_none(struct svg_chart *chart)
{
	xml_element(chart->xml, "p", "none",
		    format_label(chart->labels, "chart_none"));
}

/* Its prefix, number of sources, and whether it is new. */
static void draw_network_name(struct svg_chart *chart, const json_t *network,
			      double y)
{
	const char *prefix = path_text(network, "prefix");
	char count[FORMAT_NUMBER_MAX], *sources;

	format_number(chart->labels, path_integer(network, "sources"), count);
	sources = format_fill(chart->labels, "chart_sources", "n", count, NULL);
	xml_start(chart->xml, "text");
	svg_attr(chart->xml, "x", 0);
	svg_attr(chart->xml, "y", y);
	xml_element(chart->xml, "tspan", "name", prefix ? prefix : "");
	xml_start(chart->xml, "tspan");
	xml_attr(chart->xml, "class", "soft");
	xml_attr(chart->xml, "dx", "10");
	xml_text(chart->xml, sources ? sources : count);
	xml_end(chart->xml);
	if (path_true(network, "new")) {
		xml_start(chart->xml, "tspan");
		xml_attr(chart->xml, "class", "new");
		xml_attr(chart->xml, "dx", "10");
		xml_text(chart->xml, format_label(chart->labels, "chart_new"));
		xml_end(chart->xml);
	}
	xml_end(chart->xml);
	free(sources);
}

static void draw_networks(struct svg_chart *chart, const json_t *list, size_t n)
{
	double y = 0, row = TEXT_HEIGHT + BAR_HEIGHT + ROW_GAP;
	char value[FORMAT_NUMBER_MAX];
	const json_t *network;
	int64_t packets, max = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		packets = path_integer(json_array_get(list, i), "attacks");
		if (packets > max)
			max = packets;
	}
	for (i = 0; i < n; i++, y += row) {
		network = json_array_get(list, i);
		packets = at_least_zero(path_integer(network, "attacks"));
		draw_network_name(chart, network, y + BASELINE);
		svg_text(chart, "value", SVG_WIDTH, y + BASELINE,
			 format_number(chart->labels, packets, value));
		svg_rect(chart, "track", 0, y + TEXT_HEIGHT, SVG_WIDTH,
			 BAR_HEIGHT);
		svg_rect(chart, "solid", 0, y + TEXT_HEIGHT,
			 bar_length(packets, max, SVG_WIDTH), BAR_HEIGHT);
	}
}

void svg_networks(struct svg_chart *chart)
{
	const json_t *list = path_at(chart->facts, "networks.list"), *first;
	size_t n = json_array_size(list);
	char count[FORMAT_NUMBER_MAX], packets[FORMAT_NUMBER_MAX], *says;
	const char *prefix;

	if (!n) {
		draw_none(chart);
		return;
	}
	if (n > NETWORKS_SHOWN)
		n = NETWORKS_SHOWN;
	first = json_array_get(list, 0);
	prefix = path_text(first, "prefix");
	format_number(chart->labels, (int64_t)n, count);
	format_number(chart->labels, path_integer(first, "attacks"), packets);
	says = format_fill(chart->labels, "networks_says", "n", count,
			  "first", prefix ? prefix : "", "packets", packets, NULL);
	svg_start(chart, (double)n * (TEXT_HEIGHT + BAR_HEIGHT + ROW_GAP),
		  format_label(chart->labels, "chart_networks"), says ? says : "");
	draw_networks(chart, list, n);
	xml_end(chart->xml);
	free(says);
}

/* The kinds of traffic that are drawn; the first always, others if there are any. */
static const char *const groups[] = {
	"worm", "variants", "pingpong", "signature", "long_answers",
};

#define GROUPS	(sizeof(groups) / sizeof(groups[0]))

struct group {
	const char *name;
	int64_t in, out;
};

static size_t find_groups(const struct svg_chart *chart, struct group list[GROUPS])
{
	const json_t *object;
	struct group g;
	size_t i, n = 0;

	for (i = 0; i < GROUPS; i++) {
		object = path_at(chart->facts, groups[i]);
		g.name = groups[i];
		g.in = at_least_zero(path_integer(object, "ingress.packets"));
		g.out = at_least_zero(path_integer(object, "from_inside.packets"));
		if (!i || g.in || g.out)
			list[n++] = g;
	}
	return n;
}

struct bars {
	struct svg_chart *chart;
	int64_t max;
	double width;
	double y;
};

static void draw_bar(struct bars *bars, int64_t packets, bool hatched)
{
	double length = bar_length(packets, bars->max, bars->width);
	double y = bars->y + (TEXT_HEIGHT - BAR_HEIGHT) / 2.0;
	char value[FORMAT_NUMBER_MAX];

	svg_rect(bars->chart, "track", 0, y, bars->width, BAR_HEIGHT);
	if (hatched && length > 0)
		svg_hatched(bars->chart, 0, y, length, BAR_HEIGHT);
	else if (length > 0)
		svg_rect(bars->chart, "solid", 0, y, length, BAR_HEIGHT);
	svg_text(bars->chart, "value", SVG_WIDTH, bars->y + BASELINE,
		 format_number(bars->chart->labels, packets, value));
	bars->y += TEXT_HEIGHT;
}

static void draw_groups(struct svg_chart *chart, const struct group *list,
			size_t n)
{
	struct bars bars = { .chart = chart };
	char value[FORMAT_NUMBER_MAX], key[32];
	size_t i;

	for (i = 0; i < n; i++) {
		if (list[i].in > bars.max)
			bars.max = list[i].in;
		if (list[i].out > bars.max)
			bars.max = list[i].out;
	}
	bars.width = SVG_WIDTH - SVG_LETTER *
		     (1 + (double)strlen(format_number(chart->labels, bars.max,
						      value)));
	svg_hatch(chart);
	for (i = 0; i < n; i++) {
		snprintf(key, sizeof(key), "group_%s", list[i].name);
		svg_text(chart, "name", 0, bars.y + BASELINE,
			 format_label(chart->labels, key));
		bars.y += TEXT_HEIGHT;
		draw_bar(&bars, list[i].in, false);
		draw_bar(&bars, list[i].out, true);
		bars.y += ROW_GAP;
	}
}

void svg_directions(struct svg_chart *chart)
{
	struct group list[GROUPS];
	size_t n = find_groups(chart, list);
	char in[FORMAT_NUMBER_MAX], out[FORMAT_NUMBER_MAX], *says;

	if (!path_at(chart->facts, "worm")) {
		draw_none(chart);
		return;
	}
	xml_start(chart->xml, "ul");
	xml_attr(chart->xml, "class", "legend");
	svg_legend(chart, "solid", format_label(chart->labels, "chart_worm_in"));
	svg_legend(chart, "hatched", format_label(chart->labels, "chart_worm_out"));
	xml_end(chart->xml);
	says = format_fill(chart->labels, "directions_says",
			  "in", format_number(chart->labels, list[0].in, in),
			  "out", format_number(chart->labels, list[0].out, out),
			  NULL);
	svg_start(chart, (double)n * (3 * TEXT_HEIGHT + ROW_GAP),
		  format_label(chart->labels, "chart_directions"),
		  says ? says : "");
	draw_groups(chart, list, n);
	xml_end(chart->xml);
	free(says);
}
