// SPDX-License-Identifier: GPL-2.0-or-later
/* svg.c - the frame of a chart, its axes, and what all charts are drawn with */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "svg.h"

const char *svg_number(double n, char buf[SVG_NUMBER_MAX])
{
	long tenths = lround(n * 10), whole = labs(tenths) / 10;
	long rest = labs(tenths) % 10;
	const char *sign = tenths < 0 ? "-" : "";

	/* Not %f: some locales write a comma. */
	if (rest)
		snprintf(buf, SVG_NUMBER_MAX, "%s%ld.%ld", sign, whole, rest);
	else
		snprintf(buf, SVG_NUMBER_MAX, "%s%ld", sign, whole);
	return buf;
}

void svg_attr(struct xml *xml, const char *name, double value)
{
	char buf[SVG_NUMBER_MAX];

	xml_attr(xml, name, svg_number(value, buf));
}

void svg_start(struct svg_chart *chart, double height, const char *title,
	       const char *says)
{
	struct xml *xml = chart->xml;

	xml_start(xml, "svg");
	xml_attr(xml, "xmlns", "http://www.w3.org/2000/svg");
	xml_attrf(xml, "viewBox", "0 0 %d %ld", SVG_WIDTH, lround(height));
	xml_attr(xml, "role", "img");
	xml_attrf(xml, "aria-labelledby", "%s-t %s-d", chart->id, chart->id);
	xml_start(xml, "title");
	xml_attrf(xml, "id", "%s-t", chart->id);
	xml_text(xml, title);
	xml_end(xml);
	xml_start(xml, "desc");
	xml_attrf(xml, "id", "%s-d", chart->id);
	xml_text(xml, says);
	xml_end(xml);
}

void svg_line(struct svg_chart *chart, const char *class, double x1, double y1,
	      double x2, double y2)
{
	xml_start(chart->xml, "line");
	xml_attr(chart->xml, "class", class);
	svg_attr(chart->xml, "x1", x1);
	svg_attr(chart->xml, "y1", y1);
	svg_attr(chart->xml, "x2", x2);
	svg_attr(chart->xml, "y2", y2);
	xml_end_void(chart->xml);
}

void svg_text(struct svg_chart *chart, const char *class, double x, double y,
	      const char *text)
{
	xml_start(chart->xml, "text");
	xml_attr(chart->xml, "class", class);
	svg_attr(chart->xml, "x", x);
	svg_attr(chart->xml, "y", y);
	xml_text(chart->xml, text);
	xml_end(chart->xml);
}

static void start_rect(struct xml *xml, double x, double y, double width,
		       double height)
{
	xml_start(xml, "rect");
	svg_attr(xml, "x", x);
	svg_attr(xml, "y", y);
	svg_attr(xml, "width", width);
	svg_attr(xml, "height", height);
}

void svg_rect(struct svg_chart *chart, const char *class, double x, double y,
	      double width, double height)
{
	start_rect(chart->xml, x, y, width, height);
	xml_attr(chart->xml, "class", class);
	xml_end_void(chart->xml);
}

void svg_hatched(struct svg_chart *chart, double x, double y, double width,
		 double height)
{
	start_rect(chart->xml, x, y, width, height);
	xml_attr(chart->xml, "class", "hatched");
	xml_attrf(chart->xml, "fill", "url(#%s-h)", chart->id);
	xml_end_void(chart->xml);
}

void svg_hatch(struct svg_chart *chart)
{
	struct xml *xml = chart->xml;

	xml_start(xml, "defs");
	xml_start(xml, "pattern");
	xml_attrf(xml, "id", "%s-h", chart->id);
	xml_attr(xml, "width", "7");
	xml_attr(xml, "height", "7");
	xml_attr(xml, "patternUnits", "userSpaceOnUse");
	xml_attr(xml, "patternTransform", "rotate(45)");
	svg_line(chart, "hatch", 0, 0, 0, 7);
	xml_end(xml);
	xml_end(xml);
}

