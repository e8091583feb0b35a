/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg_parts.h - what the charts are drawn with
 *
 * Private to svg*.c. Lengths are units of a view SVG_WIDTH wide; text is 15 of them
 * high, on a phone 24 (html_style.c), and every chart leaves room for that.
 */
#ifndef RENDER_SVG_PARTS_H
#define RENDER_SVG_PARTS_H

#include <stdint.h>

#include "render/text/words.h"
#include "xml.h"

#define SVG_WIDTH	720
#define SVG_LETTER	15.3	/* of digits in the largest text */
#define SVG_NUMBER_MAX	32

/**
 * struct svg_chart - a chart that is being drawn
 * @id: of its own, for what one element says of another
 */
struct svg_chart {
	struct xml *xml;
	const json_t *facts;
	const json_t *labels;
	char id[24];
};

/* With one digit behind the point, in any locale; returns @buf. */
const char *svg_number(double n, char buf[SVG_NUMBER_MAX]);
void svg_attr(struct xml *xml, const char *name, double value);

/* <svg> with what it says to those who do not see it; ends with xml_end(). */
void svg_start(struct svg_chart *chart, double height, const char *title,
	       const char *says);
void svg_line(struct svg_chart *chart, const char *class, double x1, double y1,
	      double x2, double y2);
void svg_text(struct svg_chart *chart, const char *class, double x, double y,
	      const char *text);
void svg_rect(struct svg_chart *chart, const char *class, double x, double y,
	      double width, double height);
/* The same, hatched. */
void svg_hatched(struct svg_chart *chart, double x, double y, double width,
		 double height);
/* What svg_hatched() fills with; once in each <svg>. */
void svg_hatch(struct svg_chart *chart);

/* An element of the legend; @class is that of the line or area. */
void svg_legend(struct svg_chart *chart, const char *class, const char *text);

/* The charts; each writes what stands in its <figure> below the title. */
void svg_series(struct svg_chart *chart);
void svg_networks(struct svg_chart *chart);
void svg_directions(struct svg_chart *chart);

#endif /* RENDER_SVG_PARTS_H */
