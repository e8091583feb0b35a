/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg.h - figures as charts, in the midst of a page
 *
 * Colours are the page's (classes in html_style.c); what must be told apart differs
 * in dash or hatching too, so grey print and colour-blind readers lose nothing.
 */
#ifndef RENDER_SVG_H
#define RENDER_SVG_H

#include <jansson.h>
#include <stdbool.h>

#include "xml.h"

/* X(symbol, name in the markup) */
#define SVG_CHARTS(X)			\
	X(SERIES,     "series")		\
	X(NETWORKS,   "networks")	\
	X(DIRECTIONS, "directions")

/* Is there a chart of that name? */
bool svg_known(const char *name);

/**
 * svg_chart - a <figure> with its title, its legend and the chart
 * @name:   one of SVG_CHARTS; nothing is written for any other
 * @serial: of the chart in its page, for identifiers
 * @facts:  as in content.h
 * @labels: labels_load()
 */
void svg_chart(struct xml *xml, const char *name, unsigned int serial,
	       const json_t *facts, const json_t *labels);

#endif /* RENDER_SVG_H */
