/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json.h - the facts of a period as JSON: all of them, for the CSIRT's own archive
 */
#ifndef RENDER_JSON_H
#define RENDER_JSON_H

#include <jansson.h>
#include <stdio.h>

/* What values_facts() made; 0, or -1 if out of memory. */
int render_json(FILE *out, const json_t *values);

#endif /* RENDER_JSON_H */
