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

#include "markup/document.h"
#include "xml.h"

/**
 * svg_chart - a <figure> with its title, its legend and the chart
 * @serial: of the chart in its page, for identifiers
 * @facts:  as in content.h; what is not in it is drawn as no data
 * @labels: labels_load()
 */
void svg_chart(struct xml *xml, enum document_chart chart, unsigned int serial,
	       const json_t *facts, const json_t *labels);

#endif /* RENDER_SVG_H */
