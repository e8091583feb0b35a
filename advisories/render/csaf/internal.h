/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what the documents of a CSAF provider have in common
 *
 * Private to this room.
 */
#ifndef RENDER_CSAF_INTERNAL_H
#define RENDER_CSAF_INTERNAL_H

#include <jansson.h>

/*
 * product_tree and vulnerabilities into @document. @content: of the edition,
 * @labels: for remediations
 */
void csaf_add_vulnerability(json_t *document, const json_t *content,
			    const json_t *labels);

/* As CSAF wants JSON: keys sorted; 0 or -1. */
int csaf_dump(FILE *out, const json_t *document);

/* { category, name, namespace, contact_details } of an edition's publisher. */
json_t *csaf_publisher(const json_t *content);

#endif /* RENDER_CSAF_INTERNAL_H */
