// SPDX-License-Identifier: GPL-2.0-or-later
/* svg.c - the frame of a chart, and what all are drawn with */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "svg.h"
#include "svg_parts.h"

const char *svg_number(double n, char buf[SVG_NUMBER_MAX])
{
	long tenths = lround(n * 10), whole = labs(tenths) / 10;
	long rest = labs(tenths) % 10;
	const char *sign = tenths < 0 ? "-" : "";

	/* Not by %f: some locales have a comma there. */
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
		    words_label(labels, charts[chart].label));
	charts[chart].draw(&c);
	xml_end(xml);
	xml_raw(xml, "\n");
}
