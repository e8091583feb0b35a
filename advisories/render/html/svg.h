/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg.h - figures as charts within a page
 *
 * Colours are the page's (classes in style.c); what must be distinguished differs in
 * dash or hatching too, so grey print and colour-blind readers lose nothing.
 *
 * Lengths are units of a view SVG_WIDTH wide; text is 15 of them high, on a phone
 * 24, and every chart leaves room for that.
 */
#ifndef RENDER_SVG_H
#define RENDER_SVG_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "markup/document.h"
#include "render/text/format.h"
#include "xml.h"

/**
 * svg_chart - a <figure> with its title, its legend and the chart
 * @serial: of the chart in its page, for identifiers
 * @facts:  as in content.h; missing values are drawn as no data
 * @labels: labels_load()
 */
void svg_chart(struct xml *xml, enum document_chart chart, unsigned int serial,
	       const json_t *facts, const json_t *labels);

#define SVG_WIDTH	720
#define SVG_LETTER	15.3	/* of digits in the largest text */
#define SVG_NUMBER_MAX	32

/**
 * struct svg_chart - a chart that is being drawn
 * @id: unique in the page, for references between elements
 */
struct svg_chart {
	struct xml *xml;
	const json_t *facts;
	const json_t *labels;
	char id[24];
};

/* With one decimal place, in any locale; returns @buf. */
const char *svg_number(double n, char buf[SVG_NUMBER_MAX]);
void svg_attr(struct xml *xml, const char *name, double value);

/* <svg> with @says, a text for screen readers; ends with xml_end(). */
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
/* The pattern of svg_hatched(); once in each <svg>. */
void svg_hatch(struct svg_chart *chart);

/* An element of the legend; @class is that of the line or area. */
void svg_legend(struct svg_chart *chart, const char *class, const char *text);

/* The charts; each writes the <figure> below its title. */
void svg_series(struct svg_chart *chart);
void svg_networks(struct svg_chart *chart);
void svg_directions(struct svg_chart *chart);

/**
 * struct moment - when an interval began
 * @at:    seconds since 1970
 * @clock: the publisher's local time, as if it were UTC
 */
struct moment {
	int64_t at;
	int64_t clock;
};

/**
 * struct time_tick - a mark on the axis
 * @clock: see struct moment
 */
struct time_tick {
	int64_t at;
	int64_t clock;
};

#define AXIS_TICKS	7	/* at most; more do not fit on a phone */

/**
 * axis_ticks - where to put marks
 * @moments: in order, @n of them (1 and up), each of @seconds
 * @label:   gets the label with the pattern for the marks
 *
 * Marks are at round local times, also where nothing was
 * recorded; a single interval has one at its begin. Returns how many.
 */
size_t axis_ticks(const struct moment *moments, size_t n, int64_t seconds,
		  struct time_tick ticks[AXIS_TICKS], const char **label);

/**
 * struct scale - an axis from 0
 * @step:  between two ticks
 * @top:   the last tick, at or above the greatest value; never 0
 * @power: of ten that the ticks are shown in: 0, 3, 6, 9, 12 or 15
 * @unit:  10 to that power, a divisor of @step
 */
struct scale {
	uint64_t step;
	uint64_t top;
	unsigned int power;
	uint64_t unit;
};

/* At most @ticks steps (2 or more), and at least half of them if @max allows. */
struct scale scale_make(uint64_t max, unsigned int ticks);

#endif /* RENDER_SVG_H */