void svg_legend(struct svg_chart *chart, const char *class, const char *text)
{
	struct xml *xml = chart->xml;
	struct svg_chart sample = *chart;

	xml_start(xml, "li");
	xml_start(xml, "svg");
	xml_attr(xml, "xmlns", "http://www.w3.org/2000/svg");
	xml_attr(xml, "viewBox", "0 0 32 14");
	xml_attr(xml, "aria-hidden", "true");
	if (!strcmp(class, "hatched")) {
		snprintf(sample.id, sizeof(sample.id), "%.16s-s", chart->id);
		svg_hatch(&sample);
		svg_hatched(&sample, 1, 1, 30, 12);
	} else if (!strcmp(class, "solid") || !strcmp(class, "unseen")) {
		svg_rect(chart, class, 1, 1, 30, 12);
	} else {
		svg_line(chart, class, 0, 7, 32, 7);
	}
	xml_end(xml);
	xml_text(xml, text);
	xml_end(xml);
}

static const struct {
	const char *label;
	void (*draw)(struct svg_chart *chart);
} charts[CHART_COUNT] = {
	[CHART_SERIES] = { "chart_series", svg_series },
	[CHART_NETWORKS] = { "chart_networks", svg_networks },
	[CHART_DIRECTIONS] = { "chart_directions", svg_directions },
};

void svg_chart(struct xml *xml, enum document_chart chart, unsigned int serial,
	       const json_t *facts, const json_t *labels)
{
	struct svg_chart c = { .xml = xml, .facts = facts, .labels = labels };

	snprintf(c.id, sizeof(c.id), "c%u", serial);
	xml_start(xml, "figure");
	xml_element(xml, "figcaption", NULL,
		    format_label(labels, charts[chart].label));
	charts[chart].draw(&c);
	xml_end(xml);
	xml_raw(xml, "\n");
}

#define POWER_LAST	15
#define SHOWN_MAX	10000	/* below it an axis shows numbers as they are */

struct scale scale_make(uint64_t max, unsigned int ticks)
{
	static const unsigned int factors[] = { 1, 2, 5 };
	struct scale scale = { .step = 1, .unit = 1 };
	uint64_t power = 1, steps;
	unsigned int i = 0;

	/* A count of packets is no more than an int64_t, so nothing overflows. */
	while (max / scale.step + (max % scale.step != 0) > ticks) {
		i = (i + 1) % 3;
		if (!i)
			power *= 10;
		scale.step = factors[i] * power;
	}
	steps = max / scale.step + (max % scale.step != 0);
	scale.top = scale.step * (steps ? steps : 1);
	while (scale.top >= SHOWN_MAX && scale.power < POWER_LAST &&
	       scale.step % (scale.unit * 1000) == 0) {
		scale.unit *= 1000;
		scale.power += 3;
	}
	return scale;
}

#define DAY	86400

/* The shortest round step, at least an interval, with at most AXIS_TICKS ticks. */
static int64_t find_step(int64_t span, int64_t seconds)
{
	static const int64_t steps[] = {
		300, 600, 1800, 3600, 7200, 14400, 21600, 43200,
		DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 182 * DAY,
		365 * DAY,
	};
	const size_t count = sizeof(steps) / sizeof(steps[0]);
	size_t i;

	for (i = 0; i < count; i++)
		if (steps[i] >= seconds && span / steps[i] < AXIS_TICKS)
			return steps[i];
	return steps[count - 1] * (span / steps[count - 1] / AXIS_TICKS + 1);
}

/* Rounded towards the past, for years before 1970 too. */
static int64_t floor_to(int64_t t, int64_t step)
{
	return t - ((t % step) + step) % step;
}

size_t axis_ticks(const struct moment *moments, size_t n, int64_t seconds,
		  struct time_tick ticks[AXIS_TICKS], const char **label)
{
	const struct moment *first = &moments[0], *last = &moments[n - 1];
	int64_t step, base, next;
	size_t i = 0, count = 0;

	*label = "chart_moment";
	ticks[0] = (struct time_tick){ first->at, first->clock };
	if (n == 1 || last->at <= first->at)
		return 1;
	step = find_step(last->at - first->at, seconds);
	/* Days of a report are counted from its first. */
	base = step >= DAY && seconds >= DAY ? first->clock : 0;
	next = base + floor_to(first->clock - base, step);
	if (next < first->clock)
		next += step;
	for (; next <= last->clock && count < AXIS_TICKS; next += step) {
		while (i + 1 < n && moments[i + 1].clock <= next)
			i++;
		ticks[count].clock = next;
		ticks[count++].at = moments[i].at + next - moments[i].clock;
	}
	*label = step < DAY ? "chart_time" : step > 60 * DAY ? "chart_month" :
		 "chart_day";
	return count;
}
